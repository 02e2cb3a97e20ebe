"""What no page should see is answered before any page."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from market.kernel.refused import Refused
from market.web.largest import MOST_BODY, length_of
from market.web.page import error_page

MOST_HEADERS = 16_000  # letters of all of them: a browser of ours sends two thousand


class Bounds:
    """Answers at once what no page should see: a body too large, or a NUL, which ends a text in PostgreSQL."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            _drop_quoted(scope)
        refusal = refused_at_once(scope) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)


def _drop_quoted(scope: Scope) -> None:
    """Drops cookies with a backslash, of which we set none: Python before 3.11.10 takes seconds to read a long one.
    In place, as the router writes its route."""
    if any(name == b"cookie" and b"\\" in value for name, value in scope["headers"]):
        scope["headers"] = [(name, _plain(value) if name == b"cookie" else value) for name, value in scope["headers"]]


def _plain(cookies: bytes) -> bytes:
    return b";".join(pair for pair in cookies.split(b";") if b"\\" not in pair)


def _without_cookies(scope: Scope) -> Scope:
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"cookie"]}


def refused_at_once(scope: Scope) -> Response | None:
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS:
        return error_page(Request(_without_cookies(scope)), 431)
    if length_of(scope) > MOST_BODY:
        return error_page(Request(scope), 413, refusal=Refused("upload_too_large"))
    if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
        return error_page(Request(scope), 404)
    return None
