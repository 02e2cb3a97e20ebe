"""Cart: what a buyer is about to buy, across groups. What is put in is held for 30 minutes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.catalog.product import ASK_AFTER, Product, ProductState, Variant
from market.inventory.hold import HOLDS, LOTS, Want, held_until, hold, release
from market.kernel.clock import now, today, zone_of
from market.kernel.record import Record, attached, table
from market.kernel.refused import Refused
from market.kernel.tokens import digest, new_token
from market.people.group import Group, GroupState

MOST_PIECES = 100
MOST_LINES = 30
MOST_HELD = 300
MOST_HELD_PER_ADDRESS = 1000
TOUCHED_WITHIN = timedelta(hours=1)  # `changed_at` only says when a cart may be forgotten


class Cart(Record, table=True):
    """Found by the digest of its cookie. `address` is the network it came from, for the limit on holds."""

    token_hash: str = Field(max_length=64, unique=True)
    address: str = Field(default="", max_length=64, index=True)
    made_at: datetime = Field(default_factory=now)
    changed_at: datetime = Field(default_factory=now)

    @property
    def holder(self) -> str:
        return holder(self.key)

    def put(self, sku: str, quantity: int) -> int:
        """Adds pieces and holds them; how many are in it now. Goods made to order are not held: they are made."""
        there = self._quantities()
        return self._change(there, sku, there.get(sku, 0) + quantity)

    def set(self, sku: str, quantity: int) -> int:
        """Sets the pieces of one variant, 0 takes it out; how many are in it now."""
        return self._change(self._quantities(), sku, quantity)

    def _change(self, quantities: dict[str, int], sku: str, quantity: int) -> int:
        """To so many pieces; what was held is given back and held anew."""
        shown, there = shown_variant(self.db, sku), quantities.pop(sku, 0)
        if there and shown and not shown.made_to_order:
            release(self.db, self.holder, shown.variant_id)
        if quantity <= 0:
            self._drop(sku)
            return sum(quantities.values())
        if shown is None:
            raise Refused("variant_unknown", field="variant")
        if shown.silent and quantity > there:
            raise Refused("ask_first", field="quantity", name=shown.label)
        self._allow(shown, quantity, quantities)
        if not shown.made_to_order:
            want = Want(shown.variant_id, quantity, shown.today, shown.label)
            hold(self.db, want, self.holder, origin=self.address)
        self._write(shown, there, quantity)
        return quantity + sum(quantities.values())

    def empty(self) -> None:
        release(self.db, self.holder)
        lines = table(CartLine)
        self.db.execute(sa.delete(lines).where(lines.c.cart_id == self.key))

    def _quantities(self) -> dict[str, int]:
        """Pieces by sku."""
        rows = self.db.connection().execute(QUANTITIES, {"cart": self.key})
        return {row.sku: row.quantity for row in rows}

    def _drop(self, sku: str) -> None:
        lines = table(CartLine)
        self.db.execute(sa.delete(lines).where(lines.c.cart_id == self.key, lines.c.sku == sku))

    def _allow(self, shown: "ShownVariant", quantity: int, others: dict[str, int]) -> None:
        if quantity > MOST_PIECES:
            raise Refused("cart_line_full", field="quantity", n=MOST_PIECES)
        if len(others) >= MOST_LINES or sum(others.values()) + quantity > MOST_HELD:
            raise Refused("cart_full", field="quantity")
        if self.address and not shown.made_to_order:
            nearby = self._held_nearby(shown.variant_id)
            if nearby + quantity > MOST_HELD_PER_ADDRESS:
                raise Refused("held_enough", field="quantity")

    def _held_nearby(self, variant_id: int) -> int:
        """Pieces held from the same network address, without those this line is about to give back."""
        values = {"origin": self.address, "moment": now(), "holder": self.holder, "variant": variant_id}
        return int(self.db.connection().execute(HELD_NEARBY, values).scalar_one())

    def _write(self, shown: "ShownVariant", there: int, quantity: int) -> None:
        connection = self.db.connection()
        line = {"quantity": quantity, "price_seen": shown.price, "variant_id": shown.variant_id}
        if there:
            connection.execute(CHANGE_LINE, line | {"cart": self.key, "of": shown.sku})
        else:
            connection.execute(NEW_LINE, line | {"cart_id": self.key, "sku": shown.sku, "name": shown.label})
        if now() - self.changed_at > TOUCHED_WITHIN:
            connection.execute(TOUCH, {"cart": self.key, "moment": now()})


class CartLine(Record, table=True):
    """`price_seen` is the price when it was put in; a rise since is shown and asked about."""

    __table_args__ = (
        sa.UniqueConstraint("cart_id", "sku"),
        sa.CheckConstraint("quantity > 0", name="quantity"),
    )

    cart_id: int = Field(foreign_key="cart.id", index=True)
    variant_id: int
    sku: str = Field(max_length=40)
    name: str = Field(max_length=160)
    quantity: int
    price_seen: int = Field(sa_type=sa.BigInteger)


@dataclass(frozen=True)
class ShownVariant:
    """A variant that can be bought now, with what a cart line needs of it."""

    variant_id: int
    sku: str
    product_slug: str
    product: str
    variant: str
    unit: str
    price: int
    weight_g: int
    made_to_order: bool
    lead_days: int
    cover: str | None
    fresh: bool
    confirmed_at: datetime
    group_id: int
    group_slug: str
    group: str
    village: str

    @property
    def label(self) -> str:
        return f"{self.product}, {self.variant}" if self.variant else self.product

    @property
    def today(self) -> date:
        return today(zone_of(self.village))

    @property
    def silent(self) -> bool:
        """Fresh goods about which the group has said nothing for two days: buyers ask first."""
        return self.fresh and not self.made_to_order and self.confirmed_at < now() - ASK_AFTER


V, P, G, L = table(Variant), table(Product), table(Group), table(CartLine)
SHOWN = (
    V.c.id.label("variant_id"),
    V.c.sku,
    P.c.slug.label("product_slug"),
    P.c.name.label("product"),
    V.c.name.label("variant"),
    V.c.unit,
    V.c.price,
    V.c.weight_g,
    P.c.made_to_order,
    P.c.lead_days,
    P.c.cover,
    P.c.fresh,
    P.c.confirmed_at,
    G.c.id.label("group_id"),
    G.c.slug.label("group_slug"),
    G.c.name.label("group"),
    G.c.village,
)
BUYABLE = sa.and_(V.c.withdrawn_at.is_(None), P.c.state == ProductState.LISTED, G.c.state != GroupState.SUSPENDED)
JOINED = V.join(P, P.c.id == V.c.product_id).join(G, G.c.id == P.c.group_id)
BY_SKU = sa.select(*SHOWN).select_from(JOINED).where(BUYABLE, V.c.sku == sa.bindparam("sku"))
# A chain of outer joins: SQLite would read a whole joined right side for every cart.
LINES = (
    sa.select(*SHOWN, BUYABLE.label("buyable"), L.c.sku.label("line_sku"), L.c.quantity, L.c.price_seen, L.c.name)
    .select_from(
        L.outerjoin(V, V.c.id == L.c.variant_id)
        .outerjoin(P, P.c.id == V.c.product_id)
        .outerjoin(G, G.c.id == P.c.group_id)
    )
    .where(L.c.cart_id == sa.bindparam("cart_id"))
    .order_by(G.c.name, L.c.id)
)


C = table(Cart)
MINE = (L.c.cart_id == sa.bindparam("cart"), L.c.sku == sa.bindparam("of"))
QUANTITIES = sa.select(L.c.sku, L.c.quantity).where(L.c.cart_id == sa.bindparam("cart"))
NEW_LINE = sa.insert(L)
CHANGE_LINE = (
    sa.update(L)
    .where(*MINE)
    .values(
        quantity=sa.bindparam("quantity"), price_seen=sa.bindparam("price_seen"), variant_id=sa.bindparam("variant_id")
    )
)
TOUCH = (
    sa.update(C)
    .where(C.c.id == sa.bindparam("cart"))
    .values(changed_at=sa.bindparam("moment", type_=C.c.changed_at.type))
)
HELD_NEARBY = sa.select(sa.func.coalesce(sa.func.sum(HOLDS.c.quantity), 0)).where(
    HOLDS.c.origin == sa.bindparam("origin"),
    HOLDS.c.released_at.is_(None),
    HOLDS.c.until > sa.bindparam("moment", type_=HOLDS.c.until.type),
    sa.not_(
        sa.and_(
            HOLDS.c.holder == sa.bindparam("holder"),
            HOLDS.c.lot_id.in_(sa.select(LOTS.c.id).where(LOTS.c.variant_id == sa.bindparam("variant"))),
        )
    ),
)


def shown_variant(db: Session, sku: str) -> ShownVariant | None:
    row = db.connection().execute(BY_SKU, {"sku": sku}).first()
    return ShownVariant(*tuple(row)) if row else None


@dataclass(frozen=True)
class ShownLine:
    """A cart line as it stands now; `variant` is None when it is no longer sold."""

    sku: str
    name: str
    quantity: int
    price_seen: int
    variant: ShownVariant | None

    @property
    def total(self) -> int:
        return self.quantity * self.variant.price if self.variant else 0

    @property
    def rose(self) -> bool:
        return self.variant is not None and self.variant.price > self.price_seen


def lines_of(db: Session, cart_id: int) -> list[ShownLine]:
    found = []
    for row in db.connection().execute(LINES, {"cart_id": cart_id}):
        variant = ShownVariant(*row[: len(SHOWN)]) if row.buyable else None
        found.append(ShownLine(row.line_sku, row.name, row.quantity, row.price_seen, variant))
    return found


def holder(cart_id: int) -> str:
    """The name under which a cart holds stock."""
    return f"cart/{cart_id}"


def find_cart_id(db: Session, token: str) -> int | None:
    """The cart of a cookie, to look at."""
    return db.connection().execute(ID_BY_TOKEN, {"token": digest(token)}).scalar() if token else None


def lock_cart_id(db: Session, token: str) -> int | None:
    """The cart of a cookie, locked until the commit: two presses take turns."""
    return db.connection().execute(LOCK_ID_BY_TOKEN, {"token": digest(token)}).scalar() if token else None


def lock_cart(db: Session, token: str) -> Cart | None:
    """The cart of a cookie, locked until the commit: two presses take turns."""
    return db.scalars(LOCK_BY_TOKEN, {"token": digest(token)}).first() if token else None


ID_BY_TOKEN = sa.select(C.c.id).where(C.c.token_hash == sa.bindparam("token"))
LOCK_ID_BY_TOKEN = ID_BY_TOKEN.with_for_update()
LOCK_BY_TOKEN = sa.select(Cart).where(C.c.token_hash == sa.bindparam("token")).with_for_update()
NEW_CART = sa.insert(C).returning(C.c.id)


def open_cart(db: Session, token: str, address: str) -> tuple[Cart, str]:
    """The cart of this cookie, or a new one with its new cookie."""
    found = lock_cart(db, token)
    if found:
        return found, token
    token, at = new_token(), now()
    cart = Cart(token_hash=digest(token), address=address, made_at=at, changed_at=at)
    cart.id = db.connection().execute(NEW_CART, cart.model_dump(exclude={"id"})).scalar_one()
    return attached(db, cart), token


def cart_until(db: Session, cart_id: int) -> datetime | None:
    return held_until(db, holder(cart_id))


def forget_carts(db: Session, before: datetime) -> int:
    """Carts nobody touched since: their lines go, their holds went long ago."""
    carts, lines = table(Cart), table(CartLine)
    old = list(db.scalars(sa.select(carts.c.id).where(carts.c.changed_at < before).limit(500)))
    db.execute(sa.delete(lines).where(lines.c.cart_id.in_(old)))
    db.execute(sa.delete(carts).where(carts.c.id.in_(old)))
    return len(old)
