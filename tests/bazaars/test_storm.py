"""Everybody at once: after publishing, and on the day at the gate. Nothing is half done."""

import random
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from market.bazaars.after.amendment import AmendmentKind, amendments_of
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.booking import LIVE, BookedBooth, BookedHour, Booking, BookingState
from market.bazaars.booking.stands import free_booths
from market.bazaars.booth import Booth
from market.bazaars.registering.application import applications_of
from market.bazaars.slot import slots_of
from market.kernel.db import read, write
from market.kernel.record import table
from market.people.helpers import Officer
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import published, say_yes, slot_ids, told
from tests.bazaars.after.test_past import HOUR, begins, plan_form
from tests.bazaars.test_history import require_kept, what_happened
from tests.conftest import both

ACTS = 14


def storm(fair: fairs.Fair, seed: int, slots: list[int]) -> list[int]:
    """One of eight people with a phone or an office, who presses whatever there is."""
    chance = random.Random(seed)
    number = seed % len(fair.groups)
    mine = fair.chair(number)
    office = fairs.Fair(world.as_person(OFFICER[0]), fair.slug, fair.groups)
    codes = []
    for turn in range(ACTS):
        act = chance.choice(("yes", "no", "withdraw", "yes", "swap", "agree", "break", "move", "cancel"))
        if act in ("yes", "no", "withdraw"):
            answer = mine.post(fair.page(number) + "/jawab", data={"answer": act})
        elif act in ("swap", "agree"):
            page = mine.get(fair.page(number) + "/tukar").text
            asked = re.search(r"/tukar/(\d+)", page)
            others = re.findall(r'name="to" value="([^"]+)"', page)
            if act == "agree" and asked:
                answer = mine.post(
                    f"{fair.page(number)}/tukar/{asked[1]}", data={"answer": chance.choice(("yes", "no"))}
                )
            elif others:
                answer = mine.post(fair.page(number) + "/tukar", data={"to": chance.choice(others)})
            else:
                continue
        elif act == "break" and turn % 5 == 0:
            form = {"number": f"A{chance.randrange(1, 7):02d}", "reason": "Banjir"}
            answer = office.officer.post(office.desk + "/sesudah/stan", data=form)
        elif act == "move" and turn % 7 == 0:
            form = {"day": fairs.day(30 + seed * ACTS + turn), "starts": "09:00", "ends": "12:00", "reason": "Hujan"}
            answer = office.officer.post(f"{office.desk}/sesudah/hari/{chance.choice(slots)}/pindah", data=form)
        elif act == "cancel" and turn > ACTS // 2:  # the last day, late: the first is left for what follows
            form = {"reason": "Banjir"}
            answer = office.officer.post(f"{office.desk}/sesudah/hari/{slots[-1]}/batal", data=form)
        else:
            continue
        codes.append(answer.status_code)
    return codes


OFFICER: list[int] = []


@both
def test_everybody_at_once_leaves_the_books_whole(shop):
    here = world.a_shop()
    OFFICER[:] = [here.officer]
    fair = published(here, groups=8, booths=6, fewer=True)
    slots = slot_ids(fair.slug)
    with ThreadPoolExecutor(8) as pool:
        codes = [code for part in pool.map(lambda n: storm(fair, n, slots), range(8)) for code in part]
    assert set(codes) <= {303, 404, 409, 422} and codes.count(303) > 10, codes
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        hours = {s.key: len(s.hours(bazaar)) for s in slots_of(db, bazaar.key)}
        held, promised = table(BookedBooth), table(BookedHour)
        bookings = list(db.scalars(sa.select(Booking).where(table(Booking).c.bazaar_id == bazaar.key)))
        for booking in bookings:
            booths = list(db.scalars(sa.select(held.c.booth_id).where(held.c.booking_id == booking.key)))
            told = db.scalar(sa.select(sa.func.count()).where(promised.c.booking_id == booking.key))
            assert bool(booths) == (booking.state in LIVE), (booking.state, booths)
            assert told == (hours[booking.slot_id] if booking.state is BookingState.CONFIRMED else 0), booking.state
        broken = set(db.scalars(sa.select(table(Booth).c.id).where(table(Booth).c.broken_at.is_not(None))))
        assert not broken & set(db.scalars(sa.select(held.c.booth_id))), "nobody stands in a broken booth"
        places = [(b.application_id, b.slot_id) for b in bookings if b.state in LIVE]
        assert len(places) == len(set(places)), "one live booking of a group in a slot"


