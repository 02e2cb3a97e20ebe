"""Money that is not what was asked: too little, too much, too late; slips as PDF; goods that come back."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.inventory.lot import Lot
from market.kernel.clock import day_of, now
from market.kernel.db import read, write
from market.kernel.money import rupiah
from market.kernel.record import table
from market.kernel.settings import settings
from market.messages.outbox import Message
from market.orders.clockwork import tick, tidy
from market.orders.reading.first_page import FirstPage, first_page
from market.orders.terms import Tariff, own_terms
from market.payments.bank_statement import BANKS, match, of_group
from market.payments.bill import Bill
from market.payments.claim import Claim
from market.payments.ledger import COURIER_COSTS, FEES, own, rounding
from market.payments.payment import Payment
from market.payments.refund import Refund
from market.people.act import Act
from market.people.approving.pin_guess import GUESSED
from market.people.closed_day import ClosedDay
from market.people.group import Group
from market.people.helpers import Facilitation
from market.people.person import Person
from market.people.security import security_event
from tests import world
from tests.bazaars.world import done
from tests.conftest import wide
from tests.payments.test_card import held, rows, shown
from tests.payments.test_paying_by_qris import buys

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def transfer(here, pieces=2):
    """(buyer, its pay page, the bill, the money desk)"""
    buyer, _page, answer = buys(here, "transfer", pieces)
    done(answer)
    return buyer, answer.headers["location"].replace("?", "/bayar?"), rows(Bill)[-1], f"/lapak/{here.slug}/uang"


@wide
def test_too_little_is_asked_for_then_paid_in_full(shop):
    here = world.a_shop()
    buyer, pay, bill, desk = transfer(here)
    treasurer = world.as_person(here.treasurer)
    done(buyer.post(pay, data={"claim": bill.ref}))
    key = rows(Claim)[0].key
    for wrong in ("0", "-5", "25,50", "10.000.000.001", "banyak"):
        assert treasurer.post(f"{desk}/klaim/{key}/cocok", data={"came": wrong}).status_code == 422
    part = bill.amount - 7_000
    done(treasurer.post(f"{desk}/klaim/{key}/cocok", data={"came": str(part)}))
    assert "Yang belum masuk terbaca" in treasurer.get(desk).text, "what came is not the whole"
    assert shown(buyer, pay) == ("accepted", "part_paid")
    [told] = [m for m in rows(Message) if m.template == "payment_short"]
    assert told.params["missing"] == 7_000 and told.to == "+6281299990001"
    page = buyer.get(pay).text
    assert "Ini sisanya" in page and 'data-copy="7000"' in page
    assert rows(Bill)[0].due_at is not None, "the clock runs on"
    assert (
        "kurang <" not in page
        and "masih kurang Rp7.000" in treasurer.get(f"/lapak/{here.slug}/pesanan/{bill.ref}").text
    )
    assert treasurer.post(f"/lapak/{here.slug}/pesanan/{bill.ref}/siapkan").status_code == 422, "not paid yet"
    done(buyer.post(pay, data={"claim": bill.ref}))
    done(treasurer.post(f"{desk}/klaim/{rows(Claim)[1].key}/cocok", data={"came": "7.000"}))
    assert shown(buyer, pay) == ("accepted", "paid") and rows(Refund) == []
    assert held(own(here.group_id), rounding(here.group_id)) == [bill.amount, 0]


@wide
def test_too_little_is_taken_for_the_whole(shop):
    here = world.a_shop()
    buyer, pay, bill, desk = transfer(here)
    treasurer = world.as_person(here.treasurer)
    less = f"{desk}/kurang/{bill.ref}"
    done(treasurer.post(less, data={"reason": "Langganan lama"}), 409)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}", data={"came": "40.000"}))
    assert treasurer.post(less, data={"reason": ""}).status_code == 422
    done(treasurer.post(less, data={"reason": "Langganan lama"}))
    done(treasurer.post(less, data={"reason": "Langganan lama"}), 409)
    assert shown(buyer, pay) == ("accepted", "paid") and held(own(here.group_id)) == [40_000]


@wide
def test_a_part_of_an_order_that_expires_goes_back(shop):
    here = world.a_shop()
    buyer, pay, bill, desk = transfer(here)
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}", data={"came": "40.000"}))
    with time_machine.travel(now() + timedelta(days=3), tick=True):
        tick()
        assert shown(buyer, pay) == ("expired", "refund_due")
        assert [refund.amount for refund in rows(Refund)] == [40_000]
        assert held(own(here.group_id)) == [40_000]


@wide
def test_too_much_goes_back_to_the_account_the_buyer_names(shop):
    here = world.a_shop()
    buyer, pay, bill, desk = transfer(here)
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}", data={"came": str(bill.asked + 5_000)}))
    assert shown(buyer, pay) == ("accepted", "paid"), "what is too much goes back beside a full payment"
    [refund] = rows(Refund)
    assert (refund.amount, refund.besides, refund.reason) == (5_000, 5_000, "overpaid")
    order = pay.replace("/bayar", "")
    [due] = [m for m in rows(Message) if m.template == "refund_due" and m.channel == "tap"]
    short = f"/lacak?nomor={bill.ref.rpartition('-')[0]}"
    assert (due.params["amount"], due.params["card"], due.params["path"]) == (5_000, False, short), "not her key"
    assert "ke rekening mana" in buyer.get(order).text.lower()
    account = {"refund": str(refund.key), "bank": "BSG", "number": "001 002 003", "holder": "Ratna Wowor"}
    give = pay.replace("/bayar", "/rekening")
    assert buyer.post(give, data=account | {"number": "x"}).status_code == 422
    assert buyer.post(give, data=account | {"refund": "999"}).status_code == 404
    assert world.client().post(give.replace("kunci=", "kunci=x"), data=account).status_code == 404
    write(lambda db: setattr(Person.get(db, here.treasurer), "email", "bendahara@contoh.id"))
    for _ in range(2):
        done(buyer.post(give, data=account))
    assert [m.to for m in rows(Message) if m.template == "refund_addressed"] == ["bendahara@contoh.id"], "told once"
    assert "001 002 003" in treasurer.get(desk).text and "BSG ••••2003" in buyer.get(order).text
    tracked = world.client().post("/lacak", data={"number": bill.ref.rpartition("-")[0], "digits": "0001"})
    assert tracked.status_code == 200 and "001 002 003" not in tracked.text
    receipt = order.replace("?", f"/kembali/{refund.key}?")
    assert buyer.get(receipt).status_code == 404, "not given back yet"
    assert treasurer.post(f"{desk}/kembali/{refund.key}", data={"proof": "x" * 121}).status_code == 422
    done(treasurer.post(f"{desk}/kembali/{refund.key}", data={"proof": " BSG 7788 ", "how": "cash"}))
    assert f"/kembali/{refund.key}?" in buyer.get(order).text
    paper = world.client().get(receipt).text
    for told in ("Rp5.000", "lima ribu rupiah", "uang lebih", "BSG 7788", "001 002 003", "Tunas Bahari", "Ratna Wowor"):
        assert told in paper, told
    assert world.client().get(receipt.replace("kunci=", "kunci=x")).status_code == 404
    assert buyer.get(order.replace("?", "/kembali/999?")).status_code == 404
    assert [m.params["amount"] for m in rows(Message) if m.template == "order_refunded"] == [5_000], "the buyer hears"
    done(treasurer.post(f"{desk}/kembali/{refund.key}", data={"how": "cash"}), 409)
    done(buyer.post(give, data=account | {"number": "999 999 999"}), 409)
    assert shown(buyer, pay) == ("accepted", "paid")
    assert held(own(here.group_id), rounding(here.group_id)) == [bill.amount, bill.asked - bill.amount]


def test_a_slip_as_pdf(shop):
    here = world.a_shop()
    buyer, pay, bill, _desk = transfer(here)
    wrong = {
        "a page called PDF": b"<html><script>alert(1)</script></html>", "cut off": PDF[:20],
        "too large": PDF + b" " * 5_000_000 + b"%%EOF",
    }  # fmt: skip
    for what, data in wrong.items():
        answer = buyer.post(pay, data={"claim": bill.ref}, files={"proof": ("bukti.pdf", data, "application/pdf")})
        assert answer.status_code == 422 and "belum bisa kami baca" in answer.text, what
    huge = buyer.post(pay, data={"claim": bill.ref}, files={"proof": ("bukti.pdf", b"%PDF-" + b"0" * 30_000_000)})
    assert huge.status_code == 413
    assert rows(Payment) == []


def test_a_pdf_slip_is_only_to_be_saved_and_told_apart_when_used_twice(shop):
    here = world.a_shop()
    treasurer = world.as_person(here.treasurer)
    for _ in range(2):
        buyer, pay, bill, desk = transfer(here, 1)
        done(buyer.post(pay, data={"claim": bill.ref}, files={"proof": ("bukti.pdf", PDF, "application/pdf")}))
    page = treasurer.get(desk).text
    assert page.count("Bukti ini pernah dipakai") == 2 and "Simpan bukti (PDF)" in page
    answer = treasurer.get(f"{desk}/bukti/{rows(Claim)[0].key}")
    assert answer.content == PDF and answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert world.as_person(here.other_chair).get(f"{desk}/bukti/{rows(Claim)[0].key}").status_code == 404


def cod(here, pieces=2):
    """An order by the group's own courier, cash at the door, on its way; (buyer, its page, the number)."""
    write(lambda db: setattr(own_terms(db, here.group_id), "cash_on_delivery", True))
    buyer = world.client()
    done(buyer.post("/keranjang", data={"variant": here.sku, "quantity": str(pieces)}))
    page = buyer.get(f"/checkout?village={world.BITUNG}").text
    form = {
        "name": "Ratna Wowor", "phone": "0812-9999-0001", "token": re.search(r'name="token" value="([^"]+)', page)[1],
        f"delivery-{here.slug}": "own_courier", "payment": "cash", "village": world.BITUNG, "address": "Jalan Pasar 1",
    }  # fmt: skip
    return buyer, page, buyer.post("/checkout", data=form)


