"""The officer's bazaars: planning, days, opening and closing registration, cancelling."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.public_facts import FACTS, change_facts, describe, tell_change
from market.bazaars.after.when_to_register import close_registration, move_closing
from market.bazaars.bazaar import Bazaar, draft_bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.answering import cancel_bazaar
from market.bazaars.planning.comment import comments_of
from market.bazaars.planning.deciding import Deciding, decide
from market.bazaars.planning.floor_plan import copy_floor_plan
from market.bazaars.planning.named_draw import (
    Draw,
    DrawWay,
    copy_draw,
    follows_closing,
    name_draw,
    require_after,
    require_named,
)
from market.bazaars.planning.rounds import Round, in_time
from market.bazaars.planning.same_venue import same_venue
from market.bazaars.planning.site import Site, copy_sites, require_sites
from market.bazaars.planning.two_lists import two_lists
from market.bazaars.registering.demand import power_asked
from market.bazaars.registering.overview import overview
from market.bazaars.registering.question import OwnQuestion, copy_questions
from market.bazaars.slot import Days
from market.bazaars.whose import bazaars_of_officer, questions_to
from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.pages.office.bazaars import forms
from market.pages.office.bazaars.own import context, held_bazaar, own_bazaar
from market.pages.reasons import AUDIENCES
from market.pages.visitor import officer_places
from market.people.access import Actor
from market.people.certificate import LABELS
from market.people.helpers import Officer
from market.people.place import place_name
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar")


@router.get("")
def bazaars(request: Request) -> Response:
    with read() as db:
        actor, places = officer_places(db, request)
        return page(
            request, "office/bazaars.html", actor=actor, tab="bazaars",
            bazaars=bazaars_of_officer(db, actor.own_id or 0, most=100), questions=questions_to(db, places),
            offices={each.office_id for each in places},
        )  # fmt: skip


@router.get("/baru")
def new_bazaar_page(request: Request) -> Response:
    with read() as db:
        actor, places = officer_places(db, request)
        named = [(each.office_id, f"{each.agency}, {place_name(each.place)}") for each in places]
        return page(
            request, "office/bazaar_new.html", actor=actor, tab="bazaars", offices=named, documents=LABELS, draw=None
        )


@router.post("/baru")
@shows("/dinas/bazar/baru")
def new_bazaar(request: Request, form: Annotated[forms.BazaarForm, Depends(posted(forms.BazaarForm))]) -> Response:
    def work(db: Session) -> str:
        actor, places = officer_places(db, request)
        office = _chosen(places, form.office)
        bazaar = draft_bazaar(db, name=form.name, village=office.place, agency=office.agency, by_id=actor.key)
        _save(bazaar, actor, form)
        return bazaar.slug

    return redirect(f"/dinas/bazar/{write(work)}", words="bazaar_drafted")


def _chosen(places: list[Officer], office: int | None) -> Officer:
    """The office that plans it: the chosen one, the only one without a choice."""
    found = next((each for each in places if office in (None, each.office_id)), None)
    if found is None:
        raise Refused("choice_unknown", field="office")
    return found


def _save(bazaar: Bazaar, by: Actor, form: forms.BazaarForm) -> None:
    """Its name and story until it is over; what people were told with a reason; what decides who gets a booth only
    before registration."""
    describe(bazaar, form.name, form.story)
    facts = {name: getattr(form, name) for name in FACTS}
    for amendment in change_facts(bazaar.db, bazaar, facts, reason=form.reason, by=by):
        tell_change(bazaar.db, bazaar, amendment)
    closes = datetime.combine(form.closes_on, form.closes_at, bazaar.zone) if form.closes_on else None
    decide(
        bazaar,
        Deciding(
            reserved_groups=form.reserved_groups, reserved_for=form.reserved_for, kelurahan_limit=form.kelurahan_limit,
            category_limit=form.category_limit, fee=form.fee, fee_classes=form.fee_classes, fee_basis=form.fee_basis,
            fee_receiver=form.fee_receiver, documents=[kind.value for kind in form.documents],
        ),
    )  # fmt: skip
    move_closing(bazaar.db, bazaar, closes, reason=form.reason, by=by)
    _save_draw(bazaar, form)


def _save_draw(bazaar: Bazaar, form: forms.BazaarForm) -> None:
    """The draw, in a draft; afterwards only that closing still comes before it."""
    if form.draw_way:
        _name_draw(bazaar, form, form.draw_way)
    if bazaar.state is BazaarState.OPEN:
        require_after(bazaar)


def _name_draw(bazaar: Bazaar, form: forms.BazaarForm, way: DrawWay) -> None:
    name_draw(
        bazaar, way=way, on=form.draw_on, hour=form.draw_time, source=form.source, address=form.source_link,
        reading=form.reading, digits=form.digits, every_days=form.every_days, times=form.times,
    )  # fmt: skip


@router.get("/{slug}")
def bazaar_page(request: Request, slug: str) -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        power, counts = power_asked(db, bazaar.key), overview(db, bazaar.key)
        draws, rounds = two_lists(db, bazaar.key, Draw, Round)
        sites, questions = two_lists(db, bazaar.key, Site, OwnQuestion)
        slots, draw = [each.slot for each in power], next(iter(draws), None)
        days = Days(bazaar, slots)
        return page(
            request, "office/bazaar.html",
            **context(db, bazaar, actor, "rencana", slots=slots, days=days, power=power,
                      booths=counts.booths, sent=counts.sent, waiting=counts.waiting,
                      beside=same_venue(db, bazaar, days, sites),
                      rounds=in_time(rounds), audiences=AUDIENCES, documents=LABELS,
                      draw=draw, draw_follows=draw and follows_closing(bazaar, draw),
                      comments=comments_of(db, bazaar.key), questions=questions, sites=sites, zones=list(counts.zones)),
        )  # fmt: skip


@router.post("/{slug}")
@shows("/dinas/bazar/{slug}")
def save_bazaar(
    request: Request, slug: str, form: Annotated[forms.BazaarForm, Depends(posted(forms.BazaarForm))]
) -> Response:
    write(lambda db: _save(*own_bazaar(db, request, slug, lock=True), form))
    return redirect(f"/dinas/bazar/{slug}", words="saved")


COPIED = (
    "story", "venue", "map_link", "picture", "rules", "reserved_groups", "reserved_for", "kelurahan_limit",
    "category_limit", "fee", "fee_classes", "fee_basis", "fee_receiver", "documents", "booth_watt",
)  # fmt: skip


@router.post("/{slug}/salin")
@shows("/dinas/bazar/{slug}")
def copy_bazaar(request: Request, slug: str) -> Response:
    """A new draft like this one, with its floor plan and rules and without its days."""

    def work(db: Session) -> str:
        earlier, actor = held_bazaar(db, request, slug)
        kept = {name: getattr(earlier, name) for name in COPIED}
        bazaar = draft_bazaar(
            db, name=earlier.name, village=earlier.village, agency=earlier.agency, by_id=actor.key, **kept
        )
        copy_floor_plan(bazaar, earlier)
        copy_draw(bazaar, earlier)
        copy_questions(bazaar, earlier)
        copy_sites(bazaar, earlier)
        return bazaar.slug

    return redirect(f"/dinas/bazar/{write(work)}", words="bazaar_drafted")


@router.post("/{slug}/hari")
@shows("/dinas/bazar/{slug}")
def add_slot(request: Request, slug: str, form: Annotated[forms.SlotForm, Depends(posted(forms.SlotForm))]) -> Response:
    def work(db: Session) -> None:
        own_bazaar(db, request, slug, lock=True)[0].add_slot(form.day, form.starts, form.ends)

    write(work)
    return redirect(f"/dinas/bazar/{slug}", words="saved")


@router.post("/{slug}/hari/{slot:number}/hapus")
@shows("/dinas/bazar/{slug}")
def drop_slot(request: Request, slug: str, slot: int) -> Response:
    write(lambda db: own_bazaar(db, request, slug, lock=True)[0].drop_slot(slot))
    return redirect(f"/dinas/bazar/{slug}", words="saved")


@router.post("/{slug}/buka")
@shows("/dinas/bazar/{slug}")
def open_registration(request: Request, slug: str) -> Response:
    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        require_sites(bazaar)
        bazaar.open(actor)
        require_named(bazaar)

    write(work)
    return redirect(f"/dinas/bazar/{slug}/pendaftaran", words="registration_open")


@router.post("/{slug}/tutup")
@shows("/dinas/bazar/{slug}/pendaftaran")
def end_registration(
    request: Request, slug: str, form: Annotated[forms.ReasonForm, Depends(posted(forms.ReasonForm))]
) -> Response:
    """Closes registration, early only with a reason. What was sent is judged until the list is frozen."""

    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        close_registration(db, bazaar, reason=form.reason, by=actor)

    write(work)
    return redirect(f"/dinas/bazar/{slug}/pendaftaran", words="registration_closed")


@router.post("/{slug}/batal")
@shows("/dinas/bazar/{slug}")
def cancel(
    request: Request, slug: str, form: Annotated[forms.ReasonForm, Depends(posted(forms.ReasonForm))]
) -> Response:
    def work(db: Session) -> None:
        bazaar, actor = held_bazaar(db, request, slug)
        cancel_bazaar(db, bazaar, form.reason, actor)

    write(work)
    return redirect(f"/dinas/bazar/{slug}", words="bazaar_cancelled")
