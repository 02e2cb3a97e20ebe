"""The draw, which nobody can repeat until it suits: a frozen list, a number drawn in public, the instance they make.

A bazaar with a reserved share closes its list sealed: everybody reads the registration numbers and a commitment to what
they ask, and runs start from a seed that nobody can compute before the seal is opened. See docs/decisions/0015.
"""

import hashlib
import itertools
import json
import re
from typing import Any

from sqlalchemy.orm import Session

from market.bazaars.allocation.entries import text_of
from market.bazaars.allocation.instance import canonical
from market.bazaars.allotting.points import standings
from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.booking.stands import busy_hours
from market.bazaars.booth import booths_of, circuits_of
from market.bazaars.registering.application import ApplicationState, applications_of, asked_by_application
from market.bazaars.slot import Slot, slots_of
from market.kernel.refused import Overtaken, Refused
from market.kernel.tokens import new_secret

WEIGHTS = {
    "admitted": 1000, "slot": 300, "second_booth": 150, "preference": 1, "move": 40, "same_category_neighbour": 60,
    "category_over_limit": 40, "kelurahan_over_limit": 150, "reserved_missing": 20000, "change": 0,
}  # fmt: skip
LIKING = (60, 40, 20)
NUMBER = re.compile(r"^[0-9A-Za-z -]{1,40}$")


def freeze(db: Session, bazaar: Bazaar) -> str:
    """Registration is over: the list of who asked for what is hashed, before any number is drawn."""
    bazaar.close()
    for slot in slots_of(db, bazaar.key):
        slot.listed_as = slot.name
    listed = applicants(db, bazaar)
    if bazaar.reserved_groups:
        bazaar.sealed_list = text_of({"applicants": listed, "secret": new_secret()})
        numbers = sorted(each["number"] for each in listed)  # their order tells nothing of what they ask
        bazaar.frozen_list = text_of({"applicants": numbers, "sealed": _hash(bazaar.sealed_list)})
    else:
        bazaar.frozen_list = text_of(listed)
    bazaar.list_hash = _hash(bazaar.frozen_list)
    return bazaar.list_hash


def _hash(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def applicants(db: Session, bazaar: Bazaar) -> list[dict[str, Any]]:
    """Who sent an application and what it asks, by registration numbers: nothing personal, nothing judged."""
    asked = asked_by_application(db, bazaar.key)
    listed = [
        {
            "number": application.number,
            "kelurahan": group.village,
            "booths_min": application.booths_min,
            "booths_max": application.booths_max,
            "slots": [slot.name for slot in asked.get(application.key, [])],
            "accepts_fewer_slots": application.accepts_fewer_slots,
            "needs": application.asked_needs,
            "watt": application.watt,
            "zones": application.zones,
            "category": application.category,
        }
        for application, group in applications_of(db, bazaar.key)
        if application.state not in (ApplicationState.WITHDRAWN, ApplicationState.RETURNED)
    ]
    found: list[dict[str, Any]] = canonical(listed)
    return found


def draw(db: Session, bazaar: Bazaar, number: str) -> int:
    """Enters the number drawn in public, once; the seed it makes with the hash of the list."""
    if bazaar.state is not BazaarState.CLOSED or bazaar.number_drawn:
        raise Overtaken("state_moved")
    number = number.strip()
    if not NUMBER.match(number):
        raise Refused("number_drawn_wrong", field="number")
    waiting = [a for a, _ in applications_of(db, bazaar.key) if a.state is ApplicationState.SUBMITTED]
    if waiting:
        raise Refused("judge_first", n=len(waiting))
    bazaar.number_drawn = number
    bazaar.seed = seed_of(bazaar.list_hash, number)
    return bazaar.seed


def seed_of(list_hash: str, number: str) -> int:
    """The first 13 hex digits of the SHA-256 of list hash, ":" and number."""
    return int(hashlib.sha256(f"{list_hash}:{number}".encode()).hexdigest()[:13], 16)


def run_seed(bazaar: Bazaar) -> int:
    """What a run starts from: the seed of the draw; with a sealed list `seed_of` that seed and the secret.

    The secret was fixed by the seal before the number was drawn, so nobody chose it to suit.
    """
    if bazaar.seed is None:
        raise Overtaken("state_moved")
    if not bazaar.sealed_list:
        return bazaar.seed
    return seed_of(str(bazaar.seed), json.loads(bazaar.sealed_list)["secret"])


def lotteries(seed: int, numbers: list[str]) -> dict[str, int]:
    """The place of each registration number in the order of SHA-256 of seed, ":" and number."""
    ordered = sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())
    return {number: place for place, number in enumerate(ordered)}


