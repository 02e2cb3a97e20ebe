"""The floor plan as plain forms: blocks, moving, numbering, features, landmarks, circuits, CSV in and out, undo."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import booths_of, circuits_of
from market.bazaars.planning import steps
from market.bazaars.planning.fee_classes import put_in_class
from market.bazaars.planning.floor_plan import (
    FEATURES,
    add_block,
    delete_booths,
    give_features,
    next_zone,
    replace_floor_plan,
    set_circuit,
)
from market.bazaars.planning.floor_plan_csv import booths_in, write_csv
from market.bazaars.planning.landmark import Area, LandmarkKind, landmarks_of
from market.bazaars.planning.power_doubts import booths_fed, expect_watt
from market.kernel.db import read, write
from market.kernel.language import gettext as _
from market.kernel.money import rupiah
from market.kernel.refused import Refused
from market.kernel.sheet import read_sheet
from market.pages.floor_plan_svg import floor_plan_svg, legend_marks, zones_of
from market.pages.office.bazaars import forms
from market.pages.office.bazaars.own import context, may_send, own_bazaar
from market.pages.reasons import NEEDS
from market.pages.taken import attachment, exported
from market.pages.uploads import read_apart, received, upload
from market.web.forms import posted, reads_itself
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.sentences import thing
from market.web.slow import heavy, pages

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/denah")
PAGE = "/dinas/bazar/{slug}/denah"


@router.get("")
@heavy
def floor_plan(request: Request, slug: str, blok: str = "") -> Response:
    """`blok`: the block whose booths are ticked at once."""
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        booths, circuits = booths_of(db, bazaar.key), circuits_of(db, bazaar.key)
        landmarks = landmarks_of(db, bazaar.key)
        open_still = not bazaar.public
        return page(
            request, "office/floor_plan.html",
            **context(db, bazaar, actor, "denah", booths=booths, circuits=circuits, landmarks=landmarks,
                      zones=zones_of(booths), whole_block=blok, marks=legend_marks(booths), classes=_classes(bazaar),
                      features=FEATURES, needs=NEEDS, fed=booths_fed(booths),
                      next_zone=next_zone(booths), named_circuits=[(each.name, each.name) for each in circuits],
                      landmark_words={kind: thing(kind.value) for kind in LandmarkKind},
                      doubts=steps.doubts(bazaar, booths, circuits, landmarks), undo=steps.can_undo(db, bazaar.key),
                      floor_plan=floor_plan_svg(booths, bazaar.name, address=lambda b: f"#{b.number}",
                                                landmarks=landmarks, editing=open_still)),
        )  # fmt: skip


def _classes(bazaar: Bazaar) -> list[tuple[str, str]]:
    """The classes to choose from, each with what it costs."""
    named = [(name, f"{name} ({rupiah(fee)})") for name, fee in bazaar.fee_classes.items()]
    return [("", _("tanpa kelas (%(fee)s)") % {"fee": rupiah(bazaar.fee)}), *named]


@router.get(".csv")
def floor_plan_as_csv(request: Request, slug: str) -> Response:
    with read() as db:
        bazaar, _actor = own_bazaar(db, request, slug)
        taken = exported(request, "floor_plan", key=bazaar.key)
        text = write_csv(booths_of(db, bazaar.key))
    return attachment(taken, text, "text/csv; charset=utf-8", f"denah-{slug}.csv")


def _step(request: Request, slug: str, verb: Callable[[Bazaar], object]) -> Response:
    """One step on the floor plan, which can be taken back."""

    def work(db: Session) -> None:
        bazaar, _actor = own_bazaar(db, request, slug, lock=True)
        steps.remember(bazaar)
        verb(bazaar)

    write(work)
    return redirect(f"/dinas/bazar/{slug}/denah", words="saved")


@router.post("/blok")
@shows(PAGE)
def new_block(
    request: Request, slug: str, form: Annotated[forms.BlockForm, Depends(posted(forms.BlockForm))]
) -> Response:
    return _step(request, slug, lambda bazaar: add_block(bazaar, form.zone, form.rows, form.per_row))


NO_CIRCUIT = "-"
STEPS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


@router.post("/ubah")
@shows(PAGE)
def change(
    request: Request, slug: str, form: Annotated[forms.BoothsForm, Depends(posted(forms.BoothsForm))]
) -> Response:
    features = {name: there for name in FEATURES if (there := getattr(form, name)) is not None}
    circuit = "" if form.circuit == NO_CIRCUIT else form.circuit
    by = STEPS.get(form.act, (form.by_rows, form.by_positions))
    moves = dict.fromkeys(("move", *STEPS), lambda bazaar: steps.move_booths(bazaar, form.booths, *by))
    verbs: dict[str, Callable[[Bazaar], object]] = moves | {
        "features": lambda bazaar: give_features(bazaar, form.booths, features, circuit),
        "delete": lambda bazaar: delete_booths(bazaar, form.booths),
        "renumber": lambda bazaar: steps.renumber(bazaar, form.booths, form.prefix, form.first),
        "zone": lambda bazaar: steps.put_in_zone(bazaar, form.booths, form.to_zone),
        "class": lambda bazaar: put_in_class(bazaar, form.booths, form.to_class),
        "split": lambda bazaar: steps.split_tents(bazaar, form.booths),
        "join": lambda bazaar: steps.join_tents(bazaar, form.booths),
    }
    return _step(request, slug, verbs[form.act])


@router.post("/batal")
@shows(PAGE)
def take_back(request: Request, slug: str) -> Response:
    """Takes the last step back."""
    write(lambda db: steps.undo(own_bazaar(db, request, slug, lock=True)[0]))
    return redirect(f"/dinas/bazar/{slug}/denah", words="undone")


def _at(form: forms.LandmarkForm) -> Area:
    return Area(row=form.row, position=form.position, width=form.width, height=form.height)


@router.post("/benda")
@shows(PAGE)
def new_landmark(
    request: Request, slug: str, form: Annotated[forms.LandmarkForm, Depends(posted(forms.LandmarkForm))]
) -> Response:
    return _step(request, slug, lambda b: steps.place_landmark(b, None, form.kind, form.label, _at(form)))


@router.post("/benda/{landmark:number}")
@shows(PAGE)
def change_landmark(
    request: Request, slug: str, landmark: int, form: Annotated[forms.LandmarkForm, Depends(posted(forms.LandmarkForm))]
) -> Response:
    return _step(request, slug, lambda b: steps.place_landmark(b, landmark, form.kind, form.label, _at(form)))


@router.post("/benda/{landmark:number}/hapus")
@shows(PAGE)
def drop_landmark(request: Request, slug: str, landmark: int) -> Response:
    return _step(request, slug, lambda bazaar: steps.drop_landmark(bazaar, landmark))


@router.post("/sirkuit")
@shows(PAGE)
def circuit(
    request: Request, slug: str, form: Annotated[forms.CircuitForm, Depends(posted(forms.CircuitForm))]
) -> Response:
    return _step(request, slug, lambda bazaar: set_circuit(bazaar, form.name, form.watt))


@router.post("/daya")
@shows(PAGE)
def booth_watt(
    request: Request, slug: str, form: Annotated[forms.BoothWattForm, Depends(posted(forms.BoothWattForm))]
) -> Response:
    return _step(request, slug, lambda bazaar: expect_watt(bazaar, form.booth_watt))


@router.post("/berkas")
@shows(PAGE)
@reads_itself
async def load_csv(request: Request, slug: str) -> Response:
    """A floor plan from a CSV, instead of the one there is; parsed before anything is written."""
    await received(request, lambda: may_send(request, slug))
    found = upload(request, "file")
    if found is None:
        raise Refused("required", field="file")
    data = await found.read()
    cells = booths_in(await read_apart(request, partial(read_sheet, data), "file"))
    return await pages(lambda: _step(request, slug, lambda bazaar: replace_floor_plan(bazaar, cells)))
