"""After publishing: appeals, swaps, fees, and what may still change: a booth, a day, one day more."""

from collections.abc import Callable
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.amending import cancel_slot, postpone_slot, prolong
from market.bazaars.after.amendment import amendments_of
from market.bazaars.after.appeal import answer_appeal, appeals_of, the_appeal
from market.bazaars.after.breaking import break_booth, repair_booths
from market.bazaars.after.dead_block import refill_today
from market.bazaars.after.stander import standers
from market.bazaars.after.swap import Swap, swaps_of, the_swap
from market.bazaars.after.touched import Touched
from market.bazaars.allotting.audit import name_auditor, own_verdict
from market.bazaars.allotting.left_out import why_left_out
from market.bazaars.allotting.plan import published_plan
from market.bazaars.allotting.waitlist import call_queue
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.fee import fee_payments, fees_of
from market.bazaars.planning.two_lists import slots_and_broken
from market.bazaars.registering.application import applications_of
from market.bazaars.slot import Days
from market.kernel.db import read, write
from market.kernel.mark import mark_of
from market.kernel.refused import NotFound
from market.kernel.settings import settings
from market.pages.office.bazaars import forms
from market.pages.office.bazaars.own import barred_groups, context, own_bazaar, require_holder
from market.pages.reasons import amendment_sentence, why_sentences
from market.pages.watching import note_look
from market.payments.mistaken import takeable
from market.people.access import Actor
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.pressing import every_time, require_shown
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/sesudah")
Verb = Callable[[Session, Bazaar, Actor], str | None]
AFTER = "/dinas/bazar/{slug}/sesudah"


@router.get("")
@heavy
def after(request: Request, slug: str) -> Response:
    return _shown(request, slug)


def _shown(request: Request, slug: str, audit_link: str = "") -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        everyone = applications_of(db, bazaar.key)
        note_look(request, "applications", bazaar.key)
        (slots, broken), swaps = slots_and_broken(db, bazaar.key), swaps_of(db, bazaar.key)
        appeals = appeals_of(db, bazaar.key)
        plan = published_plan(db, bazaar.key) if appeals else None
        numbers = {a.key: a.number for a, _ in everyone}
        why = why_left_out(plan, [numbers[each.application_id] for each in appeals]) if plan else {}
        days, barred = Days(bazaar, slots), barred_groups(db, actor, [group for _, group in everyone])
        came_in = fee_payments(db, bazaar) if bazaar.charges else {}
        return page(
            request, "office/after.html",
            **context(db, bazaar, actor, "sesudah", names={a.key: g.name for a, g in everyone},
                      numbers=numbers, barred={a.number: barred[g.key] for a, g in everyone if g.key in barred},
                      verdict=own_verdict(db, bazaar) if bazaar.auditor else None,
                      days=days, alters=bazaar.state is BazaarState.PUBLISHED and not days.over,
                      amendments=amendments_of(db, bazaar.key), amendment_sentence=amendment_sentence,
                      broken=broken,
                      appeals=appeals, why={number: why_sentences(each) for number, each in why.items()},
                      swaps=swaps, marks=_marks(db, bazaar, swaps),
                      fees=fees_of(db, [a.number for a, _ in everyone]) if bazaar.charges else {},
                      came_in=came_in, takeable=takeable(db, list(chain(*came_in.values())), actor),
                      waived={a.number: a.fee_waived for a, _ in everyone if a.fee_waived},
                      audit_link=audit_link,
                      by_number={a.number: g.name for a, g in everyone}),
        )  # fmt: skip


def _marks(db: Session, bazaar: Bazaar, swaps: list[Swap]) -> dict[int, str]:
    everyone = standers(db, bazaar.key) if swaps else {}
    return {swap.key: mark_of(*swap.places(everyone)) for swap in swaps}


def act_after(request: Request, slug: str, verb: Verb, words: str = "saved") -> Response:
    """One act on a published bazaar."""
    return redirect(f"/dinas/bazar/{slug}/sesudah", words=_done(request, slug, verb) or words)


def _done(request: Request, slug: str, verb: Verb) -> str | None:
    """Does one act on a published bazaar; returns the words to show."""

    def work(db: Session) -> str | None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        if bazaar.published_at is None:
            raise NotFound(slug)
        return verb(db, bazaar, actor)

    return write(work)


