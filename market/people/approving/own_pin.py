"""One's own PIN, chosen anew by who knows the old one, or her password."""

from market.kernel.refused import Refused
from market.people.access import Actor
from market.people.act import note
from market.people.membership import Membership


def require_own(membership: Membership, by: Actor) -> None:
    """Refused to anybody but the member herself: nobody sets another's PIN."""
    if membership.person_id != by.person_id:
        raise Refused("pin_only_own")


def change_own_pin(membership: Membership, pin_hash: str, by: Actor) -> None:
    """She knew the old one, or her password, which was compared before."""
    require_own(membership, by)
    if by.own_id:
        membership.set_pin(pin_hash)
    else:  # on the group's phone it may be whoever gave the code for the old PIN, or read it
        membership.change_pin(pin_hash)
    note(membership.db, by, "pin_changed", membership.group_id, name=by.name, of=by.person_id)
