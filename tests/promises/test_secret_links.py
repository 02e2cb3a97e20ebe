"""Only the buyer has the key to her order, and each reader reads of her only what that reader may."""

import io
import re
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.later import write_later
from market.kernel.record import table
from market.kernel.settings import settings
from market.messages.outbox import Channel, Message
from market.orders.order import Order, group_sub_order
from market.orders.terms import own_terms
from market.payments.bill import Bill
from market.payments.claim import Claim
from market.payments.refund import Refund
from market.people.login import Login
from market.people.person import Person
from market.people.security import SecurityEvent
from tests import world
from tests.bazaars.world import done
from tests.conftest import both, wide
from tests.orders.placing import test_quote as quotes
from tests.payments.test_card import rows
from tests.promises import test_doors as doors
from tests.server import serving

BUYER = {
    "name": "Chresensia Wowor", "phone": "0813-9753-1864", "email": "chresensia@rahasia.test",
    "village": world.GIRIAN, "address": "Jl. Yos Sudarso 41", "landmark": "pagar biru", "note": "titip Bu Sumiati",
}  # fmt: skip
ACCOUNT = {"bank": "BSG", "number": "770 880 990", "holder": "Chresensia W"}
# What of a buyer can be read in a page, and by whom. The first word of her name tells an unnamed phone whose it is.
WORKERS = {"chair", "treasurer", "member", "facilitator", "named"}
MARKS = {
    "first name": ("Chresensia", WORKERS | {"device"}),
    "name": ("Chresensia Wowor", WORKERS),
    "address": ("Yos Sudarso", WORKERS),
    "landmark": ("pagar biru", WORKERS),
    "note": ("titip Bu Sumiati", WORKERS),
    "phone": ("81397531864", WORKERS),
    "masked phone": ("xxxx1864", WORKERS),
    "refund account": ("770880990", {"chair", "treasurer"}),
    "its holder": ("Chresensia W<", {"chair", "treasurer"}),
    "words about her payment": ("dari Mandiri atas nama Om Jefri", {"chair", "treasurer"}),
    "e-mail": ("chresensia@rahasia.test", set()),
    "key": ("kunci=", set()),  # who is signed in reads her own order without
}


def read_by(answer) -> str:
    """What somebody can read in an answer, without the strokes and spaces people write in numbers."""
    if "spreadsheet" in answer.headers.get("content-type", ""):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            return "".join(book.read(name).decode() for name in book.namelist())
    return answer.content.decode("utf-8", "replace")


def marks_in(answer) -> set[str]:
    text = read_by(answer)
    bare = re.sub(r"[-\s]", "", text)
    return {name for name, (mark, _who) in MARKS.items() if mark in text or mark in bare}


@dataclass
class Full:
    """A shop with an order of one buyer in every state that a group works on."""

    here: world.Shop
    people: dict[str, object]
    keys: list[str] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)


def ordered(here: world.Shop, **choices) -> tuple[str, str]:
    """(its address with the key, the parcel's number) of an order by the buyer, as a guest."""
    path, answer = world.buys(world.client(), here.sku, 1, **BUYER, **choices)
    assert path, answer.text
    return path, re.search(r"/pesanan/([^?]+)", path)[1] + "-1"


def a_full_shop() -> Full:
    here = world.a_shop(pieces=20)
    write(lambda db: setattr(own_terms(db, here.group_id), "cash_on_delivery", True))
    people = doors.cast(here) | {"treasurer": world.as_person(here.treasurer), "named": named_phone(here)}
    full = Full(here, people)
    sent = {"delivery-tunas-bahari": "own_courier"}
    full.paths["waiting"], full.numbers["waiting"] = ordered(here, **sent, payment="cash")
    for state in ("paid", "claimed", "refund", "unpaid"):
        full.paths[state], full.numbers[state] = ordered(here, **sent)
    treasurer, desk = people["treasurer"], f"/lapak/{here.slug}/uang"
    for state in ("paid", "refund"):
        done(treasurer.post(f"{desk}/masuk/{full.numbers[state]}"))
    pay = full.paths["claimed"].replace("?", "/bayar?")
    done(
        world.client().post(
            pay,
            data={"claim": full.numbers["claimed"], "note": MARKS["words about her payment"][0]},
            files={"proof": ("bukti.pdf", PDF)},
        )
    )
    cancel = f"/lapak/{here.slug}/pesanan/{full.numbers['refund']}/batal"
    done(people["chair"].post(cancel, data={"reason": "Perahu tidak turun"}))
    give = full.paths["refund"].replace("?", "/rekening?")
    done(world.client().post(give, data=ACCOUNT | {"refund": str(rows(Refund)[0].key)}))
    full.keys = [order.key_token for order in rows(Order)]
    return full


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def named_phone(here: world.Shop):
    """A phone of the group on which a member has said who she is."""
    browser = world.as_device(here.device)

    def says(db):
        logins = db.scalars(sa.select(Login).where(table(Login).c.device_id == here.device).order_by(table(Login).c.id))
        list(logins)[-1].act_as(Person.get(db, here.member), here.group_id)

    write(says)
    return browser


