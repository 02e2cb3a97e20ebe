"""Bad input, and what it gets: a clear sentence, and nothing lost."""

import io
import re
import zlib
from datetime import timedelta

import pytest
import sqlalchemy as sa
from PIL import Image

from market.catalog.product import product_by_slug
from market.inventory.lot import Lot
from market.inventory.receiving import receive
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refusals
from market.orders.books.recount import recount
from market.orders.order import Order
from market.pages.said_why import Reasoned
from market.pages.workspace.drawer.forms import MovedForm
from market.pages.workspace.forms import GrantRefund, Sending
from market.people.access import CLOCK
from market.people.group import Group, group_by_slug
from market.people.membership import find_membership
from market.people.suggested import suggested
from market.web.binding import bind
from tests import world
from tests.conftest import both, wide


def sound() -> None:
    with read() as db:
        assert recount(db) == []


@both
@pytest.mark.parametrize(
    "quantity,sentence",
    [("0", "Paling sedikit 1"), ("-1", "Paling sedikit 1"), ("1e9", "“1e9” belum bisa kami baca"),
        ("1000000000", "Paling banyak"),
     ("abc", "“abc” belum bisa kami baca"), ("11", "inggal 10"),
     ("1.000", "pesanan besar"), ("1.0", "“1.0” belum bisa kami baca"),
     ("1.00.0", "“1.00.0” belum bisa kami baca"), ("1.5", "“1.5” belum bisa kami baca"), ("", "")],
)  # fmt: skip
def test_a_quantity_nobody_can_mean(shop, quantity, sentence):
    here = world.a_shop(pieces=10)
    answer = world.client().post(
        "/keranjang", data={"variant": here.sku, "quantity": quantity, "product": here.product}
    )
    if not sentence:
        assert answer.status_code == 303, "an empty field means one"
    else:
        assert answer.status_code == 422
        assert sentence in answer.text and "Cakalang fufu" in answer.text, "the product's page again"
    sound()


@pytest.mark.parametrize("quantity", ["-1", "abc", "1e9", "99999999999999999999"])
def test_a_quantity_nobody_can_mean_on_the_cart_page(shop, quantity):
    here = world.a_shop()
    browser = world.client()
    browser.post("/keranjang", data={"variant": here.sku, "quantity": 2})
    answer = browser.post("/keranjang/jumlah", data={f"quantity-{here.sku}": quantity})
    assert answer.status_code == 422
    assert 'name="quantity-' in answer.text
    assert browser.post("/keranjang/jumlah", data={f"quantity-{here.sku}": "0"}).status_code == 303
    assert "Keranjang masih kosong" in browser.get("/keranjang").text
    sound()


def test_a_name_that_is_too_long_or_too_short_is_told_in_letters(shop):
    here = world.a_shop()
    browser = world.client()
    browser.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    form = {"name": "N" * 300, "phone": "081234567890", "token": "long-name", "payment": "cash"}
    assert "Terlalu panjang: paling banyak 80 huruf" in browser.post("/checkout", data=form).text
    assert "paling sedikit 2 huruf" in browser.post("/checkout", data=form | {"name": "N"}).text


@both
def test_a_lot_that_expires_between_cart_and_checkout(shop):
    """Midnight in the group's zone, with pieces held on the lot: the cart keeps its words, the order is refused."""
    here = world.a_shop(pieces=0, shelf=3)
    write(lambda db: receive(db, Group.get(db, here.group_id), here.sku, 4, by=CLOCK) and None)
    browser = world.client()
    assert browser.post("/keranjang", data={"variant": here.sku, "quantity": 2}).status_code == 303
    yesterday = now().date() - timedelta(days=3)
    write(lambda db: db.execute(sa.update(table(Lot)).values(produced_on=yesterday, best_before=yesterday)) and None)
    form = {
        "name": "Ratna",
        "phone": "081234567890",
        "token": "midnight-1",
        "delivery-tunas-bahari": "pickup",
        "payment": "cash",
        "note": "Titip pagar",
    }
    answer = browser.post("/checkout", data=form)
    assert answer.status_code == 422 and "baru saja habis" in answer.text
    assert "Titip pagar" in answer.text
    with read() as db:
        assert db.execute(sa.select(sa.func.count()).select_from(table(Order))).scalar_one() == 0
    sound()


