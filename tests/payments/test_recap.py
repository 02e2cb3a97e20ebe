"""Twelve months for a bank: figures from payments, the ledger beside them, a link that tells when they changed."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.settings import settings
from market.payments.bill import Bill
from market.payments.card_desk import watch_cards
from market.payments.payment import Payment
from market.payments.recap import Month, month_after, month_before, recap_of, total, twelve_months
from market.people.group import Group
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import ordered, rows, tell
from tests.payments.test_other_sums import transfer
from tests.payments.test_payout import process, sold, there  # noqa: F401  (fixtures)


def figures(here, months):
    with read() as db:
        return recap_of(db, Group.get(db, here.group_id), months)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [("2026-11-25", date(2025, 11, 1), date(2026, 10, 1)), ("2026-01-31", date(2025, 1, 1), date(2025, 12, 1)),
     ("2026-12-01", date(2025, 12, 1), date(2026, 11, 1))],
)  # fmt: skip
def test_twelve_whole_months_before_this_one(day, first, last):
    zone = ZoneInfo("Asia/Makassar")
    with time_machine.travel(datetime.fromisoformat(f"{day}T00:30").replace(tzinfo=zone), tick=False):
        months = twelve_months(zone)
    assert (months[0], months[-1], len(set(months))) == (first, last, 12)


def test_all_ways_to_pay_count_once():
    month = Month(date(2026, 1, 1), transfer=1, qris=20, cash=300, card=4_000, back=50_000)
    assert (month.came, month.left) == (4_321, 4_321 - 50_000)


@pytest.mark.parametrize("month", [date(2026, n, 1) for n in range(1, 13)])
def test_the_month_before_and_after(month):
    assert month_before(month_after(month)) == month == month_after(month_before(month))
    assert month_before(date(2026, 1, 1)) == date(2025, 12, 1) and month_after(date(2026, 12, 1)) == date(2027, 1, 1)


@both
def test_a_recap_says_what_the_books_say_and_tells_when_they_changed(shop, there):  # noqa: F811
    here = world.a_shop()
    _buyer, pay, bill, desk = transfer(here)
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}"))
    sold(here, there)
    order = pay.replace("/bayar", "")
    chair = world.as_person(here.chair)
    done(chair.post(f"/lapak/{here.slug}/pesanan/{bill.ref}/batal", data={"reason": "Ikan tidak ada"}))
    assert "refund" in world.client().get(order).text
    with time_machine.travel(now() + timedelta(days=40), tick=True):
        chair, treasurer = world.as_person(here.chair), world.as_person(here.treasurer)
        months = twelve_months(ZoneInfo("Asia/Makassar"))
        whole = total(figures(here, months))
        card = rows(Payment)[-1].amount
        assert (whole.transfer, whole.card, whole.back) == (bill.asked, card, 0)
        assert (whole.came, whole.left) == (bill.asked + card,) * 2
        assert (whole.payments, whole.seen, whole.proven) == (2, 1, 1) and whole.agrees
        assert whole.booked == bill.asked + card
        assert world.as_person(here.member).get(f"{desk}/rekap").status_code in (404, 422)
        link = done(chair.post(f"{desk}/rekap"))
        stranger = world.client()
        page = stranger.get(link).text
        assert (
            "Sama dengan buku kelompok" in page
            and "<svg" in page
            and f"{bill.asked + card:,}".replace(",", ".") in page
        )
        assert "Ratna" not in page and "0812" not in page, "nothing of buyers"
        assert stranger.get(link + "x").status_code == 404
        # A payment of those months that appears later is told to whoever holds the paper.
        rows_ = table(Payment)
        write(lambda db: db.execute(sa.update(rows_).values(amount=rows_.c.amount + 1)) and None)
        page = stranger.get(link).text
        assert "Berbeda dari buku kelompok sekarang" in page
        assert not total(figures(here, months)).agrees, "the ledger was not moved by that"
        key = re.search(r"/rekap/(\d+)/cabut", chair.get(f"{desk}/rekap").text)[1]
        assert world.as_person(here.other_chair).post(f"{desk}/rekap/{key}/cabut").status_code == 404
        done(chair.post(f"{desk}/rekap/{key}/cabut"))
        assert stranger.get(link).status_code == 404


@both
def test_a_payment_that_was_taken_back_never_came(shop, monkeypatch):
    """The books of its month still counted it, so that the recap said that it differs from them."""
    monkeypatch.setenv("MARKET_FEE_BASIS_POINTS", "250")
    settings.cache_clear()
    here = world.a_shop()
    _buyer, _pay, bill, desk = transfer(here)
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}"))
    done(treasurer.post(f"{desk}/dicatat/{rows(Payment)[0].key}/tarik", data={"reason": "Salah lihat"}))
    months = [now().astimezone(ZoneInfo("Asia/Makassar")).date().replace(day=1)]
    [month] = figures(here, months)
    assert (month.came, month.booked, month.fee) == (0, 0, 0) and month.agrees
    done(treasurer.post(f"{desk}/masuk/{bill.ref}"))
    [month] = figures(here, months)
    assert (month.came, month.booked) == (rows(Bill)[0].asked,) * 2 and month.fee == rows(Bill)[0].fee and month.agrees


def test_a_refund_that_failed_never_left(shop, there):  # noqa: F811
    here = world.a_shop()
    buyer, pay, url = ordered(here)
    buyer.get(there.pay(url))
    done(buyer.post(pay.replace("/bayar", "/batal"), data={"parcel": rows(Bill)[0].ref}))
    watch_cards()
    months = [now().astimezone(ZoneInfo("Asia/Makassar")).date().replace(day=1)]
    [month] = figures(here, months)
    assert (month.back, month.booked) == (month.came, 0) and month.came and month.agrees
    there.ask("fail_refund", refund=there.all("refund")[-1]["id"])
    tell(there, there.events("refund.failed")[-1])
    [month] = figures(here, months)
    assert (month.back, month.booked) == (0, month.came) and month.agrees
