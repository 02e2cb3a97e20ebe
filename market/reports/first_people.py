"""The first accounts of an installation, made at the command line."""

from sqlalchemy.orm import Session

from market.kernel.db import write
from market.kernel.phone import typed_phone
from market.kernel.refused import NotFound, Refused
from market.people.access import Actor, Role
from market.people.group import group_by_slug
from market.people.helpers import Facilitation, Officer
from market.people.person import Person, find_person, typed_email
from market.people.place import place as find_place
from market.people.reset import issue_code


def add_first(role: str, phone: str, email: str, name: str, place: str, agency: str, group: str) -> tuple[str, str]:
    """(six-digit code, name) of a person who now is an officer, an admin or a facilitator."""
    if role not in ("officer", "admin", "facilitator"):
        raise Refused("choice_unknown", field="role")
    if not phone and not email:
        raise Refused("identifier_missing")
    if role == "officer" and find_place(place) is None:
        raise Refused("place_unknown")

    def work(db: Session) -> tuple[str, str]:
        number = typed_phone(phone) if phone else None
        address = typed_email(email) if email else None
        person = find_person(db, number or address or "")
        if person is None:
            person = Person(name=name or phone or email, phone=number, email=address).add(db)
        if role == "admin":
            person.admin = True
        elif role == "officer":
            Officer(person_id=person.key, place=place, agency=agency or "Dinas").add(db)
        else:
            try:
                Facilitation(person_id=person.key, group_id=group_by_slug(db, group).key).add(db)
            except NotFound:
                raise Refused("choice_unknown", field="group") from None
        return issue_code(db, person, by=Actor(name="Dermaga"), capacity=Role.ADMIN), person.name

    return write(work)
