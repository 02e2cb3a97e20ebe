"""Saying yes: what each kind of invitation gives, once, when she says so in her own account."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import DESK, HELPING, SECOND_STEP, group_page
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.messages.outbox import tell
from market.people.access import Actor, Role
from market.people.act import note
from market.people.approving.pin_code import spend_code
from market.people.colleagues import hand_over, let_look_over, let_read, own_office
from market.people.group import Group
from market.people.helpers import Officer, appoint
from market.people.invitation import Invitation, InvitationKind, InvitationState, block, invitation_for
from market.people.joining.admins import begin_admin
from market.people.joining.deputies import begin_deputy
from market.people.joining.groups_yes import chair_first, refusal_to_begin
from market.people.joining.handing_over import hand_group_over
from market.people.joining.handing_over_told import tell_handing_over
from market.people.joining.inviter import inviter_stands
from market.people.joining.joining import join_invited
from market.people.joining.shown import why_not_shown
from market.people.membership import Acceptance, find_membership, people_to_tell
from market.people.office import office_called
from market.people.person import Person
from market.people.roles.facilitating import begin_helping
from market.people.security import security_event


def accept(db: Session, person: Person, key: int, *, pin_hash: str | None = None, code_id: int | None = None) -> str:
    """Yes: she has what was offered from now on. Returns where she goes next. The inviter must still be able to ask.

    A new member may choose her PIN for the group's phone with it. One who has not shown that the number or address is
    hers also gives the code that the group gave her (`code_id`, compared before): a number that was only typed proves
    nothing.
    """
    db.execute(sa.select(table(Person).c.id).where(table(Person).c.id == person.key).with_for_update())
    invitation, group = invitation_for(db, person, key)
    if invitation.by_id == person.key:
        raise Refused("invites_herself")
    invitation.answer(InvitationState.ACCEPTED, person.key)
    if not inviter_stands(db, invitation, group):
        raise Refused("invitation_over")
    if invitation.kind is InvitationKind.MEMBER and why_not_shown(db, invitation, person):
        spend_code(db, code_id, invitation, person.key)
    path = ACCEPTS[invitation.kind](db, invitation, person)
    membership = find_membership(db, invitation.group_id or 0, person.key) if pin_hash else None
    if membership and pin_hash:
        membership.set_pin(pin_hash)
    security_event(
        db, "invitation_accepted", person_id=person.key, by_id=invitation.by_id, group_id=invitation.group_id,
        kind=invitation.kind.value,
    )  # fmt: skip
    return path


def decline(db: Session, person: Person, key: int, *, never: bool = False) -> None:
    """No; `never` lets nothing more from this inviter or this group reach her."""
    invitation, group = invitation_for(db, person, key)
    invitation.answer(InvitationState.DECLINED, person.key)
    if group is not None:
        tell_handing_over(db, invitation, group, "declined")
    if never:
        block(db, person.key, invitation)


def _as_member(db: Session, invitation: Invitation, person: Person) -> str:
    group = Group.get(db, invitation.group_id or 0)
    join_invited(db, invitation, person, Acceptance.ACCOUNT)
    note(db, Actor(person_id=person.key, name=person.name), "member_joined", group.key)
    for chair in people_to_tell(db, group.key):
        if chair.key != person.key:
            params = {"who": person.name, "group": group.name, "path": group_page(group.slug, "anggota")}
            tell(db, chair.recipient, "member_joined", params, name=f"invitation/{invitation.key}/yes/{chair.key}")
    return group_page(group.slug)


def _as_facilitator(db: Session, invitation: Invitation, person: Person) -> str:
    _require_proof(db, invitation, person)
    group = Group.get(db, invitation.group_id or 0)
    hers = find_membership(db, group.key, person.key)  # a member is refused for being one
    if hers is None and chair_first(db, invitation, group):
        raise Refused("chair_agrees_first")
    refusal = refusal_to_begin(db, invitation, person)
    if refusal:
        raise refusal
    begin_helping(db, group.key, person, organisation=invitation.agency, given_by=invitation.by_id)
    hand_group_over(db, invitation, group, person)
    note(
        db,
        Actor(person_id=person.key, name=person.name, roles=frozenset({Role.FACILITATOR})),
        "helper_joined",
        group.key,
    )
    for chair in people_to_tell(db, group.key):
        params = {"who": person.name, "group": group.name, "path": group_page(group.slug, "anggota")}
        tell(db, chair.recipient, "helper_joined", params, name=f"invitation/{invitation.key}/yes/{chair.key}")
    return HELPING


def _require_proof(db: Session, invitation: Invitation, person: Person) -> None:
    """Refused unless she has shown that the number or address is hers: typing it makes nobody an officer."""
    refusal = why_not_shown(db, invitation, person)
    if refusal:
        raise refusal


def _as_officer(db: Session, invitation: Invitation, person: Person) -> str:
    _require_proof(db, invitation, person)
    appoint(db, person, invitation.place, invitation.agency, by_id=invitation.by_id)
    return DESK


def _office_of_asker(db: Session, invitation: Invitation) -> Officer:
    try:
        office = office_called(db, invitation.place, invitation.agency)
        return own_office(db, invitation.by_id, office.key)
    except NotFound:
        raise Refused("invitation_over") from None


def _as_superior(db: Session, invitation: Invitation, person: Person) -> str:
    _require_proof(db, invitation, person)
    if Person.get(db, invitation.by_id).admin:
        let_look_over(db, invitation.place, invitation.agency, person, invitation.by_id)
    else:
        let_read(db, _office_of_asker(db, invitation), person)
    return DESK


def _as_successor(db: Session, invitation: Invitation, person: Person) -> str:
    _require_proof(db, invitation, person)
    hand_over(db, _office_of_asker(db, invitation), person)
    return DESK


def _as_deputy(db: Session, invitation: Invitation, person: Person) -> str:
    _require_proof(db, invitation, person)
    return begin_deputy(db, _office_of_asker(db, invitation), invitation, person).page


def _as_admin(db: Session, invitation: Invitation, person: Person) -> str:
    _require_proof(db, invitation, person)
    begin_admin(db, invitation, person)
    return SECOND_STEP


ACCEPTS: dict[InvitationKind, Callable[[Session, Invitation, Person], str]] = {
    InvitationKind.MEMBER: _as_member,
    InvitationKind.FACILITATOR: _as_facilitator,
    InvitationKind.OFFICER: _as_officer,
    InvitationKind.SUPERIOR: _as_superior,
    InvitationKind.SUCCESSOR: _as_successor,
    InvitationKind.ADMIN: _as_admin,
    InvitationKind.DEPUTY: _as_deputy,
}
