"""News of a bazaar for one group, opened by its secret link without an account: to read, and to say yes or no.

Nothing is told or written by looking: a chat fetches a link by itself to show a picture of it. The group presses once,
which binds the link to that browser.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.answering_today import answer_today, say_ready
from market.bazaars.after.day_offer import offer_of, refill
from market.bazaars.allotting.objecting_time import own_ends
from market.bazaars.allotting.waitlist import call_queue
from market.bazaars.bazaar import Bazaar, lock_bazaar
from market.bazaars.booking.notice import Notice, notice_by_key
from market.bazaars.booking.overtaking import ASKS_READY
from market.bazaars.booking.reply import Answer, RepliedBy, Speaker
from market.bazaars.booking.replying import (
    NoticeStanding,
    keep,
    question_of,
    say_by_link,
    standing_of_notice,
    take_back_by_link,
)
from market.bazaars.registering.application import Application
from market.bazaars.whose import may_open
from market.kernel.cause import answered_for
from market.kernel.db import read, write
from market.kernel.limits import attempt_within
from market.kernel.refused import Overtaken, Refused
from market.kernel.tokens import new_token
from market.pages.notice_words import notice_letter
from market.pages.shop.notice_behind import behind
from market.pages.visitor import visit
from market.people.access import Actor
from market.people.group import Group
from market.people.signed_in_here import office_signed_in
from market.web.cookies import BROWSER, KNOWN, cookie, set_cookie
from market.web.forms import Form, posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/kabar")
PAGE = "/kabar?kunci={kunci}"
LASTS = 180 * 86400  # seconds: longer than a bazaar takes from its first news to its last
MOST_PRESSES = 30
MOST_TURNS = 6
BACK, KEEP, READY, NOT_READY = "back", "keep", "ready", "not"


class NoticeAnswer(Form):
    """`back` takes back a "no" that does not count yet; `keep` contradicts that the group gives up what it has;
    `ready` and `not`: whether it could come when a booth is empty."""

    answer: Literal["yes", "no", "read", "back", "keep", "ready", "not"]


@router.get("")
def notice_page(request: Request, kunci: str = "") -> Response:
    with read() as db:
        notice = notice_by_key(db, kunci)
        bazaar, group = Bazaar.get(db, notice.bazaar_id), Group.get(db, notice.group_id)
        actor = visit(request)
        office = _of_an_office(db, request, notice)
        here = notice.is_open_in(cookie(request, BROWSER)) and not office
        return page(
            request, "shop/notice.html", bazaar=bazaar, group=group, key=kunci, here=here, office=office,
            number=_number_for(db, actor, bazaar, notice) if office else "",
            elsewhere=bool(notice.browser_hash) and not here,
            **(_news(db, bazaar, notice, group) if here else {}),
        )  # fmt: skip


def _number_for(db: Session, actor: Actor, bazaar: Bazaar, notice: Notice) -> str:
    """The registration's number, for an officer who may look at this bazaar: a group's name and number stand together
    for nobody else."""
    if not may_open(db, actor.own_id, bazaar):
        return ""
    return Application.get(db, notice.application_id).number


def _news(db: Session, bazaar: Bazaar, notice: Notice, group: Group) -> dict[str, Any]:
    """What the link opens: these words, and what the group may say to them."""
    question = question_of(db, notice)
    standing: NoticeStanding = standing_of_notice(db, bazaar, question)
    words = notice_letter(notice, group, own_ends(db, bazaar, [notice]).get(notice.key, {}))
    return {
        "notice": notice, "letter": words, "standing": standing, "question": question,
        "offer": offer_of(db, question),
    } | behind(db, bazaar, notice)  # fmt: skip


def _of_an_office(db: Session, request: Request, notice: Notice) -> bool:
    """Whether an officer opens it, or may: signed out it is still her browser, unless the group opened it there."""
    if visit(request).holds_office:
        return True
    return not notice.is_open_in(cookie(request, BROWSER)) and office_signed_in(db, cookie(request, KNOWN))


def _require_group(request: Request) -> None:
    """Refused to an officer: what she opens was not opened by the group."""
    if visit(request).holds_office:
        raise Refused("notice_is_groups")


@router.post("")
@shows(PAGE)
def open_notice(request: Request, kunci: str = "") -> Response:
    """The first press: from here on this browser alone opens it."""
    browser = cookie(request, BROWSER) or new_token()

    def work(db: Session) -> None:
        notice = notice_by_key(db, kunci, lock=True)
        if _of_an_office(db, request, notice):
            raise Refused("notice_is_groups")
        attempt_within(db, f"notice/{notice.key}", most=MOST_PRESSES, per=timedelta(hours=1))
        notice.open_in(browser)

    write(work)
    response = redirect(f"/kabar?kunci={kunci}")
    set_cookie(response, BROWSER, browser, lasts=LASTS)
    return response


@dataclass(frozen=True, slots=True)
class Pressed:
    """A notice whose group presses something behind its link, of which registration, with its bazaar, locked."""

    bazaar: Bazaar
    notice: Notice
    application: Application


def pressed(db: Session, request: Request, key: str) -> Pressed:
    """The one door of all that is said by a link. Refused to an officer and in any but the first browser."""
    _require_group(request)
    answered_for()  # whoever holds the link speaks for its group
    found = notice_by_key(db, key)
    bazaar = lock_bazaar(db, found.bazaar_id)
    notice = notice_by_key(db, key, lock=True)
    attempt_within(db, f"notice/{notice.key}", most=MOST_PRESSES, per=timedelta(hours=1))
    if not notice.is_open_in(cookie(request, BROWSER)):
        raise Refused("notice_opened_elsewhere")
    return Pressed(bazaar, notice, Application.get(db, notice.application_id))


@router.post("/jawab")
@shows(PAGE)
def answer_notice(
    request: Request, form: Annotated[NoticeAnswer, Depends(posted(NoticeAnswer))], kunci: str = ""
) -> Response:
    """Yes, no, or that it was read. Behind a link no account stands, so a "no" waits."""

    def work(db: Session) -> str:
        here = pressed(db, request, kunci)
        if form.answer in (Answer.NO, BACK, NOT_READY):  # each is a letter to every chair
            attempt_within(db, f"notice-no/{here.application.key}", most=MOST_TURNS, per=timedelta(hours=1))
        return _answer(db, here.bazaar, here.notice, form.answer)

    words = write(work)
    return redirect(f"/kabar?kunci={kunci}", words=words)


def _answer(db: Session, bazaar: Bazaar, notice: Notice, answer: str) -> str:
    """Says it; the words that tell so."""
    if answer in (READY, NOT_READY):
        return _say_ready(db, bazaar, notice, answer)
    question = question_of(db, notice)
    if answer == BACK:
        take_back_by_link(db, bazaar, question)
        return "noted_taken_back"
    if offer := offer_of(db, question):
        answer_today(db, bazaar, offer, _yes_or_no(answer), by=Speaker(RepliedBy.LINK))
        refill(db, bazaar, bazaar.days.of(offer.slot_id))
        return "day_offer_yes" if answer == Answer.YES else "noted_no"
    application = Application.get(db, notice.application_id)
    if answer == KEEP:
        keep(db, bazaar, application, Speaker(RepliedBy.LINK))
        return "answer_keep"
    _require_answerable(db, bazaar, question, Answer(answer))
    over = say_by_link(db, bazaar, application, Answer(answer), question)
    if over:
        call_queue(db, bazaar)
    return {"read": "notice_read", "no": "noted_no"}.get(answer, "answer_yes_partly" if over else "answer_yes")


def _say_ready(db: Session, bazaar: Bazaar, notice: Notice, said: str) -> str:
    """For the day of which this news asks; Overtaken for any other news."""
    if notice.template != ASKS_READY:
        raise Overtaken("notice_over")
    slot = bazaar.days.of(notice.params["slot"])
    application = Application.get(db, notice.application_id)
    say_ready(db, bazaar, slot, application, said, by=Speaker(RepliedBy.LINK))
    refill(db, bazaar, slot)
    return "stands_by" if said == READY else "stands_down"


def _yes_or_no(answer: str) -> Answer:
    if answer not in (Answer.YES, Answer.NO):
        raise Overtaken("notice_over")
    return Answer(answer)


def _require_answerable(db: Session, bazaar: Bazaar, notice: Notice, answer: Answer) -> None:
    """Overtaken when this news asks nothing, or newer news has asked again; whether the group may still answer that
    is the offer's to say."""
    standing = standing_of_notice(db, bazaar, notice)
    if answer is Answer.READ:
        if standing.read or notice.asks:
            raise Overtaken("already_so" if standing.read else "notice_over")
    elif not notice.asks or not standing.newest:
        raise Overtaken("notice_over")
