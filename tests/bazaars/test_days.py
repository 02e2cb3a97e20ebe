"""The first and the last day are those that are held: a cancelled one begins nothing, anywhere."""

import re
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from market.bazaars.bazaar import Bazaar, bazaar_by_slug
from market.bazaars.slot import Slot, has_begun, is_held, slots_of
from market.kernel.db import read
from market.kernel.record import table
from market.orders.clockwork import tick
from tests import world
from tests.bazaars.after.test_after import bookings, published, say_yes, slot_ids
from tests.bazaars.world import done
from tests.both_ways import FEW_STATEMENTS, yes_or_no
from tests.conftest import both, wide

# Of places in each zone, in the small hours or late, called off or not.
SLOTS = st.tuples(
    st.sampled_from(("11.71", "71.72", "91.71")), st.dates(date(2026, 12, 4), date(2026, 12, 6)),
    st.sampled_from((time(0), time(7), time(8), time(9), time(23, 30))), st.booleans(),
)  # fmt: skip


@both
@settings(FEW_STATEMENTS, max_examples=20)
@given(drawn=st.lists(SLOTS, min_size=10, max_size=10), of=st.integers(0, 9), beside=st.integers(-1, 1))
def test_a_row_is_held_and_has_begun_when_its_slot_has(shop, drawn, of, beside):
    """By the clock of its own place; in the second in which one of them begins, and in those beside it."""
    slots, off = table(Slot).c, datetime(2026, 12, 1, tzinfo=UTC)
    kinds = {name: slots[name].type for name in ("day", "starts", "cancelled_at")} | {"village": sa.String()}
    facts = [(day, starts, off if ended else None, village) for village, day, starts, ended in drawn]
    made = [
        (Slot(day=day, starts=starts, ends=time(23, 59), cancelled_at=ended), Bazaar(village=village))
        for day, starts, ended, village in facts
    ]
    slot, bazaar = made[of]
    with time_machine.travel(slot.begins_at(bazaar) + timedelta(seconds=beside), tick=False):
        begun = yes_or_no(kinds, facts, lambda rows: has_begun(rows, rows.c.village))
        assert begun == [slot.begun(bazaar) for slot, bazaar in made]
    assert yes_or_no(kinds, facts, is_held) == [slot.held for slot, _bazaar in made]


@wide
def test_a_cancelled_first_day_is_no_start(shop):
    """A week later, on the day that was called off: nobody is late, the queue moves, the map says what is true."""
    here = world.a_shop()
    fair = published(here, groups=4, booths=3)
    asked = say_yes(fair)
    first, second = slot_ids(fair.slug)
    week_off = {"day": str((datetime.now() + timedelta(days=28)).date()), "starts": "09:00", "ends": "17:00"}
    done(fair.officer.post(f"{fair.desk}/sesudah/hari/{second}/pindah", data=week_off | {"reason": "Hujan"}))
    say_yes(fair)
    done(fair.officer.post(f"{fair.desk}/sesudah/hari/{first}/batal", data={"reason": "Banjir"}))
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        called_off = slots_of(db, bazaar.key)[0].begins_at(bazaar)
    with time_machine.travel(called_off + timedelta(hours=1), tick=True):
        listed, page = world.client().get("/bazar").text, world.client().get(f"/bazar/{fair.slug}").text
        assert "sedang berlangsung" not in listed and "sedang menjawab" not in page
        assert "Hari ini dibatalkan" in world.client().get(f"/bazar/{fair.slug}?hari={first}").text
        assert re.search(r'"startDate": "([\d-]+)T', page)[1] == week_off["day"]
        assert 'aria-current="page"' in page.split(f"?hari={second}#denah")[1][:60], "the map opens on the day to come"
        leaving = asked[0]
        done(fair.chair(leaving).post(fair.page(leaving) + "/jawab", data={"answer": "withdraw"}))
        tick()
    states = {(group, state) for group, day, state, _ in bookings(fair.slug) if day == week_off["day"]}
    assert (f"Kelompok {leaving}", "withdrawn") in states, "eight days before the first day that is held: in time"
    assert {group for group, state in states if state == "offered"}, "the queue went on"


@wide
def test_it_runs_from_the_first_day_that_is_held_to_the_last(shop):
    here = world.a_shop()
    fair = published(here)
    say_yes(fair)
    first, _second = slot_ids(fair.slug)
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        begins = [slot.begins_at(bazaar) for slot in slots_of(db, bazaar.key)]
    hour = timedelta(hours=1)
    for moment, running in (
        (begins[0] - hour, 0),
        (begins[0] + hour, 1),
        (begins[1] + hour, 1),
        (begins[1] + 9 * hour, 0),
    ):
        with time_machine.travel(moment, tick=True):
            assert world.client().get("/bazar").text.count("sedang berlangsung") == running, moment
    done(fair.officer.post(f"{fair.desk}/sesudah/hari/{first}/batal", data={"reason": "Banjir"}))
    with time_machine.travel(begins[0] + hour, tick=True):
        assert "sedang berlangsung" not in world.client().get("/bazar").text
