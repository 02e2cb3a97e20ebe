"""Rights that stand although today's rules would not give them: older ones, or restored from an old backup."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.people.helpers import Facilitation, Officer
from market.people.membership import Membership
from market.people.person import Person
from market.people.roles.facilitating import both_sides

P, M, O, F = (table(each) for each in (Person, Membership, Officer, Facilitation))
UNPROVED = sa.and_(P.c.phone_proved_at.is_(None), P.c.email_proved_at.is_(None), P.c.ended_at.is_(None))
OFFICER = sa.select(O.c.id).where(O.c.person_id == P.c.id, O.c.ended_at.is_(None)).exists()


def doubtful(db: Session) -> list[str]:
    """One line for each, with ids alone, and what to do about it."""
    set_by_others = sa.select(M.c.id).where(M.c.pin_hash.is_not(None), M.c.pin_chosen_at.is_(None))
    return [
        *(
            f"membership {key}: its PIN was set by somebody else: let her choose one by a code from her chair"
            for key in db.scalars(set_by_others.where(M.c.ended_at.is_(None)).order_by(M.c.id))
        ),
        *(
            f"person {key} is {'an admin' if admin else 'an officer'} and never proved a number or e-mail: "
            "have it proved at /akun/kontak, or end it"
            for key, admin in db.execute(
                sa.select(P.c.id, P.c.admin).where(UNPROVED, sa.or_(P.c.admin, OFFICER)).order_by(P.c.id)
            )
        ),
        *(
            f"person {person} helps group {group} and holds a role in it: end one of the two"
            for group, person in both_sides(db)
        ),
        *(f"person {person} deleted the account and still is {what}: end it" for person, what in _gone(db)),
    ]


def _gone(db: Session) -> list[tuple[int, str]]:
    """(person, what she still holds) of accounts that were deleted when roles did not yet end with them."""
    held = [
        sa.select(P.c.id, sa.literal(what)).join(each, each.c.person_id == P.c.id).where(each.c.ended_at.is_(None))
        for each, what in ((O, "an officer"), (F, "a facilitator"), (M, "a member"))
    ]
    held.append(sa.select(P.c.id, sa.literal("an admin")).where(P.c.admin))
    found = db.execute(sa.union(*(each.where(P.c.ended_at.is_not(None)) for each in held)).order_by(sa.text("1, 2")))
    return [(person, what) for person, what in found]
