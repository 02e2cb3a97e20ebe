"""The admin keeps the shelves: names, order, what is no longer used; no address ever changes."""

import pytest

from market.catalog.category import Category, categories, category_called
from market.kernel.db import read, write
from market.kernel.refused import Refused
from tests import world


def listed() -> list[str]:
    with read() as db:
        return [each.slug for each in categories(db)]


def test_a_category_is_renamed_moved_and_keeps_its_address(shop):
    here = world.a_shop()
    admin = world.as_person(here.admin)
    with read() as db:
        slug, key = (found := Category.get(db, 1)).slug, found.key
    form = {"name": "Ikan asap cair", "name_en": "Smoked & more", "position": "99"}
    assert admin.post(f"/admin/kategori/{key}", data=form).status_code == 303
    assert listed()[-1] == slug, "last in the order, and its address is what it was"
    page = admin.get(f"/produk?kategori={slug}").text
    assert "Ikan asap cair" in page and "Cakalang fufu" in page
    assert admin.post(f"/admin/kategori/{key}", data=form | {"name": ""}).status_code == 422


def test_a_category_with_goods_stays_and_one_without_is_retired(shop):
    here = world.a_shop()
    admin = world.as_person(here.admin)
    refused = admin.post("/admin/kategori/1/berhenti")
    assert refused.status_code == 422 and "masih dipakai barang" in refused.text
    assert admin.post("/admin/kategori", data={"name": "Kopi", "name_en": "Coffee"}).status_code == 303
    key = write(lambda db: next(each.id for each in db.query(Category) if each.slug == "kopi"))
    assert admin.post(f"/admin/kategori/{key}/berhenti").status_code == 303
    assert "kopi" not in listed()
    assert admin.get("/produk?kategori=kopi").status_code == 200
    chair = world.as_person(here.chair)
    form = {"name": "Kopi bubuk", "category": "kopi", "price": "10000", "unit": "bungkus", "weight_g": "100"}
    assert chair.post(f"/lapak/{here.slug}/produk/baru", data=form).status_code == 422
    assert "Pakai lagi" in admin.get("/admin/kategori").text
    assert admin.post(f"/admin/kategori/{key}/pakai").status_code == 303
    assert "kopi" in listed()
    assert admin.post("/admin/kategori/999/pakai").status_code == 404


def test_an_officer_is_picked_by_a_place_and_never_asked_twice(shop):
    here = world.a_shop()
    admin = world.as_person(here.admin)
    form = {"name": "Hendra", "phone": "081200000006", "place": "Kota Bitung", "agency": "dinas perikanan  BITUNG"}
    again = admin.post("/admin/petugas", data=form)
    assert again.status_code == 422 and "sudah memegang kantor ini" in again.text
    new = {"name": "Nita", "phone": "081299990001", "place": "Girian", "agency": "Kecamatan Girian"}
    unclear = admin.post("/admin/petugas", data=new)
    assert unclear.status_code in (303, 422)
    if unclear.status_code == 422:
        assert 'value="71.72.05"' in unclear.text or "71.72" in unclear.text
    assert admin.post("/admin/petugas", data=new | {"place": "Kota Bitung"}).status_code == 303
    assert admin.post("/admin/petugas", data=new | {"place": "Kota Bitung"}).status_code == 422, "asked already"


def test_an_officer_who_is_removed_can_do_nothing_more_at_once(shop):
    here = world.a_shop()
    admin, officer = world.as_person(here.admin), world.as_person(here.officer)
    assert officer.get("/dinas").status_code == 200
    assert admin.post("/admin/petugas/1/selesai").status_code == 303
    assert officer.get("/dinas").status_code == 404 and officer.get("/akun").status_code == 200
    assert admin.post("/admin/petugas/1/selesai").status_code == 404, "told once"


def test_a_sheet_names_a_category_by_any_word_of_its_own(shop):
    """ "sambal" was no category, nor "Krupuk": the whole name had to be typed, comma and all."""
    world.a_shop()
    with read() as db:
        shelves = categories(db)
    for typed, slug in (
        ("sambal", "abon-sambal"), ("Abon", "abon-sambal"), ("sambal & abon", "abon-sambal"), ("Krupuk", "kerupuk"),
        ("kerajinan", "anyaman"), ("ikan asap", "ikan-asap"), ("garden", "kebun"),
    ):  # fmt: skip
        assert category_called(shelves, typed, "kategori").slug == slug
    for typed in ("ikan", "sambal ikan", "minuman", "", ",", "a"):
        with pytest.raises(Refused, match="category_unlisted"):
            category_called(shelves, typed, "kategori")
