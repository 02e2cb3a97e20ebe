"""Payments that a treasurer chose among the lines of a bank's statement."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.payments.bank_statement import match
from market.payments.bill import lock_bill
from market.payments.claim import confirm_without_claim
from market.payments.payment import Payment
from market.people.access import Actor


def confirm_lines(
    db: Session, whose: sa.ColumnElement[bool], lines: str, chosen: Collection[int], by: Actor
) -> list[Payment]:
    """Confirms of the bills that lines pay those with a chosen id, as if each had been pressed."""
    told = {each.bill.key for each in match(db, whose, lines) if each.bill}
    return [
        confirm_without_claim(db, lock_bill(db, key), by, statement_line=True) for key in sorted(told & set(chosen))
    ]
