"""What a PIN says that the buyer may know counts, and stands marked until somebody saw it too who surely is not she."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.money import rupiah
from market.orders.order import OrderLine
from market.orders.terms import own_terms
from market.payments.bill import Bill, BillState
from market.payments.payment import Payment
from market.payments.refund import Refund
from market.payments.second_look import SecondLook
from market.people.act import Act
from market.people.membership import Acceptance, find_membership, join
from market.people.person import Person
from market.people.undoing import Made, Why, undo_made
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows
from tests.till.phones import Phone, line

MARKED = "belum dilihat orang kedua"


def phone_of(person_id: int) -> str:
    with read() as db:
        return Person.get(db, person_id).phone


def all_pins_by_the_chair(here):
    """Nobody of the group has an account, and the chair gave every PIN: the member's opens this phone."""

    def work(db) -> None:
        for key in (here.chair, here.treasurer, here.member):
            Person.get(db, key).password_hash = None

    write(work)
    world.named_by_pin(here.slug, here.treasurer, giver=here.chair)
    return world.named_by_pin(here.slug, here.member, giver=here.chair)


def a_debt_paid_by_a_pin(here):
    """The chair's own, by the PIN that she gave; the phone."""
    a_debt_of_the_chair(here)
    phone = all_pins_by_the_chair(here)
    done(phone.post(f"/lapak/{here.slug}/kasir/bon/1", data={"how": "cash"}))
    return phone


def an_account(person_id: int):
    write(lambda db: setattr(Person.get(db, person_id), "password_hash", world.hashed(world.PASSWORD)))
    return world.as_person(person_id)


def a_debt_of_the_chair(here) -> None:
    own = {"buyer": {"name": "Ketua", "phone": phone_of(here.chair)}}
    Phone(here.group_id, here.member).sells(line(here.sku, 2), paid="bon", **own)


def look_of(here) -> str:
    return f"/lapak/{here.slug}/uang/dilihat/{rows(SecondLook)[-1].key}"


def seen_by() -> list[int | None]:
    return [each.seen_by_id for each in rows(SecondLook)]


@both
def test_a_debt_that_its_debtor_may_have_ended_is_marked_until_another_saw_the_money(shop):
    here = world.a_shop(pieces=20)
    phone = a_debt_paid_by_a_pin(here)
    assert rows(Bill)[0].state is BillState.SETTLED, "daily life goes on"
    helper, officer = world.as_person(here.facilitator), world.as_person(here.officer)
    for page in (f"/lapak/{here.slug}/uang/buku", f"/lapak/{here.slug}/kasir/tutup"):
        assert f"uang masuk Rp50.000 yang {MARKED}" in phone.get(page).text
    sheet = load_workbook(io.BytesIO(helper.get(f"/lapak/{here.slug}/uang/buku.xlsx").content)).active
    assert f"Rp50.000 yang {MARKED}" in sheet["A2"].value
    for browser, first in ((helper, "/pendamping"), (officer, "/dinas")):
        assert f"Uang masuk Rp50.000 {MARKED}" in browser.get(first).text
    seen = look_of(here)
    page = phone.get(f"/lapak/{here.slug}/uang/dilihat").text
    assert MARKED.capitalize() in page and seen not in page
    for browser in (phone, world.as_person(here.far_officer), world.as_person(here.other_chair), world.client()):
        refused = browser.post(seen)
        assert refused.status_code in (404, 422) or refused.headers["location"].startswith("/masuk")
    assert an_account(here.chair).post(seen).status_code == 422, "her own"
    assert seen_by() == [None]
    assert (
        seen in helper.get(f"/lapak/{here.slug}/uang/dilihat").text
        and seen in officer.get(f"/lapak/{here.slug}/uang/dilihat").text
    )
    done(helper.post(seen))
    assert seen_by() == [here.facilitator] and officer.post(seen).status_code == 409
    for browser, path in ((helper, "/pendamping"), (phone, f"/lapak/{here.slug}/kasir/tutup")):
        assert MARKED not in browser.get(path).text


@both
def test_cash_of_an_order_with_the_number_of_who_gave_the_pin_is_marked(shop):
    """Placed by nobody's account: whoever gave the code typed her number, and the goods are handed over by her PIN."""
    here = world.a_shop(pieces=20)
    path, answer = world.buys(world.client(), here.sku, 2, phone=phone_of(here.chair), payment="cash")
    assert path, answer.text
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    phone = world.named_by_pin(here.slug, here.member, giver=here.chair)
    done(phone.post(f"/lapak/{here.slug}/pesanan/{number}/serahkan"))
    assert rows(Bill)[0].state is BillState.SETTLED
    assert phone.post(look_of(here)).status_code == 422
    assert world.as_person(here.chair).post(look_of(here)).status_code == 422
    done(world.as_person(here.member).post(look_of(here)))
    assert seen_by() == [here.member], "in her own account she surely is not the chair"


