"""Pages as they are sent, with the form state; redirects with a short word of thanks, error pages."""

from datetime import date
from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from market.kernel.refused import Refused
from market.web import sentences
from market.web.cookies import COUNT, LOGIN, ORDERS, WORDS, cookie, drop_cookie, set_cookie
from market.web.environment import environment
from market.web.forms import sent
from market.web.read_only import without_acts
from market.web.said_at import said_at, told_place


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Renders `template` with the form state, and the word that a redirect left in a cookie."""
    words, _, place = cookie(request, WORDS).partition("#")
    body = (
        environment()
        .get_template(template)
        .render(
            request=request,
            path=request.url.path,
            form=sent(request),
            words=words,
            cart_count=cookie(request, COUNT),
            own=bool(cookie(request, COUNT) or cookie(request, LOGIN) or cookie(request, ORDERS)),
            **context,
        )
    )
    if request.scope.get("market.reads_only"):
        body = without_acts(body)
    response = HTMLResponse(said_at(body, place) if place else body, status_code=status)
    if words:
        drop_cookie(response, WORDS)
    return response


def redirect(path: str, *, words: str = "", **numbers: int | date) -> RedirectResponse:
    """303 to one of our own addresses, with a sentence to show there once, and the numbers in it."""
    response = RedirectResponse(safe_path(path), status_code=303)
    if words:
        set_cookie(response, WORDS, sentences.told(words, numbers) + told_place(path), lasts=60)
    return response


def away(address: str) -> RedirectResponse:
    """303 to another site's page, at an address that it gave us."""
    return RedirectResponse(address, status_code=303)


def safe_path(path: str) -> str:
    """An address of ours: never `//elsewhere` or `https:`."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


def error_page(request: Request, status: int, *, refusal: Refused | None = None, titled: str = "") -> Response:
    """A page for 403, 404, 409, 413, 422, 429, 500 and 503 that says what to do next; `titled` where its status has
    several titles."""
    return page(request, "web/error.html", status=status, code=titled or status, refusal=refusal)
