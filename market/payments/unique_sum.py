"""Unique sums: a transfer asks for 1 to 999 rupiah more, so that a bank's statement tells which bill it pays.

The few rupiah belong to the payment, not to the order, and are booked as rounding. Two bills of one account never ask
for the same sum; a sum is free again a week after its bill was closed.
"""

import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import changed, some, table
from market.kernel.refused import Refused
from market.payments.bill import Bill, BillState, Method
from market.payments.claim import is_claimed

MOST_MORE = 999
COOL_OFF = timedelta(days=7)
B = table(Bill)
TAKEN = sa.select(B.c.asked).where(
    B.c.account_id == sa.bindparam("account"),
    B.c.method == Method.TRANSFER,
    B.c.released_at.is_(None),
    B.c.asked.between(sa.bindparam("least"), sa.bindparam("most")),
)


def asked_for(db: Session, method: Method, account_id: int | None, amount: int) -> int:
    """What a bill of this amount asks for: for a transfer a sum of its own, else the amount."""
    return unique_sum(db, account_id, amount) if method is Method.TRANSFER else amount


def unique_sum(db: Session, account_id: int | None, amount: int) -> int:
    """The sum to ask for this amount on this account, at random among the free ones. Refused when all 999 are in use.

    Two at once may choose the same: the index lets one in, and `write` tries the other again.
    """
    if account_id is None:
        return amount
    between = {"account": account_id, "least": amount + 1, "most": amount + MOST_MORE}
    taken = set(db.connection().execute(TAKEN, between).scalars())
    free = [amount + more for more in range(1, MOST_MORE + 1) if amount + more not in taken]
    if not free:
        raise Refused("transfer_full")
    return secrets.choice(free)


def release_sums(db: Session) -> int:
    """Frees the sums of bills that were closed a week ago and wait for nothing; returns how many."""
    over = sa.and_(B.c.released_at.is_(None), B.c.state != BillState.OPEN, B.c.closed_at < now() - COOL_OFF)
    return changed(db, sa.update(B).where(some(B, over, sa.not_(is_claimed(B)))).values(released_at=now()))
