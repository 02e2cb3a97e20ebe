"""Writing an application down: as a draft, or changing what was sent."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import Booth
from market.bazaars.registering.application import (
    JUDGED,
    NEEDS,
    Application,
    ApplicationSlot,
    find_application,
)
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.kernel.tokens import short_code
from market.people.group import Group


def save_application(
    db: Session,
    bazaar: Bazaar,
    group: Group,
    *,
    slots: list[int],
    needs: list[str],
    zones: list[str],
    by: str,
    by_id: int | None = None,
    **values: object,
) -> Application:
    """The group's one application, made or changed, as a draft; a second one from another phone is the same.

    Of a season it asks for every day, whatever `slots` says. What citizens may see is answered by itself.
    """
    application = find_application(db, bazaar.key, group.key, lock=True)
    if not bazaar.takes_applications and not (application and application.may_complete(bazaar)):
        raise Overtaken("registration_closed")
    days = bazaar.days
    if bazaar.season:
        slots, values["accepts_fewer_slots"] = [slot.key for slot in days.slots], False
    if not slots or not days.have(slots):
        raise Refused("slots_needed", field="slots")
    known = set(db.scalars(sa.select(table(Booth).c.zone).where(table(Booth).c.bazaar_id == bazaar.key).distinct()))
    if application is None:
        application = Application(bazaar_id=bazaar.key, group_id=group.key, number=f"P-{short_code()}").add(db)
    elif application.state in JUDGED:
        raise Overtaken("state_moved")
    for name, value in values.items():
        setattr(application, name, value)
    if application.booths_max < application.booths_min:
        raise Refused("booths_wrong", field="booths_max")
    application.needs = [need for need in NEEDS if need in needs]
    application.zones = [zone for zone in dict.fromkeys(zones) if zone in known][:3]
    application.made_by, application.made_by_id = by[:80], by_id
    application.begin_again()
    rows = table(ApplicationSlot)
    db.execute(sa.delete(rows).where(rows.c.application_id == application.key))
    db.execute(sa.insert(rows), [{"application_id": application.key, "slot_id": slot} for slot in sorted(set(slots))])
    return application
