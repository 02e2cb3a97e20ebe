"""Spreadsheet imports outside the web, row by row, with their effect."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from market.catalog.category import categories
from market.catalog.product import list_product
from market.catalog.variant import MOST_SHELF_LIFE, MOST_UNIT, VariantFacts
from market.inventory.receiving import receive
from market.kernel.db import read, write
from market.kernel.money import MOST
from market.kernel.names import visible
from market.kernel.refused import NotFound, Refused
from market.kernel.settings import settings
from market.kernel.sheet import read_sheet
from market.kernel.typed_number import MOST_GRAMS, MOST_PIECES, typed_count, typed_days, typed_grams, typed_rupiah
from market.people.access import Actor
from market.people.founding.importing import groups_sheet, import_rows, mark_known, rows_of
from market.people.group import group_by_slug

T = TypeVar("T")
Words = Callable[[Refused], str]
PRODUCT_COLUMNS = ("nama", "kategori", "harga", "satuan", "berat_g", "jumlah", "tahan_hari", "keterangan")


@dataclass(frozen=True)
class NewGoods:
    """A row of the sheet, read: a product with its only variant."""

    name: str
    category: int
    variant: VariantFacts
    pieces: int
    description: str


def _bytes(file: Path) -> bytes:
    if not file.is_file():
        raise Refused("sheet_unreadable")
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
    actor = Actor(name="Dermaga")
    made = write(lambda db: [(each.group.name, each.token) for each in import_rows(db, good, by=actor)])
    return [*lines, *(f"+ {name}: {settings().base_url}/klaim/{token}" for name, token in made)], len(rows) - len(good)


def products_from_file(file: Path, group: str, *, dry_run: bool, words: Words) -> tuple[list[str], int]:
    """A line for each row, and how many rows were refused. Good rows are written together."""
    cells = [row for row in read_sheet(_bytes(file)) if any(row)]
    if len(cells) < 2:
        raise Refused("sheet_empty")
    heads = [head.lower() for head in cells[0]]
    missing = [name for name in PRODUCT_COLUMNS[:3] if name not in heads]
    if missing:
        raise Refused("sheet_columns", names=", ".join(missing))
    rows = [dict(zip(heads, row, strict=False)) for row in cells[1:]]
    with read() as db:
        try:
            group_by_slug(db, group)
        except NotFound:
            raise Refused("choice_unknown", field="group") from None
        shelves = {c.slug: c.id for c in categories(db)} | {c.name.lower(): c.id for c in categories(db)}
    lines, good = [], []
    for number, row in enumerate(rows, 2):
        try:
            good.append(_read(row, shelves))
            lines.append(f"{number}: {row['nama']}: +")
        except Refused as refusal:
            lines.append(f"{number}: {row.get('nama', '')}: {words(refusal)}")
    if not dry_run:
        write(lambda db: _write(db, group, good))
    return lines, len(rows) - len(good)


def _read(row: dict[str, str], shelves: dict[str, int]) -> NewGoods:
    """A row as it will be written. Refused with the column that is none of what it should be."""
    name = _cell(row, "nama", lambda text: visible(" ".join(text.lstrip("=+-@").split())[:80], "nama"))
    if len(name) < 2:
        raise Refused("required", field="nama")
    facts = VariantFacts(
        price=_number(row, "harga", typed_rupiah, 1, MOST),
        unit=(row.get("satuan") or "bungkus")[:MOST_UNIT],
        weight_g=_number(row, "berat_g", typed_grams, 1, MOST_GRAMS, "500"),
        shelf_life_days=_number(row, "tahan_hari", typed_days, 0, MOST_SHELF_LIFE) if row.get("tahan_hari") else None,
    )
    return NewGoods(
        name=name,
        category=_shelf(row, shelves),
        variant=facts,
        pieces=_number(row, "jumlah", typed_count, 0, MOST_PIECES, "0"),
        description=row.get("keterangan", ""),
    )


def _number(
    row: dict[str, str], column: str, reader: Callable[[str], int], least: int, most: int, unsaid: str = ""
) -> int:
    """As the forms bound it: what no column holds is refused with its row."""
    number = _cell(row, column, reader, unsaid)
    if number < least:
        raise Refused("number_too_small", field=column, n=least)
    if number > most:
        raise Refused("number_too_large", field=column, n=most)
    return number


def _cell(row: dict[str, str], column: str, reader: Callable[[str], T], unsaid: str = "") -> T:
    try:
        return reader(row.get(column) or unsaid)
    except Refused as refusal:
        raise refusal.beside(column) from None


def _shelf(row: dict[str, str], shelves: dict[str, int]) -> int:
    found = shelves.get(row.get("kategori", "").lower())
    if found is None:
        raise Refused("category_unknown", field="kategori")
    return found


def _write(db: Session, slug: str, good: list[NewGoods]) -> None:
    group = group_by_slug(db, slug)
    for row in good:
        product = list_product(db, group, name=row.name, category_id=row.category, description=row.description)
        variant = product.add_variant(row.variant)
        if row.pieces:
            receive(db, group, variant.sku, row.pieces, by="Dermaga")
