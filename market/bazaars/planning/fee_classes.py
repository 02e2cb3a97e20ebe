"""Fees by class of booth: what each class costs for a booth and a slot, and which booths are of it."""

import re
from collections.abc import Mapping

import sqlalchemy as sa

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import Booth
from market.bazaars.planning.floor_plan import NAME, named
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.typed_number import typed_rupiah

MOST_CLASSES = 10
DEAREST = 10_000_000
LONGEST = 100  # letters of a line: in a longer one each space is tried as the end of the name
LINE = re.compile(
    r"^(?P<name>.+?)\s*[:=;,\t ]\s*(?P<fee>(?:rp\.?\s*)?\d[\d.,]*\s*(?:ribu|rb|juta|jt|k)?)$", re.IGNORECASE
)


def typed_classes(text: str) -> dict[str, int]:
    """Classes as people list them, one a line: `A Rp50.000`, `tenda: 100 ribu`. Refused with what is unclear."""
    found: dict[str, int] = {}
    for line in filter(None, (each.strip() for each in text.splitlines())):
        told = LINE.match(line) if len(line) <= LONGEST else None
        name = " ".join(told["name"].split()) if told else ""
        if not told or not NAME.match(name):
            raise Refused("class_line_wrong", what=line[:60])
        if name.casefold() in {each.casefold() for each in found}:
            raise Refused("class_twice", what=name)
        fee = typed_rupiah(told["fee"])
        if not 0 <= fee <= DEAREST:
            raise Refused("number_too_large", n=DEAREST)
        found[name] = fee
    if len(found) > MOST_CLASSES:
        raise Refused("too_many", n=MOST_CLASSES)
    return found


def set_fee_classes(bazaar: Bazaar, classes: Mapping[str, int]) -> None:
    """The classes of a draft; booths of one that is gone are of none."""
    bazaar.require_draft()
    bazaar.fee_classes = dict(classes)
    rows = table(Booth)
    gone = sa.and_(rows.c.bazaar_id == bazaar.key, rows.c.fee_class != "", rows.c.fee_class.not_in(list(classes)))
    bazaar.db.execute(sa.update(rows).where(gone).values(fee_class=""))


def put_in_class(bazaar: Bazaar, numbers: list[str], name: str) -> None:
    """These booths are of this class; "" is none, and costs what the bazaar's other booths do."""
    if name and name not in bazaar.fee_classes:
        raise Refused("choice_unknown", field="to_class")
    for booth in named(bazaar, numbers):
        booth.fee_class = name