def instance(db: Session, bazaar: Bazaar, pins: list[dict[str, Any]], previous: list[dict[str, Any]]) -> dict[str, Any]:
    """The instance file of a bazaar after its draw; groups by registration number."""
    if bazaar.seed is None:
        raise Overtaken("state_moved")
    booths = [booth for booth in booths_of(db, bazaar.key) if booth.broken_at is None]
    slots = slots_of(db, bazaar.key)
    beside = [
        [a.number, b.number] for a, b in itertools.pairwise(booths) if a.row == b.row and b.position - a.position <= 1
    ]
    zones = {booth.number: booth.zone for booth in booths}
    circuits: dict[str, list[str]] = {}
    for booth in booths:
        if booth.circuit:
            circuits.setdefault(booth.circuit, []).append(booth.number)
    weights = WEIGHTS | {"change": 400 if previous else 0}
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
        "groups": _groups(db, bazaar),
        "rules": {
            "reserved_groups": {slot.name: bazaar.reserved_groups for slot in slots},
            "category_limit_per_zone": bazaar.category_limit,
            "kelurahan_limit": bazaar.kelurahan_limit,
        },
        "pins": pins,
        "previous": previous,
        "weights": weights,
    } | ({"mix": True} if bazaar.sealed_list else {})  # fmt: skip


def _features(booth: Any) -> list[str]:
    return [name for name in ("electricity", "water", "wheelchair", "cold") if getattr(booth, name)]


def elsewhere(db: Session, bazaar: Bazaar) -> dict[int, list[Slot]]:
    """By eligible application the slots its group is still free in; none when it needs all and one is taken."""
    found = [pair for pair in applications_of(db, bazaar.key) if pair[0].state is ApplicationState.ELIGIBLE]
    asked = asked_by_application(db, bazaar.key)
    busy = busy_hours(db, [group.key for _, group in found], except_bazaar=bazaar.key)
    free: dict[int, list[Slot]] = {}
    for application, group in found:
        taken, wanted = busy.get(group.key, set()), asked.get(application.key, [])
        left = [slot for slot in wanted if not taken & set(slot.hours(bazaar))]
        free[application.key] = left if application.accepts_fewer_slots or len(left) == len(wanted) else []
    return free


def _groups(db: Session, bazaar: Bazaar) -> list[dict[str, Any]]:
    free = elsewhere(db, bazaar)
    found = [pair for pair in applications_of(db, bazaar.key) if free.get(pair[0].key)]
    standing = standings(db, bazaar, [group.key for _, group in found])
    order = lotteries(bazaar.seed or 0, [application.number for application, _ in found])
    return [
        {
            "id": application.number,
            "category": application.category or application.number,
            "needs": application.asked_needs,
            "watt": application.watt,
            "booths_min": application.booths_min,
            "booths_max": application.booths_max,
            "slots": [slot.name for slot in free[application.key]],
            "accepts_fewer_slots": application.accepts_fewer_slots,
            "zone_preferences": dict(zip(application.zones, LIKING, strict=False)),
            "kelurahan": group.village,
            "reserved": application.reserved,
            "points": standing[group.key].points,
            "lottery": order[application.number],
        }
        for application, group in found
    ]
