"""What the office's page of a draw shows: the draw that was named, its moments, who drew, what was objected to."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from market.bazaars.allotting.objection import objections_until, story_of
from market.bazaars.bazaar import Bazaar
from market.bazaars.registering.application import SENT, Application
from market.kernel.clock import now
from market.people.group import Group


def drawing(db: Session, bazaar: Bazaar, everyone: Sequence[tuple[Application, Group]]) -> dict[str, Any]:
    """`moments` are those that count for the frozen list; `listed` who may have drawn a digit."""
    story = story_of(db, bazaar.key)
    draw = story.draw
    frozen = bazaar.frozen_at
    moments = draw.counting(frozen) if draw and frozen and draw.from_outside else []
    until = objections_until(draw, bazaar)
    names = {application.key: group.name for application, group in everyone}
    by_number = {application.number: group.name for application, group in everyone}
    return {
        "draw": draw,
        "moments": moments,
        "out": [moment for moment in moments if moment <= now()],
        "may_draw": bool(draw and frozen and draw.at <= now()),
        "until": until,
        "settled": until is not None and now() >= until,
        "objections": story.objections,
        "changes": story.changes,
        "witnesses": [by_number.get(number, number) for number in draw.drawn_by] if draw else [],
        "listed": [(a.number, group.name) for a, group in everyone if a.state in SENT],
        "group_names": names,
    }
