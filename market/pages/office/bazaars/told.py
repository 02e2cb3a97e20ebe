"""Who was told what: the list from which groups without e-mail are told, and their answers written down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.asking_ready import slot_asked_about
from market.bazaars.allotting.objecting_time import OwnEnds, own_ends
from market.bazaars.allotting.waitlist import call_queue
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.notice import CarriedBy, bring_all, notices_of, the_notice
from market.bazaars.booking.reply import Answer, the_reply
from market.bazaars.booking.replying import hear, take_back_reply
from market.bazaars.booking.told import PER_PAGE, Narrowing, NewsCount, ToldGroup, news_of_bazaar, told_groups
from market.bazaars.registering.application import Application
from market.kernel.db import read, write
from market.kernel.refused import NotFound, Refused
from market.pages.notice_words import chat, link_of, news_words, notice_letter
from market.pages.office.bazaars.own import barred_groups, context, own_bazaar
from market.pages.taken import exported
from market.pages.watching import note_look
from market.people.access import Actor
from market.people.office import Office
from market.web.forms import Form, Key, posted
from market.web.page import page, redirect
from market.web.paging import Paging, asked_page
from market.web.qr import qr_svg
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/kabar")
PAGE = "/dinas/bazar/{slug}/kabar?kabar={kabar}&saring={saring}&halaman={halaman}"
NOTED = "noted"
NARROWED = (*Narrowing, "semua")
Sought = Annotated[str, Field(max_length=60)]


class OnTheList(Form):
    """Where on the list the officer is: the piece of news, the narrowing, the page, and the row she goes on at."""

    kabar: Sought = ""
    saring: Sought = ""
    halaman: Sought = ""
    lanjut: Sought = ""

    def address(self, slug: str) -> str:
        """The list as she left it, at the next row."""
        told = {"kabar": self.kabar, "saring": self.saring, "halaman": self.halaman}
        query = urlencode({name: value for name, value in told.items() if value})
        return f"/dinas/bazar/{slug}/kabar?{query}" + (f"#{self.lanjut}" if self.lanjut.isalnum() else "")


class TellForm(OnTheList):
    act: Literal["whatsapp", "paper", "phone", "take_back", "renew"]


class TickedForm(OnTheList):
    """Many notices brought in one way."""

    act: CarriedBy
    notices: Annotated[list[Key], Field(max_length=PER_PAGE)] = []


class HeardForm(OnTheList):
    answer: Literal["yes", "no"]


def _chosen(news: Sequence[NewsCount], asked: str, narrowed: str) -> NewsCount | None:
    """The news that was asked for, else the newest of which the list so narrowed shows somebody, else the newest. What
    was written down for a group on its own word comes last."""
    order = sorted(news, key=lambda each: (not each.shows(narrowed or Narrowing.BY_HAND), each.news == NOTED))
    return next((each for each in news if each.news == asked), None) or next(iter(order), None)


def _narrowed(asked: str, chosen: NewsCount | None) -> str:
    if asked in NARROWED:
        return asked
    return Narrowing.BY_HAND if chosen and chosen.by_hand else "semua"


@router.get("")
@heavy
def told(
    request: Request, slug: str, kabar: str = "", saring: str = "", halaman: str = "", semua: bool = False
) -> Response:
    """Every piece of news with true counts, and one of them group by group; with `semua` all of these ticked."""
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        note_look(request, "applications", bazaar.key)
        news = news_of_bazaar(db, bazaar.key)
        chosen, number = _chosen(news, kabar, saring), asked_page(halaman)
        narrowed = _narrowed(saring, chosen)
        rows = told_groups(db, bazaar.key, chosen.news, narrowed, skip=(number - 1) * PER_PAGE) if chosen else []
        query = (("kabar", chosen.news if chosen else ""), ("saring", narrowed))
        paging = Paging(request.url.path, number, len(rows) > PER_PAGE, query)
        barred = barred_groups(db, actor, [each.group for each in rows])
        ends = own_ends(db, bazaar, [each.notice for each in rows])
        return page(
            request, "office/told.html",
            **context(db, bazaar, actor, "kabar", news=news, chosen=chosen, narrowed=narrowed,
                      rows=[_shown(each, actor, barred, ends) for each in rows[:PER_PAGE]], paging=paging,
                      news_words=news_words, all_ticked=semua,
                      asks_ready_of=slot_asked_about(chosen.news) if chosen else None),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A line of the list, with a chat where there is a number; nothing that opens anything for who only looks.
    `barred`: the sentence why she hears no answer of it."""

    told: ToldGroup
    chat: str
    barred: str


