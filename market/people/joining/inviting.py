"""Asking somebody: the same answer whether or not there is an account, and letters only to proved addresses."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import group_page, invitation_page
from market.kernel.clock import now
from market.kernel.limits import attempt
from market.kernel.record import table
from market.kernel.refused import Refused
from market.messages.outbox import Recipient, tell
from market.people.access import CLOCK, Actor, Role
from market.people.act import note
from market.people.group import Group, GroupState
from market.people.invitation import (
    Invitation,
    InvitationKind,
    InvitationState,
    identifiers_of,
    invitations_for,
    withdraw_all,
)
from market.people.joining.asked_chairs import wait_for_chair
from market.people.joining.handing_over_told import ask_officers
from market.people.membership import Membership, people_to_tell
from market.people.namesakes import refuse_namesake
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
ASKED = {  # what is written down when somebody is asked; "handing_over_asked" where she is to help instead of another
    InvitationKind.MEMBER: "member_invited",
    InvitationKind.FACILITATOR: "facilitator_invited",
    InvitationKind.OFFICER: "officer_invited",
    InvitationKind.SUPERIOR: "superior_invited",
    InvitationKind.SUCCESSOR: "successor_invited",
    InvitationKind.ADMIN: "admin_invited",
    InvitationKind.DEPUTY: "deputy_invited",
}


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
    """Asks whoever has this number or e-mail, and writes it down. Refused while the same invitation is open, and for a
    superior of no office."""
    group_id = group.key if group else None
    if identifier and identifier in identifiers_of(Person.get(db, by.key)):
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
        chair=chair, treasurer=treasurer, by_id=by.key, instead_of_id=instead_of,
    ).add(db)  # fmt: skip
    _write_down(db, by, made)
    if group and kind is InvitationKind.FACILITATOR and made.key in wait_for_chair(db, [made], group.key):
        _ask_group(db, made, group)
    elif group and made.asked_by_leaving:
        ask_officers(db, made, group)
    elif identifier and kind is not InvitationKind.ADMIN:  # joining/admins.py says when
        write_to(db, made, group, place)
    return made


def _write_down(db: Session, by: Actor, made: Invitation) -> None:
    code = ASKED[made.kind] if made.instead_of_id is None else "handing_over_asked"
    told = {word: text for word in ("name", "place") if (text := getattr(made, word))}
    note(db, by, code, made.group_id, **told, invitation=made.key)


def take_back(db: Session, made: Invitation, by: Actor) -> None:
    """Whoever asked a member takes it back, before an answer."""
    made.withdraw(by)
    note(db, by, "invitation_withdrawn", made.group_id, name=made.name, invitation=made.key)


def _ask_group(db: Session, made: Invitation, group: Group) -> None:
    for chair in people_to_tell(db, group.key):
        params = {"who": made.name, "group": group.name, "path": group_page(group.slug, "anggota#pendamping")}
        if made.instead_of_id is not None:
            params["name_of"] = Person.get(db, made.instead_of_id).name
        tell(db, chair.recipient, "helper_asked", params, name=f"{made.about}/asked/{chair.key}", about=made.about)


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
    withdraw_all(db, CLOCK, *same, I.c.expires_at <= now())
    if db.execute(sa.select(I.c.id).where(*same, I.c.state == InvitationState.OPEN)).first():
        raise Refused("invited_already")
    if group_id is not None and not identifier:
        refuse_namesake(db, group_id, name)
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
