"""Forgetting somebody who deletes her account, table by table: amounts and what was decided stay, without her.

Left where they are: the account of a group, which is the group's; proofs of payment, for twelve months; an officer's
name under what an office decided about a bazaar, which is its archive; orders placed without an account.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from market.bazaars.appeal import Appeal
from market.bazaars.application import Application
from market.bazaars.swap import Swap
from market.catalog.product import Product, Variant
from market.inventory.lot import Lot
from market.inventory.movement import StockMovement
from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.without import without
from market.messages.keeping import forget_reader
from market.orders.order import Order, OrderEvent, SubOrder
from market.orders.quote import Quote
from market.orders.sharing import Distribution, GroupCost
from market.payments.account import Account
from market.payments.bill import Bill
from market.payments.claim import Claim
from market.payments.payment import Payment
from market.payments.payout import PayoutBatch
from market.payments.recap import Recap
from market.payments.refund import Refund, forget_accounts
from market.people.act import Act
from market.people.appointing import Appointment
from market.people.claim_link import ClaimLink
from market.people.contact import ContactProof
from market.people.group import Group
from market.people.helpers import Facilitation
from market.people.invitation import forget_invitations
from market.people.login import Login
from market.people.membership import Membership
from market.people.person import Person
from market.people.role_change import RoleChange
from market.people.stand_in import StandIn

GONE = "Akun dihapus"
# Who did something, by id: (table, the name as it was then, whose).
BY_ID: tuple[tuple[type[SQLModel], str, str], ...] = (
    (Account, "typed_by", "typed_by_id"),
    (Account, "approved_by", "approved_by_id"),
    (Act, "name", "person_id"),
    (RoleChange, "asked_by", "asked_by_id"),
    (RoleChange, "seconded_by", "seconded_by_id"),
    (RoleChange, "objected_by", "objected_by_id"),
    (RoleChange, "decided_by", "decided_by_id"),
    (StandIn, "asked_by", "asked_by_id"),
    (Payment, "confirmed_by", "confirmed_by_id"),
    (Refund, "granted_by", "granted_by_id"),
    (PayoutBatch, "made_by", "made_by_id"),
    (PayoutBatch, "approved_by", "approved_by_id"),
)
# Who did something in a group, by name alone: two of one name in one group are one here.
BY_NAME: tuple[tuple[type[SQLModel], str], ...] = (
    (StandIn, "agreed_by"),
    (StandIn, "begun_by"),
    (Application, "made_by"),
    (GroupCost, "by"),
    (Distribution, "made_by"),
    (Quote, "made_by"),
    (Recap, "made_by"),
)


@dataclass
class Trace:
    """What a person is found by, read before any of it is taken away."""

    db: Session
    person: Person

    @cached_property
    def orders(self) -> Sequence[tuple[str, str, str | None]]:
        """(name, phone, e-mail) as she typed them at her orders."""
        o = table(Order)
        found = sa.select(o.c.name, o.c.phone, o.c.email).where(o.c.person_id == self.person.key).distinct()
        return [(name, phone, email) for name, phone, email in self.db.execute(found)]

    @cached_property
    def names(self) -> list[str]:
        return sorted({self.person.name} | {name for name, _, _ in self.orders} - {GONE, ""})

    @cached_property
    def ways(self) -> list[str]:
        """Her number and e-mail, those she proved before, and those of her orders."""
        proofs = table(ContactProof)
        proved = sa.select(proofs.c.value).where(proofs.c.person_id == self.person.key, proofs.c.proved_at.is_not(None))
        known = {self.person.phone, self.person.email, *self.db.scalars(proved)}
        return sorted({each for each in known.union(*(way for _, *way in self.orders)) if each})

    @cached_property
    def groups(self) -> list[int]:
        """Where she ever stood or helped."""
        each = (table(Membership), table(Facilitation))
        return sorted(
            self.db.scalars(sa.union(*(sa.select(t.c.group_id).where(t.c.person_id == self.person.key) for t in each)))
        )


def forget_traces(db: Session, person: Person) -> None:
    """Takes somebody's name, numbers, addresses and accounts out of everything that she did, bought or was asked."""
    hers = Trace(db, person)
    forget_invitations(db, person, hers.ways, GONE)
    _forget_work(db, hers)
    _forget_stories(db, hers)
    _forget_orders(db, hers)
    _forget_contacts(db, hers)
    forget_reader(db, hers.ways, hers.names, GONE)
    db.execute(sa.update(table(Login)).where(table(Login).c.person_id == person.key).values(agent=""))


