"""Closing a selling day: one page, signed as it was shown, never changed; what comes later stands beside it."""

import re
from datetime import timedelta

import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.books.recount import recount
from market.orders.order import OrderLine
from market.payments.ledger import LedgerEntry
from market.people.group import Group
from market.people.person import Person
from market.people.reset_code import ResetCode
from market.till.applying import apply_stored
from market.till.day import Closing, DayState, TillDay
from market.till.sale import TillSale
from market.till.till import Till
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows
from tests.promises.test_group_phone import a_phone_by, key_of
from tests.till.phones import Phone, line


def drawer(here) -> str:
    return f"/lapak/{here.slug}/kasir/tutup"


def shown(browser, here, day: str = "") -> tuple[str, dict[str, str]]:
    """The page, and its form as it stands there."""
    text = browser.get(drawer(here) + (f"?hari={day}" if day else "")).text
    form = {name: found[1] for name in ("day", "mark") if (found := re.search(rf'name="{name}" value="([^"]*)"', text))}
    return " ".join(text.split()), form


def sell(here, *sums: tuple[int, str]) -> Phone:
    """One phone that sells so much each time, paid so."""
    phone = Phone(here.group_id, here.chair)
    for price, paid in sums:
        more = {"buyer": {"name": "Ibu Ros", "phone": "081200000777"}} if paid == "bon" else {}
        phone.sells(line(here.sku, 1, price), paid=paid, **more)
    return phone


def local_today(here):
    with read() as db:
        return Group.get(db, here.group_id).today


def sign(browser, here, counted: str, **more):
    _, form = shown(browser, here)
    return browser.post(drawer(here), data=form | {"counted": counted} | more)


@both
def test_a_day_is_closed_with_a_difference_and_stays(shop):
    here = world.a_shop(pieces=20)
    chair = world.as_person(here.chair)
    done(chair.post(f"{drawer(here)}/awal", data={"float_amount": "50rb"}))
    sell(here, (25_000, "cash"), (25_000, "cash"), (25_000, "bon"))
    done(chair.post(f"{drawer(here)}/laci", data={"way": "out", "amount": "10.000", "why": "Beli kantong plastik"}))
    page, _ = shown(chair, here)
    assert "Rp90.000" in page and "Seharusnya ada di laci" in page
    assert sign(chair, here, "88000").status_code == 422, "a difference needs its reason"
    done(sign(chair, here, "88.000", reason="Salah kembalian"))
    [closing], [day] = rows(Closing), rows(TillDay)
    assert (closing.expected, closing.counted, closing.reason) == (90_000, 88_000, "Salah kembalian")
    assert closing.figures["cash"] == 50_000 and closing.figures["taken"] == 10_000 and day.state is DayState.CLOSED
    page, _form = shown(chair, here, f"{day.day}")
    assert "kurang Rp2.000" in page and "tidak berubah lagi" in page and "counted" not in page
    again = {"day": f"{day.day}", "mark": "x", "counted": "90000"}
    assert chair.post(drawer(here), data=again).status_code == 409
    assert chair.post(f"{drawer(here)}/awal", data={"float_amount": "1000"}).status_code == 409
    assert chair.post(f"{drawer(here)}/laci", data={"way": "in", "amount": "1000", "why": "uang"}).status_code == 409
    book = chair.get(f"/lapak/{here.slug}/uang/buku").text
    assert "Kasir yang ditutup" in book and "Salah kembalian" in book and "di kasir" in book
    with read() as db:
        assert recount(db) == []
    assert sum(each.amount for each in rows(LedgerEntry)) == 50_000, "neither a difference nor a bon is money that came"


@both
def test_what_comes_after_the_signature_is_an_addendum(shop):
    here = world.a_shop(pieces=20)
    phone = sell(here, (25_000, "cash"))
    chair = world.as_person(here.chair)
    done(sign(chair, here, "50.000", reason="Ada nota yang belum terkirim"))
    before = rows(Closing)[0].figures
    phone.sells(line(here.sku, 1, 25_000))
    [closing] = rows(Closing)
    page, _ = shown(chair, here, f"{rows(TillDay)[0].day}")
    assert closing.figures == before and rows(TillSale)[-1].late
    assert "Susulan" in page and "laci pas" in page


@both
def test_an_envelope_that_arrives_meanwhile_shows_the_page_anew(shop):
    here = world.a_shop(pieces=20)
    phone = sell(here, (25_000, "cash"))
    chair = world.as_person(here.chair)
    _, form = shown(chair, here)
    phone.sells(line(here.sku, 1, 25_000))
    answer = chair.post(drawer(here), data=form | {"counted": "25000"})
    assert answer.status_code == 409 and not rows(Closing) and rows(TillDay)[0].state is DayState.OPEN
    [envelope] = phone.sends(phone.rings_up(line(here.sku, 1, 25_000)), sender=here.chair)
    assert envelope and "belum masuk hitungan" in shown(chair, here)[0], "stored, and not applied yet: a draft"
    assert sign(chair, here, "50000").status_code == 422
    apply_stored()
    done(sign(chair, here, "75000"))


