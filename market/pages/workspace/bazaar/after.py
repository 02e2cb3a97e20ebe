"""After publishing, for a group: an appeal against the allocation, and changing booths with another group."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.asking_to_swap import ask_swap, refusal_to_ask, whom_to_ask
from market.bazaars.after.stander import standers
from market.bazaars.after.swap import SwapState, refusals_to_agree, swaps_with, the_swap
from market.bazaars.allotting.waitlist import call_queue
from market.bazaars.booking.fee import claim_fee, may_claim_fee
from market.bazaars.booking.releasing import release
from market.bazaars.booking.reply import Answer
from market.bazaars.booking.replying import hear
from market.bazaars.registering.application import Application, the_application
from market.bazaars.whose import acts_at, require_own_bazaar
from market.kernel.db import read, write
from market.kernel.mark import mark_of
from market.kernel.refused import NotFound
from market.pages.at_group import group_here
from market.pages.objecting import AppealForm, own_appeal, send_appeal_of
from market.pages.proofs import claimant, kept_proof
from market.pages.uploads import received
from market.pages.workspace.bazaar.own import SeenAtBazaar, own_letter, seen_at_bazaar, seen_with_application
from market.people.access import Do
from market.web.binding import bind
from market.web.forms import Form, Key, Mark, posted, reads_itself
from market.web.page import page, redirect
from market.web.pressing import require_shown
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/bazar/{slug}")
APPEAL, SWAP = "/lapak/{group}/bazar/{slug}/sanggah", "/lapak/{group}/bazar/{slug}/tukar"


class FeePaidForm(Form):
    note: Annotated[str, Field(max_length=300)] = ""


class ReleaseForm(Form):
    slot: Key


class SwapForm(Form):
    to: Annotated[str, Field(max_length=12)]


def _letter_page(request: Request, group: str, slug: str, template: str, more: Any) -> Response:
    """A page beneath the letter: only after publishing, only for a group that applied."""
    with read() as db:
        seen = seen_at_bazaar(db, request, group, slug)
        bazaar, application = seen.bazaar, seen.application
        if application is None or bazaar.published_at is None:
            raise NotFound(slug)
        return page(
            request, template, group=seen.group, actor=seen.actor, tab="bazaar", bazaar=bazaar,
            application=application, **more(db, seen, application),
        )  # fmt: skip


@router.post("/biaya")
@shows("/lapak/{group}/bazar/{slug}")
@reads_itself
async def claim_booth_fee(request: Request, group: str, slug: str) -> Response:
    """The group says that its booth fee is paid. Whether there is one to pay is asked first; then the proof is kept."""

    who, marked = claimant(request)

    def may() -> bool:
        with read() as db:
            here, actor = group_here(db, request, group, Do.BAZAAR)
            require_own_bazaar(db, actor, slug)
            bazaar, application = seen_with_application(db, slug, here.key)
            if application is None or bazaar.published_at is None:
                raise NotFound(slug)
            return may_claim_fee(db, application, who)

    form = bind(FeePaidForm, await received(request, may))
    file, mark = await kept_proof(request) if await pages(may) else (None, None)

    def work(db: Session) -> None:
        own = own_letter(db, request, group, slug)
        made = claim_fee(db, own.application, note=form.note, proof=file, proof_hash=mark, claimant=who, by=own.actor)
        db.flush()
        own.tell_done("fee_claimed", made.key)

    await pages(lambda: write(work))
    return marked(redirect(f"/lapak/{group}/bazar/{slug}", words="claimed"))


@router.post("/lepas")
@shows("/lapak/{group}/bazar/{slug}")
def release_a_day(
    request: Request, group: str, slug: str, form: Annotated[ReleaseForm, Depends(posted(ReleaseForm))]
) -> Response:
    """Gives one day of a season back; the queue is asked for that day alone."""

    def work(db: Session) -> str:
        own = own_letter(db, request, group, slug)
        if own.actor.only_officer:
            hear(db, own.bazaar, own.application, Answer.WITHDRAW, by=own.actor, slot_id=form.slot)
            return "heard_withdraw"
        release(db, own.bazaar, own.application, form.slot, by=own.actor)
        call_queue(db, own.bazaar)
        return "day_released"

    return redirect(f"/lapak/{group}/bazar/{slug}", words=write(work))


@router.get("/sanggah")
def appeal_page(request: Request, group: str, slug: str) -> Response:
    def more(db: Session, seen: SeenAtBazaar, application: Application) -> dict[str, Any]:
        return {"appeal": own_appeal(db, seen.bazaar, application)}

    return _letter_page(request, group, slug, "workspace/appeal.html", more)


@router.post("/sanggah")
@shows(APPEAL)
def send_appeal(
    request: Request, group: str, slug: str, form: Annotated[AppealForm, Depends(posted(AppealForm))]
) -> Response:
    def work(db: Session) -> None:
        own = own_letter(db, request, group, slug)
        made = send_appeal_of(db, own.bazaar, own.application, form.text, by=own.actor)
        own.tell_done("appealed", made.key)

    write(work)
    return redirect(f"/lapak/{group}/bazar/{slug}/sanggah", words="appeal_sent")


@router.get("/tukar")
def swap_page(request: Request, group: str, slug: str) -> Response:
    return _letter_page(request, group, slug, "workspace/swap.html", _swapping)


def _swapping(db: Session, seen: SeenAtBazaar, application: Application) -> dict[str, Any]:
    """The wishes so far, what keeps the reader from saying yes to the one that waits for it, and whom she may ask,
    with booths. A group's phone is asked first who holds it: it is told of no refusal."""
    bazaar, actor = seen.bazaar, seen.actor
    everyone = standers(db, bazaar.key)
    swaps = swaps_with(db, application.key)
    mine = everyone.get(application.key)
    days = bazaar.days
    asks = actor.offered(Do.BAZAAR) and acts_at(db, actor, bazaar.slug) and not refusal_to_ask(bazaar, days, swaps)
    waiting = [swap for swap in swaps if swap.waits_for(application.key)]
    return {
        "swaps": swaps,
        "asking": any(swap.open for swap in swaps),
        "mine": mine.booths if mine else "",
        "others": whom_to_ask(db, application, everyone, actor) if asks else [],
        "begun": days.begun,
        "starts": days.first.begins_at(bazaar),
        "everyone": everyone,
        "refusals": refusals_to_agree(db, waiting, actor) if actor.person_id and waiting else {},
        "marks": {swap.key: mark_of(*swap.places(everyone)) for swap in swaps},
    }


