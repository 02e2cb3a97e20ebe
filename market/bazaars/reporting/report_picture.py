"""Pictures of a bazaar for its report, each with words for who cannot see it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.planning.two_lists import two_lists
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.doer import Doer, who_did
from market.kernel.one_of import one_of
from market.kernel.record import Record, table
from market.kernel.refused import require_room

MOST_PICTURES = 12


class ReportPicture(Record, table=True):
    """One picture; `alt` says what is to be seen on it."""

    __tablename__ = "report_picture"

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    file: str = Field(max_length=60)
    alt: str = Field(max_length=200)
    at: datetime = Field(default_factory=now)
    by: str = Field(max_length=80)
    by_id: int | None = Field(default=None, foreign_key="person.id")


P = table(ReportPicture)


def pictures_of(db: Session, bazaar_id: int) -> list[ReportPicture]:
    return list(db.scalars(sa.select(ReportPicture).where(P.c.bazaar_id == bazaar_id).order_by(P.c.id)))


def slots_and_pictures(db: Session, bazaar_id: int) -> tuple[list[Slot], list[ReportPicture]]:
    """The slots of a bazaar in their order and its pictures, in one statement."""
    slots, pictures = two_lists(db, bazaar_id, Slot, ReportPicture)
    return sorted(slots, key=lambda slot: (slot.day, slot.starts)), pictures


def require_room_for_picture(db: Session, bazaar: Bazaar) -> None:
    """Refused when there are as many pictures as a report has."""
    require_room(len(pictures_of(db, bazaar.key)), MOST_PICTURES, "photo")


def add_picture(db: Session, bazaar: Bazaar, file: str, alt: str, by: Doer) -> None:
    require_room_for_picture(db, bazaar)
    ReportPicture(bazaar_id=bazaar.key, file=file, alt=alt, **who_did(by)).add(db)


def drop_picture(db: Session, bazaar: Bazaar, key: int) -> None:
    found = one_of(db, ReportPicture, key, bazaar_id=bazaar.key)
    found.remove()
