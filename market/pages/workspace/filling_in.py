"""The form for a written order, filled in: from a pasted chat, or with what is known of a number; and what buyers call
the goods in their chats."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.inventory.holdings import Holding, holdings
from market.kernel.db import read, write
from market.kernel.phone import typed_phone
from market.kernel.refused import Refused
from market.orders.chat.reading import ReadChat
from market.orders.written.nickname import learn, nicknames_of, shown_nicknames, unlearn
from market.orders.written.writing import known_buyer, read_before
from market.pages.at_group import Shows, group_here, group_seen, may_act
from market.pages.uploads import read_apart, received
from market.pages.workspace.read_chat import ChatRow, filled_from, reading_of
from market.pages.workspace.written_forms import NicknameForm
from market.people.access import Actor, Do
from market.people.group import Group
from market.people.membership import members
from market.web.forms import Values, posted, reads_itself
from market.web.page import page, redirect
from market.web.refusals import shown_as_left, shows
from market.web.slow import heavily, pages

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/pesanan/catat")
LONG, MOST_HERE = 1_000, 30_000  # letters, and letters times goods: more take longer than some hundredths of a second
LEAST_NAME = 3  # letters: shorter words mean too much
PAGE = "/lapak/{group}/pesanan/catat"


@router.post("/baca")
@reads_itself
@shows(PAGE)
async def read_in(request: Request, group: str) -> Response:
    """The form filled from a pasted chat, or the order that was written down from the same a moment ago.

    A chat is longer than other forms: it is taken in once the visitor may, and only its end is read. A long one,
    or one for many goods, is read in a process apart: words are looked for by patterns, which let no other page go on
    meanwhile.
    """
    values = await received(request, lambda: may_act(request, group, Do.ORDERS))
    text = values.get("chat", [""])[0]
    if not text.strip():
        raise Refused("required", field="chat")
    asked = await pages(lambda: _asked(request, group, text))
    long = len(text) > LONG or len(text) * len(asked.goods) > MOST_HERE
    chat = await (read_apart(request, asked.reading, "chat") if long else heavily(asked.reading))
    found = await pages(lambda: _filled(asked, chat, text))
    if isinstance(found, str):
        return redirect(f"/lapak/{group}/pesanan/catat/{found}", words="written_before")
    return await shown_as_left(request, f"/lapak/{group}/pesanan/catat", **found)


@dataclass(frozen=True, slots=True)
class ChatToRead:
    """A chat to be read for a group, and the goods that it may be about."""

    group_id: int
    goods: list[Holding]
    reading: partial[ReadChat]


def _asked(request: Request, group: str, text: str) -> ChatToRead:
    with read() as db:
        here, _actor = group_here(db, request, group, Do.ORDERS)
        goods, called = holdings(db, here), nicknames_of(db, here.key)
        names = [person.name for _m, person in members(db, here.key)]
        return ChatToRead(here.key, goods, reading_of(text, here, goods, called, names))


def _filled(asked: ChatToRead, chat: ReadChat, text: str) -> dict[str, str] | str:
    """The fields of the form; the number of what was written down from the same chat a moment ago."""
    filled = filled_from(chat, text, asked.goods)
    with read() as db:
        return read_before(db, asked.group_id, filled["chat_hash"]) or filled


@router.post("/nomor")
@shows(PAGE)
async def fill_in(request: Request, group: str, values: Values) -> Response:
    """The form as it was left, with the name and place of who ordered here before with this number."""
    phone = typed_phone(values.get("phone", [""])[0])
    found = await pages(lambda: _known(request, group, phone))
    if found is None:
        raise Refused("buyer_unknown", field="phone")
    return await shown_as_left(request, f"/lapak/{group}/pesanan/catat", **found)


def _known(request: Request, group: str, phone: str) -> dict[str, str] | None:
    with read() as db:
        here, _actor = group_seen(db, request, group, Shows.ORDERS, Do.ORDERS)
        buyer = known_buyer(db, here.key, phone)
    return {"name": buyer.name, "landmark": buyer.landmark} if buyer else None


def learn_from(db: Session, here: Group, rows: Sequence[ChatRow], by: Actor) -> None:
    """What somebody chose for words that were read otherwise, or not at all, is read so the next time.

    What cannot be learned, as the list is full or the name too long, stops no order.
    """
    for row in rows:
        if row.corrects and len(row.name) >= LEAST_NAME:
            with suppress(Refused):
                learn(db, here, row.sku, row.name, by)


@router.get("/sebutan")
def nicknames(request: Request, group: str) -> Response:
    """What buyers call the goods in their chats."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ORDERS, Do.ORDERS)
        return page(
            request, "workspace/nicknames.html", group=here, actor=actor, tab="orders",
            names=shown_nicknames(db, here.key), goods=holdings(db, here),
        )  # fmt: skip


@router.post("/sebutan")
@shows(PAGE + "/sebutan")
def add_nickname(
    request: Request, group: str, form: Annotated[NicknameForm, Depends(posted(NicknameForm))]
) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.ORDERS)
        learn(db, here, form.good, form.words, actor)

    write(work)
    return redirect(f"/lapak/{group}/pesanan/catat/sebutan", words="saved")


@router.post("/sebutan/{nickname:number}/hapus")
@shows(PAGE + "/sebutan")
def drop_nickname(request: Request, group: str, nickname: int) -> Response:
    def work(db: Session) -> None:
        here, _actor = group_here(db, request, group, Do.ORDERS)
        unlearn(db, here.key, nickname)

    write(work)
    return redirect(f"/lapak/{group}/pesanan/catat/sebutan", words="saved")
