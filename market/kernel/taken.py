"""What a broken UNIQUE means to a person: each noun says it of its own columns."""

from sqlalchemy.exc import IntegrityError

from market.kernel.refused import Refused

TAKEN: dict[str, Refused] = {}


def taken(column: str, code: str, field: str | None = None) -> None:
    """Says what a broken UNIQUE on `table.column` means to a person."""
    TAKEN[column] = Refused(code, field=field)


def taken_refusal(error: IntegrityError) -> Refused | None:
    text = str(error.orig)
    for column, refusal in TAKEN.items():
        if column in text or "uq_" + column.replace(".", "_") in text:
            return Refused(refusal.code, field=refusal.field)
    return None
