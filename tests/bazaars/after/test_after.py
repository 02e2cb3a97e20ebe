"""After publishing: appeals, swaps, fees, broken booths, days cancelled, postponed and added, attendance, papers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import icalendar
import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.allocation.draw_file import lotteries, seed_of
from market.bazaars.allotting.plan import plans_of
from market.bazaars.allotting.runs import run_waiting
from market.bazaars.bazaar import Bazaar, bazaar_by_slug
from market.bazaars.booking.booking import BookedBooth, BookedHour, Booking
from market.bazaars.booking.found import Attendance
from market.bazaars.booking.notice import CarriedBy, Notice
from market.bazaars.booth import Booth
from market.bazaars.planning.programme import programme_of
from market.bazaars.registering.application import applications_of
from market.bazaars.slot import slots_of
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.language import shown_day
from market.kernel.record import table
from market.messages.outbox import Message
from market.orders.books.recount import recount
from market.orders.clockwork import tick
from market.payments.bill import Bill
from market.payments.claim import Claim
from market.payments.payment import Payment
from market.payments.refund_owed import owed_back
from market.people.helpers import Facilitation, Officer
from market.people.person import Person
from market.reports.doctor import complaints
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done, group_id
from tests.conftest import wide
from tests.kept import kept

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@kept
def published(here, groups=4, booths=3, fewer=False, **plan) -> fairs.Fair:
    """Published, and everybody who was asked has said yes."""
    fair = fairs.a_fair(here.officer, groups=groups, booths=booths)
    if plan:
        form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "category_limit": "6"}
        done(fair.officer.post(fair.desk, data=form | plan))
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(groups):
        fairs.register(fair, number, **({"accepts_fewer_slots": "1"} if fewer else {}))
    fairs.allotted(fair)
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    return fair


def say_yes(fair: fairs.Fair) -> list[int]:
    """The groups that were asked, all of them confirmed now."""
    asked = [n for n in range(len(fair.groups)) if "Ya, kami ikut" in fair.chair(n).get(fair.page(n)).text]
    for number in asked:
        done(fair.chair(number).post(fair.page(number) + "/jawab", data={"answer": "yes"}))
    return asked


def bookings(slug: str) -> list[tuple[str, str, str, str]]:
    """(group, day, state, booths) of every booking."""
    with read() as db:
        bazaar = bazaar_by_slug(db, slug)
        names = {a.key: g.name for a, g in applications_of(db, bazaar.key)}
        days = {s.key: str(s.day) for s in slots_of(db, bazaar.key)}
        rows, held = table(Booking), table(BookedBooth)
        found = []
        for b in db.scalars(sa.select(Booking).where(rows.c.bazaar_id == bazaar.key).order_by(rows.c.id)):
            now_held = (held.c.booking_id == b.key, held.c.until.is_(None))
            ids = db.scalars(sa.select(held.c.booth_id).where(*now_held).order_by(held.c.booth_id))
            found.append((names[b.application_id], days[b.slot_id], str(b.state), ",".join(map(str, ids))))
        return found


def told(template: str) -> int:
    with read() as db:
        return len([m for m in db.scalars(sa.select(Message)) if m.template == template])


def slot_ids(slug: str) -> list[int]:
    with read() as db:
        return [s.key for s in slots_of(db, bazaar_by_slug(db, slug).key)]


@wide
def test_a_broken_booth_moves_who_stands_there_or_tells_them(shop):
    here = world.a_shop()
    fair = published(here, groups=3, booths=4)
    say_yes(fair)
    before = bookings(fair.slug)
    desk = fair.desk + "/sesudah/stan"
    assert fair.officer.post(desk, data={"number": "A01"}).status_code == 422, "a reason, please"
    assert fair.officer.post(desk, data={"number": "Z9", "reason": "Banjir"}).status_code == 422
    done(fair.officer.post(desk, data={"number": "A01", "reason": "Banjir"}))
    moved = [(was, now) for was, now in zip(before, bookings(fair.slug), strict=True) if was != now]
    assert moved and all(now[2] == "offered" and now[3] and was[3] != now[3] for was, now in moved)
    assert told("bazaar_moved") == 1 and "Stan rusak" not in fair.chair(0).get(fair.page(0)).text
    say_yes(fair)
    assert {each[2] for each in bookings(fair.slug)} == {"confirmed"}
    # A second one: three groups, two booths left, so somebody loses the place without losing the turn.
    for number in ("A02", "A03"):
        done(fair.officer.post(desk, data={"number": number, "reason": "Banjir"}))
    assert told("bazaar_lost") >= 1 and any(each[2] == "cancelled" and not each[3] for each in bookings(fair.slug))
    assert fair.officer.post(desk, data={"number": "A02", "reason": "Lagi"}).status_code == 422
    # A number with a T and a dash is no day.
    with read() as db:
        key = bazaar_by_slug(db, fair.slug).key
    write(lambda db: db.add(Booth(bazaar_id=key, number="T01-1", zone="T", row=9, position=0)))
    done(fair.officer.post(desk, data={"number": "T01-1", "reason": "Tiang patah"}))
    assert "Stan T01-1 tidak bisa dipakai. Tiang patah" in fair.officer.get(fair.desk + "/sesudah").text
    done(fair.officer.post(desk + "/T01-1/baik", data={"reason": "Tiang baru"}))
    # Everybody reads it; what was repaired is the queue's.
    public = world.client().get(f"/bazar/{fair.slug}").text
    assert public.count('class="broken"><rect') == 3 and "Stan A01 tidak bisa dipakai. Banjir" in public
    assert world.client().get(f"/bazar/{fair.slug}/denah.pdf").status_code == 200
    for none in (" ", "😀", "..."):
        assert fair.officer.post(desk + "/A02/baik", data={"reason": none}).status_code == 422
    assert fair.officer.post(desk + "/Z9/baik", data={"reason": "Kering"}).status_code == 422
    lost = {(each[0], each[1]) for each in bookings(fair.slug) if each[2] == "cancelled"}
    done(fair.officer.post(desk + "/A02/baik", data={"reason": "Sudah kering"}))
    again = {(each[0], each[1]) for each in bookings(fair.slug) if each[2] == "offered" and each[3]}
    assert len(again) == 2 and again < lost and len({group for group, _ in again}) == 1, "its own booth, on both days"
    assert told("bazaar_regained") == 1
    done(fair.officer.post(desk + "/A02/baik", data={"reason": "Sudah kering"}), 409)
    assert "Stan A02 bisa dipakai lagi. Sudah kering" in world.client().get(f"/bazar/{fair.slug}").text
    assert "Stan A02 bisa dipakai lagi. Sudah kering" in fair.officer.get(fair.desk + "/sesudah").text


@wide
def test_a_day_is_cancelled_and_the_other_stays(shop):
    here = world.a_shop()
    fair = published(here)
    say_yes(fair)
    first, _second = slot_ids(fair.slug)
    desk = f"{fair.desk}/sesudah/hari/{first}/batal"
    assert fair.officer.post(desk).status_code == 422
    done(fair.officer.post(desk, data={"reason": "Cuaca buruk"}))
    done(fair.officer.post(desk, data={"reason": "Lagi"}), 409)
    days = {
        day: {state for _, d, state, _ in bookings(fair.slug) if d == day} for day in (fairs.day(20), fairs.day(21))
    }
    assert days == {fairs.day(20): {"cancelled"}, fairs.day(21): {"confirmed"}}
    assert told("bazaar_slot_cancelled") == 3
    letters = [fair.chair(n).get(fair.page(n)).text for n in range(4)]
    assert sum("dibatalkan penyelenggara" in letter and "ikut</span>" in letter for letter in letters) == 3
    events = icalendar.Calendar.from_ical(world.client().get(f"/bazar/{fair.slug}.ics").content).walk("VEVENT")
    assert [str(event["STATUS"]) for event in events] == ["CANCELLED", "CONFIRMED"]
    assert "dibatalkan" in world.client().get(f"/bazar/{fair.slug}").text
    with read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(table(BookedHour))) == 3 * 8, "the hours are free again"
    asked = [n for n in range(4) if "Ya, kami ikut" in fair.chair(n).get(fair.page(n)).text]
    assert asked == [], "no offer for a day that is not held"


@wide
def test_what_is_on_stage_moves_and_falls_away_with_its_day(shop):
    """Two half-days, a stage for each; one is postponed twice, then called off; then a day takes its old name."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=2)
    for name, at in (("Tari Maengket", "09:30"), ("Lomba masak", "16:00")):
        item = {"performance_day": fairs.day(20), "performance_at": at, "performer": name, "stage": "Utama"}
        done(fair.officer.post(fair.desk + "/acara", data=item))
    other = {"performance_day": fairs.day(21), "performance_at": "10:30", "performer": "Dongeng", "stage": "Utama"}
    done(fair.officer.post(fair.desk + "/acara", data=other))
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(2):
        fairs.register(fair, number, accepts_fewer_slots="1")
    fairs.allotted(fair)
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    first, _second = slot_ids(fair.slug)
    move = f"{fair.desk}/sesudah/hari/{first}/pindah"
    form = {"day": fairs.day(21), "starts": "18:00", "ends": "22:00", "reason": "Hujan"}
    for n, day in enumerate((25, 26), start=1):
        done(fair.officer.post(move, data=form | {"day": fairs.day(day), "starts": "10:00"}))
        assert on_stage(fair.slug) == [
            (fairs.day(21), "10:30", "Dongeng"), (fairs.day(day), "10:30", "Tari Maengket"),
            (fairs.day(day), "17:00", "Lomba masak"),
        ]  # fmt: skip
        events = icalendar.Calendar.from_ical(world.client().get(f"/bazar/{fair.slug}.ics").content).walk("VEVENT")
        assert sorted(int(each["SEQUENCE"]) for each in events) == [0, n], "calendars hear of every move"
    evening = form | {"starts": "18:00", "ends": "23:00"}  # 17:00 would become 01:00 of the next day
    assert "“Lomba masak” tidak muat" in fair.officer.post(move, data=evening).text
    with read() as db:
        key = next(
            each.key for each in programme_of(db, bazaar_by_slug(db, fair.slug).key) if "Lomba" in each.performer
        )
    done(fair.officer.post(f"{fair.desk}/acara/{key}/hapus"))
    done(fair.officer.post(move, data=evening))
    assert (fairs.day(21), "18:30", "Tari Maengket") in on_stage(fair.slug)
    done(fair.officer.post(f"{fair.desk}/sesudah/hari/{first}/batal", data={"reason": "Banjir"}))
    public = world.client().get(f"/bazar/{fair.slug}").text
    assert "<s>Tari Maengket</s>" in public and "<s>Dongeng</s>" not in public and "Hujan" in public
    # On the day it was called off nothing can be put at the same hour; on its first day something new can.
    more = fair.desk + "/sesudah/hari"
    new = {"day": fairs.day(21), "starts": "18:00", "ends": "20:00", "reason": "Ramai"}
    assert "ada yang dibatalkan" in fair.officer.post(more, data=new).text
    done(fair.officer.post(more, data=new | {"day": fairs.day(20), "starts": "09:00", "ends": "17:00"}))
    with read() as db:
        names = [slot.name for slot in slots_of(db, bazaar_by_slug(db, fair.slug).key)]
    assert len(set(names)) == 3 and f"{fairs.day(20)}T09:00+2" in names
    for number in range(2):
        assert fair.chair(number).get(fair.page(number)).status_code == 200
    assert fair.officer.get(fair.desk + "/sesudah").status_code == 200


