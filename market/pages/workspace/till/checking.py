"""What must be looked at: sales and the book that do not agree, what was set apart, gaps; and what the chair allows."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.till_words import doubt_sentence
from market.pages.workspace.till.forms import LookedForm, RulesForm
from market.people.access import Do, Role
from market.till.applying import apply_now
from market.till.envelope import the_envelope
from market.till.reading import MOST_APART, apart_of, shown_tills
from market.till.rules import rules_of, set_rules
from market.till.task import MOST, open_tasks, the_task
from market.till.till import the_till
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/kasir")
PAGE = "/lapak/{group}/kasir/periksa"
Looked = Annotated[LookedForm, Depends(posted(LookedForm))]


@router.get("/periksa")
def checks(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING, Do.CASH)
        tasks = open_tasks(db, here.key)
        return page(
            request, "workspace/till_checks.html", group=here, actor=actor, tab="till", tasks=tasks,
            sentences={each.key: doubt_sentence(each.code, each.facts) for each in tasks},
            apart=apart_of(db, here.key), tills=shown_tills(db, here.key), rules=rules_of(db, here.key),
            chair=Role.CHAIR in actor.roles, most=MOST, most_apart=MOST_APART,
        )  # fmt: skip


@router.post("/periksa/{task:number}")
@shows(PAGE)
def looked(request: Request, group: str, task: int, form: Looked) -> Response:
    """Somebody says what was done about it."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.CASH)
        the_task(db, here.key, task).finish(actor, form.reason)

    write(work)
    return redirect(f"/lapak/{group}/kasir/periksa", words="till_looked")


@router.post("/amplop/{envelope:number}/ambil")
@shows(PAGE)
def take(request: Request, group: str, envelope: int) -> Response:
    """The chair takes what was set apart: it is applied as any other."""

    def work(db: Session) -> int:
        here, actor = group_here(db, request, group, Do.DRAWER)
        here.require_open()
        found = the_envelope(db, here.key, envelope)
        found.take(actor)
        return found.key

    apply_now(write(work))
    return redirect(f"/lapak/{group}/kasir/periksa", words="till_taken")


@router.post("/amplop/{envelope:number}/buang")
@shows(PAGE)
def drop(request: Request, group: str, envelope: int, form: Looked) -> Response:
    """The chair leaves it out, and says why."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.DRAWER)
        the_envelope(db, here.key, envelope).drop(actor, form.reason)

    write(work)
    return redirect(f"/lapak/{group}/kasir/periksa", words="till_dropped")


@router.post("/alat/{till:number}/akhiri")
@shows(PAGE)
def end(request: Request, group: str, till: int) -> Response:
    """A phone is lost, or sells no more."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.CASH)
        the_till(db, here.key, till).end(actor)

    write(work)
    return redirect(f"/lapak/{group}/kasir/periksa", words="till_ended")


@router.post("/aturan")
@shows(PAGE)
def rule(request: Request, group: str, form: Annotated[RulesForm, Depends(posted(RulesForm))]) -> Response:
    """The chair says how much may be taken off, and whether goods leave on credit."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.DRAWER)
        set_rules(db, here.key, discount_percent=form.discount_percent, bon=form.bon, by=actor)

    write(work)
    return redirect(f"/lapak/{group}/kasir/periksa", words="till_ruled", n=form.discount_percent)
