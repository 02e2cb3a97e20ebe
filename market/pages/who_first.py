"""Asked first who she is, and led back: to a page, or to what was sent there, for one more press."""

from urllib.parse import quote, urlsplit

import sqlalchemy as sa
from fastapi import Request
from starlette.responses import Response

from market.kernel.db import read
from market.kernel.record import table
from market.kernel.refused import NotFound
from market.kernel.tokens import digest
from market.pages.sent_before import keep_sent, waits_for_a_name, waits_for_a_password
from market.pages.visitor import visit
from market.people.access import Actor
from market.people.login import Login
from market.people.person import Person
from market.people.roles.standing import standing_of
from market.web.cookies import LOGIN, cookie
from market.web.page import redirect, safe_path

L = table(Login)


def to_sign_in(request: Request) -> Response:
    """To the sign-in page and back again: also to a form sent after the sign-in had ended, for one more press."""
    if request.method in ("GET", "HEAD"):
        return redirect(f"/masuk?kembali={quote(request.url.path)}")
    back, person_id = came_from(request), was_signed_in(request)
    asked = redirect(f"/masuk?kembali={quote('/masuk/lanjut')}", words="sign_in_and_go_on")
    waits = person_id is not None and waits_for_a_password(request)
    if waits and keep_sent(request, asked, f"person/{person_id}", back):
        return asked
    return redirect(f"/masuk?kembali={quote(back or '/')}", words="sign_in_and_repeat")


def was_signed_in(request: Request) -> int | None:
    """The id of the person whose ended login the cookie was."""
    token = cookie(request, LOGIN)
    with read() as db:
        return db.scalars(sa.select(L.c.person_id).where(L.c.token_hash == digest(token))).first() if token else None


def had_to_do_here(request: Request) -> bool:
    """Whether the person of an ended login has to do with the group of the address; where it is of none, with the
    platform. Whoever had an account once sends files to others' forms, too."""
    person_id, slug = was_signed_in(request), request.path_params.get("group")
    if person_id is None:
        return False
    with read() as db:
        if slug is None:
            return Person.get(db, person_id).admin
        try:
            return bool(standing_of(db, Actor(person_id), slug)[1].roles)
        except NotFound:
            return False


def came_from(request: Request) -> str:
    """Our page on which something was pressed; empty where the browser does not say. No key goes into an address."""
    try:
        told = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return ""
    query = f"?{told.query}" if told.query and "kunci=" not in told.query else ""
    return safe_path(told.path + query) if told.path else ""


def to_who(request: Request) -> Response:
    """To the page that asks who holds a group's phone, and back again to what was sent, for one more press."""
    slug = str(request.path_params.get("group", ""))
    if request.method == "GET":
        return redirect(f"/lapak/{slug}/siapa?kembali={quote(request.url.path)}")
    path = came_from(request)
    asked = redirect(f"/lapak/{slug}/siapa?kembali={quote(f'/lapak/{slug}/siapa/lanjut')}")
    if waits_for_a_name(request) and keep_sent(request, asked, f"login/{visit(request).login_id}", path):
        return asked
    back = path if path.startswith("/lapak/") else f"/lapak/{slug}"
    return redirect(f"/lapak/{slug}/siapa?kembali={quote(back)}", words="say_who_and_repeat")
