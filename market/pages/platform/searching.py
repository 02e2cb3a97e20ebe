"""What buyers search for: what they asked and did not find, and the words that mean the same."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.catalog.searching.asked import OFTEN, asked_often
from market.catalog.searching.synonym import MOST_LETTERS, Synonym, add_synonym, new_meaning, synonyms
from market.inventory.changed_searches import ChangedSearch, changed_searches
from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.pages.platform import forms
from market.pages.visitor import require_admin
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavy

MEANINGS, ASKED = "/admin/padanan", "/admin/pencarian"
Typed = Annotated[str, Query(max_length=MOST_LETTERS)]
router = APIRouter(include_in_schema=False)


@router.get(MEANINGS)
@heavy
def meanings(request: Request, typed: Typed = "", meant: Typed = "") -> Response:
    """All synonyms; with one typed, which searches it would change."""
    actor, refusal, told = require_admin(request), None, None
    changed: list[ChangedSearch] = []
    with read() as db:
        if typed or meant:
            try:
                told = new_meaning(db, typed, meant)
                changed = changed_searches(db, told)
            except Refused as refused:
                refusal = refused
        return page(
            request,
            "office/meanings.html",
            actor=actor,
            tab="admin",
            meanings=synonyms(db),
            typed=typed,
            meant=meant,
            told=told,
            refusal=refusal,
            changed=changed,
            often=OFTEN,
        )


@router.post(MEANINGS)
@shows(MEANINGS)
def add(request: Request, form: Annotated[forms.NewMeaning, Depends(posted(forms.NewMeaning))]) -> Response:
    actor = require_admin(request)

    def work(db: Session) -> None:
        add_synonym(db, form.typed, form.meant, actor)

    write(work)
    return redirect(MEANINGS, words="saved")


@router.post(MEANINGS + "/{synonym:number}/hapus")
@shows(MEANINGS)
def end(request: Request, synonym: int) -> Response:
    actor = require_admin(request)

    def work(db: Session) -> None:
        found = Synonym.get(db, synonym)
        found.end(actor)

    write(work)
    return redirect(MEANINGS, words="saved")


@router.get(ASKED)
def asked(request: Request) -> Response:
    """Queries of the last month, those that found nothing apart."""
    actor = require_admin(request)
    with read() as db:
        missed, often = asked_often(db, only_missed=True), asked_often(db)
    return page(request, "office/searches.html", actor=actor, tab="admin", missed=missed, often=often, least=OFTEN)
