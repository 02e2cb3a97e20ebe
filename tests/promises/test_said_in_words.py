"""Who is hurried reads what happened: a number that was cut, money that was not found, an order that ended, a way
back."""

import re

from babel.messages.pofile import read_po

from market.catalog.photo import KeptPhoto
from market.catalog.product import product_by_slug
from market.kernel.db import read, write
from market.kernel.language import FOLDER, current
from market.orders.reading import queries
from market.orders.reading.queries import MOST_WORK, to_do
from market.orders.state import State
from market.orders.terms import own_terms
from market.pages.acts import act_word
from market.pages.workspace import today
from market.people.act import Act
from market.web.units import unit
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.orders.life.test_order_life import TO_GIRIAN, number_of, the_parcel

NOT_FOUND = "belum menemukan uangnya"


def checkout_form(buyer, **more) -> dict[str, str]:
    token = re.search(r'name="token" value="([^"]+)', buyer.get("/checkout").text)[1]
    return {"name": "Ratna", "phone": "0812-3456-7890", "token": token, "delivery-tunas-bahari": "pickup"} | more


def test_a_number_that_the_page_cut_is_told_in_the_cart(shop):
    here = world.a_shop(pieces=5)
    buyer = world.client()
    page = buyer.get(f"/produk/{here.product}").text
    assert "Dijadikan …: hanya itu yang masih ada." in page and 'name="cut" value="1" disabled' in page
    done(buyer.post("/keranjang", data={"variant": here.sku, "quantity": "5", "cut": "1"}))
    assert "dijadikan 5, hanya itu yang masih ada" in buyer.get("/keranjang").text
    done(buyer.post("/keranjang/jumlah", data={f"quantity-{here.sku}": "4"}))
    assert "dijadikan" not in buyer.get("/keranjang").text


@both
def test_money_that_was_not_found_is_the_first_thing_its_buyer_reads(shop):
    """On the order's page and where she pays, with the reason, until she has said it again."""
    here, buyer = world.a_shop(), world.client()
    path, _ = world.buys(buyer, here.sku)
    pay, claim = path.replace("?", "/bayar?"), {"claim": number_of(path)}
    treasurer, money = world.as_person(here.treasurer), f"/lapak/{here.slug}/uang"
    assert NOT_FOUND not in buyer.get(path).text
    done(buyer.post(pay, data=claim))
    refuse = re.search(r'action="([^"]+/belum)"', treasurer.get(money).text)[1]
    done(treasurer.post(refuse, data={"reason": "Tidak ada di mutasi."}))
    for page in (buyer.get(path).text, buyer.get(pay).text):
        main = page[page.index("<main") :]
        assert f"Tunas Bahari {NOT_FOUND}" in main and "Alasannya: Tidak ada di mutasi." in main
        assert main.index(NOT_FOUND) < main.index("<h1"), "before anything else"
    done(buyer.post(pay, data=claim))
    assert NOT_FOUND not in buyer.get(path).text + buyer.get(pay).text


def test_a_way_to_pay_that_another_delivery_has_is_not_called_missing(shop):
    here, buyer = world.a_shop(), world.client()
    write(lambda db: setattr(own_terms(db, here.group_id), "cash", True))
    done(buyer.post("/keranjang", data={"variant": here.sku, "quantity": "1"}))
    brought = {"delivery-tunas-bahari": "courier", "payment-tunas-bahari": "cash", **TO_GIRIAN}
    answer = buyer.post("/checkout", data=checkout_form(buyer, **brought))
    assert answer.status_code == 422 and "tidak untuk pengiriman yang dipilih" in answer.text
    answer = buyer.post("/checkout", data=checkout_form(buyer, **brought | {"payment-tunas-bahari": "card"}))
    assert "tidak tersedia di kelompok ini" in answer.text


def test_who_named_a_place_and_pressed_at_once_is_led_to_the_ways_there(shop):
    here, buyer = world.a_shop(), world.client()
    done(buyer.post("/keranjang", data={"variant": here.sku, "quantity": "1"}))
    form = checkout_form(buyer, payment="transfer", ways_to="", **TO_GIRIAN)
    answer = buyer.post("/checkout", data=form)
    assert answer.status_code == 422 and '<a href="#delivery-tunas-bahari">' in answer.text
    assert not re.search(r'<input[^>]*name="village"[^>]*aria-invalid', answer.text), "the place was right"


def test_the_first_refused_field_has_the_focus(shop):
    """Without a script too: the browser puts it there, and scrolls to it."""
    here, buyer = world.a_shop(), world.client()
    done(buyer.post("/keranjang", data={"variant": here.sku, "quantity": "1"}))
    form = checkout_form(buyer, payment="transfer", phone="12", name="R")
    page = buyer.post("/checkout", data=form).text
    assert len(re.findall(r"\sautofocus\b", page)) == 1
    assert re.search(r'<input[^>]*id="name"[^>]*\sautofocus', page)


def test_no_sentence_calls_a_group_a_group_before_its_name():
    """Most are called Kelompok something: "kelompok Kelompok Mawar" was read on pages and in chats."""
    twice = re.compile(r"\bkelompok %\((group|groups|name|other|helped|seller)\)s", re.IGNORECASE)
    with (FOLDER / "en.po").open("rb") as file:
        told = [each for part in read_po(file) for each in (part.id if isinstance(part.id, tuple) else (part.id,))]
    assert len(told) > 4_000 and not [each for each in told if twice.search(each)]


