"""Rows are locked and read anew: of many who press at once each decides on what is true then."""

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.recount import recount
from market.payments.bill import Bill, BillState
from market.payments.claim import Claim, ClaimState
from market.payments.payment import Payment
from market.people.founding import NewGroup, import_groups
from market.people.group import GroupKind
from market.people.membership import Membership
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows
from tests.payments.test_other_sums import transfer

AT_ONCE = 8


def pressed(browsers, path, **form):
    """The answers of all who press at once, by how often each code came."""
    with ThreadPoolExecutor(len(browsers)) as pool:
        codes = list(pool.map(lambda b: b.post(path, data=form).status_code, browsers))
    return {code: codes.count(code) for code in set(codes)}


@both
def test_money_that_is_confirmed_many_times_at_once_came_once(shop):
    here = world.a_shop()
    _buyer, _pay, bill, desk = transfer(here)
    treasurers = [world.as_person(here.treasurer) for _ in range(AT_ONCE)]
    assert pressed(treasurers, f"{desk}/masuk/{bill.ref}") == {303: 1, 409: AT_ONCE - 1}
    assert len(rows(Payment)) == 1


@both
def test_part_payments_at_once_stop_when_the_bill_is_settled(shop):
    here = world.a_shop()
    _buyer, _pay, bill, desk = transfer(here)
    treasurers = [world.as_person(here.treasurer) for _ in range(AT_ONCE)]
    half = (bill.asked + 1) // 2
    assert pressed(treasurers, f"{desk}/masuk/{bill.ref}", came=str(half)) == {303: 2, 409: AT_ONCE - 2}
    assert rows(Bill)[-1].state is BillState.SETTLED and len(rows(Payment)) == 2
    with read() as db:
        assert recount(db) == []


@both
def test_a_claim_is_decided_once(shop):
    here = world.a_shop()
    buyer, pay, bill, desk = transfer(here)
    done(buyer.post(pay, data={"claim": bill.ref}))
    claim = rows(Claim)[-1].key
    treasurers = [world.as_person(here.treasurer) for _ in range(AT_ONCE)]
    paths = [f"{desk}/klaim/{claim}/{act}" for act in ("cocok", "belum")] * (AT_ONCE // 2)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        pairs = zip(treasurers, paths, strict=True)
        codes = sorted(pool.map(lambda p: p[0].post(p[1], data={"reason": "belum ada"}).status_code, pairs))
    assert codes == [303] + [409] * (AT_ONCE - 1)
    decided = rows(Claim)[-1].state
    assert len(rows(Payment)) == (decided is ClaimState.CONFIRMED)


@both
def test_a_claim_link_makes_one_chair(shop):
    here = world.a_shop()

    def brought(db):
        by = world.actor(here.officer)
        wanted = NewGroup("Melati", GroupKind.GROUP, "Ani", "+6281377770001", world.BITUNG)
        [(group, token)] = import_groups(db, [wanted], by)
        return group.key, token

    group, token = write(brought)
    people = [here.buyer, here.other_chair, here.member, here.treasurer]
    assert pressed([world.as_person(key) for key in people], f"/klaim/{token}") == {303: 1, 422: 3}
    m = table(Membership)
    with read() as db:
        assert db.execute(sa.select(sa.func.count()).where(m.c.group_id == group)).scalar_one() == 1
