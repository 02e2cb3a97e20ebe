"""Finding an order by its number as people write it, and reading it without its key."""

import re
import secrets
import unicodedata

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from market.kernel.addresses import order_page
from market.kernel.record import table
from market.kernel.refused import NotFound
from market.kernel.tokens import ALPHABET
from market.orders.order import Order

NUMBER = re.compile(rf"D?([{ALPHABET}]{{6}})([0-9]{{0,2}})")
# What only the buyer has of an order; a page for anybody else cannot read it by mistake.
WITHOUT_KEY = tuple(
    defer(getattr(Order, name), raiseload=True) for name in ("key_token", "checkout_token", "cart_hash", "email")
)


def folded(text: str) -> str:
    """Letters and digits alone, in capitals, whatever width, strokes and spaces they were written with."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())


def typed_number(text: str) -> str:
    """An order's number of `#d-abc234`, `D ABC234`, `abc234`, or the parcel's `D-ABC234-1`; empty when it is none."""
    found = NUMBER.fullmatch(folded(text))
    return f"D-{found[1]}" if found else ""


def find_order(db: Session, number: str) -> Order | None:
    """The order with this number, for telling of it to somebody without its key."""
    wanted = sa.select(Order).where(table(Order).c.number == number).options(*WITHOUT_KEY)
    return db.scalars(wanted).first() if number else None


def path_of_order(db: Session, number: str) -> str:
    """The address of an order with its key, for nobody but its buyer."""
    found = db.execute(sa.select(table(Order).c.key_token).where(table(Order).c.number == number)).one()
    return order_page(number, found.key_token)


def placed_by(db: Session, key: int, press_hash: str) -> str | None:
    """The address of an order, with its key, for the press that placed it, however often it comes; else None."""
    rows = table(Order)
    found = db.execute(sa.select(rows.c.number, rows.c.key_token, rows.c.cart_hash).where(rows.c.id == key)).first()
    if found is None or not press_hash or not secrets.compare_digest(found.cart_hash, press_hash):
        return None
    return order_page(found.number, found.key_token)


def sold_order(db: Session, key: int) -> Order:
    """An order as its sellers may read it: without its key."""
    found = db.scalars(sa.select(Order).where(table(Order).c.id == key).options(*WITHOUT_KEY)).first()
    if found is None:
        raise NotFound(f"order {key}")
    return found
