"""Who signs in to the demo, and whom groups ask to join."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.first import add_first
from market.kernel.clock import now
from market.kernel.record import table
from market.payments.collecting import type_platform_account
from market.people.access import Actor
from market.people.consent import Purpose, consent
from market.people.group import Group
from market.people.helpers import Officer
from market.people.invitation import InvitationKind
from market.people.joining.inviting import invite
from market.people.person import Person

# Who answers for the other two places: (part of the e-mail, name, place, agency).
COLLEAGUES = (
    ("petugas.bontang", "Nurhayati", "64.74", "Dinas Koperasi Bontang"),
    ("petugas.kalianda", "Wayan Sari", "18.01", "Dinas Perikanan Lampung Selatan"),
)


def add_people(db: Session, password: str) -> dict[str, int]:
    """The sign-ins; ids by the first part of their e-mail. The second admin approves what the first prepares."""
    names = {
        "petugas": ("Hendra Wowor", "0812-4400-0001"),
        "ketua": ("Ibu Meike", "0812-4400-0002"),
        "bendahara": ("Ibu Sience", "0812-4400-0003"),
        "penjahit": ("Ibu Deasy", "0812-4400-0004"),
        "pendamping": ("Kak Rina", "0812-4400-0005"),
        "pembeli": ("Ratna Wowor", "0812-4400-0006"),
        "admin": ("Pengelola", "0812-4400-0007"),
        "admin2": ("Pengelola Kedua", "0812-4400-0008"),
    }
    ids = {}
    for key, (name, phone) in names.items():
        person = Person(
            name=name,
            phone="+62" + phone.replace("-", "")[1:],
            email=f"{key}@demo.test",
            password_hash=password,
            admin=key.startswith("admin"),
            phone_proved_at=now(),
            email_proved_at=now(),
        ).add(db)
        consent(db, person.key, Purpose.TERMS)
        ids[key] = person.key
    Officer(person_id=ids["petugas"], place="71.72", agency="Dinas Perikanan Bitung").add(db)
    for key, name, place, agency in COLLEAGUES:
        colleague = Person(name=name, email=f"{key}@demo.test", password_hash=password, email_proved_at=now()).add(db)
        consent(db, colleague.key, Purpose.TERMS)
        Officer(person_id=colleague.key, place=place, agency=agency).add(db)
        ids[place] = colleague.key
    add_first(db)
    first, second = (Actor(person_id=ids[key], name=names[key][0], admin=True) for key in ("admin", "admin2"))
    own = type_platform_account(db, bank="BSG", number="012-34-56789-0", holder="Dermaga Bitung", by=first)
    own.approve(second)
    return ids


def add_invitations(db: Session, people: dict[str, int]) -> None:
    """The tailors ask the buyer to join; Tunas Bahari asks a woman without a phone, who waits for a code."""
    for name, by, asked, identifier in (
        ("Jahit Girian", "penjahit", "Ibu Ratna", "pembeli@demo.test"),
        ("Tunas Bahari", "ketua", "Ibu Olga", ""),
    ):
        group = db.scalars(sa.select(Group).where(table(Group).c.name == name)).first()
        if group:
            chair = Person.get(db, people[by])
            actor = Actor(person_id=chair.key, name=chair.name)
            invite(db, actor, InvitationKind.MEMBER, identifier, name=asked, group=group)
