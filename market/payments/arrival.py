"""Arrival: money that Stripe sent reached the platform's bank."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.refused import Overtaken, Refused, needed_reason
from market.payments import ledger
from market.people.access import Actor
from market.people.act import note


class Arrival(Record, table=True):
    """Stripe sent the platform's money to the platform's bank."""

    __table_args__ = (sa.CheckConstraint("amount > 0", name="amount"),)

    amount: int = Field(sa_type=sa.BigInteger)
    arrived_on: date
    proof: str = Field(max_length=120)
    token: str = Field(max_length=64, unique=True)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(default_factory=now)


def arrive(db: Session, amount: int, day: date, proof: str, token: str, by: Actor) -> Arrival:
    """Books what Stripe sent; never more than it holds for us. A second press finds the first."""
    standing = db.scalars(sa.select(Arrival).where(table(Arrival).c.token == token)).first()
    if standing and standing.by_id == by.person_id:
        return standing
    if standing:
        raise Overtaken("form_used")
    if by.person_id is None or not 0 < amount <= ledger.balance(db, ledger.STRIPE):
        raise Refused("more_than_stripe_holds", field="amount")
    made = Arrival(amount=amount, arrived_on=day, proof=needed_reason(proof, "proof"), token=token, by_id=by.person_id)
    made.add(db)
    fact = (ledger.Fact.ARRIVAL, made.key)
    ledger.move(db, ledger.STRIPE, ledger.BANK, amount, fact=fact, leg="amount", ref=f"S-{made.key}", at=now())
    note(db, by, "stripe_arrived", amount=amount)
    return made
