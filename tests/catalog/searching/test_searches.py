"""Searches as buyers and admins meet them: on pages, in both engines."""

import io
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from market.bazaars.bazaar import draft_bazaar
from market.bazaars.bazaar_state import BazaarState
from market.catalog.product import Product, list_product
from market.catalog.searching import vocabulary
from market.catalog.searching.asked import AskedWords, asked_often, line_of
from market.catalog.searching.change import MOST, CatalogueChange, catalogue_changed
from market.catalog.searching.selling_places import selling_places
from market.catalog.searching.sweeping import sweep_searches
from market.catalog.variant import VariantFacts
from market.inventory.lot import Lot
from market.inventory.query import Query
from market.inventory.shelf import shelf
from market.kernel import store
from market.kernel.clock import now, today, zone_of
from market.kernel.db import read, write
from market.kernel.later import write_later
from market.kernel.record import table
from market.people.group import Group, GroupKind
from tests import world
from tests.conftest import both


@pytest.fixture(autouse=True)
def _never_stale(monkeypatch):
    """Of a large catalogue a search may answer by the words of a moment ago: a busy machine takes this one for such."""
    monkeypatch.setattr(vocabulary, "AT_ONCE", float("inf"))


def sells(here, *names):
    def work(db):
        group = db.get(Group, here.group_id)
        for name in names:
            product = list_product(db, group, name=name, category_id=7)
            product.add_variant(VariantFacts(price=10_000, unit="bungkus", weight_g=100))

    write(work)


def names(page):
    return re.findall(r'<h3><a href="/produk/[^"]+">([^<]+)</a></h3>', page)


@both
def test_the_page_says_what_it_took_the_words_to_mean(shop):
    here = world.a_shop()
    sells(here, "Kerupuk ikan", "Abon ikan", "Paket murah meriah")
    buyer = world.client()
    page = buyer.get("/produk?q=kerupkk").text
    assert names(page) == ["Kerupuk ikan"]
    assert "Menampilkan hasil untuk <b>kerupuk</b>" in " ".join(page.split())
    exact = re.search(r'href="([^"]+)">Cari persis ‘kerupkk’', page)[1].replace("&amp;", "&")
    assert names(buyer.get(exact).text) == [] and "Dicari persis" in buyer.get(exact).text
    page = buyer.get("/produk?q=abon+sapi").text
    assert names(page) == ["Abon ikan"] and "<s>sapi</s>" in page
    page = buyer.get("/produk?q=ikan+bitung").text
    assert set(names(page)) == {"Kerupuk ikan", "Abon ikan", "Cakalang fufu"}, "smoked fish is fish"
    lift = re.search(r'aria-current="true"[^>]*>(?:<svg.*?</svg>)?\s*(Kota )?Bitung', page)
    assert lift and "/produk?q=ikan" in page
    assert names(buyer.get("/produk?q=paket+murah+meriah").text)[0] == "Paket murah meriah", "its whole name"


@both
def test_a_claim_is_met_by_a_certificate_alone(shop):
    here = world.a_shop()
    sells(here, "Sayur organik segar", "Sayur daun")
    page = world.client().get("/produk?q=sayur+organik").text
    assert names(page) == [] and "Bersertifikat Organik" in " ".join(page.split())
    assert set(names(world.client().get("/produk?q=sayur").text)) == {"Sayur organik segar", "Sayur daun"}


@both
def test_admins_see_what_a_synonym_changes_before_they_save_it(shop):
    here = world.a_shop()
    sells(here, "Kerupuk ikan")
    admin, buyer = world.as_person(here.admin), world.client()
    for _ in range(3):
        assert names(buyer.get("/produk?q=opak").text) == []
        write_later()
    page = admin.get("/admin/padanan?typed=Opak&meant=kerupuk").text
    assert "<b>opak</b>" in page and "masuk: Kerupuk ikan" in page and "Simpan padanan" in page
    assert names(buyer.get("/produk?q=opak").text) == [], "nothing is saved by looking"
    assert admin.post("/admin/padanan", data={"typed": "opak", "meant": "kerupuk"}).status_code == 303
    assert names(buyer.get("/produk?q=opak").text) == ["Kerupuk ikan"]
    again = admin.post("/admin/padanan", data={"typed": "Opak!", "meant": "kerupuk"})
    assert again.status_code == 422 and "sudah ada" in again.text
    claim = admin.get("/admin/padanan?typed=segar&meant=organik").text
    assert "hanya dicari lewat sertifikat" in claim and "Simpan padanan" not in claim
    key = re.search(
        r"/admin/padanan/(\d+)/hapus(?=[^>]*>(?:(?!</form>).)*opak)", admin.get("/admin/padanan").text, re.S
    )[1]
    assert admin.post(f"/admin/padanan/{key}/hapus").status_code == 303
    assert names(buyer.get("/produk?q=opak").text) == []


