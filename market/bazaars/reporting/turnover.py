"""Turnover: what a group says that it sold in a slot, in one field, that evening or on one of the next days.

Each typing is a row with who typed it, and the latest counts; one without an amount takes it back. It is the group's
own: its people and its facilitator read it, the office only sums of five groups or more, once nothing of a day changes
any more (`few.py`), and only of those that stood there (`turnover_counted.py`). No rule about turns reads it.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.found import SOLD_NOTHING, Found, found_of
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.mark import mark_of
from market.kernel.record import Record, locked, state_column, table
from market.kernel.refused import NotFound, Overtaken, Refused
from market.kernel.typed_number import typed_rupiah
from market.people.access import Actor
from market.people.act import note
from market.people.own_side import require_other_side

DAYS_TO_TELL = 3
MOST = 1_000_000_000  # whole rupiah of a group on one day
DASHES = frozenset("-–—−")


class Evidence(StrEnum):
    """By what a number is known. STATED: the group typed it itself. TILL: its till counted it, and it said so."""

    STATED = "stated"
    BY_HELPER = "by_helper"
    BY_OFFICER = "by_officer"
    TILL = "till"


class Turnover(Record, table=True):
    """One typing of a booking's turnover, in whole rupiah; None takes it back. Rows are only added."""

    __table_args__ = (sa.CheckConstraint(f"amount IS NULL OR amount BETWEEN 0 AND {MOST}", name="amount"),)

    booking_id: int = Field(foreign_key="booking.id", index=True)
    amount: int | None = Field(default=None, sa_type=sa.BigInteger)
    evidence: Evidence = Field(sa_column=state_column(Evidence, "evidence"))
    at: datetime = Field(default_factory=now)
    by: str = Field(max_length=80)
    by_id: int | None = Field(default=None, foreign_key="person.id")


@dataclass(frozen=True, slots=True)
class Coverage:
    """So many said what they sold, of how many stands."""

    typed: int
    of: int


def coverage(typed: Set[int], came: Set[int]) -> Coverage:
    """Of the stands that were seen there (`came`), or that said what they sold, how many said it: one count, for the
    report and for whoever asks the rest."""
    return Coverage(typed=len(typed), of=len(typed | came))


def typed_turnover(text: str) -> int | None:
    """Whole rupiah as people type them; None for an empty field, which takes the number back."""
    bare = text.strip()
    if not bare:
        return None
    if set(bare) <= DASHES:
        raise Refused("turnover_dash")
    try:
        amount = typed_rupiah(bare)
    except Refused as told:
        raise (_too_large() if told.code == "amount_too_large" else told) from None
    if amount > MOST:
        raise _too_large()
    return amount


def _too_large() -> Refused:
    return Refused("turnover_too_large", most=MOST)


def final_at(bazaar: Bazaar, slot: Slot) -> datetime:
    """From when the numbers of a day stay as they are: the midnight after the third day behind it, in UTC."""
    return datetime.combine(slot.day + timedelta(days=DAYS_TO_TELL + 1), time(0), bazaar.zone).astimezone(UTC)


def takes_turnover(bazaar: Bazaar, slot: Slot) -> bool:
    return bazaar.state is BazaarState.PUBLISHED and slot.begun(bazaar) and now() < final_at(bazaar, slot)


def open_to_office(latest: Turnover | None) -> bool:
    """Whether an officer may type a number: nothing stands there that the group or its helper wrote."""
    return latest is None or latest.amount is None or latest.evidence is Evidence.BY_OFFICER


def mark_of_turnover(latest: Turnover | None) -> str:
    """A mark of the number that somebody saw when she typed another."""
    return mark_of(latest.key if latest else 0)


def turnovers(db: Session, booking_ids: Sequence[int]) -> dict[int, Turnover]:
    """By booking the number that counts, those that were taken back too."""
    rows = table(Turnover)
    latest = sa.select(sa.func.max(rows.c.id)).where(rows.c.booking_id.in_(booking_ids)).group_by(rows.c.booking_id)
    return {each.booking_id: each for each in db.scalars(sa.select(Turnover).where(rows.c.id.in_(latest)))}


@dataclass(frozen=True, slots=True)
class TypedTurnover:
    """A booking, locked, with its slot and the number that counts."""

    booking: Booking
    slot: Slot
    latest: Turnover | None


def turnover_of(db: Session, bazaar: Bazaar, key: int, group_id: int | None = None) -> TypedTurnover:
    """The number of a booking of this bazaar, and of this group where one is named; NotFound for any other."""
    rows = table(Booking)
    found = db.scalars(locked(sa.select(Booking).where(rows.c.id == key, rows.c.bazaar_id == bazaar.key))).first()
    if found is None or group_id not in (None, found.group_id):
        raise NotFound(f"booking {key}")
    slot = Slot.get(db, found.slot_id)
    return TypedTurnover(booking=found, slot=slot, latest=turnovers(db, [found.key]).get(found.key))


def enter_turnover(
    bazaar: Bazaar, of: TypedTurnover, amount: int | None, *, by: Actor, from_till: bool = False
) -> None:
    """What somebody of the group, or who helps it or may, says it sold; taken back with None, which a group that was
    absent, or had no booth, may, too. Typing the same again adds nothing. `from_till`: it is what its till counted."""
    _require_open(bazaar, of)
    if amount is None:
        _require_number(of)
    else:
        _require_stood(of)
    told = Evidence.BY_HELPER if by.may_be_helper else Evidence.STATED
    _write(of, amount, Evidence.TILL if from_till else told, by)
    if by.may_be_helper:
        note(bazaar.db, by, "turnover_entered", of.booking.group_id, bazaar=bazaar.name)


def enter_for(bazaar: Bazaar, of: TypedTurnover, amount: int | None, *, by: Actor) -> None:
    """What a group told the office. Refused where the group wrote a number itself, and to its own people."""
    require_other_side(of.booking.db, by.person_id, of.booking.group_id)
    _require_open(bazaar, of)
    if amount is None:
        raise Refused("turnover_needed", field="amount")
    _require_stood(of)
    if not open_to_office(of.latest):
        raise Overtaken("turnover_is_theirs")
    _write(of, amount, Evidence.BY_OFFICER, by)


def _require_open(bazaar: Bazaar, of: TypedTurnover) -> None:
    if of.booking.state is not BookingState.CONFIRMED or bazaar.state is not BazaarState.PUBLISHED:
        raise Overtaken("state_moved")
    if not of.slot.begun(bazaar):
        raise Refused("turnover_too_early", field="amount")
    if not takes_turnover(bazaar, of.slot):
        raise Refused("turnover_closed", field="amount")


def _require_number(of: TypedTurnover) -> None:
    if of.latest is None:
        raise Refused("turnover_needed", field="amount")


def _require_stood(of: TypedTurnover) -> None:
    found = found_of(of.booking.db, of.booking.key)
    if found in SOLD_NOTHING:
        raise Refused("turnover_absent" if found is Found.ABSENT else "turnover_no_booth", field="amount")


def _write(of: TypedTurnover, amount: int | None, evidence: Evidence, by: Actor) -> None:
    if of.latest is None or (of.latest.amount, of.latest.evidence) != (amount, evidence):
        Turnover(booking_id=of.booking.key, amount=amount, evidence=evidence, **who_did(by)).add(of.booking.db)
