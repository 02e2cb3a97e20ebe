"""Days that are left once a bazaar runs, or once its first day passed unpublished: each counts by itself."""

import json
import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from market.bazaars.after.amending import cancel_slot, postpone_slot, prolong
from market.bazaars.after.amendment import amendments_of
from market.bazaars.allotting.draw import frozen_points
from market.bazaars.allotting.freezing import floor, freeze
from market.bazaars.allotting.plan import publish
from market.bazaars.allotting.waitlist import call_queue
from market.bazaars.bazaar import Bazaar, bazaar_by_slug, draft_bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.answering import cancel_bazaar
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.releasing import withdraw
from market.bazaars.registering.application import applications_of
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.language import shown_moment
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.pages.shop.bazaars import listed
from market.people.access import CLOCK, Actor
from tests import world
from tests.bazaars.morning_world import Hall, a_hall
from tests.conftest import wide

DAY = timedelta(days=1)
WHY = {"reason": "Ramai", "by": Actor(name="Hendra")}


def of_day(db: Session, slot: Slot) -> list[Booking]:
    rows = table(Booking)
    return list(db.scalars(sa.select(Booking).where(rows.c.slot_id == slot.key).order_by(rows.c.id)))


def told(begins: datetime) -> str:
    """As its page says when a day that begins then locks."""
    return shown_moment(begins - 2 * DAY, ZoneInfo("Asia/Makassar"))


def next_week(bazaar: Bazaar) -> datetime:
    return datetime.combine((now() + 8 * DAY).date(), time(9), bazaar.zone)


@wide
def test_a_day_added_while_it_runs_is_answered_and_left_by_its_own_time(shop):
    """It was until ten in the evening, and whoever slept had lost a booth of the week after."""
    hall = a_hall(world.a_shop().officer, {"A": 2}, waiting=2, today=True)

    def added(db: Session) -> None:
        bazaar = bazaar_by_slug(db, hall.slug)
        begins = next_week(bazaar)
        prolong(db, bazaar, begins.date(), time(9), time(17), **WHY)
        offers = of_day(db, bazaar.days.last)
        assert len(offers) == 2
        assert all(offer.answer_by > now() + 2 * DAY for offer in offers)

    write(added)

    def agreed(db: Session) -> tuple[datetime, datetime]:
        days = bazaar_by_slug(db, hall.slug).days
        for offer in of_day(db, days.last):
            offer.become(BookingState.CONFIRMED, CLOCK, "confirmed")
        return days.coming[0].begins_at(days.bazaar), days.last.begins_at(days.bazaar)

    name, chair = next(iter(hall.standing.items()))
    page = f"/lapak/{hall.slugs[name]}/bazar/{hall.slug}"
    tomorrow, added_day = write(agreed)
    for at, says in (
        (now(), f"Sejak {told(tomorrow)} melepas"),
        (tomorrow + DAY, f"Sebelum {told(added_day)} giliran"),
    ):
        with time_machine.travel(at):
            assert says in world.as_person(chair).get(page).text, "the lock of the next day it can give back"

    def left(db: Session) -> None:
        bazaar = bazaar_by_slug(db, hall.slug)
        offers = of_day(db, bazaar.days.last)
        leaves = offers[0].application_id
        withdraw(
            db, bazaar, next(a for a, _ in applications_of(db, bazaar.key) if a.key == leaves), by=Actor(name="Ibu")
        )
        states = {each.slot_id: each.state for each in of_day(db, bazaar.days.last) if each.application_id == leaves}
        assert states == {bazaar.days.last.key: BookingState.WITHDRAWN}, "six days before it locks: no turn"
        asked = call_queue(db, bazaar)
        assert len(asked) == 1, "the queue moves for a day that has not begun"

    write(left)


@wide
def test_a_day_postponed_while_it_runs_is_answered_by_its_new_time(shop):
    hall = a_hall(world.a_shop().officer, {"A": 2}, waiting=0, today=True)

    def moved(db: Session) -> None:
        bazaar = bazaar_by_slug(db, hall.slug)
        slot = bazaar.days.coming[-1]
        begins = next_week(bazaar)
        postpone_slot(db, bazaar, slot.key, begins.date(), time(9), time(17), **WHY)
        db.expire_all()
        assert all(offer.answer_by > now() + 2 * DAY for offer in of_day(db, bazaar.days.last))

    write(moved)


@wide
@pytest.mark.parametrize("act", ["moved", "added"])
def test_a_day_changed_on_the_eve_is_answered_by_its_own_time(shop, act):
    """Between its lock and its first hour all of a bazaar was answered in two waking hours, also a day of next week."""
    hall = a_hall(world.a_shop().officer, {"A": 2}, waiting=0)

    def changed(db: Session) -> None:
        bazaar = bazaar_by_slug(db, hall.slug)
        begins = next_week(bazaar)
        if act == "moved":
            postpone_slot(db, bazaar, bazaar.days.last.key, begins.date(), time(9), time(17), **WHY)
        else:
            prolong(db, bazaar, begins.date(), time(9), time(17), **WHY)
        db.expire_all()
        asked = of_day(db, bazaar.days.last)
        assert len(asked) == 2 and all(offer.answer_by > now() + 2 * DAY for offer in asked)

    def eve(db: Session) -> datetime:
        return bazaar_by_slug(db, hall.slug).days.first.begins_at(bazaar_by_slug(db, hall.slug)) - timedelta(hours=4)

    with time_machine.travel(write(eve), tick=True):
        write(changed)


def waits_for_publishing(hall: Hall, *, begun: int) -> None:
    """Its plan is made; of its days so many have begun."""

    def work(db: Session) -> None:
        for slot in bazaar_by_slug(db, hall.slug).days.slots[:begun]:
            slot.day = now().date() - DAY

    write(work)


