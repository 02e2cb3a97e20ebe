"""Returned: goods that were sold at the till and brought back. The money goes out of the drawer of the day on which
they come, whenever they were sold; the goods go back into stock, or are thrown away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.catalog.variant import Variant
from market.inventory.leaving import take_back
from market.inventory.lot import Lot
from market.inventory.movement import MovementKind
from market.inventory.picking import Pick
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.record import Record, locked, table
from market.kernel.refused import NotFound, Refused, needed_reason
from market.orders.line_lot import LotUse, let_go
from market.orders.order import OrderLine, SubOrder
from market.payments.bill import Bill, lock_bill
from market.payments.given_back import give_back_at_once
from market.payments.incoming import lower, missing_of
from market.payments.second_look import SaidOfMoney, ask_second_look
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group
from market.till.bon import bill_of_sale, the_sale
from market.till.day import DayState, day_here
from market.till.debtor import require_no_debtor
from market.till.open_piece import grams_of, open_piece
from market.till.sale import TillSale


class TillReturn(Record, table=True):
    """`worth` of what came back, whole rupiah: of it `cash` left the drawer, the rest was a debt that is none any more.

    `thrown`: it cannot be sold again. `late`: after the day was closed.
    """

    __tablename__ = "till_return"
    __table_args__ = (sa.CheckConstraint("worth >= 0 AND cash BETWEEN 0 AND worth", name="amounts"),)

    sale_id: int = Field(foreign_key="till_sale.id", index=True)
    till_day_id: int = Field(foreign_key="till_day.id", index=True)
    worth: int = Field(sa_type=sa.BigInteger)
    cash: int = Field(sa_type=sa.BigInteger)
    reason: str = Field(max_length=300)
    thrown: bool = False
    late: bool = False
    at: datetime = Field(default_factory=now)
    by: str = Field(max_length=80)
    by_id: int | None = Field(default=None, foreign_key="person.id")


class ReturnedLine(Record, table=True):
    """So many pieces of a line came back."""

    __tablename__ = "returned_line"
    __table_args__ = (sa.CheckConstraint("pieces > 0", name="pieces"),)

    return_id: int = Field(foreign_key="till_return.id", index=True)
    line_id: int = Field(foreign_key="order_line.id", index=True)
    pieces: int


R, N = table(TillReturn), table(ReturnedLine)


@dataclass(frozen=True, slots=True)
class SoldPieces:
    """A line of a sale: `back` of its pieces were brought back already."""

    line: OrderLine
    back: int

    @property
    def left(self) -> int:
        return self.line.quantity - self.back


def sold_pieces(db: Session, sale: TillSale) -> list[SoldPieces]:
    """The lines of a sale, in their order."""
    rows = table(OrderLine)
    back = sa.select(sa.func.sum(N.c.pieces)).where(N.c.line_id == rows.c.id).scalar_subquery()
    wanted = sa.select(OrderLine, sa.func.coalesce(back, 0).label("back"))
    found = db.execute(wanted.where(rows.c.sub_order_id == sale.sub_order_id).order_by(rows.c.id))
    return [SoldPieces(row.OrderLine, int(row.back)) for row in found]


def take_return(
    db: Session, group: Group, sale_id: int, pieces: Mapping[str, int], *, reason: str, thrown: bool, by: Actor
) -> TillReturn:
    """Pieces by the id of their line come back. Refused above what was sold and not brought back before, and to who
    bought it, whose number it bears: she would end her own debt, or take money for it."""
    reason = needed_reason(reason)
    sale = the_sale(db, group.key, sale_id)
    day = day_here(db, group.key, group.today, by)
    sub = db.scalars(locked(sa.select(SubOrder).where(table(SubOrder).c.id == sale.sub_order_id))).one()
    coming = _coming(sold_pieces(db, sale), pieces)
    worth = sum(line.price * n for line, n in coming)
    cash = _money(db, sale, worth, reason, by) if worth else 0
    made = TillReturn(
        sale_id=sale.key, till_day_id=day.key, worth=worth, cash=cash, reason=reason, thrown=thrown,
        late=day.state is DayState.CLOSED, **who_did(by),
    ).add(db)  # fmt: skip
    for line, n in coming:
        ReturnedLine(return_id=made.key, line_id=line.key, pieces=n).add(db)
        _goods(db, sub, line, n, thrown, by)
    sub.happened("till_returned", by, reason=reason, amount=worth)
    note(db, by, "till_returned", group.key, amount=worth, ref=sub.number, reason=reason)
    return made


def _coming(sold: list[SoldPieces], pieces: Mapping[str, int]) -> list[tuple[OrderLine, int]]:
    known = {str(each.line.key): each for each in sold}
    found = []
    for key, n in pieces.items():
        if key not in known:
            raise NotFound(f"line {key}")
        if n > known[key].left:
            raise Refused("return_too_many", field=f"line-{key}", n=known[key].left)
        found += [(known[key].line, n)] if n else []
    if not found:
        raise Refused("return_nothing")
    return found


def _money(db: Session, sale: TillSale, worth: int, reason: str, by: Actor) -> int:
    """What goes out of the drawer: a debt is lowered first."""
    bill = lock_bill(db, bill_of_sale(db, sale).key)
    require_no_debtor(db, sale.group_id, by, bill)
    debt = _lower(db, bill, worth, by)
    ask_second_look(db, bill, by, worth, SaidOfMoney.RETURNED)
    if worth > debt:
        give_back_at_once(db, bill, worth - debt, reason=reason, by=by)
    return worth - debt


def _lower(db: Session, bill: Bill, worth: int, by: Actor) -> int:
    debt = min(worth, missing_of(db, bill)) if bill.open else 0
    if debt:
        lower(db, bill, debt, by)
    return debt


def _goods(db: Session, sub: SubOrder, line: OrderLine, n: int, thrown: bool, by: Actor) -> None:
    """As many as had left a lot lie there again, or are thrown away; what the book never had it does not get."""
    unit = _weighed_in(db, line)
    if unit:
        if not thrown:  # what was thrown had left its lot when it was weighed
            _weighed(db, sub, line, unit, by)
        return
    picks = let_go(db, line, n, LotUse.HANDED_OUT)
    take_back(db, picks, by, ref=sub.number)
    for each in picks if thrown else []:
        _throw(db, each, by)


def _weighed_in(db: Session, line: OrderLine) -> int | None:
    """How many grams a whole unit has of a line that was weighed; None for what was counted, or is in no stock."""
    variant = db.get(Variant, line.variant_id)
    if variant is None or line.made_to_order or (line.quantity, line.unit) != (1, f"{line.weight_g} g"):
        return None
    return grams_of(variant.unit)


def _weighed(db: Session, sub: SubOrder, line: OrderLine, unit: int, by: Actor) -> None:
    """Its grams lie with the piece that is open; what makes whole units of it goes back into the lots they left."""
    piece = open_piece(db, line.variant_id)
    picks = let_go(db, line, piece.put_back(line.weight_g, unit), LotUse.HANDED_OUT)
    piece.grams_left -= unit * sum(each.quantity for each in picks)
    take_back(db, picks, by, ref=sub.number)


def _throw(db: Session, pick: Pick, by: Actor) -> None:
    lot = db.scalars(locked(sa.select(Lot).where(table(Lot).c.id == pick.lot_id))).one()
    lot.take_out(pick.quantity, MovementKind.SPOILED, by=by)
