"""What changes nothing says so: no "Tersimpan", no act that nobody did."""

import sqlalchemy as sa

from market.kernel.db import read
from market.people.act import Act
from tests import world
from tests.bazaars.world import done
from tests.conftest import both

SAME = "Sudah begitu. Tidak ada yang berubah."


def acts():
    with read() as db:
        return db.scalar(sa.select(sa.func.count()).select_from(Act))


def nothing(answer, code=409, words=SAME):
    done(answer, code)
    assert words in answer.text


@both
def test_a_group_that_presses_twice(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    lot, product = f"/lapak/{here.slug}/stok/1", f"/lapak/{here.slug}/produk/{here.product}/tarik"
    before = acts()
    nothing(chair.post(product, data={"again": "1"}))
    nothing(chair.post(lot, data={"act": "reopen"}))
    for act in ("counted", "spoiled"):
        nothing(chair.post(lot, data={"act": act}), 422, "Tulis dulu jumlahnya")
    assert acts() == before
    done(chair.post(lot, data={"act": "set_aside"}))
    nothing(chair.post(lot, data={"act": "set_aside"}))
    done(chair.post(product, data={}))
    nothing(chair.post(product, data={}))
    assert acts() == before + 2
