"""One more admin: asked by one, with another's yes where there is one, begun by her own; all admins are told."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import ADMINS
from market.kernel.record import table
from market.kernel.refused import Refused
from market.messages.outbox import tell
from market.messages.overtaken import unsay
from market.people.access import Actor
from market.people.act import note
from market.people.approving.other_admin import refusals_as_other
from market.people.invitation import Invitation, InvitationKind, InvitationState, identifiers_of
from market.people.joining.inviting import invite, write_to
from market.people.person import Person, admins
from market.people.security import security_event
from market.people.undoing import Made, Why

I, P = table(Invitation), table(Person)


def ask_admin(db: Session, by: Actor, identifier: str, name: str) -> Invitation:
    """Asks whoever has this number or e-mail; the letter goes out once another admin said yes, or there is none."""
    for each in admins(db):
        if identifier in identifiers_of(each):
            raise Refused("admin_already", field="identifier")
    made = invite(db, by, InvitationKind.ADMIN, identifier, name=name)
    security_event(db, "admin_asked", by_id=by.person_id, key=made.key)
    _tell_admins(db, made, "asked")
    if not waits_for_another(db, made):
        write_to(db, made, None, "")
    return made


def waits_for_another(db: Session, made: Invitation) -> bool:
    """Whether another admin has to say yes first: there is one besides who asked."""
    return made.agreed_at is None and any(each.key != made.by_id for each in admins(db))


def agree_to_admin(db: Session, made: Invitation, by: Actor) -> None:
    """The yes of another admin. Refused to who asked, and to who counts as one with her."""
    refusal = refusals_to_agree(db, [made], by).get(made.key)
    if refusal:
        raise refusal
    made.agree(by)
    unsay(db, made.about, ("admin_added",))
    security_event(db, "admin_agreed", by_id=by.person_id, key=made.key)
    note(db, by, "admin_agreed", name=made.name, invitation=made.key)
    write_to(db, made, None, "")


def refusals_to_agree(db: Session, made: Collection[Invitation], by: Actor) -> dict[int, Refused]:
    """Why the yes of `by` does not count for these, by their ids; nothing of those for which it does."""
    first = refusals_as_other(db, by, [each.by_id for each in made], same="admin_agrees_first")
    return {each.key: first[each.by_id] for each in made if each.by_id in first}


def begin_admin(db: Session, made: Invitation, person: Person) -> None:
    """She runs the platform from now on. Refused while another admin's yes is missing, and to who does so already."""
    if person.admin:
        raise Refused("admin_already")
    if waits_for_another(db, made):
        raise Refused("admin_agrees_first")
    person.admin = True
    db.flush()
    security_event(db, "admin_given", person_id=person.key, by_id=made.by_id)
    _tell_admins(db, made, "begun", person)


def _tell_admins(db: Session, made: Invitation, step: str, person: Person | None = None) -> None:
    """Every admin hears: before, that somebody is asked; then, who is one of them."""
    by = Person.get(db, made.by_id)
    params = {"step": step, "by": by.name, "who": person.name if person else made.name, "path": ADMINS}
    for each in admins(db):
        if step == "begun" or each.key != made.by_id:
            tell(
                db, each.recipient, "admin_added", params, name=f"{made.about}/{step}/{each.key}", about=made.about
            )  # fmt: skip


def undo_admins(db: Session, made: Made) -> None:
    """Whoever became admin by her word is none any more: one word was enough where no other admin was."""
    if made.why is not Why.CODE:
        return
    hers = sa.or_(made.holds(I.c.by_id, I.c.invited_at), made.holds(I.c.agreed_by_id, I.c.agreed_at))
    began = sa.select(I.c.answered_by_id).where(
        hers, I.c.kind == InvitationKind.ADMIN, I.c.state == InvitationState.ACCEPTED
    )
    for person in db.scalars(sa.select(Person).where(P.c.id.in_(began), P.c.admin.is_(True))).all():
        person.admin = False
        security_event(db, "admin_ended", person_id=person.key)
