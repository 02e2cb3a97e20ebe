"""Who is told what of the draw, and `DRAW.json`: all that anybody needs to compute seed and ranks again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from market.bazaars.allotting.correcting import second_officers
from market.bazaars.allotting.draw import order_of
from market.bazaars.allotting.objecting_time import objections_until, objects_until, two_days
from market.bazaars.allotting.objection import DrawEvent, DrawEventKind, DrawStory, story_of
from market.bazaars.allotting.opening import ranks
from market.bazaars.allotting.pins import pins_told
from market.bazaars.allotting.plan import published_plan
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.letter import GroupLetter, tell_group, tell_groups, tell_officers
from market.bazaars.planning.named_draw import draw_of, stamp
from market.bazaars.registering.application import SENT, Application, applications_of, the_application
from market.kernel.addresses import bazaar_at_office
from market.kernel.clock import now
from market.kernel.refused import NotFound
from market.messages.outbox import tell
from market.people.access import Actor
from market.people.group import Group

NOT_LET_IN = (DrawEventKind.SET_ASIDE, DrawEventKind.WITHDRAWN, DrawEventKind.SUSPENDED, DrawEventKind.RESTORED)


def _tell_all(db: Session, bazaar: Bazaar, template: str, once: str, **more: str | int) -> None:
    letters = [
        GroupLetter(application=application, group=group, template=template)
        for application, group in applications_of(db, bazaar.key)
        if application.state in SENT
    ]
    tell_groups(db, bazaar, letters, once, **more)


def tell_frozen(db: Session, bazaar: Bazaar) -> None:
    """The hash of the list, to everybody on it, before any number, and when that comes at the earliest."""
    draw = draw_of(db, bazaar.key)
    due = draw.due(bazaar.frozen_at) if draw and bazaar.frozen_at else None
    more = {"hash": bazaar.list_hash, "draw_at": due.isoformat() if due else "", "zone": bazaar.zone.key}
    _tell_all(db, bazaar, "bazaar_frozen", "frozen", **more)


def tell_number(db: Session, bazaar: Bazaar, said: DrawEvent | None = None) -> None:
    """The number, to everybody on the list; from now on they have two days. `said`: by which it stands, where it is
    not the first that was entered."""
    draw = draw_of(db, bazaar.key)
    if draw is None:
        raise NotFound("draw")
    until = two_days(draw, bazaar)
    due = draw.missed_at(bazaar.frozen_at) if bazaar.frozen_at else None
    more = {
        "number": bazaar.number_drawn, "hash": bazaar.list_hash, "zone": bazaar.zone.key,
        "until_at": until.isoformat() if until else "",
        "of_at": draw.of.isoformat() if draw.of else "", "missing": draw.missing,
        "due_at": due.isoformat() if due else "",
    }  # fmt: skip
    _tell_all(db, bazaar, "bazaar_number", f"number/{said.key if said else 0}", **more)


def tell_asked(db: Session, bazaar: Bazaar, asked: DrawEvent, by: Actor) -> None:
    """Those who may confirm it, that something of the draw waits for a second officer."""
    db.flush()
    template = "bazaar_correction" if asked.kind is DrawEventKind.CORRECTED else "bazaar_to_confirm"
    path = bazaar_at_office(bazaar.slug, "pembagian")
    params: dict[str, str | int] = {"bazaar": bazaar.name, "reason": asked.reason, "path": path}
    params |= {"was": asked.was, "became": asked.became}
    params |= _other_told(bazaar, asked) if asked.kind is DrawEventKind.RENAMED else {}
    for person in second_officers(db, bazaar, by):
        about = f"correction/{asked.key}"
        tell(db, person.recipient, template, params, name=f"{about}/{person.key}", about=about)


def _other_told(bazaar: Bazaar, asked: DrawEvent) -> dict[str, str | int]:
    """Another source as a letter asks a second officer to look at it."""
    other = asked.other_source
    return {
        "source": other.source, "reading": other.reading, "address": other.address, "n": other.digits,
        "draw_at": other.at.isoformat(), "zone": bazaar.zone.key,
    }  # fmt: skip


def tell_stands(db: Session, bazaar: Bazaar, asked: DrawEvent) -> None:
    """Whom it concerns, of what two officers said of the draw: the number to all, a group that it is not let in."""
    if asked.kind is DrawEventKind.SET_ASIDE:
        application = the_application(db, bazaar.key, asked.was)
        group = Group.get(db, application.group_id)
        tell_group(db, bazaar, application, group, "bazaar_set_aside", "set_aside", reason=asked.reason)
    elif asked.kind is DrawEventKind.RENAMED:
        _tell_renamed(db, bazaar, asked)
    else:
        tell_number(db, bazaar, asked)


def _tell_renamed(db: Session, bazaar: Bazaar, asked: DrawEvent) -> None:
    source = str(asked.told["source"])
    more: dict[str, str | int] = {"source": source, "reason": asked.reason, "late": asked.late}
    _tell_all(db, bazaar, "bazaar_draw_renamed", f"renamed/{asked.key}", **more)


def tell_objected(db: Session, bazaar: Bazaar, application: Application, key: int) -> None:
    tell_officers(
        db, bazaar, application, "bazaar_objected", f"objected/{key}", path=bazaar_at_office(bazaar.slug, "pembagian")
    )


def tell_objection_answered(db: Session, bazaar: Bazaar, application: Application, key: int) -> None:
    group = Group.get(db, application.group_id)
    tell_group(db, bazaar, application, group, "bazaar_objection_answered", f"objection/{key}")


def _skipped(story: DrawStory) -> list[dict[str, str]]:
    """Who keeps a rank on the list and is not let in by it, or was closed for a time, in their order."""
    return [
        {"number": each.was, "why": each.kind.value, "reason": each.reason, "at": stamp(each.made_at)}
        for each in story.changes
        if each.kind in NOT_LET_IN and each.stands
    ]


def _both_values(each: DrawEvent) -> dict[str, str]:
    return {"was": each.was, "became": each.became}


def _agreed(each: DrawEvent) -> dict[str, str]:
    """Why and by whom it was said, and the second officer who agreed, if there was one."""
    agreed_at = stamp(each.answered_at) if each.answered_at else ""
    told = {"reason": each.reason, "by": each.made_by, "at": stamp(each.made_at)}
    return told | {"agreed_by": each.answered_by, "agreed_at": agreed_at}


def draw_file(db: Session, bazaar: Bazaar) -> dict[str, Any]:
    """`DRAW.json` (docs/contract.md): from the number on; with ranks once the bazaar is published. NotFound before."""
    story = story_of(db, bazaar.key)
    draw = story.draw
    if draw is None or draw.of is None or bazaar.frozen_at is None or not bazaar.number_drawn or not bazaar.list_hash:
        raise NotFound("draw")
    plan = published_plan(db, bazaar.key)
    numbers = {application.key: application.number for application, _ in applications_of(db, bazaar.key)}
    return {
        "bazaar": bazaar.slug,
        "list": bazaar.frozen_list,
        "list_hash": bazaar.list_hash,
        "frozen_at": stamp(bazaar.frozen_at),
        "draw": draw.told(),
        "renamed": [
            {"draw": {name: value for name, value in each.told.items() if name != "late"}, "late": each.late}
            | _agreed(each)
            for each in story.stood(DrawEventKind.RENAMED)
        ],
        "number": bazaar.number_drawn,
        "of": stamp(draw.of),
        "missing": draw.missing,
        "entered_at": stamp(draw.entered_at) if draw.entered_at else "",
        "place": "" if draw.from_outside else bazaar.draw_at,
        "drawn_by": draw.drawn_by,
        "later": [_both_values(each) | _agreed(each) for each in story.stood(DrawEventKind.LATER)],
        "corrections": [_both_values(each) | _agreed(each) for each in story.stood(DrawEventKind.CORRECTED)],
        "skipped": _skipped(story),
        "objections": [
            {"number": numbers.get(each.application_id or 0, ""), "text": each.reason, "answer": each.answer}
            for each in story.objections
        ],
        "seed": bazaar.seed,
        "lotteries": order_of(bazaar),
        "ranks": [{"number": each.number, "points": each.points, "lottery": each.lottery} for each in ranks(plan)]
        if plan
        else [],
        "pins": pins_told(db, bazaar) if plan else [],
    }


def drawn_publicly(db: Session, bazaar: Bazaar, names: Mapping[str, str]) -> dict[str, Any]:
    """What everybody reads of the draw: how it was named, who drew, what was changed, objected to and answered.

    `names` are of groups by registration number: of groups, never of persons.
    """
    story = story_of(db, bazaar.key)
    return {
        "draw": story.draw,
        "until": objections_until(db, story.draw, bazaar),
        "changes": story.changes,
        "objections": story.objections,
        "witnesses": [names.get(number, number) for number in story.draw.drawn_by] if story.draw else [],
    }


@dataclass(frozen=True, slots=True)
class OwnDraw:
    """The draw to one group of the frozen list: its place, of how many, what it objected to, until when it may."""

    place: int | None
    all: int
    objections: list[DrawEvent]
    until: datetime | None
    may_object: bool


def own_draw(db: Session, story: DrawStory, bazaar: Bazaar, application: Application | None) -> OwnDraw | None:
    """None before the freeze, after publishing or cancelling, and for a group that is not on the list."""
    if application is None or bazaar.state is not BazaarState.CLOSED or not bazaar.list_hash:
        return None
    order = order_of(bazaar) if bazaar.number_drawn else {}
    place = order.get(application.number)
    until = objects_until(db, story.draw, bazaar, application)
    made = [each for each in story.objections if each.application_id == application.key]
    open_still = bool(until and now() < until and story.entry(bazaar.number_drawn) not in {each.was for each in made})
    return OwnDraw(None if place is None else place + 1, len(order), made, until, open_still and place is not None)
