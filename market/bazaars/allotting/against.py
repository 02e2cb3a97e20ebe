"""What speaks against a registration, for the officer who judges: said on its line, and never a bar by itself."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import add

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.stands import busy_hours
from market.bazaars.booth import Booth
from market.bazaars.planning.floor_plan import FEATURES
from market.bazaars.registering.application import SENT, Application, ApplicationState, Named
from market.bazaars.registering.asked import asked_by_application
from market.bazaars.registering.documents import Document, documents_of
from market.bazaars.slot import Slot
from market.kernel.record import table
from market.people.group import Group, GroupState


class Against(StrEnum):
    """`over_limit`: more groups of its kelurahan registered than the bazaar takes; `no_booth`: no sound booth has all
    that it needs."""

    SUSPENDED = "suspended"
    UNCHECKED = "unchecked"
    MISSING = "missing"
    EXPIRED = "expired"
    RUNS_OUT = "runs_out"
    ELSEWHERE = "elsewhere"
    OVER_LIMIT = "over_limit"
    NO_BOOTH = "no_booth"


A, G = table(Application), table(Group)
PAPERS = (Against.MISSING, Against.EXPIRED, Against.RUNS_OUT)


@dataclass(frozen=True)
class Candidate:
    """A registration as it is judged: its group, the days it asks for, its papers, and what speaks against it."""

    application: Application
    group: Group
    slots: list[Slot]
    papers: list[Document]
    against: list[Against]

    @property
    def keys(self) -> list[int]:
        return [slot.key for slot in self.slots]

    @property
    def kelurahan(self) -> str:
        """Its village, without what the village lies in."""
        return self.group.village_name.partition(",")[0]


def candidates_of(db: Session, bazaar: Bazaar) -> list[Candidate]:
    """Everybody who sent a registration, by the names of the groups; in a handful of statements."""
    (everyone, booths), asked = _everyone(db, bazaar), asked_by_application(db, bazaar.key)
    last = {group.key: max(slot.day for slot in asked[a.key]) for a, group in everyone if asked.get(a.key)}
    papers = documents_of(db, bazaar, [group for _, group in everyone], until=last)
    busy = busy_hours(db, [group.key for _, group in everyone], except_bazaar=bazaar.key)
    full = _full(bazaar, everyone)
    found = []
    for application, group in everyone:
        slots, own = asked.get(application.key, []), papers.get(group.key, [])
        hours = busy.get(group.key, set())
        speaks = {
            Against.SUSPENDED: not group.open,
            Against.UNCHECKED: group.open and group.state is not GroupState.CHECKED,
            **{each: any(paper.state == each for paper in own) for each in PAPERS},
            Against.ELSEWHERE: any(hours.intersection(slot.hours(bazaar)) for slot in slots),
            Against.OVER_LIMIT: group.village in full,
            Against.NO_BOOTH: not any(have.issuperset(application.asked_needs) for have in booths),
        }
        found.append(Candidate(application, group, slots, own, [each for each, so in speaks.items() if so]))
    return found


def _everyone(db: Session, bazaar: Bazaar) -> tuple[list[Named], list[frozenset[str]]]:
    """Who sent a registration; and what a sound booth has, each combination once: in one statement."""
    b = table(Booth)
    has = [sa.case((b.c[name], f"{name} "), else_="") for name in FEATURES]
    kinds = sa.select(reduce(add, has).label("has")).where(b.c.bazaar_id == bazaar.key, b.c.broken_at.is_(None))
    each = kinds.distinct().subquery()
    told = sa.select(sa.func.aggregate_strings(each.c.has, ",")).scalar_subquery()
    wanted = sa.select(Application, Group, told.label("kinds")).join(Group, G.c.id == A.c.group_id)
    sent = (A.c.bazaar_id == bazaar.key, A.c.state != ApplicationState.DRAFT)
    found = db.execute(wanted.where(*sent).order_by(G.c.name)).all()
    booths = found[0].kinds.split(",") if found and found[0].kinds is not None else []
    return [(row.Application, row.Group) for row in found], [frozenset(words.split()) for words in booths]


def _full(bazaar: Bazaar, everyone: list[Named]) -> set[str]:
    """The kelurahan of which more groups registered than the bazaar takes."""
    here = Counter(group.village for application, group in everyone if application.state in SENT)
    return {village for village, n in here.items() if bazaar.kelurahan_limit and n > bazaar.kelurahan_limit}
