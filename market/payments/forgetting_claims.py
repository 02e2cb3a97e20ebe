"""What stays of a payer's claims once she deletes her account.

Her number is taken off her claims; off a refused one only after the days in which a second refusal ends claims for
that number: deleting an account gives no fresh start.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import changed, some, table
from market.payments.bill import Bill
from market.payments.claim import Claim, ClaimState
from market.payments.claiming import REFUSED_WITHIN

C, B = table(Claim), table(Bill)


def forget_claims(db: Session, bills: sa.Select[tuple[int]]) -> None:
    """Takes note and number off the claims of these bills."""
    hers = C.c.bill_id.in_(bills)
    lately = sa.and_(C.c.state == ClaimState.REFUSED, C.c.decided_at > now() - REFUSED_WITHIN)
    db.execute(sa.update(C).where(hers).values(note=""))
    db.execute(sa.update(C).where(hers, ~lately).values(payer_phone=""))


def forget_payers(db: Session) -> int:
    """Takes the number off refused claims of deleted payers once these no longer count; returns how many."""
    gone = sa.select(B.c.id).where(B.c.id == C.c.bill_id, B.c.payer_phone == "").exists()
    over = C.c.decided_at <= now() - REFUSED_WITHIN
    which = some(C, C.c.payer_phone != "", C.c.state == ClaimState.REFUSED, over, gone)
    return changed(db, sa.update(C).where(which).values(payer_phone=""))
