"""Seating: a plan as a list, of each group where it stands, with what points, needs and wishes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from market.bazaars.allotting.plan import Plan


class SeatOrder(StrEnum):
    """What the list is sorted by."""

    BOOTH = "stan"
    NAME = "nama"
    POINTS = "poin"
    NEEDS = "kebutuhan"
    WISH = "pilihan"


@dataclass(frozen=True, slots=True)
class Seat:
    """A group that was let in: `booths` by the name of the slot, `pinned` the slots where an officer fixed it.

    `wish` is the place in its own list of wishes of the block where it stands, 1 its first; 0 for a block it did not
    name, None when it named none.
    """

    number: str
    name: str
    points: int
    needs: list[str]
    wish: int | None
    booths: dict[str, str]
    pinned: list[str]

    def sorts(self, order: SeatOrder) -> tuple[Any, ...]:
        """What it is sorted by; equal ones by booth, then by name."""
        booth = (next(iter(self.booths.values()), "~"), self.name.casefold())
        first: dict[SeatOrder, Any] = {
            SeatOrder.BOOTH: booth,
            SeatOrder.NAME: self.name.casefold(),
            SeatOrder.POINTS: -self.points,
            SeatOrder.NEEDS: (-len(self.needs), self.needs),
            SeatOrder.WISH: {None: 98, 0: 99}.get(self.wish, self.wish),
        }
        return (first[order], booth)


def seats_of(plan: Plan, names: dict[str, str]) -> list[Seat]:
    """Every group that a plan lets in, by booth; `names` are the groups' by registration number."""
    problem = plan.problem_file
    zones = {booth["id"]: booth["zone"] for booth in problem["booths"]}
    stands: dict[str, dict[str, list[str]]] = {}
    for each in plan.file["placements"]:
        stands.setdefault(each["group"], {})[each["slot"]] = each["booths"]
    pinned: dict[str, list[str]] = {}
    for each in problem.get("pins", []):
        pinned.setdefault(each["group"], []).extend(each["slots"])
    found = [
        Seat(
            number=group["id"],
            name=names.get(group["id"], group["id"]),
            points=group["points"],
            needs=list(group["needs"]),
            wish=_wish(group["zone_preferences"], {zones[b] for each in booths.values() for b in each}),
            booths={slot: " + ".join(booths[slot]) for slot in sorted(booths)},
            pinned=sorted(pinned.get(group["id"], [])),
        )
        for group in problem["groups"]
        if (booths := stands.get(group["id"]))
    ]
    return sorted(found, key=lambda seat: seat.sorts(SeatOrder.BOOTH))


def _wish(likes: dict[str, int], zones: set[str]) -> int | None:
    """The worst of the wishes that were met, when a group stands in different blocks on different days."""
    if not likes:
        return None
    order = sorted(likes, key=lambda zone: -likes[zone])
    places = [order.index(zone) + 1 if zone in order else 0 for zone in zones]
    return 0 if 0 in places else max(places)
