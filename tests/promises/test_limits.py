"""What one network can keep from others, however often it asks; and a whole bazaar behind one address that passes."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa
import time_machine
from fastapi.testclient import TestClient

from market.app import create_app
from market.catalog.product import product_by_slug
from market.catalog.variant import VariantFacts
from market.inventory.hold import HOLDS
from market.inventory.lot import Lot
from market.inventory.receiving import receive
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.limits import Attempt
from market.kernel.record import table
from market.orders.books.recount import recount
from market.orders.cart.keeping import FREE_PIECES, MOST_AT_ONCE, half
from market.orders.order import SubOrder
from market.orders.state import State
from market.people.access import Actor
from market.people.group import Group
from market.people.membership import find_membership
from market.people.person import Person
from market.people.reset_code import new_code
from market.people.signing_in.denial import Denial, digest
from market.people.signing_in.reset import issue_code
from tests import world
from tests.conftest import both

LOTS = table(Lot)


def from_network(address: str) -> TestClient:
    """A new browser, without a cookie, behind this address."""
    return TestClient(
        create_app(), base_url="http://testserver", headers={"origin": "http://testserver"}, follow_redirects=False,
        client=(address, 50_000),
    )  # fmt: skip


def anew(browser: TestClient) -> TestClient:
    """The same door without its cookies: the next stranger behind the same address."""
    browser.cookies.clear()
    return browser


def many_goods(here: world.Shop, pieces: list[int]) -> list[str]:
    """One product for each number, with so many pieces; their skus."""

    def work(db):
        group = db.get(Group, here.group_id)
        return [world.a_product(db, group, f"Barang {n}", 10_000, count, None)[0] for n, count in enumerate(pieces)]

    return write(work)


def kept() -> dict[int, tuple[int, int]]:
    """By variant: (pieces held or allocated, pieces there are)."""
    wanted = sa.select(LOTS.c.variant_id, sa.func.sum(LOTS.c.held + LOTS.c.allocated), sa.func.sum(LOTS.c.on_hand))
    with read() as db:
        return {v: (int(k), int(there)) for v, k, there in db.execute(wanted.group_by(LOTS.c.variant_id))}


def put(browser: TestClient, sku: str, quantity: int):
    return browser.post("/keranjang", data={"variant": sku, "quantity": quantity})


def check_out(browser: TestClient, token: str, **choices):
    form = {
        "name": "Ratna", "phone": "081234567890", "token": token, "delivery-tunas-bahari": "pickup",
        "delivery-mama-kuala": "pickup", "payment": "transfer",
    }  # fmt: skip
    return browser.post("/checkout", data=form | choices)


def sound() -> None:
    with read() as db:
        assert recount(db) == []


def states() -> list[State]:
    with read() as db:
        return list(db.scalars(sa.select(table(SubOrder).c.state).order_by(table(SubOrder).c.id)))


@both
def test_a_storm_of_carts_keeps_at_most_half_of_anything(shop):
    here = world.a_shop(pieces=40)
    skus = many_goods(here, [3, 8, 17, 60, 150])
    browser = from_network("198.51.100.7")
    for turn in range(200):
        put(anew(browser), [*skus, here.sku][turn % 6], 1 + turn % 25)
    over = {variant: of for variant, of in kept().items() if of[0] > half(of[1])}
    assert over == {}
    sound()
    other = put(from_network("198.51.100.8"), skus[4], 20)
    assert other.status_code == 303 and "asks" not in other.text
    assert kept()[max(kept())][0] > 0


@both
def test_a_storm_of_orders_keeps_half_and_a_few_pieces_in_all(shop):
    here = world.a_shop(pieces=40)
    skus = many_goods(here, [3, 8, 17, 60, 150])
    browser = from_network("198.51.100.7")
    for turn in range(120):
        put(anew(browser), skus[turn % 5], 1 + turn % 25)
        check_out(browser, f"storm-{turn:06d}", payment=("cash", "transfer")[turn % 2])
    over = sum(max(0, of[0] - half(of[1])) for of in kept().values())
    assert over <= FREE_PIECES, "what a family may buy, once"
    large = [of for of in kept().values() if of[1] > 2 * FREE_PIECES]
    assert large and all(of[0] <= half(of[1]) for of in large)
    sound()


@both
def test_holds_that_ran_out_are_no_way_around_the_half(shop):
    """Carts filled one after the other, each after the holds of the last ran out, are ordered all at once."""
    here = world.a_shop(pieces=80)
    carts = []
    for _ in range(4):
        browser = from_network("198.51.100.7")
        assert put(browser, here.sku, 40).status_code == 303
        carts.append(browser)
        write(lambda db: db.execute(sa.update(HOLDS).values(until=now())) and None)
    for n, browser in enumerate(carts):
        check_out(browser, f"ran-out-{n:04d}")
    assert states()[:2] == [State.ACCEPTED, State.WAITING]
    assert len(states()) == 2, "what is asked for is not more than there is"
    assert max(k for k, _ in kept().values()) <= 40
    sound()


@both
def test_an_ipv6_visitor_with_a_whole_64_is_one_network(shop):
    here = world.a_shop(pieces=100)
    for n in range(8):
        put(from_network(f"2001:db8:7:7:{n + 1:x}::{n + 9:x}"), here.sku, 30)
    assert max(k for k, _ in kept().values()) <= 50
    assert put(from_network("2001:db8:7:8::1"), here.sku, 30).status_code == 303
    assert max(k for k, _ in kept().values()) > 50


@both
def test_eight_requests_at_once_do_not_slip_through_together(shop):
    here = world.a_shop(pieces=100)
    skus = [here.sku, *many_goods(here, [12] * 7)]
    browsers = [from_network("198.51.100.7") for _ in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: put(browsers[n], here.sku, 20), range(8)))
        assert max(k for k, _ in kept().values()) <= 50
        list(pool.map(lambda n: put(browsers[n], skus[n % 8], 12), range(8, 24)))
    assert {v: of for v, of in kept().items() if of[0] > half(of[1])} == {}
    sound()


@both
def test_two_hundred_buyers_of_ten_behind_one_address_all_pass(shop):
    here = world.a_shop(pieces=2500)
    skus = [here.sku, *many_goods(here, [2500])]
    browser = from_network("203.0.113.4")
    for n in range(200):
        assert put(anew(browser), skus[n % 2], 10).status_code == 303
        placed = check_out(browser, f"bazaar-morning-{n:04d}", payment=("cash", "transfer")[n % 2])
        assert placed.status_code == 303, (n, placed.text[:2000])
    assert states() == [State.ACCEPTED] * 200
    sound()


def test_where_stock_is_scarce_they_pass_too_and_the_group_answers_for_the_second_half(shop):
    here = world.a_shop(pieces=600)
    browser = from_network("203.0.113.4")
    for n in range(60):
        assert put(anew(browser), here.sku, 10).status_code == 303
        assert check_out(browser, f"scarce-{n:06d}", payment="cash").status_code == 303
    assert states() == [State.ACCEPTED] * 30 + [State.WAITING] * 30
    refused = put(anew(browser), here.sku, 10)
    assert refused.status_code == 422 and "jaringan" in refused.text


@both
def test_who_has_paid_or_was_answered_by_the_group_counts_no_more(shop):
    here = world.a_shop(pieces=80)
    first = from_network("203.0.113.4")
    put(first, here.sku, 40)
    path = check_out(first, "first-of-all", payment="cash").headers["location"]
    again = put(anew(first), here.sku, 30)
    assert again.status_code == 303 and "menjawab dulu" in first.get("/keranjang").text
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    done = world.as_person(here.chair).post(f"/lapak/{here.slug}/pesanan/{number}/siapkan")
    assert done.status_code == 303, done.text
    assert put(anew(first), here.sku, 30).status_code == 303
    assert "menjawab dulu" not in first.get("/keranjang").text


@both
def test_an_account_with_a_proved_number_stands_for_itself(shop):
    here = world.a_shop(pieces=80)
    assert put(from_network("testclient"), here.sku, 40).status_code == 303
    write(lambda db: setattr(db.get(Person, here.buyer), "phone_proved_at", now()))
    buyer = world.as_person(here.buyer)
    assert put(buyer, here.sku, 30).status_code == 303
    assert "menjawab dulu" not in buyer.get("/keranjang").text


def test_the_last_packs_go_to_one_family(shop):
    here = world.a_shop(pieces=6)
    family = from_network("203.0.113.4")
    assert put(family, here.sku, 6).status_code == 303
    assert check_out(family, "all-six-of-them").status_code == 303
    assert states() == [State.ACCEPTED]


def test_no_address_is_kept_with_what_is_held(shop):
    here = world.a_shop(pieces=80)
    browser = from_network("203.0.113.4")
    put(browser, here.sku, 4)
    with read() as db:
        origin = db.execute(sa.select(HOLDS.c.origin)).scalar_one()
        assert origin and "203" not in origin and len(origin) == 43
    check_out(browser, "nothing-stays")
    with read() as db:
        assert db.execute(sa.select(HOLDS.c.origin)).scalar_one() == ""
        number = db.execute(sa.select(table(SubOrder).c.number)).scalar_one()
    browser.post(f"/pesanan/{number[:-2]}/batal", data={"parcel": number})
    world.as_person(here.chair).post(f"/lapak/{here.slug}/pesanan/{number}/batal", data={"reason": "Coba saja"})
    with read() as db:
        assert db.execute(sa.select(table(SubOrder).c.origin)).scalar_one() is None


@both
def test_above_fifty_the_group_answers_before_stock_is_taken(shop):
    here = world.a_shop(pieces=110)
    browser = from_network("203.0.113.4")
    assert put(browser, here.sku, MOST_AT_ONCE).status_code == 303
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 60
    assert put(browser, here.sku, 20).status_code == 303
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 110, "nothing is held for it"
    assert "Lebih dari 50" in browser.get("/checkout").text and "Lebih dari 50" in browser.get("/keranjang").text
    path = check_out(browser, "seventy-pieces").headers["location"]
    page = browser.get(path).text
    assert 'data-state="waiting"' in page and 'data-payment="unpaid"' in page
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 110
    sound()
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}/pesanan/{number}"
    assert "Sekarang ada 110" in chair.get(desk).text
    assert put(from_network("198.51.100.9"), here.sku, 50).status_code == 303
    short = chair.post(f"{desk}/terima")
    assert short.status_code == 422 and "tinggal 60" in short.text and "dipesan 70" in short.text
    write(lambda db: receive(db, db.get(Group, here.group_id), here.sku, 10, by=world.MEIKE) and None)
    assert chair.post(f"{desk}/terima").status_code == 303
    assert 'data-state="accepted"' in browser.get(path).text
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 0
    sound()
    assert browser.post(path.replace("?", "/batal?"), data={"parcel": number}).status_code == 303
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 70
    sound()


@both
def test_a_refused_or_unanswered_large_order_gives_nothing_back_that_it_never_had(shop):
    here = world.a_shop(pieces=90)
    browser = from_network("203.0.113.4")
    put(browser, here.sku, 60)
    path = check_out(browser, "sixty-pieces").headers["location"]
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    chair = world.as_person(here.chair)
    assert chair.post(f"/lapak/{here.slug}/pesanan/{number}/tolak", data={"reason": "Belum sanggup"}).status_code == 303
    assert kept()[min(kept())] == (0, 90)
    sound()


@both
def test_a_fee_that_is_quoted_is_the_groups_yes_to_a_large_order(shop):
    here = world.a_shop(pieces=90)
    browser = from_network("203.0.113.4")
    put(browser, here.sku, 60)
    to = {"delivery-tunas-bahari": "quote", "village": "71.72.01.1001", "address": "Jl. Pantai 3"}
    path = check_out(browser, "sixty-quoted", **to).headers["location"]
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    chair = world.as_person(here.chair)
    assert chair.post(f"/lapak/{here.slug}/pesanan/{number}/ongkir", data={"fee": "30000"}).status_code == 303
    assert kept()[min(kept())] == (60, 90)
    agreed = browser.post(path.replace("?", f"/ongkir/{number}?"), data={"fee": "30000"})
    assert agreed.status_code == 303, agreed.text
    assert states() == [State.ACCEPTED]
    sound()


@both
def test_fifty_of_a_good_are_fifty_in_all_its_packings(shop):
    here = world.a_shop(pieces=400)

    def large_packs(db) -> str:
        facts = VariantFacts(name="besar", price=30_000, unit="bungkus", weight_g=900)
        packs = product_by_slug(db, here.product).add_variant(facts)
        receive(db, db.get(Group, here.group_id), packs.sku, 400, by=world.MEIKE)
        return packs.sku

    browser, skus = world.client(), (here.sku, write(large_packs))
    for sku in skus:
        assert browser.post("/keranjang", data={"variant": sku, "quantity": str(MOST_AT_ONCE)}).status_code == 303
    world.buys(browser, here.sku, MOST_AT_ONCE)
    with read() as db:
        assert [sub.state for sub in db.scalars(sa.select(SubOrder))] == [State.WAITING]
        assert not [hold for hold in db.execute(sa.select(HOLDS)) if hold.released_at is None], "nothing is held"


@both
def test_who_shares_an_address_with_a_guesser_is_heard(shop):
    """A province has a few addresses: the right code, and the right digits, are heard from each of them."""
    here, stranger = world.a_shop(pieces=20), world.client()
    with read() as db:
        member = find_membership(db, here.group_id, here.member).key
    answer = world.as_person(here.chair).post(f"/lapak/{here.slug}/anggota/{member}/kode")
    code = re.search(r"\b[A-Z0-9]{4}[ -][A-Z0-9]{4}\b", answer.text)[0]
    path, _ = world.buys(world.client(), here.sku, 1)
    number = re.search(r"D-\w+", path)[0]
    form = {"identifier": "081299900001", "code": "ABCD-EFGH", "password": "kapal biru di laut"}
    assert [stranger.post("/lupa", data=form).status_code for _ in range(21)][-2:] == [422, 429]
    missed = [stranger.post("/lacak", data={"number": f"D-AAABB{n}", "digits": "1111"}) for n in range(2, 10)]
    missed += [
        stranger.post("/lacak", data={"number": f"D-AAAC{n}{n}", "digits": "1111"}) for n in "BCDEFGHJKMNPQRSTVWXYZ23"
    ]
    assert [each.status_code for each in missed][-1] == 429
    assert stranger.post("/lacak", data={"number": number, "digits": "0000"}).status_code == 429, (
        "a miss learns nothing"
    )
    assert world.client().post("/lacak", data={"number": number, "digits": "7890"}).status_code == 200
    right = form | {"identifier": "081200000003", "code": code}
    assert world.client().post("/lupa", data=right).status_code == 303


@both
def test_a_guesser_shuts_out_nobody_who_is_known(shop):
    """Ten misses on a number made its own buyer wait as well, behind the same address, for up to an hour."""
    here, hers, stranger = world.a_shop(pieces=20), world.client(), world.client()
    number = re.search(r"D-\w+", world.buys(hers, here.sku, 1)[0])[0]
    guess = [stranger.post("/lacak", data={"number": number, "digits": f"00{n}"}).status_code for n in range(10, 25)]
    assert guess[-1] == 429
    right = {"number": number, "digits": "7890"}
    assert stranger.post("/lacak", data=right).status_code == 429, "one that guesses waits, whatever it says"
    assert hers.post("/lacak", data=right).status_code == 200, "it was placed in this browser"
    missed = [hers.post("/lacak", data=right | {"digits": f"00{n}"}).status_code for n in range(10, 25)]
    assert missed[-1] == 429 and hers.post("/lacak", data=right).status_code == 429, "a lent phone is no key"


def lookups(number: str, digits: list[str], *, site: int = 1) -> list[int]:
    """The answers to these digits of one order, each from a network that was never seen before."""
    made = [from_network(f"2001:db8:{site}:{n:x}::5") for n in range(len(digits))]
    data = [{"number": number, "digits": each} for each in digits]
    return [browser.post("/lacak", data=form).status_code for browser, form in zip(made, data, strict=True)]


@both
def test_as_many_networks_as_there_are_digits_find_no_order(shop):
    """A right answer was heard from each network that had not missed yet: of an IPv6 customer's 65,536 each was one."""
    here = world.a_shop(pieces=20)
    hers = world.client()
    number = re.search(r"D-\w+", world.buys(hers, here.sku, 1)[0])[0]
    assert lookups(number, [f"00{n}" for n in range(10, 50)]) == [422] * 30 + [429] * 10
    right = {"number": number, "digits": "7890"}
    assert lookups(number, ["7890"], site=2) == [429], "forty networks guessed at it: the forty-first waits as well"
    assert from_network("203.0.113.9").post("/lacak", data=right).status_code == 429
    assert hers.post("/lacak", data=right).status_code == 200, "where it was placed"
    with time_machine.travel(now() + timedelta(hours=1, minutes=1)):
        assert lookups(number, ["7890"], site=3) == [200], "nobody waits longer than an hour"


