"""Turnover: typed in one field, read by the group alone, told of five groups or more, and never of any weight."""

import html
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.booking.found import Attendance, Found
from market.bazaars.reporting.turnover import Evidence, Turnover
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.money import rupiah
from market.kernel.record import table
from tests import world
from tests.bazaars.reporting.held import a_held_bazaar, moved_back, sold, some_groups
from tests.bazaars.world import done
from tests.conftest import both

pytestmark = pytest.mark.usefixtures("noon")


def typed(held, n: int = 0) -> list[tuple[int | None, str]]:
    rows = table(Turnover)
    mine = sa.select(rows.c.amount, rows.c.evidence).where(rows.c.booking_id == held.booking(n)).order_by(rows.c.id)
    with read() as db:
        return [(row.amount, row.evidence.value) for row in db.execute(mine)]


def mark_on(page: str, booking: int) -> str:
    form = page[page.index(f"/penjualan/{booking}") :]
    return re.search(r'name="mark" value="([^"]*)"', form)[1]


@pytest.fixture
def held(shop):
    here = world.a_shop()
    return here, a_held_bazaar(here.officer, some_groups(2))


def enters(held, amount: str, n: int = 0, browser=None, **more):
    browser = browser or held.chair(n)
    return browser.post(f"{held.page(n)}/penjualan/{held.booking(n)}", data={"amount": amount} | more)


@both
def test_a_number_is_typed_as_people_write_it_and_every_typing_stays(held):
    here, fair = held
    for words, amount in (("2jt", 2_000_000), ("2,5 juta", 2_500_000), ("Rp 1.250.000,-", 1_250_000), ("0", 0)):
        chair = fair.chair(0)
        done(enters(fair, words, browser=chair))
        assert f"Penjualan {rupiah(amount)} tersimpan" in chair.get(fair.page(0)).text
        assert typed(fair)[-1] == (amount, "stated")
    done(enters(fair, "0"))
    assert len(typed(fair)) == 4, "the same once more adds nothing"
    done(enters(fair, "2jt", browser=world.as_person(here.facilitator)), 404)
    done(enters(fair, ""))
    assert typed(fair)[-1] == (None, "stated"), "emptied is taken back"
    done(enters(fair, "3jt", browser=world.named_by_pin(fair.slugs[0], fair.chairs[0], giver=here.facilitator)))
    assert typed(fair)[-1] == (3_000_000, "by_helper"), "a helper may have chosen that PIN"


@pytest.mark.parametrize(
    "words, sentence",
    [
        ("-", "Tulis 0 kalau tidak ada penjualan"),
        ("2000000000000000", "nol"),
        ("1.000.000.001", "nol"),
        ("dua juta", "Tulis"),
        ("2.5.000", "Tulis"),
        ("-5000", "Tulis"),
    ],
)
def test_what_is_no_amount_is_asked_again_and_nothing_is_lost(held, words, sentence):
    _here, fair = held
    answer = enters(fair, words)
    assert answer.status_code == 422 and typed(fair) == []
    refusal = re.search(r'(?s)class="refusal".*?<span>(.*?)</span>', answer.text)[1]
    assert sentence in html.unescape(refusal), refusal
    assert f'value="{words}"' in answer.text, "it stands there as it was typed"


@both
def test_the_second_of_two_members_sees_the_number_of_the_first(held):
    _here, fair = held
    browser = fair.chair(0)
    page = browser.get(fair.page(0)).text
    mark = mark_on(page, fair.booking(0))
    done(enters(fair, "1jt", mark=mark))
    late = enters(fair, "3jt", mark=mark)
    assert late.status_code == 409 and typed(fair) == [(1_000_000, "stated")]
    assert "Ketua 0 baru saja mengisi" in late.text and "Rp1.000.000" in late.text and 'value="3jt"' in late.text
    done(enters(fair, "3jt", mark=mark_on(late.text, fair.booking(0))))
    assert typed(fair)[-1] == (3_000_000, "stated")


