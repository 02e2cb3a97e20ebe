"""Pins: who stands where by an officer's decision, before anything is computed; a run obeys them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.allocation.instance import read_instance
from market.bazaars.allocation.settle import check_pins
from market.bazaars.allotting.draw import instance
from market.bazaars.allotting.naming import names_in
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booth import booths_of
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.slot import Slot, slots_of
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.record import Record, table
from market.kernel.refused import Overtaken, Refused, needed_reason
from market.people.access import Actor
from market.people.own_side import require_other_side


class Pin(Record, table=True):
    """An officer's decision that a group stands in these booths in this slot, with a reason everybody may read."""

    __table_args__ = (sa.UniqueConstraint("application_id", "slot_id"),)

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    application_id: int = Field(foreign_key="application.id")
    slot_id: int = Field(foreign_key="slot.id", index=True)
    booths: str = Field(max_length=40)
    reason: str = Field(max_length=300)
    made_by: str = Field(max_length=80)
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)


def pins_of(db: Session, bazaar_id: int) -> list[tuple[Pin, Application]]:
    rows = table(Pin)
    wanted = sa.select(Pin, Application).join(Application, table(Application).c.id == rows.c.application_id)
    return [(pin, application) for pin, application in db.execute(wanted.where(rows.c.bazaar_id == bazaar_id))]


def slots_and_pins(db: Session, bazaar_id: int) -> tuple[list[Slot], list[Pin]]:
    """Slots of a bazaar in their order, and its pins, in one statement."""
    rows, slots = table(Pin), table(Slot)
    wanted = sa.select(Slot, Pin).outerjoin(Pin, rows.c.slot_id == slots.c.id).where(slots.c.bazaar_id == bazaar_id)
    found = db.execute(wanted.order_by(slots.c.day, slots.c.starts, rows.c.id)).all()
    slots_once = list({slot.key: slot for slot, _pin in found}.values())
    return slots_once, [pin for _slot, pin in found if pin is not None]


def told(pins: list[tuple[Pin, Application]], slots: list[Slot]) -> list[dict[str, Any]]:
    """Pins as the instance file tells them."""
    names = {slot.key: slot.name for slot in slots}
    return [
        {"group": application.number, "booths": pin.booths.split(" "), "slots": [names[pin.slot_id]]}
        for pin, application in pins
    ]


def pins_told(db: Session, bazaar: Bazaar) -> list[dict[str, Any]]:
    """Pins as the draw's file tells them: each with its reason, in an order of their own."""
    pins = sorted(pins_of(db, bazaar.key), key=lambda each: (each[1].number, each[0].slot_id))
    told_now = told(pins, slots_of(db, bazaar.key))
    return [each | {"reason": pin.reason} for each, (pin, _) in zip(told_now, pins, strict=True)]


@dataclass(frozen=True, slots=True)
class PinnedStand:
    """A group that is fixed in booths, on which days, and why: pins that differ in their slot alone."""

    group: str  # its registration number
    booths: str
    slots: list[Slot]
    reason: str
    made_by: str


def pinned_stands(pins: list[tuple[Pin, Application]], slots: list[Slot]) -> list[PinnedStand]:
    """Pins as a page tells them: by group, booths and reason, each with all its days."""
    found: dict[tuple[str, ...], list[int]] = {}
    for each, application in pins:
        found.setdefault((application.number, each.booths, each.reason, each.made_by), []).append(each.slot_id)
    return [
        PinnedStand(
            group=group, booths=booths, slots=[slot for slot in slots if slot.key in days], reason=why, made_by=who
        )
        for (group, booths, why, who), days in found.items()
    ]


def pinned_instance(db: Session, bazaar: Bazaar, previous: list[Any]) -> dict[str, Any]:
    """The instance with its pins. Refused when they break a rule, before anybody waits for a run."""
    pins = pins_of(db, bazaar.key)
    data = instance(bazaar, told(pins, slots_of(db, bazaar.key)), previous)
    listed = {group["id"] for group in data["groups"]}
    try:
        for _, application in pins:
            if application.number not in listed:
                raise Refused("pin_elsewhere", group=application.number)
        check_pins(read_instance(data))
    except Refused as refusal:
        raise refusal.in_names(names_in(db, bazaar)) from None
    return data


def pin(
    db: Session,
    bazaar: Bazaar,
    application: Application,
    slot_ids: list[int],
    booths: list[str],
    *,
    reason: str,
    by: Actor,
) -> None:
    """Fixes a group in booths of these slots, instead of what was fixed there. Refused when that breaks a rule, and to
    an officer whose own group it is."""
    if application.state is not ApplicationState.ELIGIBLE:
        raise Refused("choice_unknown", field="group")
    unpin(db, bazaar, application, slot_ids, by=by)
    reason = needed_reason(reason)
    known = {booth.number for booth in booths_of(db, bazaar.key)}
    if len(booths) > 2 or not set(booths) <= known:
        raise Refused("choose_booths", field="booths")
    for other, _ in pins_of(db, bazaar.key):
        if other.slot_id in slot_ids and set(other.booths.split(" ")) & set(booths):
            raise Overtaken("booth_taken", field="booths")
    for slot_id in dict.fromkeys(slot_ids):
        Pin(
            bazaar_id=bazaar.key,
            application_id=application.key,
            slot_id=slot_id,
            booths=" ".join(sorted(booths)),
            reason=reason,
            **who_did(by, "made_by"),
        ).add(db)
    pinned_instance(db, bazaar, [])


def unpin(db: Session, bazaar: Bazaar, application: Application, slot_ids: list[int], *, by: Actor) -> None:
    """Takes the pins of a group in these slots away, also of one that may no longer come. Refused for slots of another
    bazaar."""
    require_other_side(db, by.person_id, application.group_id)
    if bazaar.state is not BazaarState.CLOSED:
        raise Overtaken("state_moved")
    if not bazaar.days.have(slot_ids):
        raise Refused("choice_unknown", field="slot")
    rows = table(Pin)
    db.execute(sa.delete(rows).where(rows.c.application_id == application.key, rows.c.slot_id.in_(slot_ids)))