@both
def test_what_is_asked_is_counted_without_persons_and_goes_after_a_month(shop):
    here = world.a_shop()
    buyer = world.client()
    for typed in ("sepatu bola",) * 4 + ("cakalang",) * 3 + ("Meike 081234567890",) * 3 + ("sekali saja",):
        buyer.get("/produk", params={"q": typed})
        write_later()
    buyer.get("/produk?q=sepatu+bola&halaman=2"), write_later()
    with read() as db:
        assert [(each.words, each.times, each.found) for each in asked_often(db)] == [
            ("sepatu bola", 4, 0), ("cakalang", 3, 1)
        ]  # fmt: skip
        kept = set(db.scalars(sa.select(table(AskedWords).c.words)))
    assert kept == {"sepatu bola", "cakalang", "sekali saja"} and line_of("nomor 0812 3456") == ""
    page = world.as_person(here.admin).get("/admin/pencarian").text
    assert "sepatu bola" in page and "sekali saja" not in page
    old = today(zone_of("71")) - timedelta(days=40)
    write(lambda db: db.execute(sa.update(table(AskedWords)).values(day=old)) and None)
    write(lambda db: [catalogue_changed(db) for _ in range(MOST + 5)] and None)
    sweep_searches()
    with read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(table(AskedWords))) == 0
        assert db.scalar(sa.select(sa.func.count()).select_from(table(CatalogueChange))) == MOST


LETTERS = st.text(max_size=120) | st.lists(
    st.sampled_from(["ikan", "asap", "organik", "bitung", "murah", "di bawah", "50rb", "<", '"', "*", "AND", "OR", ":",
                     "NEAR(", "'", "\\", "&", "|", "!", "\x00", "²", "🐟", "2", "kue2", "ready", "dekat", "-"]),
                     max_size=9,
).map(" ".join)  # fmt: skip


@both
def test_no_query_breaks_the_page(shop):
    here = world.a_shop()
    sells(here, "Kerupuk ikan", "Ikan asap Bitung")
    buyer = world.client()

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(LETTERS, st.sampled_from(["", "1"]), st.sampled_from(["", "termurah", "termahal", "terdekat"]))
    def asks(typed, exactly, sort):
        answer = buyer.get("/produk", params={"q": typed, "persis": exactly, "urut": sort, "dekat": "71.72"})
        assert answer.status_code == (404 if "\x00" in typed else 200), (typed, exactly, sort)

    asks()


WORDS = ["Ikan", "asap", "murah", "Bitung", "organik", "ready", "kue2", "yang", "2", "di", "bawah", "50rb",
    "Sambal-roa",
         "É", "manis", "dekat"]  # fmt: skip


@both
def test_who_types_the_whole_name_of_a_good_finds_it_first(shop):
    here = world.a_shop()

    def called(db):
        return list(db.scalars(sa.select(table(Product).c.name)))

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join))
    def lists(name):
        with read() as db:
            there = name in called(db)
        if not there:
            sells(here, name)
        with read() as db:
            for typed in (name, name.upper(), f"  {name} "):
                first = shelf(db, Query(words=typed)).listings[0].name
                assert first.lower().replace("-", " ") == name.lower().replace("-", " "), (typed, first)

    lists()


@both
def test_one_field_finds_groups_and_bazaars_and_what_is_near(shop):
    here = world.a_shop()
    sells(here, "Kerupuk ikan", "Terong ungu")
    buyer = world.client()
    page = buyer.get("/produk?q=tunas+bahri").text
    assert f'href="/kelompok/{here.slug}"' in page, "also with a letter wrong"
    assert f'href="/kelompok/{here.slug}"' not in buyer.get("/produk?q=kerupuk").text
    page = buyer.get("/produk?q=terung+belanda+karet&persis=1").text
    assert names(page) == [] and 'href="/produk?q=terong"' in page and "/produk?kategori=" in page


