"""The money book: a group's statement of a month, as a page, a sheet and a PDF."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from market.kernel.clock import today
from market.kernel.db import read
from market.kernel.language import gettext as _
from market.kernel.language import shown_month
from market.kernel.typed_day import typed_month
from market.orders.books.takings import Takings, takings_of
from market.pages.at_group import Shows, group_seen
from market.pages.money_words import known_word, unseen_words
from market.pages.networks import network_of_request
from market.pages.taken import Taken, attachment, exported
from market.payments.ledger import Statement, statement
from market.payments.recap import month_after, month_before
from market.payments.second_look import unseen_in
from market.people.access import Actor, Do
from market.people.group import Group
from market.reports.statement_files import SOURCE, Told, statement_sheet, statement_told, told
from market.reports.typeset import typeset
from market.till.closing import SignedDay, closed_days
from market.web.apart import apart
from market.web.page import page
from market.web.slow import heavily, heavy

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/uang")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/buku")
@heavy
def book(request: Request, group: str, bulan: str = "") -> Response:
    asked = _read(request, group, bulan, Shows.BOOK, Do.BOOK)
    here, month = asked.group, asked.month
    return page(
        request,
        "workspace/book.html",
        group=here,
        actor=asked.actor,
        tab="money",
        month=month,
        before=month_before(month),
        after=month_after(month) if month_after(month) <= today(here.zone) else None,
        shown=_told(asked),
        statement=asked.statement,
        takings=asked.takings,
        closed=asked.closed,
        unseen=asked.unseen,
        known_word=known_word,
    )


@router.get("/buku.xlsx")
async def sheet(request: Request, group: str, bulan: str = "") -> Response:
    file = await heavily(lambda: _exported(request, group, bulan))
    data = await apart(partial(statement_sheet, file.told), who=network_of_request(request))
    return attachment(file.taken, data, SHEET, file.name + ".xlsx")


@router.get("/buku.pdf")
async def pdf(request: Request, group: str, bulan: str = "") -> Response:
    file = await heavily(lambda: _exported(request, group, bulan))
    shown = await heavily(lambda: statement_told(file.told))
    data = await apart(partial(typeset, SOURCE, shown), who=network_of_request(request))
    return attachment(file.taken, data, "application/pdf", file.name + ".pdf")


@dataclass(frozen=True, slots=True)
class _File:
    """A month in words, which may go out, and what its file is called."""

    taken: Taken
    told: Told
    name: str


def _exported(request: Request, group: str, bulan: str) -> _File:
    asked = _read(request, group, bulan, Shows.NOTHING, Do.EXPORT)
    taken = exported(request, "book", group_id=asked.group.key)
    return _File(
        taken,
        _marked(asked),
        f"buku-{asked.group.slug}-{asked.month:%Y-%m}",
    )


@dataclass(frozen=True, slots=True)
class _Book:
    """A group's month, and who reads it; `unseen`: what nobody else saw, in words."""

    group: Group
    actor: Actor
    month: date
    statement: Statement
    takings: Takings
    closed: list[SignedDay]
    unseen: str


def _told(asked: _Book) -> Told:
    return told(asked.group, shown_month(asked.month), asked.statement, asked.takings, known_word)


def _marked(asked: _Book) -> Told:
    """The same for a file, which others read: beside its month stands what nobody else saw."""
    made = _told(asked)
    if not asked.unseen:
        return made
    unseen = _("Dicatat %(amount)s yang belum dilihat orang kedua.") % {"amount": asked.unseen}
    return replace(made, under=f"{made.under}. {unseen}")


def _read(request: Request, group: str, bulan: str, shows: Shows, do: Do) -> _Book:
    with read() as db:
        here, actor = group_seen(db, request, group, shows, do)
        month = typed_month(bulan) if bulan else today(here.zone).replace(day=1)
        start, end = (datetime(day.year, day.month, 1, tzinfo=here.zone) for day in (month, month_after(month)))
        made, [sold] = statement(db, here.key, start, end), takings_of(db, here, [month])
        closed = closed_days(db, here.key, month, month_after(month) - timedelta(days=1))
        unseen = unseen_words(unseen_in(db, here, month, month_after(month)))
        return _Book(here, actor, month, statement=made, takings=sold, closed=closed, unseen=unseen)