@both
def test_goods_that_came_back_for_a_debt_are_marked(shop):
    here = world.a_shop(pieces=20)
    a_debt_of_the_chair(here)
    phone = all_pins_by_the_chair(here)
    back = {f"line-{rows(OrderLine)[0].key}": "2", "reason": "Basi", "goods": "thrown"}
    done(phone.post(f"/lapak/{here.slug}/kasir/nota/1/kembali", data=back))
    assert [(each.what.value, each.amount) for each in rows(SecondLook)] == [("returned", 50_000)]


@both
@pytest.mark.parametrize("who", ["by a PIN of her own", "in her account", "another buyer"])
def test_what_is_surely_anothers_word_is_not_marked(shop, who):
    here = world.a_shop(pieces=20)
    buyer = "081200000777" if who == "another buyer" else phone_of(here.chair)
    own = {"buyer": {"name": "Ketua", "phone": buyer}}
    Phone(here.group_id, here.member).sells(line(here.sku, 2), paid="bon", **own)
    giver = None if who == "by a PIN of her own" else here.chair
    phone = world.named_by_pin(here.slug, here.member, giver=giver)
    browser = world.as_person(here.member) if who == "in her account" else phone
    done(browser.post(f"/lapak/{here.slug}/kasir/bon/1", data={"how": "cash"}))
    assert rows(Payment) and not rows(SecondLook)


@both
def test_who_owes_her_pin_to_the_buyer_sees_nothing_too(shop):
    """Nor an officer who belongs to the group, nor who gave that PIN on her own phone."""
    here = world.a_shop(pieces=20)
    a_debt_paid_by_a_pin(here)
    other = world.named_by_pin(here.slug, here.treasurer, giver=here.chair)
    assert other.post(look_of(here)).status_code == 422 and seen_by() == [None]
    done(world.named_by_pin(here.slug, here.treasurer, giver=here.facilitator).post(look_of(here)))
    assert seen_by() == [here.treasurer], "her PIN is nobody's who owes it"


@both
def test_what_the_treasurers_pin_says_of_an_order_with_the_givers_number_is_marked(shop):
    """A typed number: money came, less is enough, it went back. By a proved one nothing is said at all."""
    here = world.a_shop(pieces=20)
    write(lambda db: setattr(Person.get(db, here.facilitator), "phone_proved_at", None))
    phone = world.named_by_pin(here.slug, here.treasurer, giver=here.facilitator)
    number = phone_of(here.facilitator)
    desk, ways = f"/lapak/{here.slug}", {"phone": number}
    path, answer = world.buys(world.client(), here.sku, 2, token="transfer", **ways)
    assert path, answer.text
    ref = rows(Bill)[-1].ref
    done(phone.post(f"{desk}/uang/masuk/{ref}", data={"came": "20.000"}))
    done(phone.post(f"{desk}/uang/kurang/{ref}", data={"reason": "Teman"}))
    done(phone.post(f"{desk}/pesanan/{ref}/batal", data={"reason": "Perahu tidak turun"}))
    refund = rows(Refund)[-1].key
    done(phone.post(f"{desk}/uang/kembali/{refund}", data={"how": "cash"}))
    asked = [(each.what.value, each.amount) for each in rows(SecondLook)]
    assert [what for what, _ in asked] == ["came", "less", "went_back"] and asked[2][1] == 20_000
    much = {what: rupiah(amount) for what, amount in asked}
    apart = f"uang masuk {much['came']}, uang kembali ke pembeli {much['went_back']}, kurang bayar {much['less']} yang"
    for page in ("uang/buku", "kasir/tutup"):
        assert f"{apart} {MARKED}" in world.as_person(here.chair).get(f"{desk}/{page}").text, "no sum of in and out"
    first = world.as_person(here.facilitator).get("/pendamping").text
    for words in ("Uang masuk {came}", "Uang kembali ke pembeli {went_back}", "Kurang bayar {less}"):
        assert f"{words.format(**much)} {MARKED}" in first
    for each in rows(SecondLook):
        assert world.as_person(here.facilitator).post(f"{desk}/uang/dilihat/{each.key}").status_code == 422
        done(world.as_person(here.chair).post(f"{desk}/uang/dilihat/{each.key}"))


