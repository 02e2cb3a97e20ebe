"""Who applied for a booth: the officer's queue, and the word on each."""

from collections import Counter
from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.allotting.points import standings
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.letter import tell_group
from market.bazaars.booking.stands import busy_hours
from market.bazaars.registering.application import (
    Application,
    ApplicationState,
    ReservedShare,
    applications_of,
    asked_by_application,
    slots_asked,
    the_application,
)
from market.bazaars.registering.documents import documents_of
from market.bazaars.slot import Slot
from market.kernel.db import read, write
from market.kernel.mark import mark_of
from market.pages.office.bazaars import forms
from market.pages.office.bazaars.bazaar import context, own_bazaar
from market.pages.reasons import NEEDS
from market.pages.watching import note_look
from market.people.act import note
from market.people.directory import groups_in
from market.people.group import Group
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.pressing import require_shown
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}")
QUEUE = "/dinas/bazar/{slug}/pendaftaran"


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
                      marks={a.key: mark_of(*_judged(a, [s.key for s in asked.get(a.key, [])])) for a, _ in shown},
                      needs=NEEDS, asked=asked, app_states=ApplicationState, shares=ReservedShare,
                      points=standings(db, bazaar, [g.key for _, g in shown]),
                      papers=documents_of(db, bazaar, [g for _, g in shown]),
                      busy=_promised(db, bazaar, shown, asked),
                      others=[g for g in groups_in(db, [bazaar.village]) if g.key not in registered]),
        )  # fmt: skip


def _judged(a: Application, slots: Collection[int]) -> tuple[object, ...]:
    """What an officer judges: what the group asks for, with the slots, and the word on it so far."""
    return (
        a.state, a.note, a.booths_min, a.booths_max, a.accepts_fewer_slots, a.needs, a.watt, a.zones, a.category,
        a.goods, a.reserved_share, a.reserved, sorted(slots),
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
        application = the_application(db, bazaar.key, number, lock=True)
        require_shown(request, form.mark, *_judged(application, slots_asked(db, application.key)))
        application.judge(bazaar, ApplicationState(form.verdict), by=actor.person_id or 0, note=form.note)
        application.reserved = form.reserved and bazaar.reserved_groups > 0
        if application.state is ApplicationState.RETURNED:
            group = Group.get(db, application.group_id)
            done = note(db, actor, "application_returned", group.key, bazaar=bazaar.name)
            tell_group(db, bazaar, application, group, "bazaar_returned", f"returned/{done.key}")

    write(work)
    back = f"?keadaan={form.keadaan}" if form.keadaan in list(ApplicationState) else f"#{number}"
    return redirect(f"/dinas/bazar/{slug}/pendaftaran{back}", words="judged")
