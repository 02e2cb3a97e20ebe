"""Forgetting somebody who deletes her account, table by table: amounts and decisions stay, without her name.

Left where they are: the account of a group, which is the group's; proofs of payment, for twelve months; an officer's
name under what an office decided about a bazaar, which is its archive; orders placed without an account.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from market.bazaars.after.appeal import Appeal
from market.bazaars.after.swap import Swap
from market.bazaars.booking.booking import Booking
from market.bazaars.booking.found import Attendance
from market.bazaars.registering.application import Application
from market.catalog.product import Product
from market.catalog.variant import Variant
from market.inventory.lot import Lot
from market.inventory.movement import StockMovement
from market.kernel.clock import now
from market.kernel.names import GONE
from market.kernel.record import table
from market.kernel.without import mentions, without
from market.messages.keeping import BUYERS, NAMES, NUMBERS, forget_letters, forget_mentions
from market.messages.outbox import NOT_BY, Message
from market.orders.books.sharing import Distribution, GroupCost
from market.orders.event import OrderEvent
from market.orders.order import Order
from market.orders.placing.quote import Quote
from market.payments.bill import Bill
from market.payments.forgetting_claims import forget_claims
from market.payments.recap import Recap
from market.payments.refund import Refund
from market.payments.refund_addresses import forget_accounts
from market.people.access import Actor
from market.people.act import Act
from market.people.approving.stand_in import StandIn
from market.people.facts.group_change import GroupChange, GroupChangeState
from market.people.facts.group_facts import GroupFact
from market.people.facts.group_number import change_number
from market.people.founding.claim_link import ClaimLink
from market.people.founding.founding import CLAIM_LASTS
from market.people.group import Group
from market.people.helpers import Officer, signed_for
from market.people.invitation import forget_invitations
from market.people.login import Login
from market.people.owning.appointing import Appointment
from market.people.person import Person
from market.people.signing_in.denial import Denial
from market.reports.trace import Trace

# Columns with the name alone of whoever did something in a group, from before ids stood beside it: (table, column).
BY_NAME: tuple[tuple[type[SQLModel], str], ...] = (
    (StandIn, "agreed_by"),
    (StandIn, "begun_by"),
    (Application, "made_by"),
    (GroupCost, "by"),
    (Distribution, "made_by"),
    (Quote, "made_by"),
    (Recap, "made_by"),
    (Message, "sent_by"),
)
# What an office decided about a bazaar: its archive, with the name of its officer. (table, column)
ARCHIVE = frozenset(
    {("amendment", "made_by"), ("attendance", "noted_by"), ("drawevent", "answered_by"), ("pin", "made_by"),
     ("plan", "made_by")}
)  # fmt: skip
# Events that only buyers cause; older ones hold no id.
BY_BUYERS = ("placed", "claimed", "refund_account_changed")
# Acts whose `name` is that of a thing; every other act with a name tells of a person.
OF_THINGS = frozenset(
    {"device_added", "device_kept", "device_ended", "category_added", "category_edited", "category_retired",
     "category_used_again", "synonym_added", "synonym_ended"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signature:
    """A column with the name of whoever did something, and the one beside it with her id."""

    rows: sa.Table
    name: str
    whose: str

    @property
    def archived(self) -> bool:
        """Whether an officer's name stays here."""
        return (self.rows.name, self.name) in ARCHIVE


def signatures() -> list[Signature]:
    """Every column pair like `by` and `by_id`."""
    beside = [
        Signature(rows=each, name=column.name, whose=f"{column.name}_id")
        for each in SQLModel.metadata.sorted_tables
        for column in each.c
        if column.name.rpartition("_")[2] == "by" and f"{column.name}_id" in each.c
    ]
    return [*beside, Signature(rows=table(Act), name="name", whose="person_id")]


def forget_traces(db: Session, person: Person) -> None:
    """Takes somebody's name, numbers, addresses and accounts out of everything that she did, bought or was asked.

    Found by her id, and by what she proved. By her name alone only what was written before ids stood beside names, and
    where it can be nobody else's.
    """
    hers = Trace(db, person)
    _forget_stories(db, hers)
    forget_invitations(db, person, hers.invitations, GONE)
    _forget_work(db, hers)
    _forget_letters(db, hers)
    _forget_orders(db, hers)
    _forget_contacts(db, hers)
    for rows, what in ((table(Login), "agent"), (table(Denial), "sent_to")):
        db.execute(sa.update(rows).where(rows.c.person_id == person.key).values({what: ""}))


