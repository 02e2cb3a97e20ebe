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
    """The list without its last lines that count the others: `Jumlah`, `Total: 25 kelompok`. They are none themselves.

    `named`: a column that no row lacks; a last line without it and of numbers alone counts the others too: the word
    stands in a column that we do not read."""
    rows = list(sheet.rows)
    while rows and _sums(rows[-1], named):
        rows.pop()
    if not rows:
        raise Refused("sheet_empty", field="file")
    return replace(sheet, rows=rows)


def _sums(row: SheetRow, named: str) -> bool:
    """Words for a sum stand in it, or nothing where its name belongs, and besides only numbers."""
    words = [cell for cell in row.cells.values() if cell.strip(" -–") and not NUMBERS.fullmatch(cell)]
    return all(map(SUM.fullmatch, words)) if words else bool(named and not row[named])
