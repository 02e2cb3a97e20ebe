"""What the office's page of a draw shows: the draw that was named, its moments, who drew, what was objected to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from market.bazaars.allotting.correcting import Seconds, seconds_of
from market.bazaars.allotting.objection import DrawEvent, objections_until, story_of
from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.planning.named_draw import OBJECTIONS_LAST
from market.bazaars.registering.application import SENT, Application
from market.bazaars.slot import Days, Slot
from market.kernel.clock import now
from market.people.access import Actor
from market.people.group import Group


def drawing(
    db: Session,
    bazaar: Bazaar,
    everyone: Sequence[tuple[Application, Group]],
    slots: Sequence[Slot],
    actor: Actor,
) -> dict[str, Any]:
    """`moments` are those that count for the frozen list; `listed` who may have drawn a digit; `to_confirm` what waits
    for a second officer, `correction` the one of these about the number; `seconds` who would confirm what the reader
    says; `late` whether the witnesses' hour is long over."""
    story = story_of(db, bazaar.key)
    draw = story.draw
    frozen = bazaar.frozen_at
    moments = draw.counting(frozen) if draw and frozen and draw.from_outside else []
    due = draw.due(frozen) if draw and frozen else None
    until = objections_until(draw, bazaar)
    changing = frozen and bazaar.state is BazaarState.CLOSED
    askers = [actor.person_id, *(each.made_by_id for each in story.asked)]
    seconds = seconds_of(db, bazaar, askers) if changing else None
    names = {application.key: group.name for application, group in everyone}
    by_number = {application.number: group.name for application, group in everyone}
    return {
        "draw": draw,
        "moments": moments,
        "out": [moment for moment in moments if moment <= now()],
        "due": due,
        "may_draw": due is not None and due <= now(),
        "late": bool(draw and frozen and draw.late(now(), frozen)),
        "until": until,
        "begins_before": _begins_before(Days(bazaar, slots), until or (due + OBJECTIONS_LAST if due else None)),
        "settled": until is not None and now() >= until,
        "objections": story.objections,
        "changes": story.changes,
        "correction": story.waiting,
        "to_confirm": [_to_confirm(seconds, each, actor) for each in story.asked] if seconds else [],
        "seconds": ", ".join(each.name for each in seconds.besides(actor.person_id)) if seconds else "",
        "witnesses": [by_number.get(number, number) for number in draw.drawn_by] if draw else [],
        "listed": [(a.number, group.name) for a, group in everyone if a.state in SENT],
        "group_names": names,
    }


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What waits for a second officer, who may be that, and whether the one who looks is one of them."""

    event: DrawEvent
    who: str
    may_confirm: bool


def _to_confirm(seconds: Seconds, asked: DrawEvent, reader: Actor) -> ToConfirm:
    found = seconds.besides(asked.made_by_id)
    names = ", ".join(each.name for each in found)
    return ToConfirm(asked, names, reader.person_id in {each.key for each in found})


def _begins_before(days: Days, settled_at: datetime | None) -> datetime | None:
    """When the bazaar begins, where that is before its result may be published."""
    begins = days.held[0].begins_at(days.bazaar) if days.held else None
    return begins if begins and settled_at and begins <= settled_at else None
