"""The accounts of a group and those of the platform, for a page that shows both."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.payments.account import A, Account, Accounts, by_kind
from market.payments.account_typed import AccountKind


@dataclass(frozen=True, slots=True)
class AccountsHere:
    """By kind the accounts of a group, and the bank account of the platform, if it has one."""

    own: Accounts
    platform: Account | None


def accounts_here(db: Session, group_id: int) -> AccountsHere:
    """In one statement."""
    whose = sa.or_(A.c.group_id == group_id, A.c.group_id.is_(None))
    found = list(db.scalars(sa.select(Account).where(whose, A.c.retired_at.is_(None)).order_by(A.c.id)))
    own, ours = ([each for each in found if (each.group_id is None) is platform] for platform in (False, True))
    return AccountsHere(by_kind(own), by_kind(ours)[AccountKind.BANK][0])
