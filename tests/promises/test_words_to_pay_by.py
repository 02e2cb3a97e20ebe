"""What buyers read leads their money nowhere else: the words of a parcel, a paper's number, numbers and links in texts."""

import re

import pytest
import sqlalchemy as sa

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.reached import ways_named
from market.orders.order import SubOrder
from market.payments.bill import Bill
from market.payments.claim import confirm_without_claim
from market.people.person import Person
from tests import world
from tests.conftest import both

SEPARATORS = (",", "_", ":", "•", "·", "*", "~", "    ", " - - ", "|", "=", "o", "'", '"', ";", "\u200b", "x")


def test_numbers_and_links_are_found_however_they_are_parted():
    for sep in SEPARATORS:
        assert "1234567890" in ways_named("Transfer BCA " + sep.join(["1234", "5678", "90"]) + " a.n. Budi"), sep
    for link in ("tokobudi.my.id", "bit.do/x", "linktr.ee/budi", "tokobudi.biz", "tokobudi.click/x", "budi.xyzzy"):
        assert ways_named(f"pesan di {link} ya"), link
    assert "081234567890" in ways_named("٠٨١٢ ٣٤٥٦ ٧٨٩٠"), "in other digits, too"


@pytest.mark.parametrize(
    "text",
    [
        "Isi 12 bungkus, 600 g. Tahan 3 hari a.n. Ibu Meike.", "Rp25.000 per bungkus; Rp1.250.000 untuk 50.",
        "Rp25.000 - 30.000 sebungkus", "Panen 3 bulan, 12,5 kg.", "Sejak 28-11-2026 dan 05/12/2026.",
    ],
)  # fmt: skip
def test_prices_weights_and_days_are_no_way(text):
    assert not ways_named(text)


def a_parcel_to_send(here) -> tuple[object, str, str]:
    """(buyer, page of her order, the group's page of its parcel), paid and ready."""
    buyer = world.client()
    facts = {"payment": "transfer", "delivery-tunas-bahari": "own_courier", "village": world.BITUNG}
    path, answer = world.buys(buyer, here.sku, 2, **facts, address="Jl Raya 1")
    assert answer.status_code == 303
    treasurer = world.actor(here.treasurer)
    write(lambda db: confirm_without_claim(db, db.scalars(sa.select(Bill)).one(), treasurer) and None)
    at = f"/lapak/{here.slug}/pesanan/{path.split('/')[2].partition('?')[0]}-1"
    member = world.as_person(here.member)
    for act in ("siapkan", "siap"):
        assert member.post(f"{at}/{act}").status_code == 303
    return buyer, path, at


PAY_HERE = {"courier": "Bayar ke BCA 9988776655 a.n. Budi", "tracking": "WA 0812-9999-7777"}


@both
@pytest.mark.parametrize("who", ["rests", "facilitator", "phone"])
def test_nobody_writes_where_to_pay_upon_a_parcel(shop, who):
    here = world.a_shop()
    buyer, path, at = a_parcel_to_send(here)
    if who == "rests":
        write(lambda db: setattr(Person.get(db, here.chair), "restricted_until", now().replace(year=now().year + 1)))
    hers = {"rests": here.chair, "facilitator": here.facilitator}
    browser = world.as_device(here.device) if who == "phone" else world.as_person(hers[who])
    answer = browser.post(f"{at}/kirim", data=PAY_HERE)
    if who == "phone":
        assert "siapa" in answer.headers["location"], "with a name the words count"
    else:
        assert answer.status_code == 422
    assert "9988776655" not in buyer.get(path).text and "9999" not in buyer.get(path).text
    words = {"courier": "J&T Express", "tracking": "JP1234567890"} if who == "facilitator" else {}
    assert browser.post(f"{at}/kirim", data=words).status_code == 303, "it is sent all the same"
    with read() as db:
        sent = db.scalars(sa.select(SubOrder)).one()
        assert sent.state == "on_the_way" and sent.tracking == words.get("tracking", "")
    assert not words or "JP1234567890" in buyer.get(path).text


@both
def test_a_helper_writes_a_papers_number_as_it_is_printed(shop):
    here = world.a_shop()
    helper, at = world.as_person(here.facilitator), f"/lapak/{here.slug}/profil/izin"
    for kind, number in (("pirt", "WA 0812-9999-7777 BCA 1234567890"), ("organic", "BCA 1234567890")):
        assert helper.post(at, data={"kind": kind, "number": number}).status_code == 422
    for kind, number in (("pirt", "2027172010042-29"), ("organic", "LSO-001-IDN/2024")):
        assert helper.post(at, data={"kind": kind, "number": number}).status_code == 303
    page = re.sub(r"<[^>]+>", " ", world.client().get(f"/kelompok/{here.slug}").text)
    assert "0812-9999" not in page and "2027172010042-29" in page
