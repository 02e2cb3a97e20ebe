"""Appeal: a group says why the allocation treated it wrongly; the office answers, and both stay readable."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.deadline import fitting, locks_of
from market.bazaars.booking.heard_at import N, heard_at
from market.bazaars.booking.letter import tell_group
from market.bazaars.registering.application import JUDGED, Application
from market.kernel.clock import now
from market.kernel.doer import kept_name, who_did
from market.kernel.one_of import one_of
from market.kernel.record import Record, table
from market.kernel.refused import Overtaken, Refused
from market.people.access import Actor
from market.people.act import note_helped
from market.people.group import Group
from market.people.own_side import require_other_side

APPEALS_LAST = timedelta(days=3)
RESULT: sa.ColumnElement[bool] = N.c.news == "result"


class Appeal(Record, table=True):
    """At most one for each application. It moves nobody by itself: what follows from it the office does."""

    __table_args__ = (sa.UniqueConstraint("application_id"),)

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    application_id: int = Field(foreign_key="application.id")
    text: str = Field(max_length=1000)
    made_by: str = Field(max_length=80)
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)
    answer: str = Field(default="", max_length=1000)
    answered_by: str = Field(default="", max_length=80)
    answered_at: datetime | None = None

    def reply(self, text: str, *, by: Actor) -> None:
        """The office answers, once. Refused to an officer whose own group appeals."""
        require_other_side(self.db, by.person_id, Application.get(self.db, self.application_id).group_id)
        if self.answered_at is not None:
            raise Overtaken("state_moved")
        if not text.strip():
            raise Refused("required", field="answer")
        self.answer, self.answered_by, self.answered_at = text.strip(), kept_name(by), now()


def answer_appeal(db: Session, bazaar: Bazaar, found: Appeal, text: str, *, by: Actor) -> None:
    """The office answers, and the group is told so."""
    found.reply(text, by=by)
    application = Application.get(db, found.application_id)
    group = Group.get(db, application.group_id)
    tell_group(db, bazaar, application, group, "bazaar_appeal_answered", "appeal")


def appeals_until(bazaar: Bazaar, told_at: datetime | None = None) -> datetime | None:
    """Three days after publishing, or after the group was told, fitted to the time left as an offer is: by the lock,
    but two waking hours at least, never into the bazaar. None before publishing."""
    if (published := bazaar.published_at) is None:
        return None
    days = bazaar.days
    locks_at = locks_of(bazaar, days.first, days)
    since = max(published, told_at or published)
    return fitting(bazaar, APPEALS_LAST, locks_at, days.first.begins_at(bazaar), since=since)


def appeals_of_group_until(db: Session, bazaar: Bazaar, application: Application) -> datetime | None:
    """The same for one group: while nobody told it what became of its registration its days have not begun."""
    if bazaar.published_at is None:
        return None
    told = heard_at(db, bazaar.key, RESULT, application.key)
    return appeals_until(bazaar, told[application.key] or now() if application.key in told else None)


def appeal(db: Session, bazaar: Bazaar, application: Application, text: str, *, by: Actor) -> Appeal:
    """A group that was judged appeals, once, until the deadline."""
    until = appeals_of_group_until(db, bazaar, application)
    if bazaar.state is not BazaarState.PUBLISHED or until is None or application.state not in JUDGED:
        raise Overtaken("state_moved")
    if now() >= until:
        raise Refused("appeal_over", field="text")
    if find_appeal(db, application.key):
        raise Overtaken("state_moved")
    note_helped(db, by, "bazaar_appealed", application.group_id, bazaar=bazaar.name)
    return Appeal(bazaar_id=bazaar.key, application_id=application.key, text=text, **who_did(by, "made_by")).add(db)


def find_appeal(db: Session, application_id: int) -> Appeal | None:
    return db.scalars(sa.select(Appeal).where(table(Appeal).c.application_id == application_id)).first()


def appeals_of(db: Session, bazaar_id: int) -> list[Appeal]:
    rows = table(Appeal)
    return list(db.scalars(sa.select(Appeal).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.id)))


def the_appeal(db: Session, bazaar_id: int, key: int) -> Appeal:
    return one_of(db, Appeal, key, bazaar_id=bazaar_id)
