"""A bazaar's report as a sheet and as a PDF of A4 pages (Typst, the extra `pdf`), in the form an office hands in."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from market.kernel import store
from market.kernel.language import gettext as _
from market.kernel.typed import letters
from market.people.office import Office
from market.reports.report_table import ReportCell, ReportTable

SOURCE = "bazaar_report.typ"
PICTURE = "-800.webp"
WIDTHS = (38, 18, 18, 18, 18, 18)


@dataclass(frozen=True, slots=True)
class PaperPicture:
    """A picture as it is kept, and what is to be seen on it."""

    file: str
    alt: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands around the tables: letterhead, title, number of the letter, place and day, who signs."""

    head: Sequence[str]
    title: str
    under: Sequence[str]
    number: str
    place_and_day: str
    signs_as: str
    signatory: str
    nip: str
    pictures: Sequence[PaperPicture] = ()


def paper_of(office: Office, *, title: str, under: Sequence[str], number: str, place_and_day: str) -> Paper:
    """A paper under an office's letterhead, signed by who signs for it."""
    head = [line for line in (office.heading or office.name, office.address, office.contact) if line]
    return Paper(
        head=head, title=title, under=under, number=_("Nomor: %(number)s") % {"number": number},
        place_and_day=place_and_day, signs_as=office.signatory_title or office.name,
        signatory=office.signatory or "........................", nip=f"NIP {office.nip}" if office.nip else "",
    )  # fmt: skip


def part_title(public: bool) -> str:
    """What each part of a report is called."""
    return _("Bagian umum") if public else _("Bagian kantor, tidak untuk umum")


def report_sheet(paper: Paper, tables: Sequence[ReportTable]) -> bytes:
    """XLSX, each part a sheet of its own: numbers are numbers, texts are texts, never formulas."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.worksheets[0])
    for public in (True, False):
        part = [each for each in tables if each.public is public]
        if not part:
            continue
        sheet = book.create_sheet(_("Umum") if public else _("Kantor"))
        lines = _Lines(sheet, Font(bold=True), Alignment(wrap_text=True, vertical="top"))
        for line in (*paper.head, "", paper.title, *paper.under, paper.number, part_title(public)):
            lines.add([ReportCell(line)], bold=line in (paper.title, *paper.head[:1]))
        for table in part:
            lines.table(table)
        for line in ("", paper.place_and_day, paper.signs_as, "", paper.signatory, paper.nip):
            lines.add([ReportCell(line)])
        for letter, width in zip("ABCDEF", WIDTHS, strict=True):
            sheet.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class _Lines:
    """Lines of one sheet, from above."""

    def __init__(self, sheet: Any, bold: Any, wrapped: Any) -> None:
        self.sheet, self.bold, self.wrapped, self.at = sheet, bold, wrapped, 0

    def add(self, cells: Sequence[ReportCell], *, bold: bool = False) -> None:
        self.at += 1
        for column, cell in enumerate(cells, 1):
            told = self.sheet.cell(self.at, column)
            if cell.number is None or cell.text.strip("Rp.,0123456789"):  # of a sum with words the words are kept too
                told.value, told.data_type = letters(cell.text), "s"
            else:
                told.value, told.number_format = cell.number, '"Rp"#,##0' if cell.money else "#,##0"
            if bold:
                told.font = self.bold
            if column > 1 or len(cells) > 1:
                told.alignment = self.wrapped

    def table(self, table: ReportTable) -> None:
        self.add([])
        self.add([ReportCell(table.title)], bold=True)
        self.add([ReportCell(head) for head in table.heads], bold=True)
        for row in table.rows:
            self.add([ReportCell(row.label), *row.cells])
        for note in table.notes:
            self.add([ReportCell(note)])


def report_told(paper: Paper, tables: Sequence[ReportTable]) -> dict[str, Any]:
    """What `bazaar_report.typ` typesets; pictures that are gone are left out."""
    there = [each for each in paper.pictures if store.fetch(each.file + PICTURE) is not None]
    return {
        "head": list(paper.head), "title": paper.title, "under": list(paper.under), "number": paper.number,
        "place_and_day": paper.place_and_day, "signs_as": paper.signs_as, "signatory": paper.signatory,
        "nip": paper.nip, "pictures_title": _("Dokumentasi"),
        "pictures": [{"file": "/" + each.file + PICTURE, "alt": each.alt} for each in there],
        "parts": [
            {"title": part_title(public), "tables": [_told(each) for each in tables if each.public is public]}
            for public in (True, False)
            if any(each.public is public for each in tables)
        ],
    }  # fmt: skip


def _told(table: ReportTable) -> dict[str, Any]:
    rows = [[row.label, *(cell.text for cell in row.cells)] for row in table.rows]
    return {"title": table.title, "heads": table.heads, "rows": rows, "notes": table.notes}
