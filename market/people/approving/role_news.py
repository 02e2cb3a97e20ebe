"""Who hears of a change of roles, and of a stand-in: bearers of such a role, people concerned, helpers."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from market.kernel.addresses import group_page
from market.messages.outbox import tell
from market.messages.overtaken import unsay
from market.people.group import Group
from market.people.helpers import facilitators
from market.people.membership import bearers_of, members
from market.people.person import Person


@dataclass(frozen=True)
class RoleLetter:
    """One step to be told: the letter, what it says besides group and page, and the name under which it goes once."""

    template: str
    told: dict[str, Any]
    name: str


def tell_all(db: Session, group: Group, concerned: list[Person], letter: RoleLetter) -> None:
    """To all who hold a role in money, the facilitators, and the people concerned; to nobody twice."""
    inside = {person.key: m for m, person in members(db, group.key)}
    bearers = bearers_of(db, group.key)
    params = letter.told | {
        "group": group.name,
        "path": group_page(group.slug, "anggota/peran"),
        "zone": group.zone.key,
    }
    everybody = {person.key: person for person in (*bearers, *concerned, *facilitators(db, group.key))}
    about = letter.name.rpartition("/")[0]
    unsay(db, about, (letter.template,))  # the steps before
    for key, person in everybody.items():
        warns = key in inside
        tell(db, person.recipient, letter.template, params, name=f"{letter.name}/{key}", about=about, warns=warns)
