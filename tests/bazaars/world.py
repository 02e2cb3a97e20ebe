"""A bazaar in every state, made by the program's own pages."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import time_machine
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from market.bazaars.allotting.draw import draw
from market.bazaars.allotting.freezing import freeze
from market.bazaars.allotting.runs import run_waiting
from market.bazaars.bazaar import Bazaar, bazaar_by_slug
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.planning.named_draw import DrawWay, named_draw
from market.bazaars.registering.application import ApplicationState, applications_of
from market.bazaars.registering.judging import Finding, judge_each
from market.kernel.clock import now
from market.kernel.db import read, write
from market.people.access import CLOCK, Actor
from market.people.founding.founding import found_group
from market.people.group import Group, GroupKind
from market.people.person import Person
from tests import world
from tests.kept import kept


@dataclass
class Fair:
    """The officer's browser, the bazaar's address, and groups with their chairs."""

    officer: TestClient
    slug: str
    groups: list[tuple[str, int]]

    @property
    def desk(self) -> str:
        return f"/dinas/bazar/{self.slug}"

    def chair(self, number: int) -> TestClient:
        return world.as_person(self.groups[number][1])

    def page(self, number: int) -> str:
        return f"/lapak/{self.groups[number][0]}/bazar/{self.slug}"


DRAW = {"draw_way": "source", "source": "Undian Bank Sulut, hadiah pertama", "reading": "empat angka terakhir"}
DRAWN_BEFORE = timedelta(days=4)  # long enough that nobody may object any more


def day(offset: int) -> str:
    return str((now() + timedelta(days=offset)).date())


def auditor_link(fair, auditor: str = "Inspektorat Kota") -> str:
    """The office names an auditor: the link that it is shown once."""
    answer = fair.officer.post(fair.desk + "/sesudah/pemeriksa", data={"auditor": auditor})
    done(answer, 200)
    return re.search(r"/bazar/[^/]+/periksa\?kunci=[\w-]+", answer.text)[0]


def done(answer, code: int = 303) -> str:
    """Where a form led; says what a refusal said."""
    assert answer.status_code == code, (
        answer.status_code,
        re.findall(r'(?s)class="refusal".*?<span>(.*?)</span>', answer.text),
        answer.text[-300:],
    )
    return answer.headers.get("location", "")


@kept
def a_fair(officer: int, groups: int = 6, booths: int = 4, first: int = 0) -> Fair:
    """A draft of two days with a block of booths, and groups of that place that sell nothing online."""

    def more(db) -> list[tuple[str, int]]:
        found = []
        for n in range(first, first + groups):
            chair = Person(
                name=f"Ketua {n}",
                phone=f"+6281299{n:05d}",
                email=f"ketua{n}@contoh.id",
                password_hash=world.hashed(world.PASSWORD),
            ).add(db)
            group = found_group(db, chair, name=f"Kelompok {n}", kind=GroupKind.GROUP, village=world.GIRIAN, phone=None)
            found.append((group.slug, chair.key))
        return found

    made = write(more)
    browser = world.as_person(officer)
    form = {
        "name": "Bazar Pesisir",
        "closes_on": day(5),
        "closes_at": "21:00",
        "venue": "Lapangan",
        "draw_at": "Aula",
        "category_limit": "6",
        **DRAW,
    }
    desk = done(browser.post("/dinas/bazar/baru", data=form))
    for offset in (20, 21):
        done(browser.post(desk + "/hari", data={"day": day(offset), "starts": "09:00", "ends": "17:00"}))
    done(browser.post(desk + "/denah/blok", data={"zone": "A", "rows": "1", "per_row": str(booths)}))
    return Fair(browser, desk.rsplit("/", 1)[1], made)


def register(fair: Fair, number: int, **more) -> None:
    browser = fair.chair(number)
    page = browser.get(fair.page(number)).text
    slots = re.findall(r'name="slots"\s+value="(\d+)"', page)
    done(
        browser.post(
            fair.page(number), data={"slots": slots, "booths_min": "1", "booths_max": "1", "goods": "Kerupuk"} | more
        )
    )


def closed(fair: Fair) -> None:
    """Registration is over, as if its time had passed."""

    def passed(db) -> None:
        bazaar_by_slug(db, fair.slug).closes_at = now()

    write(passed)
    done(fair.officer.post(fair.desk + "/tutup"))


def time_is_up(bazaar: Bazaar) -> None:
    """Registration is over, as if its time had passed."""
    bazaar.closes_at = now()
    bazaar.close(CLOCK)


def judged(fair: Fair, **more: str) -> None:
    """Everybody who registered is eligible, by one press."""
    queue = fair.officer.get(fair.desk + "/pendaftaran").text
    if lines := re.findall(r'name="lines"\s+value="([^"]+)"', queue):
        done(fair.officer.post(fair.desk + "/pendaftaran", data={"lines": lines, "verdict": "eligible"} | more))


def numbers_of(fair: Fair, query: str = "") -> list[str]:
    """The registration numbers on the officer's list, in its order."""
    page = fair.officer.get(f"{fair.desk}/pendaftaran{query}").text
    return re.findall(r'/pendaftaran/(P-[^"]+)"', page.partition('class="judged"')[2])


