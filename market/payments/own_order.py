"""Whose order it is: nobody acts on the money of her own order, or of that of somebody close to her (`are_close`).

An order is somebody's when it was placed in her account, or bears a number that she has or ever had. A number that she
proved is hers; one that was only typed gives nobody a right, and takes none away for good: a line of the
bank's statement can decide.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.kernel.refused import Refused
from market.people.access import Actor
from market.people.approving.closeness import Closeness, closeness
from market.people.person import Person
from market.people.pin_givers import behind
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
HERS = frozenset({Own.ACCOUNT, Own.PROVED, Own.NUMBER})
OF_ANOTHER = frozenset({Own.CLOSE, Own.CLOSE_NUMBER})


@dataclass(frozen=True, slots=True)
class Owners:
    """What tells whose orders are: by its number who has it or ever had or asked for it, and whether she proved it; and
    who is close to whom."""

    had: dict[str, dict[int, bool]]
    near: Closeness

    def own(self, person_id: int, bill: Ordered) -> Own | None:
        """How the order of a bill is this person's own, or that of somebody close to her; None when it is neither."""
        if person_id == bill.payer_id:
            return Own.ACCOUNT
        had = self.had.get(bill.payer_phone, {})
        if person_id in had:
            return Own.PROVED if had[person_id] else Own.NUMBER
        if bill.payer_id is not None and self.near.are_close(person_id, bill.payer_id):
            return Own.CLOSE
        owners = (other for other, proved in had.items() if proved and other != bill.payer_id)
        return Own.CLOSE_NUMBER if self.near.to_any(person_id, owners) else None


def own_order(db: Session, person_id: int | None, bill: Ordered) -> Own | None:
    """`Owners.own` of one person and one bill."""
    return None if person_id is None else owners_of(db, [person_id], [bill]).own(person_id, bill)


def own_to(db: Session, by: Actor, bill: Ordered) -> Own | None:
    """`own_order` of who acts; that of whoever may know her PIN, and be named by it, is of somebody close to her."""
    own = own_order(db, by.person_id, bill)
    givers = _givers(db, by) if own is None else frozenset()
    if not givers:
        return own
    known = owners_of(db, givers, [bill])
    theirs = {known.own(each, bill) for each in givers}
    return Own.CLOSE if Own.ACCOUNT in theirs else Own.CLOSE_NUMBER if Own.PROVED in theirs else None


def may_be_payer(db: Session, by: Actor, bill: Ordered) -> bool:
    """Whether who acts may be the buyer by a PIN: whoever may know it placed the order, or has its number, proved or
    not."""
    givers = _givers(db, by)
    known = owners_of(db, givers, [bill]) if givers else None
    return known is not None and any(known.own(each, bill) in HERS for each in givers)


def surely_others(db: Session, by: Actor, bills: Sequence[Ordered]) -> list[bool]:
    """Of each whether it is surely not her own, nor of somebody close to her, nor of who may be acting as her."""
    if by.person_id is None or not bills:
        return [False] * len(bills)
    givers = _givers(db, by)
    known = owners_of(db, {by.person_id, *givers}, bills)
    return [
        known.own(by.person_id, each) is None and not any(known.own(giver, each) in HERS for giver in givers)
        for each in bills
    ]


def _givers(db: Session, by: Actor) -> frozenset[int]:
    """Who may know the PIN by which she acts, on a group's phone."""
    return by.pin_by_helpers | behind(db, by.device_group_id, by) if by.device_group_id is not None else frozenset()


def owners_of(db: Session, people: Collection[int], bills: Collection[Ordered]) -> Owners:
    """What tells of these people whether these orders are their own, in as many statements for many as for one."""
    asked = set(people)
    had = _had_by(db, {bill.payer_phone for bill in bills if asked - {bill.payer_id}})
    others = {
        other
        for bill in bills
        if asked - {bill.payer_id} - had.get(bill.payer_phone, {}).keys()
        for other in (bill.payer_id, *_proved(had.get(bill.payer_phone, {})))
        if other is not None
    }
    return Owners(had=had, near=closeness(db, asked | others) if others else Closeness(frozenset(), {}))


def _proved(had: dict[int, bool]) -> list[int]:
    return [person for person, proved in had.items() if proved]


def _had_by(db: Session, phones: set[str]) -> dict[str, dict[int, bool]]:
    """By each number the people who have it, or ever had or asked for it, and whether each proved it."""
    wanted = phones - {""}
    if not wanted:
        return {}
    proved = P.c.phone_proved_at.is_not(None).label("proved")
    has = sa.select(P.c.phone.label("phone"), P.c.id.label("person_id"), proved).where(P.c.phone.in_(wanted))
    ever = sa.select(PROOF.c.value, PROOF.c.person_id, PROOF.c.proved_at.is_not(None)).where(PROOF.c.value.in_(wanted))
    found: dict[str, dict[int, bool]] = {}
    for row in db.execute(sa.union_all(has, ever)):
        by = found.setdefault(row.phone, {})
        by[row.person_id] = by.get(row.person_id, False) or bool(row.proved)
    return found


def require_others(db: Session, by: Actor, bill: Ordered) -> None:
    """Refused when it is the own order of `by`, or of somebody close to her: another must act on it.

    Not for the mere number, typed by anybody, of somebody close to her: that must stop no hand-over.
    """
    own = own_to(db, by, bill)
    if own and own is not Own.CLOSE_NUMBER:
        raise Refused(WHY[own])


def takes_cash(db: Session, person_id: int, bill: Ordered) -> bool:
    """Whether this person may take its cash when she hands the goods over, as `require_others` has it."""
    return own_order(db, person_id, bill) in (None, Own.CLOSE_NUMBER)


def all_own(db: Session, people: list[Person], bill: Ordered) -> set[Own]:
    """In which ways it is the own order of these people; empty as soon as one of them has nothing to do with it."""
    keys = [person.key for person in people]
    known = owners_of(db, keys, [bill])
    owns = [known.own(key, bill) for key in keys]
    return {own for own in owns if own} if all(owns) else set()
