"""How somebody who deletes her account is found: what is certainly hers, each kind where it counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.names import GONE, is_ours
from market.kernel.record import table
from market.orders.order import Order, SubOrder
from market.orders.placing.quote import Quote
from market.people.device import Device
from market.people.helpers import Facilitation, Officer
from market.people.invitation import Invitation
from market.people.membership import Membership
from market.people.person import Person
from market.people.signing_in.contact import ContactProof


@dataclass(frozen=True)
class Earlier:
    """A number or address that she proved, and gave up: from when until when it was hers."""

    value: str
    since: datetime
    until: datetime


@dataclass
class Trace:
    """What a person is found by, read before any of it is taken away. Nothing that is only perhaps hers."""

    db: Session
    person: Person

    @cached_property
    def typed(self) -> list[str]:
        """Her name, and those that she typed in orders of her own: they count there and nowhere else."""
        o = table(Order)
        found = self.db.scalars(sa.select(o.c.name).where(o.c.person_id == self.person.key).distinct())
        return sorted({self.person.name, *found} - {GONE, ""})

    @cached_property
    def parcels(self) -> sa.Select[tuple[int]]:
        """Ids of the parcels of orders that she placed signed in."""
        o, s = table(Order), table(SubOrder)
        return sa.select(s.c.id).join(o, o.c.id == s.c.order_id).where(o.c.person_id == self.person.key)

    @cached_property
    def numbers(self) -> sa.Select[tuple[str]]:
        return self.parcels.with_only_columns(table(SubOrder).c.number)

    @cached_property
    def invitations(self) -> list[int]:
        """Invitations that were certainly for her: she answered, or they went to a number or address that is hers."""
        i = table(Invitation)
        at_hers = sa.and_(i.c.identifier != "", self.at(i.c.identifier, i.c.invited_at))
        return list(self.db.scalars(sa.select(i.c.id).where(sa.or_(at_hers, i.c.answered_by_id == self.person.key))))

    @cached_property
    def held_office(self) -> bool:
        """Whether she was an officer at any time."""
        o = table(Officer)
        return self.db.scalar(sa.select(sa.exists().where(o.c.person_id == self.person.key))) is True

    @cached_property
    def names(self) -> list[str]:
        """Her name, for what was written where she stood or helped before ids stood beside names, and for letters.

        Empty where it can be anybody else's: a member, helper, officer or invited person there at any time, an admin, a
        group's phone, a buyer, somebody named in a quote, the program itself.
        """
        p = table(Person)
        beside = sa.or_(p.c.admin, p.c.id.in_(self.beside), p.c.id.in_(sa.select(table(Officer).c.person_id)))
        return [] if self._borne(beside) else [self.person.name]

    @cached_property
    def own_name(self) -> list[str]:
        """Her name when no other account, and nobody and nothing else, has it."""
        return [] if self._borne(sa.true()) else [self.person.name]

    def _borne(self, by: sa.ColumnElement[bool]) -> bool:
        p = table(Person)
        alike = (p.c.name == self.person.name, p.c.id != self.person.key, p.c.ended_at.is_(None))
        return self._by_no_account or self.db.execute(sa.select(p.c.id).where(*alike, by).limit(1)).first() is not None

    @cached_property
    def _by_no_account(self) -> bool:
        """Whether the program, a phone, a buyer, an invited person, or somebody named in a quote has her name."""
        name, d = self.person.name, table(Device)
        o, q, i = table(Order), table(Quote), table(Invitation)
        others: tuple[sa.Select[tuple[int]], ...] = (
            sa.select(d.c.id).where(d.c.name == name),
            sa.select(o.c.id).where(o.c.name == name, o.c.person_id.is_distinct_from(self.person.key)),
            sa.select(q.c.id).where(sa.or_(q.c.contact == name, q.c.accepted_by == name, q.c.office == name)),
            sa.select(i.c.id).where(i.c.name == name, i.c.id.not_in(self.invitations)),
        )
        return is_ours(name) or any(self.db.execute(each.limit(1)).first() is not None for each in others)

    @cached_property
    def proved(self) -> list[str]:
        """The number and the e-mail that she has proved and has now."""
        known = set()
        if self.person.phone and self.person.phone_proved_at:
            known.add(self.person.phone)
        if self.person.email and self.person.email_proved_at:
            known.add(self.person.email)
        return sorted(known - self._others(known))

    @cached_property
    def earlier(self) -> list[Earlier]:
        """Those that she replaced by another that she proved: what was written to them till then is hers."""
        c = table(ContactProof)
        mine = sa.select(c.c.kind, c.c.value, c.c.proved_at).where(
            c.c.person_id == self.person.key, c.c.proved_at.is_not(None), c.c.ended_at.is_(None)
        )
        proofs = self.db.execute(mine.order_by(c.c.proved_at, c.c.id)).all()
        theirs = self._others({value for _, value, _ in proofs})
        found = []
        for n, (kind, value, since) in enumerate(proofs):
            later = [each for each in proofs[n + 1 :] if each.kind is kind and each.value != value]
            if later and value not in theirs and value not in self.proved:
                found.append(Earlier(value, since, later[0].proved_at))
        return found

    def at(
        self, contact: sa.ColumnElement[str], when: sa.ColumnElement[datetime], ahead: timedelta = timedelta()
    ) -> sa.ColumnElement[bool]:
        """A condition: a row with a number or address that was hers at the moment `when`, less `ahead`."""
        before = [
            sa.and_(contact == each.value, when >= each.since + ahead, when < each.until + ahead)
            for each in self.earlier
        ]
        return sa.or_(contact.in_(self.proved), *before)

    def _others(self, known: set[str]) -> set[str]:
        """Those of `known` that another account has or proved."""
        p, c = table(Person), table(ContactProof)
        living = (p.c.id != self.person.key, p.c.ended_at.is_(None))
        shown = sa.select(c.c.value).join(p, p.c.id == c.c.person_id)
        theirs = sa.union(
            sa.select(p.c.phone).where(*living, p.c.phone.in_(known)),
            sa.select(p.c.email).where(*living, p.c.email.in_(known)),
            shown.where(*living, c.c.value.in_(known), c.c.proved_at.is_not(None)),
        )
        return set(self.db.scalars(theirs))

    @cached_property
    def groups(self) -> list[int]:
        """The groups of which she was ever a member or helper."""
        each = (table(Membership), table(Facilitation))
        return sorted(
            self.db.scalars(sa.union(*(sa.select(t.c.group_id).where(t.c.person_id == self.person.key) for t in each)))
        )

    @property
    def beside(self) -> sa.CompoundSelect[tuple[int]]:
        """The ids of all who were ever members or helpers there."""
        each = (table(Membership), table(Facilitation))
        return sa.union(*(sa.select(t.c.person_id).where(t.c.group_id.in_(self.groups)) for t in each))
