"""A form is done once, however often its button is pressed: one after the other, and at once."""

import json
import re
from datetime import timedelta
from threading import Barrier, Thread
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
import time_machine

from market.inventory.lot import Lot
from market.inventory.movement import StockMovement
from market.kernel.clock import now
from market.kernel.db import database, read, write
from market.kernel.press import KEPT, Press, Spent, prune_presses
from market.orders.placing.quote import Offer, make_quote
from market.people.group import Group
from market.people.invitation import Invitation
from market.people.membership import find_membership
from market.tables import metadata
from market.web.compiled import TEMPLATES
from market.web.press_field import with_tokens
from market.web.pressing import _where, led_to
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
def test_what_was_counted_thrown_away_or_came_is_said_with_its_number(shop):
    here = world.a_shop(pieces=15)
    chair, home = world.as_person(here.chair), f"/lapak/{here.slug}"
    for page, form, told in (
        ("stok/1", {"act": "spoiled", "quantity": "1"}, "Dicatat dibuang: 1, sisa 14."),
        ("stok/1", {"act": "counted", "quantity": "1.000", "sure": "1"}, "Hitungan tersimpan: sekarang ada 1.000."),
        ("stok/1", {"act": "counted", "quantity": "0"}, "Hitungan tersimpan: sekarang ada 0."),
        ("stok/1", {"act": "set_aside"}, "Ditahan: tidak dijual sampai diperiksa."),
        ("stok/1", {"act": "reopen"}, "Dijual lagi."),
    ):
        assert chair.post(f"{home}/{page}", data=form).status_code == 303
        assert told in chair.get(f"{home}/{page}").text
    assert "menghitung ulang kode" in (seen := chair.get(f"{home}/stok/1").text) and ": 1.000<" in seen
    assert chair.post(f"{home}/stok/1", data={"act": "spoiled", "quantity": "0"}).status_code == 422
    cost = {"day": f"{now():%d/%m/%Y}", "what": "Garam", "amount": "15rb"}
    led = chair.post(f"{home}/uang/bagi-hasil/biaya", data=cost).headers["location"]
    assert "Biaya Rp15.000 dicatat." in chair.get(led).text
    for page, form, told in (
        ("tutup/awal", {"float_amount": "50rb"}, "uang awal di laci Rp50.000."),
        ("tutup/laci", {"way": "out", "amount": "15.000,-", "why": "beli es"}, "Rp15.000 diambil dari laci."),
        ("tutup/laci", {"way": "in", "amount": "Rp 5.000", "why": "receh"}, "Rp5.000 ditaruh di laci."),
        ("aturan", {"discount_percent": "12 %"}, "potongan paling banyak 12%."),
    ):
        assert told in chair.get(chair.post(f"{home}/kasir/{page}", data=form).headers["location"]).text


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


def stock(here, chair):
    return f"/lapak/{here.slug}", "/stok", {"variant": here.sku, "quantity": "30"}


def sale(here, chair):
    return f"/lapak/{here.slug}", "/stok/terjual", {"variant": here.sku, "quantity": "2"}


def cost(here, chair):
    sent = {"day": str(now().date()), "what": "Kayu bakar", "amount": "10rb"}
    return f"/lapak/{here.slug}/uang/bagi-hasil", "/biaya", sent


def offer(here, chair):
    day = str((now() + timedelta(days=9)).date())
    sent = {
        "office": "Dinas", "contact": "Ibu Ani", "phone": "0812 0009 9999", "deliver_on": day, "valid_until": day,
        f"quantity-{here.sku}": "10",
    }  # fmt: skip
    return f"/lapak/{here.slug}/penawaran", "", sent


def part_payment(here, chair):
    """Of a transfer that asks for more: Rp10.000 came in."""
    _path, answer = world.buys(world.client(), here.sku, 2)
    number = answer.headers["location"].partition("?")[0].rpartition("/")[2]
    return f"/lapak/{here.slug}/pesanan/{number}-1", f"/lapak/{here.slug}/uang/masuk/{number}-1", {"came": "10.000"}