@router.post("/sanggah/{appeal:number}")
@shows(AFTER)
def reply_to_appeal(
    request: Request, slug: str, appeal: int, form: Annotated[forms.ReplyForm, Depends(posted(forms.ReplyForm))]
) -> Response:
    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        answer_appeal(db, bazaar, the_appeal(db, bazaar.key, appeal), form.answer, by=actor)

    return act_after(request, slug, verb, "appeal_answered")


@router.post("/tukar/{swap:number}")
@shows(AFTER)
def decide_swap(
    request: Request, slug: str, swap: int, form: Annotated[forms.SwapVerdict, Depends(posted(forms.SwapVerdict))]
) -> Response:
    """Both groups agree and somebody is wronged: the office lets it happen, with a reason."""

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> str:
        found = the_swap(db, bazaar.key, swap)
        require_shown(request, form.mark, *found.places(standers(db, bazaar.key)))
        found.decide(bazaar, form.reason, by=actor)
        return "swap_done"

    return act_after(request, slug, verb)


def _changed(db: Session, bazaar: Bazaar, touched: Touched) -> None:
    """Tells the groups concerned, then offers the queue what became free."""
    touched.tell(db, bazaar)
    call_queue(db, bazaar)


@router.post("/stan")
@shows(AFTER)
def broken(
    request: Request, slug: str, form: Annotated[forms.BrokenForm, Depends(posted(forms.BrokenForm))]
) -> Response:
    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        _changed(db, bazaar, break_booth(db, bazaar, form.number.upper(), reason=form.reason, by=actor))

    return act_after(request, slug, verb, "booth_broken")


@router.post("/stan/{number}/baik")
@shows(AFTER)
def repaired(
    request: Request, slug: str, number: str, form: Annotated[forms.ReasonForm, Depends(posted(forms.ReasonForm))]
) -> Response:
    """The booth can be used again: who was put out today may have it, and the queue."""

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        _changed(db, bazaar, repair_booths(db, bazaar, [number], reason=form.reason, by=actor))
        refill_today(db, bazaar)

    return act_after(request, slug, verb, "booth_repaired")


@router.post("/hari/{slot:number}/batal")
@shows(AFTER)
def call_off(
    request: Request, slug: str, slot: int, form: Annotated[forms.ReasonForm, Depends(posted(forms.ReasonForm))]
) -> Response:
    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        _changed(db, bazaar, cancel_slot(db, bazaar, slot, reason=form.reason, by=actor))

    return act_after(request, slug, verb, "slot_cancelled")


@router.post("/hari/{slot:number}/pindah")
@shows(AFTER)
def postpone(
    request: Request, slug: str, slot: int, form: Annotated[forms.MovedSlot, Depends(posted(forms.MovedSlot))]
) -> Response:
    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        _changed(
            db,
            bazaar,
            postpone_slot(db, bazaar, slot, form.day, form.starts, form.ends, reason=form.reason, by=actor),
        )

    return act_after(request, slug, verb, "slot_postponed")


@router.post("/hari")
@shows(AFTER)
def one_day_more(
    request: Request, slug: str, form: Annotated[forms.MovedSlot, Depends(posted(forms.MovedSlot))]
) -> Response:
    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        _changed(db, bazaar, prolong(db, bazaar, form.day, form.starts, form.ends, reason=form.reason, by=actor))

    return act_after(request, slug, verb, "prolonged")


@router.post("/pemeriksa")
@shows(AFTER)
@every_time("shows a link once, in place of the one before")
def auditor(
    request: Request, slug: str, form: Annotated[forms.AuditorForm, Depends(posted(forms.AuditorForm))]
) -> Response:
    """Names who checks the whole files, and shows their link once, on this page."""

    def verb(_db: Session, bazaar: Bazaar, actor: Actor) -> str:
        require_holder(bazaar, actor)
        return name_auditor(bazaar, form.auditor, by=actor)

    key = _done(request, slug, verb)
    return _shown(request, slug, f"{settings().base_url}/bazar/{slug}/periksa?kunci={key}")
