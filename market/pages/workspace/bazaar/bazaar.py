"""Bazaars for a group: which it may join, its application, its letter, its answer."""

from dataclasses import dataclass
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.allotting.draw_told import own_draw
from market.bazaars.allotting.objection import story_of
from market.bazaars.allotting.points import standings
from market.bazaars.allotting.waitlist import call_queue
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.notice import opened_by_account
from market.bazaars.booking.overtaking import completed
from market.bazaars.booking.releasing import withdraw
from market.bazaars.booking.reply import Answer
from market.bazaars.booking.replying import hear, keep, say
from market.bazaars.booking.stands import busy_hours
from market.bazaars.booking.telling import tell_rewritten
from market.bazaars.booth import zone_names
from market.bazaars.planning.rounds import all_rounds, next_round, rounds_of
from market.bazaars.planning.site import site_by_zone, sites_of
from market.bazaars.registering.application import NEEDS, SENT, Application, find_application
from market.bazaars.registering.application_slot import slots_asked
from market.bazaars.registering.documents import documents_of
from market.bazaars.registering.giving_up import may_take_back
from market.bazaars.registering.question import questions_of, read_answers, require_answers
from market.bazaars.registering.saving import require_watt, save_application
from market.bazaars.registering.share_answer import may_show
from market.bazaars.registering.why_not import require_may_join, why_not
from market.bazaars.slot import Days, slots_of
from market.bazaars.whose import opened_by
from market.catalog.category import categories
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.later import later
from market.kernel.record import table
from market.kernel.refused import Faults, NotFound
from market.pages.at_group import Shows, group_seen
from market.pages.reasons import NEEDS as NEED_WORDS
from market.pages.workspace.bazaar.application_form import Filled
from market.pages.workspace.bazaar.own import OwnRegistration, at_bazaar, own_letter, seen_at_bazaar
from market.pages.workspace.bazaar.own_stand import letter_of
from market.people.access import Actor
from market.people.group import Group
from market.web.forms import Form, Values, posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/bazar")
PAGE = "/lapak/{group}/bazar/{slug}"
KEEP = "keep"


class AnswerForm(Form):
    answer: str


@dataclass(frozen=True, slots=True)
class ShownBazaar:
    """A bazaar, the group's application to it, and why it cannot register; nothing when it can."""

    bazaar: Bazaar
    application: Application | None
    why_not: str


