"""What waits for somebody's word in groups: accounts, changes of roles and of what buyers read, stand-ins, people who
need another way in.

One statement for the first page of whoever can act: of a group, of a facilitator, of an office.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.payments.account import Account
from market.payments.second_look import UNSEEN, WITH_PAYMENT, SecondLook
from market.payments.wait import MONEY, Awaited, W
from market.people.approving.stand_in import StandIn
from market.people.facts.group_change import GroupChange, GroupChangeState
from market.people.group import Group, is_open
from market.people.invitation import I, InvitationKind, InvitationState
from market.people.membership import Membership
from market.people.owning.denied import stands_denied
from market.people.person import Person
from market.people.reset_code import ResetCode
from market.people.roles.role_change import RoleChange
from market.people.roles.role_states import RoleChangeKind, RoleChangeState

MOST = 60
LOST_SHOWN = timedelta(days=60)  # as long as a login lasts: then she would have to sign in anew
A, C, G, H, L, M, P, R, S = (
    table(each)
    for each in (Account, ResetCode, Group, GroupChange, SecondLook, Membership, Person, RoleChange, StandIn)
)


Rows = sa.Select[tuple[Any, ...]]
Groups = sa.ColumnElement[bool]
NOBODY, NEVER = sa.literal(0), sa.cast(sa.null(), A.c.begins_at.type)


def _rows(wait: Any, name: Any, *rest: Any) -> Rows:
    return sa.select(wait, G.c.slug, G.c.name, G.c.village, name, *rest)


def _accounts(groups: Groups, reader: int | None) -> Rows:
    """Not shown to a member who came after it was typed: she cannot be its second person."""
    wait = sa.case((A.c.begins_at.is_(None), W.ACCOUNT_SECOND.value), else_=W.ACCOUNT_BEGINS.value)
    waiting = _rows(wait, A.c.bank + " " + A.c.number, NOBODY, A.c.typed_by_id, A.c.begins_at)
    undecided = sa.and_(A.c.approved_at.is_(None), A.c.retired_at.is_(None))
    late = sa.select(M.c.id).where(M.c.group_id == G.c.id, M.c.person_id == reader, M.c.ended_at.is_(None))
    late = late.where(sa.or_(M.c.accepted_at.is_(None), M.c.accepted_at > A.c.typed_at))
    return waiting.join(A, A.c.group_id == G.c.id).where(groups, undecided, ~late.exists())


def _facts(groups: Groups) -> Rows:
    """What a helper would change of a group; the name is which fact it is."""
    waiting = _rows(sa.literal(W.FACT_WAITS.value), H.c.fact, NOBODY, H.c.asked_by_id, H.c.takes_effect_at)
    return waiting.join(H, H.c.group_id == G.c.id).where(groups, H.c.state == GroupChangeState.WAITING)


def _roles(groups: Groups) -> Rows:
    succession = R.c.kind == RoleChangeKind.SUCCESSION
    wait = sa.case(
        (R.c.state == RoleChangeState.OBJECTED, W.ROLE_DECIDE.value),
        (sa.and_(succession, R.c.seconded_by_id.is_(None)), W.ROLE_SECOND.value),
        (sa.and_(sa.not_(is_open(G)), R.c.decided_by_id.is_(None)), W.ROLE_CLOSED.value),
        (sa.and_(succession, R.c.takes_effect_at.is_(None)), W.ROLE_CONFIRM.value),
        else_=W.ROLE_AGREE.value,
    )
    return (
        _rows(wait, P.c.name + M.c.apart, P.c.id, R.c.asked_by_id, R.c.takes_effect_at)
        .join(R, R.c.group_id == G.c.id)
        .join(M, M.c.id == R.c.membership_id)
        .join(P, P.c.id == M.c.person_id)
        .where(groups, R.c.state.in_((RoleChangeState.WAITING, RoleChangeState.OBJECTED)))
    )


def _stand_ins(groups: Groups) -> Rows:
    """Those of treasurers who still are treasurers."""
    treasurer = sa.alias(M, "treasurer")
    wait = sa.case(
        (S.c.agreed_at.is_(None), W.STAND_IN_ASKED.value),
        (S.c.begun_at.is_(None), W.STAND_IN_READY.value),
        else_=W.STAND_IN_BEGUN.value,
    )
    return (
        _rows(wait, P.c.name + M.c.apart, P.c.id, S.c.asked_by_id, S.c.begun_at)
        .join(S, S.c.group_id == G.c.id)
        .join(M, sa.and_(M.c.id == S.c.membership_id, M.c.ended_at.is_(None)))
        .join(P, P.c.id == M.c.person_id)
        .join(treasurer, sa.and_(treasurer.c.id == S.c.treasurer_id, treasurer.c.ended_at.is_(None)))
        .where(groups, S.c.ended_at.is_(None), treasurer.c.treasurer)
    )


def _helpers(groups: Groups) -> Rows:
    """Whom an officer asks to help a group: its chair says yes first."""
    asked = _rows(sa.literal(W.HELPER_ASKED.value), I.c.name, NOBODY, I.c.by_id, NEVER)
    live = (I.c.state == InvitationState.OPEN, I.c.expires_at > now())
    waits = (I.c.kind == InvitationKind.FACILITATOR, I.c.agreed_at.is_(None), *live)
    return asked.join(I, I.c.group_id == G.c.id).where(groups, *waits)


def _unseen(groups: Groups) -> Rows:
    """What was said by who may be its buyer, of each group in one for each kind: the name is how much."""
    much, wait = sa.cast(sa.func.sum(L.c.amount), sa.String), sa.literal(f"{MONEY}_") + sa.cast(L.c.what, sa.String)
    of_group = L.c.group_id == G.c.id + 0  # from the groups to their looks: else SQLite reads every look there is
    said = _rows(wait, much, NOBODY, NOBODY, NEVER).select_from(G.join(WITH_PAYMENT, of_group))
    return said.where(groups, UNSEEN).group_by(G.c.id, L.c.what)


def _members(groups: Groups, wait: Any, until: Any, which: Any, but: Any) -> Rows:
    """Members for whom `which` holds, with `until`; not the reader `but`."""
    rows = _rows(wait, P.c.name + M.c.apart, P.c.id, but, until)
    belongs = sa.and_(M.c.group_id == G.c.id, M.c.ended_at.is_(None))
    return rows.join(M, belongs).join(P, P.c.id == M.c.person_id).where(groups, which)


def _bare(moment: datetime) -> sa.ColumnElement[bool]:
    """A condition on people: number and e-mail went to others, which no letter could tell, and nothing is there yet."""
    lost = sa.and_(P.c.lost_way_at > moment - LOST_SHOWN, P.c.password_hash.is_not(None))
    return sa.and_(P.c.phone.is_(None), P.c.email.is_(None), lost)


def awaited(db: Session, groups: Groups, *, reader: int | None = None) -> list[Awaited]:
    """What waits for a reader in the groups of a condition on their table; what takes effect first in front."""
    moment = now()
    denied, rests = stands_denied(P, moment), P.c.restricted_until > moment
    issuer = sa.select(C.c.issued_by_id).where(C.c.person_id == P.c.id).order_by(C.c.id.desc()).limit(1)
    let_in_by = sa.func.coalesce(issuer.correlate(P).scalar_subquery(), 0)
    shut = sa.case((P.c.password_hash.is_(None), W.DENIED_SHUT.value), else_=W.DENIED_OPEN.value)
    found = db.execute(
        sa.union_all(
            _accounts(groups, reader),
            _facts(groups),
            _roles(groups),
            _stand_ins(groups),
            _helpers(groups),
            _members(groups, shut, NEVER, denied, let_in_by),
            _members(groups, sa.literal(W.LOST_WAY.value), NEVER, sa.and_(_bare(moment), ~denied), NOBODY),
            _members(groups, sa.literal(W.RESTS.value), P.c.restricted_until, sa.and_(rests, ~denied), let_in_by),
            _unseen(groups),
        ).limit(MOST)
    )
    waits = [Awaited(W(wait), *rest) for wait, *rest in found]
    return sorted(waits, key=lambda each: (each.at is None, each.at or moment, each.group))
