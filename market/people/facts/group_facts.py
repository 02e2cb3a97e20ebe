"""Facts of a group: what buyers know it by, where they find it, to what number they write. Reads and changes each.

Also which changes lead buyers, and their money, elsewhere: those wait when a helper makes them
(`people/facts/group_change.py`).
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from sqlalchemy.orm import Session

from market.kernel.reached import ways_named
from market.kernel.refused import NeedsWho, Refused
from market.people.access import Actor
from market.people.facts.group_number import change_number
from market.people.facts.moving import rename_or_move
from market.people.group import Group


class GroupFact(StrEnum):
    """`pickup_note` is what a buyer who collects reads; it is stored with the terms of the group."""

    NAME = "name"
    VILLAGE = "village"
    PHONE = "phone"
    ADDRESS = "address"
    STORY = "story"
    PICKUP_NOTE = "pickup_note"


Facts = Mapping[GroupFact, str]
Read = Callable[[Session, Group], str]
Put = Callable[[Session, Group, str], None]
LEADS = frozenset(GroupFact) - {GroupFact.STORY}
_elsewhere: dict[GroupFact, tuple[Read, Put]] = {}


def kept_elsewhere(fact: GroupFact, read: Read, put: Put) -> None:
    """Registers how a fact is read and put that is not in the group's own row."""
    _elsewhere[fact] = (read, put)


def fact_of(db: Session, group: Group, fact: GroupFact) -> str:
    """What it is now."""
    if fact in _elsewhere:
        return _elsewhere[fact][0](db, group)
    return getattr(group, fact.value) or ""


def leads_elsewhere(fact: GroupFact, before: str, after: str) -> bool:
    """Whether buyers would be led elsewhere by it: a story only when it names a new number or link."""
    return fact in LEADS or bool(ways_named(after) - ways_named(before))


def put_facts(db: Session, group: Group, facts: Facts, by: Actor, *, unseen: bool = False) -> None:
    """Puts them at once. `unseen`: nobody of the group or its office said yes to what a helper changed."""
    if facts.keys() & {GroupFact.NAME, GroupFact.VILLAGE}:
        name, village = facts.get(GroupFact.NAME, group.name), facts.get(GroupFact.VILLAGE, group.village)
        rename_or_move(db, group, name, village, by)
    if GroupFact.PHONE in facts:
        change_number(db, group, facts[GroupFact.PHONE] or None, by, unseen=unseen)
    for fact, value in facts.items():
        if fact in _elsewhere:
            _elsewhere[fact][1](db, group, value)
        elif fact in (GroupFact.ADDRESS, GroupFact.STORY):
            setattr(group, fact.value, value)


def refuse_ways(by: Actor, **texts: tuple[str, str]) -> None:
    """Refused when a helper writes a number or link into a text that buyers read: (before, after) by field.

    Else she could lead them past the group's own number, about which the group is asked. Somebody whom a code let in
    just now writes none either: where buyers pay rests as money does.
    """
    for field, (before, after) in texts.items():
        if not ways_named(after) - ways_named(before):
            continue
        if by.helps:
            raise Refused("helper_no_ways", field=field)
        if by.may_be_helper:
            raise Refused("helpers_pin_no_ways", field=field)
        by.refuse_while_resting()


def refuse_words(by: Actor, *texts: str) -> None:
    """Refused to somebody whom a code let in just now, and on a group's phone without a name: buyers read it."""
    if not any(text.strip() for text in texts):
        return
    if by.device_id is not None and by.person_id is None:
        raise NeedsWho
    by.refuse_while_resting()


def said(by: Actor, reason: str) -> str:
    """A reason that a buyer will read, unchanged; refused when a helper names a number or link in it."""
    refuse_ways(by, reason=("", reason))
    return reason
