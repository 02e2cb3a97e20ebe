"""What a cashier saw is known by the bank's own line once somebody pastes it: each line one payment, nothing booked
twice."""

import io
import re
from datetime import datetime, timedelta
from html import unescape

import openpyxl
import pytest
import sqlalchemy as sa

from market.kernel.clock import now, today, zone_of
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.books.recount import recount
from market.orders.channel import SalesChannel
from market.orders.known_by import KnownBy
from market.payments import line_seen
from market.payments.account import Account
from market.payments.account_typed import AccountKind
from market.payments.bank_statement import match, of_group
from market.payments.line_seen import lines_seen, see_lines
from market.payments.payment import Payment
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.orders.books.test_takings import classes, takings
from tests.payments.test_card import rows
from tests.till.phones import Phone, line

LINE = "KREDIT QRIS 50.000,00 CR"


def sold(here, times: int = 2) -> str:
    phone = Phone(here.group_id, here.chair)
    for _ in range(times):
        phone.sells(line(here.sku, 2), paid="transfer")
    assert rows(Account)[0].kind is AccountKind.BANK and len(rows(Payment)) == times
    return f"/lapak/{here.slug}/uang/mutasi"


@both
def test_a_line_makes_one_payment_known_and_books_nothing(shop):
    here = world.a_shop(pieces=20)
    desk, treasurer = sold(here), world.as_person(here.treasurer)
    assert classes(takings(here)[0]) == {(SalesChannel.TILL, KnownBy.CASHIER): 100_000}
    page = treasurer.post(desk, data={"lines": LINE}).text
    assert 'name="seen" value="1"' in page and 'name="seen" value="2"' not in page, "one line, one payment"
    done(treasurer.post(desk, data={"lines": LINE, "seen": "1"}))
    assert classes(takings(here)[0]) == {
        (SalesChannel.TILL, KnownBy.STATEMENT): 50_000, (SalesChannel.TILL, KnownBy.CASHIER): 50_000
    }  # fmt: skip
    done(treasurer.post(desk, data={"lines": f"{LINE}\n{LINE}", "seen": ["1", "2", "77"]}))
    assert classes(takings(here)[0]) == {(SalesChannel.TILL, KnownBy.STATEMENT): 100_000}
    assert len(rows(Payment)) == 2
    with read() as db:
        assert recount(db) == []


@both
def test_a_line_makes_no_payment_known_that_was_taken_back_meanwhile(shop):
    """Between the look and the press: a payment that never was stood as one that the bank knows of."""
    here = world.a_shop(pieces=20)
    sold(here, 1)
    by = world.actor(here.treasurer)

    def work(db) -> tuple[int, int]:
        seen = lines_seen(db, here.group_id, LINE, match(db, of_group(here.group_id), LINE), by)
        db.execute(sa.update(table(Payment)).values(taken_back_at=now()))
        return len(seen), see_lines(db, seen, [each.payment.key for each in seen], by)

    assert write(work) == (1, 0) and rows(Payment)[0].line_at is None


@both
def test_a_transfer_that_no_line_of_its_days_fits_is_named(shop):
    """An order under a number that is nobody's, and money that only who wrote it down ever saw: no page said so."""
    here = world.a_shop(pieces=20)
    desk, chair = sold(here), world.as_person(here.chair)
    when, zone = today(zone_of("71")), zone_of("71")
    lines = f"{when - timedelta(days=3):%d/%m/%Y} SETORAN 1.000,00 CR\n{{last:%d/%m/%Y}} KREDIT QRIS 50.000,00 CR"
    late = lines.format(last=when + timedelta(days=4))
    assert "tidak ada barisnya di sini" not in chair.post(desk, data={"lines": lines.format(last=when)}).text
    assert "tidak ada barisnya di sini" not in chair.post(desk, data={"lines": "KREDIT QRIS 49.000,00 CR"}).text
    page = chair.post(desk, data={"lines": late}).text
    assert "1 transfer dicatat, tetapi tidak ada barisnya di sini" in page and 'name="seen"' in page
    own, other = rows(Payment)
    assert f"dicatat {own.confirmed_by}" in page
    done(chair.post(desk, data={"lines": late, "seen": [str(own.key), str(other.key)]}))
    assert "1 transfer dicatat" in chair.post(desk, data={"lines": late.replace("50.000", "50.001")}).text
    write(lambda db: db.execute(sa.update(table(Payment)).values(taken_back_at=datetime.now(zone))))
    assert "tidak ada barisnya" not in chair.post(desk, data={"lines": late}).text


def test_of_many_transfers_none_hides_behind_those_that_lines_fit(shop, monkeypatch):
    """Only the oldest were looked at, most of which a line fits: behind them one without a line was not named."""
    monkeypatch.setattr(line_seen, "MOST_SHOWN", 1)
    here = world.a_shop(pieces=20)
    desk, chair = sold(here, 2), world.as_person(here.chair)
    first, second = (today(zone_of("71")) + timedelta(days=n) for n in (-3, 4))
    lines = f"{first:%d/%m/%Y} SETORAN 1.000,00 CR\n{second:%d/%m/%Y} KREDIT 50.000,00 CR"
    assert "1 transfer dicatat" in chair.post(desk, data={"lines": lines}).text


