"""The report: one set of numbers, the same on its page, in its sheet and in its PDF; nobody recognised in it."""

import html
import io
import json
import re
from dataclasses import fields, replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from openpyxl import load_workbook

from market.bazaars.bazaar import Bazaar, bazaar_by_slug
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.registering.application import Application
from market.bazaars.reporting.report import figures
from market.bazaars.reporting.tally import tallies
from market.bazaars.slot import Slot, slots_of
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.language import current
from market.kernel.record import table
from market.people.facts.led_by import TEXT, LedBy, LedByConsent
from market.people.office import Office, office_called
from market.reports import typeset as typesetting
from tests import world
from tests.bazaars.reporting.held import AGENCY, a_held_bazaar, moved_back, sold, some_groups
from tests.bazaars.world import done
from tests.conftest import both

pytestmark = pytest.mark.usefixtures("noon")

AFTER = timedelta(days=9)


def on_page(text: str) -> dict[str, list[list[str]]]:
    """By table its rows, as the page shows them."""
    found = {}
    for part in re.split(r'data-report="', text)[1:]:
        rows = re.findall(r'(?s)<tr>\s*<th scope="row">(.*?)</tr>', part)
        found[part.partition('"')[0]] = [[_plain(cell) for cell in re.split(r"</t[hd]>", row)[:-1]] for row in rows]
    return found


def _plain(cell: str) -> str:
    return html.unescape(
        re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", re.sub(r"(?s).*data-cell[^>]*>", "", cell)))
    ).strip()


