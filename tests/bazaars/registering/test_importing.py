"""Registrations from an officer's spreadsheet, and hours promised elsewhere."""

import html
import io
import json
import re
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from market.bazaars.allotting.plan import plans_of
from market.bazaars.allotting.runs import run_waiting
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.planning.rounds import Audience, Round
from market.bazaars.registering.application import Application, ApplicationState, applications_of
from market.bazaars.registering.importing import write_registrations
from market.bazaars.registering.registration_cells import BoothsRead, booths_asked, needs_in, yes_or_no
from market.bazaars.registering.registration_rows import registrations, registrations_sheet
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.names import reads_as
from market.kernel.refused import Refused
from market.kernel.sheet import read_text
from market.people.group import Group, GroupState
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import both, wide
from tests.kept import kept
from tests.promises.test_bounded_work import Statements

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


@kept
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


@pytest.mark.parametrize("column", ["nama", "barang", "ketua"])
def test_a_cell_that_is_too_long_is_refused_and_not_cut(shop, column):
    """Three hundred letters came in as the first eighty, in the list of registrations too."""
    fair = opened(world.a_shop())
    told = dict.fromkeys(HEAD, "") | {"nama": "Baru", "hari": "1", "barang": "Kerupuk", "ketua": "Ibu Ani"}
    told |= {"kelurahan": "Girian Bawah, Girian, Bitung", column: "n" * 301}
    page = preview(fair, sheet(list(told.values()))).text
    assert f"Terlalu panjang: paling banyak {300 if column == 'barang' else 80} huruf." in page
    assert "0 dari 1 baris" in page


@wide
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
    assert "0 dari 80 baris" in again.text and "80 sudah terdaftar" in again.text
    done(fair.officer.post(fair.desk + "/pendaftaran/impor", data={"data": data, "write": "1"}))
    assert listed(fair.slug) == made


def carried(page: str) -> str:
    """The cells that a preview carries."""
    return html.unescape(re.search(r'name="data" value="([^"]*)"', page)[1])


@wide
def test_a_refused_row_is_mended_on_the_page_and_seen_before_it_is_written(shop):
    fair = opened(world.a_shop())
    post = partial(fair.officer.post, fair.desk + "/pendaftaran/impor")
    page = preview(fair, sheet(["Kelompok 0", "9"], ["Kelompok 1", "1"], ["Siapa Ini", "1"])).text
    assert "1 dari 3 baris" in page and "isinya teks biasa" not in page
    wrong = {"2:1": "1", "4:0": "Kelompok 1", "4:9": "", "4:10": "", "4:11": ""}
    assert re.findall(r'name="at" value="([^"]+)"', page.replace("\n", " ")) == list(wrong)
    again = post(data={"data": carried(page), "at": list(wrong), "cell": list(wrong.values()), "write": "1"})
    assert again.status_code == 200 and "2 dari 3 baris" in again.text and listed(fair.slug) == {}
    assert "sudah ada di baris" in again.text, "what was typed is looked at like the rest"
    done(post(data={"data": carried(again.text), "write": "1"}))
    assert set(listed(fair.slug)) == {"Kelompok 0", "Kelompok 1"}
    for at in ("99:1", "2:60", "0:0", "x", "²:1"):
        assert post(data={"data": carried(page), "at": at, "cell": "1"}).status_code == 422, at


def test_text_that_is_called_a_workbook_is_told_what_it_is(shop):
    fair = opened(world.a_shop())
    assert "isinya teks biasa" in preview(fair, b"nama;hari\nKelompok 0;1\n").text


