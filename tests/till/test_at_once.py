"""The same moment: the last piece at several tills and on the web, one envelope sent and applied by many, a day that is
closed while an envelope arrives, a login that ends while its till has sales to send."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
import time_machine
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError

from market.inventory.lot import Lot
from market.kernel.clock import now
from market.kernel.db import database, read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.orders.books.recount import recount
from market.orders.line_lot import LineLot
from market.people.login import Login
from market.till.applying import apply_now, apply_stored
from market.till.day import DayState, TillDay
from market.till.envelope import Envelope, EnvelopeState
from market.till.reading import shown_tills
from market.till.sale import TillSale
from market.till.task import TillTask
from market.till.till import UNSOLD, Till
from tests import world
from tests.browser import PATIENCE
from tests.conftest import both
from tests.till.phones import Phone, group_of, line
from tests.till.test_applying import all_of, codes


@both
def test_the_last_piece_by_tills_and_web_in_the_same_moment(shop):
    here = world.a_shop(pieces=1)
    phones = [Phone(here.group_id, here.chair) for _ in range(4)]
    for phone in phones:
        phone.sends(phone.rings_up(line(here.sku)))
    keys = [each.key for each in all_of(Envelope)]
    buyers = [world.client() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        tills = [pool.submit(apply_now, key) for key in keys]
        webs = [pool.submit(world.buys, each, here.sku, 1, payment="cash") for each in buyers]
        [each.result() for each in tills + webs]
    apply_stored()
    sold = sum(each.quantity for each in all_of(LineLot))
    assert len(all_of(TillSale)) == 4 and sold <= 1
    assert sum(each.facts["lacks"] for each in all_of(TillTask)) >= 3
    lot = all_of(Lot)[0]
    assert min(lot.on_hand, lot.available) >= 0
    with read() as db:
        assert recount(db) == []


@both
def test_one_envelope_sent_and_applied_by_many_at_once(shop):
    here = world.a_shop()
    phone = Phone(here.group_id, here.chair)
    one = phone.rings_up(line(here.sku, 2))
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _n: phone.sends(one), range(8)))
        [envelope] = all_of(Envelope)
        list(pool.map(lambda _n: apply_now(envelope.key), range(8)))
    assert len(all_of(TillSale)) == 1 and all_of(Lot)[0].on_hand == 8 and codes() == []


@both
def test_what_comes_after_its_day_was_closed_stands_beside_it(shop):
    here = world.a_shop()
    phone = Phone(here.group_id, here.chair)
    phone.sells(line(here.sku))
    rows = table(TillDay)
    write(lambda db: db.execute(sa.update(rows).values(state=DayState.CLOSED)) and None)
    phone.sells(line(here.sku))
    assert [each.late for each in all_of(TillSale)] == [False, True] and len(all_of(TillDay)) == 1


@both
def test_a_till_ends_with_the_login_that_opened_it(shop):
    here = world.a_shop()
    phone = Phone(here.group_id, here.chair)
    world.as_person(here.chair)
    [login] = all_of(Login)
    write(lambda db: setattr(db.get(Till, 1), "login_id", login.key))
    phone.sells(line(here.sku))
    write(lambda db: setattr(db.get(Login, login.key), "ended_at", now()))
    phone.sells(line(here.sku))
    assert [each.state for each in all_of(Envelope)] == [EnvelopeState.APPLIED, EnvelopeState.APART]


@both
def test_a_browser_that_only_opened_the_page_is_shown_for_a_day_and_counts_while_it_can_sell(shop, monkeypatch):
    """Each browser that ever opened the till stood among the phones that sell, and forty of them shut out the next."""
    here = world.a_shop()
    sold, looked, gone = (Phone(here.group_id, here.chair) for _ in range(3))
    sold.sells(line(here.sku))
    world.as_person(here.chair)
    [login] = all_of(Login)
    write(lambda db: db.scalars(sa.select(Till).where(Till.uid == gone.uid)).one().__setattr__("login_id", login.key))
    write(lambda db: setattr(db.get(Login, login.key), "ended_at", now()))
    assert shown(here) == {sold.uid, looked.uid}
    with time_machine.travel(now() + UNSOLD + timedelta(minutes=1), tick=True):
        assert shown(here) == {sold.uid}
        monkeypatch.setattr("market.till.till.MOST_LIVE", 2)
        new = Phone(here.group_id, here.chair)  # what nobody sees, and so nobody can end, takes no place
        Phone.__post_init__(looked)
        assert shown(here) == {sold.uid, new.uid, looked.uid}, "and again when it opens the page once more"
    monkeypatch.setattr("market.till.till.MOST_LIVE", 4)
    Phone(here.group_id, here.chair)
    with pytest.raises(Refused, match="tills_too_many"):
        Phone(here.group_id, here.chair)


def shown(here) -> set[str]:
    with read() as db:
        return {each.till.uid for each in shown_tills(db, here.group_id)}


LOCKED = OperationalError("SELECT lot", {}, Exception("canceling statement due to lock timeout"))


@both
@pytest.mark.parametrize("error", [ZeroDivisionError(), LOCKED], ids=["ours", "of the database"])
def test_a_fault_holds_up_no_other_and_becomes_a_task(shop, monkeypatch, error):
    from market.till import applying

    here = world.a_shop()
    phone = Phone(here.group_id, here.chair)
    phone.sends(phone.rings_up(line(here.sku)), phone.rings_up(line(here.sku, 2)))
    first, _second = (each.key for each in all_of(Envelope))
    sells = applying.sell

    def breaks(desk, sale):
        if sale.envelope.key == first:
            raise error
        return sells(desk, sale)

    monkeypatch.setattr(applying, "sell", breaks)
    monkeypatch.setattr(applying, "PAUSE", -1.0)
    for _ in range(applying.MOST_TRIES):
        apply_stored()
    assert codes() == ["broke"] and len(all_of(TillSale)) == 1
    monkeypatch.setattr(applying, "sell", sells)
    write(lambda db: db.get(Envelope, first).take(world.actor(here.chair)))
    apply_stored()
    assert len(all_of(TillSale)) == 2


@both
def test_a_group_whose_rows_are_held_is_waited_for_once_and_counts_no_try(shop, monkeypatch):
    """Ten of one transaction were then tried one by one, each for ten seconds, and so were all behind them."""
    from market.till import applying

    here = world.a_shop(pieces=30)
    phone = Phone(here.group_id, here.chair)
    phone.sends(*(phone.rings_up(line(here.sku)) for _ in range(12)))
    sells, waited = applying.sell, []

    def waits(_desk, sale):
        waited.append(sale.envelope.key)
        raise OperationalError("SELECT lot", {}, LockNotAvailable())

    monkeypatch.setattr(applying, "sell", waits)
    apply_stored()
    apply_stored()
    assert len(waited) == 1 and {each.tries for each in all_of(Envelope)} == {0}
    monkeypatch.setattr(applying, "sell", sells)
    monkeypatch.setattr(applying, "_rests", {})  # the pause is over
    apply_stored()
    assert len(all_of(TillSale)) == 12


@pytest.mark.parametrize("shop", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_groups_are_applied_beside_each_other(shop, monkeypatch):
    """Each of a sale's statements waits for its answer: three hundred phones took twice as long as on SQLite."""
    from market.till import applying

    here = world.a_shop()
    far = group_of(here.other_slug)
    for group_id, chair, sku in ((here.group_id, here.chair, here.sku), (far, here.other_chair, here.other_sku)):
        phone = Phone(group_id, chair)
        phone.sends(phone.rings_up(line(sku, 1, 20_000 if group_id == far else 25_000)))
    both_are_there, sells = Barrier(2), applying.sell

    def meets(desk, sale):
        both_are_there.wait(PATIENCE)
        return sells(desk, sale)

    monkeypatch.setattr(applying, "sell", meets)
    assert apply_stored() == 2
    assert len(all_of(TillSale)) == 2 and codes() == []


