"""The code on a group's letter: an officer of the bazaar comes to the group, anybody else to the bazaar's page."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from market.bazaars.whose import bazaar_of_officer
from market.kernel.db import read
from market.kernel.refused import NotFound
from market.pages.shop.bazaars import public_bazaar
from market.pages.visitor import visit
from market.web.page import redirect

router = APIRouter(include_in_schema=False)


@router.get("/bazar/{slug}/gerbang/{number}")
def gate(request: Request, slug: str, number: str) -> Response:
    """Says nothing of the number: a stranger is led to the same page whatever it is."""
    actor = visit(request)
    with read() as db:
        public_bazaar(db, slug)
        try:
            if actor.own_id is not None and bazaar_of_officer(db, actor.own_id, slug):
                return redirect(f"/dinas/bazar/{slug}/kehadiran/kode/{number[:12]}")
        except NotFound:
            pass
    return redirect(f"/bazar/{slug}")