def cancelling(here, chair):
    _path, answer = world.buys(world.client(), here.sku, 2)
    number = answer.headers["location"].partition("?")[0].rpartition("/")[2]
    return f"/lapak/{here.slug}/pesanan/{number}-1", "/batal", {"reason": "ikannya habis"}


ACTS = (stock, sale, cost, offer, part_payment, cancelling)
COUNTED_APART = {"attempt", "press"}


def rows() -> dict[str, list[str]]:
    with read() as db:
        return {
            each.name: sorted(str(tuple(row)) for row in db.execute(sa.select(each)))
            for each in metadata.sorted_tables
            if each.name not in COUNTED_APART
        }


def sent_by(act, here) -> tuple[list, str, dict[str, str]]:
    """Browsers of one login, as many as two thumbs may open; where they press, and what."""
    browsers = [world.as_person(here.treasurer if act is part_payment else here.chair)]
    page, path, sent = act(here, browsers[0])
    token = token_of(browsers[0], page)
    browsers += [world.client() for _ in range(3)]
    for other in browsers[1:]:
        other.cookies.update(browsers[0].cookies)
    return browsers, path if path.startswith("/lapak") else page + path, sent | {"press": token}


@both
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_money_and_stock_pressed_at_once_and_once_more(shop, act):
    """All arrive together: one is done, the others wait for it and go where it went; so does one that comes later."""
    here = world.a_shop(pieces=20)
    browsers, path, sent = sent_by(act, here)
    gate, answers = Barrier(len(browsers)), []

    def press(browser) -> None:
        gate.wait()
        answers.append(browser.post(path, data=sent))

    threads = [Thread(target=press, args=(each,)) for each in browsers]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert len(answers) == len(browsers)
    assert len({(a.status_code, a.headers.get("location")) for a in answers}) == 1 and answers[0].status_code == 303
    assert count(Press) == 1
    once = rows()
    assert browsers[0].post(path, data=sent).headers["location"] == answers[0].headers["location"]
    assert rows() == once


@both
def test_a_press_at_once_is_done_once_not_none(shop):
    here = world.a_shop(pieces=15)
    before = there(here.sku)
    browsers, path, sent = sent_by(stock, here)
    threads = [Thread(target=each.post, args=(path,), kwargs={"data": sent}) for each in browsers]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert there(here.sku) == before + 30 and count(StockMovement, StockMovement.quantity == 30) == 1


@both
def test_a_page_that_everybody_sees_alike_counts_a_like_post_once_in_ten_seconds(shop):
    here = world.a_shop(pieces=50)
    buyer, shown = world.client(), f"/produk/{here.product}"
    assert pressed(buyer.get(shown).text) == pressed(world.client().get(shown).text) == "same"
    sent = {"variant": here.sku, "quantity": "2", "product": here.product, "press": "same"}
    with time_machine.travel(now(), tick=False) as clock:
        assert buyer.post("/keranjang", data=sent).status_code == 303, "who had no cart gets one"
        other = world.client()
        assert other.post("/keranjang", data=sent).status_code == 303
        assert other.cookies["isi"] == "2", "a stranger beside her, at the same moment, has a cart of her own"
        first, second = (buyer.post("/keranjang", data=sent) for _ in range(2))
        assert first.headers["location"] == second.headers["location"] == "/keranjang"
        assert buyer.cookies["isi"] == "2", "an echo adds nothing, of the first press of all neither"
        assert buyer.post("/keranjang", data=sent | {"quantity": "3"}).status_code == 303
        assert buyer.cookies["isi"] == "5", "another number is another press"
        clock.shift(timedelta(seconds=11))
        assert buyer.post("/keranjang", data=sent).status_code == 303
        assert buyer.cookies["isi"] == "7"
    buyer.post("/keranjang", data={"variant": here.sku, "quantity": "1"})
    buyer.post("/keranjang", data={"variant": here.sku, "quantity": "1"})
    assert buyer.cookies["isi"] == "9", "a script is served as often as it asks"