@wide
def test_goods_that_nobody_took_return_to_their_lot(shop):
    here = world.a_shop(pieces=10)
    buyer, _page, answer = cod(here)
    path = done(answer)
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    desk, chair = f"/lapak/{here.slug}/pesanan/{number}", world.as_person(here.chair)
    for act in ("terima", "siapkan", "kirim"):
        done(chair.post(f"{desk}/{act}"))
    before = next((lot.on_hand, lot.allocated) for lot in rows(Lot))
    assert before == (8, 0)
    assert chair.post(f"{desk}/kembali", data={"reason": "", "fee": "15.000"}).status_code == 422
    done(chair.post(f"{desk}/kembali", data={"reason": "Rumah kosong dua kali", "fee": "15.000"}))
    done(chair.post(f"{desk}/kembali", data={"reason": "Rumah kosong dua kali", "fee": "15.000"}), 409)
    assert next((lot.on_hand, lot.allocated) for lot in rows(Lot)) == (10, 0)
    assert 'data-state="cancelled"' in buyer.get(path).text and rows(Payment) == [] and rows(Refund) == []
    assert held(own(here.group_id), COURIER_COSTS) == [-15_000, 15_000]
    assert "Ongkir barang kembali" in chair.get(f"/lapak/{here.slug}/uang/buku").text


