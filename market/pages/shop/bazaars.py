"""Bazaars for everyone: the calendar, a bazaar with its map, and its allocation with everything to check it."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, time, timedelta
from functools import partial
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.amendment import amendments_of
from market.bazaars.bazaar import Bazaar, bazaar_by_slug
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.stands import broken_on, confirmed_in
from market.bazaars.booth import booths_of
from market.bazaars.planning.comment import comment_on
from market.bazaars.planning.landmark import landmarks_of
from market.bazaars.planning.programme import Performance, programme_of, slot_of
from market.bazaars.planning.rounds import rounds_of
from market.bazaars.planning.site import Site, site_by_zone, sites_by_bazaar, sites_of, venues
from market.bazaars.slot import Days, Slot, is_held, slots_of
from market.kernel.clock import day_of, now
from market.kernel.db import read, write
from market.kernel.limits import attempt
from market.kernel.record import table
from market.kernel.refused import NotFound
from market.kernel.settings import settings
from market.pages.floor_plan_svg import chosen_slot, floor_plan_svg, legend_marks, zones_of
from market.pages.networks import network_of_request
from market.pages.reasons import AUDIENCES, amendment_sentence
from market.pages.shop.bazaar_now import who_is_where
from market.people.certificate import LABELS
from market.reports.floor_plan_paper import SOURCE, floor_plan_told
from market.reports.typeset import typeset
from market.web.apart import apart_once
from market.web.forms import Form, PersonName, posted
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.sentences import thing
from market.web.slow import heavily, heavy

router = APIRouter(include_in_schema=False)
KEPT = timedelta(days=400)
MOST_LISTED = 300  # bazaars


def public_bazaar(db: Session, slug: str, *, draft: bool = False) -> Bazaar:
    """A bazaar past its draft; with `draft` also one that is shown for comments."""
    bazaar = bazaar_by_slug(db, slug)
    if bazaar.public or (draft and bazaar.shown and bazaar.state is BazaarState.DRAFT):
        return bazaar
    raise NotFound(slug)


def listed(db: Session) -> list[tuple[Bazaar, list[Slot]]]:
    """Public bazaars of the last year and to come, with their slots, by their first day; of very many the nearest."""
    rows, slots, today = table(Bazaar), table(Slot), day_of(now(), UTC)
    held = sa.func.max(sa.case((is_held(slots), slots.c.day)))
    last = sa.func.coalesce(held, sa.func.max(slots.c.day))
    coming = last >= today
    near = (
        sa.select(slots.c.bazaar_id)
        .join(rows, rows.c.id == slots.c.bazaar_id)
        .where(rows.c.state != BazaarState.DRAFT, slots.c.day >= today - KEPT)
        .group_by(slots.c.bazaar_id)
        .order_by(sa.case((coming, 0), else_=1), sa.case((coming, last)), last.desc())
        .limit(MOST_LISTED)
    )
    wanted = (
        sa.select(Bazaar, Slot)
        .join(Slot, slots.c.bazaar_id == rows.c.id)
        .where(rows.c.id.in_(near), slots.c.day >= today - KEPT)
        .order_by(slots.c.day, slots.c.starts)
    )
    found: dict[int, tuple[Bazaar, list[Slot]]] = {}
    for bazaar, slot in db.execute(wanted):
        found.setdefault(bazaar.key, (bazaar, []))[1].append(slot)
    return sorted(found.values(), key=_first_day)


def _first_day(told: tuple[Bazaar, list[Slot]]) -> tuple[date, time]:
    """The first that is held."""
    first = Days(*told).first
    return first.day, first.starts


@router.get("/bazar")
@heavy
def calendar(request: Request) -> Response:
    with read() as db:
        everything = listed(db)
    all_days = [(bazaar, Days(bazaar, slots)) for bazaar, slots in everything]
    coming = [(bazaar, days) for bazaar, days in all_days if not days.past]
    past = [(bazaar, days) for bazaar, days in reversed(all_days) if days.past]
    return page(request, "shop/bazaars.html", coming=coming, past=past)


@router.get("/bazar.ics")
@heavy
def feed() -> Response:
    """Every bazaar; a cancelled one says so."""
    with read() as db:
        found = listed(db)
        sites = sites_by_bazaar(db, [bazaar.key for bazaar, _ in found])
        return calendar_file([(bazaar, slot) for bazaar, slots in found for slot in slots], sites, "bazar")


@router.get("/bazar/{slug}.ics")
@heavy
def one_feed(slug: str) -> Response:
    with read() as db:
        bazaar = public_bazaar(db, slug)
        sites = sites_by_bazaar(db, [bazaar.key])
        return calendar_file([(bazaar, slot) for slot in slots_of(db, bazaar.key)], sites, slug)


def calendar_file(events: list[tuple[Bazaar, Slot]], sites: Mapping[int, Sequence[Site]], name: str) -> Response:
    """Slots as events of a calendar, in the bazaar's zone; `sites` by bazaar."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Dermaga//Bazar//ID")
    calendar.add("version", "2.0")
    for bazaar, slot in events:
        calendar.add_component(event(bazaar, slot, sites.get(bazaar.key, ())))
    headers = {"Content-Disposition": f'inline; filename="{name}.ics"', "Cache-Control": "public, max-age=300"}
    return Response(calendar.to_ical(), media_type="text/calendar; charset=utf-8", headers=headers)


