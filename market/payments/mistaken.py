"""A mistaken "Uangnya ada" is taken back by whoever pressed it, with a reason, until the goods have left: also when
by now another would have to press it. What her stand-in pressed the treasurer may take back too; and where who pressed
it is gone, so that nobody could, whoever may say today that such money came.

The payment stays as a fact that was taken back, the books are booked back, the bill is open again, and what the buyer
said to have paid waits to be looked at again.
"""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.one_of import the_one
from market.kernel.record import locked, table
from market.kernel.refused import Overtaken, Refused, needed_reason
from market.payments.bill import Bill, BillState, Custodian, Method, handler, lock_bill
from market.payments.claim import Claim, ClaimState, open_claim
from market.payments.confirming import open_to, require_confirmer
from market.payments.payment import STANDS, Payment, book_back, paid_towards
from market.payments.presser import presser_gone, tell_presser
from market.payments.refund import PIECES, Refund
from market.payments.refund_state import RefundState
from market.payments.second_look import SaidOfMoney, drop_look
from market.people.access import Actor, Role
from market.people.act import note
from market.people.approving.stand_in import stood_in_for
from market.people.own_side import own_groups, require_other_side
from market.people.security import security_event

PAYS_WITHIN = timedelta(hours=24)
OVER = (RefundState.DROPPED, RefundState.FAILED)  # no longer owed, or replaced by another refund
HOLDS = frozenset({Role.CHAIR, Role.TREASURER})
INSIDE = frozenset({Role.CHAIR, Role.TREASURER, Role.MEMBER, Role.FACILITATOR})
MOST_PRESSED = 20
BY_ITSELF = ("overpaid", "late_money")  # refunds that the payment made, and nobody granted
BY_PAYMENT = (*BY_ITSELF, PIECES)  # those that go where nothing else came in


def take_back(db: Session, payment: Payment, by: Actor, reason: str) -> None:
    """The money was not there after all. Refused once goods left, money went back, or to another while she who said it
    still can take it back."""
    reason = needed_reason(reason)
    bill = lock_bill(db, payment.bill_id)
    if not _hers(db, [payment], by):
        raise Refused("not_yours_to_take_back")
    if payment.confirmed_by_id != by.person_id:
        require_confirmer(db, by, bill, statement_line=True)
    if not by.roles & INSIDE:
        require_other_side(db, by.person_id, *_whose(db, [bill]).values())
    if bill.method is Method.CARD or handler(bill.kind).gone(db, [bill]):
        raise Refused("goods_have_left")
    if _later(db, payment):
        raise Refused("later_payment_first")
    _drop_refunds(db, bill, payment, by)
    if not payment.update_if(STANDS, taken_back_at=now(), taken_back_why=reason[:300]):
        raise Overtaken("state_moved")
    book_back(db, bill, payment)
    drop_look(db, bill, SaidOfMoney.LESS)  # less than what is not there is no longer enough
    _open_again(db, bill, by)
    handler(bill.kind).taken_back(db, bill, by, reason)
    tell_presser(db, payment.confirmed_by_id, by, bill, reason, name=f"payment/{payment.key}")
    amount = payment.came
    note(db, by, "payment_taken_back", bill.group_id, amount=amount, ref=bill.ref, reason=reason)
    security_event(
        db, "payment_taken_back", person_id=payment.confirmed_by_id, by_id=by.person_id, group_id=bill.group_id,
        payment=payment.key,
    )  # fmt: skip


def _later(db: Session, payment: Payment) -> bool:
    """Whether more came in after it: fees are booked as parts of the sum so far, so the last goes first."""
    rows = table(Payment)
    later = sa.select(rows.c.id).where(rows.c.bill_id == payment.bill_id, rows.c.id > payment.key, STANDS)
    return db.execute(later).first() is not None


