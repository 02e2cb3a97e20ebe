"""Who is at the door: the cookie, the login, the group's phone."""

from dataclasses import replace
from functools import partial

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.cause import answered_for
from market.kernel.db import Question, ask_again, asked, read
from market.kernel.refused import NeedsSecondStep, NeedsSignIn, NotFound, Refused
from market.people.access import Actor, Role
from market.people.group import Group
from market.people.helpers import Officer, offices, signed_for, stood_for
from market.people.login import DEVICE_LASTS, require_still
from market.people.person import Person
from market.people.recognised import recognised
from market.people.roles.standing import Works, person_and_works
from market.web.cookies import LOGIN, cookie, set_cookie


def visit(request: Request) -> Actor:
    """The visitor, read once for each request; an anonymous Actor without a cookie.

    Each write of the request checks again inside its transaction that this login still stands: a form may wait behind
    others, or hash a password, while its login is ended elsewhere.
    """
    known = request.scope.get("market.actor")
    if isinstance(known, Actor):
        return known
    token = cookie(request, LOGIN)
    actor = _look_up(token) if token else Actor()
    request.scope["market.actor"] = actor
    if actor.login_id is not None and request.method not in {"GET", "HEAD"}:
        asked.get([]).append(Question(partial(require_still, actor=actor)))
    return actor


def _look_up(token: str) -> Actor:
    with read() as db:
        return recognised(db, token)


def require(request: Request) -> Actor:
    """A person who has signed in."""
    actor = visit(request)
    if not actor.signed_in:
        raise NeedsSignIn
    return actor


def require_person(request: Request) -> int:
    """The id of a person who signed in themselves, not on a group's phone."""
    actor = require(request)
    if actor.own_id is None:
        raise NotFound("a person")
    return actor.own_id


def require_rested(request: Request) -> int:
    """`require_person`, and not just let in by a code: for passwords, contacts, exports and deleting the account."""
    person_id = require_person(request)
    visit(request).refuse_while_resting()
    return person_id


def acting(request: Request, actor: Actor, *, reads_only: bool = False) -> Actor:
    """An officer or admin at the desk, who answers by name for what is done there: a superior, and one whom a code
    let in just now, may look and do nothing."""
    answered_for()
    if request.method == "POST":
        if reads_only:
            raise Refused("reads_only")
        actor.refuse_while_resting()
    request.scope["market.reads_only"] = reads_only  # somebody who only looks is shown nothing to press
    return replace(actor, reads_only=reads_only)


def require_admin(request: Request) -> Actor:
    actor = require(request)
    if actor.needs_second:
        raise NeedsSecondStep
    if not actor.admin or actor.device_id is not None:
        raise NotFound("admin")
    return acting(request, replace(actor, roles=frozenset({Role.ADMIN})))


def officer_places(db: Session, request: Request) -> tuple[Actor, list[Officer]]:
    """The visitor as an officer, with the offices they hold; a superior may look, not act."""
    actor = require(request)
    ask_again(db)
    found = offices(db, actor.own_id) if actor.own_id else []
    if not found:
        raise NotFound("office")
    officer = replace(actor, roles=frozenset({Role.OFFICER}), name=signed_for(actor.name, stood_for(db, found)))
    officer = acting(request, officer, reads_only=all(office.reads_only for office in found))
    if request.method == "POST":
        found = [office for office in found if not office.reads_only]
    return officer, found


def home_of(db: Session, actor: Actor) -> str:
    """Where a person goes after signing in: to their work, else to their account."""
    if actor.device_group_id:
        return f"/lapak/{Group.get(db, actor.device_group_id).slug}"
    if actor.own_id is None:
        return "/"
    return work_of(*person_and_works(db, actor.own_id))


def work_of(person: Person, works: Works) -> str:
    """The first page of somebody's work; their account when they have none."""
    if person.admin:
        return "/admin"
    return "/dinas" if works.officer else "/pendamping" if works.helper else "/lapak" if works.member else "/akun"


def keep_login(response: Response, token: str) -> Response:
    set_cookie(response, LOGIN, token, lasts=int(DEVICE_LASTS.total_seconds()))
    return response
