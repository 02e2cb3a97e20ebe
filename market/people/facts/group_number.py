"""The number on which a group answers its buyers: whoever changes it, all bearers of roles in its money hear of it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from market.kernel.addresses import group_page
from market.kernel.limits import attempt_within
from market.messages.outbox import tell
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group
from market.people.helpers import facilitators, officers_of
from market.people.membership import bearers_of
from market.people.security import security_event

MOST_A_DAY = 6  # by one person of one group: each is told to all who hold money there


def change_number(db: Session, group: Group, phone: str | None, by: Actor, *, unseen: bool = False) -> None:
    """Puts another number for buyers. With `unseen` an officer looks again at what was vouched for."""
    if phone == group.phone:
        return
    if by.person_id is not None:  # a change that waited was counted when it was asked for
        attempt_within(db, f"group/number/{group.key}/{by.person_id}", most=MOST_A_DAY, per=timedelta(days=1))
    group.phone = phone
    event = note(db, by, "group_number", group.key)
    security_event(db, "group_number", by_id=by.person_id, group_id=group.key)
    if unseen:
        group.look_again("new_number", by)
    bearers = bearers_of(db, group.key)
    everybody = (*bearers, *facilitators(db, group.key), *officers_of(db, group.answered_in))
    told = {
        "group": group.name, "by": by.name, "step": "fact_changed", "kind": "phone", "path": group_page(group.slug)
    }  # fmt: skip
    for key, person in {each.key: each for each in everybody}.items():
        if key != by.person_id:
            name = f"group/{group.key}/number/{event.key}/{key}"
            tell(db, person.recipient, "group_change", told, name=name, warns=person in bearers)
