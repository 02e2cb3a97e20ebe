"""A day that is offered again or besides may be charged already: who says no, or nothing, does not pay for it."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.allotting.waitlist import call_queue
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.booking import Booking, BookingState, bookings_of, give_all_back
from market.bazaars.booking.fee_owed import fees_move
from market.bazaars.registering.application import applications_of
from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.later import write_later
from market.kernel.record import table
from market.people.access import CLOCK
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import bookings, owed, published, say_yes, slot_ids
from tests.bazaars.booking import test_season as seasons
from tests.bazaars.booking.test_told import opened, states
from tests.bazaars.heard import heard
from tests.bazaars.world import done
from tests.conftest import wide

FEE = {"fee": "25.000", "fee_basis": "Perda 1/2024", "fee_receiver": "Bendahara Dinas, BSG 001"}


def numbered(slug: str) -> dict[str, str]:
    """By group the number of its registration."""
    return write(lambda db: {g.name: a.number for a, g in applications_of(db, bazaar_by_slug(db, slug).key)})


@wide
@pytest.mark.parametrize("answer", ["no", ""])
def test_a_postponed_day_that_is_not_taken_again_goes_back(shop, answer):
    here = world.a_shop()
    fair = published(here, groups=2, fewer=True, **FEE)
    one = say_yes(fair)[0]
    number = numbered(fair.slug)[f"Kelompok {one}"]
    done(fair.officer.post(f"{fair.desk}/sesudah/biaya/{number}", data={"act": "received"}))
    form = {"day": fairs.day(25), "starts": "10:00", "ends": "15:00", "reason": "Hujan"}
    done(fair.officer.post(f"{fair.desk}/sesudah/hari/{slot_ids(fair.slug)[1]}/pindah", data=form))
    assert owed(number) == ("settled", 50_000, 0)
    if answer:
        seasons.rests(fair, one, now() + timedelta(hours=12))
        refused = fair.chair(one).post(fair.page(one) + "/jawab", data={"answer": answer})
        assert refused.status_code == 422 and "Anda masuk dengan kode" in refused.text
        seasons.rests(fair, one, None)
        done(fair.chair(one).post(fair.page(one) + "/jawab", data={"answer": answer}))
    else:
        assert fair.chair(one).get(fair.page(one)).status_code == 200
        write_later()  # that it looked, and says nothing
        with time_machine.travel(now() + timedelta(days=4), tick=True):
            write(lambda db: call_queue(db, bazaar_by_slug(db, fair.slug)))
    assert owed(number) == ("settled", 50_000, 25_000)


def test_a_day_more_that_a_swap_charged_is_not_owed_once_it_is_declined(shop):
    here = world.a_shop()
    fair = published(here, groups=2, **FEE)
    one = say_yes(fair)[0]
    number = numbered(fair.slug)[f"Kelompok {one}"]
    day = {"day": fairs.day(22), "starts": "09:00", "ends": "17:00", "reason": "Ramai sekali"}
    done(fair.officer.post(fair.desk + "/sesudah/hari", data=day))

    def swapped(db) -> None:
        bazaar = bazaar_by_slug(db, fair.slug)
        fees_move(db, bazaar, [a for a, _ in applications_of(db, bazaar.key)])

    write(swapped)
    assert owed(number) == ("open", 75_000, 0)
    done(fair.chair(one).post(fair.page(one) + "/jawab", data={"answer": "no"}))
    assert owed(number) == ("open", 50_000, 0)


def test_a_day_of_a_season_from_the_queue_that_is_declined_leaves_nothing_owed(shop):
    with time_machine.travel(datetime(2026, 12, 1, 2, tzinfo=UTC), tick=True):
        here = world.a_shop()
        fair = seasons.planned(here)
        for n in range(3):
            done(fair.chair(n).post(fair.page(n), data={"goods": "Kerupuk"}))
        fairs.allotted(fair)
        done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
        one, two = say_yes(fair)
        [out] = {0, 1, 2} - {one, two}
        number = numbered(fair.slug)[f"Kelompok {out}"]

        def gives(who: int, day: str) -> None:
            form = {"slot": seasons.slot_of_day(fair.slug, day)}
            done(fair.chair(who).post(fair.page(who) + "/lepas", data=form))

        gives(one, "2026-12-26")
        done(fair.chair(out).post(fair.page(out) + "/jawab", data={"answer": "yes"}))
        done(fair.officer.post(f"{fair.desk}/sesudah/biaya/{number}", data={"act": "received"}))
        gives(one, "2027-01-09")  # is offered to who waits
        gives(out, "2026-12-26")
        done(fair.chair(out).post(fair.page(out) + "/jawab", data={"answer": "no"}))
        assert owed(number) == ("settled", 10_000, 10_000)


def first_offer_is_over(slug: str) -> None:
    """Of each group's offers the one for the first day had to be answered an hour ago."""

    def work(db) -> None:
        bazaar, rows = bazaar_by_slug(db, slug), table(Booking)
        first = bazaar.days.slots[0].key
        late = sa.update(rows).where(rows.c.slot_id == first, rows.c.state == BookingState.OFFERED)
        db.execute(late.values(answer_by=now() - timedelta(hours=1)))

    write(work)


