"""An officer's groups, sought by what people know of one: its name, its village, a number; and which to check next."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import from_row, table
from market.people.directory import answered
from market.people.group import ANSWERED_IN, Group, GroupState
from market.people.helpers import IN_FORCE, O
from market.people.membership import Membership
from market.people.own_side import on_own_side
from market.people.person import Person
from market.people.place import place_name, within

MOST_TYPED, MOST_WORDS = 80, 8
LEAST_DIGITS = 3
NEARLY_WHOLE = 8  # digits of a person's own number: who knows that much may ask whose it is
NUMBER = re.compile(r"[+0-9][0-9() .-]*")
G, M, P = table(Group), table(Membership), table(Person)


def sought(db: Session, places: Sequence[str], typed: str) -> sa.ColumnElement[bool]:
    """A condition on groups of these places: each typed word stands in the name, or in that of the village, or is part
    of a number of the group or of somebody in it. Letters large or small; nothing typed is met by all.
    """
    words = _words(typed.replace("\0", " ")[:MOST_TYPED].lower().strip())
    if not words or not places:
        return sa.true()
    there = {
        code: place_name(code).lower() for code in db.scalars(sa.select(G.c.village).where(answered(places)).distinct())
    }
    return sa.and_(*(_means(word, [code for code, name in there.items() if word in name]) for word in words))


def _words(typed: str) -> list[str]:
    """A number is one word, however it is spaced."""
    return ["".join(typed.split())] if NUMBER.fullmatch(typed) else typed.split()[:MOST_WORDS]


def _means(word: str, villages: list[str]) -> sa.ColumnElement[bool]:
    named = sa.func.lower(G.c.name).contains(word, autoescape=True)
    digits = re.sub(r"[^0-9]", "", word).removeprefix("62").lstrip("0") if NUMBER.fullmatch(word) else ""
    either = [named, G.c.village.in_(villages)]
    hers = sa.select(M.c.id).join(P, P.c.id == M.c.person_id).where(M.c.group_id == G.c.id, M.c.ended_at.is_(None))
    if len(digits) >= LEAST_DIGITS:
        either.append(G.c.phone.contains(digits))
    if len(digits) >= NEARLY_WHOLE:
        either.append(hers.where(P.c.phone.contains(digits)).exists())
    return sa.or_(*either)


@dataclass(frozen=True, slots=True)
class NextGroup:
    """A group that waits to be checked, and how many do, itself among them."""

    slug: str
    name: str
    left: int


def next_unchecked(db: Session, person_id: int) -> NextGroup | None:
    """The first by name, where this officer acts; never one of her own, which a colleague checks."""
    found = db.execute(unchecked_by(person_id)).first()
    return from_row(NextGroup, found) if found else None


def unchecked_by(person_id: int, after: Group | None = None) -> sa.Select[Any]:
    """A select of slug, name and how many are left: of the next one behind `after`, else of the first."""
    acts = sa.select(O.c.id).where(O.c.person_id == person_id, IN_FORCE, O.c.reads_only.is_(False))
    here = acts.where(within(ANSWERED_IN, O.c.place)).exists()
    waits = (here, G.c.state == GroupState.UNCHECKED, G.c.moved_from.is_(None))
    wanted = sa.select(G.c.slug, G.c.name, sa.func.count().over().label("left"))
    wanted = wanted.where(*waits, sa.not_(on_own_side(person_id, G.c.id)))
    if after is not None:
        behind = sa.or_(G.c.name > after.name, sa.and_(G.c.name == after.name, G.c.id > after.key))
        wanted = wanted.where(G.c.id != after.key).order_by(sa.case((behind, 0), else_=1))
    return wanted.order_by(G.c.name, G.c.id).limit(1)
