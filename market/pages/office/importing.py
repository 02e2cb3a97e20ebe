"""Groups from an officer's spreadsheet: a preview of every row first, then the writing."""

import json
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.settings import settings
from market.messages.channels import wa_link
from market.pages.uploads import received, sheet_cells
from market.pages.visitor import officer_places
from market.people.access import Actor
from market.people.importing import Row, import_rows, mark_known, rows_of
from market.web.page import page
from market.web.slow import heavily, pages

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
    headers = {"Content-Disposition": 'attachment; filename="contoh-kelompok.csv"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/kelompok/impor")
async def import_groups(request: Request) -> Response:
    """First a preview with each row's effect; with `write` what the preview showed is written."""
    values = await received(request, lambda: _office(request))
    actor, places = await pages(lambda: _office(request))
    cells = await sheet_cells(request, values)
    rows = await heavily(lambda: rows_of(cells, _common(places)))
    if values.get("write") != ["1"]:
        await pages(lambda: _mark(rows))
        return page(
            request, "office/import.html", actor=actor, tab="groups", rows=rows, made=None,
            data=_packed(cells), places=places,
        )  # fmt: skip
    made = await pages(lambda: write(lambda db: _write(db, rows, actor)))
    return page(request, "office/import.html", actor=actor, tab="groups", rows=None, made=made, data="", places=places)


def _office(request: Request) -> tuple[Actor, list[tuple[str, str]]]:
    with read() as db:
        return officer_places(db, request)


def _common(places: list[tuple[str, str]]) -> str:
    return places[0][0]


def _packed(cells: list[list[str]]) -> str:
    return json.dumps(cells, ensure_ascii=False)


def _mark(rows: list[Row]) -> None:
    with read() as db:
        mark_known(db, rows)


def _write(db: Session, rows: list[Row], actor: Actor) -> list[dict[str, Any]]:
    """Plain values for the page: each new group with the WhatsApp link that hands it over."""
    return [
        {
            "name": group.name,
            "slug": group.slug,
            "chair": row.chair,
            "link": claim_link(group.name, row.chair, row.phone, token),
        }
        for group, row, token in import_rows(db, rows, by=actor)
    ]


def claim_link(group: str, chair: str, phone: str, token: str) -> str:
    from market.kernel.language import gettext as _

    text = _(
        "Halo %(chair)s, lapak %(group)s di Dermaga sudah disiapkan dinas. Buka tautan ini untuk mengambilnya: %(link)s"
    )
    link = f"{settings().base_url}/klaim/{quote(token)}"
    return wa_link(phone, text % {"chair": chair, "group": group, "link": link})
