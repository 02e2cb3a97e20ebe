"""Nothing is sold that is not there, and one press makes one order, whoever presses at once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa

from market.inventory.lot import Lot
from market.inventory.receiving import receive
from market.kernel.clock import now
from market.kernel.db import database, read, write
from market.kernel.record import table
from market.orders.books.recount import recount
from market.orders.order import Order, SubOrder
from market.people.access import CLOCK
from market.people.group import Group
from tests import world
from tests.conftest import both


def orders() -> int:
    with read() as db:
        return db.execute(sa.select(sa.func.count()).select_from(table(Order))).scalar_one()


def sound() -> None:
    with read() as db:
        assert recount(db) == []


def wide_pool() -> None:
    """Lets eight requests and more hold real connections at once."""
    import anyio.to_thread  # noqa: F401

    pool = database().writer.pool
    assert pool.size() >= 8


@both
def test_twenty_buyers_at_once_for_five_pieces(shop):
    here = world.a_shop(pieces=5)
    wide_pool()
    buyers = [world.client() for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda b: world.buys(b[1], here.sku, 1, token=f"token-{b[0]:08d}"), enumerate(buyers)))
    placed = [path for path, _ in found if path]
    assert len(placed) == 5 == orders()
    for path, answer in found:
        if not path:
            assert answer.status_code == 422 and "habis" in answer.text
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 0
    sound()


@both
def test_pieces_that_expire_tonight_do_not_travel(shop):
    here = world.a_shop(pieces=0, shelf=5)

    def stock(db):
        group = Group.get(db, here.group_id)
        receive(db, group, here.sku, 3, by=CLOCK, produced_on=group.today - timedelta(days=1), best_before=group.today)
        receive(db, group, here.sku, 2, by=CLOCK, best_before=group.today + timedelta(days=4))

    write(stock)
    to = {"delivery-tunas-bahari": "own_courier", "village": "71.72.01.1001", "address": "Jl. Pantai 3"}
    three = world.client()
    path, answer = world.buys(three, here.sku, 3, **to)
    assert path == "" or answer.status_code == 422, "three pieces, of which one would arrive too late"
    assert "tinggal 2" in answer.text
    two = world.client()
    for browser, wanted in ((three, 0), (two, 2)):
        browser.post("/keranjang/jumlah", data={f"quantity-{here.sku}": wanted})
    path, answer = world.buys(two, here.sku, 2, **to)
    assert path, answer.text
    with read() as db:
        used = {lot.best_before: lot.allocated for lot in db.scalars(sa.select(Lot))}
        today = Group.get(db, here.group_id).today
    assert used == {today: 0, today + timedelta(days=4): 2}
    sound()


@both
def test_checkout_pressed_five_times_in_parallel_makes_one_order(shop):
    here = world.a_shop(pieces=5)
    first = world.client()
    first.post("/keranjang", data={"variant": here.sku, "quantity": 2})
    cookie = first.cookies["keranjang"]
    form = {
        "name": "Ratna", "phone": "081234567890", "token": "one-press-of-five", "delivery-tunas-bahari": "pickup",
        "payment": "cash",
    }  # fmt: skip

    def press(_n):
        browser = world.client()
        browser.cookies.set("keranjang", cookie)
        return browser.post("/checkout", data=form)

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(press, range(5)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert orders() == 1
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 3
    sound()


@both
def test_a_hold_that_is_over_frees_its_pieces_for_the_next(shop):
    here = world.a_shop(pieces=4)
    slow, quick = world.client(), world.client()
    assert slow.post("/keranjang", data={"variant": here.sku, "quantity": 4}).status_code == 303
    refused = quick.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    assert refused.status_code == 422
    from market.inventory.hold import HOLDS

    write(lambda db: db.execute(sa.update(HOLDS).values(until=now() - timedelta(seconds=1))) and None)
    path, answer = world.buys(quick, here.sku, 3)
    assert path, answer.text
    form = {
        "name": "A B",
        "phone": "081234567891",
        "token": "slow-one-1",
        "delivery-tunas-bahari": "pickup",
        "payment": "cash",
    }
    answer = slow.post("/checkout", data=form)
    assert answer.status_code == 422 and "tinggal 1" in answer.text
    sound()


def test_numbers_are_unique_and_the_link_is_long(shop):
    here = world.a_shop(pieces=9)
    paths = [world.buys(world.client(), here.sku, 1, token=f"unique-{n:04d}")[0] for n in range(3)]
    assert len(set(paths)) == 3
    assert all(len(re.search(r"kunci=(.+)", path)[1]) >= 22 for path in paths)
    with read() as db:
        assert db.execute(sa.select(sa.func.count()).select_from(table(SubOrder))).scalar_one() == 3


@both
def test_the_same_name_and_the_same_token_at_once(shop):
    """What must be unique is found or numbered on, never an error: eight founders, eight carts with one token."""
    here = world.a_shop(pieces=20)
    founders = [world.as_person(here.buyer) for _ in range(8)]
    form = {"name": "Mawar Laut", "kind": "group", "village": world.GIRIAN}
    carts = [world.client() for _ in range(8)]
    for cart in carts:
        cart.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    order = {
        "name": "Ratna",
        "phone": "081234567890",
        "token": "one-token-for-all",
        "delivery-tunas-bahari": "pickup",
        "payment": "cash",
    }
    with ThreadPoolExecutor(8) as pool:
        slugs = {
            answer.headers["location"] for answer in pool.map(lambda b: b.post("/buka-lapak", data=form), founders)
        }
        placed = list(pool.map(lambda b: b.post("/checkout", data=order), carts))
    assert len(slugs) == 8
    assert sorted(answer.status_code for answer in placed) == [303, *[409] * 7], (
        "the order is its first browser's alone"
    )
    assert orders() == 1
    sound()
