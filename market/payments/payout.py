"""Payout: what the platform collected for groups is sent to their banks, in batches that two people make.

What may be sent is in owed.py. A refund after a payout makes the next one smaller. Off unless `MARKET_PAYOUTS` is set.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.addresses import group_page
from market.kernel.clock import now
from market.kernel.doer import sign
from market.kernel.indexes import one_where
from market.kernel.record import Record, locked, state_column, table
from market.kernel.refused import Overtaken, Refused, needed_reason
from market.kernel.states import moves
from market.messages.outbox import tell
from market.messages.overtaken import unsay
from market.payments import ledger
from market.payments.account import Account
from market.payments.owed import old_enough, owed_to_groups
from market.people.access import CLOCK, Actor
from market.people.act import note
from market.people.approving.other_admin import refusals_as_other
from market.people.group import Group
from market.people.membership import people_to_tell
from market.people.own_side import own_groups, require_other_side
from market.people.undoing import Made, undoes


class PayoutState(StrEnum):
    DRAFTED = "drafted"
    APPROVED = "approved"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


S = PayoutState
NEXT = moves(
    S,
    {
        S.DRAFTED: {S.APPROVED, S.DROPPED},
        S.APPROVED: {S.SENT, S.DROPPED},
        S.SENT: {S.FAILED},
        S.FAILED: set(),
        S.DROPPED: set(),
    },
)
LIVE = (S.DRAFTED, S.APPROVED)


class PayoutBatch(Record, table=True):
    """Payouts drafted together. Who made it, or counts as one with her, never approves it."""

    __tablename__ = "payout_batch"
    __table_args__ = (sa.CheckConstraint("approved_by_id IS NULL OR approved_by_id <> made_by_id", name="two_people"),)

    number: str = Field(max_length=16, unique=True)
    made_by_id: int = Field(foreign_key="person.id")
    made_by: str = Field(max_length=80)
    made_at: datetime = Field(default_factory=now)
    approved_by_id: int | None = Field(default=None, foreign_key="person.id")
    approved_by: str = Field(default="", max_length=80)
    approved_at: datetime | None = None

    @property
    def payouts(self) -> list["Payout"]:
        rows = table(Payout)
        wanted = locked(sa.select(Payout).where(rows.c.batch_id == self.key).order_by(rows.c.id))
        return list(self.db.scalars(wanted))

    @property
    def about(self) -> str:
        """What its letters are of."""
        return f"payout/{self.number}"

    def approve(self, by: Actor) -> None:
        """The second person says yes to each payout that is still right; the others are dropped with a reason."""
        refusal = refusals_to_approve(self.db, [self], by).get(self.key)
        if refusal:
            raise refusal
        waiting = [payout for payout in self.payouts if payout.state is S.DRAFTED]
        if self.approved_at or not waiting:
            raise Overtaken("state_moved")
        sign(self, by, "approved_by")
        self.approved_at = now()
        for payout in waiting:
            why = payout.wrong()
            payout.become(S.DROPPED if why else S.APPROVED, by, why or "payout_approved", reason=why)
        unsay(self.db, self.about, ("payout_drafted",))
        note(self.db, by, "payout_approved", number=self.number)

    def drop(self, by: Actor, reason: str) -> None:
        """Drops it: nothing of it is sent."""
        reason = needed_reason(reason)
        waiting = [payout for payout in self.payouts if payout.state in LIVE]
        if not waiting:
            raise Overtaken("state_moved")
        for payout in waiting:
            payout.become(S.DROPPED, by, "payout_dropped", reason=reason[:300])
        unsay(self.db, self.about, ("payout_drafted",))
        note(self.db, by, "payout_dropped", number=self.number, reason=reason)


class Payout(Record, table=True):
    """So much to one group's account, in whole rupiah; one open for a group. `proof` is the bank's own reference."""

    __table_args__ = (
        sa.CheckConstraint("amount > 0", name="amount"),
        one_where("uq_payout_live", "group_id", where="state IN ('drafted', 'approved')"),
    )

    batch_id: int = Field(foreign_key="payout_batch.id", index=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    account_id: int = Field(foreign_key="account.id")
    amount: int = Field(sa_type=sa.BigInteger)
    state: PayoutState = Field(default=S.DRAFTED, sa_column=state_column(PayoutState, "state"))
    reason: str = Field(default="", max_length=300)
    proof: str = Field(default="", max_length=120)
    sent_at: datetime | None = None
    sent_by_id: int | None = Field(default=None, foreign_key="person.id")

    @property
    def number(self) -> str:
        """Its number in the books: the batch's number and its own."""
        return f"{PayoutBatch.get(self.db, self.batch_id).number}-{self.key}"

    def wrong(self) -> str:
        """Why it may not be sent now, as the code of a sentence; empty when it may."""
        account = Account.get(self.db, self.account_id)
        if not account.live:
            return "payout_account_gone"
        if not old_enough(account):
            return "payout_account_new"
        owed = {each.group.key: each for each in owed_to_groups(self.db, [self.group_id])}.get(self.group_id)
        return "" if owed and owed.ready >= self.amount else "payout_held"

    def send(self, by: Actor, proof: str) -> None:
        """The bank sent it; booked once, when all is still right."""
        proof = needed_reason(proof, "proof")
        require_other_side(self.db, by.person_id, self.group_id)
        if self.state is not S.APPROVED:
            raise Overtaken("state_moved")
        why = self.wrong()
        if why:
            raise Refused(why)
        sent = self.become(S.SENT, by, "payout_sent", proof=proof[:120], sent_at=now(), sent_by_id=by.person_id)
        self._book()
        note(self.db, by, "payout_sent", self.group_id, amount=self.amount, number=self.number)
        self._tell("payout_sent", sent)

    def fail(self, by: Actor, reason: str) -> None:
        """The bank brought it back: it is owed again."""
        reason = needed_reason(reason)
        require_other_side(self.db, by.person_id, self.group_id)
        if self.state is not S.SENT:
            raise Overtaken("state_moved")
        failed = self.become(S.FAILED, by, "payout_failed", reason=reason[:300])
        ledger.reverse(self.db, (ledger.Fact.PAYOUT, self.key), as_kind=ledger.Fact.PAYOUT_FAILED)
        note(self.db, by, "payout_failed", self.group_id, amount=self.amount, number=self.number, reason=reason)
        self._tell("payout_failed", failed)

    def _book(self) -> None:
        legs = [(ledger.BANK, ledger.OUTSIDE, "bank"), (ledger.payable(self.group_id), ledger.OWED, "payable")]
        for source, target, leg in legs:
            fact = (ledger.Fact.PAYOUT, self.key)
            ledger.move(self.db, source, target, self.amount, fact=fact, leg=leg, ref=self.number, at=now())

    def _tell(self, code: str, event: int) -> None:
        group = Group.get(self.db, self.group_id)
        told = {p.key: p for t in (False, True) for p in people_to_tell(self.db, group.key, treasurer=t)}
        account = Account.get(self.db, self.account_id)
        about = f"payout/{self.number}"
        if code == "payout_failed":
            unsay(self.db, about, ("payout_sent",))
        for person in told.values():
            to = person.recipient
            params = {"group": group.name, "amount": self.amount, "account": account.label, "number": self.number}
            params["path"] = group_page(group.slug, "uang/buku")
            tell(self.db, to, code, params, name=f"state/{event}/{person.key}", about=about)


