"""Asking somebody: the same answer whether or not there is an account, and letters only to proved addresses."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import group_page, invitation_page
from market.kernel.clock import now
from market.kernel.limits import attempt
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.messages.outbox import Recipient, tell
from market.messages.overtaken import unsay
from market.people.access import Actor, Role
from market.people.approving.bearers import reachable_bearers
from market.people.approving.closeness import who_let_in
from market.people.group import Group, GroupState
from market.people.invitation import (
    Invitation,
    InvitationKind,
    InvitationState,
    identifiers_of,
    invitations_for,
    withdraw_all,
)
from market.people.joining.handing_over_told import ask_officers, tell_handing_over
from market.people.membership import Membership, people_to_tell
from market.people.office import spelled, the_office
from market.people.own_side import require_other_side
from market.people.person import Person, find_person
from market.people.place import city_of

A_DAY = timedelta(days=1)
MOST_A_DAY = 10  # of one inviter, and of one network
MOST_OF_OFFICES = 100  # an officer who names facilitators for many groups, an admin who names officers
MOST_BY_NAME = 60  # open at once in a group, of those without number or e-mail
MOST_LETTERS = 3  # to one person in a day, whoever asks
I, M, P = table(Invitation), table(Membership), table(Person)


def count_invitation(by: Actor, network: str) -> None:
    """Before the write: TooOften for the eleventh of a day by one inviter, or from one network.

    Officers and admins are counted by themselves alone, without their network.
    """
    if by.roles & {Role.OFFICER, Role.ADMIN}:
        return attempt(f"undang/{by.own_id}", most=MOST_OF_OFFICES, per=A_DAY)
    attempt(f"undang/{by.person_id}", most=MOST_A_DAY, per=A_DAY)
    attempt(f"undang/{network}", most=MOST_A_DAY, per=A_DAY)


def invite(
    db: Session,
    by: Actor,
    kind: InvitationKind,
    identifier: str,
    *,
    name: str = "",
    group: Group | None = None,
    place: str = "",
    agency: str = "",
    chair: bool = False,
    treasurer: bool = False,
    instead_of: int | None = None,
) -> Invitation:
    """Asks whoever has this number or e-mail. Refused while the same invitation is open, a superior of no office."""
    group_id = group.key if group else None
    if identifier and identifier in identifiers_of(Person.get(db, by.person_id or 0)):
        raise Refused("invites_herself", field="identifier")
    if group_id is not None and kind is InvitationKind.FACILITATOR and instead_of != by.person_id:
        require_other_side(db, by.person_id, group_id)
    if kind is InvitationKind.SUPERIOR:
        the_office(db, place, agency)
    _make_room(db, kind, group_id, place, identifier, name, agency)
    if group_id is not None and kind is InvitationKind.MEMBER and identifier and _is_member(db, group_id, identifier):
        raise Refused("member_already")
    made = Invitation(
        kind=kind, group_id=group_id, place=place, agency=agency, identifier=identifier, name=name,
        chair=chair, treasurer=treasurer, by_id=by.person_id or 0, instead_of_id=instead_of,
    ).add(db)  # fmt: skip
    if group and kind is InvitationKind.FACILITATOR and group_is_asked(db, group.key):
        _ask_group(db, made, group)
    elif group and made.asked_by_leaving:
        ask_officers(db, made, group)
    elif identifier and kind is not InvitationKind.ADMIN:  # joining/admins.py says when
        write_to(db, made, group, place)
    return made


def group_is_asked(db: Session, group_id: int) -> bool:
    """Whether a group has a chair who can be reached: then nobody may help it without the chair's yes."""
    return bool(reachable_bearers(db, group_id) & {each.key for each in people_to_tell(db, group_id)})


def chair_first(db: Session, made: Invitation, group: Group | None) -> bool:
    """Whether a facilitator's yes waits for that of the group's chair."""
    if group is None or made.kind is not InvitationKind.FACILITATOR or made.agreed_at is not None:
        return False
    return made.asked_by_leaving or group_is_asked(db, group.key)


def _ask_group(db: Session, made: Invitation, group: Group) -> None:
    for chair in people_to_tell(db, group.key):
        params = {"who": made.name, "group": group.name, "path": group_page(group.slug, "anggota#pendamping")}
        if made.instead_of_id is not None:
            params["name_of"] = Person.get(db, made.instead_of_id).name
        tell(db, chair.recipient, "helper_asked", params, name=f"{made.about}/asked/{chair.key}", about=made.about)


def _require_speaks(db: Session, made: Invitation, group: Group, by: Actor) -> None:
    """Refused unless she is a chair; of what a helper asks, where none can be reached, an officer of the other side."""
    if by.person_id in (None, made.by_id):
        raise Refused("not_yours_to_agree")
    if Role.CHAIR in by.roles:
        return
    if Role.OFFICER not in by.roles or not made.asked_by_leaving or group_is_asked(db, group.key):
        raise Refused("not_yours_to_agree")
    require_other_side(db, by.person_id, group.key)


