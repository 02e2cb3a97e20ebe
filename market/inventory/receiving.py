"""Stock in one tap: made today, sold directly, sold out. The date is today, and the lot's code is made up."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product
from market.catalog.variant import Variant
from market.inventory.direct_sale import DirectSale
from market.inventory.hold import free_expired
from market.inventory.lot import Lot, LotState, first_expired_first, shop_of
from market.inventory.movement import MovementKind
from market.inventory.still_good import good_in
from market.kernel.doer import who_did
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group
from market.people.membership import find_membership


def group_variant(db: Session, group: Group, sku: str) -> tuple[Product, Variant]:
    """A live variant of this group, by sku."""
    found = db.execute(
        sa.select(Product, Variant)
        .join(Variant, table(Variant).c.product_id == table(Product).c.id)
        .where(
            table(Variant).c.sku == sku,
            table(Variant).c.withdrawn_at.is_(None),
            table(Product).c.group_id == group.key,
        )
    ).first()
    if found is None:
        raise NotFound(sku)
    return found[0], found[1]


def receive(
    db: Session,
    group: Group,
    sku: str,
    quantity: int,
    *,
    by: Actor,
    produced_on: date | None = None,
    best_before: date | None = None,
    brought_by_id: int | None = None,
) -> Lot:
    """New pieces. Without dates they were made today and keep for the variant's shelf life. Who helps the group is
    written down.

    Undated goods go into their one open lot, goods with the same dates into the lot with those dates. Refused of a day
    to come. NotFound when who brought them is no member.
    """
    product, variant = group_variant(db, group, sku)
    if brought_by_id is not None and find_membership(db, group.key, brought_by_id) is None:
        raise NotFound("member")
    made = produced_on or group.today
    if made > group.today:
        raise Refused("day_to_come", field="produced_on")
    good_until = best_before or variant.best_before(made)
    if good_until is not None and good_until < made:
        raise Refused("dates_swapped", field="best_before")
    lot = _lot_for(db, group, variant, made, good_until)
    lot.add_pieces(quantity, MovementKind.RECEIVED, by=by, brought_by_id=brought_by_id)
    product.confirm()
    if by.helps:
        note(db, by, "stock_received", group.key, sku=sku, n=quantity)
    return lot


def _lot_for(db: Session, group: Group, variant: Variant, made: date, good_until: date | None) -> Lot:
    lots = table(Lot)
    same = [lots.c.variant_id == variant.key, lots.c.state == LotState.OPEN, lots.c.best_before == good_until]
    if good_until is not None:
        same.append(lots.c.produced_on == made)
    found = db.scalars(sa.select(Lot).where(*same).order_by(lots.c.id).limit(1)).first()
    if found:
        return found
    return Lot(
        variant_id=variant.key,
        location_id=shop_of(db, group.key).key,
        code=_code(db, group, made),
        produced_on=made,
        best_before=good_until,
    ).add(db)


def _code(db: Session, group: Group, made: date) -> str:
    """`TB-2411-A`: initials, day and month, a letter for the lots of that day."""
    initials = "".join(word[0] for word in group.name.split() if word[0].isalpha())[:3].upper() or "K"
    stem = f"{initials}-{made:%d%m}-"
    lots = table(Lot)
    place = shop_of(db, group.key).key
    count = db.execute(
        sa.select(sa.func.count()).where(lots.c.location_id == place, lots.c.code.startswith(stem))
    ).scalar_one()
    letters = ""
    count += 1
    while count:
        count, rest = divmod(count - 1, 26)
        letters = chr(65 + rest) + letters
    return stem + letters


def free_pieces(db: Session, group: Group, sku: str) -> int:
    """How many pieces nobody was promised and are still good today."""
    _product, variant = group_variant(db, group, sku)
    return sum(lot.available for lot in good_lots(db, variant.key, group.today))


def sell_directly(db: Session, group: Group, sku: str, quantity: int, *, by: Actor) -> DirectSale:
    """Sold at the door or the market: leaves first expired first, never what is promised to a buyer."""
    product, variant = group_variant(db, group, sku)
    free_expired(db, [variant.key])
    lots = good_lots(db, variant.key, group.today)
    there = sum(lot.available for lot in lots)
    if there < quantity:
        raise Refused("lot_too_few", field="quantity", n=there)
    sale = DirectSale(group_id=group.key, variant_id=variant.key, pieces=quantity, **who_did(by)).add(db)
    for lot in lots:
        taken = min(quantity, lot.available)
        if taken:
            lot.take_out(taken, MovementKind.SOLD_DIRECTLY, by=by, ref=sale.ref)
            quantity -= taken
    product.confirm()
    return sale


def sell_out(db: Session, group: Group, sku: str, by: Actor) -> int:
    """Nothing is left but what is promised; returns how many pieces went."""
    product, variant = group_variant(db, group, sku)
    free_expired(db, [variant.key])
    gone = 0
    for lot in good_lots(db, variant.key, date.min):
        if lot.available:
            gone += lot.available
            lot.take_out(lot.available, MovementKind.SOLD_OUT, by=by)
    product.confirm()
    note(db, by, "sold_out", group.key, sku=sku, n=gone)
    return gone


def good_lots(db: Session, variant_id: int, day: date) -> list[Lot]:
    """Open lots of a variant still good on `day`, first expired first."""
    lots = table(Lot)
    wanted = sa.select(Lot).where(
        lots.c.variant_id == variant_id,
        lots.c.state == LotState.OPEN,
        lots.c.on_hand > 0,
        good_in(lots, day),
    )
    if db.get_bind().dialect.name != "sqlite":
        ids = wanted.with_only_columns(lots.c.id).order_by(lots.c.id).with_for_update()
        db.execute(ids)
    return list(db.scalars(wanted.order_by(*first_expired_first()).execution_options(populate_existing=True)))