@both
def test_it_is_typed_from_the_first_hour_until_three_days_later(held):
    _here, fair = held
    answer = fair.chair(0).post(f"{fair.page(0)}/penjualan/{fair.booking(0, 1)}", data={"amount": "1jt"})
    assert answer.status_code == 422 and "sesudah hari itu mulai" in answer.text
    with time_machine.travel(now() + timedelta(days=3), tick=True):
        done(enters(fair, "1jt"))
    with time_machine.travel(now() + timedelta(days=4), tick=True):
        answer = enters(fair, "2jt")
        assert answer.status_code == 422 and "sudah lewat" in answer.text
    assert typed(fair) == [(1_000_000, "stated")]
    done(enters(fair, "1jt", n=1, browser=fair.chair(0)), 404)
    other = fair.chair(0).post(f"{fair.page(0)}/penjualan/{fair.booking(1)}", data={"amount": "1jt"})
    assert other.status_code == 404, "nor for another group by its number"


@both
def test_the_office_types_what_it_was_told_and_never_over_the_group(held):
    here, fair = held
    officer = world.as_person(here.officer)
    desk = f"{fair.desk}/laporan/penjualan"
    done(officer.post(f"{desk}/{fair.booking(0)}", data={"amount": "750rb"}))
    assert typed(fair) == [(750_000, "by_officer")]
    assert "Rp750.000" in officer.get(desk).text, "whoever typed it reads once what was understood"
    page = officer.get(desk).text
    assert "750" not in page and "diisi lewat petugas" in page
    assert "lewat petugas" in fair.chair(0).get(fair.page(0)).text
    done(enters(fair, "800rb"))
    answer = officer.post(f"{desk}/{fair.booking(0)}", data={"amount": "1jt"})
    assert answer.status_code == 409 and typed(fair)[-1] == (800_000, "stated")
    assert "Kelompok 0" not in officer.get(desk).text, "who wrote it itself is not asked again"


def found(fair, what: Found, n: int = 0) -> None:
    write(
        lambda db: (
            Attendance(booking_id=fair.booking(n), found=what, noted_by="Hendra", reason="Keliru").add(db) and None
        )
    )


def coverage(here, fair) -> list[str]:
    """How many typed a number, and the sum of those that typed it themselves, as the report tells it."""
    page = re.sub(r"\s+", " ", world.as_person(here.officer).get(fair.desk + "/laporan").text)
    part = page[page.index('data-report="omzet"') :]
    return re.findall(r"\d+ dari \d+ stan yang hadir|Rp[\d.]+ \(\d+ stan\)", part)[:2]


@pytest.mark.parametrize("noted", [True, False])
def test_a_report_says_that_who_typed_unnoted_counts_as_there(shop, noted):
    here = world.a_shop()
    fair = a_held_bazaar(here.officer, some_groups(2), days=1, came=noted)
    sold(fair, {(0, 0): 500_000, (1, 0): 500_000})
    assert coverage(here, fair)[0] == "2 dari 2 stan yang hadir"
    report = world.as_person(here.officer).get(fair.desk + "/laporan").text
    assert ("tidak dicatat tidak hadir dihitung hadir di sini" in report) is not noted


@both
def test_what_was_typed_before_it_was_found_absent_counts_no_more(shop):
    """It stays where it is, the group reads why, and can do nothing but take it back."""
    here = world.a_shop()
    fair = a_held_bazaar(here.officer, some_groups(7), days=1)
    sold(fair, {(n, 0): 500_000 for n in range(7)})
    found(fair, Found.ABSENT)
    assert coverage(here, fair)[0] == "6 dari 6 stan yang hadir"
    asks = world.as_person(here.officer).get(fair.desk + "/laporan/penjualan").text
    assert "6 dari 6 stan yang hadir sudah mengisi" in asks, "one count on both pages"
    page = fair.chair(0).get(fair.page(0)).text
    assert "tercatat tidak hadir" in page and "Rp500.000" in page and "Kosongkan" in page
    assert "Jumlah penjualan" not in page, "no field for another number"
    assert enters(fair, "1jt").status_code == 422
    done(enters(fair, "", mark=mark_on(page, fair.booking(0))))
    assert typed(fair) == [(500_000, "stated"), (None, "stated")]
    assert "Kosongkan" not in fair.chair(0).get(fair.page(0)).text
    found(fair, Found.ARRIVED)
    done(enters(fair, "600rb"))
    assert coverage(here, fair)[0] == "7 dari 7 stan yang hadir"


