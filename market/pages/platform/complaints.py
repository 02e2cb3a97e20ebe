"""Complaints that reached somebody outside the bazaar's office: an admin, a superior, an officer of a wider place."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.complaints.complaint import Outcome, the_complaint
from market.bazaars.complaints.keeping import note_reading, readings_of
from market.bazaars.complaints.received import bazaar_of_complaint, complaints_to, the_received
from market.kernel.db import read, write
from market.kernel.language import gettext as _
from market.kernel.later import later
from market.kernel.refused import NeedsSecondStep
from market.pages.complaint_words import OUTCOMES, STATES
from market.pages.visitor import require
from market.people.access import Actor
from market.web.forms import Form, posted
from market.web.page import page, redirect
from market.web.refusals import shows

PAGE = "/aduan-masuk"
router = APIRouter(include_in_schema=False, prefix=PAGE)


class ComplaintAnswer(Form):
    act: Literal["look", "close"]
    outcome: Outcome | None = None
    answer: Annotated[str, Field(max_length=2000)] = ""


def _reader(request: Request) -> Actor:
    actor = require(request)
    if actor.needs_second:
        raise NeedsSecondStep
    return actor


@router.get("")
def received(request: Request) -> Response:
    actor = _reader(request)
    with read() as db:
        return page(
            request, "office/complaints.html", actor=actor, tab="admin" if actor.admin else "office",
            complaints=complaints_to(db, actor), states=STATES,
        )  # fmt: skip


@router.get("/{number}")
def one(request: Request, number: str) -> Response:
    """Its words; that she read them is written down."""
    actor = _reader(request)
    with read() as db:
        found = the_received(db, number[:12], actor)
        key, day = found.complaint.key, found.bazaar.today
        later(("complaint", key, actor.own_id, day), lambda db: note_reading(db, key, day, actor))
        return page(
            request, "office/complaint.html", actor=actor, tab="admin" if actor.admin else "office",
            one=found.complaint, bazaar=found.bazaar, readings=readings_of(db, key), states=STATES, outcomes=OUTCOMES,
            outcome_words=[("", _("Pilih")), *((key, word()) for key, word in OUTCOMES.items())],
        )  # fmt: skip


@router.post("/{number}")
@shows(PAGE + "/{number}")
def answer(
    request: Request, number: str, form: Annotated[ComplaintAnswer, Depends(posted(ComplaintAnswer))]
) -> Response:
    """Somebody looks into it, or closes it with what was found."""
    actor = _reader(request)

    def work(db: Session) -> None:
        complaint = the_complaint(db, number[:12])
        bazaar = bazaar_of_complaint(db, complaint, actor)
        actor.refuse_while_resting()
        if form.act == "look":
            complaint.look_at(bazaar, by=actor)
        else:
            complaint.close(bazaar, form.outcome, form.answer, by=actor)

    write(work)
    return redirect(f"{PAGE}/{number}", words="saved")
