"""Joining: her own yes makes her a member at once; roles offered with it follow the rules for any change of roles."""

from sqlalchemy.orm import Session

from market.kernel.clock import after_waking, now
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.people.access import Actor
from market.people.act import note
from market.people.approving.pin_code import PinCode, the_pin_code
from market.people.approving.stand_in import holds_money
from market.people.approving.team import team_of
from market.people.bond import bind
from market.people.group import Group
from market.people.invitation import Invitation, InvitationState
from market.people.joining.inviter import helps_or_answers, inviter_stands, may_add_members
from market.people.joining.shown import why_not_shown
from market.people.membership import Acceptance, Membership, join
from market.people.person import Person
from market.people.roles.asking_roles import ask_roles
from market.people.signing_in.rest import WAKING_HOURS


def join_invited(db: Session, invitation: Invitation, person: Person, accepted_by: Acceptance) -> Membership:
    """Makes her who said yes a member. A role that others hold waits, and can be objected to; other roles are hers.

    All roles wait for one who said yes by a PIN, or at a number that she has not shown to be hers.
    """
    group = Group.get(db, invitation.group_id or 0)
    membership = join(db, group.key, person, accepted_by, given_by=invitation.by_id)
    if invitation.chair or invitation.treasurer:
        asker = Person.get(db, invitation.by_id)
        by = Actor(person_id=asker.key, name=asker.name)
        change = ask_roles(db, group, membership, by, chair=invitation.chair, treasurer=invitation.treasurer)
        hers = Actor(person_id=person.key, name=person.name)
        certain = accepted_by is Acceptance.ACCOUNT and why_not_shown(db, invitation, person) is None
        if change is not None and certain and change.agreeable_by(hers, team_of(db, group.key)):
            change.agree(hers)
    return membership


def choose_pin(db: Session, group_id: int, key: int, pin_hash: str) -> Membership:
    """Sets her own PIN, once; it makes one invited by name a member. The code was compared before."""
    codes = table(PinCode)
    found = the_pin_code(db, group_id, key)
    if not found.update_if(codes.c.used_at.is_(None), codes.c.expires_at > now(), used_at=now()):
        raise Refused("pin_code_wrong", field="code")
    if not (may_add_members(db, group_id, found.issued_by_id) or helps_or_answers(db, group_id, found.issued_by_id)):
        raise Refused("pin_code_wrong", field="code")
    membership = _begin(db, found.invitation_id) if found.invitation_id else _again(db, found)
    bind(db, group_id, found.issued_by_id, membership.person_id)
    membership.set_pin(pin_hash, by_id=found.issued_by_id)
    membership.pin_rests_until = after_waking(now(), WAKING_HOURS, Group.get(db, group_id).zone)
    person = Person.get(db, membership.person_id)
    note(db, Actor(person_id=person.key, name=person.name), "pin_chosen", group_id)
    return membership


def _begin(db: Session, invitation_id: int) -> Membership:
    """Somebody invited by name says yes: a person without an account."""
    invitation = Invitation.get(db, invitation_id)
    if invitation.identifier:  # she answers in her own account
        raise NotFound(f"invitation {invitation_id}")
    if not inviter_stands(db, invitation, Group.get(db, invitation.group_id or 0)):
        raise Refused("invitation_over")
    person = Person(name=invitation.name).add(db)
    invitation.answer(InvitationState.ACCEPTED, person.key)
    return join_invited(db, invitation, person, Acceptance.PIN)


def _again(db: Session, code: PinCode) -> Membership:
    """A member chooses anew. Her role may have changed: the issuer must still be allowed to give her a code."""
    membership = Membership.get(db, code.membership_id or 0)
    if membership.ended_at is not None:
        raise NotFound(f"membership {membership.key}")
    if holds_money(db, membership) and not helps_or_answers(db, code.group_id, code.issued_by_id):
        raise Refused("pin_code_wrong", field="code")
    return membership
