"""Letting somebody in: one way for every door that ends in a login, so that none forgets the second step.

A route proves who it is, then calls `let_in` inside its write and answers with `arrived`.
"""

from dataclasses import dataclass
from enum import StrEnum

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.clock import now, today
from market.kernel.settings import settings
from market.messages.outbox import tell
from market.orders.cart.cart import lock_cart
from market.pages.networks import network_of_request
from market.pages.visitor import home_of, keep_login
from market.people.access import Actor
from market.people.known_browser import LASTS as KNOWN_LASTS
from market.people.known_browser import find_known, remember
from market.people.login import find_login, sign_in, signed_in_before
from market.people.pending_login import LASTS as PENDING_LASTS
from market.people.pending_login import begin_login
from market.people.person import Person
from market.people.security import security_event
from market.people.signing_in.second_factor import must_have_second, second_factor
from market.web.agents import agent_kinds
from market.web.cookies import CART, KNOWN, LOGIN, PENDING, cookie, drop_cookie, set_cookie
from market.web.page import redirect, safe_path

SECOND_STEP = "/masuk/langkah-dua"
SET_UP = "/akun/dua-langkah"
OTHER_WAY = "/akun/kontak"  # for accounts whose number and e-mail are gone


class ShownBy(StrEnum):
    """How somebody showed who they are."""

    PASSWORD = "account"
    CODE = "read_out"
    SIGN_UP = "sign_up"
    CLAIM = "claim"
    LINK = "link"


@dataclass(frozen=True)
class Entry:
    """Where to go next, and the tokens for the cookies: of a login, or of a sign-in that waits for its second step."""

    path: str
    login: str = ""
    browser: str = ""
    pending: str = ""


def let_in(
    db: Session, request: Request, person: Person, way: ShownBy, *, back: str = "", second: bool = False
) -> Entry:
    """A fresh login of this person here, or its second step first when she has one. `back` is a path of ours."""
    if not second and second_factor(db, person.key):
        return Entry(SECOND_STEP, pending=begin_login(db, person.key, back))
    before = find_login(db, cookie(request, LOGIN))
    if before:
        before.end()  # never the token from before
    agent, network = request.headers.get("user-agent", ""), network_of_request(request)
    _tell_of(db, request, person, way, agent)
    token = sign_in(db, person, agent, second=second)
    browser = remember(db, person.key, cookie(request, KNOWN), network)
    if must_have_second(person) and not second:
        return Entry(SET_UP, token, browser)
    if person.phone is None and person.email is None:
        return Entry(OTHER_WAY, token, browser)
    home = home_of(db, Actor(person.key, person.name, person.admin))
    return Entry(safe_path(back) if back else home, token, browser)


def sign_off(db: Session, request: Request) -> None:
    """Ends the login of this browser, and frees what its cart held."""
    login = find_login(db, cookie(request, LOGIN))
    if login:
        login.end()
        security_event(db, "signed_out", person_id=login.person_id, by_id=login.person_id)
    cart = lock_cart(db, cookie(request, CART))
    if cart:
        cart.empty()  # its cookie goes, so nobody can open it any more


def arrived(arrival: Entry, *, words: str) -> Response:
    """The answer for an `Entry`, with its cookies."""
    if arrival.pending:
        response: Response = redirect(arrival.path)
        set_cookie(response, PENDING, arrival.pending, lasts=int(PENDING_LASTS.total_seconds()))
        return response
    response = redirect(arrival.path, words=words)
    drop_cookie(response, PENDING)
    know_browser(response, arrival.browser)
    return keep_login(response, arrival.login)


def know_browser(response: Response, token: str) -> None:
    set_cookie(response, KNOWN, token, lasts=int(KNOWN_LASTS.total_seconds()))


def _tell_of(db: Session, request: Request, person: Person, way: ShownBy, agent: str) -> None:
    """Writes the sign-in down; the owner is told of a new browser, once a day for each kind."""
    system, browser = agent_kinds(agent)
    known = find_known(db, person.key, cookie(request, KNOWN)) is not None
    fresh = not known and signed_in_before(db, person.key)
    security_event(
        db, "signed_in", person_id=person.key, by_id=person.key, network=network_of_request(request),
        way=way.value, system=system, browser=browser, fresh=fresh,
    )  # fmt: skip
    if fresh:
        facts = {"system": system, "browser": browser, "at": now().isoformat()}
        once = f"person/{person.key}/new-browser/{today(settings().zone)}/{system}/{browser}"
        tell(db, person.recipient, "new_browser", facts, name=once, warns=True)
