"""Setting up a group's phone: bearers of roles in its money and helpers are told, and whoever set it up answers for it.

A few a day at most: whoever holds one may try everybody's PIN.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import group_page
from market.kernel.clock import now
from market.kernel.limits import attempt_within
from market.kernel.one_of import one_of
from market.kernel.record import table
from market.kernel.refused import Refused
from market.messages.outbox import tell
from market.people.access import Actor, Do
from market.people.act import note
from market.people.device import Device, end_devices, in_own_account
from market.people.group import Group, lock_group
from market.people.helpers import facilitators, officers_of
from market.people.membership import bearers_of, find_membership, members
from market.people.namesakes import refuse_name_of_a_person
from market.people.own_side import is_own, require_other_side
from market.people.person import admins
from market.people.security import SecurityEvent

MOST_A_DAY, A_DAY = 5, timedelta(days=1)
E = table(SecurityEvent)
OFFICERS_LASTS = timedelta(days=14)  # one that an officer set up: until a chair has an account, or somebody helps


def set_up(db: Session, group: Group, name: str, by: Actor) -> Device:
    """A browser becomes a phone of the group. Refused while the group is suspended; TooOften beyond five a day.

    Refused by a PIN: who set up the phone on which it was typed may have read it, and would keep this one for good.
    """
    if not lock_group(db, group.key).open:  # who closes it ends its phones, this one too
        raise Refused("group_closed_no_phone")
    setter = in_own_account(by)
    if by.only_officer:
        _instead_of_a_lost_one(db, group, by)
    mine = find_membership(db, group.key, setter)
    if mine is not None and not mine.pin_hash:
        raise Refused("pin_first")  # it would know her by nothing, and she could do nothing on it
    refuse_name_of_a_person(db, group, name)
    attempt_within(db, f"device/{group.key}", most=MOST_A_DAY, per=timedelta(days=1))
    made = Device(group_id=group.key, name=name, added_by_id=setter, kept_by_id=setter).add(db)
    made.was_set_up()
    note(db, by, "device_added", group.key, name=name)
    params = {"who": by.name, "group": group.name, "device": name, "path": group_page(group.slug, "anggota#hp")}
    bearers = {each.key: each for each in bearers_of(db, group.key)}
    office = [*officers_of(db, group.answered_in), *admins(db)] if by.only_officer else []
    others = facilitators(db, group.key) + office
    for key, person in (bearers | {each.key: each for each in others}).items():
        if key != setter:
            once = f"device/{made.key}/added/{key}"
            tell(db, person.recipient, "device_added", params, name=once, warns=True)
    return made


def sets_up(db: Session, group: Group, by: Actor) -> bool:
    """Whether a page offers her to set up a phone."""
    if not by.only_officer:
        return by.may(Do.DEVICES)
    return by.may(Do.DEVICES) and not (
        is_own(db, by.person_id, group.key) or _others_can(db, group) or _in_use(db, group)
    )


def _instead_of_a_lost_one(db: Session, group: Group, by: Actor) -> None:
    """An officer who sees them: only where neither a chair with an account nor a facilitator could set one up. It takes
    the place of all that were there. What is said on it she may have said (`recognised`)."""
    require_other_side(db, by.person_id, group.key)
    if _others_can(db, group):
        raise Refused("phone_by_its_people")
    if _in_use(db, group):
        raise Refused("phone_in_use")
    end_devices(db, group.key)


def _others_can(db: Session, group: Group) -> bool:
    return bool(facilitators(db, group.key)) or any(
        member.chair and person.password_hash for member, person in members(db, group.key)
    )


def _in_use(db: Session, group: Group) -> bool:
    """Whether a member gave her PIN on a phone of the group within a day: then the only one is not lost."""
    named = (E.c.group_id == group.key, E.c.code == "named_on_phone", E.c.at > now() - A_DAY)
    return db.execute(sa.select(E.c.id).where(*named).limit(1)).first() is not None


def the_device(db: Session, group_id: int, key: int) -> Device:
    """A phone of this group that is signed in; locked until the commit."""
    return one_of(db, Device, key, lock=True, group_id=group_id, ended_at=None)