@both
def test_a_line_that_the_same_pin_pastes_ends_no_mark(shop):
    """Lines are typed: whoever knows the PIN invents the one that fits, for money that comes by it, or came before."""
    here = world.a_shop(pieces=20)
    write(lambda db: setattr(Person.get(db, here.facilitator), "phone_proved_at", None))
    phone = world.named_by_pin(here.slug, here.treasurer, giver=here.facilitator)
    for token in ("first-order", "second-order"):
        path, answer = world.buys(world.client(), here.sku, 2, phone=phone_of(here.facilitator), token=token)
        assert path, answer.text
    money, (first, second) = f"/lapak/{here.slug}/uang", rows(Bill)
    lines = f"KREDIT {first.asked} CR\nKREDIT {second.asked} CR"
    done(phone.post(f"{money}/masuk/{first.ref}"))
    done(phone.post(f"{money}/mutasi", data={"lines": lines, "bills": str(second.key), "seen": "1"}))
    assert [each.line_at for each in rows(Payment)] == [None, None]
    assert phone.get(f"{money}/dilihat").text.count("uang masuk, dicatat") == 2
    for browser in (phone, world.named_by_pin(here.slug, here.chair, giver=here.facilitator)):
        assert 'name="seen"' not in browser.post(f"{money}/mutasi", data={"lines": lines}).text
    sure = world.as_person(here.treasurer)
    done(sure.post(f"{money}/mutasi", data={"lines": lines, "seen": ["1", "2"]}))
    assert "Tidak ada yang menunggu" in sure.get(f"{money}/dilihat").text
    assert all(each.line_at for each in rows(Payment))


@both
def test_a_line_that_a_treasurer_types_for_her_own_number_is_no_word_of_the_bank(shop):
    """It lets her say that the money came, of an order with the number that she never proved; she may have invented
    it, and the takings said that the bank knows."""
    here = world.a_shop(pieces=20)
    write(lambda db: setattr(Person.get(db, here.treasurer), "phone_proved_at", None))
    path, answer = world.buys(world.client(), here.sku, 2, phone=phone_of(here.treasurer))
    assert path, answer.text
    [bill], money = rows(Bill), f"/lapak/{here.slug}/uang"
    hers, lines = world.as_person(here.treasurer), f"KREDIT {bill.asked} CR"
    assert hers.post(f"{money}/masuk/{bill.ref}").status_code == 422
    done(hers.post(f"{money}/mutasi", data={"lines": lines, "bills": str(bill.key)}))
    assert [each.line_at for each in rows(Payment)] == [None]
    assert len(rows(SecondLook)) == 1 and bill.ref in hers.get(f"{money}/dilihat").text
    assert 'name="seen"' not in hers.post(f"{money}/mutasi", data={"lines": lines}).text
    done(world.as_person(here.chair).post(f"{money}/mutasi", data={"lines": lines, "seen": "1"}))
    assert all(each.line_at for each in rows(Payment))
    assert bill.ref not in hers.get(f"{money}/dilihat").text


@both
def test_a_line_that_is_typed_for_the_number_of_who_gave_her_role_waits_for_another(shop):
    """The chair buys with her own number and no account; whom she made treasurer a day ago typed the line. Of an order
    in her account that is refused; so it counted, and nobody was asked."""
    here = world.a_shop(pieces=20)

    def doll(db):
        find_membership(db, here.group_id, here.treasurer).end(world.actor(here.treasurer))
        made = world.a_person(db, "Boneka", 77)
        join(db, here.group_id, made, Acceptance.ACCOUNT, treasurer=True, given_by=here.chair)
        return made.key

    path, answer = world.buys(world.client(), here.sku, 2, phone=phone_of(here.chair))
    assert path, answer.text
    [bill], money, hers = rows(Bill), f"/lapak/{here.slug}/uang", world.as_person(write(doll))
    lines = {"lines": f"KREDIT {bill.asked} CR", "bills": str(bill.key)}
    assert hers.post(f"{money}/masuk/{bill.ref}").status_code == 422
    done(hers.post(f"{money}/mutasi", data=lines))
    [look] = rows(SecondLook)
    for close in (hers, world.as_person(here.chair)):
        assert close.post(look_of(here)).status_code == 422
    done(world.as_person(here.member).post(look_of(here)))
    assert look.amount == rows(Payment)[0].came and seen_by() != [None]