WRONG = {
    "nobody": (["Siapa Ini", "1"], "belum ada di Dermaga"),
    "no name": (["", "1"], "perlu diisi"),
    "a day that is none": (["Kelompok 0", "9"], "tidak ada di bazar ini"),
    "three booths": (["Kelompok 0", "1", "3"], "tidak boleh kurang"),
    "an unknown need": (["Kelompok 0", "1", "1", "AC"], "tidak dikenal"),
    "watts in words": (["Kelompok 0", "1", "1", "listrik", "banyak"], "dalam watt"),
    "no such block": (["Kelompok 0", "1", "1", "", "", "Q"], "tidak ada di denah"),
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


def test_yes_and_no_are_read_as_people_write_them_and_nothing_between():
    for text in ("ya", "Iya bu", "y", "ya boleh", "boleh aja", "ok", "v", "Ya."):
        assert yes_or_no(text, "x") is True, text
    for text in ("tdk", "gak", "nda", "tdk boleh", "gak usah", "ndak jadi", "belum bisa", "-", "blm", "tidak perlu"):
        assert yes_or_no(text, "x") is False, text
        assert needs_in(text).needs == []
    for text in ("boleh tidak", "boleh jadi", "bisa jadi", "ya tidak", "mau tidak mau", "belum tentu", "terserah", "?"):
        with pytest.raises(Refused, match="yes_or_no"):
            yes_or_no(text, "x")
    assert yes_or_no(" ", "x") is None
    for text, asked in (
        ("satu aja", (1, 1)),
        ("min 1 max 2", (1, 2)),
        ("minimal 1, maks 2", (1, 2)),
        ("2 meja", (2, 2)),
    ):
        assert booths_asked(text) == BoothsRead(*asked), text


@both
def test_a_new_group_without_a_phone_comes_in_and_gets_its_link_with_its_number(shop):
    """Nine of 86 lines had no number: they could only come in with an invented one."""
    here = world.a_shop()
    fair = opened(here)
    text = "No;Nama Kelompok;Ketua;HP;Kel/Desa;Ikut hari"
    rows = ("1;Karya Senja;Ibu Deisy;;Girian Bawah;1", "2;Karya Pagi;Ibu Olga;-;Girian Bawah;2", "3;Karya Siang;;;;1")
    page = preview(fair, "\n".join((text, *rows)).encode()).text
    assert "2 dari 3 baris" in page and "Tanpa nomor HP" in row_of(page, 2) and "Tanpa nomor HP" in row_of(page, 3)
    assert "isi juga: ketua, kelurahan." in row_of(page, 4)
    done(fair.officer.post(fair.desk + "/pendaftaran/impor", data={"data": carried(page), "write": "1"}))
    assert set(listed(fair.slug)) == {"Karya Senja", "Karya Pagi"}
    place, wanted = "/dinas/kelompok/karya-senja", "Nomor HP ketuanya"
    assert wanted in fair.officer.get(place).text
    refused = fair.officer.post(place + "/undang")
    assert refused.status_code == 422 and "perlu diisi" in refused.text
    assert fair.officer.post(place + "/undang", data={"phone": "0431-1"}).status_code == 422
    given = fair.officer.post(place + "/undang", data={"phone": "0812 7700 5555"})
    assert "wa.me/6281277005555" in given.text and "klaim" in given.text
    other = fair.officer.post(place + "/undang", data={"phone": "081277006666"})
    assert other.status_code == 409 and "Isinya berubah" in other.text, "a number that is there stays, in no silence"
    assert "wa.me/6281277005555" in fair.officer.post(place + "/undang").text
    assert wanted not in fair.officer.get(place).text


@pytest.mark.parametrize("data", [b"", b"a;b\n1;2", b"PK\x03\x04nonsense", b"nama;hari\n", b"\xff\xfe"])
def test_a_wrong_file_is_refused(shop, data):
    here = world.a_shop()
    fair = opened(here)
    assert preview(fair, data).status_code == 422
    many = "nama;hari\n" + "X;1\n" * 2100
    assert preview(fair, many.encode()).status_code == 422
    assert fair.officer.post(fair.desk + "/pendaftaran/impor", data={"write": "1", "data": "{"}).status_code == 422


def text_sheet(*rows: str) -> bytes:
    """A messy list as an office keeps one: a title, a date, numbers of its own, heads of its own."""
    head = "No;NAMA KELOMPOK;Ikut hari;Jml;Kebutuhan Stan;Blok pilihan;Difabel;Persetujuan;Ketua;No. HP/WA;Kel/Desa"
    return "\n".join(["DAFTAR PESERTA BAZAR;;;", ";;;", head, *rows]).encode()


def a_reserved_fair(groups: int) -> fairs.Fair:
    fair = fairs.a_fair(world.a_shop().officer, groups=groups, booths=4)
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "reserved_groups": "1", "reserved_for": "difabel"}
    done(fair.officer.post(fair.desk, data=form))
    done(fair.officer.post(fair.desk + "/buka"))
    return fair


def change(slug: str, **values) -> None:
    def work(db) -> None:
        for name, value in values.items():
            setattr(db.query(Group).filter_by(slug=slug).one(), name, value)

    write(work)


def row_of(page: str, number: int) -> str:
    """What stands in the first table that has this row of the file."""
    return re.search(rf'data-th="Baris">{number}</td>.*?</tr>', page, re.S)[0]