def _forget_work(db: Session, hers: Trace) -> None:
    """Puts `GONE` in place of her name as the one who did something. Who never was in an office decided nothing for
    one: what she said for her group is in no archive."""
    for each in signatures():
        if each.archived and hers.held_office:
            continue
        signed = each.rows.c[each.whose] == hers.person.key
        db.execute(sa.update(each.rows).where(signed).values({each.name: GONE}))
    _unsign_deputies(db, hers)
    if not hers.names:
        return
    a, v, p, lots = (table(each) for each in (Application, Variant, Product, Lot))
    applied = sa.select(a.c.id).where(a.c.group_id.in_(hers.groups))
    stocked = sa.select(lots.c.id).join(v, v.c.id == lots.c.variant_id).join(p, p.c.id == v.c.product_id)
    stocked = stocked.where(p.c.group_id.in_(hers.groups))
    for model, name in BY_NAME:
        _unsign(db, hers, model, name, table(model).c.group_id.in_(hers.groups))
    swaps = table(Swap).c
    _unsign(db, hers, Appeal, "made_by", table(Appeal).c.application_id.in_(applied))
    _unsign(db, hers, Swap, "asked_by", swaps.from_id.in_(applied))
    _unsign(db, hers, Swap, "ended_by", sa.or_(swaps.from_id.in_(applied), swaps.to_id.in_(applied)))
    _unsign(db, hers, StockMovement, "by", table(StockMovement).c.lot_id.in_(stocked))
    stood, b = table(Attendance), table(Booking)
    theirs = stood.c.booking_id.in_(sa.select(b.c.id).where(b.c.group_id.in_(hers.groups)))
    db.execute(sa.update(stood).where(theirs, stood.c.who.in_(hers.names)).values(who=GONE))


def _unsign_deputies(db: Session, hers: Trace) -> None:
    """Takes her name out of what her deputies signed for her."""
    o = table(Officer)
    held = sa.select(o.c.id).where(o.c.person_id == hers.person.key)
    deputies = db.scalars(sa.select(o.c.person_id).where(o.c.stands_in_for_id.in_(held))).all()
    for each in signatures() if deputies else ():
        if each.archived:
            continue
        name, for_her = each.rows.c[each.name], signed_for("", hers.person.name)
        by_them = (each.rows.c[each.whose].in_(deputies), name.contains(for_her, autoescape=True))
        db.execute(sa.update(each.rows).where(*by_them).values({each.name: sa.func.replace(name, for_her, "")}))


def _unsign(db: Session, hers: Trace, model: type[SQLModel], name: str, where: sa.ColumnElement[bool]) -> None:
    """The same for what was signed by her name before ids stood beside names."""
    rows = table(model)
    old = rows.c[f"{name}_id"].is_(None)
    db.execute(sa.update(rows).where(where, rows.c[name].in_(hers.names), old).values({name: GONE}))


def _forget_stories(db: Session, hers: Trace) -> None:
    """Takes her name out of what is told of her; that it happened stays."""
    acts, shared = table(Act), table(Distribution)
    asked = acts.c.params["invitation"].as_integer()
    _rename(db, sa.or_(acts.c.of_id == hers.person.key, asked.in_(hers.invitations)), None)
    for where, names in ((acts.c.group_id.in_(hers.groups), hers.names), (acts.c.group_id.is_(None), hers.own_name)):
        unsaid = sa.and_(acts.c.of_id.is_(None), asked.is_(None))
        _rename(db, sa.and_(where, unsaid, acts.c.code.not_in(OF_THINGS), mentions(acts.c.params, names)), names)
    named = sa.cast(shared.c.figures, sa.Text).contains(f'"person_id": {hers.person.key},')
    for key, figures in db.execute(sa.select(shared.c.id, shared.c.figures).where(named)).all():
        for slip in figures["slips"]:
            slip["name"] = GONE if slip["person_id"] == hers.person.key else slip["name"]
        db.execute(sa.update(shared).where(shared.c.id == key).values(figures=figures))


