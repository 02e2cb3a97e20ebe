"""Freezing: everything a result depends on, hashed before anybody can know the number.

Open to everybody is what is no secret: registration numbers, booths, circuits, rules, the draw that was named. Who is
eligible, what each asks, points and reserved marks lie in a sealed list of which everybody has the hash, because no
decision is seen before publishing; it is opened then, unless somebody does not want to be seen (docs/decisions/0015).
"""

import itertools
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.allocation.draw_file import hash_of
from market.bazaars.allocation.entries import text_of
from market.bazaars.allocation.instance import canonical
from market.bazaars.allotting.points import standings
from market.bazaars.allotting.season import allotted_slots
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.stands import busy_hours
from market.bazaars.booth import Booth, circuits_of, sound_booths
from market.bazaars.planning.named_draw import named_draw
from market.bazaars.registering.application import (
    SENT,
    Application,
    ApplicationState,
    Named,
    ReservedShare,
    all_judged,
    applications_of,
)
from market.bazaars.registering.asked import asked_by_application, held_of
from market.bazaars.slot import Slot
from market.kernel.clock import now, whole_second
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.kernel.tokens import new_secret
from market.people.access import Actor

WEIGHTS = {
    "admitted": 1000, "slot": 300, "second_booth": 150, "preference": 1, "move": 40, "same_category_neighbour": 60,
    "category_over_limit": 40, "kelurahan_over_limit": 150, "reserved_missing": 20000, "change": 0,
}  # fmt: skip
LIKING = (60, 40, 20)


def freeze(db: Session, bazaar: Bazaar, *, by: Actor) -> str:
    """Ends the judging: hashes all that the result depends on. Who is unjudged counts as eligible.

    Of the moments that the draw names, only those that are still to come count for this list.
    """
    if bazaar.state is BazaarState.OPEN:
        bazaar.close(by)
    if bazaar.state is not BazaarState.CLOSED or bazaar.frozen_at is not None:
        raise Overtaken("state_moved")
    _end_completing(db, bazaar, by)
    bazaar.frozen_at = whole_second(now())  # never before it was frozen, since files tell no fractions
    for slot in bazaar.days.held:  # one that was called off before is in no file
        slot.listed_as = slot.name
    _count_unjudged(db, bazaar, by)
    everyone = [pair for pair in applications_of(db, bazaar.key) if pair[0].state in SENT]
    for application, group in everyone:
        application.village = group.village
    free = elsewhere(db, bazaar)
    groups = _groups(db, bazaar, [pair for pair in everyone if free.get(pair[0].key)], free)
    in_it = {group["id"] for group in groups}
    for application, _group in applications_of(db, bazaar.key):  # who withdrew before, too
        if application.number not in in_it:
            application.reserved = False  # it is in no file, so there is nothing of it to withhold
    numbers = sorted(application.number for application, _ in everyone)  # their order tells nothing of what they ask
    bazaar.sealed_list = text_of({"groups": canonical(groups), "secret": new_secret()})
    bazaar.frozen_list = text_of(
        {
            "bazaar": bazaar.slug,
            "draw": named_draw(bazaar).told(),
            "applicants": numbers,
            "sealed": hash_of(bazaar.sealed_list),
            **canonical(floor(db, bazaar)),
        }
    )
    bazaar.list_hash = hash_of(bazaar.frozen_list)
    return bazaar.list_hash


def _end_completing(db: Session, bazaar: Bazaar, by: Actor) -> None:
    """Refused while a group may still complete what was sent back to it. Which has not is on the list as not eligible,
    with the reason it was told: no registration ends on none."""
    db.flush()
    rows = table(Application)
    returned = (rows.c.bazaar_id == bazaar.key, rows.c.state == ApplicationState.RETURNED)
    found = list(db.scalars(sa.select(Application).where(*returned)))
    still = [until for each in found if (until := each.complete_until(bazaar)) and now() < until]
    if still:
        raise Refused("still_completing", until=max(still))
    if found:
        was = (ApplicationState.RETURNED,)
        all_judged(db, [each.key for each in found], ApplicationState.NOT_ELIGIBLE, by, "not_completed", was=was)


