"""Which of what groups typed counts in a report: nothing of a group that was found absent that day, or came and
had no booth.

What was typed stays where it is, and the group sees why it does not count. What is corrected at the gate after a day's
numbers became final changes no sum any more: yesterday's less today's would tell what that one group sold.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.found import SOLD_NOTHING, Attendance
from market.bazaars.reporting.fact import fact, read_facts
from market.bazaars.reporting.turnover import Turnover
from market.bazaars.slot import Slot, is_held
from market.kernel.record import table

B, N, S, T = (table(each) for each in (Booking, Attendance, Slot, Turnover))


def amounts_of(bazaar_ids: Collection[int]) -> sa.Select[Any]:
    """Facts `amount`: of each stand on a day that is held the latest number, with its evidence as `word`."""
    later = T.alias("later")
    newest = sa.select(sa.func.max(later.c.id)).where(later.c.booking_id == B.c.id).scalar_subquery()
    wanted = fact(
        "amount", bazaar_id=B.c.bazaar_id, slot_id=B.c.slot_id, group_id=B.c.group_id, booking_id=B.c.id,
        n=T.c.amount, word=T.c.evidence,
    )  # fmt: skip
    stands = wanted.select_from(T).join(B, B.c.id == T.c.booking_id).join(S, S.c.id == B.c.slot_id)
    mine = (B.c.bazaar_id.in_(bazaar_ids), B.c.state == BookingState.CONFIRMED, is_held(S))
    return stands.where(*mine, T.c.id == newest, T.c.amount.is_not(None))


def findings_of(stands: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Facts `finding`: what was written down (`word`), when (`at`) and as which (`n`), of each of these stands (a
    condition on bookings) that was at some time found not to stand there."""
    nowhere = N.alias("nowhere")
    once = sa.select(nowhere.c.booking_id).where(nowhere.c.found.in_(SOLD_NOTHING))
    wanted = fact("finding", booking_id=N.c.booking_id, n=N.c.id, word=N.c.found, at=N.c.at)
    mine = wanted.select_from(N).join(B, B.c.id == N.c.booking_id)
    return mine.where(stands, N.c.booking_id.in_(once))


def counted(amounts: Iterable[Any], findings: Iterable[Any], final: Mapping[int, datetime]) -> list[Any]:
    """Those of the facts `amount` that count; `final` is from when the numbers of each day stay as they are."""
    notes = _by_stand(findings)
    return [row for row in amounts if not _nowhere(notes[row.booking_id], final[row.slot_id])]


def uncounted(db: Session, final: Mapping[int, datetime]) -> set[int]:
    """Of bookings, each with the moment from which its numbers stay, those of which nothing counts."""
    notes = _by_stand(read_facts(db, findings_of(B.c.id.in_(final)))["finding"])
    return {key for key, until in final.items() if _nowhere(notes[key], until)}


def _by_stand(findings: Iterable[Any]) -> dict[int, list[Any]]:
    """By booking what was written down of it, the oldest first."""
    notes = defaultdict[int, list[Any]](list)
    for row in sorted(findings, key=lambda row: int(row.n)):
        notes[row.booking_id].append(row)
    return notes


def _nowhere(notes: Iterable[Any], until: datetime) -> bool:
    """Whether a stand was found not to stand there at last, before then."""
    known = [row.word for row in notes if row.at < until]
    return bool(known) and known[-1] in SOLD_NOTHING
