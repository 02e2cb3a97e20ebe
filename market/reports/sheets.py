"""Spreadsheet imports outside the web, row by row, with their effect."""

from collections.abc import Callable
from pathlib import Path

from market.inventory.sheet_of_goods import goods_of, goods_sheet, write_goods
from market.kernel.addresses import claim_page
from market.kernel.db import read, write, write_parts
from market.kernel.refused import NotFound, Refused
from market.kernel.settings import settings
from market.kernel.sheet import read_sheet
from market.people.access import CLOCK
from market.people.founding.importing import groups_sheet, import_rows, mark_known, rows_of
from market.people.group import group_by_slug

Words = Callable[[Refused], str]


def _bytes(file: Path) -> bytes:
    if not file.is_file():
        raise Refused("file_missing", what=str(file))
    return file.read_bytes()


def groups_from_file(file: Path, place: str, *, dry_run: bool, words: Words) -> tuple[list[str], int]:
    """A line for each row, and how many rows were refused."""
    rows = rows_of(groups_sheet(read_sheet(_bytes(file))), place)
    with read() as db:
        mark_known(db, rows)
    lines = [f"{row.number}: {row.name}: " + "; ".join(map(words, row.refusals)) for row in rows if not row.good]
    good = [row for row in rows if row.good]
    if dry_run:
        return [*lines, *(f"{row.number}: {row.name}: +" for row in good)], len(rows) - len(good)
    made = write(lambda db: [(each.group.name, each.token) for each in import_rows(db, good, by=CLOCK)])
    told = [f"+ {name}: {settings().base_url}{claim_page(token)}" for name, token in made]
    return [*lines, *told], len(rows) - len(good)


def products_from_file(file: Path, group: str, *, dry_run: bool, words: Words) -> tuple[list[str], int]:
    """A line for each row, and how many rows were refused. What the group has already is `=`, what is new `+`."""
    sheet = goods_sheet(read_sheet(_bytes(file)))
    with read() as db:
        try:
            rows = goods_of(db, group_by_slug(db, group), sheet, CLOCK)
        except NotFound:
            raise Refused("choice_unknown", field="group") from None
    if not dry_run:
        write_parts(rows, lambda db, part: write_goods(db, group_by_slug(db, group), part, CLOCK))
    said = (("=" if row.there else "+") if not row.refusals else "; ".join(map(words, row.refusals)) for row in rows)
    lines = [f"{row.number}: {row.name}: {effect}" for row, effect in zip(rows, said, strict=True)]
    return lines, sum(bool(row.refusals) for row in rows)