def test_a_messy_list_is_read_as_it_is_meant(shop):
    """Named as its own program numbers it; days, needs, yes and no as people write them."""
    fair = a_reserved_fair(6)
    change(fair.groups[3][0], state=GroupState.SUSPENDED)
    change(fair.groups[4][0], state=GroupState.CHECKED, phone="+6281255500001")
    first = (now() + timedelta(20)).date()
    rows = [
        f"1;KELOMPOK 0;{first.day}/{first.month};1 stan;Listrik 450 watt & air;Blok A;ya;ya;;;",
        "2;kelompok-1;semua;1 atau 2;-;bebas;V;tidak;;;",
        "3;Kelompok 2;hari pertama;;AC;;iya;;;;",
        "4;Kelompok 3;semua;;;;;;;;",
        "5;Kelompok 4;besok lusa;;;;;;;;",
        "6;Baru Satu;1;;;;;;Ibu Satu;0812-5550-0001;Girian Bawah, Girian, Bitung",
        "7;Baru Dua;1;;;;;;Ibu Dua;081255500077;Girian Bawah, Girian, Bitung",
        "8;Baru Tiga;1;;;;mungkin;;Ibu Tiga;0812 5550 0077;Girian Bawah, Girian, Bitung",
        "9;KELOMPOK 0;1;;;;;;;;",
        "10;Kelompok 5;semua;;;;;;;;",
    ]
    page = preview(fair, text_sheet(*rows)).text
    assert "5 dari 10 baris" in page
    assert "Kebutuhan Stan “AC”" in row_of(page, 6) and "Pakai listrik, air" in row_of(page, 6)
    assert "Persetujuan" in row_of(page, 6) and "apakah warga boleh" in row_of(page, 6)
    assert "ditutup petugas" in row_of(page, 7)
    assert "Ikut hari “besok lusa”" in row_of(page, 8) and f"({first:%d/%m/%Y})" in row_of(page, 8)
    assert "milik Kelompok 4" in row_of(page, 9)
    assert "Difabel “mungkin”: Tulis ya atau tidak" in row_of(page, 11)
    assert "juga ada di baris 10, atas nama Baru Dua" in page
    assert "sudah ada di baris 4" in row_of(page, 12)
    assert "Belum dicek dinas" in row_of(page, 13)
    data = json.dumps(read_text(text_sheet(*rows).decode()))
    done(fair.officer.post(fair.desk + "/pendaftaran/impor", data={"data": data, "write": "1"}))
    assert listed(fair.slug)["Kelompok 0"] == (1, 1, ["electricity", "water"], 450, "submitted")
    with read() as db:
        shares = {g.name: a.reserved_share for a, g in applications_of(db, bazaar_by_slug(db, fair.slug).key)}
    assert shares["Kelompok 0"] == "shown" and shares["Kelompok 1"] == "hidden" and shares["Baru Satu"] == "unused"
    assert set(shares) == {"Kelompok 0", "Kelompok 1", "Kelompok 5", "Baru Satu", "Baru Dua"}
    before = listed(fair.slug)
    again = preview(fair, text_sheet(*rows)).text
    assert "0 dari 10 baris" in again and "5 sudah terdaftar" in again
    done(fair.officer.post(fair.desk + "/pendaftaran/impor", data={"data": data, "write": "1"}))
    assert listed(fair.slug) == before


def test_needs_under_a_head_of_its_own_and_a_dash_for_no_phone(shop):
    """A column "Butuh" was left unread, so nobody got electricity; "-" for a phone was called unreadable."""
    fair = opened(world.a_shop(), groups=1)
    rows = ("Kelompok 0;semua;listrik 450 watt;-", "Kelompok 9;semua;-;-")
    text = "\n".join(("Nama Kelompok;Ikut hari;Butuh;No. HP/WA", *rows))
    page = html.unescape(preview(fair, text.encode()).text)
    assert "“Butuh” dibaca sebagai kebutuhan" in page and "Nomor HP ini belum bisa kami baca" not in page
    data = {"data": json.dumps(read_text(text)), "write": "1"}
    done(fair.officer.post(fair.desk + "/pendaftaran/impor", data=data))
    assert listed(fair.slug) == {"Kelompok 0": (1, 1, ["electricity"], 450, "submitted")}


