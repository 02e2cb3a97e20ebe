"""An officer's desk: what waits for her over all bazaars of her offices.

What is counted for the first page and what a list shows are the same statement, so that no number says other than its
list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.appeal import Appeal
from market.bazaars.after.swap import Swap, SwapState
from market.bazaars.allotting.correcting import confirmable
from market.bazaars.allotting.objection import DrawEvent, DrawEventKind
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import LIVE, Booking, BookingState
from market.bazaars.booking.notice import Notice
from market.bazaars.booking.reply import RepliedBy, silent
from market.bazaars.booking.told import Narrowing, narrowing
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.registering.application_slot import ApplicationSlot
from market.bazaars.registering.documents import runs_out_by
from market.bazaars.slot import Slot, has_begun, is_held, last_day
from market.bazaars.whose import InvitedOffice, offices_acted_for, unanswered, worked_on_by
from market.kernel.clock import MORNING, now, today
from market.kernel.record import from_row, table
from market.people.certificate import Certificate
from market.people.group import Group, Located

S = BazaarState
A, B, C, G, K, L = (table(each) for each in (Application, Bazaar, Certificate, Group, Booking, ApplicationSlot))
E, I, N, P, X, Z = (table(each) for each in (DrawEvent, InvitedOffice, Notice, Appeal, Swap, Slot))


class DeskWait(StrEnum):
    """What waits for an officer: registrations that nobody judged; objections to the number of a draw and what another
    officer asked and she may confirm, without which nothing is published; appeals without an answer; exchanges of
    booths that the office decides; papers that do not hold until the last day a group asks for, offers that lapse
    tonight, letters that somebody has to bring; the bazaars of other offices that hers is asked to work on."""

    REGISTRATIONS = "registrations"
    OBJECTIONS = "objections"
    SECOND = "second"
    APPEALS = "appeals"
    SWAPS = "swaps"
    PAPERS = "papers"
    OFFERS = "offers"
    LETTERS = "letters"
    ASKED_IN = "asked_in"


W = DeskWait


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer, the zone her day is in, and what waits for her as a second one (`confirmable`)."""

    person_id: int
    zone: ZoneInfo
    confirms: frozenset[int]


def desk_of(db: Session, person_id: int, zone: ZoneInfo) -> Desk:
    return Desk(person_id, zone, confirmable(db, person_id))


@dataclass(frozen=True, slots=True)
class WaitingLine(Located):
    """One thing that waits: in which bazaar, of which registration, since or until when. `what` is a kind of paper, or
    what a second officer is to confirm: then `group` is who asked for it, as the office is that asks hers in."""

    village: str
    slug: str
    bazaar: str
    number: str
    group: str
    at: datetime | None
    day: date | None
    what: str


Rows = sa.Select[tuple[Any, ...]]
NEVER, NO_DAY = sa.cast(sa.null(), K.c.answer_by.type), sa.cast(sa.null(), C.c.expires_on.type)
NOTHING = sa.literal("")


def _rows(desk: Desk, at: Any, day: Any = NO_DAY, what: Any = NOTHING) -> Rows:
    """Registrations of the bazaars that an officer works on."""
    columns = (
        A.c.id.label("key"), B.c.id.label("bazaar_id"), B.c.slug, B.c.name.label("bazaar"), B.c.village, A.c.number,
        G.c.name.label("group"), at.label("at"), day.label("day"), what.label("what"),
    )  # fmt: skip
    wanted = sa.select(*columns).join(B, B.c.id == A.c.bazaar_id).join(G, G.c.id == A.c.group_id)
    return wanted.where(worked_on_by(desk.person_id))


def _registrations(desk: Desk) -> Rows:
    judged = sa.and_(B.c.state.in_((S.OPEN, S.CLOSED)), B.c.frozen_at.is_(None))
    return _rows(desk, A.c.sent_at).where(A.c.state == ApplicationState.SUBMITTED, judged)


def _appeals(desk: Desk) -> Rows:
    waiting = _rows(desk, P.c.made_at).join(P, P.c.application_id == A.c.id)
    return waiting.where(P.c.answered_at.is_(None), B.c.state == S.PUBLISHED)


def _objections(desk: Desk) -> Rows:
    waiting = _rows(desk, E.c.made_at).join(E, E.c.application_id == A.c.id)
    return waiting.where(E.c.kind == DrawEventKind.OBJECTION, E.c.answered_at.is_(None), B.c.state == S.CLOSED)


def _second(desk: Desk) -> Rows:
    """What she may confirm; it may be of no registration."""
    wanted = sa.select(
        E.c.id.label("key"), B.c.id.label("bazaar_id"), B.c.slug, B.c.name.label("bazaar"), B.c.village,
        NOTHING.label("number"), E.c.made_by.label("group"), E.c.made_at.label("at"), NO_DAY.label("day"),
        sa.cast(E.c.kind, sa.Text).label("what"),
    ).join(B, B.c.id == E.c.bazaar_id)  # fmt: skip
    return wanted.where(E.c.id.in_(desk.confirms))


def _swaps(desk: Desk) -> Rows:
    """Before the first day begins, as `Swap.waits_for_office`."""
    begun = sa.select(Z.c.id).where(Z.c.bazaar_id == B.c.id, has_begun(Z, B.c.village)).exists()
    waiting = _rows(desk, X.c.asked_at).join(X, X.c.from_id == A.c.id)
    return waiting.where(X.c.state == SwapState.AGREED, B.c.state == S.PUBLISHED, sa.not_(begun))


