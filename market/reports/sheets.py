"""Spreadsheet imports outside the web, row by row, with their effect."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from market.catalog.category import categories
from market.catalog.product import list_product
from market.inventory.receiving import receive
from market.kernel.db import read, write
from market.kernel.money import typed_rupiah
from market.kernel.refused import NotFound, Refused
from market.kernel.settings import settings
from market.kernel.sheet import read_sheet
from market.kernel.typed import whole
from market.people.access import Actor
from market.people.founding.importing import import_rows, mark_known, rows_of
from market.people.group import group_by_slug

Words = Callable[[Refused], str]
PRODUCT_COLUMNS = ("nama", "kategori", "harga", "satuan", "berat_g", "jumlah", "tahan_hari", "keterangan")


def _bytes(file: Path) -> bytes:
    if not file.is_file():
        raise Refused("sheet_unreadable")
    return file.read_bytes()


def groups_from_file(file: Path, place: str, *, dry_run: bool, words: Words) -> tuple[list[str], int]:
    """A line for each row, and how many rows were refused."""
    rows = rows_of(read_sheet(_bytes(file)), place)
    with read() as db:
        mark_known(db, rows)
    lines = [f"{row.number}: {row.name}: " + "; ".join(map(words, row.refusals)) for row in rows if not row.good]
    good = [row for row in rows if row.good]
    if dry_run:
        return [*lines, *(f"{row.number}: {row.name}: +" for row in good)], len(rows) - len(good)
    actor = Actor(name="Dermaga")
    made = write(lambda db: [(g.name, token) for g, _row, token in import_rows(db, good, by=actor)])
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
            good.append((row, _price(row), _shelf(row, shelves)))
            lines.append(f"{number}: {row['nama']}: +")
        except Refused as refusal:
            lines.append(f"{number}: {row.get('nama', '')}: {words(refusal)}")
    if not dry_run:
        write(lambda db: _write(db, group, good))
    return lines, len(rows) - len(good)


def _price(row: dict[str, str]) -> int:
    if len(row.get("nama", "")) < 2:
        raise Refused("required", field="nama")
    price = typed_rupiah(row.get("harga", ""))
    if price < 1:
        raise Refused("amount_unclear", field="harga")
    return price


def _shelf(row: dict[str, str], shelves: dict[str, int]) -> int:
    found = shelves.get(row.get("kategori", "").lower())
    if found is None:
        raise Refused("category_unknown", field="kategori")
    return found


def _write(db: Session, slug: str, good: list[tuple[dict[str, str], int, int]]) -> None:
    group = group_by_slug(db, slug)
    for row, price, category in good:
        product = list_product(
            db, group, name=row["nama"].lstrip("=+-@")[:80], category_id=category, description=row.get("keterangan", "")
        )
        variant = product.add_variant(
            name="",
            price=price,
            unit=row.get("satuan") or "bungkus",
            weight_g=_count(row.get("berat_g", "")) or 500,
            shelf_life_days=_count(row.get("tahan_hari", "")) if row.get("tahan_hari") else None,
        )
        pieces = _count(row.get("jumlah", ""))
        if pieces:
            receive(db, group, variant.sku, pieces, by="Dermaga")


def _count(text: str) -> int:
    return whole(text, 999_999) or 0
