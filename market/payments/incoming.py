"""Money that came in, and what it does to its bill: settled, still short, too much, or too late.

None of it is silent. What is missing is asked of the buyer, what is too much or too late is owed back: a task.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.limits import attempt_within
from market.kernel.refused import Overtaken, needed_reason
from market.payments.bill import Bill, handler, lock_bill
from market.payments.confirming import require_confirmer
from market.payments.payment import Parts, Payment, fee_share, paid_parts, pay
from market.payments.refund_owed import overpaid
from market.payments.second_look import SaidOfMoney, ask_second_look
from market.people.access import Actor
from market.people.act import note

MOST_A_DAY = 12  # times that one person says that money of one bill came: each is told to its buyer


def take_in(
    db: Session, bill: Bill, by: Actor, came: int | None = None, card_session_id: int | None = None, *,
    line: bool = False,
) -> Payment:  # fmt: skip
    """So much came in, by default what is still asked; `line`: a line of the bank's says so. The caller holds the
    bill's lock.

    TooOften when one person says it of one bill without end, by taking it back or in parts of a rupiah.
    """
    if by.person_id is not None:
        attempt_within(db, f"paid/{bill.key}/{by.person_id}", most=MOST_A_DAY, per=timedelta(days=1))
    payment = pay(db, bill, by=by, came=came, card_session_id=card_session_id)
    ask_second_look(db, bill, by, payment.came, SaidOfMoney.CAME, payment, line=line)
    if bill.open:
        _came_towards(db, bill, by)
    overpaid(db, bill)
    return payment


def came_at_once(db: Session, bill: Bill, by: Actor, came: int, *, before: Parts | None = None) -> Payment:
    """So much of a bill, whose lock the caller holds, was paid at the till, and seen by whoever sold; `before`: what
    had come of it, where the caller knows."""
    before = paid_parts(db, bill.key) if before is None else before
    payment = pay(db, bill, by=by, came=came, before=before)
    ask_second_look(db, bill, by, payment.came, SaidOfMoney.CAME, payment)
    if before.amount + payment.amount >= (bill.down_payment or bill.amount):
        bill.settle(by)
    return payment


def lower(db: Session, bill: Bill, by_so_much: int, by: Actor) -> None:
    """So much of an open bill, whose lock the caller holds, is owed no more: settled where the rest is there, over
    where nothing ever came."""
    came = paid_parts(db, bill.key).amount
    amount = bill.amount - by_so_much
    if not amount:
        bill.cancel(by)
        return
    bill.fee = fee_share(bill, amount)
    bill.amount = bill.asked = amount
    if came >= amount:
        bill.settle(by)


def _came_towards(db: Session, bill: Bill, by: Actor) -> None:
    """What is there now settles an open bill, or is its down payment, or is short of what is asked."""
    is_there = bill.down_payment > 0 and not missing_of(db, bill)
    if is_there:
        bill.ask_rest()
    missing = missing_of(db, bill)
    if not missing:
        bill.settle(by)
    elif is_there:
        handler(bill.kind).down_paid(db, bill, by, missing)
    else:
        bill.run_on()
        handler(bill.kind).part_paid(db, bill, by, missing)


def missing_of(db: Session, bill: Bill) -> int:
    """Whole rupiah that are asked and did not come in yet. The few rupiah that mark a payment are never missing."""
    return max(0, (bill.down_payment or bill.amount) - paid_parts(db, bill.key).amount)


def accept_less(db: Session, bill: Bill, by: Actor, reason: str) -> int:
    """The group takes what came in for the whole: the bill's amount becomes that, and it is settled. Returns what came,
    in whole rupiah."""
    reason = needed_reason(reason)
    bill = lock_bill(db, bill.key)
    require_confirmer(db, by, bill)
    came = paid_parts(db, bill.key)
    if not bill.open or not came.amount:
        raise Overtaken("bill_closed")
    note(db, by, "less_accepted", bill.group_id, amount=bill.amount - came.amount, ref=bill.ref, reason=reason)
    ask_second_look(db, bill, by, bill.amount - came.amount, SaidOfMoney.LESS)
    bill.fee = fee_share(bill, came.amount)
    settle_with(bill, came.amount, came.besides, by)
    return came.whole


def settle_with(bill: Bill, amount: int, besides: int, by: Actor) -> None:
    """So much came, and is enough. It may be what another bill of the account asks: this one asks no sum of its own."""
    bill.amount, bill.asked, bill.down_payment = amount, amount + besides, 0
    bill.released_at = bill.released_at or now()
    bill.settle(by)
