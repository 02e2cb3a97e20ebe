"""Bagi hasil: whole rupiah that add up, by goods or fixed parts, after costs and kas; written down once."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.money import rupiah
from market.kernel.settings import settings
from market.orders.books.brought import goods_brought, split
from market.orders.books.sharing import Distribution, shares_of
from market.pages.acts import act_word
from market.payments.bill import Bill
from market.people.act import Act
from market.people.group import Group
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows
from tests.promises.test_judged_as_shown import form_of

WITA = ZoneInfo("Asia/Makassar")


@given(amount=st.integers(0, 10**9), weights=st.dictionaries(st.integers(1, 50), st.integers(0, 10**6), max_size=12))
def test_parts_add_up_and_follow_the_weights(amount, weights):
    parts = split(amount, weights)
    whole = sum(weights.values())
    assert parts.keys() == weights.keys()
    assert sum(parts.values()) == (amount if whole and amount else 0)
    if whole:
        assert all(0 <= parts[key] * whole - amount * weights[key] + whole <= 2 * whole for key in weights)
        assert all(parts[a] >= parts[b] - 1 for a in weights for b in weights if weights[a] >= weights[b])


def sells(here, pieces):
    """So many pieces, paid in cash and handed over."""
    buyer = world.client()
    path, _ = world.buys(buyer, here.sku, pieces)
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    treasurer = world.as_person(here.treasurer)
    treasurer.post(f"/lapak/{here.slug}/uang/masuk/{number}")
    for act in ("siapkan", "siap", "serahkan"):
        done(treasurer.post(f"/lapak/{here.slug}/pesanan/{number}/{act}"))


def at(here, month):
    with read() as db:
        group = Group.get(db, here.group_id)
        return shares_of(db, group, month), goods_brought(db, group, month)


@both
def test_a_month_is_shared_by_what_each_brought(shop):
    start = datetime(2026, 9, 10, 10, tzinfo=WITA)
    with time_machine.travel(start, tick=True):
        here = world.a_shop(pieces=4, price=10_000)
        chair, treasurer = world.as_person(here.chair), world.as_person(here.treasurer)
        desk = f"/lapak/{here.slug}"
        come = {"variant": here.sku, "produced_on": "2026-09-10"}
        for member, pieces in ((here.chair, 3), (here.member, 1)):
            done(chair.post(f"{desk}/stok/terima", data=come | {"quantity": str(pieces), "brought_by": str(member)}))
        assert chair.post(f"{desk}/stok/terima", data=come | {"quantity": "1", "brought_by": "9999"}).status_code == 404
        sells(here, 8)
        money = desk + "/uang/bagi-hasil"
        cost = {"day": "2026-09-12", "what": "Kayu bakar", "amount": "10.000"}
        assert treasurer.post(money + "/biaya", data=cost).status_code == 422, "that day has not come"
        assert world.as_person(here.other_chair).post(money + "/biaya", data=cost).status_code == 404
        done(treasurer.post(money + "/biaya", data=cost | {"day": "2026-09-10"}))
        done(treasurer.post(money + "/aturan", data={"mode": "goods", "kas": "10"}))
        assert treasurer.post(money + "/aturan", data={"mode": "goods", "kas": "101"}).status_code == 422
        emptied = treasurer.post(money + "/aturan", data={"mode": "goods", "kas": " "})
        assert emptied.status_code == 422 and 'id="kas-salah"' in emptied.text, (
            "it is not 0: the kas would lose its share"
        )
        assert treasurer.post(money + "/catat", data={"month": "2026-09"}).status_code == 422, "not over"
    with time_machine.travel(start + timedelta(days=30), tick=True):
        shares, brought = at(here, date(2026, 9, 1))
        assert sum(brought.values()) == 80_000 <= shares.money
        left = shares.money - 10_000
        shared = left - left // 10
        parts = split(shared, brought)
        assert {slip.person_id: slip.amount for slip in shares.slips} == {k: v for k, v in parts.items() if k}
        assert shares.kas == left - shares.shared, "what nobody brought stays in the kas"
        chair, treasurer = world.as_person(here.chair), world.as_person(here.treasurer)
        told = rupiah(parts[0]) + " di kas dari barang yang tidak dicatat siapa pembawanya"
        assert parts[0] and told in chair.get(f"{money}?bulan=2026-09").text, "more than a tenth stays, and says why"
        page = chair.get(f"{money}/slip?bulan=2026-09").text
        assert page.count("bagian Anda dari") == 2 and "Belum dicatat" in page
        done(treasurer.post(money + "/catat", data={"month": "2026-09"}))
        done(treasurer.post(money + "/catat", data={"month": "2026-09"}), 409)
        late = cost | {"day": "2026-09-20"}
        done(treasurer.post(money + "/biaya", data=late), 409)
        assert len(rows(Distribution)) == 1 and rows(Distribution)[0].shares == shares
        assert "Tidak berubah lagi" in chair.get(f"{money}?bulan=2026-09").text
        for wrong in ("2026-13", "2026", "x"):
            assert treasurer.post(money + "/catat", data={"month": wrong}).status_code == 422


@both
def test_no_month_is_written_down_as_a_page_showed_it_before(shop):
    """What is written down is for good: a cost that another wrote meanwhile was in it, unseen."""
    with time_machine.travel(datetime(2026, 9, 10, 10, tzinfo=WITA), tick=True):
        here = world.a_shop(pieces=4, price=10_000)
        sells(here, 3)
    with time_machine.travel(datetime(2026, 10, 2, 10, tzinfo=WITA), tick=True):
        chair, treasurer = world.as_person(here.chair), world.as_person(here.treasurer)
        money = f"/lapak/{here.slug}/uang/bagi-hasil"
        parts = {f"part-{here.chair}": "1", f"part-{here.member}": "1"}
        done(treasurer.post(money + "/aturan", data={"mode": "fixed", "kas": "0"} | parts))
        before = form_of(treasurer.get(money).text, money + "/catat")
        done(chair.post(money + "/biaya", data={"day": "2026-09-11", "what": "Es", "amount": "1.000"}))
        assert treasurer.post(money + "/catat", data=before).status_code == 409 and not rows(Distribution)
        done(treasurer.post(money + "/catat", data=form_of(treasurer.get(money).text, money + "/catat")))


@both
def test_a_cost_is_taken_away_once_and_in_writing(shop):
    with time_machine.travel(datetime(2026, 9, 10, 10, tzinfo=WITA), tick=True):
        here = world.a_shop()
        treasurer, money = world.as_person(here.treasurer), f"/lapak/{here.slug}/uang/bagi-hasil"
        done(treasurer.post(money + "/biaya", data={"day": "2026-09-10", "what": "Es", "amount": "1.000"}))
        done(treasurer.post(money + "/biaya/1/hapus"))
        assert "Biaya Rp1.000 dihapus." in treasurer.get(money).text
        done(treasurer.post(money + "/biaya/1/hapus"), 409)
    told = [(act_word(each), each.person_id) for each in rows(Act) if each.code == "cost_dropped"]
    assert told == [("menghapus biaya kelompok Rp1.000", here.treasurer)]


def test_fixed_parts(shop):
    with time_machine.travel(datetime(2026, 9, 10, 10, tzinfo=WITA), tick=True):
        here = world.a_shop(pieces=5, price=10_000)
        sells(here, 3)
        treasurer, money = world.as_person(here.treasurer), f"/lapak/{here.slug}/uang/bagi-hasil"
        form = {"mode": "fixed", "kas": "0", f"part-{here.chair}": "2", f"part-{here.member}": "1"}
        assert treasurer.post(money + "/aturan", data={"mode": "fixed", "kas": "0"}).status_code == 422
        assert treasurer.post(money + "/aturan", data=form | {f"part-{here.other_chair}": "5"}).status_code == 404
        done(treasurer.post(money + "/aturan", data=form))
        shares, _ = at(here, date(2026, 9, 1))
        assert {s.person_id: s.amount for s in shares.slips} == split(shares.money, {here.chair: 2, here.member: 1})
        assert shares.kas == 0 and shares.shared == shares.money


@both
def test_what_buyers_are_to_get_back_is_shared_by_nobody(shop):
    """It is told as a line of its own, once: in the month in which it goes back it is taken off no second time."""
    with time_machine.travel(datetime(2026, 9, 10, 10, tzinfo=WITA), tick=True):
        here = world.a_shop(pieces=9, price=10_000)
        sells(here, 2)
        kept = at(here, date(2026, 9, 1))[0].money
        path, _ = world.buys(world.client(), here.sku, 3)
        number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
        treasurer, desk = world.as_person(here.treasurer), f"/lapak/{here.slug}"
        done(treasurer.post(f"{desk}/uang/masuk/{number}"))
        done(treasurer.post(f"{desk}/pesanan/{number}/batal", data={"reason": "ikannya tidak ada"}))
        parts = {f"part-{here.chair}": "1", f"part-{here.member}": "1"}
        done(treasurer.post(f"{desk}/uang/bagi-hasil/aturan", data={"mode": "fixed", "kas": "0"} | parts))
        shares = at(here, date(2026, 9, 1))[0]
        assert shares.owed == shares.money - kept > 30_000, "with the marking rupiah"
        assert shares.shared == kept
        page = treasurer.get(f"{desk}/uang/bagi-hasil").text
        assert "Masih harus kembali ke pembeli" in page
    with time_machine.travel(datetime(2026, 10, 2, 10, tzinfo=WITA), tick=True):
        treasurer = world.as_person(here.treasurer)
        done(treasurer.post(f"{desk}/uang/kembali/1", data={"proof": "BSG 1", "how": "cash"}))
        shares = at(here, date(2026, 9, 1))[0]
        assert shares.shared == kept, "September keeps what it had kept for the buyer"
        october = at(here, date(2026, 10, 1))[0]
        assert (october.money, october.owed, october.shared) == (-shares.owed, -shares.owed, 0)


def _gets_ready(here, pieces, **choices):
    """So many pieces, paid and ready to be fetched; the parcel's number."""
    path, _ = world.buys(world.client(), here.sku, pieces, **choices)
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{number}"))
    for act in ("siapkan", "siap"):
        done(treasurer.post(f"/lapak/{here.slug}/pesanan/{number}/{act}"))
    return number


