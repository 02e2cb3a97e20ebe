"""Forgetting somebody who deletes her account, table by table: amounts and what was decided stay, without her.

Left where they are: the account of a group, which is the group's; proofs of payment, for twelve months; an officer's
name under what an office decided about a bazaar, which is its archive; orders placed without an account.
"""

import json

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from market.bazaars.after.appeal import Appeal
from market.bazaars.after.swap import Swap
from market.bazaars.registering.application import Application
from market.catalog.product import Product, Variant
from market.inventory.lot import Lot
from market.inventory.movement import StockMovement
from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.without import without
from market.messages.keeping import BUYERS, NAMES, NUMBERS, forget_letters, forget_mentions
from market.messages.outbox import NOT_BY, Message
from market.orders.books.sharing import Distribution, GroupCost
from market.orders.order import Order, OrderEvent, SubOrder
from market.orders.placing.quote import Quote
from market.payments.account import Account
from market.payments.bill import Bill
from market.payments.forgetting_claims import forget_claims
from market.payments.payment import Payment
from market.payments.payout import PayoutBatch
from market.payments.recap import Recap
from market.payments.refund import Refund, forget_accounts
from market.people.act import Act
from market.people.appointing import Appointment
from market.people.claim_link import ClaimLink
from market.people.group import Group
from market.people.group_change import GroupChange
from market.people.invitation import forget_invitations
from market.people.login import Login
from market.people.person import Person
from market.people.role_change import RoleChange
from market.people.stand_in import StandIn
from market.reports.trace import GONE, Trace

# Who did something, by id: (table, the name as it was then, whose).
BY_ID: tuple[tuple[type[SQLModel], str, str], ...] = (
    (Account, "typed_by", "typed_by_id"),
    (Account, "approved_by", "approved_by_id"),
    (Act, "name", "person_id"),
    (RoleChange, "asked_by", "asked_by_id"),
    (RoleChange, "seconded_by", "seconded_by_id"),
    (RoleChange, "objected_by", "objected_by_id"),
    (RoleChange, "decided_by", "decided_by_id"),
    (GroupChange, "asked_by", "asked_by_id"),
    (GroupChange, "decided_by", "decided_by_id"),
    (StandIn, "asked_by", "asked_by_id"),
    (Payment, "confirmed_by", "confirmed_by_id"),
    (Refund, "granted_by", "granted_by_id"),
    (PayoutBatch, "made_by", "made_by_id"),
    (PayoutBatch, "approved_by", "approved_by_id"),
)
# Who did something in a group, by id too since that is kept: (table, name, whose). From before it is known by the name
# alone: what two of one name may have done stays while one of them is there.
IN_GROUP: tuple[tuple[type[SQLModel], str, str], ...] = (
    (StandIn, "agreed_by", "agreed_by_id"),
    (StandIn, "begun_by", "begun_by_id"),
    (Application, "made_by", "made_by_id"),
    (GroupCost, "by", "by_id"),
    (Distribution, "made_by", "made_by_id"),
    (Quote, "made_by", "made_by_id"),
    (Recap, "made_by", "made_by_id"),
)


# Acts that tell of a person by name; others name devices, products and categories.
OF_PEOPLE = frozenset({
    "code_asked", "code_denied", "code_issued", "facilitator_invited", "helper_agreed", "helper_refused",
    "invitation_code_issued", "invitation_withdrawn", "member_added", "member_ended", "member_invited", "member_left",
    "person_met", "pin_changed", "pin_code_issued", "second_off", "second_off_asked",
})  # fmt: skip


def forget_traces(db: Session, person: Person) -> None:
    """Takes somebody's name, numbers, addresses and accounts out of everything that she did, bought or was asked.

    Anybody can type a number that is not theirs: outside her own orders only what she proved counts, and what her
    account holds where others lose nothing by it.
    """
    hers = Trace(db, person)
    forget_invitations(db, person, hers.proved, GONE)
    _forget_work(db, hers)
    _forget_stories(db, hers)
    _forget_letters(db, hers)
    _forget_orders(db, hers)
    _forget_contacts(db, hers)
    db.execute(sa.update(table(Login)).where(table(Login).c.person_id == person.key).values(agent=""))


def _forget_work(db: Session, hers: Trace) -> None:
    """Who did it: `GONE` did."""
    for model, name, whose in BY_ID:
        rows = table(model)
        db.execute(sa.update(rows).where(rows.c[whose] == hers.person.key).values({name: GONE}))
    for model, name, whose in IN_GROUP:
        _forget_name(db, hers, model, name, whose, table(model).c.group_id.in_(hers.groups))
    a, s, v, p, lots = (table(each) for each in (Application, SubOrder, Variant, Product, Lot))
    applied = sa.select(a.c.id).where(a.c.group_id.in_(hers.groups))
    sold = sa.select(s.c.id).where(s.c.group_id.in_(hers.groups))
    stocked = sa.select(lots.c.id).join(v, v.c.id == lots.c.variant_id).join(p, p.c.id == v.c.product_id)
    stocked = stocked.where(p.c.group_id.in_(hers.groups))
    for model, name, whose, where, these in (
        (Appeal, "made_by", "made_by_id", "application_id", applied),
        (Swap, "asked_by", "asked_by_id", "from_id", applied),
        (Swap, "ended_by", "ended_by_id", "from_id", applied),
        (Swap, "ended_by", "ended_by_id", "to_id", applied),
        (OrderEvent, "by", "by_id", "sub_order_id", sold),
        (StockMovement, "by", "by_id", "lot_id", stocked),
    ):
        _forget_name(db, hers, model, name, whose, table(model).c[where].in_(these))