def test_a_dinas_sheet_with_its_own_kinds_of_goods_goes_in(shop):
    """A kind that we do not have is chosen once for all its rows, or left empty; what was read is all shown."""
    fair = opened(world.a_shop())
    rows = [
        "No;Nama;Hari;Jenis Produk;Ketua;HP;Kelurahan",
        "1;Kelompok 0;1;Batik;;;",
        "2;Kelompok 1;1; BATIK ;;;",
        "3;Kopi Pateten;2;Kopi;Ibu Vera;0812 4411 9887 / 0813 1111 2222;Girian Bawah, Girian, Bitung",
        ";Jumlah;3;;;;",
        ";Bitung, 1 Mei 2026;;;;;",
        ";Kepala Bidang;;;;;",
    ]
    page = preview(fair, "\n".join(rows).encode()).text
    assert "3 dari 3 baris" in page, "lines that count the others and sign them are no groups"
    for line in ("Baris 5 bukan isi daftar: “Jumlah 3”", "Baris 6 bukan isi daftar: “Bitung, 1 Mei 2026”"):
        assert line in page, "and nothing is left out without a word"
    assert "“batik”" in page and "2 baris" in page and "“kopi”" in page and ">tanpa jenis</option>" in page
    assert "Ibu Vera" in row_of(page, 4) and "Girian Bawah" in row_of(page, 4)
    assert (
        "0812-4411-9887" in row_of(page, 4) and "0813-1111-2222" in row_of(page, 4) and "dua nomor" in row_of(page, 4)
    )
    data = json.dumps(read_text("\n".join(rows)))
    chosen = {"word": ["batik", "kopi"], "shelf": ["ikan-asap", ""]}
    done(fair.officer.post(fair.desk + "/pendaftaran/impor", data={"data": data, "write": "1", **chosen}))
    with read() as db:
        shelves = {g.name: a.category for a, g in applications_of(db, bazaar_by_slug(db, fair.slug).key)}
    assert shelves == {"Kelompok 0": "ikan-asap", "Kelompok 1": "ikan-asap", "Kopi Pateten": ""}


def test_only_single_words_below_a_sum_end_a_list():
    """What may be a group stands and is refused by name where it is wrong; it is never left out without a word."""
    heads = "nama;hari"
    for rows, names in (
        (["A;1", "Jumlah;1", "Bitung, 28 November;", "NIP 1970;"], ["A"]),
        (["A;1", "Sendiri;", "Total: 2 kelompok;", "ttd;"], ["A", "Sendiri"]),
        (["A;1", "Jumlah;1", "B;2"], ["A", "Jumlah", "B"]),
        (["A;1", "Jumlah;1", "B;2", "Jumlah;1", "Kepala;"], ["A", "Jumlah", "B"]),
        (["A;1", "Sendiri;"], ["A", "Sendiri"]),
    ):
        told = registrations_sheet(read_text("\n".join([heads, *rows])))
        assert [row.cells["nama"] for row in told.rows] == names, rows
        assert len(told.rows) + len(told.below) == len(rows), "what is no row is kept as what stands below"


def test_a_list_of_groups_knows_those_that_are_here(shop):
    """As a list of registrations does: sent twice it invites no doubles; their kind of goods keeps nobody out."""
    officer, at = world.as_person(world.a_shop().officer), "/dinas/kelompok/impor"
    rows = [
        ["Nama Kelompok", "Jenis Usaha", "Ketua", "HP", "Kelurahan"],
        ["Kopi Pateten", "Kuliner", "Ibu Vera", "081244119887", "Girian Bawah, Girian, Bitung"],
    ]
    first = officer.post(at, data={"data": json.dumps(rows)}).text
    assert "1 baris siap" in first and "“Kuliner” bukan kelompok" in first
    assert officer.post(at, data={"data": json.dumps(rows), "write": "1"}).status_code == 200
    rows[1][0], rows[1][4] = "KOPI-PATETEN", "Girian Permai, Girian, Bitung"
    again = officer.post(at, data={"data": json.dumps(rows)}).text
    assert "0 baris siap, 0 perlu diperbaiki" in again and "sudah ada, tidak berubah" in again
    assert "1 sudah ada di Dermaga" in again and "sudah dipakai" not in again