def _papers(desk: Desk) -> Rows:
    """Of groups that may still stand there, while their last day is to come."""
    asked = sa.select(sa.func.max(Z.c.day)).join(Z, Z.c.id == L.c.slot_id)
    last = asked.where(L.c.application_id == A.c.id, is_held(Z)).correlate(A).scalar_subquery()
    stands = sa.select(K.c.id).where(K.c.application_id == A.c.id, K.c.state.in_(LIVE)).exists()
    hoped = A.c.state.in_((ApplicationState.SUBMITTED, ApplicationState.ELIGIBLE))
    may_stand = sa.or_(sa.and_(B.c.state.in_((S.OPEN, S.CLOSED)), hoped), sa.and_(B.c.state == S.PUBLISHED, stands))
    kind = sa.cast(C.c.kind, sa.Text)
    waiting = _rows(desk, NEVER, sa.func.max(C.c.expires_on), kind).join(C, C.c.group_id == G.c.id)
    waiting = waiting.where(may_stand, last >= today(desk.zone), runs_out_by(C, last))
    return waiting.group_by(A.c.id, B.c.id, G.c.id, C.c.kind)


def _offers(desk: Desk) -> Rows:
    """Until nine tomorrow, to which deadlines move that fall into the night."""
    morning = datetime.combine(today(desk.zone) + timedelta(days=1), MORNING, desk.zone)
    lapses = (K.c.state == BookingState.OFFERED, K.c.answer_by > now(), K.c.answer_by <= morning)
    waiting = _rows(desk, sa.func.min(K.c.answer_by)).join(K, K.c.application_id == A.c.id)
    return waiting.where(B.c.state == S.PUBLISHED, silent(A.c.id), *lapses).group_by(A.c.id, B.c.id, G.c.id)


def _letters(desk: Desk) -> Rows:
    """Groups that only a person can tell, of a bazaar that is not over. A group that said yes on the phone knows it:
    that the office wrote it down is no news to be brought to it. A no frees its booth, and is."""
    waiting = _rows(desk, sa.func.min(N.c.written_at)).join(N, N.c.application_id == A.c.id)
    last = last_day(B.c.id)
    to_come = sa.or_(last.is_(None), last >= today(desk.zone))
    yes, officer = N.c.params["step"].as_string() == "yes", N.c.params["kind"].as_string() == RepliedBy.OFFICER
    own_yes = sa.and_(N.c.template == "bazaar_reply_noted", yes, officer)
    return waiting.where(narrowing(Narrowing.BY_HAND), sa.not_(own_yes), to_come).group_by(A.c.id, B.c.id, G.c.id)


def _asked_in(desk: Desk) -> Rows:
    """Whose officer she is, not only a reader."""
    wanted = sa.select(
        I.c.id.label("key"), B.c.id.label("bazaar_id"), B.c.slug, B.c.name.label("bazaar"), B.c.village,
        NOTHING.label("number"), B.c.agency.label("group"), I.c.asked_at.label("at"), NO_DAY.label("day"),
        NOTHING.label("what"),
    ).join(B, B.c.id == I.c.bazaar_id)  # fmt: skip
    return wanted.where(unanswered(), I.c.office_id.in_(offices_acted_for(desk.person_id)))


ROWS = {
    W.REGISTRATIONS: _registrations, W.OBJECTIONS: _objections, W.SECOND: _second, W.APPEALS: _appeals,
    W.SWAPS: _swaps, W.PAPERS: _papers, W.OFFERS: _offers, W.LETTERS: _letters,
    W.ASKED_IN: _asked_in,
}  # fmt: skip


def waiting_lines(db: Session, desk: Desk, kind: DeskWait, *, limit: int, offset: int = 0) -> list[WaitingLine]:
    """What of this kind waits, bazaar by bazaar, by the names of the groups."""
    found = ROWS[kind](desk).order_by("bazaar", "bazaar_id", "group", "key")
    return [from_row(WaitingLine, row) for row in db.execute(found.limit(limit).offset(offset))]


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """How many of each kind wait in each bazaar, by (kind, id of the bazaar)."""

    counts: Mapping[tuple[DeskWait, int], int]

    def of(self, kind: DeskWait, bazaar_id: int | None = None) -> int:
        """In one bazaar, or in all of them."""
        return sum(n for (each, where), n in self.counts.items() if each == kind and bazaar_id in (None, where))

    @property
    def kinds(self) -> list[tuple[DeskWait, int]]:
        """Each kind of which something waits, with how many."""
        return [(kind, n) for kind in DeskWait if (n := self.of(kind))]


def waiting_for_officer(db: Session, desk: Desk) -> DeskCounts:
    """All kinds of all her bazaars, in one statement."""
    parts = []
    for kind, rows in ROWS.items():
        lines = rows(desk).subquery()
        counting = sa.select(sa.literal(kind.value).label("kind"), lines.c.bazaar_id, sa.func.count().label("waiting"))
        parts.append(counting.group_by(lines.c.bazaar_id))
    found = db.execute(sa.union_all(*parts))
    return DeskCounts({(DeskWait(row.kind), row.bazaar_id): row.waiting for row in found})
