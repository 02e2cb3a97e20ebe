"""Who waits for tomorrow is asked "siap datang?" at 16.00, and whoever waits only later as soon as it does."""

import json
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.after.amending import cancel_slot
from market.bazaars.after.asking_ready import is_due, watch_ready
from market.bazaars.after.public_facts import revise
from market.bazaars.allocation.plan_file import allocate
from market.bazaars.allotting.plan import publish, published_plan, start_run
from market.bazaars.allotting.standby import stand_by, stand_down
from market.bazaars.allotting.waitlist import call_queue
from market.bazaars.bazaar import Bazaar, bazaar_by_slug, draft_bazaar
from market.bazaars.booking.answering import cancel_bazaar, confirm, decline
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.notice import Notice
from market.bazaars.booking.releasing import withdraw
from market.bazaars.booking.reply import RepliedBy, Speaker
from market.bazaars.planning.floor_plan import add_block
from market.bazaars.registering.application import find_application
from market.bazaars.registering.saving import save_application
from market.bazaars.slot import Slot, slots_of
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.people.access import CLOCK, Actor
from market.people.group import Group
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.heard import heard
from tests.conftest import wide

CHAIR = Actor(name="Ketua")
OWN = Speaker(RepliedBy.ACCOUNT, CHAIR)


class Evening:
    """A published fair with two groups that wait, on the evening before its first day."""

    def __init__(self) -> None:
        self.here = world.a_shop()
        self.fair = heard(self.here)
        self.waits = self.fair.by_state("bazaar_left_out")
        with read() as db:
            bazaar = bazaar_by_slug(db, self.fair.slug)
            self.slot, self.zone = bazaar.days.first.key, bazaar.zone
            self.day = bazaar.days.first.day

    def at(self, hour: int, minute: int = 1, *, before: int = 1):
        day = self.day - timedelta(days=before)
        return time_machine.travel(datetime.combine(day, time(hour, minute), self.zone), tick=True)

    def asked(self) -> list[int]:
        watch_ready()
        return self.fair.by_state("bazaar_ready_asked")

    def group(self, db, number: int) -> Group:
        return Group.get(db, fairs.group_id(self.fair.groups[number][0]))

    def application(self, db, number: int):
        return find_application(db, bazaar_by_slug(db, self.fair.slug).key, self.group(db, number).key)

    def says(self, verb, number: int) -> None:
        """ "Siap datang", or not after all, by the group's own account."""

        def work(db) -> None:
            bazaar, application = bazaar_by_slug(db, self.fair.slug), self.application(db, number)
            slot = bazaar.days.of(self.slot)
            stand_by(db, bazaar, slot, application, by=OWN) if verb is stand_by else verb(db, slot, application, by=OWN)

        write(work)


def at_another(evening: Evening, number: int) -> str:
    """The group has said yes to another bazaar on that day; its slug."""

    def work(db) -> str:
        group = evening.group(db, number)
        other = draft_bazaar(
            db, name="Pasar Malam", village="71.72", agency="Dinas Perdagangan", by_id=evening.here.officer,
            venue="Terminal", closes_at=now() + timedelta(days=5),
        )  # fmt: skip
        for offset in range(2):
            day = evening.day + timedelta(days=offset)
            Slot(bazaar_id=other.key, day=day, starts=time(9), ends=time(17)).add(db)
        add_block(other, "A", 1, 1)
        other.open(CLOCK)
        save_application(
            db, other, group, slots=[slot.key for slot in slots_of(db, other.key)], needs=[], zones=[], by=CHAIR,
            category="kain", goods="Kain", accepts_fewer_slots=False,
        ).application.submit(other, by=CLOCK)  # fmt: skip
        fairs.time_is_up(other)
        fairs.all_eligible(db, other, evening.here.officer)
        fairs.drawn_at_once(db, other)
        run = start_run(db, other, by=CHAIR, budget=0)
        run.begin()
        run.finish(allocate(run.problem_file, seed=run.seed, budget=0))
        publish(db, other, run.version, by=CLOCK)
        confirm(db, other, find_application(db, other.key, group.key), CLOCK)
        return other.slug

    return write(work)


def cancelled(db, other: Bazaar, _group: Group) -> None:
    cancel_bazaar(db, other, "Banjir", CLOCK)


def day_called_off(db, other: Bazaar, _group: Group) -> None:
    cancel_slot(db, other, other.days.first.key, reason="Banjir", by=CHAIR)


def given_back(db, other: Bazaar, group: Group) -> None:
    withdraw(db, other, find_application(db, other.key, group.key), by=CHAIR)


@wide
@pytest.mark.parametrize("freed", [cancelled, day_called_off, given_back])
def test_who_is_freed_by_another_bazaar_after_the_others_were_asked_is_asked_too(shop, freed):
    """The other one was called off at six in the evening: nobody asked whether it would come here instead."""
    evening = Evening()
    one, two = evening.waits
    other = at_another(evening, one)
    with evening.at(16):
        assert evening.asked() == [two], "one is at another bazaar"
    with evening.at(18):
        write(lambda db: freed(db, bazaar_by_slug(db, other), evening.group(db, one)))
        assert evening.asked() == [one, two] == evening.asked()
    assert [each.params["slot"] for each in asked_of(evening)] == [evening.slot] * 2, "once each"


