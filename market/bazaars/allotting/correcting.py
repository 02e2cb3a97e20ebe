"""What of a draw takes two officers after the freeze: one says it, another one confirms it, not a close one
where there is any other.

A number that was typed wrong, that a disputed one stays, the number of a later moment than the first, digits that
witnesses did not draw at their hour, another source, a group that is not to be let in: whoever may say any of these
alone could, knowing the list, steer by it. Where all the others are close to her one of them confirms: two names in
public are more than one, and nobody makes herself alone by becoming close. Only where nobody else acts for the bazaar
does it stand at once, as the record that everybody reads shows.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.allotting.draw import check_entry, corrected_digits, draw, set_number
from market.bazaars.allotting.objection import TWO_OFFICERS, DrawEvent, DrawEventKind, story_of
from market.bazaars.allotting.witnesses import Witnessed, check_witnessed, write_witnesses
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.planning.named_draw import named_draw, stamp
from market.bazaars.planning.other_source import (
    OtherSource,
    check_renamed,
    other_from,
    other_told,
    rename_draw,
    source_named,
)
from market.bazaars.registering.application import Application, the_application
from market.bazaars.whose import acted_on_by, officers_of_bazaar, officers_of_bazaars
from market.kernel.clock import now
from market.kernel.doer import Doer, who_did
from market.kernel.one_of import one_of
from market.kernel.record import table
from market.kernel.refused import NotFound, Overtaken, Refused, needed_reason
from market.people.access import Actor
from market.people.approving.closeness import Closeness, closeness
from market.people.own_side import require_other_side
from market.people.person import Person


def ask_correction(db: Session, bazaar: Bazaar, number: str, reason: str, *, by: Actor) -> DrawEvent:
    """Says that another number was published. It waits for a second officer; where there is none it stands at once.

    Refused for no number of this draw, and without a reason; Overtaken while another correction waits.
    """
    if bazaar.state is not BazaarState.CLOSED or not bazaar.number_drawn or story_of(db, bazaar.key).waiting:
        raise Overtaken("state_moved")
    found = corrected_digits(bazaar, number)
    return _ask(bazaar, DrawEventKind.CORRECTED, bazaar.number_drawn, found, needed_reason(reason), by=by)


def enter_drawn(
    db: Session, bazaar: Bazaar, number: str, *, of: datetime | None, missing: str, witnessed: Witnessed, by: Actor
) -> DrawEvent | None:
    """The number: of the first moment that counts at once, None. That of a later one, or digits that witnesses drew
    late, waits for a second officer, who read too why there was none at its time."""
    outside = named_draw(bazaar).from_outside
    entry = check_entry(bazaar, number, of if outside else None, missing)
    if not entry.later:
        _enter(bazaar, entry.number, None if outside else witnessed, by=by, of=entry.of)
        return None
    kept = None if outside else check_witnessed(bazaar, witnessed)
    if _waits(db, bazaar, DrawEventKind.LATER, stamp(entry.due)):
        raise Overtaken("state_moved")
    told: dict[str, object] = {"number": entry.number} | (asdict(kept) if kept else {})
    return _ask(bazaar, DrawEventKind.LATER, stamp(entry.due), stamp(entry.of), entry.missing, by=by, told=told)


def ask_renamed(db: Session, bazaar: Bazaar, other: OtherSource, reason: str, *, by: Actor) -> DrawEvent:
    """Another source, when no moment of the one that was named brought a number that counts: with a reason everybody
    reads, and a second officer who read the source too. Overtaken while another one waits."""
    why, before = needed_reason(reason), check_renamed(bazaar, other)
    if any(each.kind is DrawEventKind.RENAMED for each in story_of(db, bazaar.key).asked):
        raise Overtaken("state_moved")
    late = bazaar.frozen_at is not None and not before.counting(bazaar.frozen_at)
    was = source_named(before.source, before.moments()[-1])
    told = other_told(before, other) | {"late": late}
    return _ask(bazaar, DrawEventKind.RENAMED, was, other.named, why, by=by, told=told)


def ask_aside(db: Session, bazaar: Bazaar, application: Application, reason: str, *, by: Actor) -> DrawEvent:
    """A group found unfit after the freeze is not let in: it is skipped, nobody's rank moves, and all read why.

    Overtaken for one that is not to be let in anyway, or of which another officer is asked already.
    """
    told = needed_reason(reason)
    application.require_may_set_aside(bazaar, by=by)
    if _waits(db, bazaar, DrawEventKind.SET_ASIDE, application.number):
        raise Overtaken("state_moved")
    return _ask(bazaar, DrawEventKind.SET_ASIDE, application.number, "", told, by=by)


def confirm_asked(db: Session, bazaar: Bazaar, key: int, *, by: Actor) -> DrawEvent:
    """A second officer looked too: it stands from now on. After a number the two days begin anew."""
    asked = _waiting(db, bazaar, key)
    if by.person_id not in {other.key for other in second_officers(db, bazaar, asked)}:
        raise Refused("correction_by_another")
    asked.signed(by)
    _stands(bazaar, asked, by=by)
    return asked


def drop_asked(db: Session, bazaar: Bazaar, key: int, why: str, *, by: Actor) -> None:
    """Any officer but who is of that group, the one who asked too, says why it is not so after all. It stays.

    Of a correction that another one asked, refused as `answer_objection` is.
    """
    asked = _waiting(db, bazaar, key)
    if asked.kind is DrawEventKind.SET_ASIDE:
        require_other_side(db, by.person_id, the_application(db, bazaar.key, asked.was).group_id)
    typed = named_draw(bazaar).entered_by_id
    if not seconds_of(db, bazaar, [typed]).may_drop(asked, typed, by.person_id):
        raise Refused("number_kept_by_another")
    asked.answer = needed_reason(why, "answer")
    asked.signed(by)


def answer_objection(db: Session, bazaar: Bazaar, objection: DrawEvent, text: str, *, by: Actor) -> None:
    """The office answers, in public. To keep a number that is disputed takes another than who typed it, as to change
    it does: refused to her, and to who is close to her where there is any other."""
    typed = named_draw(bazaar).entered_by_id
    if not seconds_of(db, bazaar, [typed]).may_keep(typed, by.person_id):
        raise Refused("number_kept_by_another")
    objection.reply(text, by=by)


@dataclass(frozen=True, slots=True)
class Seconds:
    """Who acts for a bazaar, and how these and all who asked something stand to each other."""

    acting: Sequence[Person]
    near: Closeness

    def besides(self, asker: int | None) -> list[Person]:
        """Who may confirm what this officer asks: the others who are not close to her, else the others."""
        others = [each for each in self.acting if each.key != asker]
        if asker is None:
            return others
        return [each for each in others if not self.near.are_close(asker, each.key)] or others

    def may_keep(self, typed: int | None, person_id: int | None) -> bool:
        """Whether she may say that the number stays which `typed` is there by: one of the others, where there are."""
        others = {each.key for each in self.besides(typed)}
        return not others or person_id in others

    def may_drop(self, asked: DrawEvent, typed: int | None, person_id: int | None) -> bool:
        """Whether she may say that what was asked is not so: of a correction of another who may say that the number
        stays."""
        disputed = asked.kind is DrawEventKind.CORRECTED and asked.made_by_id != person_id
        return not disputed or self.may_keep(typed, person_id)


def seconds_of(db: Session, bazaar: Bazaar, askers: Collection[int | None]) -> Seconds:
    """In as many statements for many askers as for one."""
    acting = officers_of_bazaar(db, bazaar)
    known = {each for each in askers if each is not None}
    return Seconds(acting, closeness(db, known.union(each.key for each in acting)))


def asks_second(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """`DrawEvent.waits`, for a condition on the table."""
    return sa.and_(rows.c.kind.in_(TWO_OFFICERS), rows.c.answered_at.is_(None))


def confirmable(db: Session, person_id: int) -> frozenset[int]:
    """What waits for this officer as a second one, in all bazaars she acts for: ids of `DrawEvent`."""
    rows, bazaars = table(DrawEvent), table(Bazaar)
    wanted = sa.select(rows.c.id, rows.c.made_by_id, rows.c.bazaar_id).join(Bazaar, bazaars.c.id == rows.c.bazaar_id)
    there = wanted.where(asks_second(rows), bazaars.c.state == BazaarState.CLOSED, acted_on_by(person_id))
    asked = db.execute(there).all()
    if not asked:
        return frozenset()
    acting = officers_of_bazaars(db, {each.bazaar_id for each in asked})
    askers = {each.made_by_id for each in asked if each.made_by_id is not None}
    near = closeness(db, askers.union(each.key for people in acting.values() for each in people))
    return frozenset(
        each.id for each in asked
        if person_id in {one.key for one in Seconds(acting[each.bazaar_id], near).besides(each.made_by_id)}
    )  # fmt: skip


def second_officers(db: Session, bazaar: Bazaar, first: Actor | DrawEvent) -> list[Person]:
    """Who may confirm what this officer asks."""
    asker = first.made_by_id if isinstance(first, DrawEvent) else first.person_id
    return seconds_of(db, bazaar, [asker]).besides(asker)


def _ask(
    bazaar: Bazaar, kind: DrawEventKind, was: str, became: str, reason: str, *, by: Actor,
    told: dict[str, object] | None = None,
) -> DrawEvent:  # fmt: skip
    asked = DrawEvent(
        bazaar_id=bazaar.key, kind=kind, was=was, became=became, told=told or {}, reason=reason,
        **who_did(by, "made_by"),
    ).add(bazaar.db)  # fmt: skip
    if not second_officers(bazaar.db, bazaar, by):
        _stands(bazaar, asked, by=by)
    return asked


def _enter(
    bazaar: Bazaar, number: str, witnessed: Witnessed | None, *, by: Doer, of: datetime,
    missing: str = "",
) -> None:  # fmt: skip
    """Enters the number, and of a draw before witnesses who drew."""
    draw(bazaar.db, bazaar, number, by=by, of=of, missing=missing)
    if witnessed:
        write_witnesses(bazaar, witnessed)


def _waits(db: Session, bazaar: Bazaar, kind: DrawEventKind, was: str) -> bool:
    return any(each.waits and (each.kind, each.was) == (kind, was) for each in story_of(db, bazaar.key).changes)


def _waiting(db: Session, bazaar: Bazaar, key: int) -> DrawEvent:
    found = one_of(db, DrawEvent, key, bazaar_id=bazaar.key)
    if not found.takes_two:
        raise NotFound(f"asked {key}")
    if not found.waits or bazaar.state is not BazaarState.CLOSED:
        raise Overtaken("state_moved")
    return found


def _stands(bazaar: Bazaar, asked: DrawEvent, *, by: Actor) -> None:
    asked.answered_at = now()
    if asked.kind is DrawEventKind.CORRECTED:
        set_number(bazaar, asked.became, by_id=asked.made_by_id)
    elif asked.kind is DrawEventKind.RENAMED:
        rename_draw(bazaar, other_from(asked.told))
    elif asked.kind is DrawEventKind.LATER:
        of, told = datetime.fromisoformat(asked.became), dict[str, Any](asked.told)
        number = told.pop("number")
        witnessed = Witnessed(**told) if told else None
        asker = Actor(person_id=asked.made_by_id, name=asked.made_by)
        _enter(bazaar, number, witnessed, by=asker, of=of, missing=asked.reason)
    else:
        application = the_application(bazaar.db, bazaar.key, asked.was, lock=True)
        application.set_aside(bazaar, asked.reason, by=by)
        asked.application_id = application.key
