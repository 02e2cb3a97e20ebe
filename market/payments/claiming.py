"""The payer says that she paid: who may, how often, and how long after."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.payments.bill import Bill, handler, lock_bill
from market.payments.claim import Claim, ClaimState, decide_by, open_claim
from market.payments.payment import paid_towards
from market.people.person import Person

REFUSED_WITHIN = timedelta(days=90)
MOST_REFUSED = 2
LATE_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Claimant:
    """Who claims: the digest of a mark in the browser, and the person when somebody is signed in."""

    browser: str = ""
    person_id: int | None = None


def claim(
    db: Session,
    bill: Bill,
    *,
    note: str = "",
    proof: str | None = None,
    proof_hash: str | None = None,
    by: Claimant = Claimant(),
) -> Claim:
    """The payer says it is paid. A second press finds the claim that is open."""
    bill = lock_bill(db, bill.key)
    standing = open_claim(db, bill.key)
    if standing:
        return standing
    _require_claimable(db, bill, by)
    if bill.overdue:
        bill.expire(now())
    late = not bill.open
    made = Claim(
        bill_id=bill.key,
        payer_phone=bill.payer_phone,
        asked=bill.asked - paid_towards(db, bill.key),
        note=note,
        proof=proof,
        proof_hash=proof_hash,
        late=late,
        browser=by.browser,
        decide_by=decide_by(db, bill),
    ).add(db)
    if not late:
        bill.stop_clock()
    handler(bill.kind).claimed(db, bill)
    return made


def _require_claimable(db: Session, bill: Bill, by: Claimant) -> None:
    if not bill.method.by_word or (not bill.open and paid_towards(db, bill.key)):
        raise Overtaken("bill_closed")  # settled, or late money that is on its way back
    _allow(db, bill, by)
    if (bill.overdue or not bill.open) and bill.made_at < now() - LATE_WITHIN:
        raise Refused("too_late")


def may_claim(db: Session, bill: Bill, by: Claimant = Claimant()) -> bool:
    """Whether `claim` would make a claim, asked before its proof is kept; False while one is open. Refused as there."""
    if open_claim(db, bill.key):
        return False
    _require_claimable(db, bill, by)
    return True


def _allow(db: Session, bill: Bill, by: Claimant) -> None:
    """The second refused claim within 90 days ends claims for that number from that browser.

    A number alone stops nobody: anybody can type it. Nor is an owner stopped who proved that the number is hers.
    """
    if not by.browser:
        return
    person = db.get(Person, by.person_id) if by.person_id else None
    if person and person.phone == bill.payer_phone and person.phone_proved_at:
        return
    claims = table(Claim)
    refused = db.execute(
        sa.select(sa.func.count()).where(
            # A group without a phone pays for its booth: only claims on that bill count.
            claims.c.payer_phone == bill.payer_phone if bill.payer_phone else claims.c.bill_id == bill.key,
            claims.c.browser == by.browser,
            claims.c.state == ClaimState.REFUSED,
            claims.c.decided_at > now() - REFUSED_WITHIN,
        )
    ).scalar_one()
    if refused >= MOST_REFUSED:
        raise Refused("claims_ended")
