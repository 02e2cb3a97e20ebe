"""Who reads complaints about a bazaar: nobody who acts for its office, or for one that works on it.

Admins; officers of a wider place; superiors of the office whom an admin named who never acted for it: those whom the
office itself named could be anybody. Whoever acted in one of these offices within thirty days is still on its side, an
admin too; so it can be that nobody reads them, and then no complaint is taken.
"""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.slot import Slot
from market.bazaars.whose import ABOVE, InvitedOffice
from market.kernel.clock import now, today
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.people.colleagues import NAMED_BY_OFFICE
from market.people.helpers import IN_FORCE, Officer
from market.people.own_side import OWN_FOR
from market.people.person import Person

B, I, O, P, S = table(Bazaar), table(InvitedOffice), table(Officer), table(Person), table(Slot)
LATELY = timedelta(days=30)


def reads(person: sa.ColumnElement[int], admin: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether somebody reads the complaints about a bazaar: a condition on bazaars and a person."""
    since = now() - OWN_FOR
    asked_in = sa.select(I.c.office_id).where(
        I.c.bazaar_id == B.c.id, I.c.agreed_at.is_not(None), sa.or_(I.c.ended_at.is_(None), I.c.ended_at > since)
    )
    lately = sa.or_(O.c.ended_at.is_(None), O.c.ended_at > since)
    works = sa.or_(O.c.office_id == B.c.office_id, O.c.office_id.in_(asked_in.correlate_except(I)))
    inside = sa.select(O.c.id).where(O.c.person_id == person, O.c.reads_only.is_(False), lately, works)
    outside = sa.select(O.c.id).where(O.c.person_id == person, _looks_over())
    inside, outside = inside.correlate_except(O), outside.correlate_except(O)  # this bazaar, however deep they stand
    return sa.and_(sa.not_(inside.exists()), sa.or_(admin, outside.exists()))


def _looks_over() -> sa.ColumnElement[bool]:
    """A condition on bazaars and officers: who stands above the office, by nobody's word of that office."""
    admins = sa.select(P.c.id).where(P.c.admin.is_(True)).correlate(None)
    named = sa.or_(O.c.given_by_id.is_(None), O.c.given_by_id.in_(admins))
    over = sa.and_(O.c.office_id == B.c.office_id, O.c.reads_only, named, sa.not_(NAMED_BY_OFFICE))
    return sa.and_(IN_FORCE, O.c.stands_in_for_id.is_(None), sa.or_(over, ABOVE))


def a_reader() -> sa.ColumnElement[bool]:
    """Whether a person reads the complaints about a bazaar: a condition on both."""
    might = sa.or_(P.c.admin.is_(True), P.c.id.in_(sa.select(O.c.person_id).correlate(None)))  # the few
    return sa.and_(P.c.ended_at.is_(None), might, reads(P.c.id, P.c.admin.is_(True)))


def read_by_somebody() -> sa.ColumnElement[bool]:
    """A condition on bazaars."""
    return sa.select(P.c.id).where(a_reader()).correlate(B).exists()


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads the complaints about a bazaar now: admins, superiors of its office, offices of a wider place."""

    admins: bool
    superiors: bool
    offices: tuple[str, ...]

    @property
    def nobody(self) -> bool:
        return not (self.admins or self.superiors or self.offices)


def readers_of(db: Session, bazaar: Bazaar) -> Readers:
    """By offices, not by names: whoever complains learns who reads it, and nobody's role is told."""
    here = B.c.id == bazaar.key
    people = db.execute(sa.select(P.c.id, P.c.admin).select_from(P.join(B, a_reader())).where(here)).all()
    own = (O.c.office_id == B.c.office_id).label("own")
    looks = sa.select(O.c.agency, own).select_from(O.join(B, _looks_over()))
    looks = looks.where(here, O.c.person_id.in_([each.id for each in people]))
    found = db.execute(looks.distinct().order_by(O.c.agency)).all()
    wider = tuple(each.agency for each in found if not each.own)
    return Readers(admins=any(each.admin for each in people), superiors=len(wider) < len(found), offices=wider)


def require_readers(db: Session, bazaar: Bazaar) -> None:
    """Refused where a complaint would be read by nobody."""
    if readers_of(db, bazaar).nobody:
        raise Refused("nobody_reads_complaints")


def unread_offices(db: Session) -> list[str]:
    """The offices with a bazaar to come or of late about which nobody would read a complaint."""
    there = sa.select(S.c.id).where(S.c.bazaar_id == B.c.id, S.c.day >= today(settings().zone) - LATELY).exists()
    told_of = B.c.state.in_([each for each in BazaarState if each not in (BazaarState.DRAFT, BazaarState.CANCELLED)])
    held = sa.select(B.c.agency).where(told_of, there, sa.not_(read_by_somebody()))
    return list(db.scalars(held.distinct().order_by(B.c.agency)))