@both
def test_a_correction_after_a_day_is_final_changes_no_sum(shop):
    """Yesterday's sum less today's would be what that group sold."""
    here = world.a_shop()
    fair = a_held_bazaar(here.officer, some_groups(7), days=1)
    sold(fair, {(n, 0): 500_000 for n in range(7)})
    found(fair, Found.ABSENT, 6)
    with time_machine.travel(now() + timedelta(days=5), tick=True):
        told = ["6 dari 6 stan yang hadir", "Rp3.000.000 (6 stan)"]
        assert coverage(here, fair) == told
        found(fair, Found.ABSENT, 0)
        found(fair, Found.ARRIVED, 6)
        assert coverage(here, fair)[1] == told[1]


MARKER = 7_654_321
EVERYBODY = ("nobody", "buyer", "stranger", "officer", "far_officer", "superior", "admin")


def test_nobody_but_the_group_and_its_helpers_reads_the_number(shop):
    """What the field promises, on every page that tells of the bazaar."""
    here = world.a_shop()
    groups = [(here.group_id, here.slug, here.chair), *some_groups(2)]
    fair = a_held_bazaar(here.officer, groups)
    done(enters(fair, str(MARKER)))
    seen = re.compile("7[.,]?654[.,]?321")
    promise = "Angka ini hanya dibaca anggota kelompok dan pendampingnya"
    for who in ("chair", "treasurer", "member", "facilitator"):
        page = world.as_person(getattr(here, who)).get(fair.page(0)).text
        assert seen.search(page) and promise in re.sub(r"\s+", " ", page), who
    phone = world.as_device(here.device).get(fair.page(0)).text
    assert not seen.search(phone) and "/penjualan/" in phone, "a phone says first who holds it"
    desk = [fair.desk + part for part in ("", "/kehadiran", "/sesudah", "/laporan", "/laporan/penjualan", "/surat",
            "/surat/ringkasan", "/surat/peserta", "/surat/hadir", "/laporan.xlsx", "/pendaftaran.csv")]  # fmt: skip
    pages = [f"/bazar/{fair.slug}", f"/kelompok/{here.slug}", fair.page(0), f"/dinas/kelompok/{here.slug}", "/dinas",
             "/admin", "/admin/keamanan", *desk]  # fmt: skip
    with time_machine.travel(now() + timedelta(days=9), tick=True):
        for who in EVERYBODY:
            browser = world.as_person(
                None if who == "nobody" else getattr(here, {"stranger": "other_chair"}.get(who, who))
            )
            for page in pages:
                answer = browser.get(page)
                text = answer.text if "openxml" not in answer.headers.get("content-type", "") else repr(cells(answer))
                assert not seen.search(text), (who, page)


def cells(answer) -> list[object]:
    import io

    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(answer.content))
    return [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


@both
def test_no_rule_about_turns_reads_it(shop):
    """Points, ranks and what is told of them are the same whatever anybody writes."""
    from market.bazaars.allotting.points import standings
    from market.bazaars.bazaar import draft_bazaar
    from market.bazaars.reporting.turnover import MOST

    here = world.a_shop()
    fair = a_held_bazaar(here.officer, some_groups(6))
    moved_back(fair, timedelta(days=20))

    def told():
        def work(db):
            new = draft_bazaar(
                db, name="Bazar Berikut", village="71.72", agency="Dinas Perikanan Bitung", by_id=here.officer
            )
            return standings(db, new, fair.groups)

        return write(work)

    before = told()
    sold(fair, {(n, 0): n * MOST // 6 for n in range(6)})
    assert told() == before
    sold(fair, {(n, 0): 0 for n in range(6)}, Evidence.BY_OFFICER)
    assert told() == before
