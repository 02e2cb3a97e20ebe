"""What is still open with somebody who wants to delete her account: nobody leaves a debt or a question by going.

Each refusal says what is open and what she can do; it is read from the tables at that moment. What ends by itself, or
has a deadline for others, keeps nobody.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import Refused
from market.orders.order import Order, SubOrder
from market.orders.state import OPEN, State
from market.payments.bill import Bill, BillState
from market.payments.card import CardShare
from market.payments.claim import Claim, ClaimState
from market.payments.dispute import Dispute, DisputeState
from market.payments.refund import Refund
from market.payments.refund_state import WAITING
from market.people.act import Act
from market.people.group import Group, is_open
from market.people.membership import Membership
from market.people.roles.role_change import RoleChange
from market.people.roles.role_states import RoleChangeState

CLOSED_LATELY = timedelta(days=30)  # in which officers and buyers may still ask who led a group that was closed

S, O, B, R, C, D, CS = (table(m) for m in (SubOrder, Order, Bill, Refund, Claim, Dispute, CardShare))
A, G, M, RC = (table(m) for m in (Act, Group, Membership, RoleChange))


def require_nothing_open(db: Session, person_id: int) -> None:
    """Refused while something that she bought, sold or said is not settled."""
    hers = sa.select(S.c.number).join(O, O.c.id == S.c.order_id).where(O.c.person_id == person_id)
    led = sa.select(M.c.group_id).where(M.c.person_id == person_id, M.c.chair, M.c.ended_at.is_(None))
    sold = sa.select(S.c.number).where(S.c.group_id.in_(led))
    for parcels in (hers, sold):
        if _first(db, parcels.where(S.c.state.in_(OPEN))):
            raise Refused("orders_open")
    if number := _first(db, _owed(hers)):
        raise Refused("bill_still_owed", number=number)
    for code, of in (
        ("claim_still_open", _claimed),
        ("dispute_still_open", _disputed),
        ("refund_waits", _refunded),
    ):
        if number := _first(db, of(hers)):
            raise Refused(code, number=number)
        if number := _first(db, of(sold)):
            raise Refused("group_still_owes", number=number)
    _require_answered(db, person_id)
    _require_not_closed_lately(db, person_id)
    _require_not_sold_lately(db, led)


def _owed(parcels: sa.Select[tuple[str]]) -> sa.Select[tuple[str]]:
    """Goods that were received, and whose payment nobody wrote down."""
    had = parcels.where(S.c.state.in_((State.RECEIVED, State.CLOSED)))
    return sa.select(B.c.ref).where(B.c.ref.in_(had), B.c.state == BillState.OPEN)


def _claimed(parcels: sa.Select[tuple[str]]) -> sa.Select[tuple[str]]:
    """Money that she says she sent, also for a closed bill: whoever looks for it may have to give it back."""
    said = sa.select(B.c.ref).join(C, C.c.bill_id == B.c.id)
    return said.where(B.c.ref.in_(parcels), C.c.state == ClaimState.OPEN)


def _disputed(parcels: sa.Select[tuple[str]]) -> sa.Select[tuple[str]]:
    held = sa.select(B.c.ref).join(CS, CS.c.bill_id == B.c.id).join(D, D.c.card_session_id == CS.c.card_session_id)
    return held.where(B.c.ref.in_(parcels), D.c.state == DisputeState.OPEN)


def _refunded(parcels: sa.Select[tuple[str]]) -> sa.Select[tuple[str]]:
    owed = sa.select(B.c.ref).join(R, R.c.bill_id == B.c.id)
    return owed.where(B.c.ref.in_(parcels), R.c.state.in_(WAITING))


def _require_answered(db: Session, person_id: int) -> None:
    """While a helper has yet to decide an objection, both the asker and the objector must stay, to be asked."""
    mine = sa.or_(RC.c.asked_by_id == person_id, RC.c.objected_by_id == person_id)
    wanted = sa.select(G.c.name).join(RC, RC.c.group_id == G.c.id)
    if group := _first(db, wanted.where(mine, RC.c.state == RoleChangeState.OBJECTED)):
        raise Refused("objection_still_open", group=group)


def _require_not_closed_lately(db: Session, person_id: int) -> None:
    """Refused to somebody who led a group when it was closed, even if she has left it since."""
    closed = sa.select(G.c.name).join(A, A.c.group_id == G.c.id).join(M, M.c.group_id == G.c.id)
    then = sa.or_(M.c.ended_at.is_(None), M.c.ended_at >= A.c.at)
    lately = (A.c.code == "group_suspended", A.c.at > now() - CLOSED_LATELY)
    led = (M.c.person_id == person_id, M.c.chair, then)
    if group := _first(db, closed.where(sa.not_(is_open(G)), *lately, *led)):
        raise Refused("group_closed_lately", group=group)


def _require_not_sold_lately(db: Session, led: sa.Select[tuple[int]]) -> None:
    """Refused when a group closes with her and has lately sold: buyers may still ask."""
    sold = sa.select(G.c.name).join(S, S.c.group_id == G.c.id)
    lately = (is_open(G), S.c.placed_at > now() - CLOSED_LATELY)
    if group := _first(db, sold.where(G.c.id.in_(led), *lately)):
        raise Refused("sold_lately", group=group)


def _first(db: Session, wanted: sa.Select[Any]) -> str | None:
    found: str | None = db.scalars(wanted.limit(1)).first()
    return found
