"""Transfers to the platform's account: chosen by two people, seen by the admins, paid out like what cards paid."""

import re
from datetime import timedelta

import pytest
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.money import rupiah
from market.kernel.settings import settings
from market.messages.outbox import Message
from market.orders.books.recount import recount
from market.orders.clockwork import tick
from market.orders.life import serving
from market.orders.order import SubOrder, lock_sub_order
from market.payments.account import Account
from market.payments.account_typed import AccountKind
from market.payments.bill import Bill, Custodian
from market.payments.claim import Claim
from market.payments.ledger import BANK, OUTSIDE, OWED, STRIPE, balance, own, payable
from market.payments.payment import Payment
from market.payments.payout import Payout
from market.payments.refund import Refund
from market.people.access import CLOCK
from market.people.membership import Acceptance, join
from market.people.person import Person
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows, shown
from tests.payments.test_other_sums import PDF, transfer
from tests.payments.test_payout import second_admin

DESK = "/admin/uang/transfer"
TYPED = {"bank": "BSG", "number": "001 002 003", "holder": "Dermaga Bitung"}


@pytest.fixture(autouse=True)
def payouts(monkeypatch):
    monkeypatch.setenv("MARKET_PAYOUTS", "1")
    monkeypatch.setenv("MARKET_FEE_BASIS_POINTS", "250")
    settings.cache_clear()


def admins(here):
    return world.as_person(here.admin), world.as_person(second_admin())


def platform(here):
    """The platform has an account: typed by one admin, approved by another."""
    one, other = admins(here)
    done(one.post(DESK + "/rekening", data=TYPED))
    account = rows(Account)[-1]
    assert account.group_id is None
    assert one.post(f"{DESK}/rekening/{account.key}/setuju").status_code == 422, "who typed it does not approve it"
    done(other.post(f"{DESK}/rekening/{account.key}/setuju"))
    return one, other, account


def through(here):
    """The group's transfers go there: asked for by the chair, approved by the treasurer."""
    desk = f"/lapak/{here.slug}/uang"
    chair, treasurer = world.as_person(here.chair), world.as_person(here.treasurer)
    done(chair.post(desk + "/lewat-pengelola"))
    asked = rows(Account)[-1]
    assert asked.kind is AccountKind.PLATFORM and not asked.live
    assert chair.post(f"{desk}/rekening/{asked.key}/setuju").status_code == 422
    done(treasurer.post(f"{desk}/rekening/{asked.key}/setuju"))
    return chair, treasurer, desk


def books(here):
    with read() as db:
        assert recount(db) == []
        names = (BANK, STRIPE, own(here.group_id), payable(here.group_id), OWED, OUTSIDE)
        return [balance(db, name) for name in names]


def _taken_back(here, one, other, treasurer):
    """Pressed by mistake: who pressed it takes it back where she sees it, and nobody else."""
    undo = f"{DESK}/dicatat/{rows(Payment)[-1].key}/tarik"
    assert undo in one.get(DESK).text and undo not in other.get(DESK).text
    assert one.post(undo, data={"reason": ""}).status_code == 422
    assert other.post(undo, data={"reason": "salah lihat"}).status_code == 422
    assert treasurer.post(undo, data={"reason": "salah lihat"}).status_code == 404
    assert (
        treasurer.post(
            f"/lapak/{here.slug}/uang/dicatat/{rows(Payment)[-1].key}/tarik", data={"reason": "salah"}
        ).status_code
        == 422
    )
    done(one.post(undo, data={"reason": "Baris orang lain"}))
    done(one.post(undo, data={"reason": "lagi"}), 409)
    assert "Baris orang lain" in one.get(DESK).text and books(here) == [0] * 6