def on_stage(slug: str) -> list[tuple[str, str, str]]:
    with read() as db:
        found = programme_of(db, bazaar_by_slug(db, slug).key)
        return [(str(each.day), f"{each.starts:%H:%M}", each.performer) for each in found]


@wide
def test_a_day_is_postponed_and_everybody_asked_again(shop):
    here = world.a_shop()
    fair = published(here, groups=7, fewer=True)
    asked = say_yes(fair)
    first, _second = slot_ids(fair.slug)
    form = {"day": fairs.day(25), "starts": "10:00", "ends": "15:00", "reason": "Lapangan dipakai upacara"}
    desk = f"{fair.desk}/sesudah/hari/{first}/pindah"
    assert fair.officer.post(desk, data=form | {"day": fairs.day(21)}).status_code == 422, "the other day is there"
    assert fair.officer.post(desk, data=form | {"day": fairs.day(-2)}).status_code == 422
    assert fair.officer.post(desk, data=form | {"ends": "09:00"}).status_code == 422
    done(fair.officer.post(desk, data=form))
    moved = [each for each in bookings(fair.slug) if each[1] == fairs.day(25)]
    assert {each[2] for each in moved} == {"offered"} and all(each[3] for each in moved), "the booths stay theirs"
    done(fair.officer.post(desk, data=form), 409)
    assert told("bazaar_postponed") == 3, "nobody is asked again of a day that stays"
    gives_up = int(moved[0][0].rsplit(" ", 1)[1])
    page = " ".join(fair.chair(gives_up).get(fair.page(gives_up)).text.split())
    was, then = (shown_day(date.fromisoformat(fairs.day(offset))) for offset in (20, 25))
    assert f"{was} 09.00 dipindah ke {then} 10.00. Lapangan dipakai upacara" in page, "she is told why"
    done(fair.chair(gives_up).post(fair.page(gives_up) + "/jawab", data={"answer": "no"}))
    offered = [n for n in range(7) if n not in asked and "Ya, kami ikut" in fair.chair(n).get(fair.page(n)).text]
    assert len(offered) == 1, "who waited is asked for the day that became free"
    event = icalendar.Calendar.from_ical(world.client().get(f"/bazar/{fair.slug}.ics").content).walk("VEVENT")
    assert {str(each["DTSTART"].dt.date()) for each in event} == {fairs.day(21), fairs.day(25)}
    assert max(each["SEQUENCE"] for each in event) == 1
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        plan_names = {s.listed_as for s in slots_of(db, bazaar.key)}
    assert any(name.startswith(fairs.day(20)) for name in plan_names), "the published file still names the day it had"


