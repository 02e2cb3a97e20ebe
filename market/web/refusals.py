"""A refused POST shows the page it belongs to again: 422, the form as it was left, a sentence for each field.

A route names that page with `shows("/keranjang")`; without it the page is the POST's own address.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote, unquote

import anyio
from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response
from starlette.routing import Match

from market.kernel.language import gettext
from market.kernel.refused import Overtaken, Refusals, Refused
from market.web.again import Said, as_sent
from market.web.forms import Sent
from market.web.page import error_page
from market.web.sentences import refusal_sentence

F = TypeVar("F", bound=Callable[..., Any])
DROPPED = {b"content-type", b"content-length", b"transfer-encoding", b"if-none-match", b"accept-encoding"}


def shows(path: str) -> Callable[[F], F]:
    """Names the page a POST belongs to; `{names}` are filled from its address or its form."""

    def mark(route: F) -> F:
        route.__market_page__ = path  # type: ignore[attr-defined]
        return route

    return mark


async def refused(request: Request, error: Exception) -> Response:
    """The handler of Refused and Refusals."""
    refusals = error.refusals if isinstance(error, Refusals) else [error]
    kept = request.scope.get("market.sent")
    state = (kept if isinstance(kept, Sent) else Sent()).refuse([r for r in refusals if isinstance(r, Refused)])
    status = 409 if isinstance(error, Overtaken) else 422
    if request.method in ("GET", "HEAD"):
        return error_page(request, 422, refusal=next(iter(state.refusals.values())))
    path, _, query = page_of(request, state).partition("?")
    return await show_again(request, path, query, state, status)


def show_instead(request: Request, path: str) -> None:
    """Names another page for a refusal of this request: the route's own is not for this visitor."""
    request.scope["market.shows"] = path


def page_of(request: Request, state: Sent) -> str:
    """The address of the page this POST belongs to."""
    route = request.scope.get("endpoint")
    pattern = str(request.scope.get("market.shows") or getattr(route, "__market_page__", request.url.path))
    names = {name: str(value) for name, value in request.path_params.items()}
    names.update({name: value for name, value in request.query_params.items() if name not in names})
    names.update({name: values[0] for name, values in state.values.items() if name not in names})
    return pattern.format_map(Blank({name: quote(value, safe="") for name, value in names.items()}))


def form_page(request: Request) -> str | None:
    """The page of a form whose address somebody opened: a phone that brings a tab back, Enter in the address bar.

    None for an address of no form, and where only the form's fields could name the page.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    sent = {**request.scope, "method": "POST"}
    for route in request.app.routes:
        match, found = route.matches(sent)
        pattern = getattr(getattr(route, "endpoint", None), "__market_page__", None)
        if match is Match.FULL and pattern:
            names = {name: quote(str(value), safe="") for name, value in found.get("path_params", {}).items()}
            path = str(pattern).partition("?")[0]
            known = all(name in names for name in re.findall(r"\{(\w+)\}", path))
            return path.format_map(names) if known and path.format_map(names) != request.url.path else None
    return None


class Blank(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ""


async def shown_as_left(request: Request, path: str, **changed: str) -> Response:
    """The page of a form with all that was typed, and `changed` in it: a button that only looks something up."""
    kept = request.scope.get("market.sent")
    state = Sent((kept.values if isinstance(kept, Sent) else {}) | {name: [value] for name, value in changed.items()})
    state.as_left = True
    return await show_again(request, path, "", state, 200)


def _asking(request: Request, path: str, query: str, state: Sent) -> dict[str, Any]:
    kept = ("type", "asgi", "http_version", "scheme", "server", "client", "root_path", "market.language")
    return {name: request.scope[name] for name in kept if name in request.scope} | {
        "app": request.app,
        "method": "GET",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(n, v) for n, v in request.scope["headers"] if n not in DROPPED],
        "market.sent": state,
        "state": {},
    }


async def show_again(request: Request, path: str, query: str, state: Sent, status: int, sent_to: str = "") -> Response:
    """Asks our own application for a page, as a GET with the same cookies and the form state. `sent_to` is where the
    form was sent when that was another request."""
    answer: dict[str, Any] = {"status": 500, "headers": [], "body": b""}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.update(status=message["status"], headers=message["headers"])
        elif message["type"] == "http.response.body":
            answer["body"] += message.get("body", b"")

    await request.app.middleware_stack(_asking(request, path, query, state), receive, send)
    if answer["status"] >= 400:
        return error_page(request, status, refusal=next(iter(state.refusals.values()), None))
    if state.again or state.as_left:
        body = bytes(answer["body"]).decode()
        drawn = partial(as_sent, body, sent_to or request.url.path, state, _said(request, state))
        answer["body"] = (await anyio.to_thread.run_sync(drawn)).encode()
    response = Response(answer["body"], status_code=status if answer["status"] == 200 else answer["status"])
    response.raw_headers = [(n, v) for n, v in answer["headers"] if n not in (b"content-length", b"cache-control")] + [
        (b"content-length", str(len(answer["body"])).encode()),
        (b"cache-control", b"no-store"),
    ]
    return response


def _said(request: Request, state: Sent) -> Said:
    """What is said beside the fields, in the reader's language; of a file too: a browser does not send it again."""
    from market.web.writing import icon

    told = {name: refusal_sentence(each) for name, each in state.refusals.items() if name is not None}
    data = request.scope.get("market.form", FormData())
    files = {name for name, value in data.multi_items() if isinstance(value, UploadFile) and value.filename}
    lost = dict.fromkeys(files, gettext("Berkas yang tadi tidak ikut tersimpan. Pilih sekali lagi."))
    return Said(told, lost, str(icon("alert")))
