"""What a guest keeps of an order: a link, a day in the calendar, its number in this browser; and the way back to it."""

import re
from datetime import timedelta
from itertools import count

import sqlalchemy as sa
import time_machine
from icalendar import Calendar

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.settings import settings
from market.messages.outbox import Message
from market.orders.order import Order
from market.people.group import Group
from market.people.person import Person
from tests import world
from tests.conftest import both

M = table(Message)


def ordered(browser, here: world.Shop, pieces: int = 2, **more) -> tuple[str, str]:
    """The path and number of an order."""
    path, _ = world.buys(browser, here.sku, pieces, **more)
    return path, re.search(r"/pesanan/([^?]+)", path)[1]


def links_to(number: str) -> list[tuple[str, str]]:
    with read() as db:
        rows = db.execute(sa.select(M.c.to, M.c.params).where(M.c.template == "order_link", M.c.about == number))
        return [(row.to, row.params["path"]) for row in rows]


@both
def test_a_guest_without_an_address_sees_at_once_what_to_keep_and_can_keep_it(shop):
    here, guest = world.a_shop(), world.client()
    path, number = ordered(guest, here)
    page = guest.get(path).text
    assert "Tidak ada surat yang dikirim" in page and page.index('id="simpan"') < page.index("data-suborder")
    assert re.search(rf'data-copy="http[^"]+{re.escape(path)}"', page), "the link to copy, with its key"
    file = guest.get(path.replace("?", "/kalender.ics?"))
    assert file.headers["content-type"].startswith("text/calendar")
    assert world.client().get(f"/pesanan/{number}/kalender.ics").status_code == 404
    events = Calendar.from_ical(file.text).walk("VEVENT")
    assert {str(each["uid"]).rpartition("-")[2] for each in events} == {"bayar@dermaga", "sampai@dermaga"}
    assert "kunci" not in file.text and f"/lacak?nomor={number}" in file.text.replace("\r\n ", "")
    assert "Abon" not in file.text and "Ratna" not in file.text, "a calendar is shared in a family"
    _, mailed = ordered(world.client(), here, email="ratna@contoh.id")
    assert mailed


@both
def test_who_gives_up_what_she_paid_is_asked_with_her_money(shop):
    here, guest = world.a_shop(), world.client()
    path, number = ordered(guest, here)
    asked = f'data-confirm="Batalkan pesanan {number}-1 dari [^?"]+\\?'
    assert re.search(asked + '"', guest.get(path).text)
    chair = world.as_person(here.chair).get(f"/lapak/{here.slug}/pesanan/{number}-1").text
    assert "Uangnya sudah masuk? Ini hanya bisa dilakukan bendahara." in chair, "what she may not do is named"
    assert guest.post(path.replace("?", "/bayar?"), data={"claim": f"{number}-1"}).status_code == 303
    assert re.search(asked + r" Rp50\.\d+ yang Anda kirim dikembalikan begitu ditemukan", guest.get(path).text)
    treasurer = world.as_person(here.treasurer)
    assert treasurer.post(f"/lapak/{here.slug}/uang/masuk/{number}-1").status_code == 303
    assert re.search(asked + r" Rp50\.\d+ dikembalikan: sesudah ini tulis", guest.get(path).text)


@both
def test_a_browser_remembers_the_numbers_of_a_guest_alone_until_she_leaves(shop):
    here, guest = world.a_shop(), world.client()
    path, number = ordered(guest, here)
    _, second = ordered(guest, here, 1)
    key = path.partition("kunci=")[2]
    for where in ("/lacak", "/akun"):
        page = guest.get(where).text
        assert page.index(second) < page.index(number), "the newest first"
        assert key not in page and "kunci=" not in page and "Ratna" not in page
        assert "data-own" in page, "a page that the browser kept whole asks anew"
    told = {"number": number, "digits": "7890"}
    assert f'href="{path}"' in guest.post("/lacak", data=told).text, "the way back to what she has to do"
    assert guest.post("/lacak", data=told | {"digits": "0000"}).status_code == 422
    assert number not in world.client().get("/lacak").text
    forged = world.client()
    forged.cookies.set("pesanan", f"{number}~fffffff0~AAAA")
    assert number not in forged.get("/lacak").text and "kunci=" not in forged.post("/lacak", data=told).text
    assert guest.post("/lacak/lupakan").status_code == 303 and number not in guest.get("/lacak").text
    _, third = ordered(guest, here, 3)
    assert third in guest.get("/lacak").text
    guest.post("/keluar")
    assert third not in guest.get("/lacak").text and third not in guest.get("/akun").text


