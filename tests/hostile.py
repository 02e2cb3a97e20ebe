"""Files that are small to send and long to read."""

import io
import random
import zipfile

from PIL import Image


def noise(megapixels: int = 16) -> bytes:
    """A JPEG of noise: nothing in it is a code, and a reader looks everywhere."""
    side = int((megapixels * 1_000_000) ** 0.5)
    small = Image.frombytes("L", (side // 2, side // 2), random.Random(7).randbytes((side // 2) ** 2))
    out = io.BytesIO()
    small.resize((side, side), Image.Resampling.NEAREST).save(out, "JPEG", quality=60)
    return out.getvalue()


CONTENT = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    "</Types>"
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ROOT = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    f'Target="xl/workbook.xml"/></Relationships>'
)
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
PARTS = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
    f'Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)


def packed_sheet(strings: int = 5_000_000, rows: str = "", before: str = "", text: str = "a") -> bytes:
    """A workbook whose shared strings unpack to 18 bytes each, where `text` is one letter."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr("[Content_Types].xml", CONTENT)
        packed.writestr("_rels/.rels", ROOT)
        packed.writestr("xl/workbook.xml", BOOK)
        packed.writestr("xl/_rels/workbook.xml.rels", PARTS)
        told = f"<si><t>{text}</t></si>" * strings
        packed.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{told}</sst>')
        sheet = rows or '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
        packed.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}">{before}<sheetData>{sheet}</sheetData></worksheet>'
        )
    return out.getvalue()
