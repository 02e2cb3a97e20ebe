"""An order as a file for the calendar of a phone: until when it must be paid, when it comes or where it is fetched."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from market.kernel.db import read
from market.kernel.language import gettext as _
from market.kernel.money import rupiah
from market.kernel.settings import settings
from market.orders.order import Order, sub_orders
from market.orders.reading.shown import ShownParcel, shown_parcels
from market.pages.shop.ordering import own_order
from market.pages.taken import SEEN, attachment
from market.web.slow import heavy

router = APIRouter(include_in_schema=False)
BEFORE_DUE = timedelta(hours=2)  # when the phone reminds of a bill


@router.get("/pesanan/{number}/kalender.ics")
@heavy
def order_calendar(request: Request, number: str) -> Response:
    """For visitors who may see the order. Families share calendars, so it leads to the look-up page, holds no key
    and names no goods."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Dermaga//Pesanan//ID")
    calendar.add("version", "2.0")
    with read() as db:
        order = own_order(db, request, number)
        for parcel in shown_parcels(db, sub_orders(db, order.key)):
            for each in _events(order, parcel):
                calendar.add_component(each)
    return attachment(SEEN, calendar.to_ical(), "text/calendar; charset=utf-8", f"{order.number}.ics")


def _events(order: Order, parcel: ShownParcel) -> list[Any]:
    sub, bill, found = parcel.sub, parcel.bill, []
    if bill and bill.open and bill.due_at and not parcel.claim:
        title = _("Bayar %(total)s ke %(group)s") % {
            "total": rupiah(parcel.missing or bill.asked),
            "group": sub.group_name,
        }
        found.append(
            _reminding(_event(order, parcel, "bayar", title, bill.due_at - timedelta(minutes=15), bill.due_at))
        )
    if not sub.open:
        return found
    named = {"number": sub.number, "group": sub.group_name}
    if sub.delivery.collected:
        title = _("Ambil pesanan %(number)s di %(group)s") % named
    else:
        title = _("Pesanan %(number)s dari %(group)s sampai") % named
    last = parcel.arrives_by
    coming = _event(order, parcel, "sampai", title, min(sub.arrives_from, last), last + timedelta(days=1))
    if sub.delivery.collected:
        coming.add("location", parcel.pickup_place)
    return [*found, coming]


def _event(order: Order, parcel: ShownParcel, kind: str, title: str, start: Any, end: Any) -> Any:
    """From a moment to another, or over whole days (RFC 5545, 3.6.1: the last day is not counted)."""
    from icalendar import Event

    found = Event()
    found.add("uid", f"{parcel.sub.number}-{kind}@dermaga")
    found.add("dtstamp", order.placed_at.astimezone(UTC))
    for name, when in (("dtstart", start), ("dtend", end)):
        found.add(name, when.astimezone(UTC) if isinstance(when, datetime) else when)
    found.add("summary", title)
    found.add("url", f"{settings().base_url.rstrip('/')}{order.short_path}")
    return found


def _reminding(event: Any) -> Any:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event["summary"])
    alarm.add("trigger", -BEFORE_DUE)
    event.add_component(alarm)
    return event
