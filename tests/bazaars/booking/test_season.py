"""A weekly market: one season over the end of a year, the same groups, one day given back and refilled."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.allotting.draw import instance
from market.bazaars.allotting.plan import published_plan
from market.bazaars.allotting.points import standings
from market.bazaars.bazaar import Bazaar, bazaar_by_slug
from market.bazaars.booking.booking import Booking
from market.bazaars.booking.fee import fees_of
from market.bazaars.planning.season import weekly
from market.bazaars.registering.application import Application
from market.bazaars.registering.registration_rows import registrations, registrations_sheet
from market.bazaars.slot import Days, Slot, slots_of
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.messages.outbox import Message
from market.people.group import Group
from market.people.person import Person
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import say_yes
from tests.bazaars.world import done
from tests.conftest import wide
from tests.kept import kept

SATURDAYS = ["2026-12-19", "2026-12-26", "2027-01-02", "2027-01-09", "2027-01-16"]
FEE = {"fee": "10.000", "fee_basis": "Perda 1/2024", "fee_receiver": "Bendahara Dinas, BSG 001"}


def test_a_weekday_is_repeated_over_the_end_of_a_year():
    first, last = (datetime.fromisoformat(day).date() for day in ("2026-12-19", "2027-01-18"))
    assert [str(day) for day in weekly(first, last)] == SATURDAYS
    assert weekly(first, first) == [first]
    for wrong in (first - timedelta(days=1), first + timedelta(days=62 * 7)):
        with pytest.raises(Refused):
            weekly(first, wrong)


def bookings(slug: str) -> dict[str, dict[str, str]]:
    """By group the state of each of its days."""
    rows, groups, slots = table(Booking), table(Group), table(Slot)
    wanted = (
        sa.select(groups.c.name, slots.c.day, rows.c.state)
        .join(groups, groups.c.id == rows.c.group_id)
        .join(slots, slots.c.id == rows.c.slot_id)
        .order_by(rows.c.id)
    )
    found: dict[str, dict[str, str]] = {}
    with read() as db:
        for row in db.execute(wanted.where(rows.c.bazaar_id == bazaar_by_slug(db, slug).key)):
            found.setdefault(row.name, {})[str(row.day)] = row.state.value
    return found


@kept
def planned(here) -> fairs.Fair:
    fair = fairs.a_fair(here.officer, groups=3, booths=2)
    for key in re.findall(r"/hari/(\d+)/hapus", fair.officer.get(fair.desk).text):
        done(fair.officer.post(f"{fair.desk}/hari/{key}/hapus"))
    form = {"name": "Pasar Sabtu", "closes_on": "2026-12-05", "category_limit": "6"}
    done(fair.officer.post(fair.desk, data=form | FEE))
    page = fair.officer.get(fair.desk + "/musim?dari=19/12/2026&sampai=16 Januari 2027").text
    days = re.findall(r'name="days"\s+value="([^"]+)"', page)
    assert days == SATURDAYS
    assert "Desember 2026" in page and "Januari 2027" in page
    days.remove("2027-01-02")  # a day off
    sent = {"days": days, "starts": "06:00", "ends": "11:00", "together": "1"}
    done(fair.officer.post(fair.desk + "/musim", data=sent))
    done(fair.officer.post(fair.desk + "/musim", data=sent), 422)
    done(fair.officer.post(fair.desk + "/buka"))
    return fair


@wide
def test_four_saturdays_with_one_given_back_and_refilled(shop):
    start = datetime(2026, 12, 1, 2, tzinfo=UTC)
    with time_machine.travel(start, tick=True):
        here = world.a_shop()
        fair = planned(here)
        assert "Untuk seluruh musim" in fair.chair(0).get(fair.page(0)).text
        for number in range(3):
            done(fair.chair(number).post(fair.page(number), data={"goods": "Kerupuk"}))
        fairs.allotted(fair)
        with read() as db:
            bazaar = bazaar_by_slug(db, fair.slug)
            data = instance(bazaar, [], [])
            assert len(data["slots"]) == 1 and {len(group["slots"]) for group in data["groups"]} == {1}
        done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
        seated = say_yes(fair)
        assert len(seated) == 2
        told = bookings(fair.slug)
        assert all(list(days.values()) == ["confirmed"] * 4 for days in told.values())
        [out] = {0, 1, 2} - set(seated)
        assert "Januari 2027" in fair.chair(seated[0]).get(fair.page(seated[0])).text
        for reader, address in ((world.client(), f"/bazar/{fair.slug}"), (world.client(), "/bazar")):
            line = words_of(reader.get(address).text)
            assert "4 hari, Sabtu, 19 Desember 2026 sampai Sabtu, 16 Januari 2027" in line, address
            assert "tanpa 2 Januari 2027" in line, address
    between_the_saturdays(fair, seated[0])
    gives_back(here, fair, seated[0], out)


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def between_the_saturdays(fair, number: int) -> None:
    """It goes on only on its days; between them every page says when the next one is."""
    for moment, running, following in (
        (datetime(2026, 12, 18, 23, tzinfo=UTC), 1, ""),  # Saturday, seven in the morning
        (datetime(2026, 12, 19, 4, tzinfo=UTC), 0, "Sabtu, 26 Desember"),  # an hour after its end
        (datetime(2026, 12, 23, 4, tzinfo=UTC), 0, "Sabtu, 26 Desember"),
        (datetime(2027, 1, 1, 23, tzinfo=UTC), 0, "Sabtu, 9 Januari"),  # the Saturday that was left out
        (datetime(2027, 1, 15, 23, tzinfo=UTC), 1, ""),
    ):
        with time_machine.travel(moment, tick=True):
            pages = {
                "card": words_of(world.client().get("/bazar").text),
                "letter": words_of(fair.chair(number).get(fair.page(number)).text),
            }
        for name, page in pages.items():
            assert page.count("sedang berlangsung") == running, (moment, name)
            assert not following or f"erikutnya {following}" in page, (moment, name)


def test_which_weeks_a_market_leaves_out():
    """By weekday, between its first and its last one; a day that was moved leaves its week out."""
    bazaar = Bazaar(village="71.72.01.1001")
    held = ["2026-12-05", "2026-12-08", "2026-12-19", "2026-12-22", "2026-12-27"]
    slots = [Slot(bazaar_id=1, day=date.fromisoformat(day), starts=time(6), ends=time(11)) for day in held]
    assert [str(day) for day in Days(bazaar, slots).left_out] == ["2026-12-12", "2026-12-15"]
    slots[3].cancelled_at = datetime(2026, 12, 1, tzinfo=UTC)
    assert [str(day) for day in Days(bazaar, slots).left_out] == ["2026-12-12"]
    assert Days(bazaar, []).left_out == []
    year = [date(2026, 12, 5) + timedelta(weeks=2 * n) for n in range(26)]
    fortnightly = [Slot(bazaar_id=1, day=day, starts=time(6), ends=time(11)) for day in year]
    assert Days(bazaar, fortnightly).left_out == [], "the line of a card has no room for 25 days"
    assert len(Days(bazaar, fortnightly[:9]).left_out) == 8


@wide
def test_a_list_registers_for_the_whole_season_whatever_it_says(shop):
    with time_machine.travel(datetime(2026, 12, 1, 2, tzinfo=UTC), tick=True):
        fair = planned(world.a_shop())
        typed = registrations_sheet([["nama", "hari", "sebagian"], ["Kelompok 0", "1", "ya"]])
        with read() as db:
            [row] = registrations(db, bazaar_by_slug(db, fair.slug), typed)
        assert row.good and len(row.slots) == 4 and not row.accepts_fewer


def test_a_draft_without_its_days_is_no_season_any_more(shop):
    with time_machine.travel(datetime(2026, 12, 1, 2, tzinfo=UTC), tick=True):
        fair = fairs.a_fair(world.a_shop().officer, groups=1)
        sent = {"days": ["2026-12-26"], "starts": "06:00", "ends": "11:00", "together": "1"}
        done(fair.officer.post(fair.desk + "/musim", data=sent))
        for left in (True, True, False):
            key = re.findall(r"/hari/(\d+)/hapus", fair.officer.get(fair.desk).text)[0]
            done(fair.officer.post(f"{fair.desk}/hari/{key}/hapus"))
            with read() as db:
                assert bazaar_by_slug(db, fair.slug).season is left


@wide
def test_a_season_whose_first_day_was_moved_after_the_freeze_is_published(shop):
    with time_machine.travel(datetime(2026, 12, 1, 2, tzinfo=UTC), tick=True):
        fair = planned(world.a_shop())
        for number in range(3):
            done(fair.chair(number).post(fair.page(number), data={"goods": "Kerupuk"}))
        fairs.allotted(fair)
        later = {"day": "2026-12-27", "starts": "06:00", "ends": "11:00", "reason": "Pilkada"}
        done(fair.officer.post(f"{fair.desk}/hari/{slot_of_day(fair.slug, '2026-12-19')}/pindah", data=later))
        assert fair.officer.get(fair.desk + "/pembagian").status_code == 200
        done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
        days = ["2026-12-26", "2026-12-27", "2027-01-09", "2027-01-16"]
        assert [sorted(told) for told in bookings(fair.slug).values()] == [days] * 2


def slot_of_day(slug: str, day: str) -> int:
    with read() as db:
        return next(s.key for s in slots_of(db, bazaar_by_slug(db, slug).key) if str(s.day) == day)


def rests(fair, number: int, until: datetime | None) -> None:
    """The group's chair was let in by a code a short while ago, or that is over."""
    write(lambda db: setattr(Person.get(db, fair.groups[number][1]), "restricted_until", until))


