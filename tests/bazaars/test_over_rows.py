"""A booth that can be used, a correction that waits for a second officer: of each case rows say what records say."""

import itertools

from market.bazaars.allotting.correcting import asks_second
from market.bazaars.allotting.objection import DrawEvent, DrawEventKind
from market.bazaars.booth import Booth, is_sound
from market.kernel.clock import now
from market.kernel.record import table
from tests.both_ways import yes_or_no
from tests.conftest import both


@both
def test_a_booth_is_sound_over_rows(shop):
    kinds = {"broken_at": table(Booth).c.broken_at.type}
    facts = [(None,), (now(),)]
    assert yes_or_no(kinds, facts, is_sound) == [Booth(broken_at=at).sound for (at,) in facts] == [True, False]


@both
def test_a_correction_waits_over_rows(shop):
    events = table(DrawEvent).c
    facts = list(itertools.product(DrawEventKind, (None, now())))
    said = yes_or_no({name: events[name].type for name in ("kind", "answered_at")}, facts, asks_second)
    assert said == [DrawEvent(kind=kind, answered_at=at).waits for kind, at in facts] and {*said} == {True, False}
