"""Who hears of a change of roles, and of a stand-in: everybody who holds such a role, who is concerned, who helps."""

from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from market.messages.outbox import tell
from market.people.access import Actor
from market.people.group import Group
from market.people.helpers import facilitators, officers_of
from market.people.membership import Membership, members
from market.people.person import Person

if TYPE_CHECKING:
    from market.people.role_change import RoleChange
    from market.people.stand_in import StandIn

FOR_OFFICERS = ("role_seconded", "role_objected")


def tell_all(db: Session, change: "RoleChange", code: str, by: Actor) -> None:
    """Each step of a change to all who hold a role, who is concerned, the facilitators; an office where it decides."""
    person = Person.get(db, Membership.get(db, change.membership_id).person_id)
    effect = change.takes_effect_at.isoformat() if change.takes_effect_at else ""
    told = {
        "name_of": person.name, "by": by.name, "step": code, "kind": change.kind.value, "chair": change.chair,
        "treasurer": change.treasurer, "effect_at": effect, "reason": change.reason,
    }  # fmt: skip
    also = officers_of(db, change.group.village) if code in FOR_OFFICERS else []
    _tell(db, change.group, [person, *also], "role_change", told, f"role/{change.key}/{code}")


def tell_of_stand_in(db: Session, stand_in: "StandIn", code: str, by: Actor) -> None:
    """A treasurer named somebody, is away, or is back."""
    treasurer = Person.get(db, Membership.get(db, stand_in.treasurer_id).person_id)
    person = Person.get(db, Membership.get(db, stand_in.membership_id).person_id)
    told = {"name_of": person.name, "treasurer": treasurer.name, "by": by.name, "step": code}
    group = Group.get(db, stand_in.group_id)
    also = officers_of(db, group.village) if code == "stand_in_asked" else []
    _tell(db, group, [treasurer, person, *also], "stand_in", told, f"stand_in/{stand_in.key}/{code}")


def _tell(db: Session, group: Group, people: list[Person], template: str, told: dict[str, Any], name: str) -> None:
    holders = [person for m, person in members(db, group.key) if m.chair or m.treasurer]
    params = told | {"group": group.name, "path": f"/lapak/{group.slug}/anggota/peran", "zone": group.zone.key}
    everybody = {person.key: person for person in (*holders, *people, *facilitators(db, group.key))}
    for key, person in everybody.items():
        tell(db, person.recipient, template, params, name=f"{name}/{key}")