@both
def test_a_bazaar_is_found_by_its_name(shop):
    """Also where goods have some of its words: who types it whole looks for the bazaar."""
    here = world.a_shop()
    sells(here, "Ikan bakar", "Taplak girian", "Topi nelayan")
    names_of = ("Pasar Ikan Pagi", "Bazar Kampung Nelayan", "Pasar Senja Girian")

    def bazaars(db) -> dict[str, str]:
        found = {}
        for name in (*names_of, "Pasar Rahasia"):
            made = draft_bazaar(
                db,
                name=name,
                village="71.72",
                agency="Dinas",
                by_id=here.officer,
                venue="Lapangan",
                closes_at=now() + timedelta(days=1),
            )
            made.state = BazaarState.DRAFT if name == "Pasar Rahasia" else BazaarState.PUBLISHED
            found[name] = made.slug
        return found

    slugs, buyer = write(bazaars), world.client()
    for name in names_of:
        for typed in (name, name.upper(), f"{name} 2026", f" {name} "):
            page = buyer.get("/produk", params={"q": typed}).text
            assert f'href="/bazar/{slugs[name]}"' in page, typed
    assert "Ikan bakar" in names(buyer.get("/produk?q=pasar+ikan").text), "goods that have some of the words"
    assert "/bazar/" + slugs["Pasar Rahasia"] not in buyer.get("/produk?q=pasar+rahasia").text, "a draft"


@both
def test_facets_count_and_narrow(shop):
    here = world.a_shop()
    sells(here, "Abon ikan", "Abon pedas")
    buyer = world.client()
    page = " ".join(buyer.get("/produk?q=abon").text.split())
    assert "Sudah jadi&nbsp;<small>2</small>" in page and "sampai Rp25.000&nbsp;<small>2</small>" in page
    said = r"(?:sampai Rp|mulai Rp|Rp)[\d.]+(?:–Rp[\d.]+)?(?:&nbsp;<small>(\d+))?"
    bands = re.findall(rf'href="([^"]*)"\s*>{said}', page)
    assert [len(names(buyer.get(to.replace("&amp;", "&")).text)) for to, _ in bands] == [int(n or 0) for _, n in bands]
    assert len(bands) == 3
    assert names(buyer.get("/produk?q=abon&jenis=pesanan").text) == []
    assert len(names(buyer.get("/produk?q=abon&jenis=jadi").text)) == 2
    assert (
        names(buyer.get("/produk?q=abon&izin=halal").text) == [] and names(buyer.get("/produk?izin=halal").text) == []
    )
    assert "Cakalang fufu" in names(buyer.get(f"/produk?baik={today(zone_of('71')).isoformat()}").text)
    assert names(buyer.get("/produk?baik=kapan-kapan").text), "what nobody understands filters nothing"
    far, near = (names(buyer.get(f"/produk?urut=terdekat&dekat={code}").text) for code in ("18.01", "Kota Bitung"))
    assert far[0] == "Amplang" and near[0] != "Amplang"


@both
def test_places_in_short_are_those_that_address_forms_know(shop):
    world.a_shop()

    def groups(db):
        for n, village in enumerate(("71.71.05.1001", "33.72.02.1001", "34.71.01.1001", "34.04.01.2001")):
            Group(slug=f"g-{n}", name=f"G {n}", kind=GroupKind.GROUP, village=village, phone=None).add(db)
        db.flush()
        return selling_places(db)

    found = write(groups)
    assert (found["mdo"], found["solo"], found["sulut"], found["jateng"]) == ("71.71", "33.72", "71", "33")
    assert found["jogja"] == found["jogya"] == "34", "what lies around the city too"
    assert "mks" not in found and "sulsel" not in found, "nobody sells there"


@both
def test_facets_of_wishes_alone_count_the_goods_that_are_listed(shop):
    here = world.a_shop()
    sells(here, "Abon ikan")
    page = " ".join(world.client().get("/produk?q=ready").text.split())
    listed = names(world.client().get("/produk?q=ready").text)
    assert "Abon ikan" not in listed, "it lies nowhere"
    assert f"Sudah jadi&nbsp;<small>{len(listed)}</small>" in page


@both
def test_who_wants_a_present_sees_what_keeps_a_fortnight(shop):
    here = world.a_shop()
    keeps = sa.update(table(Lot)).values(best_before=today(zone_of("71")) + timedelta(days=20))
    write(lambda db: db.execute(keeps) and None)
    buyer = world.client()
    page = buyer.get("/produk?q=kado+untuk+mertua").text
    assert set(names(page)) == {"Amplang", "Cakalang fufu"} and "<s>mertua</s>" in page
    lift = re.search(r'href="([^"]+)" aria-current="true">\s*baik sampai', page)[1].replace("&amp;", "&")
    assert "baik=" not in lift and "mertua" in lift
    assert names(buyer.get("/produk?q=gift+keeps+a+month").text) == [], "these are good for twenty days"
    sells(here, "Kado rajut")
    assert names(buyer.get("/produk?q=kado").text) == ["Kado rajut"], "here something is called so"


