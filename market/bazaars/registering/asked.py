"""Which slots the applications of a bazaar ask for, read at once."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.registering.application import Application
from market.bazaars.registering.application_slot import ApplicationSlot
from market.bazaars.slot import Slot
from market.kernel.record import table


def asked_by_application(db: Session, bazaar_id: int) -> dict[int, list[Slot]]:
    """The slots each application of a bazaar asks for, in one statement."""
    rows, slots = table(ApplicationSlot), table(Slot)
    found: dict[int, list[Slot]] = {}
    wanted = (
        sa.select(rows.c.application_id, Slot)
        .join(rows, rows.c.slot_id == slots.c.id)
        .where(slots.c.bazaar_id == bazaar_id)
        .order_by(slots.c.day, slots.c.starts)
    )
    for application_id, slot in db.execute(wanted):
        found.setdefault(application_id, []).append(slot)
    return found


def held_of(asked: dict[int, list[Slot]], application: Application) -> list[Slot]:
    """Of what it asks for the days that are not called off."""
    return [slot for slot in asked.get(application.key, []) if slot.held]
