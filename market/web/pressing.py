"""A form that is sent once: the token that every form of ours carries, and the answer to a second press.

The token is put into each `<form method="post">` when a template is compiled. A form of a page that everybody sees
alike carries `ALIKE` instead: of one visitor's like posts within ten seconds the first counts. What comes without
either, from a script, is done as often as it is sent.
"""

import hashlib
import logging
import re
from collections.abc import Callable
from typing import Any, TypeVar

import anyio
from fastapi import Request
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from market.kernel import press
from market.kernel.clock import now
from market.kernel.db import asked, read, write_apart
from market.kernel.mark import mark_of, require_mark
from market.kernel.press import PressedBefore, Pressing, like_press, pressing, spent_with, token_hash_of
from market.kernel.tokens import signature
from market.web.cookies import CART, LOGIN, WORDS, cookie, set_by, set_cookie
from market.web.press_field import FIELD, SAME
from market.web.slow import pages

log = logging.getLogger(__name__)
F = TypeVar("F", bound=Callable[..., Any])
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
KEY = re.compile(r"([?&]kunci=)([A-Za-z0-9_-]*)")
COUNTED = ("quantity", "amount", "came", "fee", "pieces", "price")  # fields whose number the question names
WAITS, LOOKS = 3.0, 0.05  # seconds to wait for the answer of a press that is under way, and between two looks


def every_time(reason: str) -> Callable[[F], F]:
    """Marks a route that does what it is asked each time it is asked; `reason`: why it may, and must."""

    def mark(route: F) -> F:
        route.__market_every_time__ = reason  # type: ignore[attr-defined]
        return route

    return mark


def once_for(request: Request, data: FormData) -> Pressing | None:
    """The press that a form was sent by, which the first write of this request spends; none without a token."""
    given = data.get(FIELD)
    if not isinstance(given, str) or hasattr(request.scope.get("endpoint"), "__market_every_time__"):
        return None
    visitor = _visitor(request)
    content = content_hash(request.scope["path"], data)
    if given == SAME:
        request.scope["market.press_alike"] = content
        return like_press(visitor, content) if visitor else None
    if not TOKEN.fullmatch(given):
        return None
    return Pressing(token_hash_of(visitor, given), content, said_in(data))


def spend_as(db: Session, request: Request, visitor: str) -> None:
    """Of a page that everybody sees alike, in the transaction that gives its visitor the cookie she is known by from
    now on: this press was hers, though nobody knew her when it came."""
    content = request.scope.get("market.press_alike")
    if content and _visitor(request) != visitor and not cookie(request, LOGIN):
        like_press(visitor, content).spend(db)


def content_hash(path: str, data: FormData) -> str:
    """A keyed hash of where a form went and what was in it: a PIN has few digits, and a backup may be stolen."""
    seen = hashlib.sha256(path.encode("utf-8", "surrogatepass"))
    for name, value in sorted((n, _told(v)) for n, v in data.multi_items() if n != FIELD):
        seen.update(f"\n{len(name)} {name} {len(value)} {value}".encode("utf-8", "surrogatepass"))
    return signature("press", seen.hexdigest())


def _told(value: str | UploadFile) -> str:
    return value if isinstance(value, str) else f"{value.filename}/{value.size}"


def said_in(data: FormData) -> str:
    """The number that a form is about, as it was typed; nothing where it has several, or none."""
    for name in COUNTED:
        value = data.get(name)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())[: press.MOST_SAID]
    return ""


async def remember_press(request: Request, data: FormData) -> None:
    """Makes this request spend the token of its form. PressedBefore when it was spent already."""
    given = data.get(FIELD)
    if isinstance(given, str) and TOKEN.fullmatch(given):
        request.scope["market.press_hash"] = token_hash_of(_visitor(request), given)
    found = once_for(request, data)
    if found is None:
        return
    if found.worn_after is None:
        spent = await pages(lambda: _look_up(found.token_hash))
        if spent:
            raise PressedBefore(found, spent)
    request.scope["market.press"] = found
    pressing.set(found)