@pytest.mark.parametrize("there", [True, False])
def test_cash_on_delivery_only_to_places_where_it_is_taken(shop, there):
    here = world.a_shop()

    def switch(db):
        for tariff in db.query(Tariff):
            tariff.cash = there

    write(switch)
    _buyer, _page, answer = cod(here)
    assert answer.status_code == (303 if there else 422)
    with read() as db:
        assert db.query(Bill).count() == 0, "it waits for the group's word"


def late(here):
    """An order that expired, said to be paid after that, and found by the treasurer."""
    buyer, pay, bill, desk = transfer(here)
    with time_machine.travel(now() + timedelta(days=2), tick=True):
        tick()
    assert shown(buyer, pay) == ("expired", "unpaid")
    done(buyer.post(pay, data={"claim": bill.ref}))
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/klaim/{rows(Claim)[-1].key}/cocok"))
    assert shown(buyer, pay) == ("expired", "refund_due")
    return buyer, pay, treasurer, f"/lapak/{here.slug}/pesanan/{bill.ref}"


@wide
def test_late_money_serves_the_order_while_the_goods_are_there(shop):
    here = world.a_shop(pieces=5)
    buyer, pay, treasurer, order = late(here)
    assert "layani pesanannya" in treasurer.get(f"/lapak/{here.slug}/uang").text
    assert next(lot.allocated for lot in rows(Lot)) == 0
    done(treasurer.post(order + "/layani"))
    done(treasurer.post(order + "/layani"), 409)
    assert shown(buyer, pay) == ("accepted", "paid") and [r.state.value for r in rows(Refund)] == ["dropped"]
    assert next(lot.allocated for lot in rows(Lot)) == 2
    assert held(own(here.group_id)) == [rows(Bill)[0].amount]
    for act in ("siapkan", "siap", "serahkan"):
        done(treasurer.post(f"{order}/{act}"))
    assert next(lot.on_hand for lot in rows(Lot)) == 3


