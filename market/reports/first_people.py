"""The first accounts of an installation, and ways in for people who lost theirs, made at the command line."""

from sqlalchemy.orm import Session

from market.kernel.addresses import start_page
from market.kernel.db import write
from market.kernel.names import person_name
from market.kernel.refused import NotFound, Refused
from market.kernel.settings import settings
from market.kernel.tokens import shown_code
from market.people.access import Actor
from market.people.group import group_by_slug
from market.people.owning.appointing import appoint_once_proved, proved_herself
from market.people.owning.start_link import new_start_link, waits_to_start
from market.people.person import Person, find_person, find_way_in
from market.people.reset_code import new_code
from market.people.roles.facilitating import require_may_help
from market.people.signing_in.contact import ContactKind, proved_at, typed_contact
from market.people.signing_in.everybody_out import end_logins_of
from market.people.signing_in.reset import issue_at_console
from market.people.signing_in.second_factor import end_factor, second_factor
from market.people.suggested import typed_place

ROLES = ("officer", "admin", "facilitator")


def add_first(role: str, phone: str, email: str, name: str, place: str, agency: str, group: str) -> tuple[str, str]:
    """(address of a one-time link, name) of a person who is officer, admin or facilitator once she opened it.

    The link is proof: whoever runs the machine gives it to the owner of the number or e-mail. One who has proved it
    herself needs none, and the address is empty. An account that merely typed it may be anybody's: the owner gets a new
    one.
    """
    if role not in ROLES:
        raise Refused("choice_unknown", field="role")
    if not phone and not email:
        raise Refused("identifier_missing")
    place = typed_place(place).code if role == "officer" else place

    def work(db: Session) -> tuple[str, str]:
        kind, value = typed_contact(phone or email)
        person = _owner(db, kind, value) or Person(name=person_name(name) or phone or email).add(db)
        proved = proved_herself(db, person, kind)
        if name and not proved:
            person.name = person_name(name)  # whoever made the account may have named it anything
        if role == "facilitator":
            appoint_once_proved(db, person, kind, value, group_id=_may_help(db, person, group))
        else:
            office = place if role == "officer" else ""
            appoint_once_proved(db, person, kind, value, place=office, agency=agency or "Dinas")
        token = "" if proved else new_start_link(db, person, kind, value)
        return settings().base_url.rstrip("/") + start_page(token) if token else "", person.name

    return write(work)


def _owner(db: Session, kind: ContactKind, value: str) -> Person | None:
    """The person who proved this number or e-mail, or for whom an earlier link was made."""
    holder = find_person(db, value)
    if holder is not None and proved_at(holder, kind) is not None:
        return holder
    return waits_to_start(db, kind, value)


def _may_help(db: Session, person: Person, slug: str) -> int:
    try:
        group_id = group_by_slug(db, slug).key
    except NotFound:
        raise Refused("choice_unknown", field="group") from None
    require_may_help(db, group_id, person)
    return group_id


def code_at_console(identifier: str) -> tuple[str, str]:
    """(code, name): a way in for anybody, an admin too."""
    code, kept = new_code()

    def work(db: Session) -> str:
        person = find_way_in(db, identifier)
        if person is None:
            raise Refused("person_unknown")
        issue_at_console(db, person.key, kept)
        return person.name

    return shown_code(code), write(work)


def end_logins_at_console(identifier: str) -> tuple[int, str]:
    """(how many logins, name): signs somebody out everywhere; she signs in again with her password."""

    def work(db: Session) -> tuple[int, str]:
        person = find_way_in(db, identifier)
        if person is None:
            raise Refused("person_unknown")
        return end_logins_of(db, person.key), person.name

    return write(work)


def end_second_at_console(identifier: str) -> str:
    """Asks somebody who lost the phone and the recovery codes for no app's code any more; returns her name."""

    def work(db: Session) -> str:
        person = find_way_in(db, identifier)
        if person is None:
            raise Refused("person_unknown")
        if second_factor(db, person.key) is None:
            raise Refused("app_none")
        end_factor(db, person, by=Actor(name="Dermaga"))
        return person.name

    return write(work)