@undoes("payout_batch.made_by_id", "payout_batch.approved_by_id")
def undo_batches(db: Session, made: Made) -> None:
    """Drops batches that she made or approved; what the bank has sent stays sent."""
    rows = table(PayoutBatch)
    hers = (made.holds(rows.c.made_by_id, rows.c.made_at), made.holds(rows.c.approved_by_id, rows.c.approved_at))
    for batch in db.scalars(locked(sa.select(PayoutBatch).where(sa.or_(*hers)).order_by(rows.c.id))).all():
        if any(payout.state in LIVE for payout in batch.payouts):
            batch.drop(CLOCK, "payout_denied")


def refusals_to_approve(db: Session, batches: Collection[PayoutBatch], by: Actor) -> dict[int, Refused]:
    """Why `by` is no second person for these batches, by their ids; nothing of those that she may approve."""
    first = refusals_as_other(db, by, [each.made_by_id for each in batches], same="not_own_payout")
    rows = table(Payout)
    wanted = sa.select(rows.c.batch_id, rows.c.group_id).where(rows.c.batch_id.in_([each.key for each in batches]))
    inside = db.execute(wanted).all()
    own = own_groups(db, by.person_id, {each.group_id for each in inside})
    ours = {each.batch_id: Refused("own_side") for each in inside if each.group_id in own}
    return ours | {each.key: first[each.made_by_id] for each in batches if each.made_by_id in first}
