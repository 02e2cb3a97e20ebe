"""Finding an order by its number as people write it, and reading it without its key."""

import re
import secrets
import unicodedata
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from market.kernel.addresses import order_page
from market.kernel.one_of import the_one
from market.kernel.record import table
from market.kernel.tokens import ALPHABET
from market.orders.order import Order, SubOrder

NUMBER = re.compile(rf"D?([{ALPHABET}]{{6}})([0-9]{{0,2}})")
# Words before it, and the links of our letters, of which the number is a part.
BEFORE = re.compile(  # begins with no sign of which there may be many: a search tries each of them anew
    r"(?:(?:(?:no|nomor|number|kode|code|pesanan|order|paket|parcel)\b|\u2116)[\s.:#]*)+", re.IGNORECASE
)
BEHIND = re.compile(r"\([^()]{0,80}\)$")  # what is in it: `D-ABC234 (Bakasang)`
IN_LINK = re.compile(r"/(?:pesanan/|lacak\?nomor=)([^\s?&#/]+)", re.IGNORECASE)
IN_WORDS = re.compile(rf"(?<![A-Z0-9])D-([{ALPHABET}]{{6}})(?:-([0-9]{{1,2}}))?(?![A-Z0-9])")
# What only the buyer has of an order; a page for anybody else cannot read it by mistake.
WITHOUT_KEY = tuple(
    defer(getattr(Order, name), raiseload=True) for name in ("key_token", "checkout_token", "cart_hash", "email")
)


def folded(text: str) -> str:
    """Letters and digits alone, in capitals, whatever width, strokes and spaces they were written with."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())


def typed_number(text: str) -> str:
    """An order's number of `#d-abc234`, `D ABC234`, `no. abc234`, the parcel's `D-ABC234-1`, or a link to it; empty
    when it is none."""
    found = _typed(text)
    return f"D-{found[1]}" if found else ""


def typed_parcel(text: str) -> str:
    """The number of the parcel that was typed, as `D-ABC234-1`; empty where only an order was."""
    found = _typed(text)
    return f"D-{found[1]}-{int(found[2])}" if found and found[2] else ""


def _typed(text: str) -> re.Match[str] | None:
    link = IN_LINK.search(text)
    alone = NUMBER.fullmatch(folded(link[1] if link else BEFORE.sub("", BEHIND.sub("", text.rstrip()), count=1)))
    return alone or _in_words(text)


def _in_words(text: str) -> re.Match[str] | None:
    """Of a letter that was pasted whole the one number in it; none where it names two."""
    found = list(IN_WORDS.finditer(unicodedata.normalize("NFKC", text).upper()))
    return found[0] if len({each[0] for each in found}) == 1 else None


def find_order(db: Session, number: str, parcel: str = "") -> Order | None:
    """The order with this number, for telling of it to somebody without its key; none where it has not that parcel."""
    wanted = sa.select(Order).where(table(Order).c.number == number).options(*WITHOUT_KEY)
    if parcel:
        wanted = wanted.join(SubOrder, table(SubOrder).c.order_id == table(Order).c.id)
        wanted = wanted.where(table(SubOrder).c.number == parcel)
    return db.scalars(wanted).first() if number else None


def ordered_as_guest(phone: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether somebody ordered with this number without an account: proved, it leads back to a lost order."""
    rows = table(Order)
    return sa.select(rows.c.id).where(rows.c.phone == phone, rows.c.person_id.is_(None)).exists()


def guests_of(db: Session, phones: Collection[str]) -> set[str]:
    """Of these numbers those with which somebody ordered without an account."""
    phone, given = table(Order).c.phone, table(Order).c.person_id
    return set(db.scalars(sa.select(phone).where(phone.in_(phones), given.is_(None)).distinct())) if phones else set()


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
    return the_one(db, sa.select(Order).where(table(Order).c.id == key).options(*WITHOUT_KEY), f"order {key}")
