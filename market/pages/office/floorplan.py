"""The floor plan as plain forms: blocks, features, circuits, CSV in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.responses import Response

from market.bazaars.bazaar import booths_of, circuits_of
from market.bazaars.floorplan import FEATURES, add_block, change_booths, read_csv, replace_plan, set_circuit, write_csv
from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.pages.office import bazaar_forms as forms
from market.pages.office.bazaars import context, own_bazaar
from market.pages.plan_map import plan_map, zones_of
from market.pages.reasons import NEEDS
from market.web.forms import Values, posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import pages, slow

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/denah")
PAGE = "/dinas/bazar/{slug}/denah"
MOST_CSV = 2_000_000


@router.get("")
def floorplan(request: Request, slug: str) -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        booths = booths_of(db, bazaar.key)
        return page(
            request, "office/floorplan.html",
            **context(db, bazaar, actor, "denah", booths=booths, circuits=circuits_of(db, bazaar.key),
                      zones=zones_of(booths), features=FEATURES, needs=NEEDS,
                      plan=plan_map(booths, bazaar.name, address=lambda b: f"#{b.number}")),
        )  # fmt: skip


@router.get(".csv")
def plan_as_csv(request: Request, slug: str) -> Response:
    with read() as db:
        bazaar, _actor = own_bazaar(db, request, slug)
        text = write_csv(booths_of(db, bazaar.key))
    headers = {"Content-Disposition": f'attachment; filename="denah-{slug}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/blok")
@shows(PAGE)
def new_block(
    request: Request, slug: str, form: Annotated[forms.BlockForm, Depends(posted(forms.BlockForm))]
) -> Response:
    write(lambda db: add_block(own_bazaar(db, request, slug, lock=True)[0], form.zone, form.rows, form.per_row))
    return redirect(f"/dinas/bazar/{slug}/denah", words="saved")


@router.post("/ubah")
@shows(PAGE)
def change(
    request: Request, slug: str, form: Annotated[forms.BoothsForm, Depends(posted(forms.BoothsForm))]
) -> Response:
    features = {name: bool(getattr(form, name)) for name in FEATURES}

    def work(db: Session) -> int:
        bazaar, _actor = own_bazaar(db, request, slug, lock=True)
        return change_booths(bazaar, form.booths, form.act, features, form.circuit)

    write(work)
    return redirect(f"/dinas/bazar/{slug}/denah", words="saved")


@router.post("/sirkuit")
@shows(PAGE)
def circuit(
    request: Request, slug: str, form: Annotated[forms.CircuitForm, Depends(posted(forms.CircuitForm))]
) -> Response:
    write(lambda db: set_circuit(own_bazaar(db, request, slug, lock=True)[0], form.name, form.watt))
    return redirect(f"/dinas/bazar/{slug}/denah", words="saved")


def _may(request: Request, slug: str) -> None:
    with read() as db:
        own_bazaar(db, request, slug)


@router.post("/berkas")
@shows(PAGE)
async def load_csv(request: Request, slug: str, values: Values) -> Response:
    """A plan from a CSV, in place of the one there is; parsed before anything is written."""
    await pages(lambda: _may(request, slug))
    upload = (await request.form()).get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused("required", field="file")
    raw = await upload.read(MOST_CSV + 1)
    if len(raw) > MOST_CSV:
        raise Refused("file_too_large", field="file", n=MOST_CSV // 1_000_000)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("csv_row_wrong", field="file", line=1, what="UTF-8") from None
    cells = await slow(lambda: read_csv(text))
    await pages(lambda: write(lambda db: replace_plan(own_bazaar(db, request, slug, lock=True)[0], cells)))
    return redirect(f"/dinas/bazar/{slug}/denah", words="saved")
