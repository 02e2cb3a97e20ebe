"""The shelves of the shop: their names in both languages, their order, those that are no longer used."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.catalog.category import Category, all_categories, new_category
from market.kernel.db import read, write
from market.pages.platform import forms
from market.pages.visitor import require_admin
from market.people.access import Actor
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows

PAGE = "/admin/kategori"
router = APIRouter(include_in_schema=False, prefix=PAGE)


@router.get("")
def shelves(request: Request) -> Response:
    actor = require_admin(request)
    with read() as db:
        return page(request, "office/categories.html", actor=actor, tab="admin", categories=all_categories(db))


@router.post("")
@shows(PAGE)
def add(request: Request, form: Annotated[forms.NewCategory, Depends(posted(forms.NewCategory))]) -> Response:
    def verb(db: Session, actor: Actor) -> None:
        new_category(db, form.name, form.name_en, actor)

    return _act(request, verb)


def _act(request: Request, verb: Callable[[Session, Actor], None]) -> Response:
    actor = require_admin(request)
    write(lambda db: verb(db, actor))
    return redirect(PAGE, words="saved")


@router.post("/{category:number}")
@shows(PAGE)
def edit(
    request: Request, category: int, form: Annotated[forms.EditedCategory, Depends(posted(forms.EditedCategory))]
) -> Response:
    """Other names, another place in the order; its address stays."""

    def verb(db: Session, actor: Actor) -> None:
        Category.get(db, category).edit(form.name, form.name_en, form.position, actor)

    return _act(request, verb)


@router.post("/{category:number}/berhenti")
@shows(PAGE)
def retire(request: Request, category: int) -> Response:
    def verb(db: Session, actor: Actor) -> None:
        Category.get(db, category).retire(actor)

    return _act(request, verb)


@router.post("/{category:number}/pakai")
@shows(PAGE)
def use_again(request: Request, category: int) -> Response:
    def verb(db: Session, actor: Actor) -> None:
        Category.get(db, category).use_again(actor)

    return _act(request, verb)
