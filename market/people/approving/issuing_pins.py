"""Issuing a PIN code: to somebody invited by name, or to a member who forgot her PIN; who else is told.

No code comes from who is named by a PIN that a helper's code opened: through her the helper would be everybody."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import group_page
from market.kernel.clock import now
from market.kernel.limits import attempt_within
from market.kernel.record import table
from market.kernel.refused import Refused
from market.messages.outbox import tell
from market.messages.overtaken import unsay
from market.people.access import Actor, Role
from market.people.act import note
from market.people.approving.pin_code import CODE_LASTS, C, PinCode
from market.people.approving.stand_in import holds_money
from market.people.group import Group
from market.people.helpers import facilitators
from market.people.invitation import Invitation, InvitationKind
from market.people.membership import Membership, bearers_of
from market.people.own_side import require_other_side
from market.people.person import Person
from market.people.security import security_event

MOST_A_DAY = 5  # from one issuer for one person: each is told to all who hold money there, and to who helps


def code_for_invited(db: Session, invitation: Invitation, code_hash: str, by: Actor) -> None:
    """A fresh code for somebody invited as a member; earlier ones end.

    Invited by name alone she chooses her PIN with it on the group's phone. Invited at a number or address that her
    account has not proved, she says yes with it in her account: whoever typed a number first need not be its owner.
    """
    if invitation.kind is not InvitationKind.MEMBER or not invitation.live:
        raise Refused("invitation_over")
    made = _issue(db, invitation.group_id or 0, code_hash, by, invitation_id=invitation.key)
    security_event(db, "pin_code_issued", by_id=by.person_id, group_id=made.group_id, invitation=invitation.key)
    _tell(db, made, invitation.name, by, in_account=bool(invitation.identifier))


def another_code(db: Session, invitation: Invitation, code_hash: str, by: Actor) -> None:
    """A fresh code for somebody who has one, or had: that is written down by itself."""
    given = "invitation_code_issued" if invitation.identifier else "pin_code_issued"
    note(db, by, given, invitation.group_id, name=invitation.name, invitation=invitation.key)
    code_for_invited(db, invitation, code_hash, by)


def code_for_member(db: Session, membership: Membership, code_hash: str, by: Actor) -> None:
    """A fresh code for a member without an account; one who can sign in chooses her PIN there.

    Whoever has the code and the group's phone could choose the PIN: so a code for a chair, a treasurer or a stand-in
    comes from a facilitator or officer, and all who hold such a role, and the facilitators, hear of every code.
    """
    if membership.person_id == by.person_id:
        raise Refused("pin_in_own_account", name=by.name)
    person = Person.get(db, membership.person_id)
    if holds_money(db, membership) and not by.roles & {Role.FACILITATOR, Role.OFFICER}:
        raise Refused("not_yours_to_do", who="facilitator")  # never among equals
    if person.has_account:
        raise Refused("pin_in_own_account", name=person.name)
    if Role.OFFICER in by.roles and Role.FACILITATOR not in by.roles:
        require_other_side(db, by.person_id, membership.group_id)
    made = _issue(db, membership.group_id, code_hash, by, membership_id=membership.key)
    note(db, by, "pin_code_issued", membership.group_id, name=person.name, of=person.key)
    security_event(db, "pin_code_issued", person_id=person.key, by_id=by.person_id, group_id=made.group_id)
    _tell(db, made, membership.called(person), by)


def _tell(db: Session, made: PinCode, whose: str, by: Actor, *, in_account: bool = False) -> None:
    """Tells all but the member herself. `in_account`: she says yes with it in her own account."""
    group, about = Group.get(db, made.group_id), f"pin/{made.invitation_id or 0}/{made.membership_id or 0}"
    unsay(db, about, ("pin_code_issued",))
    params = {"by": by.name, "group": group.name, "name_of": whose, "path": group_page(group.slug, "anggota")}
    params["kind"] = "invitation" if in_account else "pin"
    bearers = {each.key: each for each in bearers_of(db, group.key)}
    for key, person in (bearers | {each.key: each for each in facilitators(db, group.key)}).items():
        if key != by.person_id:
            name, warns = f"pin_code/{made.key}/{key}", key in bearers
            tell(db, person.recipient, "pin_code_issued", params, name=name, about=about, warns=warns)


def _issue(
    db: Session,
    group_id: int,
    code_hash: str,
    by: Actor,
    *,
    invitation_id: int | None = None,
    membership_id: int | None = None,
) -> PinCode:
    if not by.gives_codes:
        raise Refused("helpers_pin_gives_no_code")
    whose = f"{invitation_id or 0}/{membership_id or 0}"
    attempt_within(db, f"pin_code/{by.person_id}/{whose}", most=MOST_A_DAY, per=timedelta(days=1))
    _take_turns(db, invitation_id, membership_id)
    same = (C.c.invitation_id == invitation_id, C.c.membership_id == membership_id)
    db.execute(sa.update(C).where(*same, C.c.used_at.is_(None)).values(used_at=now()))
    return PinCode(
        group_id=group_id, invitation_id=invitation_id, membership_id=membership_id, code_hash=code_hash,
        issued_by_id=by.key, expires_at=now() + CODE_LASTS, by_pin=by.own_id is None,
    ).add(db)  # fmt: skip


def _take_turns(db: Session, invitation_id: int | None, membership_id: int | None) -> None:
    """Who gives a code for the same one meanwhile waits, and ends this: of two given at once one opens."""
    for rows, key in ((table(Invitation), invitation_id), (table(Membership), membership_id)):
        if key is not None:
            db.execute(sa.select(rows.c.id).where(rows.c.id == key).with_for_update())
