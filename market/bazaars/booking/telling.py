"""Who is told what of a bazaar: the chairs of a group, by the outbox."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.letter import GroupLetter, tell_group, tell_groups, tell_officers
from market.bazaars.booking.overtaking import swap_subject
from market.bazaars.registering.application import Application, ApplicationState, applications_of
from market.bazaars.registering.saving import Changed, Saved
from market.bazaars.slot import Slot
from market.kernel.limits import attempt_within
from market.kernel.record import table
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group

MOST_A_DAY = 12  # times that one person writes a group's registration anew, or shows its share: each tells its chairs


def tell_results(db: Session, bazaar: Bazaar) -> None:
    """The letters of publishing: a booth, none this time, or not eligible; all in the transaction that publishes."""
    seated = _asked_until(db, bazaar)
    letters = []
    for application, group in applications_of(db, bazaar.key):
        if application.state is ApplicationState.ELIGIBLE:
            template = "bazaar_seated" if application.key in seated else "bazaar_left_out"
        elif application.state is ApplicationState.NOT_ELIGIBLE:
            template = "bazaar_not_eligible"
        else:
            continue
        letters.append(GroupLetter(application=application, group=group, template=template))
    tell_groups(db, bazaar, letters, "result", **_until(bazaar, min(seated.values(), default=None)))


def _asked_until(db: Session, bazaar: Bazaar) -> dict[int, datetime]:
    """By application until when it may answer what it is offered, the earliest."""
    rows = table(Booking)
    wanted = sa.select(rows.c.application_id, sa.func.min(rows.c.answer_by).label("until"))
    wanted = wanted.where(rows.c.bazaar_id == bazaar.key, rows.c.state == BookingState.OFFERED)
    return {row.application_id: row.until for row in db.execute(wanted.group_by(rows.c.application_id))}


def _until(bazaar: Bazaar, until: datetime | None) -> dict[str, str]:
    return {"until_at": until.isoformat() if until else "", "zone": bazaar.zone.key}


def tell_offers(db: Session, bazaar: Bazaar, asked: Sequence[Application]) -> None:
    """The queue has come to these groups; of a season it may come to one again, for another day."""
    rows = table(Booking)
    newest = sa.select(rows.c.application_id, sa.func.max(rows.c.id).label("booking")).group_by(rows.c.application_id)
    offers = db.execute(newest.where(rows.c.application_id.in_([each.key for each in asked])))
    once = {row.application_id: f"offer/{row.booking}" for row in offers}
    groups, until = Group.by_keys(db, [each.group_id for each in asked]), _asked_until(db, bazaar)
    for each in asked:
        more = _until(bazaar, until.get(each.key))
        tell_group(db, bazaar, each, groups[each.group_id], "bazaar_offer", once[each.key], **more)


def tell_cancelled(db: Session, bazaar: Bazaar) -> None:
    letters = [
        GroupLetter(application=application, group=group, template="bazaar_cancelled")
        for application, group in applications_of(db, bazaar.key)
        if application.state is not ApplicationState.WITHDRAWN
    ]
    tell_groups(db, bazaar, letters, "cancelled")


def tell_swap(db: Session, bazaar: Bazaar, application: Application, template: str, other: str, step: str) -> None:
    """Another group wants to change spots, or has answered; `step` is the wish's (`Swap.step`)."""
    group, once = Group.get(db, application.group_id), f"{template}/{step}"
    tell_group(db, bazaar, application, group, template, once, other=other, subject=swap_subject(step))


def tell_swap_agreed(db: Session, bazaar: Bazaar, agrees: Application, asked: Application, swap_id: int) -> None:
    """To those who act for the bazaar: both groups want it, and they decide."""
    other = Group.get(db, asked.group_id).name
    tell_officers(db, bazaar, agrees, "bazaar_swap_agreed", f"swap/{swap_id}", other=other)


def tell_withdrawn(
    db: Session, bazaar: Bazaar, application: Application, by: str, once: str, day: Slot | None = None
) -> None:
    """To the group, whoever pressed: nobody else gives up for it without its knowing. `once` names what was given up,
    `day` that one of a season."""
    group = Group.get(db, application.group_id)
    more = {"by": by, "begins_at": day.begins_at(bazaar).isoformat() if day else "", "zone": bazaar.zone.key}
    tell_group(db, bazaar, application, group, "bazaar_withdrawn", f"withdrawn/{once}", **more)


def tell_rewritten(db: Session, bazaar: Bazaar, saved: Saved, by: Actor) -> None:
    """To the group, and written down: it asks for less, or for something else, than it had sent, or again for what it
    had taken back, where a helper wrote it, or who may be one, or whom a code let in just now. Refused when one writes
    it too often in a day."""
    if not (saved.changed and (by.may_be_helper or by.restricted)):
        return
    application = saved.application
    act = note(db, by, "bazaar_rewritten", application.group_id, bazaar=bazaar.name)
    attempt_within(db, f"rewritten/{application.key}/{application.made_by_id}", most=MOST_A_DAY, per=timedelta(days=1))
    group, once = Group.get(db, application.group_id), f"rewritten/{act.key}"
    if saved.changed is Changed.LESS:
        tell_group(db, bazaar, application, group, "bazaar_withdrawn", once, by=by.name, less=True)
    else:
        again = saved.changed is Changed.AGAIN
        tell_group(db, bazaar, application, group, "bazaar_rewritten", once, by=by.name, again=again)


def tell_share_shown(db: Session, bazaar: Bazaar, application: Application, by: Actor) -> None:
    """The "no" to being seen was undone by somebody of the group: written down, and told to all its chairs. Refused
    when one undoes it too often in a day."""
    act = note(db, by, "bazaar_share_answered", application.group_id, bazaar=bazaar.name)
    attempt_within(db, f"share_shown/{application.key}/{by.person_id}", most=MOST_A_DAY, per=timedelta(days=1))
    group = Group.get(db, application.group_id)
    tell_group(db, bazaar, application, group, "bazaar_share_shown", f"share_shown/{act.key}")


def tell_done_for(db: Session, bazaar: Bazaar, application: Application, step: str, once: str) -> None:
    """What an officer did in a group's name, on its word: the group itself, of it."""
    _tell_done(db, bazaar, application, f"noted/{step}/{once}", step=step)


def tell_done_by_link(db: Session, bazaar: Bazaar, application: Application, step: str, once: str) -> None:
    """What somebody with the link of a notice did in a group's name, without an account: the group itself, of it."""
    _tell_done(db, bazaar, application, f"by_link/{step}/{once}", step=step, kind="link")


def _tell_done(db: Session, bazaar: Bazaar, application: Application, once: str, **told: str) -> None:
    group = Group.get(db, application.group_id)
    tell_group(db, bazaar, application, group, "bazaar_done_for", once, agency=bazaar.agency, **told)
