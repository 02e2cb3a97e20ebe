"""Hold: pieces put aside for somebody who is about to buy, for a while.

The hot path of the shop: plain Core statements. Lots are locked before they are read, so the one UPDATE of each needs
no condition; its CHECK `promised` has the last word.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.inventory.lot import Lot, LotState, first_expired_first, free_in
from market.inventory.picking import Pick, Want, choose, pick, pick_there
from market.kernel.clock import now
from market.kernel.record import Record, table

HOLD_LASTS = timedelta(minutes=30)


class Hold(Record, table=True):
    """`held_for` is a string its maker understands (`cart/7`); live until `released_at` is set.

    `origin` is a digest of who asked for it, because one network can hold only so much; forgotten at the release.
    `beyond`: it takes its origin over half of the variant, and is given back first when that asks for much more.
    """

    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.Index("ix_hold_live", "released_at", "lot_id", "until"),
        sa.Index("ix_hold_held_for", "held_for", "released_at"),
        sa.Index("ix_hold_origin", "origin", "released_at"),
    )

    lot_id: int = Field(foreign_key="lot.id")
    held_for: str = Field(max_length=40)
    origin: str = Field(default="", max_length=64)
    beyond: bool = False
    quantity: int
    until: datetime
    made_at: datetime = Field(default_factory=now)
    released_at: datetime | None = None


HOLDS = table(Hold)
LOTS = table(Lot)


SOME: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
OF_VARIANTS = (LOTS.c.variant_id.in_(SOME), LOTS.c.on_hand > 0)
LOCK_LOTS = sa.select(LOTS.c.id).where(*OF_VARIANTS).order_by(LOTS.c.id).with_for_update()
LIVE = HOLDS.c.released_at.is_(None)
MOMENT = sa.bindparam("moment", type_=HOLDS.c.until.type)
EXPIRED_ON = (
    sa.select(HOLDS.c.id)
    .select_from(HOLDS.join(LOTS, LOTS.c.id == HOLDS.c.lot_id))
    .where(LIVE, HOLDS.c.until <= MOMENT, LOTS.c.variant_id.in_(SOME))
)
OPEN_LOTS = (
    sa.select(
        LOTS.c.id,
        LOTS.c.variant_id,
        LOTS.c.best_before,
        LOTS.c.on_hand,
        free_in(LOTS).label("available"),
        sa.exists().where(HOLDS.c.lot_id == LOTS.c.id, LIVE, HOLDS.c.until <= MOMENT).label("overdue"),
    )
    .where(*OF_VARIANTS, LOTS.c.state == LotState.OPEN)
    .order_by(*first_expired_first())
)
EXPIRED = sa.select(HOLDS.c.id).where(LIVE, HOLDS.c.until <= MOMENT).order_by(HOLDS.c.id).limit(500)
SPEND = (
    sa.update(HOLDS)
    .where(HOLDS.c.held_for == sa.bindparam("of"), LIVE, HOLDS.c.lot_id.in_(SOME))
    .values(released_at=MOMENT, origin="")
    .returning(HOLDS.c.lot_id, HOLDS.c.quantity)
)
PUT_ASIDE = sa.insert(HOLDS)


def still_held(held_for: Any, moment: Any) -> tuple[sa.ColumnElement[bool], ...]:
    """Of holds beside their lots: what is put aside for somebody at a moment; what was recalled since is for nobody."""
    return HOLDS.c.held_for == held_for, LIVE, HOLDS.c.until > moment, LOTS.c.state == LotState.OPEN


MOVE = (
    sa.update(LOTS)
    .where(LOTS.c.id == sa.bindparam("lot"))
    .values(held=LOTS.c.held + sa.bindparam("more_held"), allocated=LOTS.c.allocated + sa.bindparam("more_allocated"))
)


def lots_of_variant(variant_id: int) -> sa.Select[Any]:
    """The ids of a variant's lots, for a condition."""
    return sa.select(LOTS.c.id).where(LOTS.c.variant_id == variant_id)


def lock_lots(db: Session, variant_ids: Iterable[int]) -> None:
    """PostgreSQL: the lots of these variants, locked in the order of ids before anything is read."""
    connection = db.connection()
    if connection.dialect.name != "sqlite":
        connection.execute(LOCK_LOTS, {"ids": list(set(variant_ids))})


def stock_of(db: Session, variant_ids: Iterable[int]) -> Sequence[Any]:
    """The open lots of these variants that hold anything, first expired first.

    Holds whose time is over are freed first. On PostgreSQL the lots are locked from here to the commit.
    """
    ids = list(set(variant_ids))
    lock_lots(db, ids)
    lots = _open_lots(db, ids)
    if any(lot.overdue for lot in lots) and free_expired(db, ids):
        return _open_lots(db, ids)
    return lots


def _open_lots(db: Session, variant_ids: list[int]) -> Sequence[Any]:
    return db.connection().execute(OPEN_LOTS, {"ids": variant_ids, "moment": now()}).all()


