"""A group types an account, by hand or as a QRIS code: written down, and asked of a second person."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.limits import attempt_within
from market.kernel.refused import Refused
from market.payments.account import Account, require_open, waiting_account
from market.payments.account_typed import AccountKind
from market.payments.providers.qris import read_qris
from market.people.access import Actor
from market.people.group import Group, lock_group

MOST_A_DAY = 6  # typed by one person for one group: each is told to all who hold money there


def type_account(db: Session, group: Group, *, bank: str, number: str, holder: str, by: Actor) -> Account:
    """A new bank account that waits for a second person."""
    return ask_for(db, by, group.key, AccountKind.BANK, bank=bank, number=number, holder=holder)


def type_qris(db: Session, group: Group, payload: str, *, by: Actor) -> Account:
    """A new QRIS code that waits for a second person; refused when it is no merchant's static code."""
    code = read_qris(payload)
    told: dict[str, Any] = {"bank": "QRIS", "number": code.nmid or code.value("60"), "holder": code.merchant.strip()}
    return ask_for(db, by, group.key, AccountKind.QRIS, payload=code.payload, **told)


def ask_for(db: Session, by: Actor, group_id: int | None, kind: AccountKind, **told: Any) -> Account:
    """Writes an account down for a second person to approve; one of its kind waits at a time."""
    if by.person_id is None:
        raise Refused("not_own_account")
    if group_id is not None:
        require_open(lock_group(db, group_id))
    attempt_within(db, f"account/typed/{group_id}/{by.person_id}", most=MOST_A_DAY, per=timedelta(days=1))
    waiting = waiting_account(db, group_id, kind)
    if waiting:
        waiting.retired_at = now()
        waiting.unsay()
    account = Account(group_id=group_id, kind=kind, **who_did(by, "typed_by"), **told).add(db)
    account.tell_all("account_typed", by)
    return account
