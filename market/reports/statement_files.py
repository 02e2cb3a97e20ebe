"""A group's statement of a month as a sheet and as a PDF of A4 pages (Typst, the extra `pdf`)."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from market.kernel.language import gettext, shown_moment
from market.kernel.money import grouped, rupiah
from market.orders.books.takings import Takings
from market.orders.channel import SalesChannel
from market.orders.known_by import KnownBy
from market.payments.ledger import Balances, Fact, Statement, StatementLine
from market.people.group import Group

SOURCE = "statement.typ"
Word = Callable[[SalesChannel | KnownBy], str]
KINDS = {
    Fact.PAYMENT: lambda: gettext("Pembayaran"),
    Fact.PAYMENT_UNDONE: lambda: gettext("Pembayaran yang ternyata belum ada"),
    Fact.REFUND: lambda: gettext("Uang kembali"),
    Fact.PIECES: lambda: gettext("Biaya barang yang dibatalkan"),
    Fact.REFUND_FAILED: lambda: gettext("Uang kembali yang gagal"),
    Fact.REFUND_UNDONE: lambda: gettext("Uang kembali yang ternyata belum dikirim"),
    Fact.RETURN: lambda: gettext("Ongkir barang kembali"),
    Fact.RETURN_UNDONE: lambda: gettext("Ongkir barang kembali yang ternyata tidak ada"),
    Fact.PAYOUT: lambda: gettext("Kiriman ke kelompok"),
    Fact.PAYOUT_FAILED: lambda: gettext("Kiriman yang kembali"),
    Fact.CARD_SESSION: lambda: gettext("Biaya kartu"),
    Fact.DISPUTE: lambda: gettext("Bayaran kartu yang disanggah"),
    Fact.ARRIVAL: lambda: gettext("Dari Stripe ke bank"),
}


@dataclass(frozen=True)
class Told:
    """A statement in words: the heads of its columns, then for each fact a row of texts and whole rupiah; below them
    how each rupiah came and is known, under heads of its own."""

    title: str
    under: str
    heads: list[str]
    rows: list["ToldRow"]
    class_heads: list[str]
    classes: list["ToldClass"]


@dataclass(frozen=True, slots=True)
class ToldRow:
    """When, the number, what it was; then whole rupiah under the other four heads. `moment` is when, where it is."""

    at: str
    ref: str
    what: str
    sums: list[int]
    moment: datetime | None = None

    @property
    def texts(self) -> list[str]:
        return [self.at, self.ref, self.what]


@dataclass(frozen=True, slots=True)
class ToldClass:
    """How it came and by what it is known; then how often, and whole rupiah that came and went back."""

    came: str
    known: str
    n: int
    amount: int
    back: int


def told(group: Group, month: str, statement: Statement, takings: Takings, word: Word) -> Told:
    """The statement in the reader's language. `month` is shown as it is given; `word` names a class."""
    heads = [gettext("Kapan"), gettext("Nomor"), gettext("Apa"), gettext("Uang kelompok")]
    heads += [gettext("Rupiah penanda"), gettext("Biaya Dermaga"), gettext("Dipegang Dermaga")]
    rows = [_told_row(each, group) for each in statement.lines]
    first = ToldRow(at="", ref="", what=gettext("Saldo awal"), sums=_sums(statement.opening))
    last = ToldRow(at="", ref="", what=gettext("Saldo akhir"), sums=_sums(statement.closing))
    class_heads = [gettext("Lewat mana"), gettext("Dari mana diketahui"), gettext("Berapa kali")]
    class_heads += [gettext("Masuk"), gettext("Kembali ke pembeli")]
    classes = [
        ToldClass(word(each.channel), word(each.known_by), each.n, each.amount, each.back) for each in takings.sums
    ]
    return Told(
        title=group.name, under=gettext("Buku uang %(month)s") % {"month": month}, heads=heads,
        rows=[first, *rows, last], class_heads=class_heads, classes=classes,
    )  # fmt: skip


def _told_row(each: StatementLine, group: Group) -> ToldRow:
    moment = each.at.astimezone(group.zone).replace(tzinfo=None, second=0, microsecond=0)
    return ToldRow(shown_moment(each.at, group.zone), each.ref, KINDS[each.kind](), _sums(each), moment)


def _sums(of: StatementLine | Balances) -> list[int]:
    return [of.own, of.rounding, of.receivable, of.payable]


def _sheet_rows(told: Told) -> list[list[Any]]:
    """The statement, and below it its classes."""
    found: list[list[Any]] = [[told.title], [told.under], [], told.heads]
    found += [[row.moment or row.at, row.ref, row.what, *row.sums] for row in told.rows]
    if told.classes:
        found += [[], told.class_heads]
    return found + [[each.came, each.known, each.n, each.amount, each.back] for each in told.classes]


def statement_sheet(told: Told) -> bytes:
    """XLSX: amounts are numbers and days are days, to reckon with; texts are texts, never formulas."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    assert page is not None
    for row in _sheet_rows(told):
        page.append(row)
    for cells in page.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
            elif isinstance(cell.value, datetime):
                cell.number_format = "d mmm yyyy hh:mm"
            elif cell.value is not None:
                cell.number_format = "#,##0"
    for letter, width in zip("ABCDEFG", (22, 16, 18, 16, 12, 16, 16), strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A5"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def statement_told(told: Told) -> dict[str, Any]:
    """What `statement.typ` typesets."""
    rows = [[*row.texts, *map(rupiah, row.sums)] for row in told.rows]
    classes = [
        [each.came, each.known, grouped(each.n), rupiah(each.amount), rupiah(each.back)] for each in told.classes
    ]
    return {
        "title": told.title, "under": told.under, "heads": told.heads, "rows": rows,
        "class_heads": told.class_heads, "classes": classes,
    }  # fmt: skip
