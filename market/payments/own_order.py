"""Whose order it is: nobody acts on the money of her own order, or of that of somebody close to her (`are_close`).

An order is somebody's when it was placed in her account, or bears a number that she has or ever had. A number that she
proved is hers; one that was only typed gives nobody a right, and takes none away for good: a line of the
bank's statement can decide.
"""

from enum import StrEnum
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.kernel.refused import Refused
from market.people.access import Actor
from market.people.approving.second_person import are_close
from market.people.person import Person
from market.people.signing_in.contact import PROOF

P = table(Person)


class Ordered(Protocol):
    """Who ordered: a bill knows, and a parcel before it has one."""

    @property
    def payer_id(self) -> int | None: ...

    @property
    def payer_phone(self) -> str: ...


class Own(StrEnum):
    """How an order is somebody's own: placed in her account, or with her number, proved or not; or how it is that of
    somebody close to her: by account, or by a number that this one proved.
    """

    ACCOUNT = "account"
    PROVED = "proved"
    NUMBER = "number"
    CLOSE = "close"
    CLOSE_NUMBER = "close_number"


WHY = {
    Own.ACCOUNT: "not_own_order",
    Own.PROVED: "proved_number_is_yours",
    Own.NUMBER: "number_is_yours",
    Own.CLOSE: "payer_too_close",
    Own.CLOSE_NUMBER: "payer_too_close",
}
PLACED = frozenset({Own.ACCOUNT, Own.CLOSE})  # in an account: nobody else can have typed it
LINE_SPEAKS = frozenset({Own.NUMBER, Own.CLOSE_NUMBER})
OF_ANOTHER = frozenset({Own.CLOSE, Own.CLOSE_NUMBER})


def own_order(db: Session, person_id: int | None, bill: Ordered) -> Own | None:
    """How the order of a bill is this person's own, or that of somebody close to her; None when it is neither."""
    if person_id is None:
        return None
    if person_id == bill.payer_id:
        return Own.ACCOUNT
    had = _had_by(db, bill.payer_phone)
    if person_id in had:
        return Own.PROVED if had[person_id] else Own.NUMBER
    if bill.payer_id is not None and are_close(db, person_id, bill.payer_id):
        return Own.CLOSE
    owners = [other for other, proved in had.items() if proved and other != bill.payer_id]
    return Own.CLOSE_NUMBER if any(are_close(db, person_id, other) for other in owners) else None


def _had_by(db: Session, phone: str) -> dict[int, bool]:
    """The people who have this number, or ever had or asked for it, and whether each proved it."""
    if not phone:
        return {}
    has = sa.select(P.c.id, P.c.phone_proved_at.is_not(None)).where(P.c.phone == phone)
    ever = sa.select(PROOF.c.person_id, PROOF.c.proved_at.is_not(None)).where(PROOF.c.value == phone)
    found: dict[int, bool] = {}
    for person_id, proved in db.execute(sa.union_all(has, ever)):
        found[person_id] = found.get(person_id, False) or bool(proved)
    return found


def require_others(db: Session, by: Actor, bill: Ordered) -> None:
    """Refused when it is the own order of `by`, or of somebody close to her: another must act on it.

    Not for the mere number, typed by anybody, of somebody close to her: that must stop no hand-over.
    """
    own = own_order(db, by.person_id, bill)
    if own and own is not Own.CLOSE_NUMBER:
        raise Refused(WHY[own])


def takes_cash(db: Session, person_id: int, bill: Ordered) -> bool:
    """Whether this person may take its cash when she hands the goods over, as `require_others` has it."""
    return own_order(db, person_id, bill) in (None, Own.CLOSE_NUMBER)


def all_own(db: Session, people: list[Person], bill: Ordered) -> set[Own]:
    """In which ways it is the own order of these people; empty as soon as one of them has nothing to do with it."""
    owns = [own_order(db, person.key, bill) for person in people]
    return {own for own in owns if own} if all(owns) else set()