def gives_back(here, fair, one: int, out: int) -> None:
    mine, theirs = f"Kelompok {one}", f"Kelompok {out}"
    with time_machine.travel(datetime(2026, 12, 22, 2, tzinfo=UTC), tick=True):  # the first Saturday is over
        begun, coming = (slot_of_day(fair.slug, day) for day in ("2026-12-19", "2026-12-26"))
        done(fair.chair(one).post(fair.page(one) + "/lepas", data={"slot": begun}), 409)
        done(fair.chair(out).post(fair.page(out) + "/lepas", data={"slot": coming}), 409)
        rests(fair, one, now() + timedelta(hours=12))
        for act, form in (("/lepas", {"slot": coming}), ("/jawab", {"answer": "withdraw"})):
            refused = fair.chair(one).post(fair.page(one) + act, data=form)
            assert refused.status_code == 422 and "Anda masuk dengan kode" in refused.text, act
        rests(fair, one, None)
        browser = fair.chair(one)
        gave = browser.get(done(browser.post(fair.page(one) + "/lepas", data={"slot": coming}))).text
        assert "Tanggal itu dilepas" in gave and "tidak jadi ikut." not in gave, "the other dates stay"
        told = bookings(fair.slug)
        assert told[mine]["2026-12-26"] == "withdrawn" and told[mine]["2027-01-09"] == "confirmed"
        assert told[theirs] == {"2026-12-26": "offered"}, "that day alone is refilled"
        assert "Berikutnya Sabtu, 9 Januari" in words_of(fair.chair(one).get(fair.page(one)).text), "its own next day"
        assert letters("bazaar_offer") == 1
        done(fair.chair(out).post(fair.page(out) + "/jawab", data={"answer": "yes"}))
        assert "Sampai jumpa di bazar!" in fair.chair(out).get(fair.page(out)).text
        assert owed(fair, one) == 30_000 and owed(fair, out) == 10_000
    with time_machine.travel(datetime(2026, 12, 26, 0, tzinfo=UTC), tick=True):  # 26 December runs
        steps_in(here, fair, one, out)
    with time_machine.travel(datetime(2027, 1, 7, 23, 30, tzinfo=UTC), tick=False):  # the lock of 9 January has passed
        late = slot_of_day(fair.slug, "2027-01-09")
        assert letters("bazaar_withdrawn") == 0, "its own word needs no letter"
        named = [world.named_by_pin(*fair.groups[each], giver=here.officer) for each in (one, out)]
        done(named[0].post(fair.page(one) + "/lepas", data={"slot": late}))
        assert letters("bazaar_withdrawn") == 1, "it may have been a helper who chose that PIN"
        assert bookings(fair.slug)[mine]["2027-01-09"] == "withdrawn_late"
        assert bookings(fair.slug)[theirs]["2027-01-09"] == "offered", "asked again, for another day"
        assert letters("bazaar_offer") == 2, "and told so"
        done(named[1].post(fair.page(out) + "/jawab", data={"answer": "no"}))
        assert letters("bazaar_reply_noted") == 1
        done(named[0].post(fair.page(one) + "/jawab", data={"answer": "withdraw"}))
        assert letters("bazaar_withdrawn") == 2, "each of what is given back, in one second too"
        told = bookings(fair.slug)[mine]
        assert told == {"2026-12-19": "confirmed", "2026-12-26": "withdrawn", "2027-01-09": "withdrawn_late",
                        "2027-01-16": "withdrawn"}  # fmt: skip
        turns_are_one(here, fair, one, out)


