"""What is no longer true is not said any more: messages that wait are taken away when their cause is taken back.

Each names what it is about (`Message.about`): a parcel, an account, a change of roles, an invitation, somebody's code.
Whatever ends or overtakes the cause says which news of it is to go; there is no other way.
"""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.messages.outbox import WAITS, M


def unsay(db: Session, about: str, templates: Collection[str]) -> None:
    """Takes away the messages of these templates about a thing that still wait to be sent."""
    unsay_each(db, [about], templates)


def unsay_each(db: Session, abouts: Collection[str], templates: Collection[str]) -> None:
    """The same about many things at once.

    What was not sent was never said: its name becomes free, so that the same news can be told again. The row stays, and
    counts among what its network caused. One that is being sent at this moment stays.
    """
    _take_away(db, M.c.about.in_(abouts), M.c.template.in_(templates))


def unsay_brought(db: Session, notice_ids: sa.Select[int]) -> None:
    """The same of what would bring these pieces of news of a bazaar."""
    _take_away(db, M.c.notice_id.in_(notice_ids))


def _take_away(db: Session, *which: sa.ColumnElement[bool]) -> None:
    free = sa.or_(M.c.leased_until.is_(None), M.c.leased_until < now())
    freed = sa.func.substr(M.c.name, 1, 100) + "/" + sa.cast(M.c.id, sa.String)
    db.execute(sa.update(M).where(M.c.about.is_not(None), *which, WAITS, free).values(unsaid_at=now(), name=freed))


def unsay_to(db: Session, address: str, person_id: int, since: datetime) -> None:
    """Takes away what waits to be sent to somebody at an address that was not hers, written since then."""
    free = sa.or_(M.c.leased_until.is_(None), M.c.leased_until < now())
    waits = (M.c.to == address, M.c.to_id == person_id, M.c.written_at >= since, WAITS, free)
    db.execute(sa.update(M).where(*waits).values(unsaid_at=now()))
