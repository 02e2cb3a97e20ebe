"""The officer at one of her bazaars: she finds it, acts there, or only reads."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.slot import Slot
from market.bazaars.whose import bazaar_of_officer
from market.kernel.db import read
from market.kernel.refused import NotFound, Refused
from market.pages.visitor import acting, require
from market.people.access import Actor, Role
from market.people.group import Group
from market.people.helpers import signed_for
from market.people.own_side import own_groups
from market.web.sentences import refusal_sentence


def own_bazaar(
    db: Session, request: Request, slug: str, *, lock: bool = False, checks_in: bool = False
) -> tuple[Bazaar, Actor]:
    """A bazaar that one of this officer's offices holds or works on; anybody else finds nothing, a superior changes
    nothing."""
    actor = require(request)
    if actor.own_id is None:
        raise NotFound(slug)
    found = bazaar_of_officer(db, actor.own_id, slug, lock=lock)
    officer = replace(
        actor, roles=frozenset({Role.OFFICER}), invited=not found.holds, name=signed_for(actor.name, found.stands_for)
    )  # fmt: skip
    if checks_in:  # somebody at the gate, let in by a code today, may do just this
        officer = replace(officer, restricted_until=None)
    return found.bazaar, acting(request, officer, reads_only=found.reads_only)


def may_send(request: Request, slug: str) -> None:
    """Asked before a body with files is read: NotFound to whoever has no bazaar of this name."""
    with read() as db:
        own_bazaar(db, request, slug)


def held_bazaar(db: Session, request: Request, slug: str) -> tuple[Bazaar, Actor]:
    """`own_bazaar`, locked, for what only the office does whose bazaar it is. Refused to one that it invited."""
    bazaar, actor = own_bazaar(db, request, slug, lock=True)
    require_holder(bazaar, actor)
    return bazaar, actor


def require_holder(bazaar: Bazaar, actor: Actor) -> None:
    if actor.invited:
        raise Refused("holders_only", agency=bazaar.agency)


def barred_groups(db: Session, actor: Actor, groups: Collection[Group]) -> dict[int, str]:
    """Those of these groups that are on her own side, with the sentence that a colleague decides about them."""
    own = own_groups(db, actor.own_id, {each.key for each in groups})
    return dict.fromkeys(own, refusal_sentence(Refused("own_side")))


def published_slot(bazaar: Bazaar, key: int) -> Slot:
    """A slot of this bazaar; NotFound for another's, and before the results are out."""
    if bazaar.published_at is None:
        raise NotFound(bazaar.slug)
    return bazaar.days.of(key)


def context(db: Session, bazaar: Bazaar, actor: Actor, part: str, **more: Any) -> dict[str, Any]:
    """What every page of one bazaar shows."""
    return {"actor": actor, "tab": "bazaars", "bazaar": bazaar, "part": part, "states": BazaarState} | more