def _as_it_was_once_shared(month):
    month.figures = {name: value for name, value in month.figures.items() if name != "waits"}


def _waiting_in_october(here, fetched, cancelled):
    """One is fetched, the other given up: the first one's money is shared now, the other's never."""
    treasurer, desk = world.as_person(here.treasurer), f"/lapak/{here.slug}"
    done(treasurer.post(f"{desk}/pesanan/{fetched}/serahkan"))
    october = at(here, date(2026, 10, 1))[0]
    assert (october.money, october.shared) == (0, -october.waits) and 30_000 <= october.shared < 31_000
    assert "sekarang sudah di tangan" in treasurer.get(f"{desk}/uang/bagi-hasil?bulan=2026-10").text
    done(treasurer.post(f"{desk}/pesanan/{cancelled}/batal", data={"reason": "ikannya tidak ada"}))
    after = at(here, date(2026, 10, 1))[0]
    assert after.shared == october.shared and after.owed == october.waits - after.waits > 20_000


def _october_had_less_than_it_takes_off(here, fetched, too_much):
    """Nothing came in it: what was shared too much before is taken off in November."""
    treasurer, desk = world.as_person(here.treasurer), f"/lapak/{here.slug}"
    assert "Dipotong dari bulan lain" in treasurer.get(f"{desk}/uang/bagi-hasil?bulan=2026-10").text
    done(treasurer.post(f"{desk}/uang/bagi-hasil/catat", data={"month": "2026-10"}))
    done(treasurer.post(f"{desk}/pesanan/{fetched}/serahkan"))
    november = at(here, date(2026, 11, 1))[0]
    assert november.carried == too_much and november.shared == november.kas == 0
    assert 20_000 < november.short == too_much + november.waits < 21_000, "the one that still waits"
    assert "Terlalu banyak dibagi sebelumnya" in treasurer.get(f"{desk}/uang/bagi-hasil?bulan=2026-11").text


