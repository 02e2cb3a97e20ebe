"""A group says yes or no, by its account or by the link of a notice; or an officer writes down what she heard.

A "yes" counts at once. A "no" behind which no account stands (the link may have been passed on, the officer may have
misheard) frees the booths only two waking hours later: the group is told of it, and may say otherwise until then.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.answering import confirm, decline, offered_to
from market.bazaars.booking.booking import Booking, BookingState, bookings_of
from market.bazaars.booking.deadline import HOUR
from market.bazaars.booking.letter import tell_group
from market.bazaars.booking.notice import Notice, latest_question
from market.bazaars.booking.releasing import to_give_up
from market.bazaars.booking.reply import (
    WAITS_FOR,
    Answer,
    RepliedBy,
    Reply,
    Speaker,
    overtake_replies,
    replies_to,
    speaker_of,
    waiting_replies,
    write_reply,
)
from market.bazaars.booking.stands import stands_of
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot, slots_of
from market.kernel.clock import after_waking, now
from market.kernel.doer import Doer
from market.kernel.refused import Overtaken
from market.people.access import Actor
from market.people.group import Group
from market.people.own_side import require_other_side


def say(db: Session, bazaar: Bazaar, application: Application, answer: Answer, speaker: Speaker) -> list[Booking]:
    """The group's own yes or no, by its account: it counts at once, also against what waits. A helper's is told to the
    group. Returns the days for which it came too late. Overtaken for what is neither; a "no" is refused to somebody
    whom a code let in just now."""
    match answer:
        case Answer.YES:
            over = _agree(db, bazaar, application, speaker)
        case Answer.NO:
            speaker.refuse_no()
            over = decline(db, bazaar, application, speaker)
            overtake_replies(db, [application.key], speaker)
        case Answer.READ | Answer.WITHDRAW:
            raise Overtaken("state_moved")
        case _:
            assert_never(answer)
    reply = write_reply(db, application, answer, speaker)
    if speaker.helper:
        tell_reply(db, bazaar, application, reply, answer.value)
    return over


def say_by_link(db: Session, bazaar: Bazaar, application: Application, answer: Answer, notice: Notice) -> list[Booking]:
    """What was pressed on the page that a link opens. A "no" waits, and the group is told of it by every way it has.
    Returns the days for which a "yes" came too late."""
    speaker = Speaker(RepliedBy.LINK)
    if answer is Answer.NO:
        reply = _wait(db, bazaar, application, answer, speaker, notice)
        tell_reply(db, bazaar, application, reply, answer.value)
        return []
    over = _agree(db, bazaar, application, speaker) if answer is Answer.YES else []
    write_reply(db, application, answer, speaker, notice)
    return over


def hear(
    db: Session, bazaar: Bazaar, application: Application, answer: Answer, *, by: Actor, slot_id: int | None = None
) -> list[Booking]:
    """An officer writes down what the group told her. Refused to one of its own people, Overtaken when the group has
    answered, or when the same was written down. Returns the days for which a "yes" came too late."""
    require_other_side(db, by.person_id, application.group_id)
    over: list[Booking] = []
    if answer is Answer.YES:
        over = _agree(db, bazaar, application, by)
        reply = write_reply(db, application, answer, speaker_of(by))
    else:
        reply = _wait(db, bazaar, application, answer, speaker_of(by), slot_id=slot_id)
    tell_reply(db, bazaar, application, reply, answer.value)
    return over


def keep(db: Session, bazaar: Bazaar, application: Application, speaker: Speaker) -> None:
    """The group keeps what somebody wrote down that it gives up; what it is asked besides stays open. Overtaken where
    nothing of the kind waits, refused to an officer who is of that group."""
    if speaker.office:
        require_other_side(db, speaker.person_id, application.group_id)
    waiting = [each for each in waiting_replies(db, application.key) if each.said is Answer.WITHDRAW]
    if not waiting:
        raise Overtaken("state_moved")
    for reply in waiting:
        reply.overtake(speaker)
    about = waiting[-1].notice_id
    reply = write_reply(db, application, Answer.YES, speaker, Notice.get(db, about) if about else None)
    if speaker.office or speaker.helper:
        tell_reply(db, bazaar, application, reply, Answer.YES.value)


def _wait(
    db: Session,
    bazaar: Bazaar,
    application: Application,
    answer: Answer,
    speaker: Speaker,
    notice: Notice | None = None,
    slot_id: int | None = None,
) -> Reply:
    """A "no" that does not count yet. Overtaken when the same waits already; a "no" to what it is asked and giving up
    what it has are two things."""
    if any((each.slot_id, each.said) == (slot_id, answer) for each in waiting_replies(db, application.key)):
        raise Overtaken("already_so")
    counts_at = min(
        [after_waking(now(), WAITS_FOR / HOUR, bazaar.zone), *_ends(db, bazaar, application, answer, slot_id)]
    )
    return write_reply(db, application, answer, speaker, notice, slot_id=slot_id, counts_at=counts_at)


def _agree(db: Session, bazaar: Bazaar, application: Application, by: Doer) -> list[Booking]:
    """Yes to what it is asked: the days that are gone. Where it is asked nothing, and giving up what it had waits, it
    keeps that."""
    gives_up = any(each.said is Answer.WITHDRAW for each in waiting_replies(db, application.key))
    asked = any(each.may_answer for each in bookings_of(db, application.key))
    over = confirm(db, bazaar, application, by) if asked or not gives_up else []
    overtake_replies(db, [application.key], by)
    return over


def _ends(db: Session, bazaar: Bazaar, application: Application, answer: Answer, slot_id: int | None) -> list[datetime]:
    """By when a "no" has to count: of an offer before its end; of a booth that is given up so long before its day that
    somebody else can come."""
    if answer is Answer.NO:
        return [booking.answer_by for booking in offered_to(db, bazaar, application).open if booking.answer_by]
    days = bazaar.days
    given = to_give_up(db, bazaar, application, slot_id)
    return [max(now(), days.of(each.slot_id).begins_at(bazaar) - WAITS_FOR) for each in given]


def take_back_by_link(db: Session, bazaar: Bazaar, question: Notice) -> None:
    """The "no" that waits to this question was not so; what is given up besides is kept by `keep`. Overtaken where none
    waits any more."""
    hers = [each for each in waiting_replies(db, question.application_id) if each.notice_id == question.key]
    waiting = [each for each in hers if each.said is Answer.NO]
    if not waiting:
        raise Overtaken("state_moved")
    for reply in waiting:
        reply.take_back(by=Actor())
        tell_reply(db, bazaar, Application.get(db, reply.application_id), reply, "taken_back")


def take_back_reply(db: Session, bazaar: Bazaar, reply: Reply, *, by: Actor) -> None:
    """What was written down was not so. Overtaken once it counts; refused to an officer who is of that group."""
    require_other_side(db, by.person_id, Application.get(db, reply.application_id).group_id)
    reply.take_back(by=by)
    tell_reply(db, bazaar, Application.get(db, reply.application_id), reply, "taken_back")


def tell_reply(db: Session, bazaar: Bazaar, application: Application, reply: Reply, step: str) -> None:
    """The group, of what was said in its name: `step` is the answer, or that it was taken back."""
    group = Group.get(db, application.group_id)
    until = reply.counts_at.isoformat() if reply.counts_at else ""
    more = {"step": step, "kind": reply.way.value, "agency": bazaar.agency, "until_at": until, "zone": bazaar.zone.key}
    more["by"] = reply.by
    once, subject = f"noted/{reply.key}/{step}", f"reply/{reply.key}"
    tell_group(db, bazaar, application, group, "bazaar_reply_noted", once, ref=reply.key, subject=subject, **more)


def question_of(db: Session, notice: Notice) -> Notice:
    """What is answered by the link of a notice: of one that says what was written down the question that it answered,
    while that waits."""
    reply = db.get(Reply, notice.params.get("ref", 0)) if notice.template == "bazaar_reply_noted" else None
    if reply is None or not reply.waits or reply.notice_id is None:
        return notice
    return Notice.get(db, reply.notice_id)


@dataclass(frozen=True, slots=True)
class DayStand:
    """A day of a group, the numbers of its booths, and how its booking stands."""

    slot: Slot
    booths: list[str]
    state: BookingState


@dataclass(frozen=True, slots=True)
class NoticeStanding:
    """How a notice stands for its group: whether it is the newest question, where the group stands, until when it may
    answer, what was said to it, and each "no" that does not count yet."""

    newest: bool
    stands: list[DayStand]
    until: datetime | None
    may_answer: bool
    replies: list[Reply]
    waiting: list[Reply]

    @property
    def read(self) -> bool:
        return any(each.said is Answer.READ for each in self.replies)

    @property
    def confirmed(self) -> bool:
        return any(each.state is BookingState.CONFIRMED for each in self.stands)

    @property
    def gives_up(self) -> bool:
        """Whether it waits to be given up what the group had said yes to."""
        return any(each.said is Answer.WITHDRAW for each in self.waiting)

    @property
    def says_no(self) -> bool:
        """Whether a "no" to what it is asked waits."""
        return any(each.said is Answer.NO for each in self.waiting)


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
        waiting=[each for each in waiting_replies(db, notice.application_id) if each.notice_id == notice.key],
    )  # fmt: skip
