"""Applications and their allocation: the officer's queue, the draw, runs, the map, pins, publishing."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.allotting.compare import compare
from market.bazaars.allotting.draw import draw
from market.bazaars.allotting.naming import slot_words
from market.bazaars.allotting.plan import (
    Plan,
    PlanState,
    pin,
    pins_of,
    plans_of,
    publish,
    start_run,
    the_plan,
    told,
    unpin,
)
from market.bazaars.allotting.points import standings
from market.bazaars.allotting.whatif import Effect, what_if
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import BookingState
from market.bazaars.booking.letter import tell_group
from market.bazaars.booking.stands import busy_hours, states_of
from market.bazaars.booking.telling import tell_results
from market.bazaars.booth import booths_of
from market.bazaars.planning.landmark import landmarks_of
from market.bazaars.registering.application import (
    Application,
    ApplicationState,
    Share,
    applications_of,
    asked_by_application,
    the_application,
)
from market.bazaars.registering.documents import documents_of
from market.bazaars.slot import Slot, slots_of
from market.kernel.db import read, write
from market.kernel.language import gettext as _
from market.kernel.refused import NotFound, Refused
from market.kernel.settings import settings
from market.messages.channels import wa_link
from market.pages.office import bazaar_forms as forms
from market.pages.office.bazaars import context, own_bazaar
from market.pages.plan_map import plan_map
from market.pages.reasons import HELPS, NEEDS, reason_sentence
from market.pages.watching import note_look
from market.people.directory import groups_in
from market.people.group import Group
from market.web.apart import apart
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavily, heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}")
QUEUE, ALLOTTING = "/dinas/bazar/{slug}/pendaftaran", "/dinas/bazar/{slug}/pembagian"


@router.get("/pendaftaran")
@heavy
def applications(request: Request, slug: str, keadaan: str = "") -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        everyone = applications_of(db, bazaar.key)
        note_look(request, "applications", bazaar.key)
        state = ApplicationState(keadaan) if keadaan in list(ApplicationState) else None
        shown = [(a, g) for a, g in everyone if state is None or a.state is state]
        registered = {group.key for _, group in everyone}
        asked = asked_by_application(db, bazaar.key)
        return page(
            request, "office/applications.html",
            **context(db, bazaar, actor, "pendaftaran", applications=shown, total=len(everyone), state=state,
                      counts=Counter(a.state for a, _ in everyone),
                      needs=NEEDS, asked=asked, app_states=ApplicationState, shares=Share,
                      points=standings(db, bazaar, [g.key for _, g in shown]),
                      papers=documents_of(db, bazaar, [g for _, g in shown]),
                      busy=_promised(db, bazaar, shown, asked),
                      others=[g for g in groups_in(db, [bazaar.village]) if g.key not in registered]),
        )  # fmt: skip


def _promised(
    db: Session, bazaar: Bazaar, shown: list[tuple[Application, Group]], asked: dict[int, list[Slot]]
) -> set[int]:
    """Applications of groups that are promised to another bazaar in an hour they ask for."""
    busy = busy_hours(db, [group.key for _, group in shown], except_bazaar=bazaar.key)
    return {
        application.key
        for application, group in shown
        if any(busy.get(group.key, set()).intersection(slot.hours(bazaar)) for slot in asked.get(application.key, []))
    }


@router.post("/pendaftaran/{number}")
@shows(QUEUE)
def judge(
    request: Request, slug: str, number: str, form: Annotated[forms.Verdict, Depends(posted(forms.Verdict))]
) -> Response:
    """Eligible, complete this, or not eligible; the group learns only of what it must complete.

    Back to where the officer was: the next one unchecked stands first there.
    """

    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        application = the_application(db, bazaar.key, number)
        application.judge(bazaar, ApplicationState(form.verdict), by=actor.person_id or 0, note=form.note)
        application.reserved = form.reserved and bazaar.reserved_groups > 0
        if application.state is ApplicationState.RETURNED:
            group = Group.get(db, application.group_id)
            tell_group(db, bazaar, application, group, "bazaar_returned", f"returned/{application.judged_at:%d%H%M%S}")

    write(work)
    back = f"?keadaan={form.keadaan}" if form.keadaan in list(ApplicationState) else f"#{number}"
    return redirect(f"/dinas/bazar/{slug}/pendaftaran{back}", words="judged")


@router.get("/pembagian")
async def allotting(
    request: Request, slug: str, versi: str = "", hari: str = "", kelompok: str = "", stan: str = ""
) -> Response:
    """The draw, the runs and the plan on the map; with a group, a day and booths: what that drag would do."""
    effect = None
    if kelompok and stan:
        drag = await heavily(lambda: _drag(request, slug, versi, hari, kelompok, stan))
        try:
            effect = await apart(drag) if drag else None
        except Refused:
            effect = None
    return await heavily(lambda: _allotting(request, slug, versi, hari, (kelompok, stan), effect))


def _drag(request: Request, slug: str, versi: str, hari: str, group: str, stan: str) -> partial[Effect] | None:
    """What is to be found out of a drag, apart: it walks through every pair of groups."""
    with read() as db:
        bazaar, _actor = own_bazaar(db, request, slug)
        chosen, slots = _chosen(plans_of(db, bazaar.key), versi), slots_of(db, bazaar.key)
        slot = _shown_slot(slots, hari)
        if not chosen or not chosen.result or not slot:
            return None
        pins = told([] if bazaar.published_at else pins_of(db, bazaar.key), slots)
        booths = stan.upper().split()[:2]
        return partial(what_if, chosen.problem_file, chosen.file["placements"], pins, group, slot.name, booths)


def _shown_slot(slots: list[Slot], hari: str) -> Slot | None:
    return next((each for each in slots if str(each.id) == hari), slots[0] if slots else None)


def _allotting(
    request: Request, slug: str, versi: str, hari: str, asked: tuple[str, str], effect: Effect | None
) -> Response:
    stan = asked[1]
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        everyone = applications_of(db, bazaar.key)
        note_look(request, "applications", bazaar.key)
        plans = plans_of(db, bazaar.key)
        chosen = _chosen(plans, versi)
        slots = slots_of(db, bazaar.key)
        slot = _shown_slot(slots, hari)
        names = {application.number: group.name for application, group in everyone}
        booths = booths_of(db, bazaar.key)
        holders = _holders(chosen, slot.name if slot else "", {b.number: b.key for b in booths})
        held = {booth: names.get(number, number) for booth, number in holders.items()}
        pins = [] if bazaar.published_at else pins_of(db, bazaar.key)
        here = f"/dinas/bazar/{slug}/pembagian?versi={chosen.version if chosen else ''}&hari={slot.id if slot else ''}"
        return page(
            request, "office/allotting.html",
            **context(db, bazaar, actor, "pembagian", plans=plans, chosen=chosen, slots=slots, slot=slot, names=names,
                      waiting=sum(a.state is ApplicationState.SUBMITTED for a, _ in everyone),
                      eligible=[(a.number, g.name) for a, g in everyone if a.state is ApplicationState.ELIGIBLE],
                      rejected=_rejected(chosen, names), pins=pins, quiet=_quiet(everyone),
                      words_for=names | slot_words(slots),
                      effect=effect, asked=asked, letters=_letters(db, bazaar, everyone),
                      going=any(plan.going for plan in plans), plan_states=PlanState,
                      plan=plan_map(booths, bazaar.name, held=held, wide=True,
                                    holders=holders if bazaar.published_at is None else None,
                                    landmarks=landmarks_of(db, bazaar.key), chosen=stan.upper(),
                                    address=lambda b: f"{here}&stan={b.number}#tetapkan")),
        )  # fmt: skip


def _quiet(everyone: list[tuple[Application, Group]]) -> list[str]:
    """Groups of the reserved share that do not want to be seen, or were not asked: for the office alone."""
    found = [(a, g) for a, g in everyone if a.state is ApplicationState.ELIGIBLE and a.reserved]
    return [group.name for application, group in found if application.share is not Share.SHOWN]


def _letters(
    db: Session, bazaar: Bazaar, everyone: list[tuple[Application, Group]]
) -> list[tuple[str, BookingState | None, str]]:
    """After publishing: each group, how it stands, and a WhatsApp chat that tells it, for those without e-mail."""
    if not bazaar.published_at:
        return []
    states = states_of(db, bazaar.key)
    found = []
    for application, group in everyone:
        if application.state is ApplicationState.WITHDRAWN:
            continue
        path = f"{settings().base_url}/lapak/{group.slug}/bazar/{bazaar.slug}"
        text = _("Halo %(group)s, surat pembagian stan %(bazaar)s sudah terbit. Buka dan jawab di %(path)s") % {
            "group": group.name,
            "bazaar": bazaar.name,
            "path": path,
        }
        found.append((group.name, states.get(application.key), wa_link(group.phone, text) if group.phone else ""))
    return found


def _chosen(plans: list[Plan], version: str) -> Plan | None:
    asked = next((plan for plan in plans if str(plan.version) == version and plan.result), None)
    published = next((plan for plan in plans if plan.published_at), None)
    return asked or published or next((plan for plan in plans if plan.result), None)


def _holders(plan: Plan | None, slot: str, keys: Mapping[str, int]) -> dict[int, str]:
    """By booth id the registration number that stands there in a slot."""
    placements = plan.file.get("placements", []) if plan else []
    return {
        keys[booth]: each["group"]
        for each in placements
        if each["slot"] == slot
        for booth in each["booths"]
        if booth in keys
    }


def _rejected(plan: Plan | None, names: Mapping[str, str]) -> list[tuple[str, list[str], list[str]]]:
    """(group, reasons, what would have helped) of everybody left out."""
    told = plan.file.get("rejected", []) if plan else []
    return [
        (
            names.get(each["group"], each["group"]),
            [reason_sentence(reason) for reason in each["reasons"]],
            [HELPS[code]() for code in each["would_help"]],
        )
        for each in told
    ]


def _act(request: Request, slug: str, verb: Any) -> None:
    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        verb(db, bazaar, actor)

    write(work)


@router.get("/pembagian/banding")
@heavy
def side_by_side(request: Request, slug: str, versi: str = "", dengan: str = "") -> Response:
    """Two runs beside each other: figures, and who stands differently."""
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        done = [plan for plan in plans_of(db, bazaar.key) if plan.result]
        if len(done) < 2:
            raise NotFound("two runs")
        after = next((plan for plan in done if str(plan.version) == versi), done[0])
        before = next((plan for plan in done if str(plan.version) == dengan), done[1])
        names = {application.number: group.name for application, group in applications_of(db, bazaar.key)}
        return page(
            request, "office/side_by_side.html",
            **context(db, bazaar, actor, "pembagian", plans=done, before=before, after=after, names=names,
                      sides=compare(before, after)),
        )  # fmt: skip


@router.post("/pembagian/angka")
@shows(ALLOTTING)
def enter_number(
    request: Request, slug: str, form: Annotated[forms.DrawForm, Depends(posted(forms.DrawForm))]
) -> Response:
    _act(request, slug, lambda db, bazaar, _actor: draw(db, bazaar, form.number))
    return redirect(f"/dinas/bazar/{slug}/pembagian", words="number_drawn")


@router.post("/pembagian/hitung")
@shows(ALLOTTING)
def run(request: Request, slug: str, form: Annotated[forms.ReasonForm, Depends(posted(forms.ReasonForm))]) -> Response:
    _act(request, slug, lambda db, bazaar, actor: start_run(db, bazaar, by=actor.name, reason=form.reason))
    return redirect(f"/dinas/bazar/{slug}/pembagian", words="run_started")


@router.post("/pembagian/hitung/{version:number}/batal")
@shows(ALLOTTING)
def stop_run(request: Request, slug: str, version: int) -> Response:
    _act(request, slug, lambda db, bazaar, _actor: the_plan(db, bazaar.key, version).cancel())
    return redirect(f"/dinas/bazar/{slug}/pembagian", words="run_cancelled")


@router.post("/pembagian/tetapkan")
@shows(ALLOTTING)
def pin_group(request: Request, slug: str, form: Annotated[forms.PinForm, Depends(posted(forms.PinForm))]) -> Response:
    def verb(db: Session, bazaar: Bazaar, actor: Any) -> None:
        application: Application = the_application(db, bazaar.key, form.group)
        if form.slot not in {slot.key for slot in slots_of(db, bazaar.key)}:
            raise Refused("choice_unknown", field="slot")
        if form.booths.strip():
            pin(db, bazaar, application, form.slot, form.booths.upper().split(), reason=form.reason, by=actor)
        else:
            unpin(db, bazaar, application, form.slot, by=actor)

    _act(request, slug, verb)
    return redirect(f"/dinas/bazar/{slug}/pembagian", words="pinned" if form.booths.strip() else "unpinned")


@router.post("/pembagian/terbitkan")
@shows(ALLOTTING)
def publish_plan(
    request: Request, slug: str, form: Annotated[forms.PublishForm, Depends(posted(forms.PublishForm))]
) -> Response:
    """One transaction: bookings, letters, the public page."""

    def verb(db: Session, bazaar: Bazaar, _actor: Any) -> None:
        publish(db, bazaar, form.version, reason=form.reason)
        tell_results(db, bazaar)

    _act(request, slug, verb)
    return redirect(f"/dinas/bazar/{slug}/pembagian", words="published")
