"""A number of the draw that was typed wrong: one officer says what is right, another one who is not close confirms it.

Whoever may correct alone could, knowing the list, call any number a slip that was typed. Where the office has nobody
else it stands at once, as the record that everybody reads shows.
"""

from sqlalchemy.orm import Session

from market.bazaars.allotting.draw import corrected_digits, set_number
from market.bazaars.allotting.objection import DrawEvent, DrawEventKind, story_of
from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.whose import officers_of_bazaar
from market.kernel.clock import now
from market.kernel.refused import NotFound, Overtaken, Refused, needed_reason
from market.people.access import Actor
from market.people.approving.second_person import are_close
from market.people.person import Person


def ask_correction(db: Session, bazaar: Bazaar, number: str, reason: str, *, by: Actor) -> DrawEvent:
    """Says that another number was published. It waits for a second officer; where there is none it stands at once.

    Refused for no number of this draw, and without a reason; Overtaken while another correction waits.
    """
    if bazaar.state is not BazaarState.CLOSED or not bazaar.number_drawn or story_of(db, bazaar.key).waiting:
        raise Overtaken("state_moved")
    found = corrected_digits(bazaar, number)
    asked = DrawEvent(
        bazaar_id=bazaar.key, kind=DrawEventKind.CORRECTED, was=bazaar.number_drawn, became=found,
        reason=needed_reason(reason), made_by=by.name[:80], made_by_id=by.person_id,
    ).add(db)  # fmt: skip
    if not second_officers(db, bazaar, by):
        _stands(bazaar, asked)
    return asked


def confirm_correction(db: Session, bazaar: Bazaar, key: int, *, by: Actor) -> None:
    """A second officer read the source too: the number is corrected, and the two days begin anew."""
    asked = _waiting(db, bazaar, key)
    if by.person_id not in {other.key for other in second_officers(db, bazaar, asked)}:
        raise Refused("correction_by_another")
    asked.answered_by = by.name[:80]
    _stands(bazaar, asked)


def drop_correction(db: Session, bazaar: Bazaar, key: int, why: str, *, by: Actor) -> None:
    """Any officer, the one who asked too, says why the number entered is right after all. It stays to be read."""
    asked = _waiting(db, bazaar, key)
    asked.answer, asked.answered_by, asked.answered_at = needed_reason(why, "answer"), by.name[:80], now()


def second_officers(db: Session, bazaar: Bazaar, first: Actor | DrawEvent) -> list[Person]:
    """Who may confirm what this officer asks: the others who act for the bazaar and are not close."""
    asker = first.made_by_id if isinstance(first, DrawEvent) else first.person_id
    others = [each for each in officers_of_bazaar(db, bazaar) if each.key != asker]
    return [each for each in others if asker is None or not are_close(db, asker, each.key)]


def _waiting(db: Session, bazaar: Bazaar, key: int) -> DrawEvent:
    found = db.get(DrawEvent, key)
    if found is None or found.bazaar_id != bazaar.key or found.kind is not DrawEventKind.CORRECTED:
        raise NotFound(f"correction {key}")
    if not found.waits or bazaar.state is not BazaarState.CLOSED:
        raise Overtaken("state_moved")
    return found


def _stands(bazaar: Bazaar, asked: DrawEvent) -> None:
    asked.answered_at = now()
    set_number(bazaar, asked.became)
