"""What became of the demo's two bazaars that were published: who was told and answered, came, sold and complained.

By the verbs that people use, while nothing of the bazaar has begun; what happened in the days that are past is written
as it was found, since no verb writes into the past.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.answering_today import answer_today
from market.bazaars.after.appeal import appeal
from market.bazaars.after.attendance import absent, arrive, come_late
from market.bazaars.after.day_offer import offers_in, refill
from market.bazaars.after.gate import gate
from market.bazaars.after.waiting import waiting_for
from market.bazaars.allotting.standby import stand_by, takes_standby
from market.bazaars.allotting.waitlist import call_queue
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.announcement import Addressed, ToWhom, announce
from market.bazaars.booking.booking import BookingState, stand_no_more
from market.bazaars.booking.found import Attendance, Found, WhyFound
from market.bazaars.booking.notice import Brought, CarriedBy, Notice, latest_question, opened_by_account
from market.bazaars.booking.reply import Answer, RepliedBy, Reply, Speaker
from market.bazaars.booking.replying import hear, say, say_by_link
from market.bazaars.booking.stands import SlotStand, stands_in
from market.bazaars.booking.telling import tell_results
from market.bazaars.complaints.complaint import Outcome, complain, new_key
from market.bazaars.complaints.limiting import Sender
from market.bazaars.registering.application import Application, applications_of
from market.bazaars.reporting.report_picture import add_picture
from market.bazaars.reporting.turnover import Evidence, Turnover
from market.bazaars.reporting.visitors import VisitorCount
from market.bazaars.slot import Slot, slots_of
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.record import table
from market.messages.outbox import Message
from market.people.access import Actor
from market.people.facts.led_by import LedBy, LedByConsent, say_led_by

WAYS = (CarriedBy.WHATSAPP, CarriedBy.WHATSAPP, CarriedBy.PHONE, CarriedBy.WHATSAPP, CarriedBy.PAPER)
TYPED = (Evidence.STATED, Evidence.STATED, Evidence.BY_HELPER, Evidence.STATED, Evidence.BY_OFFICER, Evidence.STATED)
DECLINES, APPEALS = 4, 9
RAIN = (
    "Tenda sudah terpasang. Bawa alas sendiri bila barang Anda tidak boleh kena lembap; parkir bongkar di sisi utara."
)


def tell_and_answer(db: Session, bazaar: Bazaar, by: Actor) -> None:
    """The result reaches the groups by hand, they answer by themselves or by phone, and the queue moves."""
    tell_results(db, bazaar)
    everyone = applications_of(db, bazaar.key)
    for number, (application, group) in enumerate(everyone):
        _bring(db, application, number, by)
        if latest_question(db, application.key):
            _answer(db, bazaar, application, number, by)
        elif number % 3:
            opened_by_account(db, application.key, now(), Actor(name=group.name))
    asked = call_queue(db, bazaar)
    for number, application in enumerate(asked):
        _bring(db, application, number, by)
        hear(db, bazaar, application, Answer.YES, by=by)
    left_out = [each for each, _group in everyone if not latest_question(db, each.key)]
    for each in left_out[:1]:
        _appeal(db, bazaar, each, by)
    announce(db, bazaar, RAIN, Addressed(ToWhom.EVERYONE), by=by)
    for number, (application, _group) in enumerate(everyone):
        _bring(db, application, number, by)


def _bring(db: Session, application: Application, number: int, by: Actor) -> None:
    """Two of three are told by hand; of the others some look themselves, and some still wait for it."""
    rows = table(Notice)
    untold = sa.select(Notice).where(rows.c.application_id == application.key, rows.c.unsaid_at.is_(None))
    if number % 3 or latest_question(db, application.key):
        for notice in db.scalars(untold):
            notice.bring(WAYS[number % len(WAYS)], by=by)


def _answer(db: Session, bazaar: Bazaar, application: Application, number: int, by: Actor) -> None:
    answer = Answer.NO if number == DECLINES else Answer.YES
    if number % 3 == 0 and answer is Answer.YES:
        hear(db, bazaar, application, answer, by=by)
        return
    opened_by_account(db, application.key, now(), Actor())
    question = latest_question(db, application.key)
    if number % 2 and question and answer is Answer.YES:
        say_by_link(db, bazaar, application, answer, question)
    else:
        say(db, bazaar, application, answer, Speaker(RepliedBy.ACCOUNT, Actor(name=application.made_by)))


def _appeal(db: Session, bazaar: Bazaar, application: Application, by: Actor) -> None:
    text = "Kami sudah dua kali tidak kebagian. Mohon dilihat lagi, stan di pojok pun kami mau."
    made = appeal(db, bazaar, application, text, by=Actor(name=application.made_by))
    made.reply(
        "Poinnya sudah menghitung dua kali itu; yang di depan sudah tiga kali. Anda urutan pertama antrean.", by=by
    )


def told_before(db: Session, bazaar: Bazaar, moment: datetime) -> None:
    """All of that was then: letters left, notices were written, brought, opened and answered from this moment on."""
    since = now() - moment
    notices = list(db.scalars(sa.select(Notice).where(table(Notice).c.bazaar_id == bazaar.key)))
    keys = [each.key for each in notices]
    for notice in notices:
        notice.written_at -= since
        notice.opened_at = notice.opened_at - since + timedelta(hours=5) if notice.opened_at else None
        if until := notice.params.get("until_at"):
            notice.params = notice.params | {"until_at": (datetime.fromisoformat(until) - since).isoformat()}
    for number, brought in enumerate(db.scalars(sa.select(Brought).where(table(Brought).c.notice_id.in_(keys)))):
        brought.at += timedelta(minutes=7 * number) - since
    for number, reply in enumerate(db.scalars(sa.select(Reply).where(table(Reply).c.bazaar_id == bazaar.key))):
        reply.at += timedelta(hours=6, minutes=11 * number) - since
    for letter in db.scalars(sa.select(Message).where(table(Message).c.notice_id.in_(keys))):
        letter.written_at = letter.due_at = letter.written_at - since
        letter.sent_at = letter.written_at + timedelta(minutes=1)


def past_days(db: Session, bazaar: Bazaar, by: Actor, picture: str) -> None:
    """Nearly everybody came; one of eight did not, and of those one was found after all. Most said what they sold."""
    for slot in slots_of(db, bazaar.key):
        stands = stands_in(db, slot.key)
        for number, stand in enumerate(stands):
            _found(db, bazaar, slot, stand, number, by)
        for number, stand in enumerate(stands):
            if number % 8 != 6 and number % 7 != 5:
                _sold(db, bazaar, slot, stand, number)
        _visitors(db, bazaar, slot, by)
        reason = "Datang jam sepuluh, tercatat di daftar kertas."
        for stand in stands[14:15]:
            arrive(db, bazaar, stand.booking, by=by, reason=reason)
    for words in ("Pengunjung di depan stan blok A, sore hari pertama", "Panggung anak pada hari kedua"):
        add_picture(db, bazaar, picture, words, by)


def _found(db: Session, bazaar: Bazaar, slot: Slot, stand: SlotStand, number: int, by: Actor) -> None:
    opens = slot.begins_at(bazaar)
    gone, late = number % 8 == 6, number % 5 == 3
    minutes = 50 if gone else 35 if late else 3 * number - 20
    Attendance(
        booking_id=stand.booking.key, **who_did(by, "noted_by"),
        found=Found.ABSENT if gone else Found.LATE if late else Found.ARRIVED,
        at=opens + timedelta(minutes=minutes), gave=" ".join(stand.booths) if gone else "",
    ).add(db)  # fmt: skip
    if gone:
        stand_no_more(db, stand.booking, opens + timedelta(minutes=minutes))


def _sold(db: Session, bazaar: Bazaar, slot: Slot, stand: SlotStand, number: int) -> None:
    """In whole rupiah, that evening."""
    Turnover(
        booking_id=stand.booking.key, amount=350_000 + number * 137_500 % 900_000, evidence=TYPED[number % len(TYPED)],
        by=stand.application.made_by, at=min(now(), slot.ends_at(bazaar) + timedelta(minutes=9 * number)),
    ).add(db)  # fmt: skip


def _visitors(db: Session, bazaar: Bazaar, slot: Slot, by: Actor) -> None:
    """By the hour, as far as the day has gone; most come in the late afternoon."""
    hour = slot.begins_at(bazaar).replace(minute=0)
    for number, n in enumerate((18, 34, 41, 37, 29, 44, 63, 92, 118, 131, 96, 40)):
        at = hour + timedelta(hours=number)
        if at < now():
            VisitorCount(slot_id=slot.key, hour=at, n=n, at=at, **who_did(by)).add(db)


def todays_morning(db: Session, bazaar: Bazaar, by: Actor) -> None:
    """Two of the queue said that they could come. As far as the day has gone the groups arrive, some late, one not at
    all, whose booth the first of the queue takes; and the first say what they sold."""
    slot = next((each for each in slots_of(db, bazaar.key) if each.day == bazaar.today), None)
    if slot is None:
        return
    stands = [each for each in stands_in(db, slot.key) if each.booking.state is BookingState.CONFIRMED]
    if takes_standby(bazaar, slot):
        for each in waiting_for(db, bazaar, slot)[:2]:
            stand_by(
                db, bazaar, slot, each.application, by=Speaker(RepliedBy.ACCOUNT, Actor(name=each.application.made_by))
            )
    _arrive(db, bazaar, slot, stands, by)
    _visitors(db, bazaar, slot, by)
    if not slot.running(bazaar):
        return
    _in_the_morning(db, stands, slot.begins_at(bazaar))
    refill(db, bazaar, slot)
    for offer in offers_in(db, slot.key)[:1]:
        group = Application.get(db, offer.application_id)
        answer_today(db, bazaar, offer, Answer.YES, by=Speaker(RepliedBy.ACCOUNT, Actor(name=group.made_by)))
    for number, stand in enumerate(stands[:3]):
        _sold(db, bazaar, slot, stand, number)


def _arrive(db: Session, bazaar: Bazaar, slot: Slot, stands: list[SlotStand], by: Actor) -> None:
    may = gate(bazaar, slot)
    reason = "Disalin dari daftar kertas." if may.over else ""
    gone = reason or WhyFound.EMPTY_BOOTH
    for number, stand in enumerate(stands):
        if number % 8 == 6 and may.absences:
            absent(db, bazaar, stand.booking, 0, by=by, reason=gone)
        elif number % 5 == 3 and may.late:
            come_late(db, bazaar, stand.booking, by=by, reason=reason)
        elif may.arrivals and number % 8 != 7:
            arrive(db, bazaar, stand.booking, by=by, reason=reason)


def _in_the_morning(db: Session, stands: list[SlotStand], opens: datetime) -> None:
    """What was found stands at the hour at which it is found, not at that of the building."""
    rows = table(Attendance)
    for number, stand in enumerate(stands):
        late = 50 if number % 8 == 6 else 20 + number if number % 5 == 3 else 2 * number - 30
        then = min(now(), opens + timedelta(minutes=late))
        db.execute(sa.update(rows).where(rows.c.booking_id == stand.booking.key).values(at=then))


def say_who_leads(db: Session, groups: list[int]) -> None:
    """More than half of them are led by women, some by people with disabilities; they said so in the spring."""
    for number, group in enumerate(groups):
        said = {each for each, n in ((LedBy.WOMEN, 5), (LedBy.DISABLED, 3)) if number % 8 < n}
        say_led_by(db, group, said, by=Actor(name="Ketua"))
    db.execute(sa.update(table(LedByConsent)).values(given_at=now() - timedelta(days=120)))


def complain_of(db: Session, bazaar: Bazaar, admin: Actor) -> None:
    """Of the one that is over, answered; of today's, without a name, not looked at yet."""
    over = bazaar.days.last.day < bazaar.today
    made = complain(
        db, bazaar, new_key(), Sender("demo"), amount=50_000 if over else None,
        who_asked="Seorang yang mengaku panitia" if over else "",
        what="Sebelum pembukaan ada yang meminta Rp50.000 supaya stan dekat pintu masuk. Kami tidak memberi."
        if over else "Diminta “uang kebersihan” di gerbang tanpa kuitansi, padahal tertulis gratis.",
        name="", contact="",
    )  # fmt: skip
    if over:
        answer = "Orang itu bukan petugas. Kantor memasang pengumuman di gerbang, dan stan hanya lewat undian."
        made.close(bazaar, Outcome.UNFOUNDED, answer, by=admin)
        made.made_on, made.handled_on = (bazaar.days.first.day + timedelta(days=n) for n in (1, 6))
