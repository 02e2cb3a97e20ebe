"""Who is told what of a bazaar: the chairs of a group, by the outbox."""

from sqlalchemy.orm import Session

from market.bazaars.application import Application, ApplicationState, applications_of
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking import bookings_of
from market.bazaars.letter import tell_group
from market.kernel.clock import now
from market.people.group import Group


def tell_results(db: Session, bazaar: Bazaar) -> None:
    """The letters of publishing: a booth, none this time, or not eligible; all in the transaction that publishes."""
    for application, group in applications_of(db, bazaar.key):
        if application.state is ApplicationState.ELIGIBLE:
            template = "bazaar_seated" if bookings_of(db, application.key) else "bazaar_left_out"
        elif application.state is ApplicationState.NOT_ELIGIBLE:
            template = "bazaar_not_eligible"
        else:
            continue
        tell_group(db, bazaar, application, group, template, "result")


def tell_offer(db: Session, bazaar: Bazaar, application: Application) -> None:
    """The queue has come to this group."""
    tell_group(db, bazaar, application, Group.get(db, application.group_id), "bazaar_offer", "offer")


def tell_cancelled(db: Session, bazaar: Bazaar) -> None:
    for application, group in applications_of(db, bazaar.key):
        if application.state is not ApplicationState.WITHDRAWN:
            tell_group(db, bazaar, application, group, "bazaar_cancelled", "cancelled")


def tell_changes(db: Session, bazaar: Bazaar, touched: list[tuple[Application, str]], reason: str) -> None:
    """What a change after publishing means to each group it touched."""
    moment = f"{now():%y%m%d%H%M%S}"
    for application, outcome in touched:
        group = Group.get(db, application.group_id)
        tell_group(db, bazaar, application, group, f"bazaar_{outcome}", f"{outcome}/{moment}", reason=reason)


def tell_swap(db: Session, bazaar: Bazaar, application: Application, template: str, other: str, key: int) -> None:
    """Another group wants to change places, or has answered."""
    group = Group.get(db, application.group_id)
    tell_group(db, bazaar, application, group, template, f"{template}/{key}", other=other)
