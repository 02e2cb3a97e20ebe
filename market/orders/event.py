"""OrderEvent: what happened to a parcel. Appended, never edited."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record


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
