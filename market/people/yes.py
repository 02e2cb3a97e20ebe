"""What needs another person's yes, in the words of docs/rights.md."""

from dataclasses import dataclass

from market.people.approving.closeness import CLOSE_FOR


@dataclass(frozen=True)
class Yes:
    """One thing that nobody does alone."""

    what: str
    asks: str
    yes: str
    after: str
    told: str
    stops: str


AROUND = "chair, treasurer, facilitators"
DAYS = f"{CLOSE_FOR.days} days"
