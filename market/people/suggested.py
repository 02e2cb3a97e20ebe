"""Places that are offered for what somebody typed: villages; for the name of a city its kecamatan first."""

import re
from collections.abc import Iterable
from functools import lru_cache

from market.kernel.refused import Refused
from market.people.area import find_areas
from market.people.in_short import IN_SHORT, spelled_out
from market.people.misspelt import near_villages
from market.people.place import (
    CITY_FIRST,
    CODE,
    MOST_WORDS,
    OF_A_VILLAGE,
    VILLAGE,
    Place,
    bare_name,
    begins_words,
    city_code,
    codes_around,
    find_villages,
    place,
    place_name,
    typed_village,
    villages_named,
)
from market.people.villages import codes_below

OF_A_KABUPATEN = re.compile(r"kab(upaten)?\b")
KINDS = frozenset({  # of places, alone no name
    "kelurahan", "kel", "desa", "kecamatan", "kec", "kabupaten", "kab", "kota", "provinsi", "prov",
})  # fmt: skip
MOST = 60  # the kecamatan of the largest kabupaten, the villages of the largest kecamatan: a page's length


def suggested(typed: str) -> tuple[Place, ...]:
    """The villages meant; for a city's name its kecamatan, since a city has dozens of villages and eight of them say
    nothing. For the code of a larger place what lies in it; for a name that several have those, and then villages."""
    text = spelled_out(typed.strip())
    if CODE.fullmatch(text) and not VILLAGE.fullmatch(text):
        return places_inside(text)
    met = _larger(text)
    if met:
        city = len(met) == 1 and met[0].code == city_code(met[0].code) and _whole(text) not in IN_SHORT
        return _inside_or_each(met, () if city else villages_named(text))
    found = _of_its_city(text, find_villages(text))
    met = _named_with_its_city(text)
    return _inside_or_each(met, found) if met else found or (*_misspelt(text), *_at_its_end(text))


def _inside_or_each(met: list[Place], villages: Iterable[Place]) -> tuple[Place, ...]:
    """What lies in the one larger place that is meant, or each of several; then villages elsewhere that are called so,
    whose people would otherwise never find themselves."""
    inside = tuple(f"{each.code}." for each in met)
    offered = places_inside(met[0].code) if len(met) == 1 else tuple(met)
    return (*offered, *(each for each in villages if not each.code.startswith(inside)))[:MOST]


def _named_with_its_city(text: str) -> list[Place]:
    """Larger places whose name goes before that of what they lie in, without a comma between: `wanea manado`. Found as
    villages, they would be those eight of nine whose names come first."""
    words = text.split()[: MOST_WORDS + 1]
    said = (_larger(f"{' '.join(words[:last])}, {' '.join(words[last:])}") for last in range(len(words) - 1, 0, -1))
    return next((met for met in said if met), [])


def _of_its_city(text: str, found: tuple[Place, ...]) -> tuple[Place, ...]:
    """Of words that begin with a city's name what lies in it: `makassar utara`; villages called just so stay."""
    words = bare_name(text).split()
    begins = (" ".join(words[:last]) for last in range(len(words) - 1, 0, -1))
    codes = next((known for name in begins if (known := cities().get(name))), [])
    inside, named = tuple(f"{code}." for code in codes), {each.code for each in villages_named(text)}
    kept = tuple(each for each in found if each.code in named or each.code.startswith(inside))
    return kept if any(each.code.startswith(inside) for each in kept) else found


def _larger(text: str) -> list[Place]:
    """Cities and kecamatan of this name, else provinces; of a name that is none the cities that begin with it:
    "Jakarta". None where the name is said to be a village's."""
    head, _, tail = text.lower().partition(",")
    name, words = bare_name(head) or head, head.replace(".", " ").split()
    if not words or words[0] in OF_A_VILLAGE:
        return []
    name = IN_SHORT.get(_whole(name), name)
    codes = cities_and_districts().get(_whole(name)) or provinces().get(_whole(name)) or _that_begin(name)
    met = [each for code in codes if (each := place(code))]
    kind = "kota" if head.startswith("kota ") else "kabupaten" if OF_A_KABUPATEN.match(head) else ""
    behind = bare_name(tail).split()
    return [each for each in met if kind in each.name.lower() and all(word in _around(each) for word in behind)]


def _that_begin(name: str) -> list[str]:
    """Cities of which this is the first word, else kecamatan, where no village is called just so: "Tondano"."""
    found = [code for city, codes in cities().items() if city.startswith(f"{name} ") for code in codes]
    return found or ([] if villages_named(name) else _districts_that_begin(name))


@lru_cache(maxsize=1024)
def _districts_that_begin(name: str) -> list[str]:
    return [code for district, code in districts() if district.startswith(f"{name} ")]


def _whole(name: str) -> str:
    """A bare name in one word: people write `Rajabasa` for Raja Basa. There is a kecamatan that is called Kota."""
    return (bare_name(name) or name.lower()).replace(" ", "")


