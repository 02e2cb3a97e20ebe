"""What a page answers when goods came in."""

from sqlalchemy.orm import Session
from starlette.responses import Response

from market.inventory.lot import Lot
from market.inventory.receiving import free_pieces
from market.people.group import Group
from market.web.page import redirect


def free_with(db: Session, group: Group, sku: str, lot: Lot) -> int | None:
    """How many of them are free now; None where those that came are past their day."""
    return None if lot.past(group.today) else free_pieces(db, group, sku)


def goods_came(path: str, pieces: int, free: int | None) -> Response:
    if free is None:
        return redirect(path, words="received_past", n=pieces)
    return redirect(path, words="received", n=pieces, now=free)
