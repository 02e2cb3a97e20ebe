"""The group's yes to somebody who is to help it, before hers: by a chair, or an officer where none can be reached."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from market.kernel.refused import Refused
from market.messages.overtaken import unsay
from market.people.access import Actor, Role
from market.people.act import note
from market.people.group import Group
from market.people.invitation import Invitation, InvitationKind, the_invitation
from market.people.joining.asked_chairs import at_her_keys, not_her_own, wait_for_chair
from market.people.joining.handing_over_told import tell_handing_over
from market.people.joining.inviting import write_to
from market.people.own_side import is_own
from market.people.person import Person


def helper_asked(db: Session, key: int, group: Group) -> Invitation:
    """Somebody who is asked to help this group; NotFound for another's, and for one who is asked something else."""
    return the_invitation(db, key, group_id=group.key, kinds=(InvitationKind.FACILITATOR,))


def chair_first(db: Session, made: Invitation, group: Group | None) -> bool:
    """Whether a facilitator's yes waits for that of the group's chair."""
    if group is None or made.kind is not InvitationKind.FACILITATOR or made.agreed_at is not None:
        return False
    return made.asked_by_leaving or made.key in wait_for_chair(db, [made], group.key)


def agree_to_helper(db: Session, made: Invitation, group: Group, by: Actor) -> None:
    """The group's yes, written down, to a helper whom somebody asked for it; now she gets a letter. Else Refused."""
    refusal = refusals_for_group(db, [made], group, by).get(made.key)
    if refusal:
        raise refusal
    made.agree(by)
    unsay(db, made.about, ("helper_asked",))
    write_to(db, made, group, "")
    note(db, by, "helper_agreed", group.key, name=made.name, invitation=made.key)


def refuse_helper(db: Session, made: Invitation, group: Group, by: Actor) -> None:
    """The group's no, written down."""
    refusal = _refusals_to_speak(db, [made], group, by).get(made.key)
    if refusal:
        raise refusal
    made.withdraw(by)
    unsay(db, made.about, ("helper_asked",))
    tell_handing_over(db, made, group, "refused")
    note(db, by, "helper_refused", group.key, name=made.name, invitation=made.key)


def refusals_for_group(db: Session, asked: Sequence[Invitation], group: Group, by: Actor) -> dict[int, Refused]:
    """Why her yes to these helpers is not the group's, by invitation; nothing of those to which it is.

    Not by one whom the asker, or that helper, let in by a code or appointed: it would be her own yes.
    """
    own = not_her_own(db, asked, by.key)
    own |= {each.key for each in asked if each.by_id in by.pin_by_helpers}  # by a PIN that she may know
    chairs = own & wait_for_chair(db, asked, group.key)
    rests = {each.key: by.rests_refusal for each in asked if by.rests_refusal}
    officers = {key: Refused("helper_yes_by_another", who=Role.OFFICER.value) for key in own - chairs}
    another = officers | {key: Refused("helper_yes_by_another", who=Role.CHAIR.value) for key in chairs}
    return rests | another | _refusals_to_speak(db, asked, group, by)


def _refusals_to_speak(db: Session, asked: Sequence[Invitation], group: Group, by: Actor) -> dict[int, Refused]:
    """Why she does not speak for the group, by invitation: she asks herself, or is no chair, nor an officer of the
    other side of whom a helper asks it where no chair can be reached, or none says it of her own."""
    hers = {each.key: Refused("not_yours_to_agree") for each in asked if by.person_id in (None, each.by_id)}
    if by.officers_phone:  # she may be the officer, who brings in her own
        return {each.key: Refused("not_on_officers_phone") for each in asked}
    if Role.CHAIR in by.roles:
        return hers
    speaks = Role.OFFICER in by.roles and not by.reads_only
    theirs = {each.key for each in asked if speaks and each.asked_by_leaving} - wait_for_chair(db, asked, group.key)
    others = {each.key: Refused("not_yours_to_agree") for each in asked if each.key not in theirs}
    own = speaks and is_own(db, by.person_id, group.key)
    return ({each.key: Refused("own_side") for each in asked} if own else {}) | others | hers


def refusal_to_begin(db: Session, made: Invitation, person: Person) -> Refused | None:
    """Why a helper's own yes does not count: she said the group's herself, or let in or appointed who said it.

    Asked again at her own yes, when it is known who she is: her number or e-mail was on no account of hers before.
    """
    if made.agreed_by_id is not None and person.key in at_her_keys(db, made.agreed_by_id):
        return Refused("group_yes_by_another")
    return None
