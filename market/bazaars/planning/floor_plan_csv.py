"""The floor plan as CSV, out and in."""

import csv
import io
from collections.abc import Mapping
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
NEEDED = ("number", "zone", "row", "position")
SHEET_COLUMNS = [
    Column(name, CALLED[name], needed=name in NEEDED, shown=f"{name} ({CALLED[name][0]})") for name in COLUMNS
]


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
    sheet = table_in(rows, SHEET_COLUMNS, most=MOST_BOOTHS)
    told = sheet.rows
    cells = _shared([_cell(row, sheet.heads) for row in told])
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


def _cell(told: SheetRow, heads: Mapping[str, str]) -> Cell:
    number, zone, circuit, fee_class = told["number"].upper(), told["zone"], told["circuit"], told["fee_class"]
    for column, fits in (("number", NUMBER.match(number)), ("zone", NAME.match(zone))):
        if not fits:
            raise _wrong(told, column, heads)
    for column, name in (("circuit", circuit), ("fee_class", fee_class)):
        if name and not NAME.match(name):
            raise _wrong(told, column, heads)
    features = {name: told[name].lower() in MARKED for name in FEATURES}
    row, position = _side(told, "row", heads), _side(told, "position", heads)
    return Cell(number, zone, row, position, circuit=circuit, fee_class=fee_class, **features)


def _side(told: SheetRow, column: str, heads: Mapping[str, str]) -> int:
    try:
        side = typed_count(told[column])
    except Refused:
        raise _wrong(told, column, heads) from None
    if side >= MOST_ROW:
        raise _wrong(told, column, heads)
    return side


def _wrong(told: SheetRow, column: str, heads: Mapping[str, str]) -> Refused:
    """`heads`: what the file itself calls its columns, as its writer looks for them."""
    return Refused("csv_row_wrong", field="file", line=told.number, column=heads[column], what=told[column][:60])
