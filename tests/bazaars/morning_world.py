"""A bazaar on its morning, made by the verbs in two transactions: who stands has said yes, its first day runs."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from market.bazaars.allocation.plan_file import allocate
from market.bazaars.allotting.plan import publish, start_run
from market.bazaars.bazaar import Bazaar, draft_bazaar
from market.bazaars.booking.answering import confirm, decline
from market.bazaars.booking.booking import BookedHour, bookings_of
from market.bazaars.planning.floor_plan import add_block
from market.bazaars.registering.application import applications_of
from market.bazaars.registering.saving import save_application
from market.bazaars.slot import Slot, slots_of
from market.kernel.clock import now
from market.kernel.db import write
from market.people.access import CLOCK, Actor
from market.people.founding.founding import found_group
from market.people.group import GroupKind
from tests import world
from tests.bazaars.world import all_eligible, drawn_at_once, time_is_up

AHEAD = timedelta(days=30)


@dataclass
class Hall:
    """Its address, who stands and who waits, by the names of their groups, with the ids of their chairs."""

    slug: str
    standing: dict[str, int]
    waiting: dict[str, int]
    slugs: dict[str, str]


def a_hall(
    officer: int,
    blocks: dict[str, int],
    waiting: int,
    *,
    gives_back: int = 0,
    today: bool = False,
    published: bool = True,
    frozen: bool = True,
    one_day: int = 0,
    season: bool = False,
) -> Hall:
    """As many groups as there are booths, and some who wait; the last in rank of those seated give their booths back,
    which stay free. With `today` its first day began two hours ago; otherwise in thirty days.
    Not `published`: its plan is made; not `frozen`: it is judged. The first `one_day` groups ask for its first day."""
    booths = sum(blocks.values())

    def registered(db: Session) -> tuple[int, dict[str, int], dict[str, str]]:
        bazaar = draft_bazaar(
            db, name="Bazar Pagi", village="71.72", agency="Dinas Perikanan Bitung", by_id=officer, venue="Lapangan",
            closes_at=now() + timedelta(days=5), season=season,
        )  # fmt: skip
        for offset in range(2):
            day = (now() + AHEAD).date() + timedelta(days=offset)
            Slot(bazaar_id=bazaar.key, day=day, starts=time(9), ends=time(17)).add(db)
        for zone, many in blocks.items():
            add_block(bazaar, zone, 1, many)
        bazaar.open(CLOCK)
        slots, chairs, slugs = [slot.key for slot in slots_of(db, bazaar.key)], {}, {}
        for number in range(booths + waiting):
            chair = world.a_person(db, f"Ketua {number}", 1000 + number)
            name = f"Kelompok {number:02d}"
            group = found_group(db, chair, name=name, kind=GroupKind.GROUP, village=world.GIRIAN, phone=None)
            chairs[name], slugs[name] = chair.key, group.slug
            save_application(
                db, bazaar, group, slots=slots[: 1 if number < one_day else 2], needs=[], zones=[],
                by=Actor(name=chair.name), booths_min=1, booths_max=1,
                accepts_fewer_slots=False, watt=0, category="kerupuk", goods="Kerupuk ikan",
            ).application.submit(bazaar, by=CLOCK)  # fmt: skip
        return bazaar.key, chairs, slugs

    key, chairs, slugs = write(registered)

    def held(db: Session) -> Hall:
        bazaar = Bazaar.get(db, key)
        time_is_up(bazaar)
        all_eligible(db, bazaar, officer)
        if not frozen:
            return Hall(bazaar.slug, {}, chairs, slugs)
        drawn_at_once(db, bazaar)
        run = start_run(db, bazaar, by=Actor(name="Hendra"), budget=500)
        run.begin()
        run.finish(allocate(run.problem_file, seed=run.seed, budget=run.budget))
        if not published:
            return Hall(bazaar.slug, {}, chairs, slugs)
        publish(db, bazaar, run.version, by=CLOCK)
        seated = [(a, g) for a, g in applications_of(db, key) if bookings_of(db, a.key)]
        for number, (application, _group) in enumerate(seated):
            (decline if number < gives_back else confirm)(db, bazaar, application, by=CLOCK)
        if today:
            _begin(db, bazaar)
        there = {group.name: chairs[group.name] for _a, group in seated[gives_back:]}
        gone = {group.name for _a, group in seated[:gives_back]}
        waits = {name: chair for name, chair in chairs.items() if name not in there and name not in gone}
        return Hall(bazaar.slug, there, waits, slugs)

    return write(held)


def _begin(db: Session, bazaar: Bazaar) -> None:
    """Its days are today and tomorrow; the names in the files stay."""
    here = datetime.now(bazaar.zone)
    starts = max(time(0), (here - timedelta(hours=2)).time().replace(second=0, microsecond=0))
    starts = starts if starts < here.time() else time(0)
    for offset, slot in enumerate(slots_of(db, bazaar.key)):
        slot.listed_as = slot.name
        moved = date.fromordinal(here.date().toordinal() + offset) - slot.day
        slot.day, slot.starts, slot.ends = slot.day + moved, starts, time(23, 59)
        db.flush()
    for hour in db.query(BookedHour):
        db.delete(hour)
    bazaar.published_at = now() - timedelta(days=10)
