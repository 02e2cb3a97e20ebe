"""A group's list of goods: what it looks like, read row by row, then written. A list that is sent again changes
nothing: what is there by its name and packing, or by its code, stays as it is."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.category import CategoryShown, categories, category_called
from market.catalog.product import Product, list_product
from market.catalog.variant import MOST_SHELF_LIFE, MOST_UNIT, Variant, VariantFacts
from market.inventory.receiving import receive
from market.kernel.money import MOST
from market.kernel.names import visible
from market.kernel.record import locked, table
from market.kernel.refused import Refused
from market.kernel.sheet_heads import Column, SheetRow, Table, plain_cell, table_in
from market.kernel.sheet_sums import without_sums
from market.kernel.typed import fitting
from market.kernel.typed_number import MOST_GRAMS, MOST_PIECES, typed_count, typed_days, typed_grams, typed_price
from market.people.access import Actor
from market.people.act import note
from market.people.facts.group_facts import refuse_ways
from market.people.group import Group

MOST_ROWS, LEAST_NAME, MOST_NAME, MOST_PACKING = 500, 2, 80, 60
CODE = re.compile(r"[A-Z0-9-]{0,40}")
TOLD_IN = {"name": "kemasan", "unit": "satuan"}  # the columns of a variant's texts
T = TypeVar("T")
UNIT, WEIGHT = "bungkus", "500"  # where a row says none, as in the form
COLUMNS = (
    Column("nama", ("nama barang", "nama produk", "barang", "produk", "name"), needed=True),
    Column("kategori", ("jenis", "jenis barang", "jenis produk", "category"), needed=True),
    Column("harga", ("harga jual", "harga satuan", "harga rp", "price"), needed=True),
    Column("kode", ("kode barang", "kode produk", "sku")),
    Column("kemasan", ("ukuran", "varian", "kemasan ukuran", "pilihan", "rasa")),
    Column("satuan", ("unit", "satuan jual")),
    Column("berat_g", ("berat", "berat gram", "berat gr", "berat kotor", "weight")),
    Column("jumlah", ("stok", "jumlah stok", "qty", "banyaknya", "stock")),
    Column("tahan_hari", ("tahan", "daya tahan", "masa simpan", "umur simpan", "tahan berapa hari")),
    Column("keterangan", ("deskripsi", "penjelasan", "description")),
)
Called = tuple[str, str]  # a product's name and a packing's, as they are told from others


@dataclass
class Goods:
    """A row of the list, read. `there`: the group has it already, and the row changes nothing; its price in the shop
    stays `price_there`, whole rupiah."""

    number: int
    given: Mapping[str, str]
    name: str = ""
    code: str = ""
    category: CategoryShown | None = None
    facts: VariantFacts | None = None
    pieces: int = 0
    description: str = ""
    there: bool = False
    price_there: int = 0
    refusals: list[Refused] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether it would be written."""
        return not self.refusals and not self.there

    def sure(self, read: Callable[[], T]) -> T | None:
        """What a cell says; None where it is refused, and the refusal is kept."""
        try:
            return read()
        except Refused as refusal:
            self.refusals.append(refusal)
            return None

    @property
    def other_price(self) -> int:
        """What the shop asks for it, where that is not what the row says; else 0."""
        return self.price_there if self.there and self.facts and self.facts.price != self.price_there else 0

    @property
    def called(self) -> Called:
        return _called(self.name, self.facts.name if self.facts else "")


def goods_sheet(cells: Sequence[Sequence[str]]) -> Table:
    """The rows of a list of goods, wherever its heads stand."""
    return without_sums(table_in(cells, COLUMNS, most=MOST_ROWS), "nama")


def goods_of(db: Session, group: Group, sheet: Table, by: Actor) -> list[Goods]:
    """Every row, read and checked; nothing is written."""
    shelves = categories(db)
    rows = [_read(told, shelves, by) for told in sheet.rows]
    _mark_there(db, group, rows)
    seen: set[Called] = set()
    for row in rows:
        if row.good and row.called in seen:
            row.refusals.append(Refused("goods_twice", field="nama"))
        seen.add(row.called)
    return rows


def write_goods(db: Session, group: Group, rows: Sequence[Goods], by: Actor) -> int:
    """Writes the good rows that are not there yet; returns how many."""
    db.scalars(locked(sa.select(Group).where(table(Group).c.id == group.key))).one()  # two lists take turns
    _mark_there(db, group, rows)
    own = {_called(product.name)[0]: product for product in _products(db, group)}
    good = [row for row in rows if row.good]
    for row in good:
        if row.facts is None or row.category is None:
            continue
        product = own.get(row.called[0])
        if product is None:
            product = list_product(db, group, name=row.name, category_id=row.category.id, description=row.description)
            own[row.called[0]] = product
        variant = product.add_variant(row.facts, sku=row.code or None)
        if row.pieces:
            receive(db, group, variant.sku, row.pieces, by=by)
    if good:
        note(db, by, "goods_listed", group.key, n=len(good))
    return len(good)


