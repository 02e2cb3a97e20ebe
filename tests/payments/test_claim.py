"""Who may say that the money came, or did not; the clock a claim stops; claims that end."""

from datetime import timedelta

import pytest
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.messages.outbox import Message
from market.orders.clockwork import tick
from market.payments.bank_statement import match, of_group
from market.payments.bill import Bill
from market.payments.claim import Claim, confirm_without_claim, used_twice
from market.payments.claiming import claim
from market.payments.confirming import is_payer
from market.payments.payment import Payment
from market.people.access import CLOCK, Role
from market.people.act import Act
from market.people.membership import find_membership
from market.people.person import Person
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows
from tests.payments.test_other_sums import transfer


def claimed(here):
    buyer, pay, bill, desk = transfer(here)
    done(buyer.post(pay, data={"claim": bill.ref}))
    return bill, rows(Claim)[-1], desk


def says(verb, who, key):
    """Whether the rule lets an actor say it, at the verb itself."""

    def work(db):
        made = db.get(Claim, key)
        made.confirm(who) if verb == "confirm" else made.refuse(who, "belum masuk")

    try:
        write(work)
    except Refused as refused:
        return refused.code
    return "done"


@pytest.mark.parametrize("blank", ["", "   ", "\u00a0"])
def test_another_sum_that_is_left_blank_is_not_the_whole(shop, blank):
    here = world.a_shop()
    bill, made, desk = claimed(here)
    treasurer = world.as_person(here.treasurer)
    page = treasurer.get(desk).text
    assert page.count('name="other" value="1"') == page.count('name="came"') == 1
    for path in (f"{desk}/klaim/{made.key}/cocok", f"{desk}/masuk/{bill.ref}"):
        answer = treasurer.post(path, data={"came": blank, "other": "1"})
        assert answer.status_code == 422 and "Tulis dulu jumlahnya" in answer.text, path
    assert not rows(Payment)
    done(treasurer.post(f"{desk}/klaim/{made.key}/cocok"))


@both
@pytest.mark.parametrize("verb", ["confirm", "refuse"])
def test_only_the_treasurer_says_it_and_never_of_an_own_order(shop, verb):
    here = world.a_shop()
    bill, made, _ = claimed(here)
    for key, role, code in (
        (here.member, Role.MEMBER, "not_yours_to_do"), (here.chair, Role.CHAIR, "not_yours_to_do"),
        (here.facilitator, Role.FACILITATOR, "not_yours_to_do"), (here.officer, Role.OFFICER, "not_yours_to_do"),
    ):  # fmt: skip
        assert says(verb, world.actor(key, role), made.key) == code, role
    write(lambda db: setattr(db.get(Bill, bill.key), "payer_id", here.treasurer))
    assert says(verb, world.actor(here.treasurer, Role.TREASURER), made.key) == "not_own_order"
    assert says(verb, world.actor(here.facilitator, Role.FACILITATOR), made.key) == "not_yours_to_do"
    assert rows(Payment) == []
    assert says(verb, world.actor(here.member, Role.MEMBER), made.key) == "done", (
        "only the treasurer paid: another member"
    )
    assert says(verb, world.actor(here.member, Role.MEMBER), made.key) in ("claim_decided", "bill_closed")
    [act] = [each for each in rows(Act) if each.code in ("claim_confirmed", "claim_refused")]
    assert act.params == {"amount": bill.asked if verb == "confirm" else bill.amount, "ref": bill.ref}
    with read() as db:
        assert not is_payer(db, CLOCK, db.get(Bill, bill.key))
    decided = rows(Claim)[-1]
    assert decided.decided_by_id == here.member and decided.decided_at is not None


@both
def test_without_a_treasurer_the_chair_says_it_and_a_phone_number_counts_too(shop):
    here = world.a_shop()
    _bill, made, _ = claimed(here)
    write(lambda db: setattr(find_membership(db, here.group_id, here.treasurer), "treasurer", False))
    with read() as db:
        phone = db.get(Person, here.chair).phone
    write(lambda db: setattr(db.get(Bill, 1), "payer_phone", phone))
    chair = world.actor(here.chair, Role.CHAIR)
    assert says("confirm", chair, made.key) == "proved_number_is_yours"
    write(lambda db: setattr(db.get(Person, here.chair), "phone_proved_at", None))
    assert says("confirm", chair, made.key) == "number_is_yours"
    assert says("confirm", world.actor(here.officer, Role.OFFICER), made.key) == "done", (
        "the only chair paid: the officer"
    )
    _bill, made, _ = claimed(here)
    assert says("confirm", chair, made.key) == "done"


