"""A group at the door and the visitor in it: for an act, or for a page, which says what of people or money it shows."""

from enum import StrEnum

from fastapi import Request
from sqlalchemy.orm import Session

from market.kernel.cause import answered_for
from market.kernel.db import ask_again, read
from market.pages.visitor import require
from market.pages.watching import note_helper
from market.people.access import Actor, Do
from market.people.device import Device
from market.people.group import Group, GroupState
from market.people.login import Login
from market.people.roles.standing import in_group


class Shows(StrEnum):
    """What of people or money a group's page shows: the kind under which a helper's look at it is noted.

    ITSELF: the page notes it (`note_helper`), as what it shows has to be found first, or is not shown to everybody.
    """

    NOTHING = "nothing"
    ITSELF = "itself"
    ORDERS = "orders"
    BOOK = "book"
    CLAIMS = "claims"
    SHARES = "shares"
    RECAP = "recap"
    PEOPLE = "people"
    QUOTES = "quotes"


def group_here(db: Session, request: Request, slug: str, do: Do = Do.SEE) -> tuple[Group, Actor]:
    """A group and the visitor who acts in it. A stranger finds nothing; a phone is asked "Siapa?" where it must be.

    A page is read by `group_seen`: a RuntimeError here.
    """
    if request.method in {"GET", "HEAD"}:
        raise RuntimeError("a page says what it shows: group_seen")
    return _at_door(db, request, slug, do)


def group_seen(db: Session, request: Request, slug: str, shows: Shows, do: Do = Do.SEE) -> tuple[Group, Actor]:
    """The same for a page, and for what shows one again: that a helper from outside saw it is noted."""
    group, here = _at_door(db, request, slug, do)
    if shows not in {Shows.NOTHING, Shows.ITSELF}:
        note_helper(request, here, shows.value, group.key, group.key)
    return group, here


def may_act(request: Request, slug: str, do: Do) -> None:
    """Asked before a body with files is read or a code is made: raises as `group_here` does."""
    with read() as db:
        _at_door(db, request, slug, do)


def _at_door(db: Session, request: Request, slug: str, do: Do) -> tuple[Group, Actor]:
    actor = require(request)
    ask_again(db)
    group, here = in_group(db, actor, slug, do)
    if here.device_id is not None and request.method == "POST":
        _in_use(db, here)
    if group.state is GroupState.CHECKED or here.helps:
        answered_for()
    return group, here


def _in_use(db: Session, here: Actor) -> None:
    """An act on a group's phone: the member named there has three more minutes; keeps the day of its last use."""
    login, device = db.get(Login, here.login_id), db.get(Device, here.device_id)
    if login and here.person_id is not None:
        login.still_here()
    if device:
        device.used()
