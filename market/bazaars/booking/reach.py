"""By which ways groups can be told now: seen before a message is sent to many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.messages.outbox import Channel, Recipient
from market.messages.sending import open_channels
from market.people.group import Group
from market.people.membership import chairs_of_groups


@dataclass(frozen=True, slots=True)
class Reached:
    """By which ways groups can be told: by a message of the platform, by a person on their phone, on paper alone."""

    by_itself: int
    by_phone: int
    on_paper: int

    @property
    def all(self) -> int:
        return self.by_itself + self.by_phone + self.on_paper


def reach(db: Session, groups: Sequence[Group]) -> Reached:
    """How these groups can be told now."""
    chairs, channels = chairs_of_groups(db, [each.key for each in groups]), open_channels()
    by_itself = by_phone = 0
    for group in groups:
        to = [each for _, each in chairs.get(group.key, ())]
        mailed = Channel.EMAIL in channels and any(each.email for each in to)
        if mailed or (Channel.WHATSAPP in channels and any(each.phone for each in to)):
            by_itself += 1
        elif group.phone or any(each.phone for each in to):
            by_phone += 1
    return Reached(by_itself=by_itself, by_phone=by_phone, on_paper=len(groups) - by_itself - by_phone)


def number_to_ring(group: Group, chairs: Iterable[tuple[int, Recipient]]) -> str | None:
    """Of somebody who answers for a group: a chair's, else its own."""
    return next((to.phone for _, to in chairs if to.phone), group.phone)


def numbers_to_ring(db: Session, groups: Sequence[Group]) -> dict[int, str]:
    """By group; not in it who has none."""
    chairs = chairs_of_groups(db, [each.key for each in groups])
    found = {each.key: number_to_ring(each, chairs.get(each.key, ())) for each in groups}
    return {key: number for key, number in found.items() if number}
