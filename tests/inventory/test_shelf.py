"""The list that buyers see: found by words, kind, place, price and stock; counted, parted into pages; and its words."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
import time_machine

from market.catalog.product import Product, list_product
from market.catalog.variant import Variant, VariantFacts
from market.inventory.choices import best_choice, choices
from market.inventory.hold import Hold, allocate, free_expired, hold, release, stock_of
from market.inventory.listing import FEW, Stock, stock_word
from market.inventory.lot import Lot, LotState
from market.inventory.lots_of_group import lots_there
from market.inventory.movement import MovementKind, StockMovement
from market.inventory.picking import Pick, Want, pick
from market.inventory.receiving import receive, sell_directly, sell_out
from market.inventory.shelf import COUNTED, Query, Sort, beside, listed_goods, newest, shelf
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.language import shown_short_day
from market.kernel.record import table
from market.kernel.refused import Refused
from market.pages.words import stock_sentence
from market.people.access import Actor
from market.people.group import Group, GroupState
from tests import world
from tests.conftest import both, wide
from tests.world import MEIKE


def set_(model, slug, **values):
    rows = table(model)
    name = rows.c.slug if "slug" in rows.c else rows.c.sku
    write(lambda db: db.execute(sa.update(rows).where(name == slug).values(**values)) and None)


def found(**query):
    with read() as db:
        return [each.name for each in shelf(db, Query(**query)).listings]


def sku_of(name):
    with read() as db:
        rows = table(Variant)
        wanted = sa.select(rows.c.sku).join(Product, table(Product).c.id == rows.c.product_id)
        return db.execute(wanted.where(table(Product).c.name == name)).scalar_one()


def goods(here, *told, slug=None):
    """(name, price, pieces, shelf life, more) of each, for a group."""

    def work(db):
        group = db.scalars(sa.select(Group).where(table(Group).c.slug == (slug or here.slug))).one()
        for name, price, pieces, days, more in told:
            made = {"category_id": 1, "description": ""} | more
            product = list_product(db, group, name=name, **made)
            variant = product.add_variant(VariantFacts(price=price, unit="bungkus", weight_g=100, shelf_life_days=days))
            if pieces:
                receive(db, group, variant.sku, pieces, by=MEIKE)

    write(work)


@both
def test_what_a_buyer_asks_for_is_what_is_shown(shop):
    here = world.a_shop(pieces=10)
    goods(here, ("Kerupuk ikan", 10_000, 0, None, {"category_id": 2, "description": "renyah dari Bitung"}))
    goods(here, ("Sambal roa", 40_000, 3, None, {}), slug=here.other_slug)
    assert found() == ["Sambal roa", "Kerupuk ikan", "Amplang", "Cakalang fufu"], "the newest first"
    assert found(sort=Sort.CHEAPEST) == ["Kerupuk ikan", "Amplang", "Cakalang fufu", "Sambal roa"]
    assert found(sort=Sort.DEAREST) == ["Sambal roa", "Cakalang fufu", "Amplang", "Kerupuk ikan"]
    assert (
        found(category="ikan-asap") == ["Sambal roa", "Amplang", "Cakalang fufu"] and found(category="tidak-ada") == []
    )
    assert found(group=here.other_slug) == ["Sambal roa", "Amplang"]
    assert found(place="71.72") == ["Kerupuk ikan", "Cakalang fufu"] == found(place=world.BITUNG)
    assert found(place="71.7") == [] == found(place="71.72.0") and found(place="18") == ["Sambal roa", "Amplang"]
    assert found(price_from=20_000) == ["Sambal roa", "Amplang", "Cakalang fufu"]
    assert found(price_from=20_001, price_to=25_000) == ["Cakalang fufu"]
    assert found(price_to=20_000) == ["Kerupuk ikan", "Amplang"] and found(price_to=9_999) == []
    assert found(there=True) == ["Sambal roa", "Amplang", "Cakalang fufu"]
    assert found(words="krupuk") == ["Kerupuk ikan"] == found(words="renyah")
    assert found(words="fufu", sort=Sort.CHEAPEST) == ["Cakalang fufu"] and found(words="kuku macan") == ["Amplang"]
    with read() as db:
        for nothing in ("!!!", "---", "zzzz"):
            assert not shelf(db, Query(words=nothing)).listings
            assert shelf(db, Query(words=nothing)).count == 0
        assert [each.name for each in listed_goods(db, here.slug)] == ["Kerupuk ikan", "Cakalang fufu"]


@both
def test_what_cannot_be_bought_is_not_there(shop):
    here = world.a_shop(pieces=10)
    every = ["Amplang", "Cakalang fufu"]
    slug = here.product
    assert found(there=True) == every == found()
    for values, there in (
        ({"fresh": True, "confirmed_at": now() - timedelta(days=2, minutes=-5)}, True),
        ({"fresh": True, "confirmed_at": now() - timedelta(days=2, minutes=5)}, False),
        ({"fresh": True, "made_to_order": True}, True),
        ({"fresh": False, "made_to_order": False}, True),
    ):
        set_(Product, slug, **values)
        assert (found(there=True) == every) == there, values
        assert found() == every
    rows = table(Lot)

    def lot(**values):
        write(lambda db: db.execute(sa.update(rows).where(rows.c.id == 1).values(**values)) and None)

    with read() as db:
        today = db.get(Group, here.group_id).today
    long_ago = today - timedelta(days=30)
    for values, there in (
        ({"held": 4, "allocated": 6}, False), ({"held": 4, "allocated": 5}, True), ({"state": LotState.ON_HOLD}, False),
        ({"state": LotState.RECALLED}, False), ({"state": LotState.OPEN}, True),
        ({"produced_on": long_ago, "best_before": today}, True),
        ({"produced_on": long_ago, "best_before": today - timedelta(days=1)}, False), ({"best_before": None}, True),
    ):  # fmt: skip
        lot(**values)
        assert (found(there=True) == every) == there, values
    set_(Variant, here.sku, withdrawn_at=now())
    assert found(there=True) == ["Amplang"] and found() == every
    set_(Variant, here.sku, withdrawn_at=None)
    set_(Product, slug, state="WITHDRAWN".lower())
    assert found() == ["Amplang"]
    set_(Product, slug, state="listed")
    set_(Group, here.slug, state=GroupState.SUSPENDED)
    assert found() == ["Amplang"] == found(there=True)


@both
def test_the_word_about_stock(shop):
    here = world.a_shop(pieces=0)

    def listed():
        with read() as db:
            return next(each for each in shelf(db, Query(group=here.slug)).listings)

    with read() as db:
        group = db.get(Group, here.group_id)
    today = group.today
    assert (listed().stock, listed().pieces) == (Stock.OUT, 0)

    def more(pieces, days=None):
        def work(db):
            mine = db.get(Group, here.group_id)
            until = None if days is None else today + timedelta(days=days)
            receive(db, mine, here.sku, pieces, by=MEIKE, produced_on=today - timedelta(days=9), best_before=until)

        write(work)

    more(1)
    assert (listed().stock, listed().pieces) == (Stock.FEW, 1)
    more(FEW - 1, 0)
    assert (listed().stock, listed().pieces) == (Stock.FEW, FEW), "its last day counts"
    more(40, -1)
    assert listed().pieces == FEW, "what is past its day does not"
    more(1, 3)
    assert (listed().stock, listed().pieces, listed().good_until) == (Stock.IN, FEW + 1, None)
    set_(Product, here.product, fresh=True)
    assert (listed().stock, listed().good_until) == (Stock.IN, today), "of the lot that leaves first"
    assert shown_short_day(today) in stock_sentence(listed()), "a weekday alone may be that of next week"
    set_(Product, here.product, confirmed_at=now() - timedelta(days=2, minutes=1))
    assert listed().stock is Stock.ASK
    set_(Product, here.product, made_to_order=True)
    assert listed().stock is Stock.MADE
    assert [stock_word(False, False, n) for n in (-1, 0, 1, FEW, FEW + 1)] == [Stock.OUT] * 2 + [Stock.FEW] * 2 + [
        Stock.IN
    ]


def test_pages_and_what_is_counted(shop):
    here = world.a_shop()

    def many(db):
        group = db.get(Group, here.group_id)
        first = db.scalars(sa.select(Product)).first()
        told = {c.name: getattr(first, c.name) for c in table(Product).c if c.name not in ("id", "slug", "name")}
        rows = [told | {"slug": f"b-{n}", "name": f"Barang {n:03}", "group_id": group.key} for n in range(COUNTED)]
        db.execute(sa.insert(table(Product)), rows)

    def page(number, **query):
        with read() as db:
            seen = shelf(db, Query(page=number, **query), size=24)
            return len(seen.listings), seen.count, seen.more, seen.more_than_counted

    assert page(1) == (2, 2, False, False)
    write(many)
    assert page(1) == (24, COUNTED, True, True), "two more than are counted"
    assert page(1, group=here.slug) == (24, COUNTED, True, True)
    assert page(11) == (2, COUNTED, False, True)
    assert page(12)[0] == 0 and page(12)[2] is False
    write(lambda db: db.execute(sa.delete(table(Product)).where(table(Product).c.slug == "b-0")) and None)
    assert page(1, group=here.slug) == (24, COUNTED, True, False), "just as many as are counted"
    write(
        lambda db: (
            db.execute(sa.delete(table(Product)).where(table(Product).c.name.between("Barang 025", "Barang 999")))
            and None
        )
    )
    assert page(1, group=here.slug) == (24, 25, True, False) and page(2, group=here.slug) == (1, 25, False, False)
    write(lambda db: db.execute(sa.delete(table(Product)).where(table(Product).c.name == "Barang 024")) and None)
    assert page(1, group=here.slug) == (24, 24, False, False) and page(2, group=here.slug)[0] == 0, "just one page"
    with read() as db:
        names = [c.name for n in (1, 2) for c in shelf(db, Query(page=n, group=here.slug), size=24).listings]
    assert len(set(names)) == len(names) == 24, "each once"


@both
def test_what_stands_beside_and_what_is_new(shop):
    here = world.a_shop(pieces=1)

    def next_to(slug):
        with read() as db:
            product = db.scalars(sa.select(Product).where(table(Product).c.slug == slug)).one()
            return [each.name for each in beside(db, product, size=2)]

    def new():
        with read() as db:
            return [each.name for each in newest(db, size=4)]

    assert next_to(here.product) == ["Amplang"], "none of the group: of its kind"
    assert new() == ["Amplang", "Cakalang fufu"]
    goods(here, ("Abon", 1_000, 0, None, {}), ("Roa", 1_000, 2, None, {}), ("Kopi", 1_000, 3, None, {"category_id": 2}))
    assert next_to(here.product) == ["Kopi", "Roa"]
    assert new() == ["Kopi", "Roa", "Amplang", "Cakalang fufu"], "four that are there: only those"
    goods(here, *((f"Ebi {n}", 1_000, 2, None, {}) for n in range(3)))
    assert new() == ["Ebi 2", "Ebi 1", "Amplang", "Ebi 0"], "two of a group, a third where nobody else has any"
    set_(Product, "roa", cover="r.webp")
    assert new()[:3] == ["Roa", "Ebi 2", "Amplang"], "a picture comes first"
    for n in range(3):
        set_(Product, f"ebi-{n}", state="withdrawn")
    set_(Product, "roa", cover=None)
    set_(Product, "kopi", state="withdrawn")
    assert new() == ["Roa", "Abon", "Amplang", "Cakalang fufu"], "else what is out too"
    assert next_to(here.product) == ["Roa", "Abon"]


def lots(*told):
    return [SimpleNamespace(id=n, variant_id=v, available=a, best_before=b) for n, (v, a, b) in enumerate(told, 1)]


def test_which_lots_serve_a_want():
    day = datetime(2026, 11, 24).date()
    there = lots((7, 2, day), (8, 9, day), (7, 0, day), (7, 3, day + timedelta(days=1)), (7, 5, None))
    want = Want(7, 4, day, "Kerupuk")
    assert pick(there, want) == [Pick(1, 2), Pick(4, 2)]
    assert pick(there, Want(7, 10, day, "")) == [Pick(1, 2), Pick(4, 3), Pick(5, 5)]
    assert pick(there, Want(7, 4, day + timedelta(days=1), "")) == [Pick(4, 3), Pick(5, 1)], (
        "the day before is too late"
    )
    assert pick(there, Want(7, 5, day, ""), {3: 3, 4: -1}) == [Pick(1, 2), Pick(3, 3)]
    later = day + timedelta(days=1)
    for quantity, on, code, n in (
        (11, day, "only_left", 10),
        (9, later, "only_left_of", 8),
        (1, day, "nothing_left", None),
    ):
        with pytest.raises(Refused) as refused:
            pick(there if n else [], Want(7, quantity, on, "Kerupuk"))
        assert refused.value.code == code and refused.value.params.get("n") == n
        assert refused.value.params["name"] == "Kerupuk" and refused.value.field == "quantity"


@both
def test_holds_are_taken_given_back_and_spent(shop):
    here = world.a_shop(pieces=5)

    def state():
        with read() as db:
            lot = db.get(Lot, 1)
            return lot.on_hand, lot.held, lot.allocated

    with read() as db:
        variant = db.scalars(sa.select(Variant).where(table(Variant).c.sku == here.sku)).one()
        day = db.get(Group, here.group_id).today
    want = lambda n: Want(variant.key, n, day, "Cakalang")  # noqa: E731
    start = now()
    with time_machine.travel(start, tick=False):
        until = write(lambda db: hold(db, want(2), "cart/1"))
        assert until == now() + timedelta(minutes=30)
        own = write(lambda db: hold(db, want(1), "cart/2", until=start + timedelta(minutes=5), origin="net"))
        assert own == start + timedelta(minutes=5) and state() == (5, 3, 0)
        with read() as db:
            assert [(h.held_for, h.origin, h.quantity) for h in db.scalars(sa.select(Hold))] == [
                ("cart/1", "", 2), ("cart/2", "net", 1),
            ]  # fmt: skip
            [one] = choices(db, db.scalars(sa.select(Product).where(table(Product).c.slug == here.product)).one(), day)
            assert (one.pieces, one.stock) == (2, Stock.FEW)
        with pytest.raises(Refused):
            write(lambda db: hold(db, want(3), "cart/3"))
        assert write(lambda db: release(db, "cart/2", variant.key + 1)) == 0 and state() == (5, 3, 0)
        assert write(lambda db: release(db, "cart/2", variant.key)) == 1 and state() == (5, 2, 0)
        assert write(lambda db: release(db, "cart/2")) == 0
        assert write(free_expired) == 0
        picks = write(lambda db: allocate(db, [want(3)], "cart/1"))
        assert picks == [[Pick(1, 3)]] and state() == (5, 0, 3), "its own hold, and one more"
        with pytest.raises(Refused):
            write(lambda db: allocate(db, [want(3)], "cart/1"))
        write(lambda db: hold(db, want(2), "cart/4"))
    with time_machine.travel(start + timedelta(minutes=29, seconds=59), tick=False):
        assert write(free_expired) == 0
    with time_machine.travel(start + timedelta(minutes=30), tick=False):
        with read() as db:
            product = db.scalars(sa.select(Product).where(table(Product).c.slug == here.product)).one()
            listed = next(each for each in shelf(db, Query()).listings if each.slug == here.product)
            assert (choices(db, product, day)[0].pieces, listed.pieces) == (0, 0), "lapsed, and the clock frees it"
        assert write(lambda db: free_expired(db, [variant.key + 1])) == 0
        assert write(free_expired) == 1 and state() == (5, 0, 3)
        assert write(free_expired) == 0
        with read() as db:
            listed = next(each for each in shelf(db, Query()).listings if each.slug == here.product)
            assert (choices(db, product, day)[0].pieces, listed.pieces) == (2, 2), "page and list say one thing"


@both
def test_sold_at_the_door_and_sold_out_leave_what_is_promised(shop):
    here = world.a_shop(pieces=0, shelf=5)
    with read() as db:
        today = db.get(Group, here.group_id).today

    def lot_states():
        with read() as db:
            return [
                (lot.on_hand, lot.allocated)
                for lot in db.scalars(sa.select(Lot).where(table(Lot).c.variant_id == 1).order_by(table(Lot).c.id))
            ]

    def act(verb, *args):
        return write(lambda db: verb(db, db.get(Group, here.group_id), here.sku, *args, by=Actor(name="Olga")))

    def nothing_left():
        return write(lambda db: sell_out(db, db.get(Group, here.group_id), here.sku, Actor(name="Olga")))

    def stock(db):
        mine = db.get(Group, here.group_id)
        old = today - timedelta(days=9)
        for days, pieces in ((2, 4), (1, 3), (-1, 6)):
            receive(db, mine, here.sku, pieces, by=MEIKE, produced_on=old, best_before=today + timedelta(days=days))
        db.execute(sa.update(table(Lot)).where(table(Lot).c.on_hand == 4).values(allocated=1))

    write(stock)
    set_(Product, here.product, confirmed_at=now() - timedelta(days=5))
    with pytest.raises(Refused) as refused:
        act(sell_directly, 7)
    assert refused.value.params["n"] == 6 and lot_states() == [(4, 1), (3, 0), (6, 0)]
    act(sell_directly, 4)
    assert lot_states() == [(3, 1), (0, 0), (6, 0)], "first what spoils first, never what is past its day"
    assert nothing_left() == 8 and lot_states() == [(1, 1), (0, 0), (0, 0)]
    assert nothing_left() == 0
    write(lambda db: receive(db, db.get(Group, here.group_id), here.sku, 1, by=MEIKE) and None)
    assert nothing_left() == 1, "the last piece too"
    with read() as db:
        moves = [
            (m.kind, m.quantity, m.by) for m in db.scalars(sa.select(StockMovement).order_by(table(StockMovement).c.id))
        ]
        product = db.scalars(sa.select(Product).where(table(Product).c.slug == here.product)).one()
        assert product.confirmed_at > now() - timedelta(minutes=5), "the group said what there is"
    assert [m for m in moves if m[2] == "Olga"] == [
        (MovementKind.SOLD_DIRECTLY, -3, "Olga"), (MovementKind.SOLD_DIRECTLY, -1, "Olga"),
        (MovementKind.SOLD_OUT, -6, "Olga"), (MovementKind.SOLD_OUT, -2, "Olga"),
        (MovementKind.SOLD_OUT, -1, "Olga"),
    ]  # fmt: skip


@both
def test_the_variants_of_a_page(shop):
    here = world.a_shop(pieces=0, shelf=5)
    with read() as db:
        today = db.get(Group, here.group_id).today
    last_day = today + timedelta(days=90)

    def more(db):
        mine = db.get(Group, here.group_id)
        product = db.scalars(sa.select(Product).where(table(Product).c.slug == here.product)).one()
        big = product.add_variant(
            VariantFacts(name="Besar", price=90_000, unit="dus", weight_g=5_000, net_weight_g=4_500)
        )
        for quantity, days_ago in ((5, 0), (4, 2)):
            made = today - timedelta(days=days_ago)
            receive(db, mine, big.sku, quantity, by=MEIKE, produced_on=made, best_before=last_day)
        for days in (3, 0, -1):
            made = today - timedelta(days=4)
            receive(db, mine, here.sku, 2, by=MEIKE, produced_on=made, best_before=today + timedelta(days=days))
        return big.sku

    big = write(more)

    def shown():
        with read() as db:
            product = db.scalars(sa.select(Product).where(table(Product).c.slug == here.product)).one()
            found = choices(db, product, today)
            return found, best_choice(found)

    (small, large), best = shown()
    assert (small.sku, small.pieces, small.stock, small.good_until) == (here.sku, 4, Stock.FEW, today)
    assert small.made_on == today - timedelta(days=4) and small.code.startswith("TB-")
    assert (large.sku, large.pieces, large.stock, large.good_until) == (big, 9, Stock.IN, last_day)
    assert (large.variant.unit, large.variant.price, large.variant.net_weight_g) == ("dus", 90_000, 4_500)
    assert best == small
    first = write(lambda db: [row.id for row in stock_of(db, [large.variant_id])])
    with read() as db:
        leaving = [Lot.get(db, key) for key in first]
        listed = [each.lot.code for each in lots_there(db, db.get(Group, here.group_id))]
    assert [lot.produced_on for lot in leaving] == [today - timedelta(days=2), today]
    assert (large.made_on, large.code) == (leaving[0].produced_on, leaving[0].code), "of the lot that leaves first"
    assert [code for code in listed if code in {lot.code for lot in leaving}] == [lot.code for lot in leaving]
    rows = table(Lot)
    write(lambda db: db.execute(sa.update(rows).where(rows.c.best_before == today).values(allocated=2)) and None)
    (small, _large), _ = shown()
    assert (small.pieces, small.good_until) == (2, today + timedelta(days=3)), "the first that can be bought"
    coming = rows.c.best_before.between(today + timedelta(days=1), last_day - timedelta(days=1))
    write(lambda db: db.execute(sa.update(rows).where(coming).values(state=LotState.ON_HOLD)) and None)
    (small, large), best = shown()
    assert (small.stock, small.pieces, small.code, small.made_on) == (Stock.OUT, 0, "", None) and best == large
    set_(Variant, big, withdrawn_at=now())
    ([small], best) = shown()
    assert best == small and best_choice([]) is None


@wide
def test_a_price_in_the_filter_is_read_or_said_to_be_unclear(shop):
    """`15rb` is no 15, and `15.000,00` no million."""
    here = world.a_shop(price=25_000)
    browser = world.client()
    assert browser.get("/produk?dari=15rb&sampai=25.000,00").text.count(here.product)
    assert here.product not in browser.get("/produk?dari=30rb").text
    assert here.product not in browser.get("/produk?sampai=Rp. 15.000,-").text
    unclear = browser.get("/produk?dari=15,000").text
    assert "Maksudnya Rp15.000?" in unclear and here.product in unclear
    assert browser.get("/produk?dari=²").status_code == 200
