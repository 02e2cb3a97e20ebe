"""Orders placed in this browser without an account: their numbers in a signed cookie, until she signs out or forgets.

Only the numbers: looking at one takes the four digits of its phone, as from anywhere. A phone that is lent to a
neighbour is no key.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.record import table
from market.kernel.signed import signed, unsigned
from market.orders.order import Order
from market.pages.visitor import visit
from market.web.cookies import ORDERS, cookie, drop_cookie, set_cookie

REMEMBERED = timedelta(days=60)
MOST = 8  # the newest
PURPOSE = "orders-here"
BETWEEN = "."
O = table(Order)


def remember_order(request: Request, response: Response, path: str) -> None:
    """Keeps the number of the order at `path` in this browser, for a buyer without an account."""
    if visit(request).signed_in:
        return
    number = path.partition("?")[0].rpartition("/")[2]
    numbers = [number, *(each for each in _numbers(request) if each != number)][:MOST]
    lasts = int(REMEMBERED.total_seconds())
    set_cookie(response, ORDERS, signed(BETWEEN.join(numbers), PURPOSE, REMEMBERED), lasts=lasts)


def orders_here(db: Session, request: Request) -> Sequence[tuple[str, datetime]]:
    """(number, when it was placed) of these, newest first; none for a signed-in visitor."""
    numbers = [] if visit(request).signed_in else _numbers(request)
    if not numbers:
        return []
    placed = sa.select(O.c.number, O.c.placed_at).where(O.c.number.in_(numbers), O.c.person_id.is_(None))
    return [(row.number, row.placed_at) for row in db.execute(placed.order_by(O.c.placed_at.desc(), O.c.id.desc()))]


def forget_orders_here(response: Response) -> Response:
    drop_cookie(response, ORDERS)
    return response


def _numbers(request: Request) -> list[str]:
    kept = unsigned(cookie(request, ORDERS), PURPOSE)
    return kept.split(BETWEEN) if kept else []
