"""Collecting: transfers that go to the platform's bank account for a group, and reach the group by payout.

For groups whose bank costs too much or is too far to look into every day. Off unless payouts are on; a group's choice
and the platform's account each need a second person. The admins say whether the money is there, nobody of the group.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.one_of import the_one
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.kernel.settings import settings
from market.payments.account import Account, accounts_of, live_account
from market.payments.account_typed import AccountKind
from market.payments.bill import Bill, BillState, Custodian, Method
from market.payments.claim import Claim, ClaimState, is_claimed
from market.payments.payment import Payment
from market.payments.typing_accounts import ask_for
from market.people.access import Actor
from market.people.group import Group


def type_platform_account(db: Session, *, bank: str, number: str, holder: str, by: Actor) -> Account:
    """The platform's own bank account, for another admin to approve."""
    return ask_for(db, by, None, AccountKind.BANK, bank=bank, number=number, holder=holder)


def choose_platform(db: Session, group: Group, by: Actor) -> Account:
    """The group asks that transfers go to the platform; its own account is where payouts go."""
    platform = live_account(db, None)
    if platform is None or not settings().payouts:
        raise Refused("payouts_off")
    if live_account(db, group.key) is None:
        raise Refused("own_account_first")
    if live_account(db, group.key, AccountKind.PLATFORM):
        raise Overtaken("state_moved")
    told = {"bank": platform.bank, "number": platform.number, "holder": platform.holder}
    return ask_for(db, by, group.key, AccountKind.PLATFORM, **told)


def leave_platform(db: Session, group: Group, by: Actor) -> Account:
    """The group asks that new transfers go to its own account again: money moves, so a second person approves."""
    own = live_account(db, group.key)
    if own is None or live_account(db, group.key, AccountKind.PLATFORM) is None:
        raise Overtaken("state_moved")
    return ask_for(db, by, group.key, AccountKind.PLATFORM, bank=own.bank, number=own.number, holder=own.holder)


def account_for(db: Session, group_id: int, method: Method) -> Account | None:
    """The account where money of this method goes; None for cash and cards."""
    return accounts_for(db, group_id)[method] if method.by_word else None


def accounts_for(db: Session, group_id: int) -> dict[Method, Account | None]:
    """The account where money goes, by each method that is paid by word."""
    found = accounts_of(db, group_id)
    through = found[AccountKind.PLATFORM][0] is not None and settings().payouts
    bank = (live_account(db, None) if through else None) or found[AccountKind.BANK][0]
    return {Method.TRANSFER: bank, Method.QRIS: found[AccountKind.QRIS][0]}


def custodian_of(method: Method, *, platform: bool) -> Custodian:
    """Who has what is paid by this method; `platform`: it goes to the platform's bank account."""
    return Custodian.PLATFORM if method is Method.CARD or platform else Custodian.GROUP


B = table(Bill)
COLLECTED = sa.and_(B.c.custodian == Custodian.PLATFORM, B.c.method == Method.TRANSFER)


@dataclass(frozen=True, slots=True)
class CollectedClaim:
    """A claim of money sent to the platform, with its bill and group."""

    claim: Claim
    bill: Bill
    group: Group


@dataclass(frozen=True, slots=True)
class CollectedPayment:
    """A payment to the platform, with its bill and group."""

    payment: Payment
    bill: Bill
    group: Group


def claims_to_look_at(db: Session, most: int = 50) -> list[CollectedClaim]:
    """Open claims of transfers to the platform, the oldest first."""
    rows = table(Claim)
    wanted = (
        sa.select(Claim, Bill, Group)
        .join(Bill, B.c.id == rows.c.bill_id)
        .join(Group, table(Group).c.id == B.c.group_id)
        .where(COLLECTED, rows.c.state == ClaimState.OPEN)
        .order_by(rows.c.id)
        .limit(most)
    )
    return [CollectedClaim(claim=row.Claim, bill=row.Bill, group=row.Group) for row in db.execute(wanted)]


def the_collected_claim(db: Session, key: int) -> Claim:
    wanted = sa.select(Claim).join(Bill, B.c.id == table(Claim).c.bill_id).where(table(Claim).c.id == key, COLLECTED)
    return the_one(db, wanted, f"claim {key}")


def collected_payments(db: Session, most: int = 40) -> list[CollectedPayment]:
    """What came by transfer to the platform, the last first, with what was taken back."""
    rows = table(Payment)
    wanted = (
        sa.select(Payment, Bill, Group)
        .join(Bill, B.c.id == rows.c.bill_id)
        .join(Group, table(Group).c.id == B.c.group_id)
        .where(COLLECTED, rows.c.custodian == Custodian.PLATFORM)
        .order_by(rows.c.id.desc())
        .limit(most)
    )
    return [CollectedPayment(payment=row.Payment, bill=row.Bill, group=row.Group) for row in db.execute(wanted)]


def collected_open(db: Session, most: int = 50) -> list[tuple[Bill, Group]]:
    """Transfers to the platform that nobody says to have paid yet, the oldest first."""
    wanted = (
        sa.select(Bill, Group)
        .join(Group, table(Group).c.id == B.c.group_id)
        .where(COLLECTED, B.c.state == BillState.OPEN, sa.not_(is_claimed(B)))
        .order_by(B.c.id)
        .limit(most)
    )
    return [(bill, group) for bill, group in db.execute(wanted)]
