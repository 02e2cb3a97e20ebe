"""The main job in a real browser at phone size, with JavaScript and without; axe finds nothing on the way."""

import io
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from PIL import Image

from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.registering.application import ReservedShare, find_application
from market.kernel.db import database, read, write
from market.kernel.settings import settings
from market.orders.placing.quote import Quote
from market.pages.office.bazaars.paper import PAPERS
from market.people.membership import find_membership
from market.people.person import Person
from tests import world
from tests.bazaars import world as fairs
from tests.browser import PATIENCE, needs_chromium
from tests.server import browsing

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
SETTLED = (
    "html:not(:has([data-reload])) :is(footer.foot, article.paper)"  # to its end, and it will not come again by itself
)


def a_sideways_photo() -> bytes:
    """Twelve megapixels, turned by EXIF, with GPS, as a phone makes them."""
    image = Image.new("RGB", (4032, 3024), "#c96")
    image.paste("#0b4f5c", (0, 0, 4032, 900))
    exif = image.getexif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "S"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=80)
    return out.getvalue()


class Walk:
    """A browser that checks every page it comes to."""

    def __init__(self, browser, base: str, javascript: bool) -> None:
        self.context = browser.new_context(viewport=PHONE, java_script_enabled=javascript, base_url=base)
        self.context.set_default_timeout(PATIENCE * 1000)
        self.page = self.context.new_page()
        self.javascript = javascript
        self.found: list[str] = []
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.on("pageerror", lambda error: pytest.fail(f"script: {error}"))

    def go(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer.status < 400, f"{path}: {answer.status}"
        self.look()

    def press(self, label: str, within: str = "main") -> None:
        """Presses a button; where a page asks whether it is meant, as dialogs do with JavaScript, says yes."""
        self.arrive(self.page.locator(within).get_by_role("button", name=label, exact=False).first.click)
        sure = self.page.locator("main").get_by_role("button", name="Ya, lanjutkan")
        if sure.count():
            self.arrive(sure.click)

    def fill(self, field: str, value: str) -> None:
        """Types into the field with this id."""
        self.page.fill(f"#{field}", value)

    def follow(self, link: str) -> None:
        self.arrive(self.page.get_by_role("link", name=link).first.click)

    def arrive(self, act: Callable[[], None]) -> None:
        """Does what leads to another page, or to another main part of this one, and looks when it is there."""
        self.page.locator("main").evaluate("main => { main.dataset.old = '' }")
        act()
        self.page.wait_for_selector("main:not([data-old])")
        self.page.wait_for_load_state()
        self.look()

    def settle(self) -> None:
        """Until the page no longer comes again by itself (long work that it tells about): only then is it read or
        left."""
        if self.javascript:
            self.page.wait_for_selector(SETTLED, state="attached", timeout=PATIENCE * 1000)
            self.page.wait_for_load_state()

    def look(self) -> None:
        self.settle()
        if self.page.locator("h1").count() != 1:
            self.found.append(f"{self.page.url}: {self.page.locator('h1').count()} h1")
        wide = self.page.evaluate("document.documentElement.scrollWidth") if self.javascript else 0
        if wide > PHONE["width"]:
            self.found.append(f"{self.page.url} is {wide} px wide")
        if self.javascript:
            from axe_playwright_python.sync_playwright import Axe

            found = Axe().run(self.page)
            for v in found.response["violations"]:
                self.found.append(f"{self.page.url} {v['id']}: {v['nodes'][0]['html'][:160]}")

    def clean(self) -> None:
        """Nothing was found on any page of this walk."""
        assert not self.found, "\n".join(dict.fromkeys(self.found))


def sign_in(walk: Walk, number: int) -> None:
    walk.go("/masuk")
    walk.page.fill("[name=identifier]", f"0812000{number:05d}")
    walk.page.fill("[name=password]", world.PASSWORD)
    walk.press("Masuk")


@needs_chromium
@pytest.mark.parametrize(
    "javascript", [pytest.param(True, marks=pytest.mark.walk), False], ids=["with-javascript", "without"]
)
def test_from_a_photo_to_a_handed_over_order(shop, javascript, tmp_path):
    here = world.a_shop()
    photo = tmp_path / "IMG_2041.jpg"
    photo.write_bytes(a_sideways_photo())
    database().close()
    with browsing() as (server, browser):
        chair = Walk(browser, server.base, javascript)
        lists_a_product(chair, here, photo)
        buyer = Walk(browser, server.base, javascript)
        order = buys_as_a_guest(buyer)
        claims(buyer)
        phone = Walk(browser, server.base, javascript)
        makes_a_group_phone(phone, here)
        confirms_by_pin(phone, here)
        hands_over(phone, here, order)
        buyer.page.reload()
        assert buyer.page.locator("[data-suborder]").get_attribute("data-state") == "received"
        assert buyer.page.locator("[data-suborder]").get_attribute("data-payment") == "paid"
        for walk in (chair, buyer, phone):
            walk.clean()


def lists_a_product(walk: Walk, here: world.Shop, photo) -> None:
    sign_in(walk, 1)
    walk.go(f"/lapak/{here.slug}/produk/baru")
    page = walk.page
    page.set_input_files("[name=photos]", str(photo))
    page.fill("[name=name]", "Kerupuk ikan")
    page.select_option("[name=category]", "kerupuk")
    page.fill("[name=price]", "22.50")
    page.fill("[name=quantity]", "7")
    walk.press("Pasang di toko")
    assert "tanpa sen" in page.locator("main").inner_text()
    assert page.input_value("[name=name]") == "Kerupuk ikan"
    assert page.locator("[name=staged]").count() == 1, "the photo is not lost"
    page.fill("[name=price]", "22.500")
    walk.press("Pasang di toko")
    walk.go("/produk/kerupuk-ikan")
    box = page.locator(".gallery img").first.evaluate("img => [img.naturalWidth, img.naturalHeight]")
    assert box[0] < box[1], "turned upright"


def buys_as_a_guest(walk: Walk) -> str:
    walk.go("/produk?q=krupuk")
    walk.follow("Kerupuk ikan")
    walk.press("Masukkan keranjang")
    assert "Disimpan untuk Anda sampai" in walk.page.locator("main").inner_text()
    counts_in_the_cart(walk)
    walk.press("Lanjut memesan")
    walk.page.fill("[name=name]", "Ratna Wowor")
    walk.page.fill("[name=phone]", "0812-3456")
    chooses_a_village(walk)
    walk.press("Buat pesanan")
    assert "kurang angka" in walk.page.locator("main").inner_text()
    walk.page.fill("[name=phone]", "0812-3456-7890")
    walk.press("Buat pesanan")
    chat = walk.page.get_by_role("link", name="Kabari penjual lewat WhatsApp").get_attribute("href")
    asked = re.search(r"Yang ditransfer\D*Rp\s?([\d.]+)", walk.page.locator("main").inner_text())
    assert chat.startswith("https://wa.me/62812") and asked and f"Rp{asked[1]}" in chat
    return walk.page.locator("[data-suborder]").get_attribute("data-suborder")


def counts_in_the_cart(walk: Walk) -> None:
    """A number that is changed counts at once; Enter in it takes nothing out."""
    field = walk.page.locator("input[name^=quantity-]")
    if walk.javascript:
        walk.arrive(walk.page.get_by_role("button", name="Tambah:").click)
        assert field.input_value() == "2" and "45.000" in walk.page.locator("aside").inner_text()
    field.fill("1")
    walk.arrive(lambda: field.press("Enter"))
    assert field.input_value() == "1" and "22.500" in walk.page.locator("aside").inner_text()


def chooses_a_village(walk: Walk) -> None:
    """It leaves what was typed and chosen; whoever says where wants it brought there."""
    page = walk.page
    page.fill("[name=note]", "Tolong yang baru")
    page.fill("[name=village]", "madidir ure")
    walk.press("Cari")
    assert page.input_value("[name=name]") == "Ratna Wowor"
    assert page.input_value("[name=note]") == "Tolong yang baru"
    assert page.locator("input[name^=delivery-]:checked").get_attribute("value") != "pickup"
    if walk.javascript:
        assert page.evaluate("document.activeElement.name") == "address"
    page.locator("input[name^=delivery-][value=pickup]").check()
    page.locator("input[name^=payment-]").first.check()


def claims(walk: Walk) -> None:
    walk.follow("Cara bayar, saya sudah bayar")
    assert "0098-01" in walk.page.locator("main").inner_text()
    walk.press("Saya sudah bayar")
    assert walk.page.locator("[data-suborder]").get_attribute("data-payment") == "claimed"


def makes_a_group_phone(walk: Walk, here: world.Shop) -> None:
    sign_in(walk, 1)
    walk.go(f"/lapak/{here.slug}/anggota")
    walk.press("Jadikan HP kelompok")
    assert "HP kelompok" in walk.page.locator("main").inner_text()


def confirms_by_pin(walk: Walk, here: world.Shop) -> None:
    walk.go(f"/lapak/{here.slug}/uang")
    assert "Siapa yang memegang HP ini?" in walk.page.locator("h1").inner_text()
    says_her_pin(walk, "1111")
    assert "belum cocok" in walk.page.locator("main").inner_text()
    says_her_pin(walk, world.PIN)
    assert walk.page.url.endswith(f"/lapak/{here.slug}/uang"), "back where the phone was asked"
    walk.press("Uangnya ada")
    assert "sudah dicocokkan" in walk.page.locator("main").inner_text()


def says_her_pin(walk: Walk, pin: str) -> None:
    """With JavaScript its last digit goes on by itself."""
    walk.page.get_by_text("Sience").click()
    if walk.javascript:
        walk.arrive(lambda: walk.page.fill("[name=pin]", pin))
    else:
        walk.page.fill("[name=pin]", pin)
        walk.press("Lanjut")


def hands_over(walk: Walk, here: world.Shop, number: str) -> None:
    walk.go(f"/lapak/{here.slug}/pesanan/{number}")
    for label in ("Mulai siapkan", "Sudah siap", "Serahkan ke pembeli"):
        walk.press(label)


def money_in_every_state(here: world.Shop, group: str) -> list[str]:
    """An order paid too much (its refund waits for an account), one paid in part, one given back, fixed parts to share,
    a recap, and a transfer to the platform that somebody says to have made.
    """
    treasurer, chair = world.as_person(here.treasurer), world.as_person(here.chair)
    found = []
    for came in ("900.000", "1.000", "900.000"):
        path, _ = world.buys(world.client(), here.sku)
        number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
        assert treasurer.post(f"{group}/uang/masuk/{number}", data={"came": came}).status_code == 303
        found += [path, path.replace("?", "/bayar?")]
    assert treasurer.post(f"{group}/uang/kembali/2", data={"proof": "BSG 7788", "how": "cash"}).status_code == 303
    found.append(path.replace("?", "/kembali/2?"))
    parts = {"mode": "fixed", "kas": "10", f"part-{here.chair}": "2"}
    assert treasurer.post(f"{group}/uang/bagi-hasil/aturan", data=parts).status_code == 303
    office = {"office": "Dinas Sosial", "contact": "Ibu Ani", "phone": "081277770001", f"quantity-{here.sku}": "2",
              "deliver_on": fairs.day(3), "valid_until": fairs.day(9)}  # fmt: skip
    made = [chair.post(f"{group}/uang/rekap")]
    assert chair.post(f"{group}/penawaran", data=office).status_code == 303
    with read() as db:
        found.append(db.scalars(sa.select(Quote)).one().path)
    world.collects(here)
    path, _ = world.buys(world.client(), here.sku)
    pay = path.replace("?", "/bayar?")
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    assert world.client().post(pay, data={"claim": number}).status_code == 303
    found.append(pay)
    return [*found, *(answer.headers["location"] for answer in made)]


TOLD = {
    "name": "Bazar Pesisir",
    "closes_on": fairs.day(5),
    "venue": "Lapangan",
    "reserved_groups": "1",
    "reserved_for": "difabel",
}


def open_with_a_share(here: world.Shop):
    fair = fairs.a_fair(here.officer, groups=0, booths=3, first=5)
    fairs.done(fair.officer.post(fair.desk, data=TOLD))
    fairs.done(fair.officer.post(fair.desk + "/buka"))
    return fair


def allotted_without_showing_one(fair) -> None:
    """One group uses the reserved share and does not want to be seen: its page, the office's and the citizens' say
    so."""

    def work(db) -> None:
        application = find_application(db, bazaar_by_slug(db, fair.slug).key, fairs.group_id(fair.groups[0][0]))
        application.reserved, application.reserved_share = True, ReservedShare.HIDDEN

    fairs.allotted(fair)
    write(work)


def with_a_fee(fair) -> None:
    fee = {"fee": "25.000", "fee_basis": "Perda 1/2024", "fee_receiver": "Bendahara Dinas, BSG 001"}
    fairs.done(fair.officer.post(fair.desk, data=TOLD | fee))


def says_paid(fair) -> None:
    """All who have a booth take it; one says that its fee is paid, the others have the form still."""
    answers = [fair.chair(n).post(fair.page(n) + "/jawab", data={"answer": "yes"}).status_code for n in range(5)]
    first = answers.index(303)
    fairs.done(fair.chair(first).post(fair.page(first) + "/biaya", data={"note": "Dari BCA, jam 10"}))


def comes_in(walk: Walk, who: int | None, admin, base: str) -> None:
    """By password; an admin, whom a password alone lets into no office, by a login of before."""
    if who == 8:
        walk.context.add_cookies([{"name": "dermaga", "value": admin.cookies["dermaga"], "url": base}])
    elif who:
        sign_in(walk, who)


@pytest.mark.walk
@needs_chromium
def test_every_page_is_clean_for_axe_in_light_and_dark(shop, empty_sqlite, monkeypatch):
    """The pages of every door that a journey does not pass, at 360 px; none wider than the phone."""
    monkeypatch.setenv("MARKET_PAYOUTS", "1")
    settings.cache_clear()
    here = world.a_shop()
    path, _ = world.buys(world.client(), here.sku)
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    group = f"/lapak/{here.slug}"
    pages = {
        None: ["/", "/produk", f"/produk/{here.product}", "/kelompok", f"/kelompok/{here.slug}", "/keranjang", "/lacak",
            "/masuk",
               "/daftar", "/lupa", "/bantuan", "/privasi", "/syarat", "/buka-lapak", "/akun", path],
        1: [group, f"{group}/produk", f"{group}/produk/{here.product}", f"{group}/stok", f"{group}/stok/1",
            f"{group}/pesanan",
            f"{group}/pesanan/kemas", f"{group}/pesanan/{number}", f"{group}/pesanan/{number}/nota", f"{group}/uang",
            f"{group}/uang/rekening", f"{group}/uang/qris", f"{group}/uang/mutasi", f"{group}/uang/buku",
            f"{group}/uang/rekap",
            f"{group}/uang/bagi-hasil", f"{group}/uang/bagi-hasil/slip", f"{group}/penawaran", f"{group}/profil",
            f"{group}/anggota",
            f"{group}/anggota/masuk", f"{group}/anggota/peran", f"{group}/pengiriman", "/akun", "/akun/kontak",
            "/akun/keamanan", "/akun/sandi", "/akun/hapus", "/akun/dua-langkah"],
        5: ["/pendamping"],
        6: ["/dinas", "/dinas/kelompok", f"/dinas/kelompok/{here.slug}", "/dinas/kelompok/impor"],
        8: ["/admin", "/admin/keamanan", "/admin/panggilan", "/admin/uang", "/admin/uang/transfer"],
    }  # fmt: skip
    pages[None] += [*money_in_every_state(here, group), path.replace("?", "/bayar?")]
    fair = fairs.a_fair(here.officer, groups=5, booths=3)
    pages[6] += ["/dinas/bazar", "/dinas/bazar/baru", fair.desk, fair.desk + "/denah"]  # the draft's forms
    pages[6] += [fair.desk + "/acara", "/dinas/kantor", "/dinas/panggilan", f"/dinas/kelompok/{here.slug}/masuk"]
    assert fair.officer.post(fair.desk + "/tampilkan").status_code == 303
    pages[None] += [f"/bazar/{fair.slug}"]
    drafts = fair.slug
    fair = open_with_a_share(here)
    pages[1] += [f"{group}/bazar", f"{group}/bazar/{fair.slug}"]
    pages[6] += [fair.desk, fair.desk + "/denah", fair.desk + "/pendaftaran"]
    pages[6] += [fair.desk + "/pendaftaran/impor"]
    pages[None] += ["/bazar", f"/bazar/{fair.slug}", f"/bazar/{fair.slug}/pembagian"]
    shown = fairs.a_fair(here.officer, groups=5, booths=3, first=10)
    with_a_fee(shown)
    assert shown.slug not in (drafts, fair.slug) and shown.officer.post(shown.desk + "/buka").status_code == 303
    for number in range(5):
        fairs.register(shown, number)
    allotted_without_showing_one(shown)
    pages[6] += [shown.desk + "/pembagian?kelompok=P-X&stan=A01", shown.desk + "/pembagian"]
    assert shown.officer.post(shown.desk + "/pembagian/terbitkan", data={"version": "1"}).status_code == 303
    pages[None] += [f"/bazar/{shown.slug}", f"/bazar/{shown.slug}/pembagian"]
    says_paid(shown)
    after = (
        "sesudah",
        "kabar",
        "kabar/pesan",
        "kabar/telepon?kabar=result",
        "kabar/cetak?kabar=result",
        "kehadiran",
        "laporan",
        "surat",
        *(f"surat/{paper}" for paper in PAPERS),
    )
    pages[6] += [f"{shown.desk}/{part}" for part in after]
    for number, (slug, chair) in enumerate(shown.groups):
        write(
            lambda db, chair=chair, number=number: setattr(
                Person.get(db, chair), "phone", f"+62812000{900 + number:05d}"
            )
        )
        letter = f"/lapak/{slug}/bazar/{shown.slug}"
        pages[900 + number] = [letter, letter + "/sanggah", letter + "/tukar", f"/lapak/{slug}/bazar"]
    write(lambda db: find_membership(db, here.group_id, here.chair) and None)
    admin = world.as_person(here.admin)
    database().close()
    found: list[str] = []
    with browsing() as (server, browser):
        for who, addresses in pages.items():
            for scheme in ("light", "dark"):
                walk = Walk(browser, server.base, True)
                walk.page.emulate_media(color_scheme=scheme)
                comes_in(walk, who, admin, server.base)
                for address in addresses:
                    walk.go(address)
                found += walk.found
                walk.context.close()
    assert not found, "\n".join(dict.fromkeys(found))
