"""The allocation: the draw, the map, pins, publishing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.allotting.naming import slot_words
from market.bazaars.allotting.pins import pin, pinned_stands, pins_of, slots_and_pins, told, unpin
from market.bazaars.allotting.plan import Plan, PlanState, plans_of, publish, skipped
from market.bazaars.allotting.season import allotted_slots
from market.bazaars.allotting.waitlist import call_queue
from market.bazaars.allotting.whatif import Effect, what_if
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.stands import broken_on
from market.bazaars.booking.telling import tell_results
from market.bazaars.booth import booths_of
from market.bazaars.planning.landmark import landmarks_of
from market.bazaars.registering.application import (
    Application,
    ApplicationState,
    ReservedShare,
    applications_of,
    the_application,
)
from market.bazaars.slot import slots_of
from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.pages.floor_plan_svg import chosen_slot, floor_plan_svg, legend_marks
from market.pages.office.bazaars import forms
from market.pages.office.bazaars.drawing_shown import drawing
from market.pages.office.bazaars.own import context, own_bazaar, require_holder
from market.pages.office.bazaars.seating import seating
from market.pages.reasons import HELPS, reason_sentence
from market.pages.watching import note_look
from market.people.access import Actor
from market.people.group import Group
from market.web.apart import apart
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavily

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}")
ALLOTTING = "/dinas/bazar/{slug}/pembagian"


@router.get("/pembagian")
async def allotting(
    request: Request, slug: str, versi: str = "", hari: str = "", kelompok: str = "", stan: str = "", urut: str = ""
) -> Response:
    """The draw, the runs and the plan on the map; with a group, a day and booths: what that drag would do."""
    effect = None
    if kelompok and stan:
        drag = await heavily(lambda: _drag(request, slug, versi, hari, kelompok, stan))
        try:
            effect = await apart(drag) if drag else None
        except Refused:
            effect = None
    shown = Shown(version=versi, day=hari, group=kelompok, booths=stan, order=urut)
    return await heavily(lambda: _allotting(request, slug, shown, effect))


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page is asked to show: a run, a day, a group dragged to booths, what the list is sorted by."""

    version: str
    day: str
    group: str
    booths: str
    order: str


def _drag(request: Request, slug: str, versi: str, hari: str, group: str, stan: str) -> partial[Effect] | None:
    """The work that finds out what a drag would do, for a process apart: it looks at every pair of groups."""
    with read() as db:
        bazaar, _actor = own_bazaar(db, request, slug)
        chosen, slots = _chosen(plans_of(db, bazaar.key), versi), allotted_slots(bazaar, slots_of(db, bazaar.key))
        slot = chosen_slot(bazaar, slots, hari)
        if not chosen or not chosen.result or not slot:
            return None
        pins = told([] if bazaar.published_at else pins_of(db, bazaar.key), slots)
        booths = stan.upper().split()[:2]
        return partial(what_if, chosen.problem_file, chosen.file["placements"], pins, group, slot.name, booths)


def _allotting(request: Request, slug: str, shown: Shown, effect: Effect | None) -> Response:
    asked = (shown.group, shown.booths)
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        everyone = applications_of(db, bazaar.key)
        note_look(request, "applications", bazaar.key)
        plans = plans_of(db, bazaar.key)
        chosen = _chosen(plans, shown.version)
        slots, made = slots_and_pins(db, bazaar.key)
        slots = allotted_slots(bazaar, slots)
        slot = chosen_slot(bazaar, slots, shown.day)
        names = {application.number: group.name for application, group in everyone}
        booths = booths_of(db, bazaar.key)
        occupants = _occupants(chosen, slot.name if slot else "", {b.number: b.key for b in booths})
        held = {booth: names.get(number, number) for booth, number in occupants.items()}
        by_key = {application.key: application for application, _ in everyone}
        pins = [] if bazaar.published_at else [(each, by_key[each.application_id]) for each in made]
        here = f"/dinas/bazar/{slug}/pembagian?versi={chosen.version if chosen else ''}&hari={slot.id if slot else ''}"
        return page(
            request, "office/allotting.html",
            **context(db, bazaar, actor, "pembagian", plans=plans, chosen=chosen, slots=slots, slot=slot, names=names,
                      waiting=sum(a.state is ApplicationState.SUBMITTED for a, _ in everyone),
                      drawing=drawing(db, bazaar, everyone, slots, actor),
                      eligible=[(a.number, g.name) for a, g in everyone if a.state is ApplicationState.ELIGIBLE],
                      rejected=_rejected(chosen, names), **seating(chosen, names, slots, shown.order),
                      marks=legend_marks(booths), pins=pinned_stands(pins, slots), quiet=_quiet(everyone),
                      words_for=names | slot_words(slots),
                      effect=effect, asked=asked,
                      going=any(plan.going for plan in plans), plan_states=PlanState,
                      floor_plan=floor_plan_svg(booths, bazaar.name, held=held, wide=True,
                                                broken=broken_on(db, bazaar, booths, slot),
                                                occupants=occupants if bazaar.published_at is None else None,
                                                landmarks=landmarks_of(db, bazaar.key), chosen=shown.booths.upper(),
                                                address=lambda b: f"{here}&stan={b.number}#tetapkan")),
        )  # fmt: skip


