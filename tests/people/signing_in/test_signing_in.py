"""Signing in, forgotten passwords, phones of the group, accounts approved by a second person."""

import re

import pytest
import sqlalchemy as sa

from market.kernel.db import read, write
from market.kernel.record import table
from market.people.access import Actor
from market.people.act import note
from market.people.membership import find_membership
from market.people.person import Person
from tests import world
from tests.conftest import both, wide


@both
def test_signing_up_and_in_by_phone_or_email(shop):
    browser = world.client()
    form = {"name": "Ratna Wowor", "identifier": "0812 9999 0001", "password": "ikan asap enak", "terms": "1"}
    assert browser.post("/daftar", data=form).status_code == 303
    assert "Ratna Wowor" in browser.get("/akun").text
    twice = world.client().post("/daftar", data=form | {"identifier": "+62 812-9999-0001"})
    assert twice.status_code == 422 and "sudah punya akun" in twice.text
    other = world.client()
    assert other.post("/masuk", data={"identifier": "6281299990001", "password": "ikan asap enak"}).status_code == 303
    wrong = world.client().post("/masuk", data={"identifier": "081299990001", "password": "salah sekali"})
    assert wrong.status_code == 422 and "belum cocok" in wrong.text
    assert other.post("/akun/keluar-semua").status_code == 303
    assert "Ratna Wowor" not in browser.get("/akun").text, "the first browser was signed out"
    assert "Ratna Wowor" in other.get("/akun").text


def test_guessing_a_password_is_stopped(shop):
    here = world.a_shop()
    browser = world.client()
    codes = [
        browser.post("/masuk", data={"identifier": "081200000001", "password": f"tebak {n}"}).status_code
        for n in range(10)
    ]
    assert codes == [422] * 5 + [429] * 5
    assert here


def test_a_fresh_cookie_after_signing_in_and_the_old_one_is_dead(shop):
    here = world.a_shop()
    browser = world.as_person(here.chair)
    before = browser.cookies["dermaga"]
    browser.post("/masuk", data={"identifier": "081200000001", "password": world.PASSWORD})
    stale = world.client()
    stale.cookies.set("dermaga", before)
    assert stale.get(f"/lapak/{here.slug}").status_code == 303


@both
def test_a_forgotten_password_with_a_code_from_the_chair(shop):
    here = world.a_shop()
    member = world.as_person(here.member)
    chair = world.as_person(here.chair)
    with read() as db:
        key = find_membership(db, here.group_id, here.member).key
    shown = chair.post(f"/lapak/{here.slug}/anggota/{key}/kode")
    code = re.search(r"Olga: ([A-Z0-9-]{9})<", shown.text)[1]
    form = {"identifier": "081200000003", "code": code, "password": "kata sandi baru sekali"}
    wrong = world.client().post("/lupa", data=form | {"code": "AAAA-BBBB"})
    assert wrong.status_code == 422
    assert world.client().post("/lupa", data=form).status_code == 303
    assert member.get(f"/lapak/{here.slug}").status_code == 303, "old sessions ended"
    assert world.client().post("/lupa", data=form).status_code == 422, "once"
    with read() as db:
        from market.messages.outbox import Message
        from market.people.reset_code import ResetCode

        issued = db.scalars(sa.select(ResetCode)).one()
        assert issued.issued_by_id == here.chair and issued.capacity == "chair"
        told = [(m.template, m.channel.value) for m in db.scalars(sa.select(Message).order_by(table(Message).c.id))]
        assert told == [("reset_code_issued", "tap"), ("code_used", "tap")], (
            "no e-mail, no WhatsApp: somebody of the group brings it"
        )


def test_a_code_is_never_for_a_higher_role(shop):
    here = world.a_shop()
    with read() as db:
        chair = find_membership(db, here.group_id, here.chair).key
    write(lambda db: setattr(db.get(Person, here.member), "admin", True))
    with read() as db:
        admin_member = find_membership(db, here.group_id, here.member).key
    asked = world.as_person(here.chair).post(f"/lapak/{here.slug}/anggota/{admin_member}/kode")
    assert asked.status_code == 422 and "diberikan orang lain" in asked.text
    assert world.as_person(here.facilitator).post(f"/lapak/{here.slug}/anggota/{chair}/kode").status_code == 200
    officer = world.as_person(here.officer)
    assert officer.post(f"/dinas/kelompok/{here.slug}/kode/{here.chair}").status_code == 200