@both
@pytest.mark.parametrize("before", ["told apart", "shared whole"])
def test_money_is_shared_once_its_goods_are_handed_over(shop, before):
    """It was shared as soon as it came: of an order that is given up afterwards the group had to take it back."""
    with time_machine.travel(datetime(2026, 9, 10, 10, tzinfo=WITA), tick=True):
        here = world.a_shop(pieces=9, price=10_000)
        sells(here, 1)
        kept = at(here, date(2026, 9, 1))[0]
        fetched, cancelled = _gets_ready(here, 3), _gets_ready(here, 2)
        parts = {f"part-{here.chair}": "1", f"part-{here.member}": "1"}
        treasurer, money = world.as_person(here.treasurer), f"/lapak/{here.slug}/uang/bagi-hasil"
        done(treasurer.post(money + "/aturan", data={"mode": "fixed", "kas": "0"} | parts))
        assert "Barangnya belum diserahkan" in treasurer.get(money).text
    with time_machine.travel(datetime(2026, 10, 2, 10, tzinfo=WITA), tick=True):
        shares = at(here, date(2026, 9, 1))[0]
        assert shares.shared == kept.shared + kept.kas == kept.money and shares.waits == shares.money - kept.money
        done(world.as_person(here.treasurer).post(money + "/catat", data={"month": "2026-09"}))
        if before == "told apart":
            _waiting_in_october(here, fetched, cancelled)
        else:
            write(lambda db: _as_it_was_once_shared(db.get(Distribution, 1)))
            for month in (date(2026, 10, 1), date(2026, 11, 1)):
                assert at(here, month)[0].waits == shares.waits, (
                    "it was shared already: it is taken off, if not at once"
                )
    if before == "shared whole":
        with time_machine.travel(datetime(2026, 11, 2, 10, tzinfo=WITA), tick=True):
            _october_had_less_than_it_takes_off(here, fetched, shares.waits)


