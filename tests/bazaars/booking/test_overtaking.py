"""Every pair of letters of a bazaar: what waits and became untrue falls, what is of another day or still true stays."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from market.bazaars.after.amending import cancel_slot
from market.bazaars.after.answering_today import say_ready
from market.bazaars.after.asking_ready import ask_ready
from market.bazaars.bazaar import Bazaar, bazaar_by_slug
from market.bazaars.booking.booking import bookings_of, offer_again
from market.bazaars.booking.letter import tell_group
from market.bazaars.booking.notice import ASKED, Notice
from market.bazaars.booking.overtaking import ASKS_READY, OF_THE_SAME, OVERTAKES, TAKES_AWAY
from market.bazaars.booking.reply import RepliedBy, Speaker
from market.bazaars.registering.application import Application, applications_of
from market.kernel.db import write
from market.kernel.record import table
from market.messages.outbox import Message
from market.people.access import CLOCK, Actor
from market.people.group import Group
from market.people.person import Person
from tests import world
from tests.bazaars.morning_world import Hall, a_hall
from tests.conftest import wide

HOUR = timedelta(hours=1)
WHY = {"reason": "Ombak", "by": Actor(name="Hendra")}
M, N = table(Message), table(Notice)
TOLD = {path.stem for path in Path("templates/mail").glob("bazaar_*.txt")}
# News that makes nothing else untrue: why.
ADDS = {
    "bazaar_seated": "written with the results, before which nothing asks",
    "bazaar_left_out": "written with the results, before which nothing asks",
    "bazaar_not_eligible": "written with the results",
    "bazaar_set_aside": "the number and the hash are still hers to read",
    "bazaar_returned": "the one before fell when she sent it again",
    "bazaar_withdrawn": "what she answered fell with her answer",
    "bazaar_share_shown": "each press is told",
    "bazaar_rewritten": "each press is told",
    "bazaar_done_for": "each press is told",
    "bazaar_message": "the office's own words",
    "bazaar_office": "to officers, each step of an invitation once",
    "bazaar_correction": "to officers, of one row of the draw",
    "bazaar_to_confirm": "to officers, of one row of the draw",
    "bazaar_appealed": "to officers, one for each appeal",
    "bazaar_objected": "to officers, one for each objection",
    "bazaar_swap_asked": "one open wish at a time",
    "bazaar_swap_agreed": "to officers, of one wish",
    "bazaar_fee_back_due": "a bill ends once",
    ASKS_READY: "one for each day",
}  # fmt: skip


def test_each_letter_of_a_bazaar_says_what_it_overtakes_or_why_nothing():
    says = OVERTAKES.keys() | OF_THE_SAME.keys() | TAKES_AWAY
    assert says | ADDS.keys() == TOLD and not says & ADDS.keys()
    for named in (*OVERTAKES.values(), *OF_THE_SAME.values()):
        assert named <= TOLD


def written_to(hall: Hall) -> Hall:
    """Its chairs have an address."""
    chairs = {**hall.standing, **hall.waiting}.values()
    write(lambda db: [setattr(Person.get(db, key), "email", f"ketua{key}@contoh.id") for key in chairs] and None)
    return hall


def one_of(db: Session, hall: Hall, name: str) -> tuple[Bazaar, Application, Group]:
    bazaar = bazaar_by_slug(db, hall.slug)
    return next((bazaar, a, g) for a, g in applications_of(db, bazaar.key) if g.name == name)


def waits(db: Session, *templates: str) -> set[tuple[str, str]]:
    """By template and subject what waits, which has to be the same of notices and of the messages that bring them."""
    notices = db.scalars(sa.select(Notice).where(N.c.unsaid_at.is_(None), N.c.template.in_(templates)))
    letters = db.scalars(sa.select(Message).where(M.c.unsaid_at.is_(None), M.c.template.in_(templates)))
    told = {(each.template, each.params.get("subject", "")) for each in notices}
    assert told == {(each.template, each.params.get("subject", "")) for each in letters}
    return told


class Undone(Exception):
    """Takes an example back."""


DAYS = ("day/1", "day/2")


def everything_waits(db: Session, hall: Hall) -> None:
    """Each letter there is about two days, none of them overtaken yet."""
    bazaar, application, group = one_of(db, hall, next(iter(hall.waiting)))
    for old in sorted(TOLD):
        for day in DAYS:
            tell_group(db, bazaar, application, group, old, f"before/{old}/{day}", subject=day)
    for rows in (N, M):
        db.execute(sa.update(rows).values(unsaid_at=None))


def fallen(hall: Hall, new: str) -> set[tuple[str, str]]:
    """What waits no more once this letter about the first day is written."""
    found = set()

    def example(db: Session) -> None:
        bazaar, application, group = one_of(db, hall, next(iter(hall.waiting)))
        tell_group(db, bazaar, application, group, new, "after", subject="old", instead_of="day/1")
        found.update({(old, day) for old in TOLD for day in DAYS} - waits(db, *TOLD))
        raise Undone

    with pytest.raises(Undone):
        write(example)
    return found


@wide
def test_every_pair_of_letters(shop):
    hall = written_to(a_hall(world.a_shop().officer, {"A": 1}, waiting=1))
    write(lambda db: everything_waits(db, hall))
    for new in sorted(TOLD):
        whole = OVERTAKES.get(new, frozenset()) | (ASKED if new in TAKES_AWAY else frozenset())
        same = OF_THE_SAME.get(new, frozenset())
        assert fallen(hall, new) == {(old, day) for old in whole for day in DAYS} | {(old, "day/1") for old in same}, (
            new
        )


@wide
def test_a_question_waits_while_a_day_of_it_is_left(shop):
    hall = written_to(a_hall(world.a_shop().officer, {"A": 1}, waiting=1))

    def work(db: Session) -> None:
        bazaar, application, group = one_of(db, hall, next(iter(hall.standing)))
        offer_again(db, bazaar, *bookings_of(db, application.key), by=CLOCK)
        tell_group(db, bazaar, application, group, "bazaar_moved", "moved/1", reason="Banjir")
        for slot, left in zip(bazaar.days.slots, ({("bazaar_moved", "")}, set()), strict=True):
            cancel_slot(db, bazaar, slot.key, **WHY).tell(db, bazaar)
            assert waits(db, "bazaar_moved") == left

    write(work)


@wide
def test_who_said_ready_or_whose_day_is_off_is_asked_no_more(shop):
    hall = written_to(a_hall(world.a_shop().officer, {"A": 1}, waiting=2))

    def asked(db: Session) -> set[int]:
        waiting = (N.c.template == ASKS_READY, N.c.unsaid_at.is_(None))
        assert waits(db, ASKS_READY)
        return set(db.scalars(sa.select(N.c.application_id).where(*waiting)))

    def work(db: Session) -> None:
        bazaar, application, _ = one_of(db, hall, next(iter(hall.waiting)))
        first, second = bazaar.days.slots
        with time_machine.travel(first.begins_at(bazaar) - 12 * HOUR, tick=False):
            ask_ready(db, bazaar, first)
            assert len(asked(db)) == 2
            say_ready(db, bazaar, first, application, "ready", by=Speaker(RepliedBy.ACCOUNT, Actor(name="Ibu")))
            assert len(asked(db)) == 1 and application.key not in asked(db)
            cancel_slot(db, bazaar, second.key, **WHY)
            assert len(asked(db)) == 1, "another day"
            cancel_slot(db, bazaar, first.key, **WHY)
            assert waits(db, ASKS_READY) == set()

    write(work)
