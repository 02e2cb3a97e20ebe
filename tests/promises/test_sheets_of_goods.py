"""A group's own list of goods: read or refused by row, sent twice without harm; and all prices in one table."""

import html
import re

import pytest
import sqlalchemy as sa

from market.catalog.product import Product, product_by_slug
from market.catalog.variant import Variant
from market.inventory.lot import Lot
from market.inventory.sheet_of_goods import goods_of, goods_sheet
from market.kernel.db import read
from market.kernel.money import rupiah
from market.kernel.record import table
from market.kernel.sheet import read_text
from market.people.group import Group
from tests import world
from tests.bazaars.world import done
from tests.conftest import both

LIST = """DAFTAR BARANG TUNAS BAHARI
No;Nama Barang;Jenis;Harga Jual;Kode;Kemasan;Satuan;Berat (g);Stok;Daya tahan
1;Abon cakalang;Abon, sambal;35.000;AB-1;200 g;bungkus;1.500;1.000;3 hari
2;Abon cakalang;abon-sambal;Rp 60rb;AB-2;500 g;bungkus;½ kg;30 bungkus;2 minggu
3;Sambal roa;Sayur;25,00;;;botol;1.500 kg;banyak;
"""


SUMMED = """No;Nama Barang;Jenis;Harga Jual;Satuan;Stok
1;Abon cakalang;Abon, sambal;Rp12.500/bungkus;bungkus;8
2;Abon tuna;Abon, sambal;12.500/kg;bungkus;1.000
3;X;Abon, sambal;12.500;;
Jumlah;;;;;1008
"""


def test_what_offices_and_shops_write_in_a_list_is_read(shop):
    """A price with what it is for; a last line whose word stands under "No"; a name of one letter is there, but
    short."""
    here = world.a_shop()
    with read() as db:
        rows = goods_of(db, Group.get(db, here.group_id), goods_sheet(read_text(SUMMED)), world.actor(here.chair))
    assert [row.name for row in rows] == ["Abon cakalang", "Abon tuna", "X"], "the last line is no goods"
    assert rows[0].good and rows[0].facts.price == 12_500
    codes = [[(each.code, each.field) for each in row.refusals] for row in rows[1:]]
    assert codes == [[("amount_unclear", "harga")], [("text_too_short", "nama")]], "of another unit it is not guessed"


@pytest.mark.parametrize(
    ("column", "told", "code"),
    [
        ("Nama Barang", "n" * 300, "text_too_long"),
        ("Kemasan", "k" * 300, "text_too_long"),
        ("Satuan", "s" * 300, "text_too_long"),
        ("Harga Jual", "15", "thousands_meant"),
        ("Harga Jual", "150", "thousands_meant"),
        ("Harga Jual", "15/bungkus", "thousands_meant"),
    ],
)
def test_nothing_of_a_list_is_cut_or_taken_for_a_few_rupiah_in_silence(shop, column, told, code):
    """A name of three hundred letters came in as the first eighty; a price of 15 as Rp15."""
    here = world.a_shop()
    row = {"Nama Barang": "Abon cakalang", "Jenis": "Abon, sambal", "Harga Jual": "35.000", "Satuan": "bungkus"}
    row = {**row, "Kemasan": "200 g", column: told}
    sheet = goods_sheet(read_text(f"{';'.join(row)}\n{';'.join(row.values())}\n"))
    with read() as db:
        [found] = goods_of(db, Group.get(db, here.group_id), sheet, world.actor(here.chair))
    assert [each.code for each in found.refusals] == [code] and not found.good


def there() -> dict[str, tuple]:
    """By code what is told of it, and how many pieces there are."""
    p, v, lot = table(Product), table(Variant), table(Lot)
    pieces = sa.select(sa.func.coalesce(sa.func.sum(lot.c.on_hand), 0)).where(lot.c.variant_id == v.c.id)
    wanted = sa.select(
        v.c.sku, p.c.name, v.c.name, v.c.price, v.c.weight_g, v.c.shelf_life_days, pieces.scalar_subquery()
    )
    with read() as db:
        return {sku: tuple(told) for sku, *told in db.execute(wanted.join(p, p.c.id == v.c.product_id))}