@wide
def test_one_day_more_is_offered_to_who_stands_there_then_to_the_queue(shop):
    here = world.a_shop()
    fair = published(here, groups=7, fewer=True)
    asked = say_yes(fair)
    form = {"day": fairs.day(22), "starts": "09:00", "ends": "17:00", "reason": "Ramai sekali"}
    desk = fair.desk + "/sesudah/hari"
    assert fair.officer.post(desk, data=form | {"day": fairs.day(21)}).status_code == 422
    done(fair.officer.post(desk, data=form))
    more = [each for each in bookings(fair.slug) if each[1] == fairs.day(22)]
    before = {each[0]: each[3] for each in bookings(fair.slug) if each[1] == fairs.day(21)}
    assert {name: booths for name, _, _, booths in more} == before and {each[2] for each in more} == {"offered"}
    stays, leaves = (int(name.rsplit(" ", 1)[1]) for name, *_ in more[:2])
    done(fair.chair(stays).post(fair.page(stays) + "/jawab", data={"answer": "yes"}))
    done(fair.chair(leaves).post(fair.page(leaves) + "/jawab", data={"answer": "no"}))
    states = [each[2] for each in bookings(fair.slug) if each[0] == f"Kelompok {leaves}"]
    assert states == ["confirmed", "declined"], "the day it had stays"
    waited = [n for n in range(7) if n not in asked and "Ya, kami ikut" in fair.chair(n).get(fair.page(n)).text]
    assert len(waited) == 1


def swap_form(fair: fairs.Fair, number: int) -> dict[str, str]:
    """By group the registration number on the page of changing booths."""
    page = fair.chair(number).get(fair.page(number) + "/tukar").text
    return {name: n for n, name in re.findall(r'name="to" value="([^"]+)"[^>]*><b>([^<]+)</b>', page)}


@wide
def test_two_groups_exchange_their_booths_when_both_agree(shop):
    here = world.a_shop()
    fair = published(here)
    asked = say_yes(fair)
    one, other, third = asked
    others = swap_form(fair, one)
    assert set(others) == {f"Kelompok {other}", f"Kelompok {third}"}
    before = {(name, day): booths for name, day, _, booths in bookings(fair.slug)}
    done(fair.chair(one).post(fair.page(one) + "/tukar", data={"to": others[f"Kelompok {other}"]}))
    key = re.search(r"/tukar/(\d+)", fair.chair(other).get(fair.page(other) + "/tukar").text)[1]
    done(fair.chair(other).post(f"{fair.page(other)}/tukar/{key}", data={"answer": "no"}))
    assert {(name, day): booths for name, day, _, booths in bookings(fair.slug)} == before
    done(fair.chair(other).post(f"{fair.page(other)}/tukar/{key}", data={"answer": "yes"}), 409)
    done(fair.chair(one).post(fair.page(one) + "/tukar", data={"to": others[f"Kelompok {other}"]}))
    page = fair.chair(one).get(fair.page(one) + "/tukar").text
    assert 'name="to"' not in page and "Bisa dijawab sampai bazar mulai" in page and "Belum ada kelompok" not in page
    done(fair.chair(one).post(fair.page(one) + "/tukar", data={"to": others[f"Kelompok {third}"]}), 409)
    key = re.search(r"action=\"[^\"]*/tukar/(\d+)", fair.chair(other).get(fair.page(other) + "/tukar").text)[1]
    assert fair.chair(third).post(f"{fair.page(third)}/tukar/{key}", data={"answer": "yes"}).status_code == 404
    done(fair.chair(other).post(f"{fair.page(other)}/tukar/{key}", data={"answer": "yes"}))
    after = {(name, day): booths for name, day, _, booths in bookings(fair.slug)}
    a, b = f"Kelompok {one}", f"Kelompok {other}"
    assert all(after[a, day] == before[b, day] and after[b, day] == before[a, day] for name, day in before if name == a)
    done(fair.chair(other).post(f"{fair.page(other)}/tukar/{key}", data={"answer": "yes"}), 409)
    assert told("bazaar_swap_asked") == told("bazaar_swap_answered") == 2
    assert fair.chair(one).post(fair.page(one) + "/tukar", data={"to": "P-NOBODY"}).status_code == 404


@kept
def watered(here, first: int) -> fairs.Fair:
    """Two booths, one with water; three groups, of which the third needs it and comes `first`-th by lot; drawn."""
    fair = fairs.a_fair(here.officer, groups=3, booths=2)
    done(fair.officer.post(fair.desk + "/denah/ubah", data={"booths": ["A02"], "act": "features", "water": "1"}))
    done(fair.officer.post(fair.desk + "/buka"))
    fairs.register(fair, 0)
    fairs.register(fair, 1)
    fairs.register(fair, 2, needs=["water"])
    fairs.closed(fair)
    fairs.judged(fair)
    fairs.frozen(fair, 2)
    names, listed = numbers(fair), world_bazaar(fair).list_hash
    drawn = next(
        f"{n:02}"
        for n in range(100)
        if lotteries(seed_of(listed, f"{n:02}"), list(names.values()))[names["Kelompok 2"]] == first
    )
    fairs.drawn(fair, drawn)
    done(fair.officer.post(fair.desk + "/pembagian/hitung"))
    run_waiting()
    return fair


def numbers(fair: fairs.Fair) -> dict[str, str]:
    with read() as db:
        return {g.name: a.number for a, g in applications_of(db, bazaar_by_slug(db, fair.slug).key)}


def world_bazaar(fair: fairs.Fair) -> Bazaar:
    with read() as db:
        return bazaar_by_slug(db, fair.slug)


@wide
def test_an_exchange_that_breaks_a_rule_is_refused(shop):
    """Who needs water stands at A02: the other can give it nothing but A01, which has none."""
    fair = watered(world.a_shop(), first=0)
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    asked = say_yes(fair)
    assert 2 in asked
    other = next(n for n in asked if n != 2)
    answer = fair.chair(other).post(fair.page(other) + "/tukar", data={"to": swap_form(fair, other)["Kelompok 2"]})
    assert answer.status_code == 422 and "Tempat Kelompok 2 pada" in answer.text, "in names, before anybody is asked"
    assert told("bazaar_swap_asked") == 0 and "P-" not in re.search(r"Tempat Kelompok 2 pada[^<]*", answer.text)[0]


@contextmanager
def helping(person: int, slug: str) -> Iterator[None]:
    """She helps that group meanwhile."""
    key = write(lambda db: Facilitation(person_id=person, group_id=fairs.group_id(slug)).add(db).key)
    yield
    write(lambda db: db.delete(Facilitation.get(db, key)))


def own_side(browser, page: str, act: str, form: dict[str, str]) -> None:
    """The page offers her nothing there, says why, and the act is refused."""
    shown = browser.get(page).text
    assert f'action="{act}"' not in shown and "Minta rekan lain yang memutuskan" in shown
    assert browser.post(act, data=form).status_code == 422