@both
def test_a_gap_in_the_counter_keeps_it_a_draft_until_somebody_says_she_knows(shop):
    here = world.a_shop(pieces=20)
    phone = sell(here, (25_000, "cash"))
    phone.rings_up(line(here.sku, 1, 25_000)), phone.rings_up(line(here.sku, 1, 25_000))
    phone.sells(line(here.sku, 1, 25_000))
    chair = world.as_person(here.chair)
    assert "2 nota belum sampai" in shown(chair, here)[0]
    assert sign(chair, here, "50000").status_code == 422 and not rows(Closing)
    done(sign(chair, here, "50000", sure="1"))
    assert rows(Closing)[0].figures["missing"] == 2
    with time_machine.travel(now() + timedelta(days=1), tick=True):
        phone.sells(line(here.sku, 1, 25_000))
        chair = world.as_person(here.chair)
        assert "nota belum sampai" not in shown(chair, here)[0], "what was missing yesterday was said yesterday"
        done(sign(chair, here, "25000"))


@both
def test_a_second_person_confirms_once(shop):
    here = world.a_shop(pieces=20)
    sell(here, (25_000, "cash"))
    chair, treasurer = world.as_person(here.chair), world.as_person(here.treasurer)
    done(sign(chair, here, "25000"))
    day = {"day": f"{rows(TillDay)[0].day}"}
    assert chair.post(f"{drawer(here)}/benar", data=day).status_code == 422
    own = {"person_id": here.member, "issued_by_id": here.chair, "code_hash": "x", "capacity": "chair"}
    write(lambda db: ResetCode(**own, expires_at=now() + timedelta(days=1), used_at=now()).add(db).key)
    let_in = world.as_person(here.member).post(f"{drawer(here)}/benar", data=day)
    assert let_in.status_code == 422, "whom the chair let in is no second person with her"
    done(treasurer.post(f"{drawer(here)}/benar", data=day))
    assert rows(Closing)[0].confirmed_by == "Sience"
    assert world.as_person(here.treasurer).post(f"{drawer(here)}/benar", data=day).status_code == 409
    assert "Dibenarkan Sience" in shown(chair, here, day["day"])[0]


def test_bad_input_gets_a_sentence(shop):
    here = world.a_shop(pieces=20)
    sell(here, (25_000, "cash"))
    chair = world.as_person(here.chair)
    for counted in ("", "banyak", "-1", "9" * 20):
        assert sign(chair, here, counted).status_code == 422
    _, form = shown(chair, here)
    assert chair.post(drawer(here), data=form | {"counted": "25000", "day": "2027-12-31"}).status_code == 422
    for day in ("2020-01-01", "2027-12-31"):
        _, old = shown(chair, here, day)
        answer = chair.post(drawer(here), data=form | old | {"day": day, "counted": "0"})
        assert answer.status_code == 422, "nobody sold on it"
    for sent in ({"way": "out", "amount": "0", "why": "apa"}, {"way": "up", "amount": "1000", "why": "apa"},
                 {"way": "in", "amount": "1000", "why": ""}):  # fmt: skip
        assert chair.post(f"{drawer(here)}/laci", data=sent).status_code == 422
    assert chair.get(f"{drawer(here)}?hari=kemarin-dulu").status_code in (200, 422)
    assert not rows(Closing)


