"""Booth fees: a bill of the organiser to a group, paid to its treasurer or waived with a reason."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.registering.application import Application
from market.kernel.one_of import the_one
from market.kernel.record import locked, table
from market.kernel.refused import Overtaken, needed_reason
from market.payments.bill import Bill, BillState
from market.payments.claim import Claim, ClaimState, settle_now
from market.payments.claiming import Claimant, claim, may_claim
from market.payments.confirming import require_confirmer
from market.payments.payment import Payment
from market.payments.refund import Refund
from market.people.access import Actor
from market.people.act import note_helped
from market.people.own_side import require_other_side

KIND = "booth_fee"
NUMBER_LENGTH = len("P-ABC234")  # of a registration; further bills are `P-ABC234+2`


def number_of(bill: Bill) -> str:
    """The number of the registration that a bill is for."""
    return bill.ref.partition("+")[0]


@dataclass(frozen=True)
class Fees:
    """A registration's bills, the oldest first: one, and a further one for what was added after the first was paid."""

    bills: list[Bill]
    back: int = 0  # whole rupiah owed back and not yet returned
    returned: int = 0
    claim: Claim | None = None  # what the group says to have paid and nobody has looked at
    moot: bool = False  # nothing is owed any more on the bill it says to have paid

    @property
    def state(self) -> BillState:
        """Open while anything is owed; else settled, else what became of the last bill."""
        states = [bill.state for bill in self.bills]
        return next((each for each in (BillState.OPEN, BillState.SETTLED) if each in states), states[-1])

    @property
    def amount(self) -> int:
        """Whole rupiah of the bills that are in that `state`."""
        return sum(bill.amount for bill in self.bills if bill.state is self.state)

    @property
    def pending(self) -> bool:
        return self.state is BillState.OPEN or self.claim is not None

    @property
    def claimable(self) -> bool:
        """The group may say that it paid: nobody has looked at what it said before, and nothing goes back."""
        return self.state in (BillState.OPEN, BillState.CANCELLED) and not (self.claim or self.back or self.returned)


def _bills(db: Session, application: Application, *, lock: bool = True) -> list[Bill]:
    """A registration's bills, the oldest first."""
    rows, number = table(Bill), application.number
    mine = sa.or_(rows.c.ref == number, rows.c.ref.startswith(f"{number}+"))
    wanted = sa.select(Bill).where(rows.c.kind == KIND, mine).order_by(rows.c.id)
    return list(db.scalars(locked(wanted) if lock else wanted))


def _open(db: Session, application: Application) -> Bill:
    found = next((bill for bill in _bills(db, application) if bill.open), None)
    if found is None:
        raise Overtaken("state_moved")
    return found


def _claimed(db: Session, bills: list[Bill]) -> Claim | None:
    """What the group said to have paid and nobody has looked at, also of a bill that was dropped meanwhile."""
    rows, keys = table(Claim), [bill.key for bill in bills]
    wanted = sa.select(Claim).where(rows.c.bill_id.in_(keys), rows.c.state == ClaimState.OPEN).order_by(rows.c.id)
    return db.scalars(wanted).first()


def receive_fee(db: Session, application: Application, *, by: Actor) -> None:
    """The organiser's treasurer has the money. What is not owed any more goes back to the group."""
    require_other_side(db, by.person_id, application.group_id)
    standing = _claimed(db, _bills(db, application))
    if standing:
        standing.confirm(by)
        return
    bill = _open(db, application)
    require_confirmer(db, by, bill)
    settle_now(db, bill, by)


def claim_fee(
    db: Session,
    application: Application,
    *,
    note: str,
    proof: str | None,
    proof_hash: str | None,
    claimant: Claimant,
    by: Actor,
) -> Claim:
    """The group says that it paid, by an account or a browser, the `claimant`; the office looks. Also after it gave up
    its booth: then the money goes back. What it said already and nobody has looked at is said by that."""
    bills = _bills(db, application)
    note_helped(db, by, "booth_fee_claimed", application.group_id, number=application.number)
    return _claimed(db, bills) or claim(db, _asked(bills), note=note, proof=proof, proof_hash=proof_hash, by=claimant)


def may_claim_fee(db: Session, application: Application, claimant: Claimant) -> bool:
    """Whether `claim_fee` would make a claim, asked before its proof is kept. Refused as there."""
    bills = _bills(db, application, lock=False)
    return not _claimed(db, bills) and may_claim(db, _asked(bills), claimant)


