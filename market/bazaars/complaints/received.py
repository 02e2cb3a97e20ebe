"""What somebody reads of the complaints, and the letter that tells there are some."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.complaints.complaint import C, Complaint, ComplaintState
from market.bazaars.complaints.readers import B, P, a_reader, read_by_somebody, reads
from market.kernel.addresses import COMPLAINTS
from market.kernel.clock import day_of, now
from market.kernel.db import read, write
from market.kernel.one_of import the_one
from market.kernel.refused import NotFound
from market.kernel.settings import settings
from market.messages.outbox import tell
from market.people.access import Actor
from market.people.person import Person

MOST_LISTED = 100
TOLD_AT = 7  # o'clock


def _mine(actor: Actor) -> sa.ColumnElement[bool]:
    """The bazaars whose complaints somebody reads."""
    return reads(sa.literal(actor.own_id), sa.true() if actor.admin else sa.false())


@dataclass(frozen=True, slots=True)
class ReceivedComplaint:
    complaint: Complaint
    bazaar: Bazaar


def complaints_to(db: Session, actor: Actor) -> list[ReceivedComplaint]:
    """What somebody reads, the open ones first. NotFound for who reads complaints of no bazaar."""
    any_bazaar = sa.select(B.c.id).where(_mine(actor)).limit(1)
    if actor.own_id is None or not (actor.admin or db.scalar(any_bazaar)):
        raise NotFound("complaints")
    wanted = sa.select(Complaint, Bazaar).join(Bazaar, B.c.id == C.c.bazaar_id).where(_mine(actor))
    closed = sa.case((C.c.state == ComplaintState.ANSWERED, 1), else_=0)
    found = db.execute(wanted.order_by(closed, sa.case((closed == 1, -C.c.id), else_=C.c.id)).limit(MOST_LISTED))
    return [ReceivedComplaint(complaint=row.Complaint, bazaar=row.Bazaar) for row in found]


def open_complaints(db: Session, actor: Actor) -> int:
    """How many of those that somebody reads have no answer yet."""
    mine = sa.select(sa.func.count()).select_from(C.join(B, B.c.id == C.c.bazaar_id))
    return int(db.scalar(mine.where(_mine(actor), C.c.state != ComplaintState.ANSWERED)) or 0)


def the_received(db: Session, number: str, actor: Actor) -> ReceivedComplaint:
    """One of those that somebody reads; NotFound for any other."""
    complaint = the_one(db, sa.select(Complaint).where(C.c.number == number), "complaint")
    return ReceivedComplaint(complaint=complaint, bazaar=bazaar_of_complaint(db, complaint, actor))


def bazaar_of_complaint(db: Session, complaint: Complaint, actor: Actor) -> Bazaar:
    """The bazaar of a complaint that somebody reads; NotFound for anybody else."""
    if actor.own_id is None:
        raise NotFound("complaint")
    return the_one(db, sa.select(Bazaar).where(B.c.id == complaint.bazaar_id, _mine(actor)), "complaint")


UNTOLD = C.c.told_on.is_(None)


def tell_complaints() -> None:
    """In the morning one letter to each reader about all that came until the evening before. No hour of a complaint can
    be told from it, and however many somebody sends, they cause no more letters."""
    local = now().astimezone(settings().zone)
    today = day_of(local, settings().zone)
    somebodys = C.c.bazaar_id.in_(sa.select(B.c.id).where(read_by_somebody()))
    due = sa.and_(UNTOLD, C.c.made_on < today, somebodys)  # what nobody reads waits for a reader, and keeps nobody busy
    with read() as db:
        waiting = local.hour >= TOLD_AT and db.scalar(sa.select(C.c.id).where(due).limit(1)) is not None
    if waiting:
        write(lambda db: _tell_readers(db, due, today))


def _tell_readers(db: Session, due: sa.ColumnElement[bool], day: date) -> None:
    """That there are so many that nobody has looked at, without a word of them. Each is told once: a letter goes by the
    newest it counts, so that whoever becomes a reader at noon gets a second one that day."""
    wanted = (
        sa.select(Person, sa.func.count(C.c.id).label("n"), sa.func.max(C.c.id).label("newest"))
        .select_from(C.join(B, B.c.id == C.c.bazaar_id).join(P, a_reader()))
        .where(due, C.c.state == ComplaintState.RECEIVED)
        .group_by(P.c.id)
        .order_by(P.c.id)
    )
    for row in db.execute(wanted).all():
        params = {"n": row.n, "path": COMPLAINTS}
        tell(db, row.Person.recipient, "complaint_made", params, name=f"complaints/{row.newest}/{row.Person.key}")
    db.execute(sa.update(C).where(due).values(told_on=day))
