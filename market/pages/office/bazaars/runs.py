"""Runs of an allocation: begun, stopped, compared side by side."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from market.bazaars.allotting.compare import compare
from market.bazaars.allotting.plan import plans_of, start_run, the_plan
from market.bazaars.registering.application import applications_of
from market.kernel.db import read
from market.kernel.refused import NotFound
from market.pages.office.bazaars import forms
from market.pages.office.bazaars.allotting import ALLOTTING, act
from market.pages.office.bazaars.own import context, own_bazaar
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}")


@router.get("/pembagian/banding")
@heavy
def side_by_side(request: Request, slug: str, versi: str = "", dengan: str = "") -> Response:
    """Two runs beside each other: figures, and who stands differently."""
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        done = [plan for plan in plans_of(db, bazaar.key) if plan.result]
        if len(done) < 2:
            raise NotFound("two runs")
        after = next((plan for plan in done if str(plan.version) == versi), done[0])
        before = next((plan for plan in done if str(plan.version) == dengan), done[1])
        names = {application.number: group.name for application, group in applications_of(db, bazaar.key)}
        return page(
            request, "office/side_by_side.html",
            **context(db, bazaar, actor, "pembagian", plans=done, before=before, after=after, names=names,
                      sides=compare(before, after)),
        )  # fmt: skip


@router.post("/pembagian/hitung")
@shows(ALLOTTING)
def run(request: Request, slug: str, form: Annotated[forms.ReasonForm, Depends(posted(forms.ReasonForm))]) -> Response:
    act(request, slug, lambda db, bazaar, actor: start_run(db, bazaar, by=actor, reason=form.reason))
    return redirect(f"/dinas/bazar/{slug}/pembagian", words="run_started")


@router.post("/pembagian/hitung/{version:number}/batal")
@shows(ALLOTTING)
def stop_run(request: Request, slug: str, version: int) -> Response:
    act(request, slug, lambda db, bazaar, actor: the_plan(db, bazaar.key, version).cancel(actor))
    return redirect(f"/dinas/bazar/{slug}/pembagian", words="run_cancelled")
