"""Honest people who slip now and then never wait, however many they are behind one address; who guesses does."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from market.kernel import slowdown
from market.kernel.db import write
from market.kernel.record import table
from market.kernel.refused import TooOften
from market.kernel.slowdown import Pace, Slowdown, count_try, forget_misses, take_back
from market.people.signing_in.guessing import NETWORK
from tests.conftest import both

START = datetime(2026, 11, 28, 9, tzinfo=UTC)
DOOR = "masuk/dari/203.0.113.9"


class Door:
    """One door in a database of its own, and a clock that is set by hand."""

    def __init__(self, db: Session, pace: Pace) -> None:
        self.db, self.pace, self.moment = db, pace, START

    def tries(self, right: bool) -> bool:
        """Whether a try is heard; a right one is taken back."""
        try:
            count_try(self.db, {DOOR: self.pace})
        except TooOften:
            return False
        if right:
            take_back(self.db, [DOOR])
        return True


@contextmanager
def a_door(pace: Pace) -> Iterator[Door]:
    engine = sa.create_engine("sqlite://")
    table(Slowdown).create(engine)
    with Session(engine, autoflush=True) as db, pytest.MonkeyPatch.context() as patch:
        door = Door(db, pace)
        patch.setattr(slowdown, "now", lambda: door.moment)
        yield door


def test_a_busy_network_forgets_its_slips():
    """One sign-in a minute, every sixth of them a slip: ten misses an hour, where thirty are forgotten."""
    with a_door(NETWORK) as door:
        for minute in range(6 * 60):
            door.moment = START + timedelta(minutes=minute)
            assert door.tries(right=minute % 6 != 0), minute


@settings(max_examples=10)
@given(people=st.lists(st.tuples(st.integers(1, 240), st.booleans()), min_size=20, max_size=60))
def test_many_honest_people_pass(people):
    """After a morning of slips: whoever comes when, as long as fewer slip than are forgotten nobody waits for
    another."""
    with a_door(NETWORK) as door:
        for _ in range(26):
            door.tries(right=False)
        slips = 26.0
        for seconds, slip in people:
            door.moment += timedelta(seconds=seconds)
            slips = max(0.0, slips - seconds / NETWORK.forgets.total_seconds())
            slip = slip and slips < 27
            assert door.tries(right=not slip)
            slips += slip


def test_a_guesser_waits():
    """A try each ten seconds for an hour: thirty and what was forgotten meanwhile, no more."""
    with a_door(NETWORK) as door:
        heard = 0
        for _ in range(360):
            door.moment += timedelta(seconds=10)
            heard += door.tries(right=False)
        assert heard <= NETWORK.free + timedelta(hours=1) // NETWORK.forgets


@both
def test_a_try_while_the_door_begins_anew(shop):
    """A right answer takes the row away between two statements of the next try."""
    rounds = 60

    def again(act: Callable[[Session], object]) -> Callable[[], None]:
        def run() -> None:
            for _ in range(rounds):
                write(act)

        return run

    only_counts = Pace(0, None, timedelta(0), timedelta(hours=1))
    try_it = again(lambda db: count_try(db, {DOOR: only_counts}))
    anew = again(lambda db: forget_misses(db, DOOR))
    with ThreadPoolExecutor(4) as threads:
        for each in [threads.submit(act) for act in (try_it, anew, try_it, anew)]:
            each.result()
