"""The order's life as docs/contract.md says it: clocks, quotes, cash on delivery, days at sea."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine

from market.catalog.product import Product
from market.inventory.lot import Lot
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.orders import clockwork
from market.orders.books.recount import recount
from market.orders.delivery import Delivery
from market.orders.event import OrderEvent
from market.orders.order import SubOrder
from market.orders.terms import Tariff, Terms, own_terms, ways
from market.payments.bill import Bill
from market.people.group import Group
from tests import world
from tests.conftest import both, wide

WITA = ZoneInfo("Asia/Makassar")
TO_GIRIAN = {"village": world.GIRIAN, "address": "Jl. Yos Sudarso 41"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


def the_parcel() -> SubOrder:
    with read() as db:
        return db.scalars(sa.select(SubOrder).order_by(SubOrder.id.desc())).first()


def the_bill() -> Bill:
    with read() as db:
        return db.scalars(sa.select(Bill)).one()


def number_of(path: str) -> str:
    return re.search(r"/pesanan/([^?]+)", path)[1] + "-1"


def templates() -> list[str]:
    with read() as db:
        return list(db.scalars(sa.select(table(Message).c.template).order_by(table(Message).c.id)))


def made_to_order(here: world.Shop) -> None:
    write(lambda db: db.execute(sa.update(table(Product)).values(made_to_order=True, lead_days=6)) and None)


@both
def test_a_transfer_has_a_day_and_never_ends_at_night(shop):
    here = world.a_shop()
    with time_machine.travel(at("2026-11-24T22:30"), tick=True):
        world.buys(world.client(), here.sku, 1)
        assert the_bill().due_at == at("2026-11-26T09:00")
    write(lambda db: db.execute(sa.update(table(Bill)).values(due_at=at("2026-11-25T10:00"))) and None)
    with time_machine.travel(at("2026-11-25T10:01"), tick=True):
        clockwork.tick()
    assert the_parcel().state == "expired"
    with read() as db:
        assert recount(db) == []


def first_page(here: world.Shop) -> str:
    return world.as_person(here.chair).get(f"/lapak/{here.slug}").text


@both
def test_an_unanswered_order_is_reminded_then_expires(shop):
    here = world.a_shop()
    made_to_order(here)
    write(lambda db: db.execute(sa.text("UPDATE person SET email = 'rina@contoh.id' WHERE name = 'Rina'")) and None)
    with time_machine.travel(at("2026-11-24T15:00"), tick=True):
        world.buys(world.client(), here.sku, 1)
        sub = the_parcel()
        assert sub.state == "waiting"
        assert abs(sub.answer_by - at("2026-11-25T12:00")) < timedelta(minutes=1), "twelve waking hours"
        assert "jawab sebelum Rabu, 25 November 12.00 WITA" in first_page(here), "of another day with its day"
    with time_machine.travel(at("2026-11-24T20:59"), tick=True):
        clockwork.tick()
        assert "order_unanswered" not in templates()
    with time_machine.travel(at("2026-11-25T06:05"), tick=True):
        assert re.search(r"jawab sebelum 12\.00\s*<", first_page(here)), "today by its hour alone"
        clockwork.tick()
        assert templates().count("order_unanswered") == 1, "half-way its facilitator is told, once"
        clockwork.tick()
        assert templates().count("order_unanswered") == 1
    with time_machine.travel(at("2026-11-25T12:01"), tick=True):
        clockwork.tick()
        assert the_parcel().state == "expired"
        clockwork.tick()


@both
def test_a_day_at_sea_stops_the_groups_clocks_not_the_buyers(shop):
    here = world.a_shop()
    made_to_order(here)
    with time_machine.travel(at("2026-11-24T10:00"), tick=True):
        world.buys(world.client(), here.sku, 1)
        chair = world.as_person(here.chair)
        assert chair.post(f"/lapak/{here.slug}/libur").status_code == 303
        assert abs(the_parcel().answer_by - at("2026-11-25T18:00")) < timedelta(minutes=1)
        assert chair.post(f"/lapak/{here.slug}/libur", data={"open": "1"}).status_code == 303
        assert abs(the_parcel().answer_by - at("2026-11-24T22:00")) > timedelta(hours=8)
        assert "Buka lagi" not in chair.get(f"/lapak/{here.slug}").text


@both
def test_a_quote_is_agreed_before_paying(shop):
    here = world.a_shop()
    buyer = world.client()
    path, answer = world.buys(buyer, here.sku, 2, **TO_GIRIAN, **{"delivery-tunas-bahari": "quote"})
    assert path, answer.text
    number, chair = number_of(path), world.as_person(here.chair)
    order = f"/lapak/{here.slug}/pesanan/{number}"
    assert chair.post(f"{order}/terima").status_code == 422, "a fee is needed first"
    assert chair.post(f"{order}/ongkir", data={"fee": "Rp15.000"}).status_code == 303
    assert the_parcel().state == "waiting"
    order_number = number.removesuffix("-1")
    agree = path.replace(f"/pesanan/{order_number}", f"/pesanan/{order_number}/ongkir/{number}")
    assert buyer.post(agree, data={"fee": "14000"}).status_code == 409, "not what was quoted"
    assert buyer.post(agree, data={"fee": "15000"}).status_code == 303
    assert the_parcel().state == "accepted" and the_bill().amount == 2 * 25_000 + 15_000
    assert buyer.post(agree, data={"fee": "15000"}).status_code == 409


@both
def test_a_quote_nobody_agrees_to_runs_out(shop):
    here = world.a_shop()
    with time_machine.travel(at("2026-11-24T08:00"), tick=True):
        path, _ = world.buys(world.client(), here.sku, 2, **TO_GIRIAN, **{"delivery-tunas-bahari": "quote"})
        world.as_person(here.chair).post(f"/lapak/{here.slug}/pesanan/{number_of(path)}/ongkir", data={"fee": "15.000"})
    with time_machine.travel(at("2026-11-25T08:01"), tick=True):
        clockwork.tick()
    assert the_parcel().state == "expired"
    with read() as db:
        assert [lot.allocated for lot in db.scalars(sa.select(Lot))] == [0, 0]


@both
def test_cash_on_delivery_waits_for_the_group_and_is_booked_at_hand_over(shop):
    here = world.a_shop(price=50_000)
    write(lambda db: setattr(own_terms(db, here.group_id), "cash_on_delivery", True))
    buyer = world.client()
    cod = {**TO_GIRIAN, "delivery-tunas-bahari": "own_courier", "payment": "cash"}
    _, refused = world.buys(buyer, here.sku, 7, **cod)
    assert refused.status_code == 422 and "paling banyak Rp300.000" in refused.text
    buyer.post("/keranjang/jumlah", data={f"quantity-{here.sku}": 0})
    path, answer = world.buys(buyer, here.sku, 2, **cod)
    assert path, answer.text
    assert the_parcel().state == "waiting"
    chair, order = world.as_person(here.chair), f"/lapak/{here.slug}/pesanan/{number_of(path)}"
    for act in ("terima", "siapkan", "siap"):
        assert chair.post(f"{order}/{act}").status_code == 303
    assert chair.post(f"{order}/kirim", data={"courier": "Ojek", "tracking": ""}).status_code == 303
    assert the_bill().state == "open"
    phone = world.as_device(here.device)
    assert "/siapa" in phone.post(f"{order}/serahkan").headers["location"], "cash asks who takes it"
    assert chair.post(f"{order}/serahkan").status_code == 303
    assert the_bill().state == "settled" and the_parcel().state == "received"


@both
def test_the_days_of_sending_count_on_the_wall(shop):
    """An order of 01.00 WITA is of that day; in UTC it is of the day before, which promised a day more."""
    here = world.a_shop()
    with time_machine.travel(at("2026-11-24T01:00"), tick=True):
        path, _ = world.buys(world.client(), here.sku, 1, **TO_GIRIAN, **{"delivery-tunas-bahari": "own_courier"})
        promised = the_parcel().arrives_by
    with time_machine.travel(at("2026-11-24T09:00"), tick=True):
        chair, order = world.as_person(here.chair), f"/lapak/{here.slug}/pesanan/{number_of(path)}"
        world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/masuk/{number_of(path)}")
        assert chair.post(f"{order}/kirim").status_code == 303
        assert the_parcel().arrives_by == promised == date(2026, 11, 25)


@both
def test_what_is_on_the_way_is_received_and_closed_by_the_clock(shop):
    here = world.a_shop()
    with time_machine.travel(at("2026-11-24T08:00"), tick=True):
        path, _ = world.buys(world.client(), here.sku, 1, **TO_GIRIAN, **{"delivery-tunas-bahari": "own_courier"})
        order, number = f"/lapak/{here.slug}/pesanan/{number_of(path)}", number_of(path)
        world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/masuk/{number}")
        chair = world.as_person(here.chair)
        assert chair.post(f"{order}/siapkan").status_code == 303
        assert chair.post(f"{order}/kirim", data={"tracking": "salah resi!"}).status_code == 422
        assert chair.post(f"{order}/kirim", data={"tracking": "jne-123456"}).status_code == 303
    for when, state in (
        ("2026-11-28T07:00", "on_the_way"),
        ("2026-11-28T09:00", "received"),
        ("2026-12-01T10:00", "closed"),
    ):
        with time_machine.travel(at(when), tick=True):
            clockwork.tick()
            assert the_parcel().state == state, when


def test_an_order_nobody_opened_is_shown_to_the_facilitator(shop):
    here = world.a_shop()
    with time_machine.travel(at("2026-11-24T09:00"), tick=True):
        path, _ = world.buys(world.client(), here.sku, 1)
    with time_machine.travel(at("2026-11-24T10:30"), tick=True):
        assert "Cakalang fufu" not in world.as_person(here.facilitator).get("/pendamping").text
    with time_machine.travel(at("2026-11-24T11:30"), tick=True):
        assert "Cakalang fufu" in world.as_person(here.facilitator).get("/pendamping").text
        world.as_person(here.member).post(f"/lapak/{here.slug}/pesanan/{number_of(path)}/lihat")
        assert "Cakalang fufu" not in world.as_person(here.facilitator).get("/pendamping").text


def test_a_cancelled_paid_order_is_a_refund_owed_until_somebody_gave_it_back(shop):
    here = world.a_shop()
    buyer = world.client()
    path, _ = world.buys(buyer, here.sku, 2)
    number, treasurer = number_of(path), world.as_person(here.treasurer)
    assert treasurer.post(f"/lapak/{here.slug}/uang/masuk/{number}").status_code == 303
    chair = world.as_person(here.chair)
    assert chair.post(f"/lapak/{here.slug}/pesanan/{number}/batal", data={"reason": ""}).status_code == 422
    assert (
        chair.post(f"/lapak/{here.slug}/pesanan/{number}/batal", data={"reason": "Perahu tidak turun"}).status_code
        == 303
    )
    assert 'data-payment="refund_due"' in buyer.get(path).text
    give = re.search(r'action="([^"]+/kembali/\d+)"', treasurer.get(f"/lapak/{here.slug}/uang").text)[1]
    cash = {"how": "cash"}
    assert treasurer.post(give, data=cash).status_code == 303 and treasurer.post(give, data=cash).status_code == 409
    assert 'data-payment="refunded"' in buyer.get(path).text


def test_fresh_goods_ask_each_morning_and_go_quiet_after_two_days(shop):
    with time_machine.travel(at("2026-11-24T07:00"), tick=True):
        here = world.a_shop(shelf=5)
    with time_machine.travel(at("2026-11-25T07:00"), tick=True):
        chair = world.as_person(here.chair)
        assert "Masih ada 10 bungkus?" in chair.get(f"/lapak/{here.slug}").text
        assert chair.post(f"/lapak/{here.slug}/stok/masih-ada", data={"variant": here.sku}).status_code == 303
        assert "Masih ada 10" not in chair.get(f"/lapak/{here.slug}").text
    with time_machine.travel(at("2026-11-27T08:00"), tick=True):
        page = world.client().get(f"/produk/{here.product}").text
        assert "Tanyakan stok" in page and "https://wa.me/" in page and "Masukkan keranjang" not in page
        assert "Tanyakan stok" in world.client().get("/produk").text
        asked = world.client().post("/keranjang", data={"variant": here.sku, "quantity": 1})
        assert asked.status_code == 422 and "Tanyakan dulu" in asked.text


@pytest.mark.parametrize(
    "village,fee",
    [("71.72.06.1004", 5_000), ("71.72.02.1003", 10_000), ("71.01.01.2001", 20_000), ("64.74.01.1001", None)],
)
def test_the_most_specific_tariff_wins(village, fee):
    tariffs = [
        Tariff(group_id=1, delivery=Delivery.COURIER, place=place, first_fee=amount, next_fee=0)
        for place, amount in (("71", 20_000), ("71.72", 10_000), ("71.72.06", 5_000))
    ]
    offered = {way.delivery: way.fee for way in ways(Terms(group_id=1), tariffs, village, 600, date(2026, 11, 24))}
    assert offered.get(Delivery.COURIER) == fee
    assert Delivery.PICKUP in offered and offered[Delivery.QUOTE] is None


def test_tracking_shows_states_without_the_address_and_is_limited(shop):
    here = world.a_shop()
    path, _ = world.buys(world.client(), here.sku, 1, **TO_GIRIAN, **{"delivery-tunas-bahari": "own_courier"})
    number = number_of(path).removesuffix("-1")
    stranger = world.client()
    found = stranger.post("/lacak", data={"number": number.lower(), "digits": "7890"})
    assert found.status_code == 200 and f'data-order="{number}"' in found.text
    assert "Yos Sudarso" not in found.text and "kunci=" not in found.text and "3456" not in found.text
    bare = number.removeprefix("D-").lower()
    for written in (f"d{bare}", f"d {bare}", f"#{number}", f"{number}-1", f" {bare[:3]} {bare[3:]} "):
        again = world.client().post("/lacak", data={"number": written, "digits": "7890"})
        assert f'data-order="{number}"' in again.text, written
    codes = [stranger.post("/lacak", data={"number": number, "digits": "0000"}).status_code for _ in range(11)]
    assert codes[0] == 422 and codes[-1] == 429


@wide
def test_the_buyers_timeline_tells_who_helped_whom_to_the_group_alone(shop):
    here = world.a_shop()
    path, _ = world.buys(world.client(), here.sku, 1, payment="cash")
    world.as_person(here.facilitator).post(f"/lapak/{here.slug}/pesanan/{number_of(path)}/siapkan")
    with read() as db:
        event = db.scalars(sa.select(OrderEvent).where(table(OrderEvent).c.code == "preparing")).one()
        assert (event.by, event.capacity) == ("Rina", "facilitator")
        assert Group.get(db, here.group_id).name == "Tunas Bahari"
    page = world.as_person(here.chair).get(f"/lapak/{here.slug}/pesanan/{number_of(path)}").text
    assert "Rina membantu Tunas Bahari" in page