def all_sent() -> None:
    write(lambda db: db.execute(sa.update(table(Message)).values(sent_at=now())))


def told_by(template: str) -> int:
    return sum(message.template == template for message in rows(Message))


@wide
def test_whoever_expires_and_is_served_a_second_time_hears_of_it_again(shop):
    here = world.a_shop(pieces=5)
    buyer, pay, treasurer, order = late(here)
    desk = f"/lapak/{here.slug}/uang"
    for time_of in (1, 2):
        all_sent()
        done(treasurer.post(order + "/layani"))
        all_sent()
        assert (told_by("order_expired"), told_by("order_revived")) == (time_of, time_of)
        if time_of == 1:
            done(treasurer.post(f"{desk}/dicatat/{rows(Payment)[-1].key}/tarik", data={"reason": "Salah lihat"}))
            done(treasurer.post(f"{desk}/klaim/{rows(Claim)[-1].key}/belum", data={"reason": "Belum ada"}))
            with time_machine.travel(now() + timedelta(days=4), tick=True):
                tick()
            assert shown(buyer, pay) == ("expired", "unpaid")
            done(buyer.post(pay, data={"claim": rows(Bill)[0].ref}))
            done(treasurer.post(f"{desk}/klaim/{rows(Claim)[-1].key}/cocok"))


@wide
def test_late_money_for_goods_that_are_gone_goes_back(shop):
    here = world.a_shop(pieces=2)
    buyer, pay, treasurer, order = late(here)
    done(buys(here, "cash", 2)[2])
    said = treasurer.post(order + "/layani")
    assert said.status_code == 422
    assert shown(buyer, pay) == ("expired", "refund_due") and [r.state.value for r in rows(Refund)] == ["due"]
    done(treasurer.post(f"/lapak/{here.slug}/uang/kembali/{rows(Refund)[0].key}", data={"how": "cash"}))
    done(treasurer.post(order + "/layani"), 409)
    assert shown(buyer, pay) == ("expired", "refunded") and held(own(here.group_id)) == [0]


def test_the_account_a_buyer_named_is_theirs_to_take_along_and_to_have_forgotten(shop):
    here = world.a_shop()
    buyer = world.as_person(here.buyer)
    path, _ = world.buys(buyer, here.sku, 1)
    bill, treasurer, desk = rows(Bill)[0], world.as_person(here.treasurer), f"/lapak/{here.slug}/uang"
    done(treasurer.post(f"{desk}/masuk/{bill.ref}"))
    done(buyer.post(f"{path}/batal", data={"parcel": bill.ref}))
    [refund] = rows(Refund)
    account = {"refund": str(refund.key), "bank": "BSG", "number": "001 002 003", "holder": "Ratna Wowor"}
    done(buyer.post(f"{path}/rekening", data=account))
    assert buyer.get("/akun/data").json()["orders"][0]["parcels"][0]["refunds"][0]["number"] == "001 002 003"
    waits = buyer.post("/akun/hapus", data={"sure": "ya", "current": world.PASSWORD})
    assert waits.status_code == 422 and "akan kembali kepada Anda" in waits.text
    done(treasurer.post(f"{desk}/kembali/{refund.key}", data={"how": "cash"}))
    done(buyer.post("/akun/hapus", data={"sure": "ya", "current": world.PASSWORD}))
    assert (rows(Refund)[0].number, rows(Refund)[0].holder, rows(Refund)[0].amount) == ("", "", bill.asked)


