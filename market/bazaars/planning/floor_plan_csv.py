"""The floor plan as CSV, out and in."""

import csv
import io
from dataclasses import replace

from market.bazaars.booth import Booth
from market.bazaars.planning.floor_plan import COLUMNS, FEATURES, MOST_BOOTHS, MOST_ROW, NAME, NUMBER, Cell
from market.kernel.refused import Refused
from market.kernel.typed_number import typed_count


def write_csv(booths: list[Booth]) -> str:
    """One row a booth; features are 1 or empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for booth in booths:
        marks = ["1" if getattr(booth, name) else "" for name in FEATURES]
        writer.writerow([booth.number, booth.zone, booth.row, booth.position, *marks, booth.circuit])
    return out.getvalue()


def booths_in(rows: list[list[str]]) -> list[Cell]:
    """The booths of a sheet; Refused names the row that is wrong."""
    if not rows or tuple(cell.lower() for cell in rows[0]) != COLUMNS:
        raise Refused("csv_columns", field="file", what=", ".join(COLUMNS))
    rows = rows[1:]
    if len(rows) > MOST_BOOTHS:
        raise Refused("too_many", field="file", n=MOST_BOOTHS)
    cells = _shared([_cell(line, row) for line, row in enumerate(rows, 2)])
    seen: dict[object, int] = {}
    for line, cell in enumerate(cells, 2):
        for key in (cell.number, (cell.row, cell.position, cell.part)):
            if key in seen:
                raise Refused("csv_row_wrong", field="file", line=line, what=cell.number)
            seen[key] = line
    return cells


def _shared(cells: list[Cell]) -> list[Cell]:
    """Two booths in one cell whose numbers end in -1 and -2 are the halves of a tent."""
    there: dict[tuple[int, int], list[Cell]] = {}
    for cell in cells:
        there.setdefault((cell.row, cell.position), []).append(cell)
    halves = {
        cell.number: int(cell.number[-1])
        for tent in there.values()
        if len(tent) == 2 and len({cell.number[:-2] for cell in tent}) == 1
        for cell in tent
        if cell.number.endswith(("-1", "-2"))
    }
    return [replace(cell, part=halves.get(cell.number, 0)) for cell in cells]


def _cell(line: int, row: list[str]) -> Cell:
    values = row + [""] * (len(COLUMNS) - len(row))  # empty cells at the end may be left away
    try:
        number, zone, at, position, *marks, circuit = values
        if len(marks) != len(FEATURES) or not NUMBER.match(number) or not NAME.match(zone):
            raise ValueError(number)
        if circuit and not NAME.match(circuit):
            raise ValueError(circuit)
        sides = typed_count(at), typed_count(position)
        if max(sides) >= MOST_ROW:
            raise ValueError(at)
        features = {name: mark.lower() in ("1", "ya", "x", "yes") for name, mark in zip(FEATURES, marks, strict=True)}
        return Cell(number, zone, sides[0], sides[1], circuit=circuit, **features)
    except ValueError:
        raise Refused("csv_row_wrong", field="file", line=line, what=", ".join(values)[:60]) from None