def _asked(bills: list[Bill]) -> Bill:
    asked = [bill for bill in bills if bill.open] or [bill for bill in bills if bill.state is BillState.CANCELLED]
    if not asked:
        raise Overtaken("state_moved")
    return asked[-1]


def refuse_fee(db: Session, application: Application, reason: str, *, by: Actor) -> None:
    """The money is not there: the group is told why. Refused to an officer who belongs to it."""
    require_other_side(db, by.person_id, application.group_id)
    standing = _claimed(db, _bills(db, application))
    if standing is None:
        raise Overtaken("state_moved")
    standing.refuse(by, reason)


def the_fee_claim(db: Session, bazaar: Bazaar, key: int) -> Claim:
    """A claim on a fee of this bazaar."""
    rows = table(Claim)
    wanted = sa.select(Claim).join(Bill, table(Bill).c.id == rows.c.bill_id).where(rows.c.id == key, of_bazaar(bazaar))
    return the_one(db, wanted, f"claim {key}")


def of_bazaar(bazaar: Bazaar) -> sa.ColumnElement[bool]:
    """The fees of a bazaar, as a condition on bills."""
    bills, applications = table(Bill), table(Application)
    numbers = sa.select(applications.c.number).where(applications.c.bazaar_id == bazaar.key)
    return sa.and_(bills.c.kind == KIND, sa.func.substr(bills.c.ref, 1, NUMBER_LENGTH).in_(numbers))


def fee_payments(db: Session, bazaar: Bazaar) -> dict[str, list[Payment]]:
    """By registration number what came in for it, with what was taken back."""
    rows = table(Payment)
    wanted = sa.select(Payment, Bill).join(Bill, table(Bill).c.id == rows.c.bill_id).where(of_bazaar(bazaar))
    found: dict[str, list[Payment]] = {}
    for payment, bill in db.execute(wanted.order_by(rows.c.id)):
        found.setdefault(number_of(bill), []).append(payment)
    return found


def waive_fee(db: Session, application: Application, reason: str, *, by: Actor) -> None:
    """Nothing is owed, for a reason that stays written down."""
    require_other_side(db, by.person_id, application.group_id)
    application.fee_waived = needed_reason(reason)
    _open(db, application).cancel(by)


def fees_of(db: Session, numbers: list[str]) -> dict[str, Fees]:
    """By registration number what it was charged, and what is owed back."""
    bills, refunds = table(Bill), table(Refund)
    went = sa.select(sa.func.coalesce(sa.func.sum(refunds.c.amount), 0)).where(refunds.c.bill_id == bills.c.id)
    due = went.where(refunds.c.paid_at.is_(None)).scalar_subquery()
    done = went.where(refunds.c.paid_at.is_not(None)).scalar_subquery()
    mine = sa.func.substr(bills.c.ref, 1, NUMBER_LENGTH).in_(numbers)
    claims = table(Claim)
    said = sa.and_(claims.c.bill_id == bills.c.id, claims.c.state == ClaimState.OPEN)
    wanted = sa.select(Bill, due.label("due"), done.label("done"), Claim).outerjoin(Claim, said)
    wanted = wanted.where(bills.c.kind == KIND, mine).order_by(bills.c.id)
    found: dict[str, Fees] = {}
    for row in db.execute(wanted):
        number = row.Bill.ref.partition("+")[0]
        before = found.get(number, Fees(bills=[]))
        found[number] = Fees(
            bills=[*before.bills, row.Bill],
            back=before.back + int(row.due),
            returned=before.returned + int(row.done),
            claim=row.Claim or before.claim,
            moot=not row.Bill.open if row.Claim else before.moot,
        )
    return {number: found[number] for number in numbers if number in found}


def give_fee_back(db: Session, application: Application, *, by: Actor) -> None:
    """The organiser's treasurer returned what was paid: the oldest refund that is due."""
    require_other_side(db, by.person_id, application.group_id)
    rows, keys = table(Refund), [bill.key for bill in _bills(db, application)]
    wanted = sa.select(Refund).where(rows.c.bill_id.in_(keys), rows.c.paid_at.is_(None)).order_by(rows.c.id)
    due = db.scalars(wanted).first()
    if due is None:
        raise Overtaken("state_moved")
    due.pay_back(by)
