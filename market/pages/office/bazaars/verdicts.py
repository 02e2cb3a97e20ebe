"""The word on registrations: on one, on all that are ticked, and back again."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.letter import GroupLetter, tell_groups
from market.bazaars.booking.overtaking import completed
from market.bazaars.registering.application import ApplicationState
from market.bazaars.registering.judging import Finding, Judged, Missed, judge_each, take_back, the_judging
from market.kernel.db import write
from market.kernel.refused import NotFound, Overtaken, Refused
from market.pages.office.bazaars import forms
from market.pages.office.bazaars.narrowed import Narrowed
from market.pages.office.bazaars.own import own_bazaar
from market.people.access import Actor
from market.people.act import note_each
from market.people.group import Group
from market.web.forms import posted
from market.web.page import redirect
from market.web.pressing import press_hash
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/pendaftaran")
LIST = "/dinas/bazar/{slug}/pendaftaran"
ONE = "/dinas/bazar/{slug}/pendaftaran/{number}"
AS_NARROWED = LIST + "?keadaan={keadaan}&soal={soal}&kelurahan={kelurahan}&kategori={kategori}&q={q}"
NO = {
    Missed.OWN: Refused("own_side"),
    Missed.GONE: Overtaken("state_moved"),
    Missed.JUDGED: Overtaken("shown_moved"),
    Missed.CHANGED: Overtaken("shown_moved"),
}


def _shown(request: Request, mark: str) -> str | None:
    """The mark of what was shown; None from a script, which has no page."""
    return mark if mark or press_hash(request) else None


@router.post("")
@shows(AS_NARROWED)
def judge_ticked(
    request: Request, slug: str, form: Annotated[forms.Verdicts, Depends(posted(forms.Verdicts))]
) -> Response:
    """One word on each ticked registration. Those that were judged or changed since the page was read are passed over,
    and the page says which and how."""
    split = (line.partition(":") for line in form.lines)
    ticked = {number: _shown(request, mark) for number, _, mark in split}

    def work(db: Session) -> int:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        if not ticked:
            raise Refused("nobody_ticked")
        finding = Finding(state=ApplicationState(form.verdict), by_id=actor.key, note=form.note)
        judged = judge_each(db, bazaar, ticked, finding)
        _tell_returned(db, bazaar, actor, judged)
        return judged.judging.key

    key = write(work)
    only = Narrowed(form.keadaan, form.soal, form.kelurahan, form.kategori, form.q)
    query = f"{only.query}&" if only.query else ""
    return redirect(f"/dinas/bazar/{slug}/pendaftaran?{query}putusan={key}")


@router.post("/{number}")
@shows(ONE)
def judge_one(
    request: Request, slug: str, number: str, form: Annotated[forms.Verdict, Depends(posted(forms.Verdict))]
) -> Response:
    """Eligible, complete this, or not eligible; the group learns only of what it must complete."""

    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        finding = Finding(state=ApplicationState(form.verdict), by_id=actor.key, note=form.note, reserved=form.reserved)
        judged = judge_each(db, bazaar, {number: _shown(request, form.mark)}, finding)
        _require_counted(judged.missed, judged, number)
        _tell_returned(db, bazaar, actor, judged)

    write(work)
    back = f"?keadaan={form.keadaan}" if form.keadaan in list(ApplicationState) else f"#{number}"
    return redirect(f"/dinas/bazar/{slug}/pendaftaran{back}", words="judged")


def _require_counted(missed: Mapping[str, Missed], judged: Judged, number: str) -> None:
    if number in missed:
        raise NO[missed[number]]
    if not judged.counted:
        raise NotFound(number)


def _tell_returned(db: Session, bazaar: Bazaar, actor: Actor, judged: Judged) -> None:
    """A group that is to complete its registration hears of it at once, and of nothing else; one that was judged
    otherwise since need not."""
    if judged.judging.verdict is not ApplicationState.RETURNED or not judged.counted:
        completed(db, judged.counted)
        return
    keys = [each.group_id for each in judged.counted]
    groups = Group.by_keys(db, keys)
    note_each(db, actor, "application_returned", keys, bazaar=bazaar.name)
    letters = [
        GroupLetter(application=each, group=groups[each.group_id], template="bazaar_returned")
        for each in judged.counted
    ]
    tell_groups(db, bazaar, letters, f"returned/{judged.judging.key}")


@router.post("/putusan/{judging:number}/batal")
@shows(LIST)
def take_verdicts_back(request: Request, slug: str, judging: int) -> Response:
    """What one press said is said no more, wherever nothing was said or changed since."""

    def work(db: Session) -> int:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        was = the_judging(db, bazaar, judging).verdict
        judged = take_back(db, bazaar, judging, by=actor)
        if was is ApplicationState.RETURNED and judged.counted:
            note_each(
                db, actor, "application_return_taken_back", [each.group_id for each in judged.counted],
                bazaar=bazaar.name,
            )  # fmt: skip
            completed(db, judged.counted)
        return judged.judging.key

    key = write(work)
    return redirect(f"/dinas/bazar/{slug}/pendaftaran?putusan={key}", words="judging_taken_back")
