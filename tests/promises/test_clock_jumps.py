"""A clock that jumps stops all that is done by it until the operator says that the time is right; what it ended too
early runs on where its goods are still there, and is a task where they are not."""

import re
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from typer.testing import CliRunner

from market import worker
from market.bazaars.after.mistimed_offers import offers_ended_early
from market.bazaars.allotting.runs import watch_offers
from market.cli import app
from market.kernel import beat
from market.kernel.beat import Beat, ClockBeat, ClockStop, KnownFrom, open_stop
from market.kernel.clock import now
from market.kernel.db import database, read, write
from market.kernel.mistimed import Mistimed, count_open
from market.kernel.record import table
from market.messages.outbox import Message
from market.orders import clockwork
from market.orders.books.recount import recount
from market.orders.order import SubOrder
from market.orders.state import State
from market.payments.bill import Bill, BillState
from market.reports.doctor import complaints
from market.reports.mending_time import mend_time
from market.reports.watching_lights import Watch
from tests import world
from tests.bazaars import heard
from tests.conftest import both, wide
from tests.orders.life.test_order_life import made_to_order

DAYS, HOURS = timedelta(days=1), timedelta(hours=1)
M = table(Message).c


class Machine:
    """What a machine says: its start, the seconds since then, and by how much its clock is off."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.start, self.seconds, self.off = "one", 1_000.0, timedelta()
        self.begun = now()
        monkeypatch.setattr(beat, "this_beat", self.says)
        self.held_against_database = beat._from_database
        monkeypatch.setattr(beat, "_from_database", lambda _db, _here: None)  # it does not follow our clock

    def says(self) -> Beat:
        ran = timedelta(seconds=self.seconds - 1_000)
        return Beat(self.start, self.begun + ran + self.off, self.seconds)

    def later(self, ran: timedelta, off: timedelta = timedelta()) -> bool:
        """So much later it beats once more, its clock having been put on meanwhile: whether all is well."""
        self.seconds += ran.total_seconds()
        self.off += off
        return write(beat.beat)

    def confirm(self) -> None:
        """Its operator says that this clock is right."""
        with time_machine.travel(self.says().at):
            done = CliRunner().invoke(app, ["clock", "--right"])
        assert done.exit_code == 0, done.output


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def the_stop() -> ClockStop | None:
    with read() as db:
        return open_stop(db)


@pytest.mark.parametrize("off", [10 * DAYS, -10 * DAYS, 61 * timedelta(minutes=1), -61 * timedelta(minutes=1)])
def test_a_clock_that_is_set_while_it_runs_stops_all(shop, machine: Machine, off: timedelta):
    assert machine.later(timedelta()) and machine.later(5 * timedelta(seconds=1))
    assert not machine.later(timedelta(seconds=5), off), "found at the next beat"
    found = the_stop()
    assert found and found.known_from is KnownFrom.SECONDS
    assert abs(found.found_at - found.expected_at - off) < timedelta(seconds=1)
    assert not machine.later(DAYS), "until somebody says so"


@pytest.mark.parametrize("off", [50 * timedelta(minutes=1), -50 * timedelta(minutes=1)])
def test_less_than_an_hour_is_no_jump(shop, machine: Machine, off: timedelta):
    assert machine.later(timedelta()) and machine.later(timedelta(seconds=5), off)


def test_a_sleep_and_a_day_off_are_no_jumps(shop, machine: Machine):
    assert machine.later(timedelta())
    assert machine.later(3 * DAYS), "a machine that slept counts its seconds on"
    machine.start, machine.seconds, machine.begun = "two", 1_000.0, machine.begun + 5 * DAYS
    assert machine.later(timedelta()), "one that was off for days"
    with read() as db:
        assert {each.start for each in db.query(ClockBeat)} == {"one", "two"}


@pytest.mark.parametrize("away", [-2 * HOURS, 8 * DAYS])
def test_between_two_starts_it_may_not_go_back_nor_be_a_week_later(shop, machine: Machine, away: timedelta):
    assert machine.later(timedelta())
    machine.start, machine.seconds, machine.begun = "two", 1_000.0, machine.begun + away
    assert not machine.later(timedelta())
    found = the_stop()
    assert found and found.known_from is KnownFrom.BEATS
    machine.confirm()
    mend_time()
    assert machine.later(timedelta(seconds=5)), "once it was said, the older start is held against it no more"


def test_another_machine_is_found_to_be_behind(shop, machine: Machine):
    assert machine.later(timedelta())
    machine.start, machine.seconds, machine.off = "two", 1_000.0, -3 * HOURS
    assert not machine.later(timedelta())


@both
def test_the_clock_of_postgresql_is_one_to_hold_it_against(shop, machine: Machine, monkeypatch):
    monkeypatch.setattr(beat, "_from_database", machine.held_against_database)
    assert machine.later(timedelta())
    machine.begun += 2 * DAYS
    machine.start = "two"
    assert machine.later(timedelta()) == database().sqlite
    if found := the_stop():
        assert found.known_from is KnownFrom.DATABASE and abs(found.expected_at - now()) < timedelta(minutes=1)


def test_a_jump_after_the_word_asks_for_it_again(shop, machine: Machine):
    machine.later(timedelta())
    machine.later(timedelta(seconds=5), 10 * DAYS)
    machine.confirm()
    assert not machine.later(timedelta(seconds=5), -10 * DAYS)
    found = the_stop()
    assert found and found.confirmed_at is None, "NTP came after the word: it counts for nothing"
    mend_time()
    assert the_stop()


def test_the_worker_does_nothing_by_the_clock_meanwhile_but_sends_letters(shop, machine: Machine, monkeypatch):
    done: list[str] = []
    rounds = threading.Event()

    def by_clock() -> None:
        done.append("clock")

    def always() -> None:
        done.append("always")
        if done.count("always") > 1:
            rounds.set()

    for name, step in (("BY_CLOCK", by_clock), ("HOURLY", by_clock), ("ALWAYS", always)):
        monkeypatch.setattr(worker, name, (step,))
    monkeypatch.setattr(worker, "EVERY", 0.01)
    machine.later(timedelta())
    machine.later(timedelta(seconds=5), DAYS)
    stop = threading.Event()
    going = threading.Thread(target=worker._go_round_until, args=(stop,))
    going.start()
    assert rounds.wait(10)
    stop.set()
    going.join(10)
    assert set(done) == {"always"}


def test_a_jump_in_the_midst_of_a_round_stops_the_rest_of_it(shop, monkeypatch):
    done: list[str] = []
    stop = threading.Event()

    def jumps() -> None:
        done.append("first")
        stop.set()
        monkeypatch.setattr(worker, "steady_since", lambda _former: False)

    monkeypatch.setattr(worker, "BY_CLOCK", (jumps, lambda: done.append("second")))
    monkeypatch.setattr(worker, "HOURLY", ())
    monkeypatch.setattr(worker, "ALWAYS", ())
    worker._go_round_until(stop)
    assert done == ["first"]
    monkeypatch.undo()
    former = beat.this_beat()
    assert beat.steady_since(former)
    with time_machine.travel(now() + 2 * HOURS):
        assert not beat.steady_since(former)


def the_parcel() -> SubOrder:
    with read() as db:
        return db.query(SubOrder).one()


def told() -> list[str]:
    with read() as db:
        return list(db.scalars(sa.select(M.template).where(M.unsaid_at.is_(None)).order_by(M.id)))


def ordered(here) -> None:
    path, answer = world.buys(world.client(), here.sku, 2)
    assert path, answer.text


@both
def test_what_expired_in_a_time_to_come_runs_on(shop, machine: Machine):
    here = world.a_shop()
    ordered(here)
    machine.later(timedelta())
    with read() as db:
        due = db.query(Bill).one().due_at
    with time_machine.travel(now() + 10 * DAYS):
        clockwork.tick()
    assert (
        the_parcel().state is State.EXPIRED
        and world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 10
    )
    assert not machine.later(timedelta(seconds=5), -10 * DAYS), "the machine was ahead, and is set right"
    assert any("market clock --right" in line for line in complaints())
    assert CliRunner().invoke(app, ["clock"]).exit_code == 1
    machine.confirm()
    mend_time()
    assert the_stop() is None and machine.later(timedelta(seconds=5))
    with read() as db:
        bill, sub = db.query(Bill).one(), db.query(SubOrder).one()
        assert (sub.state, bill.state) == (State.ACCEPTED, BillState.OPEN)
        assert bill.due_at == due and recount(db) == []
        assert [(each.code, each.ran_on) for each in db.query(Mistimed)] == [("unpaid", True)]
        assert count_open(db) == 0
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 8, "its pieces are its own again"
    assert told().count("order_runs_on") == 2 and "order_expired" not in told(), "the buyer and the group are told"
    clockwork.tick()
    assert the_parcel().state is State.ACCEPTED


@both
def test_where_the_goods_are_gone_it_is_a_task(shop, machine: Machine):
    here = world.a_shop(pieces=2)
    ordered(here)
    machine.later(timedelta())
    with time_machine.travel(now() + 10 * DAYS):
        clockwork.tick()
    ordered(here)  # somebody else takes the last pieces
    machine.later(timedelta(seconds=5), -10 * DAYS)
    machine.confirm()
    mend_time()
    with read() as db:
        assert sorted(each.state for each in db.query(SubOrder)) == [State.ACCEPTED, State.EXPIRED]
        assert [(each.code, each.open) for each in db.query(Mistimed)] == [("unpaid", True)] and recount(db) == []
    assert any("/admin/jam" in line for line in complaints())
    admin, watch = world.as_person(here.admin), Watch(["clock"])
    watch.look()
    page = admin.get("/admin/jam").text
    assert the_number() in page and 'href="/admin/jam"' in admin.get("/admin").text
    finish = re.search(r"/admin/jam/[0-9]+/selesai", page)[0]
    assert admin.post(finish).status_code == 303
    assert admin.post(finish).status_code == 409, "said before"
    watch.look()
    assert 'href="/admin/jam"' not in admin.get("/admin").text and not any(
        "/admin/jam" in each for each in complaints()
    )


def the_number() -> str:
    with read() as db:
        return db.scalars(sa.select(table(SubOrder).c.number).where(table(SubOrder).c.state == State.EXPIRED)).one()


@wide
def test_an_order_that_nobody_had_answered_waits_again_and_takes_no_more_than_it_had(shop, machine: Machine):
    here = world.a_shop()
    made_to_order(here)
    ordered(here)
    assert the_parcel().state is State.WAITING
    due = the_parcel().answer_by
    with time_machine.travel(now() + 10 * DAYS):
        clockwork.tick()
    assert the_parcel().state is State.EXPIRED
    machine.later(timedelta())
    machine.later(timedelta(seconds=5), -10 * DAYS)
    machine.confirm()
    mend_time()
    assert the_parcel().state is State.WAITING and the_parcel().answer_by >= due


@wide
def test_what_was_rightly_over_stays_over(shop, machine: Machine):
    here = world.a_shop()
    ordered(here)
    machine.later(timedelta())
    with time_machine.travel(now() + 10 * DAYS):
        clockwork.tick()
    with time_machine.travel(now() + 3 * DAYS):  # the true time
        machine.begun = now()
        machine.later(timedelta(seconds=5), -10 * DAYS)
        write(beat.confirm_time)
        mend_time()
        assert the_parcel().state is State.EXPIRED
        with read() as db:
            assert db.query(Mistimed).all() == []


@wide
def test_money_that_came_meanwhile_makes_it_a_task(shop, machine: Machine):
    here = world.a_shop()
    browser = world.client()
    path, _ = world.buys(browser, here.sku, 2)
    number = the_parcel().number
    machine.later(timedelta())
    with time_machine.travel(now() + 10 * DAYS):
        clockwork.tick()
    assert browser.post(path.replace("?", "/bayar?"), data={"claim": number}).status_code == 303
    machine.later(timedelta(seconds=5), -10 * DAYS)
    machine.confirm()
    mend_time()
    with read() as db:
        assert count_open(db) == 1 and the_parcel().state is State.EXPIRED


@both
def test_an_admin_says_that_the_time_is_right(shop, machine: Machine):
    here = world.a_shop()
    machine.later(timedelta())
    machine.later(timedelta(seconds=5), DAYS)
    admin = world.as_person(here.admin)
    Watch(["clock"]).look()
    assert "Jamnya sudah benar" in admin.get("/admin/jam").text and "/admin/jam" in admin.get("/admin").text
    assert world.as_person(here.officer).post("/admin/jam/benar").status_code == 404
    assert admin.post("/admin/jam/benar").status_code == 303
    assert admin.post("/admin/jam/benar").status_code == 409, "said before"
    assert "sedang diperiksa" in admin.get("/admin/jam").text
    mend_time()
    assert the_stop() is None and "berjalan rata" in admin.get("/admin/jam").text


@wide
def test_offers_of_booths_that_ended_too_early_are_listed_for_people(shop, machine: Machine):
    here = world.a_shop()
    heard.heard(here, told=False)  # of whom nobody need tell
    machine.later(timedelta())
    with time_machine.travel(now() + 10 * DAYS):
        watch_offers()
    with read() as db:
        ended = offers_ended_early(db, now())
    assert ended and {each.kind for each in ended} == {"booking"}
    machine.later(timedelta(seconds=5), -10 * DAYS)
    machine.confirm()
    mend_time()
    with read() as db:
        assert count_open(db) == len(ended)
    assert "Sudah diurus" in world.as_person(here.admin).get("/admin/jam").text
