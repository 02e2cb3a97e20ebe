"""The floor plan as CSV, out and in."""

import csv
import io
from dataclasses import replace

from market.bazaars.booth import Booth
from market.bazaars.planning.floor_plan import COLUMNS, FEATURES, MOST_BOOTHS, MOST_ROW, NAME, NUMBER, Cell
from market.kernel.refused import Refused
from market.kernel.sheet_heads import Column, SheetRow, table_in
from market.kernel.typed_number import typed_count

MARKED = ("1", "ya", "x", "yes", "v", "✓", "✔")
CALLED = {
    "number": ("nomor", "no stan", "nomor stan", "stan", "booth", "no booth"),
    "zone": ("blok", "zona"),
    "row": ("baris",),
    "position": ("posisi", "kolom", "urutan"),
    "electricity": ("listrik",),
    "water": ("air",),
    "cold": ("pendingin", "dingin"),
    "wheelchair": ("kursi roda",),
    "circuit": ("sirkuit",),
    "fee_class": ("kelas", "kelas biaya", "class"),
}
SHEET_COLUMNS = [Column(name, CALLED[name], needed=name in ("number", "zone", "row", "position")) for name in COLUMNS]


def write_csv(booths: list[Booth]) -> str:
    """One row a booth; features are 1 or empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for booth in booths:
        marks = ["1" if getattr(booth, name) else "" for name in FEATURES]
        writer.writerow([booth.number, booth.zone, booth.row, booth.position, *marks, booth.circuit, booth.fee_class])
    return out.getvalue()


def booths_in(rows: list[list[str]]) -> list[Cell]:
    """The booths of a sheet; Refused names the row that is wrong."""
    told = table_in(rows, SHEET_COLUMNS, most=MOST_BOOTHS).rows
    cells = _shared([_cell(row) for row in told])
    seen: set[object] = set()
    for row, cell in zip(told, cells, strict=True):
        for key in (cell.number, (cell.row, cell.position, cell.part)):
            if key in seen:
                raise Refused("csv_row_twice", field="file", line=row.number, what=cell.number)
            seen.add(key)
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


def _cell(told: SheetRow) -> Cell:
    number, zone, circuit, fee_class = told["number"].upper(), told["zone"], told["circuit"], told["fee_class"]
    for column, fits in (("number", NUMBER.match(number)), ("zone", NAME.match(zone))):
        if not fits:
            raise _wrong(told, column)
    for column, name in (("circuit", circuit), ("fee_class", fee_class)):
        if name and not NAME.match(name):
            raise _wrong(told, column)
    features = {name: told[name].lower() in MARKED for name in FEATURES}
    row, position = _side(told, "row"), _side(told, "position")
    return Cell(number, zone, row, position, circuit=circuit, fee_class=fee_class, **features)


def _side(told: SheetRow, column: str) -> int:
    try:
        side = typed_count(told[column])
    except Refused:
        raise _wrong(told, column) from None
    if side >= MOST_ROW:
        raise _wrong(told, column)
    return side


def _wrong(told: SheetRow, column: str) -> Refused:
    return Refused("csv_row_wrong", field="file", line=told.number, column=column, what=told[column][:60])
