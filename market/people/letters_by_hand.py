"""Letters that somebody of a group sends by hand, and who may say that she did."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from market.kernel.refused import Refused
from market.messages.keeping import sent_params
from market.messages.outbox import Message
from market.people.access import Actor
from market.people.pin_givers import behind


def ticked_by_others(db: Session, group_id: int, letters: Sequence[Message], by: Actor) -> set[int]:
    """The ids of those that she may send, but only others may say that they were sent: they tell of what somebody did
    who gave the code for her PIN, and who may be speaking by it."""
    told = [each for each in letters if each.doer_id is not None]
    givers = behind(db, group_id, by) if told else frozenset()
    return {each.key for each in told if each.doer_id in givers}


def tick_letter(db: Session, group_id: int, letter: Message, by: Actor) -> None:
    """She says that she sent it; its secrets are forgotten. Refused where others say so."""
    if ticked_by_others(db, group_id, [letter], by):
        raise Refused("letter_ticked_by_another")
    letter.tick(by)
    letter.params = sent_params(letter)