@router.post("/tukar")
@shows(SWAP)
def want_swap(
    request: Request, group: str, slug: str, form: Annotated[SwapForm, Depends(posted(SwapForm))]
) -> Response:
    """Asks another group to change places."""

    def work(db: Session) -> None:
        own = own_letter(db, request, group, slug)
        other = the_application(db, own.bazaar.key, form.to)
        made = ask_swap(db, own.bazaar, own.application, other, by=own.actor)
        own.tell_done("swap_asked", made.key)

    write(work)
    return redirect(f"/lapak/{group}/bazar/{slug}/tukar", words="swap_asked")


class SwapAnswer(Form):
    answer: Literal["yes", "no"]
    mark: Mark = ""


@router.post("/tukar/{swap:number}")
@shows(SWAP)
def answer_swap(
    request: Request, group: str, slug: str, swap: int, form: Annotated[SwapAnswer, Depends(posted(SwapAnswer))]
) -> Response:
    """The one asked says yes or no; the one who asked may take the wish back."""

    def work(db: Session) -> str:
        own = own_letter(db, request, group, slug)
        bazaar, application, actor = own.bazaar, own.application, own.actor
        found = the_swap(db, bazaar.key, swap)
        if application.key not in found.both:
            raise NotFound(f"swap {swap}")
        if form.answer == "yes":
            require_shown(request, form.mark, *found.places(standers(db, bazaar.key)))
            found.agree(bazaar, application, by=actor)
        else:
            found.decline(bazaar, application, by=actor)
        own.tell_done("swap_no" if found.state is SwapState.REFUSED else "swap_yes", found.step)
        return "swap_" + found.state.value

    return redirect(f"/lapak/{group}/bazar/{slug}/tukar", words=write(work))