def event(bazaar: Bazaar, slot: Slot, sites: Sequence[Site]) -> Any:
    """A slot as a VEVENT; cancelled with a higher sequence, so that calendars take it out."""
    from icalendar import Event

    cancelled = bazaar.state is BazaarState.CANCELLED or not slot.held
    found = Event()
    found.add("uid", f"bazaar-{bazaar.slug}-{slot.key}@dermaga")
    found.add("dtstamp", bazaar.made_at)
    found.add("dtstart", slot.begins_at(bazaar))
    found.add("dtend", slot.ends_at(bazaar))
    found.add("sequence", slot.revision + 2 * int(cancelled))
    found.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    found.add("summary", bazaar.name)
    found.add("location", "; ".join(venues(bazaar, sites)))
    found.add("url", f"{settings().base_url}/bazar/{bazaar.slug}")
    return found


@router.get("/bazar/{slug}")
@heavy
def bazaar_page(request: Request, slug: str, hari: str = "", cari: str = "") -> Response:
    with read() as db:
        bazaar = public_bazaar(db, slug, draft=True)
        slots, booths = slots_of(db, bazaar.key), booths_of(db, bazaar.key)
        slot = chosen_slot(bazaar, slots, hari)
        where = who_is_where(db, bazaar, slot, cari)
        landmarks, sites = landmarks_of(db, bazaar.key), sites_of(db, bazaar.key)
        broken = broken_on(db, bazaar, booths, slot)
        return page(
            request, "shop/bazaar.html", bazaar=bazaar, slots=slots, slot=slot, booths=booths, zones=zones_of(booths),
            marks=legend_marks(booths), broken=broken,
            where=where, there=where.found, schema=event_schema(bazaar, slots, sites),
            sites=sites, site_of=site_by_zone(sites), days=Days(bazaar, slots), months=Days(bazaar, slots).months,
            programme=_programme(db, bazaar, slots),
            rounds=rounds_of(db, bazaar.key) if bazaar.state is BazaarState.OPEN else [],
            amendments=amendments_of(db, bazaar.key) if bazaar.public else [],
            amendment_sentence=amendment_sentence, audiences=AUDIENCES, documents=LABELS,
            floor_plan=floor_plan_svg(
                booths, bazaar.name, address=lambda b: f"#{b.number}", landmarks=landmarks, now=where.now,
                held=where.names if bazaar.published_at else None, broken=broken,
            ),
        )  # fmt: skip


def _programme(db: Session, bazaar: Bazaar, slots: list[Slot]) -> list[tuple[Performance, bool]]:
    """What happens on the stages, and whether it, or its day, was called off."""
    found = []
    for each in programme_of(db, bazaar.key):
        slot = slot_of(each, slots)
        found.append((each, each.off_at is not None or (slot is not None and not slot.held)))
    return found


@router.get("/bazar/{slug}/denah.pdf")
async def map_as_pdf(request: Request, slug: str, hari: str = "") -> Response:
    """The map of one day to print or to send: drawn apart, once for everybody as long as nothing on it changes."""

    def load() -> dict[str, Any]:
        with read() as db:
            bazaar = public_bazaar(db, slug, draft=True)
            slots, booths = slots_of(db, bazaar.key), booths_of(db, bazaar.key)
            slot = chosen_slot(bazaar, slots, hari)
            there = confirmed_in(db, slot.key) if bazaar.published_at and slot else {}
            names = {booth: each.group.name for booth, each in there.items()}
            things = [(each, each.label or thing(each.kind.value)) for each in landmarks_of(db, bazaar.key)]
            where = "; ".join(venues(bazaar, sites_of(db, bazaar.key))) or bazaar.city
            broken = broken_on(db, bazaar, booths, slot)
            return floor_plan_told(bazaar, booths, things, names, slot, where, broken)

    told = await heavily(load)
    body = await apart_once(partial(typeset, SOURCE, told), who=network_of_request(request))
    headers = {"Content-Disposition": f'inline; filename="denah-{slug}.pdf"'}
    return Response(body, media_type="application/pdf", headers=headers)


class CommentForm(Form):
    name: PersonName
    text: Annotated[str, Field(min_length=2, max_length=1000)]


@router.post("/bazar/{slug}/masukan")
@shows("/bazar/{slug}")
def comment(request: Request, slug: str, form: Annotated[CommentForm, Depends(posted(CommentForm))]) -> Response:
    """A word on a draft, from anybody; the office reads it."""
    attempt(f"masukan/{network_of_request(request)}", most=10, per=timedelta(hours=1))
    write(lambda db: comment_on(public_bazaar(db, slug, draft=True), form.name, form.text))
    return redirect(f"/bazar/{slug}", words="comment_sent")


def event_schema(bazaar: Bazaar, slots: list[Slot], sites: Sequence[Site]) -> Markup:
    """schema.org Event (docs/contract.md)."""
    places = [{"@type": "Place", "name": each, "address": f"{each}, {bazaar.city}"} for each in venues(bazaar, sites)]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": bazaar.name,
        "description": bazaar.story[:500],
        "url": f"{settings().base_url}/bazar/{bazaar.slug}",
        "eventStatus": "https://schema.org/"
        + ("EventCancelled" if bazaar.state is BazaarState.CANCELLED else "EventScheduled"),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "organizer": {"@type": "Organization", "name": bazaar.agency},
        "location": places if len(places) > 1 else places[0],
    }
    if slots:
        days = Days(bazaar, slots)
        data["startDate"] = days.first.begins_at(bazaar).astimezone(bazaar.zone).isoformat()
        data["endDate"] = days.last.ends_at(bazaar).astimezone(bazaar.zone).isoformat()
    return Markup(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))