def pages(full: Full):
    """(pattern, address) of every page, filled with what is there."""
    number = full.numbers["waiting"].removesuffix("-1")
    values = doors.filled(full.here, full.people["buyer"])
    values |= {"number": number, "claim": str(rows(Claim)[0].key), "language": "id", "refund": "1"}
    for pattern in sorted(doors.routes("GET")):
        yield pattern, doors.address(pattern, values)
        if "/pesanan/{number}" in pattern and pattern.startswith("/lapak"):
            for state in ("paid", "claimed", "refund", "unpaid"):
                yield pattern, doors.address(pattern, values | {"number": full.numbers[state].removesuffix("-1")})
    for view in ("jalan", "selesai"):
        yield "/lapak/{group}/pesanan", f"/lapak/{full.here.slug}/pesanan?lihat={view}"


@pytest.mark.walk
@wide
def test_every_page_tells_each_reader_of_a_buyer_only_what_that_reader_may_know(shop):
    full = a_full_shop()
    wrong, seen = [], {}
    for pattern, address in pages(full):
        for who, browser in full.people.items():
            answer = browser.get(address)
            text = read_by(answer)
            for mark in marks_in(answer):
                seen.setdefault(mark, set()).add((who, pattern))
                if who not in MARKS[mark][1]:
                    wrong.append(f"GET {address} tells {who} the buyer's {mark}")
            wrong += [f"GET {address} tells {who} a key" for key in full.keys if key in text]
    assert not wrong, "\n".join(wrong)
    group = "/lapak/{group}"
    for mark, who, where in (
        ("name", "chair", group), ("phone", "member", f"{group}/pesanan/{{number}}"),
        ("name", "facilitator", "/pendamping"),
        ("refund account", "treasurer", f"{group}/uang"), ("first name", "device", f"{group}/pesanan/kemas"),
        ("first name", "device", group), ("masked phone", "named", group),
        ("address", "chair", f"{group}/pesanan/kemas"),
    ):  # fmt: skip
        assert (who, where) in seen[mark], f"{who} must still read the buyer's {mark} at {where}"


@wide
def test_no_letter_that_a_group_reads_names_a_key(shop):
    """What the group sends by hand leads to where number and four digits open the order; her own e-mail to it all."""
    full = a_full_shop()
    by_hand = [message for message in rows(Message) if message.channel is Channel.TAP]
    assert {message.template for message in by_hand} >= {"payment_confirmed", "refund_due", "order_cancelled"}
    for message in by_hand:
        said = str(message.params)
        assert "kunci" not in said and not any(key in said for key in full.keys), message.template
        assert re.fullmatch(r"/lacak\?nomor=D-[A-Z0-9]{6}", message.params["path"]), message.template
    own = [message for message in rows(Message) if message.to == BUYER["email"]]
    assert own and all("kunci=" in message.params["path"] for message in own)
    others = [message for message in rows(Message) if message.to != BUYER["email"]]
    assert not [message.name for message in others if "kunci" in str(message.params)]