def test_a_known_name_with_another_place_and_phone_is_asked_about(shop):
    """It may be another group of that name: the one that is here is registered only when something of it agrees."""
    fair = opened(world.a_shop())
    with read() as db:
        one, two = (db.scalars(sa.select(Group).where(sa.column("slug") == slug)).one() for slug, *_ in fair.groups)
    rows = f"{one.name};semua;Rosa;081244110018;Pateten Dua\n{two.name};semua;Rosa;{two.phone};Pateten Dua"
    page = preview(fair, f"nama;hari;ketua;hp;kelurahan\n{rows}".encode()).text
    assert "nomor HP di baris ini lain" in page and "kosongkan kelurahan" in page and "1 dari 2 baris" in page
    assert "kelurahan di baris ini tidak dipakai" in page
    offered = re.findall(r'name="at" value="([^"]+)"', page.replace("\n", " "))
    assert offered == ["2:0", "2:4", "2:3"], "its sentence says to empty two cells: they stand there to be emptied"
    emptied = {"data": carried(page), "at": offered[1:], "cell": ["", ""]}
    assert "2 dari 2 baris" in fair.officer.post(fair.desk + "/pendaftaran/impor", data=emptied).text
    assert "2 dari 2 baris" in preview(fair, f"nama;hari\n{one.name};semua\n{two.name};semua".encode()).text


def test_a_list_without_the_columns_of_the_share_says_what_that_means(shop):
    fair = a_reserved_fair(1)
    page = preview(fair, b"nama;hari\nKelompok 0;semua").text
    assert "tidak punya kolom bagian dijamin" in page and "1 dari 1 baris" in page


def test_a_new_group_whose_name_reads_like_a_vouched_one_is_refused_and_named(shop):
    here = world.a_shop()
    fair = opened(here)
    vouched = sa.update(Group).where(sa.column("slug") == fair.groups[0][0]).values(state=GroupState.CHECKED)
    write(lambda db: db.execute(vouched) and None)
    row = "Kelompok O;semua;Ani;081255550001;Madidir Ure"
    page = preview(fair, f"nama;hari;ketua;hp;kelurahan\n{row}\nKelompok 1;semua;;;".encode()).text
    assert "terbaca sama di kota ini" in page and "1 dari 2 baris" in page


@wide
def test_who_was_closed_since_the_preview_is_not_registered(shop):
    here = world.a_shop()
    fair = opened(here)
    data = json.dumps([["nama", "hari"], ["Kelompok 0", "1"], ["Kelompok 1", "1"]])

    def work(db) -> int:
        bazaar = bazaar_by_slug(db, fair.slug)
        rows = registrations(db, bazaar, registrations_sheet(json.loads(data)))
        db.query(Group).filter_by(slug=fair.groups[0][0]).one().state = GroupState.SUSPENDED
        db.flush()
        return write_registrations(db, bazaar, rows, by=world.actor(here.officer))

    assert write(work) == 1 and set(listed(fair.slug)) == {"Kelompok 1"}


@wide
def test_two_thousand_rows_with_days_of_forty_kinds_are_read_apart_from_the_loop(shop):
    """In a handful of statements, and none of them in the time of another request."""
    here = world.a_shop()
    fair = opened(here)
    first, second = ((now() + timedelta(n)).date() for n in (20, 21))
    kinds = [
        "semua", "1", "2", "1,2", "hari ke-1", f"{first:%d/%m/%Y}", f"{first:%Y-%m-%d}", f"{first:%d-%m-%Y}",
        f"{second.day}/{second.month}", f"tgl {first.day}", "hari pertama", "hari terakhir", "2 hari", "keduanya",
        "besok",
        f"{first:%Y-%m-%d} 00:00:00", f"{second:%d.%m.%Y}", "all", "semua kecuali hari ke-2", "entah",
    ]  # fmt: skip
    kinds += [f"{each} " for each in kinds]
    rows = [["nama", "hari"], *([f"Banyak {n}", kinds[n % 40]] for n in range(2000))]

    def work(db) -> None:
        db.execute(
            sa.insert(Group),
            [
                {"slug": f"b-{n}", "name": f"Banyak {n}", "reads_as": reads_as(f"Banyak {n}"), "kind": "group",
                 "village": world.GIRIAN, "state": "checked"}
                for n in range(2000)
            ],
        )  # fmt: skip

    write(work)
    text = "\n".join(";".join(row) for row in rows).encode()
    page = preview(fair, text)
    assert page.status_code == 200 and "1800 dari 2000 baris" in page.text
    with Statements() as asked:
        done(
            fair.officer.post(
                fair.desk + "/pendaftaran/impor", files={"x": ("", b"")},
                data={"write": "1", "data": json.dumps(rows)},
            )
        )  # fmt: skip
    assert asked.commits <= 30 and len(asked) < 30 * 12, len(asked)
    assert len(listed(fair.slug)) == 1800
    long = "nama;hari\n" + "X;1\n" * 2001
    assert "Paling banyak" in preview(fair, long.encode()).text


