"""What the office's page of a draw shows: the draw that was named, its moments, who drew, what was objected to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.bazaars.allotting.correcting import Seconds, seconds_of
from market.bazaars.allotting.objecting_time import objections_until, two_days
from market.bazaars.allotting.objection import DrawEvent, DrawStory, story_of
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.planning.named_draw import OBJECTIONS_LAST, Draw
from market.bazaars.registering.application import SENT, Application
from market.bazaars.slot import Days, Slot
from market.kernel.clock import now
from market.people.access import Actor
from market.people.group import Group


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What waits for a second officer, who may be that, and whether the one who looks is one of them, or may say that
    it is not so."""

    event: DrawEvent
    who: str
    may_confirm: bool
    may_drop: bool


@dataclass(frozen=True, slots=True)
class ShownDraw:
    """A draw as its office sees it.

    `moments` are those that count for the frozen list, `due` when witnesses draw and `late` whether their hour is
    long over; `until` when groups may object, which `waits_for_untold` ones prolong, `begins_before` when the bazaar
    begins where that is sooner. `seconds` names who would confirm what the reader says, `keepers` who answers
    objections where the reader may not, since the number is there by her word; `listed` are those who may have drawn
    a digit, by number and name, and `group_names` go by the id of an application.
    """

    story: DrawStory
    moments: list[datetime]
    due: datetime | None
    late: bool
    until: datetime | None
    waits_for_untold: bool
    begins_before: datetime | None
    to_confirm: list[ToConfirm]
    seconds: str
    keepers: str
    witnesses: list[str]
    listed: list[tuple[str, str]]
    group_names: dict[int, str]

    @property
    def draw(self) -> Draw | None:
        return self.story.draw

    @property
    def out(self) -> list[datetime]:
        """The moments that have come."""
        return [moment for moment in self.moments if moment <= now()]

    @property
    def may_draw(self) -> bool:
        """Whether witnesses draw by now."""
        return self.due is not None and self.due <= now()

    @property
    def settled(self) -> bool:
        """Whether the days for objections are over."""
        return self.until is not None and now() >= self.until


def drawing(
    db: Session,
    bazaar: Bazaar,
    everyone: Sequence[tuple[Application, Group]],
    slots: Sequence[Slot],
    actor: Actor,
) -> ShownDraw:
    """The draw of a bazaar with all that was said of it."""
    story = story_of(db, bazaar.key)
    draw, frozen = story.draw, bazaar.frozen_at
    due = draw.due(frozen) if draw and frozen else None
    until = objections_until(db, draw, bazaar)
    seconds = _seconds(db, bazaar, story, actor)
    by_number = {application.number: group.name for application, group in everyone}
    return ShownDraw(
        story=story,
        moments=draw.counting(frozen) if draw and frozen and draw.from_outside else [],
        due=due,
        late=bool(draw and frozen and draw.late(now(), frozen)),
        until=until,
        waits_for_untold=until is not None and until != two_days(draw, bazaar),
        begins_before=_begins_before(Days(bazaar, slots), until or (due + OBJECTIONS_LAST if due else None)),
        to_confirm=[_to_confirm(seconds, story, each, actor) for each in story.asked] if seconds else [],
        seconds=", ".join(each.name for each in seconds.besides(actor.person_id)) if seconds else "",
        keepers=_keepers(seconds, story, actor) if seconds else "",
        witnesses=[by_number.get(number, number) for number in draw.drawn_by] if draw else [],
        listed=[(a.number, group.name) for a, group in everyone if a.state in SENT],
        group_names={application.key: group.name for application, group in everyone},
    )


def _seconds(db: Session, bazaar: Bazaar, story: DrawStory, actor: Actor) -> Seconds | None:
    """Who confirms what takes two officers; None while nothing of a draw can change."""
    if bazaar.frozen_at is None or bazaar.state is not BazaarState.CLOSED:
        return None
    typed = story.draw.entered_by_id if story.draw else None
    return seconds_of(db, bazaar, [actor.person_id, typed, *(each.made_by_id for each in story.asked)])


def _keepers(seconds: Seconds, story: DrawStory, reader: Actor) -> str:
    typed = story.draw.entered_by_id if story.draw else None
    if seconds.may_keep(typed, reader.person_id):
        return ""
    return ", ".join(each.name for each in seconds.besides(typed))


def _to_confirm(seconds: Seconds, story: DrawStory, asked: DrawEvent, reader: Actor) -> ToConfirm:
    found = seconds.besides(asked.made_by_id)
    typed = story.draw.entered_by_id if story.draw else None
    return ToConfirm(
        asked,
        who=", ".join(each.name for each in found),
        may_confirm=reader.person_id in {each.key for each in found},
        may_drop=seconds.may_drop(asked, typed, reader.person_id),
    )


def _begins_before(days: Days, settled_at: datetime | None) -> datetime | None:
    """When the bazaar begins, where that is before its result may be published."""
    begins = days.held[0].begins_at(days.bazaar) if days.held else None
    return begins if begins and settled_at and begins <= settled_at else None