def test_a_buyers_account_is_kept_for_twelve_months(shop):
    here = world.a_shop()
    buyer, pay, treasurer, _order = late(here)
    [refund] = rows(Refund)
    account = {"refund": str(refund.key), "bank": "BSG", "number": "001 002 003", "holder": "Ratna Wowor"}
    done(buyer.post(pay.replace("/bayar", "/rekening"), data=account))
    for days, number in ((400, "001 002 003"), (0, "001 002 003"), (370, "")):
        if days == 0:
            done(treasurer.post(f"/lapak/{here.slug}/uang/kembali/{refund.key}", data={"how": "cash"}))
        with time_machine.travel(now() + timedelta(days=days), tick=True):
            tidy()
        assert rows(Refund)[0].number == number, days


@wide
def test_a_claim_is_decided_once_and_the_clock_runs_on(shop):
    here = world.a_shop()
    buyer, pay, bill, desk = transfer(here)
    treasurer = world.as_person(here.treasurer)
    done(buyer.post(pay, data={"claim": bill.ref}))
    refuse = f"{desk}/klaim/{rows(Claim)[0].key}/belum"
    done(treasurer.post(refuse, data={"reason": "Belum ada di mutasi"}))
    [made] = rows(Claim)
    assert (made.state.value, made.reason, made.decided_by_id) == ("refused", "Belum ada di mutasi", here.treasurer)
    assert rows(Bill)[0].due_at is not None and rows(Payment) == []
    done(treasurer.post(refuse, data={"reason": "Lagi"}), 409)
    done(treasurer.post(f"{desk}/klaim/{made.key}/cocok"), 409)
    assert shown(buyer, pay) == ("accepted", "unpaid")


@pytest.mark.parametrize(("back", "matched"), [(0, True), (1, True), (2, False)])
def test_a_line_of_the_bank_may_be_a_day_before_the_bill(shop, back, matched):
    here = world.a_shop()
    _buyer, _pay, bill, _desk = transfer(here)
    day = day_of(bill.made_at, BANKS) - timedelta(days=back)
    with read() as db:
        [line] = match(db, of_group(here.group_id), f"{day:%d/%m/%Y} TRSF E-BANKING CR {bill.asked}")
    assert (line.bill is not None) is matched


@wide
def test_one_rupiah_too_much_goes_back_too(shop):
    here = world.a_shop()
    _buyer, _pay, bill, desk = transfer(here)
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}", data={"came": str(bill.asked + 1)}))
    assert f"Uang {rupiah(bill.asked + 1)} sudah dicocokkan." in treasurer.get(desk).text
    assert [(refund.amount, refund.besides) for refund in rows(Refund)] == [(1, 1)]
    assert held(own(here.group_id), rounding(here.group_id)) == [bill.amount, bill.asked - bill.amount + 1]


@wide
def test_a_bill_ends_at_its_very_moment(shop):
    here = world.a_shop()
    transfer(here)
    due = rows(Bill)[0].due_at
    for before, state in ((timedelta(seconds=1), "open"), (timedelta(0), "expired")):
        with time_machine.travel(due - before, tick=False):
            assert rows(Bill)[0].overdue == (state == "expired")
            tick()
            assert rows(Bill)[0].state.value == state


