"""One venue on one day for two bazaars: asked about, and never refused."""

from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import both

ASKED = "Memang berdua?"


@both
def test_a_venue_that_is_promised_twice_on_a_day_is_asked_about(shop):
    here = world.a_shop()
    first = fairs.a_fair(here.officer, groups=0)
    assert ASKED not in first.officer.get(first.desk).text, "alone"
    second = fairs.a_fair(here.officer, groups=0)
    page = second.officer.get(second.desk).text
    assert page.count(ASKED) == 2 and "Bazar Pesisir" in page, "both its days"
    form = {"name": "Bazar Lain", "closes_on": fairs.day(5)}
    done(second.officer.post(second.desk, data=form | {"venue": "Gedung Serbaguna"}))
    assert ASKED not in second.officer.get(second.desk).text
    done(second.officer.post(second.desk, data=form | {"venue": " LAPANGAN "}))
    assert ASKED in second.officer.get(second.desk).text
    done(first.officer.post(first.desk + "/batal", data={"reason": "Hujan"}))
    assert ASKED not in second.officer.get(second.desk).text, "a cancelled one needs no venue"
    done(second.officer.post(second.desk + "/buka"))