@wide
def test_an_unnamed_phone_packs_and_cancels_nothing(shop):
    full = a_full_shop()
    phone, orders = full.people["device"], f"/lapak/{full.here.slug}/pesanan"
    paid, waiting = full.numbers["paid"], full.numbers["waiting"]
    refused = {
        f"{orders}/{waiting}/tolak": {"reason": "Tidak bisa"}, f"{orders}/{paid}/batal": {"reason": "Tidak bisa"},
        f"{orders}/{waiting}/ongkir": {"fee": "1000"},
        f"{orders}/{paid}/kembali": {"reason": "Rumah kosong", "fee": "0"},
        f"/lapak/{full.here.slug}/libur": {}, f"/lapak/{full.here.slug}/kabar/1": {}, f"{orders}/{paid}/layani": {},
        f"/lapak/{full.here.slug}/uang/masuk/{full.numbers['unpaid']}": {},
    }  # fmt: skip
    for address, form in refused.items():
        answer = phone.post(address, data=form)
        assert "/siapa" in answer.headers.get("location", ""), address
    with read() as db:
        assert group_sub_order(db, full.here.group_id, paid).state == "accepted"
    for act in ("lihat", "siapkan", "siap", "kirim", "serahkan"):
        assert done(phone.post(f"{orders}/{paid}/{act}")).endswith(paid), act
    for act in ("terima", "siapkan", "siap", "kirim"):
        done(phone.post(f"{orders}/{waiting}/{act}"))
    assert "/siapa" in done(phone.post(f"{orders}/{waiting}/serahkan")), "cash asks who takes it"


@wide
def test_a_slip_is_opened_by_who_looks_for_that_money(shop):
    full = a_full_shop()
    address = f"/lapak/{full.here.slug}/uang/bukti/{rows(Claim)[0].key}"
    answers = {who: browser.get(address).status_code for who, browser in full.people.items()}
    for who, status in answers.items():
        assert (status == 200) is (who in ("chair", "treasurer")), f"{who}: {status}"
    seen = {
        who: address in full.people[who].get(address.rpartition("/bukti")[0]).text for who in ("treasurer", "member")
    }
    assert seen == {"treasurer": True, "member": False}
    pays = full.paths["unpaid"].replace("?", "/bayar?")
    write(
        lambda db: setattr(db.query(Bill).filter_by(ref=full.numbers["unpaid"]).one(), "payer_id", full.here.treasurer)
    )
    done(world.client().post(pays, data={"claim": full.numbers["unpaid"]}, files={"proof": ("bukti.pdf", PDF)}))
    own = f"/lapak/{full.here.slug}/uang/bukti/{rows(Claim)[1].key}"
    for who in ("member", "officer"):
        seen = full.people[who].get(own)
        assert seen.status_code == 200, f"{who} looks at what the treasurer says to have paid"
        assert seen.headers["content-disposition"] == 'attachment; filename="bukti.pdf"', "to save, never to open here"


def spellings(number: str) -> list[str]:
    code = number.removeprefix("D-")
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    return [
        number, number.lower(), f"d {code.lower()}", f"d{code.lower()}", f"#{number}", f" {number}-1 ",
        f"{number}-1".lower(),
        wide, code, f"No. {number}", f"nomor pesanan: {number}", f"https://dermaga.test/lacak?nomor={number}",
        f"Pesanan saya https://dermaga.test/pesanan/{number}?kunci={'k' * 32}",
        f"https://dermaga.test/pesanan/{number}/bayar?kunci={'k' * 32}#bayar",
        f"dermaga.test/pesanan/{number}/", f"D\u2013{code}", f"D - {code[:3]} {code[3:]}",
        f"Order number {number}", f"Parcel {number}-1", f"number {number}", f"kode {number}", f"№ {number}",
        f"{number} (Bakasang)", f"Halo Ratna, pesanan {number}-1 dari Tunas Bahari sudah siap. Pesanan {number}-1",
        f"No. pesanan: {number} (2 paket) ",
    ]  # fmt: skip


@both
def test_why_money_goes_back_is_read_behind_the_key_alone(shop):
    here = world.a_shop()
    path, sub = ordered(here)
    treasurer, desk = world.as_person(here.treasurer), f"/lapak/{here.slug}/uang"
    assert treasurer.post(f"{desk}/masuk/{sub}").status_code == 303
    grant = {"amount": "1.000", "reason": "Ibu Ratna sakit keras", "token": "satu-kali-saja-1"}
    assert treasurer.post(f"{desk}/kembalikan/{sub}", data=grant).status_code == 303
    assert "Ibu Ratna sakit keras" in world.client().get(path).text
    found = world.client().post("/lacak", data={"number": sub, "digits": "1864"}).text
    assert "akan dikembalikan" in found and "Ibu Ratna" not in found


