"""The budgets: bytes as sent, statements a page."""

import gzip
import re

import pytest
import sqlalchemy as sa

from market.catalog.photo import KeptPhoto
from market.catalog.picture import read_picture
from market.catalog.product import Product
from market.demo.draw import PICTURES
from market.kernel.db import database, write
from market.people.group import Group
from market.people.membership import Acceptance, join
from market.people.roles.asking_roles import ask_roles
from market.web.assets import assets
from tests import world
from tests.bazaars import world as fairs

KB = 1000


def weight(browser, path: str) -> tuple[int, str]:
    """Bytes of a page as sent."""
    answer = browser.get(path, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    return len(gzip.compress(answer.content, 5)), answer.text


def linked(browser, page: str) -> int:
    """Bytes of the style sheets and scripts a page asks for, as sent."""
    total = 0
    for name in set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page)):
        answer = browser.get(name, headers={"accept-encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip" and "immutable" in answer.headers["cache-control"]
        total += len(assets()[name.rpartition("/")[2]].packed)
    return total


def many_products() -> world.Shop:
    here = world.a_shop()
    write(
        lambda db: (
            [
                world.a_product(db, Group.get(db, here.group_id), f"Barang nomor {n}", 10_000 + n, 5, None)
                for n in range(30)
            ]
            and None
        )
    )
    return here


def with_pictures() -> None:
    """The newest 24 products get the demo's drawings, through the way of every photo."""
    drawings = sorted(path for path in PICTURES.glob("*.webp") if path.stem not in ("hero-pier", "bazaar"))
    files = []
    for path in drawings:
        picture = read_picture(path.read_bytes())
        picture.keep(path.stem)
        files.append(path.stem)

    def work(db):
        for n, product in enumerate(
            db.scalars(sa.select(Product).order_by(Product.listed_at.desc(), Product.id.desc()).limit(24))
        ):
            product.add_photos([KeptPhoto(files[n % len(files)], 1200, 900)], "")

    write(work)


@pytest.mark.walk
def test_a_list_on_a_first_visit(shop):
    many_products()
    with_pictures()
    browser = world.client()
    size, page = weight(browser, "/produk")
    together = size + linked(browser, page)
    assert page.count('<article class="good">') == 24
    assert together <= 25 * KB, f"{together / KB:.1f} KB"
    pictures = [len(browser.get(name).content) for name in re.findall(r'src="(/media/[^"]+)"', page)]
    assert len(pictures) == 24
    assert together + sum(pictures) <= 200 * KB, f"{(together + sum(pictures)) / KB:.1f} KB"
    assert page.count('loading="lazy"') == page.count("-320.webp"), "no picture loads before it is near"


def money_and_roles(here: world.Shop) -> None:
    """Five payments that the treasurer said are there, and five members with a change of roles each that waits."""
    treasurer = world.as_person(here.treasurer)
    for n in range(5):
        path, _ = world.buys(world.client(), here.sku, 1, token=f"dibayar-nomor-{n}")
        number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
        assert treasurer.post(f"/lapak/{here.slug}/uang/masuk/{number}").status_code == 303

    def work(db):
        group, chair = db.get(Group, here.group_id), world.actor(here.chair)
        for n in range(5):
            person = world.a_person(db, f"Anggota {n}", 100 + n)
            member = join(db, group.key, person, Acceptance.ACCOUNT, given_by=here.chair)
            ask_roles(db, group, member, chair, chair=True, treasurer=True)

    write(work)


@pytest.fixture
def statements():
    counted: list[str] = []

    def count(_connection, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):
            counted.append(statement)

    yield counted, count


def test_a_page_makes_at_most_eight_statements_however_many_rows(shop, statements):
    here = many_products()
    money_and_roles(here)
    counted, count = statements
    path, _ = world.buys(world.client(), here.sku, 1)
    chair = world.as_person(here.chair)
    buyer = world.client()
    buyer.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    buyer.get("/produk?q=barang")  # the vocabulary is read once after each change of the catalogue, not by each page
    sa.event.listen(database().reader, "after_cursor_execute", count)
    pages = [
        (world.client(), p) for p in ("/", "/produk", "/produk?q=barang&ada=1", f"/produk/{here.product}", "/kelompok",
            f"/kelompok/{here.slug}", path)
    ]  # fmt: skip
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    work = ("", "/pesanan", "/produk", "/stok", "/stok/1", "/uang", "/uang/rekening", "/profil", "/anggota",
        "/anggota/masuk", "/anggota/peran", "/pengiriman",
            "/pesanan/kemas", f"/pesanan/{number}", f"/pesanan/{number}/nota", f"/produk/{here.product}",
            "/produk/baru",
            "/kasir", "/kasir/periksa")  # fmt: skip
    pages += [(chair, f"/lapak/{here.slug}{p}") for p in work]
    treasurer = world.as_person(here.treasurer)
    pages += [(treasurer, f"/lapak/{here.slug}{p}") for p in ("", "/uang", "/anggota/peran")]
    pages += [
        (buyer, "/keranjang"),
        (buyer, "/checkout"),
        (chair, "/akun"),
        (chair, "/akun/kontak"),
        (buyer, path.replace("?", "/bayar?")),
    ]
    pages += [(world.as_person(6), p) for p in ("/dinas", "/dinas/kelompok", f"/dinas/kelompok/{here.slug}")]
    pages += [(world.as_person(5), "/pendamping"), (world.as_person(8), "/admin")]
    pages += [(world.as_person(8), p) for p in ("/admin/uang", "/admin/uang/transfer")]
    fair = fairs.a_fair(here.officer, groups=5, booths=3)
    fairs.done(fair.officer.post(fair.desk, data={
        "name": "Bazar Pesisir", "closes_on": fairs.day(5), "documents": "nib", "venue": "Lapangan",
    }))  # fmt: skip
    fair.officer.post(fair.desk + "/denah/sirkuit", data={"name": "C1", "watt": "500"})
    fair.officer.post(fair.desk + "/buka")
    for n in range(5):
        fairs.register(fair, n)
    fairs.allotted(fair)
    pages += [(fair.officer, fair.desk + part) for part in ("", "/denah", "/pendaftaran", "/pembagian", "/acara")]
    fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"})
    after = ("/pembagian", "/sesudah", "/kehadiran", "/laporan", "/surat", "/surat/keputusan", "/surat/ringkasan",
             "/surat/hadir", "/surat/peserta", "/surat/tanda", "/pendaftaran/impor")  # fmt: skip
    pages += [(fair.officer, fair.desk + part) for part in after]
    pages += [(fair.officer, "/dinas/bazar"), (fair.officer, "/dinas/kantor"), (fair.officer, "/dinas/panggilan")]
    pages += [(fair.officer, f"/dinas/kelompok/{here.slug}/masuk"), (world.as_person(8), "/admin/panggilan")]
    pages += [
        (world.client(), p) for p in ("/bazar", "/bazar.ics", f"/bazar/{fair.slug}", f"/bazar/{fair.slug}/pembagian")
    ]
    pages += [(fair.chair(n), fair.page(n) + part) for n in range(5) for part in ("", "/sanggah", "/tukar")] + [
        (fair.chair(0), fair.page(0).rpartition("/")[0])
    ]
    over = {}
    for browser, address in pages:
        counted.clear()
        assert browser.get(address).status_code == 200
        if len(counted) > 8:
            over[address] = len(counted)
    sa.event.remove(database().reader, "after_cursor_execute", count)
    assert over == {}
