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


def who_did(by: Doer, column: str = "by") -> dict[str, Any]:
    """Who did it, for two columns of a row: the name as it was that day, and beside it the id (`by`, `by_id`)."""
    return {column: by.name[:NAMED], f"{column}_id": by.person_id}
