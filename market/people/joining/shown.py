"""Whether somebody has shown that the number or address she was asked at is hers: by a code, or by a call of somebody
with a say where the group or post is.
"""

from sqlalchemy.orm import Session

from market.kernel.refused import Refused
from market.people.everywhere import stands_of
from market.people.group import Group
from market.people.invitation import Invitation, proved
from market.people.person import Person
from market.people.place import lies_in
from market.people.signing_in.contact import read_out_by


def why_not_shown(db: Session, invitation: Invitation, person: Person) -> Refused | None:
    """Why what she is asked at counts as typed only; None when it is shown to be hers.

    A call does not count when the inviter made it, or an officer of the group's own side, or one without a say where
    the group or post is: whoever gains from a proof must not have made it.
    """
    if not proved(person, invitation.identifier):
        return Refused("identifier_unproved", identifier=invitation.identifier)
    reader = read_out_by(db, person.key, invitation.identifier)
    if reader is None:
        return None
    if reader == invitation.by_id:
        return Refused("proved_by_inviter")
    place = Group.get(db, invitation.group_id).answered_in if invitation.group_id else invitation.place
    stands = stands_of(db, {reader})[reader]
    answers = stands.admin or (place and any(lies_in(place, each) for each in stands.acts_in))
    return None if answers and invitation.group_id not in stands.own_side else Refused("proved_elsewhere")
