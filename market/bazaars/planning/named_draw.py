"""The draw that a bazaar names before anybody registers: one number from outside, or digits drawn before witnesses.

A number from outside is one that nobody here controls, published at moments that are told beforehand. Whoever freezes
the list before such a moment cannot know its number; a moment that came before the freeze does not count. See
docs/decisions/0024.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.allocation.draw_moments import FREEZE_BEFORE, WITNESSES_LAST, witnesses_due
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.slot import Slot
from market.kernel.clock import day_of
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Overtaken, Refused

MOST_TIMES = 30
OBJECTIONS_LAST = timedelta(days=2)  # after the number, before anything is published
USUAL_HOUR = time(10)


class DrawWay(StrEnum):
    """Source: a number that somebody outside publishes. Witnesses: the groups present draw one digit each."""

    SOURCE = "source"
    WITNESSES = "witnesses"


class Draw(Record, table=True):
    """`source` is what is published and by whom, `address` where it can be read, `reading` which of its digits count.

    `at` is its first moment. When nothing is published then, the next one counts, `every_days` days later, up to
    `times` more. `number` is on the bazaar (`number_drawn`); `of` is the moment it belongs to, before witnesses the one
    at which it was typed. `missing` is why earlier ones that would have counted brought none, or why the witnesses drew
    late. `drawn_by` is by digit the registration number of the group that drew
    it; it, `minutes` and `photo` are of a draw before witnesses. `entered_by_id` is on whose word the number that
    stands is there: who typed it, or who asked for its correction.
    """

    __table_args__ = (
        sa.CheckConstraint("digits >= 1 AND digits <= 20", name="digits"),
        sa.CheckConstraint("every_days >= 1", name="every_days"),
        sa.CheckConstraint("times >= 0", name="times"),
        sa.CheckConstraint("way = 'witnesses' OR source <> ''", name="source"),
    )

    bazaar_id: int = Field(foreign_key="bazaar.id", unique=True)
    way: DrawWay = Field(default=DrawWay.WITNESSES, sa_column=state_column(DrawWay, "way"))
    source: str = Field(default="", max_length=160)
    address: str = Field(default="", max_length=300)
    reading: str = Field(default="", max_length=160)
    digits: int = 4
    at: datetime
    every_days: int = 1
    times: int = 5
    of: datetime | None = None
    missing: str = Field(default="", max_length=300)
    drawn_by: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    minutes: str = Field(default="", max_length=2000)
    photo: str | None = Field(default=None, max_length=60)
    entered_by: str = Field(default="", max_length=80)
    entered_by_id: int | None = Field(default=None, foreign_key="person.id")
    entered_at: datetime | None = None
    told_at: datetime | None = None

    def show(self, bazaar: Bazaar, photo: str) -> None:
        """The picture of a draw before witnesses, kept once. Overtaken before there is a number."""
        if self.from_outside or not bazaar.number_drawn or self.photo:
            raise Overtaken("state_moved")
        self.photo = photo

    @property
    def witnessed(self) -> bool:
        """Before witnesses: who drew, the minutes and the picture are there. A number from outside needs none."""
        return self.from_outside or bool(self.drawn_by and self.minutes and self.photo)

    @property
    def from_outside(self) -> bool:
        return self.way is DrawWay.SOURCE

    def moments(self) -> list[datetime]:
        """Each moment at which the number may be published, the first one first."""
        return [self.at + timedelta(days=self.every_days * n) for n in range(self.times + 1)]

    def counting(self, frozen_at: datetime) -> list[datetime]:
        """The moments that count for a list frozen then: what was known, or nearly, before the freeze does not."""
        return [moment for moment in self.moments() if moment - FREEZE_BEFORE >= frozen_at]

    def due(self, frozen_at: datetime) -> datetime | None:
        """When a list frozen then gets its number at the earliest; None when no moment named for it is left."""
        if not self.from_outside:
            return witnesses_due(self.at, frozen_at)
        return next(iter(self.counting(frozen_at)), None)

    def late(self, moment: datetime, frozen_at: datetime) -> bool:
        """Whether witnesses who draw at this moment do it long after their hour."""
        due = None if self.from_outside else self.due(frozen_at)
        return due is not None and moment > due + WITNESSES_LAST

    def missed_at(self, frozen_at: datetime) -> datetime | None:
        """What `missing` is about: of late witnesses when they ought to have drawn; None for moments of a source."""
        return self.due(frozen_at) if self.missing and not self.from_outside else None

    def told(self) -> dict[str, object]:
        """As the frozen list names it."""
        told: dict[str, object] = {"way": self.way.value, "digits": self.digits, "at": stamp(self.at)}
        if self.from_outside:
            told |= {
                "source": self.source, "address": self.address, "reading": self.reading,
                "every_days": self.every_days, "times": self.times,
            }  # fmt: skip
        return told


def stamp(moment: datetime) -> str:
    """A moment as files write it, in UTC to the second: `2026-12-05T08:00:00+00:00`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def draw_of(db: Session, bazaar_id: int) -> Draw | None:
    return db.scalars(sa.select(Draw).where(table(Draw).c.bazaar_id == bazaar_id)).first()