def _forget_name(
    db: Session, hers: Trace, model: type[SQLModel], name: str, whose: str, here: sa.ColumnElement[bool]
) -> None:
    """What she did `here`; what is known by name alone only where nobody else bears her name."""
    rows = table(model)
    by_name = sa.and_(rows.c[whose].is_(None), rows.c[name].in_(hers.names))
    did = sa.or_(rows.c[whose] == hers.person.key, by_name)
    db.execute(sa.update(rows).where(here, did).values({name: GONE}))


def _forget_stories(db: Session, hers: Trace) -> None:
    """What is told of her by others: who she was is not, that it happened is."""
    acts, shared = table(Act), table(Distribution)
    for where, names in ((acts.c.group_id.in_(hers.groups), hers.names), (acts.c.group_id.is_(None), hers.own_name)):
        told = sa.or_(sa.false(), *(acts.c.params.contains(json.dumps(n)[1:-1], autoescape=True) for n in names))
        of_people = (where, acts.c.code.in_(OF_PEOPLE), told)
        for key, text in db.execute(sa.select(acts.c.id, acts.c.params).where(*of_people)).all():
            kept = without(text, ("name",), names, GONE)
            db.execute(sa.update(acts).where(acts.c.id == key).values(params=kept))
    named = shared.c.figures.contains(f'"person_id": {hers.person.key},')
    for key, written in db.execute(sa.select(shared.c.id, shared.c.figures).where(named)).all():
        figures = json.loads(written)
        for slip in figures["slips"]:
            slip["name"] = GONE if slip["person_id"] == hers.person.key else slip["name"]
        db.execute(sa.update(shared).where(shared.c.id == key).values(figures=json.dumps(figures)))


def _forget_letters(db: Session, hers: Trace) -> None:
    """Letters to her, and to the buyer of her orders, lose their words; letters about her lose the name."""
    m, p, person = table(Message), table(Person), hers.person
    as_hers = sa.and_(m.c.to.in_(hers.held), m.c.to_name == person.name, m.c.written_at >= person.created_at)
    ordered = m.c.about.in_(hers.numbers)
    as_buyer = sa.and_(ordered, sa.or_(m.c.name.contains("/buyer"), m.c.name.contains("/owner")))
    forget_letters(db, sa.or_(m.c.to.in_(hers.proved), as_hers, as_buyer))
    forget_mentions(db, ordered, BUYERS, hers.typed, GONE)
    ways = (sa.select(way).where(p.c.id.in_(hers.beside), way.is_not(None)) for way in (p.c.phone, p.c.email))
    among = sa.or_(m.c.group_id.in_(hers.groups), *(m.c.to.in_(each) for each in ways))
    done = sa.or_(*(m.c.params.contains(f'"{NOT_BY}": {person.key}{end}') for end in ",}"))
    forget_mentions(db, sa.or_(among, done), NAMES, hers.names, GONE)
    forget_mentions(db, sa.true(), NUMBERS, hers.proved, "")
    _forget_name(db, hers, Message, "sent_by", "sent_by_id", m.c.group_id.in_(hers.groups))


def _forget_orders(db: Session, hers: Trace) -> None:
    """Amounts stay in the books of the groups, without who paid them and where it went."""
    o, b, e = (table(each) for each in (Order, Bill, OrderEvent))
    mine = o.c.person_id == hers.person.key
    bills = sa.select(b.c.id).where(b.c.ref.in_(hers.numbers))
    db.execute(sa.update(e).where(e.c.sub_order_id.in_(hers.parcels), e.c.by.in_(hers.typed)).values(by=GONE))
    forget_claims(db, bills)
    forget_accounts(db, table(Refund).c.bill_id.in_(bills))
    db.execute(sa.update(b).where(b.c.ref.in_(hers.numbers)).values(payer_name=GONE, payer_phone=""))
    blank = {"name": GONE, "phone": "", "email": None, "address": "", "landmark": "", "note": ""}
    db.execute(sa.update(o).where(mine).values(**blank))


def _forget_contacts(db: Session, hers: Trace) -> None:
    """Where her numbers and addresses stand beside something else. What waits for the owner of a number that she never
    proved waits on."""
    a, k, q, g = (table(each) for each in (Appointment, ClaimLink, Quote, Group))
    db.execute(sa.update(a).where(a.c.value.in_(hers.proved), a.c.begun_at.is_(None)).values(expires_at=now()))
    db.execute(sa.update(a).where(a.c.value.in_(hers.proved)).values(value=""))
    db.execute(sa.update(k).where(k.c.phone.in_(hers.proved)).values(name=GONE, phone=""))
    asked = sa.or_(q.c.phone.in_(hers.proved), q.c.email.in_(hers.proved))
    db.execute(sa.update(q).where(asked).values(contact=GONE, phone="", email=None, accepted_by=""))
    db.execute(
        sa.update(g).where(g.c.id.in_(hers.groups), g.c.phone.in_({*hers.proved, *hers.held})).values(phone=None)
    )
