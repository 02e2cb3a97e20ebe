"""A way of delivery is a row of one table, and everything that asks for one knows each of them."""

import re
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import market
from market.kernel.db import read, write
from market.kernel.language import gettext
from market.orders.cash import cash_at_the_door, cash_where_fetched
from market.orders.delivery import DELIVERIES, TARIFFED, Cash, Delivery, Priced
from market.orders.order import SubOrder
from market.orders.placing.chosen import Chosen
from market.orders.terms import Tariff, Terms, Way, own_terms, payable_by, tariffs_of, ways
from market.pages.event_words import EVENTS
from market.pages.money_words import method_word
from market.pages.words import STATES
from market.payments.bill import Method
from tests import world
from tests.conftest import both

TODAY = date(2026, 11, 24)
FAST = {"next_fee": "0", "days_min": "0", "days_max": "1"}


def test_the_contract_lists_every_way():
    text = (Path(market.__file__).parents[1] / "docs/contract.md").read_text("utf-8")
    told = re.search(r"`delivery-\{group\}` \((.*?)\)", text)[1]
    assert re.findall("`(.*?)`", told) == [each.value for each in Delivery]


def test_one_word_is_true_of_a_group_and_of_who_sells_alone():
    """They stand on the pages of both: a way, a state and an event are of the seller, as `Ongkir dihitung penjual`."""
    said = [each.said for each in DELIVERIES.values()]
    said += [word() for word in (*STATES.values(), EVENTS["accepted"], EVENTS["seen"], EVENTS["still_awaited"])]
    assert [each for each in said if "kelompok" in each.lower()] == []


def test_who_carries_it_reads_the_landmark(shop):
    """What is ticked while packing and what goes along said the street alone, where many houses have no number."""
    here = world.a_shop()
    write(lambda db: setattr(own_terms(db, here.group_id), "cash_on_delivery", True))
    to = {"village": world.GIRIAN, "address": "Jl. Yos Sudarso 41", "landmark": "pagar biru"}
    path, _ = world.buys(world.client(), here.sku, **to, payment="cash", **{f"delivery-{here.slug}": "own_courier"})
    number = path.partition("?")[0].rpartition("/")[2] + "-1"
    chair = world.as_person(here.chair)
    chair.post(f"/lapak/{here.slug}/pesanan/{number}/terima")
    for page in ("kemas", f"{number}/nota"):
        assert "Jl. Yos Sudarso 41, pagar biru, " in chair.get(f"/lapak/{here.slug}/pesanan/{page}").text, page


def test_no_way_has_the_word_of_another():
    assert len({facts.said for facts in DELIVERIES.values()}) == len(Delivery)


def test_a_village_is_offered_every_way_in_its_order():
    terms = Terms(group_id=1, pickup=True, quote=True, cash=True, cash_on_delivery=True)
    tariffs = [Tariff(group_id=1, delivery=each, place="71", first_fee=9_000) for each in TARIFFED]
    offered = ways(terms, tariffs, world.BITUNG, 600, TODAY)
    assert [way.delivery for way in offered] == list(Delivery)
    for way in offered:
        told = DELIVERIES[way.delivery]
        assert way.fee == {Priced.FREE: 0, Priced.BY_TARIFF: 9_000, Priced.WHEN_ASKED: None}[told.priced]
        assert (way.good_on == TODAY) is told.collected
        assert (Method.CASH in payable_by(terms, way.delivery, True, True, True)) is (told.cash is not Cash.NEVER)
    assert [way.delivery for way in ways(terms, tariffs, "", 600, TODAY)] == [
        each for each in Delivery if each.collected
    ]


@given(st.sampled_from(Method), st.sampled_from(Delivery), st.booleans(), st.booleans(), st.booleans())
def test_cash_is_taken_at_the_door_or_where_goods_are_fetched(method, delivery, fetched, door, there):
    """One of the two, and of each parcel, each choice of a buyer and each word the same; by the terms of its own."""
    at_door, where_fetched = cash_at_the_door(method, delivery), cash_where_fetched(method, delivery)
    assert at_door + where_fetched == (method is Method.CASH) and not (at_door and delivery is Delivery.PICKUP)
    sub = SubOrder(method=method, delivery=delivery)
    assert (sub.cod, sub.cash_pickup) == (at_door, where_fetched)
    assert Chosen(None, Way(delivery, 0, TODAY, TODAY, TODAY), method).cod is at_door
    assert (method_word(method, delivery) == method_word(Method.CASH, Delivery.OWN_COURIER)) is at_door
    terms = Terms(group_id=1, cash=fetched, cash_on_delivery=door)
    if method in payable_by(terms, delivery, False, False, False, there):  # cash, where nothing else can be taken
        assert there and ((at_door and door) or (where_fetched and fetched))
    elif method is Method.CASH and there and delivery.facts.cash is not Cash.NEVER:
        assert not (door if at_door else fetched)


