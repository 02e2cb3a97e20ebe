"""A letter about a bazaar to the chairs of one group, or to the officers who hold it, by the outbox."""

from sqlalchemy.orm import Session

from market.bazaars.application import Application
from market.bazaars.bazaar import Bazaar
from market.messages.outbox import tell
from market.people.group import Group
from market.people.helpers import officers_of
from market.people.membership import people_to_tell


def tell_group(
    db: Session, bazaar: Bazaar, application: Application, group: Group, template: str, once: str, **more: str | int
) -> None:
    """To each of the chairs; `once` tells one occasion from another."""
    for person in people_to_tell(db, group.key):
        to = person.recipient
        params = {"bazaar": bazaar.name, "group": group.name, "path": f"/lapak/{group.slug}/bazar/{bazaar.slug}"}
        tell(
            db, to, template, {**params, **more}, name=f"bazaar/{application.number}/{once}/{person.key}", bounded=True
        )


def tell_officers(
    db: Session, bazaar: Bazaar, application: Application, template: str, once: str, **more: str | int
) -> None:
    """To who acts for the bazaar's place: something of a group waits for them."""
    group = Group.get(db, application.group_id)
    for person in officers_of(db, bazaar.village):
        to = person.recipient
        params = {"bazaar": bazaar.name, "group": group.name, "path": f"/dinas/bazar/{bazaar.slug}/sesudah"}
        tell(
            db, to, template, {**params, **more}, name=f"bazaar/{application.number}/{once}/{person.key}", bounded=True
        )
