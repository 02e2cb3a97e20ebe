"""The floor plan: blocks of booths on a grid, features, circuits; in and out as CSV."""

import csv
import io
import re
from dataclasses import dataclass

import sqlalchemy as sa

from market.bazaars.bazaar import Bazaar, BazaarState, Booth, Circuit, booths_of, circuits_of
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused

MOST_BOOTHS = 1_000
MOST_ROW = 200
FEATURES = ("electricity", "water", "cold", "wheelchair")
COLUMNS = ("number", "zone", "row", "position", *FEATURES, "circuit")
NUMBER = re.compile(r"^[A-Z0-9][A-Z0-9-]{0,11}$")
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9 -]{0,19}$")  # of a zone or circuit: never a formula in a spreadsheet


@dataclass(frozen=True)
class Cell:
    """A booth as a form or a CSV row tells it."""

    number: str
    zone: str
    row: int
    position: int
    electricity: bool = False
    water: bool = False
    cold: bool = False
    wheelchair: bool = False
    circuit: str = ""


def _draft(bazaar: Bazaar) -> None:
    if bazaar.state is not BazaarState.DRAFT:
        raise Overtaken("state_moved")


def add_block(bazaar: Bazaar, zone: str, rows: int, per_row: int) -> int:
    """ "Blok A: 4 baris × 10 stan", below what is there; how many booths it has."""
    _draft(bazaar)
    there = booths_of(bazaar.db, bazaar.key)
    if len(there) + rows * per_row > MOST_BOOTHS:
        raise Refused("too_many", field="rows", n=MOST_BOOTHS)
    zone = zone.upper()
    first_row = max((booth.row for booth in there), default=-2) + 2  # a walk between blocks
    number = max((int(digits) for booth in there if (digits := _digits(booth.number, zone))), default=0)
    for row in range(rows):
        for position in range(per_row):
            number += 1
            name = f"{zone}{number:02d}"
            _check_number(name)
            bazaar.db.add(Booth(bazaar_id=bazaar.key, number=name, zone=zone, row=first_row + row, position=position))
    bazaar.db.flush()
    return rows * per_row


def _digits(number: str, zone: str) -> str:
    rest = number.removeprefix(zone)
    return rest if number.startswith(zone) and rest.isdigit() else ""


def _check_number(number: str) -> None:
    if not NUMBER.match(number):
        raise Refused("booth_number_wrong", field="zone", what=number[:20])


def change_booths(
    bazaar: Bazaar, numbers: list[str], act: str, features: dict[str, bool] | None = None, circuit: str = ""
) -> int:
    """Deletes the named booths, or gives them these features and this circuit; how many there were."""
    _draft(bazaar)
    rows = table(Booth)
    which = sa.and_(rows.c.bazaar_id == bazaar.key, rows.c.number.in_(numbers))
    if not numbers or act not in ("delete", "features"):
        raise Refused("choose_booths", field="booths")
    if act == "delete":
        deleted = bazaar.db.execute(sa.delete(rows).where(which).returning(rows.c.id)).all()
        return len(deleted)
    if circuit and circuit not in {each.name for each in circuits_of(bazaar.db, bazaar.key)}:
        raise Refused("circuit_unknown", field="circuit", what=circuit)
    values: dict[str, object] = {name: bool((features or {}).get(name)) for name in FEATURES}
    changed = bazaar.db.execute(
        sa.update(rows).where(which).values(**values, circuit=circuit).returning(rows.c.id)
    ).all()
    return len(changed)


def set_circuit(bazaar: Bazaar, name: str, watt: int) -> None:
    """A circuit by its name; 0 watt takes it away."""
    _draft(bazaar)
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


def copy_plan(bazaar: Bazaar, earlier: Bazaar) -> None:
    """The circuits and booths of an earlier bazaar, for a new draft."""
    _draft(bazaar)
    for each in circuits_of(bazaar.db, earlier.key):
        bazaar.db.add(Circuit(bazaar_id=bazaar.key, name=each.name, watt=each.watt))
    for booth in booths_of(bazaar.db, earlier.key):
        bazaar.db.add(Booth(bazaar_id=bazaar.key, **{name: getattr(booth, name) for name in COLUMNS}))
    bazaar.db.flush()


def write_csv(booths: list[Booth]) -> str:
    """One row a booth; features are 1 or empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for booth in booths:
        marks = ["1" if getattr(booth, name) else "" for name in FEATURES]
        writer.writerow([booth.number, booth.zone, booth.row, booth.position, *marks, booth.circuit])
    return out.getvalue()


def read_csv(text: str) -> list[Cell]:
    """The booths of a CSV; Refused names the row that is wrong."""
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    if not rows or tuple(cell.strip().lower() for cell in rows[0]) != COLUMNS:
        raise Refused("csv_columns", field="file", what=", ".join(COLUMNS))
    rows = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    if len(rows) > MOST_BOOTHS:
        raise Refused("too_many", field="file", n=MOST_BOOTHS)
    cells = [_cell(line, row) for line, row in enumerate(rows, 2)]
    seen: dict[object, int] = {}
    for line, cell in enumerate(cells, 2):
        for key in (cell.number, (cell.row, cell.position)):
            if key in seen:
                raise Refused("csv_row_wrong", field="file", line=line, what=cell.number)
            seen[key] = line
    return cells


def _cell(line: int, row: list[str]) -> Cell:
    values = [cell.strip() for cell in row]
    try:
        number, zone, at, position, *marks, circuit = values
        if len(marks) != len(FEATURES) or not NUMBER.match(number) or not NAME.match(zone):
            raise ValueError(number)
        if circuit and not NAME.match(circuit):
            raise ValueError(circuit)
        place = [int(side) for side in (at, position)]
        if not all(0 <= side < MOST_ROW for side in place):
            raise ValueError(at)
        features = {name: mark.lower() in ("1", "ya", "x", "yes") for name, mark in zip(FEATURES, marks, strict=True)}
        return Cell(number, zone, place[0], place[1], circuit=circuit, **features)
    except ValueError:
        raise Refused("csv_row_wrong", field="file", line=line, what=", ".join(values)[:60]) from None


def replace_plan(bazaar: Bazaar, cells: list[Cell]) -> int:
    """The plan of a CSV in place of the one there is."""
    _draft(bazaar)
    known = {each.name for each in circuits_of(bazaar.db, bazaar.key)}
    for cell in cells:
        if cell.circuit and cell.circuit not in known:
            raise Refused("circuit_unknown", field="file", what=cell.circuit)
    rows = table(Booth)
    bazaar.db.execute(sa.delete(rows).where(rows.c.bazaar_id == bazaar.key))
    for cell in cells:
        bazaar.db.add(Booth(bazaar_id=bazaar.key, **cell.__dict__))
    bazaar.db.flush()
    return len(cells)
