"""Who is told that somebody is no longer an officer, facilitator or admin: she, and those who worked with her."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from market.kernel.addresses import ADMIN
from market.messages.outbox import tell
from market.people.person import Person, admins


def tell_post_ended(
    db: Session, person: Person, people: Iterable[Person], *, kind: str, what: str, path: str, name: str
) -> None:
    """`kind` is "facilitator", "officer", "superior" or "admin"; `what` her group, or the agency she spoke for."""
    params = {"who": person.name, "kind": kind, "group": what, "path": path}
    for each in {each.key: each for each in people}.values():
        tell(db, each.recipient, "post_ended", params, name=f"{name}/ended/{each.key}")


def tell_admins_gone(db: Session, person: Person) -> None:
    """Tells the admins who are left."""
    tell_post_ended(db, person, admins(db), kind="admin", what="Dermaga", path=ADMIN, name=f"admin/{person.key}")
