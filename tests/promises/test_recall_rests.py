"""What must rest, is not offered and is not said while pieces of a parcel are recalled, and what comes after it."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.catalog.product import Product
from market.inventory.receiving import receive
from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.money import rupiah
from market.kernel.record import table
from market.messages.outbox import Message
from market.orders.clockwork import tick
from market.orders.order import SubOrder
from market.orders.terms import own_terms
from market.pages.letters import render
from market.payments.claiming import claim
from market.people.access import CLOCK
from market.people.group import Group
from tests import world
from tests.bazaars.world import done
from tests.conftest import wide
from tests.payments.test_card import rows
from tests.promises.test_fewer_pieces import bill_of, bought, paid

pytestmark = pytest.mark.usefixtures("noon")
QUOTE = {"delivery-tunas-bahari": "quote", "village": world.GIRIAN, "address": "Jl. Yos Sudarso 41"}


def waiting(number: str) -> list[str]:
    """The letters about a parcel that wait to be sent."""
    stands = [each for each in rows(Message) if each.unsaid_at is None and each.sent_at is None]
    return sorted(each.template for each in stands if each.about == number)


def parcel(number: str) -> SubOrder:
    [sub] = [each for each in rows(SubOrder) if each.number == number]
    return sub


def recalled(here: world.Shop, chair) -> str:
    lot = f"/lapak/{here.slug}/stok/1"
    done(chair.post(lot, data={"act": "recall", "reason": "berbau"}))
    return lot


@wide
@pytest.mark.parametrize("ends", ["exchange", "reopen"])
def test_ready_and_paid_are_not_said_while_it_is_recalled_and_said_again_after_it(shop, ends):
    """ "Sudah dibungkus dan siap" stayed beside "Jangan dimakan": she came for it."""
    here = world.a_shop(pieces=20)
    chair, ((_p, ready), (_q, waits)) = world.as_person(here.chair), (bought(here, 2), bought(here, 3))
    for number in (ready, waits):
        paid(here, number)
    for act in ("siapkan", "siap"):
        done(chair.post(f"/lapak/{here.slug}/pesanan/{ready}/{act}"))
    assert "order_ready" in waiting(ready) and "payment_confirmed" not in waiting(ready), "it is packed already"
    assert "payment_confirmed" in waiting(waits)
    lot = recalled(here, chair)
    assert {"order_ready", "payment_confirmed"}.isdisjoint(waiting(ready) + waiting(waits))
    if ends == "reopen":
        done(world.as_person(here.facilitator).post(f"{lot}/buka", data={"reason": "Diperiksa lab"}))
    else:
        write(lambda db: receive(db, Group.get(db, here.group_id), here.sku, 9, by=CLOCK, produced_on=None) and None)
        for number in (ready, waits):
            done(chair.post(f"/lapak/{here.slug}/pesanan/{number}/ganti-kode"))
    assert "order_ready" in waiting(ready) and "payment_confirmed" not in waiting(ready)
    assert "payment_confirmed" in waiting(waits) and "lot_recalled" not in waiting(ready) + waiting(waits)


@wide
def test_an_order_that_ended_has_nothing_recalled(shop):
    """ "Penjual menggantinya" stood on top of the letters of an order that was cancelled, for ever."""
    here = world.a_shop(pieces=20)
    (path, number), chair = bought(here, 2), world.as_person(here.chair)
    recalled(here, chair)
    assert "lot_recalled" in waiting(number)
    done(world.client().post(path.replace("?", "/batal?"), data={"parcel": number}))
    assert "lot_recalled" not in waiting(number)


@wide
def test_nobody_s_time_to_answer_runs_out_while_it_is_recalled(shop):
    """Its page withheld "Hitung ongkir", and then said that nobody had answered."""
    here = world.a_shop(pieces=20)
    (_path, number), chair = bought(here, 2, **QUOTE), world.as_person(here.chair)
    lot = recalled(here, chair)
    for page in ("", f"/pesanan/{number}"):
        assert "awab sebelum" not in chair.get(f"/lapak/{here.slug}{page}").text
    with time_machine.travel(now() + timedelta(days=2), tick=True):
        tick()
        assert parcel(number).state == "waiting" and parcel(number).answer_by > now()
        assert "order_reminder" not in waiting(number), "it cannot say yes"
        helper = world.as_person(here.facilitator)
        done(helper.post(f"{lot}/buka", data={"reason": "Diperiksa lab"}))
        assert parcel(number).answer_by > now() + timedelta(hours=5)
        assert "awab sebelum" in world.as_person(here.chair).get(f"/lapak/{here.slug}/pesanan/{number}").text


@wide
def test_nobody_is_asked_to_fetch_what_is_recalled(shop):
    """ "Sudah diambil, tunai diterima" was offered and refused; she was offered to say that she still comes."""
    here = world.a_shop(pieces=20)
    (path, number), chair = bought(here, 2, payment="cash"), world.as_person(here.chair)
    until = now() + timedelta(hours=9)
    write(lambda db: db.execute(sa.update(SubOrder).values(collect_by=until)) and None)
    pages = [(chair, f"/lapak/{here.slug}/pesanan/{number}"), (chair, f"/lapak/{here.slug}"), (world.client(), path)]

    def asks() -> list[bool]:
        return [bool(re.search("Sudah diambil|Masih ditunggu|Saya masih datang", b.get(p).text)) for b, p in pages]

    assert all(asks())
    recalled(here, chair)
    assert not any(asks())


@wide
def test_pieces_are_not_taken_out_while_a_payment_is_looked_for(shop):
    """ "Kurangi isinya" was offered, and advised under a recall, and then refused each time."""
    here = world.a_shop(pieces=20)
    (_path, number), chair = bought(here, 3), world.as_person(here.chair)
    write(lambda db: claim(db, bill_of(number)) and None)
    desk = f"/lapak/{here.slug}/pesanan/{number}"
    assert f"{desk}/kurangi" not in (page := chair.get(desk).text) and "Cocokkan dulu uangnya" in page
    recalled(here, chair)
    page = re.sub(r"\s+", " ", chair.get(desk).text)
    assert "urangi isinya, atau" not in page and "Cocokkan dulu uangnya" in page


@wide
def test_a_down_payment_is_not_confirmed_beside_a_recall_and_is_after_it(shop):
    """ "Sisanya dibayar sebelum barang diserahkan" stood beside "Jangan dimakan"."""
    here = world.a_shop(pieces=20, price=50_000)

    def sewn_too(db) -> str:
        group = Group.get(db, here.group_id)
        own_terms(db, here.group_id).down_percent = 50
        sku, slug = world.a_product(db, group, "Kebaya", 50_000, 0, None)
        db.execute(
            sa.update(table(Product)).where(table(Product).c.slug == slug).values(made_to_order=True, lead_days=6)
        )
        return sku

    sewn, buyer = write(sewn_too), world.client()
    done(buyer.post("/keranjang", data={"variant": sewn, "quantity": "2"}))
    path, answer = world.buys(buyer, here.sku, 2)
    assert path, answer.text
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    chair = world.as_person(here.chair)
    done(chair.post(f"/lapak/{here.slug}/pesanan/{number}/terima"))
    first = parcel(number).down_payment
    assert first > 0
    lot = recalled(here, chair)
    paid(here, number, came=first)
    assert "lot_recalled" in waiting(number) and "down_payment_confirmed" not in waiting(number)
    done(world.as_person(here.facilitator).post(f"{lot}/buka", data={"reason": "Diperiksa lab"}))
    assert "down_payment_confirmed" in waiting(number)
    [told] = [m for m in rows(Message) if m.template == "down_payment_confirmed" and m.unsaid_at is None]
    assert rupiah(first) in render(told).body, "with its sums"


@wide
def test_money_that_comes_while_it_is_recalled_does_not_say_that_it_is_made_ready(shop):
    here = world.a_shop(pieces=20)
    (_path, number), chair = bought(here, 2), world.as_person(here.chair)
    recalled(here, chair)
    paid(here, number)
    [told] = [m for m in rows(Message) if m.template == "payment_confirmed" and m.unsaid_at is None]
    assert "menyiapkan" not in render(told).body and "lot_recalled" in waiting(number)