@wide
def test_an_exchange_that_wrongs_somebody_is_for_the_office(shop):
    """The first by lot is fixed at the only water, so who needs it is out; then the last by lot wants that booth."""
    here = world.a_shop()
    write(lambda db: setattr(Person.get(db, here.officer), "email", "petugas@contoh.id"))
    fair = watered(here, first=1)
    names = numbers(fair)
    order = lotteries(world_bazaar(fair).seed, list(names.values()))
    first, last = sorted((0, 1), key=lambda n: order[names[f"Kelompok {n}"]])
    slots = re.findall(r"hari=(\d+)", fair.officer.get(fair.desk + "/pembagian").text)
    for slot in dict.fromkeys(slots):
        pin = {"group": names[f"Kelompok {first}"], "slot": slot, "booths": "A02", "reason": "Dekat panggung"}
        done(fair.officer.post(fair.desk + "/pembagian/tetapkan", data=pin))
    done(fair.officer.post(fair.desk + "/pembagian/hitung", data={"reason": "Penempatan tetap"}))
    run_waiting()
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "2"}))
    assert sorted(say_yes(fair)) == [0, 1]
    done(fair.chair(last).post(fair.page(last) + "/tukar", data={"to": names[f"Kelompok {first}"]}))
    key = re.search(r"/tukar/(\d+)", fair.chair(first).get(fair.page(first) + "/tukar").text)[1]
    before = bookings(fair.slug)
    done(fair.chair(first).post(f"{fair.page(first)}/tukar/{key}", data={"answer": "yes"}))
    assert bookings(fair.slug) == before and told("bazaar_swap_agreed") == 1, "somebody is wronged: the office decides"
    desk = f"{fair.desk}/sesudah/tukar/{key}"
    assert "Ada kelompok yang akan dilangkahi" in fair.officer.get(fair.desk + "/sesudah").text
    assert fair.officer.post(desk, data={"reason": " "}).status_code == 422
    with helping(here.officer, fair.groups[first][0]):
        own_side(fair.officer, fair.desk + "/sesudah", desk, {"reason": "Untuk kami"})
    done(fair.officer.post(desk, data={"reason": "Kursi roda lebih mudah di A01"}))
    done(fair.officer.post(desk, data={"reason": "Lagi"}), 409)
    stood = {(name, day): booths for name, day, _, booths in before}
    stands = {(name, day): booths for name, day, _, booths in bookings(fair.slug)}
    a, b = f"Kelompok {first}", f"Kelompok {last}"
    assert len(stands) == 4 and all(
        stands[name, day] == stood[a if name == b else b, day] != stood[name, day] for name, day in stands
    )


@wide
def test_fees_are_bills_paid_waived_or_given_back(shop):
    here = world.a_shop()
    fair = published(here, fee="25.000", fee_basis="Perda 1/2024", fee_receiver="Bendahara Dinas, BSG 001")
    asked = say_yes(fair)
    with read() as db:
        bills = list(db.scalars(sa.select(Bill).where(table(Bill).c.kind == "booth_fee")))
        assert [(b.amount, b.custodian.value, b.group_id) for b in bills] == [(50_000, "organiser", None)] * 3
        numbers = {g.name: a.number for a, g in applications_of(db, bazaar_by_slug(db, fair.slug).key)}
    letter = fair.chair(asked[0]).get(fair.page(asked[0])).text
    assert "Rp25.000" in letter and "Tagihan Anda Rp50.000" in letter and "gratis" not in letter
    desk = fair.desk + "/sesudah/biaya/"
    mine = [numbers[f"Kelompok {n}"] for n in asked]
    done(fair.officer.post(desk + mine[0], data={"act": "received"}))
    done(fair.officer.post(desk + mine[0], data={"act": "received"}), 409)
    assert fair.officer.post(desk + mine[1], data={"act": "waived"}).status_code == 422, "a reason"
    done(fair.officer.post(desk + mine[1], data={"act": "waived", "reason": "Kelompok difabel"}))
    assert fair.officer.post(desk + "P-NOBODY", data={"act": "received"}).status_code == 404
    assert "lunas" in fair.chair(asked[0]).get(fair.page(asked[0])).text
    # Who paid and withdraws is owed it back; who has not paid owes nothing any more.
    done(fair.chair(asked[0]).post(fair.page(asked[0]) + "/jawab", data={"answer": "withdraw"}))
    done(fair.chair(asked[2]).post(fair.page(asked[2]) + "/jawab", data={"answer": "withdraw"}))
    with read() as db:
        states = {b.ref: b.state.value for b in db.scalars(sa.select(Bill).where(table(Bill).c.kind == "booth_fee"))}
    assert states[mine[2]] == "cancelled" and states[mine[0]] == "settled"
    assert "Uang sudah kembali" in fair.officer.get(fair.desk + "/sesudah").text
    done(fair.officer.post(desk + mine[0], data={"act": "returned"}))
    done(fair.officer.post(desk + mine[0], data={"act": "returned"}), 409)
    money = fair.chair(asked[0]).get(f"/lapak/{fair.groups[asked[0]][0]}/uang").text
    assert "50.000" not in money, "the group is not paid by its own fee"
    assert not [line for line in complaints() if "booth" in line or "bill" in line]


@wide
def test_what_was_paid_for_a_booth_given_up_is_looked_at_and_goes_back(shop):
    """Said to be paid before it gave up, or only afterwards: the office decides, and the money goes back."""
    here = world.a_shop()
    fair = published(here, fee="25.000", fee_basis="Perda 1/2024", fee_receiver="Bendahara Dinas, BSG 001")
    write(lambda db: setattr(Person.get(db, here.officer), "email", "petugas@contoh.id"))
    first, second, third = say_yes(fair)
    with read() as db:
        numbers = {g.name: a.number for a, g in applications_of(db, bazaar_by_slug(db, fair.slug).key)}
    mine = [numbers[f"Kelompok {n}"] for n in (first, second, third)]
    desk = fair.desk + "/sesudah"
    done(fair.chair(first).post(fair.page(first) + "/biaya", data={"note": "Dari BSG"}))
    for n in (first, second):
        done(fair.chair(n).post(fair.page(n) + "/jawab", data={"answer": "withdraw"}))
    assert "Kami sudah bayar" in fair.chair(second).get(fair.page(second)).text
    for _ in range(2):
        done(fair.chair(second).post(fair.page(second) + "/biaya", data={"note": "Kami terlanjur bayar"}))
    done(fair.chair(third).post(fair.page(third) + "/biaya", data={"note": "Sudah"}))
    done(fair.officer.post(f"{desk}/biaya/{mine[2]}", data={"act": "waived", "reason": "Kelompok difabel"}))
    seen = fair.officer.get(desk).text
    assert seen.count("Kelompok bilang sudah bayar") == seen.count("Tagihannya sudah tidak berlaku") == 3
    assert "Bebaskan" not in seen, "nothing is left to waive"
    for number in mine[:2]:
        done(fair.officer.post(f"{desk}/biaya/{number}", data={"act": "received"}))
        done(fair.officer.post(f"{desk}/biaya/{number}", data={"act": "received"}), 409)
        assert owed(number) == ("cancelled", 50_000, 50_000)
    assert "akan mengembalikan Rp50.000" in fair.chair(first).get(fair.page(first)).text
    done(fair.chair(first).post(fair.page(first) + "/biaya", data={"note": "Sekali lagi"}), 409)
    done(fair.officer.post(f"{desk}/biaya/{mine[0]}", data={"act": "returned"}))
    done(fair.officer.post(f"{desk}/biaya/{mine[0]}", data={"act": "returned"}), 409)
    assert "Sudah kembali Rp50.000" in fair.chair(first).get(fair.page(first)).text
    done(fair.officer.post(f"{desk}/biaya/{mine[2]}", data={"act": "refused", "reason": "Tidak ada"}))
    assert "Kelompok bilang sudah bayar" not in fair.officer.get(desk).text
    done(fair.officer.post(fair.desk + "/batal", data={"reason": "Banjir"}))
    assert "akan mengembalikan Rp50.000" in fair.chair(second).get(fair.page(second)).text, "also of a cancelled bazaar"
    done(fair.officer.post(f"{desk}/biaya/{mine[1]}", data={"act": "returned"}))
    with read() as db:
        told = [m.template for m in db.scalars(sa.select(Message).order_by(table(Message).c.id))]
        assert recount(db) == []
    assert [told.count(f"bazaar_fee_{step}") for step in ("claimed", "back_due", "back", "refused")] == [3, 2, 2, 1]