def letters(template: str) -> int:
    with read() as db:
        return len(list(db.scalars(sa.select(Message).where(table(Message).c.template == template))))


def steps_in(here, fair, one: int, out: int) -> None:
    """Who stood that day does not come, and who gave it back steps in after all."""
    day, officer = slot_of_day(fair.slug, "2026-12-26"), world.as_person(here.officer)
    page = officer.get(f"{fair.desk}/kehadiran?hari={day}").text
    keys = {group: key for key, group in re.findall(r'(?s)id="b(\d+)".*?class="grow"\s*><b>(.*?)</b>', page)}
    done(
        officer.post(
            f"{fair.desk}/kehadiran/{keys[f'Kelompok {out}']}", data={"here": "absent", "reason": "Stannya kosong"}
        )
    )
    page = officer.get(f"{fair.desk}/kehadiran?hari={day}").text
    assert "Pengganti untuk hari ini" in page
    assert letters("bazaar_offer") == 1, "nobody is called by letter to a day that runs"


def owed(fair, number: int) -> int:
    with read() as db:
        rows = table(Application)
        mine = sa.select(rows.c.number).join(Group, table(Group).c.id == rows.c.group_id)
        [found] = db.scalars(mine.where(table(Group).c.name == f"Kelompok {number}"))
        return fees_of(db, [found])[found].amount


