"""The floor plan: blocks of booths on a grid, features, circuits."""

import re
from dataclasses import dataclass
from string import ascii_uppercase

import sqlalchemy as sa

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import Booth, Circuit, booths_of, circuits_of
from market.bazaars.planning.landmark import Landmark, landmarks_of
from market.kernel.record import table
from market.kernel.refused import Refused, require_room
from market.kernel.typed import whole

MOST_BOOTHS = 1_000
MOST_ROW = 200
FEATURES = ("electricity", "water", "cold", "wheelchair")
COLUMNS = ("number", "zone", "row", "position", *FEATURES, "circuit", "fee_class")
LANDMARK = ("kind", "label", "row", "position", "width", "height")
NUMBER = re.compile(r"^[A-Z0-9][A-Z0-9-]{0,11}$")
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9 -]{0,19}$")  # of a zone or circuit: never a formula in a spreadsheet


@dataclass(frozen=True)
class Cell:
    """A booth as a CSV row or a remembered plan tells it."""

    number: str
    zone: str
    row: int
    position: int
    part: int = 0
    electricity: bool = False
    water: bool = False
    cold: bool = False
    wheelchair: bool = False
    circuit: str = ""
    fee_class: str = ""


def add_block(bazaar: Bazaar, zone: str, rows: int, per_row: int) -> int:
    """ "Blok A: 4 baris × 10 stan", below what is there; returns how many booths it has."""
    bazaar.require_draft()
    there = booths_of(bazaar.db, bazaar.key)
    require_room(len(there), MOST_BOOTHS, "rows", more=rows * per_row)
    zone = zone.upper()
    first_row = max((booth.row for booth in there), default=-2) + 2  # a walk between blocks
    number = max((_digits(booth.number, zone) for booth in there), default=0)
    for row in range(rows):
        for position in range(per_row):
            number += 1
            name = f"{zone}{number:02d}"
            check_number(name)
            bazaar.db.add(Booth(bazaar_id=bazaar.key, number=name, zone=zone, row=first_row + row, position=position))
    bazaar.db.flush()
    return rows * per_row


def next_zone(booths: list[Booth]) -> str:
    """The first letter that no booth's block has."""
    taken = {booth.zone for booth in booths}
    return next((letter for letter in ascii_uppercase if letter not in taken), "A")


def _digits(number: str, zone: str) -> int:
    return whole(number.removeprefix(zone)) or 0 if number.startswith(zone) else 0


def check_number(number: str) -> None:
    if not NUMBER.match(number):
        raise Refused("booth_number_wrong", field="zone", what=number[:20])


def named(bazaar: Bazaar, numbers: list[str]) -> list[Booth]:
    """These booths of a draft, in the order of the plan; refused when none is named or one is not there."""
    bazaar.require_draft()
    if not numbers:
        raise Refused("booths_none", field="booths")
    found = [booth for booth in booths_of(bazaar.db, bazaar.key) if booth.number in set(numbers)]
    if len(found) != len(set(numbers)):
        raise Refused("choose_booths", field="booths")
    return found


def delete_booths(bazaar: Bazaar, numbers: list[str]) -> None:
    """Leaves gaps in the plan: an aisle, a tree."""
    rows = table(Booth)
    keys = [booth.key for booth in named(bazaar, numbers)]
    bazaar.db.execute(sa.delete(rows).where(rows.c.id.in_(keys)))


def give_features(bazaar: Bazaar, numbers: list[str], features: dict[str, bool], circuit: str | None = None) -> None:
    """These booths have, or have not, the features that are named, and draw from this circuit; "" is none. What is
    not named, a circuit that is None too, stays with each booth as it is. Refused when nothing is named."""
    booths = named(bazaar, numbers)
    if not features and circuit is None:
        raise Refused("features_none", field="booths")
    if circuit and circuit not in {each.name for each in circuits_of(bazaar.db, bazaar.key)}:
        raise Refused("circuit_unknown", field="circuit", what=circuit)
    for booth in booths:
        for name, there in features.items():
            setattr(booth, name, there)
        booth.circuit = booth.circuit if circuit is None else circuit


def set_circuit(bazaar: Bazaar, name: str, watt: int) -> None:
    """A circuit by its name; 0 watt takes it away."""
    bazaar.require_draft()
    rows, booths = table(Circuit), table(Booth)
    there = next((each for each in circuits_of(bazaar.db, bazaar.key) if each.name == name), None)
    if watt == 0:
        bazaar.db.execute(sa.delete(rows).where(rows.c.bazaar_id == bazaar.key, rows.c.name == name))
        own = sa.and_(booths.c.bazaar_id == bazaar.key, booths.c.circuit == name)
        bazaar.db.execute(sa.update(booths).where(own).values(circuit=""))
    elif there:
        there.watt = watt
    else:
        Circuit(bazaar_id=bazaar.key, name=name, watt=watt).add(bazaar.db)


def copy_floor_plan(bazaar: Bazaar, earlier: Bazaar) -> None:
    """The circuits and booths of an earlier bazaar, for a new draft."""
    bazaar.require_draft()
    for circuit in circuits_of(bazaar.db, earlier.key):
        bazaar.db.add(Circuit(bazaar_id=bazaar.key, name=circuit.name, watt=circuit.watt))
    for booth in booths_of(bazaar.db, earlier.key):
        told = {name: getattr(booth, name) for name in (*COLUMNS, "part")}
        bazaar.db.add(Booth(bazaar_id=bazaar.key, **told))
    for each in landmarks_of(bazaar.db, earlier.key):
        told = {name: getattr(each, name) for name in LANDMARK}
        bazaar.db.add(Landmark(bazaar_id=bazaar.key, **told))
    bazaar.db.flush()


def replace_floor_plan(bazaar: Bazaar, cells: list[Cell]) -> int:
    """The plan of a CSV in place of the one there is."""
    bazaar.require_draft()
    known = {each.name for each in circuits_of(bazaar.db, bazaar.key)}
    for cell in cells:
        if cell.circuit and cell.circuit not in known:
            raise Refused("circuit_unknown", field="file", what=cell.circuit)
        if cell.fee_class and cell.fee_class not in bazaar.fee_classes:
            raise Refused("class_unknown", field="file", what=cell.fee_class)
    rows = table(Booth)
    bazaar.db.execute(sa.delete(rows).where(rows.c.bazaar_id == bazaar.key))
    for cell in cells:
        bazaar.db.add(Booth(bazaar_id=bazaar.key, **cell.__dict__))
    bazaar.db.flush()
    return len(cells)