def _rename(db: Session, which: sa.ColumnElement[bool], said: list[str] | None) -> None:
    """Puts `GONE` for the name in these acts; with `said` only where it is one of these names."""
    acts = table(Act)
    for key, written in db.execute(sa.select(acts.c.id, acts.c.params).where(which)).all():
        names = [str(written.get("name"))] if said is None else said
        db.execute(sa.update(acts).where(acts.c.id == key).values(params=without(written, ("name",), names, GONE)))


def _forget_letters(db: Session, hers: Trace) -> None:
    """Letters to her lose their words; letters about her lose the name.

    Letters to others are searched for her name, where it can be nobody else's; they are kept for thirty days anyway.
    """
    m, o, p, person = table(Message), table(Officer), table(Person), hers.person
    ordered = m.c.about.in_(hers.numbers)
    forget_letters(db, m.c.to_id == person.key)
    forget_mentions(db, ordered, BUYERS, hers.typed, GONE)
    among = sa.or_(m.c.group_id.in_(hers.groups), m.c.to_id.in_(hers.beside))
    done = m.c.params[NOT_BY].as_integer() == person.key
    forget_mentions(db, sa.or_(among, done), NAMES, hers.names, GONE)
    of_offices = sa.or_(m.c.to_id.in_(sa.select(o.c.person_id)), m.c.to_id.in_(sa.select(p.c.id).where(p.c.admin)))
    forget_mentions(db, of_offices, NAMES, hers.own_name, GONE)
    forget_mentions(db, sa.true(), NUMBERS, hers.proved, "")


def _forget_orders(db: Session, hers: Trace) -> None:
    """Amounts stay in the books of the groups, without payer and address."""
    o, b, e = (table(each) for each in (Order, Bill, OrderEvent))
    mine = o.c.person_id == hers.person.key
    bills = sa.select(b.c.id).where(b.c.ref.in_(hers.numbers))
    said = (e.c.sub_order_id.in_(hers.parcels), e.c.by_id.is_(None), e.c.code.in_(BY_BUYERS))
    db.execute(sa.update(e).where(*said).values(by=GONE))
    forget_claims(db, bills)
    forget_accounts(db, table(Refund).c.bill_id.in_(bills))
    db.execute(sa.update(b).where(b.c.ref.in_(hers.numbers)).values(payer_name=GONE, payer_phone=""))
    blank = {"name": GONE, "phone": "", "email": None, "address": "", "landmark": "", "contact": "", "note": ""}
    db.execute(sa.update(o).where(mine).values(**blank))


def _forget_contacts(db: Session, hers: Trace) -> None:
    """Takes her numbers and addresses off other things. What waits for the owner of a number that she never proved
    goes on waiting."""
    a, k, q, g, f = (table(each) for each in (Appointment, ClaimLink, Quote, Group, GroupChange))
    asked, linked = hers.at(a.c.value, a.c.made_at), hers.at(k.c.phone, k.c.expires_at, CLAIM_LASTS)
    db.execute(sa.update(a).where(asked, a.c.begun_at.is_(None)).values(expires_at=now()))
    db.execute(sa.update(a).where(asked).values(value=""))
    live = (k.c.used_at.is_(None), k.c.expires_at > now())
    ended = sa.case((sa.and_(*live), now()), else_=k.c.expires_at)
    db.execute(sa.update(k).where(linked).values(name=GONE, phone="", expires_at=ended))
    quoted = sa.or_(hers.at(q.c.phone, q.c.made_at), hers.at(q.c.email, q.c.made_at))
    agreed = sa.case(
        (sa.or_(q.c.accepted_by == q.c.contact, q.c.accepted_by == hers.person.name), ""), else_=q.c.accepted_by
    )
    db.execute(sa.update(q).where(quoted).values(contact=GONE, phone="", email=None, accepted_by=agreed))
    by = Actor(hers.person.key, GONE)
    to_hers = (f.c.fact == GroupFact.PHONE, f.c.value.in_(hers.proved))
    for change in db.scalars(sa.select(GroupChange).where(*to_hers, f.c.state == GroupChangeState.WAITING)):
        change.drop(by)
    db.execute(sa.update(f).where(*to_hers).values(value=""))
    for group in db.scalars(sa.select(Group).where(g.c.id.in_(hers.groups), g.c.phone.in_(hers.proved))):
        change_number(db, group, None, by)
