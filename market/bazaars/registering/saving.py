"""Writing an application down: as a draft, or changing what was sent."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import Booth
from market.bazaars.registering.application import JUDGED, NEEDS, Application, ApplicationState, find_application
from market.bazaars.registering.application_slot import ApplicationSlot, slots_asked
from market.kernel.doer import sign
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.kernel.tokens import short_code
from market.people.access import Actor
from market.people.group import Group

STANDS = (ApplicationState.SUBMITTED, ApplicationState.RETURNED)


ASKS = ("booths_min", "booths_max", "accepts_fewer_slots", "needs", "watt", "zones", "category", "goods", "answers")


class Changed(StrEnum):
    """What became of what a group had sent: a day or booth fewer, or all its days or none where it took fewer;
    something else in it; sent again after it was taken back."""

    LESS = "less"
    OTHER = "other"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Saved:
    """What is written down now, and how it differs from what was sent; None where nothing was, or all stays."""

    application: Application
    changed: Changed | None

    @property
    def stood(self) -> bool:
        """Whether something else than what stood asks now, sent again or not."""
        return self.changed in (Changed.LESS, Changed.OTHER)


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
    application, days = _to_write(db, bazaar, group), bazaar.days
    if bazaar.season:
        slots, accepts_fewer_slots = [slot.key for slot in days.slots], False
    if not slots or not days.have(slots):
        raise Refused("slots_needed", field="slots")
    known = set(db.scalars(sa.select(table(Booth).c.zone).where(table(Booth).c.bazaar_id == bazaar.key).distinct()))
    stood = _what_stands(application)
    for name, value in (values | {"booths_max": booths_max, "accepts_fewer_slots": accepts_fewer_slots}).items():
        setattr(application, name, value)
    if application.booths_max < application.booths_min:
        raise Refused("booths_wrong", field="booths_max")
    application.needs = [need for need in NEEDS if need in needs]
    application.zones = [zone for zone in dict.fromkeys(zones) if zone in known][:3]
    asks = _Asks.of(application, set(slots))
    if (changed := _changed(application, stood, asks)) is Changed.LESS:
        application.require_may_lessen(bazaar, by=by)
    sign(application, by, "made_by")
    application.begin_again(by)
    _write_slots(db, application.key, asks.slots)
    return Saved(application, changed)


def _to_write(db: Session, bazaar: Bazaar, group: Group) -> Application:
    """The group's one registration, locked, or a new one. Overtaken when registration is over, or it was judged."""
    found = find_application(db, bazaar.key, group.key, lock=True)
    if not bazaar.takes_applications and not (found and found.may_complete(bazaar)):
        raise Overtaken("registration_closed")
    if found is None:
        return Application(bazaar_id=bazaar.key, group_id=group.key, number=f"P-{short_code()}").add(db)
    if found.state in JUDGED:
        raise Overtaken("state_moved")
    return found


@dataclass(frozen=True, slots=True)
class _Asks:
    """What an application asks for at one moment."""

    slots: set[int]
    told: dict[str, Any]

    @classmethod
    def of(cls, application: Application, slots: set[int]) -> Self:
        return cls(slots, {name: getattr(application, name) for name in ASKS})

    def less_than(self, stood: Self) -> bool:
        """Whether the group gives something up of what stood."""
        asks, asked = self.told, stood.told
        all_or_nothing = asked["accepts_fewer_slots"] and not asks["accepts_fewer_slots"]
        fewer = asks["booths_max"] < asked["booths_max"] or asks["booths_min"] > asked["booths_min"]
        return fewer or all_or_nothing or not stood.slots <= self.slots


def _what_stands(application: Application) -> _Asks | None:
    """What it asked for before, where that was sent and stands."""
    if application.state not in STANDS:
        return None
    return _Asks.of(application, slots_asked(application.db, application.key))


def _changed(application: Application, stood: _Asks | None, asks: _Asks) -> Changed | None:
    if stood is None:
        return Changed.AGAIN if application.sent_at else None
    if asks == stood:
        return None
    return Changed.LESS if asks.less_than(stood) else Changed.OTHER


def _write_slots(db: Session, application_id: int, slots: set[int]) -> None:
    rows = table(ApplicationSlot)
    db.execute(sa.delete(rows).where(rows.c.application_id == application_id))
    db.execute(sa.insert(rows), [{"application_id": application_id, "slot_id": slot} for slot in sorted(slots)])