def _shown(each: ToldGroup, actor: Actor, barred: dict[int, str], ends: OwnEnds) -> ShownRow:
    opens = bool(each.phone) and actor.may_ring
    ring = chat(each.notice, each.group, each.phone or "", ends.get(each.notice.key, {})) if opens else ""
    return ShownRow(told=each, chat=ring, barred=barred.get(each.group.key, ""))


def _act(request: Request, slug: str, place: OnTheList, verb: Callable[[Session, Bazaar, Actor], str]) -> Response:
    """One act on the list, after which it stands where it was."""

    def work(db: Session) -> str:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        return verb(db, bazaar, actor)

    return redirect(place.address(slug), words=write(work))


@router.post("/banyak")
@shows(PAGE)
def tick_many(request: Request, slug: str, form: Annotated[TickedForm, Depends(posted(TickedForm))]) -> Response:
    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> str:
        bring_all(db, notices_of(db, bazaar.key, form.notices), form.act, by=actor)
        return "noted"

    return _act(request, slug, form, verb)


@router.post("/{notice:number}")
@shows(PAGE)
def tell_one(
    request: Request, slug: str, notice: int, form: Annotated[TellForm, Depends(posted(TellForm))]
) -> Response:
    """Sent by hand, handed over, read out; or that was not so; or a new link."""

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> str:
        found = the_notice(db, bazaar.key, notice)
        if form.act == "renew":
            found.renew(bazaar, actor)
            return "link_renewed"
        if form.act == "take_back":
            found.take_back(by=actor)
        else:
            found.bring(CarriedBy(form.act), by=actor)
        return "noted"

    return _act(request, slug, form, verb)


@router.post("/{notice:number}/jawab")
@shows(PAGE)
def write_down(
    request: Request, slug: str, notice: int, form: Annotated[HeardForm, Depends(posted(HeardForm))]
) -> Response:
    """What a group said on the phone or in a chat, in one press."""

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> str:
        found = the_notice(db, bazaar.key, notice)
        over = hear(db, bazaar, Application.get(db, found.application_id), Answer(form.answer), by=actor)
        if over:
            call_queue(db, bazaar)
        return f"heard_{form.answer}{'_partly' if over else ''}"

    return _act(request, slug, form, verb)


@router.post("/jawaban/{reply:number}/batal")
@shows(PAGE)
def not_so(request: Request, slug: str, reply: int, form: Annotated[OnTheList, Depends(posted(OnTheList))]) -> Response:
    """A "no" that was written down wrongly, within its two hours."""

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> str:
        take_back_reply(db, bazaar, the_reply(db, bazaar.key, reply), by=actor)
        return "heard_taken_back"

    return _act(request, slug, form, verb)


@router.get("/cetak")
@heavy
def letters(request: Request, slug: str, kabar: str = "", saring: str = Narrowing.UNTOLD) -> Response:
    """A letter on paper for each group, with the code that opens it."""
    return _paper(request, slug, kabar, saring, "surat-kabar")


@router.get("/telepon")
@heavy
def phone_sheet(request: Request, slug: str, kabar: str = "", saring: str = Narrowing.UNTOLD) -> Response:
    """A sheet to read out by phone."""
    return _paper(request, slug, kabar, saring, "telepon")


def _paper(request: Request, slug: str, kabar: str, saring: str, paper: str) -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        if actor.reads_only:  # the letters hold links by which groups answer
            raise Refused("reads_only")
        exported(request, "applications", key=bazaar.key)
        chosen = next((each for each in news_of_bazaar(db, bazaar.key) if each.news == kabar), None)
        if chosen is None:
            raise NotFound(kabar)
        rows = told_groups(db, bazaar.key, chosen.news, saring if saring in NARROWED else "", most=1_000)
        head, ends = Office.get(db, bazaar.office_id), own_ends(db, bazaar, [each.notice for each in rows])
        return page(
            request, f"office/paper_{paper}.html",
            **context(db, bazaar, actor, "kabar", head=head, title=news_words(chosen.news),
                      rows=[_on_paper(each, ends, paper == "surat-kabar") for each in rows]),
        )  # fmt: skip


def _on_paper(each: ToldGroup, ends: OwnEnds, drawn: bool) -> dict[str, Any]:
    words = notice_letter(each.notice, each.group, ends.get(each.notice.key, {}))
    link = link_of(each.notice)
    return {
        "told": each, "subject": words.subject, "body": words.body, "link": link,
        "qr": qr_svg(link) if drawn else "",
    }  # fmt: skip
