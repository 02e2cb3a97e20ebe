"""Orders placed in this browser without an account: their numbers in a signed cookie, until she signs out or forgets.

Looking at one takes the four digits of its phone, as from anywhere. For a day after it was placed, or its page seen
with the key, they lead to that page again: who closed the tab still holds the phone. Later it may be in other hands:
then it is no key.

What was opened or found here before is kept apart: it lists nothing and leads nowhere, and is heard at `/lacak` while
others guess at it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.signed import signed, unsigned
from market.orders.order import Order
from market.pages.visitor import visit
from market.web.cookies import FOUND, ORDERS, cookie, drop_cookie, set_cookie

REMEMBERED = timedelta(days=60)
LEADS_BACK = timedelta(hours=24)
MOST = 8  # the newest
PURPOSE, SEEN_HERE = "orders-here", "orders-found-here"
BETWEEN, SEEN = ".", "_"  # of two orders; of a number and the second at which its page was last hers
O = table(Order)


def remember_order(request: Request, response: Response, path: str) -> None:
    """Keeps the number of the order at `path` in this browser, for a buyer without an account."""
    if visit(request).signed_in:
        return
    number = path.partition("?")[0].rpartition("/")[2]
    _keep(response, number, _numbers(request))


def saw_order(request: Request, response: Response, path: str) -> Response:
    """A day more to lead back to the page at `path`, where it was seen with its key in the browser of its buyer."""
    at, _, key = path.partition("?")
    kept, number = _numbers(request), at.rpartition("/")[2]
    if key and number in kept and not visit(request).signed_in:
        _keep(response, number, kept)
    return found_order(request, response, number) if key else response


def found_order(request: Request, response: Response, number: str) -> Response:
    """Keeps that this order was opened or found in this browser."""
    others = [each for each in found_here(request) if each != number]
    told = BETWEEN.join([number, *others][:MOST])
    set_cookie(response, FOUND, signed(told, SEEN_HERE, REMEMBERED), lasts=int(REMEMBERED.total_seconds()))
    return response


def found_here(request: Request) -> list[str]:
    """The numbers of the orders that were opened or found in this browser, the newest first."""
    kept = unsigned(cookie(request, FOUND), SEEN_HERE)
    return kept.split(BETWEEN) if kept else []


def leads_back(db: Session, request: Request, number: str) -> bool:
    """Whether a guest placed this order in this browser, and had its page there within the last day."""
    seen = _numbers(request).get(number, 0)
    fresh = seen > (now() - LEADS_BACK).timestamp()
    return fresh and number in dict(orders_here(db, request))


def _keep(response: Response, number: str, kept: dict[str, int]) -> None:
    """This one first, seen now."""
    seen = {number: int(now().timestamp())} | {each: at for each, at in kept.items() if each != number}
    told = BETWEEN.join(f"{each}{SEEN}{at:x}" for each, at in list(seen.items())[:MOST])
    set_cookie(response, ORDERS, signed(told, PURPOSE, REMEMBERED), lasts=int(REMEMBERED.total_seconds()))


def orders_here(db: Session, request: Request) -> Sequence[tuple[str, datetime]]:
    """(number, when it was placed) of these, newest first; none for a signed-in visitor."""
    numbers = [] if visit(request).signed_in else list(_numbers(request))
    if not numbers:
        return []
    placed = sa.select(O.c.number, O.c.placed_at).where(O.c.number.in_(numbers), O.c.person_id.is_(None))
    return [(row.number, row.placed_at) for row in db.execute(placed.order_by(O.c.placed_at.desc(), O.c.id.desc()))]


def forget_orders_here(response: Response) -> Response:
    for name in (ORDERS, FOUND):
        drop_cookie(response, name)
    return response


def _numbers(request: Request) -> dict[str, int]:
    """The numbers, newest first, and when the page of each was last hers, in seconds; 0 where nobody wrote it down."""
    kept = unsigned(cookie(request, ORDERS), PURPOSE)
    pairs = (each.partition(SEEN) for each in kept.split(BETWEEN)) if kept else ()
    return {number: int(at or "0", 16) for number, _, at in pairs}
