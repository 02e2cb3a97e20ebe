"""Two short lists of one bazaar in one statement, for pages that show much of it."""

from collections.abc import Iterable
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import ON_THE_PLAN, Booth, is_sound
from market.bazaars.slot import Slot
from market.kernel.record import Record, table

One = TypeVar("One", bound=Record)
Other = TypeVar("Other", bound=Record)


def two_lists(db: Session, bazaar_id: int, one: type[One], other: type[Other]) -> tuple[list[One], list[Other]]:
    """All records of two kinds that belong to a bazaar, the oldest first.

    The statement brings each of the one with each of the other: for lists of a few only, such as sites and questions.
    """
    bazaars, first, second = table(Bazaar), table(one), table(other)
    wanted = (
        sa.select(one, other)
        .select_from(Bazaar)
        .outerjoin(one, first.c.bazaar_id == bazaars.c.id)
        .outerjoin(other, second.c.bazaar_id == bazaars.c.id)
        .where(bazaars.c.id == bazaar_id)
        .order_by(first.c.id, second.c.id)
    )
    found = db.execute(wanted).all()
    return _once(each for each, _ in found), _once(each for _, each in found)


def _once(found: Iterable[One | None]) -> list[One]:
    return list({each.key: each for each in found if each is not None}.values())


def slots_and_broken(db: Session, bazaar_id: int) -> tuple[list[Slot], list[str]]:
    """Slots of a bazaar in their order, and the numbers of its broken booths by the plan, in one statement."""
    rows, slots = table(Booth), table(Slot)
    broken = sa.and_(rows.c.bazaar_id == slots.c.bazaar_id, sa.not_(is_sound(rows)))
    wanted = sa.select(Slot, rows.c.number).outerjoin(rows, broken).where(slots.c.bazaar_id == bazaar_id)
    found = db.execute(wanted.order_by(slots.c.day, slots.c.starts, *ON_THE_PLAN)).all()
    slots_once = list({slot.key: slot for slot, _number in found}.values())
    return slots_once, list(dict.fromkeys(number for _slot, number in found if number is not None))
