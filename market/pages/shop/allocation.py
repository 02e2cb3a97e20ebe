"""How the booths were allotted, for everybody: hash, number, seed, every run, and the files to check it all."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.application import ApplicationState, applications_of
from market.bazaars.audit import require_auditor, tell_audit
from market.bazaars.bazaar import Bazaar, slots_of
from market.bazaars.draw import may_show_reserved
from market.bazaars.plan import pins_of, plans_of, published_plan
from market.bazaars.swap import SwapState, swaps_of
from market.kernel.db import read, write
from market.kernel.refused import NotFound
from market.pages.shop.bazaars import public_bazaar
from market.web.forms import Form, posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False)


@router.get("/bazar/{slug}/pembagian")
def allocation_page(request: Request, slug: str) -> Response:
    """How the booths were allotted: list hash, number, seed, every run, gap, envy, pins with reasons."""
    with read() as db:
        bazaar = public_bazaar(db, slug)
        plan = published_plan(db, bazaar.key)
        days = {slot.key: slot for slot in slots_of(db, bazaar.key)} if plan else {}
        pins = (
            [(pin, application.number, days[pin.slot_id]) for pin, application in pins_of(db, bazaar.key)]
            if plan
            else []
        )
        applications = [a for a, _ in applications_of(db, bazaar.key)]
        numbers = {application.key: application.number for application in applications}
        swaps = [each for each in swaps_of(db, bazaar.key) if each.state is SwapState.DONE] if plan else []
        return page(
            request, "shop/allocation.html", bazaar=bazaar, plan=plan, pins=pins,
            runs=plans_of(db, bazaar.key) if plan else [],
            applicants=sum(a.state is not ApplicationState.WITHDRAWN for a in applications) if bazaar.frozen_at else 0,
            whole=may_show_reserved(applications), swaps=swaps, numbers=numbers,
        )  # fmt: skip


@router.get("/bazar/{slug}/daftar.json")
def frozen_list(slug: str) -> Response:
    """The list as it was frozen, byte by byte: its SHA-256 is the hash that was shown before the draw."""
    with read() as db:
        bazaar = public_bazaar(db, slug)
        if not bazaar.frozen_at:
            raise NotFound(slug)
        return Response(bazaar.frozen_list, media_type="application/json")


def _published(slug: str) -> tuple[dict[str, Any], dict[str, Any], bool]:
    with read() as db:
        bazaar = public_bazaar(db, slug)
        plan = published_plan(db, bazaar.key)
        if plan is None:
            raise NotFound(slug)
        whole = may_show_reserved([a for a, _ in applications_of(db, bazaar.key)])
        return plan.problem_file, plan.file, whole


def _download(data: dict[str, Any], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    body = json.dumps(data, ensure_ascii=False, indent=1) + "\n"  # as `market allocate` writes it, byte by byte
    return Response(body, media_type="application/json", headers=headers)


@router.get("/bazar/{slug}/instance.json")
def instance_file(slug: str) -> Response:
    """The instance; without `reserved` when somebody reserved did not consent to its being shown."""
    data, _plan, whole = _published(slug)
    if not whole:
        data["groups"] = [{k: v for k, v in group.items() if k != "reserved"} for group in data["groups"]]
    return _download(data, f"{slug}-instance.json")


@router.get("/bazar/{slug}/plan.json")
def plan_file(slug: str) -> Response:
    _data, plan, _whole = _published(slug)
    return _download(plan, f"{slug}-plan.json")


def _audited(db: Session, request: Request, slug: str) -> Bazaar:
    """A published bazaar, for who has the auditor's link."""
    bazaar = public_bazaar(db, slug)
    require_auditor(bazaar, request.query_params.get("kunci", ""))
    return bazaar


@router.get("/bazar/{slug}/periksa")
def audit_page(request: Request, slug: str) -> Response:
    """For the named auditor: the whole files, and a field for what `market verify` printed."""
    with read() as db:
        bazaar = _audited(db, request, slug)
        plan = published_plan(db, bazaar.key)
        return page(request, "shop/audit.html", bazaar=bazaar, plan=plan, key=bazaar.audit_key)


@router.get("/bazar/{slug}/periksa/{file}.json")
def audit_file(request: Request, slug: str, file: str) -> Response:
    with read() as db:
        bazaar = _audited(db, request, slug)
        plan = published_plan(db, bazaar.key)
        if plan is None or file not in ("instance", "plan"):
            raise NotFound(slug)
        return _download(plan.problem_file if file == "instance" else plan.file, f"{slug}-{file}.json")


class AuditForm(Form):
    output: Annotated[str, Field(min_length=2, max_length=20_000)]


@router.post("/bazar/{slug}/periksa")
@shows("/bazar/{slug}/periksa?kunci={kunci}")
def say_audit(request: Request, slug: str, form: Annotated[AuditForm, Depends(posted(AuditForm))]) -> Response:
    def work(db: Session) -> str:
        bazaar = _audited(db, request, slug)
        tell_audit(bazaar, form.output)
        return bazaar.audit_key

    key = write(work)
    return redirect(f"/bazar/{slug}/periksa?kunci={key}", words="saved")
