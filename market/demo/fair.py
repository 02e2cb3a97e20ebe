"""A bazaar of the demo, at one of three steps: open for registration, drawn, or held from the plan to its report."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.allocation.plan_file import allocate
from market.bazaars.allotting.draw import draw
from market.bazaars.allotting.freezing import freeze
from market.bazaars.allotting.plan import Plan, publish, start_run
from market.bazaars.bazaar import Bazaar, draft_bazaar
from market.bazaars.booking.booking import BookedHour
from market.bazaars.booking.stands import stands_in
from market.bazaars.planning.floor_plan import add_block, give_features, set_circuit
from market.bazaars.planning.landmark import Area, LandmarkKind
from market.bazaars.planning.named_draw import Draw, DrawWay, named_draw
from market.bazaars.planning.programme import add_performance, programme_of
from market.bazaars.planning.steps import place_landmark
from market.bazaars.registering.application import ApplicationState, ReservedShare, applications_of
from market.bazaars.registering.judging import Finding, judge_each
from market.bazaars.registering.saving import save_application
from market.bazaars.slot import Slot, slots_of
from market.demo import held
from market.kernel.clock import now
from market.kernel.record import table
from market.people.access import Actor
from market.people.group import Group

BITUNG, AGENCY = "71.72", "Dinas Perikanan Bitung"
KINDS = (
    ("Kerupuk", "kerupuk"), ("Ikan Asap", "ikan-asap"), ("Kue", "abon-sambal"), ("Anyaman", "anyaman"),
    ("Jahit", "jahitan"), ("Abon", "abon-sambal"), ("Kebun", "kebun"), ("Sambal", "abon-sambal"),
)  # fmt: skip
PROGRAMME = (
    (0, time(10), "Pembukaan dan Tari Maengket, Sanggar Girian"),
    (0, time(15), "Lomba memasak cakalang, antar-kelurahan"),
    (1, time(16), "Panggung anak: dongeng dan musik bambu"),
)
AHEAD = timedelta(days=60)  # of today: a bazaar that was held is planned there, and moved to its days
GOODS = ("buatan sendiri, siap dibawa pulang", "tiga macam, boleh dilihat dulu", "yang baru jadi pagi itu")


@dataclass(frozen=True, slots=True)
class Fair:
    """A bazaar to be made: its name and venue, its first day, how many booths, and by which chance groups want what."""

    name: str
    venue: str
    first: date
    booths: int
    seed: int


def _plan(db: Session, officer: Actor, fair: Fair, first: date) -> Bazaar:
    """Two days from `first` on, with two blocks, power and water, open for registration."""
    bazaar = draft_bazaar(
        db, name=fair.name, village=BITUNG, agency=AGENCY, by_id=officer.key, venue=fair.venue,
        kelurahan_limit=4, category_limit=6,
        draw_at="Di depan peserta, Aula Dinas Perikanan", reserved_groups=2,
        reserved_for="yang dipimpin penyandang disabilitas",
        story="Ikan asap, kerupuk, jahitan, dan sayur langsung dari yang membuat. Masuk gratis, ada panggung anak "
        "setiap sore.",
        rules="Setiap kelompok menjaga kebersihan stannya.\n\nMakanan dijual dengan tanggal baik sampai.",
        closes_at=now() + timedelta(days=12),
    )  # fmt: skip
    for offset in range(2):  # written, not added: a day that is past is refused
        Slot(bazaar_id=bazaar.key, day=first + timedelta(days=offset), starts=time(9), ends=time(21)).add(db)
    per_row = fair.booths // 4
    for zone in ("A", "B"):
        add_block(bazaar, zone, 2, per_row)
    set_circuit(bazaar, "Genset 1", 5500)
    powered = [f"A{n:02d}" for n in range(1, per_row + 1)]
    give_features(bazaar, powered, {"electricity": True, "wheelchair": True}, "Genset 1")
    give_features(bazaar, [f"B{n:02d}" for n in range(1, per_row + 1)], {"water": True, "wheelchair": True})
    row = 6  # below both blocks, which take five rows with the walk between them
    place_landmark(bazaar, None, LandmarkKind.STAGE, "", Area(row, 0, width=per_row - 1))
    place_landmark(bazaar, None, LandmarkKind.TOILET, "", Area(row, per_row - 1))
    place_landmark(bazaar, None, LandmarkKind.ENTRANCE, "", Area(2, 0))
    for offset, at, performer in PROGRAMME:
        add_performance(bazaar, first + timedelta(days=offset), at, performer, "Panggung utama")
    bazaar.open(officer)
    return bazaar


def _apply(db: Session, bazaar: Bazaar, groups: list[Group], seed: int) -> None:
    """These groups register, in no order that matters."""
    chance = random.Random(seed)
    slots = [slot.key for slot in slots_of(db, bazaar.key)]
    for number, group in enumerate(groups):
        wanted = slots if chance.random() < 0.7 else [chance.choice(slots)]
        kind, category = next((each for each in KINDS if group.name.startswith(each[0])), KINDS[number % len(KINDS)])
        powered = chance.random() < 0.25
        application = save_application(
            db, bazaar, group, slots=wanted, needs=["electricity"] if powered else [], by=Actor(name=group.name),
            zones=chance.sample(["A", "B"], 2), watt=chance.choice((150, 300, 400)) if powered else 0, booths_min=1,
            booths_max=2 if chance.random() < 0.15 else 1, accepts_fewer_slots=chance.random() < 0.8, category=category,
            goods=f"{kind} {chance.choice(GOODS)}",
            reserved_share=ReservedShare.SHOWN if number % 12 == 5 else ReservedShare.UNUSED,
        ).application  # fmt: skip
        application.submit(bazaar, by=Actor(name=group.name))
        application.reserved = number % 12 == 5


def open_bazaar(db: Session, officer: Actor, fair: Fair, groups: list[Group]) -> None:
    """Registration is open, these groups are registered, and two of three were looked at."""
    bazaar = _plan(db, officer, fair, fair.first)
    _name(bazaar, fair.first - timedelta(days=6))
    _apply(db, bazaar, groups, fair.seed)
    seen = [each.number for number, (each, _group) in enumerate(applications_of(db, bazaar.key)) if number % 3]
    judge_each(db, bazaar, dict.fromkeys(seen), Finding(state=ApplicationState.ELIGIBLE, by_id=officer.key))


def _name(bazaar: Bazaar, day: date) -> Draw:
    """Its number comes from outside: the close of the exchange in Jakarta on a day, which nobody here controls."""
    named = named_draw(bazaar)
    named.way, named.digits, named.times = DrawWay.SOURCE, 6, 9
    named.source = "IHSG saat penutupan, diumumkan Bursa Efek Indonesia"
    named.address, named.reading = "https://www.idx.co.id", "7.214,38 menjadi 721438"
    named.at = datetime.combine(day, time(17), bazaar.zone)
    return named


def _drawn(db: Session, bazaar: Bazaar, day: date, number: str, officer: Actor) -> None:
    """Frozen in the morning of a day that is past, and the number of that evening entered."""
    named = _name(bazaar, day)
    bazaar.closes_at = named.at - timedelta(days=1)
    freeze(db, bazaar, by=officer)
    bazaar.frozen_at = named.at - timedelta(hours=8)
    draw(db, bazaar, number, by=Actor(name=officer.name))
    named.entered_at = named.told_at = named.at + timedelta(hours=1)


def draw_bazaar(db: Session, officer: Actor, fair: Fair, groups: list[Group]) -> None:
    """Its number was entered three days ago, nobody objected: an officer may allot and publish."""
    bazaar = _plan(db, officer, fair, fair.first)
    _apply(db, bazaar, groups, fair.seed)
    drawn_on = datetime.now(bazaar.zone).date() - timedelta(days=3)
    bazaar.closes_at = datetime.combine(drawn_on - timedelta(days=2), time(21), bazaar.zone)
    _drawn(db, bazaar, drawn_on, "718305", officer)


def hold_bazaar(db: Session, officer: Actor, fair: Fair, groups: list[Group], picture: str) -> None:
    """A bazaar from plan to answers, then moved to its day: nothing of it could be decided once that has begun."""
    ahead = max(now().date() - fair.first, timedelta()) + AHEAD
    bazaar = _plan(db, officer, fair, fair.first + ahead)
    for slot in slots_of(db, bazaar.key):
        slot.listed_as = f"{slot.day - ahead}T{slot.starts:%H:%M}"
    _apply(db, bazaar, groups, fair.seed)
    everyone = [each.number for each, _group in applications_of(db, bazaar.key)]
    judge_each(db, bazaar, dict.fromkeys(everyone), Finding(state=ApplicationState.ELIGIBLE, by_id=officer.key))
    drawn_on = min(fair.first, now().date()) - timedelta(days=13)
    _drawn(db, bazaar, drawn_on, str(714_000 + fair.seed), officer)
    run: Plan = start_run(db, bazaar, by=Actor(name=officer.name), budget=20_000)
    run.begin()
    run.finish(allocate(run.problem_file, seed=run.seed, budget=run.budget))
    publish(db, bazaar, run.version, by=officer)
    held.tell_and_answer(db, bazaar, officer)
    _take_place(db, bazaar, ahead)
    _move(bazaar, fair.first)
    held.told_before(db, bazaar, bazaar.published_at or now())
    if bazaar.was_held(bazaar.days):
        held.past_days(db, bazaar, officer, picture)
    else:
        held.todays_morning(db, bazaar, officer)


def _take_place(db: Session, bazaar: Bazaar, ahead: timedelta) -> None:
    """Its days, what is on its stages and the hours promised to it are where they belong."""
    slots = slots_of(db, bazaar.key)
    promised = table(BookedHour).c.booking_id.in_([s.booking.key for slot in slots for s in stands_in(db, slot.key)])
    for hour in db.scalars(sa.select(BookedHour).where(promised)):
        hour.hour -= ahead
    for slot in slots:
        slot.day -= ahead
    for performance in programme_of(db, bazaar.key):
        performance.day -= ahead
    db.flush()


def _move(bazaar: Bazaar, first: date) -> None:
    """What was decided, was decided before its first day."""
    for days, name in ((25, "made_at"), (15, "closes_at"), (10, "published_at")):
        at = datetime.combine(first - timedelta(days=days), time(10), bazaar.zone)
        setattr(bazaar, name, min(at, now()))
