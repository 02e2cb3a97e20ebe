"""ParkedSale: a basket that is laid aside while somebody else is served, until it is taken up again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.record import Record, changed, some, table
from market.kernel.refused import Overtaken, Refused
from market.people.access import Actor
from market.people.group import Group

MOST_PARKED = 20  # baskets of one group
KEPT = timedelta(hours=36)


class ParkedSale(Record, table=True):
    """What lies in it, by sku: so many `pieces` and so many `grams`; whose it is in the words of who laid it aside.

    `uid` is the id that its sale would have had. It keeps no goods and no prices: those of the moment when it is sold
    hold. After a day and a half it is forgotten.
    """

    __tablename__ = "parked_sale"
    __table_args__ = (sa.UniqueConstraint("group_id", "uid"),)

    group_id: int = Field(foreign_key="groups.id")
    uid: str = Field(max_length=36)
    whose: str = Field(default="", max_length=60)
    pieces: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)
    grams: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)
    discount: int = Field(default=0, sa_type=sa.BigInteger)
    discount_why: str = Field(default="", max_length=300)
    at: datetime = Field(default_factory=now)
    by: str = Field(max_length=80)
    by_id: int | None = Field(default=None, foreign_key="person.id")


P = table(ParkedSale)


@dataclass(frozen=True, slots=True)
class ParkedBasket:
    """What is laid aside, as it was typed; `from_uid`: the parked one that it was taken up from, if any."""

    uid: str
    pieces: Mapping[str, int]
    grams: Mapping[str, int]
    discount: int = 0
    discount_why: str = ""
    whose: str = ""
    from_uid: str = ""

    @property
    def empty(self) -> bool:
        return not (self.pieces or self.grams)


def park(db: Session, group: Group, basket: ParkedBasket, by: Actor) -> ParkedSale:
    """It is laid aside, in the place of the one it was taken up from. A second press finds it. Refused for an empty
    one, and for more than a group keeps. Overtaken where what it was taken up from is gone: laid aside anew it could be
    sold once more, and nobody would hear of it."""
    if basket.empty:
        raise Refused("till_empty")
    found = db.scalars(sa.select(ParkedSale).where(P.c.group_id == group.key, P.c.uid == basket.uid)).first()
    if found is not None:
        return found
    require_taken(db, group.key, basket.from_uid)
    if len(parked_of(db, group.key)) >= MOST_PARKED:
        raise Refused("till_parked_many", n=MOST_PARKED)
    return ParkedSale(
        group_id=group.key, uid=basket.uid, whose=basket.whose[:60],
        pieces=dict(basket.pieces), grams=dict(basket.grams),
        discount=basket.discount, discount_why=basket.discount_why, **who_did(by),
    ).add(db)  # fmt: skip


def parked_of(db: Session, group_id: int) -> list[ParkedSale]:
    """The baskets that a group has laid aside, the oldest first."""
    fresh = sa.select(ParkedSale).where(P.c.group_id == group_id, P.c.at > now() - KEPT)
    return list(db.scalars(fresh.order_by(P.c.id)))


def take_away(db: Session, group_id: int, uid: str) -> bool:
    """It is sold, or nobody wants it; False where it was gone already."""
    return bool(uid) and changed(db, sa.delete(ParkedSale).where(P.c.group_id == group_id, P.c.uid == uid)) > 0


def take_up(db: Session, group: Group, uid: str, on_page: ParkedBasket, by: Actor) -> None:
    """It lies on the page again, and what lay there is laid aside in turn. Overtaken where somebody else sold it
    meanwhile, or threw it away."""
    if uid not in {each.uid for each in parked_of(db, group.key)}:
        raise Overtaken("till_parked_over")
    if not on_page.empty:
        park(db, group, on_page, by)


def throw_away(db: Session, group_id: int, uid: str) -> None:
    """Nobody wants it any more. Overtaken where it was sold meanwhile, or thrown away."""
    if not take_away(db, group_id, uid):
        raise Overtaken("till_parked_over")


def require_taken(db: Session, group_id: int, uid: str) -> None:
    """A basket that was taken up is sold now, or laid aside anew. Overtaken where somebody else sold it meanwhile, or
    threw it away."""
    if uid and not take_away(db, group_id, uid):
        raise Overtaken("till_parked_gone")


def forget_parked(db: Session) -> int:
    """Nobody comes back for a basket of yesterday."""
    return changed(db, sa.delete(ParkedSale).where(some(P, P.c.at <= now() - KEPT)))
