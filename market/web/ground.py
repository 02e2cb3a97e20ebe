"""What every request passes through, as pure ASGI: the language, and headers that protect."""

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from market.kernel.language import LANGUAGES, current
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.web.cookies import LANGUAGE, cookie_in

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def policy_to(elsewhere: str) -> str:
    """The policy of a page with a form that leads to another server, named by its origin."""
    return POLICY.replace("form-action 'self'", f"form-action 'self' {elsewhere}")


# They load nothing and run nothing, and a list has many: 300 bytes each are saved.
PLAIN_PICTURES = ("image/webp", "image/avif")
MOST_BODY = 26_000_000


def length_of(scope: Scope) -> int:
    """How long a body says it is; what lies about it is cut off later, with a plain 413."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


def refused_at_once(scope: Scope) -> Response | None:
    """The answer to what no page should see: a body too large, or a NUL, which ends a text in PostgreSQL."""
    from market.web.page import error_page

    if length_of(scope) > MOST_BODY:
        return error_page(Request(scope), 413, refusal=Refused("upload_too_large"))
    if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
        return error_page(Request(scope), 404)
    return None


class Ground:
    """Sets the reader's language and the headers of every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        chosen = cookie_in(scope, LANGUAGE)
        current.set(chosen if chosen in LANGUAGES else settings().language)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                if headers.get("content-type") not in PLAIN_PICTURES:
                    headers.setdefault("Content-Security-Policy", POLICY)
                    headers.setdefault("Referrer-Policy", "same-origin")
                headers.setdefault("Cache-Control", "no-store")
                if settings().https:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        await (refused_at_once(scope) or self.app)(scope, receive, send_with_headers)
