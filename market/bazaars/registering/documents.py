"""What a bazaar asks for, answered by the profiles of groups; an odd number or a past date never keeps anybody out."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.kernel.record import table
from market.people.certificate import LABELS, Certificate, CertificateKind
from market.people.group import Group


def documents_of(db: Session, bazaar: Bazaar, groups: Sequence[Group]) -> dict[int, list[tuple[str, str]]]:
    """By group: each document asked for and whether it is `there`, `expired` today, or `missing`."""
    asked = [CertificateKind(kind) for kind in bazaar.documents]
    if not asked:
        return {}
    rows = table(Certificate)
    own: dict[tuple[int, CertificateKind], list[Certificate]] = {}
    wanted = sa.select(Certificate).where(rows.c.group_id.in_([g.key for g in groups]), rows.c.ended_at.is_(None))
    for paper in db.scalars(wanted):
        own.setdefault((paper.group_id, paper.kind), []).append(paper)
    return {
        group.key: [(LABELS[kind], _state(own.get((group.key, kind), []), group)) for kind in asked] for group in groups
    }


def _state(papers: list[Certificate], group: Group) -> str:
    if any(not paper.expired(group.today) for paper in papers):
        return "there"
    return "expired" if papers else "missing"