@both
def test_a_group_sets_each_fee_by_place_and_sees_it_by_its_own_word(shop):
    here = world.a_shop()
    chair, page = world.as_person(here.chair), f"/lapak/{here.slug}/pengiriman"
    for each in Delivery:
        tariff = {"delivery": each.value, "place": "71.72.06", "first_fee": "9000", **FAST}
        answer = chair.post(f"{page}/ongkir", data=tariff)
        assert answer.status_code == (303 if each in TARIFFED else 422)
    html = chair.get(page).text
    assert re.findall(r'name="delivery"\s+value="(\w+)"', html) == list(TARIFFED)
    for each in TARIFFED:
        word = gettext(DELIVERIES[each].said)
        assert re.search(rf"<small>\s*{word}: Rp", html), "in the list of fees"
        assert re.search(rf'value="{each}"[^>]*>\s*<b>{word}</b>', html), "among those to choose from"


@both
def test_the_database_takes_an_order_and_a_fee_by_each_way(shop):
    """With a CHECK that forgot one, the first who choose it would see an error."""
    here = world.a_shop()
    write(lambda db: setattr(own_terms(db, here.group_id), "quote", True))
    with read() as db:
        there = {tariff.delivery for tariff in tariffs_of(db, [here.group_id])}
    missing = [each for each in TARIFFED if each not in there]
    for each in missing:
        write(
            lambda db, each=each: (
                Tariff(group_id=here.group_id, delivery=each, place="71", first_fee=1).add(db) and None
            )
        )
    for each in Delivery:
        home = {} if each.collected else {"village": world.BITUNG, "address": "Jl. Pantai 1"}
        path, answer = world.buys(
            world.client(), here.sku, token=f"token-{each}", **{f"delivery-{here.slug}": each.value}, **home
        )
        assert path and answer.status_code == 303, each


@both
def test_a_fee_with_empty_fields_is_not_filled_in_for_its_chair(shop):
    """Rp0 for each further kilogram to another island, in 0 to 1 days, was promised by nobody."""
    here = world.a_shop()
    chair, page = world.as_person(here.chair), f"/lapak/{here.slug}/pengiriman"
    with read() as db:
        before = len(tariffs_of(db, [here.group_id]))
    fee = {"delivery": "courier", "place": "71.71", "first_fee": "9000"} | FAST
    for empty in ("first_fee", *FAST):
        answer = chair.post(f"{page}/ongkir", data=fee | {empty: " "})
        assert answer.status_code == 422 and f'id="{empty}-salah"' in answer.text
    answer = chair.post(page, data={"pickup": "1", "cash": "1", "cash_limit": ""})
    assert answer.status_code == 422 and 'id="cash_limit-salah"' in answer.text
    with read() as db:
        assert len(tariffs_of(db, [here.group_id])) == before
    assert chair.post(f"{page}/ongkir", data=fee).status_code == 303


@both
def test_a_chair_reads_which_goods_nobody_can_have_or_pay(shop):
    here = world.a_shop()
    chair, page = world.as_person(here.chair), f"/lapak/{here.slug}/pengiriman"
    nobody, unpaid = "belum ada cara menyerahkan", "Pembeli tidak bisa membayar yang datang dengan cara ini: "
    off = {"cash_limit": "300.000"}

    def after(**on: str) -> str:
        assert chair.post(page, data=off | on).status_code == 303
        return chair.get(page).text

    usual = after(pickup="1", quote="1", transfer="1", cash="1")
    assert nobody not in usual and unpaid not in usual
    assert f"{unpaid}Kurir." in after(cash_on_delivery="1"), "only what the group brings itself can be paid"
    assert f"{unpaid}Ambil sendiri, Diantar penjual, Kurir." in after(pickup="1")
    with read() as db:
        fees = tariffs_of(db, [here.group_id])
    for fee in fees:
        assert chair.post(f"{page}/ongkir/{fee.key}/hapus").status_code == 303
    assert nobody in after(transfer="1", cash="1")
    quoted = after(quote="1", transfer="1")
    assert nobody not in quoted and unpaid not in quoted