def _left_by_an_admin(here, other, claim):
    """She who pressed it runs the platform no more: another admin takes it back."""
    undo = f"{DESK}/dicatat/{rows(Payment)[-1].key}/tarik"
    assert undo not in other.get(DESK).text
    write(lambda db: setattr(Person.get(db, here.admin), "admin", False))
    assert undo in other.get(DESK).text
    done(other.post(undo, data={"reason": "Baris orang lain"}))
    write(lambda db: setattr(Person.get(db, here.admin), "admin", True))
    done(other.post(f"{DESK}/klaim/{claim}/cocok"))
    assert f"Uang {rupiah(rows(Payment)[-1].came)} sudah dicocokkan." in other.get(DESK).text


@both
def test_a_transfer_to_the_platform_reaches_the_group_by_payout(shop):
    here = world.a_shop()
    for key in (here.admin, here.treasurer):
        write(lambda db, key=key: setattr(Person.get(db, key), "email", f"orang{key}@contoh.id"))
    one, other, account = platform(here)
    chair, treasurer, desk = through(here)
    assert "Transfer pembeli masuk ke rekening pengelola" in chair.get(desk).text
    buyer, pay, bill, _ = transfer(here)
    assert (bill.account_id, bill.custodian) == (account.key, Custodian.PLATFORM)
    assert 1 <= bill.asked - bill.amount <= 999
    page = buyer.get(pay).text
    assert "001 002 003" in page and "Dermaga Bitung" in page and "meneruskan uangnya ke Tunas Bahari" in page
    done(buyer.post(pay, data={"claim": bill.ref}, files={"proof": ("bukti.pdf", PDF)}))
    told = [m.template for m in rows(Message) if m.template == "payment_claimed"]
    assert len(told) == 1 and rows(Message)[-1].to != "", "the admin is told, not the treasurer"
    # Nobody of the group can say that it came.
    claim = rows(Claim)[0].key
    assert "Jumlahnya lain" not in treasurer.get(desk).text
    done(treasurer.post(f"{desk}/klaim/{claim}/cocok"), 404)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}"), 422)
    page = treasurer.get(f"/lapak/{here.slug}/pesanan/{bill.ref}").text
    assert "uang/masuk/" not in page and "Pengelola sedang mencocokkannya" in page
    assert treasurer.get(f"{desk}/bukti/{claim}").status_code == 404 and rows(Payment) == []
    for wrong in ("0", "-1", "25,50", "banyak"):
        assert one.post(f"{DESK}/klaim/{claim}/cocok", data={"came": wrong}).status_code == 422
    assert one.get(f"{DESK}/bukti/{claim}").content == PDF
    assert bill.ref in one.get(DESK).text
    done(one.post(f"{DESK}/klaim/{claim}/cocok"))
    done(other.post(f"{DESK}/klaim/{claim}/cocok"), 409)
    assert shown(buyer, pay) == ("accepted", "paid")
    _taken_back(here, one, other, treasurer)
    assert shown(buyer, pay) == ("accepted", "claimed")
    done(one.post(f"{DESK}/klaim/{claim}/cocok"))
    _left_by_an_admin(here, other, claim)
    came, fee = bill.asked, bill.fee
    assert fee > 0 and books(here) == [came, 0, 0, came - fee, -came, 0]
    # Held until the order is closed, then sent like what cards paid.
    assert one.post("/admin/uang/kiriman").status_code == 422

    def close(db):
        sub = db.get(SubOrder, 1)
        serving.hand_over(db, lock_sub_order(db, sub.key), CLOCK)
        serving.close(db, lock_sub_order(db, sub.key))

    write(close)
    done(one.post("/admin/uang/kiriman"))
    number = re.search(r'id="(K-\w+)"', one.get("/admin/uang").text)[1]
    done(other.post(f"/admin/uang/kiriman/{number}/setuju"))
    payout = rows(Payout)[0]
    assert payout.amount == came - fee
    done(one.post(f"/admin/uang/kirim/{payout.key}", data={"proof": "BSG 001"}))
    assert books(here) == [fee, 0, 0, 0, -fee, came - fee]


