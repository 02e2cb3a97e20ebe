"""How much a request may bring, and what no page should see."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from market.kernel.refused import Refused
from market.kernel.typed import whole

MOST_BODY = 26_000_000  # of a form with files
MOST_FORM = 200_000  # of one without: it is read on the loop, a few milliseconds at worst
MOST_SHEET = 1_000_000  # of one that carries the rows of a preview
MOST_FILES, MOST_FIELDS = 12, 600
MOST_HEADERS = 16_000  # letters of all of them: a browser of ours sends two thousand


def length_of(scope: Scope, *, unsaid: int = 0) -> int:
    """How long a body says it is, or `unsaid` when it comes in chunks; a body that is longer than it said is
    cut off later, with a plain 413."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return whole(value.decode("latin-1")) or 0
    return unsaid


class Bounds:
    """Answers at once what no page should see: a body too large, or a NUL, which ends a text in PostgreSQL."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = _without_quoted(scope)
        refusal = refused_at_once(scope) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)


def _without_quoted(scope: Scope) -> Scope:
    """Drops cookies with a backslash, of which we set none: Python before 3.11.10 takes seconds to read a long one."""
    if not any(name == b"cookie" and b"\\" in value for name, value in scope["headers"]):
        return scope
    kept = [(name, _plain(value) if name == b"cookie" else value) for name, value in scope["headers"]]
    return {**scope, "headers": kept}


def _plain(cookies: bytes) -> bytes:
    return b";".join(pair for pair in cookies.split(b";") if b"\\" not in pair)


def _without_cookies(scope: Scope) -> Scope:
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"cookie"]}


def refused_at_once(scope: Scope) -> Response | None:
    from market.web.page import error_page

    if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS:
        return error_page(Request(_without_cookies(scope)), 431)
    if length_of(scope) > MOST_BODY:
        return error_page(Request(scope), 413, refusal=Refused("upload_too_large"))
    if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
        return error_page(Request(scope), 404)
    return None