def test_a_cart_that_wants_a_whole_shop(shop):
    here = world.a_shop(pieces=5000)
    browser = world.client()
    assert browser.post("/keranjang", data={"variant": here.sku, "quantity": 100}).status_code == 303
    answer = browser.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    assert answer.status_code == 422 and "pesanan besar" in answer.text
    for quantity in (100, 50):
        for _ in range(60):
            world.client().post("/keranjang", data={"variant": here.sku, "quantity": quantity})
    with read() as db:
        held = db.execute(sa.select(sa.func.sum(table(Lot).c.held)).where(table(Lot).c.on_hand > 0)).scalar_one()
    assert 0 < held <= 2500, "one address holds half at most"
    sound()


def bomb() -> bytes:
    """A small PNG that unpacks to 400 megapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = (20_000).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"
    body = zlib.compress(bytes(20_001) * 500, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PRODUCT = {
    "name": "Abon pedas",
    "category": "abon-sambal",
    "price": "35.000",
    "unit": "bungkus",
    "weight_g": "200",
    "quantity": "3",
}


@pytest.mark.parametrize(
    "name,data,sentence",
    [("bom.png", bomb(), "terlalu besar"), ("teks.jpg", b"bukan foto", "bukan foto"),
        ("skrip.svg", SCRIPT, "bukan foto"),
     ("skrip.jpg", SCRIPT, "bukan foto"), ("kosong.jpg", b"", "bukan foto")],
)  # fmt: skip
def test_pictures_that_are_none(shop, name, data, sentence):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    answer = chair.post(f"/lapak/{here.slug}/produk/baru", data=PRODUCT, files={"photos": (name, data)})
    assert answer.status_code == 422, answer.text[:300]
    assert sentence in answer.text and 'value="Abon pedas"' in answer.text


def test_an_upload_of_thirty_megabytes(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    answer = chair.post(
        f"/lapak/{here.slug}/produk/baru", data=PRODUCT, files={"photos": ("besar.jpg", b"x" * 30_000_000)}
    )
    assert answer.status_code == 413 and "25 MB" in answer.text


def test_a_refused_form_keeps_the_photo(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    picture = io.BytesIO()
    Image.new("RGB", (900, 600), "#c96").save(picture, "PNG")
    first = chair.post(
        f"/lapak/{here.slug}/produk/baru",
        data=PRODUCT | {"price": "35.00"},
        files={"photos": ("a.png", picture.getvalue())},
    )
    assert first.status_code == 422
    staged = re.search(r'name="staged" value="([^"]+)"', first.text)[1]
    again = chair.post(f"/lapak/{here.slug}/produk/baru", data=PRODUCT | {"staged": staged})
    assert again.status_code == 303, again.text
    page = world.client().get("/produk/abon-pedas").text
    assert staged.split(".")[0] in page
    assert world.client().get(f"/media/{staged.split('.')[0]}-800.webp").content[8:12] == b"WEBP"


@pytest.mark.parametrize("price", ["25.00", "2.5.000", "25,50", "gratis", "0", "-5", "150", "9999999999999"])
def test_prices_that_are_none(shop, price):
    here = world.a_shop()
    answer = world.as_person(here.chair).post(f"/lapak/{here.slug}/produk/baru", data=PRODUCT | {"price": price})
    assert answer.status_code == 422 and f'value="{price}"' in answer.text


@both
def test_two_people_edit_one_product(shop):
    here = world.a_shop()
    chair, helper = world.as_person(here.chair), world.as_person(here.facilitator)
    page = f"/lapak/{here.slug}/produk/{here.product}"
    version = re.search(r'name="version" value="(\d+)"', chair.get(page).text)[1]
    form = {"version": version, "category": "ikan-asap", "description": "Baru"}
    assert chair.post(page, data=form | {"name": "Cakalang fufu istimewa"}).status_code == 303
    slower = helper.post(page, data=form | {"name": "Cakalang fufu biasa"})
    assert slower.status_code == 409 and "diubah orang lain" in slower.text
    assert "Cakalang fufu biasa" in slower.text, "what they typed is not lost"


@both
def test_a_member_removed_while_signed_in(shop):
    here = world.a_shop()
    member = world.as_person(here.member)
    assert member.get(f"/lapak/{here.slug}").status_code == 200
    write(lambda db: find_membership(db, here.group_id, here.member).end(CLOCK))
    assert member.get(f"/lapak/{here.slug}").status_code == 404
    assert member.post(f"/lapak/{here.slug}/stok", data={"variant": here.sku, "quantity": "1"}).status_code == 404


@both
def test_a_group_suspended_with_open_orders(shop):
    here = world.a_shop()
    buyer = world.client()
    path, _ = world.buys(buyer, here.sku, 1, payment="cash")
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    waiting = world.client()
    waiting.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    officer = world.as_person(here.officer)
    assert officer.post(f"/dinas/kelompok/{here.slug}/tutup", data={"note": "Izin sedang diperiksa"}).status_code == 303
    assert world.client().get(f"/produk/{here.product}").status_code == 404
    assert world.client().get(f"/kelompok/{here.slug}").status_code == 404
    assert "tidak dijual lagi" in waiting.get("/keranjang").text
    chair = world.as_person(here.chair)
    assert "ditutup sementara" in chair.get(f"/lapak/{here.slug}").text
    for page in (officer.get(f"/dinas/kelompok/{here.slug}").text, chair.get(f"/lapak/{here.slug}").text):
        assert "Belum dicek" not in page, "it is closed, whatever it was before"
    assert chair.post(f"/lapak/{here.slug}/pesanan/{number}/siapkan").status_code == 303, "open orders are still served"
    assert buyer.get(path).status_code == 200


@both
def test_a_product_withdrawn_while_in_carts(shop):
    here = world.a_shop()
    browser = world.client()
    browser.post("/keranjang", data={"variant": here.sku, "quantity": 2})
    browser.post("/keranjang", data={"variant": here.other_sku, "quantity": 1})
    write(lambda db: product_by_slug(db, here.product).withdraw(CLOCK))
    page = browser.get("/keranjang").text
    assert "tidak dijual lagi" in page and "Amplang" in page
    form = {
        "name": "Ratna",
        "phone": "081234567890",
        "token": "withdrawn-1",
        "delivery-mama-kuala": "pickup",
        "payment": "cash",
    }
    shown = browser.post("/checkout", data=form | {f"price-{here.sku}": "25000"})
    assert shown.status_code == 422 and "tidak dijual lagi" in shown.text
    assert browser.post("/checkout", data=form).status_code == 303
    sound()


def test_checkout_of_an_empty_cart(shop):
    world.a_shop()
    form = {"name": "Ratna", "phone": "081234567890", "token": "empty-cart", "payment": "cash"}
    answer = world.client().post("/checkout", data=form)
    assert answer.status_code == 422 and "Keranjang masih kosong" in answer.text


@pytest.mark.parametrize("village", ["99.99.99.9999", "71.72.01.9999", "tidak ada kampung begini"])
def test_a_village_that_does_not_exist(shop, village):
    here = world.a_shop()
    browser = world.client()
    browser.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    form = {
        "name": "Ratna",
        "phone": "081234567890",
        "token": "village-1",
        "payment": "transfer",
        "delivery-tunas-bahari": "courier",
        "village": village,
        "address": "Jl. 1",
    }
    answer = browser.post("/checkout", data=form)
    assert answer.status_code == 422 and "Kelurahan" in answer.text
    assert 'value="Ratna"' in answer.text


@wide
@pytest.mark.parametrize(("typed", "offered"), [
    ("71.72", "Girian, Kota Bitung"), ("Manado", "Malalayang, Kota Manado"), ("71.72.06", "Girian Bawah, Girian"),
    ("kota bandung", "Coblong, Kota Bandung"), ("Bandung", "Kabupaten Bandung, Jawa Barat"),
])  # fmt: skip
def test_a_city_is_asked_for_its_kecamatan_first(shop, typed, offered):
    here = world.a_shop()
    browser = world.client()
    browser.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    form = {"name": "Ratna", "phone": "081234567890", "token": "village-2", "payment": "transfer", "village": typed}
    for path in ("/checkout", "/checkout/tempat"):
        answer = browser.post(path, data=form)
        assert (
            offered in answer.text
            and "checked" not in re.search(r'<fieldset class="field" id="village">.*?</fieldset>', answer.text, re.S)[0]
        )


def test_no_place_is_offered_for_none(shop):
    here = world.a_shop()
    browser = world.client()
    browser.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    assert 'type="radio" name="village"' not in browser.get("/checkout").text
    assert not suggested("") and not suggested(" , ")


@both
def test_who_types_a_place_and_presses_at_once_is_asked_how_it_comes(shop):
    """The page offered only to fetch it: a street in another city was placed as a pick-up."""
    here = world.a_shop()
    browser = world.client()
    browser.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    form = {
        "name": "Ratna", "phone": "081234567890", "token": "village-3", "payment": "transfer",
        "address": "Jalan Piere 1",
        f"delivery-{here.slug}": "pickup", "ways_to": "", "village": "madidir ure",
    }  # fmt: skip
    asked = browser.post("/checkout", data=form)
    assert asked.status_code == 422 and "Cara mengirim ke tempat ini" in asked.text
    ticked = re.findall(r'<input[^>]*name="delivery-[^>]*>', asked.text)
    assert any("checked" in each for each in ticked) and not any(
        "checked" in e for e in ticked if 'value="pickup"' in e
    )
    again = form | {"ways_to": "71.72.02.1003", "village": "71.72.02.1003"}
    assert browser.post("/checkout", data=again).status_code == 303, "who still fetches it says so"


@pytest.mark.parametrize(
    "phone,stored", [("0812-3456 7890", "+6281234567890"), ("+6281234567890", "+6281234567890"),
        ("62812 3456 7890", "+6281234567890"),
                     ("(0812) 34567890", "+6281234567890"), ("021-5551234", None), ("garbage", None), ("08", None),
                     ("", None), ("0812" * 9, None)],
)  # fmt: skip
def test_phones_however_typed(shop, phone, stored):
    here = world.a_shop()
    browser = world.client()
    _path, answer = world.buys(browser, here.sku, 1, phone=phone)
    if stored is None:
        assert answer.status_code == 422 and 'id="phone-salah"' in answer.text
    else:
        with read() as db:
            assert db.execute(sa.select(table(Order).c.phone)).scalar_one() == stored


def test_a_wrong_pin_ten_times(shop):
    here = world.a_shop()
    phone = world.as_device(here.device)
    with read() as db:
        members = [find_membership(db, here.group_id, key).key for key in (here.chair, here.treasurer, here.member)]
    codes = [
        phone.post(f"/lapak/{here.slug}/siapa", data={"member": members[n % 3], "pin": "9999"}).status_code
        for n in range(12)
    ]
    assert codes[:10] == [422] * 10 and codes[10:] == [429, 429]
    right = phone.post(f"/lapak/{here.slug}/siapa", data={"member": members[0], "pin": world.PIN})
    assert right.status_code == 429 and "Terlalu sering" in right.text


def sheet(rows: list[list[object]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEAD = ["nama", "jenis", "ketua", "hp", "kelurahan"]
GOOD = ["Sinar Laut", "kelompok", "Yolanda", "0813-5550-0001", "Madidir Ure, Madidir, Bitung"]


@pytest.mark.parametrize(
    "rows,status,sentence",
    [([["a", "b"], ["1", "2"]], 422, "Kolom yang belum ada"), ([HEAD] + [GOOD] * 5000, 422, "5.000 baris"),
        ([HEAD], 422, "Belum ada baris"),
     ([HEAD, ["=1+1", "", "=HYPERLINK(1)", "x", "y"]], 200, "perlu diperbaiki"), ([HEAD, GOOD], 200, "kelompok baru")],
)  # fmt: skip
def test_spreadsheets(shop, rows, status, sentence):
    here = world.a_shop()
    officer = world.as_person(here.officer)
    answer = officer.post("/dinas/kelompok/impor", files={"file": ("kelompok.xlsx", sheet(rows))})
    assert answer.status_code == status and sentence in answer.text
    with read() as db:
        assert db.execute(sa.select(sa.func.count()).select_from(table(Group))).scalar_one() == 2, (
            "nothing is written by a preview"
        )


def test_importing_groups_and_taking_one_over(shop):
    here = world.a_shop()
    officer = world.as_person(here.officer)
    rows = [HEAD, GOOD, ["Jauh Sekali", "", "Budi", "081355500002", "Way Muli, Rajabasa, Lampung Selatan"], GOOD]
    preview = officer.post("/dinas/kelompok/impor", files={"file": ("a.xlsx", sheet(rows))}).text
    assert "1 baris siap, 2 perlu diperbaiki" in preview
    import html

    data = html.unescape(re.search(r'name="data" value="([^"]+)"', preview)[1])
    made = officer.post("/dinas/kelompok/impor", data={"data": data, "write": "1"}).text
    token = re.search(r"klaim%2F([\w-]+)", made)[1]
    with read() as db:
        assert group_by_slug(db, "sinar-laut").name == "Sinar Laut"
    stranger = world.client()
    page = stranger.get(f"/klaim/{token}")
    assert page.status_code == 200 and "0813-xxxx-0001" in page.text
    answer = stranger.post(f"/klaim/{token}", data={"name": "Yolanda", "password": "ikan asap enak", "terms": "1"})
    assert answer.status_code == 303 and stranger.get("/lapak/sinar-laut").status_code == 200
    assert world.client().get(f"/klaim/{token}").status_code == 422, "once"
    again = officer.post("/dinas/kelompok/impor", files={"file": ("a.xlsx", sheet(rows))}).text
    assert "0 baris siap" in again, "the same file twice changes nothing"


def test_a_price_that_rose_is_shown_and_asked_about(shop):
    here = world.a_shop(price=25_000)
    browser = world.client()
    browser.post("/keranjang", data={"variant": here.sku, "quantity": 1})

    def raise_it(db):
        product = product_by_slug(db, here.product)
        product.variants[0].price = 30_000
        product.touched()

    write(raise_it)
    form = {
        "name": "Ratna",
        "phone": "081234567890",
        "token": "price-rose",
        "delivery-tunas-bahari": "pickup",
        "payment": "cash",
        f"price-{here.sku}": "25000",
    }
    answer = browser.post("/checkout", data=form)
    assert answer.status_code == 422 and "Rp25.000 menjadi Rp30.000" in answer.text
    shown = re.search(rf'name="price-{here.sku}" value="(\d+)"', answer.text)[1]
    assert shown == "30000"
    assert browser.post("/checkout", data=form | {f"price-{here.sku}": shown}).status_code == 303


@wide
@pytest.mark.parametrize(
    "staged",
    ["../../x", "../../x.1.1", "../../../etc/passwd.1.1", "name.\u00b2.1", "name.1.\u00b2", "name.1.1", "name.1", "..",
        ".", "a/b.1.1",
     "x" * 5000 + ".1.1", "\u00e9.1.1", "name." + "9" * 30 + ".1", "../x." + "0" * 64, "a." + "\u00b2" * 64],
)  # fmt: skip
def test_a_staged_file_that_we_never_kept(shop, staged):
    """What a form says it has sent before is looked for by our own names alone."""
    here = world.a_shop()
    chair = world.as_person(here.chair)
    made = chair.post(f"/lapak/{here.slug}/produk/baru", data=PRODUCT | {"staged": staged})
    assert made.status_code in (303, 422)
    more = chair.post(f"/lapak/{here.slug}/produk/{here.product}/foto", data={"staged": staged})
    assert more.status_code in (303, 422)
    buyer = world.client()
    path, _ = world.buys(buyer, here.sku, 1)
    number, _, key = path.rpartition("/")[2].partition("?")
    claim = buyer.post(f"/pesanan/{number}/bayar?{key}", data={"claim": f"{number}-1", "staged": staged})
    assert claim.status_code in (303, 422)
    assert "/media/" not in world.client().get(f"/produk/{here.product}").text


@both
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-31", "\u00b2\u00b2\u00b2\u00b2-01-01"])
def test_a_day_beyond_every_calendar(shop, day):
    here = world.a_shop(shelf=3)
    chair = world.as_person(here.chair)
    for field in ("produced_on", "best_before"):
        answer = chair.post(f"/lapak/{here.slug}/stok", data={"variant": here.sku, "quantity": "1", field: day})
        assert answer.status_code == 422 and "anggal" in answer.text, field
    sound()


@both
@pytest.mark.parametrize(
    "data", ["[" * 51_000, "[[[", '{"a":' * 20_000, "[[1]]", '[["\\ud800"]]', '[["\\u0000"]]', "1", "null", ""]
)
def test_rows_of_a_preview_that_are_none(shop, data):
    here = world.a_shop()
    answer = world.as_person(here.officer).post("/dinas/kelompok/impor", data={"data": data, "write": "1"})
    assert answer.status_code == 422, data[:20]


@both
def test_filters_that_nobody_can_mean(shop):
    here = world.a_shop()
    for asked in (
        "wilayah=" + "x" * 51_000,
        "wilayah=%25",
        "wilayah=_",
        "dari=%C2%B2",
        "sampai=" + "9" * 30,
        "halaman=" + "9" * 19,
        "halaman=-1",
    ):
        for page in ("/produk", "/kelompok"):
            answer = world.client().get(f"{page}?{asked}")
            assert answer.status_code == 200 and "Tunas Bahari" in answer.text, (page, asked[:30])
    assert "Tunas Bahari" not in world.client().get("/kelompok?wilayah=18.01").text
    assert here.slug in world.client().get("/kelompok?wilayah=71.72").text


@pytest.mark.parametrize("form,field", [(Reasoned, "reason"), (GrantRefund, "reason"), (MovedForm, "why")])
def test_signs_alone_are_no_reason(form, field):
    """Three smileys gave a refund its reason: its buyer reads it."""
    with pytest.raises(Refusals) as refused:
        bind(form, {field: ["🙂🙂🙂"], "amount": ["10.000"], "token": ["token-123"], "way": ["in"]})
    assert [(each.code, each.field) for each in refused.value.refusals] == [("reason_needed", field)]


@pytest.mark.parametrize(
    "typed,code",
    [("JNE-" + "9" * 27, "text_too_long"), ("JNE-9", "text_too_short"), ("JNE/0123", "text_unclear")],
)
def test_a_tracking_number_hears_what_is_wrong_with_it(typed, code):
    """One of forty signs was told that a letter in it cannot be used."""
    with pytest.raises(Refusals) as refused:
        bind(Sending, {"tracking": [typed]})
    assert [(each.code, each.field) for each in refused.value.refusals] == [(code, "tracking")]
    assert bind(Sending, {"tracking": [" "]}).tracking == "" and bind(Sending, {"tracking": ["jne 012345"]}).tracking
