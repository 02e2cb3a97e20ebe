"""Takings: each class apart, as much as the books say came, and what is only said in none of their sums."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine

from market.inventory.direct_sale import DirectSale
from market.kernel.clock import now, today
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.books.sharing import Mode, distribute, set_rule, shares_of
from market.orders.books.takings import Takings, kept_takings, takings_kept, takings_of, whole
from market.orders.channel import SalesChannel
from market.orders.known_by import KnownBy
from market.payments.payment import Payment
from market.payments.recap import Recap, recap_of, twelve_months
from market.people.group import Group
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.inventory.test_direct_sale import money, press
from tests.orders.books.test_sharing import sells
from tests.payments.test_card import rows
from tests.payments.test_other_sums import transfer

WITA = ZoneInfo("Asia/Makassar")


def this_month():
    return today(WITA).replace(day=1)


def takings(here, months=None) -> list[Takings]:
    with read() as db:
        return takings_of(db, Group.get(db, here.group_id), months or [this_month()])


def classes(of: Takings) -> dict[tuple[SalesChannel, KnownBy], int]:
    return {(each.channel, each.known_by): each.amount for each in of.sums}


def says(here, pieces: int, amount: str) -> str:
    chair = world.as_person(here.chair)
    path, form = press(chair, here, pieces)
    if amount:
        done(chair.post(f"{path}/uang", data=money(path, form, amount)))
    return path


@both
def test_classes_stand_apart_and_add_up_to_what_the_ledger_says(shop):
    here = world.a_shop(pieces=30)
    _buyer, _pay, bill, desk = transfer(here)
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/mutasi", data={"lines": f"TRSF CR {bill.asked}", "bills": str(bill.key)}))
    sells(here, 2)
    says(here, 3, "60000"), says(here, 1, "")
    [found] = takings(here)
    assert classes(found) == {
        (SalesChannel.WEB, KnownBy.STATEMENT): bill.asked,
        (SalesChannel.WEB, KnownBy.TREASURER): rows(Payment)[-1].came,
        (SalesChannel.DIRECT, KnownBy.GROUP): 60_000,
    }
    assert (found.said, found.unsaid) == (60_000, 1)
    with read() as db:
        [month] = recap_of(db, Group.get(db, here.group_id), [this_month()])
    assert found.came == month.came == month.booked, "what is only said stands in no ledger"
    page = treasurer.get(f"{desk}/buku").text
    assert "terjual langsung" in page and "cocok dengan mutasi rekening" in page and "Rp60.000" in page
    assert takings_kept(kept_takings([found]), 1) == [found] == [whole([found, Takings()])]


@both
def test_an_undone_direct_sale_is_in_no_figure(shop):
    here = world.a_shop()
    path = says(here, 2, "50000")
    done(world.as_person(here.chair).post(f"{path}/urung", data={"variant": here.sku}))
    assert takings(here) == [Takings()]


@both
def test_what_is_said_is_shared_by_nobody_and_a_shared_month_keeps_its_classes(shop):
    here = world.a_shop(pieces=30)
    sells(here, 2)
    says(here, 3, "60000")
    month = this_month()

    def halves(db):
        group = Group.get(db, here.group_id)
        set_rule(db, group, Mode.FIXED, 1000, {here.chair: 1, here.member: 1}, world.actor(here.treasurer))

    write(halves)
    with time_machine.travel(now() + timedelta(days=40), tick=True):
        with read() as db:
            shares = shares_of(db, Group.get(db, here.group_id), month)
        assert shares.money == rows(Payment)[0].came == shares.takings.came and shares.takings.said == 60_000
        assert shares.shared + shares.kas == shares.money
        write(lambda db: distribute(db, Group.get(db, here.group_id), month, world.actor(here.treasurer)) and None)
        said = table(DirectSale)
        write(lambda db: db.execute(sa.update(said).values(amount=1)) and None)
        page = world.as_person(here.treasurer).get(f"/lapak/{here.slug}/uang/bagi-hasil?bulan={month:%Y-%m}").text
    assert "Rp60.000" in page and "tidak ikut dibagi" in page


def old(recap: str) -> None:
    """As it was kept before classes were."""
    token = re.search(r"/rekap/([^/?]+)", recap)[1]
    write(
        lambda db: db.execute(sa.update(table(Recap)).where(table(Recap).c.token == token).values(sold=None)) and None
    )


@both
def test_recaps_made_before_still_agree_and_new_ones_keep_their_classes(shop):
    here = world.a_shop(pieces=30)
    sells(here, 2)
    says(here, 3, "60000")
    with time_machine.travel(now() + timedelta(days=40), tick=True):
        chair = world.as_person(here.chair)
        links = [done(chair.post(f"/lapak/{here.slug}/uang/rekap")) for _ in range(2)]
        old(links[0])
        before, new = (world.client().get(link).text for link in links)
        assert "Sama dengan buku kelompok" in before and "Uang masuk menurut asalnya" not in before
        assert "Sama dengan buku kelompok" in new and "disebut kelompok saja" in new and "Rp60.000" in new
        assert "Yang berubah sejak itu" not in before + new
        with read() as db:
            group = Group.get(db, here.group_id)
            months = recap_of(db, group, twelve_months(WITA))
        assert [each.came for each in months] == [each.came for each in takings(here, twelve_months(WITA))]
        write(lambda db: db.execute(sa.update(table(DirectSale)).values(amount=1)) and None)
        before, new = (world.client().get(link).text for link in links)
        assert "Sama dengan buku kelompok" in before and "Yang berubah sejak itu" not in before
        assert "Sama dengan buku kelompok" in new and "Yang berubah sejak itu" in new


@pytest.mark.parametrize("path", ["uang", "uang/buku", "uang/bagi-hasil", "uang/rekap"])
def test_every_page_with_these_sums_says_the_classes(shop, path):
    here = world.a_shop(pieces=30)
    sells(here, 2)
    says(here, 3, "60000")
    page = world.as_person(here.treasurer).get(f"/lapak/{here.slug}/{path}").text
    if path != "uang/rekap":  # it is of whole months
        assert "lewat toko" in page and "Rp60.000" in page
