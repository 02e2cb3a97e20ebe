"""My data: everything about one person, to take along; and forgetting them, amounts kept (UU 27/2022)."""

from collections import defaultdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.names import GONE
from market.kernel.record import table
from market.orders.order import Order, OrderLine, SubOrder
from market.payments.bill import Bill
from market.payments.refund import Refund
from market.payments.refund_account import RefundAccount
from market.people.act import Act
from market.people.consent import Consent
from market.people.helpers import Facilitation, Officer
from market.people.invitation import InvitationBlock, invitations_for
from market.people.known_browser import KnownBrowser
from market.people.login import Login
from market.people.membership import Membership
from market.people.owning.start_link import end_start_links
from market.people.owning.ways_in import end_ways_in
from market.people.person import Person, lock_person
from market.people.roles.leaving import leave_everything, require_nothing_held
from market.people.security import SecurityEvent, forget_networks, security_event
from market.people.signing_in.contact import forget_contacts, plain_proofs
from market.people.signing_in.second_factor import drop_factor
from market.reports.forgetting import forget_traces
from market.reports.still_needed import require_nothing_open


def my_data(db: Session, person_id: int) -> dict[str, Any]:
    """What we keep of a person, and when and by whom it was used."""
    person = Person.get(db, person_id)
    return {
        "person": _plain(person, "password_hash"),
        "consents": _rows(db, Consent, table(Consent).c.person_id == person_id),
        "logins": _rows(db, Login, table(Login).c.person_id == person_id, "token_hash"),
        "memberships": _rows(db, Membership, table(Membership).c.person_id == person_id, "pin_hash"),
        "invitations": [_plain(invitation, "name", "identifier") for invitation, _group in invitations_for(db, person)],
        "not_heard_from": _rows(db, InvitationBlock, table(InvitationBlock).c.person_id == person_id),
        "offices": _rows(db, Officer, table(Officer).c.person_id == person_id),
        "helping": _rows(db, Facilitation, table(Facilitation).c.person_id == person_id),
        "known_browsers": _rows(db, KnownBrowser, table(KnownBrowser).c.person_id == person_id, "token_hash"),
        "security_events": _rows(db, SecurityEvent, table(SecurityEvent).c.person_id == person_id),
        "proofs": [{name: _shown(value) for name, value in row.items()} for row in plain_proofs(db, person_id)],
        "acts": _rows(db, Act, table(Act).c.person_id == person_id),
        "orders": _orders(db, person_id),
    }


def _orders(db: Session, person_id: int) -> list[dict[str, Any]]:
    """Each order with its parcels, and what is in them: seven statements however many there are."""
    o, s, lines, b, r = (table(each) for each in (Order, SubOrder, OrderLine, Bill, Refund))
    mine = sa.select(s.c.id).join(o, o.c.id == s.c.order_id).where(o.c.person_id == person_id)
    bills = sa.select(b.c.id).where(b.c.ref.in_(mine.with_only_columns(s.c.number)))
    refunds = sa.select(r.c.id).where(r.c.bill_id.in_(bills))
    in_parcel = _by("sub_order_id", _rows(db, OrderLine, lines.c.sub_order_id.in_(mine)))
    billed = _by("ref", _rows(db, Bill, b.c.id.in_(bills)))
    back = _by("bill_id", _rows(db, Refund, r.c.id.in_(refunds), "token", "provider_id"))
    named = _by("refund_id", _rows(db, RefundAccount, table(RefundAccount).c.refund_id.in_(refunds)))
    parcels: dict[Any, list[dict[str, Any]]] = {}
    for sub in _rows(db, SubOrder, s.c.id.in_(mine)):
        its_refunds = [refund for bill in billed[sub["number"]] for refund in back[bill["id"]]]
        parcels.setdefault(sub["order_id"], []).append(
            sub
            | {
                "lines": in_parcel[sub["id"]],
                "bills": billed[sub["number"]],
                "refunds": its_refunds,
                "refund_accounts": [account for refund in its_refunds for account in named[refund["id"]]],
            }
        )
    orders = _rows(db, Order, o.c.person_id == person_id, "key_token", "checkout_token", "cart_hash")
    return [order | {"parcels": parcels.get(order["id"], [])} for order in orders]


def _by(name: str, rows: list[dict[str, Any]]) -> dict[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


def _rows(db: Session, model: type[Any], where: sa.ColumnElement[bool], *without: str) -> list[dict[str, Any]]:
    return [_plain(row, *without) for row in db.scalars(sa.select(model).where(where))]


def _plain(row: Any, *without: str) -> dict[str, Any]:
    return {name: _shown(value) for name, value in row.model_dump(exclude=set(without)).items()}


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, int | bool | str | list | dict) else str(value)


def forget(db: Session, person_id: int) -> None:
    """Makes a person nameless. Orders keep their amounts. A role in money or the last office must be handed over first;
    everything else ends, and those who worked with her are told.
    """
    person = lock_person(db, person_id)
    end_ways_in(db, person_id)  # first: a write under way either ends before, and is seen below, or is refused
    end_start_links(db, person_id)
    require_nothing_held(db, person)
    require_nothing_open(db, person_id)
    leave_everything(db, person)
    forget_traces(db, person)
    forget_contacts(db, person_id)
    person.name, person.phone, person.email, person.password_hash = GONE, None, None, None
    person.phone_proved_at, person.email_proved_at, person.lost_way_at = None, None, None
    person.ended_at = now()
    drop_factor(db, person_id)
    forget_networks(db, person_id)
    security_event(db, "account_ended", person_id=person_id, by_id=person_id)
