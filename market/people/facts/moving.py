"""Moving: another name or place for a group. Its former officers answer for it a day longer.

Else a group could, by a field of its profile, get rid of the office that may stop its account, decide about its roles
or has closed it.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from market.kernel.addresses import OFFICE_GROUPS, group_page
from market.kernel.clock import after_waking, now, today
from market.kernel.limits import attempt_within
from market.kernel.refused import Refused
from market.messages.outbox import tell
from market.people.access import Actor
from market.people.group import Group, lock_group
from market.people.helpers import facilitators, officers_of
from market.people.membership import bearers_of
from market.people.security import SecurityEvent, security_event

STAYS_HOURS = 24
MOST_A_DAY = 3  # other names and places of one group


def rename_or_move(db: Session, group: Group, name: str, village: str, by: Actor) -> None:
    """Another name or place. A move to another office's place is told to all; that office begins a day later.

    Refused while an officer has closed the group: it can move when it is open again.
    """
    lock_group(db, group.key)
    changes = (name, village) != (group.name, group.village)
    before, zone = group.village, group.zone
    group.rename(name, village, by)
    if group.village != before and not group.open:
        raise Refused("closed_stays", field="village")
    if changes and by.person_id is not None:  # a change that waited was counted when it was asked for
        attempt_within(db, f"group/named/{group.key}", most=MOST_A_DAY, per=timedelta(days=1))
    if group.village == before:
        return
    former = officers_of(db, group.moved_from or before)
    moved = security_event(db, "group_moved", by_id=by.person_id, group_id=group.key)
    if group.village == group.moved_from:
        group.moved_from, group.moves_over_at, group.answered_since = None, None, now()
    elif group.moved_from or {each.key for each in former} != {each.key for each in officers_of(db, village)}:
        group.moved_from = group.moved_from or before
        group.moves_over_at = max(after_waking(now(), STAYS_HOURS, each) for each in (zone, group.zone))
    _tell(db, group, by, moved)


def _tell(db: Session, group: Group, by: Actor, moved: SecurityEvent) -> None:
    """Tells its bearers of roles in money, its helpers, and the officers who still answer for it."""
    over = group.moves_over_at
    told = {
        "group": group.name, "by": by.name, "city": group.city, "path": group_page(group.slug), "zone": group.zone.key,
        "effect_at": over.isoformat() if over else "",
    }  # fmt: skip
    bearers = bearers_of(db, group.key)
    old = officers_of(db, group.answered_in)
    everybody = {each.key: each for each in (*bearers, *facilitators(db, group.key), *old)}
    for key, person in everybody.items():
        if key != by.person_id:
            name = f"security/{moved.key}/{key}"
            tell(db, person.recipient, "group_moved", told, name=name, warns=person in bearers)


def end_move(db: Session, key: int) -> None:
    """From now on the officers of the new place answer for it; they hear of it as of a new group, once a day."""
    group = lock_group(db, key)
    if group.moved_from is None or group.moves_over_at is None or group.moves_over_at > now():
        return
    group.moved_from, group.moves_over_at, group.answered_since = None, None, now()
    db.flush()
    for officer in officers_of(db, group.village):
        params = {"group": group.name, "path": OFFICE_GROUPS}
        tell(db, officer.recipient, "group_founded", params, name=f"came/{today(group.zone)}/{officer.key}")