def _quiet(everyone: list[tuple[Application, Group]]) -> list[str]:
    """Groups of the reserved share that do not want to be seen, or were not asked: for the office alone."""
    found = [(a, g) for a, g in everyone if a.state is ApplicationState.ELIGIBLE and a.reserved]
    return [group.name for application, group in found if application.reserved_share is not ReservedShare.SHOWN]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A group that got no booth: why, and what would have helped."""

    name: str
    reasons: list[str]
    helps: list[str]


def _chosen(plans: list[Plan], version: str) -> Plan | None:
    asked = next((plan for plan in plans if str(plan.version) == version and plan.result), None)
    published = next((plan for plan in plans if plan.published_at), None)
    return asked or published or next((plan for plan in plans if plan.result), None)


def _occupants(plan: Plan | None, slot: str, keys: Mapping[str, int]) -> dict[int, str]:
    """By booth id the registration number that stands there in a slot."""
    placements = plan.file.get("placements", []) if plan else []
    return {
        keys[booth]: each["group"]
        for each in placements
        if each["slot"] == slot
        for booth in each["booths"]
        if booth in keys
    }


def _rejected(plan: Plan | None, names: Mapping[str, str]) -> list[LeftOut]:
    told = plan.file.get("rejected", []) if plan else []
    return [
        LeftOut(
            name=names.get(each["group"], each["group"]),
            reasons=[reason_sentence(reason) for reason in each["reasons"]],
            helps=[HELPS[code]() for code in each["would_help"]],
        )
        for each in told
    ]


def act(request: Request, slug: str, verb: Callable[[Session, Bazaar, Actor], object]) -> None:
    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        verb(db, bazaar, actor)

    write(work)


@router.post("/pembagian/tetapkan")
@shows(ALLOTTING)
def pin_group(request: Request, slug: str, form: Annotated[forms.PinForm, Depends(posted(forms.PinForm))]) -> Response:
    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        application: Application = the_application(db, bazaar.key, form.group)
        if form.booths.strip():
            pin(db, bazaar, application, form.slot, form.booths.upper().split(), reason=form.reason, by=actor)
        else:
            unpin(db, bazaar, application, form.slot, by=actor)

    act(request, slug, verb)
    return redirect(f"/dinas/bazar/{slug}/pembagian", words="pinned" if form.booths.strip() else "unpinned")


@router.post("/pembagian/terbitkan")
@shows(ALLOTTING)
def publish_plan(
    request: Request, slug: str, form: Annotated[forms.PublishForm, Depends(posted(forms.PublishForm))]
) -> Response:
    """One transaction: bookings, letters, the public page."""

    def verb(db: Session, bazaar: Bazaar, actor: Actor) -> None:
        require_holder(bazaar, actor)
        plan = publish(db, bazaar, form.version, reason=form.reason, by=actor)
        tell_results(db, bazaar)
        if skipped(db, bazaar, plan):
            call_queue(db, bazaar)

    act(request, slug, verb)
    return redirect(f"/dinas/bazar/{slug}/pembagian", words="published")
