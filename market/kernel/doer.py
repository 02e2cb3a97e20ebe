"""Who does something, as the ground knows her, and how a row says it."""

from typing import Any, Protocol

NAMED = 80  # of a name, as the columns for it keep


class Doer(Protocol):
    """Who changes a record: `people.access.Actor`, of whom the ground knows id and name. The id is None of the clock,
    of a buyer and of what follows by itself."""

    @property
    def person_id(self) -> int | None: ...

    @property
    def name(self) -> str: ...


def kept_name(by: Doer) -> str:
    """Her name as it is that day, as long as a column keeps it."""
    return by.name[:NAMED]


def who_did(by: Doer, column: str = "by") -> dict[str, Any]:
    """Who did it, for two columns of a row: the name as it was that day, and beside it the id (`by`, `by_id`)."""
    return {column: kept_name(by), f"{column}_id": by.person_id}


def sign(row: object, by: Doer, column: str = "by") -> None:
    """The same on a row that is there already."""
    for name, value in who_did(by, column).items():
        setattr(row, name, value)