@wide
@pytest.mark.parametrize("season", [False, True])
def test_a_bazaar_whose_first_day_passed_unpublished_is_published_for_the_days_left(shop, season):
    hall = a_hall(world.a_shop().officer, {"A": 2}, waiting=1, published=False, season=season)
    waits_for_publishing(hall, begun=1)

    def too_early(db: Session) -> None:
        publish(db, bazaar_by_slug(db, hall.slug), 1, by=CLOCK)

    with pytest.raises(Overtaken, match="days_passed"):
        write(too_early)

    def called_off(db: Session) -> None:
        bazaar = bazaar_by_slug(db, hall.slug)
        with pytest.raises(Refused):
            cancel_slot(db, bazaar, bazaar.days.slots[0].key, reason=" ", by=Actor(name="Hendra"))
        touched = cancel_slot(db, bazaar, bazaar.days.slots[0].key, **WHY)
        assert [each.outcome for each in touched.by_it] == ["day_off"] * 3
        with pytest.raises(Overtaken):
            cancel_slot(db, bazaar, bazaar.days.slots[0].key, **WHY)

    write(called_off)

    def published(db: Session) -> None:
        bazaar = bazaar_by_slug(db, hall.slug)
        publish(db, bazaar, 1, by=CLOCK)
        first, second = bazaar.days.slots
        assert of_day(db, first) == [] and len(of_day(db, second)) == 2
        assert [each.kind.value for each in amendments_of(db, bazaar.key)] == ["slot_cancelled"]

    write(published)


@wide
def test_nothing_is_published_when_every_day_was_called_off(shop):
    hall = a_hall(world.a_shop().officer, {"A": 1}, waiting=0, published=False)

    def work(db: Session) -> None:
        bazaar = bazaar_by_slug(db, hall.slug)
        for slot in bazaar.days.slots:
            cancel_slot(db, bazaar, slot.key, **WHY)
        publish(db, bazaar, 1, by=CLOCK)

    with pytest.raises(Overtaken, match="days_passed"):
        write(work)


@wide
def test_a_day_called_off_before_the_freeze_is_in_no_list(shop):
    """Who asked for that day alone stands in none, and is told why."""
    hall = a_hall(world.a_shop().officer, {"A": 2}, waiting=0, frozen=False, one_day=1)

    def work(db: Session) -> None:
        bazaar = bazaar_by_slug(db, hall.slug)
        first, second = bazaar.days.slots
        cancel_slot(db, bazaar, first.key, **WHY)
        assert floor(db, bazaar)["slots"] == [second.name]
        freeze(db, bazaar, by=CLOCK)
        assert [each["slots"] for each in json.loads(bazaar.sealed_list)["groups"]] == [[second.name]]

    write(work)


@wide
def test_who_gave_back_before_a_lock_that_moved_uses_no_turn(shop):
    """Late for Saturday and Sunday; Saturday is called off, and then it was in time, or the whole is."""
    hall = a_hall(world.a_shop().officer, {"A": 3}, waiting=0)

    def work(db: Session) -> None:
        bazaar = bazaar_by_slug(db, hall.slug)
        first, second = bazaar.days.slots
        first.day = bazaar.today + DAY
        second.day = bazaar.today + 5 * DAY
        db.flush()
        leaves, stays, _stands = (a for a, _ in applications_of(db, bazaar.key))
        withdraw(db, bazaar, leaves, by=Actor(name="Ibu"))

        def states() -> set[str]:
            db.expire_all()
            return {each.state.value for slot in (first, second) for each in of_day(db, slot) if not each.live}

        assert states() == {"withdrawn_late"}
        cancel_slot(db, bazaar, first.key, **WHY)
        assert states() == {"withdrawn", "cancelled"}
        second.day, second.starts = bazaar.today + DAY, time(10)
        db.flush()
        withdraw(db, bazaar, stays, by=Actor(name="Ibu"))
        assert "withdrawn_late" in states()
        cancel_bazaar(db, bazaar, "Banjir", CLOCK)
        assert states() == {"withdrawn", "cancelled"}

    write(work)


@wide
def test_the_calendar_goes_by_the_first_day_that_is_held(shop):
    here = world.a_shop()
    hall = a_hall(here.officer, {"A": 1}, waiting=0)

    def work(db: Session) -> None:
        bazaar = bazaar_by_slug(db, hall.slug)
        other = draft_bazaar(db, name="Lain", village="71.72", agency=bazaar.agency, by_id=here.officer)
        other.state = BazaarState.OPEN
        Slot(bazaar_id=other.key, day=bazaar.today + 10 * DAY, starts=time(9), ends=time(12)).add(db)
        first, second = bazaar.days.slots
        first.day, first.cancelled_at, second.day = bazaar.today + 5 * DAY, now(), bazaar.today + 19 * DAY
        db.flush()
        assert [each.name for each, _ in listed(db)] == ["Lain", "Bazar Pagi"]

    write(work)


@pytest.mark.parametrize("shop", ["sqlite"], indirect=True)
def test_the_points_on_a_registration_are_those_of_the_frozen_list(shop):
    here = world.a_shop()
    hall = a_hall(here.officer, {"A": 1}, waiting=0, published=False)

    def work(db: Session) -> str:
        bazaar = bazaar_by_slug(db, hall.slug)
        assert frozen_points(bazaar) == {a.number: 100 for a, _ in applications_of(db, bazaar.key)}
        bazaar.sealed_list = re.sub(r'"points": ?100', '"points":140', bazaar.sealed_list)
        return applications_of(db, bazaar.key)[0][0].number

    number = write(work)
    assert "poin 140" in world.as_person(here.officer).get(f"/dinas/bazar/{hall.slug}/pendaftaran/{number}").text
