"""A button that writes to somebody is no way to write to her without end: each has its most a day."""

import re

import pytest

from market.bazaars.bazaar import bazaar_by_slug
from market.kernel.db import write
from market.payments.payment import Payment
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.allotting.test_draw import told
from tests.bazaars.world import done
from tests.payments.test_card import rows
from tests.promises.test_group_phone import by_pin_alone

pytestmark = pytest.mark.usefixtures("noon")
FEW = 15  # more than anybody presses in a day who means it


def test_codes_for_one_pin_are_five_a_day_from_one(shop):
    here = world.a_shop()
    first, second = by_pin_alone(here), by_pin_alone(here)
    chair = world.as_person(here.chair)
    codes = [chair.post(f"/lapak/{here.slug}/anggota/{first}/kode-pin").status_code for _ in range(FEW)]
    assert codes == [200] * 5 + [429] * (FEW - 5)
    assert chair.post(f"/lapak/{here.slug}/anggota/{second}/kode-pin").status_code == 200, "another's, and all later"
    helper = world.as_person(here.facilitator)
    assert helper.post(f"/lapak/{here.slug}/anggota/{first}/kode-pin").status_code == 200


def test_money_that_comes_and_is_taken_back_is_told_a_few_times(shop):
    here = world.a_shop()
    path, _ = world.buys(world.client(), here.sku)
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    treasurer, desk = world.as_person(here.treasurer), f"/lapak/{here.slug}/uang"
    codes = []
    for _ in range(FEW):
        codes.append(treasurer.post(f"{desk}/masuk/{number}").status_code)
        if codes[-1] == 303:
            done(treasurer.post(f"{desk}/dicatat/{rows(Payment)[-1].key}/tarik", data={"reason": "salah"}))
    assert codes == [303] * 12 + [429] * (FEW - 12), "what was said last can always be taken back"


def test_a_share_that_is_shown_and_hidden_is_told_a_few_times(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=4)
    write(lambda db: setattr(bazaar_by_slug(db, fair.slug), "reserved_groups", 1))
    done(fair.officer.post(fair.desk + "/buka"))
    fairs.register(fair, 0, accepts_fewer_slots="1", reserved_share="hidden")
    page, codes = fair.page(0) + "/terlihat", []
    for _ in range(FEW):
        codes.append(fair.chair(0).post(page, data={"reserved_share": "shown"}).status_code)
        done(fair.chair(0).post(page, data={"reserved_share": "hidden"}))
    assert codes == [303] * 12 + [429] * (FEW - 12), "hidden it is at any time"
    assert len(told("bazaar_share_shown")) == 12
