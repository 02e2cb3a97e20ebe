"""Calls that wait: an officer or admin calls the number and reads out the code that this page shows once."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.tokens import shown_code
from market.orders.finding import guests_of
from market.pages.visitor import officer_places, require_admin
from market.pages.watching import note_look
from market.people.access import Actor
from market.people.owning.calls import read_out, waiting_calls
from market.people.person import Person
from market.people.signing_in.contact import new_proof_code
from market.web.page import page
from market.web.pressing import every_time
from market.web.refusals import shows
from market.web.slow import pages, slow

router = APIRouter(include_in_schema=False)


@router.get("/dinas/panggilan")
def office_calls(request: Request) -> Response:
    return _shown(request, _officer(request), "house", "/dinas/panggilan")


@router.get("/admin/panggilan")
def admin_calls(request: Request) -> Response:
    return _shown(request, require_admin(request), "admin", "/admin/panggilan")


def _officer(request: Request) -> Actor:
    with read() as db:
        return officer_places(db, request)[0]


def _shown(request: Request, actor: Actor, tab: str, door: str, **more: Any) -> Response:
    with read() as db:
        waiting = waiting_calls(db, actor)
        for proof, person in waiting:
            note_look(request, "number", proof.key, about=person.key)
        lost = guests_of(db, {proof.value for proof, _ in waiting})
        context: dict[str, Any] = {"code": "", "whose": None, "number": ""} | more
        return page(
            request, "office/calls.html", actor=actor, tab=tab, door=door, waiting=waiting, lost=lost, **context
        )


@router.post("/dinas/panggilan/{proof:number}")
@shows("/dinas/panggilan")
@every_time("shows a code once, in place of the one before")
async def office_reads(request: Request, proof: int) -> Response:
    actor = await pages(lambda: _officer(request))
    return await _read(request, proof, actor, "house", "/dinas/panggilan")


@router.post("/admin/panggilan/{proof:number}")
@shows("/admin/panggilan")
@every_time("shows a code once, in place of the one before")
async def admin_reads(request: Request, proof: int) -> Response:
    actor = await pages(lambda: require_admin(request))
    return await _read(request, proof, actor, "admin", "/admin/panggilan")


async def _read(request: Request, proof: int, actor: Actor, tab: str, door: str) -> Response:
    code, kept = await slow(new_proof_code)
    key, value = await pages(lambda: _record(proof, kept, actor))

    def answer() -> Response:
        with read() as db:
            whose = Person.get(db, key).name
        return _shown(request, actor, tab, door, code=shown_code(code), whose=whose, number=value)

    return await pages(answer)


def _record(proof: int, kept: str, actor: Actor) -> tuple[int, str]:
    def work(db: Any) -> tuple[int, str]:
        made = read_out(db, proof, kept, by=actor)
        return made.person_id, made.value

    return write(work)
