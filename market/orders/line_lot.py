"""LineLot: which lots the pieces of an order line come from: taken, handed out, given back."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.inventory.hold import allocate
from market.inventory.lot import Lot, LotState, free_in
from market.inventory.picking import Pick, Want
from market.inventory.still_good import good_in
from market.kernel.clock import today
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Lacking, Refused
from market.orders.order import OrderLine, SubOrder
from market.people.group import Group


class LotUse(StrEnum):
    ALLOCATED = "allocated"
    HANDED_OUT = "handed_out"
    GIVEN_BACK = "given_back"


class LineLot(Record, table=True):
    """So many pieces of a line come from this lot."""

    __tablename__ = "line_lot"
    __table_args__ = (sa.CheckConstraint("quantity > 0", name="quantity"),)

    line_id: int = Field(foreign_key="order_line.id", index=True)
    lot_id: int = Field(foreign_key="lot.id", index=True)
    quantity: int
    use: LotUse = Field(default=LotUse.ALLOCATED, sa_column=state_column(LotUse, "use"))


LINE_LOTS, LINES = table(LineLot), table(OrderLine)
NEW_LOTS = sa.insert(LINE_LOTS)


def write_lots(db: Session, line_ids: Sequence[int], picks: list[list[Pick]], use: LotUse = LotUse.ALLOCATED) -> None:
    rows = [
        {"line_id": line_id, "lot_id": each.lot_id, "quantity": each.quantity, "use": use}
        for line_id, chosen in zip(line_ids, picks, strict=True)
        for each in chosen
    ]
    if rows:
        db.connection().execute(NEW_LOTS, rows)


def untaken(db: Session, sub: SubOrder) -> list[OrderLine]:
    """Lines of goods in stock for which no pieces are taken: the group had to answer first."""
    taken = sa.select(LINE_LOTS.c.id).where(LINE_LOTS.c.line_id == LINES.c.id, LINE_LOTS.c.use != LotUse.GIVEN_BACK)
    comes = LINES.c.quantity > LINES.c.cancelled
    mine = (LINES.c.sub_order_id == sub.key, ~LINES.c.made_to_order, comes, ~taken.exists())
    return list(db.scalars(sa.select(OrderLine).where(*mine).order_by(LINES.c.id)))


def untaken_stock(db: Session, sub: SubOrder) -> list[tuple[OrderLine, int]]:
    """`untaken`, with how many pieces of each there are now."""
    lines = untaken(db, sub)
    if not lines:
        return []
    there = free_for(db, sub, {line.variant_id for line in lines})
    return [(line, there.get(line.variant_id, 0)) for line in lines]


def free_for(db: Session, sub: SubOrder, variants: Collection[int]) -> dict[int, int]:
    """How many pieces of each variant could be put aside for this parcel now; those of which there are none are not
    there."""
    rows = table(Lot)
    wanted = (
        sa.select(rows.c.variant_id, sa.func.sum(free_in(rows)))
        .where(rows.c.variant_id.in_(variants), rows.c.state == LotState.OPEN)
        .where(good_in(rows, good_on(db, sub)))
        .group_by(rows.c.variant_id)
    )
    return {variant: int(pieces) for variant, pieces in db.execute(wanted)}


def take_stock(db: Session, sub: SubOrder, *, good: date | None = None) -> None:
    """Takes the pieces of lines that have none yet. Refused, saying what there is, when there are too few.

    `good`: the day on which they had to be good, for goods that left before anybody wrote it down.
    Call it last: on PostgreSQL the rows of stock are locked from here to the commit.
    """
    _take(db, sub, untaken(db, sub), good)


def take_again(db: Session, sub: SubOrder) -> None:
    """Takes what was given back when the parcel ended, as `take_stock` does; lines that had nothing go on waiting."""
    given = sa.select(LINE_LOTS.c.line_id).where(LINE_LOTS.c.use == LotUse.GIVEN_BACK)
    had = set(db.scalars(given.join(LINES, LINES.c.id == LINE_LOTS.c.line_id).where(LINES.c.sub_order_id == sub.key)))
    _take(db, sub, [line for line in untaken(db, sub) if line.key in had], None)


def _take(db: Session, sub: SubOrder, lines: list[OrderLine], good: date | None) -> None:
    if not lines:
        return
    day = good or good_on(db, sub)
    wants = [Want(line.variant_id, line.pieces, day, line.label) for line in lines]
    try:
        picks = allocate(db, wants, f"order/{sub.number}")
    except Lacking as lack:
        told = lack.params
        raise Refused("stock_too_few", name=told["name"], n=told.get("n", 0), asked=told["asked"]) from None
    write_lots(db, [line.key for line in lines], picks)


def good_on(db: Session, sub: SubOrder) -> date:
    """The day its goods must still be good: the day of pick-up, else the day after it arrives."""
    here = today(Group.get(db, sub.group_id).zone)
    if sub.delivery.collected:
        return max(sub.arrives_from, here)
    return max(sub.arrives_by, here) + timedelta(days=1)


def let_go(db: Session, line: OrderLine, pieces: int, former: LotUse = LotUse.ALLOCATED) -> list[Pick]:
    """Releases so many pieces of a line, by default of those that are still here; returns from which lots. Nothing
    where none are taken yet.

    Those of a recalled lot go first, then the ones chosen last: its buyer keeps what was put aside for her first.
    """
    lots = table(Lot)
    taken = sa.select(LineLot).join(lots, lots.c.id == LINE_LOTS.c.lot_id)
    mine = taken.where(LINE_LOTS.c.line_id == line.key, LINE_LOTS.c.use == former)
    recalled = sa.case((lots.c.state == LotState.RECALLED, 0), else_=1)
    freed = []
    for each in db.scalars(mine.order_by(recalled, LINE_LOTS.c.id.desc())):
        part = min(pieces, each.quantity)
        if part == each.quantity:
            each.use = LotUse.GIVEN_BACK
        elif part:
            each.quantity -= part
            LineLot(line_id=line.key, lot_id=each.lot_id, quantity=part, use=LotUse.GIVEN_BACK).add(db)
        freed += [Pick(each.lot_id, part)] if part else []
        pieces -= part
    return freed


def move_lots(db: Session, sub: SubOrder, former: LotUse, use: LotUse) -> list[Pick]:
    """Moves the lots of a parcel from one use to another; returns which pieces moved."""
    mine = sa.select(LINES.c.id).where(LINES.c.sub_order_id == sub.key)
    moved = db.execute(
        sa.update(LINE_LOTS)
        .where(LINE_LOTS.c.line_id.in_(mine), LINE_LOTS.c.use == former)
        .values(use=use)
        .returning(LINE_LOTS.c.lot_id, LINE_LOTS.c.quantity)
        .execution_options(synchronize_session=False)
    )
    return [Pick(lot_id, quantity) for lot_id, quantity in moved]