def _forget_work(db: Session, hers: Trace) -> None:
    """Who did it: `GONE` did."""
    for model, name, whose in BY_ID:
        rows = table(model)
        db.execute(sa.update(rows).where(rows.c[whose] == hers.person.key).values({name: GONE}))
    for model, name in BY_NAME:
        rows = table(model)
        here = rows.c.group_id.in_(hers.groups)
        db.execute(sa.update(rows).where(here, rows.c[name].in_(hers.names)).values({name: GONE}))
    a, s, v, p, lots = (table(each) for each in (Application, SubOrder, Variant, Product, Lot))
    applied = sa.select(a.c.id).where(a.c.group_id.in_(hers.groups))
    sold = sa.select(s.c.id).where(s.c.group_id.in_(hers.groups))
    stocked = sa.select(lots.c.id).join(v, v.c.id == lots.c.variant_id).join(p, p.c.id == v.c.product_id)
    stocked = stocked.where(p.c.group_id.in_(hers.groups))
    for model, name, where, these in (
        (Appeal, "made_by", "application_id", applied),
        (Swap, "asked_by", "from_id", applied),
        (Swap, "ended_by", "from_id", applied),
        (Swap, "ended_by", "to_id", applied),
        (OrderEvent, "by", "sub_order_id", sold),
        (StockMovement, "by", "lot_id", stocked),
    ):
        rows = table(model)
        db.execute(sa.update(rows).where(rows.c[where].in_(these), rows.c[name].in_(hers.names)).values({name: GONE}))


def _forget_stories(db: Session, hers: Trace) -> None:
    """What is told of her by others: who she was is not, that it happened is."""
    acts, shared = table(Act), table(Distribution)
    in_groups = sa.or_(acts.c.group_id.in_(hers.groups), acts.c.group_id.is_(None))
    for rows, name, where in ((acts, "params", in_groups), (shared, "figures", shared.c.group_id.in_(hers.groups))):
        told = [rows.c[name].contains(json.dumps(each)[1:-1], autoescape=True) for each in (*hers.names, *hers.ways)]
        for key, text in db.execute(sa.select(rows.c.id, rows.c[name]).where(where, sa.or_(*told))).all():
            kept = without(text, hers.names, hers.ways, GONE)
            db.execute(sa.update(rows).where(rows.c.id == key).values({name: kept}))


def _forget_orders(db: Session, hers: Trace) -> None:
    """Amounts stay in the books of the groups, without who paid them and where it went."""
    o, b, c, s, e = (table(each) for each in (Order, Bill, Claim, SubOrder, OrderEvent))
    mine = o.c.person_id == hers.person.key
    parcels = sa.select(s.c.id).where(s.c.order_id.in_(sa.select(o.c.id).where(mine)))
    numbers = parcels.with_only_columns(s.c.number)
    bills = sa.select(b.c.id).where(b.c.ref.in_(numbers))
    db.execute(sa.update(e).where(e.c.sub_order_id.in_(parcels), e.c.by.in_(hers.names)).values(by=GONE))
    db.execute(sa.update(c).where(c.c.bill_id.in_(bills)).values(payer_phone="", note=""))
    forget_accounts(db, table(Refund).c.bill_id.in_(bills))
    db.execute(sa.update(b).where(b.c.ref.in_(numbers)).values(payer_name=GONE, payer_phone=""))
    blank = {"name": GONE, "phone": "", "email": None, "address": "", "landmark": "", "note": ""}
    db.execute(sa.update(o).where(mine).values(**blank))


def _forget_contacts(db: Session, hers: Trace) -> None:
    """Where her numbers and addresses stand beside something else."""
    a, k, q, g = (table(each) for each in (Appointment, ClaimLink, Quote, Group))
    db.execute(sa.update(a).where(a.c.value.in_(hers.ways), a.c.begun_at.is_(None)).values(expires_at=now()))
    db.execute(sa.update(a).where(a.c.value.in_(hers.ways)).values(value=""))
    db.execute(sa.update(k).where(k.c.phone.in_(hers.ways)).values(name=GONE, phone=""))
    asked = sa.or_(q.c.phone.in_(hers.ways), q.c.email.in_(hers.ways))
    db.execute(sa.update(q).where(asked).values(contact=GONE, phone="", email=None, accepted_by=""))
    db.execute(sa.update(g).where(g.c.id.in_(hers.groups), g.c.phone.in_(hers.ways)).values(phone=None))