@both
def test_a_line_of_another_sum_or_day_and_cash_fit_nothing(shop):
    here = world.a_shop(pieces=20)
    desk, treasurer = sold(here, 1), world.as_person(here.treasurer)
    Phone(here.group_id, here.chair).sells(line(here.sku, 1), paid="cash")
    for text in ("KREDIT 49.999,00 CR", "01/01/2024 KREDIT 50.000,00 CR", "KREDIT 25.000,00 CR"):
        assert 'name="seen"' not in treasurer.post(desk, data={"lines": text}).text
        treasurer.post(desk, data={"lines": text, "seen": ["1", "2"]})
    assert classes(takings(here)[0]) == {(SalesChannel.TILL, KnownBy.CASHIER): 75_000}


def book_of(*rows: list[object]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def files(day):
    """What banks give out on a day, by kind: name and content."""
    heads = ["Tanggal", "Keterangan", "Debit", "Kredit", "Saldo"]
    line = [f"{day:%d/%m/%Y}", "Transfer dari Ibu Lina", 0, 50_000, 950_000]
    bca = f'{day:%d/%m},"TRSF E-BANKING CR {day:%d%m}/WS95031 IBU LINA",0000,"50,000.00 CR","950,000.00"\r\n'
    return {
        "a CSV of BCA": ("m.csv", bca.encode()),
        "a CSV of Mandiri": ("m.csv", f'"{day:%d-%m-%Y}";"InhouseTrf DARI IBU LINA";"0,00";"50.000,00"\n'.encode()),
        "a workbook with heads": ("m.xlsx", book_of(["Mutasi rekening"], heads, line)),
    }


@both
@pytest.mark.parametrize("kind", ["a CSV of BCA", "a CSV of Mandiri", "a workbook with heads"])
def test_a_file_of_the_bank_is_read_as_if_it_were_pasted(shop, kind):
    here = world.a_shop(pieces=20)
    desk, treasurer = sold(here, 1), world.as_person(here.treasurer)
    page = treasurer.post(desk, files={"file": files(today(zone_of("71")))[kind]}).text
    assert 'name="seen" value="1"' in page and "ibu lina" in page.casefold()
    lines = unescape(re.search(r'name="lines"\s+value="([^"]*)"', page)[1])
    done(treasurer.post(desk, data={"lines": lines, "seen": "1"}))
    assert classes(takings(here)[0]) == {(SalesChannel.TILL, KnownBy.STATEMENT): 50_000}


def test_a_quote_in_a_cell_hides_no_line_behind_it(shop):
    here = world.a_shop(pieces=20)
    desk, treasurer = sold(here, 1), world.as_person(here.treasurer)
    book = book_of(["Tanggal", "Keterangan", "Kredit"], ["", '"PT Maju', 0], ["", "Ibu Lina", 50_000])
    assert 'name="seen" value="1"' in treasurer.post(desk, files={"file": ("m.xlsx", book)}).text


@pytest.mark.parametrize(
    "data,sentence",
    [(b"%PDF-1.7 \x00", "Berkas"), (b"%PDF-1.4\n1 0 obj", "XLSX"), (b"", "Belum ada baris"),
     (b"\xd0\xcf\x11\xe0", "XLSX"), (b"29/11,KREDIT 1.234.567,1\n" * 2_000, "40.000")],
)  # fmt: skip
def test_a_file_that_is_no_statement_is_refused_beside_it(shop, data, sentence):
    here = world.a_shop()
    answer = world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/mutasi", files={"file": ("a.csv", data)})
    assert answer.status_code == 422 and sentence in answer.text


def test_what_was_pasted_beside_a_file_is_looked_through_too(shop):
    """It vanished without a word; a line that stands in both is one."""
    here = world.a_shop()
    both_say, pasted = "29/11 TRSF CR 101.777", "30/11 TRSF CR 102.777"
    answer = world.as_person(here.treasurer).post(
        f"/lapak/{here.slug}/uang/mutasi",
        data={"lines": f"{pasted}\r\n{both_say}\r\n"},
        files={"file": ("a.csv", f"{both_say}\n28/11 TRSF CR 103.777\n".encode())},
    )
    assert "3 baris lain tidak cocok dengan tagihan" in answer.text
    assert all(each in answer.text for each in (both_say, pasted, "28/11 TRSF CR 103.777"))


def test_of_a_month_of_lines_those_that_pay_nothing_are_folded(shop):
    """A file brings hundreds: what is to be ticked stood somewhere between them."""
    here = world.a_shop(pieces=20)
    desk, treasurer = sold(here, 1), world.as_person(here.treasurer)
    for many, opened in ((3, True), (200, False)):
        lines = "\n".join(f"29/11 TRSF CR {n}.777" for n in range(100, 100 + many))
        page = treasurer.post(desk, data={"lines": lines}).text
        assert f"{many} baris lain tidak cocok dengan tagihan" in page and ("<details open" in page) is opened
