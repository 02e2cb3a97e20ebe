"""Cells of a spreadsheet that somebody sent, as text: XLSX or CSV, bounded in bytes, rows and columns.

Knows nothing but bytes, so that it can run in a process apart.
"""

import csv
import io
import zipfile
from collections.abc import Iterable

from market.kernel.refused import Refused
from market.kernel.typed import letters

MOST_BYTES = 5_000_000
MOST_UNPACKED = 8_000_000  # of the parts of a workbook that are read: a full sheet of a thousand rows has one million
MOST_ROWS = 2_000
MOST_LOOKED_AT = 20_000  # rows of a workbook, empty ones too
MOST_COLUMNS = 60
MOST_TEXT = 2_000  # letters in a cell


def read_sheet(data: bytes) -> list[list[str]]:
    """Cells of an XLSX or CSV. Formulas are never evaluated: their stored value counts. Empty rows are left out.

    Refused for what is neither, or has more rows than any of our sheets takes.
    """
    if len(data) > MOST_BYTES:
        raise Refused("upload_too_large", field="file")
    return _read_xlsx(data) if data[:2] == b"PK" else _read_csv(data)


def _read_csv(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("sheet_unreadable", field="file") from None
    if "\x00" in text:
        raise Refused("sheet_unreadable", field="file")
    first = text.split("\n", 1)[0]
    mark = ";" if first.count(";") > first.count(",") else "\t" if "\t" in first else ","
    try:
        return _filled(_cells(row) for row in csv.reader(io.StringIO(text), delimiter=mark))
    except csv.Error:  # a field without end
        raise Refused("sheet_unreadable", field="file") from None


def _filled(found: Iterable[list[str]]) -> list[list[str]]:
    """The rows in which something stands; of a sheet that is too long only their number is of use."""
    rows, count = [], 0
    for row in found:
        if row:
            count += 1
            if count <= MOST_ROWS:
                rows.append(row)
    if count > MOST_ROWS:
        raise Refused("sheet_too_long", field="file", n=count - 1)
    return rows


def _read_xlsx(data: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist() if _read(entry.filename)) > MOST_UNPACKED:
                raise Refused("upload_too_large", field="file")
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False).worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size need not be so
        return _filled(map(_cells, sheet.iter_rows(values_only=True, max_row=MOST_LOOKED_AT, max_col=MOST_COLUMNS)))
    except (Refused, MemoryError):
        raise
    except Exception:  # a broken workbook fails in many ways inside the library
        raise Refused("sheet_unreadable", field="file") from None


def _read(name: str) -> bool:
    """Whether this part of a workbook is read: pictures in it are not."""
    return name.endswith((".xml", ".rels"))


def _cells(row: Iterable[object]) -> list[str]:
    """A row as text, without the empty cells at its end."""
    cells = [_text(value) for value, _ in zip(row, range(MOST_COLUMNS), strict=False)]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else letters(str(value)).strip()[:MOST_TEXT]
