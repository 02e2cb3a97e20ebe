"""Setting up a group's phone: bearers of roles in its money and helpers are told, and whoever set it up answers for it.

A few a day at most: whoever holds one may try everybody's PIN.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from market.kernel.addresses import group_page
from market.kernel.limits import attempt_within
from market.kernel.refused import NotFound, Refused
from market.messages.outbox import tell
from market.people.access import Actor
from market.people.device import Device, in_own_account
from market.people.group import Group
from market.people.helpers import facilitators
from market.people.membership import bearers_of, find_membership

MOST_A_DAY = 5


def set_up(db: Session, group: Group, name: str, by: Actor) -> Device:
    """A browser becomes a phone of the group. Refused while the group is suspended; TooOften beyond five a day.

    Refused by a PIN: who set up the phone on which it was typed may have read it, and would keep this one for good.
    """
    if not group.open:
        raise Refused("group_closed_no_phone")
    setter = in_own_account(by)
    mine = find_membership(db, group.key, setter)
    if mine is not None and not mine.pin_hash:
        raise Refused("pin_first")  # it would know her by nothing, and she could do nothing on it
    attempt_within(db, f"device/{group.key}", most=MOST_A_DAY, per=timedelta(days=1))
    made = Device(group_id=group.key, name=name, added_by_id=setter, kept_by_id=setter).add(db)
    made.was_set_up()
    params = {"who": by.name, "group": group.name, "device": name, "path": group_page(group.slug, "anggota#hp")}
    bearers = {each.key: each for each in bearers_of(db, group.key)}
    for key, person in (bearers | {each.key: each for each in facilitators(db, group.key)}).items():
        if key != setter:
            once = f"device/{made.key}/added/{key}"
            tell(db, person.recipient, "device_added", params, name=once, warns=True)
    return made


def the_device(db: Session, group_id: int, key: int) -> Device:
    """A phone of this group that is signed in."""
    found = db.get(Device, key)
    if found is None or found.group_id != group_id or found.ended_at is not None:
        raise NotFound(f"device {key}")
    return found
