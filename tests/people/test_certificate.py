"""A certificate is ended once, and seen by nobody afterwards."""

from market.kernel.db import read
from market.people.certificate import certificates
from tests import world
from tests.conftest import both


@both
def test_what_is_ended_is_neither_ended_again_nor_seen(shop):
    here = world.a_shop()
    chair, at = world.as_person(here.chair), f"/lapak/{here.slug}/profil/izin"
    assert chair.post(at, data={"kind": "halal", "number": "ID71110000123456789"}).status_code == 303
    with read() as db:
        [paper] = certificates(db, here.group_id)
    assert world.as_person(here.officer).post(f"/dinas/kelompok/{here.slug}/izin/{paper.key}").status_code == 303
    assert chair.post(f"{at}/{paper.key}/hapus").status_code == 303
    assert chair.post(f"{at}/{paper.key}/hapus").status_code == 404
    assert world.as_person(here.officer).post(f"/dinas/kelompok/{here.slug}/izin/{paper.key}").status_code == 404
