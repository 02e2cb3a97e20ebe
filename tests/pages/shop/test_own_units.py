"""Whoever counts goods in their own unit is understood wherever goods are counted, and another unit is asked about."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from market.catalog.variant import Variant
from market.inventory.lot import Lot
from market.kernel.clock import today
from market.kernel.db import write
from market.kernel.record import table
from market.kernel.settings import settings
from market.orders.order import OrderLine
from market.orders.written.written_order import WrittenOrder
from market.payments.refund import Refund
from market.till.returned import TillReturn
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows
from tests.till.phones import Phone, line


def a_shop_of(unit: str) -> world.Shop:
    here = world.a_shop(pieces=30)
    write(lambda db: db.execute(sa.update(Variant).where(table(Variant).c.sku == here.sku).values(unit=unit)))
    return here


def a_shop_of_jars() -> world.Shop:
    return a_shop_of("toples")


def hidden(page: str) -> dict[str, str]:
    """The units in which a page shows what its fields count."""
    return dict(re.findall(r'<input type="hidden" name="(unit[^"]*)" value="([^"]*)"', page))


@both
@pytest.mark.parametrize(("typed", "read"), [("3 toples", 3), ("2 jar", 2), ("2 dus", None), ("1 lusin", None)])
def test_the_cart_reads_the_goods_own_unit(shop, typed, read):
    here = a_shop_of_jars()
    buyer = world.client()
    product = buyer.get(f"/produk/{here.product}").text
    put = {"product": here.product, "variant": here.sku, "quantity": typed, **hidden(product)}
    assert buyer.post("/keranjang", data=put).status_code == (303 if read else 422)
    if not read:
        assert buyer.post("/keranjang", data=put | {"quantity": "1"}).status_code == 303
    page = buyer.get("/keranjang").text
    changed = buyer.post("/keranjang/jumlah", data={f"quantity-{here.sku}": typed, **hidden(page)})
    assert changed.status_code == (303 if read else 422)
    if read:
        assert f'value="{read}"' in buyer.get("/keranjang").text
    else:
        assert f"Maksudnya {12 if 'lusin' in typed else 2} toples?" in changed.text


@both
def test_a_lot_and_stock_that_came_read_it(shop):
    here = a_shop_of_jars()
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}"
    page = chair.get(desk + "/stok").text
    lot = re.search(rf'href="({desk}/stok/\d+)"', page)[1]
    came = {"variant": here.sku, **hidden(page)}
    assert "Maksudnya 2 toples?" in chair.post(desk + "/stok/terima", data=came | {"quantity": "2 dus"}).text
    assert chair.post(desk + "/stok/terima", data=came | {"quantity": "2 toples"}).status_code == 303
    spoiled = {"act": "spoiled", **hidden(chair.get(lot).text)}
    assert "Maksudnya 2 toples?" in chair.post(lot, data=spoiled | {"quantity": "2 dus"}).text
    assert chair.post(lot, data=spoiled | {"quantity": "2 toples"}).status_code == 303


@both
def test_an_offer_to_an_office_and_its_steps_read_it(shop):
    here = a_shop_of_jars()
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}/penawaran"
    page, soon = chair.get(desk).text, today(settings().zone)
    offer = {
        "office": "Dinas Sosial", "contact": "Bu Ani", "phone": "0812-0000-4321", "delivery_fee": "0", "pay_days": "30",
        "deliver_on": (soon + timedelta(days=9)).isoformat(), "valid_until": (soon + timedelta(days=5)).isoformat(),
        **hidden(page),
    }  # fmt: skip
    asked = chair.post(desk, data=offer | {f"quantity-{here.sku}": "2 lusin"})
    assert asked.status_code == 422 and "Maksudnya 24 toples?" in asked.text
    assert chair.post(desk, data=offer | {f"quantity-{here.sku}": "3 toples"}).status_code == 303
    step = {"variant": here.sku, "price": "9000", **hidden(page)}
    assert "Maksudnya 24 toples?" in chair.post(desk + "/harga", data=step | {"pieces": "2 lusin"}).text
    assert chair.post(desk + "/harga", data=step | {"pieces": "12 toples"}).status_code == 303


# (the good's own unit, what is typed of it, how many that is, what is asked back about, with what sentence)
OF_UNITS = pytest.mark.parametrize(
    ("unit", "typed", "read", "asked", "told"),
    [
        ("kg", "2 kilo", 2, "2 dus", "Maksudnya 2 kg?"),
        ("lusin", "2 lusin", 2, "2 kodi", "Maksudnya 40 lusin?"),
        ("toples", "2 jar", 2, "2 dus", "Maksudnya 2 toples?"),
        ("kg", "2 kg", 2, "500 g", "500 g"),
    ],
)


def field_of(page: str, prefix: str) -> str:
    """The name of the only field of a page that begins so."""
    [name] = set(re.findall(rf'name="({prefix}\d+)"', page))
    return name


def bought(here: world.Shop, pieces: int) -> tuple[str, str]:
    """Her page of the order, and the parcel's page at the group."""
    path, _ = world.buys(world.client(), here.sku, pieces)
    return path, f"/lapak/{here.slug}/pesanan/{re.search('/pesanan/([^?]+)', path)[1]}-1"


