"""Where groups sell, by the names that buyers type: the province, the kota or kabupaten, the kecamatan."""

from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.searching.words import folded
from market.kernel.record import table
from market.people.group import Group, is_open
from market.people.in_short import IN_SHORT
from market.people.place import bare_name, place_name
from market.people.villages import codes_below

MOST = 3_000  # kecamatan
G = table(Group)
DISTRICT = sa.func.substr(G.c.village, 1, 8)
DISTRICTS = sa.select(DISTRICT.label("district")).where(is_open(G)).group_by(DISTRICT).order_by(DISTRICT).limit(MOST)
AROUND_THE_CITY = dict.fromkeys(("jogja", "jogya", "yogya", "jogjakarta"), "34")  # to a buyer all of the province


def selling_places(db: Session) -> dict[str, str]:
    """Codes by their names without spaces, and by what people call them in short; of places called alike the larger."""
    codes = {row.district[:length] for row in db.connection().execute(DISTRICTS) for length in (8, 5, 2)}
    found = {short: code for short, code in AROUND_THE_CITY.items() if code in codes}
    for code in sorted(codes, key=lambda each: (len(each), each)):
        name = _as_one(place_name(code))
        if len(name) > 2:
            found.setdefault(name, code)
    return {short: found[_as_one(name)] for short, name in IN_SHORT.items() if _as_one(name) in found} | found


def elsewhere(word: str) -> str:
    """The code of a province, kota or kabupaten called so, wherever it is; empty for another word."""
    return _everywhere().get(word, "")


@lru_cache(maxsize=1)
def _everywhere() -> dict[str, str]:
    """Of what is called alike the kota (`71` and more behind the dot), else the first."""
    provinces = codes_below("")
    cities = sorted((city for each in provinces for city in codes_below(each)), key=lambda code: code[3:] < "71")
    found = {_as_one(place_name(code)): code for code in reversed([*provinces, *cities])}
    short = {short: found[_as_one(name)] for short, name in IN_SHORT.items() if _as_one(name) in found}
    return short | {name: code for name, code in found.items() if len(name) > 2}


def _as_one(name: str) -> str:
    return "".join(folded(bare_name(name)))