@both
def test_a_refused_claim_gives_the_bill_what_was_left_and_at_least_six_hours(shop):
    here = world.a_shop()
    start = now()
    for hours, left in ((1, 23), (20, 6)):
        with time_machine.travel(start, tick=False):
            buyer, pay, bill, desk = transfer(here, 1)
        due = rows(Bill)[-1].due_at
        with time_machine.travel(due - timedelta(hours=24 - hours), tick=False):
            done(buyer.post(pay, data={"claim": bill.ref}))
            assert rows(Bill)[-1].due_at is None and rows(Bill)[-1].left_s == (24 - hours) * 3600
        with time_machine.travel(due + timedelta(hours=3), tick=False):
            tick()
            assert rows(Bill)[-1].open, "a claim stops the clock"
            key = rows(Claim)[-1].key
            treasurer = world.as_person(here.treasurer)
            assert treasurer.post(f"{desk}/klaim/{key}/belum", data={"reason": " "}).status_code == 422
            done(treasurer.post(f"{desk}/klaim/{key}/belum", data={"reason": "Belum masuk"}))
            assert rows(Bill)[-1].due_at == now() + timedelta(hours=left) and rows(Claim)[-1].reason == "Belum masuk"
            [told] = [m for m in rows(Message) if m.template == "claim_refused"][-1:]
            assert told.params["reason"] == "Belum masuk"


def test_the_second_refused_claim_in_ninety_days_ends_claims_for_that_number_and_browser(shop):
    here = world.a_shop()
    start = now()
    marks: dict[str, str] = {}

    def refused(at):
        with time_machine.travel(at, tick=False):
            buyer, pay, bill, desk = transfer(here, 1)
            buyer.cookies.update(marks)
            answer = buyer.post(pay, data={"claim": bill.ref})
            if "peramban" in answer.cookies:
                marks["peramban"] = answer.cookies["peramban"]
            if answer.status_code == 303:
                done(
                    world.as_person(here.treasurer).post(
                        f"{desk}/klaim/{rows(Claim)[-1].key}/belum", data={"reason": "x x"}
                    )
                )
            return answer.status_code

    assert [refused(start + timedelta(days=day)) for day in (0, 89, 89, 90)] == [303, 303, 422, 303]


def test_a_second_press_finds_the_claim_and_late_ones_end_after_a_month(shop):
    here = world.a_shop()
    buyer, pay, bill, _ = transfer(here, 1)
    assert write(lambda db: claim(db, db.get(Bill, bill.key), note="a").key) == write(
        lambda db: claim(db, db.get(Bill, bill.key)).key
    )
    assert [each.late for each in rows(Claim)] == [False]
    for days, code in ((29, 303), (31, 422)):
        buyer, pay, bill, _ = transfer(here, 1)
        with time_machine.travel(now() + timedelta(days=days), tick=True):
            assert buyer.post(pay, data={"claim": bill.ref}).status_code == code, days
            assert not rows(Bill)[-1].open or code == 422
    assert [each.late for each in rows(Claim)] == [False, True]


@both
def test_two_bills_that_ask_for_one_sum_are_left_to_the_eye(shop):
    here = world.a_shop()
    *_, first, _ = transfer(here, 1)
    *_, second, _ = transfer(here, 1)
    line = f"CR {first.asked}"
    with read() as db:
        assert match(db, of_group(here.group_id), line)[0].bill.key == first.key

    def same(db):
        bill = db.get(Bill, second.key)
        bill.account_id, bill.asked = None, first.asked

    write(same)
    with read() as db:
        assert match(db, of_group(here.group_id), line)[0].bill is None


@both
def test_a_bare_sum_is_not_matched_while_its_payer_says_she_sent_another(shop):
    """After a take-back and fewer pieces a bill asks 96.000 without a mark: any line of such a sum was ticked for
    it."""
    here = world.a_shop()
    _buyer, _pay, bill, _desk = transfer(here, 1)

    def bare(db):
        asks = db.get(Bill, bill.key)
        asks.asked, asks.released_at = asks.amount, now()

    write(bare)
    with read() as db:
        assert match(db, of_group(here.group_id), f"CR {bill.amount}")[0].bill.key == bill.key, "as an office's bill"
    write(lambda db: claim(db, db.get(Bill, bill.key)) and None)
    with read() as db:
        assert match(db, of_group(here.group_id), f"CR {bill.amount}")[0].bill is None


def test_cash_and_cards_are_not_claimed_and_a_card_is_never_confirmed_by_hand(shop):
    here = world.a_shop()
    *_, bill, _ = transfer(here, 1)
    for method, code in (("cash", "bill_closed"), ("card", "bill_closed")):
        write(lambda db, method=method: setattr(db.get(Bill, bill.key), "method", method))
        with pytest.raises(Refused) as refused:
            write(lambda db: claim(db, db.get(Bill, bill.key)) and None)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        write(lambda db: confirm_without_claim(db, db.get(Bill, bill.key), world.actor(here.treasurer)) and None)
    assert refused.value.code == "card_by_itself" and rows(Payment) == []


def test_the_same_slip_twice_is_seen(shop):
    here = world.a_shop()
    for mark in ("a" * 64, "b" * 64, "a" * 64, None):
        _bill, made, _ = claimed(here)
        write(lambda db, key=made.key, mark=mark: setattr(db.get(Claim, key), "proof_hash", mark))
    with read() as db:
        every = [db.get(Claim, each.key) for each in rows(Claim)]
        assert used_twice(db, every) == {"a" * 64} and used_twice(db, every[1:2]) == set() == used_twice(db, every[3:])
