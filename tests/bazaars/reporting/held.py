"""A bazaar that was held, made by statements: groups with one booth each, who came, what they sold."""

from dataclasses import dataclass
from datetime import time, timedelta

from fastapi.testclient import TestClient

from market.bazaars.bazaar import Bazaar, draft_bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import BookedBooth, Booking, BookingState
from market.bazaars.booking.found import Attendance, Found
from market.bazaars.planning.floor_plan import add_block
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.reporting.turnover import Evidence, Turnover
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.db import write
from market.people.founding.founding import found_group
from market.people.group import GroupKind
from market.people.person import Person
from tests import world

AGENCY = "Dinas Perikanan Bitung"


@dataclass
class Held:
    """`groups` are ids, `chairs` of them, `bookings` by group and day; the days began `begun` ago, a day apart."""

    bazaar: int
    slug: str
    groups: list[int]
    slugs: list[str]
    chairs: list[int]
    slots: list[int]
    bookings: dict[tuple[int, int], int]

    @property
    def desk(self) -> str:
        return f"/dinas/bazar/{self.slug}"

    def page(self, n: int) -> str:
        return f"/lapak/{self.slugs[n]}/bazar/{self.slug}"

    def chair(self, n: int) -> TestClient:
        return world.as_person(self.chairs[n])

    def booking(self, n: int, day: int = 0) -> int:
        return self.bookings[n, day]


def some_groups(count: int, first: int = 0) -> list[tuple[int, str, int]]:
    """Groups of Girian with their chairs: id, slug, the chair's id."""

    def work(db):
        found = []
        for n in range(first, first + count):
            chair = Person(name=f"Ketua {n}", phone=f"+6281299{n:05d}", phone_proved_at=now()).add(db)
            group = found_group(db, chair, name=f"Kelompok {n}", kind=GroupKind.GROUP, village=world.GIRIAN, phone=None)
            found.append((group.key, group.slug, chair.key))
        return found

    return write(work)


def a_held_bazaar(
    officer: int, groups: list[tuple[int, str, int]], *, name: str = "Bazar Pesisir", days: int = 2,
    begun: timedelta = timedelta(hours=3), came: bool = True, agency: str = AGENCY, fee: int = 0,
) -> Held:  # fmt: skip
    """Its first day began so long ago, for eight hours; every group stands there on each day, and came on those that
    began."""

    def work(db):
        bazaar = draft_bazaar(db, name=name, village="71.72", agency=agency, by_id=officer, venue="Lapangan")
        opens = (now() - begun).astimezone(bazaar.zone)
        add_block(bazaar, "A", 1, len(groups))
        bazaar.state, bazaar.published_at = BazaarState.PUBLISHED, now() - begun - timedelta(days=9)
        slots = [
            Slot(bazaar_id=bazaar.key, day=opens.date() + timedelta(days=n), starts=opens.time().replace(microsecond=0),
                 ends=time(23, 59)).add(db)
            for n in range(days)
        ]  # fmt: skip
        return bazaar, slots

    def rows(db):
        bazaar, slots = work(db)
        from market.bazaars.booth import booths_of

        booths, bookings = booths_of(db, bazaar.key), {}
        for n, (group_id, _slug, _chair) in enumerate(groups):
            application = Application(
                bazaar_id=bazaar.key, group_id=group_id, number=f"P-{bazaar.key:02d}{n:04d}", category="kerupuk",
                state=ApplicationState.ELIGIBLE, goods="Kerupuk",
            ).add(db)  # fmt: skip
            for day, slot in enumerate(slots):
                booking = Booking(
                    bazaar_id=bazaar.key, application_id=application.key, group_id=group_id, slot_id=slot.key,
                    state=BookingState.CONFIRMED,
                ).add(db)  # fmt: skip
                BookedBooth(booking_id=booking.key, slot_id=slot.key, booth_id=booths[n].key).add(db)
                bookings[n, day] = booking.key
                if came and slot.begun(bazaar):
                    Attendance(
                        booking_id=booking.key, found=Found.ARRIVED, at=slot.begins_at(bazaar), noted_by="Hendra"
                    ).add(db)
        return Held(
            bazaar.key, bazaar.slug, [g for g, _, _ in groups], [s for _, s, _ in groups], [c for _, _, c in groups],
            [slot.key for slot in slots], bookings,
        )  # fmt: skip

    return write(rows)


def sold(held: Held, amounts: dict[tuple[int, int], int], evidence: Evidence = Evidence.STATED) -> None:
    """By group and day what was typed."""

    def work(db):
        for key, amount in amounts.items():
            Turnover(booking_id=held.bookings[key], amount=amount, evidence=evidence, by="Ketua").add(db)

    write(work)


def moved_back(held: Held, by: timedelta) -> None:
    """The bazaar was so much earlier."""

    def work(db):
        bazaar = Bazaar.get(db, held.bazaar)
        bazaar.published_at -= by
        for key in held.slots:
            slot = Slot.get(db, key)
            slot.day -= by

    write(work)
