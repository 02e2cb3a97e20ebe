"""A second look: of some money so far only somebody spoke who may be its buyer, until another says she saw it too.

Whoever gave the code for a PIN may be whom that PIN names. By it daily work goes on, also where she has the number of
an order, or placed it; and a line of the bank's, which she types herself, lets a confirmer speak of an order with her
own number, or that of somebody close to her. Both count, and stand marked in the book, the day's closing and on the
first pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.one_of import one_of
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Overtaken, Refused
from market.payments.bill import Bill
from market.payments.own_order import HERS, LINE_SPEAKS, may_be_payer, own_order, surely_others
from market.payments.payment import Payment
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group
from market.people.own_side import is_own
from market.people.undoing import Made, undoes

MOST = 100


class SaidOfMoney(StrEnum):
    """What was said: that money came, that goods came back, that money went back, that less is taken for the whole."""

    CAME = "came"
    RETURNED = "returned"
    WENT_BACK = "went_back"
    LESS = "less"


class SecondLook(Record, table=True):
    """`amount` whole rupiah of a bill, as `by` said at `at`; `seen_by` saw it too. Of money that came with its payment:
    a line of the bank's statement is a second look as well, of whoever `may_see`."""

    __tablename__ = "second_look"
    __table_args__ = (sa.CheckConstraint("amount > 0", name="amount"), sa.UniqueConstraint("payment_id"))

    group_id: int = Field(foreign_key="groups.id", index=True)
    bill_id: int = Field(foreign_key="bill.id", index=True)
    payment_id: int | None = Field(default=None, foreign_key="payment.id")
    what: SaidOfMoney = Field(sa_column=state_column(SaidOfMoney, "what"))
    amount: int = Field(sa_type=sa.BigInteger)
    at: datetime = Field(default_factory=now)
    by: str = Field(max_length=80)
    by_id: int | None = Field(default=None, foreign_key="person.id")
    seen_at: datetime | None = None
    seen_by: str = Field(default="", max_length=80)
    seen_by_id: int | None = Field(default=None, foreign_key="person.id")

    def see(self, by: Actor) -> None:
        """She saw the money, or the goods. Overtaken when another did before, or it was taken back meanwhile."""
        bill = Bill.get(self.db, self.bill_id)
        if not may_see(self.db, self.group_id, [bill], by)[0]:
            raise Refused("second_look_by_another")
        by.refuse_while_resting()
        waits = sa.select(L.c.id).select_from(WITH_PAYMENT).where(L.c.group_id == self.group_id, UNSEEN).correlate(None)
        if not self.update_if(L.c.seen_at.is_(None), L.c.id.in_(waits), seen_at=now(), **who_did(by, "seen_by")):
            raise Overtaken("already_so")
        note(self.db, by, "money_seen_too", self.group_id, amount=self.amount, ref=bill.ref)


L, P, B = table(SecondLook), table(Payment), table(Bill)
# Of looks beside their payments: nobody saw it too, nobody took it back, and no line of a statement fits it.
UNSEEN = sa.and_(L.c.seen_at.is_(None), P.c.taken_back_at.is_(None), P.c.line_at.is_(None))
WITH_PAYMENT = sa.outerjoin(SecondLook, Payment, P.c.id == L.c.payment_id)


def may_see(db: Session, group_id: int, bills: Sequence[Bill], by: Actor) -> list[bool]:
    """Of each bill of a group whether somebody can say that she saw it too: she surely is not its buyer, nor close to
    her, nor an officer of the group's own side."""
    own_side = by.only_officer and is_own(db, by.person_id, group_id)
    return [False] * len(bills) if own_side else surely_others(db, by, bills)


def ask_second_look(
    db: Session, bill: Bill, by: Actor, amount: int, what: SaidOfMoney, payment: Payment | None = None, *,
    line: bool = False,
) -> None:  # fmt: skip
    """Marks what was just said of a bill, where who said it may be its buyer: by a PIN that she may know, or since
    it bears a number of hers that she never proved. `line`: by a line of the bank's that she typed, which also lets
    her speak of an order with the number of somebody close to her."""
    own = HERS | LINE_SPEAKS if line else HERS
    if bill.group_id is not None and (may_be_payer(db, by, bill) or own_order(db, by.person_id, bill) in own):
        key = payment.key if payment else None
        SecondLook(
            group_id=bill.group_id, bill_id=bill.key, payment_id=key, what=what, amount=amount, **who_did(by)
        ).add(db)


def drop_look(db: Session, bill: Bill, what: SaidOfMoney, **which: Any) -> None:
    """What was said last of a locked bill, with these columns where several were, was a mistake: nobody is asked any
    more whether she saw it. A payment that is taken back tells so itself."""
    same = (L.c[name] == value for name, value in which.items())
    said = (L.c.bill_id == bill.key, L.c.what == what, L.c.seen_at.is_(None), *same)
    db.execute(sa.delete(L).where(L.c.id == sa.select(sa.func.max(L.c.id)).where(*said).scalar_subquery()))


@dataclass(frozen=True, slots=True)
class ShownLook:
    """One that waits, of a bill; `hers`: who reads may say that she saw it too."""

    look: SecondLook
    bill: Bill
    hers: bool


def waiting_looks(db: Session, group_id: int, by: Actor) -> list[ShownLook]:
    """What waits in a group for somebody who saw it too, the oldest first."""
    wanted = sa.select(SecondLook, Bill).select_from(WITH_PAYMENT.join(Bill, B.c.id == L.c.bill_id))
    rows = db.execute(wanted.where(L.c.group_id == group_id, UNSEEN).order_by(L.c.id).limit(MOST)).all()
    hers = may_see(db, group_id, [row.Bill for row in rows], by)
    return [ShownLook(row.SecondLook, row.Bill, may) for row, may in zip(rows, hers, strict=True)]


def unseen_in(db: Session, group: Group, first: date, end: date) -> dict[SaidOfMoney, int]:
    """Whole rupiah that were said in a group on the days from `first` until before `end`, and that nobody saw too, for
    each that there is: money that came is not goods that did."""
    start, over = (datetime.combine(day, time(), group.zone) for day in (first, end))
    within = (L.c.group_id == group.key, L.c.at >= start, L.c.at < over, UNSEEN)
    sums = sa.select(L.c.what, sa.func.sum(L.c.amount).label("sum")).select_from(WITH_PAYMENT).where(*within)
    found = {row.what: int(row.sum) for row in db.execute(sums.group_by(L.c.what))}
    return {what: found[what] for what in SaidOfMoney if what in found}


def the_look(db: Session, group_id: int, key: int) -> SecondLook:
    """One of this group, locked until the commit."""
    return one_of(db, SecondLook, key, lock=True, group_id=group_id)


@undoes("second_look.seen_by_id")
def undo_looks(db: Session, made: Made) -> None:
    """What was seen by a word that was not hers waits again for somebody who saw it."""
    if made.denied:
        hers = sa.update(L).where(made.holds(L.c.seen_by_id, L.c.seen_at))
        db.execute(hers.values(seen_at=None, seen_by="", seen_by_id=None))
