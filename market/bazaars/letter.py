"""A letter about a bazaar to the chairs of one group, by the outbox."""

from sqlalchemy.orm import Session

from market.bazaars.application import Application
from market.bazaars.bazaar import Bazaar
from market.messages.outbox import Recipient, tell
from market.people.group import Group
from market.people.membership import people_to_tell


def tell_group(
    db: Session, bazaar: Bazaar, application: Application, group: Group, template: str, once: str, **more: str
) -> None:
    """To each of the chairs; `once` tells one occasion from another."""
    for person in people_to_tell(db, group.key):
        to = Recipient(person.name, person.phone, person.email, person.language)
        params = {"bazaar": bazaar.name, "group": group.name, "path": f"/lapak/{group.slug}/bazar/{bazaar.slug}"}
        params |= more
        tell(db, to, template, params, name=f"bazaar/{application.number}/{once}/{person.key}")