@wide
def test_the_day_begins_at_its_very_morning(shop):
    here = world.a_shop()
    with read() as db:
        group = db.get(Group, here.group_id)
        today, zone = group.today, group.zone
    morning = datetime.combine(today, time(0), zone).astimezone(UTC)

    def day(of=today):
        with read() as db:
            return first_page(db, db.get(Group, here.group_id), of)

    assert day() == FirstPage(
        received=0,
        closed=False,
        helpers=["Rina"],
        helped_at=None,
        guessed=[],
        bazaar=None,
        lacks=[],
        reached=False,
        stands=None,
        bazaar_news=[],
    )
    for back, sum_ in ((timedelta(seconds=1), 0), (timedelta(0), 1)):
        _buyer, _pay, bill, desk = transfer(here, 1)
        done(world.as_person(here.treasurer).post(f"{desk}/masuk/{bill.ref}"))
        key = rows(Payment)[-1].key
        write(lambda db, key=key, back=back: setattr(db.get(Payment, key), "received_at", morning - back))
        assert day().received == sum_ * bill.asked, "what came in, with the sign by which it is told from others"
    write(lambda db: ClosedDay(group_id=here.group_id, day=today).add(db) and None)
    assert day().closed is True and day(today - timedelta(days=1)).closed is False
    write(lambda db: setattr(db.scalars(sa.select(Facilitation)).first(), "ended_at", now()))
    assert day().helpers == []


@wide
def test_a_claim_is_counted_once_in_what_is_to_be_done(shop):
    """An order whose buyer says that she paid is one task, not one as an order and one as money."""
    here = world.a_shop()

    def tally() -> int:
        page = world.as_person(here.treasurer).get(f"/lapak/{here.slug}").text
        return int(re.search(r'<a href="#kerja"><b class="figure">(\d+)</b>', page)[1])

    buyer, pay, bill, desk = transfer(here, 1)
    assert tally() == 0, "it is the buyer's turn"
    done(buyer.post(pay, data={"claim": bill.ref}))
    assert tally() == 1
    done(world.as_person(here.treasurer).post(f"{desk}/masuk/{bill.ref}"))
    assert tally() == 1, "now it is to be prepared"


@wide
def test_two_helpers_beside_two_guesses_are_each_named_once(shop):
    here = world.a_shop()

    def work(db):
        Facilitation(person_id=here.officer, group_id=here.group_id, organisation="Dinas").add(db)
        for person in (here.treasurer, here.chair, here.treasurer):
            security_event(db, GUESSED, person_id=person, group_id=here.group_id)
        return {key: db.get(Person, key).name for key in (here.chair, here.treasurer, here.officer)}

    names = write(work)
    with read() as db:
        group = db.get(Group, here.group_id)
        page = first_page(db, group, group.today)
    assert page.helpers == ["Rina", names[here.officer]]
    assert page.guessed == sorted([names[here.chair], names[here.treasurer]])


@wide
def test_what_is_taken_for_the_whole_owes_the_fee_of_what_came(shop, monkeypatch):
    monkeypatch.setenv("MARKET_FEE_BASIS_POINTS", "250")
    settings.cache_clear()
    here = world.a_shop()
    _buyer, _pay, bill, desk = transfer(here)
    assert (bill.amount, bill.fee) == (50_000, 1_250)
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}", data={"came": "40.000"}))
    assert held(FEES) == [1_000]
    done(treasurer.post(f"{desk}/kurang/{bill.ref}", data={"reason": "Langganan lama"}))
    assert "Rp40.000 diterima sebagai lunas" in treasurer.get(f"/lapak/{here.slug}/pesanan/{bill.ref}").text
    less = rows(Bill)[0]
    assert (less.amount, less.asked, less.fee, held(FEES)) == (40_000, 40_000, 1_000, [1_000])
    act = next(act for act in rows(Act) if act.code == "less_accepted")
    assert act.params == {"amount": 10_000, "ref": bill.ref, "reason": "Langganan lama"}


@wide
def test_what_came_besides_goes_back_only_once(shop):
    """Too much first, then the whole order: each refund says how much of it was besides."""
    here = world.a_shop()
    _buyer, _pay, bill, desk = transfer(here)
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}", data={"came": str(bill.asked + 5_000)}))
    done(
        world.as_person(here.chair).post(f"/lapak/{here.slug}/pesanan/{bill.ref}/batal", data={"reason": "Ikan habis"})
    )
    code = bill.asked - bill.amount
    assert [(refund.amount, refund.besides) for refund in rows(Refund)] == [(5_000, 5_000), (bill.asked, code)]
    for refund in rows(Refund):
        done(treasurer.post(f"{desk}/kembali/{refund.key}", data={"how": "cash"}))
    assert held(own(here.group_id), rounding(here.group_id)) == [0, 0]
