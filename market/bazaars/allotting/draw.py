"""The draw: a frozen list, a number that nobody here chose, the seed and the instance that the two make.

Nothing but the frozen list, the number and the pins goes into an instance: whatever happens to a group, a booth or
somebody's points afterwards moves no rank.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from market.bazaars.allocation.draw_file import CHANGE, lotteries, reserves, seed_of
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.planning.named_draw import Draw, named_draw
from market.kernel.clock import now
from market.kernel.doer import Doer, kept_name
from market.kernel.refused import Overtaken, Refused, needed_reason
from market.kernel.typed import whole


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number of the moment `of`, `due` at the first that counts for the frozen list; of a later one, why that one is
    `missing`. Before witnesses `of` is when it is typed."""

    number: str
    due: datetime
    of: datetime
    missing: str

    @property
    def later(self) -> bool:
        return bool(self.missing)


def check_entry(bazaar: Bazaar, number: str, of: datetime | None = None, missing: str = "") -> TypedNumber:
    """What `draw` would enter. `of` is the moment it was published at, by default the first that counts for this list.

    Refused before that moment, for any number that was known before the freeze, and without a reason for a later one.
    """
    if bazaar.state is not BazaarState.CLOSED or bazaar.frozen_at is None or bazaar.number_drawn:
        raise Overtaken("state_moved")
    named = named_draw(bazaar)
    found = _digits(named, number, "number" if named.from_outside else "digit")
    due = named.due(bazaar.frozen_at)
    if due is None:
        raise Refused("frozen_too_late", field="number")
    if named.from_outside:
        moment = _moment(named.counting(bazaar.frozen_at), of)
        later = moment != due
    else:
        moment = _drawn_at(due, of)
        later = named.late(moment, bazaar.frozen_at)
    return TypedNumber(found, due, moment, needed_reason(missing, "missing") if later else "")


def draw(
    db: Session, bazaar: Bazaar, number: str, *, by: Doer, of: datetime | None = None,
    missing: str = "",
) -> int:  # fmt: skip
    """Enters the number, once; the seed it makes with the hash of the list. Refused as `check_entry` refuses."""
    entry, named = check_entry(bazaar, number, of, missing), named_draw(bazaar)
    named.of, named.missing = entry.of, entry.missing
    named.entered_by, named.entered_at = kept_name(by), now()
    return set_number(bazaar, entry.number, by_id=by.person_id)


def set_number(bazaar: Bazaar, number: str, *, by_id: int | None) -> int:
    """The number that stands from now on, by whose word, and the seed it makes; the two days begin."""
    named = named_draw(bazaar)
    named.told_at, named.entered_by_id = now(), by_id
    bazaar.number_drawn = number
    bazaar.seed = seed_of(bazaar.list_hash, number)
    return bazaar.seed


def _digits(named: Draw, number: str, field: str) -> str:
    """Refused beside `field`, of which there is one for each digit before witnesses: then beside the one that is
    none."""
    found = number.strip()
    wrong = next((n for n, each in enumerate(found) if whole(each) is None), None)
    if wrong is not None or len(found) != named.digits:
        single = field == "digit" and wrong is not None and len(found) == named.digits
        raise Refused("number_drawn_wrong", field=f"digit-{wrong}" if single else field, n=named.digits)
    return found


def _drawn_at(due: datetime, of: datetime | None) -> datetime:
    """Groups were called for a time: nobody draws before it, nor on the day whose digits were out at the freeze."""
    if now() < due:
        raise Refused("draw_still_to_come", field="number")
    return of or now().replace(microsecond=0)


def _moment(counting: list[datetime], of: datetime | None) -> datetime:
    moment = of or counting[0]
    if moment not in counting:
        raise Refused("moment_unknown", field="of")
    if now() < moment:
        raise Refused("draw_still_to_come", field="of")
    return moment


def corrected_digits(bazaar: Bazaar, number: str) -> str:
    """A number in the form that the draw names; refused when it is none, or the one that stands already."""
    found = _digits(named_draw(bazaar), number, "number")
    if found == bazaar.number_drawn:
        raise Refused("number_the_same", field="number")
    return found


def run_seed(bazaar: Bazaar) -> int:
    """What a run starts from: the seed of the draw; with a reserved share `seed_of` that seed and the secret.

    The secret was fixed by the seal before the number was drawn, so nobody chose it to suit.
    """
    if bazaar.seed is None:
        raise Overtaken("state_moved")
    if not reserves(listed(bazaar)):
        return bazaar.seed
    return seed_of(str(bazaar.seed), json.loads(bazaar.sealed_list)["secret"])


def listed(bazaar: Bazaar) -> dict[str, Any]:
    """The frozen list, as everybody reads it."""
    return dict(json.loads(bazaar.frozen_list))


def how_many_listed(bazaar: Bazaar) -> int:
    """On the frozen list; 0 before the freeze. A list of the rule before was of groups alone."""
    found = json.loads(bazaar.frozen_list or "[]")
    return len(found["applicants"] if isinstance(found, dict) else found)


def order_of(bazaar: Bazaar) -> dict[str, int]:
    """By registration number its place in the draw, of all on the frozen list."""
    return lotteries(bazaar.seed or 0, listed(bazaar)["applicants"])


def instance(bazaar: Bazaar, pins: list[dict[str, Any]], previous: list[dict[str, Any]]) -> dict[str, Any]:
    """The instance file of a bazaar after its draw; groups by registration number."""
    if bazaar.seed is None:
        raise Overtaken("state_moved")
    frozen, order = listed(bazaar), order_of(bazaar)
    groups = json.loads(bazaar.sealed_list)["groups"]
    kept = {name: frozen[name] for name in ("slots", "booths", "neighbours", "pairs", "circuits", "rules", "weights")}
    return (
        kept
        | {"groups": [group | {"lottery": order[group["id"]]} for group in groups], "pins": pins, "previous": previous}
        | ({"weights": kept["weights"] | {"change": CHANGE}} if pins else {})
        | ({"mix": True} if reserves(frozen) else {})
    )


def frozen_points(bazaar: Bazaar) -> dict[str, int]:
    """By registration number the points it has in the frozen list, which nothing changes; nothing before the freeze."""
    found = json.loads(bazaar.sealed_list or "{}")
    return {group["id"]: group["points"] for group in found.get("groups", [])}


def in_the_list(bazaar: Bazaar) -> set[str]:
    """Registration numbers that the draw puts in rank: eligible, and free in a slot they asked for, at the freeze."""
    return {group["id"] for group in json.loads(bazaar.sealed_list)["groups"]}
