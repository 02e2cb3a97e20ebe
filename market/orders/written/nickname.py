"""Nickname (sebutan): what buyers call a good of a group, learned when what was read in a chat is corrected."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.catalog.product import Product
from market.catalog.sold import NAMED
from market.catalog.variant import Variant, label
from market.kernel.clock import now
from market.kernel.one_of import one_of
from market.kernel.record import Record, table
from market.kernel.refused import Refused
from market.orders.cart.cart_line import shown_variants
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group

MOST = 200  # of one group: each is looked for in every chat


class Nickname(Record, table=True):
    """One name of one good; `words` as they are typed, in small letters."""

    __table_args__ = (sa.UniqueConstraint("group_id", "words"),)

    group_id: int = Field(foreign_key="groups.id")
    variant_id: int = Field(foreign_key="variant.id", index=True)
    words: str = Field(max_length=60)
    made_at: datetime = Field(default_factory=now)


N, V, P = table(Nickname), table(Variant), table(Product)


@dataclass(frozen=True, slots=True)
class ShownNickname:
    """A nickname with the good it stands for, by the label."""

    key: int
    words: str
    good: str


def nicknames_of(db: Session, group_id: int) -> dict[int, tuple[str, ...]]:
    """By the id of a variant what it is called in chats."""
    found: dict[int, list[str]] = defaultdict(list)
    for row in db.execute(sa.select(N.c.variant_id, N.c.words).where(N.c.group_id == group_id).order_by(N.c.words)):
        found[row.variant_id].append(row.words)
    return {key: tuple(words) for key, words in found.items()}


def shown_nicknames(db: Session, group_id: int) -> list[ShownNickname]:
    """Those of a group, by what is typed."""
    wanted = (
        sa.select(N.c.id, N.c.words, *NAMED)
        .join(V, V.c.id == N.c.variant_id)
        .join(P, P.c.id == V.c.product_id)
        .where(N.c.group_id == group_id)
        .order_by(N.c.words)
    )
    return [ShownNickname(row.id, row.words, label(row)) for row in db.execute(wanted)]


def learn(db: Session, group: Group, sku: str, words: str, by: Actor) -> None:
    """From now on these words mean this good, whatever they meant before. Refused for goods of another group."""
    words = " ".join(words.lower().split())
    if len(words) < 2:
        raise Refused("text_too_short", field="words", n=2)
    if len(words) > 60:
        raise Refused("text_too_long", field="words", n=60)
    sold = shown_variants(db, [sku]).get(sku)
    if sold is None or sold.group_id != group.key:
        raise Refused("variant_gone_here", field="good")
    others = sa.select(sa.func.count()).where(N.c.group_id == group.key, N.c.words != words)
    if (db.scalar(others) or 0) >= MOST:
        raise Refused("nicknames_too_many", field="words", n=MOST)
    db.execute(sa.delete(N).where(N.c.group_id == group.key, N.c.words == words))
    Nickname(group_id=group.key, variant_id=sold.variant_id, words=words).add(db)
    note(db, by, "nickname_learned", group.key, words=words)


def unlearn(db: Session, group_id: int, key: int) -> None:
    """These words mean nothing any more."""
    found = one_of(db, Nickname, key, group_id=group_id)
    found.remove()
