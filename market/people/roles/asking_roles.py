"""Asking for a change of roles: who is to be chair or treasurer, who leaves, who succeeds a chair that is gone."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import after_waking, now
from market.kernel.doer import who_did
from market.kernel.limits import attempt_within
from market.kernel.record import table
from market.kernel.refused import NotFound, Overtaken, Refused
from market.people.access import Actor, Role
from market.people.act import note
from market.people.approving.team import team_of
from market.people.group import Group, lock_group
from market.people.helpers import helps
from market.people.membership import Membership
from market.people.person import Person
from market.people.pin_givers import behind, may_be_another, without_a_say
from market.people.roles.role_change import WAITS_HOURS, RoleChange, end_what_rests
from market.people.roles.role_states import RoleChangeKind, RoleChangeState

C = table(RoleChange)
MOST_A_DAY = 12  # asked by one person in one group: each is told to all who hold money there
OPEN = (RoleChangeState.WAITING, RoleChangeState.OBJECTED)


def ask_roles(
    db: Session, group: Group, membership: Membership, by: Actor, *, chair: bool, treasurer: bool
) -> RoleChange | None:
    """Asks that a member holds these roles. None when she holds just them already."""
    if (membership.chair, membership.treasurer) == (chair, treasurer):
        return None
    return _ask(db, group, membership, by, RoleChangeKind.ROLES, chair=chair, treasurer=treasurer)


def ask_to_leave(db: Session, group: Group, membership: Membership, by: Actor) -> RoleChange | None:
    """A member leaves or is let go: at once without a role in money, else like any change of roles.

    In a closed group a chair may let nobody go without the officer's yes: that member may know what happened. Whom a
    helper lets go, or who may be one or a former chair, may object, too, and who leaves by such a PIN takes it back; a
    chair who lets her go meanwhile does it at once.
    """
    _take_turns(db, group, membership)
    asked = _leave(db, group, membership, by)
    if asked is None or asked.state is RoleChangeState.DONE:
        name = membership.called(Person.get(db, membership.person_id))
        code = "member_left" if membership.person_id == by.person_id else "member_ended"
        note(db, by, code, group.key, name=name, of=membership.person_id)
    return asked


def _leave(db: Session, group: Group, membership: Membership, by: Actor) -> RoleChange | None:
    herself = membership.person_id == by.person_id
    another = may_be_another(db, group.key, by)
    if another or membership.chair or membership.treasurer or not (group.open or herself):
        return _ask(db, group, membership, by, RoleChangeKind.LEAVE, chair=False, treasurer=False)
    end_what_rests(db, membership, by)
    if herself:
        membership.end(by)
    else:
        _let_go(db, group, membership, by)
    return None


def _take_turns(db: Session, group: Group, membership: Membership) -> None:
    """Locks the group, and reads anew what a member holds there: she may have been let go meanwhile, or made its chair.
    NotFound when she is gone."""
    lock_group(db, group.key)
    db.refresh(membership)
    if membership.ended_at is not None:
        raise NotFound(f"membership {membership.key}")


def _let_go(db: Session, group: Group, membership: Membership, by: Actor) -> None:
    """A plain member, at once on a chair's word: she and the chairs hear of it."""
    RoleChange(
        group_id=group.key,
        membership_id=membership.key,
        kind=RoleChangeKind.LEAVE,
        chair=False,
        treasurer=False,
        **who_did(by, "asked_by"),
    ).add(db).carry_out(by)


def _ask(
    db: Session, group: Group, membership: Membership, by: Actor, kind: RoleChangeKind, *, chair: bool, treasurer: bool
) -> RoleChange:
    _take_turns(db, group, membership)
    if by.person_id is None:
        raise Refused("not_yours_to_agree")
    gains = (chair and not membership.chair) or (treasurer and not membership.treasurer)
    if gains and helps(db, group.key, membership.person_id):
        raise Refused("helper_no_role")
    if membership.chair and not chair and not membership.other_chair():
        raise Refused("last_chair")
    change = _asked(
        db, group, membership, by, kind, chair=chair, treasurer=treasurer,
        asked_through=sorted(_asked_through(db, membership, by)),
        takes_effect_at=after_waking(now(), WAITS_HOURS, group.zone),
    )  # fmt: skip
    if not change.needs(team_of(db, group.key)):
        change.carry_out(by)
    return change


def ask_succession(db: Session, group: Group, membership: Membership, by: Actor) -> RoleChange:
    """A member asks that somebody becomes chair in place of the only one, who is gone."""
    _take_turns(db, group, membership)
    chairs = team_of(db, group.key).chairs
    if Role.MEMBER not in by.roles or by.person_id is None or by.person_id in chairs or len(chairs) != 1:
        raise Refused("not_yours_to_agree")
    if membership.chair or helps(db, group.key, membership.person_id):
        raise Refused("helper_no_role")
    through = sorted(by.pin_by_helpers)
    kind, keeps = RoleChangeKind.SUCCESSION, membership.treasurer
    return _asked(db, group, membership, by, kind, chair=True, treasurer=keeps, asked_through=through)


def _asked(
    db: Session, group: Group, membership: Membership, by: Actor, kind: RoleChangeKind, **facts: Any
) -> RoleChange:
    """The question, written down. Overtaken while another one about her is open; TooOften beyond some a day."""
    if open_change(db, membership.key):
        raise Overtaken("role_change_open")
    attempt_within(db, f"role/asked/{group.key}/{by.person_id}", most=MOST_A_DAY, per=timedelta(days=1))
    change = RoleChange(
        group_id=group.key, membership_id=membership.key, kind=kind, **who_did(by, "asked_by"),
        **facts,
    ).add(db)  # fmt: skip
    change.wrote("role_asked", by)
    return change


def _asked_through(db: Session, membership: Membership, by: Actor) -> frozenset[int]:
    """Who may be asking as her: of what she gives up herself anybody behind her PIN, of the rest helpers, and who
    chairs the group no more."""
    herself = membership.person_id == by.person_id
    group_id = membership.group_id
    return behind(db, group_id, by) if herself else by.pin_by_helpers | without_a_say(db, group_id, by)


def open_change(db: Session, membership_id: int) -> RoleChange | None:
    wanted = sa.select(RoleChange).where(C.c.membership_id == membership_id, C.c.state.in_(OPEN))
    return db.scalars(wanted).first()
