"""What cannot be undone asks first, with JavaScript and without: the form carries its question until it was asked."""

import re

from market.kernel.db import read
from market.orders.order import group_sub_order
from market.orders.state import State
from market.web.compiled import TEMPLATES
from market.web.drawn import Drawn
from market.web.forms import SECRETS
from market.web.press_field import CONFIRM, FORM
from tests import world
from tests.conftest import both

SECRET = re.compile(rf'type="(?:file|password)"|"(?:{"|".join(SECRETS - {"code", "again"})})"')


def sent_from(text: str, action: str) -> dict[str, list[str]]:
    """What a browser without JavaScript sends of the form that leads there, with nothing typed."""
    form = next(each for each in Drawn(text).forms if each.attributes.get("action", "").startswith(action))
    sent: dict[str, list[str]] = {}
    for each in form.controls:
        if each.attributes.get("type") == "hidden":
            sent.setdefault(each.attributes["name"], []).append(each.attributes.get("value", ""))
    return sent


def state_of(here, number: str) -> State:
    with read() as db:
        return group_sub_order(db, here.group_id, number).state


@both
def test_a_buyer_without_javascript_is_asked_before_her_order_is_cancelled(shop):
    here, buyer = world.a_shop(), world.client()
    path, _ = world.buys(buyer, here.sku)
    cancel = re.search(r"/pesanan/[^?]+", path)[0] + "/batal"
    key = path.partition("?")[2]
    asked = buyer.post(f"{cancel}?{key}", data=sent_from(buyer.get(path).text, cancel))
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    assert asked.status_code == 200 and f"<h1>Batalkan pesanan {number} dari Tunas Bahari?</h1>" in asked.text
    assert f'href="{path}"' in asked.text, "a way back"
    assert state_of(here, number) is State.ACCEPTED, "nothing is done yet"
    yes = buyer.post(f"{cancel}?{key}", data=sent_from(asked.text, cancel))
    assert yes.status_code == 303
    assert state_of(here, number) is State.CANCELLED


@both
def test_cash_that_is_taken_with_the_goods_asks_with_its_sum(shop):
    here, buyer = world.a_shop(), world.client()
    path, _ = world.buys(buyer, here.sku, payment="cash")
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}/pesanan/{number}"
    asked = chair.post(f"{desk}/serahkan", data=sent_from(chair.get(desk).text, f"{desk}/serahkan"))
    assert asked.status_code == 200 and re.search(r"<h1>Tunai Rp[\d.]+ sudah diterima", asked.text)
    assert state_of(here, number) is State.ACCEPTED
    assert chair.post(f"{desk}/serahkan", data=sent_from(asked.text, f"{desk}/serahkan")).status_code == 303
    assert state_of(here, number) is State.RECEIVED


@both
def test_goods_that_are_paid_and_packed_are_handed_over_in_one_press(shop):
    here = world.a_shop()
    path, _ = world.buys(world.client(), here.sku)
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    treasurer, chair, desk = (
        world.as_person(here.treasurer),
        world.as_person(here.chair),
        f"/lapak/{here.slug}/pesanan/{number}",
    )
    assert treasurer.post(f"/lapak/{here.slug}/uang/masuk/{number}", data={"came": ""}).status_code == 303
    assert "asks" in sent_from(chair.get(desk).text, f"{desk}/serahkan"), "nobody said that it is packed"
    chair.post(f"{desk}/siapkan", data=sent_from(chair.get(desk).text, f"{desk}/siapkan"))
    chair.post(f"{desk}/siap", data=sent_from(chair.get(desk).text, f"{desk}/siap"))
    assert "asks" not in sent_from(chair.get(desk).text, f"{desk}/serahkan")


def test_no_form_that_asks_holds_what_a_page_cannot_carry_along():
    asking = []
    for file in TEMPLATES.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        for tag in FORM.finditer(text):
            if CONFIRM.search(tag[0]):
                asking.append(file.name)
                assert not SECRET.search(text, tag.end(), text.index("</form>", tag.end())), file
    assert len(asking) > 10
