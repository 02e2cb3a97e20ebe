"""Writing an application down: as a draft, or changing what was sent."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import Booth
from market.bazaars.registering.application import (
    JUDGED,
    NEEDS,
    Application,
    ApplicationSlot,
    ApplicationState,
    find_application,
    slots_asked,
)
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.kernel.tokens import short_code
from market.people.access import Actor
from market.people.group import Group

STANDS = (ApplicationState.SUBMITTED, ApplicationState.RETURNED)


@dataclass(frozen=True, slots=True)
class Saved:
    """What is written down now, and whether that is less than what was sent and stands: a day or booth fewer, or all
    its days or none where it took fewer."""

    application: Application
    less: bool


def require_watt(needs: list[str], watt: int | None) -> None:
    """Refused where electricity is asked for and its watts were written as none; who was not asked for them may."""
    if "electricity" in needs and watt == 0:
        raise Refused("watt_needed", field="watt")


def save_application(
    db: Session,
    bazaar: Bazaar,
    group: Group,
    *,
    slots: list[int],
    needs: list[str],
    zones: list[str],
    by: Actor,
    booths_max: int = 1,
    accepts_fewer_slots: bool = True,
    **values: object,
) -> Saved:
    """The group's one application, made or changed, as a draft; a second one from another phone is the same.

    Of a season it asks for every day, whatever `slots` says. What citizens may see is answered by itself. Refused to
    who asks for less than was sent, and may not give that up.
    """
    application = find_application(db, bazaar.key, group.key, lock=True)
    if not bazaar.takes_applications and not (application and application.may_complete(bazaar)):
        raise Overtaken("registration_closed")
    days = bazaar.days
    if bazaar.season:
        slots, accepts_fewer_slots = [slot.key for slot in days.slots], False
    if not slots or not days.have(slots):
        raise Refused("slots_needed", field="slots")
    known = set(db.scalars(sa.select(table(Booth).c.zone).where(table(Booth).c.bazaar_id == bazaar.key).distinct()))
    if application is None:
        application = Application(bazaar_id=bazaar.key, group_id=group.key, number=f"P-{short_code()}").add(db)
    elif application.state in JUDGED:
        raise Overtaken("state_moved")
    less = _asks_less(application, slots=slots, booths_max=booths_max, accepts_fewer_slots=accepts_fewer_slots)
    if less:
        application.require_may_give_up(bazaar, by=by)
    application.booths_max, application.accepts_fewer_slots = booths_max, accepts_fewer_slots
    for name, value in values.items():
        setattr(application, name, value)
    if application.booths_max < application.booths_min:
        raise Refused("booths_wrong", field="booths_max")
    application.needs = [need for need in NEEDS if need in needs]
    application.zones = [zone for zone in dict.fromkeys(zones) if zone in known][:3]
    application.made_by, application.made_by_id = by.name[:80], by.person_id
    application.begin_again()
    _write_slots(db, application.key, set(slots))
    return Saved(application, less)


def _asks_less(application: Application, *, slots: list[int], booths_max: int, accepts_fewer_slots: bool) -> bool:
    if application.state not in STANDS:
        return False
    fewer_days = not slots_asked(application.db, application.key) <= set(slots)
    all_or_nothing = application.accepts_fewer_slots and not accepts_fewer_slots
    return fewer_days or all_or_nothing or booths_max < application.booths_max


def _write_slots(db: Session, application_id: int, slots: set[int]) -> None:
    rows = table(ApplicationSlot)
    db.execute(sa.delete(rows).where(rows.c.application_id == application_id))
    db.execute(sa.insert(rows), [{"application_id": application_id, "slot_id": slot} for slot in sorted(slots)])
