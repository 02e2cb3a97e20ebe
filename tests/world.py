"""The cast of the tests and their goods, made by the program's own verbs. Plain functions, no fixtures."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from weakref import WeakKeyDictionary

from fastapi.testclient import TestClient

from market.app import create_app
from market.catalog.product import list_product
from market.catalog.variant import VariantFacts
from market.inventory.receiving import receive
from market.kernel.clock import now
from market.kernel.db import write
from market.orders.delivery import Delivery
from market.orders.terms import add_tariff
from market.payments.account import Account
from market.payments.collecting import choose_platform, type_platform_account
from market.people.access import CLOCK, Actor, Role
from market.people.device import Device
from market.people.founding.founding import found_group
from market.people.group import Group, GroupKind, group_by_slug
from market.people.helpers import Facilitation, Officer
from market.people.login import sign_in, sign_in_device
from market.people.membership import Acceptance, find_membership, join
from market.people.person import Person, hash_secret
from tests.dead_links import found_nowhere
from tests.kept import kept

BITUNG, GIRIAN, KALIANDA = "71.72.06.1003", "71.72.06.1004", "18.01.06.2001"
PASSWORD = "tiga kata kuat"
PIN = "2580"
MEIKE = Actor(name="Meike")  # who took goods in, where it matters to nobody
_hashes: dict[str, str] = {}


def hashed(secret: str) -> str:
    if secret not in _hashes:
        _hashes[secret] = hash_secret(secret)
    return _hashes[secret]


LAST_OF_CAST = 10  # ids of the people that `a_shop` makes


@dataclass
class Shop:
    """Ids and names of what `a_shop` made. Strangers of another group must never get in."""

    group_id: int
    slug: str
    sku: str
    product: str
    chair: int
    treasurer: int
    member: int
    other_slug: str
    other_chair: int
    other_sku: str
    facilitator: int
    officer: int
    far_officer: int
    admin: int
    buyer: int
    device: int
    superior: int


def a_person(db, name: str, number: int, **more) -> Person:
    facts = {"password_hash": hashed(PASSWORD), "phone_proved_at": now()} | more
    return Person(name=name, phone=f"+62812000{number:05d}", **facts).add(db)


@kept
def a_shop(pieces: int = 10, shelf: int | None = None, price: int = 25_000) -> Shop:
    """Two groups, everybody who may and may not come in, and goods to sell."""
    hashed(PASSWORD), hashed(PIN)

    def work(db) -> Shop:
        chair, treasurer, member = (a_person(db, n, i) for i, n in enumerate(("Meike", "Sience", "Olga"), 1))
        group = found_group(db, chair, name="Tunas Bahari", kind=GroupKind.GROUP, village=BITUNG, phone=None)
        long_ago = now() - timedelta(days=40)
        join(db, group.key, treasurer, Acceptance.ACCOUNT, treasurer=True, given_by=chair.key, since=long_ago)
        join(db, group.key, member, Acceptance.ACCOUNT, given_by=chair.key, since=long_ago)
        for person in (chair, treasurer, member):
            find_membership(db, group.key, person.key).set_pin(hashed(PIN))
        sku, product = a_product(db, group, "Cakalang fufu", price, pieces, shelf)
        an_account(db, group, chair, treasurer)
        for delivery, place, fee, days in (
            (Delivery.OWN_COURIER, "71.72", 10_000, 1),
            (Delivery.COURIER, "71", 20_000, 2),
        ):
            add_tariff(
                db,
                group.key,
                delivery=delivery,
                place=place,
                first_fee=fee,
                next_fee=5_000,
                days_min=days,
                days_max=days,
                by=CLOCK,
            )
        other = a_person(db, "Rusnah", 4)
        far = found_group(db, other, name="Mama Kuala", kind=GroupKind.GROUP, village=KALIANDA, phone=None)
        other_sku, _ = a_product(db, far, "Amplang", 20_000, pieces, None)
        helper, officer, far_officer = (a_person(db, n, i) for i, n in enumerate(("Rina", "Hendra", "Budi"), 5))
        Facilitation(person_id=helper.key, group_id=group.key).add(db)
        Officer(person_id=officer.key, place="71.72", agency="Dinas Perikanan Bitung", since=long_ago).add(db)
        Officer(person_id=far_officer.key, place="18.01", agency="Dinas Lampung Selatan", since=long_ago).add(db)
        admin, buyer = a_person(db, "Admin", 8, admin=True), a_person(db, "Ratna", 9)
        superior = a_person(db, "Kepala", 10)
        Officer(person_id=superior.key, place="71.72", agency="Dinas Perikanan Bitung", reads_only=True).add(db)
        device = Device(group_id=group.key, name="HP kelompok", added_by_id=chair.key, kept_by_id=chair.key).add(db)
        return Shop(
            group.key, group.slug, sku, product, chair.key, treasurer.key, member.key, far.slug, other.key, other_sku,
            helper.key, officer.key, far_officer.key, admin.key, buyer.key, device.key,
            superior.key,
        )  # fmt: skip

    return write(work)


def a_product(db, group, name: str, price: int, pieces: int, shelf: int | None) -> tuple[str, str]:
    product = list_product(db, group, name=name, category_id=1, description="Enak dan gurih")
    variant = product.add_variant(VariantFacts(price=price, unit="bungkus", weight_g=600, shelf_life_days=shelf))
    if pieces:
        receive(db, group, variant.sku, pieces, by=MEIKE)
    return variant.sku, product.slug


def an_account(db, group, first: Person, second: Person) -> None:
    Account(
        group_id=group.key, bank="BRI", number="0098-01", holder=group.name, typed_by_id=first.key, typed_by=first.name,
        approved_by_id=second.key, approved_by=second.name, approved_at=now() - timedelta(days=2),
    ).add(db)  # fmt: skip


def collects(here: Shop) -> None:
    """The platform has an account, and transfers to the first group go there."""

    def work(db):
        account = type_platform_account(db, bank="BSG", number="001 002 003", holder="Dermaga", by=actor(here.admin))
        account.approve(actor(here.officer))
        choose_platform(db, db.get(Group, here.group_id), actor(here.chair)).approve(actor(here.treasurer))

    write(work)


def client() -> TestClient:
    """A browser of ours: sends Origin as browsers do, follows nothing by itself, and fails on a page of
    a bazaar that leads to no door."""
    browser = TestClient(
        create_app(), base_url="http://testserver", headers={"origin": "http://testserver"}, follow_redirects=False
    )
    browser.event_hooks = {"response": [found_nowhere]}
    return browser


def as_person(person_id: int | None, browser: TestClient | None = None) -> TestClient:
    browser = browser or client()
    if person_id is not None:
        token = write(lambda db: sign_in(db, Person.get(db, person_id), second=True))
        browser.cookies.set("dermaga", token)
    return browser


def as_device(device_id: int) -> TestClient:
    browser = client()
    browser.cookies.set("dermaga", write(lambda db: sign_in_device(db, device_id)))
    return browser


def named_by_pin(slug: str, person_id: int, *, giver: int | None = None, rests: timedelta | None = None) -> TestClient:
    """A phone of this group on which she is named by a PIN, chosen with `giver`'s code where one is given."""

    def work(db) -> tuple[int, int]:
        group = group_by_slug(db, slug)
        hers = find_membership(db, group.key, person_id)
        hers.set_pin(hashed(PIN), by_id=giver)
        hers.pin_rests_until = now() + rests if rests else None
        phone = Device(group_id=group.key, name="HP", added_by_id=person_id, kept_by_id=person_id).add(db)
        return phone.key, hers.key

    device, hers = write(work)
    phone = as_device(device)
    assert phone.post(f"/lapak/{slug}/siapa", data={"member": hers, "pin": PIN}).status_code == 303
    return phone


def actor(person_id: int, *roles: Role) -> Actor:
    return Actor(person_id, "Seseorang", roles=frozenset(roles or {Role.CHAIR, Role.TREASURER, Role.MEMBER}))


BROWSERS = WeakKeyDictionary[TestClient, int]()
NTH = count(1)


def nth(browser: TestClient) -> int:
    """Its own for each browser: the `id` of one that is gone is soon another's."""
    return BROWSERS.setdefault(browser, next(NTH))


def buys(browser: TestClient, sku: str, quantity: int = 1, **choices) -> tuple[str, object]:
    """Cart and checkout as a guest; the order's address (or what came instead) and the last answer."""
    added = browser.post("/keranjang", data={"variant": sku, "quantity": quantity})
    if added.status_code != 303:
        return "", added
    form = {
        "name": "Ratna", "phone": "0812-3456-7890", "token": choices.pop("token",
            f"token-{nth(browser)}-{sku}-{quantity}"),
        "delivery-tunas-bahari": "pickup", "delivery-mama-kuala": "pickup", "payment": "transfer",
    }  # fmt: skip
    answer = browser.post("/checkout", data=form | choices)
    return answer.headers.get("location", ""), answer
