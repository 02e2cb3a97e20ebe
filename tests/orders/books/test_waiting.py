"""What of a month's money waits, where some of an order went back before it ended."""

import re
from datetime import date, datetime
from pathlib import Path

import time_machine

from market import orders
from market.orders.state import ENDS
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.orders.books.test_sharing import WITA, at


@both
def test_an_order_waits_until_it_ends_whatever_went_back_of_it_before(shop):
    """It left what waits as soon as any of it had been owed back: its first month shared what the second took back."""
    with time_machine.travel(datetime(2026, 9, 10, 10, tzinfo=WITA), tick=True):
        here = world.a_shop(pieces=9, price=10_000)
        path, _ = world.buys(world.client(), here.sku, 3)
        number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
        treasurer, desk = world.as_person(here.treasurer), f"/lapak/{here.slug}"
        done(treasurer.post(f"{desk}/uang/masuk/{number}"))
        granted = {"amount": "10.000", "reason": "satu bungkus rusak", "token": "t" * 32}
        done(treasurer.post(f"{desk}/uang/kembalikan/{number}", data=granted))
        before = at(here, date(2026, 9, 1))[0]
        assert before.owed == 10_000 and before.waits == before.money - 10_000 > 20_000
    with time_machine.travel(datetime(2026, 10, 2, 10, tzinfo=WITA), tick=True):
        treasurer = world.as_person(here.treasurer)
        done(treasurer.post(f"{desk}/pesanan/{number}/batal", data={"reason": "ikannya tidak ada"}))
        assert at(here, date(2026, 9, 1))[0] == before, "what comes later changes no month that is over"
        october = at(here, date(2026, 10, 1))[0]
        assert october.owed == -october.waits == before.waits and october.shared == october.kas == 0


def test_every_code_that_ends_an_order_is_known_to_the_books():
    """By its event they know when it ended."""
    source = "\n".join(path.read_text() for path in Path(orders.__file__).parent.rglob("*.py"))
    moved = re.findall(r'move_to\(State\.(?:REFUSED|CANCELLED|EXPIRED), \w+, ("?\w+"?)', source)
    expired = re.findall(r'expire\(db, [^"()]+(?:\([^()]*\))?, "(\w+)"', source)
    expired += re.findall(r'_over\(db, sub, "\w+_by", "(\w+)"', source)
    assert {code.strip('"') for code in moved if code != "code"} | set(expired) == set(ENDS)
    assert moved.count("code") == 1, "that of expire"
