"""Everybody at once after publishing: answers, withdrawals, swaps, broken booths, days moved. Nothing is half done."""

import random
import re
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.booking import LIVE, BookedBooth, BookedHour, Booking, BookingState
from market.bazaars.booth import Booth
from market.bazaars.slot import slots_of
from market.kernel.db import read
from market.kernel.record import table
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import published, slot_ids
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
