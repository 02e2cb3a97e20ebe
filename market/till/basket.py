"""The lines of a sale as an order keeps them, and where what the phone says is not what the group's book says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product
from market.catalog.sold import SOLD, in_shop
from market.catalog.variant import Sold, Variant
from market.kernel.money import split
from market.kernel.record import from_row, table
from market.orders.placing.new_order import NewLine
from market.people.group import Group
from market.till.open_piece import grams_of, open_piece, price_of_grams
from market.till.task import TaskCode
from market.till.wire import SaleTold, SoldLine

V, P, G = table(Variant), table(Product), table(Group)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about a sale that somebody must look at, with both sides."""

    code: TaskCode
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TillGood(Sold):
    """A variant as it is now; `live` where the shop sells it."""

    live: bool


@dataclass(frozen=True, slots=True)
class Basket:
    """What was sold, at the prices it was sold at, less what was taken off; whole rupiah."""

    lines: Sequence[NewLine]
    gross: int
    discount: int
    doubts: Sequence[Doubt]

    @property
    def total(self) -> int:
        return self.gross - self.discount


def basket_of(db: Session, goods: Mapping[str, TillGood], told: SaleTold) -> Basket:
    """The lines of a sale of these goods, by sku. A discount is in the prices of its lines, to the rupiah."""
    lines, doubts = [], []
    for each in told.lines:
        good = goods.get(each.sku)
        lines.append(_line(db, each, good))
        doubts += _doubts(each, good)
    gross = sum(line.total for line in lines)
    off = min(told.discount, gross)
    if gross - off != told.total:
        doubts.append(Doubt(TaskCode.SUM, {"told": told.total, "total": gross - off}))
    return Basket(_less(lines, off), gross, off, doubts)


def goods_of(db: Session, group_id: int, skus: set[str]) -> dict[str, TillGood]:
    """The group's goods with these skus, also those that it does not sell any more."""
    live = sa.and_(V.c.withdrawn_at.is_(None), in_shop(P, G)).label("live")
    joined = V.join(P, P.c.id == V.c.product_id).join(G, G.c.id == P.c.group_id)
    wanted = sa.select(*SOLD, live).select_from(joined).where(P.c.group_id == group_id, V.c.sku.in_(skus))
    return {row.sku: from_row(TillGood, row) for row in db.execute(wanted)}


def _line(db: Session, each: SoldLine, good: TillGood | None) -> NewLine:
    if good is None:
        return _unknown(each)
    kept = {name: getattr(good, name) for name in Sold.__match_args__}
    sold = replace(Sold(**kept), price=each.price)
    unit = grams_of(good.unit)
    if not each.grams:
        return NewLine(sold, each.quantity)
    if unit is None:
        unknown = _unknown(each)
        return replace(unknown, sold=replace(unknown.sold, variant_id=good.variant_id))
    taken = 0 if good.made_to_order else open_piece(db, good.variant_id).take(each.grams, unit)
    return NewLine(_weighed(sold, each, unit), 1, taken=taken)


def _weighed(sold: Sold, each: SoldLine, unit: int) -> Sold:
    """So many grams as one piece of a line: its price is theirs."""
    price = price_of_grams(each.price, each.grams, unit)
    return replace(sold, price=price, unit=f"{each.grams} g", weight_g=each.grams)


def _unknown(each: SoldLine) -> NewLine:
    """A good that the group does not have, as the phone called it: it stands in the sale and in no stock."""
    sold = Sold.unlisted(each.sku, (each.name or each.sku)[:80], each.price)
    return NewLine(_weighed(sold, each, 1000) if each.grams else sold, each.quantity or 1, taken=0)


def _doubts(each: SoldLine, good: TillGood | None) -> list[Doubt]:
    if good is None or (each.grams and grams_of(good.unit) is None):
        return [Doubt(TaskCode.UNKNOWN, {"name": each.name or each.sku})]
    found = [] if good.live else [Doubt(TaskCode.WITHDRAWN, {"name": good.label})]
    if each.price != good.price:
        found.append(Doubt(TaskCode.PRICE, {"name": good.label, "sold": each.price, "now": good.price}))
    return found


def _less(lines: Sequence[NewLine], off: int) -> list[NewLine]:
    """The same pieces for `off` rupiah less. A line whose pieces cannot all cost the same becomes two."""
    if not off:
        return list(lines)
    parts = split(off, [line.total for line in lines])
    return [each for line, part in zip(lines, parts, strict=True) for each in _cheaper(line, part)]


def _cheaper(line: NewLine, off: int) -> list[NewLine]:
    price, dearer = divmod(line.total - off, line.quantity)
    at = {price: line.quantity - dearer, price + 1: dearer}
    first = [replace(line, sold=replace(line.sold, price=each), quantity=n) for each, n in at.items() if n]
    return first if line.taken is None else [first[0], *(replace(each, taken=0) for each in first[1:])]
