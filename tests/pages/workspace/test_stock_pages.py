"""What a group sees of its stock: whose lots, how many are free, promised and past their day, and their codes."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.catalog.product import Product
from market.inventory.holdings import holdings, unanswered
from market.inventory.lot import Location, Lot, LotState, shop_of, the_lot
from market.inventory.receiving import receive
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.language import shown_day
from market.kernel.record import table
from market.kernel.refused import NotFound
from market.people.access import CLOCK
from market.people.group import Group
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.world import MEIKE


def groups():
    with read() as db:
        return {group.slug: group for group in db.scalars(sa.select(Group))}


@both
def test_a_lot_of_another_group_is_not_there(shop):
    here = world.a_shop()
    there = groups()

    def booth(db):
        return Location(group_id=here.group_id, kind="booth", name="A01").add(db).key

    stall = write(booth)
    write(lambda db: setattr(db.get(Lot, 1), "location_id", stall))
    with read() as db:
        lots = {lot.key: db.get(Location, lot.location_id).group_id for lot in db.scalars(sa.select(Lot))}
        assert len(set(lots.values())) == 2, "each group has a lot"
        for key, owner in lots.items():
            assert the_lot(db, owner, key).key == key
            for group in there.values():
                if group.key != owner:
                    with pytest.raises(NotFound):
                        the_lot(db, group.key, key)
    foreign = next(key for key, owner in lots.items() if owner != here.group_id)
    chair = world.as_person(here.chair)
    assert chair.get(f"/lapak/{here.slug}/stok/1").status_code == 200
    assert chair.get(f"/lapak/{here.slug}/stok/{foreign}").status_code == 404
    done(chair.post(f"/lapak/{here.slug}/stok/{foreign}", data={"act": "set_aside", "reason": "basi"}), 404)


@both
def test_the_page_says_of_each_piece_why_it_went(shop):
    here = world.a_shop(pieces=0)
    chair, home = world.as_person(here.chair), f"/lapak/{here.slug}"
    done(chair.post(f"{home}/stok", data={"variant": here.sku, "quantity": "9"}))
    done(chair.post(f"{home}/stok/terjual", data={"variant": here.sku, "quantity": "2"}))
    done(chair.post(f"{home}/stok/habis", data={"variant": here.sku}))
    part = chair.get(f"{home}/stok").text.partition("Keluar-masuk barang")[2].partition("</ul>")[0]
    said = re.findall(r"</b>: ([^<]+)<br>.*?<b class=\"num\">([^<]+)</b>", part, re.S)
    assert said == [("Ditandai habis", "-7"), ("Terjual langsung", "-2"), ("Barang masuk", "+9")]


@both
def test_free_promised_and_past_its_day(shop):
    here = world.a_shop(pieces=0, shelf=5)
    group = groups()[here.slug]
    today = group.today
    with read() as db:
        [none] = [each for each in holdings(db, group) if each.sku == here.sku]
    assert (none.available, none.promised, none.expired, none.good_until) == (0, 0, 0, None)

    def stock(db):
        mine = db.get(Group, group.key)
        for days, pieces in ((3, 4), (1, 1), (0, 2)):
            receive(db, mine, here.sku, pieces, by=MEIKE, best_before=today + timedelta(days=days), produced_on=today)
        receive(
            db,
            mine,
            here.sku,
            7,
            by=MEIKE,
            produced_on=today - timedelta(days=9),
            best_before=today - timedelta(days=1),
        )
        rows = table(Lot)
        full = sa.update(rows).where(rows.c.best_before == today)
        db.execute(full.values(held=1, allocated=1))
        db.execute(sa.update(rows).where(rows.c.best_before == today + timedelta(days=3)).values(held=1, allocated=2))

    write(stock)
    with read() as db:
        [mine] = [each for each in holdings(db, group) if each.sku == here.sku]
    assert (mine.available, mine.promised, mine.expired) == (2, 5, 7)
    assert mine.good_until == today + timedelta(days=1), "of what is free, not of what is promised"
    page = world.as_person(here.chair).get(f"/lapak/{here.slug}").text
    assert "7" in page


@both
def test_nothing_made_tomorrow_comes_in_and_what_is_past_is_said(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    with read() as db:
        today = Group.get(db, here.group_id).today

    def typed(made: date, until: date | str = "") -> dict[str, str]:
        return {"variant": here.sku, "quantity": "1000", "produced_on": f"{made}", "best_before": f"{until}"}

    for days, until in ((1, ""), (30, today + timedelta(days=60))):
        answer = chair.post(f"/lapak/{here.slug}/stok/terima", data=typed(today + timedelta(days=days), until))
        assert answer.status_code == 422 and "Hari itu belum tiba" in answer.text
    done(
        chair.post(f"/lapak/{here.slug}/stok/terima", data=typed(today - timedelta(days=9), today - timedelta(days=1)))
    )
    assert "1.000 dicatat, tetapi sudah lewat harinya" in chair.get(f"/lapak/{here.slug}/stok").text
    done(chair.post(f"/lapak/{here.slug}/stok", data=typed(today - timedelta(days=9), today - timedelta(days=1))))
    assert "1.000 dicatat, tetapi sudah lewat harinya" in chair.get(f"/lapak/{here.slug}").text
    stock = f'href="/lapak/{here.slug}/stok"'
    assert "lewat tanggal" in chair.get(f"/lapak/{here.slug}").text and stock in chair.get(f"/lapak/{here.slug}").text
    officer = world.as_person(here.officer).get(f"/lapak/{here.slug}").text
    assert "lewat tanggal" in officer and stock not in officer, "no link that answers 422"
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 10
    made, until = today - timedelta(days=2), today + timedelta(days=60)
    told = f"Dibuat {shown_day(made, year=True)}"
    for page, best, more in (("stok/terima", "", ""), ("stok/terima", until, ", baik sampai "), ("stok", "", "")):
        answer = chair.post(f"/lapak/{here.slug}/{page}", data=typed(made, best))
        assert f"{told}{more}" in chair.get(answer.headers["location"]).text, "a swapped month is seen"


@both
def test_who_said_nothing_of_fresh_goods_this_morning(shop):
    here = world.a_shop(pieces=3)

    def silent():
        with read() as db:
            group = db.scalars(sa.select(Group).where(table(Group).c.id == here.group_id)).one()
            return unanswered(db, [group]).get(here.group_id, [])

    def set_(**values):
        rows = table(Product)
        write(lambda db: db.execute(sa.update(rows).where(rows.c.slug == here.product).values(**values)) and None)

    group = groups()[here.slug]
    with read() as db:
        said = db.scalars(sa.select(Product).where(table(Product).c.slug == here.product)).one().confirmed_at
    assert silent() == [], "smoked fish is not asked for every morning"
    set_(fresh=True)
    assert silent() == [], "it was said today"
    set_(confirmed_at=said - timedelta(days=1))
    assert silent() == ["Cakalang fufu"]
    set_(made_to_order=True)
    assert silent() == []
    set_(made_to_order=False)
    rows = table(Lot)
    write(lambda db: db.execute(sa.update(rows).where(rows.c.id == 1).values(held=2, allocated=1)) and None)
    assert silent() == [], "all of it is promised"
    write(
        lambda db: (
            db.execute(sa.update(rows).where(rows.c.id == 1).values(held=0, allocated=1, state=LotState.ON_HOLD))
            and None
        )
    )
    assert silent() == [] and group.key == here.group_id


def test_codes_of_a_day_go_on_after_z(shop):
    here = world.a_shop(pieces=0, shelf=400)
    group = groups()[here.slug]
    made = date(2026, 11, 24)

    def thirty(db):
        mine = db.get(Group, group.key)
        codes = []
        for n in range(30):
            lot = receive(db, mine, here.sku, 1, by=MEIKE, produced_on=made, best_before=made + timedelta(days=n + 1))
            codes.append(lot.code)
        other = receive(db, mine, here.sku, 1, by=MEIKE, produced_on=date(2026, 11, 25), best_before=date(2027, 1, 1))
        return [*codes, other.code]

    codes = write(thirty)
    assert codes[0] == "TB-2411-A" and codes[25:30] == [f"TB-2411-{x}" for x in ("Z", "AA", "AB", "AC", "AD")]
    assert codes[30] == "TB-2511-A" and len(set(codes)) == 31


@both
@pytest.mark.parametrize("shelf", [None, 5])
def test_new_pieces_never_join_a_lot_that_is_set_aside(shop, shelf):
    here = world.a_shop(pieces=3, shelf=shelf)
    group = groups()[here.slug]

    def more(db):
        return receive(db, db.get(Group, group.key), here.sku, 2, by=MEIKE).key

    first = write(more)
    assert write(more) == first, "goods of one day are one lot"
    write(lambda db: db.get(Lot, first).set_aside(CLOCK))
    second = write(more)
    assert second != first and write(more) == second
    write(lambda db: db.get(Lot, second).recall(CLOCK))
    write(lambda db: db.get(Lot, first).sell_again(CLOCK))
    assert write(more) == first
    with read() as db:
        assert [db.get(Lot, key).on_hand for key in (first, second)] == [9, 4]


@both
def test_a_count_below_what_is_promised_says_so(shop):
    here = world.a_shop(pieces=4)
    world.buys(world.client(), here.sku, 3)
    there, chair = f"/lapak/{here.slug}/stok/1", world.as_person(here.chair)
    refused = chair.post(there, data={"act": "counted", "quantity": "2"})
    assert refused.status_code == 422 and "3 sudah dipesan atau di keranjang" in refused.text
    assert "kurangi dulu isi pesanan" in refused.text
    done(chair.post(there, data={"act": "counted", "quantity": "3"}))
    with read() as db:
        assert db.get(Lot, 1).on_hand == 3


@both
def test_a_count_far_above_what_was_written_down_is_asked_about(shop):
    """99.999 typed over 4 were for sale at once, with a word of thanks."""
    here = world.a_shop(pieces=4)
    there, chair = f"/lapak/{here.slug}/stok/1", world.as_person(here.chair)
    assert 'name="sure"' not in chair.get(there).text
    refused = chair.post(there, data={"act": "counted", "quantity": "99999"})
    assert refused.status_code == 422 and "Tadinya 4, sekarang 99.999?" in refused.text
    assert 'name="sure"' in refused.text
    done(chair.post(there, data={"act": "counted", "quantity": "500"}))
    done(chair.post(there, data={"act": "counted", "quantity": "6000", "sure": "1"}))
    with read() as db:
        assert db.get(Lot, 1).on_hand == 6000


@both
@pytest.mark.parametrize("act", ["counted", "spoiled"])
def test_what_a_cart_held_long_ago_is_nobodys_when_goods_are_counted(shop, act):
    """Until the clock came by, a count of what lies there was refused for pieces that nobody was promised."""
    here = world.a_shop(pieces=4)
    assert world.client().post("/keranjang", data={"variant": here.sku, "quantity": "3"}).status_code < 400
    there, asked = f"/lapak/{here.slug}/stok/1", {"act": act, "quantity": {"counted": "1", "spoiled": "3"}[act]}
    assert world.as_person(here.chair).post(there, data=asked).status_code == 422, "they are promised for half an hour"
    with time_machine.travel(now() + timedelta(minutes=31), tick=True):
        done(world.as_person(here.chair).post(there, data=asked))
    with read() as db:
        assert (db.get(Lot, 1).on_hand, db.get(Lot, 1).held) == (1, 0)


@both
def test_a_hold_that_lapsed_gives_way_at_checkout_too(shop):
    here = world.a_shop(pieces=1)
    first, second = world.client(), world.client()
    start = now()

    def holds(browser, minutes):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=True):
            return browser.post("/keranjang", data={"variant": here.sku, "quantity": "1"}).status_code

    assert holds(first, 0) == 303 and holds(second, 5) == 422
    assert holds(second, 60) == 303, "the first hold lapsed"
    with time_machine.travel(start + timedelta(minutes=120), tick=True):
        form = {"name": "Ratna", "phone": "0812-3456-7890", "token": "token-late-123", "payment": "transfer"}
        done(first.post("/checkout", data=form | {f"delivery-{here.slug}": "pickup"}))
    with read() as db:
        lot = db.get(Lot, 1)
        assert (lot.on_hand, lot.held, lot.allocated) == (1, 0, 1)


def test_the_shop_is_made_once(shop):
    here = world.a_shop()
    first, again = (write(lambda db: shop_of(db, here.group_id).key) for _ in range(2))
    assert first == again
    done(world.as_person(here.chair).get(f"/lapak/{here.slug}/stok"), 200)
