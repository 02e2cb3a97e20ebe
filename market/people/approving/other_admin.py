"""The second admin: what two admins do together is done by two people, as in a group."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from market.kernel.refused import Refused
from market.people.access import Actor
from market.people.approving.closeness import closeness


def require_other_admin(db: Session, by: Actor, first_id: int, *, same: str = "not_own_account") -> None:
    """Refused with `same` to who was the first herself, and to who counts as one with her (`are_close`)."""
    refusal = refusals_as_other(db, by, [first_id], same=same).get(first_id)
    if refusal:
        raise refusal


def refusals_as_other(
    db: Session, by: Actor, firsts: Iterable[int], *, same: str = "not_own_account"
) -> dict[int, Refused]:
    """Why `by` is no second admin beside these first ones, by their ids; nothing of those beside whom she is one."""
    whom = set(firsts)
    if by.person_id is None:
        return {first: Refused(same) for first in whom}
    others = whom - {by.person_id}
    near = closeness(db, {by.person_id, *others}) if others else None
    close = {first: Refused("admin_too_close") for first in others if near and near.are_close(by.person_id, first)}
    return close | {first: Refused(same) for first in whom - others}
