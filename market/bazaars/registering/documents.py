"""What a bazaar asks for, answered by the profiles of groups; an odd number or a past date never keeps anybody out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.kernel.record import table
from market.people.certificate import LABELS, Certificate, CertificateKind, holds_on
from market.people.group import Group


@dataclass(frozen=True, slots=True)
class Document:
    """A document asked for: `there`, `runs_out` before the group's last day, `expired` today, or `missing`."""

    name: str
    state: str


def documents_of(
    db: Session, bazaar: Bazaar, groups: Sequence[Group], *, until: Mapping[int, date]
) -> dict[int, list[Document]]:
    """By group each document asked for; `until` is by group the last day it asks for, today where there is none."""
    asked = [CertificateKind(kind) for kind in bazaar.documents]
    if not asked:
        return {}
    rows = table(Certificate)
    own: dict[tuple[int, CertificateKind], list[Certificate]] = {}
    wanted = sa.select(Certificate).where(rows.c.group_id.in_([g.key for g in groups]), rows.c.ended_at.is_(None))
    for paper in db.scalars(wanted):
        own.setdefault((paper.group_id, paper.kind), []).append(paper)
    return {
        group.key: [
            Document(LABELS[kind], _state(own.get((group.key, kind), []), group.today, until.get(group.key)))
            for kind in asked
        ]
        for group in groups
    }


def _state(papers: list[Certificate], today: date, until: date | None) -> str:
    if any(not paper.expired(max(today, until or today)) for paper in papers):
        return "there"
    if any(not paper.expired(today) for paper in papers):
        return "runs_out"
    return "expired" if papers else "missing"


def runs_out_by(certificates: sa.FromClause, last_day: sa.ScalarSelect[date]) -> sa.ColumnElement[bool]:
    """Whether one of these certificates is asked for by its bazaar and does not hold until a day, nor does another of
    its kind: `runs_out` and `expired` of `documents_of`, for a condition on bazaars, groups and certificates."""
    asked = sa.cast(table(Bazaar).c.documents, sa.Text).like('%"' + sa.cast(certificates.c.kind, sa.Text) + '"%')
    other = table(Certificate).alias("other")
    holds = sa.select(other.c.id).where(
        other.c.group_id == certificates.c.group_id, other.c.kind == certificates.c.kind, holds_on(other, last_day)
    )
    return sa.and_(asked, certificates.c.ended_at.is_(None), sa.not_(holds.exists()))
