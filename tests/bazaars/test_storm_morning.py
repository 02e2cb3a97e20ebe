"""A morning by three officers and twenty groups at once: nobody stands twice, no booth is given twice, and each booth
that changed hands is explained by a row that everybody or the office reads."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from market.bazaars.after.amendment import Amendment
from market.bazaars.after.answering_today import answer_today, hear_today, say_ready
from market.bazaars.after.attendance import absent, arrive, come_late, leave, undo_finding
from market.bazaars.after.breaking import repair_booths
from market.bazaars.after.day_offer import DayOffer, refill
from market.bazaars.after.dead_block import change_of, kill_block
from market.bazaars.after.on_the_day import move, step_in
from market.bazaars.after.presence import attendances, presence_of
from market.bazaars.after.shortening import end_at, end_early
from market.bazaars.allotting.standby import Standby, stand_by, stand_down
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.booking import LIVE, BookedBooth, Booking
from market.bazaars.booking.found import Attendance
from market.bazaars.booking.reply import Answer, RepliedBy, Speaker, speaker_of
from market.bazaars.booth import Booth
from market.bazaars.registering.application import Application, applications_of
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.people.access import Actor, Role
from tests import world
from tests.bazaars.morning_world import a_hall
from tests.bazaars.test_history import require_kept, what_happened
from tests.conftest import both

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OFFICERS = [Actor(person_id=None, name=name, roles=frozenset({Role.OFFICER})) for name in ("Hendra", "Ani", "Budi")]
IBU = Speaker(RepliedBy.ACCOUNT, Actor(name="Ibu"))


class Undone(Exception):
    """Takes an example back."""


class Turn:
    """What one of them has before her: `n` says which group, `m` which booth, offer or officer."""

    def __init__(self, db: Session, slug: str, n: int, m: int) -> None:
        self.db, self.bazaar, self.n, self.m = db, bazaar_by_slug(db, slug), n, m
        self.slot = self.bazaar.days.slots[0]
        self.applications = [a for a, _ in applications_of(db, self.bazaar.key)]
        self.mine = self.applications[n % len(self.applications)]
        self.booths = list(db.scalars(sa.select(table(Booth).c.number).order_by(table(Booth).c.id)))
        self.booth = self.booths[m % len(self.booths)]
        self.officer = OFFICERS[m % 3]
        self.why = {"reason": f"Angin {m}", "by": self.officer}

    @property
    def booking(self) -> Booking:
        rows = table(Booking)
        wanted = sa.select(Booking).where(rows.c.slot_id == self.slot.key, rows.c.state.in_(LIVE)).order_by(rows.c.id)
        found = list(self.db.scalars(wanted))
        return found[self.n % len(found)]

    def undo(self) -> None:
        last = attendances(self.db, self.bazaar.key).get(self.booking.key)
        undo_finding(self.db, self.bazaar, self.booking, last.last_key if last else 0, by=self.officer)

    def offer(self, verb: Callable[..., None]) -> None:
        found = list(self.db.scalars(sa.select(DayOffer).where(table(DayOffer).c.state == "open")))
        if found:
            each = found[self.m % len(found)]
            verb(each)

    def kill(self) -> None:
        numbers = [number for number in self.booths if number[0] == self.booth[0]]
        change = change_of(self.db, self.bazaar, numbers)
        kill_block(self.db, self.bazaar, numbers, change, **self.why)

    def repair(self) -> None:
        dead = list(self.db.scalars(sa.select(table(Booth).c.number).where(table(Booth).c.broken_at.is_not(None))))
        repair_booths(self.db, self.bazaar, dead, **self.why)

    def step_in(self) -> None:
        told = {"reason": "Di lapangan", "by": self.officer}
        step_in(self.db, self.bazaar, self.slot.key, self.mine, [self.booth], **told)


ACTS: dict[str, Callable[[Turn], object]] = {
    "arrive": lambda t: arrive(t.db, t.bazaar, t.booking, by=t.officer),
    "late": lambda t: come_late(t.db, t.bazaar, t.booking, by=t.officer),
    "in time after all": lambda t: arrive(t.db, t.bazaar, t.booking, by=t.officer, reason="Salah tekan"),
    "repair a block": Turn.repair,
    "leave": lambda t: leave(t.db, t.bazaar, t.booking, by=t.officer),
    "absent": lambda t: absent(
        t.db, t.bazaar, t.booking, presence_of(t.db, t.booking.key).last_key, by=t.officer, reason="Kosong"
    ),
    "absent after all": lambda t: absent(t.db, t.bazaar, t.booking, presence_of(t.db, t.booking.key).last_key, **t.why),
    "undo": Turn.undo,
    "move": lambda t: move(t.db, t.bazaar, t.booking, [t.booth], reason="Becek", by=t.officer),
    "step in": Turn.step_in,
    "ready": lambda t: stand_by(t.db, t.bazaar, t.slot, t.mine, by=IBU),
    "not ready": lambda t: stand_down(t.db, t.slot, t.mine),
    "take": lambda t: t.offer(lambda each: answer_today(t.db, t.bazaar, each, Answer.YES, by=IBU)),
    "no": lambda t: t.offer(lambda each: answer_today(t.db, t.bazaar, each, Answer.NO, by=IBU)),
    "no, heard": lambda t: t.offer(lambda each: hear_today(t.db, t.bazaar, each, Answer.NO, by=t.officer)),
    "yes, heard": lambda t: t.offer(lambda each: hear_today(t.db, t.bazaar, each, Answer.YES, by=t.officer)),
    "not ready, heard": lambda t: say_ready(t.db, t.bazaar, t.slot, t.mine, "not", by=speaker_of(t.officer)),
    "dead block": Turn.kill,
    "repair": lambda t: repair_booths(t.db, t.bazaar, [t.booth], **t.why),
    "shorten": lambda t: end_at(t.db, t.bazaar, t.slot.key, time(10 + t.m % 8), **t.why),
    "end": lambda t: end_early(t.db, t.bazaar, t.slot.key, **t.why),
}
SHY = {"end": 1, "shorten": 1, "dead block": 1}
USUAL = [name for name in ACTS for _ in range(SHY.get(name, 3))]


def require_whole(db: Session, slug: str, act: str) -> None:
    """Nobody twice, no booth twice, nobody in a broken booth, each offer of a booth once."""
    bazaar = bazaar_by_slug(db, slug)
    slot, over = bazaar.days.slots[0].key, bazaar.days.slots[0].over(bazaar)
    b, h, o = table(Booking), table(BookedBooth), table(Booth)
    there = sa.select(b.c.group_id, o.c.number, o.c.broken_at).join(h, h.c.booking_id == b.c.id)
    there = there.join(o, o.c.id == h.c.booth_id).where(h.c.slot_id == slot, h.c.until.is_(None))
    stands = db.execute(there).all()
    assert len({row.group_id for row in stands}) == len(stands), f"{act}: a group stands twice"
    assert len({row.number for row in stands}) == len(stands), f"{act}: a booth is given twice"
    assert over or not [row for row in stands if row.broken_at], f"{act}: somebody stands in a broken booth"
    live = list(db.scalars(sa.select(b.c.application_id).where(b.c.slot_id == slot, b.c.state.in_(LIVE))))
    assert len(live) == len(set(live)), f"{act}: one live booking of a group in a slot"
    offered = list(db.scalars(sa.select(table(DayOffer).c.booths).where(table(DayOffer).c.state == "open")))
    assert len(offered) == len(set(offered)), f"{act}: a booth is offered twice"


def require_explained(db: Session, slug: str) -> None:
    """Each booth that somebody left, or came to, while the slot ran: by a change with a reason, or by attendance."""
    slot = bazaar_by_slug(db, slug).days.slots[0]
    h, o, b, a = table(BookedBooth), table(Booth), table(Booking), table(Application)
    said = list(db.scalars(sa.select(Amendment).where(table(Amendment).c.slot_at == slot.at)))
    noted: dict[int, set[str]] = {}
    for each in db.scalars(sa.select(Attendance)):
        noted.setdefault(each.booking_id, set()).update(each.gave.split())
    wanted = sa.select(h.c.booking_id, o.c.number, h.c.since, h.c.until, a.c.number.label("registration"))
    wanted = wanted.join(o, o.c.id == h.c.booth_id).join(b, b.c.id == h.c.booking_id)
    for row in db.execute(wanted.join(a, a.c.id == b.c.application_id).where(h.c.slot_id == slot.key)):
        gave = row.number in noted.get(row.booking_id, ())
        left = [each for each in said if row.number in each.what.split(" + ")]
        came = [
            each for each in said
            if row.number in each.became.split(" + ") or (row.number in left and each.became == row.registration)
            or (each.became == row.registration and row.number in each.what.split(" + "))
        ]  # fmt: skip
        assert row.until is None or gave or left, f"{row.number}: why was it left?"
        assert row.since is None or gave or came, f"{row.number}: why did somebody come to it?"


def played(slug: str, begins: datetime, story: list[tuple[int, str, int, int]]) -> None:
    def example(db: Session) -> None:
        for at, act, n, m in sorted(story, key=lambda each: each[0]):
            with time_machine.travel(begins + 46 * MINUTE + at * 7 * MINUTE, tick=False):
                before = what_happened(db, slug)
                try:
                    with db.begin_nested():
                        turn = Turn(db, slug, n, m)
                        ACTS[act](turn)
                        refill(db, turn.bazaar, turn.slot)
                except (Refused, NotFound):
                    db.expire_all()
                require_whole(db, slug, act)
                require_kept(before, what_happened(db, slug), act)
        require_explained(db, slug)
        raise Undone

    with pytest.raises(Undone):
        write(example)


def _all_ready(db: Session, slug: str) -> None:
    """Everybody who waits has said the evening before that she could come."""
    bazaar, there = bazaar_by_slug(db, slug), table(Booking)
    slot = bazaar.days.slots[0]
    stands = set(db.scalars(sa.select(there.c.application_id).where(there.c.slot_id == slot.key)))
    for application, _ in applications_of(db, bazaar.key):
        if application.key not in stands:
            Standby(application_id=application.key, slot_id=slot.key, said_by="Ibu").add(db)


@pytest.mark.walk
@both
def test_a_morning_by_everybody_at_once(shop):
    here = world.a_shop()
    hall = a_hall(here.officer, {"A": 4, "B": 4, "C": 4}, waiting=8, gives_back=2)
    with read() as db:
        begins = bazaar_by_slug(db, hall.slug).days.first.begins_at(bazaar_by_slug(db, hall.slug))
    number = st.integers(0, 40)
    acts = st.tuples(st.integers(0, 40), st.sampled_from(USUAL), number, number)
    write(lambda db: _all_ready(db, hall.slug))

    @settings(max_examples=6, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.lists(acts, min_size=10, max_size=20))
    def anybody(story: list[tuple[int, str, int, int]]) -> None:
        played(hall.slug, begins, story)

    anybody()
