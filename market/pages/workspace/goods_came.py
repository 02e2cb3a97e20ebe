"""What a page answers when goods came in."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session
from starlette.responses import Response

from market.inventory.lot import Lot
from market.inventory.receiving import free_pieces
from market.pages.workspace.forms import Receive
from market.people.group import Group
from market.web.page import redirect


@dataclass(frozen=True, slots=True)
class Arrived:
    """Pieces that came, how many of them are free now, None where they are past their day, and the days that were read
    where somebody typed one."""

    pieces: int
    free: int | None
    made: date | None
    until: date | None

    def answer(self, path: str) -> Response:
        """Where to go on, with what was understood: a day whose month was swapped is seen at once."""
        if self.free is None:
            return redirect(path, words="received_past", n=self.pieces, until=self.until or date.min)
        if self.made is None:
            return redirect(path, words="received", n=self.pieces, now=self.free)
        if self.until is None:
            return redirect(path, words="received_made", n=self.pieces, now=self.free, made=self.made)
        said = {"n": self.pieces, "now": self.free}
        return redirect(path, words="received_made_until", **said, made=self.made, until=self.until)


def what_came(db: Session, group: Group, typed: Receive, lot: Lot) -> Arrived:
    """What to say of pieces that lie in this lot now."""
    past = lot.past(group.today)
    free = None if past else free_pieces(db, group, typed.variant)
    made = typed.produced_on or (lot.produced_on if typed.best_before else None)
    return Arrived(typed.quantity, free, made, lot.best_before if made or past else None)
