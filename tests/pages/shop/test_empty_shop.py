"""A shop in which nobody sells yet says what comes next, and counts nothing."""

from market.kernel.db import write
from tests import world
from tests.world import a_person


def test_a_shop_without_groups_says_how_the_first_one_comes_in(shop):
    write(lambda db: a_person(db, "Admin", 8, admin=True).key)
    home = world.client().get("/").text
    assert "Toko ini baru dibuka" in home and "/buka-lapak" in home
    assert "dari 0 kelompok" not in home and "Sering dicari" not in home, "nothing can be found"
    for path in ("/produk", "/kelompok", "/bazar", "/produk?q=abon", "/sitemap.xml"):
        assert world.client().get(path).status_code == 200, path
    bare, asked = world.client().get("/produk").text, world.client().get("/produk?q=abon").text
    assert "Rak masih kosong" in bare and "Belum ketemu" not in bare, "nobody looked for anything yet"
    assert "Belum ketemu" in asked and "Rak masih kosong" not in asked


def test_an_admin_of_an_empty_shop_is_told_whom_to_ask(shop):
    admin = write(lambda db: a_person(db, "Admin", 8, admin=True).key)
    page = world.as_person(admin).get("/admin").text
    assert "Undang petugas dinas: mereka yang mengecek kelompok" in " ".join(page.split())
