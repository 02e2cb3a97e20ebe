"""What a group has: every live variant with its stock, for the group's first page."""

from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product, ProductState
from market.catalog.sold import SOLD
from market.catalog.variant import Sold, Variant
from market.inventory.direct_sale import DirectSale
from market.inventory.hold import Hold
from market.inventory.lot import Lot, LotState, free_in
from market.inventory.still_good import good_in
from market.inventory.taken_back import WITHIN, lately
from market.kernel.clock import now
from market.kernel.record import from_row, table
from market.people.group import Group

P, V, L, H, D = table(Product), table(Variant), table(Lot), table(Hold), table(DirectSale)


@dataclass(frozen=True)
class Holding(Sold):
    """A variant on the group's first page: pieces that are there, promised, past their day."""

    product_id: int
    fresh: bool
    confirmed_at: datetime
    available: int
    promised: int
    expired: int
    good_until: date | None
    gone: int  # what "Habis" took out a moment ago, and can come back
    sale: int | None  # the last direct sale of today
    sale_pieces: int
    sale_amount: int | None
    sale_at: datetime | None

    @property
    def sale_asked(self) -> bool:
        """Whether to ask what the last direct sale brought, or to offer to undo it: today, while nobody said it, and
        for a while after."""
        return self.sale_at is not None and (self.sale_amount is None or self.sale_at > now() - WITHIN)

    def unasked(self, morning: datetime) -> bool:
        """Fresh goods about which nobody has said anything since this morning."""
        return self.fresh and not self.made_to_order and self.confirmed_at < morning


def holdings(db: Session, group: Group) -> list[Holding]:
    """Every live variant of a group with its stock, in one statement."""
    hers = L.c.variant_id.in_(sa.select(V.c.id).join(P, P.c.id == V.c.product_id).where(P.c.group_id == group.key))
    lots, slipped = _in_lots(group.today, hers), lately(L.c.variant_id).where(hers).subquery()
    sale = _sale_of_today(group)
    wanted = (
        sa.select(
            P.c.id.label("product_id"),
            *SOLD,
            P.c.fresh,
            P.c.confirmed_at,
            *(sa.func.coalesce(lots.c[name], 0).label(name) for name in ("available", "promised", "expired")),
            lots.c.good_until,
            sa.func.coalesce(slipped.c.gone, 0).label("gone"),
            D.c.id.label("sale"),
            sa.func.coalesce(D.c.pieces, 0).label("sale_pieces"),
            D.c.amount.label("sale_amount"),
            D.c.at.label("sale_at"),
        )
        .select_from(
            V.join(P, P.c.id == V.c.product_id)
            .outerjoin(lots, lots.c.variant_id == V.c.id)
            .outerjoin(slipped, slipped.c.variant_id == V.c.id)
            .outerjoin(D, sale)
        )
        .where(P.c.group_id == group.key, P.c.state == ProductState.LISTED, V.c.withdrawn_at.is_(None))
        .order_by(P.c.fresh.desc(), P.c.name, V.c.position, V.c.id)
    )
    return [from_row(Holding, row) for row in db.execute(wanted)]


def _in_lots(today: date, hers: sa.ColumnElement[bool]) -> sa.Subquery:
    """By variant what the open lots hold that are `hers`: to sell, promised, and past their day."""
    good, free = good_in(L, today), free_in(L)
    return (
        sa.select(
            L.c.variant_id,
            sa.func.sum(sa.case((good, free), else_=0)).label("available"),
            sa.func.sum(L.c.held + L.c.allocated).label("promised"),
            sa.func.sum(sa.case((good, 0), else_=free)).label("expired"),
            sa.func.min(sa.case((sa.and_(good, free > 0), L.c.best_before))).label("good_until"),
        )
        .where(hers, L.c.state == LotState.OPEN, L.c.on_hand > 0)
        .group_by(L.c.variant_id)
        .subquery()
    )


def _sale_of_today(group: Group) -> sa.ColumnElement[bool]:
    """Joins to a variant what was last sold of it directly since this morning."""
    morning = datetime.combine(group.today, time(0), group.zone)
    latest = (
        sa.select(sa.func.max(D.c.id).label("id"))
        .where(D.c.group_id == group.key, D.c.at >= morning, D.c.undone_at.is_(None))
        .group_by(D.c.variant_id)
    )
    return sa.and_(D.c.variant_id == V.c.id, D.c.id.in_(latest))


def unanswered(db: Session, groups: list[Group]) -> dict[int, list[str]]:
    """By group: fresh goods still there about which nobody has said anything this morning. One statement."""
    there = (
        sa.select(sa.literal(1))
        .select_from(V.join(L, L.c.variant_id == V.c.id))
        .where(V.c.product_id == P.c.id, L.c.state == LotState.OPEN, free_in(L) > 0)
        .exists()
    )
    wanted = sa.select(P.c.group_id, P.c.name, P.c.confirmed_at).where(
        P.c.group_id.in_([group.key for group in groups]),
        P.c.state == ProductState.LISTED,
        P.c.fresh,
        sa.not_(P.c.made_to_order),
        there,
    )
    mornings = {group.key: datetime.combine(group.today, time(0), group.zone) for group in groups}
    silent: dict[int, list[str]] = {}
    for row in db.execute(wanted.order_by(P.c.name)):
        if row.confirmed_at < mornings[row.group_id]:
            silent.setdefault(row.group_id, []).append(row.name)
    return silent
