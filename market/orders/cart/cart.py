"""Cart: what a buyer is about to buy, across groups. What is put in is held for 30 minutes."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.inventory.hold import held_until, put_aside, release, stock_of
from market.inventory.picking import Want, pick
from market.kernel.clock import now
from market.kernel.record import SOME, Record, attached, locked, table
from market.kernel.refused import Refused
from market.kernel.tokens import digest, new_token
from market.orders.cart.cart_line import CartLine, ShownVariant, held_for, shown_variant
from market.orders.cart.keeping import Room, room_for

MOST_PIECES = 100
MOST_LINES = 30
MOST_HELD = 300
TOUCHED_WITHIN = timedelta(hours=1)  # `changed_at` may lag so far: it only says when a cart may be forgotten


class Cart(Record, table=True):
    """Found by the digest of its cookie."""

    token_hash: str = Field(max_length=64, unique=True)
    made_at: datetime = Field(default_factory=now)
    changed_at: datetime = Field(default_factory=now)

    @property
    def held_for(self) -> str:
        return held_for(self.key)

    def put(self, sku: str, quantity: int, origin: str = "") -> int:
        """Adds pieces and holds them; how many are in it now. Goods made to order are not held: they are made."""
        there = self._quantities()
        return self._change(there, sku, there.get(sku, 0) + quantity, origin)

    def set(self, sku: str, quantity: int, origin: str = "") -> int:
        """Sets the pieces of one variant, 0 takes it out; how many are in it now. `origin`: a digest of who asks."""
        return self._change(self._quantities(), sku, quantity, origin)

    def _change(self, quantities: dict[str, int], sku: str, quantity: int, origin: str) -> int:
        """Changes a variant to so many pieces; what was held is given back and held anew."""
        shown, there = shown_variant(self.db, sku), quantities.pop(sku, 0)
        if there and shown and not shown.made_to_order:
            release(self.db, self.held_for, shown.variant_id)
        if quantity <= 0:
            self._drop(sku)
            return sum(quantities.values())
        if shown is None:
            raise Refused("variant_unknown", field="variant")
        if shown.silent and quantity > there:
            raise Refused("ask_first", field="quantity", name=shown.label)
        self._allow(quantity, quantities)
        asks = not shown.made_to_order and not self._hold(shown, quantity, origin)
        self._write(shown, there, quantity, asks)
        return quantity + sum(quantities.values())

    def _hold(self, shown: ShownVariant, quantity: int, origin: str) -> bool:
        """Puts the pieces aside; False when the group is to answer first. Refused when there are too few."""
        want = Want(shown.variant_id, quantity, shown.today, shown.label)
        lots = stock_of(self.db, [want.variant_id])
        picks = pick(lots, want)
        room = room_for(self.db, origin, want, lots, self.held_for)
        if room is Room.ASK:
            return False
        put_aside(self.db, picks, self.held_for, origin=origin, beyond=room is Room.BEYOND)
        return True

    def empty(self) -> None:
        release(self.db, self.held_for)
        lines = table(CartLine)
        self.db.execute(sa.delete(lines).where(lines.c.cart_id == self.key))

    def _quantities(self) -> dict[str, int]:
        """Pieces by sku."""
        rows = self.db.connection().execute(QUANTITIES, {"cart": self.key})
        return {row.sku: row.quantity for row in rows}

    def _drop(self, sku: str) -> None:
        lines = table(CartLine)
        self.db.execute(sa.delete(lines).where(lines.c.cart_id == self.key, lines.c.sku == sku))

    def _allow(self, quantity: int, others: dict[str, int]) -> None:
        if quantity > MOST_PIECES:
            raise Refused("cart_line_full", field="quantity", n=MOST_PIECES)
        if len(others) >= MOST_LINES or sum(others.values()) + quantity > MOST_HELD:
            raise Refused("cart_full", field="quantity")

    def _write(self, shown: ShownVariant, there: int, quantity: int, asks: bool) -> None:
        connection = self.db.connection()
        line = {"quantity": quantity, "price_seen": shown.price, "variant_id": shown.variant_id, "asks": asks}
        if there:
            connection.execute(CHANGE_LINE, line | {"cart": self.key, "of": shown.sku})
        else:
            connection.execute(NEW_LINE, line | {"cart_id": self.key, "sku": shown.sku, "name": shown.label})
        if now() - self.changed_at > TOUCHED_WITHIN:
            connection.execute(TOUCH, {"cart": self.key, "moment": now()})


L = table(CartLine)
C = table(Cart)
MINE = (L.c.cart_id == sa.bindparam("cart"), L.c.sku == sa.bindparam("of"))
QUANTITIES = sa.select(L.c.sku, L.c.quantity).where(L.c.cart_id == sa.bindparam("cart"))
NEW_LINE = sa.insert(L)
CHANGE_LINE = (
    sa.update(L)
    .where(*MINE)
    .values({name: sa.bindparam(name) for name in ("quantity", "price_seen", "variant_id", "asks")})
)
TOUCH = (
    sa.update(C)
    .where(C.c.id == sa.bindparam("cart"))
    .values(changed_at=sa.bindparam("moment", type_=C.c.changed_at.type))
)


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
LOCK_BY_TOKEN = locked(sa.select(Cart).where(C.c.token_hash == sa.bindparam("token")))
NEW_CART = sa.insert(C).returning(C.c.id)


def open_cart(db: Session, token: str) -> tuple[Cart, str]:
    """The cart of this cookie, or a new one with its new cookie."""
    found = lock_cart(db, token)
    if found:
        return found, token
    token, at = new_token(), now()
    cart = Cart(token_hash=digest(token), made_at=at, changed_at=at)
    cart.id = db.connection().execute(NEW_CART, cart.model_dump(exclude={"id"})).scalar_one()
    return attached(db, cart), token


def cart_until(db: Session, cart_id: int) -> datetime | None:
    return held_until(db, held_for(cart_id))


def forget_carts(db: Session, before: datetime) -> int:
    """Carts nobody touched since: their lines go, their holds went long ago."""
    carts, lines = table(Cart), table(CartLine)
    old = list(db.scalars(sa.select(carts.c.id).where(carts.c.changed_at < before).limit(SOME)))
    db.execute(sa.delete(lines).where(lines.c.cart_id.in_(old)))
    db.execute(sa.delete(carts).where(carts.c.id.in_(old)))
    return len(old)
