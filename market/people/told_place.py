"""The village that a sentence names, among what else it says: `Girian Weru dekat gereja`."""

import re

from market.people.all_villages import in_small
from market.people.place import LONGEST, Place, place
from market.people.villages import villages

NO_WORD = re.compile(r"\W+")
BESIDE = frozenset({"dekat", "depan", "samping", "belakang", "seberang", "arah", "dari", "lewat", "sebelum", "sesudah"})


def village_told(sentence: str, around: str) -> Place | None:
    """The one village inside a larger place (its code) whose whole name stands in a sentence; None where there is none,
    or more than one. Of names that stand in one another the longest; one behind `dekat` or `arah` is near by only."""
    said, there = _words(sentence[:LONGEST]), villages()
    met = {line: _words(there.name(line)) for line in there.inside(around)}
    met = {line: name for line, name in met.items() if _is_there(name, said)}
    longest = [line for line, name in met.items() if not any(name in each and name != each for each in met.values())]
    return place(there.code(longest[0])) if len(longest) == 1 else None


def _words(text: str) -> str:
    """Each between two spaces."""
    return " ".join(["", *NO_WORD.split(in_small(text)), ""])


def _is_there(name: str, said: str) -> bool:
    before, found, _ = said.partition(name)
    return bool(found) and not BESIDE.intersection(before.split()[-1:])
