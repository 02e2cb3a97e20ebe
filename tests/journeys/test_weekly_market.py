"""A weekly market through four Saturdays, over the end of a year: every act is a button of a page, pressed as it
stands."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from fastapi.testclient import TestClient

from market.web.drawn import Drawn
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import say_yes
from tests.bazaars.booking.test_season import bookings, planned, slot_of_day
from tests.bazaars.world import done
from tests.conftest import both
from tests.press_forms import filled

pytestmark = pytest.mark.walk
FIRST, SECOND, THIRD, LAST = "2026-12-19", "2026-12-26", "2027-01-09", "2027-01-16"
OPENS = timedelta(hours=22)  # 06.00 WITA, of the day before


def at(day: str, after: timedelta = timedelta()):
    """So long after the market of a Saturday opens."""
    begins = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=1) + OPENS
    return time_machine.travel(begins + after, tick=True)


@dataclass
class Hand:
    """Somebody who presses what stands on a page, with what its fields say and what she types."""

    browser: TestClient

    def press(self, page: str, label: str, **typed: str) -> str:
        """Presses the first button of that name; the page that comes of it."""
        text = self.browser.get(page).text
        form, data = next(self._buttons(text, label))
        address = form.attributes.get("action") or page.partition("?")[0]
        known = {*typed, "asks"}  # its question is answered with yes
        sent = [(name, value) for name, value in data if name not in known] + list(typed.items())
        fields: dict[str, list[str]] = {}
        for name, value in sent:
            fields.setdefault(name, []).append(value)
        return self.browser.get(done(self.browser.post(address, data=fields))).text

    @staticmethod
    def _buttons(text: str, label: str):
        for form in Drawn(text).forms:
            for each in form.controls:
                said = text[each.end : text.index("</button>", each.end)] if each.name == "button" else ""
                if label == plain(said):
                    own = each.attributes
                    yield form, filled(form, text)[0] + ([(own["name"], own["value"])] if "name" in own else [])


def plain(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", markup).split())


def rows(fair: fairs.Fair, officer: Hand, day: str) -> dict[str, str]:
    """By group the line of a Saturday at the gate."""
    page = officer.browser.get(gate(fair, day)).text
    lines = re.findall(r'(?s)<li id="b\d+">(.*?)</li>', page)
    return {re.search(r"Kelompok \d+", line)[0]: plain(line) for line in lines}


def gate(fair: fairs.Fair, day: str, narrowed: str = "") -> str:
    return f"{fair.desk}/kehadiran?hari={slot_of_day(fair.slug, day)}{narrowed}"


@both
def test_a_weekly_market_through_four_saturdays(shop):
    with time_machine.travel(datetime(2026, 12, 1, 2, tzinfo=UTC), tick=True):
        here = world.a_shop()
        fair = planned(here)
        for number in range(3):
            Hand(fair.chair(number)).press(fair.page(number), "Kirim pendaftaran", goods="Kerupuk")
        fairs.allotted(fair)
        Hand(fair.officer).press(fair.desk + "/pembagian", "Terbitkan versi 1")
        one, two = say_yes(fair)
        [waits] = {0, 1, 2} - {one, two}
    all_come(here, fair, (one, two))
    one_day_is_given_back_and_refilled(here, fair, one, two, waits)
    the_absent_one_is_replaced(here, fair, one, two, waits)
    it_rains(here, fair, (one, two))
    what_is_left_of_it(here, fair, one, two, waits)


def all_come(here, fair, seated) -> None:
    with at(FIRST, timedelta(minutes=20)):
        officer = Hand(world.as_person(here.officer))
        for number in seated:
            officer.press(gate(fair, FIRST), f"Hadir Kelompok {number}")
        assert all("hadir" in line for line in rows(fair, officer, FIRST).values())


def one_day_is_given_back_and_refilled(here, fair, one: int, two: int, waits: int) -> None:
    with at(FIRST, timedelta(days=3)):
        mine, theirs = Hand(fair.chair(one)), Hand(fair.chair(waits))
        page = mine.browser.get(fair.page(one)).text
        mine.press(fair.page(one), next_release(page))
        assert bookings(fair.slug)[f"Kelompok {waits}"] == {SECOND: "offered"}
        theirs.press(fair.page(waits), "Ya, kami ikut")
    with at(SECOND, timedelta(minutes=20)):
        officer = Hand(world.as_person(here.officer))
        assert set(rows(fair, officer, SECOND)) == {f"Kelompok {two}", f"Kelompok {waits}"}
        for number in (two, waits):
            officer.press(gate(fair, SECOND), f"Hadir Kelompok {number}")


def next_release(page: str) -> str:
    """The first day of the season that the group can still give back, as its button reads."""
    buttons = [plain(each) for each in re.findall(r"(?s)<button[^>]*>(.*?)</button>", page)]
    return next(each for each in buttons if each.startswith("Lepas tanggal ini"))


def the_absent_one_is_replaced(here, fair, one: int, two: int, waits: int) -> None:
    with at(THIRD, -timedelta(hours=12)):
        Hand(fair.chair(waits)).press(fair.page(waits), "Siap datang")
    with at(THIRD, timedelta(hours=1)):
        officer = Hand(world.as_person(here.officer))
        officer.press(gate(fair, THIRD), f"Hadir Kelompok {one}")
        officer.press(gate(fair, THIRD, "&saring=belum"), f"Tidak hadir Kelompok {two}")
        told = rows(fair, officer, THIRD)[f"Kelompok {two}"]
        assert "belum dicatat → tidak hadir" in told and "Stannya kosong 45 menit" in told
        Hand(fair.chair(waits)).press(fair.page(waits), "Ya, kami datang")
        assert set(rows(fair, officer, THIRD)) == {f"Kelompok {number}" for number in (one, two, waits)}
        officer.press(gate(fair, THIRD), f"Hadir Kelompok {waits}")
        officer.press(gate(fair, THIRD), f"Ternyata hadir Kelompok {two}")
        told = rows(fair, officer, THIRD)[f"Kelompok {two}"]
        assert "tidak hadir → hadir, terlambat" in told and "Datang sesudah dicatat tidak hadir" in told


def it_rains(here, fair, seated) -> None:
    with at(LAST, timedelta(hours=2)):
        officer = Hand(world.as_person(here.officer))
        for number in seated:
            officer.press(gate(fair, LAST), f"Hadir Kelompok {number}")
        trouble = f"{fair.desk}/kehadiran/hari/{slot_of_day(fair.slug, LAST)}/gangguan"
        officer.press(trouble, "Akhiri sekarang", reason="Hujan deras")
        assert "Hujan deras" in world.client().get(f"/bazar/{fair.slug}").text


def what_is_left_of_it(here, fair, one: int, two: int, waits: int) -> None:
    with at(LAST, timedelta(days=30)):
        officer = Hand(world.as_person(here.officer))
        told = bookings(fair.slug)
        assert told[f"Kelompok {one}"] == dict.fromkeys((FIRST, THIRD, LAST), "confirmed") | {SECOND: "withdrawn"}
        assert told[f"Kelompok {two}"] == dict.fromkeys((FIRST, SECOND, THIRD, LAST), "confirmed")
        assert told[f"Kelompok {waits}"] == dict.fromkeys((SECOND, THIRD), "confirmed")
        report = officer.browser.get(fair.desk + "/laporan").text
        assert re.findall(r'data-th="Hadir">(\d+)<', report) == ["2", "2", "3", "2", "9"]
        assert "Lepas tanggal ini" not in fair.chair(one).get(fair.page(one)).text, "nothing is left to give back"
