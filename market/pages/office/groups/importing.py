"""Groups from an officer's spreadsheet: a preview of every row first, then the writing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from urllib.parse import quote

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write_parts
from market.kernel.settings import settings
from market.messages.channels import wa_link
from market.pages.taken import ANYBODYS, attachment
from market.pages.uploads import SentSheet, mends, received, sent_sheet
from market.pages.visitor import officer_places
from market.people.access import Actor
from market.people.founding.importing import Imported, Row, groups_sheet, import_rows, mark_known, rows_of
from market.people.helpers import Officer
from market.web.forms import reads_itself
from market.web.page import page
from market.web.pressing import lead_again
from market.web.slow import heavily

router = APIRouter(include_in_schema=False, prefix="/dinas")


@router.get("/kelompok/impor")
def import_page(request: Request) -> Response:
    with read() as db:
        actor, places = officer_places(db, request)
    return page(request, "office/import.html", actor=actor, tab="groups", rows=None, made=None, data="", places=places)


@router.get("/kelompok/impor/contoh")
def import_example(request: Request) -> Response:
    with read() as db:
        officer_places(db, request)
    row = "Tunas Bahari;kelompok;Meike Lumintang;0812-3456-7890;Girian Bawah, Girian, Bitung"
    text = f"nama;jenis;ketua;hp;kelurahan\n{row}\n"
    return attachment(ANYBODYS, text.encode("utf-8-sig"), "text/csv; charset=utf-8", "contoh-kelompok.csv")


@router.post("/kelompok/impor")
@reads_itself
async def import_groups(request: Request) -> Response:
    """First a preview with each row's effect; with `write` what the preview showed is written."""
    values = await received(request, lambda: _office(request))
    sent = await sent_sheet(request, values)
    work = _imported if sent.writes else _previewed
    return await heavily(lambda: work(request, sent))


def _office(request: Request) -> tuple[Actor, list[Officer]]:
    with read() as db:
        return officer_places(db, request)


def _previewed(request: Request, sent: SentSheet) -> Response:
    with read() as db:
        actor, places = officer_places(db, request)
        sheet = groups_sheet(sent.cells)
        rows = rows_of(sheet, _common(places))
        mark_known(db, rows)
    data = json.dumps(sent.cells, ensure_ascii=False)
    return page(
        request, "office/import.html", actor=actor, tab="groups", rows=rows, sheet=sheet, made=None, data=data,
        places=places, misnamed=sent.misnamed, mends=mends(rows),
    )  # fmt: skip


def _imported(request: Request, sent: SentSheet) -> Response:
    """Reads every row first, then writes in parts: the same file sent again goes on where it stopped. Then shows the
    page of WhatsApp links."""
    _actor, places = _office(request)
    rows = rows_of(groups_sheet(sent.cells), _common(places))

    def work(db: Session, part: Sequence[Row]) -> list[_Made]:
        actor, _places = officer_places(db, request)
        return [_made(each) for each in import_rows(db, part, by=actor)]

    made = list(chain.from_iterable(write_parts(rows, work)))
    actor, places = _office(request)
    lead_again(request, "/dinas/kelompok", "links_shown_once")
    return page(request, "office/import.html", actor=actor, tab="groups", rows=None, made=made, data="", places=places)


@dataclass(frozen=True, slots=True)
class _Made:
    """A group that was written, with what makes the link that its chair is sent, where she has a phone."""

    name: str
    slug: str
    chair: str
    phone: str | None
    token: str

    @property
    def link(self) -> str:
        return claim_link(self.name, self.chair, self.phone, self.token) if self.phone else ""


def _made(each: Imported) -> _Made:
    group, row = each.group, each.row
    return _Made(name=group.name, slug=group.slug, chair=row.chair, phone=row.phone, token=each.token)


def _common(places: list[Officer]) -> str:
    return places[0].place


def claim_link(group: str, chair: str, phone: str, token: str) -> str:
    from market.kernel.language import gettext as _

    text = _(
        "Halo %(chair)s, lapak %(group)s di Dermaga sudah disiapkan dinas. Buka tautan ini untuk mengambilnya: %(link)s"
    )
    link = f"{settings().base_url}/klaim/{quote(token)}"
    return wa_link(phone, text % {"chair": chair, "group": group, "link": link})
