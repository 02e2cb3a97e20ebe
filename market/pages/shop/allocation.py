"""How the booths were allotted, for everybody: list, draw, ranks, every run, and the files to check it all.

The files are open unless somebody who uses the reserved share does not want to be seen (`withheld`).
"""

import json
from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.swap import SwapState, swaps_of
from market.bazaars.allotting.audit import opinion, own_verdict, require_auditor, say_audit, sign_audit, verdicts_of
from market.bazaars.allotting.compare import Sides, compare
from market.bazaars.allotting.draw import how_many_listed
from market.bazaars.allotting.draw_told import draw_file, drawn_publicly
from market.bazaars.allotting.opening import keeps_quiet, ranks, withheld
from market.bazaars.allotting.pins import pins_of
from market.bazaars.allotting.plan import Plan, PlanState, plain_plan, plans_of, published_plan
from market.bazaars.bazaar import Bazaar
from market.bazaars.registering.application import applications_of
from market.bazaars.slot import slots_of
from market.kernel.db import read, write
from market.kernel.refused import NotFound
from market.kernel.typed import MOST_KEY, whole
from market.pages.shop.bazaars import public_bazaar
from market.pages.shop.program import Program
from market.pages.taken import ANYBODYS, Taken, attachment, exported
from market.pages.watching import note_look
from market.web.forms import Form, posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False)
AUDIT = "/bazar/{slug}/periksa?kunci={kunci}"


@router.get("/bazar/{slug}/pembagian")
@heavy
def allocation_page(request: Request, slug: str) -> Response:
    """How the booths were allotted: list hash, number, seed, ranks, every run, pins with reasons; what is withheld."""
    with read() as db:
        bazaar = public_bazaar(db, slug)
        runs = plans_of(db, bazaar.key) if bazaar.published_at else []
        plan = next((run for run in runs if run.published_at), None)
        days = {slot.key: slot for slot in slots_of(db, bazaar.key)} if plan else {}
        pins = (
            [
                {"pin": pin, "number": application.number, "slot": days[pin.slot_id]}
                for pin, application in pins_of(db, bazaar.key)
            ]
            if plan
            else []
        )
        everyone = applications_of(db, bazaar.key)
        numbers = {application.key: application.number for application, _ in everyone}
        swaps = [each for each in swaps_of(db, bazaar.key) if each.state is SwapState.DONE] if plan else []
        return page(
            request, "shop/allocation.html", bazaar=bazaar, plan=plan, pins=pins,
            runs=runs, applicants=how_many_listed(bazaar),
            plain=_beside(plan, runs), **drawn_publicly(db, bazaar, {a.number: group.name for a, group in everyone}),
            quiet=any(keeps_quiet(each) for each, _ in everyone), ranks=ranks(plan) if plan else [],
            swaps=swaps, numbers=numbers,
            program=Program(), made_with=plan.file.get("engine", "") if plan else "",
            plan_states=PlanState, verdicts=verdicts_of(db, bazaar.key) if plan else [],
        )  # fmt: skip


def _beside(plan: Plan | None, runs: list[Plan]) -> Sides | None:
    """What pins changed: the plan of the draw alone beside the one that was published; None without pins."""
    plain = plain_plan(runs, plan.seed) if plan else None
    return compare(plain, plan) if plan and plain and plain.key != plan.key else None


@router.get("/bazar/{slug}/daftar.json")
@heavy
def frozen_list(slug: str) -> Response:
    """The list as it was frozen, byte by byte: its SHA-256 is the hash that was shown before the draw."""
    with read() as db:
        bazaar = public_bazaar(db, slug)
        if not bazaar.frozen_at or (not bazaar.sealed_list and withheld(db, bazaar)):
            raise NotFound(slug)
        return Response(bazaar.frozen_list, media_type="application/json")


@router.get("/bazar/{slug}/undian.json")
@heavy
def drawn(slug: str) -> Response:
    """All that anybody needs to compute seed and ranks again, from the number on: docs/contract.md."""
    with read() as db:
        bazaar = public_bazaar(db, slug)
        return _download(draw_file(db, bazaar), f"{slug}-undian.json")


def _plain(slug: str) -> Plan:
    """The plan of the draw alone, beside one with pins. Not found when there were none, or it may not be read."""
    plan = _open(slug)
    with read() as db:
        return _plain_beside(db, plan)


def _plain_beside(db: Session, plan: Plan) -> Plan:
    found = plain_plan(plans_of(db, plan.bazaar_id), plan.seed)
    if found is None or found.key == plan.key:
        raise NotFound("plain")
    return found


@router.get("/bazar/{slug}/tanpa-penempatan/instance.json")
@heavy
def plain_instance_file(slug: str) -> Response:
    return _download(_plain(slug).problem_file, f"{slug}-instance-tanpa-penempatan.json")


@router.get("/bazar/{slug}/tanpa-penempatan/plan.json")
@heavy
def plain_plan_file(slug: str) -> Response:
    return _download(_plain(slug).file, f"{slug}-plan-tanpa-penempatan.json")