@wide
def test_nobody_pays_for_a_day_that_was_called_off(shop):
    """Two days of Rp25.000: who paid both is owed one back, who has not paid owes one; then nothing at all."""
    here = world.a_shop()
    fair = published(here, fee="25.000", fee_basis="Perda 1/2024", fee_receiver="Bendahara Dinas, BSG 001")
    say_yes(fair)
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        days = [slot.key for slot in slots_of(db, bazaar.key)]
        paid, *open_ = sorted(b.ref for b in db.scalars(sa.select(Bill)))
    assert len(days) == 2
    done(fair.officer.post(f"{fair.desk}/sesudah/biaya/{paid}", data={"act": "received"}))
    done(fair.officer.post(f"{fair.desk}/sesudah/hari/{days[0]}/batal", data={"reason": "Banjir"}))
    assert owed(paid) == ("settled", 50_000, 25_000)
    assert [owed(ref) for ref in open_] == [("open", 25_000, 0)] * 2
    done(fair.officer.post(f"{fair.desk}/sesudah/hari/{days[1]}/batal", data={"reason": "Banjir"}))
    assert owed(paid) == ("settled", 50_000, 50_000)
    assert [owed(ref)[0] for ref in open_] == ["cancelled"] * 2
    for _ in range(2):
        done(fair.officer.post(f"{fair.desk}/sesudah/biaya/{paid}", data={"act": "returned"}))
    done(fair.officer.post(f"{fair.desk}/sesudah/biaya/{paid}", data={"act": "returned"}), 409)
    assert not [line for line in complaints() if "bill" in line]


def _fee_taken_back(here, fair, seated, chair, number):
    """Pressed by mistake: taken back by who pressed it, told, and no clock begins."""
    page, desk = fair.page(seated), fair.desk + "/sesudah"
    with read() as db:
        paid = db.scalars(sa.select(Payment)).one().key
    undo = f"{desk}/dicatat/{paid}/tarik"
    colleague = world.as_person(write(lambda db: a_colleague(db).key))
    assert undo in fair.officer.get(desk).text and undo not in colleague.get(desk).text
    assert colleague.post(undo, data={"reason": "salah lihat"}).status_code == 422
    assert fair.officer.post(undo, data={"reason": ""}).status_code == 422
    for stranger in (world.as_person(here.far_officer), chair):
        assert stranger.post(undo, data={"reason": "salah lihat"}).status_code == 404
    hers = table(Officer).c.person_id == here.officer
    write(lambda db: db.execute(sa.update(Officer).where(hers).values(ended_at=now())) and None)
    assert undo not in colleague.get(desk).text, "whoever ended her post a minute ago takes her word back not at once"
    late = now() - timedelta(days=2, minutes=1)
    write(lambda db: db.execute(sa.update(Officer).where(hers).values(ended_at=late)) and None)
    assert undo in colleague.get(desk).text, "who pressed it holds the office no more"
    write(lambda db: db.execute(sa.update(Officer).where(hers).values(ended_at=None)) and None)
    assert colleague.post(undo, data={"reason": "salah lihat"}).status_code == 422
    side = write(lambda db: Facilitation(group_id=group_id(fair.groups[seated][0]), person_id=here.officer).add(db).key)
    assert undo not in fair.officer.get(desk).text, "of a group on her own side a colleague says it"
    assert undo in colleague.get(desk).text, "and else nobody could"
    assert fair.officer.post(undo, data={"reason": "Setoran kelompok lain"}).status_code == 422
    long_ago = now() - timedelta(days=31)
    write(lambda db: setattr(db.get(Facilitation, side), "ended_at", long_ago))
    done(fair.officer.post(undo, data={"reason": "Setoran kelompok lain"}))
    done(fair.officer.post(undo, data={"reason": "lagi"}), 409)
    with read() as db:
        [letter] = [m for m in db.scalars(sa.select(Message)) if m.template == "bazaar_fee_taken_back"]
        assert letter.params["reason"] == "Setoran kelompok lain"
    assert [(b.state.value, b.due_at) for b in world_bills()] == [("open", None)]
    seen = fair.officer.get(desk).text
    assert "Kelompok bilang sudah bayar" in seen and "Setoran kelompok lain" in seen
    tick(now() + timedelta(days=3))
    assert [b.state.value for b in world_bills()] == ["open"], "a fee has no clock"
    # The second refusal ends claims from that browser, and from no other.
    done(fair.officer.post(f"{desk}/biaya/{number}", data={"act": "refused", "reason": "Tetap tidak ada"}))
    assert chair.post(page + "/biaya", data={"note": "Sudah"}).status_code == 422
    done(fair.chair(seated).post(page + "/biaya", data={"note": "Ini buktinya"}))
    done(fair.officer.post(f"{desk}/biaya/{number}", data={"act": "received"}))
    with time_machine.travel(now() + timedelta(days=21), tick=False):
        officer, last = world.as_person(here.officer), f"{desk}/dicatat/{paid + 1}/tarik"
        assert last not in officer.get(desk).text
        assert officer.post(last, data={"reason": "salah lihat"}).status_code == 422, "the bazaar has begun"