@both
def test_what_lies_with_the_platform_is_shared_once_it_is_sent(shop, monkeypatch):
    monkeypatch.setenv("MARKET_PAYOUTS", "1")
    settings.cache_clear()
    with time_machine.travel(datetime(2026, 9, 10, 10, tzinfo=WITA), tick=True):
        here = world.a_shop(pieces=9, price=10_000)
        world.collects(here)
        path, _ = world.buys(world.client(), here.sku, 3)
        number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
        bill = rows(Bill)[-1]
        line = {"lines": f"10/09 TRSF CR {bill.asked:,}.00 RATNA", "bills": [bill.key]}
        done(world.as_person(here.admin).post("/admin/uang/transfer/mutasi", data=line))
        chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}/pesanan/{number}"
        for act in ("siapkan", "siap", "serahkan"):
            done(chair.post(f"{desk}/{act}"))
        shares = at(here, date(2026, 9, 1))[0]
        assert shares.waits == shares.money > 30_000 and shares.shared == shares.kas == 0


def test_a_month_without_anything_is_not_written_down(shop):
    here = world.a_shop()
    treasurer, money = world.as_person(here.treasurer), f"/lapak/{here.slug}/uang/bagi-hasil"
    done(treasurer.post(money + "/aturan", data={"mode": "fixed", "kas": "0", f"part-{here.chair}": "1"}))
    assert money + "/catat" not in treasurer.get(money + "?bulan=2026-01").text
    answer = treasurer.post(money + "/catat", data={"month": "2026-01"})
    assert answer.status_code == 422 and "tidak ada yang dibagi" in answer.text


@both
def test_bagi_hasil_opens_on_the_month_that_has_money(shop):
    with time_machine.travel(datetime(2026, 9, 10, 10, tzinfo=WITA), tick=True):
        here = world.a_shop(pieces=9, price=10_000)
        money, chair = f"/lapak/{here.slug}/uang/bagi-hasil", world.as_person(here.chair)
        sells(here, 2)
        assert '<h1 class="gap-below">Bagi hasil September 2026</h1>' in chair.get(money).text
    with time_machine.travel(datetime(2026, 10, 2, 10, tzinfo=WITA), tick=True):
        page = world.as_person(here.chair).get(money).text
        assert '<h1 class="gap-below">Bagi hasil September 2026</h1>' in page, "the last whole month, to be shared"


@pytest.mark.parametrize("cost", ["40.000", "30.000"])
def test_a_month_that_earned_nothing_shares_nothing(shop, cost):
    with time_machine.travel(datetime(2026, 9, 10, 10, tzinfo=WITA), tick=True):
        here = world.a_shop(pieces=5, price=10_000)
        sells(here, 1)
        treasurer, money = world.as_person(here.treasurer), f"/lapak/{here.slug}/uang/bagi-hasil"
        done(treasurer.post(money + "/biaya", data={"day": "2026-09-10", "what": "Es batu", "amount": cost}))
        done(treasurer.post(money + "/aturan", data={"mode": "fixed", "kas": "0", f"part-{here.chair}": "1"}))
        shares, _ = at(here, date(2026, 9, 1))
        assert (shares.kas, shares.shared) == (0, 0) and now().year == 2026


@both
def test_a_refused_cost_comes_back_on_the_page_of_its_month(shop):
    """Else the page of another month, with its zeros, looks as if the money were gone."""
    here = world.a_shop()
    chair, page = world.as_person(here.chair), f"/lapak/{here.slug}/uang/bagi-hasil"
    form = {"bulan": "2026-10", "what": "Kayu", "amount": "1.5", "day": "2026-10-03"}
    refused = chair.post(f"{page}/biaya", data=form)
    assert refused.status_code == 422 and "Oktober 2026" in refused.text
    assert 'name="bulan" value="2026-10"' in chair.get(f"{page}?bulan=2026-10").text
