"""What an envelope says, version 1: read from its letters, with nothing guessed. docs/contract.md has its words."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from market.kernel.typed import letters
from market.till.sale import Paid

VERSION = 1
MOST_BODY = 16_000  # letters of one envelope
MOST_LINES = 60
MOST_PIECES, MOST_GRAMS, MOST_RUPIAH = 9_999, 1_000_000, 100_000_000
MOST_COUNTER = 2**53
UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Unreadable(ValueError):
    """It cannot be told what was sold."""


@dataclass(frozen=True, slots=True)
class Head:
    """What tells an envelope from any other: its till, its id and its number there."""

    till: str
    uid: str
    counter: int


@dataclass(frozen=True, slots=True)
class SoldLine:
    """So many pieces, or so many grams, at the price that was asked for one piece or one unit of weight."""

    sku: str
    name: str
    price: int
    quantity: int = 0
    grams: int = 0


@dataclass(frozen=True, slots=True)
class SaleTold:
    """What a phone says it sold. `total` is what it added up, `given` the cash it was handed, 0 where nobody typed it,
    and of what was not paid in cash.

    `seller_id`: who said by PIN or account that she sells; `at`: the phone's own time;
    `parked`: the basket that was laid aside and taken up for it.
    """

    lines: tuple[SoldLine, ...]
    total: int
    paid: Paid
    at: datetime | None
    given: int = 0
    discount: int = 0
    discount_why: str = ""
    seller: str = ""
    seller_id: int | None = None
    buyer: str = ""
    phone: str = ""
    parked: str = ""

    @property
    def skus(self) -> set[str]:
        """Of all its lines."""
        return {line.sku for line in self.lines}


def read_head(body: str) -> Head:
    """Raises Unreadable for what is no envelope at all: it is not kept, and its phone keeps it."""
    told = _object(body)
    till, uid = _text(told, "till", 36), _text(told, "id", 36)
    if not UID.fullmatch(till) or not UID.fullmatch(uid):
        raise Unreadable("id")
    return Head(till, uid, _whole(told, "counter", MOST_COUNTER))


def read_sale(body: str) -> SaleTold:
    """Raises Unreadable where it is of another version, or something in it is not what it should be."""
    told = _object(body)
    if told.get("v") != VERSION:
        raise Unreadable("v")
    lines = told.get("lines")
    if not isinstance(lines, list) or not 0 < len(lines) <= MOST_LINES:
        raise Unreadable("lines")
    seller, buyer, off = (_object(told.get(name) or {}) for name in ("seller", "buyer", "discount"))
    paid, given = _paid(told.get("paid")), _whole(told, "given", MOST_RUPIAH * MOST_LINES, 0)
    return SaleTold(
        lines=tuple(_line(_object(each)) for each in lines),
        total=_whole(told, "total", MOST_RUPIAH * MOST_LINES),
        paid=paid,
        at=read_time(told.get("at")),
        given=given if paid is Paid.CASH else 0,
        discount=_whole(off, "amount", MOST_RUPIAH * MOST_LINES, 0),
        discount_why=_text(off, "why", 300, ""),
        seller=_text(seller, "name", 80, ""),
        seller_id=_whole(seller, "id", MOST_COUNTER, 0) or None,
        buyer=_text(buyer, "name", 80, ""),
        phone=_text(buyer, "phone", 20, ""),
        parked=_text(told, "parked", 36, ""),
    )


def read_time(value: Any) -> datetime | None:
    """A moment with its zone; None where there is none that can be read."""
    try:
        moment = datetime.fromisoformat(value).astimezone(UTC) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        return None
    return moment if moment and 2000 < moment.year < 2200 else None


def _line(told: dict[str, Any]) -> SoldLine:
    quantity, grams = _whole(told, "quantity", MOST_PIECES, 0), _whole(told, "grams", MOST_GRAMS, 0)
    if bool(quantity) is bool(grams):
        raise Unreadable("quantity")
    price = _whole(told, "price", MOST_RUPIAH)
    return SoldLine(_text(told, "sku", 40), _text(told, "name", 200, ""), price, quantity, grams)


def _paid(value: Any) -> Paid:
    try:
        return Paid(value)
    except ValueError:
        raise Unreadable("paid") from None


def _object(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise Unreadable("json") from None
    if not isinstance(value, dict):
        raise Unreadable("object")
    return value


def _whole(told: dict[str, Any], name: str, most: int, default: int | None = None) -> int:
    value = told.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise Unreadable(name)
    return value


def _text(told: dict[str, Any], name: str, most: int, default: str | None = None) -> str:
    value = told.get(name, default)
    if not isinstance(value, str) or len(value) > most:
        raise Unreadable(name)
    return " ".join(letters(value).split())  # a phone that cuts a name cuts a letter in two
