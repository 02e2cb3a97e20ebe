"""Lists as people keep them: titles above, numbered rows, heads and cells in their own words."""

import io
import json
import time

import pytest
from openpyxl import Workbook

from market.bazaars.planning.floor_plan_csv import booths_in
from market.kernel.refused import Refused
from market.kernel.sheet import MOST_COLUMNS, MOST_ROWS, MOST_TEXT, read_sheet, read_text
from market.kernel.sheet_heads import HEADS_WITHIN, Column, find_heads, table_in
from market.pages.uploads import carried_cells
from market.people.founding.importing import COLUMNS, Row, groups_sheet, rows_of
from market.people.founding.sheet_of_groups import phones_in
from market.people.misspelt import near_villages
from market.people.villages import villages
from tests import world
from tests.conftest import both

GIRIAN = "71.72.06.1003"  # Girian Bawah
OFFICE = """DAFTAR KELOMPOK BINAAN;;;;;
Keadaan November 2026;;;;;

No;Nama Kelompok;Nama Ketua;No. HP / WA;Kelurahan;Kec.;Kab./Kota
1;Sinar Laut;Yolanda Karamoy;0813-5550-0001 / 0813 5550 0002;Kel. Madidir Ure;Kec. Madidir;Kota Bitung
;;;;;;
2;Karya Wanita;Ibu Tété;6281355500003;Kelurahan Girian Bawah;;
3;Jauh;Ibu Budi;081355500004;Desa Way Muli, Kec. Rajabasa, Kab. Lampung Selatan;;
4;Entah;Ibu Ani;0431-123456;Kel. Madidir Uree;;
"""


def read_groups(data: bytes) -> list[Row]:
    return rows_of(groups_sheet(read_sheet(data)), "71.72")


def said(row: Row) -> list[tuple[str, str | None]]:
    return [(refusal.code, refusal.field) for refusal in row.refusals]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_list_of_groups_as_an_office_keeps_it(encoding, mark):
    cells = [line.split(";") for line in OFFICE.splitlines()]
    text = "\r\n".join(mark.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in cells)
    first, second, away, wrong = read_groups(text.encode(encoding))
    assert (first.number, first.name, first.phone, first.village) == (
        5,
        "Sinar Laut",
        "+6281355500001",
        "71.72.02.1003",
    )
    assert first.phones_left == ["+6281355500002"], "the first of two numbers is taken, and the page says so"
    assert (second.number, second.chair, second.village) == (7, "Ibu Tété", GIRIAN)
    assert first.good and second.good
    assert said(away) == [("village_elsewhere", "kelurahan")]
    assert wrong.number == 9 and said(wrong) == [("phone_landline", "hp"), ("village_alike", "kelurahan")]
    assert (wrong.given["hp"], wrong.given["kelurahan"]) == ("0431-123456", "Kel. Madidir Uree")


def test_what_was_read_is_said_and_what_was_left():
    sheet = groups_sheet(read_sheet(OFFICE.encode()))
    assert sheet.at == 4 and sheet.left == ["No"]
    assert (sheet.heads["nama"], sheet.heads["hp"], sheet.heads["kota"]) == (
        "Nama Kelompok",
        "No. HP / WA",
        "Kab./Kota",
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Desa Sukamaju, Kec. Entah", ["village_unlisted"]),
        ("Kelurahan Pasar Baru", ["village_several"]),
        ("71.72", ["village_alike"]),
        ("Madidi", ["village_alike"]),
        ("Pateten I", ["village_alike"]),
        ("Lembeh Selatan", ["village_alike"]),
        ("Kelurahan Antah", ["village_unlisted"]),
        ("Girian Bwah", ["village_alike"]),
        ("Patetn Dua, Aertembaga", ["village_alike"]),
        ("kel. Madidr Ure", ["village_alike"]),
        ("Kakenturan", ["village_alike_here"]),
        ("Modoinding", ["village_unlisted"]),
        ("", ["required"]),
    ],
)
def test_a_village_that_is_not_found_names_what_may_be_meant(text, codes):
    [row] = read_groups(f"nama;ketua;hp;kelurahan\nSinar;Yolanda;081355500001;{text}\n".encode())
    assert [code for code, _ in said(row)] == codes
    assert all("," in refusal.params["names"] for refusal in row.refusals if "names" in refusal.params)
    like = [refusal.params["names"] for refusal in row.refusals if refusal.code.startswith("village_alike")]
    assert all("Bitung" in place for names in like for place in names.split("; "))


