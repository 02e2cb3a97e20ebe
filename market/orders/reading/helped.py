"""What waits in each group that somebody helps, counted in one statement, for the facilitator's first page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.booking.booking import Booking, BookingState
from market.inventory.lot import Location, Lot, LotState
from market.kernel.clock import day_of, now
from market.kernel.record import from_row, table
from market.kernel.settings import settings
from market.messages.outbox import Channel, Message
from market.payments.bill import Bill, Custodian
from market.payments.claim import Claim, ClaimState
from market.payments.refund import Refund
from market.payments.refund_state import RefundState, RefundWay
from market.people.certificate import Certificate
from market.people.group import Group

SOON = timedelta(days=2)  # goods that keep no longer than this are to be sold now
PAPERS_SOON = timedelta(days=60)  # a certificate takes weeks to renew
G, B, C, R, M, K, L, P, W = (
    table(each) for each in (Group, Bill, Claim, Refund, Message, Booking, Lot, Certificate, Location)
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait in a group: claims (`late` of them longer than the treasurer has time), refunds to pay, letters to
    send by hand, offers of a booth, lots that are good for two days at most, certificates that end within sixty.
    """

    group_id: int
    claims: int
    late: int
    refunds: int
    letters: int
    offers: int
    lots: int
    papers: int

    @property
    def any(self) -> bool:
        return bool(self.claims or self.refunds or self.letters or self.offers or self.lots or self.papers)


def _count(column: sa.ColumnElement[int], *where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(sa.func.count(column)).where(*where).correlate(G)


def waiting_in(db: Session, group_ids: Collection[int]) -> dict[int, Waiting]:
    """What waits, by the id of the group."""
    moment = now()
    open_claim = (C.c.state == ClaimState.OPEN, B.c.group_id == G.c.id, B.c.custodian == Custodian.GROUP)
    claims = _count(C.c.id, *open_claim).join(B, B.c.id == C.c.bill_id)
    unsent = (M.c.channel == Channel.TAP, M.c.sent_at.is_(None), M.c.unsaid_at.is_(None))
    free = L.c.on_hand > L.c.held + L.c.allocated
    ends = L.c.best_before <= day_of(moment + SOON, settings().zone)
    lots = _count(L.c.id, W.c.group_id == G.c.id, L.c.state == LotState.OPEN, free, ends)
    paper_ends = P.c.expires_on <= day_of(moment + PAPERS_SOON, settings().zone)
    owed = (R.c.group_id == G.c.id, R.c.state == RefundState.DUE, R.c.way == RefundWay.BY_HAND)
    wanted = sa.select(
        G.c.id.label("group_id"),
        claims.scalar_subquery().label("claims"),
        claims.where(C.c.decide_by <= moment).scalar_subquery().label("late"),
        _count(R.c.id, *owed).scalar_subquery().label("refunds"),
        _count(M.c.id, M.c.group_id == G.c.id, *unsent).scalar_subquery().label("letters"),
        _count(K.c.id, K.c.group_id == G.c.id, K.c.state == BookingState.OFFERED).scalar_subquery().label("offers"),
        lots.join(W, W.c.id == L.c.location_id).scalar_subquery().label("lots"),
        _count(P.c.id, P.c.group_id == G.c.id, P.c.ended_at.is_(None), paper_ends).scalar_subquery().label("papers"),
    )
    found = db.execute(wanted.where(G.c.id.in_(group_ids)))
    return {row.group_id: from_row(Waiting, row) for row in found}
