"""Bazaars for everyone: the calendar, a bazaar with its map, and its allocation with everything to check it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.application import ApplicationState, applications_of
from market.bazaars.bazaar import Bazaar, BazaarState, Slot, bazaar_by_slug, booths_of, slots_of
from market.bazaars.booking import held_booths
from market.bazaars.draw import may_show_reserved
from market.bazaars.plan import pins_of, plans_of, published_plan
from market.kernel.clock import now
from market.kernel.db import read
from market.kernel.record import table
from market.kernel.refused import NotFound
from market.kernel.settings import settings
from market.pages.plan_map import plan_map, zones_of
from market.people.group import Group
from market.web.page import page

router = APIRouter(include_in_schema=False)
KEPT = timedelta(days=400)


def public_bazaar(db: Session, slug: str) -> Bazaar:
    bazaar = bazaar_by_slug(db, slug)
    if not bazaar.public:
        raise NotFound(slug)
    return bazaar


def listed(db: Session) -> list[tuple[Bazaar, list[Slot]]]:
    """Public bazaars of the last year and to come, with their slots, by their first day."""
    rows, slots = table(Bazaar), table(Slot)
    wanted = (
        sa.select(Bazaar, Slot)
        .join(Slot, slots.c.bazaar_id == rows.c.id)
        .where(rows.c.state != BazaarState.DRAFT, slots.c.day >= now().date() - KEPT)
        .order_by(slots.c.day, slots.c.starts)
    )
    found: dict[int, tuple[Bazaar, list[Slot]]] = {}
    for bazaar, slot in db.execute(wanted):
        found.setdefault(bazaar.key, (bazaar, []))[1].append(slot)
    return list(found.values())


@router.get("/bazar")
def calendar(request: Request) -> Response:
    with read() as db:
        everything = listed(db)
    coming = [(b, s) for b, s in everything if s[-1].day >= b.today]
    past = [(b, s) for b, s in reversed(everything) if s[-1].day < b.today]
    return page(request, "shop/bazaars.html", coming=coming, past=past, states=BazaarState)


@router.get("/bazar.ics")
def feed() -> Response:
    """Every bazaar; a cancelled one says so."""
    with read() as db:
        return calendar_file([(bazaar, slot) for bazaar, slots in listed(db) for slot in slots], "bazar")


@router.get("/bazar/{slug}.ics")
def one_feed(slug: str) -> Response:
    with read() as db:
        bazaar = public_bazaar(db, slug)
        return calendar_file([(bazaar, slot) for slot in slots_of(db, bazaar.key)], slug)


def calendar_file(events: list[tuple[Bazaar, Slot]], name: str) -> Response:
    """Slots as events of a calendar, in the bazaar's zone."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Dermaga//Bazar//ID")
    calendar.add("version", "2.0")
    for bazaar, slot in events:
        calendar.add_component(event(bazaar, slot))
    headers = {"Content-Disposition": f'inline; filename="{name}.ics"', "Cache-Control": "public, max-age=300"}
    return Response(calendar.to_ical(), media_type="text/calendar; charset=utf-8", headers=headers)


def event(bazaar: Bazaar, slot: Slot) -> Any:
    """A slot as a VEVENT; cancelled with a higher sequence, so that calendars take it out."""
    from icalendar import Event

    cancelled = bazaar.state is BazaarState.CANCELLED
    found = Event()
    found.add("uid", f"bazaar-{bazaar.slug}-{slot.key}@dermaga")
    found.add("dtstamp", bazaar.made_at)
    found.add("dtstart", datetime.combine(slot.day, slot.starts, bazaar.zone).astimezone(UTC))
    found.add("dtend", datetime.combine(slot.day, slot.ends, bazaar.zone).astimezone(UTC))
    found.add("sequence", int(cancelled))
    found.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    found.add("summary", bazaar.name)
    found.add("location", bazaar.venue)
    found.add("url", f"{settings().base_url}/bazar/{bazaar.slug}")
    return found


