"""Transfers that tell themselves apart: unique sums, the week they rest, and a bank's statement that is pasted."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.orders.clockwork import tidy
from market.orders.terms import own_terms
from market.payments.bank_statement import amounts_in, day_in, rupiah_of
from market.payments.bill import Bill, Method
from market.payments.payment import Payment
from market.payments.refund import Refund
from market.payments.unique_sum import unique_sum
from market.reports.doctor import complaints
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_paying_by_qris import buys


def bills() -> list[Bill]:
    with read() as db:
        return list(db.scalars(sa.select(Bill).order_by(table(Bill).c.id)))


@both
def test_twenty_buyers_of_the_same_thing_are_asked_for_twenty_sums(shop):
    here = world.a_shop(pieces=100)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: buys(here, "transfer", 1)[2].status_code, range(20)))
    assert answers == [303] * 20
    asked = [bill.asked for bill in bills()]
    assert len(set(asked)) == 20 and all(25_000 < each <= 25_999 for each in asked)
    assert {bill.amount for bill in bills()} == {25_000}, "the order itself costs what it costs"


@both
def test_a_sum_rests_a_week_after_its_bill_and_is_free_again(shop):
    here = world.a_shop()
    buyer, _, answer = buys(here, "transfer", 1)
    path = done(answer)
    number = re.search(r"/pesanan/([^?]+)", path)[1]
    shown = buyer.get(path.replace("?", "/bayar?")).text
    asked = bills()[0].asked
    assert f"{asked:,}".replace(",", ".") in shown and "Tepat sampai angka terakhir" in shown
    done(buyer.post(path.replace("?", "/batal?"), data={"parcel": f"{number}-1"}))
    tidy()
    assert bills()[0].released_at is None
    with time_machine.travel(now() + timedelta(days=8), tick=True):
        tidy()
        assert bills()[0].released_at is not None


@both
def test_one_sum_is_to_be_transferred_on_every_page_with_the_orders_told_apart(shop):
    here = world.a_shop(pieces=3)
    buyer, _, answer = buys(here, "transfer", 1)
    path = done(answer)
    number = re.search(r"/pesanan/([^?]+)", path)[1]
    asked = f"{bills()[0].asked:,}".replace(",", ".")
    desk = world.as_person(here.treasurer)
    group = f"/lapak/{here.slug}"
    before = [
        buyer.get(path).text,
        buyer.get(path.replace("?", "/bayar?")).text,
        desk.get(f"{group}/pesanan/{number}-1").text,
    ]
    done(buyer.post(path.replace("?", "/bayar?"), data={"claim": f"{number}-1"}))
    after = [buyer.get(path).text, desk.get(f"{group}/uang").text, desk.get(group).text]
    for n, page in enumerate((*before, *after)):
        assert asked in page, f"page {n} names what is to be transferred"
    for page in before:
        assert "Yang ditransfer" in page and "25.000" in page and "esanan" in page
    done(desk.post(f"{group}/uang/masuk/{number}-1"))
    assert asked in desk.get(f"{group}/uang").text, "what came in, as the bank shows it"
    tracked = buyer.post("/lacak", data={"number": number, "digits": "0001"}).text
    for page in (tracked, buyer.get(path).text, desk.get(f"{group}/pesanan/{number}-1").text):
        assert "Yang sudah ditransfer" in page and "Jumlah pesanan" in page and "Jumlah semua" not in page


@both
def test_who_fetches_goods_reads_where_and_when(shop):
    here = world.a_shop(pieces=3)
    browser = world.client()
    path, _ = world.buys(browser, here.sku, 1)
    assert "Diambil di" in browser.get(path).text and "Kabari penjual dulu" in browser.get(path).text
    write(lambda db: setattr(own_terms(db, here.group_id), "pickup_note", "Dermaga lama, 08.00–17.00"))
    page = browser.get(path).text
    assert "Dermaga lama, 08.00–17.00" in page and "Kabari penjual dulu" not in page


def test_when_all_999_are_in_use_another_way_is_offered(shop):
    here = world.a_shop(pieces=3)
    buys(here, "transfer", 1)
    first = bills()[0]

    def fill(db) -> None:
        free = [25_000 + n for n in range(1, 1000) if 25_000 + n != first.asked]
        rows = [
            {
                "kind": "x", "ref": str(n), "group_id": first.group_id, "payer_name": "x", "payer_phone": "x",
                "account_id": first.account_id, "method": Method.TRANSFER, "custodian": "group", "amount": 25_000,
                "asked": each, "state": "open", "made_at": now(),
            }
            for n, each in enumerate(free)
        ]  # fmt: skip
        db.execute(sa.insert(table(Bill)), rows)
        with pytest.raises(Refused) as refused:
            unique_sum(db, first.account_id, 25_000)
        assert refused.value.code == "transfer_full"
        assert unique_sum(db, None, 25_000) == 25_000

    write(fill)
    answer = buys(here, "transfer", 1)[2]
    assert answer.status_code == 422 and "Pilih cara bayar lain" in answer.text
    assert buys(here, "cash", 1)[2].status_code == 303


@both
def test_a_pasted_statement_is_matched_shown_and_then_booked(shop):
    here = world.a_shop()
    numbers = []
    for _ in range(3):
        _, _, answer = buys(here, "transfer", 1)
        numbers.append(re.search(r"/pesanan/([^?]+)", done(answer))[1] + "-1")
    one, two, three = bills()
    today = f"{now():%d/%m/%Y}"
    lines = "\n".join(
        (
            f"{today} TRSF E-BANKING CR 95031 RATNA WOWOR {one.asked:,}.00 1,204,332.00",
            f"{today} BI-FAST KREDIT {two.asked:,}".replace(",", ".") + ",00",
            f"01/01/2020 SETORAN {three.asked}",
            f"{today} TARIK TUNAI DB {three.asked:,}.00",
            f"{today} KREDIT 777.000",
            f"{today} KREDIT {one.asked}",
            "saldo awal",
        )
    )
    desk = f"/lapak/{here.slug}/uang/mutasi"
    treasurer = world.as_person(here.treasurer)
    page = treasurer.post(desk, data={"lines": lines}).text
    assert "2 baris cocok" in page and numbers[0] in page and numbers[1] in page and numbers[2] not in page
    assert all(bill.state.value == "open" for bill in bills()), "a preview books nothing"
    form = {"lines": lines, "bills": [str(one.key), str(two.key), str(three.key), "99999"]}
    done(treasurer.post(desk, data=form))
    assert [bill.state.value for bill in bills()] == ["settled", "settled", "open"]
    done(treasurer.post(desk, data=form))
    again = treasurer.post(desk, data={"lines": lines}).text
    assert all(f"Sudah dicatat, untuk {number}." in again for number in numbers[:2]), "not: no such bill"
    assert again.count("Sudah dicatat") >= 2 and "Tidak ada tagihan terbuka sebesar itu. Sisa" in again, (
        "777.000 never was"
    )
    with read() as db:
        payments = list(db.scalars(sa.select(Payment)))
        assert len(payments) == 2 and all(p.amount == 25_000 and 1 <= p.rounding <= 999 for p in payments)
    assert complaints() == [] or all("backup" in each.lower() for each in complaints())
    assert treasurer.post(desk, data={"lines": "x\n" * 400}).status_code == 422
    assert treasurer.post(desk, data={"lines": ""}).status_code == 422
    assert world.as_person(here.member).post(desk, data=form).status_code == 422


@both
def test_money_that_goes_back_is_all_that_came(shop):
    """A paid order is cancelled: the few rupiah that told it apart go back too."""
    here = world.a_shop()
    _, _, answer = buys(here, "transfer", 1)
    number = re.search(r"/pesanan/([^?]+)", done(answer))[1] + "-1"
    done(world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/masuk/{number}"))
    done(world.as_person(here.chair).post(f"/lapak/{here.slug}/pesanan/{number}/batal", data={"reason": "Bahan habis"}))
    with read() as db:
        assert [refund.amount for refund in db.scalars(sa.select(Refund))] == [bills()[0].asked]


@given(st.integers(0, 9_999_999_999))
def test_three_kinds_of_separators_say_the_same(amount):
    plain = f"{amount:,}"
    for shown in (
        str(amount), plain, plain + ".00", plain.replace(",", "."), plain.replace(",", ".") + ",00",
        plain.replace(",", " "),
    ):  # fmt: skip
        assert rupiah_of(shown) == amount, shown
        assert amount in amounts_in(f"12/11/2026 KR {shown} CR"), shown


@pytest.mark.parametrize("token", ["25.50", "25,50", "2.5.000", "1.23", "1,2,3", "12.3456", "1.234,567", "", "abc"])
def test_what_is_no_whole_sum(token):
    assert rupiah_of(token) is None


def test_days_of_statements():
    assert day_in("12/11/2026 CR 1") == date(2026, 11, 12) == day_in("2026-11-12 x") == day_in("12-11-2026")
    assert day_in("99/99/2026") is None and day_in("CR 25.217") is None
