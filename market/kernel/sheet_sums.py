"""Lines at the end of a list that count the others."""

import re
from dataclasses import replace

from market.kernel.refused import Refused
from market.kernel.sheet_heads import SheetRow, Table

COUNTED = r"(?: ?(?:kelompok|peserta|umkm|orang|stan|unit|watt))?"
SUM = re.compile(
    r"(?:sub ?)?(?:jumlah|total)(?: semua| keseluruhan| total)?" + COUNTED + r"[\s:=]*[0-9.,]*" + COUNTED, re.IGNORECASE
)
NUMBERS = re.compile(r"(?:rp)?[0-9.,\s]{1,12}" + COUNTED, re.IGNORECASE)


def without_sums(sheet: Table, named: str = "") -> Table:
    """The list without its last lines that count the others: `Jumlah`, `Total: 25 kelompok`. They are none themselves;
    nor are lines of a single cell below them: where and when it was signed, by whom. They are kept as what stands
    below the list, and shown: a group of which only the name is known may be among them.

    `named`: a column that no row lacks; a last line without it and of numbers alone counts the others too: the word
    stands in a column that we do not read."""
    rows = sheet.rows
    last = len(rows)
    while last and (_sums(rows[last - 1], named) or _alone(rows[last - 1])):
        last -= 1
    ends = next((n for n in range(last, len(rows)) if _sums(rows[n], named)), len(rows))
    if not ends:
        raise Refused("sheet_empty", field="file")
    return replace(sheet, rows=list(rows[:ends]), below=rows[ends:])


def _alone(row: SheetRow) -> bool:
    return sum(bool(cell.strip()) for cell in row.cells.values()) <= 1


def _sums(row: SheetRow, named: str) -> bool:
    """Words for a sum stand in it, or nothing where its name belongs, and besides only numbers."""
    words = [cell for cell in row.cells.values() if cell.strip(" -–") and not NUMBERS.fullmatch(cell)]
    return all(map(SUM.fullmatch, words)) if words else bool(named and not row[named])
