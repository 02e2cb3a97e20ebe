"""Bad instance files get a sentence that names what is wrong."""

import copy
import json

import pytest

from bench.instances import instance
from market.bazaars.allocation.instance import read_instance, strict_json
from market.bazaars.allocation.plan_file import allocate
from market.bazaars.allocation.verify import verify
from market.kernel.refused import Refused
from market.web.sentences import refusal_sentence

DATA = instance(30, 20, 2)


def with_(path, value):
    def change(data):
        *way, last = path
        for step in way:
            data = data[step]
        if value is ...:
            del data[last]
        else:
            data[last] = value

    return change


WRONG = {
    "no slots": with_(("slots",), ...),
    "a slot twice": with_(("slots",), ["2026-12-05", "2026-12-05"]),
    "booths that are no list": with_(("booths",), {"A01": 1}),
    "a booth twice": lambda data: data["booths"].append(data["booths"][0]),
    "a booth without zone": with_(("booths", 0, "zone"), ...),
    "an unknown feature": with_(("booths", 0, "features"), ["helipad"]),
    "a neighbour that is nowhere": with_(("neighbours", 0), ["A01", "Q77"]),
    "a neighbour of itself": with_(("neighbours", 0), ["A01", "A01"]),
    "a couple named twice": lambda data: data["pairs"].append(data["pairs"][0][::-1]),
    "three in a pair": with_(("pairs", 0), ["A01", "A02", "A03"]),
    "a pair over two zones": lambda data: data["booths"][0].update(zone="Z"),
    "a booth on two circuits": lambda data: data["circuits"].append({"id": "X", "watt": 1,
            "booths": [data["circuits"][0]["booths"][0]]}),
    "watt below zero": with_(("circuits", 0, "watt"), -1),
    "a group twice": lambda data: data["groups"].append(data["groups"][0]),
    "an unknown need": with_(("groups", 0, "needs"), ["gas"]),
    "no points": with_(("groups", 0, "points"), 0),
    "points as text": with_(("groups", 0, "points"), "132"),
    "points that are true": with_(("groups", 0, "points"), True),
    "half a point": with_(("groups", 0, "points"), 1.5),
    "infinite points": with_(("groups", 0, "points"), float("inf")),
    "three booths": with_(("groups", 0, "booths_max"), 3),
    "more at least than at most": lambda data: data["groups"][0].update(booths_min=2, booths_max=1),
    "a slot that is not": with_(("groups", 0, "slots"), ["2027-01-01"]),
    "no slot at all": with_(("groups", 0, "slots"), []),
    "accepts perhaps": with_(("groups", 0, "accepts_fewer_slots"), "yes"),
    "a preference in words": with_(("groups", 0, "zone_preferences"), {"A": "much"}),
    "a group that is a number": with_(("groups", 0), 7),
    "a reserve for another day": with_(("rules", "reserved_groups"), {"2027-01-01": 3}),
    "a limit below zero": with_(("rules", "kelurahan_limit"), -1),
    "a weight below zero": with_(("weights", "move"), -1),
    "a weight missing": with_(("weights", "slot"), ...),
    "a million groups": lambda data: data.update(groups=[data["groups"][0]] * 1_000_000),
    "a pin of nobody": lambda data: data["pins"].append({"group": "g999", "booths": ["A01"],
            "slots": [data["slots"][0]]}),
    "a pin nowhere": lambda data: data["pins"].append({"group": "g1", "booths": ["Q77"], "slots": [data["slots"][0]]}),
    "a pin in no slot": lambda data: data["pins"].append({"group": "g1", "booths": ["A01"], "slots": []}),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_named(what):
    data = copy.deepcopy(DATA)
    WRONG[what](data)
    with pytest.raises(Refused) as refused:
        read_instance(data)
    assert len(refusal_sentence(refused.value)) < 300


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{", '{"a": NaN}', '{"a": -Infinity}', "[" * 100_000, b"\xff\xfe\x00"]
)
def test_what_is_no_json_object(text):
    with pytest.raises(Refused):
        strict_json(text)


def test_pins_that_contradict():
    data = copy.deepcopy(DATA)
    slot = data["slots"][0]
    one, two = [g for g in data["groups"] if slot in g["slots"] and not g["needs"] and g["booths_min"] == 1][:2]
    for group in (one, two):
        data["pins"].append({"group": group["id"], "booths": ["A01"], "slots": [slot]})
    with pytest.raises(Refused) as refused:
        read_instance(data)
    assert refused.value.code == "pins_contradict"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(groups=[]),
        lambda data: data.update(booths=[], neighbours=[], pairs=[], circuits=[]),
        lambda data: data["rules"].update(reserved_groups=dict.fromkeys(data["slots"], 10000)),
        lambda data: [booth.update(features=[]) for booth in data["booths"]],
    ],
    ids=["no groups", "no booths", "more reserved than exist", "needs nobody offers"],
)
def test_empty_and_impossible_bazaars_have_plans(change):
    data = copy.deepcopy(DATA)
    change(data)
    plan = allocate(json.loads(json.dumps(data)), seed=1, budget=2_000)
    found = verify(data, plan)
    assert found.admitted + len(found.rejected) == len(data["groups"])