@router.get("/bazar/{slug}")
def bazaar_page(request: Request, slug: str, hari: str = "") -> Response:
    with read() as db:
        bazaar = public_bazaar(db, slug)
        slots, booths = slots_of(db, bazaar.key), booths_of(db, bazaar.key)
        slot = next((each for each in slots if str(each.id) == hari), None)
        slot = slot or next((each for each in slots if each.day >= bazaar.today), slots[0] if slots else None)
        there = _there(db, bazaar, slot) if bazaar.published_at and slot else {}
        held = {booth: group.name for booth, (group, _) in there.items()} if bazaar.published_at else None
        return page(
            request, "shop/bazaar.html", bazaar=bazaar, slots=slots, slot=slot, booths=booths, zones=zones_of(booths),
            there=there, states=BazaarState, schema=schema_of(bazaar, slots),
            plan=plan_map(booths, bazaar.name, address=lambda b: f"#{b.number}", held=held),
        )  # fmt: skip


def _there(db: Session, bazaar: Bazaar, slot: Slot) -> dict[int, tuple[Group, str]]:
    """By booth: who has said yes to stand there in a slot, and what it brings."""
    groups = {application.key: (group, application.goods) for application, group in applications_of(db, bazaar.key)}
    return {
        booth: groups[application]
        for (slot_id, booth), (application, state) in held_booths(db, bazaar.key).items()
        if slot_id == slot.key and state.value == "confirmed"
    }


def schema_of(bazaar: Bazaar, slots: list[Slot]) -> Markup:
    """schema.org Event (CONTRACT)."""
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
        "location": {"@type": "Place", "name": bazaar.venue, "address": f"{bazaar.venue}, {bazaar.city}"},
    }
    if slots:
        data["startDate"] = datetime.combine(slots[0].day, slots[0].starts, bazaar.zone).isoformat()
        data["endDate"] = datetime.combine(slots[-1].day, slots[-1].ends, bazaar.zone).isoformat()
    return Markup(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))


@router.get("/bazar/{slug}/pembagian")
def allocation_page(request: Request, slug: str) -> Response:
    """How the booths were allotted: list hash, number, seed, every run, gap, envy, pins with reasons."""
    with read() as db:
        bazaar = public_bazaar(db, slug)
        plan = published_plan(db, bazaar.key)
        pins = [(pin, application.number) for pin, application in pins_of(db, bazaar.key)] if plan else []
        applications = [a for a, _ in applications_of(db, bazaar.key)]
        return page(
            request, "shop/allocation.html", bazaar=bazaar, plan=plan, pins=pins,
            runs=plans_of(db, bazaar.key) if plan else [],
            applicants=sum(a.state is not ApplicationState.WITHDRAWN for a in applications) if bazaar.frozen_at else 0,
            whole=may_show_reserved(applications),
        )  # fmt: skip


@router.get("/bazar/{slug}/daftar.json")
def frozen_list(slug: str) -> Response:
    """The list as it was frozen, byte by byte: its SHA-256 is the hash that was shown before the draw."""
    with read() as db:
        bazaar = public_bazaar(db, slug)
        if not bazaar.frozen_at:
            raise NotFound(slug)
        return Response(bazaar.frozen_list, media_type="application/json")


def _published(slug: str) -> tuple[dict[str, Any], dict[str, Any], bool]:
    with read() as db:
        bazaar = public_bazaar(db, slug)
        plan = published_plan(db, bazaar.key)
        if plan is None:
            raise NotFound(slug)
        whole = may_show_reserved([a for a, _ in applications_of(db, bazaar.key)])
        return plan.problem_file, plan.file, whole


def _download(data: dict[str, Any], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    body = json.dumps(data, ensure_ascii=False, indent=1)
    return Response(body, media_type="application/json", headers=headers)


@router.get("/bazar/{slug}/instance.json")
def instance_file(slug: str) -> Response:
    """The instance; without `reserved` when somebody reserved did not consent to its being shown."""
    data, _plan, whole = _published(slug)
    if not whole:
        data["groups"] = [{k: v for k, v in group.items() if k != "reserved"} for group in data["groups"]]
    return _download(data, f"{slug}-instance.json")


@router.get("/bazar/{slug}/plan.json")
def plan_file(slug: str) -> Response:
    _data, plan, _whole = _published(slug)
    return _download(plan, f"{slug}-plan.json")
