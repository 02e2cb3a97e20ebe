"""Which bazaar wants something of a group: to register, or to answer an offer."""

from dataclasses import dataclass

import sqlalchemy as sa

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.closing import not_ended_in
from market.bazaars.registering.application import Application, ApplicationState
from market.kernel.record import table
from market.people.group import Group
from market.people.place import within

OPEN_STILL = (ApplicationState.DRAFT, ApplicationState.RETURNED)


@dataclass(frozen=True, slots=True)
class Calling:
    """Such a bazaar: its address and its name."""

    slug: str
    name: str


def may_still_register(group_id: sa.ColumnElement[int], village: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether a bazaar takes registrations of this village now and this group sent none, for a condition on bazaars."""
    b, a = table(Bazaar), table(Application)
    sent = sa.select(a.c.id).where(a.c.bazaar_id == b.c.id, a.c.group_id == group_id, a.c.state.not_in(OPEN_STILL))
    takes = (b.c.state == BazaarState.OPEN, not_ended_in(b), within(village, b.c.village))
    return sa.and_(*takes, sa.not_(sent.exists()))


def calling(group: Group) -> sa.Select[tuple[str, str]]:
    """The newest one, for a statement that asks more besides."""
    b, k = table(Bazaar), table(Booking)
    offered = sa.select(k.c.id).where(
        k.c.bazaar_id == b.c.id, k.c.group_id == group.key, k.c.state == BookingState.OFFERED
    )
    registers = may_still_register(sa.literal(group.key), sa.literal(group.village))
    wanted = sa.select(b.c.slug, b.c.name).where(sa.or_(offered.exists(), registers))
    return wanted.order_by(b.c.id.desc()).limit(1)
