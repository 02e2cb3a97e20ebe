"""OrderEvent: what happened to a parcel. Appended, never edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.record import Record, table
from market.people.access import Actor
from market.people.facts.group_facts import refuse_ways


class OrderEvent(Record, table=True):
    """What happened: code and parameters, who, in which capacity; a sentence when read."""

    __tablename__ = "order_event"

    sub_order_id: int = Field(foreign_key="sub_order.id", index=True)
    at: datetime = Field(default_factory=now)
    code: str = Field(max_length=40)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    by: str = Field(default="", max_length=80)
    by_id: int | None = None
    capacity: str = Field(default="", max_length=20)


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to one of many parcels."""

    sub_order_id: int
    params: dict[str, Any]


def happened_to_many(db: Session, code: str, by: Actor, events: Sequence[Happened]) -> None:
    """Appends the same to many parcels, in one statement. Refused as by `SubOrder.happened`."""
    for reason in {str(one.params.get("reason", "")) for one in events}:
        refuse_ways(by, reason=("", reason))
    same = {"at": now(), "code": code, **who_did(by), "capacity": by.capacity}
    if events:
        db.execute(
            sa.insert(table(OrderEvent)),
            [{**same, "sub_order_id": one.sub_order_id, "params": one.params} for one in events],
        )
