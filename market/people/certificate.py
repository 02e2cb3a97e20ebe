"""Certificate: P-IRT, halal, BPOM, NIB, with expiry. A soft check of the shape, which never blocks a sale."""

import re
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.one_of import one_of
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Overtaken, Refused
from market.people.access import Actor
from market.people.act import note
from market.people.own_side import require_other_side

MOST_CERTIFICATES = 30  # of one group: its public page shows all of them


class CertificateKind(StrEnum):
    PIRT = "pirt"
    HALAL = "halal"
    BPOM = "bpom"
    NIB = "nib"
    ORGANIC = "organic"


LABELS = {
    CertificateKind.PIRT: "P-IRT",
    CertificateKind.HALAL: "Halal",
    CertificateKind.BPOM: "BPOM",
    CertificateKind.NIB: "NIB",
    CertificateKind.ORGANIC: "Organik",
}
# Shapes from published numbers; see the sources in docs/decisions/0008-certificates.md.
SHAPES = {
    CertificateKind.PIRT: re.compile(r"[0-9]{13}-?[0-9]{2}"),
    CertificateKind.HALAL: re.compile(r"ID[0-9]{17,18}"),
    CertificateKind.BPOM: re.compile(r"(BPOM RI )?(MD|ML) ?[0-9]{12,15}"),
    CertificateKind.NIB: re.compile(r"[0-9]{13}"),
}


ANY_SHAPE = re.compile(r"(?!.*[0-9]{8})[A-Za-z0-9]+(?:[-/.][A-Za-z0-9]+)*")  # one word: "LSO-001-IDN/2024"


class Certificate(Record, table=True):
    """A number as typed. `seen_on` is the day an officer looked at the paper; nothing else is kept of it."""

    group_id: int = Field(foreign_key="groups.id", index=True)
    kind: CertificateKind = Field(sa_column=state_column(CertificateKind, "kind"))
    number: str = Field(max_length=60)
    expires_on: date | None = None
    seen_on: date | None = None
    seen_by_id: int | None = Field(default=None, foreign_key="person.id")
    added_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None

    @property
    def label(self) -> str:
        return LABELS[self.kind]

    @property
    def looks_right(self) -> bool:
        shape = SHAPES.get(self.kind)
        return shape is None or shape.fullmatch(self.number.strip()) is not None

    def expired(self, today: date) -> bool:
        return self.expires_on is not None and self.expires_on < today

    def see(self, *, by: Actor, today: date) -> None:
        """An officer has looked at the paper: refused to one of the group's own people."""
        require_other_side(self.db, by.person_id, self.group_id)
        self.seen_on = today
        self.seen_by_id = by.person_id
        note(self.db, by, "certificate_seen", self.group_id, kind=self.label)

    def end(self, by: Actor) -> None:
        """The group has it no more. Overtaken when it ended before."""
        if not self.update_if(table(Certificate).c.ended_at.is_(None), ended_at=now()):
            raise Overtaken("already_so")
        note(self.db, by, "certificate_ended", self.group_id, kind=self.label)


def holds_on(papers: sa.FromClause, day: sa.ColumnElement[date] | sa.ScalarSelect[date]) -> sa.ColumnElement[bool]:
    """Of certificates in a statement: whether one stands and is not `expired` on a day."""
    return sa.and_(papers.c.ended_at.is_(None), sa.or_(papers.c.expires_on.is_(None), papers.c.expires_on >= day))


def expiry_of(kind: CertificateKind, number: str) -> date | None:
    """The last day of the year that a P-IRT number ends with, its own expiry."""
    if kind is CertificateKind.PIRT and SHAPES[kind].fullmatch(number.strip()):
        return date(2000 + int(number.strip()[-2:]), 12, 31)
    return None


def refuse_other_shape(by: Actor, kind: CertificateKind, number: str) -> None:
    """Refused when a helper, or who may be one, writes what looks like no such number: buyers read and act on it."""
    if by.may_be_helper and not SHAPES.get(kind, ANY_SHAPE).fullmatch(number.strip()):
        raise Refused("certificate_shape", field="number", kind=LABELS[kind])


def add_certificate(
    db: Session, group_id: int, kind: CertificateKind, number: str, expires_on: date | None, by: Actor
) -> Certificate:
    """One more number, as typed, with its own expiry where none was typed. Refused when there are very many."""
    if len(certificates(db, group_id)) >= MOST_CERTIFICATES:
        raise Refused("certificate_too_many", field="number", n=MOST_CERTIFICATES)
    note(db, by, "certificate_added", group_id, kind=LABELS[kind])
    return Certificate(
        group_id=group_id, kind=kind, number=number, expires_on=expires_on or expiry_of(kind, number)
    ).add(db)


def the_certificate(db: Session, group_id: int, key: int) -> Certificate:
    """One of a group's, by id; NotFound once it is ended."""
    return one_of(db, Certificate, key, group_id=group_id, ended_at=None)


def certificates(db: Session, group_id: int) -> list[Certificate]:
    rows = table(Certificate)
    wanted = sa.select(Certificate).where(rows.c.group_id == group_id, rows.c.ended_at.is_(None))
    return list(db.scalars(wanted.order_by(rows.c.id)))
