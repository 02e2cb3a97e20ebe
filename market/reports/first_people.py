"""The first accounts of an installation, and a way in for who lost it, made at the command line."""

from sqlalchemy.orm import Session

from market.kernel.db import write
from market.kernel.phone import typed_phone
from market.kernel.refused import NotFound, Refused
from market.kernel.tokens import shown_code
from market.people.access import Actor
from market.people.facilitating import begin_helping
from market.people.group import group_by_slug
from market.people.helpers import appoint
from market.people.person import Person, find_person, find_way_in, typed_email
from market.people.place import place as find_place
from market.people.reset import issue_at_console, new_code
from market.people.second_factor import end_factor, second_factor
from market.people.security import security_event


def add_first(role: str, phone: str, email: str, name: str, place: str, agency: str, group: str) -> tuple[str, str]:
    """(code, name) of a person who now is an officer, an admin or a facilitator."""
    if role not in ("officer", "admin", "facilitator"):
        raise Refused("choice_unknown", field="role")
    if not phone and not email:
        raise Refused("identifier_missing")
    if role == "officer" and find_place(place) is None:
        raise Refused("place_unknown")

    code, kept = new_code()

    def work(db: Session) -> tuple[str, str]:
        number = typed_phone(phone) if phone else None
        address = typed_email(email) if email else None
        person = find_person(db, number or address or "")
        if person is None:
            person = Person(name=name or phone or email, phone=number, email=address).add(db)
        if role == "admin":
            person.admin = True
            security_event(db, "admin_given", person_id=person.key)
        elif role == "officer":
            appoint(db, person, place, agency or "Dinas", by=None)
        else:
            try:
                begin_helping(db, group_by_slug(db, group).key, person)
            except NotFound:
                raise Refused("choice_unknown", field="group") from None
        issue_at_console(db, person.key, kept)
        return shown_code(code), person.name

    return write(work)


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


def end_second_at_console(identifier: str) -> str:
    """The name of whom the app's codes are no longer asked of: who lost the phone and the recovery codes."""

    def work(db: Session) -> str:
        person = find_way_in(db, identifier)
        if person is None:
            raise Refused("person_unknown")
        if second_factor(db, person.key) is None:
            raise Refused("app_none")
        end_factor(db, person, by=Actor(name="Dermaga"))
        return person.name

    return write(work)