@both
def test_a_few_guesses_elsewhere_keep_no_buyer_waiting(shop):
    here = world.a_shop(pieces=20)
    number = re.search(r"D-\w+", world.buys(world.client(), here.sku, 1)[0])[0]
    assert set(lookups(number, [f"00{n}" for n in range(10, 22)])) == {422}
    assert lookups(number, ["7890", "7890"], site=2) == [200, 200]


@both
def test_guesses_sent_at_once_are_no_free_ones(shop):
    """Counting came after the answer: as many as are sent together were all compared."""
    here = world.a_shop(pieces=20)
    number = re.search(r"D-\w+", world.buys(world.client(), here.sku, 1)[0])[0]
    browsers = [from_network(f"2001:db8:4:{n:x}::5") for n in range(60)]
    with ThreadPoolExecutor(8) as pool:
        tries = [pool.submit(each.post, "/lacak", data={"number": number, "digits": "1111"}) for each in browsers]
    answers = [each.result().status_code for each in tries]
    assert answers.count(422) == 30 and answers.count(429) == 30


@both
def test_a_browser_that_found_an_order_finds_it_again(shop):
    """By its digits, or by its key: guesses made elsewhere do not keep it out. It learns nothing more by that."""
    here = world.a_shop(pieces=20)
    path = world.buys(world.client(), here.sku, 1)[0]
    number = re.search(r"D-\w+", path)[0]
    right, tracked, opened = {"number": number, "digits": "7890"}, world.client(), world.client()
    assert tracked.post("/lacak", data=right).status_code == 200 and opened.get(path).status_code == 200
    lookups(number, [f"00{n}" for n in range(10, 60)])
    for browser in (tracked, opened):
        page = browser.post("/lacak", data=right)
        assert page.status_code == 200 and "kunci=" not in page.text
        assert number not in browser.get("/lacak").text, "it is no list of what was placed here"
    assert world.client().post("/lacak", data=right).status_code == 429
    missed = [tracked.post("/lacak", data=right | {"digits": f"00{n}"}).status_code for n in range(10, 25)]
    assert missed[-1] == 429, "it guesses no more than others"


