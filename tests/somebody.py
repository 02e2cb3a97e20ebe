"""Somebody in whose account codes are used, numbers change and "bukan saya" is pressed: the verbs alone, each in one
line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.messages.outbox import Message
from market.people.access import Actor, Role
from market.people.approving.met import say_met
from market.people.invitation import Invitation, InvitationKind, InvitationState
from market.people.login import Login, sign_in
from market.people.membership import Acceptance, join
from market.people.owning.not_me import deny_by_link, deny_own_code
from market.people.owning.proving import prove, tell_changed
from market.people.person import Person, lock_person
from market.people.reset_code import new_code
from market.people.security import security_event
from market.people.signing_in.contact import ContactKind, ContactProof, ProofWay
from market.people.signing_in.reset import grant, use_code
from market.people.signing_in.second_factor import SecondFactor
from tests import world

M, L = table(Message), table(Login)
KEPT = new_code()[1]
REFUSED, OTHER = "refused", "lain sekali"


@dataclass
class Somebody:
    """One person of a cell: what comes to her first number, and what is done in her account."""

    here: world.Shop
    key: int
    phone: str
    login: int = 0
    asked: int = 0

    def letter(self, template: str) -> str:
        """The token in the last such letter to her first number; empty where it has none."""
        told = sa.select(Message).where(M.c.to == self.phone, M.c.template == template).order_by(M.c.id.desc())
        with read() as db:
            found = db.scalars(told).first()
            path = found.params["path"] if found else ""
        return path.removeprefix("/bukan-saya/") if "/bukan-saya/" in path else ""

    def given(self, by: int | None = None, capacity: str = "facilitator") -> int:
        by = by or self.here.facilitator
        return write(lambda db: grant(db, lock_person(db, self.key), KEPT, by_id=by, capacity=capacity).key)

    def comes(self, by: int | None = None, capacity: str = "facilitator") -> int:
        """Somebody comes in by a code."""
        code = self.given(by, capacity)
        write(lambda db: use_code(db, self.key, code, world.hashed(OTHER)) and None)
        return code

    def rested(self) -> None:
        write(lambda db: setattr(db.get(Person, self.key), "restricted_until", None))

    def met(self) -> None:
        by = Actor(self.here.officer, "Petugas", roles=frozenset({Role.OFFICER}))
        write(lambda db: say_met(db, self.key, by=by))

    def signs_in(self) -> None:
        """The login in which the rest is done."""

        def work(db) -> int:
            sign_in(db, Person.get(db, self.key), second=True)
            return db.scalar(sa.select(sa.func.max(L.c.id)).where(L.c.person_id == self.key))

        self.login = write(work)

    def moves(self, kind: ContactKind = ContactKind.PHONE) -> None:
        """Another number or address is proved."""
        value = f"+62899{self.key:07d}" if kind is ContactKind.PHONE else f"orang{self.key}@contoh.id"
        way = ProofWay.WHATSAPP if kind is ContactKind.PHONE else ProofWay.EMAIL

        def work(db) -> None:
            shown = {"code_hash": "x", "expires_at": now() + timedelta(hours=1)}
            proof = ContactProof(person_id=self.key, kind=kind, value=value, way=way, **shown).add(db)
            prove(db, self.key, proof.key, login_id=self.login)

        write(work)

    def changes(self, template: str = "contact_changed") -> None:
        """Another password (`contact_changed`), or an app (`second_factor_on`)."""

        def work(db) -> None:
            person = Person.get(db, self.key)
            if template == "contact_changed":
                person.change_password(world.hashed(OTHER))
            else:
                SecondFactor(person_id=self.key, nonce="x" * 22, confirmed_at=now()).add(db)
            done = security_event(db, "password_changed", person_id=self.key)
            tell_changed(db, person, template, {"step": "password"}, self.login, done.key)

        write(work)

    def waits(self) -> None:
        """What waits by her: somebody is asked into the group."""
        asked = {"kind": InvitationKind.MEMBER, "group_id": self.here.group_id, "identifier": f"+62877{self.key:07d}"}
        self.asked = write(lambda db: Invitation(name="x", by_id=self.key, **asked).add(db).key)

    def press(self, token: str) -> str:
        return said(lambda: write(lambda db: deny_by_link(db, token)))

    def inside(self, code: int) -> str:
        return said(lambda: write(lambda db: deny_own_code(db, self.key, code) and None))

    @property
    def state(self) -> str:
        """ "open" to a password or "shut"; what waited was taken "back" or "stays"; "moved" from her first number."""
        with read() as db:
            person = db.get(Person, self.key)
            taken = db.get(Invitation, self.asked).state is not InvitationState.OPEN
            words = ["open" if person.password_hash else "shut", "back" if taken else "stays"]
            return " ".join([*words, *(["moved"] if person.phone != self.phone else [])])


def said(press: Callable[[], object]) -> str:
    try:
        press()
    except Refused as refused:
        return f"{REFUSED} {refused.code}"
    except NotFound:
        return f"{REFUSED} gone"
    return "done"


def told(answer: str, who: Somebody) -> str:
    return REFUSED if answer.startswith(REFUSED) else f"{answer}; {who.state}"


def somebody(here: world.Shop, number: int) -> Somebody:
    """A member for long."""

    def work(db) -> Somebody:
        person = world.a_person(db, f"Orang {number}", number)
        since = now() - timedelta(days=60)
        join(db, here.group_id, person, Acceptance.ACCOUNT, given_by=here.chair, since=since)
        return Somebody(here, person.key, person.phone)

    return write(work)


def twice(who: Somebody, again: Callable[[], object], template: str) -> None:
    for _ in range(2):
        again()
        assert who.press(who.letter(template)) == "done"
