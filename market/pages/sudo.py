"""Asking again who it is, before an act that gives an account away: one way for all such acts.

Whoever picks up a phone that is signed in can look, but not change the password, phone number or e-mail, or end the
account. A route that does such a thing binds a form that is a `Sure` and calls `make_sure` before its write; its page
shows the fields with `sure_fields` of `templates/web/sure.html`, which asks what `asked_of` names.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Request
from pydantic import Field

from market.kernel.clock import now
from market.kernel.db import read, write, write_apart
from market.kernel.refused import NotFound, Refused
from market.kernel.slowdown import Pace, count_try, forget_misses, take_back
from market.pages.visitor import require_person, require_rested, visit
from market.people.login import Login
from market.people.person import Person
from market.people.signing_in.password import password_fits
from market.people.signing_in.second_factor import second_factor, take_code
from market.web.forms import Form, Password
from market.web.slow import pages, slow

FRESH = timedelta(minutes=5)
TRIES = Pace(free=5, first=timedelta(minutes=1), longest=timedelta(hours=1), forgets=timedelta(hours=1))


class Sure(Form):
    """What shows once more who it is."""

    current: Password = ""
    app_code: Annotated[str, Field(max_length=40)] = ""


@dataclass(frozen=True)
class SudoQuestion:
    """What a page asks for: the password, else a sign-in of a moment ago; a code of the app where there is one."""

    password: bool
    fresh: bool
    app: bool

    @property
    def sign_in_again(self) -> bool:
        return not self.password and not self.fresh


def asked_of(request: Request) -> SudoQuestion:
    """What this visitor is asked before an act that gives the account away."""
    return _asked(require_person(request), visit(request).login_id or 0)[0]


async def make_sure(request: Request, form: Sure) -> int:
    """The id of the person of this request, once she has shown again that it is her.

    By her password; an account without one by a sign-in within five minutes; and by a code of her app where she has
    one. Refused("password_wrong") or ("app_code_wrong"), with each miss slowing the next; TooOften while it is slowed;
    NotFound on a group's phone. Refused("rests_after_code") when a code let her in a short while ago.
    """
    person_id = await pages(lambda: require_rested(request))
    login_id = visit(request).login_id or 0
    asked, kept = await pages(lambda: _asked(person_id, login_id))
    if asked.sign_in_again:
        raise Refused("sign_in_again")
    await count_password(request)
    if asked.password and not await slow(lambda: password_fits(kept, form.current)):
        raise Refused("password_wrong", field="current")
    if asked.app and not await pages(lambda: write(lambda db: take_code(db, person_id, form.app_code))):
        raise Refused("app_code_wrong", field="app_code")
    await was_right(request)
    return person_id


def _door(request: Request) -> str:
    return f"yakin/{visit(request).login_id or 0}"


async def count_password(request: Request) -> None:
    """Counts a try at the password of the signed-in person, on any page. TooOften while slowed."""
    door = _door(request)
    await pages(lambda: write_apart(lambda db: count_try(db, {door: TRIES})))


async def was_right(request: Request) -> None:
    """It was hers: the count begins anew."""
    door = _door(request)
    await pages(lambda: write_apart(lambda db: forget_misses(db, door)))


async def was_something_else(request: Request) -> None:
    """What was typed was right, but no password: takes that one try back; earlier misses stay."""
    door = _door(request)
    await pages(lambda: write_apart(lambda db: take_back(db, [door])))


def _asked(person_id: int, login_id: int) -> tuple[SudoQuestion, str | None]:
    with read() as db:
        person, login = Person.get(db, person_id), Login.get(db, login_id)
        if login.person_id != person_id:
            raise NotFound(f"login {login_id}")
        fresh, app = login.created_at > now() - FRESH, second_factor(db, person_id) is not None
        return SudoQuestion(person.password_hash is not None, fresh, app), person.password_hash
