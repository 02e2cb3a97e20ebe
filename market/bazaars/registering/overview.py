"""What the page of a bazaar counts: its booths by block, and the registrations that came by their state."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.booth import Booth
from market.bazaars.registering.application import Application, ApplicationState
from market.kernel.record import table


@dataclass(frozen=True, slots=True)
class Overview:
    """`zones`: how many booths each block has, by its name; `sent`: registrations, without drafts."""

    zones: Mapping[str, int]
    sent: int
    waiting: int

    @property
    def booths(self) -> int:
        return sum(self.zones.values())


def overview(db: Session, bazaar_id: int) -> Overview:
    """Both in one statement."""
    booths, sent = table(Booth), table(Application)
    found = list(
        db.execute(
            sa.union_all(
                _by(booths.c.zone, "zone").where(booths.c.bazaar_id == bazaar_id),
                _by(sent.c.state, "state").where(sent.c.bazaar_id == bazaar_id, sent.c.state != ApplicationState.DRAFT),
            )
        )
    )
    states = {row.name: row.n for row in found if row.of == "state"}
    return Overview(
        zones={row.name: row.n for row in sorted(found, key=lambda row: row.name) if row.of == "zone"},
        sent=sum(states.values()),
        waiting=states.get(ApplicationState.SUBMITTED.value, 0),
    )


def _by(column: sa.ColumnElement[str], of: str) -> sa.Select[str, str, int]:
    name = sa.cast(column, sa.String)
    return sa.select(sa.literal(of).label("of"), name.label("name"), sa.func.count().label("n")).group_by(name)
