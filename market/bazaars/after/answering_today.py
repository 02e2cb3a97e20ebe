"""What a group says to an offer of ten minutes: by its account, by the link of its letter, or heard by an officer.

As with every offer a "yes" counts at once; a "no" behind which no account stands counts when the ten minutes are over,
and until then the group may say yes. Whoever stands before an officer is given the booth by hand meanwhile.
"""

from sqlalchemy.orm import Session

from market.bazaars.after.amendment import InQueue
from market.bazaars.after.day_offer import DayOffer, DayOfferState
from market.bazaars.after.on_the_day import StepIn, place_in_turn
from market.bazaars.allotting.standby import stand_by, stand_down
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.notice import Notice, notice_on
from market.bazaars.booking.overtaking import ASKS_READY, day_subject, unsay_same
from market.bazaars.booking.reply import Answer, RepliedBy, Reply, Speaker, note_answered, speaker_of, write_reply
from market.bazaars.booking.replying import tell_reply
from market.bazaars.booking.telling import tell_done_by_link, tell_done_for
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot
from market.kernel.refused import Overtaken
from market.people.access import Actor
from market.people.own_side import require_other_side


def answer_today(db: Session, bazaar: Bazaar, offer: DayOffer, answer: Answer, *, by: Speaker) -> Reply:
    """Yes: the group stands there from now on. No: it stands by no more in this slot. Overtaken when the ten minutes
    are over, somebody else stands there, or the same waits already; a "no" refused as in `say`."""
    if not offer.may_answer:
        raise Overtaken("day_offer_over")
    application, waiting = Application.get(db, offer.application_id), offer.heard_no
    notice = notice_on(db, application.key, offer.occasion)
    if answer is not Answer.YES and by.way is not RepliedBy.ACCOUNT:
        return _wait(db, bazaar, offer, application, notice, by)
    if answer is not Answer.YES:
        by.refuse_no()
    if waiting:
        waiting.overtake(by)
    if answer is Answer.YES:
        told = StepIn(numbers=offer.booths.split(), reason=InQueue(offer.place, ready=True), by=by, came=False)
        place_in_turn(db, bazaar, offer.slot_id, application, told)
        offer.end(DayOfferState.TAKEN, by)
    else:
        offer.end(DayOfferState.DECLINED, by)
        stand_down(db, bazaar.days.of(offer.slot_id), application, by=by)
    reply = write_reply(db, application, answer, by, notice, slot_id=offer.slot_id)
    if by.helper:
        tell_reply(db, bazaar, application, reply, answer.value)
    return reply


def _wait(
    db: Session, bazaar: Bazaar, offer: DayOffer, application: Application, notice: Notice | None, by: Speaker
) -> Reply:
    if offer.heard_no:
        raise Overtaken("already_so")
    kept = {"slot_id": offer.slot_id, "counts_at": offer.answer_by}
    reply = write_reply(db, application, Answer.NO, by, notice, **kept)  # type: ignore[arg-type]
    tell_reply(db, bazaar, application, reply, Answer.NO.value)
    return reply


def hear_today(db: Session, bazaar: Bazaar, offer: DayOffer, answer: Answer, *, by: Actor) -> Reply:
    """An officer writes down what she was told; the group is told of it. Refused to one of its own people."""
    application = Application.get(db, offer.application_id)
    require_other_side(db, by.person_id, application.group_id)
    reply = answer_today(db, bazaar, offer, answer, by=speaker_of(by))
    if not reply.waits:
        tell_reply(db, bazaar, application, reply, answer.value)
    return reply


def say_ready(db: Session, bazaar: Bazaar, slot: Slot, application: Application, said: str, *, by: Speaker) -> None:
    """ "ready": "siap datang" for a slot; "not": not after all. Either counts at once: no booth hangs on it, and it may
    be said again at any moment. What an officer writes down, or a link says, the group is told; refused to an officer
    who is of its people."""
    if by.office:
        require_other_side(db, by.person_id, application.group_id)
    note_answered(bazaar, application, by.actor)
    if said == "ready":
        key = stand_by(db, bazaar, slot, application, by=by)
        unsay_same(db, [application], frozenset({ASKS_READY}), day_subject(slot))
    else:
        key = stand_down(db, slot, application, by=by)
    if key and by.office:
        tell_done_for(db, bazaar, application, said, str(key))
    if key and by.way is RepliedBy.LINK:
        tell_done_by_link(db, bazaar, application, said, str(key))
