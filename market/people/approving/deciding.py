"""Deciding: who beside a group says yes to who speaks of its money: a facilitator or officer, close to nobody in it."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from market.kernel.refused import Refused
from market.people.access import Actor, Role
from market.people.approving.closeness import closeness
from market.people.group import Group
from market.people.own_side import is_own

DECIDE = frozenset({Role.FACILITATOR, Role.OFFICER})


def refusal_to_decide(
    db: Session, by: Actor, group: Group, *, asked_by_id: int, concerned: Iterable[int]
) -> Refused | None:
    """Why somebody's yes does not count for what `asked_by_id` asked, or not yet after a code; None when it does.

    `concerned`: who asked, or may have, or would gain by it. In a group that an officer closed only an officer decides.
    """
    if by.person_id is None or by.person_id == asked_by_id or not by.roles & DECIDE:
        return Refused("not_yours_to_agree")
    if Role.OFFICER not in by.roles and not group.open:
        return Refused("group_closed_officer")
    if Role.OFFICER in by.roles and is_own(db, by.person_id, group.key):
        return Refused("own_side")
    others = set(concerned)
    if by.person_id in others or closeness(db, {by.person_id, *others}).to_any(by.person_id, others):
        return Refused("decided_by_another")
    return by.rests_refusal
