"""What waits in each group that somebody helps, counted in one statement, for the facilitator's first page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.calling import may_still_register
from market.bazaars.booking.notice import Notice
from market.bazaars.booking.told import UNSEEN
from market.bazaars.slot import Slot, is_held
from market.inventory.lot import Location, Lot, LotState, free_in
from market.inventory.still_good import good_in
from market.kernel.clock import now
from market.kernel.day_there import day_there
from market.kernel.record import from_row, table
from market.messages.outbox import WAITS, Channel, Message
from market.payments.bill import Bill, Custodian
from market.payments.claim import Claim, ClaimState
from market.payments.refund import Refund
from market.payments.refund_state import RefundState, RefundWay
from market.people.certificate import Certificate
from market.people.group import Group
from market.people.group_news import PATH, unseen_news

SOON = timedelta(days=2)  # goods that keep no longer than this are to be sold now
TOMORROW = timedelta(days=1)
PAPERS_SOON = timedelta(days=60)  # a certificate takes weeks to renew
G, B, C, R, M, K, L, P, W, Z, D, N = (
    table(each)
    for each in (Group, Bill, Claim, Refund, Message, Booking, Lot, Certificate, Location, Bazaar, Slot, Notice)
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait in a group: claims (`late` of them longer than the treasurer has time), refunds to pay, letters to
    send by hand, news that nobody of it has looked at, bazaars it may register for, offers of a booth, booths of
    tomorrow, lots that are good for two days at most, certificates that end within sixty.
    """

    group_id: int
    claims: int
    late: int
    refunds: int
    letters: int
    unseen: int
    registers: int
    offers: int
    tomorrow: int
    lots: int
    papers: int

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """Each of `KINDS` of which something waits, with how many."""
        return [(kind, n) for kind in KINDS if (n := getattr(self, kind))]


KINDS = ("claims", "refunds", "letters", "unseen", "offers", "tomorrow", "registers", "papers", "lots")


def sums_of(waiting: Collection[Waiting]) -> list[tuple[str, int]]:
    """Each kind of which something waits anywhere, with how many."""
    return [(kind, n) for kind in KINDS if (n := sum(getattr(each, kind) for each in waiting))]


def _count(column: sa.ColumnElement[Any], *where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(sa.func.count(column)).where(*where).correlate(G)


def waiting_in(db: Session, group_ids: Collection[int]) -> dict[int, Waiting]:
    """What waits, by the id of the group."""
    moment = now()
    open_claim = (C.c.state == ClaimState.OPEN, B.c.group_id == G.c.id, B.c.custodian == Custodian.GROUP)
    claims = _count(C.c.id, *open_claim).join(B, B.c.id == C.c.bill_id)
    unsent = (M.c.channel == Channel.TAP, WAITS)
    free = free_in(L) > 0
    ends = sa.and_(good_in(L, day_there(G.c.village, moment)), L.c.best_before <= day_there(G.c.village, moment, SOON))
    lots = _count(L.c.id, W.c.group_id == G.c.id, L.c.state == LotState.OPEN, free, ends)
    paper_ends = P.c.expires_on <= day_there(G.c.village, moment, PAPERS_SOON)
    stands = (K.c.group_id == G.c.id, K.c.state == BookingState.CONFIRMED, is_held(D))
    booths = _count(K.c.id, *stands, D.c.day == day_there(Z.c.village, moment, TOMORROW))
    unseen = _count(sa.distinct(M.c.template + PATH), unseen_news()).scalar_subquery()
    notices = _count(N.c.id, N.c.group_id == G.c.id, UNSEEN).scalar_subquery()
    owed = (R.c.group_id == G.c.id, R.c.state == RefundState.DUE, R.c.way == RefundWay.BY_HAND)
    wanted = sa.select(
        G.c.id.label("group_id"),
        claims.scalar_subquery().label("claims"),
        claims.where(C.c.decide_by <= moment).scalar_subquery().label("late"),
        _count(R.c.id, *owed).scalar_subquery().label("refunds"),
        _count(M.c.id, M.c.group_id == G.c.id, *unsent).scalar_subquery().label("letters"),
        (unseen + notices).label("unseen"),
        _count(Z.c.id, may_still_register(G.c.id, G.c.village)).scalar_subquery().label("registers"),
        _count(K.c.id, K.c.group_id == G.c.id, K.c.state == BookingState.OFFERED).scalar_subquery().label("offers"),
        booths.join(D, D.c.id == K.c.slot_id).join(Z, Z.c.id == D.c.bazaar_id).scalar_subquery().label("tomorrow"),
        lots.join(W, W.c.id == L.c.location_id).scalar_subquery().label("lots"),
        _count(P.c.id, P.c.group_id == G.c.id, P.c.ended_at.is_(None), paper_ends).scalar_subquery().label("papers"),
    )
    found = db.execute(wanted.where(G.c.id.in_(group_ids)))
    return {row.group_id: from_row(Waiting, row) for row in found}
