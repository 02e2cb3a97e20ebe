"""The few numbers by which somebody else's machine sees how the shop is."""

import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel import store
from market.kernel.clock import now
from market.kernel.db import database, read
from market.kernel.record import table
from market.kernel.settings import settings
from market.messages.outbox import Message
from market.messages.sending import count_stuck, never_tried
from market.orders.order import Order, SubOrder
from market.orders.state import State
from market.reports.backup import latest
from market.reports.lights import ALL, red_codes
from market.reports.proving import last_proof


@dataclass(frozen=True, slots=True)
class InData:
    """What the database says. `red`: by light whether it is; `orders`: how many were ever placed."""

    red: dict[str, bool]
    orders: int
    unanswered: int
    letters_waiting: int
    letters_stuck: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """`in_data` is None while the database is away; ages in seconds, None of what never was; `free` in bytes."""

    in_data: InData | None
    backup_age: float | None
    proof_age: float | None
    free: dict[str, int] = field(default_factory=dict)


def numbers() -> Numbers:
    """As they are now."""
    proof = last_proof()
    return Numbers(
        in_data=_in_data(), backup_age=_age(latest()), proof_age=_age(proof.moment if proof else None), free=_free()
    )


def _age(moment: datetime | None) -> float | None:
    return (now() - moment).total_seconds() if moment else None


def _in_data() -> InData | None:
    try:
        with read() as db:
            return _counted(db)
    except sa.exc.SQLAlchemyError:
        return None


def _counted(db: Session) -> InData:
    letters, parcels, red = table(Message), table(SubOrder), red_codes(db)
    waits = sa.select(sa.func.count()).where(never_tried(), letters.c.due_at <= now())
    unanswered = sa.select(sa.func.count()).where(parcels.c.state == State.WAITING)
    return InData(
        red={code: code in red for code in ALL},
        orders=db.scalar(sa.select(sa.func.max(table(Order).c.id))) or 0,
        unanswered=db.scalar(unanswered) or 0,
        letters_waiting=db.scalar(waits) or 0,
        letters_stuck=count_stuck(db),
    )


def _free() -> dict[str, int]:
    file = sa.make_url(database().url).database if database().sqlite else ""
    folders = {"media": str(store.folder()), "backups": settings().backups, "database": file}
    there = {name: Path(path) for name, path in folders.items() if path and Path(path).exists()}
    return {name: shutil.disk_usage(path).free for name, path in there.items()}