def all_eligible(db: Session, bazaar: Bazaar, officer: int) -> None:
    """Everybody who registered is eligible."""
    numbers = [application.number for application, _ in applications_of(db, bazaar.key)]
    judge_each(db, bazaar, dict.fromkeys(numbers), Finding(state=ApplicationState.ELIGIBLE, by_id=officer))


def draw_at(fair: Fair, moment: datetime, digits: int = 4) -> None:
    """The draw had been named for this moment."""

    def work(db) -> None:
        draw = named_draw(bazaar_by_slug(db, fair.slug))
        draw.at, draw.digits, draw.way, draw.source = moment, digits, DrawWay.SOURCE, DRAW["source"]

    write(work)


def drawn_at_once(db, bazaar) -> None:
    """Frozen and drawn in one transaction, as if it had been days ago."""
    named = named_draw(bazaar)
    named.at, named.digits = now().replace(microsecond=0) - DRAWN_BEFORE, 4
    named.way, named.source = DrawWay.SOURCE, DRAW["source"]
    if bazaar.state is BazaarState.OPEN:
        time_is_up(bazaar)
    freeze(db, bazaar, by=CLOCK)
    bazaar.frozen_at = named.at - timedelta(hours=2)
    draw(db, bazaar, "4711", by=Actor(name="Petugas"))
    named.entered_at = named.told_at = named.at


def frozen(fair: Fair, digits: int = 4) -> None:
    """Frozen days ago, two hours before a moment that was named."""
    moment = now().replace(microsecond=0) - DRAWN_BEFORE
    draw_at(fair, moment, digits)
    with time_machine.travel(moment - timedelta(hours=2)):
        done(fair.officer.post(fair.desk + "/pembagian/bekukan"))


def drawn(fair: Fair, number: str = "4711") -> None:
    """The number entered when it was out, days ago, so that it is final; frozen before that, if it was not yet."""
    with read() as db:
        is_frozen = bazaar_by_slug(db, fair.slug).frozen_at is not None
    if not is_frozen:
        frozen(fair, len(number))
    with read() as db:
        moment = named_draw(bazaar_by_slug(db, fair.slug)).at
    with time_machine.travel(moment + timedelta(minutes=1)):
        done(fair.officer.post(fair.desk + "/pembagian/angka", data={"number": number}))


@kept
def allotted(fair: Fair, number: str = "4711") -> None:
    """Closed, judged, frozen, drawn and run."""
    closed(fair)
    judged(fair)
    drawn(fair, number)
    done(fair.officer.post(fair.desk + "/pembagian/hitung"))
    run_waiting()


def group_id(slug: str) -> int:
    with read() as db:
        return next(g.key for g in db.query(Group) if g.slug == slug)