@wide
def test_an_order_is_looked_up_however_its_number_is_written(shop):
    here = world.a_shop()
    _path, sub = ordered(here, **{"delivery-tunas-bahari": "own_courier"})
    number, asked = sub.removesuffix("-1"), rows(Bill)[0].asked
    stranger = world.client()
    for typed in spellings(number):
        for digits in ("1864", " 1 8 6 4", "\uff11\uff18\uff16\uff14", "0813-9753-1864", "+62 813 9753 1864"):
            found = stranger.post("/lacak", data={"number": typed, "digits": digits})
            assert found.status_code == 200 and f'data-order="{number}"' in found.text, (typed, digits)
    assert 'data-state="accepted"' in found.text and f'data-copy="{asked}"' in found.text and "0098-01" in found.text
    assert marks_in(found) == set() and "Cakalang" not in found.text, "state, sum and how to pay"
    assert f'value="{number}"' in stranger.get(f"/lacak?nomor=%23{number.lower()}-1").text
    assert "&lt;" not in stranger.get("/lacak?nomor=%3Cb%3E").text
    assert stranger.post("/lacak", data={"number": f"{number}-9", "digits": "1864"}).status_code == 422, (
        "no such parcel"
    )


@wide
def test_only_misses_count_where_orders_are_looked_up_and_say_nothing(shop):
    with time_machine.travel(now(), tick=False):  # all in one window of the counters
        here = world.a_shop()
        _path, sub = ordered(here)
        number, stranger = sub.removesuffix("-1"), world.client()
        for _ in range(40):
            assert stranger.post("/lacak", data={"number": number, "digits": "1864"}).status_code == 200, (
                "a hit costs nothing"
            )
        for few in ("864", "1", "-"):
            told = stranger.post("/lacak", data={"number": number, "digits": few})
            assert told.status_code == 422 and f"Kurang {4 - len(few.strip('-'))} angka" in told.text
        wrong = stranger.post("/lacak", data={"number": number, "digits": "0000"})
        unknown = stranger.post("/lacak", data={"number": "D-ABC234", "digits": "1864"})
        told = [re.sub(r'value="[^"]*"', "", answer.text) for answer in (wrong, unknown)]
        assert (wrong.status_code, unknown.status_code) == (422, 422) and told[0] == told[1]
        codes = [
            stranger.post("/lacak", data={"number": typed, "digits": "0000"}).status_code for typed in spellings(number)
        ]
        assert codes == [422] * 9 + [429] * (len(codes) - 9), "one count for one order, however it is written"
        assert stranger.post("/lacak", data={"number": number, "digits": "1864"}).status_code == 429, (
            "guessing has ended"
        )
        others = [
            world.client().post("/lacak", data={"number": f"D-{n}ABCDE", "digits": "0000"}) for n in "2346789" * 5
        ]
        assert [answer.status_code for answer in others].count(422) < 30 and others[-1].status_code == 429


@wide
def test_nobody_keeps_a_buyer_from_looking_her_order_up(shop, monkeypatch):
    """The attack: ten misses on a number that is known, from one network or from many; and guessing on over many."""
    monkeypatch.setenv("MARKET_TRUSTED_PROXIES", "testclient")
    settings.cache_clear()
    with time_machine.travel(now(), tick=False):
        here = world.a_shop()
        _path, sub = ordered(here)
        number = sub.removesuffix("-1")

        def looks(digits: str, network: str, browser=None) -> int:
            told = (browser or world.client()).post(
                "/lacak", data={"number": number, "digits": digits}, headers={"x-forwarded-for": network}
            )
            return told.status_code

        assert [looks("0000", "1.1.1.1") for _ in range(11)] == [422] * 10 + [429]
        hers = world.client()
        assert looks("1864", "2.2.2.2", hers) == 200, "hers is another network"
        codes = [looks(f"{n:04d}", f"3.3.3.{n}") for n in range(40)]
        assert codes.count(422) <= 20 and set(codes[20:]) == {429}, "so many of 10,000 are heard a day, wherever from"
        assert looks("1864", "3.3.3.1") == looks("1864", "4.4.4.4") == 429, "then also with the right one"
        assert looks("1864", "5.5.5.5", hers) == 200, "but not in a browser that has found it"
    monkeypatch.undo()
    settings.cache_clear()


