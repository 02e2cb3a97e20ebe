"""What happens to a group of the frozen list and moves no rank: it is written into the record of the draw, for all."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.allotting.objection import DrawEvent, DrawEventKind, on_the_list
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.telling import tell_withdrawn
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot, has_begun, is_held
from market.kernel.doer import who_did
from market.kernel.record import table
from market.people.access import Actor
from market.people.act import note


def give_up(db: Session, bazaar: Bazaar, application: Application, *, by: Actor) -> None:
    """A group takes itself off, by its own word. On the frozen list it keeps its rank, and everybody reads it. It is
    told, and written down, once registration is over, and before where a helper pressed, or who may be one."""
    application.withdraw(bazaar, by=by)
    if by.may_be_helper or bazaar.state is BazaarState.CLOSED:
        made = note(db, by, "bazaar_taken_back", application.group_id, bazaar=bazaar.name)
        tell_withdrawn(db, bazaar, application, by.name, f"act/{made.key}")
    if bazaar.frozen_at is not None and on_the_list(bazaar, application):
        _write_down(bazaar, DrawEventKind.WITHDRAWN, application.number, by=Actor())


def note_closed(db: Session, group_id: int, kind: DrawEventKind, *, by: Actor) -> None:
    """A group is closed or let in again after the freeze: its lists say so, though no rank moves. After publishing too,
    while a day is to come: who is closed cannot say yes to its booth."""
    rows, bazaars, slots = table(Application), table(Bazaar), table(Slot)
    to_come = (slots.c.bazaar_id == bazaars.c.id, is_held(slots), sa.not_(has_begun(slots, bazaars.c.village)))
    runs = sa.and_(bazaars.c.state == BazaarState.PUBLISHED, sa.select(slots.c.id).where(*to_come).exists())
    frozen = (sa.or_(bazaars.c.state == BazaarState.CLOSED, runs), bazaars.c.frozen_at.is_not(None))
    mine = sa.select(Application, Bazaar).join(Bazaar, bazaars.c.id == rows.c.bazaar_id)
    for application, bazaar in db.execute(mine.where(rows.c.group_id == group_id, *frozen)).all():
        if on_the_list(bazaar, application):
            _write_down(bazaar, kind, application.number, by=by)


def _write_down(bazaar: Bazaar, kind: DrawEventKind, number: str, *, by: Actor) -> None:
    DrawEvent(bazaar_id=bazaar.key, kind=kind, was=number, reason="", **who_did(by, "made_by")).add(bazaar.db)