@both
def test_every_page_says_where_transfers_of_a_group_go(shop):
    here, told = world.a_shop(), "Transfer ke rekening kelompok"
    group, pages = f"/kelompok/{here.slug}", ("/", "/bantuan", "/syarat")
    assert told in world.client().get(group).text
    platform(here)
    through(here)
    page = world.client().get(group).text
    assert told not in page and "Transfer ke rekening pengelola Dermaga" in page
    for each in pages:
        page = world.client().get(each).text
        assert "angsung ke rekening" not in page and "angsung ke kelompok" not in page and told not in page, each
    buyer, pay, bill, _ = transfer(here)
    done(buyer.post(pay, data={"claim": bill.ref}))
    for each in (pay, pay.replace("/bayar", "")):
        page = buyer.get(each).text
        assert "Pengelola Dermaga sedang mencocokkan" in page and "Bendahara" not in page, each


@both
def test_lines_of_the_platforms_statement_pay_bills_of_any_group(shop):
    here = world.a_shop()
    one, other, _ = platform(here)
    through(here)
    _, _, bill, _ = transfer(here)
    lines = f"26/11 TRSF CR {bill.asked:,}.00 RATNA\n26/11 TRSF CR {bill.asked:,}.00 RATNA\n26/11 DB 10.000"
    preview = one.post(DESK + "/mutasi", data={"lines": lines}).text
    assert preview.count(f'name="bills" value="{bill.key}"') == 1 and "1 baris cocok" in preview and rows(Payment) == []
    treasurer = world.as_person(here.treasurer)
    assert "0 baris cocok" in treasurer.post(f"/lapak/{here.slug}/uang/mutasi", data={"lines": lines}).text
    done(treasurer.post(f"/lapak/{here.slug}/uang/mutasi", data={"lines": lines, "bills": [bill.key]}))
    assert rows(Payment) == [], "a treasurer pays no bill of the platform's"
    done(one.post(DESK + "/mutasi", data={"lines": lines, "bills": [bill.key, 999]}))
    done(other.post(DESK + "/mutasi", data={"lines": lines, "bills": [bill.key]}))
    assert [payment.amount + payment.rounding for payment in rows(Payment)] == [bill.asked]
    assert one.post(DESK + "/mutasi", data={"lines": ""}).status_code == 200


@both
def test_what_came_to_the_platform_goes_back_from_its_bank(shop):
    here = world.a_shop()
    one, _other, _ = platform(here)
    chair, treasurer, desk = through(here)
    buyer, pay, bill, _ = transfer(here)
    done(buyer.post(pay, data={"claim": bill.ref}))
    done(one.post(f"{DESK}/klaim/{rows(Claim)[0].key}/cocok", data={"came": str(bill.asked + 5_000)}))
    [extra] = rows(Refund)
    assert (extra.amount, extra.way.value) == (5_000, "bank")
    done(chair.post(f"/lapak/{here.slug}/pesanan/{bill.ref}/batal", data={"reason": "rusak semua"}))
    whole = rows(Refund)[-1]
    assert extra.amount + whole.amount == bill.asked + 5_000
    path = pay.replace("/bayar?", "?")
    account = {"refund": str(whole.key), "bank": "BSG", "number": "009 887", "holder": "Ratna W"}
    done(buyer.post(path.replace("?", "/rekening?"), data=account))
    assert "009 887" not in treasurer.get(desk).text, "shown to nobody but who pays it"
    for refund in (extra, whole):
        done(treasurer.post(f"{desk}/kembali/{refund.key}", data={"how": "cash"}), 404)
    assert "009 887" in one.get("/admin/uang").text
    for refund in (extra, whole):
        done(one.post(f"/admin/uang/kembali/{refund.key}", data={"how": "told", "told": "BSG 001 002"}))
        done(one.post(f"/admin/uang/kembali/{refund.key}", data={"how": "told", "told": "BSG 001 002"}), 404)
    assert books(here) == [0, 0, 0, 0, 0, 0]