def _called(name: str, variant: str = "") -> Called:
    return " ".join(name.casefold().split()), " ".join(variant.casefold().split())


def _products(db: Session, group: Group) -> list[Product]:
    p = table(Product)
    return list(db.scalars(sa.select(Product).where(p.c.group_id == group.key).order_by(p.c.id.desc())))


def _mark_there(db: Session, group: Group, rows: Sequence[Goods]) -> None:
    """Marks rows that are there: by name and packing in the group, withdrawn too; by code in all groups."""
    p, v = table(Product), table(Variant)
    told = sa.select(p.c.name, v.c.name.label("packing"), p.c.group_id, v.c.sku, v.c.price)
    joined = told.join(p, p.c.id == v.c.product_id)
    own = db.execute(joined.where(p.c.group_id == group.key)).all()
    names = {_called(each.name, each.packing): each for each in own}
    codes = {row.code for row in rows if row.code}
    owners = {each.sku: each for each in db.execute(joined.where(v.c.sku.in_(codes)))}
    for row in rows:
        coded = owners.get(row.code)
        mine = names.get(row.called) or (coded if coded and coded.group_id == group.key else None)
        row.there, row.price_there = mine is not None, mine.price if mine else 0
        if coded and coded.group_id != group.key:
            row.refusals.append(Refused("sku_taken", field="kode"))


def _read(told: SheetRow, shelves: Sequence[CategoryShown], by: Actor) -> Goods:
    """A row, with all that is wrong with it, each beside the column it stands in. Numbers are read by the readers of
    the forms, within their bounds."""
    row = Goods(told.number, told.cells)
    row.sure(lambda: _words(row, told, by))
    row.category = row.sure(lambda: category_called(shelves, told["kategori"], "kategori"))
    price = row.sure(lambda: _number(told, "harga", lambda text: _price(text, told["satuan"] or UNIT), 1, MOST))
    weight = row.sure(lambda: _number(told, "berat_g", typed_grams, 1, MOST_GRAMS, WEIGHT))
    row.pieces = (
        row.sure(
            lambda: _number(told, "jumlah", lambda text: typed_count(text, told["satuan"] or UNIT), 0, MOST_PIECES, "0")
        )
        or 0
    )
    days = None
    if told["tahan_hari"]:
        days = row.sure(lambda: _number(told, "tahan_hari", typed_days, 0, MOST_SHELF_LIFE))
    packing = row.sure(lambda: _cell(told, "kemasan", lambda text: visible(fitting(plain_cell(text), MOST_PACKING))))
    unit = row.sure(lambda: _cell(told, "satuan", lambda text: visible(fitting(plain_cell(text), MOST_UNIT)), UNIT))
    if price is not None and weight is not None:
        row.facts = facts = VariantFacts(
            name=packing or "", price=price, unit=unit or UNIT, weight_g=weight, shelf_life_days=days
        )
        row.sure(lambda: refuse_ways(by, **{TOLD_IN[fact]: ("", text) for fact, text in facts.texts().items()}))
    return row


def _words(row: Goods, told: SheetRow, by: Actor) -> None:
    row.name = _cell(told, "nama", lambda text: visible(fitting(plain_cell(text), MOST_NAME)))
    row.code, row.description = told["kode"].upper(), told["keterangan"].lstrip("=+-@")
    if len(row.name) < LEAST_NAME:
        raise Refused("text_too_short", field="nama", n=LEAST_NAME) if row.name else Refused("required", field="nama")
    if not CODE.fullmatch(row.code):
        raise Refused("text_unclear", field="kode")
    refuse_ways(by, nama=("", row.name), keterangan=("", row.description))


def _price(text: str, unit: str) -> int:
    """Whole rupiah, also `12.500/bungkus` of what is sold by that."""
    price, _, each = text.partition("/")
    return typed_price(price if each.strip(" .").casefold() == unit.casefold() else text)


def _number(told: SheetRow, column: str, reader: Callable[[str], int], least: int, most: int, unsaid: str = "") -> int:
    number = _cell(told, column, reader, unsaid)
    if number < least:
        raise Refused("number_too_small", field=column, n=least)
    if number > most:
        raise Refused("number_too_large", field=column, n=most)
    return number


def _cell(told: SheetRow, column: str, reader: Callable[[str], T], unsaid: str = "") -> T:
    try:
        return reader(told[column] or unsaid)
    except Refused as refusal:
        raise refusal.beside(column) from None