def test_two_thousand_slips_are_read_in_a_breath():
    """In a kabupaten of hundreds of villages, all misspelt and each otherwise."""
    villages()
    began = time.monotonic()
    for n in range(2000):
        near_villages(f"Suka{chr(97 + n % 26)}maju{n}", "32.04")
    assert time.monotonic() - began < 5


def test_a_workbook_with_a_title_and_an_empty_row():
    book = Workbook()
    for row in (["Daftar"], [], ["No", "Nama Kelompok", "Ketua", "Nomor HP", "Desa/Kelurahan"]):
        book.active.append(row)
    book.active.append([1, "Sinar Laut", "Yolanda", 81355500001, "Girian Bawah"])
    out = io.BytesIO()
    book.save(out)
    [row] = read_groups(out.getvalue())
    assert row.good and (row.number, row.phone, row.village) == (4, "+6281355500001", GIRIAN)


@pytest.mark.parametrize(
    "data", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"\n<html><table><tr><td>nama</td></tr></table></html>"]
)
def test_an_old_workbook_is_told_how_to_be_saved(data):
    with pytest.raises(Refused) as refusal:
        read_sheet(data)
    assert refusal.value.code == "sheet_old_format"


def test_heads_that_are_missing_are_named_from_the_row_that_has_most():
    with pytest.raises(Refused) as refusal:
        groups_sheet(read_text("Daftar kelompok\nNo;Nama Kelompok;Ketua\n1;Sinar;Yolanda\n"))
    told = refusal.value.params
    assert (refusal.value.code, told["names"]) == ("sheet_columns", "hp, kelurahan")
    assert (told["line"], told["heads"]) == (2, "No, Nama Kelompok, Ketua"), "and what was read, and where"
    with pytest.raises(Refused) as refusal:
        booths_in(read_text("Denah\n\nTenda;Blok\nA01;A\n"))
    assert refusal.value.params["names"] == "number (nomor), row (baris), position (posisi)"


@pytest.mark.parametrize(
    ("name", "chair"),
    [
        ("Nama UMKM / Kelompok", "Nama Pemilik/Ketua"), ("Nama UMKM/Kelompok", "Nama Ketua/Pemilik"),
        ("Nama Usaha/Kelompok", "Nama Pengurus"), ("Nama Pelaku Usaha", "Pimpinan"),
        ("Nama Kelompok Usaha Bersama", "Pimpinan Kelompok"), ("Nama Toko", "Penanggung Jawab"),
        ("Nama Poktan / KWT", "Nama Ketua"), ("Gapoktan", "Ketua Gapoktan"), ("Pokmas", "Ketua"),
        ("KUBE / Klp.", "Nama Lengkap Ketua Kelompok"),
        ("Nama Kelompok Pengolah dan Pemasar", "Kontak Person"), ("Group", "Leader"),
    ],
)  # fmt: skip
def test_a_head_is_known_by_its_words(name, chair):
    heads = ["No", name, "Jenis Usaha", "Tahun Usaha", chair, "No. Telp / WA Ketua", "Alamat Kelurahan"]
    sheet = groups_sheet([heads, ["1", "Sinar", "Olahan", "2019", "Yolanda", "081355500001", "Madidir Ure"]])
    told = sheet.rows[0]
    assert (told["nama"], told["ketua"], told["hp"], told["kelurahan"]) == (
        "Sinar", "Yolanda", "081355500001", "Madidir Ure",
    )  # fmt: skip
    assert sheet.left == ["No", "Tahun Usaha"] and told["jenis"] == "Olahan"


def test_whose_number_it_is_may_stand_behind_it():
    assert phones_in("+62 812 7777 0008 (Ida)") == ["+6281277770008"]
    assert phones_in("(0812) 7777-0008 (Ida) / 081277770009 (Pak Budi)") == ["+6281277770008", "+6281277770009"]


