"""The booth map as it is drawn: what is written in a place fits it, and is never pressed together."""

import re

from market.bazaars.planning.landmark import Landmark, LandmarkKind
from market.pages.floor_plan_svg import CELL, LETTER, TEXT, floor_plan_svg


def drawn(kind: LandmarkKind, label: str = "", **more: int) -> str:
    each = Landmark(id=1, bazaar_id=1, kind=kind, label=label, row=0, position=0, **{"width": 1, "height": 1} | more)
    return floor_plan_svg([], "Denah", address=lambda booth: f"#{booth.number}", landmarks=[each])


def test_a_word_that_is_wider_than_its_place_is_set_smaller():
    for label in ("", "Panggung", "Pertolongan", "Musala", "Pintu masuk"):
        plan = drawn(LandmarkKind.STAGE, label)
        assert "textLength" not in plan, "letters are not pressed together"
        for size, word in re.findall(r'<tspan[^>]*?(?:font-size="([\d.]+)")?>([^<]+)</tspan>', plan):
            assert len(word) * LETTER * float(size or TEXT) / TEXT <= CELL, word
    assert 'font-size="7.9">Panggung' in drawn(LandmarkKind.STAGE)
    assert "font-size" not in drawn(LandmarkKind.STAGE, width=2), "where there is room it is as large as the numbers"