def named_draw(bazaar: Bazaar) -> Draw:
    """The draw of a bazaar; where none was named four digits before witnesses, on the day after registration."""
    return draw_of(bazaar.db, bazaar.key) or Draw(bazaar_id=bazaar.key, at=_usual_moment(bazaar)).add(bazaar.db)


def _usual_moment(bazaar: Bazaar, hour: time = USUAL_HOUR) -> datetime:
    """The day after registration closes, while that is open after the bazaar was drafted, at some hour."""
    closes = bazaar.closes_at or bazaar.made_at
    return datetime.combine(day_of(closes, bazaar.zone) + timedelta(days=1), hour, bazaar.zone)


def follows_closing(bazaar: Bazaar, draw: Draw) -> bool:
    """Whether nobody named its day: it is the usual one, and moves with the end of registration."""
    return day_of(draw.at, bazaar.zone) == day_of(_usual_moment(bazaar), bazaar.zone)


def name_draw(
    bazaar: Bazaar, *, way: DrawWay, on: date | None, hour: time, source: str, address: str, reading: str,
    digits: int, every_days: int, times: int,
) -> None:  # fmt: skip
    """Names the one draw of a bazaar, while it is a draft; afterwards nobody can change it. Without a day it is the
    usual one, at that hour."""
    draw = named_draw(bazaar)
    at = datetime.combine(on, hour, bazaar.zone) if on else None
    wanted = {
        "way": way, "at": at or _usual_moment(bazaar, hour), "digits": digits,
        "source": source if way is DrawWay.SOURCE else "", "address": address if way is DrawWay.SOURCE else "",
        "reading": reading if way is DrawWay.SOURCE else "", "every_days": every_days, "times": times,
    }  # fmt: skip
    if bazaar.state is not BazaarState.DRAFT:
        wanted["at"] = at
        if at is not None and any(getattr(draw, name) != value for name, value in wanted.items()):
            raise Refused("draw_fixed", field="draw_on")
        return
    if way is DrawWay.SOURCE:
        require_told(source, reading)
    else:
        _require_no_source(draw, source=source, reading=reading, source_link=address)
    for name, value in wanted.items():
        setattr(draw, name, value)
    if at is not None:  # the usual moment follows from closing, which may still change
        require_after(bazaar)
        _require_before_the_days(bazaar, draw)


def _require_no_source(draw: Draw, **typed: str) -> None:
    """Nothing that was typed is dropped in silence: before witnesses no number from outside counts. What the draft had
    from outside may stand there, since the form brings it along."""
    had = {"source": draw.source, "reading": draw.reading, "source_link": draw.address}
    for name, value in typed.items():
        if value and value != had[name]:
            raise Refused("draw_way_unclear", field=name)


def copy_draw(bazaar: Bazaar, earlier: Bazaar) -> None:
    """The same way of drawing; its moment follows from the new bazaar's own days."""
    before = draw_of(bazaar.db, earlier.key)
    if before is None:
        return
    draw = named_draw(bazaar)
    for name in ("way", "source", "address", "reading", "digits", "every_days", "times"):
        setattr(draw, name, getattr(before, name))


def require_named(bazaar: Bazaar) -> None:
    """When registration opens: the draw comes after the list is closed, two days before the bazaar, or is refused."""
    draw = named_draw(bazaar)
    require_after(bazaar)
    _require_before_the_days(bazaar, draw)
    require_place(bazaar, bazaar.draw_at)
    if draw.from_outside:  # a draft of before, or its copy, may say less
        require_told(draw.source, draw.reading)


def require_told(source: str, reading: str) -> None:
    """A number from outside is told with who publishes it, and with which of its digits count: of 7.214,38 each four
    would be "the number that was published", and nobody could object to any. Refused otherwise."""
    if not source:
        raise Refused("source_needed", field="source")
    if not reading:
        raise Refused("reading_needed", field="reading")


def require_place(bazaar: Bazaar, place: str) -> None:
    """Whoever wants to see the digits drawn knows where to go; a number from outside has no place. Refused without."""
    if not place and not named_draw(bazaar).from_outside:
        raise Refused("draw_place_needed", field="draw_at")


def require_after(bazaar: Bazaar) -> None:
    """Registration is prolonged no further than to the draw, which stays. Refused otherwise."""
    if bazaar.closes_at is not None and named_draw(bazaar).at <= bazaar.closes_at + FREEZE_BEFORE:
        raise Refused("draw_too_early", field="draw_on")


def _require_before_the_days(bazaar: Bazaar, draw: Draw) -> None:
    """A result that may only be published when the bazaar has begun helps nobody."""
    days = bazaar.days.held
    if days and settled_too_late(bazaar, draw.at, days[0]):
        raise Refused("draw_too_late", field="draw_on")


def settled_too_late(bazaar: Bazaar, at: datetime, day: Slot) -> bool:
    """Objections to a number of this moment could still come when this day begins."""
    return at + OBJECTIONS_LAST >= day.begins_at(bazaar)
