"""A group objects, by its account or by the link of its news: to the number of a draw, or to the allocation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from market.bazaars.after.appeal import Appeal, appeal, appeals_of_group_until, find_appeal
from market.bazaars.allotting.draw_told import tell_objected
from market.bazaars.allotting.objection import DrawEvent, object_to_draw
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.letter import tell_officers
from market.bazaars.registering.application import JUDGED, Application
from market.kernel.clock import now
from market.people.access import Actor
from market.web.forms import Form


class ObjectionForm(Form):
    text: Annotated[str, Field(min_length=2, max_length=1000)]


class AppealForm(Form):
    text: Annotated[str, Field(min_length=10, max_length=1000)]


@dataclass(frozen=True, slots=True)
class OwnAppeal:
    """What a group appealed, until when it may, and whether it may now."""

    made: Appeal | None
    until: datetime | None
    open: bool


def own_appeal(db: Session, bazaar: Bazaar, application: Application) -> OwnAppeal:
    until = appeals_of_group_until(db, bazaar, application)
    judged = bazaar.state is BazaarState.PUBLISHED and application.state in JUDGED
    return OwnAppeal(find_appeal(db, application.key), until, judged and until is not None and now() < until)


def send_objection(db: Session, bazaar: Bazaar, application: Application, text: str, *, by: Actor) -> DrawEvent:
    """`object_to_draw`, and the officers read that it waits."""
    made = object_to_draw(db, bazaar, application, text, by=by)
    db.flush()
    tell_objected(db, bazaar, application, made.key)
    return made


def send_appeal_of(db: Session, bazaar: Bazaar, application: Application, text: str, *, by: Actor) -> Appeal:
    """`appeal`, and the officers read that it waits."""
    made = appeal(db, bazaar, application, text, by=by)
    db.flush()
    tell_officers(db, bazaar, application, "bazaar_appealed", f"appealed/{made.key}")
    return made
