"""The inviter: whether she still has the role that let her ask, read at the moment somebody says yes."""

from sqlalchemy.orm import Session

from market.kernel.refused import NotFound
from market.people.group import Group
from market.people.helpers import group_of_officer, helps
from market.people.invitation import BY_OFFICERS, Invitation, InvitationKind
from market.people.membership import find_membership
from market.people.own_side import is_own
from market.people.person import Person


def may_add_members(db: Session, group_id: int, person_id: int) -> bool:
    """Whether somebody is a chair or a helper of this group now."""
    membership = find_membership(db, group_id, person_id)
    return bool(membership and membership.chair) or helps(db, group_id, person_id)


def helps_or_answers(db: Session, group_id: int, person_id: int) -> bool:
    """Whether somebody is now a facilitator of this group, or an officer who acts for its place and is not its own."""
    if helps(db, group_id, person_id):
        return True
    return _answers(db, Group.get(db, group_id), person_id) and not is_own(db, person_id, group_id)


def _answers(db: Session, group: Group, person_id: int) -> bool:
    try:
        return not group_of_officer(db, person_id, group.slug).reads_only
    except NotFound:
        return False


def inviter_stands(db: Session, invitation: Invitation, group: Group | None) -> bool:
    """Whether the inviter still has the role that let her ask."""
    by = invitation.by_id
    if group is None:
        asker = Person.get(db, by)
        return asker.ended_at is None and (asker.admin or invitation.kind in BY_OFFICERS)
    if invitation.kind is InvitationKind.FACILITATOR and invitation.instead_of_id is not None:
        leaves = helps(db, group.key, invitation.instead_of_id)
        return leaves and (invitation.asked_by_leaving or _answers(db, group, by))
    if invitation.kind is InvitationKind.FACILITATOR:
        return _answers(db, group, by)
    return may_add_members(db, group.key, by)
