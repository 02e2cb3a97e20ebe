"""The admin: officers, categories, sign-in help, the settings in force."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request
from pydantic import SecretStr
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.catalog.category import Category, categories
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.kernel.settings import Settings, settings, unknown_settings
from market.messages.channels import waiting
from market.pages.office import forms
from market.pages.visitor import require_admin
from market.people.access import Role
from market.people.act import note
from market.people.group import slug_of
from market.people.helpers import Officer
from market.people.person import Person, find_person
from market.people.place import place, place_name
from market.people.reset import issue_code
from market.reports.backup import latest
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/admin")


def _context(db: Session, request: Request, **more: Any) -> dict[str, Any]:
    actor = require_admin(request)
    o = table(Officer)
    officers = db.execute(
        sa.select(Officer, Person)
        .join(Person, table(Person).c.id == o.c.person_id)
        .where(o.c.ended_at.is_(None))
        .order_by(o.c.place)
    ).all()
    context: dict[str, Any] = {
        "actor": actor,
        "tab": "admin",
        "officers": officers,
        "place_name": place_name,
        "categories": categories(db),
        "in_force": in_force(),
        "unknown": unknown_settings(),
        "backup": latest(),
        "stuck": waiting(db),
        "code": "",
        "code_for": "",
    }
    return context | more


def in_force() -> list[tuple[str, str]]:
    """Every setting with its value; secrets only say whether they are set."""
    found = []
    for name in Settings.model_fields:
        value = getattr(settings(), name)
        if isinstance(value, SecretStr):
            value = "••••" if value.get_secret_value() else ""
        found.append((f"MARKET_{name.upper()}", _without_password(str(value))))
    return found


def _without_password(text: str) -> str:
    if "://" in text and "@" in text:
        scheme, _, rest = text.partition("://")
        return f"{scheme}://••••@{rest.rpartition('@')[2]}"
    return text


@router.get("")
def admin(request: Request) -> Response:
    with read() as db:
        return page(request, "office/admin.html", **_context(db, request))


@router.post("/petugas")
@shows("/admin")
def add_officer(request: Request, form: Annotated[forms.NewOfficer, Depends(posted(forms.NewOfficer))]) -> Response:
    """An officer for a place: somebody with an account, or a new one who then gets a code."""
    actor = require_admin(request)
    if place(form.place) is None:
        raise Refused("place_unknown", field="place")
    if not form.phone and not form.email:
        raise Refused("identifier_missing", field="phone")

    def work(db: Session) -> tuple[str, str]:
        person = find_person(db, form.phone or form.email or "")
        fresh = person is None
        if person is None:
            person = Person(name=form.name, phone=form.phone, email=form.email).add(db)
        Officer(person_id=person.key, place=form.place, agency=form.agency, given_by_id=actor.person_id).add(db)
        note(db, actor, "officer_added", name=person.name, place=form.place)
        code = issue_code(db, person, by=actor, capacity=Role.ADMIN) if fresh else ""
        return code, person.name

    code, name = write(work)
    with read() as db:
        return page(request, "office/admin.html", **_context(db, request, code=code, code_for=name))


@router.post("/petugas/{officer:number}/selesai")
@shows("/admin")
def end_officer(request: Request, officer: int) -> Response:
    actor = require_admin(request)

    def work(db: Session) -> None:
        found = db.get(Officer, officer)
        if found is None:
            raise NotFound("officer")
        found.ended_at = now()
        note(db, actor, "officer_ended", place=found.place)

    write(work)
    return redirect("/admin", words="saved")


@router.post("/kategori")
@shows("/admin")
def add_category(request: Request, form: Annotated[forms.NewCategory, Depends(posted(forms.NewCategory))]) -> Response:
    actor = require_admin(request)

    def work(db: Session) -> None:
        slug = slug_of(db, form.name, table(Category).c.slug)
        last = db.execute(sa.select(sa.func.coalesce(sa.func.max(table(Category).c.position), 0))).scalar_one()
        Category(slug=slug, name=form.name, name_en=form.name_en, position=int(last) + 1).add(db)
        note(db, actor, "category_added", name=form.name)

    write(work)
    return redirect("/admin", words="saved")


@router.post("/kode")
@shows("/admin")
def reset_code(request: Request, form: Annotated[forms.Identified, Depends(posted(forms.Identified))]) -> Response:
    """Sign-in help for anyone but an admin oneself."""
    actor = require_admin(request)

    def work(db: Session) -> tuple[str, str]:
        person = find_person(db, form.identifier)
        if person is None:
            raise Refused("person_unknown", field="identifier")
        note(db, actor, "code_issued", name=person.name)
        return issue_code(db, person, by=actor, capacity=Role.ADMIN), person.name

    code, name = write(work)
    with read() as db:
        return page(request, "office/admin.html", **_context(db, request, code=code, code_for=name))