@both
def test_a_present_for_what_nobody_sells_is_still_a_present(shop):
    """`hampers lebaran buat kantor` found nothing; `oleh2 manado` the newest from anywhere."""
    here = world.a_shop()
    keeps = sa.update(table(Lot)).values(best_before=today(zone_of("71")) + timedelta(days=20))
    write(lambda db: db.execute(keeps) and None)
    sells(here, "Daun pisang lembaran")
    buyer = world.client()
    page = buyer.get("/produk?q=hampers+lebaran+buat+lembaran").text
    assert set(names(page)) == {"Amplang", "Cakalang fufu"} and "<s>lebaran</s>" in page
    for typed, first in (
        ("oleh2 manado", "Cakalang fufu"),
        ("oleh2 samarinda", "Amplang"),
        ("gift mdo", "Cakalang fufu"),
    ):
        page = buyer.get("/produk", params={"q": typed}).text
        assert names(page)[0] == first and "Terdekat dari" in " ".join(page.split()), typed
    lift = re.search(r'href="([^"]+)" aria-current="true">(?:<svg.*?</svg>)?\s*Terdekat', page)[1]
    assert "dekat=" not in lift and "mdo" not in lift and "baik=" in lift
    made = sa.update(table(Product)).where(table(Product).c.name == "Amplang").values(made_to_order=True)
    write(lambda db: db.execute(made) and None)
    for typed in ("kado", "kado untuk mertua", "hampers lebaran buat lembaran"):
        assert names(buyer.get("/produk", params={"q": typed}).text) == ["Cakalang fufu"], (
            "made to measure is no present"
        )
    assert names(buyer.get("/produk?q=kado+amplang").text) == ["Amplang"], "unless it is asked for"


@both
def test_what_is_not_wanted_is_not_shown(shop):
    """Who asked for `abon tanpa pedas` saw the hot one alone."""
    here = world.a_shop()
    sells(here, "Abon pedas", "Abon manis", "Sambal tanpa pedas")
    buyer = world.client()
    for typed in ("abon tanpa pedas", "abon ga pedas", "abon not too spicy", "abon yang nda terlalu pedas"):
        page = buyer.get("/produk", params={"q": typed}).text
        assert names(page) == ["Abon manis"] and "tidak menyebut “" in " ".join(page.split()), typed
        assert "tanyakan dulu" in page, "what a seller does not write may be in it"
    lift = re.search(r'href="([^"]+)" aria-current="true">\s*tidak menyebut', page)[1].replace("&amp;", "&")
    assert set(names(buyer.get(lift).text)) == {"Abon pedas", "Abon manis"}
    alone = names(buyer.get("/produk?q=yang+tidak+pedas&ada=").text)
    assert "Abon pedas" not in alone and {"Abon manis", "Sambal tanpa pedas", "Amplang"} <= set(alone)
    cheap = buyer.get("/produk?q=abon+tanpa+pedas+murah").text
    lift = re.search(r'href="([^"]+)" aria-current="true">\s*Termurah', cheap)[1].replace("&amp;", "&")
    assert names(buyer.get(lift).text) == ["Abon manis"], "what is denied stays"
    assert names(buyer.get("/produk?q=sambal+tanpa+pedas").text)[0] == "Sambal tanpa pedas", "its whole name"


@both
def test_of_two_things_that_no_good_is_both_the_first_is_meant(shop):
    here = world.a_shop()
    sells(here, "Seragam kerja", "Gamis anak", "Seragam sekolah")
    page = world.client().get("/produk?q=seragam+SD+untuk+anak+kelas+3").text
    assert set(names(page)) == {"Seragam kerja", "Seragam sekolah"} and "<s>anak</s>" in page


def test_suggestions_are_small_and_nobody_needs_them(shop):
    here = world.a_shop()
    sells(here, *(f"Kerupuk ikan {n}" for n in range(8)))
    buyer = world.client()
    told = buyer.get("/cari/saran?q=krup")
    assert told.json()[0] == {
        "name": "Kerupuk ikan 7", "price": "Rp10.000", "at": "/produk/kerupuk-ikan-7", "picture": ""
    }  # fmt: skip
    assert len(told.json()) == 5 and len(told.content) < 3_000 and "set-cookie" not in told.headers
    assert buyer.get("/cari/saran?q=kr").json() == [] == buyer.get("/cari/saran").json()
    noise = Image.effect_noise((320, 240), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "WEBP")
    store.put("coba-320.webp", out.getvalue())
    first, again = (buyer.get("/media/kecil/coba.webp").content for _ in range(2))
    assert first == again and len(first) <= 3_000 and buyer.get("/media/kecil/tidak.webp").status_code == 404
