"""A group goes from one facilitator to another, with its own yes: asked, agreed, answered, and only then done.

What is asked is an invitation that names whom the new one comes instead of. It lapses, is refused and taken back like
any other.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.one_of import one_of
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.people.access import CLOCK, Actor
from market.people.act import note
from market.people.group import Group, lock_group
from market.people.helpers import helps
from market.people.invitation import Invitation, InvitationKind, InvitationState, identifiers_of, withdraw_all
from market.people.joining.handing_over_told import tell_handing_over
from market.people.joining.inviting import invite
from market.people.own_side import require_other_side
from market.people.person import Person
from market.people.roles.facilitating import end_helping

I = table(Invitation)


def propose(
    db: Session, by: Actor, group: Group, leaving: int, identifier: str, *, name: str, organisation: str = ""
) -> Invitation:
    """Asks somebody to help this group instead of `leaving`: by herself, or by an officer of the other side.

    NotFound when she does not help it. Refused while another handing over of hers is open.
    """
    lock_group(db, group.key)
    if not helps(db, group.key, leaving):
        raise NotFound(f"helper {leaving}")
    if identifier in identifiers_of(Person.get(db, leaving)):
        raise Refused("helps_already", field="identifier")
    if by.person_id != leaving:
        require_other_side(db, by.person_id, group.key)
    same = (I.c.group_id == group.key, I.c.instead_of_id == leaving)
    withdraw_all(db, CLOCK, *same, I.c.expires_at <= now())
    if db.execute(sa.select(I.c.id).where(*same, I.c.state == InvitationState.OPEN)).first():
        raise Refused("handing_over_already")
    made = invite(
        db, by, InvitationKind.FACILITATOR, identifier, name=name, group=group, agency=organisation,
        instead_of=leaving,
    )  # fmt: skip
    if by.person_id != leaving:
        tell_handing_over(db, made, group, "asked")
    return made


def open_handing_over(db: Session, group_id: int, leaving: int) -> Invitation | None:
    """What is asked and not answered yet."""
    wanted = sa.select(Invitation).where(I.c.group_id == group_id, I.c.instead_of_id == leaving)
    return db.scalars(wanted.where(I.c.state == InvitationState.OPEN).order_by(I.c.id.desc())).first()


def take_back_handing_over(db: Session, key: int, group: Group, by: Actor) -> None:
    """She who hands over keeps the group after all. NotFound for that of another."""
    found = one_of(db, Invitation, key, group_id=group.key)
    if found.instead_of_id is None or found.instead_of_id != by.own_id:
        raise NotFound(f"invitation {key}")
    found.withdraw(by)
    note(db, by, "handing_over_taken_back", group.key, name=found.name, invitation=found.key)


def hand_group_over(db: Session, made: Invitation, group: Group, new: Person) -> None:
    """The new facilitator has said yes: whom she comes instead of helps no more, and sees nothing more."""
    if made.instead_of_id is None:
        return
    end_helping(db, group.key, made.instead_of_id, by=Actor(person_id=new.key, name=new.name))
    tell_handing_over(db, made, group, "done", new=new)