def test_a_group_chooses_only_what_can_be_paid_out_and_may_go_back(shop, monkeypatch):
    here = world.a_shop()
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}/uang"
    assert "lewat-pengelola" not in chair.get(desk).text
    done(chair.post(desk + "/lewat-pengelola"), 422)
    platform(here)
    assert "Pilih lewat pengelola" in chair.get(desk).text
    far = world.as_person(here.other_chair)
    done(far.post(f"/lapak/{here.other_slug}/uang/lewat-pengelola"), 422)
    done(far.post(desk + "/lewat-pengelola"), 404)
    done(chair.post(desk + "/lewat-pengelola/berhenti"), 409)
    chair, _, desk = through(here)
    _, _, first, _ = transfer(here, 1)
    # Payouts off: the next transfer goes to the group itself.
    monkeypatch.setenv("MARKET_PAYOUTS", "0")
    settings.cache_clear()
    _, _, second, _ = transfer(here, 1)
    monkeypatch.setenv("MARKET_PAYOUTS", "1")
    settings.cache_clear()
    _, _, third, _ = transfer(here, 1)
    # Going back moves money as well: nobody does it alone, and helpers not without the group.
    done(chair.post(desk + "/lewat-pengelola"), 409)
    write(lambda db: setattr(Person.get(db, here.treasurer), "email", "sience@contoh.id"))
    helper, officer = world.as_person(here.facilitator), world.as_person(here.officer)
    treasurer = world.as_person(here.treasurer)
    done(helper.post(desk + "/lewat-pengelola/berhenti"))
    yes = f"{desk}/rekening/{rows(Account)[-1].key}/setuju"
    _, _, still, _ = transfer(here, 1)
    assert still.custodian is Custodian.PLATFORM and yes in treasurer.get(desk).text
    for alone in (helper, officer):
        assert alone.post(yes).status_code == 422
    done(treasurer.post(yes))
    done(treasurer.post(yes), 409)
    told = [m.params["account"] for m in rows(Message) if m.template == "account_retired"]
    assert told and set(told) == {"BSG 001 002 003"}
    _, _, fourth, _ = transfer(here, 1)
    kept = [Custodian.PLATFORM, Custodian.GROUP, Custodian.PLATFORM, Custodian.PLATFORM, Custodian.GROUP]
    assert [bill.custodian for bill in (first, second, third, still, fourth)] == kept
    assert [bill.custodian for bill in rows(Bill)] == kept, "what was asked stays"
    assert len({(bill.account_id, bill.asked) for bill in rows(Bill)}) == 5
    done(chair.post(desk + "/lewat-pengelola"))


def test_an_admin_never_confirms_an_own_order(shop):
    here = world.a_shop()
    one, other, _ = platform(here)
    through(here)
    _, _, bill, _ = transfer(here)
    write(lambda db: setattr(db.get(Bill, bill.key), "payer_id", here.admin))
    line = {"lines": f"CR {bill.asked}", "bills": [bill.key]}
    assert one.post(DESK + "/mutasi", data=line).status_code == 422 and rows(Payment) == []
    done(other.post(DESK + "/mutasi", data=line))
    assert len(rows(Payment)) == 1


def test_another_account_of_the_platforms_waits_and_can_be_dropped(shop):
    here = world.a_shop()
    one, other, first = platform(here)
    for wrong in ({"bank": ""}, {"number": "abc"}, {"holder": ""}):
        assert one.post(DESK + "/rekening", data=TYPED | wrong).status_code == 422
    done(other.post(DESK + "/rekening", data=TYPED | {"number": "999 888"}))
    waiting = rows(Account)[-1]
    assert "999 888" in one.get(DESK).text and not waiting.live
    done(world.as_person(here.chair).post(f"/lapak/{here.slug}/uang/rekening/{waiting.key}/setuju"), 404)
    done(one.post(f"{DESK}/rekening/{waiting.key}/hapus"))
    assert one.post(f"{DESK}/rekening/{waiting.key}/setuju").status_code == 409
    done(other.post(DESK + "/rekening", data=TYPED | {"number": "777 666"}))
    done(one.post(f"{DESK}/rekening/{rows(Account)[-1].key}/setuju"))
    with read() as db:
        assert not db.get(Account, first.key).live, "the account before it retires"


