"""Demand: the watts that registered groups ask for in a slot, beside what all circuits give."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.booth import Circuit
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.registering.application_slot import ApplicationSlot
from market.bazaars.slot import Slot
from market.kernel.record import table

LEAVING = (ApplicationState.DRAFT, ApplicationState.NOT_ELIGIBLE, ApplicationState.WITHDRAWN)


@dataclass(frozen=True)
class Demand:
    """Watts that applications ask for in a slot, and watts that all circuits give together; 0 when there are none."""

    slot: Slot
    asked: int
    given: int

    @property
    def over(self) -> bool:
        return self.asked > self.given > 0


def power_asked(db: Session, bazaar_id: int) -> list[Demand]:
    """Every slot of a bazaar in the order of the calendar, with what applications that are still in ask for."""
    slots, asked, rows, circuits = table(Slot), table(ApplicationSlot), table(Application), table(Circuit)
    drawn = (
        sa.select(sa.func.coalesce(sa.func.sum(rows.c.watt), 0))
        .join(asked, asked.c.application_id == rows.c.id)
        .where(asked.c.slot_id == slots.c.id, rows.c.state.not_in(LEAVING))
        .correlate(slots)
    )
    given = sa.select(sa.func.coalesce(sa.func.sum(circuits.c.watt), 0)).where(circuits.c.bazaar_id == bazaar_id)
    wanted = (
        sa.select(Slot, drawn.scalar_subquery().label("watt"), given.scalar_subquery().label("most"))
        .where(slots.c.bazaar_id == bazaar_id)
        .order_by(slots.c.day, slots.c.starts)
    )
    return [Demand(row.Slot, int(row.watt), int(row.most)) for row in db.execute(wanted)]