@wide
def test_a_group_says_its_fee_is_paid_and_the_office_looks(shop):
    here = world.a_shop()
    fair = published(here, fee="25.000", fee_basis="Perda 1/2024", fee_receiver="Bendahara Dinas, BSG 001")
    seated = next(n for n in range(6) if "tunggu jawaban" in fair.chair(n).get(fair.page(n)).text)
    chair, page = fair.chair(seated), fair.page(seated)
    assert "Kami sudah bayar" not in chair.get(page).text
    done(chair.post(page + "/biaya", data={"note": "x"}), 409)
    done(chair.post(page + "/jawab", data={"answer": "yes"}))
    number = next(b.ref for b in world_bills())
    desk = fair.desk + "/sesudah"
    for wrong in (b"<html>%PDF-", b"%PDF-1.4 cut off", b"x" * 100):
        assert chair.post(page + "/biaya", files={"proof": ("bukti.pdf", wrong)}).status_code == 422
    other = next(n for n in range(6) if n != seated)
    done(fair.chair(other).post(page + "/biaya"), 404)
    assert world.as_person(here.other_chair).post(page + "/biaya").status_code == 404
    for _ in range(2):
        done(chair.post(page + "/biaya", data={"note": "Dari BCA"}, files={"proof": ("bukti.pdf", PDF)}))
    assert "sedang dicocokkan" in chair.get(page).text and "Kami sudah bayar" not in chair.get(page).text
    seen = fair.officer.get(desk).text
    [proof] = re.findall(rf'href="{desk}/bukti/(\d+)"', seen)
    assert "Kelompok bilang sudah bayar" in seen and "Dari BCA" in seen
    with helping(here.officer, fair.groups[seated][0]):
        own_side(fair.officer, desk, f"{desk}/biaya/{number}", {"act": "received"})
    assert fair.officer.get(f"{desk}/bukti/{proof}").content == PDF
    for stranger in (world.as_person(here.far_officer), chair, fair.chair(other)):
        assert stranger.get(f"{desk}/bukti/{proof}").status_code == 404
    assert fair.officer.get(f"{desk}/bukti/99").status_code == 404
    # Not there: with a reason, told, and no clock begins.
    assert fair.officer.post(f"{desk}/biaya/{number}", data={"act": "refused", "reason": ""}).status_code == 422
    done(fair.officer.post(f"{desk}/biaya/{number}", data={"act": "refused", "reason": "Belum masuk ke kas"}))
    done(fair.officer.post(f"{desk}/biaya/{number}", data={"act": "refused", "reason": "Belum masuk ke kas"}), 409)
    with read() as db:
        [letter] = [m for m in db.scalars(sa.select(Message)) if m.template == "bazaar_fee_refused"]
        assert letter.params["reason"] == "Belum masuk ke kas" and letter.to == f"ketua{seated}@contoh.id"
    assert [(b.state.value, b.due_at) for b in world_bills()] == [("open", None)]
    done(chair.post(page + "/biaya", data={"note": "Sekarang sudah"}))
    done(fair.officer.post(f"{desk}/biaya/{number}", data={"act": "received"}))
    assert [b.state.value for b in world_bills()] == ["settled"] and "lunas" in chair.get(page).text
    done(chair.post(page + "/biaya"), 409)
    _fee_taken_back(here, fair, seated, chair, number)
    with read() as db:
        assert [c.state.value for c in db.scalars(sa.select(Claim).order_by(table(Claim).c.id))] == [
            "refused",
            "refused",
            "confirmed",
        ]
        assert recount(db) == []


def a_colleague(db):
    person = world.a_person(db, "Sinta", 77)
    Officer(person_id=person.key, place="71.72", agency="Dinas Perikanan Bitung").add(db)
    return person


def world_bills():
    with read() as db:
        return list(db.scalars(sa.select(Bill).where(table(Bill).c.kind == "booth_fee").order_by(table(Bill).c.id)))


@wide
def test_a_day_more_costs_its_own_fee_once(shop):
    """Two days of Rp25.000 and one more: who paid gets a further bill, who has not pays one of Rp75.000."""
    here = world.a_shop()
    fair = published(here, fee="25.000", fee_basis="Perda 1/2024", fee_receiver="Bendahara Dinas, BSG 001")
    asked = say_yes(fair)
    with read() as db:
        numbers = {g.name: a.number for a, g in applications_of(db, bazaar_by_slug(db, fair.slug).key)}
    mine = [numbers[f"Kelompok {n}"] for n in asked]
    done(fair.officer.post(f"{fair.desk}/sesudah/biaya/{mine[0]}", data={"act": "received"}))
    day = {"day": fairs.day(22), "starts": "09:00", "ends": "17:00", "reason": "Ramai sekali"}
    done(fair.officer.post(fair.desk + "/sesudah/hari", data=day))
    for n in asked[:2]:
        done(fair.chair(n).post(fair.page(n) + "/jawab", data={"answer": "yes"}))
    assert owed(mine[0]) == ("settled", 50_000, 0) and owed(mine[0] + "+2") == ("open", 25_000, 0)
    assert owed(mine[1]) == ("open", 75_000, 0) and owed(mine[2]) == ("open", 50_000, 0)
    assert "Tagihan Anda Rp25.000" in fair.chair(asked[0]).get(fair.page(asked[0])).text
    done(fair.officer.post(f"{fair.desk}/sesudah/biaya/{mine[0]}", data={"act": "received"}))
    done(fair.officer.post(f"{fair.desk}/sesudah/biaya/{mine[0]}", data={"act": "received"}), 409)
    # Postponed, it is asked again and costs nothing more; given up, all that was paid goes back.
    with read() as db:
        last = slots_of(db, bazaar_by_slug(db, fair.slug).key)[-1].key
    done(fair.officer.post(f"{fair.desk}/sesudah/hari/{last}/pindah", data=day | {"day": fairs.day(23)}))
    done(fair.chair(asked[0]).post(fair.page(asked[0]) + "/jawab", data={"answer": "yes"}))
    assert owed(mine[0] + "+2") == ("settled", 25_000, 0)
    done(fair.chair(asked[0]).post(fair.page(asked[0]) + "/jawab", data={"answer": "withdraw"}))
    assert owed(mine[0])[2] + owed(mine[0] + "+2")[2] == 75_000
    for _ in range(2):
        done(fair.officer.post(f"{fair.desk}/sesudah/biaya/{mine[0]}", data={"act": "returned"}))
    done(fair.officer.post(f"{fair.desk}/sesudah/biaya/{mine[0]}", data={"act": "returned"}), 409)
    assert not [line for line in complaints() if "bill" in line]


def owed(ref: str) -> tuple[str, int, int]:
    with read() as db:
        bill = db.scalars(sa.select(Bill).where(table(Bill).c.ref == ref)).one()
        return bill.state.value, bill.amount, owed_back(db, bill)