def turns_are_one(here, fair, one: int, out: int) -> None:
    other = done(world.as_person(here.officer).post(fair.desk + "/salin")).rsplit("/", 1)[1]
    with read() as db:
        assert published_plan(db, bazaar_by_slug(db, fair.slug).key)
        groups = {group.name: group.key for group in db.scalars(sa.select(Group))}
        mine, theirs = groups[f"Kelompok {one}"], groups[f"Kelompok {out}"]
        found = standings(db, bazaar_by_slug(db, other), [mine, theirs])
        assert (found[mine].turns, found[mine].missed) == (1, 0)
        assert (found[theirs].turns, found[theirs].missed) == (0, 1), "one day of a season is no turn"


def test_the_page_says_that_the_same_groups_hold_all_days(shop):
    fair = fairs.a_fair(world.a_shop().officer, groups=0)
    later = fairs.day(40)
    page = f"{fair.desk}/musim?dari={later}&sampai={later}"

    def ticked() -> bool:
        return bool(re.search(r'name="together"[^>]*checked', fair.officer.get(page).text))

    assert "juga yang sudah ada" in fair.officer.get(page).text and not ticked(), "two days are there, each by itself"
    sent = {"days": [fairs.day(30)], "starts": "06:00", "ends": "11:00"}
    done(fair.officer.post(fair.desk + "/musim", data=sent | {"together": "1"}))
    assert ticked()
    done(fair.officer.post(fair.desk + "/musim", data=sent | {"days": [fairs.day(31)]}))
    assert not ticked()