@wide
def test_the_owner_goes_from_looking_up_to_her_order(shop):
    here = world.a_shop()
    buyer = world.as_person(here.buyer)
    path, _ = world.buys(buyer, here.sku, **BUYER)
    number = re.search(r"/pesanan/([^?]+)", path)[1]
    mine = buyer.post("/lacak", data={"number": number, "digits": "1864"}).text
    theirs = world.client().post("/lacak", data={"number": number, "digits": "1864"}).text
    assert f'href="/pesanan/{number}"' in mine and "kunci=" not in mine and f"/pesanan/{number}" not in theirs
    assert buyer.get(f"/pesanan/{number}").status_code == 200
    for key in ("", "?kunci=", "?kunci=x", f"{path.partition('?')[2]}x"):
        assert world.client().get(f"/pesanan/{number}{key}").status_code == 404
        assert world.client().post(f"/pesanan/{number}/batal{key}", data={"parcel": f"{number}-1"}).status_code == 404


@wide
def test_an_account_is_no_way_to_the_key(shop):
    """Who is let in by a code rests before money; with a key out of the account it would not, signed out."""
    here = world.a_shop(pieces=20)
    buyer = world.as_person(here.buyer)
    orders = [world.buys(buyer, here.sku, token=f"token-of-hers-{n}")[0] for n in range(3)]
    numbers = [path.rpartition("/")[2] for path in orders]
    treasurer, desk = world.as_person(here.treasurer), f"/lapak/{here.slug}"
    for number in numbers[:2]:
        done(treasurer.post(f"{desk}/uang/masuk/{number}-1"))
    done(world.as_person(here.chair).post(f"{desk}/pesanan/{numbers[0]}-1/batal", data={"reason": "Habis"}))
    write(lambda db: setattr(Person.get(db, here.buyer), "restricted_until", now() + timedelta(hours=5)))
    keys = {order.number: order.key_token for order in rows(Order)}
    seen = [buyer.get(path) for path in ("/akun", *orders, *(f"{path}/bayar" for path in orders))]
    seen.append(buyer.post(f"{orders[2]}/batal", data={"parcel": f"{numbers[2]}-1"}))
    for answer in seen:
        assert answer.status_code in (200, 303), answer.text
        told = answer.text + answer.headers.get("location", "") + answer.headers.get("set-cookie", "")
        assert "kunci" not in told and not any(key in told for key in keys.values()), answer.request.url
    account = ACCOUNT | {"refund": str(rows(Refund)[0].key)}
    assert "menunggu sampai" in buyer.post(f"{orders[0]}/rekening", data=account).text
    assert world.client().post(f"{orders[0]}/rekening", data=account).status_code == 404
    hers = f"{orders[1]}?kunci={keys[numbers[1]]}"
    assert keys[numbers[1]] in buyer.get(hers).text, "who brings the key goes on with it"


@wide
def test_neither_login_nor_cart_opens_another_order_of_the_same_browser(shop):
    """A guest ordered here, then somebody signed in; and the cart that became an order is no key to it."""
    here = world.a_shop()
    browser = world.client()
    path, _ = world.buys(browser, here.sku, **BUYER)
    number = re.search(r"/pesanan/([^?]+)", path)[1]
    for visitor in (browser, world.as_person(here.buyer, browser)):
        assert visitor.get(f"/pesanan/{number}").status_code == 404
        assert visitor.post(f"/pesanan/{number}/batal", data={"parcel": f"{number}-1"}).status_code == 404
        found = visitor.post("/lacak", data={"number": number, "digits": "1864"}).text
        assert "kunci=" not in found and f'href="/pesanan/{number}"' not in found
    assert number not in browser.get("/akun").text


@wide
def test_a_used_checkout_token_gives_its_order_only_to_who_made_it(shop):
    here = world.a_shop(pieces=20)
    buyer, other, signed_in = world.client(), world.client(), world.as_person(here.buyer)
    path, _ = world.buys(buyer, here.sku, **BUYER, token="token-of-hers")
    form = BUYER | {"token": "token-of-hers", "delivery-tunas-bahari": "pickup", "payment": "transfer"}
    assert done(buyer.post("/checkout", data=form)) == path, "a second press finds the first"
    bought, answer = world.buys(other, here.sku, token="token-of-hers")
    for visitor in (answer, world.client().post("/checkout", data=form), signed_in.post("/checkout", data=form)):
        assert visitor.status_code == 409 and "sudah dipakai" in visitor.text, visitor.text
        assert not marks_in(visitor) & {"key", "address"} and "location" not in visitor.headers
    fresh = re.search(r'name="token" value="([^"]+)', answer.text)[1]
    assert bought == "" and fresh != "token-of-hers", "the form can be sent again"
    again, _ = world.buys(other, here.sku, token=fresh)
    assert "kunci=" in again and len(rows(Order)) == 2
    mine, _ = world.buys(signed_in, here.sku, token="token-of-hers-2")
    elsewhere = world.as_person(here.buyer)
    assert done(elsewhere.post("/checkout", data=form | {"token": "token-of-hers-2"})) == mine, "her account is hers"
    assert world.as_person(here.member).post("/checkout", data=form | {"token": "token-of-hers-2"}).status_code == 409


