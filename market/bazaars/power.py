"""Power: what the circuits of a plan give, beside what its booths are expected to draw and what groups ask for."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.application import Application, ApplicationSlot, ApplicationState
from market.bazaars.bazaar import Bazaar, Booth, Circuit, Slot
from market.bazaars.floorplan import require_draft
from market.kernel.record import table
from market.kernel.refused import Refused

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


def expect_watt(bazaar: Bazaar, watt: int) -> None:
    """What a booth is reckoned to draw while the plan is drawn; 0 leaves it to the applications."""
    require_draft(bazaar)
    bazaar.booth_watt = watt


def booths_fed(booths: list[Booth]) -> Counter[str]:
    """How many booths are on each circuit."""
    return Counter(booth.circuit for booth in booths if booth.circuit)


def power_doubts(booths: list[Booth], circuits: list[Circuit], booth_watt: int) -> list[Refused]:
    """Circuits whose booths would draw more than they give, circuits without booths, booths without a circuit."""
    found, fed = [], booths_fed(booths)
    for each in circuits:
        drawn = fed[each.name] * booth_watt
        if not fed[each.name]:
            found.append(Refused("doubt_circuit_unused", circuit=each.name))
        elif drawn > each.watt:
            told: dict[str, Any] = {"n": fed[each.name], "drawn": drawn, "watt": each.watt}
            enough = each.watt // booth_watt
            found.append(Refused("doubt_circuit_over", circuit=each.name, each=booth_watt, enough=enough, **told))
    dark = [booth.number for booth in booths if booth.electricity and not booth.circuit] if circuits else []
    if dark:
        found.append(Refused("doubt_no_circuit", n=len(dark), what=", ".join(dark[:4])))
    return found


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
        sa.select(Slot, drawn.scalar_subquery(), given.scalar_subquery())
        .where(slots.c.bazaar_id == bazaar_id)
        .order_by(slots.c.day, slots.c.starts)
    )
    return [Demand(slot, int(watt), int(most)) for slot, watt, most in db.execute(wanted)]
