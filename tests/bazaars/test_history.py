"""No act of anybody, at any moment, changes a row of a slot that has begun, nor a list that is frozen.

Hypothesis draws who does what when; every example happens in one transaction that is taken back at its end.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from market.bazaars.after.amending import cancel_slot, postpone_slot, prolong
from market.bazaars.after.amendment import Amendment
from market.bazaars.after.answering_today import answer_today, say_ready
from market.bazaars.after.appeal import Appeal, appeal
from market.bazaars.after.asking_to_swap import ask_swap
from market.bazaars.after.attendance import absent, arrive, leave, undo_finding
from market.bazaars.after.breaking import break_booth, repair_booths
from market.bazaars.after.day_offer import offers_in, refill
from market.bazaars.after.dead_block import change_of, kill_block
from market.bazaars.after.on_the_day import move, step_in
from market.bazaars.after.presence import presence_of
from market.bazaars.after.public_facts import change_facts, move_site
from market.bazaars.after.shortening import end_at, end_early, lengthen
from market.bazaars.after.swap import Swap
from market.bazaars.allocation.plan_file import allocate
from market.bazaars.allotting.audit import AuditVerdict, name_auditor, say_audit
from market.bazaars.allotting.correcting import (
    ask_aside,
    ask_correction,
    ask_renamed,
    confirm_asked,
    drop_asked,
    enter_drawn,
)
from market.bazaars.allotting.draw import draw
from market.bazaars.allotting.freezing import freeze
from market.bazaars.allotting.objection import DrawEvent, DrawEventKind
from market.bazaars.allotting.pins import pin, unpin
from market.bazaars.allotting.plan import Plan, publish, start_run
from market.bazaars.allotting.waitlist import call_queue
from market.bazaars.allotting.witnesses import Witnessed
from market.bazaars.allotting.written_down import give_up, note_closed
from market.bazaars.bazaar import Bazaar, bazaar_by_slug, draft_bazaar
from market.bazaars.booking.answering import cancel_bazaar, confirm, decline, expire_offers
from market.bazaars.booking.booking import (
    BookedBooth,
    BookedHour,
    Booking,
    BookingState,
    bookings_of,
    give_all_back,
    offer_again,
)
from market.bazaars.booking.fee import claim_fee, give_fee_back, receive_fee, refuse_fee, waive_fee
from market.bazaars.booking.found import Attendance
from market.bazaars.booking.notice import latest_question
from market.bazaars.booking.releasing import release, withdraw
from market.bazaars.booking.reply import Answer, RepliedBy, Speaker, speaker_of
from market.bazaars.booking.replying import hear, say_by_link
from market.bazaars.booth import Outage
from market.bazaars.planning.floor_plan import add_block
from market.bazaars.planning.named_draw import Draw, DrawWay, named_draw
from market.bazaars.planning.other_source import OtherSource
from market.bazaars.planning.programme import Performance, add_performance, drop_performance, programme_of
from market.bazaars.planning.site import Site, sites_of
from market.bazaars.registering.application import Application, ApplicationState, ReservedShare, applications_of
from market.bazaars.registering.importing import write_registrations
from market.bazaars.registering.judging import Finding, Judging, judge_each, take_back
from market.bazaars.registering.registration_rows import registrations, registrations_sheet
from market.bazaars.registering.saving import save_application
from market.bazaars.registering.share_answer import answer_share
from market.bazaars.slot import Slot, slots_of
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import NotFound, Overtaken, Refused
from market.payments.claiming import Claimant
from market.people.access import CLOCK, Actor, Role
from market.people.group import Group
from market.people.person import Person
from market.people.undoing import EVER, Made, Why, undo_made
from market.reports.forgetting import forget_traces
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import published
from tests.bazaars.allotting.test_steering import a_colleague
from tests.bazaars.booking.test_declined import FEE
from tests.conftest import both

OFFICE = Actor(person_id=None, name="Hendra", roles=frozenset({Role.OFFICER}))
WHY = {"reason": "Angin", "by": Actor(name="Hendra")}
BOOTHS = ("A01", "A02", "A03", "A04")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


ASKER, ANSWERER = (Actor(person_id=n, name="Ibu", roles=frozenset({Role.CHAIR})) for n in (1, 2))


class Undone(Exception):
    """Takes an example back."""


class Fair:
    """The bazaar as an act finds it, with two numbers that say which of several is meant."""

    def __init__(self, db: Session, slug: str, one: int, two: int) -> None:
        self.db, self.bazaar, self.one, self.two = db, bazaar_by_slug(db, slug), one, two
        self.applications = [a for a, _ in applications_of(db, self.bazaar.key)]
        self.mine = self.applications[one % len(self.applications)]
        self.other = self.applications[two % len(self.applications)]
        slots = slots_of(db, self.bazaar.key)
        self.slot = slots[two % len(slots)]
        self.booth = BOOTHS[two % len(BOOTHS)]

    @property
    def booking(self) -> Booking:
        rows = table(Booking)
        found = list(self.db.scalars(sa.select(Booking).where(rows.c.bazaar_id == self.bazaar.key).order_by(rows.c.id)))
        return found[(self.one * 3 + self.two) % len(found)]

    def new_day(self) -> dict[str, Any]:
        return {"day": (now() + (4 + self.one) * DAY).date(), "starts": time(9), "ends": time(15)}

    def swaps(self, verb: Callable[[Swap], None]) -> None:
        for swap in self.db.scalars(sa.select(Swap).where(table(Swap).c.bazaar_id == self.bazaar.key)):
            verb(swap)

    @property
    def last(self) -> int:
        """The row of its booking that a page of this moment shows."""
        return presence_of(self.db, self.booking.key).last_key

    def replies(self) -> None:
        for each in self.db.scalars(sa.select(Appeal)):
            each.reply("Sudah menurut aturan", by=OFFICE)

    def cancel(self) -> None:
        cancel_bazaar(self.db, self.bazaar, "Banjir", CLOCK)

    def forget(self) -> None:
        person = self.db.scalars(sa.select(Person).where(table(Person).c.name == f"Ketua {self.one}")).first()
        if person:
            forget_traces(self.db, person)

    def deny(self) -> None:
        """An officer, or the chair of a group, says of all that her account did that it was not she."""
        chair = sa.select(table(Person).c.id).where(table(Person).c.name == f"Ketua {self.one}")
        hers = self.bazaar.made_by_id if self.two % 2 else self.db.scalars(chair).first()
        if hers:
            undo_made(self.db, Made(hers, since=EVER, until=now(), why=Why.CODE))

    def suspend(self) -> None:
        Group.get(self.db, self.mine.group_id).suspend("Diperiksa", CLOCK)

    def judge(self, bazaar: Bazaar) -> None:
        finding = Finding(state=ApplicationState.NOT_ELIGIBLE, by_id=bazaar.made_by_id, note="Terlambat")
        judge_each(self.db, bazaar, {a.number: None for a, _ in applications_of(self.db, bazaar.key)}, finding)

    @property
    def drawn(self) -> Bazaar:
        """The bazaar beside it, whose list is frozen and whose number is drawn."""
        return bazaar_by_slug(self.db, BESIDE)

    @property
    def listed(self) -> Application:
        found = [a for a, _ in applications_of(self.db, self.drawn.key)]
        return found[self.one % len(found)]

    @property
    def undrawn(self) -> Bazaar:
        """The one whose list is frozen, and whose number has not come yet."""
        return bazaar_by_slug(self.db, UNDRAWN)

    def give_day_back(self) -> None:
        """A group of the season gives a single day back."""
        season = bazaar_by_slug(self.db, SEASON)
        days, mine = slots_of(self.db, season.key), [a for a, _ in applications_of(self.db, season.key)]
        release(self.db, season, mine[self.one % len(mine)], days[self.two % len(days)].key, by=Actor(name="Ibu"))

    def by_link(self, answer: Answer) -> None:
        question = latest_question(self.db, self.mine.key)
        if question is None:
            raise NotFound("notice")
        say_by_link(self.db, self.bazaar, self.mine, answer, question)

    def say_today(self, answer: Answer) -> None:
        """Everybody who stands by is offered what is free, and the first of them answers."""
        refill(self.db, self.bazaar, self.slot)
        [offer, *_] = offers_in(self.db, self.slot.key) or [None]
        if offer is None:
            raise NotFound("offer")
        answer_today(self.db, self.bazaar, offer, answer, by=Speaker(RepliedBy.ACCOUNT, Actor(name="Ibu")))

    def kill(self) -> None:
        change = change_of(self.db, self.bazaar, [self.booth])
        kill_block(self.db, self.bazaar, [self.booth], change, **WHY)

    def move_site(self) -> None:
        [site] = sites_of(self.db, self.bazaar.key)
        move_site(self.db, self.bazaar, site.key, venue=f"Aula {self.one}", map_link="", **WHY)

    def another_source(self) -> None:
        other = OtherSource("Undian lain", "", "empat yang terakhir", 4, now() + 2 * DAY)
        ask_renamed(self.db, self.undrawn, other, "Tidak keluar", by=self.office())

    def later_moment(self) -> None:
        last = named_draw(self.undrawn).moments()[-1]
        there = Witnessed([], "")
        enter_drawn(self.db, self.undrawn, "0816", of=last, missing="Libur", witnessed=there, by=self.office())

    def office(self) -> Actor:
        return Actor(person_id=self.bazaar.made_by_id, name="Hendra", roles=frozenset({Role.OFFICER}))

    def colleague(self) -> Actor:
        """Who came long ago, and is not close to the first."""
        other = self.db.scalars(sa.select(Person).where(table(Person).c.email == "lain@contoh.id")).one()
        return Actor(person_id=other.key, name=other.name, roles=frozenset({Role.OFFICER}))

    def each(self, rows: sa.Select[Any], verb: Callable[[int], object]) -> None:
        for key in list(self.db.scalars(rows)):
            verb(key)

    def confirm_asked(self, bazaar: Bazaar) -> None:
        self.each(asked_of(bazaar), lambda key: confirm_asked(self.db, bazaar, key, by=self.colleague()))

    def drop_asked(self, bazaar: Bazaar) -> None:
        self.each(asked_of(bazaar), lambda key: drop_asked(self.db, bazaar, key, "Tidak", by=self.colleague()))

    def take_back(self, bazaar: Bazaar) -> None:
        said = sa.select(table(Judging).c.id).where(table(Judging).c.bazaar_id == bazaar.key)
        self.each(said, lambda key: take_back(self.db, bazaar, key, by=bazaar.made_by_id))

    def bring_in(self, bazaar: Bazaar) -> None:
        typed = registrations_sheet([["nama", "ketua", "hp", "kelurahan"], ["Kelompok 0", "", "", ""]])
        write_registrations(self.db, bazaar, registrations(self.db, bazaar, typed), by=self.office())

    def perform(self) -> None:
        add_performance(self.bazaar, self.slot.day, time(9 + self.one), f"Penari {self.two}", "Utama")

    def drop_performances(self) -> None:
        mine = sa.select(table(Performance).c.id).where(table(Performance).c.bazaar_id == self.bazaar.key)
        self.each(mine, lambda key: drop_performance(self.bazaar, key))

    def undo(self) -> None:
        last = sa.select(sa.func.max(table(Attendance).c.id)).where(table(Attendance).c.booking_id == self.booking.key)
        undo_finding(self.db, self.bazaar, self.booking, self.db.scalar(last) or 0, **WHY)

    def claim(self) -> None:
        claim_fee(
            self.db, self.mine, note="Sudah", proof=None, proof_hash=None, claimant=Claimant(browser="a"), by=CLOCK
        )


def asked_of(bazaar: Bazaar) -> sa.Select[Any]:
    e = table(DrawEvent)
    return sa.select(e.c.id).where(e.c.bazaar_id == bazaar.key, e.c.answered_at.is_(None))


ACTS: dict[str, Callable[[Fair], object]] = {
    "yes": lambda f: confirm(f.db, f.bazaar, f.mine, CLOCK),
    "no": lambda f: decline(f.db, f.bazaar, f.mine, CLOCK),
    "withdraw": lambda f: withdraw(f.db, f.bazaar, f.mine, by=Actor(name="Ibu")),
    "take back": lambda f: f.mine.withdraw(f.bazaar, by=Actor(name="Ibu", roles=frozenset({Role.CHAIR}))),
    "ask to swap": lambda f: ask_swap(f.db, f.bazaar, f.mine, f.other, by=ASKER),
    "agree": lambda f: f.swaps(lambda swap: swap.agree(f.bazaar, Application.get(f.db, swap.to_id), by=ANSWERER)),
    "decide": lambda f: f.swaps(lambda swap: swap.decide(f.bazaar, "Keduanya mau", by=OFFICE)),
    "appeal": lambda f: appeal(f.db, f.bazaar, f.mine, "Kami lebih dulu", by=Actor(name="Ibu")),
    "reply": Fair.replies,
    "clock": lambda f: expire_offers(f.db, f.bazaar),
    "queue": lambda f: call_queue(f.db, f.bazaar),
    "arrive": lambda f: arrive(f.db, f.bazaar, f.booking, by=OFFICE),
    "leave": lambda f: leave(f.db, f.bazaar, f.booking, by=OFFICE),
    "absent": lambda f: absent(f.db, f.bazaar, f.booking, f.last, by=OFFICE, reason="Stannya kosong"),
    "came after all": lambda f: arrive(f.db, f.bazaar, f.booking, **WHY),
    "absent after all": lambda f: absent(f.db, f.bazaar, f.booking, f.last, **WHY),
    "move": lambda f: move(f.db, f.bazaar, f.booking, [f.booth], reason="Becek", by=OFFICE),
    "step in": lambda f: step_in(f.db, f.bazaar, f.slot.key, f.mine, [f.booth], reason="Datang", by=OFFICE),
    "shorten": lambda f: end_at(f.db, f.bazaar, f.slot.key, time(10 + f.one), **WHY),
    "end early": lambda f: end_early(f.db, f.bazaar, f.slot.key, **WHY),
    "break": lambda f: break_booth(f.db, f.bazaar, f.booth, **WHY),
    "repair": lambda f: repair_booths(f.db, f.bazaar, [f.booth], **WHY),
    "cancel a day": lambda f: cancel_slot(f.db, f.bazaar, f.slot.key, **WHY),
    "postpone": lambda f: postpone_slot(f.db, f.bazaar, f.slot.key, **f.new_day(), **WHY),
    "prolong": lambda f: prolong(f.db, f.bazaar, **f.new_day(), **WHY),
    "cancel": Fair.cancel,
    "elsewhere": lambda f: change_facts(f.db, f.bazaar, {"venue": f"Lapangan {f.one}"}, **WHY),
    "waive": lambda f: waive_fee(f.db, f.mine, "Difabel", by=OFFICE),
    "judge": lambda f: f.judge(f.bazaar),
    "give a day back": Fair.give_day_back,
    "hear a no": lambda f: hear(f.db, f.bazaar, f.mine, Answer.NO, by=f.office()),
    "hear a yes": lambda f: hear(f.db, f.bazaar, f.mine, Answer.YES, by=f.office()),
    "ready": lambda f: say_ready(f.db, f.bazaar, f.slot, f.mine, "ready", by=speaker_of(f.office())),
    "ready by link": lambda f: say_ready(f.db, f.bazaar, f.slot, f.mine, "ready", by=Speaker(RepliedBy.LINK)),
    "yes by link": lambda f: f.by_link(Answer.YES),
    "no by link": lambda f: f.by_link(Answer.NO),
    "yes today": lambda f: f.say_today(Answer.YES),
    "no today": lambda f: f.say_today(Answer.NO),
    "dead block": Fair.kill,
    "lengthen": lambda f: lengthen(f.db, f.bazaar, f.slot.key, time(10 + f.one), **WHY),
    "move a site": Fair.move_site,
    "share": lambda f: answer_share(f.mine, ReservedShare.HIDDEN, by=Actor(name="Ibu")),
    "fee": lambda f: receive_fee(f.db, f.mine, by=OFFICE),
    "claim the fee": Fair.claim,
    "refuse the fee": lambda f: refuse_fee(f.db, f.mine, "Belum masuk", by=OFFICE),
    "give the fee back": lambda f: give_fee_back(f.db, f.mine, by=OFFICE),
    "undo": Fair.undo,
    "take back a verdict": lambda f: f.take_back(f.bazaar),
    "take back beside": lambda f: f.take_back(f.drawn),
    "a list": lambda f: f.bring_in(f.bazaar),
    "a list beside": lambda f: f.bring_in(f.drawn),
    "perform": Fair.perform,
    "drop performances": Fair.drop_performances,
    "judge beside": lambda f: f.judge(f.drawn),
    "freeze beside": lambda f: freeze(f.db, f.drawn, by=CLOCK),
    "draw beside": lambda f: draw(f.db, f.drawn, "0815", by=Actor(name="Hendra")),
    "correct": lambda f: ask_correction(f.db, f.drawn, "0815", "Salah ketik", by=f.office()),
    "set aside": lambda f: ask_aside(f.db, f.drawn, f.listed, "Izin palsu", by=f.office()),
    "give up": lambda f: give_up(f.db, f.drawn, f.listed, by=Actor(name="Ibu", roles=frozenset({Role.CHAIR}))),
    "give up for it": lambda f: give_up(f.db, f.drawn, f.listed, by=f.office()),
    "share beside": lambda f: answer_share(f.listed, ReservedShare.HIDDEN, by=Actor(name="Ibu")),
    "close a group": lambda f: note_closed(f.db, f.listed.group_id, DrawEventKind.SUSPENDED, by=OFFICE),
    "pin": lambda f: pin(
        f.db, f.drawn, f.listed, [s.key for s in slots_of(f.db, f.drawn.key)][:1], ["A01"], reason="Ramp", by=f.office()
    ),
    "unpin": lambda f: unpin(f.db, f.drawn, f.listed, [s.key for s in slots_of(f.db, f.drawn.key)], by=f.office()),
    "confirm asked": lambda f: f.confirm_asked(f.drawn),
    "drop asked": lambda f: f.drop_asked(f.drawn),
    "draw": lambda f: draw(f.db, f.undrawn, "0815", by=Actor(name="Hendra")),
    "later moment": Fair.later_moment,
    "another source": Fair.another_source,
    "confirm of the undrawn": lambda f: f.confirm_asked(f.undrawn),
    "drop of the undrawn": lambda f: f.drop_asked(f.undrawn),
    "judge the undrawn": lambda f: f.judge(f.undrawn),
    "publish": lambda f: run_and_publish(f.db, f.drawn),
    "auditor": lambda f: name_auditor(f.bazaar, f"Inspektorat {f.one}", by=world.actor(f.bazaar.made_by_id)),
    "audited": lambda f: say_audit(f.bazaar, valid=bool(f.two % 2)),
    "suspend": Fair.suspend,
    "forget": Fair.forget,
    "not me": Fair.deny,
}
SHY = {"cancel": 1, "forget": 1, "suspend": 1, "not me": 1}  # of what stops everything else there is less
USUAL = [name for name in ACTS for _ in range(SHY.get(name, 3))]


def rows_of(db: Session, wanted: sa.Select[Any]) -> dict[int, dict[str, Any]]:
    return {row["id"]: dict(row) for row in db.execute(wanted).mappings()}


def what_happened(db: Session, slug: str) -> dict[str, dict[int, dict[str, Any]]]:
    """Every row of the slots that have begun, all that is only ever added, and every list that is frozen."""
    db.flush()
    bazaar = bazaar_by_slug(db, slug)
    held = db.scalars(sa.select(Bazaar).where(table(Bazaar).c.slug.in_((slug, SEASON)))).all()
    begun = [slot.key for each in held for slot in slots_of(db, each.key) if slot.begun(each)]
    b, h, o, s, z = (table(each) for each in (Booking, BookedBooth, BookedHour, Slot, Bazaar))
    over = sa.and_(b.c.state == "offered", b.c.answer_by <= now())  # the clock has yet to say so
    there = sa.and_(b.c.slot_id.in_(begun), sa.not_(over))
    mine = sa.select(b.c.id).where(there)
    slots = rows_of(db, sa.select(s).where(s.c.id.in_(begun)))
    for each in slots.values():  # an end that is still to come may come nearer, and calendars count what changed
        del each["revision"]
        each["ended_at"] = each["ended_at"] if each["ended_at"] and each["ended_at"] <= now() else None
    frozen = (
        z.c.id, z.c.frozen_at, z.c.frozen_list, z.c.sealed_list, z.c.list_hash, z.c.reserved_groups, z.c.season,
        z.c.number_drawn, z.c.seed, z.c.published_at,
    )  # fmt: skip
    return {
        "slots": slots,
        "bookings": rows_of(db, sa.select(b).where(there)),
        "booths": rows_of(db, sa.select(h).where(h.c.booking_id.in_(mine))),
        "hours": rows_of(db, sa.select(o).where(o.c.booking_id.in_(mine))),
        "attendance": rows_of(db, sa.select(table(Attendance))),
        "amendments": rows_of(db, sa.select(table(Amendment))),
        "plans": rows_of(db, sa.select(table(Plan))),
        "events": rows_of(db, sa.select(table(DrawEvent))),
        "performances": performed(db, bazaar),
        "outages": rows_of(db, sa.select(table(Outage))),
        "verdicts": rows_of(db, sa.select(table(AuditVerdict))),
        "lists": rows_of(db, sa.select(*frozen).where(z.c.frozen_list != "")),
        "draws": rows_of(db, drawn_of_frozen()),
    }


def drawn_of_frozen() -> sa.Select[Any]:
    """What every draw of a frozen list was named, and what it brought."""
    d, z = table(Draw), table(Bazaar)
    named = (d.c.way, d.c.source, d.c.address, d.c.reading, d.c.digits, d.c.at, d.c.every_days, d.c.times)
    return sa.select(d.c.id, *named, d.c.of, d.c.missing).join(z, z.c.id == d.c.bazaar_id).where(z.c.frozen_list != "")


def performed(db: Session, bazaar: Bazaar) -> dict[int, dict[str, Any]]:
    """What has begun on its stages."""
    begun = [each.key for each in programme_of(db, bazaar.key) if each.begun(bazaar)]
    return rows_of(db, sa.select(table(Performance)).where(table(Performance).c.id.in_(begun)))


# A slip is corrected for all to see, a result is published once.
FOUND = {"number_drawn", "seed"}
DRAWN = FOUND | {"of", "missing"}
MAY = {
    "correct": FOUND, "confirm asked": FOUND, "publish": {"published_at"}, "draw": DRAWN,
    "confirm of the undrawn": DRAWN | {"source", "address", "reading", "digits", "at"},
}  # fmt: skip
ANSWER = {"answered_at", "answered_by", "answered_by_id", "answer", "application_id"}
ONCE = {
    "slots": {"ended_at"},
    "booths": {"until"},
    "events": ANSWER,
    "plans": {"published_at", "reason"},
}  # written once


def require_kept(before: dict[str, Any], after: dict[str, Any], act: str) -> None:
    for kind, rows in before.items():
        for key, was in rows.items():
            assert key in after[kind], f"{act}: {kind} {was} is gone"
            free = MAY.get(act, set()) if kind in ("lists", "draws") else set()
            free |= {name for name in ONCE.get(kind, ()) if was[name] in (None, "")}
            kept = {n: v for n, v in after[kind][key].items() if n not in free}
            assert kept == {n: was[n] for n in kept}, f"{act}: {kind} {was} became {after[kind][key]}"


def played(slug: str, moments: list[datetime], story: list[tuple[int, str, int, int]]) -> set[str]:
    """The acts of it that were not refused."""
    done = set()

    def example(db: Session) -> None:
        for at, act, one, two in sorted(story, key=lambda each: each[0]):
            with time_machine.travel(moments[at], tick=False):
                before = what_happened(db, slug)
                try:
                    with db.begin_nested():
                        ACTS[act](Fair(db, slug, one, two))
                    done.add(act)
                except (Refused, NotFound):
                    db.expire_all()
                require_kept(before, what_happened(db, slug), act)
        raise Undone

    with pytest.raises(Undone):
        write(example)
    return done


BESIDE, SEASON, UNDRAWN = "bazar-sebelah", "pasar-pekan", "bazar-beku"


def another(db: Session, slug: str, name: str, days: list[date], *, season: bool = False) -> Bazaar:
    """Another bazaar of the same office and groups, closed and judged."""
    first = bazaar_by_slug(db, slug)
    made = draft_bazaar(
        db, name=name, village=first.village, agency=first.agency, by_id=first.made_by_id, venue="Aula",
        closes_at=now() + HOUR, season=season,
    )  # fmt: skip
    slots = [Slot(bazaar_id=made.key, day=day, starts=time(9), ends=time(17)).add(db).key for day in days]
    add_block(made, "A", 1, 2)
    made.open(CLOCK)
    for _, group in applications_of(db, first.key):
        save_application(
            db, made, group, slots=slots, needs=[], zones=[], by=Actor(name="Ketua"), booths_min=1, booths_max=1,
            accepts_fewer_slots=False, watt=0, category="kerupuk", goods="Kerupuk ikan",
        ).application.submit(made, by=CLOCK)  # fmt: skip
    fairs.all_eligible(db, made, first.made_by_id)
    fairs.time_is_up(made)
    return made


def run_and_publish(db: Session, bazaar: Bazaar) -> None:
    run = start_run(db, bazaar, by=OFFICE, budget=200)
    run.begin()
    run.finish(allocate(run.problem_file, seed=run.seed, budget=run.budget))
    publish(db, bazaar, run.version, by=CLOCK)


def three_beside(fair: fairs.Fair) -> None:
    """One whose number is drawn and nothing published; one that is frozen, its number to come in two hours or a day
    later; and a season whose groups have said yes."""

    def work(db: Session) -> None:
        later = [(now() + 40 * DAY).date()]
        beside = another(db, fair.slug, "Bazar Sebelah", later)
        fairs.drawn_at_once(db, beside)
        undrawn = another(db, fair.slug, "Bazar Beku", later)
        draw = named_draw(undrawn)
        draw.way, draw.source, draw.times = DrawWay.SOURCE, fairs.DRAW["source"], 1
        draw.at = now().replace(microsecond=0) + 2 * HOUR
        freeze(db, undrawn, by=CLOCK)
        last = bazaar_by_slug(db, fair.slug).days.last.day
        season = another(db, fair.slug, "Pasar Pekan", [last + DAY, last + 8 * DAY], season=True)
        fairs.drawn_at_once(db, season)
        run_and_publish(db, season)
        for application, _group in applications_of(db, season.key):
            if bookings_of(db, application.key):
                confirm(db, season, application, CLOCK)
        Site(bazaar_id=bazaar_by_slug(db, fair.slug).key, name="Lapangan", zones=["A"]).add(db)
        assert [each.slug for each in (beside, undrawn, season)] == [BESIDE, UNDRAWN, SEASON]

    write(work)


@both
def test_no_act_changes_what_happened(shop):
    here = world.a_shop()
    fair = published(here, groups=5, booths=4, fewer=True, **FEE)
    a_colleague()
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        first, second = (slot.begins_at(bazaar) for slot in slots_of(db, bazaar.key))
        assert db.scalar(sa.select(sa.func.count()).select_from(table(Application))) == 5
    three_beside(fair)
    moments = [
        now() + HOUR, now() + DAY, first - 3 * DAY, first - DAY, first - HOUR, first + HOUR, first + 2 * HOUR,
        first + 7 * HOUR, first + 9 * HOUR, second + HOUR, second + 2 * HOUR, second + DAY, second + 30 * DAY,
    ]  # fmt: skip
    usual = [(0, "yes", n, 0) for n in range(5)]
    denied = [(9, "not me", n, n) for n in range(4)]
    back = [(0, "give a day back", n, m) for n in range(5) for m in range(2)]
    renamed = [(2, "another source", 0, 0), (2, "confirm of the undrawn", 0, 0)]
    all_of_them = [(1 + n % 5, act, n % 8, n % 3) for n, act in enumerate(ACTS) if act not in SHY]
    pressed = played(fair.slug, moments, usual + denied + back + renamed + all_of_them)
    assert {"give a day back", "another source", "confirm of the undrawn", "correct", "set aside"} <= pressed
    there = [(0, "no by link", n, 0) for n in range(5)] + [(0, "yes by link", n, 0) for n in range(5)]
    there += [(4, "ready by link", n, 0) for n in range(5)] + [(5, "yes today", 0, 0), (5, "no today", 0, 0)]
    there += [(5, "dead block", 0, 0), (6, "yes today", 0, 0), (5, "move a site", 1, 0)]
    there += [(6, "shorten", 5, 0), (6, "lengthen", 6, 0)]
    assert {act for _, act, _, _ in there} - {"no today", "yes today"} <= played(fair.slug, moments, there)
    later = [(2, "later moment", 0, 0), (3, "confirm of the undrawn", 0, 0)]
    assert len(played(fair.slug, moments, [(1, "draw", 0, 0)]) | played(fair.slug, moments, later)) == 3
    number = st.integers(0, 7)
    acts = st.tuples(st.integers(0, len(moments) - 1), st.sampled_from(USUAL), number, number)
    everybody = st.lists(acts, min_size=8, max_size=18)

    @settings(max_examples=5, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(everybody)
    def anybody(story: list[tuple[int, str, int, int]]) -> None:
        played(fair.slug, moments, usual + story)

    anybody()


@both
def test_the_guard_behind_every_act_refuses_what_has_begun(shop):
    """Each act looks at the days by itself, too; whichever forgets it is stopped here."""
    here = world.a_shop()
    fair = published(here, groups=2, booths=2)

    def all_of(db: Session, verb: Callable[[Session, Bazaar, list[Booking]], object]) -> None:
        bazaar = bazaar_by_slug(db, fair.slug)
        verb(db, bazaar, list(db.scalars(sa.select(Booking).where(table(Booking).c.bazaar_id == bazaar.key))))

    with read() as db:
        begins = bazaar_by_slug(db, fair.slug).days.first.begins_at(bazaar_by_slug(db, fair.slug))
    with time_machine.travel(begins + HOUR):
        for verb in (
            lambda db, bazaar, all_: give_all_back(db, bazaar, all_, BookingState.CANCELLED, CLOCK),
            lambda db, bazaar, all_: offer_again(db, bazaar, *all_, by=CLOCK),
        ):
            with pytest.raises(Overtaken, match="slot_over"):
                write(lambda db, verb=verb: all_of(db, verb))
