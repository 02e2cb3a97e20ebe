"""Refund: money owed back to a payer. Owing it is not paying it: it is a task until somebody has paid."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.one_of import one_of
from market.kernel.record import Record, state_column, table
from market.kernel.refused import NotFound, Refused, needed_reason
from market.payments import ledger
from market.payments.bill import Bill, Custodian, handler, lock_bill
from market.payments.bill_facts import RefundOwed, no_longer_due
from market.payments.confirming import require_refunder
from market.payments.payment import booked_fee, paid_parts
from market.payments.presser import tell_presser
from market.payments.refund_account import NamedAccount, RefundAccount, accounts_named
from market.payments.refund_state import COUNTED, WAITING, How, RefundState, RefundWay
from market.payments.refund_to import by_word, to_account
from market.payments.refund_undoing import refusals_to_undo
from market.payments.second_look import SaidOfMoney, ask_second_look, drop_look
from market.people.access import CLOCK, Actor
from market.people.act import note
from market.people.security import security_event

S = RefundState
PIECES, RETURNED = "pieces", "returned"  # reasons: pieces that did not leave; goods that came back to the till
UNDONE_WITHIN = timedelta(days=7)


class Refund(Record, table=True):
    """`reason` is a code (cancelled, late_money, overpaid, granted, pieces, returned, provider), `note` its words.

    `besides` is the part of it that came besides the bill's amount, `proof` the bank's own reference. `bank`, `number`
    and `holder` are the buyer's own account, the last one named or the one that was paid, shown only to
    whoever pays it; every one that was named is a RefundAccount. `how` is said where she named none. `undone_at`: the
    money had not gone back after all, and another refund is owed instead.
    """

    __table_args__ = (
        sa.CheckConstraint("amount > 0", name="amount"),
        sa.CheckConstraint("besides BETWEEN 0 AND amount", name="besides"),
        sa.Index("ix_refund_state_way", "state", "way"),
    )

    bill_id: int = Field(foreign_key="bill.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="groups.id", index=True)
    amount: int = Field(sa_type=sa.BigInteger)
    besides: int = Field(default=0, sa_type=sa.BigInteger)
    reason: str = Field(max_length=40)
    note: str = Field(default="", max_length=300)
    state: RefundState = Field(default=S.DUE, sa_column=state_column(RefundState, "state"))
    way: RefundWay = Field(default=RefundWay.BY_HAND, sa_column=state_column(RefundWay, "way"))
    token: str | None = Field(default=None, max_length=64, unique=True)
    provider_id: str | None = Field(default=None, max_length=80, unique=True)
    bank: str = Field(default="", max_length=40)
    number: str = Field(default="", max_length=40)
    holder: str = Field(default="", max_length=80)
    proof: str = Field(default="", max_length=120)
    owed_at: datetime = Field(default_factory=now)
    granted_by_id: int | None = Field(default=None, foreign_key="person.id")
    granted_by: str = Field(default="", max_length=80)
    paid_at: datetime | None = None
    paid_by_id: int | None = Field(default=None, foreign_key="person.id")
    how: How | None = Field(default=None, sa_column=state_column(How, "how", nullable=True))
    undone_at: datetime | None = None

    @property
    def waits(self) -> bool:
        return self.state in WAITING

    @property
    def owed(self) -> RefundOwed:
        """The facts that the bill's room is told of it."""
        return RefundOwed(key=self.key, amount=self.amount, way=self.way, note=self.note)

    @property
    def label(self) -> str:
        return f"{self.bank} {self.number}".strip()

    @property
    def ending(self) -> str:
        """Bank and last digits of its account, for its owner to know it by."""
        digits = "".join(c for c in self.number if c in "0123456789")
        return f"{self.bank} ••••{digits[-4:]}"

    def pay_back(
        self, by: Actor, proof: str = "", account: int | None = None, *, how: How | None = None, told: str = ""
    ) -> None:
        """Somebody gave the money back by hand, the way it came. Only Stripe gives money back to a card.

        `account` is the id of the one it was sent to, by default the last. Refused while that one waits. Where a buyer
        named none: `how` it went back, and in words which account she told.
        """
        if self.way is RefundWay.CARD:
            raise Refused("refund_by_card")
        bill = lock_bill(self.db, self.bill_id)
        require_refunder(self.db, by, bill, from_bank=self.way is RefundWay.BANK)
        to = self._went_to(account, how, told)
        to |= {"paid_by_id": by.person_id, "paid_at": now(), "proof": proof.strip()[:120]}
        self.become(S.PAID, by, "refund_paid", was=(S.DUE,), **to)
        self.book()
        ask_second_look(self.db, bill, by, self.amount, SaidOfMoney.WENT_BACK)
        self._tell_paid(by)
        note(self.db, by, "refund_paid", self.group_id, amount=self.amount, ref=bill.ref)

    def _went_to(self, account: int | None, how: How | None, told: str) -> dict[str, Any]:
        """To an account that the buyer named, else by word; only of a group's refund: others have no buyer to ask."""
        if to := to_account(accounts_named(self.db, [self.key])[self.key], account):
            return to
        return {} if self.group_id is None else by_word(self.way, how, told)

    @property
    def undoable(self) -> bool:
        """Whether "Sudah dikembalikan" can still be taken back: only when the group itself gave it by hand."""
        by_hand = self.way is RefundWay.BY_HAND and self.group_id is not None and self.reason != RETURNED
        return by_hand and self.state is S.PAID and (self.paid_at or now()) > now() - UNDONE_WITHIN

    def undo(self, by: Actor, reason: str) -> "Refund":
        """It did not go back after all, says who had said so, or where she left who gives money back today: booked
        back, and owed anew to the same accounts."""
        reason = needed_reason(reason)
        bill = lock_bill(self.db, self.bill_id)
        self.db.refresh(self)
        if refusal := refusals_to_undo(self.db, bill, [self.paid_by_id], by).get(self.paid_by_id):
            raise refusal
        if not self.undoable:
            raise Refused("refund_stays")
        self.become(S.FAILED, by, "refund_undone", was=(S.PAID,), undone_at=now())
        ledger.reverse(self.db, (ledger.Fact.REFUND, self.key), as_kind=ledger.Fact.REFUND_UNDONE)
        drop_look(self.db, bill, SaidOfMoney.WENT_BACK, amount=self.amount, by_id=self.paid_by_id)
        instead = self._instead(self.way)
        moved = sa.update(RefundAccount).where(table(RefundAccount).c.refund_id == self.key)
        self.db.execute(moved.values(refund_id=instead.key))
        if named := accounts_named(self.db, [instead.key])[instead.key]:
            instead.goes_to(named[-1].named)
        handler(bill.kind).refund_undone(self.db, bill, by, instead.owed, reason)
        tell_presser(self.db, self.paid_by_id, by, bill, reason, name=f"refund/{self.key}")
        note(self.db, by, "refund_undone", self.group_id, amount=self.amount, ref=bill.ref, reason=reason)
        hers, of = self.paid_by_id, self.group_id
        security_event(self.db, "refund_undone", person_id=hers, by_id=by.person_id, group_id=of, refund=self.key)
        return instead

    def goes_to(self, to: NamedAccount) -> None:
        """Where it is to go from now on."""
        self.bank, self.number, self.holder = to.bank, to.number, to.holder

    def drop(self, by: Actor) -> None:
        """It is not owed after all. Only while nobody has begun to pay it."""
        self.become(S.DROPPED, by, "refund_dropped")
        no_longer_due(self.db, self.key)

    def begin(self) -> None:
        """Stripe is about to be asked; after a crash it is asked again with the same key."""
        self.become(S.SENDING, CLOCK, "refund_begun")

    def sent(self, provider_id: str, arrived: bool) -> None:
        """Stripe accepted it: our balance there is lower from now on. Told twice, nothing happens twice."""
        if self.state in (S.DUE, S.SENDING):
            self.become(S.SENT, CLOCK, "refund_sent", provider_id=provider_id, paid_at=now())
            self.book()
        if arrived and self.state is S.SENT:
            self.become(S.PAID, CLOCK, "refund_arrived", was=(S.SENT,))
            self._tell_paid(CLOCK)

    def fail(self) -> "Refund | None":
        """The card did not take it: books it back, and has it owed from the platform's bank instead."""
        if self.state not in (S.DUE, S.SENDING, S.SENT, S.PAID) or self.way is not RefundWay.CARD:
            return None
        booked = self.state in (S.SENT, S.PAID)
        self.become(S.FAILED, CLOCK, "refund_failed", was=(self.state,))
        no_longer_due(self.db, self.key)
        if booked:
            ledger.reverse(self.db, (ledger.Fact.REFUND, self.key), as_kind=ledger.Fact.REFUND_FAILED)
        bill = Bill.get(self.db, self.bill_id)
        instead = self._instead(RefundWay.BANK if bill.custodian is Custodian.PLATFORM else RefundWay.BY_HAND)
        handler(bill.kind).refund_owed(self.db, bill, CLOCK, instead.owed)
        return instead

    def _instead(self, way: RefundWay) -> "Refund":
        """The same, owed anew: this one did not arrive."""
        return Refund(
            bill_id=self.bill_id, group_id=self.group_id, amount=self.amount, besides=self.besides, reason=self.reason,
            note=self.note, way=way, granted_by_id=self.granted_by_id, granted_by=self.granted_by,
        ).add(self.db)  # fmt: skip

    def _tell_paid(self, by: Actor) -> None:
        no_longer_due(self.db, self.key)
        bill = Bill.get(self.db, self.bill_id)
        handler(bill.kind).refunded(self.db, bill, by, self.owed)

    def book(self) -> None:
        """Books it back to the buyer from whoever has it, and the fee of that part back to the group."""
        bill = Bill.get(self.db, self.bill_id)
        at = self.paid_at or now()
        move = partial(ledger.move, self.db, fact=(ledger.Fact.REFUND, self.key), ref=bill.ref, at=at)
        group, goods = bill.group_id, self.amount - self.besides
        if group is None:
            return move(ledger.ORGANISER, ledger.BUYER, self.amount, leg="amount")
        fee = self._fee(bill, goods)
        if bill.custodian is Custodian.PLATFORM:
            move(ledger.BANK if self.way is RefundWay.BANK else ledger.STRIPE, ledger.BUYER, self.amount, leg="amount")
            move(ledger.payable(group), ledger.OWED, self.amount, leg="owed")
            move(ledger.FEES, ledger.payable(group), fee, leg="fee")
        else:
            move(ledger.own(group), ledger.BUYER, goods, leg="amount")
            move(ledger.rounding(group), ledger.BUYER, self.besides, leg="rounding")
            move(ledger.FEES, ledger.receivable(group), fee, leg="fee")

    def _fee(self, bill: Bill, goods: int) -> int:
        """The fee of this part: its share of what stands in the books, so that the parts add up to the fee.

        That of pieces went back to the group when they were cancelled: their money has none.
        """
        if self.reason == PIECES:
            return 0
        rows = table(Refund)
        over = sa.or_(rows.c.state.in_((S.SENT, S.PAID)), sa.and_(rows.c.reason == PIECES, rows.c.state.in_(COUNTED)))
        mine = (rows.c.bill_id == bill.key, rows.c.id != self.key, over)
        earlier = sa.select(sa.func.coalesce(sa.func.sum(rows.c.amount - rows.c.besides), 0)).where(*mine)
        left = paid_parts(self.db, bill.key).amount - int(self.db.execute(earlier).scalar_one())
        stands = booked_fee(self.db, bill)
        return stands * goods // left if goods < left else stands * (goods > 0)


def the_refund(db: Session, group_id: int, key: int) -> Refund:
    """A refund that this group itself has to pay."""
    if (found := one_of(db, Refund, key, group_id=group_id)).way is RefundWay.BANK:
        raise NotFound(f"refund {key}")
    return found