@both
def test_nobody_saw_money_that_was_taken_back(shop):
    """Pressed on a page of before: "juga melihat" stood in the journal of a payment that never was."""
    here = world.a_shop(pieces=20)
    write(lambda db: setattr(Person.get(db, here.facilitator), "phone_proved_at", None))
    phone = world.named_by_pin(here.slug, here.treasurer, giver=here.facilitator)
    path, answer = world.buys(world.client(), here.sku, 2, phone=phone_of(here.facilitator))
    assert path, answer.text
    money = f"/lapak/{here.slug}/uang"
    ref = rows(Bill)[-1].ref
    done(phone.post(f"{money}/masuk/{ref}", data={"came": "20.000"}))
    done(phone.post(f"{money}/kurang/{ref}", data={"reason": "Teman"}))
    came, _less = rows(SecondLook)
    done(phone.post(f"{money}/dicatat/{came.payment_id}/tarik", data={"reason": "Pesanan lain"}))
    assert "Tidak ada yang menunggu" in phone.get(f"{money}/dilihat").text
    assert world.as_person(here.chair).post(look_of(here)).status_code == 409
    assert seen_by() == [None] and "money_seen_too" not in [each.code for each in rows(Act)]


@both
def test_money_that_went_back_by_mistake_waits_for_nobody(shop):
    """It was taken back, and went back once more: one look was asked for twice, and the first waited for good."""
    here = world.a_shop(pieces=20)
    write(lambda db: setattr(Person.get(db, here.facilitator), "phone_proved_at", None))
    phone = world.named_by_pin(here.slug, here.treasurer, giver=here.facilitator)
    desk, unseen = f"/lapak/{here.slug}", f"/lapak/{here.slug}/uang/dilihat"
    path, answer = world.buys(world.client(), here.sku, 2, phone=phone_of(here.facilitator))
    assert path, answer.text
    ref = rows(Bill)[-1].ref
    treasurer = world.as_person(here.treasurer)  # in her own account: the payment asks nobody
    done(treasurer.post(f"{desk}/uang/masuk/{ref}"))
    done(treasurer.post(f"{desk}/pesanan/{ref}/batal", data={"reason": "Perahu tidak turun"}))
    goes_back = f"{desk}/uang/kembali/{{}}"
    first = goes_back.format(rows(Refund)[-1].key)
    done(phone.post(first, data={"how": "cash"}))
    done(phone.post(f"{first}/tarik", data={"reason": "Keliru"}))
    assert "Tidak ada yang menunggu" in phone.get(unseen).text
    done(phone.post(goes_back.format(rows(Refund)[-1].key), data={"how": "cash"}))
    assert phone.get(unseen).text.count("uang kembali ke pembeli, dicatat") == 1


@both
def test_goods_on_their_way_to_who_gave_the_pin_that_came_back_by_it_are_marked(shop):
    """She has them, perhaps: nothing was paid, and only that PIN says that they are here again."""
    here = world.a_shop(pieces=20)
    write(lambda db: setattr(own_terms(db, here.group_id), "cash_on_delivery", True))
    home = {"delivery-tunas-bahari": "own_courier", "village": world.GIRIAN, "address": "Jl. Yos Sudarso 41"}
    path, answer = world.buys(world.client(), here.sku, 2, phone=phone_of(here.chair), payment="cash", **home)
    assert path, answer.text
    order = f"/lapak/{here.slug}/pesanan/{re.search(r'/pesanan/([^?]+)', path)[1]}-1"
    phone = world.named_by_pin(here.slug, here.member, giver=here.chair)
    for act in ("terima", "siapkan", "siap", "kirim"):
        done(phone.post(f"{order}/{act}", data={"courier": "Ojek", "tracking": ""}))
    done(phone.post(f"{order}/kembali", data={"reason": "Salah alamat", "fee": ""}))
    [asked] = rows(SecondLook)
    assert asked.what.value == "returned" and asked.amount == rows(Bill)[0].amount


@both
def test_of_two_who_saw_it_at_once_one_is_written_down(shop):
    here = world.a_shop(pieces=20)
    a_debt_paid_by_a_pin(here)
    helpers = [world.as_person(here.facilitator), world.as_person(here.officer)]
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(each.status_code for each in pool.map(lambda browser: browser.post(look_of(here)), helpers))
    assert answers == [303, 409]
    assert [each.code for each in rows(Act)].count("money_seen_too") == 1


@both
def test_what_a_thief_said_to_have_seen_waits_again(shop):
    """“Bukan saya” says the facilitator of the time in which it was pressed in her account."""
    here = world.a_shop(pieces=20)
    a_debt_paid_by_a_pin(here)
    done(world.as_person(here.facilitator).post(look_of(here)))
    thief = Made(here.facilitator, now() - timedelta(hours=1), now(), Why.CODE)
    write(lambda db: undo_made(db, replace(thief, why=Why.ANEW)))
    assert seen_by() == [here.facilitator], "nobody denied it"
    write(lambda db: undo_made(db, thief))
    assert seen_by() == [None] and rows(SecondLook)[0].seen_by == ""
    done(world.as_person(here.officer).post(look_of(here)))
    assert seen_by() == [here.officer]