def test_an_empty_day_and_strangers(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    page, form = shown(chair, here)
    assert "0 penjualan" in page and form
    assert world.as_person(here.other_chair).get(drawer(here)).status_code == 404
    assert world.as_person(here.officer).get(drawer(here)).status_code in (404, 422)


def test_a_till_of_another_group_counts_nowhere(shop):
    here = world.a_shop(pieces=20)
    sell(here, (25_000, "cash"))
    assert rows(Till)[0].group_id == here.group_id
    page = world.as_person(here.other_chair).get(f"/lapak/{here.other_slug}/kasir/tutup").text
    assert "0 penjualan" in " ".join(page.split())
    moved = table(TillDay)
    assert write(lambda db: db.execute(sa.select(sa.func.count()).select_from(moved)).scalar_one()) == 1


@both
def test_whom_a_code_let_in_sells_and_says_nothing_else_of_the_tills_money(shop):
    """Money rests twelve waking hours: debts, what goes back, the drawer, a day, and what may be taken off."""
    here = world.a_shop(pieces=20)
    sell(here, (25_000, "bon"))
    write(lambda db: setattr(Person.get(db, here.chair), "restricted_until", now() + timedelta(hours=12)))
    chair, till, [sale] = world.as_person(here.chair), f"/lapak/{here.slug}/kasir", rows(TillSale)
    line_of = rows(OrderLine)[-1].key
    acts = {
        f"bon/{sale.key}": {"how": "cash"}, f"nota/{sale.key}/kembali": {f"line-{line_of}": "1", "reason": "Rusak"},
        "tutup": {"day": f"{rows(TillDay)[0].day}", "mark": "x", "counted": "0"}, "aturan": {"discount_percent": "100"},
        "tutup/laci": {"way": "out", "amount": "10.000", "why": "Belanja"}, "amplop/1/ambil": {},
        "tutup/benar": {"day": f"{rows(TillDay)[0].day}"}, "amplop/1/buang": {"reason": "Salah"},
    }  # fmt: skip
    for act, form in acts.items():
        answer = chair.post(f"{till}/{act}", data=form)
        assert answer.status_code == 422 and "menunggu sampai" in answer.text, act
    assert not rows(Closing) and rows(TillDay)[0].state is DayState.OPEN
    sold = {"id": "3f0c8d54-7a55-4a9e-9a53-111111111111", f"quantity-{here.sku}": "1", "paid": "cash"}
    assert chair.post(till, data=sold).status_code == 303, "the day's work goes on"


@both
def test_a_helper_who_may_know_both_pins_is_no_second_person_of_a_day(shop):
    here = world.a_shop(pieces=20)
    sell(here, (25_000, "cash"))
    phone, _device = a_phone_by(here, here.facilitator, "HP Kak Rina")
    for who in (here.treasurer, here.chair):
        said = phone.post(f"/lapak/{here.slug}/siapa", data={"member": key_of(here, who), "pin": world.PIN})
        assert said.status_code == 303
    done(sign(phone, here, "25000"))
    day = {"day": f"{rows(TillDay)[0].day}"}
    phone.post(f"/lapak/{here.slug}/siapa", data={"member": key_of(here, here.treasurer), "pin": world.PIN})
    assert phone.post(f"{drawer(here)}/benar", data=day).status_code == 422
    done(world.as_person(here.treasurer).post(f"{drawer(here)}/benar", data=day))


@both
def test_whose_code_a_signers_pin_came_by_is_no_second_person_of_a_day(shop):
    """She may have signed by it herself, however long ago she gave the code; another one confirms."""
    here = world.a_shop(pieces=20)
    sell(here, (25_000, "cash"))
    phone = world.named_by_pin(here.slug, here.member, giver=here.chair)
    done(sign(phone, here, "25000"))
    day = {"day": f"{rows(TillDay)[0].day}"}
    offers = [
        "tutup/benar" in shown(who, here, day["day"])[0]
        for who in (phone, world.as_person(here.chair), world.as_person(here.treasurer))
    ]
    assert offers == [False, False, True]
    assert world.as_person(here.chair).post(f"{drawer(here)}/benar", data=day).status_code == 422
    assert rows(Closing)[0].confirmed_at is None
    done(world.as_person(here.treasurer).post(f"{drawer(here)}/benar", data=day))


def test_the_days_to_close_say_what_they_are_and_which_one_is_shown(shop):
    """Six dates in a row, all alike, stood above the page: the oldest was shown, and looked like any other."""
    here = world.a_shop(pieces=20)
    for days in (3, 1):
        with time_machine.travel(now() - timedelta(days=days), tick=True):
            sell(here, (25_000, "cash"))
    page, form = shown(world.as_person(here.chair), here)
    nav = re.search(r'<nav class="row gap-below".*?</nav>', page)[0]
    assert 'id="belum-ditutup">Hari yang belum ditutup<' in nav and nav.count('class="chip"') == 3, "and today"
    assert re.search(rf'hari={form["day"]}" aria-current="page"', nav)


def test_the_day_that_is_sold_on_is_closed_before_one_that_was_forgotten(shop):
    """In the evening today's drawer lies counted on the table: it was asked for beside the day of last week."""
    here = world.a_shop(pieces=20)
    chair = world.as_person(here.chair)
    with time_machine.travel(now() - timedelta(days=3), tick=True):
        sell(here, (25_000, "cash"))
    forgotten = rows(TillDay)[0].day
    page, form = shown(chair, here)
    assert form["day"] == f"{forgotten}" and f'hari={local_today(here)}"' in page, "and today is one tap away"
    assert "Tandatangani" in page and "Uang awal" not in page
    sell(here, (10_000, "cash"))
    page, form = shown(chair, here)
    assert form["day"] == f"{rows(TillDay)[1].day}" and f'hari={forgotten}"' in page and "Uang awal" in page
    done(chair.post(drawer(here), data=form | {"counted": "10000"}))
    assert shown(chair, here)[1]["day"] == f"{forgotten}"
