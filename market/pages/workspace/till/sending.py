"""What phones send: their key, once; then what they sold, as often as they like. docs/contract.md has the words."""

import json
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.refused import NotFound
from market.kernel.typed import letters
from market.pages.at_group import group_here
from market.pages.visitor import visit
from market.people.access import Do
from market.people.group import group_by_slug
from market.till.storing import Post, read_post, store
from market.till.till import open_till
from market.till.wire import VERSION
from market.web.pressing import every_time
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/kasir")
MOST_POST, MOST_KEY = 1_000_000, 4_000  # bytes
MOST_PARTS = 30_000  # commas and brackets of a post: so many goods no fifty sales have
FORMS = ("application/x-www-form-urlencoded", "multipart/")


async def _body(request: Request) -> bytes:
    """What was posted. A form was read before, and nothing would follow it."""
    return b"" if request.headers.get("content-type", "").startswith(FORMS) else await request.body()


def _json(posted: bytes) -> Any:
    """None for what is no JSON, and for what falls into so many parts that reading it would keep others waiting."""
    if sum(posted.count(sign) for sign in (b",", b"[", b"{")) > MOST_PARTS:
        return None
    try:
        return json.loads(posted)
    except (ValueError, RecursionError):
        return None


@router.post("/alat", max_body_size=MOST_KEY)
@every_time("finds the till of this browser again")
async def open_here(request: Request, group: str) -> Response:
    """This browser sells from now on: `uid`, its public `key` and a `label`. 422 for what is no key."""
    told = _json(await _body(request))
    told = told if isinstance(told, dict) else {}
    uid, key, label = (letters(str(told.get(name, ""))) for name in ("uid", "key", "label"))

    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, Do.TILL)
        return open_till(db, here.key, uid, key, " ".join(label.split()), actor).uid

    return JSONResponse({"uid": await pages(lambda: write(work))})


@router.post("/amplop", max_body_size=MOST_POST)
@every_time("stores each envelope once, by its till and id")
async def send(request: Request, group: str) -> Response:
    """Stores what can be read, and names what it stored. It asks for no login: an envelope bears the signature of its
    till, and one that was ended is kept apart. Never a refusal."""
    posted = await _body(request)
    return await pages(lambda: _taken_in(request, group, posted))


def _taken_in(request: Request, group: str, posted: bytes) -> Response:
    post = read_post(_json(posted))
    stored = _stored(request, group, post) if post.sent else []
    answer = {"version": VERSION, "stored": stored, "unread": list(post.unread), "now": now().isoformat()}
    return JSONResponse(answer, headers={"cache-control": "no-store"})


def _stored(request: Request, group: str, post: Post) -> list[str]:
    here = visit(request)
    try:
        with read() as db:
            key = group_by_slug(db, group).key
    except NotFound:
        return []
    # A PIN that opens for her on the phone of another group says nothing here of who she is.
    sender = here.person_id if here.device_group_id in (None, key) else None
    return write(lambda db: store(db, key, post, sender))