@both
def test_where_the_first_answer_was_lost_the_page_of_the_form_comes(shop):
    """The process died between the commit and the answer."""
    here = world.a_shop()
    chair, home = world.as_person(here.chair), f"/lapak/{here.slug}"
    sent = {"variant": here.sku, "quantity": "30", "press": token_of(chair, home)}
    chair.post(f"{home}/stok", data=sent)
    before = there(here.sku)
    long_ago = now() - timedelta(minutes=1)
    write(lambda db: db.execute(sa.update(Press).values(location=None, at=long_ago)) and None)
    again = chair.post(f"{home}/stok", data=sent)
    assert (again.status_code, again.headers["location"]) == (303, home) and there(here.sku) == before
    assert "Sudah dilakukan tadi" in chair.get(home).text


@both
def test_presses_are_swept_after_two_days(shop):
    here = world.a_shop()
    chair, home = world.as_person(here.chair), f"/lapak/{here.slug}"
    chair.post(f"{home}/stok", data={"variant": here.sku, "quantity": "3", "press": token_of(chair, home)})
    assert write(prune_presses) == 0
    with time_machine.travel(now() + KEPT + timedelta(minutes=1), tick=False):
        assert write(prune_presses) == 1 and write(prune_presses) == 0


def test_every_form_of_a_template_carries_a_token():
    """The page's own tags, with what Jinja writes into their attributes."""
    sent = 0
    for file in TEMPLATES.rglob("*.html"):
        text = with_tokens(file.read_text("utf-8"))
        posts = re.findall(r'<form[^<]*?method="post"', text)
        assert len(posts) == text.count("{{ press_token() }}") + text.count('value="same"'), file.name
        sent += len(posts)
    assert sent > 140


def test_a_press_adds_one_statement_to_the_cart(shop):
    here, counted = world.a_shop(pieces=50), []
    buyer = world.client()
    sent = {"variant": here.sku, "quantity": "1"}
    buyer.post("/keranjang", data=sent)
    sa.event.listen(database().writer, "before_cursor_execute", lambda *a: counted.append(a[2]))
    buyer.post("/keranjang", data=sent)
    without = len(counted)
    buyer.post("/keranjang", data=sent | {"press": "same"})
    assert len(counted) - without == without + 1, counted[without:]