@wide
def test_the_link_of_an_offer_gives_the_key_to_who_agrees_and_not_to_the_group(shop):
    here = world.a_shop(pieces=50)
    chair, answer = quotes.offer(here)
    link, office = quotes.link_of(answer), world.client()
    for who in (chair, named_phone(here), world.as_device(here.device), world.as_person(here.facilitator)):
        refused = who.post(link, data={"name": "Ani"})
        assert refused.status_code == 422 and "kelompok sendiri" in refused.text
    path = done(office.post(link, data={"name": "Ani, Kepala Bidang"}))
    number = re.search(r"/pesanan/([^?]+)", path)[1]
    for reader in (chair, office, world.client()):
        page = reader.get(link)
        assert "kunci=" not in page.text and f"/lacak?nomor={number}" in page.text
    for mark in "-/":
        token = f"quote{mark}" + link.rpartition("/")[2]
        form = BUYER | {"token": token, "delivery-tunas-bahari": "pickup", "payment": "transfer"}
        stolen = chair.post("/checkout", data=form)
        assert stolen.status_code == 422 and "kunci=" not in stolen.text


@both
def test_who_signed_out_agrees_to_no_offer_of_her_own_group(shop):
    """In the browser that she wrote it in: it knows her, and the key would be the group's."""
    here = world.a_shop(pieces=50)
    _chair, answer = quotes.offer(here)
    browser, link = world.client(), quotes.link_of(answer)
    done(browser.post("/masuk", data={"identifier": "081200000001", "password": world.PASSWORD}))
    done(browser.post("/keluar"))
    assert 'name="name"' not in browser.get(link).text, "its page offers her no yes"
    refused = browser.post(link, data={"name": "Ani"})
    assert refused.status_code == 422 and "kelompok sendiri" in refused.text
    done(world.client().post(link, data={"name": "Ani"}))


@both
def test_who_presses_behind_a_link_what_is_anothers_is_written_down(shop):
    here = world.a_shop(pieces=50)
    chair, answer = quotes.offer(here)
    asked = {f"quantity-{here.sku}": "2", "name": "Ratna", "phone": "081234567890"}
    written = done(chair.post(f"/lapak/{here.slug}/pesanan/catat", data=asked))
    link = re.search(r"/catatan/[\w-]+", chair.get(written).text)[0]
    for path, form in ((quotes.link_of(answer), {"name": "Ani"}), (link, {"name": "Ani"})):
        assert chair.post(path, data=form).status_code == 422
    write_later()
    with read() as db:
        events = db.scalars(sa.select(SecurityEvent).where(table(SecurityEvent).c.code == "refused_right"))
        routes = sorted(each.params["route"] for each in events if each.by_id == here.chair)
    assert routes == ["/catatan/{token}", "/penawaran/{token}"]


@wide
def test_the_token_of_a_form_says_nothing_of_what_another_did_with_it(shop):
    """A refund that was granted with a token is found again by the same form alone."""
    here = world.a_shop(pieces=20)
    treasurer, desk = world.as_person(here.treasurer), f"/lapak/{here.slug}/uang"
    numbers = [ordered(here)[1] for _ in range(2)]
    for number in numbers:
        done(treasurer.post(f"{desk}/masuk/{number}"))
    form = {"amount": "1.000", "reason": "Lecet", "token": "token-of-a-form"}
    for _ in range(2):
        done(treasurer.post(f"{desk}/kembalikan/{numbers[0]}", data=form))
    assert treasurer.post(f"{desk}/kembalikan/{numbers[1]}", data=form).status_code == 409
    assert [refund.amount for refund in rows(Refund)] == [1_000]


