"""Setting up a group's phone: its chairs are told, and it rests on who answers for it."""

from sqlalchemy.orm import Session

from market.kernel.refused import NotFound, Refused
from market.messages.outbox import tell
from market.people.access import Actor
from market.people.device import Device
from market.people.group import Group
from market.people.membership import people_to_tell


def set_up(db: Session, group: Group, name: str, by: Actor) -> Device:
    """A browser becomes a phone of the group. Refused while the group is suspended."""
    if not group.open:
        raise Refused("group_closed_no_phone")
    if by.person_id is None:
        raise NotFound("who sets it up")
    made = Device(group_id=group.key, name=name, added_by_id=by.person_id, kept_by_id=by.person_id).add(db)
    params = {"who": by.name, "group": group.name, "device": name, "path": f"/lapak/{group.slug}/anggota#hp"}
    for chair in people_to_tell(db, group.key):
        if chair.key != by.person_id:
            once = f"device/{made.key}/added/{chair.key}"
            tell(db, chair.recipient, "device_added", params, name=once, warns=True)
    return made


def the_device(db: Session, group_id: int, key: int) -> Device:
    """A phone of this group that is signed in."""
    found = db.get(Device, key)
    if found is None or found.group_id != group_id or found.ended_at is not None:
        raise NotFound(f"device {key}")
    return found
