"""`kill -9` in the middle of 200 checkouts: nothing is wrong afterwards, and no answered order is missing."""

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx2
import sqlalchemy as sa

from market.kernel.db import database, read
from market.kernel.record import table
from market.orders.order import Order
from tests import world
from tests.conftest import wide
from tests.server import market, serving

CHECKOUTS = 200
KILLED_AFTER = 60


@wide
def test_kill_9_during_two_hundred_checkouts(shop):
    here = world.a_shop(pieces=CHECKOUTS)
    database().close()
    answered: list[str] = []
    enough = threading.Event()

    def buy(n: int) -> None:
        try:
            with httpx2.Client(base_url=server.base, headers={"origin": server.base}, timeout=10) as browser:
                browser.post("/keranjang", data={"variant": here.sku, "quantity": 1})
                form = {
                    "name": "Ratna", "phone": "081234567890", "token": f"killed-{n:05d}", "payment": "cash",
                    f"delivery-{here.slug}": "pickup",
                }  # fmt: skip
                answer = browser.post("/checkout", data=form)
        except httpx2.HTTPError:
            return
        if answer.status_code == 303:
            answered.append(answer.headers["location"])
            if len(answered) >= KILLED_AFTER:
                enough.set()

    with serving() as server, ThreadPoolExecutor(8) as pool:
        pool.map(buy, range(CHECKOUTS))
        assert enough.wait(60)
        server.kill()
    assert KILLED_AFTER <= len(answered) < CHECKOUTS
    doctor = market("doctor")
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
    with read() as db:
        numbers = set(db.scalars(sa.select(table(Order).c.number)))
    missing = [path for path in answered if path.partition("?")[0].rpartition("/")[2] not in numbers]
    assert missing == []
