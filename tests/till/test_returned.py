"""What was sold at the till and comes back: never more than was sold, out of today's drawer, its goods once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.catalog.variant import Variant
from market.inventory.lot import Lot
from market.inventory.movement import StockMovement
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.books.recount import recount
from market.orders.books.takings import Takings, kept_takings, same_classes, takings_of
from market.orders.channel import SalesChannel
from market.orders.known_by import KnownBy
from market.orders.order import OrderLine
from market.payments.bill import Bill, BillState
from market.payments.recap import recap_of
from market.payments.refund import Refund
from market.people.group import Group
from market.till.closing import day_page
from market.till.open_piece import OpenPiece
from market.till.returned import TillReturn
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.orders.books.test_takings import this_month
from tests.payments.test_card import rows
from tests.till.phones import Phone, line
from tests.till.test_bon import ROS
from tests.till.test_plain import sells


def sold(here, pieces: int = 3, **more) -> str:
    Phone(here.group_id, here.chair).sells(line(here.sku, pieces), **more)
    return f"/lapak/{here.slug}/kasir/nota/1"


def back(browser, nota: str, pieces, **more):
    key = rows(OrderLine)[0].key
    form = {f"line-{key}": str(pieces), "reason": "Basi", "goods": "stock"} | more
    return browser.post(f"{nota}/kembali", data=form)


def figures(here):
    with read() as db:
        group = Group.get(db, here.group_id)
        return day_page(db, group.key, group.today).figures


def sound() -> None:
    with read() as db:
        assert recount(db) == []


@both
def test_goods_come_back_into_stock_and_money_leaves_the_drawer(shop):
    here = world.a_shop(pieces=10)
    nota, member = sold(here), world.as_person(here.member)
    done(back(member, nota, 2))
    assert rows(Lot)[0].on_hand == 9 and [each.cash for each in rows(TillReturn)] == [50_000]
    assert (figures(here).cash, figures(here).returned, figures(here).expected) == (75_000, 50_000, 25_000)
    with read() as db:
        [month] = recap_of(db, Group.get(db, here.group_id), [this_month()])
    assert (month.came, month.back) == (75_000, 50_000) and month.agrees
    assert back(member, nota, 2).status_code == 422, "one is left"
    done(back(member, nota, 1))
    assert back(member, nota, 1).status_code == 422 and rows(Lot)[0].on_hand == 10
    assert sum(each.amount for each in rows(Refund)) == 75_000
    sound()


@both
def test_what_is_thrown_away_is_in_no_stock(shop):
    here = world.a_shop(pieces=10)
    nota = sold(here)
    done(back(world.as_person(here.chair), nota, 2, goods="thrown"))
    assert rows(Lot)[0].on_hand == 7
    assert [(m.kind.value, m.quantity) for m in rows(StockMovement)[-2:]] == [("returned", 2), ("spoiled", -2)]
    sound()


@both
def test_yesterdays_sale_leaves_todays_drawer(shop):
    here = world.a_shop(pieces=10)
    nota = sold(here)
    with time_machine.travel(now() + timedelta(days=1), tick=True):
        done(back(world.as_person(here.chair), nota, 1))
        assert (figures(here).cash, figures(here).returned, figures(here).expected) == (0, 25_000, -25_000)
    sound()


@both
def test_a_debt_is_lowered_before_money_goes(shop):
    here = world.a_shop(pieces=10)
    nota, chair = sold(here, paid="bon", **ROS), world.as_person(here.chair)
    done(chair.post(f"/lapak/{here.slug}/kasir/bon/1", data={"how": "cash", "amount-1": "10000"}))
    done(back(chair, nota, 1))
    assert rows(Bill)[0].amount == 50_000 and not rows(Refund)
    done(back(chair, nota, 2))
    assert [(each.worth, each.cash) for each in rows(TillReturn)] == [(25_000, 0), (50_000, 10_000)]
    assert rows(Bill)[0].state is BillState.SETTLED
    sound()


@both
def test_a_debt_of_which_nothing_came_is_over_with_its_goods(shop):
    here = world.a_shop(pieces=10)
    nota = sold(here, paid="bon", **ROS)
    done(back(world.as_person(here.chair), nota, 3))
    assert rows(Bill)[0].state is BillState.CANCELLED and not rows(Refund) and rows(Lot)[0].on_hand == 10
    sound()


@pytest.mark.parametrize("pieces", ["", "0", "4", "-1", "setengah", "9" * 12])
def test_a_number_that_cannot_be_gets_a_sentence(shop, pieces):
    here = world.a_shop(pieces=10)
    nota = sold(here)
    assert back(world.as_person(here.chair), nota, pieces).status_code == 422 and not rows(TillReturn)


def test_a_sale_of_another_group_does_not_come_back_here(shop):
    here = world.a_shop(pieces=10)
    nota = sold(here)
    other = world.as_person(here.other_chair)
    theirs = nota.replace(here.slug, here.other_slug)
    assert back(other, theirs, 1).status_code == 404 and other.get(theirs).status_code == 404
    wrong = {"line-999": "1", "reason": "Basi", "goods": "stock"}
    assert world.as_person(here.chair).post(f"{nota}/kembali", data=wrong).status_code == 404
    assert not rows(TillReturn)


def test_the_receipt_says_what_was_sold_and_can_be_sent(shop):
    here = world.a_shop(pieces=10)
    nota = sold(here, given=100_000)
    chair = world.as_person(here.chair)
    page = chair.get(nota).text
    assert "Rp75.000" in page and "Rp25.000" in page and "https://wa.me/?text=" in page and "Kembalian" in page
    assert 'href="/lapak/' + here.slug + '/kasir/nota/1"' in chair.get(f"/lapak/{here.slug}/kasir/nota").text


@both
def test_what_was_weighed_lies_there_again_to_the_gram(shop):
    here = world.a_shop(pieces=5)
    sold_in = table(Variant)
    write(lambda db: db.execute(sa.update(sold_in).where(sold_in.c.sku == here.sku).values(unit="kg")))
    for grams in ("350 g", "350 g", "2,5 kg"):
        done(sells(here, pieces=0, **{f"grams-{here.sku}": grams}))

    def there() -> int:
        return rows(Lot)[0].on_hand * 1000 + rows(OpenPiece)[0].grams_left

    chair, left = world.as_person(here.chair), there()
    for n, grams, goods in ((2, 350, "stock"), (3, 2_500, "stock"), (1, 0, "thrown")):
        [line_] = [each for each in rows(OrderLine) if each.sub_order_id == n]
        form = {f"line-{line_.key}": "1", "reason": "Salah timbang", "goods": goods}
        done(chair.post(f"/lapak/{here.slug}/kasir/nota/{n}/kembali", data=form))
        left += grams
        assert there() == left, n
    assert rows(Lot)[0].on_hand == 4
    sound()


@both
def test_what_went_back_stands_under_its_class(shop):
    here = world.a_shop(pieces=20)
    chair = world.as_person(here.chair)
    nota = sold(here)
    done(back(chair, nota, 1))
    with read() as db:
        [month] = takings_of(db, Group.get(db, here.group_id), [this_month()])
    [till] = month.sums
    assert (till.channel, till.known_by) == (SalesChannel.TILL, KnownBy.CASHIER)
    assert (till.amount, till.back, month.came, month.back) == (75_000, 25_000, 75_000, 25_000)
    book = " ".join(chair.get(f"/lapak/{here.slug}/uang/buku").text.split())
    assert "kembali ke pembeli Rp25.000" in book
    kept = kept_takings([month])
    assert same_classes(kept, [month]) and not same_classes(kept, [Takings()])
    before = [{name: value for name, value in row.items() if name != "back"} for row in kept]
    assert same_classes(before, [month]), "one that was kept before still agrees"


@both
def test_a_month_in_which_money_only_went_back_says_no_sale_of_nothing(shop):
    with time_machine.travel("2026-11-30T04:00:00+00:00"):
        here = world.a_shop(pieces=20)
        nota = sold(here)
    with time_machine.travel("2026-12-01T04:00:00+00:00"):
        chair = world.as_person(here.chair)
        done(back(chair, nota, 1))
        book = " ".join(chair.get(f"/lapak/{here.slug}/uang/buku?bulan=2026-12").text.split())
    assert "kembali ke pembeli Rp25.000" in book and "Rp0 di kasir" not in book