def _around(each: Place) -> str:
    """What a place lies in, as its path says it behind its own name."""
    return ", ".join(each.path[1:]).lower()


def meant_village(typed: str) -> Place:
    """The village that somebody typed or chose, as `typed_village`. Refused("village_unclear") too where a city or
    kecamatan has that name: "Bitung" is a city, and a village of another one; "Kalianda" all of a kecamatan."""
    text = spelled_out(typed.strip())
    if not CODE.fullmatch(text) and (text.lower().strip(".") in KINDS or _larger(text)):
        raise Refused("village_unclear", field="village")
    return typed_village(text)


def _at_its_end(text: str) -> tuple[Place, ...]:
    """Of a street with its city behind it what lies in that city: `jalan sam ratulangi manado`."""
    words = bare_name(text).split()
    ends = ("".join(words[first:]) for first in range(1, len(words)))
    known = cities_and_districts()
    codes = next((known[end] for end in ends if end in known), [])
    return places_inside(codes[0]) if len(codes) == 1 else tuple(each for code in codes if (each := place(code)))


def _misspelt(text: str) -> tuple[Place, ...]:
    """Villages that a slip keeps from being found: of the city behind a comma, else where Dermaga began."""
    cities_said = [each.code for each in _larger(text.partition(",")[2].strip())]
    return tuple(each for code in cities_said or CITY_FIRST for each in near_villages(text, code))[:MOST]


def places_meant(typed: str) -> tuple[Place, ...]:
    """Places of every size that somebody may mean: provinces and cities, kecamatan, then villages."""
    text = spelled_out(typed.strip())
    if CODE.fullmatch(text):
        exact = place(text)
        return (exact,) if exact else ()
    if short := IN_SHORT.get(_whole(text)):
        return (*places_meant(short), *villages_named(text))
    name, villages = bare_name(text.partition(",")[0]), find_villages(text)
    around = [place(code) for village in villages for code in reversed(codes_around(village.code))]
    named = [each for each in around if each and bare_name(each.name) == name]
    found = {each.code: each for each in (*find_areas(text), *named, *villages)}
    return tuple(found.values())


def typed_place(text: str) -> Place:
    """The one place of any size that somebody typed or chose; where a city and a village bear one name, the larger."""
    text = spelled_out(text.strip())
    found, wanted = places_meant(text), text.lower()
    if not found:
        raise Refused("place_unknown", field="place")
    if short := IN_SHORT.get(_whole(wanted)):
        if villages_named(text):
            raise Refused("place_unclear", field="place")
        wanted = short
    same = [] if wanted.strip(".") in KINDS else [each for each in found if _is_called(each, wanted)]
    larger = [each for each in same if not each.village] or same
    if len(larger) != 1 and len(found) > 1:
        raise Refused("place_unclear", field="place")
    if not larger and (wanted.strip(".") in KINDS or not begins_words(found[0], text)):  # letters inside a name
        raise Refused("place_perhaps", field="place", name=found[0].full)
    return larger[0] if larger else found[0]


def _is_called(each: Place, wanted: str) -> bool:
    """Whether this is its name, or its name and what it lies in: `girian, bitung`, `kec. girian`."""
    if wanted in (each.full.lower(), each.name.lower(), each.code):
        return True
    name, _, tail = wanted.partition(",")
    around = _around(each)
    return bare_name(each.name) in (name, bare_name(name)) and all(word in around for word in bare_name(tail).split())


@lru_cache(maxsize=1024)
def places_inside(code: str) -> tuple[Place, ...]:
    """The kecamatan of a city, the villages of a kecamatan."""
    if place(code) is None:
        return ()
    return tuple(found for each in codes_below(code)[:MOST] if (found := place(each)))


@lru_cache
def cities() -> dict[str, list[str]]:
    """The codes of cities and kabupaten by their bare names."""
    found: dict[str, list[str]] = {}
    for code in (each for province in codes_below("") for each in codes_below(province)):
        found.setdefault(bare_name(place_name(code)), []).append(code)
    return found


@lru_cache
def districts() -> list[tuple[str, str]]:
    """The bare name and the code of each kecamatan."""
    around = [code for codes in cities().values() for code in codes]
    return [(bare_name(place_name(each)), each) for code in around for each in codes_below(code)]


@lru_cache
def cities_and_districts() -> dict[str, list[str]]:
    """The same, and the codes of kecamatan, by their names in one word, with what kind of place it is and without."""
    found: dict[str, list[str]] = {}
    for code in (each for codes in cities().values() for each in codes):
        for name in _words_for(place_name(code)):
            found.setdefault(name, []).append(code)
        for district in codes_below(code):
            for name in _words_for(place_name(district)):
                found.setdefault(name, []).append(district)
    return found


def _words_for(name: str) -> set[str]:
    return {_whole(name), name.lower().replace(" ", "")}


@lru_cache
def provinces() -> dict[str, list[str]]:
    """The codes of provinces by their names in one word."""
    return {_whole(place_name(each)): [each] for each in codes_below("")}
