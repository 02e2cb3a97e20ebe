"""What buyers read leads their money nowhere else: the words of a parcel, a paper's number, numbers and links in
texts."""

import ast
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

import market
from market.catalog.variant import Variant
from market.inventory.lot import Lot
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.reached import ways_named
from market.kernel.record import table
from market.kernel.refused import Refused
from market.orders.life.couriers import require_printed
from market.orders.order import TYPED, SubOrder
from market.pages.workspace import forms
from market.payments.bill import Bill
from market.payments.claim import confirm_without_claim
from market.people.access import Role
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
        "WA 08-12-34-05-06-78", "08/12/34 05/06/78", "08-12-26 05-06-27", "transfer BCA 01-02-34-05-06-78",
        "Rp812 Rp345 Rp678 Rp901", "Rp812.345 Rp678.901", "Rp 0.812.345 6789", "BCA Rp1.234.567 890",
        "Rp81.200 34567890", "bit。do/abc", "wa(titik)me", "Budi(at)bca",
    ],
)  # fmt: skip
def test_a_number_in_the_clothes_of_a_day_or_price_is_one(text):
    assert ways_named(text)


@pytest.mark.parametrize(
    "text",
    [
        "Isi 12 bungkus, 600 g. Tahan 3 hari a.n. Ibu Meike.", "Rp25.000 per bungkus; Rp1.250.000 untuk 50.",
        "Rp25.000 - 30.000 sebungkus", "Panen 3 bulan, 12,5 kg.", "Sejak 28-11-2026 dan 05/12/2026.",
        "Berdiri 12-05-2019, buka 1.12.26.", "Rp8.500/pcs, Rp25.000, Rp30.000, Rp 1.250.000", "Rp500 sebuah",
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


PAY_BACK = "Uang kembali: kirim dulu ke BCA 1234567890, WA 0812-9999-7777"


@both
@pytest.mark.parametrize("who", ["rests", "facilitator"])
def test_no_recall_says_where_to_pay(shop, who):
    here = world.a_shop()
    buyer, path, _at = a_parcel_to_send(here)
    if who == "rests":
        write(lambda db: setattr(Person.get(db, here.chair), "restricted_until", now().replace(year=now().year + 1)))
    browser = world.as_person({"rests": here.chair, "facilitator": here.facilitator}[who])
    with read() as db:
        lot = db.scalars(sa.select(Lot).where(table(Lot).c.allocated > 0)).one().key
    at = f"/lapak/{here.slug}/stok/{lot}"
    assert browser.post(at, data={"act": "recall", "reason": PAY_BACK}).status_code == 422
    assert browser.post(at, data={"act": "recall", "reason": "kaleng bocor"}).status_code == 303
    if who == "facilitator":
        assert browser.post(f"{at}/buka", data={"reason": PAY_BACK}).status_code == 422
    assert "kaleng bocor" in buyer.get(path).text and "1234567890" not in buyer.get(path).text
    helper = world.actor(here.facilitator, Role.FACILITATOR)
    with pytest.raises(Refused, match="helper_no_ways"):  # whichever door forgot to ask
        write(lambda db: db.scalars(sa.select(SubOrder)).one().happened("cancelled", helper, reason=PAY_BACK))


@both
@pytest.mark.parametrize("column", ["nama", "keterangan", "kemasan", "satuan"])
def test_no_cell_of_a_helpers_list_of_goods_says_where_to_pay(shop, column):
    """The unit went unread: buyers saw "Rp25.000 / 081234567890"."""
    here = world.a_shop()
    told = {"nama": "Ikan asin", "kategori": "ikan-asap", "harga": "25000", "berat_g": "500", column: "WA 081234567890"}
    rows, at = json.dumps([list(told), list(told.values())]), f"/lapak/{here.slug}/daftar-barang"

    def variants() -> int:
        with read() as db:
            return db.scalar(sa.select(sa.func.count()).select_from(table(Variant)))

    before = variants()
    world.as_person(here.facilitator).post(at, data={"data": rows, "write": "1"})
    assert variants() == before
    world.as_person(here.member).post(at, data={"data": rows, "write": "1"})
    assert variants() == before + 1, "the group itself may"


@both
def test_a_helper_names_a_courier_that_we_know(shop):
    here = world.a_shop()
    _buyer, _path, at = a_parcel_to_send(here)
    helper = world.as_person(here.facilitator)
    pinned = world.named_by_pin(here.slug, here.member, giver=here.facilitator)
    for courier, tracking in (
        ("Bayar ulang ke BCA a/n Budi", "1234567890"), ("Hubungi WA nol", "8123456789"), ("JNE", "8123456789"),
        ("Kirim ke DANA Budi", ""), ("JNE", "0-8123-4567-89"), ("JNE", "1234567890"), ("", "1234567890"),
        ("JNE", "WA81299997777"),
    ):  # fmt: skip
        for browser in (helper, pinned):  # who is named by a PIN from her code may be her
            answer = browser.post(f"{at}/kirim", data={"courier": courier, "tracking": tracking})
            assert answer.status_code == 422, (courier, tracking)
    for courier, tracking in (("jne", "0302000102508190"), ("J & T  Express", "JP1234567890"), ("Kurir kelompok", "")):
        require_printed(courier, tracking)


@both
def test_no_text_of_a_helpers_offer_says_where_to_pay(shop):
    here = world.a_shop(pieces=40)
    helper, at = world.as_person(here.facilitator), f"/lapak/{here.slug}/penawaran"
    day = (now() + timedelta(days=5)).date().isoformat()
    offer = {"office": "Kantor Camat", "contact": "Bu Ani", "phone": "0811-555-0001", "deliver_on": day} | {
        "valid_until": day, "address": "Jl. Raya 1", "note": "", f"quantity-{here.sku}": "3"
    }  # fmt: skip
    texts = {name for name, kind in forms.QuoteForm.model_fields.items() if kind.annotation is str} - {"phone"}
    assert texts == set(forms.QUOTE_TEXTS)
    for text in sorted(texts):
        assert helper.post(at, data=offer | {text: "Bayar ke BCA 1234567890"}).status_code == 422, text
    assert helper.post(at, data=offer).status_code == 303


MARKET = Path(market.__file__).parent
# Facts of events and letters to buyers that are ours, or chosen out of what stands elsewhere.
OURS = {"once", "amount", "fee", "missing", "code", "waits", "what", "lot", "sent", "card", "usable_at", "zone", "paid"}
OURS |= {"later", "about", "unpaid", "due", "at_work", "payment"}
PRINTED = {"courier", "tracking"}  # `require_printed`, `refuse_words`
ASKED_AT_ITS_DOOR = {"refund_owed"}  # its note, `said` in pages/workspace/money/refunds.py


def test_every_text_that_reaches_a_buyer_is_asked_for_ways():
    """Of all events and letters to buyers: a word is ours, or typed and then written into the event, which asks."""
    for function in orders_functions():
        told: dict[str, set[str]] = {"happened": set(), "move_to": set(), "tell_buyer": set(), "tell_owner": set()}
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            name = getattr(call.func, "attr", "")
            if name in told and function.name not in ("happened", "move_to"):
                told[name] |= {word.arg for word in call.keywords if word.arg} - {"was"}
                if any(word.arg is None for word in call.keywords):  # `**told`: the dicts that the function makes
                    told[name] |= {key.value for key in keys_of(function)}
        words = set[str]().union(*told.values())
        assert words <= OURS | TYPED | PRINTED, (function.name, words)
        if told["tell_buyer"] & TYPED and function.name not in ASKED_AT_ITS_DOOR:
            assert re.search(r"\b(happened|move_to|_cancel)\(", ast.unparse(function)), function.name


def orders_functions() -> list[ast.FunctionDef]:
    trees = (ast.parse(path.read_text("utf-8")) for path in sorted((MARKET / "orders").rglob("*.py")))
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def keys_of(function: ast.FunctionDef) -> list[ast.Constant]:
    made = (node for node in ast.walk(function) if isinstance(node, ast.Dict))
    return [key for each in made for key in each.keys if isinstance(key, ast.Constant)]


def test_every_reason_of_a_groups_desk_is_asked_for_ways():
    """A reason typed in a group's rooms is `said`, or read by the group alone."""
    for path in sorted((MARKET / "pages" / "workspace").rglob("*.py")):
        text = path.read_text("utf-8")
        if path.name not in {"accounts.py", "roles.py", "closing.py", "checking.py"}:  # told to the group's own people
            assert text.count("form.reason") == len(re.findall(r"said\(\w+, form\.reason\)", text)), path.name
