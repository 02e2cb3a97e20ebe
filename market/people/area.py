"""Areas that an office answers for: a province, a kota or kabupaten, by name; smaller ones by their code."""

from functools import lru_cache

from market.kernel.refused import Refused
from market.people.in_short import IN_SHORT, spelled_out
from market.people.place import CODE, Place, place
from market.people.villages import codes_below

MOST = 8


@lru_cache(maxsize=1)
def _areas() -> tuple[tuple[str, str], ...]:
    """(words to look through, code) of the 38 provinces and 514 kota and kabupaten."""
    around = codes_below("")
    inside = (city for province in around for city in codes_below(province))
    return tuple((", ".join(found.path).lower(), found.code) for each in (*around, *inside) if (found := place(each)))


@lru_cache(maxsize=1024)
def find_areas(typed: str) -> tuple[Place, ...]:
    """Areas whose name holds every typed word, a code's own place first: `bitung` finds Kota Bitung."""
    text = " ".join(spelled_out(typed[:80].lower()).replace(",", " ").split())
    text = IN_SHORT.get(text, text)
    if CODE.fullmatch(text):
        exact = place(text)
        return (exact,) if exact else ()
    words = text.split()
    if len(text) < 3:
        return ()
    met = [
        (not any(part.startswith(text) for part in (name, name.partition(" ")[2])), len(name), code)
        for name, code in _areas()
        if all(word in name for word in words)
    ]
    found = (place(code) for *_, code in sorted(met)[:MOST])
    return tuple(each for each in found if each)


def typed_area(text: str) -> Place:
    """The one area that somebody typed or chose. Refused when there is none, or several."""
    found = find_areas(text.strip())
    if not found:
        raise Refused("area_unknown", field="place")
    wanted = text.strip().lower()
    same = [each for each in found if wanted in (each.full.lower(), each.name.lower(), each.code)]
    if len(found) > 1 and len(same) != 1:
        raise Refused("place_unclear", field="place")
    return same[0] if same else found[0]
