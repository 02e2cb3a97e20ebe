"""What a group is asked about, named in the question itself: its booths, and when each of its days begins. Who has no
internet hears it on the phone, or reads it on paper."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import BookedBooth, Booking, BookingState
from market.bazaars.booth import Booth
from market.bazaars.slot import Slot, is_held
from market.kernel.record import table

MOST_NAMED = 4  # of a season the page has the rest
B, H, O, S = (table(each) for each in (Booking, BookedBooth, Booth, Slot))


def offered_stands(db: Session, bazaar: Bazaar, application_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """By application the parameters of a letter: `stands`, the first days with their booths (`B02 + B03`), and
    `further`, how many days more there are."""
    wanted = (
        sa.select(B.c.application_id, Slot, O.c.number)
        .select_from(B.join(S, S.c.id == B.c.slot_id))
        .join(H, sa.and_(H.c.booking_id == B.c.id, H.c.until.is_(None)))
        .join(O, O.c.id == H.c.booth_id)
        .where(B.c.application_id.in_(application_ids), B.c.state == BookingState.OFFERED, is_held(S))
        .order_by(S.c.day, S.c.starts, S.c.id, O.c.number)
    )
    days: dict[int, dict[int, dict[str, Any]]] = {}
    for row in db.execute(wanted):
        told = {"begins_at": row.Slot.begins_at(bazaar).isoformat(), "booths": []}
        days.setdefault(row.application_id, {}).setdefault(row.Slot.key, told)["booths"].append(row.number)
    return {key: _told(bazaar, list(each.values())) for key, each in days.items()}


def _told(bazaar: Bazaar, days: list[dict[str, Any]]) -> dict[str, Any]:
    named = [day | {"booths": " + ".join(day["booths"])} for day in days[:MOST_NAMED]]
    return {"stands": named, "further": len(days) - len(named), "zone": bazaar.zone.key}
