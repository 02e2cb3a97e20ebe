"""A bazaar's report, as a page, a sheet and a PDF; and its pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.bazaar import Bazaar
from market.bazaars.planning.site import sites_of, venues
from market.bazaars.reporting.report_picture import (
    MOST_PICTURES,
    add_picture,
    drop_picture,
    pictures_of,
    require_room_for_picture,
    slots_and_pictures,
)
from market.bazaars.reporting.turnover import takes_turnover
from market.bazaars.reporting.visitors import counts_visitors
from market.bazaars.slot import Days, Slot, slots_of
from market.kernel import store
from market.kernel.db import read, write
from market.kernel.language import gettext as _
from market.kernel.language import shown_day
from market.kernel.refused import NotFound
from market.pages.networks import network_of_request
from market.pages.office.bazaars.own import context, own_bazaar
from market.pages.taken import Taken, attachment, exported
from market.pages.uploads import kept_picture, received
from market.people.office import Office
from market.reports.bazaar_report_files import (
    SOURCE,
    Paper,
    PaperPicture,
    paper_of,
    part_title,
    report_sheet,
    report_told,
)
from market.reports.bazaar_report_own import all_tables
from market.reports.bazaar_report_sources import report_sources
from market.reports.report_table import ReportTable
from market.reports.typeset import typeset
from market.web.apart import apart
from market.web.binding import bind
from market.web.forms import Form, Line, reads_itself
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavily, heavy, pages

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}")
PAGE = "/dinas/bazar/{slug}/laporan"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PictureForm(Form):
    alt: Annotated[Line, Field(min_length=5)]


@router.get("/laporan")
@heavy
def report(request: Request, slug: str) -> Response:
    """What the bazaar brought so far."""
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        slots, pictures = slots_and_pictures(db, bazaar.key)
        sources = report_sources(db, bazaar, slots) if bazaar.published_at and slots else None
        head = sources.office if sources else Office.get(db, bazaar.office_id)
        return page(
            request, "office/report.html",
            **context(db, bazaar, actor, "laporan", head=head,
                      tables=all_tables(sources) if sources else [],
                      over=bazaar.was_held(Days(bazaar, slots)),
                      takes_turnover=any(takes_turnover(bazaar, slot) for slot in slots),
                      counts_visitors=any(counts_visitors(bazaar, slot) for slot in slots),
                      pictures=pictures, most_pictures=MOST_PICTURES, part_title=part_title),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _File:
    """A report, which may go out."""

    taken: Taken
    paper: Paper
    tables: list[ReportTable]


def _exported(request: Request, slug: str, number: str) -> _File:
    with read() as db:
        bazaar, _actor = own_bazaar(db, request, slug)
        slots = slots_of(db, bazaar.key)
        if not bazaar.published_at or not slots:
            raise NotFound(slug)
        taken = exported(request, "applications", key=bazaar.key)
        tables = all_tables(report_sources(db, bazaar, slots))
        return _File(taken=taken, paper=_paper(db, bazaar, slots, number), tables=tables)


def _paper(db: Session, bazaar: Bazaar, slots: Sequence[Slot], number: str) -> Paper:
    office = Office.get(db, bazaar.office_id)
    where = "; ".join(each for each in venues(bazaar, sites_of(db, bazaar.key)) if each) or bazaar.city
    days = bazaar.days
    first, last = (shown_day(slot.day, weekday=False, year=True) for slot in (days.first, days.last))
    paper = paper_of(
        office,
        title=_("Laporan %(bazaar)s") % {"bazaar": bazaar.name},
        under=[where, first if first == last else f"{first} – {last}"],
        number=office.letter_number(number),
        place_and_day=f"{office.city or bazaar.city}, {shown_day(bazaar.today, weekday=False, year=True)}",
    )
    pictures = [PaperPicture(file=each.file, alt=each.alt) for each in pictures_of(db, bazaar.key)]
    return replace(paper, pictures=pictures)


@router.get("/laporan.xlsx")
async def sheet(request: Request, slug: str, nomor: str = "") -> Response:
    file = await heavily(lambda: _exported(request, slug, nomor))
    data = await apart(partial(report_sheet, file.paper, file.tables), who=network_of_request(request))
    return attachment(file.taken, data, SHEET, f"laporan-{slug}.xlsx")


@router.get("/laporan.pdf")
async def pdf(request: Request, slug: str, nomor: str = "") -> Response:
    file = await heavily(lambda: _exported(request, slug, nomor))
    told = await heavily(lambda: report_told(file.paper, file.tables))
    work = partial(typeset, SOURCE, told, str(store.folder()))
    return attachment(file.taken, await apart(work, who=network_of_request(request)), "application/pdf",
                      f"laporan-{slug}.pdf")  # fmt: skip


@router.post("/laporan/gambar")
@shows(PAGE)
@reads_itself
async def new_picture(request: Request, slug: str) -> Response:
    """A picture with its words; decoded and stripped before anything is written."""

    def may() -> None:
        with read() as db:
            require_room_for_picture(db, own_bazaar(db, request, slug)[0])

    form = bind(PictureForm, await received(request, may))
    name = await kept_picture(request)

    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        add_picture(db, bazaar, name, form.alt, actor)

    await pages(lambda: write(work))
    return redirect(f"/dinas/bazar/{slug}/laporan#gambar", words="saved")


@router.post("/laporan/gambar/{picture:number}/hapus")
@shows(PAGE)
def end_picture(request: Request, slug: str, picture: int) -> Response:
    write(lambda db: drop_picture(db, own_bazaar(db, request, slug, lock=True)[0], picture))
    return redirect(f"/dinas/bazar/{slug}/laporan#gambar", words="saved")
