""" "Bukan saya" was said, and nobody has let the owner in again since: this stands until somebody acts."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import Refused
from market.people.access import Actor
from market.people.act import note
from market.people.approving.met import may_say_met
from market.people.approving.stand_in import StandIn
from market.people.group import Group
from market.people.helpers import Facilitation, Officer
from market.people.login import Login
from market.people.membership import Membership
from market.people.person import Person
from market.people.reset_code import ResetCode
from market.people.security import SecurityEvent, security_event

SHOWN = timedelta(days=30)
REACHED = "denial_answered"
C, E, F, G, L, M, O, P, S = (
    table(each) for each in (ResetCode, SecurityEvent, Facilitation, Group, Login, Membership, Officer, Person, StandIn)
)
SINCE = sa.alias(E, "since")


def stands_denied(people: sa.FromClause, moment: datetime) -> sa.Exists:
    """A condition on people: it was said of late, and since then there was no new code, no sign-in, and no helper
    who reached her."""
    code = sa.select(C.c.id).where(C.c.person_id == people.c.id, C.c.issued_at > E.c.at)
    came = sa.select(L.c.id).where(L.c.person_id == people.c.id, L.c.created_at > E.c.at)
    told = sa.select(SINCE.c.id).where(SINCE.c.person_id == people.c.id, SINCE.c.code == REACHED, SINCE.c.at > E.c.at)
    said = sa.select(E.c.id).where(E.c.person_id == people.c.id, E.c.code == "code_denied", E.c.at > moment - SHOWN)
    since = [~each.correlate(people, E).exists() for each in (code, came, told)]
    return said.where(*since).correlate(people).exists()


def say_reached(db: Session, person_id: int, *, by: Actor, group_id: int, called: str) -> None:
    """A helper spoke to her: her denial needs nobody's action any more; keeps who says so.

    Refused to a chair, and to the issuer of the denied code: they may be those whom she denies.
    """
    by.refuse_while_resting()
    if person_id not in may_say_met(db, by, {person_id}):
        raise Refused("met_by_others")
    security_event(db, REACHED, person_id=person_id, by_id=by.person_id)
    note(db, by, "person_reached", group_id, name=called, of=person_id)


def denied_anywhere(db: Session, *, limit: int = 20) -> list[Person]:
    """People whom the admins may have to let in again: first those of a vouched group or with a post, then the latest,
    so that accounts and groups made for the purpose hide nobody."""
    vouched = (
        sa.select(M.c.id).join(G, G.c.id == M.c.group_id).where(M.c.person_id == P.c.id, G.c.checked_on.is_not(None))
    )
    posts = (sa.select(each.c.id).where(each.c.person_id == P.c.id).exists() for each in (F, O))
    stands = sa.or_(vouched.exists(), *posts, P.c.admin)
    said = sa.select(sa.func.max(E.c.at)).where(E.c.person_id == P.c.id, E.c.code == "code_denied").scalar_subquery()
    lately = sa.select(E.c.person_id).where(E.c.code == "code_denied", E.c.at > now() - SHOWN)
    wanted = sa.select(Person).where(P.c.id.in_(lately), P.c.ended_at.is_(None), stands_denied(P, now()))
    return list(db.scalars(wanted.order_by(sa.case((stands, 0), else_=1), said.desc()).limit(limit)))


def marked_in(db: Session, group_id: int) -> tuple[set[int], set[int]]:
    """Which members of a group have denied, and the stand-ins whom its treasurers named."""
    denied = stands_denied(P, now())
    named = sa.select(S.c.id).where(S.c.membership_id == M.c.id, S.c.ended_at.is_(None)).correlate(M).exists()
    wanted = sa.select(P.c.id, denied.label("denied"), named.label("named")).join(M, M.c.person_id == P.c.id)
    here = (M.c.group_id == group_id, M.c.ended_at.is_(None), sa.or_(denied, named))
    found = db.execute(wanted.where(*here)).all()
    return {row.id for row in found if row.denied}, {row.id for row in found if row.named}
