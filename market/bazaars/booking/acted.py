"""Who acted for a bazaar until lately: her word stands a while longer than her post."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.whose import B, I, O
from market.people.colleagues import held_since


def acted_since(db: Session, bazaars: Collection[int], since: datetime) -> dict[int, set[int]]:
    """By bazaar who acts for it, or did at any time since then: the officers of its office and of those it invited."""
    lasted = sa.or_(I.c.ended_at.is_(None), I.c.ended_at > since)
    asked = (I.c.bazaar_id == B.c.id, I.c.office_id == O.c.office_id, I.c.agreed_at.is_not(None))
    of_it = sa.or_(O.c.office_id == B.c.office_id, sa.select(I.c.id).where(*asked, lasted).exists())
    acts = sa.and_(held_since(since), O.c.reads_only.is_(False), of_it)
    found = dict[int, set[int]]()
    for row in db.execute(sa.select(B.c.id, O.c.person_id).select_from(B.join(O, acts)).where(B.c.id.in_(bazaars))):
        found.setdefault(row.id, set()).add(row.person_id)
    return found
