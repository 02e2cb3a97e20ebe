"""The profile of a group, as its chair or a helper saves it."""

from sqlalchemy.orm import Session

from market.people.access import Actor
from market.people.act import note
from market.people.facts.group_change import change_facts
from market.people.facts.group_facts import Facts
from market.people.group import Group


def change_profile(db: Session, group: Group, facts: Facts, by: Actor) -> bool:
    """Puts what is new, and says that what an officer asked for is there. Returns whether anything waits."""
    waits = change_facts(db, group, facts, by)
    group.complete(by)
    note(db, by, "profile_edited", group.key)
    return waits