def test_a_head_that_names_two_things_is_not_guessed():
    with pytest.raises(Refused) as refusal:
        groups_sheet([["Nama Kelompok/Ketua", "HP", "Desa"], ["Sinar/Yolanda", "081355500001", "Madidir Ure"]])
    assert refusal.value.params["names"] == "nama"


def test_of_two_columns_that_may_be_meant_the_surer_one_is():
    columns = [Column("kelurahan", ("kel", "alamat"), needed=True)]
    assert find_heads([["Alamat", "Kel."]], columns) == (0, {"kelurahan": 1})
    assert table_in([["Alamat"], ["Girian"]], columns, most=9).rows[0]["kelurahan"] == "Girian"


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_floor_plan_in_a_sheet_of_any_kind(mark):
    text = "Denah Bazar\n\nNomor;Blok;Baris;Posisi;Listrik;Air\na01;A;0;0;ya;\nA02;A;0;1;;x\n".replace(";", mark)
    first, second = booths_in(read_sheet(text.encode()))
    assert (first.number, first.electricity, first.water) == ("A01", True, False)
    assert (second.number, second.position, second.water) == ("A02", 1, True)


def test_a_floor_plan_that_is_wrong_is_told_by_row_and_cell():
    for row, code in (("A02;A;0;banyak", "csv_row_wrong"), ("A01;A;0;1", "csv_row_twice")):
        with pytest.raises(Refused) as refusal:
            booths_in(read_text(f"Denah\n\nnumber;zone;row;position\nA01;A;0;0\n{row}\n"))
        assert (refusal.value.code, refusal.value.params["line"]) == (code, 5)
    with pytest.raises(Refused) as refusal:
        booths_in(read_text("Nomor;Blok;Baris;Posisi\nA01;A;satu;0\n"))
    assert refusal.value.params["column"] == "Baris", "as the file calls it"


def test_the_longest_cells_are_looked_at_briefly():
    """A sheet of brackets without an end costs what one of short heads does, and a carried cell is cut as a file's."""

    def cpu(cell: str) -> float:
        begun = time.process_time()
        for _ in range(3):
            assert find_heads([[cell] * MOST_COLUMNS] * HEADS_WITHIN, COLUMNS) is None
        return time.process_time() - begun

    short = cpu("a" * 100)
    for sign in ("(", "(a", "(a)", "_", ".", " ", "([", ")"):
        assert cpu((sign * MOST_TEXT)[:MOST_TEXT]) < 20 * short, sign
    begun = time.process_time()
    for _ in range(10):
        with pytest.raises(Refused):
            phones_in("a" + " " * (MOST_TEXT - 2) + "b")
    assert time.process_time() - begun < 20 * short, "nor does a cell of spaces"
    carried = carried_cells(json.dumps([["(" * 150_000, *["x"] * 100], [None, 3.0], []]))
    assert carried == [["(" * MOST_TEXT, *["x"] * (MOST_COLUMNS - 1)], ["", "3"]]
    for wrong in ("{}x", "3", "[3]", "", "null"):
        with pytest.raises(Refused, match="sheet_empty"):
            carried_cells(wrong)
    with pytest.raises(Refused, match="sheet_too_long"):
        carried_cells(json.dumps([["x"]] * (MOST_ROWS + 1)))


@both
def test_a_carried_cell_of_brackets_stops_nobody(shop):
    officer, at = world.as_person(world.a_shop().officer), "/dinas/kelompok/impor"

    def cpu(cell: str) -> float:
        begun = time.process_time()
        assert officer.post(at, data={"data": json.dumps([[cell]])}).status_code == 422
        return time.process_time() - begun

    cpu("x")
    assert cpu("(" * 150_000) < 10 * max(cpu("x"), 0.05)


@pytest.mark.parametrize("head", ["nama", "ketua"])
def test_a_name_that_is_too_long_is_refused_and_not_cut(head):
    """Three hundred letters came in as the first eighty, and the page called the row ready."""
    told = {"nama": "Sinar Laut", "ketua": "Ibu Ani", "hp": "081355500001", "kelurahan": "Girian Bawah"}
    told[head] = "n" * 300
    [row] = read_groups(f"{';'.join(told)}\n{';'.join(told.values())}\n".encode())
    assert said(row) == [("text_too_long", head)] and not row.good
