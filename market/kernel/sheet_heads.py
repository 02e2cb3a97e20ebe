"""Which cell of a sheet is which: its heads found and recognised, whatever stands above them or between them.

People's lists begin with a title and a date, number their rows, and call a column as they like. One reader for all of
them: groups, registrations, products, floor plans, a bank's statement.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from market.kernel.refused import Refused

HEADS_WITHIN = 30  # rows in which the heads are looked for
SIGNS = re.compile(r"[^\w]+|_")
MOST_HEAD = 100  # letters of a head that are looked at; what is longer is none
NONE: Mapping[str, str] = MappingProxyType({})  # where nothing more is said of a sheet
SHOWN_HEAD, SHOWN_HEADS = 40, 300  # letters of a head, and of all, that a refusal repeats
BY_WORDS = 1000  # less sure than any spelling
Sure = tuple[str, int]  # a column's name, and its rank: 0 is the surest
BRACKETS = re.compile(r"\([^()]{0,80}\)")


@dataclass(frozen=True)
class Column:
    """A column of a kind of sheet. `name` is its head in our own sample; `also` are other heads that people
    give it, the surest first: of two columns that may be meant the surer one is taken. `words` name it in a head of
    any order, beside `others` that say no more: `Nama UMKM / Kelompok`. `shown`: how a refusal calls it."""

    name: str
    also: tuple[str, ...] = ()
    needed: bool = False
    words: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    shown: str = ""

    def heads(self) -> tuple[str, ...]:
        return tuple(map(plain_head, (self.name, *self.also)))

    def meant_by(self, head: str) -> bool:
        """Whether the words of a head name this column and nothing else."""
        words = frozenset(head.split())
        return bool(words & self.words) and words <= self.words | self.others


@dataclass(frozen=True)
class SheetRow:
    """A row below the heads: its `number` as the file's own program shows it, and its cells by column."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    @property
    def words(self) -> str:
        """What stands in it, one cell behind the other."""
        return " ".join(filter(None, self.cells.values()))


def plain_cell(cell: str) -> str:
    """Words on one line, without what would make a formula of them."""
    return " ".join(cell.lstrip("=+-@").split())


@dataclass(frozen=True)
class Table:
    """The rows of a sheet. `heads` is what each column is called in the file, `places` where it stands in a row, `left`
    the heads that we do not know, `at` the row of the heads, `below` the lines at its end that are no rows of it."""

    rows: list[SheetRow]
    heads: Mapping[str, str]
    left: list[str]
    at: int
    places: Mapping[str, int]
    below: Sequence[SheetRow] = ()


def plain_head(text: str) -> str:
    """A head reduced for comparing: `No. HP*` and `no hp` are one, `Berat (g)` and `berat` too."""
    return " ".join(SIGNS.sub(" ", BRACKETS.sub(" ", text[:MOST_HEAD].lower())).split())


def table_in(sheet: Sequence[Sequence[str]], columns: Sequence[Column], *, most: int, field: str = "file") -> Table:
    """The rows below the first row that has all needed heads. Refused with the heads that are missing in the row that
    has most of ours, and for more rows than `most`."""
    found = find_heads(sheet, columns)
    if found is None:
        if not any(any(row) for row in sheet):
            raise Refused("sheet_empty", field=field)
        raise _lacking(sheet, columns, field)
    at, where = found
    rows = list(_rows(sheet, at, where))
    if not rows:
        raise Refused("sheet_empty", field=field)
    if len(rows) > most:
        raise Refused("sheet_too_long", field=field, n=len(rows), most=most)
    line = sheet[at]
    known = set(where.values())
    left = [head for n, head in enumerate(line) if head and n not in known]
    return Table(rows, {name: line[n] for name, n in where.items()}, left, at + 1, where)


def find_heads(sheet: Sequence[Sequence[str]], columns: Sequence[Column]) -> tuple[int, dict[str, int]] | None:
    """Which row has the heads, and at which place each column stands in it; None when no row has all that are
    needed."""
    for at, where in enumerate(_heads_of(sheet, columns)):
        if where and not _missing(where, columns):
            return at, where
    return None


def _lacking(sheet: Sequence[Sequence[str]], columns: Sequence[Column], field: str) -> Refused:
    """What is missing in the row that has most of our heads, of several the one with most cells; and what stands in
    it, so that people see what was read."""
    rows = [(len(where), sum(map(bool, sheet[n])), -n) for n, where in enumerate(_heads_of(sheet, columns))]
    at = -max(rows)[2]
    where = list(_heads_of(sheet, columns))[at]
    heads = ", ".join(cell[:SHOWN_HEAD] for cell in sheet[at] if cell)[:SHOWN_HEADS]
    return Refused(
        "sheet_columns", field=field, names=", ".join(_missing(where, columns)), line=at + 1, heads=heads or "–"
    )


def _heads_of(sheet: Sequence[Sequence[str]], columns: Sequence[Column]) -> Iterator[dict[str, int]]:
    """Of each of the first rows, the columns that its cells name."""
    names = {head: (column.name, rank) for column in columns for rank, head in enumerate(column.heads())}
    for row in sheet[:HEADS_WITHIN]:
        best: dict[str, tuple[int, int]] = {}  # by column how sure its head is, and where it stands
        for n, cell in enumerate(row):
            name, rank = _named(plain_head(cell), names, columns)
            if name:
                best[name] = min(best.get(name, (rank, n)), (rank, n))
        yield {name: n for name, (_rank, n) in best.items()}


def _named(head: str, names: Mapping[str, Sure], columns: Sequence[Column]) -> Sure:
    """The column that a head names, and how sure it is: by its spelling, else by its words; empty for none."""
    by_words = (column.name for column in columns if column.meant_by(head))
    return names.get(head) or (next(by_words, ""), BY_WORDS)


def _missing(where: Mapping[str, int], columns: Sequence[Column]) -> list[str]:
    return [column.shown or column.name for column in columns if column.needed and column.name not in where]


def _rows(sheet: Sequence[Sequence[str]], at: int, where: Mapping[str, int]) -> Iterator[SheetRow]:
    """What stands below the heads, without rows that are empty in every column of ours."""
    for number, row in enumerate(sheet[at + 1 :], at + 2):
        cells = {name: row[n].strip() if n < len(row) else "" for name, n in where.items()}
        if any(cells.values()):
            yield SheetRow(number, cells)