def _count_unjudged(db: Session, bazaar: Bazaar, by: Actor) -> None:
    """As the rows are, whatever this transaction read of them before."""
    db.flush()
    rows = table(Application)
    declined = (rows.c.bazaar_id == bazaar.key, rows.c.declined_share_at.is_not(None), rows.c.reserved)
    db.execute(sa.update(rows).where(*declined).values(reserved=False))  # said after the office had found it
    sent = (rows.c.bazaar_id == bazaar.key, rows.c.state == ApplicationState.SUBMITTED)
    if waiting := list(db.scalars(sa.select(rows.c.id).where(*sent))):
        says = sa.or_(rows.c.reserved, rows.c.reserved_share != ReservedShare.UNUSED)
        share = {"reserved": says} if bazaar.reserved_groups else {}  # as each said itself, where nobody looked
        was = (ApplicationState.SUBMITTED,)
        all_judged(db, waiting, ApplicationState.ELIGIBLE, by, "unjudged", was=was, **share)
    db.expire_all()


def floor(db: Session, bazaar: Bazaar) -> dict[str, Any]:
    """What of an instance is no group's: days, booths, circuits, rules, weights."""
    booths = sound_booths(db, bazaar.key)
    slots = allotted_slots(bazaar, bazaar.days.held)
    beside = [
        [a.number, b.number] for a, b in itertools.pairwise(booths) if a.row == b.row and b.position - a.position <= 1
    ]
    zones = {booth.number: booth.zone for booth in booths}
    circuits: dict[str, list[str]] = {}
    for booth in booths:
        if booth.circuit:
            circuits.setdefault(booth.circuit, []).append(booth.number)
    return {
        "slots": [slot.name for slot in slots],
        "booths": [
            {"id": b.number, "row": b.row, "position": b.position, "zone": b.zone, "features": _features(b)}
            for b in booths
        ],
        "neighbours": beside,
        "pairs": [couple for couple in beside if zones[couple[0]] == zones[couple[1]]],
        "circuits": [
            {"id": each.name, "watt": each.watt, "booths": circuits.get(each.name, [])}
            for each in circuits_of(db, bazaar.key)
        ],
        "rules": {
            "reserved_groups": {slot.name: bazaar.reserved_groups for slot in slots},
            "category_limit_per_zone": bazaar.category_limit,
            "kelurahan_limit": bazaar.kelurahan_limit,
        },
        "weights": WEIGHTS,
    }


def _features(booth: Booth) -> list[str]:
    return [name for name in ("electricity", "water", "wheelchair", "cold") if getattr(booth, name)]


def elsewhere(db: Session, bazaar: Bazaar) -> dict[int, list[Slot]]:
    """By eligible application the slots its group is still free in; none when it needs all and one is taken."""
    found = [pair for pair in applications_of(db, bazaar.key) if pair[0].state is ApplicationState.ELIGIBLE]
    asked = asked_by_application(db, bazaar.key)
    busy = busy_hours(db, [group.key for _, group in found], except_bazaar=bazaar.key)
    season = bazaar.days.held if bazaar.season else []
    free: dict[int, list[Slot]] = {}
    for application, group in found:
        taken, wanted = busy.get(group.key, set()), season or held_of(asked, application)
        left = [slot for slot in wanted if not taken & set(slot.hours(bazaar))]
        fewer = application.accepts_fewer_slots and not bazaar.season
        free[application.key] = left if fewer or len(left) == len(wanted) else []
    return free


def _groups(db: Session, bazaar: Bazaar, found: list[Named], free: dict[int, list[Slot]]) -> list[dict[str, Any]]:
    standing = standings(db, bazaar, [group.key for _, group in found])
    season = allotted_slots(bazaar, bazaar.days.held) if bazaar.season else []
    return [
        _asked(application, season or free[application.key])
        | {"kelurahan": application.village, "points": standing[group.key].points}
        for application, group in found
    ]


def _asked(application: Application, slots: list[Slot]) -> dict[str, Any]:
    """A group of the instance, without the lottery that the draw gives it."""
    return {
        "id": application.number,
        "category": application.category or application.number,
        "needs": application.asked_needs,
        "watt": application.watt,
        "booths_min": application.booths_min,
        "booths_max": application.booths_max,
        "slots": [slot.name for slot in slots],
        "accepts_fewer_slots": application.accepts_fewer_slots,
        "zone_preferences": dict(zip(application.zones, LIKING, strict=False)),
        "reserved": application.reserved,
    }