@both
def test_a_browser_gives_the_key_for_a_day_and_then_the_groups_number(shop):
    """A phone that was lent is no key the day after: number and four digits open there what they open anywhere."""
    here = world.a_shop()
    write(lambda db: setattr(Group.get(db, here.group_id), "phone", "+6281244445555"))
    began = now()
    with time_machine.travel(began, tick=False):
        guest = world.client()
        path, number = ordered(guest, here)
        _, other = ordered(guest, here, 1)

    def given(hours: float, browser=guest, of: str = number) -> bool:
        with time_machine.travel(began + timedelta(hours=hours), tick=False):
            page = browser.post("/lacak", data={"number": of, "digits": "7890"}).text
        assert ("kunci=" in page) != ("wa.me/6281244445555" in page), "else the group's number"
        return "kunci=" in page

    assert [given(hours) for hours in (0, 23.9, 24.1, 24 * 59)] == [True, True, False, False]
    with time_machine.travel(began + timedelta(hours=23), tick=False):
        elsewhere = world.client()
        for browser in (guest, elsewhere):
            assert browser.get(path).status_code == 200
    assert [given(46.9), given(47.1)] == [True, False], "a day after its page was seen here"
    assert not given(24.1, of=other), "each by its own page"
    assert not given(23.1, elsewhere), "where she did not place it nothing is kept"
    assert number not in elsewhere.get("/lacak").text and number in guest.get("/lacak").text


@both
def test_who_proves_the_number_after_ordering_has_her_order_back(shop):
    """Without e-mail and WhatsApp a link that was lost was lost for good."""
    here = world.a_shop()
    path, number = ordered(world.client(), here)
    phone = write(lambda db: db.scalars(sa.select(table(Order).c.phone)).one())
    told = {"number": number, "digits": "7890"}
    lost = world.client().post("/lacak", data=told).text
    assert 'href="/daftar?kembali=/akun/kontak"' in lost and "kunci=" not in lost

    n = count(70)

    def somebody(**more) -> int:
        def work(db) -> int:
            db.execute(sa.update(table(Person)).where(table(Person).c.phone == phone).values(phone=None))
            hers = world.a_person(db, "Ratna", next(n), **more)
            hers.phone = phone
            return hers.key

        return write(work)

    def opens(person: int) -> bool:
        page = world.as_person(person).post("/lacak", data=told).text
        assert (f'href="{path}"' in page) != ('href="/akun/kontak"' in page), "else how it is proved"
        return f'href="{path}"' in page

    assert not opens(somebody(phone_proved_at=None)), "typed is not proved"
    assert not opens(somebody(phone_proved_at=now() - timedelta(days=400))), "it may have been another's then"
    assert not opens(somebody(restricted_until=now() + timedelta(hours=1))), "another may be in that account"
    hers = somebody()
    assert opens(hers)
    _, of_account = ordered(world.as_person(here.buyer), here, phone=phone)
    assert "kunci=" not in world.as_person(hers).post("/lacak", data=told | {"number": of_account}).text


@both
def test_who_is_signed_in_leaves_no_list_of_her_orders_on_the_phone(shop):
    here = world.a_shop()
    buyer = world.as_person(here.buyer)
    _, number = ordered(buyer, here)
    assert "pesanan" not in buyer.cookies
    guest = world.client()
    _, hers = ordered(guest, here)
    guest.cookies.update(buyer.cookies)
    assert hers not in guest.get("/lacak").text and hers not in guest.get("/akun").text and number


@both
def test_a_lost_link_goes_only_where_its_buyer_wrote_and_never_through_the_group(shop, monkeypatch):
    here = world.a_shop()
    monkeypatch.setenv("MARKET_SMTP_URL", "smtp://127.0.0.1:9")
    settings.cache_clear()
    path, number = ordered(world.client(), here, email="ratna@contoh.id")
    stranger = world.client()
    assert stranger.post("/lacak/tautan", data={"number": number, "digits": "0000"}).status_code == 422
    assert links_to(number) == []
    page = stranger.post("/lacak", data={"number": number, "digits": "7890"}).text
    assert "Kirim tautannya lagi" in page and path not in page and "tidak bisa dikirim lagi" not in page
    answer = stranger.post("/lacak/tautan", data={"number": f"{number}-1".lower(), "digits": "7890"})
    assert answer.status_code == 303 and links_to(number) == [("ratna@contoh.id", path)]
    assert stranger.post("/lacak/tautan", data={"number": number, "digits": "7890"}).status_code == 429
    assert len(links_to(number)) == 1, "once an hour"
    _, bare = ordered(world.client(), here)
    write(lambda db: setattr(Group.get(db, here.group_id), "phone", "+6281244445555"))
    page = stranger.post("/lacak", data={"number": bare, "digits": "7890"}).text
    assert "Hubungi kelompok" in page and "Kirim tautannya lagi" not in page and "kunci=" not in page
    assert "Tautan yang hilang tidak bisa dikirim lagi" in page, "nobody can, and it says so"
    assert "wa.me/6281244445555" in page, "the group can be reached from here"
    stranger.post("/lacak/tautan", data={"number": bare, "digits": "7890"})
    assert links_to(bare) == [], "a group's list would show the key to the group"
