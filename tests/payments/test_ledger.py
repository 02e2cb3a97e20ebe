"""The ledger and its month: what a group reads on the page, in the sheet and in the PDF is what happened."""

import io
import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import time_machine
from openpyxl import load_workbook

from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Overtaken
from market.kernel.settings import settings
from market.orders.known_by import KnownBy
from market.orders.order import OrderLine
from market.pages.money_words import known_word
from market.payments.bill import Bill
from market.payments.claim import Claim, confirm_without_claim
from market.payments.claiming import claim
from market.payments.ledger import ENTRIES, Balances, platform_fee, statement
from market.payments.payment import Payment
from market.payments.refund import Refund
from market.reports.doctor import complaints
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_paying_by_qris import buys

EVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)


@pytest.fixture
def fee(monkeypatch):
    monkeypatch.setenv("MARKET_FEE_BASIS_POINTS", "250")
    settings.cache_clear()


def first(model):
    with read() as db:
        return db.scalars(sa.select(model).order_by(table(model).c.id)).first()


def paid(here: world.Shop, method: str = "transfer", pieces: int = 1) -> Bill:
    done(buys(here, method, pieces)[2])
    with read() as db:
        bill = db.scalars(sa.select(Bill).order_by(table(Bill).c.id.desc())).first()
    done(world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/masuk/{bill.ref}"))
    return bill


@both
def test_a_sale_and_its_refund_are_booked_leg_by_leg(shop, fee):
    here = world.a_shop()
    bill = paid(here, pieces=3)
    assert (bill.amount, bill.fee, first(OrderLine).fee) == (75_000, 1_875, 1_875)
    treasurer = world.as_person(here.treasurer)
    reason = {"reason": "Ikan habis"}
    done(world.as_person(here.chair).post(f"/lapak/{here.slug}/pesanan/{bill.ref}/batal", data=reason))
    done(treasurer.post(f"/lapak/{here.slug}/uang/kembali/{first(Refund).key}", data={"how": "cash"}))
    assert (
        treasurer.post(f"/lapak/{here.slug}/uang/kembali/{first(Refund).key}", data={"how": "cash"}).status_code == 409
    )
    with read() as db:
        book = statement(db, here.group_id, *EVER)
        legs = db.execute(sa.select(ENTRIES.c.fact_kind, ENTRIES.c.leg, ENTRIES.c.amount).order_by(ENTRIES.c.id)).all()
    besides = bill.asked - bill.amount
    assert [(each.kind, each.own, each.rounding, each.receivable) for each in book.lines] == [
        ("payment", 75_000, besides, -1_875),
        ("refund", -75_000, -besides, 1_875),
    ]
    assert book.closing == Balances(0, 0, 0, 0) and len(legs) == 6


@both
def test_the_fee_stays_what_it_was_when_the_goods_were_sold(shop, fee, monkeypatch):
    here = world.a_shop()
    done(buys(here, "transfer", 1)[2])
    monkeypatch.setenv("MARKET_FEE_BASIS_POINTS", "2000")
    settings.cache_clear()
    done(world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/masuk/{first(Bill).ref}"))
    with read() as db:
        assert statement(db, here.group_id, *EVER).closing.receivable == -625


@pytest.mark.parametrize(("goods", "owed"), [(0, 0), (39, 0), (40, 1), (24_999, 624), (10_000_000, 250_000)])
def test_a_fee_is_rounded_down(fee, goods, owed):
    assert platform_fee(goods) == owed


@both
def test_money_seen_without_the_claim_decides_the_claim_too(shop):
    """Else the treasurer would book the same transfer twice: once on the order's page, once from the list."""
    here = world.a_shop()
    done(buys(here, "transfer", 1)[2])
    write(lambda db: claim(db, db.get(Bill, first(Bill).key)) and None)
    done(world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/masuk/{first(Bill).ref}"))
    assert first(Claim).state == "confirmed"
    answer = world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/klaim/{first(Claim).key}/cocok")
    assert answer.status_code == 409
    with read() as db:
        assert len(list(db.scalars(sa.select(Payment)))) == 1
    assert not [each for each in complaints() if "backup" not in each]


@both
def test_a_claim_left_open_on_a_paid_bill_pays_nothing(shop):
    here = world.a_shop()
    bill = paid(here)
    write(lambda db: Claim(bill_id=bill.key, payer_phone="", asked=1, decide_by=datetime.now(UTC)).add(db) and None)
    with pytest.raises(Overtaken):
        write(lambda db: db.get(Claim, first(Claim).key).confirm(world.actor(here.treasurer)) and None)
    with pytest.raises(Overtaken):
        write(lambda db: confirm_without_claim(db, db.get(Bill, bill.key), world.actor(here.treasurer)) and None)


@both
def test_late_money_is_booked_once_however_often_it_is_claimed(shop):
    here = world.a_shop()
    done(buys(here, "transfer", 1)[2])
    bill = first(Bill)
    reason = {"reason": "Ikan habis"}
    done(world.as_person(here.chair).post(f"/lapak/{here.slug}/pesanan/{bill.ref}/batal", data=reason))
    write(lambda db: claim(db, db.get(Bill, bill.key)) and None)
    done(world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/klaim/{first(Claim).key}/cocok"))
    with pytest.raises(Overtaken):
        write(lambda db: claim(db, db.get(Bill, bill.key)) and None)
    with read() as db:
        assert len(list(db.scalars(sa.select(Payment)))) == len(list(db.scalars(sa.select(Refund)))) == 1


@both
def test_the_book_of_a_month_opens_where_the_last_one_closed(shop, fee):
    here = world.a_shop()
    with time_machine.travel(datetime(2026, 10, 31, 15, 30, tzinfo=UTC), tick=True):  # 23.30 WITA, still October
        early = paid(here)
    with time_machine.travel(datetime(2026, 10, 31, 16, 30, tzinfo=UTC), tick=True):  # 00.30 WITA, November
        late = paid(here, pieces=2)
    with time_machine.travel(datetime(2026, 11, 20, 3, 0, tzinfo=UTC), tick=True):
        browser = world.as_person(here.chair)
        page = browser.get(f"/lapak/{here.slug}/uang/buku").text
        assert late.ref in page and early.ref not in page and "Buku uang November 2026" in page
        before = browser.get(f"/lapak/{here.slug}/uang/buku?bulan=2026-10").text
        assert early.ref in before and late.ref not in before
        sheet = load_workbook(io.BytesIO(browser.get(f"/lapak/{here.slug}/uang/buku.xlsx").content)).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        [*rows, _gap, heads, sold] = rows
        assert heads[:5] == ["Lewat mana", "Dari mana diketahui", "Berapa kali", "Masuk", "Kembali ke pembeli"]
        assert sold[1:5] == [known_word(KnownBy.TREASURER), 1, late.asked, 0], "each class on a line of its own"
        assert [row[3] for row in rows] == [25_000, 50_000, 75_000]
        assert isinstance(rows[1][0], datetime) and rows[1][0].month == 11, "a day is a day, to sort and reckon with"
        assert [row[5] for row in rows] == [-625, -1_250, -1_875]
        assert rows[0][4] == early.asked - early.amount and rows[-1][4] == rows[0][4] + rows[1][4]
        pdf = browser.get(f"/lapak/{here.slug}/uang/buku.pdf")
        assert pdf.content.startswith(b"%PDF") and pdf.headers["cache-control"] == "private, no-store"


@both
@pytest.mark.parametrize("month", ["2026-13", "2026", "x", "0001-01", "9999-12", "2026-1-1", "٢٠٢٦-١١", "' OR 1"])
def test_a_month_that_is_none_is_answered_with_a_sentence(shop, month):
    here = world.a_shop()
    for path in ("buku", "buku.xlsx", "buku.pdf"):
        answer = world.as_person(here.chair).get(f"/lapak/{here.slug}/uang/{path}", params={"bulan": month})
        assert answer.status_code == 422 and "Tulis bulan seperti Desember 2026 atau 2026-12" in answer.text


@both
def test_the_doctor_finds_a_rupiah_that_left_the_ledger(shop, fee):
    here = world.a_shop()
    bill = paid(here)
    assert not [each for each in complaints() if "backup" not in each]
    write(lambda db: db.execute(sa.update(ENTRIES).where(ENTRIES.c.leg == "amount").values(amount=24_999)) and None)
    found = [each for each in complaints() if "ledger" in each]
    assert found == [f"bill {bill.ref}: ledger is {bill.asked - 1}, should be {bill.asked}"]


@both
def test_a_fact_is_booked_once(shop):
    here = world.a_shop()
    paid(here)
    again = sa.insert(ENTRIES).from_select(
        [c.name for c in ENTRIES.c if c.name != "id"], sa.select(*(c for c in ENTRIES.c if c.name != "id"))
    )
    with pytest.raises(sa.exc.IntegrityError):
        write(lambda db: db.execute(again) and None)


def test_links_lead_to_the_book(shop):
    here = world.a_shop()
    page = world.as_person(here.chair).get(f"/lapak/{here.slug}/uang").text
    assert re.search(rf'href="/lapak/{here.slug}/uang/buku"', page)
