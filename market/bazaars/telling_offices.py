"""What two offices hear of an invitation to run a bazaar together."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.whose import InvitedOffice
from market.kernel.addresses import OFFICE_BAZAARS, bazaar_at_office
from market.kernel.record import table
from market.messages.outbox import tell
from market.people.helpers import IN_FORCE, Officer
from market.people.office import Office
from market.people.person import Person

O = table(Officer)


def tell_offices(bazaar: Bazaar, asked: InvitedOffice, step: str) -> None:
    """Tells both offices what became of an invitation: "asked", "agreed", "declined", "ended"."""
    db = bazaar.db
    office = Office.get(db, asked.office_id)
    holder, invited = _acting_in(db, bazaar.office_id), _acting_in(db, office.key)
    path = OFFICE_BAZAARS if step == "asked" else bazaar_at_office(bazaar.slug)
    params = {"bazaar": bazaar.name, "agency": bazaar.agency, "office": office.name, "step": step, "path": path}
    told = invited if step == "asked" else [*holder, *invited] if step == "ended" else holder
    for each in told:
        tell(db, each.recipient, "bazaar_office", params, name=f"invited_office/{asked.key}/{step}/{each.key}")


def _acting_in(db: Session, office_id: int) -> list[Person]:
    p = table(Person)
    acts = sa.select(O.c.person_id).where(O.c.office_id == office_id, IN_FORCE, O.c.reads_only.is_(False))
    return list(db.scalars(sa.select(Person).where(p.c.id.in_(acts)).order_by(p.c.id)))