def _open(slug: str) -> Plan:
    """The published plan, when everybody may read it. Otherwise its files are not found."""
    with read() as db:
        bazaar = public_bazaar(db, slug)
        plan = published_plan(db, bazaar.key)
        if plan is None or withheld(db, bazaar):
            raise NotFound(slug)
        return plan


def _kept(text: str, name: str, taken: Taken = ANYBODYS) -> Response:
    """A file as it is stored, byte for byte, since it was hashed or may be signed."""
    return attachment(taken, text, "application/json", name)


def _download(data: dict[str, Any], name: str, taken: Taken = ANYBODYS) -> Response:
    body = json.dumps(data, ensure_ascii=False, indent=1) + "\n"  # as `market allocate` writes it, byte by byte
    return _kept(body, name, taken)


@router.get("/bazar/{slug}/instance.json")
@heavy
def instance_file(slug: str) -> Response:
    return _download(_open(slug).problem_file, f"{slug}-instance.json")


@router.get("/bazar/{slug}/plan.json")
@heavy
def plan_file(slug: str) -> Response:
    return _download(_open(slug).file, f"{slug}-plan.json")


@router.get("/bazar/{slug}/daftar-lengkap.json")
def opened_list(slug: str) -> Response:
    """What a sealed list committed to, with its secret: its SHA-256 is the seal in `daftar.json`."""
    with read() as db:
        bazaar = public_bazaar(db, slug)
        if published_plan(db, bazaar.key) is None or not bazaar.sealed_list or withheld(db, bazaar):
            raise NotFound(slug)
        return _kept(bazaar.sealed_list, f"{slug}-daftar-lengkap.json")


@router.get("/bazar/{slug}/pemeriksaan.json")
def audit_opinion(slug: str, pernyataan: str = "") -> Response:
    """What a named auditor stated, to the byte that may be signed: the latest, or the one that is asked for."""
    with read() as db:
        bazaar = public_bazaar(db, slug)
        plan, asked = published_plan(db, bazaar.key), whole(pernyataan, MOST_KEY)
        found = next((each for each in verdicts_of(db, bazaar.key) if not pernyataan or each.key == asked), None)
        if plan is None or found is None:
            raise NotFound(slug)
        return _kept(opinion(bazaar, plan, found), f"{slug}-pemeriksaan.json")


def _audited(db: Session, request: Request, slug: str) -> Bazaar:
    """A published bazaar, for a visitor with the auditor's link."""
    bazaar = public_bazaar(db, slug)
    require_auditor(bazaar, request.query_params.get("kunci", ""))
    return bazaar


@router.get("/bazar/{slug}/periksa")
@heavy
def audit_page(request: Request, slug: str) -> Response:
    """For the named auditor: the whole files, and what they found."""
    with read() as db:
        bazaar = _audited(db, request, slug)
        note_look(request, "audit", bazaar.key)
        plan, verdict = published_plan(db, bazaar.key), own_verdict(db, bazaar)
        return page(
            request, "shop/audit.html", bazaar=bazaar, plan=plan, key=request.query_params["kunci"],
            pinned=bool(plan and plan.problem_file["pins"]), verdict=verdict,
            stated=opinion(bazaar, plan, verdict) if plan and verdict else "",
        )  # fmt: skip


@router.get("/bazar/{slug}/periksa/{file}.json")
@heavy
def audit_file(request: Request, slug: str, file: str) -> Response:
    with read() as db:
        bazaar = _audited(db, request, slug)
        plan = published_plan(db, bazaar.key)
        if plan is None:
            raise NotFound(slug)
        taken = exported(request, "audit", key=bazaar.key)
        if file == "daftar-lengkap" and bazaar.sealed_list:
            return _kept(bazaar.sealed_list, f"{slug}-{file}.json", taken)
        if file.startswith("tanpa-"):
            plan = _plain_beside(db, plan)
        files = {"instance": plan.problem_file, "plan": plan.file}
        if file.removeprefix("tanpa-") not in files:
            raise NotFound(slug)
        return _download(files[file.removeprefix("tanpa-")], f"{slug}-{file}.json", taken)


class AuditForm(Form):
    result: Literal["valid", "invalid"]


class SignatureForm(Form):
    """Text that a tool for signatures prints: PEM, ASCII armour, base64 or hex."""

    signature: Annotated[str, Field(max_length=4000, pattern=r"^[A-Za-z0-9+/=:.,()\s-]*$")] = ""


def _as_auditor(request: Request, slug: str, verb: Callable[[Bazaar], None]) -> Response:
    write(lambda db: verb(_audited(db, request, slug)))
    return redirect(f"/bazar/{slug}/periksa?kunci={request.query_params['kunci']}", words="saved")


@router.post("/bazar/{slug}/periksa")
@shows(AUDIT)
def say_result(request: Request, slug: str, form: Annotated[AuditForm, Depends(posted(AuditForm))]) -> Response:
    return _as_auditor(request, slug, lambda bazaar: say_audit(bazaar, valid=form.result == "valid"))


@router.post("/bazar/{slug}/periksa/tanda-tangan")
@shows(AUDIT)
def sign(request: Request, slug: str, form: Annotated[SignatureForm, Depends(posted(SignatureForm))]) -> Response:
    return _as_auditor(request, slug, lambda bazaar: sign_audit(bazaar, form.signature))
