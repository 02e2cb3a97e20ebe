"""Whose word gives up a registration that was sent, and whose sends it again: the group's own."""

from market.bazaars.bazaar import Bazaar
from market.kernel.refused import Refused
from market.people.access import Actor, Role


def may_take_back(bazaar: Bazaar, by: Actor) -> bool:
    """Giving up is the group's own word: a facilitator writes it down while registration is open, as does who may be a
    helper by her PIN; an officer never."""
    return not by.may_be_helper or (bazaar.takes_applications and Role.OFFICER not in by.roles)


def refusal_to_give_up(bazaar: Bazaar, by: Actor) -> Refused | None:
    """Why she cannot give it up for the group; None when she can."""
    return by.rests_refusal if may_take_back(bazaar, by) else Refused("taking_back_is_theirs")


def refusal_to_send_anew(by: Actor) -> Refused | None:
    """Why she cannot send what the group itself took back; None when she can. A helper writes a draft of it."""
    return Refused("sending_anew_is_theirs") if by.may_be_helper else by.rests_refusal
