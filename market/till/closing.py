"""Closing a selling day: what should be in the drawer, what was counted, and one page that is signed for good.

What comes after the signature stands beside it, as an addendum. While slips of a till are missing, or something of it
waits for somebody to look, the page is a draft: it is signed only by who says that she knows.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.mark import mark_of
from market.kernel.record import locked, table
from market.kernel.refused import NotFound, Overtaken, Refused, needed_reason
from market.people.access import Actor
from market.people.act import note
from market.people.approving.closeness import are_close
from market.people.group import Group
from market.people.pin_givers import may_be_same
from market.till.day import CashMove, Closing, DayState, TillDay, day_here, was_day
from market.till.figures import DayFigures, figures_of, missing_slips, slips_waiting

D, C = table(TillDay), table(Closing)


@dataclass(frozen=True, slots=True)
class DayPage:
    """A day as it stands: its figures until it was signed, what came `after`, and what keeps it a draft: slips of its
    tills that never came (`missing`), envelopes that nobody applied or looked at (`waits`)."""

    day: TillDay
    figures: DayFigures
    after: DayFigures
    closing: Closing | None
    missing: int
    waits: int

    @property
    def draft(self) -> bool:
        return bool(self.missing or self.waits)

    @property
    def mark(self) -> str:
        """Of all that is signed."""
        return mark_of(self.day.day, self.figures, self.missing, self.waits, self.day.state)

    @property
    def left_over(self) -> int:
        """`Closing.left_over` with what came after it was signed."""
        assert self.closing is not None
        return self.closing.left_over - self.after.drawer


def day_page(db: Session, group_id: int, day: date) -> DayPage:
    """The page of a day; of one on which nothing happened yet an empty one, which is not stored."""
    found = db.execute(
        sa.select(TillDay, Closing)
        .outerjoin(Closing, C.c.till_day_id == D.c.id)
        .where(D.c.group_id == group_id, D.c.day == day)
    ).first()
    if found is None:
        empty = DayFigures()
        return DayPage(TillDay(group_id=group_id, day=day), empty, empty, None, 0, slips_waiting(db, group_id))
    return _page(db, found.TillDay, found.Closing)


def _page(db: Session, day: TillDay, closing: Closing | None) -> DayPage:
    if closing is not None:
        kept = DayFigures(**{each.name: closing.figures.get(each.name, 0) for each in fields(DayFigures)})
        later = figures_of(db, day, late=True)
        return DayPage(day, kept, later, closing, closing.figures.get("missing", 0), 0)
    missing = missing_slips(db, day)
    return DayPage(day, figures_of(db, day), DayFigures(), None, missing, slips_waiting(db, day.group_id))


def set_float(db: Session, group: Group, amount: int, by: Actor) -> None:
    """So much lies in the drawer as the day begins. Overtaken once it is closed."""
    day = _open_day(db, group, group.today, by)
    day.float_amount = amount
    note(db, by, "till_float", group.key, amount=amount)


def move_cash(db: Session, group: Group, amount: int, why: str, by: Actor) -> None:
    """Money put into the drawer of today, or taken out of it (below 0). Overtaken once it is closed."""
    why = needed_reason(why)
    day = _open_day(db, group, group.today, by)
    CashMove(till_day_id=day.key, amount=amount, why=why, **who_did(by)).add(db)
    note(db, by, "till_moved", group.key, amount=abs(amount), reason=why)


def _open_day(db: Session, group: Group, day: date, by: Actor) -> TillDay:
    found = day_here(db, group.key, day, by)
    if found.state is DayState.CLOSED:
        raise Overtaken("till_closed")
    return found


def close_day(
    db: Session, group: Group, day: date, mark: str, counted: int, *, reason: str, sure: bool, by: Actor
) -> Closing:
    """Signs the page as it was shown (`mark`). Overtaken when something came meanwhile or it was signed; refused for a
    difference without a reason, and for a draft by who does not say that she is sure."""
    if day > group.today:
        raise Refused("day_to_come", field="day")
    if day < group.today and not was_day(db, group.key, day):
        raise Refused("till_no_day", field="day")
    found = _open_day(db, group, day, by)
    page = _page(db, found, None)
    if mark != page.mark:
        raise Overtaken("shown_moved")
    if page.draft and not sure:
        raise Refused("till_draft", field="sure")
    expected = page.figures.expected
    if counted != expected and not reason.strip():
        raise Refused("till_difference", field="reason")
    found.close(by)
    note(db, by, "till_closed", group.key, amount=counted)
    return Closing(
        till_day_id=found.key, expected=expected, counted=counted, reason=reason.strip()[:300],
        figures=asdict(page.figures) | {"missing": page.missing}, **who_did(by, "signed_by"),
    ).add(db)  # fmt: skip


def confirm_closing(db: Session, group: Group, day: date, by: Actor) -> None:
    """A second person counted too, and says the same. Refused to who signed it; Overtaken when one did before."""
    wanted = sa.select(Closing).join(TillDay, D.c.id == C.c.till_day_id)
    closing = db.scalars(locked(wanted.where(D.c.group_id == group.key, D.c.day == day))).first()
    if closing is None:
        raise NotFound(f"closing of {day}")
    refusal = refusal_to_second(db, group.key, closing, by)
    if refusal:
        raise refusal
    if not closing.update_if(C.c.confirmed_at.is_(None), confirmed_at=now(), **who_did(by, "confirmed_by")):
        raise Overtaken("already_so")
    note(db, by, "till_confirmed", group.key, amount=closing.counted)


def refusal_to_second(db: Session, group_id: int, closing: Closing, by: Actor) -> Refused | None:
    """Why somebody is no second person of a signed day; None when she is."""
    first = closing.signed_by_id
    same = by.person_id is None or by.person_id == first
    return Refused("till_second") if same or (first and _one_with(db, group_id, by, first)) else None


def _one_with(db: Session, group_id: int, by: Actor, signer: int) -> bool:
    """Whether who speaks may have signed: one let the other in, knows her PIN, or somebody knows the PINs of both."""
    return may_be_same(db, group_id, by, signer) or are_close(db, by.key, signer)


@dataclass(frozen=True, slots=True)
class SignedDay:
    """A day that was signed, for a list."""

    day: date
    closing: Closing


def closed_days(db: Session, group_id: int, first: date, last: date) -> list[SignedDay]:
    """The days of a group from `first` to `last` that were signed, the last first."""
    wanted = sa.select(D.c.day, Closing).join(TillDay, D.c.id == C.c.till_day_id)
    rows = db.execute(
        wanted.where(D.c.group_id == group_id, D.c.day >= first, D.c.day <= last).order_by(D.c.day.desc())
    )
    return [SignedDay(row.day, row.Closing) for row in rows]


def open_days(db: Session, group_id: int) -> list[date]:
    """The days of a group that nobody has signed, the oldest first."""
    wanted = sa.select(D.c.day).where(D.c.group_id == group_id, D.c.state == DayState.OPEN).order_by(D.c.day)
    return list(db.scalars(wanted.limit(60)))


def day_to_close(waiting: Sequence[date], today: date) -> date:
    """Of the `open_days` the one that is signed next: today once something was sold or counted on it, else the oldest,
    else today."""
    return today if today in waiting else next(iter(waiting), today)
