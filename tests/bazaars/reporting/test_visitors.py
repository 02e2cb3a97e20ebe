"""Visitors: presses of officers with their phones, each a row; and what a group says of who leads it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.reporting.visitors import VisitorCount
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.people.facts.led_by import LedByConsent, led_by
from market.people.helpers import appoint
from tests import world
from tests.bazaars.reporting.held import AGENCY, a_held_bazaar, some_groups
from tests.bazaars.world import done
from tests.conftest import both

pytestmark = pytest.mark.usefixtures("noon")


def counted() -> list[int]:
    with read() as db:
        return list(db.scalars(sa.select(table(VisitorCount).c.n).order_by(table(VisitorCount).c.id)))


@both
def test_two_phones_lose_nothing_and_undo_is_ones_own(shop):
    here = world.a_shop()
    fair = a_held_bazaar(here.officer, some_groups(1))

    def colleague(db) -> int:
        person = world.a_person(db, "Nita", 44)
        appoint(db, person, "71.72", AGENCY, by_id=None)
        return person.key

    one, other = world.as_person(here.officer), world.as_person(write(colleague))
    gate = f"{fair.desk}/pengunjung/{fair.slots[0]}"
    for phone, n in ((one, 1), (other, 5), (one, 5), (other, 1)):
        done(phone.post(gate, data={"n": str(n)}))
    page = one.get(fair.desk + "/pengunjung").text
    assert ">12<" in page and "Dari HP Anda: 6" in page
    done(one.post(gate + "/urung"))
    done(one.post(gate + "/urung"))
    done(one.post(gate + "/urung"), 409)
    assert counted() == [1, 5, 5, 1, -5, -1], "what was pressed stays written"
    assert ">6<" in other.get(fair.desk + "/pengunjung").text
    for wrong in ("0", "-3", "501", "banyak"):
        assert one.post(gate, data={"n": wrong}).status_code == 422
    with time_machine.travel(now() + timedelta(days=3), tick=True):
        late = world.as_person(here.officer).post(gate, data={"n": "1"})
        assert late.status_code == 422 and "satu jam sesudah tutup" in late.text
    assert one.post(f"{fair.desk}/pengunjung/{fair.slots[1]}", data={"n": "1"}).status_code == 422, "nor before its day"
    assert world.as_person(here.superior).post(gate, data={"n": "1"}).status_code == 422
    assert len(counted()) == 6


@both
def test_only_a_chair_says_who_leads_and_takes_it_back(shop):
    here = world.a_shop()
    page = f"/lapak/{here.slug}/profil/pimpinan"
    chair = world.as_person(here.chair)
    done(chair.post(page, data={"led_by": ["women", "disabled"]}))
    done(chair.post(page, data={"led_by": ["women"]}))
    with read() as db:
        assert {each.value for each in led_by(db, here.group_id)} == {"women"}
        rows = table(LedByConsent)
        kept = db.execute(sa.select(rows.c.leaders, rows.c.withdrawn_at.is_(None).label("stands")).order_by(rows.c.id))
        assert {(row.leaders.value, row.stands) for row in kept} == {("women", True), ("disabled", False)}
    helper = world.as_person(here.facilitator)
    assert "checked" not in helper.get(page).text
    assert helper.post(page, data={"led_by": ["disabled"]}).status_code == 422
    assert chair.post(page, data={"led_by": ["rich"]}).status_code == 422
    done(chair.post(page, data={}))
    with read() as db:
        assert led_by(db, here.group_id) == set()
