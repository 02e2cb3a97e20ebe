"""A letter about a bazaar to the chairs of groups, or to the officers who hold it, by the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.registering.application import Application
from market.messages.news import News, tell_all
from market.messages.outbox import tell
from market.people.group import Group
from market.people.helpers import officers_of
from market.people.membership import chairs_of_groups


@dataclass(frozen=True, slots=True)
class GroupLetter:
    """What a group is told of its application: by which template."""

    application: Application
    group: Group
    template: str


def tell_group(
    db: Session, bazaar: Bazaar, application: Application, group: Group, template: str, once: str, **more: str | int
) -> None:
    """To each of the chairs; `once` tells one occasion from another."""
    tell_groups(db, bazaar, [GroupLetter(application=application, group=group, template=template)], once, **more)


def tell_groups(db: Session, bazaar: Bazaar, letters: Sequence[GroupLetter], once: str, **more: str | int) -> None:
    """To the chairs of many groups, each by a template of its own."""
    chairs = chairs_of_groups(db, [each.group.key for each in letters])
    tell_all(
        db,
        [
            News(
                to,
                each.template,
                _params(bazaar, each.group) | more,
                f"bazaar/{each.application.number}/{once}/{key}",
            )
            for each in letters
            for key, to in chairs.get(each.group.key, ())
        ],
    )


def _params(bazaar: Bazaar, group: Group) -> dict[str, Any]:
    return {"bazaar": bazaar.name, "group": group.name, "path": f"/lapak/{group.slug}/bazar/{bazaar.slug}"}


def tell_officers(
    db: Session, bazaar: Bazaar, application: Application, template: str, once: str, **more: str | int
) -> None:
    """To those who act for the bazaar's place: something that a group did waits for them."""
    group = Group.get(db, application.group_id)
    for person in officers_of(db, bazaar.village):
        to = person.recipient
        params = {"bazaar": bazaar.name, "group": group.name, "path": f"/dinas/bazar/{bazaar.slug}/sesudah"}
        tell(db, to, template, {**params, **more}, name=f"bazaar/{application.number}/{once}/{person.key}")
