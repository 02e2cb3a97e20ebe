"""A group says yes or no, by the link of a notice or its account; or an officer writes down what she heard.

Her "yes" counts at once. Her "no" frees the booths only two hours later: until then she may take it back, and the
group, which is told of it, may say otherwise itself.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.booking.answering import confirm, decline, offered_to
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.letter import tell_group
from market.bazaars.booking.notice import Notice, latest_question
from market.bazaars.booking.reply import (
    WAITS_FOR,
    Answer,
    RepliedBy,
    Reply,
    Speaker,
    overtake_replies,
    replies_to,
    waiting_reply,
    write_reply,
)
from market.bazaars.booking.stands import stands_of
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot, slots_of
from market.kernel.clock import now
from market.kernel.refused import Overtaken
from market.people.access import Actor
from market.people.group import Group
from market.people.own_side import require_other_side


def say(
    db: Session,
    bazaar: Bazaar,
    application: Application,
    answer: Answer,
    speaker: Speaker,
    notice: Notice | None = None,
) -> list[Booking]:
    """The group's own word: it counts at once, also against what an officer wrote down and does not count yet. Returns
    the days for which it came too late."""
    over: list[Booking] = []
    if answer is Answer.YES:
        over = confirm(db, bazaar, application)
    elif answer is Answer.NO:
        over = decline(db, bazaar, application)
    if answer is not Answer.READ:
        overtake_replies(db, [application.key])
    write_reply(db, application, answer, speaker, notice)
    return over


def hear(db: Session, bazaar: Bazaar, application: Application, answer: Answer, *, by: Actor) -> Reply:
    """An officer writes down what the group told her. Refused to one of its own people, Overtaken when the group has
    answered, or when the same was written down."""
    require_other_side(db, by.person_id, application.group_id)
    speaker, before = Speaker(RepliedBy.OFFICER, by.name, by.person_id), waiting_reply(db, application.key)
    if before is not None and before.said is answer:
        raise Overtaken("already_so")
    asked = offered_to(db, bazaar, application)
    if answer is Answer.YES:
        confirm(db, bazaar, application)
        overtake_replies(db, [application.key])
        reply = write_reply(db, application, answer, speaker)
    else:
        ends = [booking.answer_by for booking in asked.open if booking.answer_by]
        reply = write_reply(db, application, answer, speaker, counts_at=min([now() + WAITS_FOR, *ends]))
    _tell(db, bazaar, application, reply, answer.value)
    return reply


def take_back_reply(db: Session, bazaar: Bazaar, reply: Reply, *, by: Actor) -> None:
    """What an officer wrote down was not so. Overtaken once it counts; refused to who is of that group."""
    require_other_side(db, by.person_id, Application.get(db, reply.application_id).group_id)
    reply.take_back(by=by)
    _tell(db, bazaar, Application.get(db, reply.application_id), reply, "taken_back")


def _tell(db: Session, bazaar: Bazaar, application: Application, reply: Reply, step: str) -> None:
    group = Group.get(db, application.group_id)
    until = reply.counts_at.isoformat() if reply.counts_at else ""
    more = {"step": step, "agency": bazaar.agency, "until_at": until, "zone": bazaar.zone.key}
    tell_group(db, bazaar, application, group, "bazaar_reply_noted", f"noted/{reply.key}/{step}", **more)


@dataclass(frozen=True, slots=True)
class DayStand:
    """A day of a group, the numbers of its booths, and how its booking stands."""

    slot: Slot
    booths: list[str]
    state: BookingState


@dataclass(frozen=True, slots=True)
class NoticeStanding:
    """How a notice stands for its group: whether it is the newest question, where the group stands, until when it may
    answer, what was said to it, and what an officer wrote down that does not count yet."""

    newest: bool
    stands: list[DayStand]
    until: datetime | None
    may_answer: bool
    replies: list[Reply]
    waiting: Reply | None

    @property
    def read(self) -> bool:
        return any(each.said is Answer.READ for each in self.replies)

    @property
    def confirmed(self) -> bool:
        return any(each.state is BookingState.CONFIRMED for each in self.stands)


def standing_of_notice(db: Session, bazaar: Bazaar, notice: Notice) -> NoticeStanding:
    """What the link of a notice shows besides its words: nothing beyond this news of this group."""
    question = latest_question(db, notice.application_id) if notice.asks else None
    newest = question is not None and question.key == notice.key
    bookings, held = stands_of(db, notice.application_id) if newest else ([], {})
    slots = {slot.key: slot for slot in slots_of(db, bazaar.key)} if bookings else {}
    latest = {booking.slot_id: booking for booking in bookings}
    open_still = [booking for booking in bookings if booking.may_answer]
    return NoticeStanding(
        newest=newest,
        stands=[
            DayStand(slot=slots[key], booths=held.get(key, []), state=booking.state)
            for key, booking in sorted(latest.items(), key=lambda each: (slots[each[0]].day, slots[each[0]].starts))
        ],
        until=min((each.answer_by for each in open_still if each.answer_by), default=None),
        may_answer=bool(open_still) and bazaar.state is BazaarState.PUBLISHED,
        replies=replies_to(db, notice.key),
        waiting=waiting_reply(db, notice.application_id) if newest else None,
    )  # fmt: skip
