"""What a page notes to be written later, and what is tidied each hour: one that fails takes no other with it."""

import sqlalchemy as sa

from market.kernel.db import read
from market.kernel.later import later, write_later
from market.kernel.limits import Attempt
from market.orders import clockwork
from tests.conftest import both


def note(name: str):
    return lambda db: Attempt(name=name, window=0, count=1).add(db)


def fails(_db) -> None:
    raise ZeroDivisionError


@both
def test_a_note_that_cannot_be_written_takes_no_other_with_it(shop):
    for key, work in (("a", note("before")), ("b", fails), ("c", note("after"))):
        later(key, work)
    assert write_later() == 3
    with read() as db:
        assert {each.name for each in db.scalars(sa.select(Attempt))} == {"before", "after"}


def test_what_cannot_be_tidied_stops_nothing_behind_it(shop, monkeypatch):
    done = []
    monkeypatch.setattr(clockwork, "prune_attempts", fails)
    monkeypatch.setattr(clockwork, "prune_browsers", lambda _db: done.append(1) or 0)
    clockwork.tidy()
    assert done == [1]
