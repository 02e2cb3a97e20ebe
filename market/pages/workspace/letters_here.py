"""What waits to be read on a group's first page: letters that it sends by hand, and its own news."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import write
from market.messages.by_hand import letters_of_group, the_letter
from market.messages.channels import Letter
from market.messages.outbox import Message
from market.pages.at_group import group_here
from market.pages.letters import shown, tap_link
from market.pages.workspace import forms
from market.people.access import Actor, Do
from market.people.group import Group
from market.people.group_news import on_page_of, once_each, see_news
from market.people.letters_by_hand import tick_letter, ticked_by_others
from market.web.forms import posted
from market.web.page import redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak")


@dataclass(frozen=True, slots=True)
class LetterHere:
    """A message with its words, and where it leads: the chat that opens with it, or the page it tells of. `others`: who
    reads may send it, but only others may say that it was sent (`ticked_by_others`)."""

    message: Message
    letter: Letter
    link: str
    others: bool = False


@dataclass(frozen=True, slots=True)
class LettersHere:
    """Letters to send by hand, the oldest first; what is new, the newest first."""

    to_send: Sequence[LetterHere] = ()
    news: Sequence[LetterHere] = ()


def letters_here(db: Session, here: Group, actor: Actor) -> LettersHere:
    """For who may know its orders. On its phone, before anybody said her name, only that there is news."""
    if not actor.offered(Do.ORDERS):
        return LettersHere()
    found = letters_of_group(db, here.key, person_id=actor.person_id, news=on_page_of(here.key))
    named = actor.may(Do.ORDERS)
    sends = found.to_send if named else []
    by_others = ticked_by_others(db, here.key, sends, actor)
    return LettersHere(
        to_send=[LetterHere(each, shown(each), tap_link(each), each.key in by_others) for each in sends],
        news=[
            LetterHere(each, shown(each) if named else Letter("", ""), str(each.params.get("path", "")))
            for each in once_each(found.news)
        ],
    )


@router.post("/{group}/dilihat")
@shows("/lapak/{group}")
def news_seen(request: Request, group: str, form: Annotated[forms.Seen, Depends(posted(forms.Seen))]) -> Response:
    """Somebody has read what was new, or her helper has read it out: who, and when, is kept."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.ORDERS)
        see_news(db, here.key, form.upto, actor)

    write(work)
    return redirect(f"/lapak/{group}", words="news_seen")


@router.post("/{group}/kabar/{message:number}")
@shows("/lapak/{group}")
def message_sent(request: Request, group: str, message: int) -> Response:
    """The tick beside a message that somebody sent by WhatsApp."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.ORDERS)
        letter = the_letter(db, here.key, message, actor.person_id)
        tick_letter(db, here.key, letter, actor)

    write(work)
    return redirect(f"/lapak/{group}#kabar", words="message_ticked")