def free_expired(db: Session, variant_ids: Iterable[int] | None = None) -> int:
    """Releases holds whose time is over; returns how many. Without `variant_ids` at most 500."""
    connection, moment = db.connection(), now()
    if variant_ids is None:
        found = connection.execute(EXPIRED, {"moment": moment}).scalars().all()
    else:
        found = connection.execute(EXPIRED_ON, {"moment": moment, "ids": list(set(variant_ids))}).scalars().all()
    return _release(db, HOLDS.c.id.in_(found)) if found else 0


def without_expired(db: Session, lot: Lot) -> Lot:
    """The lot as it is when holds on its goods whose time is over are freed: what a person says of it now is compared
    with what is promised now."""
    if free_expired(db, [lot.variant_id]):
        db.refresh(lot)
    return lot


def release(db: Session, held_for: str, variant_id: int | None = None) -> int:
    """Gives back what `held_for` holds; returns how many holds there were."""
    wanted = HOLDS.c.held_for == held_for
    if variant_id is not None:
        wanted &= HOLDS.c.lot_id.in_(lots_of_variant(variant_id))
    return _release(db, wanted)


def _release(db: Session, which: sa.ColumnElement[bool]) -> int:
    connection = db.connection()
    if connection.dialect.name != "sqlite":  # lots before holds, in one order, against deadlocks
        lots = sa.select(HOLDS.c.lot_id).where(which, LIVE)
        connection.execute(sa.select(LOTS.c.id).where(LOTS.c.id.in_(lots)).order_by(LOTS.c.id).with_for_update())
    released = connection.execute(
        sa.update(HOLDS)
        .where(which, LIVE)
        .values(released_at=now(), origin="")
        .returning(HOLDS.c.lot_id, HOLDS.c.quantity)
    ).all()
    freed: dict[int, int] = defaultdict(int)
    for lot_id, quantity in released:
        freed[lot_id] += quantity
    for lot_id in sorted(freed):
        connection.execute(MOVE, {"lot": lot_id, "more_held": -freed[lot_id], "more_allocated": 0})
    return len(released)


def release_beyond(db: Session, origin: str) -> int:
    """Gives back what an origin holds of variants beyond their half; returns how many holds there were."""
    return _release(db, sa.and_(HOLDS.c.origin == origin, HOLDS.c.beyond))


def hold(db: Session, want: Want, held_for: str, *, until: datetime | None = None, origin: str = "") -> datetime:
    """Puts pieces aside for `held_for`, first expired first; returns until when. Refused when there are too few."""
    picks = pick(stock_of(db, [want.variant_id]), want)
    return put_aside(db, picks, held_for, until=until, origin=origin)


def put_aside(
    db: Session,
    picks: Iterable[Pick],
    held_for: str,
    *,
    until: datetime | None = None,
    origin: str = "",
    beyond: bool = False,
) -> datetime:
    """Holds pieces that were just picked from locked lots; returns until when."""
    connection, made_at = db.connection(), now()
    until = until or made_at + HOLD_LASTS
    shared = {"held_for": held_for, "origin": origin, "beyond": beyond, "until": until, "made_at": made_at}
    for each in picks:
        connection.execute(MOVE, {"lot": each.lot_id, "more_held": each.quantity, "more_allocated": 0})
        connection.execute(PUT_ASIDE, {"lot_id": each.lot_id, "quantity": each.quantity, **shared})
    return until


def allocate(db: Session, wants: Sequence[Want], held_for: str) -> list[list[Pick]]:
    """Turns what `held_for` holds into allocations, choosing lots anew for the day of arrival.

    All or nothing: Refused names the first want that cannot be served. Call it last: on PostgreSQL
    the rows of stock are locked from here to the commit.
    """
    connection = db.connection()
    lots = stock_of(db, [want.variant_id for want in wants])
    own: dict[int, int] = defaultdict(int)
    spent = {"of": held_for, "ids": [lot.id for lot in lots], "moment": now()}
    for lot_id, quantity in connection.execute(SPEND, spent).all():
        own[lot_id] += quantity
    chosen = choose(lots, wants, own, pick)
    taken: dict[int, int] = defaultdict(int)
    for each in (each for picks in chosen for each in picks):
        taken[each.lot_id] += each.quantity
    for lot_id in sorted({*own, *taken}):
        connection.execute(MOVE, {"lot": lot_id, "more_held": -own[lot_id], "more_allocated": taken[lot_id]})
    return chosen


def take_there(db: Session, wants: Sequence[Want]) -> list[list[Pick]]:
    """Lots for goods that are gone already, and that nobody held: of each want as many pieces as there are, which may
    be none. They leave by `leaving.hand_over`, in the same transaction."""
    return choose(stock_of(db, [want.variant_id for want in wants]), wants, {}, pick_there)


FIRST_END = sa.select(sa.func.min(HOLDS.c.until)).where(
    HOLDS.c.held_for == sa.bindparam("held_for"), LIVE, HOLDS.c.until > MOMENT
)


def held_until(db: Session, held_for: str) -> datetime | None:
    """Until when the first of what `held_for` holds is put aside."""
    return db.connection().execute(FIRST_END, {"held_for": held_for, "moment": now()}).scalar()