def coming() -> int:
    [line] = rows(OrderLine)
    return line.pieces


@both
@OF_UNITS
def test_a_written_order_reads_it_in_the_group_and_at_its_buyer(shop, unit, typed, read, asked, told):
    here = a_shop_of(unit)
    chair, page = world.as_person(here.chair), f"/lapak/{here.slug}/pesanan/catat"
    form = {"name": "Ibu Ratna", "phone": "0812-0000-0101", **hidden(chair.get(page).text)}
    back = chair.post(page, data=form | {f"quantity-{here.sku}": asked})
    assert back.status_code == 422 and told in back.text
    done(chair.post(page, data=form | {f"quantity-{here.sku}": typed}))
    [made] = rows(WrittenOrder)
    assert sum(lot.held for lot in rows(Lot)) == read
    buyer = world.client()
    yes = {"name": "Ratna", f"delivery-{here.slug}": "pickup", f"payment-{here.slug}": "cash"}
    yes |= hidden(buyer.get(made.path).text)
    back = buyer.post(made.path, data=yes | {f"quantity-{here.sku}": asked})
    assert back.status_code == 422 and told in back.text
    done(buyer.post(made.path, data=yes | {f"quantity-{here.sku}": typed.replace("2", "3")}))
    assert coming() == read + 1


@both
@OF_UNITS
def test_a_row_of_a_chat_reads_the_unit_of_the_good_that_is_chosen(shop, unit, typed, read, asked, told):
    here = a_shop_of(unit)
    chair, page = world.as_person(here.chair), f"/lapak/{here.slug}/pesanan/catat"
    row = {"read-0-words": "abon dua", "read-0-guess": here.sku, "read-0-good": here.sku}
    form = {"name": "Ibu Ratna", "phone": "0812-0000-0101", **hidden(chair.get(page).text), **row}
    back = chair.post(page, data=form | {"read-0-quantity": asked})
    assert back.status_code == 422 and told in back.text
    done(chair.post(page, data=form | {"read-0-quantity": typed}))
    assert sum(lot.held for lot in rows(Lot)) == read


@both
@OF_UNITS
def test_fewer_pieces_read_it_in_the_group_and_at_the_buyer(shop, unit, typed, read, asked, told):
    here = a_shop_of(unit)
    path, parcel = bought(here, 5)
    chair, buyer = world.as_person(here.chair), world.client()
    page = chair.get(parcel).text
    keep, form = field_of(page, "keep-"), {"reason": "Dua bungkus robek", **hidden(page)}
    back = chair.post(parcel + "/kurangi", data=form | {keep: asked})
    assert back.status_code == 422 and told in back.text and coming() == 5
    done(chair.post(parcel + "/kurangi", data=form | {keep: typed.replace("2", "4")}))
    assert coming() == 4
    page = buyer.get(path).text
    less, form = path.replace("?", "/kurangi?"), {"parcel": parcel.rpartition("/")[2], **hidden(page)}
    back = buyer.post(less, data=form | {keep: asked})
    assert back.status_code == 422 and told in back.text and coming() == 4
    done(buyer.post(less, data=form | {keep: typed}))
    assert coming() == read


@both
@OF_UNITS
def test_a_refund_of_pieces_reads_it(shop, unit, typed, read, asked, told):
    here = a_shop_of(unit)
    _, parcel = bought(here, 5)
    treasurer, chair = world.as_person(here.treasurer), world.as_person(here.chair)
    number = parcel.rpartition("/")[2]
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{number}"))
    for act in ("siapkan", "siap", "serahkan"):
        done(chair.post(f"{parcel}/{act}"))
    page = treasurer.get(parcel).text
    form = {"reason": "Dua bungkus robek", "token": re.search('name="token" value="([^"]+)"', page)[1], **hidden(page)}
    line, grant = field_of(page, "line-"), f"/lapak/{here.slug}/uang/kembalikan/{number}"
    back = treasurer.post(grant, data=form | {line: asked})
    assert back.status_code == 422 and told in back.text and rows(Refund) == []
    done(treasurer.post(grant, data=form | {line: typed}))
    assert [each.amount for each in rows(Refund)] == [read * 25_000]


@both
@OF_UNITS
def test_what_comes_back_to_the_till_reads_it(shop, unit, typed, read, asked, told):
    here = a_shop_of(unit)
    Phone(here.group_id, here.chair).sells(line(here.sku, 5))
    chair, nota = world.as_person(here.chair), f"/lapak/{here.slug}/kasir/nota/1"
    page = chair.get(nota).text
    name, form = field_of(page, "line-"), {"reason": "Basi", "goods": "stock", **hidden(page)}
    back = chair.post(nota + "/kembali", data=form | {name: asked})
    assert back.status_code == 422 and told in back.text and rows(TillReturn) == []
    done(chair.post(nota + "/kembali", data=form | {name: typed}))
    assert rows(Lot)[0].on_hand == 25 + read