@both
def test_a_full_network_learns_nothing_and_keeps_nobody_out(shop):
    """Of whom there is a code, and of orders that are there, it hears the same as of those that are not; the right
    code, and the right link, are heard; and what is asked beyond the limit is written down nowhere."""
    here, stranger = world.a_shop(pieces=20), world.client()
    code, kept = new_code()
    write(lambda db: issue_code(db, here.member, kept, by=Actor(here.officer, "Hendra")) and None)
    facts = {"since": now() - timedelta(minutes=5), "expires_at": now() + timedelta(days=9)}
    write(lambda db: Denial(person_id=here.chair, token_hash=digest("y" * 22), **facts).add(db) and None)
    number = re.search(r"D-\w+", world.buys(world.client(), here.sku, 1)[0])[0]
    wrong = {"code": "ABCD-EFGH", "password": "kapal biru di laut"}

    def rows() -> int:
        with read() as db:
            return db.scalar(sa.select(sa.func.count()).select_from(table(Attempt))) or 0

    with time_machine.travel(now(), tick=False):
        hers = [stranger.post("/lupa", data=wrong | {"identifier": "081200000003"}).status_code for _ in range(26)]
        assert hers == [422] * 20 + [429] * 6
        told = [
            stranger.post("/lupa", data=wrong | {"identifier": f"0812{n}"})
            for n in ("55509999", "00000001", "00000003")
        ]
        assert {each.status_code for each in told} == {429}, "nobody, one without a code, one with a code"
        for n in range(31):
            stranger.post(
                "/lacak", data={"number": f"D-AAB{n // 10 + 2}{n % 10 // 5 + 2}{n % 5 + 2}", "digits": "1111"}
            )
        before = rows()
        beyond = [stranger.post("/lacak", data={"number": f"D-AAC2{n}3", "digits": "1111"}) for n in range(2, 8)]
        beyond += [stranger.post("/lacak", data={"number": number, "digits": "0000"}) for _ in range(4)]
        assert {each.status_code for each in beyond} == {429} and len(
            {each.headers["retry-after"] for each in beyond}
        ) == 1
        assert rows() <= before + 1, "of her order alone"
        assert [stranger.post(f"/bukan-saya/tidak-ada-{n}").status_code for n in range(21)] == [422] * 20 + [429]
        assert world.client().post("/bukan-saya/" + "y" * 22).status_code == 303
        right = {"identifier": "081200000003", "code": code, "password": "kapal biru di laut"}
        assert world.client().post("/lupa", data=right).status_code == 303


