"""Comments on a draft, before anything is fixed; the office reads them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.refused import Overtaken, require_room

MOST_COMMENTS = 500


class DraftComment(Record, table=True):
    """What somebody says of a draft: a name as typed, and the words."""

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    name: str = Field(max_length=80)
    text: str = Field(max_length=1000)
    at: datetime = Field(default_factory=now)


def comments_of(db: Session, bazaar_id: int) -> list[DraftComment]:
    rows = table(DraftComment)
    return list(db.scalars(sa.select(DraftComment).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.id.desc())))


def comment_on(bazaar: Bazaar, name: str, text: str) -> None:
    """Only on a draft that is shown."""
    if bazaar.state is not BazaarState.DRAFT or not bazaar.shown:
        raise Overtaken("state_moved")
    require_room(len(comments_of(bazaar.db, bazaar.key)), MOST_COMMENTS, "text")
    DraftComment(bazaar_id=bazaar.key, name=name, text=text).add(bazaar.db)
