"""Two days after the number: every applicant may object, the office answers, a mistake is corrected for all to see.

Nothing is published before those days are over and every objection is answered.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.allotting.draw import listed
from market.bazaars.allotting.objecting_time import objections_until, objects_until
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.reply import note_answered
from market.bazaars.planning.named_draw import Draw
from market.bazaars.planning.other_source import NamedSource, OtherSource, named_source, other_from
from market.bazaars.registering.application import Application
from market.kernel.clock import now
from market.kernel.doer import sign, who_did
from market.kernel.one_of import one_of
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Overtaken, Refused
from market.people.access import Actor
from market.people.own_side import require_other_side


class DrawEventKind(StrEnum):
    """Objection: a group says that the number is wrong. Corrected: a number that was typed wrong. Renamed: another
    source, after no moment of the first brought one that counts. Set aside: a group found unfit after the freeze.
    Withdrawn: a group took itself off. Suspended, restored: an officer closed a group of the list, or let it in again.
    Later: the number of a later moment, as those before it brought none, or the witnesses did not draw in time."""

    OBJECTION = "objection"
    CORRECTED = "corrected"
    RENAMED = "renamed"
    SET_ASIDE = "set_aside"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    LATER = "later"


TWO_OFFICERS = frozenset({DrawEventKind.CORRECTED, DrawEventKind.SET_ASIDE, DrawEventKind.LATER, DrawEventKind.RENAMED})


class DrawEvent(Record, table=True):
    """What was said or changed about a draw after the freeze, for everybody to read. Nothing of it is ever deleted.

    Of an objection `was` is the entry it is about (`DrawStory.entry`), and the office answers it; of a change both
    values stand here, and in `told` what a renamed draw says of itself and whether the list was frozen too `late` for
    the one before, or the number of a later moment with its witnesses. One objection for each group and entry. What
    takes `TWO_OFFICERS` waits until a second one answered; with an `answer`, why it is not so, it was dropped.
    """

    __table_args__ = (sa.UniqueConstraint("application_id", "kind", "was"),)

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    kind: DrawEventKind = Field(sa_column=state_column(DrawEventKind, "kind"))
    application_id: int | None = Field(default=None, foreign_key="application.id")
    was: str = Field(default="", max_length=200)
    became: str = Field(default="", max_length=200)
    told: dict[str, object] = Field(default_factory=dict, sa_type=sa.JSON)
    reason: str = Field(max_length=1000)
    made_by: str = Field(max_length=80)
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)
    answer: str = Field(default="", max_length=1000)
    answered_by: str = Field(default="", max_length=80)
    answered_by_id: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None

    @property
    def takes_two(self) -> bool:
        return self.kind in TWO_OFFICERS

    @property
    def waits(self) -> bool:
        """What takes a second officer, and none answered yet."""
        return self.takes_two and self.answered_at is None

    @property
    def dropped(self) -> bool:
        return self.takes_two and bool(self.answer)

    @property
    def late(self) -> bool:
        """Of another source: the list was frozen after the last moment of the one before, else no number came."""
        return bool(self.told.get("late"))

    @property
    def source_before(self) -> NamedSource:
        """Of another source: the one that was named, with its last moment."""
        return named_source(self.was)

    @property
    def other_source(self) -> OtherSource:
        """Of another source: all that was said of it. Which of its digits count decides as much as its name."""
        return other_from(self.told)

    @property
    def stands(self) -> bool:
        return not self.waits and not self.dropped

    @property
    def minutes(self) -> str:
        """Of digits that witnesses drew late: what they wrote down."""
        return str(self.told.get("minutes", ""))

    def reply(self, text: str, *, by: Actor) -> None:
        """The office answers an objection, once. Refused to an officer whose own group objects."""
        group_id = Application.get(self.db, self.application_id or 0).group_id
        require_other_side(self.db, by.person_id, group_id)
        if self.answered_at is not None:
            raise Overtaken("state_moved")
        if not text.strip():
            raise Refused("required", field="answer")
        self.answer = text.strip()
        self.signed(by)

    def signed(self, by: Actor) -> None:
        """Answered, now, by her."""
        sign(self, by, "answered_by")
        self.answered_at = now()


@dataclass(frozen=True)
class DrawStory:
    """A draw with all that was said and changed about it, the first first."""

    draw: Draw | None
    events: list[DrawEvent]

    @property
    def objections(self) -> list[DrawEvent]:
        return [event for event in self.events if event.kind is DrawEventKind.OBJECTION]

    @property
    def changes(self) -> list[DrawEvent]:
        return [event for event in self.events if event.kind is not DrawEventKind.OBJECTION]

    @property
    def waiting(self) -> DrawEvent | None:
        """The correction that waits for a second officer."""
        return next((each for each in self.asked if each.kind is DrawEventKind.CORRECTED), None)

    @property
    def asked(self) -> list[DrawEvent]:
        """All that waits for a second officer."""
        return [each for each in self.changes if each.waits]

    def stood(self, kind: DrawEventKind) -> list[DrawEvent]:
        """What was changed so, and stands."""
        return [each for each in self.changes if each.kind is kind and each.stands]

    def entry(self, number: str) -> str:
        """The number that stands, told from the same number entered before it was corrected to another and back."""
        corrected = len(self.stood(DrawEventKind.CORRECTED))
        return f"{number}/{corrected}" if corrected else number


def story_of(db: Session, bazaar_id: int) -> DrawStory:
    """In one statement: pages ask for it beside much else."""
    draws, rows = table(Draw), table(DrawEvent)
    joined = sa.select(Draw, DrawEvent).outerjoin(DrawEvent, rows.c.bazaar_id == draws.c.bazaar_id)
    found = db.execute(joined.where(draws.c.bazaar_id == bazaar_id).order_by(rows.c.id)).all()
    return DrawStory(found[0][0] if found else None, [event for _draw, event in found if event is not None])


def object_to_draw(db: Session, bazaar: Bazaar, application: Application, text: str, *, by: Actor) -> DrawEvent:
    """A group of the frozen list objects to the number that stands, until the two days are over.

    Overtaken for one that is not on the list: it withdrew before, and the draw is none of its business.
    """
    story = story_of(db, bazaar.key)
    until = objects_until(db, story.draw, bazaar, application)
    if bazaar.state is not BazaarState.CLOSED or until is None or not on_the_list(bazaar, application):
        raise Overtaken("state_moved")
    if now() >= until:
        raise Refused("objections_over", field="text")
    entry = story.entry(bazaar.number_drawn)
    if (application.key, entry) in {(each.application_id, each.was) for each in story.objections}:
        raise Overtaken("state_moved")
    note_answered(bazaar, application, by)
    return DrawEvent(
        bazaar_id=bazaar.key, kind=DrawEventKind.OBJECTION, application_id=application.key, was=entry,
        reason=text, **who_did(by, "made_by"),
    ).add(db)  # fmt: skip


def on_the_list(bazaar: Bazaar, application: Application) -> bool:
    """Whether a registration is on the frozen list, whatever became of it since."""
    return application.bazaar_id == bazaar.key and application.number in listed(bazaar)["applicants"]


def the_objection(db: Session, bazaar_id: int, key: int) -> DrawEvent:
    return one_of(db, DrawEvent, key, bazaar_id=bazaar_id, kind=DrawEventKind.OBJECTION)


def require_settled(db: Session, bazaar: Bazaar) -> None:
    """Nothing is published while somebody may still object to the number, or waits for an answer."""
    story = story_of(db, bazaar.key)
    until = objections_until(db, story.draw, bazaar)
    if until is None:
        raise Overtaken("state_moved")
    if now() < until:
        raise Refused("objections_open", until=until)
    if story.draw and not story.draw.witnessed:
        raise Refused("photo_needed")
    if story.asked:
        raise Refused("correction_waits")
    if waiting := sum(each.answered_at is None for each in story.objections):
        raise Refused("objections_unanswered", n=waiting)