@both
def test_a_groups_phone_asks_who_for_money_prices_and_write_offs(shop):
    here = world.a_shop()
    phone = world.as_device(here.device)
    group = f"/lapak/{here.slug}"
    assert phone.post(f"{group}/stok", data={"variant": here.sku, "quantity": 3}).status_code == 303
    assert phone.post(f"{group}/stok/terjual", data={"variant": here.sku, "quantity": 1}).status_code == 303
    for page in (f"{group}/produk/baru", f"{group}/produk/{here.product}", f"{group}/uang/rekening", f"{group}/stok/1"):
        assert "/siapa?" in phone.get(page).headers["location"]
    asked = phone.post(f"{group}/stok/habis", data={"variant": here.sku})
    assert "/siapa" in asked.headers["location"]
    with read() as db:
        key = find_membership(db, here.group_id, here.treasurer).key
    assert (
        phone.post(f"{group}/siapa", data={"member": key, "pin": world.PIN, "kembali": f"{group}/uang"}).headers[
            "location"
        ]
        == f"{group}/uang"
    )
    assert phone.post(f"{group}/stok/habis", data={"variant": here.sku}).status_code == 303
    with read() as db:
        from market.people.act import Act

        act = db.scalars(sa.select(Act).where(table(Act).c.code == "sold_out")).one()
        assert act.person_id == here.treasurer
    assert world.as_person(here.chair).post(f"{group}/hp/{here.device}/keluar").status_code == 303
    assert phone.get(group).headers["location"].startswith("/masuk"), "a lost phone is signed out"


@both
def test_who_typed_an_account_never_approves_it(shop):
    here = world.a_shop()
    group = f"/lapak/{here.slug}/uang"
    chair = world.as_person(here.chair)
    assert (
        chair.post(f"{group}/rekening", data={"bank": "BCA", "number": "777-888", "holder": "Meike"}).status_code == 303
    )
    page = chair.get(group).text
    approve = re.search(r"rekening/(\d+)/hapus", page)[1]
    assert f"rekening/{approve}/setuju" not in page
    own = chair.post(f"{group}/rekening/{approve}/setuju")
    assert own.status_code == 422 and "tidak boleh menyetujuinya" in own.text
    assert world.as_person(here.facilitator).post(f"{group}/rekening/{approve}/setuju").status_code == 303
    assert "BCA 777-888" in chair.get(group).text
    twice = world.as_person(here.treasurer).post(f"{group}/rekening/{approve}/setuju")
    assert twice.status_code == 409


def test_a_helper_is_named_beside_the_group(shop):
    here = world.a_shop()
    helper = world.as_person(here.facilitator)
    assert "Rina membantu Tunas Bahari" in helper.get(f"/lapak/{here.slug}").text
    helper.post(f"/lapak/{here.slug}/stok", data={"variant": here.sku, "quantity": 2})
    assert "membantu Tunas Bahari: mencatat 2" in world.as_person(here.chair).get(f"/lapak/{here.slug}/anggota").text


def test_my_data_and_forgetting_me(shop):
    here = world.a_shop()
    buyer = world.as_person(here.buyer)
    path, _ = world.buys(buyer, here.sku, 1)
    write(lambda db: note(db, Actor(here.buyer, "Ratna"), "price_changed", sku="A-1", old=1, new=2) and None)
    data = buyer.get("/akun/data").json()
    assert [act["params"] for act in data["acts"]] == [{"sku": "A-1", "old": 1, "new": 2}]
    assert data["person"]["name"] == "Ratna" and len(data["orders"]) == 1 and "password_hash" not in data["person"]
    refused = buyer.post("/akun/hapus", data={"sure": "ya", "current": world.PASSWORD})
    assert refused.status_code == 422 and "pesanan berjalan" in refused.text
    number = re.search(r"/pesanan/([^?]+)", path)[1]
    assert buyer.post(f"{path}/batal", data={"parcel": f"{number}-1"}).status_code == 303
    assert buyer.post("/akun/hapus", data={"sure": "ya", "current": world.PASSWORD}).status_code == 303
    with read() as db:
        from market.orders.order import Order, SubOrder

        order = db.scalars(sa.select(Order)).one()
        assert (order.name, order.phone) == ("Akun dihapus", "")
        assert db.scalars(sa.select(SubOrder)).one().goods_total == 25_000