@both
def test_what_broke_after_it_was_done_is_not_done_again_and_no_bookkeeping_costs_an_answer(shop, monkeypatch):
    here = world.a_shop()
    chair, home = world.as_person(here.chair), f"/lapak/{here.slug}"
    before, sent = there(here.sku), {"variant": here.sku, "quantity": "3", "press": token_of(chair, home)}
    with monkeypatch.context() as broken:
        broken.setattr("market.pages.workspace.goods_came.redirect", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            chair.post(f"{home}/stok", data=sent)
    monkeypatch.setattr("market.web.pressing.WAITS", 0)
    assert chair.post(f"{home}/stok", data=sent).status_code == 303
    assert there(here.sku) == before + 3 and count(Press) == 1, "an answer was lost, and nothing is done twice"
    with monkeypatch.context() as busy:
        busy.setattr("market.web.pressing.write_apart", lambda work: 1 / 0)
        assert chair.post(f"{home}/stok", data=sent | {"press": token_of(chair, home)}).status_code == 303
    assert there(here.sku) == before + 6


def test_no_key_is_kept_of_where_a_press_led():
    """The auditor's is kept as a digest alone; who presses again has it in the address of the form."""
    for address, kept in (
        (b"/bazar/x/periksa?kunci=abc", "/bazar/x/periksa?kunci="),
        (b"/lapak/x/uang", "/lapak/x/uang"),
    ):
        assert _where({"headers": [(b"location", address)]})[0] == kept
    spent = Spent("", "", "", "/bazar/x/periksa?kunci=", "", now())
    assert led_to(spent, "/bazar/x/periksa?kunci=abc").headers["location"] == "/bazar/x/periksa?kunci=abc"


@both
def test_who_hands_the_phone_on_and_presses_again_is_led_where_the_first_press_led(shop):
    """Where a press led is kept also when it ended what let her in."""
    here = world.a_shop()
    phone, home = world.as_device(here.device), f"/lapak/{here.slug}"
    with read() as db:
        member = find_membership(db, here.group_id, here.chair).key
    assert phone.post(f"{home}/siapa", data={"member": member, "pin": world.PIN}).status_code == 303
    token = token_of(phone, f"{home}/siapa")
    assert [phone.post(f"{home}/siapa/selesai", data={"press": token}).headers["location"] for _ in range(2)] == [
        home
    ] * 2


@both
def test_what_was_taken_out_of_the_cart_is_put_in_again_within_ten_seconds(shop):
    here = world.a_shop(pieces=50)
    buyer, sent = world.client(), {"variant": here.sku, "quantity": "2", "product": here.product, "press": "same"}
    for _ in range(3):
        buyer.post("/keranjang", data=sent)
    assert buyer.cookies["isi"] == "2", "one of three counts, the first too, which had no cart yet"
    buyer.post("/keranjang/jumlah", data={"remove": here.sku})
    buyer.post("/keranjang", data=sent)
    assert here.product in buyer.get("/keranjang").text and buyer.cookies["isi"] == "2"


def press_again(browser, path: str, form: dict[str, str], words: str) -> str:
    """The second press leads on, says how a new secret is made, and shows none; where it led."""
    answer = browser.post(path, data=form)
    assert answer.status_code == 303
    leads = answer.headers["location"].partition("#")[0]
    assert words in browser.get(leads).text
    return leads


@both
def test_a_code_that_is_shown_once_is_made_anew_after_a_second_press(shop):
    here = world.a_shop()
    chair, page = world.as_person(here.chair), f"/lapak/{here.slug}/anggota"
    form = {"name": "Ibu Ani", "phone": "081377770001", "press": token_of(chair, page)}
    first = chair.post(page, data=form)
    code = re.search(r"Kode undangan untuk Ibu Ani: (\S+?)<", first.text)[1]
    assert press_again(chair, page, form, "tekan “Beri kode baru”") == page
    assert code not in chair.get(page).text and count(Invitation) == 1
    new = re.search(rf"{page}/undangan/\d+/kode", chair.get(page).text)[0]
    assert re.search(r"Kode undangan untuk Ibu Ani: \S+", chair.post(new).text), "by the button that it names"
    other = world.as_person(here.facilitator).post(page, data=form | {"name": "Ibu Bea", "phone": "081377770002"})
    assert other.status_code == 200 and "Ibu Bea" in other.text, "the token of another is nothing to her"


@both
def test_links_of_an_import_are_made_anew_after_a_second_press(shop):
    here = world.a_shop()
    officer, page = world.as_person(here.officer), "/dinas/kelompok/impor"
    row = ["Mekar Sari", "kelompok", "Ani Lumintang", "0813-7777-0003", "Girian Bawah, Girian, Bitung"]
    cells = json.dumps([["nama", "jenis", "ketua", "hp", "kelurahan"], row])
    form = {"data": cells, "write": "1", "press": token_of(officer, page)}
    first = officer.post(page, data=form)
    assert "/klaim/" in unquote(first.text)
    assert press_again(officer, page, form, "tekan “Buat tautan baru”") == "/dinas/kelompok"
    again = officer.post("/dinas/kelompok/mekar-sari/undang")
    assert "/klaim/" in unquote(again.text), "by the button that it names"


@both
def test_who_says_yes_to_an_offer_twice_keeps_the_key(shop):
    """She sees the second answer alone, and has no other way to her order; nobody else is led there."""
    here = world.a_shop()
    day = now().date() + timedelta(days=5)

    def made(db) -> str:
        offer = Offer("Kantor Camat", "Jl 1", "Bu Ani", "+628115550001", None, day, 0, 30, day, "")
        return make_quote(db, Group.get(db, here.group_id), offer, {here.sku: 3}, world.actor(here.chair)).path

    path, office = write(made), world.client()
    sent = {"name": "Bu Ani, Camat", "press": token_of(office, path)}
    first, second = (office.post(path, data=sent) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert office.get(second.headers["location"]).status_code == 200
    for other in ({"name": "Bu Ani, Camat"}, sent | {"press": "x" * 22}):
        assert world.client().post(path, data=other).status_code == 409, "nobody who has the link alone"
    assert world.as_person(here.buyer).post(path, data=sent).status_code == 409, "nor with her token as somebody else"