def press_hash(request: Request) -> str:
    """The digest of this press, for a route that itself finds what an earlier one did; empty for a script's."""
    return str(request.scope.get("market.press_hash", ""))


def require_shown(request: Request, mark: str, *shown: object) -> None:
    """Overtaken when the form was drawn beside other facts. A script has no page: it sends neither mark nor press, and
    judges what there is."""
    require_still(request, mark, mark_of(*shown))


def require_still(request: Request, given: str, mark: str) -> None:
    """The same, of something that knows its own `mark`."""
    if given or press_hash(request):
        require_mark(given, mark)


def _visitor(request: Request) -> str:
    return cookie(request, LOGIN) or cookie(request, CART)


def _look_up(token_hash: str) -> press.Spent | None:
    with read() as db:
        return spent_with(db, token_hash)


async def first_answer(error: PressedBefore) -> press.Spent | None:
    """What the first press did and where it led. Waits for one that is still under way; None when it came to nothing.
    For a page that everybody sees alike no answer is kept."""
    spent: press.Spent | None = error.spent
    if error.pressing.worn_after is not None:
        return spent
    until = anyio.current_time() + WAITS
    while spent and spent.location is None and now() - spent.at < press.ALIKE and anyio.current_time() < until:
        await anyio.sleep(LOOKS)
        spent = await pages(lambda: _look_up(error.pressing.token_hash))
    return spent


def lead_again(request: Request, location: str, words: str) -> None:
    """For an answer that shows a secret once, which is kept nowhere: where a second press is led, and the code of the
    sentence that says how to get a new one there."""
    request.scope["market.press.again"] = location, words


def led_to(spent: press.Spent, otherwise: str) -> Response:
    """The answer of the first press once more; `otherwise` where it was lost, or a page of its own.

    `otherwise` also where it led to an address with a key that the form did not bring: keys are not kept.
    """
    key = KEY.search(otherwise)
    if not spent.location or (not key and KEY.search(spent.location)):
        response, words = RedirectResponse(otherwise, status_code=303), "pressed_before"
    else:
        location = KEY.sub(rf"\g<1>{key[2] if key else ''}", spent.location)
        response, words = RedirectResponse(location, status_code=303), spent.words
    if words:
        set_cookie(response, WORDS, words, lasts=60)
    return response


class Once:
    """Keeps where a press led, before the answer leaves; takes back a press whose later steps were refused."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        pressing.set(None)

        async def keep_first(message: Message) -> None:
            done = scope.get("market.press")
            if message["type"] == "http.response.start" and isinstance(done, Pressing) and done.kept:
                await _keep(done, message, scope.get("market.press.again"))
            await send(message)

        await self.app(scope, receive, keep_first)


async def _keep(done: Pressing, message: Message, again: tuple[str, str] | None) -> None:
    """Keeps where the answer leads, or `again` instead, after what was done. When this fails the answer leaves all the
    same, and a later press is led to the form.

    A press that broke after its commit stays spent: to send it again would do it twice.
    """
    done.kept = False
    try:
        if 400 <= message["status"] < 500:
            await pages(lambda: _beside(done.take_back))
        elif done.worn_after is None:
            location, words = again or _where(message)
            await pages(lambda: _beside(lambda db: done.answered(db, location, words)))
    except Exception:
        log.exception("where a press led was not kept")


def _beside(work: Callable[[Session], None]) -> None:
    """Writes without checking the visitor's right again: what was done may just have ended it."""
    asked.set([])
    write_apart(work)


def _where(message: Message) -> tuple[str, str]:
    """Where an answer leads, and the code of its sentence. Empty for a page, which is not kept; nor is a key in
    an address: whoever presses again has it."""
    location = next((value for name, value in message["headers"] if name == b"location"), b"").decode("latin-1")
    return KEY.sub(r"\1", location), set_by(message, WORDS)
