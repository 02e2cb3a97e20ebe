"""Whose it is that somebody looked at: the person who placed the order that a thing on a page belongs to."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.orders.order import Order, SubOrder
from market.payments.bill import Bill
from market.payments.claim import Claim
from market.payments.refund import Refund

B, C, O, R, S = (table(each) for each in (Bill, Claim, Order, Refund, SubOrder))
_OWNER = sa.select(O.c.person_id).join(S, S.c.order_id == O.c.id)
_OF_BILL = _OWNER.join(B, B.c.ref == S.c.number)
OWNERS = {
    "order": _OWNER.where(S.c.id == sa.bindparam("key")),
    "proof": _OF_BILL.join(C, C.c.bill_id == B.c.id).where(C.c.id == sa.bindparam("key")),
    "refund_account": _OF_BILL.join(R, R.c.bill_id == B.c.id).where(R.c.id == sa.bindparam("key")),
}


_NUMBER = sa.select(S.c.number)
_REF = sa.select(B.c.ref).join(S, S.c.number == B.c.ref)
KEYS: sa.BindParameter[int] = sa.bindparam("keys", expanding=True)
NUMBERS = {
    "order": _NUMBER.add_columns(S.c.id).where(S.c.id.in_(KEYS)),
    "proof": _REF.join(C, C.c.bill_id == B.c.id).add_columns(C.c.id).where(C.c.id.in_(KEYS)),
    "refund_account": _REF.join(R, R.c.bill_id == B.c.id).add_columns(R.c.id).where(R.c.id.in_(KEYS)),
}


def parcel_numbers_of(db: Session, looked_at: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The number of the parcel that each of these (kind, id) belongs to; nothing for what belongs to no parcel."""
    found: dict[tuple[str, int], str] = {}
    for kind, wanted in NUMBERS.items():
        keys = [key for of, key in looked_at if of == kind]
        if keys:
            found |= {(kind, key): number for number, key in db.execute(wanted, {"keys": keys})}
    return found


def owner_of(db: Session, kind: str, key: int) -> int | None:
    """The id of the person; None for a guest's order, and for what belongs to no order."""
    return db.execute(OWNERS[kind], {"key": key}).scalar() if kind in OWNERS else None