def test_not_after_registration_has_closed(shop):
    here = world.a_shop()
    fair = opened(here)
    fairs.register(fair, 1)
    fairs.closed(fair)
    data = '[["nama","hari"],["Kelompok 0","1"]]'
    assert fair.officer.post(fair.desk + "/pendaftaran/impor", data={"data": data, "write": "1"}).status_code == 409
    assert set(listed(fair.slug)) == {"Kelompok 1"}


@wide
def test_who_is_promised_elsewhere_is_told_at_once_and_not_allotted_twice(shop):
    here = world.a_shop()
    fair = opened(here, groups=2)
    for number in range(2):
        fairs.register(fair, number)
    fairs.allotted(fair)
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    desk = done(
        fair.officer.post(
            "/dinas/bazar/baru", data={"name": "Bazar Kedua", "closes_on": fairs.day(5), "draw_at": "Aula"}
        )
    )
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
    fairs.closed(second)
    fairs.judged(second)
    fairs.drawn(second, "9")
    done(second.officer.post(second.desk + "/pembagian/hitung"))
    run_waiting()
    with read() as db:
        data = plans_of(db, bazaar_by_slug(db, second.slug).key)[0].problem_file
    assert len(data["groups"]) == 1 and data["groups"][0]["slots"] == [f"{fairs.day(23)}T09:00"]
    done(second.officer.post(second.desk + "/pembagian/terbitkan", data={"version": "1"}))
    letter = second.chair(1).get(second.page(1)).text
    assert "sudah menjawab ikut di bazar lain" in letter and "tidak berkurang" in letter


@wide
def test_a_row_says_what_the_group_itself_left_unsent(shop):
    """ "Simpan dulu", pressed once, left a group out of the list without a word."""
    here = world.a_shop()
    fair = opened(here, groups=4)
    for number, state in ((0, "draft"), (1, "returned"), (2, "withdrawn"), (3, "submitted")):
        write(lambda db, number=number, state=state: _began(db, fair, number, state))
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        rows = registrations(
            db, bazaar, registrations_sheet([["nama", "hari"], *([f"Kelompok {n}", "semua"] for n in range(4))])
        )
        said = [[each.code for each in row.refusals] for row in rows]
        assert said == [["registers_draft"], ["registers_returned"], ["registers_withdrawn"], []]
        assert [row.there for row in rows] == [False, False, False, True]
    page = preview(fair, sheet(["Kelompok 0", "semua"])).text
    assert "belum mengirimnya" in page and "sudah terdaftar" not in page


def _began(db, fair: fairs.Fair, number: int, state: str) -> None:
    group = db.scalars(sa.select(Group).where(Group.slug == fair.groups[number][0])).one()
    bazaar = bazaar_by_slug(db, fair.slug)
    Application(bazaar_id=bazaar.key, group_id=group.key, number=f"P-{number}", state=ApplicationState(state)).add(db)


@wide
def test_the_sheet_keeps_to_the_rounds_as_the_form_does(shop):
    here = world.a_shop()
    fair = opened(here, groups=2)
    known, new = ["Kelompok 0", "semua"], ["Baru", "semua", "Meike", "0812-3456-7890", "Girian Bawah, Girian, Bitung"]
    heads = ["nama", "hari", "ketua", "hp", "kelurahan"]

    def said(opens: int, audience: Audience) -> list[list[str]]:
        def work(db) -> list[list[str]]:
            bazaar, opened_at = bazaar_by_slug(db, fair.slug), now() + timedelta(hours=opens)
            db.execute(sa.delete(Round))
            closes = opened_at + timedelta(hours=9)
            Round(bazaar_id=bazaar.key, audience=audience, opens_at=opened_at, closes_at=closes).add(db)
            db.scalars(sa.select(Group).where(Group.slug == fair.groups[0][0])).one().state = GroupState.CHECKED
            rows = registrations(db, bazaar, registrations_sheet([heads, [*known, "", "", ""], new]))
            return [[each.code for each in row.refusals] for row in rows]

        return write(work)

    assert said(-1, Audience.EVERYONE) == [[], []]
    assert said(-1, Audience.CHECKED) == [[], ["round_over"]], "who is founded by the row is not checked yet"
    assert said(1, Audience.EVERYONE) == [["round_later"], ["round_later"]]
    assert said(-20, Audience.EVERYONE) == [["round_over"], ["round_over"]]