@router.get("")
def bazaars(request: Request, group: str) -> Response:
    """What the group may join, what it has asked for, and why not the others."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING)
        rows, mine = table(Bazaar), table(Application)
        wanted = (
            sa.select(Bazaar, Application)
            .outerjoin(Application, sa.and_(mine.c.bazaar_id == rows.c.id, mine.c.group_id == here.key))
            .where(rows.c.state != BazaarState.DRAFT, opened_by(actor.own_id or 0) if actor.only_officer else sa.true())
            .order_by(rows.c.id.desc())
            .limit(50)
        )
        rounds = all_rounds(db)
        found = [
            ShownBazaar(
                bazaar=bazaar,
                application=application,
                why_not=why_not(bazaar, here, rounds.get(bazaar.key, ()), application),
            )
            for bazaar, application in db.execute(wanted)
        ]
        return page(request, "workspace/bazaars.html", group=here, actor=actor, tab="bazaar", bazaars=found)


@router.get("/{slug}")
def bazaar_page(request: Request, group: str, slug: str) -> Response:
    """Before publishing the application, afterwards the letter."""
    with read() as db:
        seen = seen_at_bazaar(db, request, group, slug)
        here, actor, bazaar, application = seen.group, seen.actor, seen.bazaar, seen.application
        _note_opened(application, actor)
        slots = slots_of(db, bazaar.key)
        letter = application is not None and bazaar.published_at is not None
        told = (
            letter_of(db, bazaar, application, slots, actor)
            if letter and application
            else _form(db, bazaar, application, here)
        )
        return page(
            request, "workspace/bazaar.html", group=here, actor=actor, tab="bazaar", bazaar=bazaar, slots=slots,
            application=application, letter=letter, may_take_back=may_take_back(bazaar, actor),
            may_show=application is not None and may_show(application, actor),
            cannot_send=application.refusal_to_send(actor) if application else None,
            **({"days": Days(bazaar, slots)} | told),
        )  # fmt: skip


def _note_opened(application: Application | None, actor: Actor) -> None:
    """What stands here was opened, when somebody of the group looks: not when a helper does, or who may be one, as on a
    phone that knows no name."""
    if application is None or actor.may_be_helper or actor.person_id is None:
        return
    key, until = application.key, now()
    later(("opened", key), lambda db: opened_by_account(db, key, until, actor))


def _form(db: Session, bazaar: Bazaar, application: Application | None, here: Group) -> dict[str, Any]:
    """What the form of an application asks and knows already."""
    rounds, story = rounds_of(db, bazaar.key), story_of(db, bazaar.key)
    completes = application is not None and application.may_complete(bazaar)
    slots = slots_of(db, bazaar.key) if bazaar.takes_applications or completes else []
    busy = busy_hours(db, [here.key], except_bazaar=bazaar.key).get(here.key, set()) if slots else set()
    last = {here.key: max(slot.day for slot in slots)} if slots else {}
    return {
        "why_not": why_not(bazaar, here, rounds, application),
        "complete_until": application.complete_until(bazaar) if application else None,
        "named": story.draw,
        "drawn": own_draw(db, story, bazaar, application),
        "next_round": next_round(rounds, here),
        "busy": {slot.key for slot in slots if busy & set(slot.hours(bazaar))},
        "documents": documents_of(db, bazaar, [here], until=last).get(here.key, []),
        "asked": slots_asked(db, application.key) if application else set(),
        "zones": zone_names(db, bazaar.key) if slots else [],
        "sites": site_by_zone(sites_of(db, bazaar.key)),
        "questions": questions_of(db, bazaar.key),
        "needs": [(need, NEED_WORDS[need]()) for need in NEEDS],
        "categories": categories(db) if slots else [],
        "points": standings(db, bazaar, [here.key])[here.key].points if application else 0,
    }


@router.post("/{slug}")
@shows(PAGE)
def apply(request: Request, group: str, slug: str, values: Values, form: Filled) -> Response:
    """Saves a draft, or sends it: the hour never matters. A sent one stays sent, with its new contents."""

    def work(db: Session) -> str:
        found = at_bazaar(db, request, group, slug)
        here, actor, bazaar = found.group, found.actor, found.bazaar
        before = find_application(db, bazaar.key, here.key, lock=True)
        require_may_join(bazaar, here, rounds_of(db, bazaar.key), before)
        faults, questions = Faults(), questions_of(db, bazaar.key)
        answers = faults.heard(lambda: read_answers(questions, values)) or {}
        sends = form.then != "draft" or (before is not None and before.state in SENT)
        if sends and not faults.refusals:
            faults.heard(lambda: require_answers(questions, answers))
        if sends:
            faults.heard(lambda: require_watt(form.needs, form.watt))
        saved = faults.heard(lambda: save_application(
            db, bazaar, here, slots=form.slots, needs=form.needs, zones=form.zones, by=actor,
            booths_min=form.booths_min, booths_max=form.booths_max,
            accepts_fewer_slots=form.accepts_fewer_slots, watt=form.watt or 0, category=form.category, goods=form.goods,
            answers=answers,
        ))  # fmt: skip
        faults.stop()
        assert saved  # nothing was refused
        application = saved.application
        if bazaar.reserved_groups and form.reserved_share is not None:
            found.answer_share(application, form.reserved_share)
        if sends or saved.stood:
            tell_rewritten(db, bazaar, saved, actor)
        if not sends:
            return "application_saved"
        application.submit(bazaar, by=actor)
        completed(db, [application])
        return "application_sent"

    return redirect(f"/lapak/{group}/bazar/{slug}", words=write(work))


@router.post("/{slug}/jawab")
@shows(PAGE)
def answer(
    request: Request, group: str, slug: str, form: Annotated[AnswerForm, Depends(posted(AnswerForm))]
) -> Response:
    """ "Ya, kami ikut", "Tidak bisa ikut", or giving up what was confirmed; then the queue moves."""

    def work(db: Session) -> str:
        own = own_letter(db, request, group, slug)
        return _keep(db, own) if form.answer == KEEP else _say(db, own, form.answer)

    return redirect(f"/lapak/{group}/bazar/{slug}", words=write(work))


def _say(db: Session, own: OwnRegistration, answer: str) -> str:
    """What somebody of the group says counts at once, as does a facilitator's word; an officer writes down what she
    heard."""
    if answer not in (Answer.YES, Answer.NO, Answer.WITHDRAW):
        raise NotFound(answer)
    if answer == Answer.WITHDRAW and not own.actor.only_officer:
        return _give_up(db, own)
    if own.actor.only_officer:
        over, words = hear(db, own.bazaar, own.application, Answer(answer), by=own.actor), f"heard_{answer}"
    else:
        over, words = say(db, own.bazaar, own.application, Answer(answer), own.speaker), f"answer_{answer}"
    if over or answer == Answer.NO:
        call_queue(db, own.bazaar)
    return f"{words}_partly" if over else words


def _give_up(db: Session, own: OwnRegistration) -> str:
    withdraw(db, own.bazaar, own.application, by=own.actor)
    call_queue(db, own.bazaar)
    return "answer_withdraw"


def _keep(db: Session, own: OwnRegistration) -> str:
    """ "Kami tetap ikut", against giving up that was written down for it; an offer besides is answered by itself."""
    keep(db, own.bazaar, own.application, own.speaker)
    return "heard_keep" if own.speaker.office else "answer_keep"