@wide
@pytest.mark.parametrize(("answer", "state"), [("yes", "confirmed"), ("no", "declined")])
def test_of_several_offers_those_are_answered_that_are_open(shop, answer, state):
    """A day whose deadline had passed made the whole answer refused."""
    here = world.a_shop()
    fair = published(here, groups=2, **FEE)
    first_offer_is_over(fair.slug)
    mine = fair.chair(0)
    told = done(mine.post(fair.page(0) + "/jawab", data={"answer": answer}))
    said = {"yes": "Hari lain sudah ditawarkan ke antrean", "no": "sebagian harinya memang sudah lewat"}[answer]
    assert said in mine.get(told).text
    assert [row[2] for row in bookings(fair.slug) if row[0] == "Kelompok 0"] == ["expired", state]
    number = numbered(fair.slug)["Kelompok 0"]
    if answer == "yes":
        assert owed(number) == ("open", 25_000, 0), "for the day that it has"
    done(mine.post(fair.page(0) + "/jawab", data={"answer": answer}), 409)


@wide
def test_the_link_of_a_notice_answers_what_is_open_too(shop):
    fair = heard(world.a_shop())
    one = fair.by_state("bazaar_seated")[0]
    first_offer_is_over(fair.slug)
    browser, key = opened(fair, one), fair.link(one).partition("?")[2]
    assert "Ya, kami ikut" in browser.get(fair.link(one)).text
    done(browser.post(f"/kabar/jawab?{key}", data={"answer": "yes"}))
    assert states(fair, one) == {"expired", "confirmed"}


def _leaves_second_day(db, slug: str, other: str) -> None:
    """Of the other group only the first day is booked from here on, and that is too late for it too."""
    bazaar = bazaar_by_slug(db, slug)
    [theirs] = [a for a, g in applications_of(db, bazaar.key) if g.name == other]
    second = [each for each in bookings_of(db, theirs.key) if each.slot_id == bazaar.days.slots[1].key]
    give_all_back(db, bazaar, second, BookingState.DECLINED, CLOCK)


@wide
@pytest.mark.parametrize("way", ["account", "officer"])
def test_a_day_that_came_too_late_for_a_yes_goes_to_the_queue_at_once(shop, way):
    """Whatever is answered: a fee that was charged for that day is given back, and the next is asked."""
    here = world.a_shop()
    fair = published(here, groups=3, booths=2, **FEE)
    mine, other = (n for n in range(3) if "Ya, kami ikut" in fair.chair(n).get(fair.page(n)).text)
    [out] = {0, 1, 2} - {mine, other}
    write(lambda db: _leaves_second_day(db, fair.slug, f"Kelompok {other}"))
    done(fair.chair(mine).post(fair.page(mine) + "/jawab", data={"answer": "yes"}))
    for n, slot in enumerate(slot_ids(fair.slug)):
        form = {"day": fairs.day(25 + n), "starts": "10:00", "ends": "15:00", "reason": "Hujan"}
        done(fair.officer.post(f"{fair.desk}/sesudah/hari/{slot}/pindah", data=form))
    number = numbered(fair.slug)[f"Kelompok {mine}"]
    assert owed(number) == ("open", 50_000, 0)
    first_offer_is_over(fair.slug)
    by = fair.chair(mine) if way == "account" else fair.officer
    told = done(by.post(fair.page(mine) + "/jawab", data={"answer": "yes"}))
    assert owed(number) == ("open", 25_000, 0)
    assert [row[2] for row in bookings(fair.slug) if row[0] == f"Kelompok {out}"] == ["offered", "offered"]
    assert "batasnya belum lewat" in by.get(told).text
