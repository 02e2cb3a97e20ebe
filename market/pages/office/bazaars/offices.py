"""Which offices work on a bazaar: the holder asks another, whose officer says yes or no."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.bazaar import Bazaar
from market.bazaars.telling_offices import tell_offices
from market.bazaars.whose import InvitedOffice, OfficeQuestion, invite_office, invited_offices, questions_to
from market.kernel.db import read, write
from market.kernel.refused import NotFound
from market.pages.office.bazaars.own import context, held_bazaar, own_bazaar
from market.pages.visitor import officer_places
from market.people.access import Actor
from market.people.office import offices_around
from market.people.place import place_name
from market.web.forms import Form, Key, posted
from market.web.page import page, redirect
from market.web.refusals import shows


class OfficeForm(Form):
    """Which office is asked."""

    office: Key


class OfficeAnswer(Form):
    answer: Literal["yes", "no"]


router = APIRouter(include_in_schema=False, prefix="/dinas")
PAGE = "/dinas/bazar/{slug}/kantor"


@router.get("/bazar/{slug}/kantor")
def offices_page(request: Request, slug: str) -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        beside = invited_offices(db, bazaar)
        there = {bazaar.office_id, *(each.office.key for each in beside)}
        others = [
            (each.key, f"{each.name}, {place_name(each.place)}")
            for each in offices_around(db, bazaar.village)
            if each.key not in there
        ]
        return page(
            request, "office/bazaar_offices.html",
            **context(db, bazaar, actor, "kantor", beside=beside, others=others, place_name=place_name,
                      hers={each.office_id for each in officer_places(db, request)[1]}),
        )  # fmt: skip


@router.post("/bazar/{slug}/kantor")
@shows(PAGE)
def ask(request: Request, slug: str, form: Annotated[OfficeForm, Depends(posted(OfficeForm))]) -> Response:
    """Asks another office to work on this bazaar; nothing follows before one of its officers says yes."""

    def work(db: Session) -> None:
        bazaar, actor = held_bazaar(db, request, slug)
        offices = {each.key: each for each in offices_around(db, bazaar.village)}
        if form.office not in offices:
            raise NotFound(f"office {form.office}")
        asked = invite_office(bazaar, offices[form.office], actor)
        tell_offices(bazaar, asked, "asked")

    write(work)
    return redirect(f"/dinas/bazar/{slug}/kantor", words="office_invited")


@router.post("/bazar/{slug}/kantor/{invited:number}/selesai")
@shows(PAGE)
def end(request: Request, slug: str, invited: int) -> Response:
    """The holder asks an office to stop, or that office goes: from now on it finds nothing there."""

    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        found = _of_bazaar(db, bazaar, invited)
        if actor.invited and found.office_id not in {each.office_id for each in officer_places(db, request)[1]}:
            raise NotFound(f"invited office {invited}")
        found.end(actor)
        tell_offices(bazaar, found, "ended")

    write(work)
    return redirect("/dinas/bazar", words="saved")


def _of_bazaar(db: Session, bazaar: Bazaar, key: int) -> InvitedOffice:
    found = next((each.asked for each in invited_offices(db, bazaar) if each.asked.key == key), None)
    if found is None:
        raise NotFound(f"invited office {key}")
    return found


@router.post("/kantor/bazar/{invited:number}")
@shows("/dinas/bazar")
def answer(request: Request, invited: int, form: Annotated[OfficeAnswer, Depends(posted(OfficeAnswer))]) -> Response:
    """The yes or no of an officer who was asked; superiors answer nothing."""

    def work(db: Session) -> None:
        actor, question = _question_to_her(db, request, invited)
        if form.answer == "yes":
            question.asked.agree(actor)
        else:
            question.asked.end(actor)
        tell_offices(question.bazaar, question.asked, "agreed" if form.answer == "yes" else "declined")

    write(work)
    return redirect("/dinas/bazar", words="saved")


def _question_to_her(db: Session, request: Request, key: int) -> tuple[Actor, OfficeQuestion]:
    """What one of her offices is asked; NotFound for every other office."""
    actor, offices = officer_places(db, request)
    question = next((each for each in questions_to(db, offices) if each.asked.key == key), None)
    if question is None:
        raise NotFound(f"invited office {key}")
    return actor, question
