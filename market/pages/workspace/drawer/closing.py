"""Closing a selling day: the drawer in the morning, what goes in and out, the page that is signed, and who confirms."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.typed_day import typed_day
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.money_words import unseen_words
from market.pages.workspace.drawer import forms
from market.payments.second_look import unseen_in
from market.people.access import Actor, Do
from market.people.group import Group
from market.till.closing import (
    close_day,
    confirm_closing,
    day_page,
    day_to_close,
    move_cash,
    open_days,
    refusal_to_second,
    set_float,
)
from market.till.day import Closing
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows

PAGE = "/lapak/{group}/kasir/tutup"
router = APIRouter(include_in_schema=False, prefix=PAGE)


@router.get("")
def closing(request: Request, group: str, hari: str = "") -> Response:
    """A day as it stands, or as it was signed; by default the one to close next."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.BOOK, Do.BOOK)
        waiting = open_days(db, here.key)
        day = typed_day(hari) if hari else day_to_close(waiting, here.today)
        return page(
            request, "workspace/closing.html", actor=actor, tab="money", **_shown(db, here, day, actor), waiting=waiting
        )


def _shown(db: Session, here: Group, day: date, actor: Actor) -> dict[str, Any]:
    shown = day_page(db, here.key, day)
    seconds = shown.closing is not None and _may_second(db, here, shown.closing, actor)
    of_day = {"shown": shown, "day": day, "is_today": day == here.today, "seconds": seconds}
    unseen = unseen_words(unseen_in(db, here, day, day + timedelta(days=1)))
    return {"group": here, "unseen": unseen, **of_day}


def _may_second(db: Session, here: Group, closing: Closing, actor: Actor) -> bool:
    """Whether a signed day waits for a second person, and who reads may be she, or is asked first who she is."""
    if closing.confirmed_at is not None or not actor.offered(Do.DRAWER):
        return False
    return actor.person_id is None or refusal_to_second(db, here.key, closing, actor) is None


@router.post("/awal")
@shows(PAGE)
def begin(request: Request, group: str, form: Annotated[forms.FloatForm, Depends(posted(forms.FloatForm))]) -> Response:
    """What lies in the drawer in the morning."""

    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, Do.CASH)
        set_float(db, here, form.float_amount, actor)
        return f"{here.today}"

    return redirect(f"/lapak/{group}/kasir/tutup?hari={write(work)}", words="float_set", n=form.float_amount)


@router.post("/laci")
@shows(PAGE)
def moved(request: Request, group: str, form: Annotated[forms.MovedForm, Depends(posted(forms.MovedForm))]) -> Response:
    """Money put into the drawer of today, or taken out."""

    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, Do.DRAWER)
        move_cash(db, here, form.amount if form.way == "in" else -form.amount, form.why, actor)
        return f"{here.today}"

    done = "cash_in" if form.way == "in" else "cash_out"
    return redirect(f"/lapak/{group}/kasir/tutup?hari={write(work)}", words=done, n=form.amount)


@router.post("")
@shows(PAGE + "?hari={day}")
def sign(request: Request, group: str, form: Annotated[forms.CloseForm, Depends(posted(forms.CloseForm))]) -> Response:
    """The page is signed as it was shown, for good."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.DRAWER)
        close_day(db, here, form.day, form.mark, form.counted, reason=form.reason, sure=form.sure is not None, by=actor)

    write(work)
    return redirect(f"/lapak/{group}/kasir/tutup?hari={form.day}", words="till_signed")


@router.post("/benar")
@shows(PAGE + "?hari={day}")
def confirm(request: Request, group: str, form: Annotated[forms.DayForm, Depends(posted(forms.DayForm))]) -> Response:
    """A second person says the same."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.DRAWER)
        confirm_closing(db, here, form.day, actor)

    write(work)
    return redirect(f"/lapak/{group}/kasir/tutup?hari={form.day}", words="saved")
