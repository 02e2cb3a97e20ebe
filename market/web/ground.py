"""What every request passes through, as pure ASGI: the language, and headers that protect.

It lies outside of everything else, so that a page for something broken is as protected as any other.
"""

from functools import lru_cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from market.kernel.db import PAGE_SECONDS, patience
from market.kernel.language import LANGUAGES, current
from market.kernel.settings import settings
from market.web.cookies import LANGUAGE, cookie_in

# Attributes may carry the knobs of a part (`style="--gap:.5rem"`); a style sheet comes from a file of ours. Browsers
# that do not know the two finer rules read the first.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; style-src-elem 'self'; "
    "style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TWO_YEARS = 63_072_000
EVERYWHERE = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
)
PAGES = (
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
HSTS = (b"strict-transport-security", f"max-age={TWO_YEARS}; includeSubDomains".encode())


def policy_to(elsewhere: str) -> str:
    """The policy of a page with a form that leads to another server, named by its origin."""
    return POLICY.replace("form-action 'self'", f"form-action 'self' {elsewhere}")


# Pictures load nothing and run nothing, and a list has many: fewer headers save 500 bytes each.
PLAIN_PICTURES = (b"image/webp", b"image/avif", b"image/jpeg")


@lru_cache
def protecting(plain: bool, https: bool) -> tuple[tuple[bytes, bytes], ...]:
    """The headers of an answer that has not chosen its own; fewer for a picture that anybody may see."""
    return EVERYWHERE + (() if plain else PAGES) + ((HSTS,) if https else ())


def protected(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    given = dict(headers)
    plain = given.get(b"content-type") in PLAIN_PICTURES and given.get(b"cache-control", b"").startswith(b"public")
    return headers + [pair for pair in protecting(plain, settings().https) if pair[0] not in given]


class Ground:
    """Sets the reader's language and the headers of every answer; a HEAD is answered as a GET without its body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        chosen = cookie_in(scope, LANGUAGE)
        current.set(chosen if chosen in LANGUAGES else settings().language)
        patience.set(PAGE_SECONDS)
        head = scope["method"] == "HEAD"
        if head:
            scope["method"] = "GET"  # in place: whoever lies further out reads from it which route answered

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = protected(list(message["headers"]))
            elif head and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        await self.app(scope, receive, send_with_headers)
