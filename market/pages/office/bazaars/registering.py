"""Registrations from the officer's spreadsheet: a preview of every row first, then the writing."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.registering.importing import write_registrations
from market.bazaars.registering.question import questions_of
from market.bazaars.registering.registration import Registration
from market.bazaars.registering.registration_rows import registrations, registrations_sheet, word_of
from market.bazaars.registering.sheet_of_registrations import SHOWN
from market.bazaars.slot import slots_of
from market.catalog.category import categories
from market.kernel.db import read, write_parts
from market.kernel.sheet_heads import NONE
from market.pages.office.bazaars.own import context, may_send, own_bazaar
from market.pages.taken import ANYBODYS, attachment
from market.pages.uploads import SentSheet, mends, received, sent_sheet
from market.web.forms import reads_itself
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavily

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/pendaftaran")
PAGE = "/dinas/bazar/{slug}/pendaftaran/impor"
ALSO = {  # the cells that a refusal speaks of besides the name
    "group_unknown": ("ketua", "hp", "kelurahan"), "group_other": ("kelurahan", "hp"), "group_unclear": ("hp",),
}  # fmt: skip
SAMPLE = (
    "Tunas Bahari;1,2;1-2;listrik, air;300;A;ikan-asap;Cakalang fufu;ya;ya;tidak;"
    "Meike Lumintang;0812-3456-7890;Girian Bawah, Girian, Bitung"
)


def _chosen(values: Mapping[str, list[str]]) -> dict[str, str]:
    """The categories that the officer chose on the preview, by the words of her sheet."""
    return {word_of(word): shelf for word, shelf in zip(values.get("word", []), values.get("shelf", []), strict=False)}


def _shown(request: Request, slug: str, sent: SentSheet | None, chosen: Mapping[str, str] = NONE) -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        questions = questions_of(db, bazaar.key)
        sheet = None if sent is None else registrations_sheet(sent.cells, questions)
        rows = None if sheet is None else registrations(db, bazaar, sheet)
        days = {slot.key: slot for slot in slots_of(db, bazaar.key)}
        more: dict[str, Any] = {
            "rows": rows,
            "sheet": sheet,
            "data": json.dumps(sent.cells if sent else None, ensure_ascii=False),
            "misnamed": bool(sent and sent.misnamed),
            "chosen": chosen,
            "mends": mends(rows or (), ALSO),
            "days": days,
        }
        more["unshelved"] = Counter(row.unshelved for row in rows or () if row.good and row.unshelved)
        more["shelves"] = categories(db)
        return page(request, "office/registering.html", **context(db, bazaar, actor, "pendaftaran", **more))


@router.get("/impor")
def import_page(request: Request, slug: str) -> Response:
    return _shown(request, slug, None)


@router.get("/impor/contoh")
def example(request: Request, slug: str) -> Response:
    with read() as db:
        bazaar, _actor = own_bazaar(db, request, slug)
        own = [each.text.replace(";", ",") for each in questions_of(db, bazaar.key)]
    text = ";".join((*SHOWN, *own)) + f"\n{SAMPLE}\n"
    return attachment(ANYBODYS, text.encode("utf-8-sig"), "text/csv; charset=utf-8", "contoh-pendaftaran.csv")


@router.post("/impor")
@shows(PAGE)
@reads_itself
async def import_registrations(request: Request, slug: str) -> Response:
    """First a preview with each row's effect; with `write` what the preview showed is written."""
    values = await received(request, lambda: may_send(request, slug))
    sent, chosen = await sent_sheet(request, values), _chosen(values)
    if not sent.writes:
        return await heavily(lambda: _shown(request, slug, sent, chosen))

    await heavily(lambda: _written(request, slug, sent.cells, chosen))
    return redirect(f"/dinas/bazar/{slug}/pendaftaran", words="registrations_imported")


def _written(request: Request, slug: str, cells: list[list[str]], chosen: Mapping[str, str]) -> int:
    """Reads all rows first, then writes them in parts; groups that are registered already are passed over."""
    with read() as db:
        bazaar, _actor = own_bazaar(db, request, slug)
        rows = registrations(db, bazaar, registrations_sheet(cells, questions_of(db, bazaar.key)), chosen)

    def work(db: Session, part: Sequence[Registration]) -> int:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        return write_registrations(db, bazaar, part, by=actor)

    return sum(write_parts(rows, work))