@wide
def test_an_appeal_is_heard_until_its_deadline(shop):
    here = world.a_shop()
    fair = published(here, groups=3, booths=1)
    write(lambda db: setattr(Person.get(db, here.officer), "email", "petugas@contoh.id"))
    outside = next(n for n in range(3) if "Belum kebagian stan" in fair.chair(n).get(fair.page(n)).text)
    page = fair.page(outside) + "/sanggah"
    assert fair.chair(outside).post(page, data={"text": "pendek"}).status_code == 422
    words = {"text": "Kami sudah dua kali belum kebagian di dinas lain."}
    done(fair.chair(outside).post(page, data=words))
    done(fair.chair(outside).post(page, data=words), 409)
    assert told("bazaar_appealed") == 1
    desk = fair.officer.get(fair.desk + "/sesudah").text
    for reader in (desk, fair.chair(outside).get(fair.page(outside)).text):
        assert re.search(r"Poin giliran kelompok ini \d+: urutan [23] dari 3", reader), "the facts beside the appeal"
        assert re.search(r"lebih dulu adalah urutan [12] dengan poin \d+", reader)
    key = re.search(r"/sanggah/(\d+)", desk)[1]
    answering = f"{fair.desk}/sesudah/sanggah/{key}"
    with helping(here.officer, fair.groups[outside][0]):
        own_side(fair.officer, fair.desk + "/sesudah", answering, {"answer": "Benar"})
    assert fair.officer.post(answering, data={"answer": ""}).status_code == 422
    done(fair.officer.post(f"{fair.desk}/sesudah/sanggah/{key}", data={"answer": "Poin dihitung per dinas."}))
    done(fair.officer.post(f"{fair.desk}/sesudah/sanggah/{key}", data={"answer": "Lagi"}), 409)
    assert "Poin dihitung per dinas." in fair.chair(outside).get(page).text and told("bazaar_appeal_answered") == 1
    late = next(n for n in range(3) if n != outside)
    write(lambda db: [each.bring(CarriedBy.PHONE, by=world.actor(6)) for each in db.scalars(sa.select(Notice))])
    with read() as db:
        closed = bazaar_by_slug(db, fair.slug).published_at + timedelta(days=4)
    with time_machine.travel(closed, tick=True):
        fresh = world.as_person(fair.groups[late][1])
        assert "sudah lewat" in fresh.get(fair.page(late) + "/sanggah").text
        assert fresh.post(fair.page(late) + "/sanggah", data=words).status_code == 422
    with read() as db:
        begun = bazaar_by_slug(db, fair.slug)
        begun = begun.days.first.begins_at(begun) + timedelta(hours=1)
    with time_machine.travel(begun, tick=True):
        for n, offered in ((late, False), (outside, True)):
            letter = world.as_person(fair.groups[n][1]).get(fair.page(n)).text
            assert ("/sanggah" in letter) is offered, "no button leads where nothing can be read or done"


def silent(officer, address: str, form: dict[str, str]) -> None:
    """What costs a booth, or gives it back, is refused without a reason."""
    assert officer.post(address, data=form | {"reason": " "}).status_code == 422
    done(officer.post(address, data=form))


@wide
def test_attendance_on_the_day(shop):
    here = world.a_shop()
    fair = published(here)
    asked = say_yes(fair)
    with read() as db:
        bazaar: Bazaar = bazaar_by_slug(db, fair.slug)
        first = slots_of(db, bazaar.key)[0]
        opens = datetime.combine(first.day, first.starts, bazaar.zone)
    page = fair.officer.get(fair.desk + "/kehadiran").text
    keys = [int(k) for k in re.findall(r'id="b(\d+)"', page)]
    assert len(keys) == 3
    desk = f"{fair.desk}/kehadiran/"
    assert fair.officer.post(f"{desk}{keys[0]}", data={"here": "arrived"}).status_code == 422, "not the day yet"
    with time_machine.travel(opens + timedelta(minutes=20), tick=True):
        officer = world.as_person(here.officer)
        done(officer.post(f"{desk}{keys[0]}", data={"here": "arrived"}))
        done(officer.post(f"{desk}{keys[0]}", data={"here": "arrived"}))
        assert "masih punya waktu" in officer.post(f"{desk}{keys[1]}", data={"here": "absent"}).text
        done(officer.post(f"{desk}{keys[2]}", data={"here": "left"}), 409)
        assert officer.post(f"{desk}{keys[0]}", data={"here": "flew"}).status_code == 422
        assert officer.post(f"{desk}999", data={"here": "arrived"}).status_code == 404
    with time_machine.travel(opens + timedelta(hours=1), tick=True):
        officer = world.as_person(here.officer)
        before = bookings(fair.slug)
        gone, came = {"here": "absent", "reason": "Stannya kosong"}, {"here": "arrived", "reason": "Macet"}
        silent(officer, desk + str(keys[1]), gone)
        assert "dilepas untuk hari ini" in officer.get(fair.desk + "/kehadiran").text
        silent(officer, desk + str(keys[1]), came)  # nobody had the booth yet
        gate = " ".join(officer.get(fair.desk + "/kehadiran").text.split())
        assert "belum dicatat → tidak hadir" in gate and "tidak hadir → hadir" in gate and "Macet (" in gate
        assert bookings(fair.slug) == before
        with read() as db:
            assert db.scalar(sa.select(sa.func.count()).select_from(table(BookedHour))) == 3 * 8 * 2
        done(officer.post(f"{desk}{keys[1]}", data={"here": "absent"}), 409)
        for _ in range(2):
            done(officer.post(f"{desk}{keys[2]}", data=gone))
        done(officer.post(f"{desk}{keys[0]}", data={"here": "absent"}), 409)
        done(officer.post(f"{desk}{keys[0]}", data={"here": "left"}))
        report = officer.get(fair.desk + "/laporan").text
        assert re.search(r'data-th="Hadir">2<', report) and re.search(r'data-th="Tidak hadir">1<', report)
    rows = bookings(fair.slug)
    assert [each[2] for each in rows] == ["confirmed"] * 6, "who is absent has used the turn"
    free = [each for each in rows if not each[3]]
    assert len(free) == 1 and free[0][1] == fairs.day(20), "and gave up this day alone"
    assert asked
    with time_machine.travel(opens + timedelta(hours=2), tick=True), read() as db:
        given = db.scalar(sa.select(table(Attendance).c.gave).where(table(Attendance).c.gave != ""))
    done(fair.officer.post(f"{fair.desk}/sesudah/stan", data={"number": given, "reason": "Roboh"}))
    with time_machine.travel(opens + timedelta(hours=2), tick=True):
        officer = world.as_person(here.officer)
        done(officer.post(f"{desk}{keys[2]}", data=came))
        assert "datang, stannya sudah ditempati" in officer.get(fair.desk + "/kehadiran").text, "it came all the same"


PAPERS = ("undangan", "keputusan", "hadir", "pindah", "peserta", "tanda", "ringkasan")


