"""A weekly market in one form: from a day until another, the dates shown to leave out days off, then added at once."""

from datetime import date, time
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import Response

from market.bazaars.bazaar import MOST_SLOTS
from market.bazaars.planning.season import plan_season, weekly
from market.bazaars.slot import slots_of
from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.kernel.typed_day import typed_day
from market.pages.office.bazaars.forms import Clock
from market.pages.office.bazaars.own import context, own_bazaar
from market.web.forms import Day, Form, posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/musim")


class SeasonForm(Form):
    """`days` are those that were left ticked; `together`: the same groups on all of them."""

    days: Annotated[list[Day], Field(min_length=1, max_length=MOST_SLOTS)]
    starts: Clock = time(9)
    ends: Clock = time(21)
    together: bool = False


@router.get("")
def season(
    request: Request, slug: str, dari: str = "", sampai: str = "", mulai: str = "09:00", selesai: str = "21:00"
) -> Response:
    """The two days first, then every week between them to untick."""
    days, refused = list[date](), None
    if dari and sampai:
        try:
            days = weekly(typed_day(dari), typed_day(sampai))
        except Refused as refusal:
            refused = refusal
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        months: dict[str, list[date]] = {}
        for day in days:
            months.setdefault(f"{day:%Y-%m}", []).append(day)
        return page(
            request, "office/season.html",
            **context(db, bazaar, actor, "rencana", months=list(months.values()), count=len(days), refused=refused,
                      together=bazaar.season or not slots_of(db, bazaar.key), first=dari, last=sampai, starts=mulai,
                      ends=selesai),
        )  # fmt: skip


@router.post("")
@shows("/dinas/bazar/{slug}")
def add_season(request: Request, slug: str, form: Annotated[SeasonForm, Depends(posted(SeasonForm))]) -> Response:
    write(
        lambda db: plan_season(
            own_bazaar(db, request, slug, lock=True)[0], form.days, form.starts, form.ends, together=form.together
        )
    )
    return redirect(f"/dinas/bazar/{slug}", words="saved")