def at_the_gate(fair: fairs.Fair, seed: int, seen: "Seen") -> list[int]:
    """One of eight: four officers with a phone of their own at the gate, two chairs who give their next day back, two
    who wait for a booth."""
    chance = random.Random(seed)
    if seed >= len(seen.officers) + 2:
        return says_ready(fair, seed, seen.slots[0])
    if seed >= len(seen.officers):
        mine = fair.chair(seed)
        return [mine.post(fair.page(seed) + "/jawab", data={"answer": "withdraw"}).status_code for _ in range(2)]
    mine, codes = world.as_person(seen.officers[seed]), []
    slot, gate = seen.slots[0], fair.desk + "/kehadiran"
    acts = ["arrived", "absent", "corrected", "move", "step in", "move", "step in", "break", "repair", "facts"]
    acts += ["dead block", "shorten"]
    chance.shuffle(acts)
    for turn, act in enumerate([*acts, "end"]):
        booking, booth = f"{gate}/{chance.choice(seen.bookings)}", chance.choice((*seen.free, "A01", "A02"))
        why = {"reason": f"Angin {seed} {turn}", "hari": str(slot)}
        if act in ("arrived", "absent"):
            answer = mine.post(booking, data=why | {"here": act})
        elif act == "corrected":
            answer = mine.post(booking, data=why | {"here": chance.choice(("arrived", "absent"))})
        elif act == "move":
            answer = mine.post(booking + "/pindah", data=why | {"booths": booth})
        elif act == "step in":
            there = why | {"group": chance.choice(seen.numbers), "booths": booth}
            answer = mine.post(f"{gate}/hari/{slot}/pengganti", data=there)
        elif act == "break":
            answer = mine.post(fair.desk + "/sesudah/stan", data=why | {"number": booth})
        elif act == "repair":
            answer = mine.post(f"{fair.desk}/sesudah/stan/{booth}/baik", data=why)
        elif act in ("dead block", "shorten"):
            answer = trouble(mine, f"{gate}/hari/{slot}", act, why | {"stan": booth})
        elif act == "facts":
            answer = mine.post(fair.desk, data=plan_form(fair, venue=f"Lapangan {seed}") | why)
        else:
            answer = mine.post(f"{gate}/hari/{slot}/selesai", data=why)
        codes.append(answer.status_code)
    return codes


def trouble(mine: TestClient, day: str, act: str, form: dict[str, str]):
    """Rain, or a block that is dead, as its page showed what that does a moment before."""
    if act == "shorten":
        return mine.post(f"{day}/pendekkan", data=form | {"ends": "15:00"})
    mark = re.search(r'name="mark"\s+value="([^"]*)"', mine.get(f"{day}/gangguan", params={"stan": form["stan"]}).text)
    return mine.post(f"{day}/blok", data=form | {"mark": mark[1] if mark else ""})


def says_ready(fair: fairs.Fair, number: int, slot: int) -> list[int]:
    """A chair who said that she comes if a booth is free, and takes whatever she is offered."""
    mine, page, codes = fair.chair(number), fair.page(number), []
    for _ in range(4):
        codes.append(mine.post(page + "/siap", data={"slot": str(slot), "act": "ready"}).status_code)
        for offer in re.findall(r"/tawaran/(\d+)", mine.get(page).text):
            codes.append(mine.post(f"{page}/tawaran/{offer}", data={"answer": "yes"}).status_code)
    return codes


