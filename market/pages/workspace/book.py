"""The money book: a group's statement of a month, as a page, a sheet and a PDF."""

from datetime import date, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from market.kernel.clock import today
from market.kernel.db import read
from market.kernel.language import shown_month
from market.kernel.refused import Refused
from market.pages.visitor import group_here
from market.payments.ledger import Statement, statement
from market.payments.recap import month_after, month_before
from market.people.access import Actor, Do
from market.people.group import Group
from market.reports.statement_files import statement_pdf, statement_sheet, told
from market.web.page import page

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/uang")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/buku")
def book(request: Request, group: str, bulan: str = "") -> Response:
    here, actor, month, made = _read(request, group, bulan, Do.MONEY)
    return page(
        request,
        "workspace/book.html",
        group=here,
        actor=actor,
        tab="money",
        month=month,
        before=month_before(month),
        after=month_after(month) if month_after(month) <= today(here.zone) else None,
        shown=told(here, shown_month(month), made),
        statement=made,
    )


@router.get("/buku.xlsx")
def sheet(request: Request, group: str, bulan: str = "") -> Response:
    here, _actor, month, made = _read(request, group, bulan, Do.EXPORT)
    return _file(statement_sheet(told(here, shown_month(month), made)), SHEET, here, month, "xlsx")


@router.get("/buku.pdf")
def pdf(request: Request, group: str, bulan: str = "") -> Response:
    here, _actor, month, made = _read(request, group, bulan, Do.EXPORT)
    return _file(statement_pdf(told(here, shown_month(month), made)), "application/pdf", here, month, "pdf")


def _read(request: Request, group: str, bulan: str, do: Do) -> tuple[Group, Actor, date, Statement]:
    with read() as db:
        here, actor = group_here(db, request, group, do)
        month = month_of(bulan) if bulan else today(here.zone).replace(day=1)
        start, end = (datetime(day.year, day.month, 1, tzinfo=here.zone) for day in (month, month_after(month)))
        return here, actor, month, statement(db, here.key, start, end)


def month_of(typed: str) -> date:
    """From `2026-11`. Refused when it is no month from 2000 to 2999."""
    try:
        found = datetime.strptime(typed, "%Y-%m").date()
    except ValueError:
        raise Refused("month_unclear") from None
    if not 2000 <= found.year < 3000:
        raise Refused("month_unclear")
    return found


def _file(data: bytes, kind: str, group: Group, month: date, ending: str) -> Response:
    name = f"buku-{group.slug}-{month:%Y-%m}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(data, media_type=kind, headers=headers)