def agree_to_helper(db: Session, made: Invitation, group: Group, by: Actor) -> None:
    """The group's yes to a helper whom somebody asked for it; now the helper gets a letter. Else Refused.

    Not by a chair whom the asker, or that helper, let in by a code: it would be her own yes.
    """
    _require_speaks(db, made, group, by)
    if not agreeable_by(db, [made], by):
        raise Refused("second_too_close")
    fresh = (I.c.agreed_at.is_(None), I.c.state == InvitationState.OPEN, I.c.expires_at > now())
    if not made.update_if(*fresh, agreed_at=now(), agreed_by_id=by.person_id):
        raise Overtaken("state_moved")
    unsay(db, made.about, ("helper_asked",))
    write_to(db, made, group, "")


def agreeable_by(db: Session, asked: Sequence[Invitation], by: Actor) -> set[int]:
    """To which of these helpers her yes is another's: who asks and who is asked neither is her nor let her in."""
    barred = _at_her_keys(db, by.person_id or 0)
    people = db.scalars(sa.select(Person).where(P.c.id.in_(barred))) if barred else ()
    theirs = {each for person in people for each in identifiers_of(person)}
    return {each.key for each in asked if each.by_id not in barred and each.identifier not in theirs}


def require_anothers_yes(db: Session, made: Invitation, person: Person) -> None:
    """Refused to a helper who said the group's yes herself, or let in by a code who said it.

    Asked again at her own yes, when it is known who she is: her number or e-mail was on no account of hers before.
    """
    if made.agreed_by_id is not None and person.key in _at_her_keys(db, made.agreed_by_id):
        raise Refused("group_yes_by_another")


def _at_her_keys(db: Session, person_id: int) -> frozenset[int]:
    """Who may have said what this person said: herself, and whose codes let her in."""
    return who_let_in(db, person_id) | {person_id}


def refuse_helper(db: Session, made: Invitation, group: Group, by: Actor) -> None:
    """The group's no."""
    _require_speaks(db, made, group, by)
    made.withdraw()
    unsay(db, made.about, ("helper_asked",))
    tell_handing_over(db, made, group, "refused")


def _make_room(
    db: Session, kind: InvitationKind, group_id: int | None, place: str, identifier: str, name: str, agency: str
) -> None:
    """Ends an invitation that nobody answered in time, for a new one. Refused while an open one exists.

    Two offices of one place may ask the same person.
    """
    same = [I.c.kind == kind, I.c.group_id == group_id, I.c.place == place, I.c.identifier == identifier]
    if group_id is None:
        same.append(spelled(I.c.agency, agency))
    if not identifier:
        same.append(sa.func.lower(I.c.name) == name.lower())
    withdraw_all(db, *same, I.c.expires_at <= now())
    if db.execute(sa.select(I.c.id).where(*same, I.c.state == InvitationState.OPEN)).first():
        raise Refused("invited_already")
    by_name = sa.select(sa.func.count()).where(
        I.c.group_id == group_id, I.c.identifier == "", I.c.state == InvitationState.OPEN, I.c.expires_at > now()
    )
    if not identifier and int(db.execute(by_name).scalar_one()) >= MOST_BY_NAME:
        raise Refused("too_many_by_name", field="name", n=MOST_BY_NAME)


def _is_member(db: Session, group_id: int, identifier: str) -> bool:
    """Whether somebody with this identifier already said yes to this group: its own chair may know that."""
    wanted = sa.select(M.c.id).join(P, P.c.id == M.c.person_id)
    mine = sa.or_(P.c.phone == identifier, P.c.email == identifier)
    return db.execute(wanted.where(M.c.group_id == group_id, M.c.ended_at.is_(None), mine)).first() is not None


def write_to(db: Session, made: Invitation, group: Group | None, place: str) -> None:
    """Writes a letter, if she proved an address, will see this invitation and got only a few letters today.

    A stranger's words are sent to nobody: of a group that no officer has looked at it names only the city.
    """
    person = find_person(db, made.identifier)
    if person is None:
        return
    db.execute(sa.select(P.c.id).where(P.c.id == person.key).with_for_update())
    to = _proved_ways(person)
    if to is None or made.key not in {each.key for each, _ in invitations_for(db, person)}:
        return
    lately = sa.select(sa.func.count()).where(I.c.identifier.in_(identifiers_of(person)), I.c.told_at > now() - A_DAY)
    if int(db.execute(lately).scalar_one()) >= MOST_LETTERS:
        return
    named = group.name if group and group.state is GroupState.CHECKED else ""
    params = {
        "kind": "handing_over" if made.instead_of_id else made.kind.value,
        "group": named,
        "city": city_of(group.village if group else place),
        "path": invitation_page(made.key),
    }
    if tell(db, to, "invited", params, name=made.about, about=made.about):
        made.told_at = now()


def _proved_ways(person: Person) -> Recipient | None:
    phone = person.phone if person.phone_proved_at else None
    email = person.email if person.email_proved_at else None
    to = Recipient(
        person.name, phone, email, person.language, phone_proved=bool(phone), email_proved=bool(email),
        person_id=person.key,
    )  # fmt: skip
    return to if phone or email else None
