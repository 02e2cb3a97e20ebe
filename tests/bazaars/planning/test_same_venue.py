"""One venue on one day for two bazaars: asked about, and never refused."""

from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.planning.same_venue import same_venue
from market.bazaars.planning.site import Site, sites_of
from market.kernel.db import write
from market.people.office import office_called
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
    third = fairs.a_fair(here.officer, groups=0)
    done(third.officer.post(third.desk, data=form | {"venue": "Gedung Serbaguna", "name": "Bazar Ketiga"}))
    assert ASKED not in second.officer.get(second.desk).text
    moved = form | {"venue": "Gedung serbaguna", "closes_at": "21:00", "reason": "Lapangan banjir"}
    done(second.officer.post(second.desk, data=moved))
    page = second.officer.get(second.desk).text
    assert page.count(ASKED) == 2 and "Bazar Ketiga" in page, "also once groups register"


def beside(of: str, **mine: object) -> list[str]:
    """The venues that `same_venue` asks about, of a draft as these would have it."""

    def work(db) -> list[str]:
        bazaar = bazaar_by_slug(db, of)
        for name, value in mine.items():
            setattr(bazaar, name, value)
        db.flush()
        return [each.venue for each in same_venue(db, bazaar, bazaar.days, sites_of(db, bazaar.key))]

    return write(work)


@both
def test_another_offices_draft_is_not_shown_and_sites_are_asked_about_too(shop):
    here = world.a_shop()
    first, second = (fairs.a_fair(here.officer, groups=0).slug for _ in range(2))

    def theirs(db, **more: object) -> None:
        other = bazaar_by_slug(db, first)
        other.office_id = office_called(db, other.village, "Dinas Koperasi Bitung").key
        for name, value in more.items():
            setattr(other, name, value)

    assert beside(second) == ["Lapangan"] * 2, "of the same office"
    write(theirs)
    assert beside(second) == [], "a draft of another office of the city"
    write(lambda db: theirs(db, shown=True))
    assert beside(second, venue=" LAPANGAN  ") == [" LAPANGAN  "] * 2

    def held_at(slug: str, venue: str) -> None:
        write(
            lambda db: Site(bazaar_id=bazaar_by_slug(db, slug).key, name="Utara", venue=venue, zones=["A"]).add(db).key
        )

    held_at(first, "Taman  Kota")
    assert beside(second) == [], "who has sites is held there alone"
    assert beside(second, venue="taman kota") == ["taman kota"] * 2
    held_at(second, "TAMAN KOTA")
    assert beside(second, venue="") == ["TAMAN KOTA"] * 2
