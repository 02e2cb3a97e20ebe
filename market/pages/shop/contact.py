"""A person's phone number and e-mail: proved by a code, changed with a proof, taken over from an old account."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.limits import attempt
from market.kernel.refused import NotFound, Refused, TooOften
from market.kernel.tokens import digest
from market.pages.networks import network_of_request
from market.pages.shop import forms
from market.pages.sudo import asked_of, make_sure
from market.pages.visitor import require_person, visit
from market.people.invitation import invitations_for
from market.people.joining.shown import why_not_shown
from market.people.owning.proving import prove
from market.people.person import Person, fits
from market.people.roles.standing import person_and_works
from market.people.security import report_security
from market.people.signing_in.contact import (
    PROOF,
    ContactKind,
    ProofWay,
    ask_for_proof,
    asked_by_others,
    contact_of,
    end_proofs,
    new_proof_code,
    open_proofs,
    typed_contact,
    ways_to_prove,
)
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import pages, slow

router = APIRouter(include_in_schema=False, prefix="/akun/kontak")
WORDS = {way: "call_asked" if way is ProofWay.CALL else "proof_asked" for way in ProofWay}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_OWN, MOST_OTHER, MOST_TO_ONE = 5, 3, 12  # codes sent to one address a day: by one account or network; by all
MOST_FIRST = 24  # besides: the first of each account that is no newcomer, so that new ones use up nobody's proof


@router.get("")
def contact_page(request: Request) -> Response:
    person_id = require_person(request)
    asked = asked_of(request)
    with read() as db:
        person, works = person_and_works(db, person_id)
        return page(
            request, "shop/contact.html", actor=visit(request), person=person, kinds=ContactKind, asked=asked,
            proofs=open_proofs(db, person_id), ways={kind: ways_to_prove(kind) for kind in ContactKind},
            invited=works.invited, asked_for=asked_by_others(db, person),
        )  # fmt: skip


@router.post("")
@shows("/akun/kontak")
async def ask(request: Request, form: Annotated[forms.AskProof, Depends(posted(forms.AskProof))]) -> Response:
    """Proves what the account has; or asks for another number or e-mail, which counts once it is proved."""
    person_id = await pages(lambda: require_person(request))
    kind, value = typed_contact(form.identifier)
    if value != await pages(lambda: _own(person_id, kind)):
        await make_sure(request, form)
    way = await ask_anywhere(request, person_id, kind, value, form.way)
    return redirect("/akun/kontak", words=WORDS[way])


async def ask_anywhere(
    request: Request, person_id: int, kind: ContactKind, value: str, way: ProofWay | None
) -> ProofWay:
    """Sends a code, or has a call wait; returns which.

    A stranger can cause only a few letters a day to one address, and uses up nobody else's tries: letters are counted
    for each account and network by itself, and in all; calls are never counted in all.
    """
    ways = ways_to_prove(kind)
    if not ways:
        raise Refused("proof_by_nothing", field="identifier")
    network = network_of_request(request)
    await pages(lambda: attempt(f"bukti/network/{network}", most=10, per=HOUR))
    await pages(lambda: attempt(f"bukti/person/{person_id}", most=5, per=HOUR))
    chosen = way or ways[0]
    if chosen is not ProofWay.CALL:
        own = value == await pages(lambda: _own(person_id, kind))
        await pages(lambda: _count_letter(value, person_id, network, own=own))
    code = await slow(new_proof_code)
    await pages(lambda: write(lambda db: ask_for_proof(db, person_id, kind, value, chosen, code) and None))
    return chosen


def _count_letter(value: str, person_id: int, network: str, *, own: bool) -> None:
    """An owner may ask a few more for her account's own contact, and is counted apart from others."""
    whose, to = "own" if own else "other", digest(value)[:32]
    for who in (f"akun/{person_id}", f"dari/{network}"):
        attempt(f"bukti/{whose}/{to}/{who}", most=MOST_OWN if own else MOST_OTHER, per=DAY)
    if _is_first(to, person_id):
        attempt(f"bukti/pertama/{to}", most=MOST_FIRST, per=DAY)
    else:
        attempt(f"bukti/{whose}/{to}", most=MOST_TO_ONE, per=DAY)


def _is_first(to: str, person_id: int) -> bool:
    """Whether an account older than a day asks for the first time today that a code goes to this address."""
    with read() as db:
        if Person.get(db, person_id).created_at > now() - DAY:
            return False
    try:
        attempt(f"bukti/pertama/{to}/{person_id}", most=1, per=DAY)
    except TooOften:
        return False
    return True


def _own(person_id: int, kind: ContactKind) -> str | None:
    with read() as db:
        return contact_of(Person.get(db, person_id), kind)


@router.post("/kode")
@shows("/akun/kontak")
async def show(request: Request, form: Annotated[forms.ShowCode, Depends(posted(forms.ShowCode))]) -> Response:
    """The code that came. The tries are her own: nobody else can type a code here."""
    person_id = await pages(lambda: require_person(request))
    await pages(lambda: attempt(f"bukti/try/{person_id}", most=10, per=HOUR))
    proof_id, kept = await pages(lambda: _asked(person_id, form.which))
    if not await slow(lambda: fits(kept, form.code)):
        await pages(lambda: report_security("proof_wrong", person_id=person_id, network=network_of_request(request)))
        raise Refused("proof_wrong", field="code")
    network, login = network_of_request(request), visit(request).login_id
    await pages(lambda: write(lambda db: prove(db, person_id, proof_id, network=network, login_id=login) and None))
    return redirect(await pages(lambda: _after_proof(person_id)), words="proved")


def _after_proof(person_id: int) -> str:
    """Back to the invitation that needed it, where one waits."""
    with read() as db:
        person = Person.get(db, person_id)
        needed = [each for each, _group in invitations_for(db, person) if why_not_shown(db, each, person) is None]
    return f"/akun/undangan/{needed[0].key}" if needed else "/akun/kontak"


def _asked(person_id: int, kind: ContactKind) -> tuple[int, str | None]:
    with read() as db:
        proof = open_proofs(db, person_id).get(kind)
        if proof is None:
            raise Refused("proof_wrong", field="code")
        return proof.key, proof.code_hash


@router.post("/batal")
@shows("/akun/kontak")
def drop(request: Request, form: Annotated[forms.DropProof, Depends(posted(forms.DropProof))]) -> Response:
    person_id = require_person(request)

    def work(db: Session) -> None:
        if form.which not in open_proofs(db, person_id):
            raise NotFound("contact proof")
        end_proofs(db, PROOF.c.person_id == person_id, PROOF.c.kind == form.which)

    write(work)
    return redirect("/akun/kontak", words="saved")