def _drop_refunds(db: Session, bill: Bill, payment: Payment, by: Actor) -> None:
    """What was owed back because of the payment is not; what was granted or went back stays.

    For pieces that were cancelled nothing is owed where nothing else came: the bill asks less by then.
    """
    rows, alone = table(Refund), paid_towards(db, bill.key) == payment.came
    mine = rows.c.bill_id == bill.key
    owed = db.scalars(locked(sa.select(Refund).where(mine, rows.c.state.not_in(OVER)))).all()
    if db.execute(sa.select(rows.c.id).where(mine, _stays(BY_PAYMENT if alone else BY_ITSELF))).first():
        raise Refused("refund_stands")
    for refund in owed:
        refund.drop(by)


def _stays(undone: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """A refund that holds its payment: it went back, or is owed for another reason than these."""
    rows = table(Refund)
    granted = sa.or_(rows.c.state != RefundState.DUE, rows.c.reason.not_in(undone))
    return sa.and_(rows.c.state.not_in(OVER), granted)


def _open_again(db: Session, bill: Bill, by: Actor) -> None:
    """The bill waits for its money; the last confirmed claim waits to be looked at, unless another one does.

    Nothing presses while any claim waits.
    """
    rows = table(Claim)
    wanted = sa.select(Claim).where(rows.c.bill_id == bill.key, rows.c.state == ClaimState.CONFIRMED)
    standing = open_claim(db, bill.key)
    claim = None if standing else db.scalars(wanted.order_by(rows.c.id.desc()).limit(1)).first()
    waits = standing or claim
    presses = handler(bill.kind).presses(db, bill)
    due_at = now() + PAYS_WITHIN if presses and not waits else None
    left_s = int(PAYS_WITHIN.total_seconds()) if presses and waits else None
    if bill.state is BillState.SETTLED:
        bill.unsettle(by, due_at=due_at, left_s=left_s)
    elif bill.open and bill.due_at is None and bill.left_s is None:  # its down payment had stopped the clock
        bill.due_at, bill.left_s = due_at, left_s
    if claim:
        claim.look_again(bill, by)


def _hers(db: Session, payments: list[Payment], by: Actor) -> list[Payment]:
    """Those of these that she confirmed, or that her stand-in did then, or somebody who is gone."""
    if by.person_id is None:
        return []
    stood = _by_stand_in(db, payments, by)
    mine = {each.key for each in payments if each.confirmed_by_id == by.person_id} | stood
    mine |= presser_gone(db, [each for each in payments if each.key not in mine and _says(by, each)])
    return [each for each in payments if each.key in mine]


def _says(by: Actor, payment: Payment) -> bool:
    """Whether it is with her to say that such money came, if nobody else must."""
    if payment.custodian is Custodian.ORGANISER:
        return Role.OFFICER in by.roles
    if payment.custodian is Custodian.PLATFORM:
        return by.admin and not by.roles & INSIDE
    return bool(by.roles & HOLDS)


def _by_stand_in(db: Session, payments: list[Payment], by: Actor) -> set[int]:
    """Those that somebody else confirmed while she stood in for this treasurer."""
    others = {p.group_id for p in payments if p.confirmed_by_id != by.person_id and p.custodian is Custodian.GROUP}
    groups = {key for key in others if key} if Role.TREASURER in by.roles else set()
    stood = {key: stood_in_for(db, key, by.key) for key in groups}

    def did(payment: Payment) -> bool:
        when, who = payment.received_at, payment.confirmed_by_id
        spells = stood.get(payment.group_id or 0, []) if payment.custodian is Custodian.GROUP else []
        return any(spell.person_id == who and spell.holds(when) for spell in spells)

    return {payment.key for payment in payments if did(payment)}


@dataclass(frozen=True, slots=True)
class Received:
    """Payments with their bills, the last first; `free` are the bills of which nothing that holds a payment goes back,
    None where that was not read.
    """

    payments: list[tuple[Payment, Bill]]
    free: list[Bill] | None


def received(db: Session, group_id: int, *, limit: int = 100) -> Received:
    """What came in for a group, in one statement."""
    rows, bills = table(Payment), table(Bill)
    wanted = sa.select(Payment, Bill, _held(bills).label("held")).join(Bill, bills.c.id == rows.c.bill_id)
    last = wanted.where(rows.c.group_id == group_id).order_by(rows.c.received_at.desc(), rows.c.id.desc())
    found = db.execute(last.limit(limit)).all()
    free = {row.Bill.key: row.Bill for row in found if not row.held}
    return Received([(row.Payment, row.Bill) for row in found], list(free.values()))


def _held(bills: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether money of a bill goes back that holds its payments, for a condition on bills."""
    return sa.exists().where(table(Refund).c.bill_id == bills.c.id, _stays(BY_PAYMENT))


def takeable(db: Session, payments: list[Payment], by: Actor, free: list[Bill] | None = None) -> set[int]:
    """Which of these may be taken back while goods and money are here: hers, and her stand-in's, or those of who is
    gone, while she confirms and they pay no order of hers.

    Of one who stands outside, officer or admin, none of her own side; none while she rests after a code, or only reads.
    `free`: as `received` says, where the caller has read it.
    """
    if by.restricted or by.reads_only:
        return set()
    mine = _hers(db, [each for each in payments if each.taken_back_at is None], by)
    if not mine:
        return set()
    rows, wanted = table(Bill), {payment.bill_id for payment in mine}
    if free is None:
        free = list(db.scalars(sa.select(Bill).where(rows.c.id.in_(wanted), ~_held(rows))))
    bills = [bill for bill in free if bill.key in wanted]
    theirs = _whose(db, bills) if not by.roles & INSIDE else {}
    own = own_groups(db, by.person_id, set(theirs.values()))
    here = {bill.key for bill in bills if bill.method is not Method.CARD and theirs.get(bill.key) not in own}
    for kind in {bill.kind for bill in bills}:
        here -= handler(kind).gone(db, [bill for bill in bills if bill.kind == kind])
    others = {payment.bill_id for payment in mine if payment.confirmed_by_id != by.person_id and _says(by, payment)}
    kept = {each: [bill for bill in bills if bill.key in others and bill.custodian is each] for each in Custodian}
    sayable = {key for asked in kept.values() for key in open_to(db, by, asked)}
    mine = [each for each in mine if each.confirmed_by_id == by.person_id or each.bill_id in sayable]
    return {payment.key for payment in mine if payment.bill_id in here}


def _whose(db: Session, bills: list[Bill]) -> dict[int, int]:
    """By bill the group whose money it is: that is paid, or pays an organiser."""
    found = dict[int, int]()
    for kind in {bill.kind for bill in bills}:
        found |= handler(kind).groups(db, [bill for bill in bills if bill.kind == kind])
    return found


def pressed_by(db: Session, person_id: int, *, group_id: int | None = None) -> list[tuple[Payment, Bill]]:
    """What she said of groups' own money, the last first, for who sees no more of it: an officer or admin."""
    rows = table(Payment)
    whose = rows.c.group_id.is_not(None) if group_id is None else rows.c.group_id == group_id
    wanted = sa.select(Payment, Bill).join(Bill, table(Bill).c.id == rows.c.bill_id)
    hers = wanted.where(rows.c.confirmed_by_id == person_id, rows.c.custodian == Custodian.GROUP, whose)
    return [(payment, bill) for payment, bill in db.execute(hers.order_by(rows.c.id.desc()).limit(MOST_PRESSED))]


def the_payment(db: Session, group_id: int, key: int) -> Payment:
    """A payment to this group."""
    return payment_where(db, table(Payment).c.group_id == group_id, key)


def payment_pressed(db: Session, key: int, by: Actor) -> Payment:
    """A payment to a group itself that she said to be there."""
    rows = table(Payment)
    return payment_where(db, sa.and_(rows.c.confirmed_by_id == by.person_id, rows.c.custodian == Custodian.GROUP), key)


def payment_where(db: Session, whose: sa.ColumnElement[bool], key: int) -> Payment:
    """The payment with this id that meets the condition `whose`; NotFound otherwise."""
    rows = table(Payment)
    wanted = sa.select(Payment).join(Bill, table(Bill).c.id == rows.c.bill_id).where(rows.c.id == key, whose)
    return the_one(db, wanted, f"payment {key}")
