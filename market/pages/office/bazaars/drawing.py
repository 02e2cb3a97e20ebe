"""The draw at the office: freezing the list, the number, a mistake in it, what groups object to."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.allotting.correcting import (
    answer_objection,
    ask_aside,
    ask_correction,
    ask_renamed,
    confirm_asked,
    drop_asked,
    enter_drawn,
)
from market.bazaars.allotting.draw_told import (
    tell_asked,
    tell_frozen,
    tell_number,
    tell_objection_answered,
    tell_stands,
)
from market.bazaars.allotting.freezing import freeze
from market.bazaars.allotting.objection import DrawEvent, the_objection
from market.bazaars.allotting.witnesses import Witnessed
from market.bazaars.bazaar import Bazaar
from market.bazaars.planning.named_draw import named_draw
from market.bazaars.planning.other_source import OtherSource
from market.bazaars.registering.application import Application, the_application
from market.kernel.db import write
from market.kernel.refused import Refused
from market.pages.office.bazaars import forms
from market.pages.office.bazaars.allotting import ALLOTTING, act
from market.pages.office.bazaars.own import may_send, own_bazaar
from market.pages.uploads import kept_picture, received
from market.people.access import Actor
from market.web.forms import Form, posted, reads_itself
from market.web.page import redirect
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}")


class SecondAnswer(Form):
    act: Literal["confirm", "drop"]
    answer: Annotated[str, Field(max_length=300)] = ""


def _back(slug: str, words: str) -> Response:
    return redirect(f"/dinas/bazar/{slug}/pembagian", words=words)


@router.post("/pembagian/bekukan")
@shows(ALLOTTING)
def freeze_list(request: Request, slug: str) -> Response:
    """Hashes all that the result depends on, and tells everybody on the list the hash."""

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        freeze(db, bazaar, by=actor)
        tell_frozen(db, bazaar)

    act(request, slug, verb)
    return _back(slug, "list_frozen")


@router.post("/pembagian/angka")
@shows(ALLOTTING)
def enter_number(
    request: Request, slug: str, form: Annotated[forms.DrawForm, Depends(posted(forms.DrawForm))]
) -> Response:
    """The number; that of a later moment than the first, or drawn late before witnesses, waits for a second officer."""
    words = "number_drawn"

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        nonlocal words
        number, there = form.number or "".join(form.digit), Witnessed(form.drawn_by, form.minutes)
        of = _moment(form.of)
        asked = enter_drawn(db, bazaar, number, of=of, missing=form.missing, witnessed=there, by=actor)
        if asked and asked.waits:
            words = "correction_asked"
            tell_asked(db, bazaar, asked, actor)
        else:
            tell_number(db, bazaar, asked)

    act(request, slug, verb)
    return _back(slug, words)


def _moment(typed: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(typed) if typed else None
    except ValueError:
        raise Refused("moment_unknown", field="of") from None
    if found and found.tzinfo is None:
        raise Refused("moment_unknown", field="of")
    return found


@router.post("/pembagian/angka/betulkan")
@shows(ALLOTTING)
def correct(
    request: Request, slug: str, form: Annotated[forms.CorrectionForm, Depends(posted(forms.CorrectionForm))]
) -> Response:
    """A number that was typed wrong: a second officer confirms it, then everybody reads both and has two days again."""
    asked = _ask(request, slug, lambda db, bazaar, actor: ask_correction(
        db, bazaar, form.number, form.reason, by=actor))  # fmt: skip
    return _back(slug, "correction_asked" if asked else "number_corrected")


def _ask(request: Request, slug: str, ask: Callable[[Session, Bazaar, Actor], DrawEvent]) -> bool:
    """Asks what takes two officers; whether it waits. Where there is no second one all are told at once."""
    waits = False

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        nonlocal waits
        asked = ask(db, bazaar, actor)
        waits = asked.waits
        if waits:
            tell_asked(db, bazaar, asked, actor)
        else:
            tell_stands(db, bazaar, asked)

    act(request, slug, verb)
    return waits


@router.post("/pembagian/pastikan/{event:number}")
@shows(ALLOTTING)
def answer_asked(
    request: Request, slug: str, event: int, form: Annotated[SecondAnswer, Depends(posted(SecondAnswer))]
) -> Response:
    """A second officer confirms what another one said of the draw, or anybody of the office says that it is not so."""

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        if form.act == "drop":
            drop_asked(db, bazaar, event, form.answer, by=actor)
        else:
            tell_stands(db, bazaar, confirm_asked(db, bazaar, event, by=actor))

    act(request, slug, verb)
    return _back(slug, "saved")


@router.post("/pembagian/sumber")
@shows(ALLOTTING)
def rename_source(
    request: Request, slug: str, form: Annotated[forms.SourceForm, Depends(posted(forms.SourceForm))]
) -> Response:
    """Another source, once none of the moments named has brought a number that counts: a second officer confirms it."""

    def ask(db: Session, bazaar: Bazaar, actor: Actor) -> DrawEvent:
        at = datetime.combine(form.draw_on, form.draw_time, bazaar.zone)
        other = OtherSource(
            source=form.source, address=form.source_link, reading=form.reading, digits=form.digits, at=at
        )
        return ask_renamed(db, bazaar, other, form.reason, by=actor)

    return _back(slug, "correction_asked" if _ask(request, slug, ask) else "saved")


@router.post("/pembagian/sisihkan")
@shows(ALLOTTING)
def set_group_aside(
    request: Request, slug: str, form: Annotated[forms.SetAsideForm, Depends(posted(forms.SetAsideForm))]
) -> Response:
    """A group found unfit after the freeze: not let in once a second officer confirms it; everybody reads why."""
    asked = _ask(request, slug, lambda db, bazaar, actor: ask_aside(
        db, bazaar, the_application(db, bazaar.key, form.group, lock=True), form.reason, by=actor))  # fmt: skip
    return _back(slug, "correction_asked" if asked else "saved")


@router.post("/pembagian/keberatan/{objection:number}")
@shows(ALLOTTING)
def answer_group(
    request: Request, slug: str, objection: int, form: Annotated[forms.ReplyForm, Depends(posted(forms.ReplyForm))]
) -> Response:
    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        found = the_objection(db, bazaar.key, objection)
        answer_objection(db, bazaar, found, form.answer, by=actor)
        tell_objection_answered(db, bazaar, Application.get(db, found.application_id or 0), found.key)

    act(request, slug, verb)
    return _back(slug, "saved")


@router.post("/pembagian/foto")
@shows(ALLOTTING)
@reads_itself
async def save_photo(request: Request, slug: str) -> Response:
    """The picture of a draw before witnesses, once; decoded and stripped before anything is written."""
    await received(request, lambda: may_send(request, slug))
    name = await kept_picture(request)

    def work(db: Session) -> None:
        bazaar, _actor = own_bazaar(db, request, slug, lock=True)
        named_draw(bazaar).show(bazaar, name)

    await pages(lambda: write(work))
    return _back(slug, "saved")
