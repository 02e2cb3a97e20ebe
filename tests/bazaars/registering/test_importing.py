"""Registrations from an officer's spreadsheet, and hours promised elsewhere."""

import io
import re

import pytest
from openpyxl import Workbook

from market.bazaars.allotting.plan import plans_of
from market.bazaars.allotting.runs import run_waiting
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.registering.application import applications_of
from market.kernel.db import read
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import both

HEAD = [
    "nama",
    "hari",
    "stan",
    "kebutuhan",
    "watt",
    "blok",
    "jenis barang",
    "barang",
    "sebagian",
    "ketua",
    "hp",
    "kelurahan",
]


def sheet(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(here, groups=2) -> fairs.Fair:
    fair = fairs.a_fair(here.officer, groups=groups, booths=4)
    done(fair.officer.post(fair.desk + "/buka"))
    return fair


def preview(fair: fairs.Fair, data: bytes):
    return fair.officer.post(fair.desk + "/pendaftaran/impor", files={"file": ("lembar.xlsx", data)})


def listed(slug: str) -> dict[str, tuple]:
    with read() as db:
        found = applications_of(db, bazaar_by_slug(db, slug).key)
        return {g.name: (a.booths_min, a.booths_max, a.asked_needs, a.watt, a.state.value) for a, g in found}


@both
def test_eighty_groups_from_one_sheet(shop):
    """Two are known, 78 are founded from the same rows; sending it twice changes nothing."""
    here = world.a_shop()
    fair = opened(here)
    rows = [["Kelompok 0", "1,2", "1-2", "listrik, air", 300, "A", "ikan-asap", "Cakalang", "ya", "", "", ""]]
    rows += [["Kelompok 1", "semua", 2, "", "", "", "", "", "tidak", "", "", ""]]
    rows += [
        [
            f"Baru {n}",
            "1",
            "",
            "",
            "",
            "",
            "",
            "Kerupuk",
            "",
            f"Ibu {n}",
            f"0812-7700-{n:04d}",
            "Girian Bawah, Girian, Bitung",
        ]
        for n in range(78)
    ]
    page = preview(fair, sheet(*rows))
    assert page.status_code == 200 and "80 dari 80 baris" in page.text and listed(fair.slug) == {}
    data = re.search(r'name="data" value="([^"]*)"', page.text)[1].replace("&#34;", '"').replace("&amp;", "&")
    done(fair.officer.post(fair.desk + "/pendaftaran/impor", data={"data": data, "write": "1"}))
    made = listed(fair.slug)
    assert len(made) == 80 and made["Kelompok 0"] == (1, 2, ["electricity", "water"], 300, "submitted")
    assert made["Kelompok 1"][:2] == (2, 2)
    again = preview(fair, sheet(*rows))
    assert "0 dari 80 baris" in again.text and "sudah punya pendaftaran" in again.text
    done(fair.officer.post(fair.desk + "/pendaftaran/impor", data={"data": data, "write": "1"}))
    assert listed(fair.slug) == made


WRONG = {
    "nobody": (["Siapa Ini", "1"], "belum ada di Dermaga"),
    "no name": (["", "1"], "perlu diisi"),
    "a day that is none": (["Kelompok 0", "9"], "tidak ada di bazar ini"),
    "three booths": (["Kelompok 0", "1", "3"], "tidak boleh kurang"),
    "an unknown need": (["Kelompok 0", "1", "1", "AC"], "tidak dikenal"),
    "watts in words": (["Kelompok 0", "1", "1", "listrik", "banyak"], "dalam watt"),
    "no such block": (["Kelompok 0", "1", "1", "", "", "Q"], "tidak ada di denah"),
    "no such category": (["Kelompok 0", "1", "1", "", "", "", "emas"], "kategori"),
    "a formula": (["=HYPERLINK(1)", "1"], "belum ada di Dermaga"),
    "a village elsewhere": (
        ["Jauh", "1", "", "", "", "", "", "", "", "Ibu", "081277009999", "Way Urang, Kalianda, Lampung Selatan"],
        "luar wilayah",
    ),
    "a landline": (
        ["Rumah", "1", "", "", "", "", "", "", "", "Ibu", "0431-123456", "Girian Bawah, Girian, Bitung"],
        "telepon",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_row_is_named_and_not_written(shop, what):
    here = world.a_shop()
    fair = opened(here)
    row, sentence = WRONG[what]
    page = preview(fair, sheet(row + [""] * (len(HEAD) - len(row)), ["Kelompok 1", "1"] + [""] * 10))
    assert page.status_code == 200 and sentence in page.text and "1 dari 2 baris" in page.text


@pytest.mark.parametrize("data", [b"", b"a;b\n1;2", b"PK\x03\x04nonsense", b"nama;hari\n", b"\xff\xfe"])
def test_a_wrong_file_is_refused(shop, data):
    here = world.a_shop()
    fair = opened(here)
    assert preview(fair, data).status_code == 422
    many = "nama;hari\n" + "X;1\n" * 600
    assert preview(fair, many.encode()).status_code == 422
    assert fair.officer.post(fair.desk + "/pendaftaran/impor", data={"write": "1", "data": "{"}).status_code == 422


def test_not_after_registration_has_closed(shop):
    here = world.a_shop()
    fair = opened(here)
    fairs.register(fair, 1)
    done(fair.officer.post(fair.desk + "/tutup"))
    data = '[["nama","hari"],["Kelompok 0","1"]]'
    assert fair.officer.post(fair.desk + "/pendaftaran/impor", data={"data": data, "write": "1"}).status_code == 409
    assert set(listed(fair.slug)) == {"Kelompok 1"}


@both
def test_who_is_promised_elsewhere_is_told_at_once_and_not_allotted_twice(shop):
    here = world.a_shop()
    fair = opened(here, groups=2)
    for number in range(2):
        fairs.register(fair, number)
    fairs.allotted(fair)
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    desk = done(fair.officer.post("/dinas/bazar/baru", data={"name": "Bazar Kedua", "closes_on": fairs.day(5)}))
    for offset in (20, 23):
        done(fair.officer.post(desk + "/hari", data={"day": fairs.day(offset), "starts": "09:00", "ends": "17:00"}))
    done(fair.officer.post(desk + "/denah/blok", data={"zone": "A", "rows": "1", "per_row": "4"}))
    second = fairs.Fair(fair.officer, desk.rsplit("/", 1)[1], fair.groups)
    done(second.officer.post(second.desk + "/buka"))
    fairs.register(second, 0, accepts_fewer_slots="1")
    fairs.register(second, 1)  # all days or none
    for number in range(2):
        done(fair.chair(number).post(fair.page(number) + "/jawab", data={"answer": "yes"}))
    page = second.chair(0).get(second.page(0)).text
    assert "sudah ikut bazar lain" in page, "told as soon as it is so"
    assert "sudah dijanjikan ke bazar lain" in second.officer.get(second.desk + "/pendaftaran").text
    done(second.officer.post(second.desk + "/tutup"))
    fairs.judged(second)
    done(second.officer.post(second.desk + "/pembagian/angka", data={"number": "9"}))
    done(second.officer.post(second.desk + "/pembagian/hitung"))
    run_waiting()
    with read() as db:
        data = plans_of(db, bazaar_by_slug(db, second.slug).key)[0].problem_file
    assert len(data["groups"]) == 1 and data["groups"][0]["slots"] == [f"{fairs.day(23)}T09:00"]
    done(second.officer.post(second.desk + "/pembagian/terbitkan", data={"version": "1"}))
    letter = second.chair(1).get(second.page(1)).text
    assert "sudah menjawab ikut di bazar lain" in letter and "tidak berkurang" in letter
