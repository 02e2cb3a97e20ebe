"""Buyers' own accounts for refunds: who may read them, when they are forgotten, and undoing false ones."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from market.kernel.clock import now
from market.kernel.record import SOME, table
from market.payments.refund import Refund
from market.payments.refund_account import RefundAccount
from market.payments.refund_naming import readdress
from market.payments.refund_state import WAITING
from market.people.undoing import Made, undoes

# Only whoever pays it back reads a buyer's own account; other pages cannot read it by mistake.
WITHOUT_ACCOUNT = tuple(defer(getattr(Refund, name), raiseload=True) for name in ("bank", "number", "holder"))
ACCOUNTS_KEPT = timedelta(days=365)


def forget_accounts(db: Session, which: sa.ColumnElement[bool]) -> None:
    """Takes buyers' own accounts off these refunds, as far as they are over."""
    rows, named = table(Refund), table(RefundAccount)
    over, blank = sa.and_(which, rows.c.state.not_in(WAITING)), {"bank": "", "number": "", "holder": ""}
    db.execute(sa.update(named).where(named.c.refund_id.in_(sa.select(rows.c.id).where(over))).values(**blank))
    db.execute(sa.update(rows).where(over).values(**blank))


def forget_old_accounts(db: Session) -> int:
    """The same after twelve months, some at a time; returns how many."""
    rows, named = table(Refund), table(RefundAccount)
    told = sa.select(named.c.id).where(named.c.refund_id == rows.c.id, named.c.number != "").exists()
    over = sa.func.coalesce(rows.c.paid_at, rows.c.owed_at)  # dropped ones were never paid
    old = (over < now() - ACCOUNTS_KEPT, rows.c.state.not_in(WAITING), sa.or_(rows.c.number != "", told))
    keys = list(db.scalars(sa.select(rows.c.id).where(*old).limit(SOME)))
    if keys:
        forget_accounts(db, rows.c.id.in_(keys))
    return len(keys)


@undoes("refund_account.by_id")
def undo_named(db: Session, made: Made) -> None:
    """Voids accounts that were falsely named for her money, also for what she is owed later."""
    named = table(RefundAccount)
    hers = sa.update(named).where(made.holds(named.c.by_id, named.c.given_at), named.c.void_at.is_(None))
    for key in sorted(set(db.scalars(hers.values(void_at=now()).returning(named.c.refund_id)))):
        readdress(Refund.get(db, key))