@both
def test_who_has_nothing_but_her_number_proves_it_and_is_heard_for_as_long_as_others_guess(shop):
    """Neither key, account nor browser: an admin calls the number on the order, and what she reads out opens it."""
    here = world.a_shop(pieces=20)
    number = re.search(r"D-\w+", world.buys(world.client(), here.sku, 1)[0])[0]
    right = {"number": number, "digits": "7890"}
    lookups(number, [f"00{n}" for n in range(10, 60)])
    hers = from_network("203.0.113.9")
    assert hers.post("/lacak", data=right).status_code == 429
    assert "/daftar?kembali=/akun/kontak" in hers.get("/lacak").text, "it says what she can do"
    form = {"name": "Ratna", "identifier": "081234567890", "password": "bakasang enak", "terms": "1", "mine": "1"}
    assert hers.post("/daftar", data=form).status_code == 303
    asked = {"identifier": "081234567890", "way": "call", "current": "bakasang enak"}
    assert hers.post("/akun/kontak", data=asked).status_code == 303
    assert hers.post("/lacak", data=right).status_code == 429, "an account is no proof yet"
    admin = world.as_person(here.admin)
    call = re.search(r"/admin/panggilan/\d+", admin.get("/admin/panggilan").text)[0]
    code = re.search(r": ([A-Z0-9]{4}-[A-Z0-9]{4})<", admin.post(call).text)[1]
    assert hers.post("/akun/kontak/kode", data={"which": "phone", "code": code}).status_code == 303
    lookups(number, [f"00{n}" for n in range(10, 30)], site=5)
    opened = hers.post("/lacak", data=right)
    assert opened.status_code == 200 and "Buka pesanan Anda" in opened.text