@dataclass(frozen=True)
class Seen:
    """What those at the gate have before them."""

    officers: list[int]
    slots: list[int]
    bookings: list[int]
    numbers: list[str]
    free: list[str]


def seen_at(fair: fairs.Fair) -> Seen:
    def more(db) -> list[int]:
        first = db.scalars(sa.select(Officer).where(table(Officer).c.person_id == OFFICER[0])).one()
        kept = {"place": first.place, "agency": first.agency, "since": first.since, "office_id": first.office_id}
        people = [world.a_person(db, f"Petugas {n}", 90 + n) for n in range(3)]
        for person in people:
            Officer(person_id=person.key, **kept).add(db)
        return [person.key for person in people]

    officers = [*OFFICER, *write(more)]
    slots = slot_ids(fair.slug)
    with read() as db:
        bazaar, rows = bazaar_by_slug(db, fair.slug), table(Booking)
        mine = sa.select(rows.c.id).where(rows.c.slot_id == slots[0], rows.c.state == BookingState.CONFIRMED)
        there = list(db.scalars(mine.order_by(rows.c.id)))
        return Seen(
            officers,
            slots,
            there,
            [a.number for a, _ in applications_of(db, bazaar.key)],
            free_booths(db, bazaar.key, slots[0]),
        )


@both
def test_everybody_at_the_gate_at_once_keeps_what_happened(shop):
    here = world.a_shop()
    OFFICER[:] = [here.officer]
    fair = published(here, groups=8, booths=8)
    for number in (6, 7):
        assert fair.chair(number).post(fair.page(number) + "/jawab", data={"answer": "no"}).status_code == 303
    say_yes(fair)
    seen = seen_at(fair)
    with time_machine.travel(begins(fair.slug)[0] + HOUR, tick=True):
        with read() as db:
            before = what_happened(db, fair.slug)
        with ThreadPoolExecutor(8) as pool:
            codes = [code for part in pool.map(lambda n: at_the_gate(fair, n, seen), range(8)) for code in part]
        assert set(codes) <= {303, 404, 409, 422} and codes.count(303) > 6, codes
        with read() as db:
            require_kept(before, what_happened(db, fair.slug), "storm")
            require_whole(db, fair.slug, seen)


def require_whole(db: Session, slug: str, seen: Seen) -> None:
    bazaar, b, h, o = bazaar_by_slug(db, slug), table(Booking), table(BookedBooth), table(BookedHour)
    hours = {s.key: len(s.hours(bazaar)) for s in bazaar.days.slots}
    here = list(db.scalars(sa.select(Booking).where(b.c.bazaar_id == bazaar.key, b.c.state.in_(LIVE))))
    places = [(each.application_id, each.slot_id) for each in here]
    assert len(places) == len(set(places)), "one live booking of a group in a slot"
    for each in here:
        now_there = list(db.scalars(sa.select(h.c.id).where(h.c.booking_id == each.key, h.c.until.is_(None))))
        assert len(now_there) <= 1, "a group stands in one booth at a time"
        if each.state is BookingState.CONFIRMED:
            assert db.scalar(sa.select(sa.func.count()).where(o.c.booking_id == each.key)) == hours[each.slot_id]
    broken = sa.select(table(Booth).c.id).where(table(Booth).c.broken_at.is_not(None))
    coming = (h.c.slot_id == seen.slots[1], h.c.booth_id.in_(broken))
    assert not list(db.scalars(sa.select(h.c.id).where(*coming))), "nobody is to stand in a broken booth"
    made = Counter(each.kind for each in amendments_of(db, bazaar.key))
    assert made[AmendmentKind.SLOT_ENDED] == 1, "a day ends once"
    assert made[AmendmentKind.MOVED] + made[AmendmentKind.SUBSTITUTE] > 0
    assert told("bazaar_moved_today") == made[AmendmentKind.MOVED]
    assert told("bazaar_stepped_in") == made[AmendmentKind.SUBSTITUTE]
