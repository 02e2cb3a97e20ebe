"""Who hears of a group that goes from one facilitator to another."""

from sqlalchemy.orm import Session

from market.kernel.addresses import HELPING, group_at_office
from market.messages.outbox import tell
from market.people.group import Group
from market.people.helpers import officers_of
from market.people.invitation import Invitation
from market.people.person import Person


def tell_handing_over(db: Session, made: Invitation, group: Group, step: str, *, new: Person | None = None) -> None:
    """Tells her who hands over, of what follows also who asked for it, and the `new` one."""
    if made.instead_of_id is None:
        return
    leaving = Person.get(db, made.instead_of_id)
    told = [leaving] if step == "asked" else [leaving, Person.get(db, made.by_id), *([new] if new else [])]
    params = {"step": step, "who": made.name, "name_of": leaving.name, "group": group.name, "path": HELPING}
    for each in {person.key: person for person in told}.values():
        tell(db, each.recipient, "handing_over", params, name=f"{made.about}/{step}/{each.key}", about=made.about)


def ask_officers(db: Session, made: Invitation, group: Group) -> None:
    """Nobody of the group can be reached: the officers of its place say yes or no for it."""
    path = group_at_office(group.slug, "pendamping")
    params = {"who": made.name, "group": group.name, "name_of": Person.get(db, made.by_id).name, "path": path}
    for each in officers_of(db, group.answered_in):
        tell(db, each.recipient, "helper_asked", params, name=f"{made.about}/asked/{each.key}", about=made.about)