def in_sheet(content: bytes) -> list[str]:
    """Every cell of the sheet, numbers as the page writes them."""
    book = load_workbook(io.BytesIO(content))
    return [_written(cell) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def _written(cell) -> str:
    if isinstance(cell.value, str):
        return cell.value
    plain = f"{cell.value:,}".replace(",", ".")
    return f"Rp{plain}" if "Rp" in cell.number_format else plain


def says(held, who: LedBy, *groups: int, at: timedelta = timedelta()) -> None:
    """They say so now, or so long from now."""

    def work(db):
        for n in groups:
            LedByConsent(
                group_id=held.groups[n], leaders=who, text_version=TEXT, given_by="Ketua", given_at=now() + at
            ).add(db)

    write(work)


def letterhead(**facts: str) -> None:
    def work(db):
        office = office_called(db, "71.72", AGENCY)
        for name, value in facts.items():
            setattr(office, name, value)

    write(work)


@pytest.fixture
def made(shop):
    """Twelve groups on two days, with visitors, turnover and what they say of themselves; read nine days later."""
    here = world.a_shop()
    groups = some_groups(12)
    first = a_held_bazaar(here.officer, groups[:7], name="Bazar Lama", begun=timedelta(days=60))
    sold(first, {(n, 0): 1_000_000 for n in range(6)})
    fair = a_held_bazaar(here.officer, groups, begun=timedelta(hours=30))
    sold(fair, {(n, day): 500_000 + n * 10_000 for n in range(9) for day in (0, 1)})
    says(fair, LedBy.WOMEN, *range(6))
    says(fair, LedBy.DISABLED, 0, 1)
    officer = world.as_person(here.officer)
    for n in (1, 5, 5):
        done(officer.post(f"{fair.desk}/pengunjung/{fair.slots[1]}", data={"n": str(n)}))
    letterhead(heading="PEMERINTAH KOTA BITUNG", city="Bitung", signatory="Dra. Maria", signatory_number="NIP 1970",
               number_format="500/{number}/DKP")  # fmt: skip
    with time_machine.travel(now() + AFTER, tick=True):
        yield here, fair


@both
def test_page_and_sheet_hold_the_same_numbers(made):
    here, fair = made
    officer = world.as_person(here.officer)
    tables = on_page(officer.get(fair.desk + "/laporan").text)
    assert tables["kelompok"][2:] == [
        ["Menyatakan ikut", "12"], ["Lewat antrean", "0"], ["Baru pertama kali", "5"], ["Dipimpin perempuan", "6"],
        ["Dipimpin penyandang disabilitas", "kurang dari 5"],
    ]  # fmt: skip
    assert [row[1:] for row in tables["hadir"]][-1] == ["24", "24", "0", "0", "0", "0"]
    assert tables["pengunjung"][-1][1] == "11"
    assert [row[1:] for row in tables["omzet"]] == [
        ["9 dari 12 stan yang hadir", "Rp4.860.000 (9 stan)", "–", "–", "–"],
        ["9 dari 12 stan yang hadir", "Rp4.860.000 (9 stan)", "–", "–", "–"],
        ["18 dari 24 stan yang hadir", "Rp9.720.000 (18 stan)", "–", "–", "–"],
    ]
    assert tables["menunggu"][0] == ["Baru pertama kali", "5", "0"] and tables["menunggu"][1][1] == "7"
    beside = {row[0]: row[1:] for row in tables["sebelumnya"]}
    assert beside["Kelompok yang ikut"] == ["12", "7"] and beside["Dipimpin perempuan"] == ["6", "–"]
    assert beside["Penjualan diisi kelompok sendiri"] == ["Rp9.720.000 (18 stan)", "Rp6.000.000 (6 stan)"]
    sheet = in_sheet(officer.get(fair.desk + "/laporan.xlsx?nomor=12").content)
    shown = [cell for table in tables.values() for row in table for cell in row]
    rest = iter(sheet)
    assert all(cell in rest for cell in shown), "each cell of the page, in its order"
    assert {"PEMERINTAH KOTA BITUNG", "Nomor: 500/12/DKP", "NIP 1970", "Dra. Maria"} <= set(sheet)


def test_while_one_of_the_share_says_no_nothing_tells_how_many_are_led_by_whom(made):
    """A share kept for groups led by people with disabilities would be counted by that line."""
    from market.reports.bazaar_report import public_tables
    from market.reports.bazaar_report_sources import report_sources

    _here, fair = made
    with read() as db:
        bazaar = Bazaar.get(db, fair.bazaar)
        of = report_sources(db, bazaar, slots_of(db, bazaar.key))
        for quiet in (False, True):
            [groups] = [
                t for t in public_tables(replace(of, figures=replace(of.figures, quiet=quiet))) if t.key == "kelompok"
            ]
            assert any("Dipimpin" in row.label for row in groups.rows) is not quiet
            assert any("memimpin" in note for note in groups.notes) is not quiet


def test_a_column_of_money_is_no_quantity_in_english(made):
    """ "Jumlah" is either: the fees of a bazaar stood under "Quantity"."""
    from market.reports.bazaar_fees import FeeTotals
    from market.reports.bazaar_report_own import all_tables
    from market.reports.bazaar_report_sources import report_sources

    _here, fair = made
    current.set("en")
    with read() as db:
        bazaar = Bazaar.get(db, fair.bazaar)
        of = report_sources(db, bazaar, slots_of(db, bazaar.key))
        asked = all_tables(replace(of, fees=FeeTotals(**{each.name: 1 for each in fields(FeeTotals)})))
    heads = [
        head for t in asked for row in t.rows for head, cell in zip(t.heads[1:], row.cells, strict=True) if cell.money
    ]
    assert "Amount" in heads and "Quantity" not in heads


def test_the_pdf_holds_what_the_page_shows(made):
    typst = pytest.importorskip("typst")
    here, fair = made
    officer = world.as_person(here.officer)
    tables = on_page(officer.get(fair.desk + "/laporan").text)
    answer = officer.get(fair.desk + "/laporan.pdf?nomor=12")
    assert answer.content.startswith(b"%PDF") and answer.headers["content-type"] == "application/pdf"
    from market.reports.bazaar_report_files import SOURCE, paper_of, report_told
    from market.reports.bazaar_report_own import all_tables
    from market.reports.bazaar_report_sources import report_sources

    with read() as db:
        bazaar = Bazaar.get(db, fair.bazaar)
        office = Office.get(db, bazaar.office_id)
        paper = paper_of(office, title="Laporan", under=[], number="1", place_and_day="Bitung")
        told = report_told(paper, all_tables(report_sources(db, bazaar, slots_of(db, bazaar.key))))
    source = (typesetting.HERE / SOURCE).read_bytes()
    asked = typst.query(source, "<cell>", field="value", sys_inputs={"data": json.dumps(told)})
    assert json.loads(asked) == [cell for table in tables.values() for row in table for cell in row]


@both
def test_no_sum_is_told_while_it_may_change_nor_a_count_before_the_end(shop):
    here = world.a_shop()
    fair = a_held_bazaar(here.officer, some_groups(12), days=1)
    sold(fair, {(n, 0): 500_000 for n in range(8)})
    says(fair, LedBy.WOMEN, *range(6))
    officer = world.as_person(here.officer)
    tables = on_page(officer.get(fair.desk + "/laporan").text)
    assert tables["omzet"][0][1:] == ["8 dari 12 stan yang hadir", "tidak ditulis (8 stan)", "–", "–", "–"]
    assert tables["kelompok"][5] == ["Dipimpin perempuan", "–"]
    with time_machine.travel(now() + timedelta(days=5), tick=True):
        tables = on_page(world.as_person(here.officer).get(fair.desk + "/laporan").text)
    assert tables["omzet"][0][2] == "Rp4.000.000 (8 stan)" and tables["kelompok"][5] == ["Dipimpin perempuan", "6"]


@both
def test_two_bazaars_that_differ_by_few_are_not_both_counted(shop):
    """Six of thirty, and seven when one more came, would tell of that one."""
    here = world.a_shop()
    groups = some_groups(16)
    second = a_held_bazaar(here.officer, groups, begun=timedelta(days=30), days=1)  # drafted first, held later
    first = a_held_bazaar(here.officer, groups[:15], begun=timedelta(days=60), days=1)
    says(second, LedBy.DISABLED, *range(5), 15, at=timedelta(days=-70))
    officer = world.as_person(here.officer)
    row = {each.slug: on_page(officer.get(each.desk + "/laporan").text)["kelompok"][6][1] for each in (first, second)}
    assert row == {first.slug: "5", second.slug: "–"}
    beside = on_page(officer.get(second.desk + "/laporan").text)["sebelumnya"]
    assert next(cells[1:] for cells in beside if cells[0].endswith("disabilitas")) == ["–", "5"]
    hides = {"reserved": True, "reserved_share": "hidden"}
    rows = table(Application)
    write(lambda db: db.execute(sa.update(rows).where(rows.c.bazaar_id == first.bazaar).values(**hides)) and None)
    beside = on_page(officer.get(second.desk + "/laporan").text)["sebelumnya"]
    rows_told = [cells[1:] for cells in beside if cells[0].endswith("disabilitas")]
    assert rows_told[0] == ["–", "–"], "nor two tables down"


def test_by_the_older_text_a_yes_that_is_taken_back_counts_in_nothing(shop):
    here = world.a_shop()
    fair = a_held_bazaar(here.officer, some_groups(14), begun=timedelta(days=30), days=1)
    says(fair, LedBy.WOMEN, *range(7), at=timedelta(days=-70))
    rows = table(LedByConsent)

    def take_back(db) -> None:
        db.execute(sa.update(rows).where(rows.c.group_id == fair.groups[0]).values(text_version="2026-11"))
        db.execute(sa.update(rows).where(rows.c.group_id.in_(fair.groups[:2])).values(withdrawn_at=now()))

    write(take_back)
    officer = world.as_person(here.officer)
    assert on_page(officer.get(fair.desk + "/laporan").text)["kelompok"][5] == ["Dipimpin perempuan", "6"]


@both
def test_a_bazaar_nobody_said_anything_of_has_a_report_too(shop):
    here = world.a_shop()
    fair = a_held_bazaar(here.officer, some_groups(3), came=False)
    moved_back(fair, timedelta(days=20))
    officer = world.as_person(here.officer)
    text = officer.get(fair.desk + "/laporan").text
    assert "pengunjung" not in on_page(text) and "sebelumnya" not in on_page(text)
    assert on_page(text)["hadir"][0][1:] == ["3", "0", "0", "0", "0", "3"]
    assert officer.get(fair.desk + "/laporan.xlsx").status_code == 200


@both
def test_who_stood_before_is_told_by_days_and_not_by_who_said_yes_first(shop):
    """A yes to December that came before the yes to November makes nobody of November an old hand, nor the reverse."""
    here = world.a_shop()
    groups = some_groups(6)
    later = a_held_bazaar(here.officer, groups, name="Bazar Desember", begun=timedelta(days=-20), came=False, days=1)
    held = a_held_bazaar(here.officer, groups, name="Bazar November", begun=timedelta(days=10), days=1)
    with read() as db:
        bazaars = [bazaar_by_slug(db, each.slug) for each in (held, later)]
        found = [figures(db, each, slots_of(db, each.key)).first_time for each in bazaars]
    assert found == [6, 0]


def off(held, day: int) -> None:
    """A day is called off, as before it begins: nobody stands there any more."""

    def work(db):
        Slot.get(db, held.slots[day]).cancelled_at = now()

    write(work)


@both
def test_a_day_that_was_called_off_counts_nowhere(made):
    """Neither its stands, visitors and numbers, nor as the day that a bazaar begins or ends with."""
    here, fair = made
    with read() as db:
        slots = slots_of(db, fair.bazaar)
    off(fair, 0)
    tables = on_page(world.as_person(here.officer).get(fair.desk + "/laporan").text)
    assert [row[1:] for row in tables["hadir"]] == [["12", "12", "0", "0", "0", "0"]]
    assert [row[1:3] for row in tables["omzet"]] == [["9 dari 12 stan yang hadir", "Rp4.860.000 (9 stan)"]]
    beside = {row[0]: row[1:] for row in tables["sebelumnya"]}
    assert beside["Hadir, dari semua stan dan hari"][0] == "12 dari 12" and beside["Pengunjung"][0] == "11"
    off(fair, 1)
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        assert figures(db, bazaar, slots).stood == 0 and tallies(db, bazaar, slots)[0].groups == set()


@both
def test_waiting_ends_with_a_day_before_and_not_with_one_to_come(shop):
    """A season that began before counts to the last day it was held until then; one that comes later not at all."""
    here = world.a_shop()
    groups = some_groups(6)
    a_held_bazaar(here.officer, groups[:2], name="Musim", begun=timedelta(days=40), days=60)
    later = a_held_bazaar(here.officer, groups[2:4], name="Nanti", begun=timedelta(days=-5), days=3, came=False)
    called = a_held_bazaar(here.officer, groups[4:], name="Batal", begun=timedelta(days=30), days=1)
    off(called, 0)

    def earlier(db):
        Bazaar.get(db, later.bazaar).published_at = now() - timedelta(days=70)

    write(earlier)
    fair = a_held_bazaar(here.officer, groups, begun=timedelta(hours=3), days=1)
    waited = on_page(world.as_person(here.officer).get(fair.desk + "/laporan").text)["menunggu"]
    assert [row[1] for row in waited[:5]] == ["4", "2", "0", "0", "0"], "first time, up to three months"


@both
def test_who_gave_a_place_up_was_not_left_out(shop):
    here = world.a_shop()
    fair = a_held_bazaar(here.officer, some_groups(6), begun=timedelta(hours=3), days=1)

    def work(db):
        rows = list(db.scalars(sa.select(Booking).where(table(Booking).c.bazaar_id == fair.bazaar)))
        rows[0].state, rows[1].state = BookingState.DECLINED, BookingState.CANCELLED

    write(work)
    waited = on_page(world.as_person(here.officer).get(fair.desk + "/laporan").text)["menunggu"]
    assert (waited[0][1], waited[0][2]) == ("4", "1"), "one said no, of one the place was taken away"


@both
def test_what_a_group_said_when_it_was_over_stays(shop):
    """Who takes its yes back, or says it later, changes no count that was told: the difference would be that one."""
    here = world.a_shop()
    fair = a_held_bazaar(here.officer, some_groups(12), begun=timedelta(hours=3), days=1)
    says(fair, LedBy.WOMEN, *range(6))
    says(fair, LedBy.DISABLED, *range(5))
    officer, count = here.officer, [["Dipimpin perempuan", "6"], ["Dipimpin penyandang disabilitas", "5"]]
    with time_machine.travel(now() + timedelta(days=2), tick=True):
        assert on_page(world.as_person(officer).get(fair.desk + "/laporan").text)["kelompok"][5:7] == count
        says(fair, LedBy.WOMEN, 7)
        taken_back(fair, 0)
        shared = world.client().get(f"/bazar/{fair.slug}/hasil").text
        public = on_page(shared)["kelompok"]
        assert (
            public[5:7] == count == on_page(world.as_person(officer).get(fair.desk + "/laporan").text)["kelompok"][5:7]
        )
    assert f'/bazar/{fair.slug}/hasil">' in shared.partition('property="og:url"')[2][:300], "it is shared with its name"


def taken_back(held, n: int) -> None:
    def work(db):
        rows = table(LedByConsent)
        db.execute(sa.update(rows).where(rows.c.group_id == held.groups[n]).values(withdrawn_at=now()))

    write(work)


@both
def test_the_same_groups_once_more_are_not_counted_again(shop):
    """Seven of the same twelve, who were six last month, would tell of the one that says so since."""
    here = world.a_shop()
    groups = some_groups(12)
    first = a_held_bazaar(here.officer, groups, name="Lama", begun=timedelta(days=40), days=1)
    says(first, LedBy.WOMEN, *range(6), at=timedelta(days=-50))
    second = a_held_bazaar(here.officer, groups, begun=timedelta(days=10), days=1)
    says(second, LedBy.WOMEN, 6, at=timedelta(days=-20))
    beside = on_page(world.as_person(here.officer).get(second.desk + "/laporan").text)["sebelumnya"]
    assert next(cells[1:] for cells in beside if cells[0] == "Dipimpin perempuan") == ["–", "6"]
