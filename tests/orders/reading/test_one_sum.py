"""A checkout, an order and its parcel say one sum, one day and one way to pay; what has ended asks for nothing."""

import re
from urllib.parse import unquote

import sqlalchemy as sa
import time_machine

from market.catalog.product import Product
from market.kernel.db import write
from market.kernel.money import rupiah
from market.kernel.record import table
from market.orders.terms import own_terms
from market.people.group import Group
from tests import world
from tests.conftest import both
from tests.orders.life.test_order_life import TO_GIRIAN, at, made_to_order, number_of, the_bill, the_parcel

PLACE = {"village": world.GIRIAN}
SEW = 12  # days


def checkout(here: world.Shop, pieces: int = 1) -> str:
    browser = world.client()
    browser.post("/keranjang", data={"variant": here.sku, "quantity": pieces})
    return browser.get("/checkout", params=PLACE).text


def sewn(here: world.Shop) -> None:
    write(lambda db: db.execute(sa.update(table(Product)).values(made_to_order=True, lead_days=SEW)) and None)


@both
def test_a_kebaya_of_twelve_days_is_promised_for_one_day(shop):
    """At the checkout, on its order, and once it is on its way: what was sewn travels no longer for it."""
    with time_machine.travel(at("2026-11-24T09:00"), tick=True):
        here = world.a_shop()
        sewn(here)
        page = checkout(here)
        assert "Tiba Sen 7 Des" in page, "one day to travel after twelve to sew"
        path, answer = world.buys(world.client(), here.sku, **{"delivery-tunas-bahari": "own_courier"}, **TO_GIRIAN)
        assert path, answer.text
        assert the_parcel().arrives_by.isoformat() == "2026-12-07" and the_parcel().travel_days == 1
        chair, parcel = world.as_person(here.chair), f"/lapak/{here.slug}/pesanan/{number_of(path)}"
        assert chair.post(f"{parcel}/terima").status_code == 303
    with time_machine.travel(at("2026-12-02T09:00"), tick=True):
        chair = world.as_person(here.chair)
        money = world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/masuk/{number_of(path)}")
        assert money.status_code == 303, money.text
        for act in ("siapkan", "siap", "kirim"):
            done = chair.post(f"{parcel}/{act}")
            assert done.status_code == 303, f"{act}: {done.text[:300]}"
        assert the_parcel().arrives_by.isoformat() == "2026-12-03", "not twelve days again"


@both
def test_what_is_sewn_and_picked_up_says_its_day_to_both(shop):
    with time_machine.travel(at("2026-11-24T09:00"), tick=True):
        here = world.a_shop()
        sewn(here)
        buyer = world.client()
        path, answer = world.buys(buyer, here.sku)
        assert path, answer.text
        assert "bisa diambil Minggu, 6 Desember" in buyer.get(path).text
        desk = f"/lapak/{here.slug}/pesanan/{number_of(path)}"
        assert "Bisa diambil Minggu, 6 Desember" in world.as_person(here.chair).get(desk).text


@both
def test_a_parcel_that_has_ended_asks_for_no_money(shop):
    here = world.a_shop()
    write(lambda db: setattr(Group.get(db, here.group_id), "phone", "+6281244445555"))
    buyer = world.client()
    path, _ = world.buys(buyer, here.sku)
    page = buyer.get(path).text
    assert "saya+memesan" in page.replace("%20", "+")
    first = re.search(r'<a\s+class="button main"\s+href="https://wa\.me/', page)
    pays = re.search(r'<a\s+class="button sea"\s+href="/pesanan/[^"]*/bayar', page)
    assert first and pays and first.start() < pays.start(), "her group hears of it first; paying is the second button"
    assert len(re.findall(r'class="button main"', page)) == 1, "one main act on the page"
    key = path.partition("?")[2]
    pay = f"{path.partition('?')[0]}/bayar?{key}"
    assert "0098-01" in buyer.get(pay).text
    cancelled = buyer.post(f"{path.partition('?')[0]}/batal?{key}", data={"parcel": number_of(path)})
    assert cancelled.status_code == 303
    page = buyer.get(pay).text
    assert "jangan dibayar" in page and "Terlanjur membayar?" in page
    assert "0098-01" not in page and "Sebelum" not in page
    tracked = buyer.post("/lacak", data={"number": number_of(path), "digits": "7890"}).text
    assert "0098-01" not in tracked and "Cara bayar" not in tracked
    told = buyer.get(path).text.replace("%20", "+")
    assert "Cara bayar, saya sudah bayar" not in told
    assert "tentang+pesanan+saya" in told and "saya+memesan" not in told, "nobody has ordered what was given up"
    assert re.search(r'<a\s+class="button"\s+href="https://wa\.me/', told), "and it is no longer the first thing to do"


@both
def test_cash_is_said_to_be_for_those_ways_that_take_it(shop):
    here = world.a_shop()
    page = checkout(here)
    radio = re.search(r'<input[^>]*value="cash"[^>]*data-ways="([^"]*)"', page)
    assert radio and radio[1] == "pickup", "no courier takes cash, nor this group at the door"
    assert re.search(r"<small>\s*Untuk: Ambil sendiri\s*</small>", page)
    assert not re.search(r'value="transfer"[^>]*>.{0,80}<small>\s*Untuk', page, re.S), "by all"


@both
def test_a_fee_that_is_still_to_be_named_stands_beside_the_sum(shop):
    here = world.a_shop()

    def quotes(db) -> None:
        own_terms(db, here.group_id).quote = True
        Group.get(db, here.group_id).phone = "+6281244445555"

    write(quotes)
    buyer = world.client()
    path, answer = world.buys(buyer, here.sku, **{"delivery-tunas-bahari": "quote"}, **TO_GIRIAN)
    assert path, answer.text
    for page in (
        buyer.get(path).text,
        buyer.post("/lacak", data={"number": number_of(path), "digits": "7890"}).text,
    ):
        assert re.search(r"25\.000</span>\s*<small class=\"soft\">\+ ongkir", page)
    assert "jumlahnya Rp25.000 + ongkir." in unquote(buyer.get(path).text), "and in what she writes to the group"
    chair, number = world.as_person(here.chair), number_of(path)
    for page in ("", f"/{number}", f"/{number}/nota"):
        shown = chair.get(f"/lapak/{here.slug}/pesanan{page}").text
        assert re.search(r"25\.000</span>\s*<small class=\"soft\">\+ ongkir", shown), f"the group's own {page}"


@both
def test_the_chat_names_the_order_s_sum_and_what_is_transferred(shop):
    """It said what was left to pay as if that were the sum: half of it, or what part payments had left."""
    here = world.a_shop(price=50_000)
    made_to_order(here)

    def halves(db) -> None:
        own_terms(db, here.group_id).down_percent = 50
        Group.get(db, here.group_id).phone = "+6281244445555"

    write(halves)
    path, answer = world.buys(world.client(), here.sku, 2)
    assert path, answer.text
    sum_of, number = "jumlahnya Rp100.000.", number_of(path)
    chair, treasurer = world.as_person(here.chair), world.as_person(here.treasurer)
    assert chair.post(f"/lapak/{here.slug}/pesanan/{number}/terima").status_code == 303
    asked = rupiah(the_bill().asked)
    assert f"{sum_of} Yang ditransfer sekarang {asked}." in unquote(world.client().get(path).text)
    paid = treasurer.post(f"/lapak/{here.slug}/uang/masuk/{number}", data={"came": "20.000"})
    assert paid.status_code == 303, paid.text
    assert f"{sum_of} Yang ditransfer sekarang Rp30.000." in unquote(world.client().get(path).text)
