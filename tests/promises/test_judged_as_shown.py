"""Who judges judges what she read: what became something else since is refused, with the page as it is now."""

import re

import pytest
import sqlalchemy as sa

from market.bazaars.registering.application import Application
from market.kernel.db import read, write
from market.kernel.mark import mark_of, require_mark
from market.kernel.refused import Overtaken
from market.orders.order import OrderLine, SubOrder
from market.payments.bill import Bill
from market.payments.claim import confirm_without_claim
from market.people.access import CLOCK
from market.people.group import Group
from market.people.membership import find_membership
from tests import world
from tests.bazaars import world as bazaars
from tests.conftest import wide


def form_of(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that leads there, once its question was answered."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.S)[0]
    return dict(re.findall(r'<input\s+type="hidden"\s+name="(?!asks)(\w+)"\s+value="([^"]*)"', form))


def another_chair(db, here) -> None:
    find_membership(db, here.group_id, here.member).take_roles(chair=True, treasurer=False, given_by=here.chair)
    db.flush()
    find_membership(db, here.group_id, here.chair).end(world.actor(here.chair))


def another_name(db, here) -> None:
    Group.get(db, here.group_id).rename("Undian Resmi Pemerintah", world.BITUNG, CLOCK)


def another_number(db, here) -> None:
    Group.get(db, here.group_id).phone = "+6281299990001"


@wide
@pytest.mark.parametrize("meanwhile", [another_chair, another_name, another_number])
def test_nobody_vouches_for_what_she_did_not_see(shop, meanwhile):
    here = world.a_shop()
    officer, at = world.as_person(here.officer), f"/dinas/kelompok/{here.slug}"
    read_before = form_of(officer.get(at).text, f"{at}/cek")
    write(lambda db: meanwhile(db, here))
    answer = officer.post(f"{at}/cek", data=read_before)
    assert answer.status_code == 409 and "Isinya berubah" in answer.text
    with read() as db:
        assert Group.get(db, here.group_id).state == "unchecked"
    without = {"press": form_of(answer.text, f"{at}/cek")["press"]}
    assert officer.post(f"{at}/cek", data=without).status_code == 409, "a form of ours has its mark"
    assert officer.post(f"{at}/cek", data=form_of(answer.text, f"{at}/cek")).status_code == 303, "as it is now"


@wide
def test_no_application_is_judged_as_it_was_before(shop):
    here = world.a_shop()
    fair = bazaars.a_fair(here.officer, groups=1)
    fair.officer.post(fair.desk + "/buka")
    bazaars.register(fair, 0)
    with read() as db:
        number = db.scalars(sa.select(Application.number)).one()
    at = f"{fair.desk}/pendaftaran/{number}"
    read_before = form_of(fair.officer.get(at).text, at)
    bazaars.register(fair, 0, watt="19000", goods="Miras dan petasan")
    answer = fair.officer.post(at, data=read_before | {"verdict": "eligible"})
    assert answer.status_code == 409 and "Miras dan petasan" in answer.text
    with read() as db:
        assert db.scalars(sa.select(Application.state)).one() == "submitted"
    judged = fair.officer.post(at, data=form_of(answer.text, at) | {"verdict": "eligible"})
    assert judged.status_code == 303
    colleague = fair.officer.post(at, data=read_before | {"verdict": "not_eligible", "note": "Terlambat"})
    assert colleague.status_code == 409, "nor over a word that another officer said meanwhile"
    assert fair.officer.post(at, data={"verdict": "not_eligible", "note": "Penuh"}).status_code == 303, "a script"


def takes_out(browser, path: str, number: str, stay: int) -> None:
    """The buyer wants fewer, on her own page."""
    with read() as db:
        line = db.scalars(sa.select(OrderLine)).one()
    assert browser.post(path.replace("?", "/kurangi?"), data={"parcel": number, f"keep-{line.id}": stay}).is_redirect


def a_parcel(here, **choices):
    """Its buyer's browser, her page, the parcel's number."""
    browser = world.client()
    path, _ = world.buys(browser, here.sku, 5, **choices)
    return browser, path, re.search(r"/pesanan/([^?]+)", path)[1] + "-1"


SENT = {"delivery-tunas-bahari": "own_courier", "village": world.GIRIAN, "address": "Jl. Yos Sudarso 41"}


@wide
@pytest.mark.parametrize("who", ["chair", "phone"])
@pytest.mark.parametrize(("act", "choices"), [("serahkan", {}), ("siapkan", {}), ("kirim", SENT)])
def test_no_goods_leave_as_a_page_showed_them_before(shop, who, act, choices):
    """With five in her hands a buyer took four out on her own page: the old one let five leave, four were paid back."""
    here = world.a_shop(pieces=9)
    browser, path, number = a_parcel(here, **choices)
    write(lambda db: confirm_without_claim(db, db.scalars(sa.select(Bill)).one(), world.actor(here.treasurer), None))
    desk = world.as_person(here.chair) if who == "chair" else world.as_device(here.device)
    page = f"/lapak/{here.slug}/pesanan/{number}"
    before = form_of(desk.get(page).text, f"{page}/{act}")
    takes_out(browser, path, number, 1)
    answer = desk.post(f"{page}/{act}", data=before)
    assert answer.status_code == 409 and "Isinya berubah" in answer.text
    with read() as db:
        assert db.scalars(sa.select(SubOrder.state)).one() == "accepted"
    assert desk.post(f"{page}/{act}", data=form_of(answer.text, f"{page}/{act}")).status_code == 303, "as it is now"


@wide
def test_no_sum_came_that_a_page_showed_before(shop):
    """The buyer paid for five and took four out: the old page said that the price of one had come."""
    here = world.a_shop(pieces=9)
    browser, path, number = a_parcel(here)
    treasurer, page = world.as_person(here.treasurer), f"/lapak/{here.slug}/pesanan/{number}"
    at = f"/lapak/{here.slug}/uang/masuk/{number}"
    before = form_of(treasurer.get(page).text, at)
    takes_out(browser, path, number, 1)
    assert treasurer.post(at, data=before).status_code == 409
    with read() as db:
        assert db.scalars(sa.select(Bill)).one().open
    assert treasurer.post(at, data=form_of(treasurer.get(page).text, at)).status_code == 303


@wide
def test_what_a_phone_sent_before_a_name_is_done_as_it_was_shown(shop):
    here = world.a_shop(pieces=9)
    browser, path, number = a_parcel(here, payment="cash")
    phone, page = world.as_device(here.device), f"/lapak/{here.slug}/pesanan/{number}"
    sent = phone.post(f"{page}/serahkan", data=form_of(phone.get(page).text, f"{page}/serahkan"))
    assert sent.headers["location"].endswith("/siapa/lanjut")
    with read() as db:
        member = find_membership(db, here.group_id, here.member).key
    named = {"member": member, "pin": world.PIN}
    assert phone.post(f"/lapak/{here.slug}/siapa", data=named).status_code == 303
    go_on = form_of(phone.get(f"/lapak/{here.slug}/siapa/lanjut").text, f"{page}/serahkan")
    takes_out(browser, path, number, 1)
    assert phone.post(f"{page}/serahkan", data=go_on).status_code == 409
    fresh = form_of(phone.get(page).text, f"{page}/serahkan")
    assert phone.post(f"{page}/serahkan", data=fresh).status_code == 303


def test_a_mark_is_of_the_facts_and_of_nothing_else():
    assert mark_of("a", 1) == mark_of("a", 1) != mark_of("a", 2)
    require_mark(mark_of("a", 1), mark_of("a", 1))
    for other in ("", mark_of("a", 2)):
        with pytest.raises(Overtaken, match="shown_moved"):
            require_mark(other, mark_of("a", 1))
