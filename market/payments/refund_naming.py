"""Where a refund is to go: an account that its buyer names, or the former one when it was not she who named it."""

from dataclasses import asdict
from enum import Enum, auto
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from market.kernel.clock import after_waking, now
from market.kernel.record import table
from market.kernel.refused import Overtaken
from market.kernel.settings import settings
from market.payments.bill import Bill, handler, lock_bill
from market.payments.bill_facts import RefundReaddressed
from market.payments.refund import Refund
from market.payments.refund_account import WAITS_HOURS, NamedAccount, RefundAccount, accounts_named, known_account
from market.payments.refund_state import RefundState, RefundWay
from market.people.group import Group


class Begins(Enum):
    """When a named account may be paid to. USUAL: the first at once, another after its hours. AT_ONCE: any, for a buyer
    whom no letter about it would reach. LATER: the first waits too, where somebody else may have had her key first."""

    USUAL = auto()
    AT_ONCE = auto()
    LATER = auto()


def name_account(refund: Refund, to: NamedAccount, *, by_id: int | None = None, begins: Begins = Begins.USUAL) -> None:
    """The buyer says where the money is to go.

    Where an account is known, named for this order before or for another of its owner's, a different one is a change:
    whoever names it, it is told and waits its hours. So does the first one that `begins` LATER.
    """
    db, bill = refund.db, lock_bill(refund.db, refund.bill_id)
    db.refresh(refund)
    if refund.state is not RefundState.DUE or refund.way is RefundWay.CARD:
        raise Overtaken("state_moved")
    named = accounts_named(db, [refund.key])[refund.key]
    if named and named[-1].named == to:
        return
    known = named[-1] if named else known_account(db, _of_same_buyer(refund, bill))
    changed = known is not None and (known.waits or known.named != to)
    told = changed or begins is Begins.LATER
    at_once = begins is Begins.AT_ONCE or not told
    usable_at = now() if at_once else after_waking(now(), WAITS_HOURS, _zone(refund))
    refund.goes_to(to)
    account = RefundAccount(refund_id=refund.key, **asdict(to), by_id=by_id, usable_at=usable_at).add(db)
    if told:
        handler(bill.kind).refund_readdressed(db, bill, _readdressed(refund, account))
    else:
        handler(bill.kind).refund_addressed(db, bill, refund.owed)


def readdress(refund: Refund) -> None:
    """Puts back the account before a false one, or none where there was none."""
    db, bill = refund.db, lock_bill(refund.db, refund.bill_id)
    db.refresh(refund)
    if refund.state is not RefundState.DUE:
        return
    left = accounts_named(db, [refund.key])[refund.key]
    refund.goes_to(left[-1].named if left else NamedAccount())
    if left:
        handler(bill.kind).refund_readdressed(db, bill, _readdressed(refund, left[-1]))


def _readdressed(refund: Refund, account: RefundAccount) -> RefundReaddressed:
    return RefundReaddressed(
        key=account.key, amount=refund.amount, way=refund.way, usable_at=account.usable_at, waits=account.waits
    )


def _of_same_buyer(refund: Refund, bill: Bill) -> sa.Select[tuple[int]]:
    """Ids of refunds of the same purchase, and of other purchases of its owner's account."""
    rows, bills = table(Refund), table(Bill)
    hers: sa.ColumnElement[bool] = bills.c.id.in_(handler(bill.kind).beside(refund.db, bill))
    if bill.payer_id is not None:
        hers = sa.or_(hers, bills.c.payer_id == bill.payer_id)
    return sa.select(rows.c.id).join(Bill, bills.c.id == rows.c.bill_id).where(hers)


def _zone(refund: Refund) -> ZoneInfo:
    """The zone of whoever pays it."""
    return settings().zone if refund.group_id is None else Group.get(refund.db, refund.group_id).zone