@both
@pytest.mark.parametrize("how", ["file", "pasted"])
def test_a_list_is_shown_then_written_and_a_second_run_changes_nothing(shop, how):
    here = world.a_shop()
    before = there()
    chair, door = world.as_person(here.chair), f"/lapak/{here.slug}/daftar-barang"
    sent = {"files": {"file": ("barang.csv", LIST.encode("cp1252"))}}
    if how == "pasted":
        sent = {"data": {"pasted": LIST.replace(";", "\t")}, "files": {"x": ("", b"")}}
    page = chair.post(door, **sent)
    assert page.status_code == 200 and "2 baris siap, 0 sudah ada dan tidak diubah, 1 perlu diperbaiki" in page.text
    assert all(each in page.text for each in ("“25,00”", "“Sayur”", "“banyak”")), "each refused cell"
    assert "Ikan asap; Ikan asin" in page.text, "the list that is meant"
    assert there() == before, "a preview writes nothing"
    data = html.unescape(re.search(r'name="data" value="([^"]+)"', page.text)[1])
    done(chair.post(door, data={"data": data, "write": "1"}))
    made = {sku: told for sku, told in there().items() if sku not in before}
    assert made == {
        "AB-1": ("Abon cakalang", "200 g", 35_000, 1_500, 3, 1_000),
        "AB-2": ("Abon cakalang", "500 g", 60_000, 500, 14, 30),
    }
    again = chair.post(door, **sent)
    assert "0 baris siap, 2 sudah ada dan tidak diubah, 1 perlu diperbaiki" in again.text
    after = there()
    done(chair.post(door, data={"data": data, "write": "1"}))
    assert there() == after, "by name, and by code"


@both
def test_a_name_without_a_code_is_known_however_it_is_written(shop):
    here = world.a_shop()
    chair, door = world.as_person(here.chair), f"/lapak/{here.slug}/daftar-barang"
    name = next(told[0] for told in there().values())
    rows = f"nama;kategori;harga\n{name.upper()};ikan-asap;9.000\nBaru;ikan-asap;9.000\nbaru;ikan-asap;9.000\n"
    page = chair.post(door, data={"pasted": rows}, files={"x": ("", b"")})
    assert "1 baris siap" in page.text and "1 sudah ada" in page.text and "di baris di atasnya" in page.text
    own = next(told[2] for told in there().values())
    assert f"harga di lapak tetap {rupiah(own)}" in page.text, "only the row's own price stood beside it"


@both
def test_all_prices_in_one_table_are_saved_at_once_or_not_at_all(shop):
    here = world.a_shop(price=25_000)
    chair, door = world.as_person(here.chair), f"/lapak/{here.slug}/harga"
    page = chair.get(door).text
    version = re.search(rf'name="version-{here.sku}"\s+value="(\d+)"', page)[1]
    form = {f"price-{here.sku}": "27.500", f"weight_g-{here.sku}": "1,5 kg", f"version-{here.sku}": version}
    asked = chair.post(door, data=form | {f"price-{here.sku}": "15"}).text
    assert "Maksudnya Rp15.000? Tulis begitu, atau Rp15 kalau memang segitu." in asked
    for wrong in ({f"price-{here.sku}": "25,00"}, {f"weight_g-{here.sku}": "banyak"}, {f"unit-{here.sku}": " "}):
        refused = chair.post(door, data=form | wrong | {"halaman": "1"})
        assert refused.status_code == 422 and 'aria-invalid="true"' in refused.text, wrong
    with read() as db:
        assert product_by_slug(db, here.product).price_from == 25_000
    done(chair.post(door, data=form | {"halaman": "1"}))
    with read() as db:
        product = product_by_slug(db, here.product)
        [variant] = product.variants
        assert (product.price_from, variant.price, variant.weight_g) == (27_500, 27_500, 1_500)
    late = chair.post(door, data=form | {f"price-{here.sku}": "26.000", "halaman": "1"})
    assert late.status_code == 422 and "diubah orang lain" in late.text, "who read an older page hears of it"
    assert world.client().post(door, data=form).status_code == 303, "and a stranger signs in first"