@wide
def test_who_leaves_leaves_neither_login_nor_cart_in_the_browser(shop):
    """Signing out, deleting the account, and making the browser a phone of the group."""
    here = world.a_shop(pieces=10)
    ways = {
        "/keluar": (here.buyer, {}),
        "/akun/hapus": (here.member, {"sure": "ya", "current": world.PASSWORD}),
        f"/lapak/{here.slug}/hp": (here.chair, {"name": "HP kelompok"}),
    }
    for address, (who, form) in ways.items():
        browser, elsewhere = world.as_person(who), world.as_person(who)
        done(browser.post("/keranjang", data={"variant": here.sku, "quantity": "3"}))
        cart, login = browser.cookies["keranjang"], browser.cookies["dermaga"]
        assert elsewhere.get("/akun/keamanan").status_code == 200
        answer = browser.post(address, data=form)
        assert answer.status_code == 303, f"{address}: {answer.text}"
        gone = [given for given in answer.headers.get_list("set-cookie") if "Max-Age=0" in given]
        assert {given.partition("=")[0] for given in gone} >= {"dermaga", "keranjang", "isi"}, address
        assert answer.headers["clear-site-data"] == '"cache"'
        assert "Cakalang" not in browser.get("/keranjang").text
        thief = world.client()
        thief.cookies.set("keranjang", cart)
        assert address != "/keluar" or "Cakalang" not in thief.get("/keranjang").text, "what was held is free again"
        thief.cookies.set("dermaga", login)
        assert thief.get("/akun/keamanan").status_code == 303, "what was copied before opens nothing"
        gone_too = address == "/akun/hapus"
        assert elsewhere.get("/akun/keamanan").status_code == (303 if gone_too else 200), address


@wide
def test_no_answer_but_plain_files_may_be_kept(shop):
    full = a_full_shop()
    kept = {
        "/static/{tag}/{name}", "/media/{name}", "/favicon.ico", "/tempat", "/cari/saran", "/bazar.ics",
        "/bazar/{slug}.ics",
    }  # fmt: skip
    wrong = []
    for pattern, address in pages(full):
        for who in ("nobody", "chair", "officer"):
            answer = full.people[who].get(address)
            rule = answer.headers["cache-control"]
            if "no-store" not in rule and (pattern not in kept or "set-cookie" in answer.headers):
                wrong.append(f"GET {address} as {who}: {rule}")
            if answer.headers.get("content-type") not in ("image/webp", "image/avif", "image/jpeg"):
                assert answer.headers["referrer-policy"] == "same-origin", address
    assert not wrong, "\n".join(wrong)


def asked(base: str, path: str, cookie: str = "", **form: str) -> tuple[int, str]:
    """(status, text) of a GET, or of a post of our own pages."""
    data = urllib.parse.urlencode(form).encode() if form else None
    headers = {"Origin": base, "Cookie": cookie, "Referer": base + path}
    try:
        with urllib.request.urlopen(urllib.request.Request(base + path, data, headers), timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_the_key_is_in_no_log(shop, tmp_path):
    """Pages with the key in their address, forms sent to it, and all of it broken: the server says nothing of it."""
    here = world.a_shop()
    path, sub = ordered(here, **{"delivery-tunas-bahari": "own_courier"})
    key, log = path.partition("kunci=")[2], tmp_path / "log"
    file = shop.removeprefix("sqlite:///")
    with serving(says=log) as server:
        assert asked(server.base, path)[0] == 200
        assert asked(server.base, path.replace("?", "/bayar?"))[0] == 200
        assert asked(server.base, path + "x")[0] == 404
        assert asked(server.base, path.replace("?", "/batal?"), parcel="nothing")[0] == 404
        with sqlite3.connect(file) as raw:
            raw.execute("ALTER TABLE order_event RENAME TO gone")
        broken = [
            asked(server.base, path), asked(server.base, path.replace("?", "/batal?"), claim=sub),
            asked(server.base, "/lacak", number=sub, digits="1864"),
        ]  # fmt: skip
        assert [status for status, _text in broken] == [500] * 3
    said = log.read_text()
    assert "OperationalError" in said, "what broke is there"
    for secret in (key, "kunci", BUYER["name"], BUYER["email"], BUYER["address"], "81397531864"):
        assert secret not in said, secret
        assert all(secret not in text for _status, text in broken) or secret == "kunci", secret
