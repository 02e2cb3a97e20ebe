"""When groups may register changes in the open once they do; the picture of what is over stays."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.amendment import amendments_of
from market.bazaars.after.public_facts import set_picture
from market.bazaars.after.when_to_register import begin_round, end_round, move_closing
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.notice import Notice
from market.bazaars.planning.rounds import Audience, rounds_of
from market.bazaars.planning.site import Site
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.people.access import Actor
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import told
from tests.bazaars.morning_world import a_hall
from tests.conftest import wide

MAP = "https://maps.app.goo.gl/Abc1"
WHY = {"reason": "Banyak yang belum sempat", "by": Actor(name="Hendra")}


@wide
def test_the_end_of_registration_moves_with_a_reason_that_all_read_and_who_registered_is_told(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=1)
    draft = now().replace(microsecond=0) + timedelta(days=2)

    def drafted(db: Session) -> None:
        move_closing(db, bazaar_by_slug(db, fair.slug), draft, reason="", by=Actor(name="Hendra"))

    write(drafted)
    fairs.done(fair.officer.post(fair.desk + "/buka"))
    fairs.register(fair, 0)
    earlier = draft - timedelta(days=1)

    def silent(db: Session) -> None:
        move_closing(db, bazaar_by_slug(db, fair.slug), earlier, reason=" ", by=Actor(name="Hendra"))

    with pytest.raises(Refused):
        write(silent)

    def moved(db: Session) -> None:
        bazaar = bazaar_by_slug(db, fair.slug)
        assert bazaar.closes_at == draft
        move_closing(db, bazaar, earlier, **WHY)
        move_closing(db, bazaar, earlier, reason="", by=Actor(name="Hendra"))  # nothing changes
        begin_round(db, bazaar, Audience.CHECKED, now(), earlier, **WHY)
        end_round(db, bazaar, rounds_of(db, bazaar.key)[0].key, **WHY)
        kinds = [each.kind.value for each in amendments_of(db, bazaar.key)]
        assert kinds == ["round_dropped", "round_added", "closes_at"]

    write(moved)
    assert told("bazaar_changed") == 3
    public = world.client().get(f"/bazar/{fair.slug}").text
    assert "Banyak yang belum sempat" in public and "Semula:" in public


@wide
def test_closing_before_the_time_has_a_reason_that_all_read_by_whichever_door(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2)
    fairs.done(fair.officer.post(fair.desk + "/buka"))
    fairs.register(fair, 0)
    asked = fair.officer.get(fair.desk + "/pendaftaran").text
    assert "Tutup lebih awal" in asked and "Alasan menutup sebelum batasnya" in asked
    assert fair.officer.post(fair.desk + "/tutup").status_code == 422, "a reason, please"
    frozen = fair.officer.post(fair.desk + "/pembagian/bekukan")
    assert frozen.status_code == 422 and "Pendaftaran masih dibuka" in frozen.text, "nor by the freeze"
    fairs.register(fair, 1)
    fairs.done(fair.officer.post(fair.desk + "/tutup", data={"reason": "Lapangan penuh"}))
    shown = fair.officer.get(fair.desk + "/pendaftaran").text
    assert "belum dibekukan" in shown and "/pembagian#undian" in shown
    assert "Waktu pendaftaran berubah" in fair.officer.get(fair.desk + "/kabar").text
    assert told("bazaar_changed") == 2
    public = " ".join(world.client().get(f"/bazar/{fair.slug}").text.split())
    assert "Lapangan penuh" in public and "Pendaftaran sampai" in public and "Semula:" in public
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        assert bazaar.state is BazaarState.CLOSED and bazaar.closes_at <= now()
        [said] = amendments_of(db, bazaar.key)
        assert said.kind.value == "closes_at" and said.what > said.became


@wide
def test_closing_once_its_time_is_over_needs_no_reason(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=1)
    fairs.done(fair.officer.post(fair.desk + "/buka"))
    fairs.register(fair, 0)

    def passed(db: Session) -> None:
        bazaar_by_slug(db, fair.slug).closes_at = now() - timedelta(hours=1)

    write(passed)
    assert "Tutup lebih awal" not in fair.officer.get(fair.desk + "/pendaftaran").text
    fairs.done(fair.officer.post(fair.desk + "/pembagian/bekukan"))
    with read() as db:
        assert amendments_of(db, bazaar_by_slug(db, fair.slug).key) == []
    assert told("bazaar_changed") == 0


@wide
def test_the_picture_of_a_bazaar_that_is_over_stays(shop):
    hall = a_hall(world.a_shop().officer, {"A": 1}, waiting=0)

    def work(db: Session) -> None:
        bazaar = bazaar_by_slug(db, hall.slug)
        set_picture(bazaar, "satu.jpg")
        for slot in bazaar.days.slots:
            slot.day -= timedelta(days=90)
        db.flush()
        with pytest.raises(Overtaken, match="bazaar_over"):
            set_picture(bazaar, "dua.jpg")
        bazaar.state = BazaarState.CANCELLED
        with pytest.raises(Overtaken):
            set_picture(bazaar, None)
        assert bazaar.picture == "satu.jpg"

    write(work)


@wide
def test_one_of_several_sites_moves_with_a_reason(shop):
    here = world.a_shop()
    hall = a_hall(here.officer, {"A": 1}, waiting=0)

    def named(db: Session) -> int:
        key = bazaar_by_slug(db, hall.slug).key
        Site(bazaar_id=key, name="Selatan", venue="Aula", map_link=MAP, zones=[]).add(db)
        return Site(bazaar_id=key, name="Utara", venue="Taman", zones=["A"]).add(db).key

    site = write(named)
    officer, form = world.as_person(here.officer), {"site_venue": "Gedung", "site_map_link": ""}
    path = f"/dinas/bazar/{hall.slug}/lokasi/{site}/pindah"
    assert officer.post(path, data=form).status_code == 422, "a reason, please"
    fairs.done(officer.post(path, data=form | {"reason": "Banjir"}))
    assert noticed(hall.slug) == ["bazaar_changed"]
    public = re.sub(r"\s+", " ", world.client().get(f"/bazar/{hall.slug}").text)
    assert "Tempat: Utara, Gedung. Semula: Utara, Taman. Banjir" in public
    assert "Ubah tempat" in officer.get(f"/dinas/bazar/{hall.slug}").text
    with read() as db:
        other = db.scalars(sa.select(table(Site).c.id).where(table(Site).c.name == "Selatan")).one()
    there = form | {"site_map_link": MAP, "reason": "Lebih dekat"}
    fairs.done(officer.post(path, data=there))
    elsewhere = {"site_venue": "Aula", "site_map_link": "", "reason": "Tautan mati"}
    fairs.done(officer.post(path.replace(f"/{site}/", f"/{other}/"), data=elsewhere))
    assert noticed(hall.slug) == ["bazaar_changed"] * 3, "the other site leaves the place to which this one came"
    fairs.done(officer.post(path, data=there | {"site_venue": "Lapangan"}))
    assert noticed(hall.slug) == ["bazaar_changed"] * 3, "the same fact of one site is told as it is now"


def noticed(slug: str) -> list[str]:
    """The news of changes that stand, also to groups that no letter reaches."""
    with read() as db:
        key = bazaar_by_slug(db, slug).key
        there = [each for each in db.query(Notice) if each.bazaar_id == key and each.unsaid_at is None]
        return [each.template for each in there if "changed" in each.template]