@wide
def test_a_venue_or_an_end_that_changes_asks_nobody_again(shop):
    """Calendars count every change of a day; who was asked whether it comes at nine was asked that."""
    evening = Evening()
    with evening.at(16):
        assert evening.asked() == evening.waits
    with evening.at(18):
        write(lambda db: revise(bazaar_by_slug(db, evening.fair.slug)))
        assert evening.asked() == evening.waits and len(asked_of(evening)) == 2, "once each"


def test_the_page_of_that_news_leads_to_the_queue_of_its_day(shop):
    evening = Evening()
    queue = f"/dinas/bazar/{evening.fair.slug}/kehadiran/hari/{evening.slot}/kosong"
    with evening.at(16):
        evening.asked()
        officer = world.as_person(evening.here.officer)
        told = f"/dinas/bazar/{evening.fair.slug}/kabar"
        with read() as db:
            news = {head: db.scalars(sa.select(table(Notice).c.news).where(table(Notice).c.template == name)).first()
                    for head, name in (("ready", "bazaar_ready_asked"), ("other", "bazaar_left_out"))}  # fmt: skip
        assert queue in officer.get(told, params={"kabar": news["ready"]}).text
        assert queue not in officer.get(told, params={"kabar": news["other"]}).text


@wide
def test_nobody_is_asked_so_at_night(shop):
    evening = Evening()
    one, two = evening.waits
    other = at_another(evening, one)
    with evening.at(16):
        assert evening.asked() == [two]
    with evening.at(22):
        write(lambda db: cancelled(db, bazaar_by_slug(db, other), evening.group(db, one)))
        assert evening.asked() == [two]
    with evening.at(6, before=0):
        assert evening.asked() == [one, two]
    with evening.at(9, before=0):
        assert evening.asked() == [one, two]


@wide
def test_who_said_not_after_all_is_not_asked_again(shop):
    evening = Evening()
    one, two = evening.waits
    with evening.at(15):
        evening.says(stand_by, two)
        evening.says(stand_down, two)
    with evening.at(16):
        assert evening.asked() == [one], "two said that it cannot"
        evening.says(stand_by, one)
        evening.says(stand_down, one)
    with evening.at(17):
        assert evening.asked() == [one] and len(asked_of(evening)) == 1


@wide
def test_whose_offer_ran_out_in_the_evening_is_asked_too(shop):
    """A booth was free at six and offered to the next in rank; whoever did not answer in time waits again."""
    evening = Evening()
    seated = evening.fair.by_state("bazaar_seated")[0]
    with evening.at(12):
        write(lambda db: confirm_all(db, evening))
    with evening.at(12, 10):
        write(lambda db: withdraw(db, bazaar_by_slug(db, evening.fair.slug), evening.application(db, seated), by=CHAIR))
        write(lambda db: call_queue(db, bazaar_by_slug(db, evening.fair.slug)))
    [offered] = evening.fair.by_state("bazaar_offer")
    [other] = set(evening.waits) - {offered}
    with evening.at(16):
        assert evening.asked() == [other]
        write(lambda db: offers_end(db, BookingState.EXPIRED))
        assert sorted(evening.asked()) == evening.waits


@wide
def test_who_said_no_to_an_offer_is_not_asked(shop):
    evening = Evening()
    [seated, *_] = evening.fair.by_state("bazaar_seated")
    write(lambda db: decline(db, bazaar_by_slug(db, evening.fair.slug), evening.application(db, seated), CLOCK))
    with evening.at(16):
        assert evening.asked() == evening.waits


@wide
def test_who_stands_in_no_rank_any_more_is_not_due_for_ever(shop):
    """It was at another bazaar on the first day when the list was frozen, so it is listed for the second alone; that
    one is called off, and the other bazaar too. It has no rank for the first day, and nobody can ask it."""
    evening = Evening()
    one, two = evening.waits
    write(lambda db: only_of_the_second_day(db, evening, one))
    with evening.at(16):
        assert evening.asked() == [two]
        with read() as db:
            bazaar = bazaar_by_slug(db, evening.fair.slug)
            assert not is_due(db, bazaar, bazaar.days.of(evening.slot))


def only_of_the_second_day(db, evening: Evening, number: int) -> None:
    """As the list has who was busy on the first; and the second is called off."""
    bazaar = bazaar_by_slug(db, evening.fair.slug)
    plan, name = published_plan(db, bazaar.key), evening.application(db, number).number
    second = bazaar.days.slots[1]
    groups = [g | ({"slots": [second.name]} if g["id"] == name else {}) for g in plan.problem_file["groups"]]
    plan.instance = json.dumps(plan.problem_file | {"groups": groups})
    db.flush()
    cancel_slot(db, bazaar, second.key, reason="Banjir", by=CHAIR)


def asked_of(evening: Evening) -> list[Notice]:
    """What asks of the fair's first day."""
    with read() as db:
        of = bazaar_by_slug(db, evening.fair.slug).key
        return [each for each in db.query(Notice) if (each.template, each.bazaar_id) == ("bazaar_ready_asked", of)]


def confirm_all(db, evening: Evening) -> None:
    bazaar = bazaar_by_slug(db, evening.fair.slug)
    rows = table(Booking)
    for booking in list(db.scalars(sa.select(Booking).where(rows.c.state == BookingState.OFFERED))):
        booking.answer_by = now() + timedelta(hours=1)
    db.flush()
    for number in evening.fair.by_state("bazaar_seated"):
        confirm(db, bazaar, evening.application(db, number), CLOCK)


def offers_end(db, state: BookingState) -> None:
    rows = table(Booking)
    for booking in db.scalars(sa.select(Booking).where(rows.c.state == BookingState.OFFERED)):
        booking.become(state, CLOCK, state.value)
