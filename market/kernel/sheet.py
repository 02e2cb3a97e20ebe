"""Cells of a spreadsheet that somebody sent or pasted, as text: XLSX, CSV, copied cells; bounded in bytes, rows and
columns. Row n of the file is entry n - 1: rows in which nothing stands are kept, so that people find what we name.

Knows nothing but bytes, so that it can run in a process apart.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice

from market.kernel.refused import Refused
from market.kernel.typed import HIDDEN, letters, whole

MOST_BYTES = 5_000_000
MOST_UNPACKED = 8_000_000  # of the parts of a workbook that are read: a full sheet of a thousand rows has one million
MOST_ROWS = 2_030  # two thousand, and what may stand above them
MOST_LOOKED_AT = 20_000  # rows of a workbook, empty ones too
MOST_COLUMNS = 60
MOST_TEXT = 2_000  # letters in a cell
MOST_LETTERS = 1_000_000  # in all of them: a workbook says a text once, and shows it in a hundred thousand cells
MARKS = "\t;,"  # what may stand between cells, the surest first
LINES_LOOKED_AT = 40  # to find which of them it is
OLD_BOOK = b"\xd0\xcf\x11\xe0"  # first bytes of an XLS, and of a workbook locked with a password
SEP = re.compile(r"\A\ufeff?sep=.\r?\n")  # a line for the spreadsheet program, which shows it to nobody


def read_sheet(data: bytes) -> list[list[str]]:
    """Cells of an XLSX or CSV. Formulas are never evaluated: their stored value counts.

    Refused for what is neither, or has more rows than any of our sheets takes.
    """
    if len(data) > MOST_BYTES:
        raise Refused("upload_too_large", field="file")
    if data.startswith(OLD_BOOK) or data.lstrip()[:1] == b"<":  # a page that calls itself XLS, as some banks write it
        raise Refused("sheet_old_format", field="file")
    if data.lstrip()[:5] == b"%PDF-":  # one whose bytes are all letters came through as lines
        raise Refused("sheet_unreadable", field="file")
    return _read_xlsx(data) if data[:2] == b"PK" else read_text(_decoded(data))


def _decoded(data: bytes) -> str:
    """As programs here write text: UTF-8, Excel's "Unicode text" (UTF-16), or Windows' code page."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for each in (encoding, "cp1252"):
        with suppress(UnicodeDecodeError):
            return data.decode(each)
    raise Refused("sheet_unreadable", field="file")


def read_text(text: str, field: str = "file") -> list[list[str]]:
    """Cells of text: a CSV, or cells that were copied from a sheet."""
    if HIDDEN.search(text):
        raise Refused("sheet_unreadable", field=field)
    try:
        rows = csv.reader(io.StringIO(SEP.sub("", text, count=1), newline=""), delimiter=separator_of(text))
        return _filled(map(_cells, rows), field)
    except csv.Error:  # a field without end
        raise Refused("sheet_unreadable", field=field) from None


def separator_of(text: str) -> str:
    """What stands between the cells: in most of the lines, and most often. Titles above have none of it, and a village
    has commas in one cell of each line."""
    lines = text[:MOST_LOOKED_AT].splitlines()[:LINES_LOOKED_AT]
    found = {mark: (sum(mark in line for line in lines), sum(line.count(mark) for line in lines)) for mark in MARKS}
    best = max(MARKS, key=lambda mark: found[mark])
    return best if found[best][0] else ","


def mend(rows: list[list[str]], at: str, text: str) -> bool:
    """Writes another text into one cell of a sheet that was read before; whether that changed anything. `at` is the row
    as the file counts it, and the place in it: `12:3`. Refused for a cell outside of the sheet."""
    row, _, place = at.partition(":")
    n, k = whole(row, MOST_LOOKED_AT), whole(place, MOST_COLUMNS - 1)
    if n is None or k is None or not 0 < n <= len(rows):
        raise Refused("choice_unknown", field="cell")
    line, new = rows[n - 1], letters(text).strip()[:MOST_TEXT]
    line += [""] * (k + 1 - len(line))
    was, line[k] = line[k], new
    return was.strip() != new


def is_text_called_book(name: str, data: bytes) -> bool:
    """Whether a file calls itself a workbook of today, and is text."""
    return name.lower().endswith((".xlsx", ".xlsm")) and data[:2] != b"PK" and not data.startswith(OLD_BOOK)


def cells_of(rows: Iterable[Iterable[object]]) -> list[list[str]]:
    """Cells of a sheet that was read before, cut as a file's are; refused for too many rows."""
    return _filled(map(_cells, rows))


def _filled(found: Iterable[list[str]], field: str = "file") -> list[list[str]]:
    """The rows down to the last in which something stands; of a sheet that is too long only how many there are.
    Refused for more letters than a preview carries."""
    rows: list[list[str]] = []
    count = last = letters_there = 0
    for row in islice(found, MOST_LOOKED_AT):
        letters_there += sum(map(len, row))
        if letters_there > MOST_LETTERS:
            raise Refused("took_too_long", field=field)
        rows.append(row)
        if row:
            count, last = count + 1, len(rows)
    if count > MOST_ROWS:
        raise Refused("sheet_too_long", field=field, n=count - 1, most=MOST_ROWS)
    return rows[:last]


def _read_xlsx(data: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist() if _read(entry.filename)) > MOST_UNPACKED:
                raise Refused("upload_too_large", field="file")
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False).worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
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