@pytest.mark.parametrize("typed", ["madidir ure", "Madidir Ure, Madidir", "MADIDIR  URE", "95515 madidir ure"])
def test_madidir_ure_finds_village_district_city_and_postal_code(shop, typed):
    found = world.client().get("/tempat", params={"q": typed}).json()
    assert found[0]["name"] == "Madidir Ure, Madidir, Kota Bitung, Sulawesi Utara 95515"
    here = world.a_shop()
    browser = world.client()
    browser.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    page = browser.post("/checkout/tempat", data={"village": typed, "name": "Ratna"})
    assert page.status_code == 200 and "95515" in page.text and "Diantar penjual" in page.text, "without JavaScript too"
    assert 'value="Ratna"' in page.text and "notice is-bad" not in page.text and "diperbaiki" not in page.text
    code = found[0]["code"]
    assert f'name="village" value="{code}"' in page.text
    other = browser.post("/checkout/tempat", data={"village": code, "name": "Ratna", "another": "1"}).text
    assert 'value="Ratna"' in other and f'value="{code}"' not in other and 'name="village"' in other


@wide
def test_of_several_places_none_is_chosen_for_the_buyer(shop):
    here = world.a_shop()
    browser = world.client()
    browser.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    page = browser.post("/checkout/tempat", data={"village": "girian", "name": "Ratna"})
    asked = re.search(r'<fieldset class="field" id="village">.*?</fieldset>', page.text, re.S)[0]
    assert page.status_code == 200 and "Girian Weru" in asked and "checked" not in asked and "is-bad" not in page.text
    lost = browser.post("/checkout/tempat", data={"village": "tidak ada begini", "name": "Ratna"})
    assert lost.status_code == 422 and "belum kami kenal" in lost.text and 'value="Ratna"' in lost.text


@both
def test_a_founded_group_is_told_to_the_officer_who_vouches_or_sends_it_back(shop):
    here = world.a_shop()
    write(lambda db: db.execute(sa.text("UPDATE person SET email = 'hendra@contoh.id' WHERE name = 'Hendra'")) and None)
    founder = world.as_person(here.buyer)
    form = {"name": "Mawar Laut", "kind": "group", "village": "madidir ure", "story": "Kami lima ibu."}
    assert founder.post("/buka-lapak", data=form).headers["location"] == "/lapak/mawar-laut"
    with read() as db:
        from market.messages.outbox import Message

        told = db.scalars(sa.select(Message).where(table(Message).c.template == "group_founded")).one()
        assert told.to == "hendra@contoh.id"
    assert "Belum dicek dinas" in world.client().get("/kelompok/mawar-laut").text
    officer = world.as_person(here.officer)
    page = "/dinas/kelompok/mawar-laut"
    assert officer.post(f"{page}/lengkapi", data={"note": ""}).status_code == 422
    assert officer.post(f"{page}/lengkapi", data={"note": "Tambahkan foto kelompok"}).status_code == 303
    assert "Tambahkan foto kelompok" in founder.get("/lapak/mawar-laut").text
    edit = {"name": "Mawar Laut", "village": "71.72.02.1003", "story": "Kami lima ibu, dengan foto."}
    assert founder.post("/lapak/mawar-laut/profil", data=edit).status_code == 303
    assert officer.post(f"{page}/cek").status_code == 303
    assert "Kelompok binaan Dinas Perikanan Bitung, dicek" in world.client().get("/kelompok/mawar-laut").text
    assert officer.post(f"{page}/cek").status_code == 409, "twice"


def test_the_facilitator_sees_who_has_not_answered_and_a_slip_used_twice_is_flagged(shop):
    import io
    from datetime import timedelta

    from PIL import Image

    from market.catalog.product import Product
    from market.kernel.clock import now

    here = world.a_shop(shelf=5)
    write(lambda db: db.execute(sa.update(table(Product)).values(confirmed_at=now() - timedelta(days=1))) and None)
    assert "Belum menjawab “Masih ada?”: Cakalang fufu" in world.as_person(here.facilitator).get("/pendamping").text
    slip = io.BytesIO()
    Image.new("RGB", (300, 500), "#fff").save(slip, "PNG")
    for n in range(2):
        buyer = world.client()
        path, answer = world.buys(buyer, here.sku, 1, token=f"slip-number-{n}")
        assert path, answer.text
        number = re.search(r"/pesanan/([^?]+)", path)[1]
        claim = buyer.post(
            path.replace("?", "/bayar?"), data={"claim": f"{number}-1"}, files={"proof": ("a.png", slip.getvalue())}
        )
        assert claim.status_code == 303, claim.text
    treasurer = world.as_person(here.treasurer)
    page = treasurer.get(f"/lapak/{here.slug}/uang").text
    assert page.count("pernah dipakai untuk pesanan lain") == 2
    proof = re.search(r'href="([^"]+/bukti/\d+)"', page)[1]
    assert treasurer.get(proof).headers["content-type"] == "image/webp"
    assert world.as_person(here.other_chair).get(proof).status_code == 404
