"""By what somebody is found who deletes her account: what is hers for certain, each kind where it counts."""

from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.orders.order import Order, SubOrder
from market.people.contact import ContactProof
from market.people.helpers import Facilitation, Officer
from market.people.membership import Membership
from market.people.person import Person

GONE = "Akun dihapus"


@dataclass
class Trace:
    """What a person is found by, read before any of it is taken away. What is uncertain to be hers is not here."""

    db: Session
    person: Person

    @cached_property
    def typed(self) -> list[str]:
        """Her name, and those that she typed at orders of her own: hers there and nowhere else."""
        o = table(Order)
        found = self.db.scalars(sa.select(o.c.name).where(o.c.person_id == self.person.key).distinct())
        return sorted({self.person.name, *found} - {GONE, ""})

    @cached_property
    def parcels(self) -> sa.Select[tuple[int]]:
        """Of the orders that she placed signed in."""
        o, s = table(Order), table(SubOrder)
        return sa.select(s.c.id).join(o, o.c.id == s.c.order_id).where(o.c.person_id == self.person.key)

    @cached_property
    def numbers(self) -> sa.Select[tuple[str]]:
        return self.parcels.with_only_columns(table(SubOrder).c.number)

    @cached_property
    def names(self) -> list[str]:
        """Her name where she stood or helped; none where somebody who is still there, or an officer, bears it too."""
        p, o = table(Person), table(Officer)
        beside = sa.or_(p.c.id.in_(self.beside), p.c.id.in_(sa.select(o.c.person_id).where(o.c.ended_at.is_(None))))
        return [] if self._borne(beside) else [self.person.name]

    @cached_property
    def own_name(self) -> list[str]:
        """Her name when no other account bears it."""
        return [] if self._borne(sa.true()) else [self.person.name]

    def _borne(self, by: sa.ColumnElement[bool]) -> bool:
        p = table(Person)
        alike = (p.c.name == self.person.name, p.c.id != self.person.key, p.c.ended_at.is_(None))
        return self.db.execute(sa.select(p.c.id).where(*alike, by).limit(1)).first() is not None

    @cached_property
    def proved(self) -> list[str]:
        """Numbers and addresses where she answered, once or now."""
        proofs = table(ContactProof)
        before = sa.select(proofs.c.value).where(proofs.c.person_id == self.person.key, proofs.c.proved_at.is_not(None))
        known = set(self.db.scalars(before))
        if self.person.phone and self.person.phone_proved_at:
            known.add(self.person.phone)
        if self.person.email and self.person.email_proved_at:
            known.add(self.person.email)
        return self._without_others(known)

    @cached_property
    def held(self) -> list[str]:
        """What her account is known by, proved or not."""
        return self._without_others({each for each in (self.person.phone, self.person.email) if each})

    def _without_others(self, known: set[str]) -> list[str]:
        """Those that no other account holds or proved."""
        p, c = table(Person), table(ContactProof)
        living = (p.c.id != self.person.key, p.c.ended_at.is_(None))
        shown = sa.select(c.c.value).join(p, p.c.id == c.c.person_id)
        theirs = sa.union(
            sa.select(p.c.phone).where(*living, p.c.phone.in_(known)),
            sa.select(p.c.email).where(*living, p.c.email.in_(known)),
            shown.where(*living, c.c.value.in_(known), c.c.proved_at.is_not(None)),
        )
        return sorted(known - set(self.db.scalars(theirs)))

    @cached_property
    def groups(self) -> list[int]:
        """Where she ever stood or helped."""
        each = (table(Membership), table(Facilitation))
        return sorted(
            self.db.scalars(sa.union(*(sa.select(t.c.group_id).where(t.c.person_id == self.person.key) for t in each)))
        )

    @property
    def beside(self) -> sa.CompoundSelect[tuple[int]]:
        """Who ever stood or helped there, by id."""
        each = (table(Membership), table(Facilitation))
        return sa.union(*(sa.select(t.c.person_id).where(t.c.group_id.in_(self.groups)) for t in each))
