"""The second admin: what two admins do together is done by two people, as in a group."""

from sqlalchemy.orm import Session

from market.kernel.refused import Refused
from market.people.access import Actor
from market.people.approving.second_person import are_close


def require_other_admin(db: Session, by: Actor, first_id: int, *, same: str = "not_own_account") -> None:
    """Refused with `same` to who was the first herself, and to who counts as one with her (`are_close`)."""
    if by.person_id is None or by.person_id == first_id:
        raise Refused(same)
    if are_close(db, by.person_id, first_id):
        raise Refused("admin_too_close")
