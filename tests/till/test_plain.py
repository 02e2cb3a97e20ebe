"""The page without JavaScript: each sale once, each slip a sentence beside its field, and what is sold anyway a
task."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import sqlalchemy as sa
import time_machine

from market.catalog.variant import Variant
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.books.recount import recount
from market.payments.bill import Bill, BillState
from market.people.access import CLOCK
from market.people.group import Group
from market.till import wire
from market.till.envelope import Envelope, EnvelopeState
from market.till.rules import set_rules
from market.till.sale import TillSale
from market.till.till import Till
from market.web.assets import assets
from tests import world
from tests.conftest import both
from tests.till.phones import Phone, line
from tests.till.test_applying import all_of, codes, on_hand


def sells(here, browser=None, pieces=1, **more):
    browser = browser or world.as_person(here.chair)
    form = {"id": str(uuid4()), f"quantity-{here.sku}": str(pieces), "paid": "cash"} | more
    return browser.post(f"/lapak/{here.slug}/kasir", data=form)


@both
def test_the_first_sale_of_a_page_is_sold_once_by_two_presses_in_one_moment(shop):
    """Each found no till of hers, and opened one: on another till the same form is another sale."""
    here = world.a_shop()
    chairs, uid = [world.as_person(here.chair) for _ in range(6)], str(uuid4())
    with ThreadPoolExecutor(len(chairs)) as pool:
        sent = list(pool.map(lambda browser: sells(here, browser, id=uid).status_code, chairs))
    assert sent == [303] * len(chairs) and len(all_of(TillSale)) == len(all_of(Till)) == 1


def allow(here, percent: int = 20, bon: bool = True) -> None:
    write(lambda db: set_rules(db, here.group_id, discount_percent=percent, bon=bon, by=world.actor(here.chair)))


@both
def test_what_a_cart_held_long_ago_is_sold_without_a_question(shop):
    """Until the clock came by, the buyer at the booth was told that the book knows of fewer."""
    here = world.a_shop(pieces=4)
    assert world.client().post("/keranjang", data={"variant": here.sku, "quantity": "3"}).status_code < 400
    assert sells(here, pieces=4).status_code == 422, "three are held for half an hour"
    with time_machine.travel(now() + timedelta(minutes=31), tick=True):
        assert sells(here, pieces=4).status_code == 303
    assert on_hand() == 0
    with read() as db:
        assert recount(db) == []


@both
def test_a_form_sells_once_however_often_it_is_sent(shop):
    here = world.a_shop()
    chair, uid = world.as_person(here.chair), str(uuid4())
    page = chair.get(f"/lapak/{here.slug}/kasir")
    assert page.status_code == 200 and "Cakalang fufu" in page.text
    first, second = (sells(here, chair, 2, id=uid, note="100000") for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    said = chair.get(first.headers["location"])
    assert "Kembaliannya Rp50.000." in said.text and len(all_of(TillSale)) == 1 and on_hand() == 8
    with read() as db:
        assert recount(db) == []


@both
def test_each_slip_has_its_sentence_and_sells_nothing(shop):
    here = world.a_shop()
    allow(here)
    for said, sent in (
        ("Belum ada barang di keranjang", {"pieces": 0}),
        ("Di buku hanya ada 10", {"pieces": 11}),
        ("Masih kurang", {"given": "20.000"}),
        ("Potongan paling banyak 20%", {"discount": "10.000"}),
        ("belum bisa kami baca", {"given": "dua puluh"}),
        ("tidak dijual per timbangan", {f"grams-{here.sku}": "350 g", "pieces": 0}),
    ):
        answer = sells(here, **sent)
        assert answer.status_code == 422 and said in answer.text, (said, answer.status_code)
    assert sells(here, paid="bon").status_code == 422
    allow(here, 100, bon=False)
    assert "alasannya dalam satu kalimat" in sells(here, discount="25.000").text
    assert "tidak mengizinkan bon" in sells(here, paid="bon", buyer="Bu Ani", phone="0812 3456 7890").text
    assert all_of(Envelope) == [] and on_hand() == 10


@both
def test_more_than_the_book_knows_is_sold_when_it_was_sold(shop):
    here = world.a_shop(pieces=2)
    assert sells(here, pieces=3, anyway="1").status_code == 303
    assert codes() == ["short"] and on_hand() == 0 and all_of(TillSale)[0].total == 75_000


@both
def test_a_debt_has_a_name_and_a_number(shop):
    here = world.a_shop()
    assert sells(here, paid="bon", buyer="Bu Ani", phone="0812 3456 7890").status_code == 303
    [bill] = all_of(Bill)
    assert (bill.state, bill.payer_name, bill.payer_phone) == (BillState.OPEN, "Bu Ani", "+6281234567890")


@both
def test_the_groups_phone_sells_by_a_name(shop):
    here = world.a_shop()
    phone = world.as_device(here.device)
    assert "Siapa yang menjual?" in phone.get(f"/lapak/{here.slug}/kasir").text
    assert "Pilih siapa yang menjual" in sells(here, phone).text
    assert sells(here, phone, seller=str(here.other_chair)).status_code == 422
    assert sells(here, phone, seller=str(here.member)).status_code == 303
    [sale] = all_of(TillSale)
    assert (sale.sold_by, sale.sold_by_id) == ("Olga", None)
    named = world.named_by_pin(here.slug, here.member)
    assert sells(here, named).status_code == 303
    assert all_of(TillSale)[1].sold_by_id == here.member


@both
def test_goods_by_weight_open_whole_units(shop):
    here = world.a_shop(pieces=3)
    rows = table(Variant)
    write(lambda db: db.execute(sa.update(rows).where(rows.c.sku == here.sku).values(unit="kg")))
    for grams, left in (("350 g", 2), ("1/2 kg", 2), ("200", 1), ("2 kg", 0)):
        answer = sells(here, pieces=0, **{f"grams-{here.sku}": grams, "anyway": "1"})
        assert answer.status_code == 303, answer.text
        assert on_hand() == left, grams
    assert [each.total for each in all_of(TillSale)] == [8_750, 12_500, 5_000, 50_000]
    assert codes() == ["short"]  # 3.05 kg of three


@both
def test_a_price_that_rose_while_the_page_lay_open_is_shown_anew(shop):
    """Nor does a price that was typed into the form go around what the chair lets them take off."""
    here = world.a_shop()
    old = {f"price-{here.sku}": "20000"}
    answer = sells(here, **old)
    assert answer.status_code == 422 and "sudah naik sejak halaman ini dibuka" in answer.text
    assert f'name="price-{here.sku}" value="25000"' in answer.text and all_of(Envelope) == []
    allow(here, 10)
    assert sells(here, **old).status_code == 422
    assert sells(here, discount="2500", **{f"price-{here.sku}": "24000"}).status_code == 422
    assert sells(here, discount="1500", **{f"price-{here.sku}": "24000"}).status_code == 303
    assert codes() == ["price"] and all_of(TillSale)[0].total == 22_500


@both
def test_a_price_that_fell_stands_as_it_was_asked(shop):
    here = world.a_shop()
    assert sells(here, **{f"price-{here.sku}": "26000"}).status_code == 303
    assert codes() == ["price"] and all_of(TillSale)[0].total == 26_000


@both
def test_what_is_added_up_sells_nothing(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    form = {"id": str(uuid4()), f"quantity-{here.sku}": "3"}
    answer = chair.post(f"/lapak/{here.slug}/kasir/hitung", data=form)
    assert answer.status_code == 200 and "Rp75.000" in answer.text and all_of(Envelope) == []


def test_the_script_knows_what_an_envelope_holds():
    told = f"[{wire.MOST_LINES}, {wire.MOST_PIECES:_}, {wire.MOST_GRAMS:_}, {wire.MOST_LINES * wire.MOST_RUPIAH:_}]"
    assert f"[MOST_LINES, MOST_PIECES, MOST_GRAMS, MOST_MONEY] = {told};" in assets()["till.js"].body.decode()


def test_two_hundred_goods_are_light(shop):
    here = world.a_shop()

    def many(db):
        group = db.get(Group, here.group_id)
        for n in range(199):
            world.a_product(db, group, f"Barang nomor {n}", 10_000 + n, 5, None)

    write(many)
    page = world.as_person(here.chair).get(f"/lapak/{here.slug}/kasir")
    assert page.text.count("data-good=") == 200
    sent = len(gzip.compress(page.content, 5)) + sum(
        len(assets()[name].packed) for name in ("shop.css", "work.css", "till.css", "dermaga.js", "till.js")
    )
    assert sent < 60_000, sent


@both
def test_pieces_and_grams_of_one_good_are_each_sold_once(shop):
    here = world.a_shop(pieces=5)
    rows = table(Variant)
    write(lambda db: db.execute(sa.update(rows).where(rows.c.sku == here.sku).values(unit="kg")))
    assert sells(here, pieces=2, **{f"grams-{here.sku}": "350 g"}).status_code == 303
    assert [each.total for each in all_of(TillSale)] == [58_750] and on_hand() == 2


@both
def test_what_no_envelope_can_say_gets_its_sentence_and_is_not_kept(shop):
    here = world.a_shop()
    more = [
        ("Paling banyak 9.999", {"pieces": 10_000}),
        ("terlalu besar", {f"price-{here.sku}": "100.000.001"}),
        ("terlalu besar", {f"price-{here.sku}": "1jt", "pieces": 9_000}),
    ]
    for words, typed in more:
        answer = sells(here, anyway="1", **typed)
        assert answer.status_code == 422 and words in answer.text, typed
    assert all_of(Envelope) == []


def test_more_kinds_than_an_envelope_holds(shop):
    here = world.a_shop()
    skus = []

    def many(db):
        group = db.get(Group, here.group_id)
        skus.extend(world.a_product(db, group, f"Barang nomor {n}", 10_000, 5, None)[0] for n in range(60))

    write(many)
    typed = {f"quantity-{sku}": "1" for sku in skus}
    assert "Paling banyak 60 macam" in sells(here, **typed).text and all_of(Envelope) == []
    assert sells(here, pieces=0, **typed).status_code == 303 and len(all_of(TillSale)) == 1


@both
def test_a_group_that_an_officer_closed_sells_nothing(shop):
    """Its open orders are served; what its phones send is kept apart until it is opened again."""
    here = world.a_shop()
    phone, chair = Phone(here.group_id, here.chair), world.as_person(here.chair)
    write(lambda db: db.get(Group, here.group_id).suspend("Aduan banyak", CLOCK))
    assert "ditutup sementara" in sells(here, chair).text
    opened = chair.post(f"/lapak/{here.slug}/kasir/alat", json={"uid": str(uuid4()), "key": phone.signer.key})
    assert opened.status_code == 422
    phone.sells(line(here.sku))
    [envelope] = all_of(Envelope)
    take = f"/lapak/{here.slug}/kasir/amplop/{envelope.key}/ambil"
    assert envelope.state is EnvelopeState.APART and chair.post(take).status_code == 422 and not all_of(TillSale)
    write(lambda db: db.get(Group, here.group_id).restored(CLOCK))
    assert chair.post(take).status_code == 303 and len(all_of(TillSale)) == 1


def test_the_till_promises_nothing_that_it_then_refuses(shop):
    here = world.a_shop()
    allow(here, 0)
    page = world.as_person(here.chair).get(f"/lapak/{here.slug}/kasir").text
    bon = page[page.index("Bon: dibayar nanti") : page.index("Catat sebagai bon")]
    assert "Nama yang berutang" in bon and "boleh kosong" not in bon, "who owes is always named"
    assert "Uang lain" in page and "otongan" not in page


@both
def test_a_gift_needs_its_reason_whether_typed_as_a_discount_or_as_a_price(shop):
    here = world.a_shop()
    allow(here, percent=100)
    nothing = {f"price-{here.sku}": "0"}
    for gift in ({"discount": "25000"}, nothing):
        refused = sells(here, **gift)
        assert refused.status_code == 422 and "Gratis?" in refused.text and not all_of(TillSale)
    assert sells(here, discount_why="Hadiah ibu guru", **nothing).status_code == 303
