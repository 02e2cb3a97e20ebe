"""The list beside the map: who stands where with what points, needs and wishes met, sorted as asked."""

import json

from market.bazaars.allotting.plan import Plan
from market.bazaars.allotting.seating import SeatOrder, seats_of


def a_plan() -> Plan:
    def group(number: str, points: int, likes: dict[str, int], needs: list[str]) -> dict:
        return {"id": number, "points": points, "needs": needs, "zone_preferences": likes}

    instance = {
        "booths": [{"id": "A01", "zone": "A"}, {"id": "A02", "zone": "A"}, {"id": "B01", "zone": "B"}],
        "groups": [
            group("P-1", 100, {"A": 60, "B": 40}, ["water"]),
            group("P-2", 140, {"B": 60, "A": 40}, []),
            group("P-3", 120, {"B": 60}, []),
            group("P-4", 90, {}, []),
            group("P-5", 200, {"A": 60}, []),
        ],
        "pins": [{"group": "P-3", "booths": ["A02"], "slots": ["2026-12-05"]}],
    }
    placements = [
        {"group": "P-1", "slot": "2026-12-05", "booths": ["B01"]},
        {"group": "P-2", "slot": "2026-12-06", "booths": ["A01", "A02"]},
        {"group": "P-2", "slot": "2026-12-05", "booths": ["A01"]},
        {"group": "P-3", "slot": "2026-12-05", "booths": ["A02"]},
        {"group": "P-4", "slot": "2026-12-06", "booths": ["B01"]},
    ]
    return Plan(
        bazaar_id=1, version=1, seed=1, budget=1, made_by="x",
        instance=json.dumps(instance), result=json.dumps({"placements": placements}),
    )  # fmt: skip


NAMES = {"P-1": "Rahayu", "P-2": "Bahari", "P-3": "anggrek", "P-4": "Cempaka"}


def test_everybody_who_was_let_in_stands_in_the_list_with_what_was_met():
    seats = {seat.number: seat for seat in seats_of(a_plan(), NAMES)}
    assert "P-5" not in seats, "left out"
    assert seats["P-2"].booths == {"2026-12-05": "A01", "2026-12-06": "A01 + A02"}
    assert {number: seat.wish for number, seat in seats.items()} == {"P-1": 2, "P-2": 2, "P-3": 0, "P-4": None}
    assert seats["P-3"].pinned == ["2026-12-05"] and seats["P-1"].needs == ["water"]


def test_it_is_sorted_by_each_of_its_heads():
    seats = seats_of(a_plan(), NAMES)

    def by(order: SeatOrder) -> list[str]:
        return [seat.name for seat in sorted(seats, key=lambda seat: seat.sorts(order))]

    assert by(SeatOrder.NAME) == ["anggrek", "Bahari", "Cempaka", "Rahayu"]
    assert by(SeatOrder.POINTS) == ["Bahari", "anggrek", "Rahayu", "Cempaka"]
    assert by(SeatOrder.BOOTH) == ["Bahari", "anggrek", "Cempaka", "Rahayu"]
    assert by(SeatOrder.WISH) == ["Bahari", "Rahayu", "Cempaka", "anggrek"]
    assert by(SeatOrder.NEEDS)[0] == "Rahayu"