@both
def test_a_database_that_is_away_ends_the_round_and_counts_no_try(shop, monkeypatch):
    from market.till import applying

    here = world.a_shop()
    phone = Phone(here.group_id, here.chair)
    phone.sends(phone.rings_up(line(here.sku)), phone.rings_up(line(here.sku, 2)))

    def away(_work):
        raise LOCKED

    with monkeypatch.context() as gone:
        gone.setattr(applying, "write", away)
        with pytest.raises(OperationalError):
            apply_stored()
    assert [each.tries for each in all_of(Envelope)] == [0, 0]
    apply_stored()
    assert len(all_of(TillSale)) == 2, "nothing waits for its pause"


@both
def test_what_many_sales_of_a_group_need_is_read_once(shop):
    here = world.a_shop(pieces=100)
    phones = [Phone(here.group_id, here.chair) for _ in range(2)]
    for phone in phones:
        phone.sends(*(phone.rings_up(line(here.sku)) for _ in range(10)))
    said: list[str] = []
    engine = database().writer
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _cur, statement, *_: said.append(statement))
    apply_stored()
    assert len(all_of(TillSale)) == 20 and all_of(Lot)[0].on_hand == 80 and codes() == []
    for read_once in ("FROM till_rules", "FROM till_day", "FROM variant JOIN product"):
        assert sum(read_once in each for each in said) == 2, read_once  # in each of two transactions
    locks = sum("FOR UPDATE" in each for each in said)  # PostgreSQL's
    assert len(said) - locks <= 20 * 18 + 2 * 14, f"{len(said)} statements for twenty sales"


@both
def test_one_that_breaks_leaves_the_others_of_its_transaction_as_they_are_sold(shop, monkeypatch):
    from market.till import applying

    here = world.a_shop(pieces=3)
    phone = Phone(here.group_id, here.chair)
    phone.sends(*(phone.rings_up(line(here.sku, n)) for n in (1, 1, 2, 1)))
    third = [each.key for each in all_of(Envelope)][2]
    sells = applying.sell

    def breaks(desk, sale):
        doubts = sells(desk, sale)  # all of it is written, and rolled back with its transaction
        if sale.envelope.key == third:
            raise ZeroDivisionError
        return doubts

    monkeypatch.setattr(applying, "sell", breaks)
    monkeypatch.setattr(applying, "PAUSE", -1.0)  # it rests in no other test
    apply_stored()
    assert [each.total for each in all_of(TillSale)] == [25_000] * 3 and all_of(Lot)[0].on_hand == 0
    assert [each.state for each in all_of(Envelope)].count(EnvelopeState.APPLIED) == 3
    with read() as db:
        assert recount(db) == []


@both
def test_sales_of_two_days_and_two_groups_are_applied_in_one_round(shop):
    here = world.a_shop(pieces=9)
    ours, theirs = Phone(here.group_id, here.chair), Phone(group_of(here.other_slug), here.other_chair)
    write(lambda db: db.execute(sa.update(table(Till)).values(opened_at=now() - timedelta(days=3))) and None)
    for phone, sku in ((ours, here.sku), (theirs, here.other_sku)):
        yesterday = {"at": (now() - timedelta(days=1)).isoformat()}
        phone.sends(phone.rings_up(line(sku)), phone.rings_up(line(sku), **yesterday))
    assert apply_stored() == 4
    groups = [each.group_id for each in all_of(TillSale)]
    assert groups.count(here.group_id) == groups.count(group_of(here.other_slug)) == 2 and len(all_of(TillDay)) == 4