@both
def test_the_last_piece_of_a_group_ends_the_order_and_the_page_says_so(shop):
    here, buyer = world.a_shop(), world.client()
    path, _ = world.buys(buyer, here.sku, 3)
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}/pesanan/{number_of(path)}"
    keep = re.search(r'name="(keep-\d+)"', chair.get(desk).text)[1]
    done(chair.post(f"{desk}/kurangi", data={keep: "2", "reason": "satu rusak"}))
    assert "Isi pesanan dikurangi, tinggal 2." in chair.get(desk).text
    done(chair.post(f"{desk}/kurangi", data={keep: "0", "reason": "semuanya rusak"}))
    page = chair.get(desk).text
    assert the_parcel().state is State.CANCELLED
    assert "Pesanan dibatalkan." in page and "Isi pesanan dikurangi, tinggal" not in page


def test_who_goes_back_after_ordering_finds_the_order_and_not_an_empty_cart_alone(shop):
    here, buyer = world.a_shop(), world.client()
    path, _ = world.buys(buyer, here.sku)
    number = re.search(r"/pesanan/([^?]+)", path)[1]
    for page in ("/checkout", "/keranjang"):
        assert number in buyer.get(page).text, page
    assert "Pesanan di HP ini" not in world.client().get("/keranjang").text


@both
def test_work_beyond_a_page_is_on_the_next_one(shop):
    """Orders that wait for their buyers' money, older than all, take no place in it."""
    here = world.a_shop(pieces=3 * MOST_WORK)
    write(lambda db: setattr(own_terms(db, here.group_id), "cash", True))
    for _n in range(2):
        world.buys(world.client(), here.sku)
    with read() as db:
        assert to_do(db, here.group_id) == []
    for n in range(MOST_WORK + 1):
        path, _ = world.buys(world.client(), here.sku, payment="cash", phone=f"0812-7777-{n:04d}")
        assert path, n
    chair, orders = world.as_person(here.chair), f"/lapak/{here.slug}/pesanan"
    first, second = chair.get(orders).text, chair.get(f"{orders}?halaman=2").text
    newest = number_of(path)
    assert newest not in first and "halaman=2" in first and newest in second


@both
def test_what_only_waits_for_its_money_hides_no_work(shop, monkeypatch):
    """More claimed orders than a page has room for used to take all of it."""
    for module in (queries, today):
        monkeypatch.setattr(module, "MOST_WORK", 2)
    here = world.a_shop(pieces=20)
    write(lambda db: setattr(own_terms(db, here.group_id), "cash", True))
    for _n in range(3):
        buyer = world.client()
        path, _ = world.buys(buyer, here.sku)
        assert buyer.post(path.replace("?", "/bayar?"), data={"claim": number_of(path)}).status_code == 303
    cash = [number_of(world.buys(world.client(), here.sku, payment="cash")[0]) for _n in range(3)]
    page = world.as_person(here.chair).get(f"/lapak/{here.slug}").text
    work = page[page.index('id="kerja"') : page.index('id="kabar"')]
    assert [number in work for number in cash] == [True, True, False] and "Masih ada lagi" in work
    assert '<b class="figure">5+</b>' in page, "three claims, two orders, and more"


def test_an_account_is_told_by_its_last_digits_to_those_who_read_what_was_done(shop):
    assert "BRI ••••••7890" in act_word(Act(code="account_typed", params={"account": "BRI 1234567890"}))


def test_goods_are_counted_in_english_as_english_counts(shop):
    kept = current.set("en")
    try:
        assert [unit("botol", n) for n in (1, 28)] == ["bottle", "bottles"]
        assert unit("bungkus") == "pack" and unit("jeriken", 3) == "jeriken"
    finally:
        current.reset(kept)


QUANTITY_OF_MONEY = re.compile(r"Quantity[^\w-]*Rp")


def test_money_is_no_quantity_in_english(shop):
    """ "Jumlah" is either: beside a sum it was "Quantity Rp70.000"."""
    here, buyer = world.a_shop(), world.client()
    buyer.get("/bahasa/en")
    done(buyer.post("/keranjang", data={"variant": here.sku, "quantity": "1"}))
    pages = [buyer.get(page).text for page in ("/keranjang", "/checkout")]
    path, _ = world.buys(buyer, here.sku)
    pages += [buyer.get(page).text for page in (path, path.replace("?", "/bayar?"))]
    for page in pages:
        words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
        assert "Rp" in words and not QUANTITY_OF_MONEY.search(words)


def test_goods_stand_under_the_name_of_who_makes_them(shop):
    """Tailors' goods came "from the kitchen of" them: no sentence of all groups is of one trade."""
    here = world.a_shop()
    assert "Barang dari Tunas Bahari" in world.client().get(f"/kelompok/{here.slug}").text
    with (FOLDER / "en.po").open("rb") as source:
        said = [each.id for each in read_po(source, locale="en") if isinstance(each.id, str)]
    assert len(said) > 1000 and [each for each in said if re.search(r"\bdapur\b", each, re.IGNORECASE)] == []


def test_a_picture_is_told_in_its_own_words_else_by_its_product(shop):
    here = world.a_shop()

    def work(db) -> None:
        product = product_by_slug(db, here.product)
        product.add_photos([KeptPhoto("satu", 900, 1200)], "Ikan dijepit bambu")
        product.add_photos([KeptPhoto("dua", 900, 1200)], "")

    write(work)
    page = world.client().get(f"/produk/{here.product}").text
    gallery = page[page.index('class="gallery"') : page.index('action="/keranjang"')]
    assert re.findall(r'alt="([^"]*)"', gallery) == ["Ikan dijepit bambu", "Cakalang fufu"]
