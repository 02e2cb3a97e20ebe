"""The draw at the office: freezing the list, the number, a mistake in it, what groups object to."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.allotting.correcting import ask_correction, confirm_correction, drop_correction
from market.bazaars.allotting.draw import draw
from market.bazaars.allotting.draw_told import (
    tell_correction,
    tell_frozen,
    tell_number,
    tell_objection_answered,
    tell_renamed,
    tell_set_aside,
)
from market.bazaars.allotting.freezing import freeze
from market.bazaars.allotting.objection import rename, set_aside, the_objection, write_witnesses
from market.bazaars.bazaar import Bazaar
from market.bazaars.planning.named_draw import named_draw
from market.bazaars.registering.application import Application, the_application
from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.pages.office.bazaars import forms
from market.pages.office.bazaars.allotting import ALLOTTING, act
from market.pages.office.bazaars.own import own_bazaar
from market.pages.uploads import kept_picture, received
from market.people.access import Actor
from market.web.forms import Form, posted, reads_itself
from market.web.page import redirect
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}")


class CorrectionAnswer(Form):
    act: Literal["confirm", "drop"]
    answer: Annotated[str, Field(max_length=300)] = ""


def _back(slug: str, words: str) -> Response:
    return redirect(f"/dinas/bazar/{slug}/pembagian", words=words)


@router.post("/pembagian/bekukan")
@shows(ALLOTTING)
def freeze_list(request: Request, slug: str) -> Response:
    """Hashes all that the result depends on, and tells everybody on the list the hash."""

    def verb(db: Session, bazaar: Bazaar, _actor: Any) -> None:
        freeze(db, bazaar)
        tell_frozen(db, bazaar)

    act(request, slug, verb)
    return _back(slug, "list_frozen")


@router.post("/pembagian/angka")
@shows(ALLOTTING)
def enter_number(
    request: Request, slug: str, form: Annotated[forms.DrawForm, Depends(posted(forms.DrawForm))]
) -> Response:
    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        number = form.number or "".join(form.digit)
        if named_draw(bazaar).from_outside:
            draw(db, bazaar, number, by=actor.name, of=_moment(form.of), missing=form.missing)
        else:
            draw(db, bazaar, number, by=actor.name)
            present = _present(db, bazaar, form.drawn_by)
            write_witnesses(bazaar, present, form.minutes)
        tell_number(db, bazaar)

    act(request, slug, verb)
    return _back(slug, "number_drawn")


def _moment(typed: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(typed) if typed else None
    except ValueError:
        raise Refused("moment_unknown", field="of") from None
    if found and found.tzinfo is None:
        raise Refused("moment_unknown", field="of")
    return found


def _present(db: Session, bazaar: Bazaar, numbers: list[str]) -> list[Application]:
    found = {number: the_application(db, bazaar.key, number) for number in sorted(set(numbers))}
    return [found[number] for number in numbers]


@router.post("/pembagian/angka/betulkan")
@shows(ALLOTTING)
def correct(
    request: Request, slug: str, form: Annotated[forms.CorrectionForm, Depends(posted(forms.CorrectionForm))]
) -> Response:
    """A number that was typed wrong: a second officer confirms it, then everybody reads both and has two days again."""
    words = "number_corrected"

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        nonlocal words
        asked = ask_correction(db, bazaar, form.number, form.reason, by=actor)
        if asked.waits:
            words = "correction_asked"
            tell_correction(db, bazaar, asked, actor)
        else:
            tell_number(db, bazaar)

    act(request, slug, verb)
    return _back(slug, words)


@router.post("/pembagian/angka/betulkan/{correction:number}")
@shows(ALLOTTING)
def answer_correction(
    request: Request, slug: str, correction: int,
    form: Annotated[CorrectionAnswer, Depends(posted(CorrectionAnswer))],
) -> Response:  # fmt: skip
    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        if form.act == "drop":
            drop_correction(db, bazaar, correction, form.answer, by=actor)
            return
        confirm_correction(db, bazaar, correction, by=actor)
        tell_number(db, bazaar)

    act(request, slug, verb)
    return _back(slug, "saved" if form.act == "drop" else "number_corrected")


@router.post("/pembagian/sumber")
@shows(ALLOTTING)
def rename_source(
    request: Request, slug: str, form: Annotated[forms.SourceForm, Depends(posted(forms.SourceForm))]
) -> Response:
    """Another source, once none of the moments named has brought a number."""

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        rename(
            db, bazaar, source=form.source, address=form.source_link, reading=form.reading, digits=form.digits,
            at=datetime.combine(form.draw_on, form.draw_time, bazaar.zone), reason=form.reason, by=actor.name,
        )  # fmt: skip
        tell_renamed(db, bazaar, form.source, form.reason)

    act(request, slug, verb)
    return _back(slug, "saved")


@router.post("/pembagian/sisihkan")
@shows(ALLOTTING)
def set_group_aside(
    request: Request, slug: str, form: Annotated[forms.SetAsideForm, Depends(posted(forms.SetAsideForm))]
) -> Response:
    """A group found unfit after the freeze: not let in, with a reason everybody reads."""

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        application = the_application(db, bazaar.key, form.group, lock=True)
        set_aside(db, bazaar, application, form.reason, by=actor)
        tell_set_aside(db, bazaar, application, form.reason)

    act(request, slug, verb)
    return _back(slug, "saved")


@router.post("/pembagian/keberatan/{objection:number}")
@shows(ALLOTTING)
def answer_objection(
    request: Request, slug: str, objection: int, form: Annotated[forms.ReplyForm, Depends(posted(forms.ReplyForm))]
) -> Response:
    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        found = the_objection(db, bazaar.key, objection)
        found.reply(form.answer, by=actor)
        tell_objection_answered(db, bazaar, Application.get(db, found.application_id or 0), found.key)

    act(request, slug, verb)
    return _back(slug, "saved")


def _may(request: Request, slug: str) -> None:
    with read() as db:
        own_bazaar(db, request, slug)


@router.post("/pembagian/foto")
@shows(ALLOTTING)
@reads_itself
async def save_photo(request: Request, slug: str) -> Response:
    """The picture of a draw before witnesses, once; decoded and stripped before anything is written."""
    await received(request, lambda: _may(request, slug))
    name = await kept_picture(request)

    def work(db: Session) -> None:
        bazaar, _actor = own_bazaar(db, request, slug, lock=True)
        named_draw(bazaar).show(bazaar, name)

    await pages(lambda: write(work))
    return _back(slug, "saved")