@both
def test_late_money_at_the_platform_may_still_be_served(shop):
    here = world.a_shop()
    one, _other, _ = platform(here)
    _chair, treasurer, desk = through(here)
    buyer, pay, bill, _ = transfer(here)
    with time_machine.travel(now() + timedelta(days=3), tick=True):
        tick()
        one, treasurer = world.as_person(here.admin), world.as_person(here.treasurer)
        done(buyer.post(pay, data={"claim": bill.ref}))
        done(one.post(f"{DESK}/klaim/{rows(Claim)[0].key}/cocok"))
        assert shown(buyer, pay) == ("expired", "refund_due")
        page = treasurer.get(desk).text
        assert "dikembalikan pengelola" in page and "Sudah dikembalikan" not in page
        assert "datang terlambat: masih bisa dilayani?" in treasurer.get(f"/lapak/{here.slug}").text
        done(treasurer.post(f"/lapak/{here.slug}/pesanan/{bill.ref}/layani"))
        assert shown(buyer, pay) == ("accepted", "paid") and rows(Refund)[0].state.value == "dropped"
        assert bill.ref not in one.get("/admin/uang").text
        done(treasurer.post(f"/lapak/{here.slug}/pesanan/{bill.ref}/layani"), 409)
        assert books(here)[0] == bill.asked and books(here)[3] == bill.asked - bill.fee


@both
def test_an_admin_moves_no_money_of_a_group_of_her_own(shop):
    """Claims, lines, payouts made, approved, sent and brought back, refunds: a colleague of the other side does it."""
    here = world.a_shop()
    own_side, other, _ = platform(here)
    third = world.as_person(write(lambda db: world.a_person(db, "Admin Tiga", 778, admin=True).key))
    through(here)
    buyer, pay, bill, _ = transfer(here)
    done(buyer.post(pay, data={"claim": bill.ref}))
    claim = f"{DESK}/klaim/{rows(Claim)[0].key}"

    def joins(db):
        join(db, here.group_id, db.get(Person, here.admin), Acceptance.ACCOUNT, given_by=here.chair)

    write(joins)

    def refused(path, **form):
        answer = own_side.post(path, data=form)
        assert answer.status_code == 422 and "kelompok Ibu/Bapak sendiri" in answer.text, path

    refused(f"{claim}/cocok")
    refused(f"{claim}/belum", reason="Belum masuk")
    refused(DESK + "/mutasi", lines=f"CR {bill.asked}", bills=str(bill.key))
    done(other.post(f"{claim}/cocok", data={"came": str(bill.asked + 5_000)}))
    refund = f"/admin/uang/kembali/{rows(Refund)[0].key}"
    refused(refund)
    done(other.post(refund, data={"how": "told", "told": "BSG 001 002"}))

    def close(db):
        sub = db.get(SubOrder, 1)
        serving.hand_over(db, lock_sub_order(db, sub.key), CLOCK)
        serving.close(db, lock_sub_order(db, sub.key))

    write(close)
    refused("/admin/uang/kiriman")
    done(other.post("/admin/uang/kiriman"))
    number = re.search(r'id="(K-\w+)"', other.get("/admin/uang").text)[1]
    refused(f"/admin/uang/kiriman/{number}/setuju")
    done(third.post(f"/admin/uang/kiriman/{number}/setuju"))
    payout = f"/admin/uang/kirim/{rows(Payout)[0].key}"
    refused(payout, proof="BSG 001")
    done(other.post(payout, data={"proof": "BSG 001"}))
    refused(f"{payout}/gagal", reason="Rekening tutup")
    done(other.post(f"{payout}/gagal", data={"reason": "Rekening tutup"}))
