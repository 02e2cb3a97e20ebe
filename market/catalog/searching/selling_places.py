"""Where groups sell, by the names that buyers type: the province, the kota or kabupaten, the kecamatan."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.searching.words import folded
from market.kernel.record import table
from market.people.group import Group, is_open
from market.people.place import bare_name, place_name

MOST = 3_000  # kecamatan
G = table(Group)
DISTRICT = sa.func.substr(G.c.village, 1, 8)
DISTRICTS = sa.select(DISTRICT.label("district")).where(is_open(G)).group_by(DISTRICT).order_by(DISTRICT).limit(MOST)
SHORT = {
    "sulut": "71", "sulteng": "72", "sulsel": "73", "sultra": "74", "gorontalo": "75", "sulbar": "76", "kaltim": "64",
    "kaltara": "65", "kalsel": "63", "kalteng": "62", "kalbar": "61", "sumut": "12", "sumbar": "13", "sumsel": "16",
    "jabar": "32", "jateng": "33", "jogja": "34", "yogya": "34", "jatim": "35", "ntb": "52", "ntt": "53", "malut": "82",
}  # fmt: skip


def selling_places(db: Session) -> dict[str, str]:
    """Codes by their names without spaces; of places called alike the larger one."""
    codes = {row.district[:length] for row in db.connection().execute(DISTRICTS) for length in (8, 5, 2)}
    found = {short: code for short, code in SHORT.items() if code in codes}
    for code in sorted(codes, key=lambda each: (len(each), each)):
        name = "".join(folded(bare_name(place_name(code))))
        if len(name) > 2:
            found.setdefault(name, code)
    return found