def test_papers_carry_the_letterhead_and_the_names(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=3, booths=2)
    for paper in PAPERS[1:]:
        assert fair.officer.get(f"{fair.desk}/surat/{paper}").status_code == 404, "nothing to print before publishing"
    assert fair.officer.get(f"{fair.desk}/surat/apa").status_code == 404
    head = {
        "heading": "PEMERINTAH KOTA BITUNG", "signatory": "Ir. Wenas", "signatory_title": "Kepala Dinas",
        "number_format": "500.5/{number}/DKP/2026", "city": "Bitung",
    }  # fmt: skip
    done(fair.officer.post("/dinas/kantor", data=head))
    refused = fair.officer.post("/dinas/kantor", data=head | {"number_format": "500.5/DKP"})
    assert refused.status_code == 422 and "di tempat nomor surat" in refused.text, "no letter would have its number"
    assert fair.officer.post("/dinas/kantor", data=head | {"office": "2"}).status_code == 404, "another office's"
    letter = fair.officer.get(f"{fair.desk}/surat/undangan?nomor=123").text
    assert "500.5/123/DKP/2026" in letter and "PEMERINTAH KOTA BITUNG" in letter and "Ir. Wenas" in letter
    assert "Jangan membayar kepada siapa pun" in letter
    whole = fair.officer.get(f"{fair.desk}/surat/undangan?nomor=500.2/123/DISPERINDAG").text
    assert "500.2/123/DISPERINDAG" in whole and "DKP" not in whole.partition("500.2/123")[0][-20:]
    assert fair.officer.get(f"{fair.desk}/surat/undangan?nomor={'1' * 61}").status_code == 422, "cut by nobody"
    assert "500.5/123/DKP/2026" in fair.officer.get(fair.desk + "/surat").text, "what becomes of it, beforehand"
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(3):
        fairs.register(fair, number)
    fairs.allotted(fair)
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    asked = say_yes(fair)
    pages = {paper: fair.officer.get(f"{fair.desk}/surat/{paper}").text for paper in PAPERS}
    for paper in ("keputusan", "hadir", "peserta", "tanda"):
        assert all(f"Kelompok {n}" in pages[paper] for n in asked), paper
    assert "Tanda tangan" in pages["hadir"] and "<svg" in pages["tanda"] and "Belum kebagian" in pages["keputusan"]


def says_yes(browser) -> None:
    (asked,) = set(re.findall(r"/akun/undangan/\d+", browser.get("/akun/undangan").text))
    done(browser.post(asked, data={"answer": "yes"}))


def test_an_office_is_handed_over_and_superiors_look(shop):
    """Each by a yes of who is asked, at a number that she proved; the answer to the officer is the same for
    anybody's."""
    here = world.a_shop()
    officer, buyer = world.as_person(here.officer), world.as_person(here.buyer)
    write(lambda db: setattr(Person.get(db, here.buyer), "phone_proved_at", now()))
    form = {"role": "superior", "identifier": "081200000009"}
    done(officer.post("/dinas/kantor/rekan", data=form | {"identifier": "081299999999"}))
    assert officer.post("/dinas/kantor/rekan", data=form | {"office": "2"}).status_code == 404
    done(officer.post("/dinas/kantor/rekan", data=form))
    assert officer.post("/dinas/kantor/rekan", data=form).status_code == 422, "already asked"
    assert buyer.get("/dinas").status_code == 404
    says_yes(buyer)
    assert buyer.get("/dinas").status_code == 200
    assert buyer.post("/dinas/bazar/baru", data={"name": "Bazar Gelap"}).status_code == 422
    assert buyer.get(f"/lapak/{here.slug}").status_code == 404, "a superior does not act for a group"
    desk = fairs.a_fair(here.officer, groups=0).desk
    for page in ("/dinas", "/dinas/bazar", desk, desk + "/denah"):
        assert "Anda melihat sebagai pimpinan" in buyer.get(page).text, page
        assert "Anda melihat sebagai pimpinan" not in officer.get(page).text, page
    key = re.findall(r"/rekan/(\d+)/selesai", officer.get("/dinas/kantor").text)[-1]
    done(officer.post(f"/dinas/kantor/rekan/{key}/selesai"))
    assert buyer.get("/dinas").status_code == 404
    own = form | {"role": "successor", "identifier": "081200000006"}
    assert officer.post("/dinas/kantor/rekan", data=own).status_code == 422
    done(officer.post("/dinas/kantor/rekan", data=form | {"role": "successor"}))
    assert officer.get("/dinas").status_code == 200, "until the successor says yes"
    says_yes(buyer)
    assert officer.get("/dinas").status_code == 404 and buyer.get("/dinas").status_code == 200
    assert buyer.post("/dinas/bazar/baru", data={"name": "Bazar Terang"}).status_code == 303


def test_a_named_auditor_sees_the_whole_and_says_so(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=2)
    form = {
        "name": "Bazar Pesisir",
        "closes_on": fairs.day(5),
        "category_limit": "6",
        "reserved_groups": "1",
        "reserved_for": "difabel",
    }
    done(fair.officer.post(fair.desk, data=form))
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(2):
        fairs.register(fair, number)
    fairs.closed(fair)
    queue = fair.officer.get(fair.desk + "/pendaftaran").text
    for number in re.findall(r'href="[^"]*/pendaftaran/(P-[^"]+)"', queue):
        done(fair.officer.post(f"{fair.desk}/pendaftaran/{number}", data={"verdict": "eligible", "reserved": "1"}))
    fairs.drawn(fair, "5")
    done(fair.officer.post(fair.desk + "/pembagian/hitung"))
    run_waiting()
    assert fair.officer.post(fair.desk + "/sesudah/pemeriksa", data={"auditor": "Inspektorat"}).status_code == 404
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    anybody = world.client()
    assert anybody.get(f"/bazar/{fair.slug}/instance.json").status_code == 404
    link = fairs.auditor_link(fair)
    for wrong in (f"/bazar/{fair.slug}/periksa", f"/bazar/{fair.slug}/periksa?kunci=", link + "x"):
        assert anybody.get(wrong).status_code == 404
    assert "Inspektorat Kota" in anybody.get(link).text
    whole = anybody.get(link.replace("/periksa?", "/periksa/instance.json?")).json()
    assert all(group["reserved"] for group in whole["groups"])
    assert anybody.post(link, data={"result": "valid: score 1"}).status_code == 422
    done(anybody.post(link, data={"result": "valid"}))
    shown = anybody.get(f"/bazar/{fair.slug}/pembagian").text
    assert "Inspektorat Kota menghitung ulang versi 1" in shown
    assert fairs.auditor_link(fair, "BPK")
    assert anybody.get(link).status_code == 404, "the old link is over"


@pytest.mark.parametrize("act", ["stan", "hari", "pemeriksa", "biaya/P-AAAAAA"])
def test_nothing_of_it_before_publishing(shop, act):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=1, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    form = {"number": "A01", "reason": "x", "day": fairs.day(22), "auditor": "Xx", "act": "received"}
    assert fair.officer.post(f"{fair.desk}/sesudah/{act}", data=form).status_code == 404
    fairs.register(fair, 0)
    assert fair.chair(0).get(fair.page(0) + "/sanggah").status_code == 404


def test_two_runs_side_by_side(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=4, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(4):
        fairs.register(fair, number)
    fairs.allotted(fair)
    assert fair.officer.get(fair.desk + "/pembagian/banding").status_code == 404, "one run has nothing beside it"
    page = fair.officer.get(fair.desk + "/pembagian").text
    assert "data-occupant" in page and "allot.js" in page
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        slot = slots_of(db, bazaar.key)[0].key
        out = plans_of(db, bazaar.key)[0].file["rejected"][0]["group"]
    pin = {"group": out, "slot": slot, "booths": "A01", "reason": "Demo masak"}
    done(fair.officer.post(fair.desk + "/pembagian/tetapkan", data=pin))
    done(fair.officer.post(fair.desk + "/pembagian/hitung", data={"reason": "Ada penempatan tetap"}))
    run_waiting()
    beside = fair.officer.get(fair.desk + "/pembagian/banding").text
    assert "Versi 1 dan versi 2" in beside and "kelompok berubah" in beside and "belum kebagian" in beside
