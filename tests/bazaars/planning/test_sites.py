"""Several sites on one day: one registration with wishes among them; map, letter, calendar and papers name each."""

import re
from datetime import datetime, timedelta

import icalendar
import time_machine

from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.notice import Notice
from market.bazaars.planning.site import spots_in_words
from market.kernel.db import read
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import say_yes
from tests.bazaars.world import done
from tests.conftest import both


def rows_of(template: str) -> list[Notice]:
    with read() as db:
        return [each for each in db.query(Notice) if each.template == template]


@both
def test_a_bazaar_is_held_at_two_sites(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=1)
    done(fair.officer.post(fair.desk + "/denah/blok", data={"zone": "B", "rows": "1", "per_row": "1"}))
    sites = fair.desk + "/lokasi"
    girian = {"site": "Pasar Girian", "site_venue": "Jalan Raya 1", "site_map_link": "https://peta.example/g"}
    done(fair.officer.post(sites, data=girian | {"zones": ["A"]}))
    done(fair.officer.post(sites, data=girian | {"zones": ["B"]}), 422)
    done(fair.officer.post(sites, data={"site": "Taman Kota", "zones": ["A"]}), 422)
    done(fair.officer.post(sites, data={"site": "Taman Kota", "zones": ["C"]}), 422)
    done(fair.officer.post(sites, data={"site": "Taman Kota"}), 422)
    answer = fair.officer.post(fair.desk + "/buka")
    assert answer.status_code == 422 and "Blok B belum punya lokasi" in answer.text
    done(fair.officer.post(sites, data={"site": "Sementara", "zones": ["B"]}))
    last = re.findall(r'action="[^"]*/lokasi/(\d+)/hapus"', fair.officer.get(fair.desk).text)[-1]
    done(fair.officer.post(f"{sites}/{last}/hapus"))
    done(fair.officer.post(sites, data={"site": "Taman Kota", "zones": ["B"]}))
    assert "Pasar Girian, Jalan Raya 1; Taman Kota" in fair.officer.get(fair.desk + "/surat/undangan").text
    done(fair.officer.post(fair.desk + "/buka"))
    done(fair.officer.post(sites, data={"site": "Terlambat", "zones": ["B"]}), 409)
    assert "Taman Kota" in fair.chair(0).get(fair.page(0)).text, "the wishes name the sites"
    for number, zone in enumerate("BA"):
        fairs.register(fair, number, zones=zone)
    fairs.allotted(fair)
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    asked = rows_of("bazaar_seated")
    assert {stand["booths"] for each in asked for stand in each.params["stands"]} == {
        "A01, Pasar Girian",
        "B01, Taman Kota",
    }, "letters, chats, papers and the phone sheet say where"
    with read() as db:
        words = spots_in_words(db, bazaar_by_slug(db, fair.slug).key)
        assert [words(spot) for spot in ("A01", "A01 + B01", "Aula")] == ["A01, Pasar Girian", "A01 + B01", "Aula"]
    assert say_yes(fair) == [0, 1]
    first = datetime.fromisoformat(asked[0].params["stands"][0]["begins_at"])
    with time_machine.travel(first + timedelta(hours=1)):
        slug = fair.groups[1][0]
        assert "A01, Pasar Girian" in fair.chair(1).get(f"/lapak/{slug}").text, "its first page"
        assert "A01, Pasar Girian" in world.client().get(f"/kelompok/{slug}").text, "and a buyer"
    assert "Taman Kota" in fair.chair(0).get(fair.page(0)).text
    letter = fair.chair(1).get(fair.page(1)).text
    assert "Pasar Girian, Jalan Raya 1" in letter and "Taman Kota" not in letter
    page = world.client().get(f"/bazar/{fair.slug}").text
    assert page.count("Pasar Girian, Jalan Raya 1") >= 2 and "https://peta.example/g" in page
    assert '"@type": "Place", "name": "Taman Kota"' in page
    calendar = icalendar.Calendar.from_ical(world.client().get(f"/bazar/{fair.slug}.ics").content)
    assert {str(e["location"]) for e in calendar.walk("VEVENT")} == {"Pasar Girian, Jalan Raya 1; Taman Kota"}
    assert "Taman Kota" in fair.officer.get(fair.desk + "/surat/tanda").text
    copied = done(fair.officer.post(fair.desk + "/salin"))
    assert "Pasar Girian, Jalan Raya 1" in fair.officer.get(copied).text
