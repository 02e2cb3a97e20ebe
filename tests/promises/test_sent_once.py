"""A form is done once, however often its button is pressed: one after the other, and at once."""

import re
from threading import Barrier, Thread

import sqlalchemy as sa

from market.inventory.lot import Lot
from market.inventory.movement import StockMovement
from market.kernel.db import read
from market.kernel.press import Press
from tests import world
from tests.conftest import both

TOKEN = re.compile(r'name="press" value="([^"]+)"')


def pressed(page: str) -> str:
    return TOKEN.findall(page)[0]


def token_of(browser, address: str) -> str:
    return pressed(browser.get(address).text)


def count(model, *where) -> int:
    with read() as db:
        return db.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0


def there(sku: str) -> int:
    with read() as db:
        return db.scalar(sa.select(sa.func.sum(Lot.on_hand))) or 0


@both
def test_made_today_pressed_twice_counts_once_and_says_the_number(shop):
    here = world.a_shop(pieces=15)
    chair, home = world.as_person(here.chair), f"/lapak/{here.slug}"
    before = there(here.sku)
    sent = {"variant": here.sku, "quantity": "30", "press": token_of(chair, home)}
    first, second = (chair.post(f"{home}/stok", data=sent) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert there(here.sku) == before + 30
    assert "Bertambah 30, sekarang 45." in chair.get(home).text


@both
def test_another_number_with_the_same_token_asks_and_yes_does_it(shop):
    here = world.a_shop()
    chair, home = world.as_person(here.chair), f"/lapak/{here.slug}"
    before = there(here.sku)
    sent = {"variant": here.sku, "quantity": "30", "press": token_of(chair, home)}
    chair.post(f"{home}/stok", data=sent)
    asked = chair.post(f"{home}/stok", data=sent | {"quantity": "20"})
    assert asked.status_code == 409 and "Tadi 30. Catat 20 lagi?" in asked.text
    assert there(here.sku) == before + 30
    yes = {"variant": here.sku, "quantity": "20", "press": pressed(asked.text)}
    assert chair.post(f"{home}/stok", data=yes).status_code == 303
    assert chair.post(f"{home}/stok", data=yes).status_code == 303
    assert there(here.sku) == before + 50


@both
def test_what_was_refused_has_spent_nothing(shop):
    here = world.a_shop()
    chair, home = world.as_person(here.chair), f"/lapak/{here.slug}"
    token, before = token_of(chair, home), there(here.sku)
    sent = {"variant": here.sku, "press": token}
    assert chair.post(f"{home}/stok/terjual", data=sent | {"quantity": "9999"}).status_code == 422
    assert count(Press) == 0
    assert chair.post(f"{home}/stok/terjual", data=sent | {"quantity": "2"}).status_code == 303
    assert there(here.sku) == before - 2


@both
def test_a_script_without_a_token_is_done_each_time(shop):
    here = world.a_shop()
    chair, home = world.as_person(here.chair), f"/lapak/{here.slug}"
    before = there(here.sku)
    for _ in range(2):
        assert chair.post(f"{home}/stok", data={"variant": here.sku, "quantity": "30"}).status_code == 303
    assert there(here.sku) == before + 60 and count(Press) == 0


@both
def test_a_token_is_worth_nothing_to_another_visitor(shop):
    here = world.a_shop()
    chair, home = world.as_person(here.chair), f"/lapak/{here.slug}"
    before = there(here.sku)
    sent = {"variant": here.sku, "quantity": "30", "press": token_of(chair, home)}
    for browser in (chair, world.as_person(here.member)):
        assert browser.post(f"{home}/stok", data=sent).status_code == 303
    assert there(here.sku) == before + 60, "each pressed for herself"
    stranger = world.as_person(here.other_chair).post(f"{home}/stok", data=sent)
    assert stranger.status_code == 404


@both
def test_pressed_at_once(shop):
    """Both arrive together: one is done, the other waits for it and goes where it went."""
    here = world.a_shop()
    home = f"/lapak/{here.slug}"
    browsers = [world.as_person(here.chair)]
    sent = {"variant": here.sku, "quantity": "30", "press": token_of(browsers[0], home)}
    browsers += [world.client() for _ in range(5)]
    for other in browsers[1:]:
        other.cookies.update(browsers[0].cookies)
    before, gate, answers = there(here.sku), Barrier(len(browsers)), []

    def press(browser) -> None:
        gate.wait()
        answers.append(browser.post(f"{home}/stok", data=sent))

    threads = [Thread(target=press, args=(each,)) for each in browsers]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert {(a.status_code, a.headers["location"]) for a in answers} == {(303, home)} and len(answers) == len(browsers)
    assert there(here.sku) == before + 30 and count(StockMovement, StockMovement.quantity == 30) == 1
