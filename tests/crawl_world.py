"""The world that is crawled: the demo, a few people more, and the cookies of each; chance gives the same each time."""

import json
import os
import random
from datetime import datetime
from pathlib import Path

HOUR = datetime.fromisoformat("2026-11-28T10:07:00+08:00")


WHO = (
    "guest", "buyer", "buyer-en", "chair", "treasurer", "member", "phone", "phone-pin", "tailor", "facilitator",
    "officer", "superior", "far-officer", "admin", "chair-en", "officer-en",
)  # fmt: skip


def stand_still(folder: Path) -> None:
    """Points this process at the world in `folder`; from here on chance gives the same each time."""
    chance = random.Random(7)
    os.urandom = random._urandom = chance.randbytes  # type: ignore[attr-defined]  # what `secrets` asks
    os.environ |= {
        "MARKET_DEMO": "1", "MARKET_PAYOUTS": "1", "MARKET_BASE_URL": "http://testserver",
        "MARKET_MEDIA": f"{folder}/media",
        "MARKET_DATABASE_URL": f"sqlite:///{folder}/market.db",
        "MARKET_SECRET_KEY": "of the crawl alone, and long enough for it",
        "MARKET_BACKUPS": f"{folder}/backups",
    }  # fmt: skip


def build_world(folder: Path) -> None:
    """The demo, a few people more, and who comes with which cookies."""
    from market import migrations
    from market.demo.build import build

    (folder / "media").mkdir(parents=True)
    migrations.upgrade()
    build()
    (folder / "people.json").write_text(json.dumps(cookies(), indent=1))


def cookies() -> dict[str, dict[str, str]]:
    """What the browser of each kind of person holds."""
    import sqlalchemy as sa

    from market.kernel.db import write
    from market.orders.cart.cart import open_cart
    from market.people.device import Device
    from market.people.group import Group
    from market.people.helpers import Officer
    from market.people.login import Login, sign_in, sign_in_device
    from market.people.membership import Acceptance, join
    from market.people.person import Person
    from market.web.cookies import CART, LANGUAGE, LOGIN

    def work(db) -> dict[str, dict[str, str]]:
        def one(name: str) -> Person:
            return db.scalars(sa.select(Person).where(Person.email == f"{name}@demo.test")).one()

        def someone(name: str, number: int) -> Person:
            return Person(name=name, phone=f"+62812990{number:05d}", email=f"{number}@crawl.test").add(db)

        chair, group = one("ketua"), db.scalars(sa.select(Group).where(Group.name == "Tunas Bahari")).one()
        member, superior = someone("Ibu Olga", 1), someone("Kepala", 2)
        join(db, group.key, member, Acceptance.ACCOUNT, given_by=chair.key)
        Officer(person_id=superior.key, place="71.72", agency="Dinas Perikanan Bitung", reads_only=True).add(db)
        who = {
            "buyer": one("pembeli"), "chair": chair, "treasurer": one("bendahara"), "member": member,
            "tailor": one("penjahit"),
            "facilitator": one("pendamping"), "officer": one("petugas"), "superior": superior,
            "far-officer": one("petugas.bontang"), "admin": one("admin"),
        }  # fmt: skip
        found = {name: {LOGIN: sign_in(db, person, second=True)} for name, person in who.items()}
        for name in ("phone", "phone-pin"):
            device = Device(group_id=group.key, name=name, added_by_id=chair.key, kept_by_id=chair.key).add(db)
            found[name] = {LOGIN: sign_in_device(db, device.key)}
            if name == "phone-pin":
                login = db.scalars(sa.select(Login).where(Login.device_id == device.key)).one()
                login.act_as(chair, group.key)
        found["guest"] = {}
        for name in ("guest", "buyer"):
            cart, found[name][CART] = open_cart(db, "")
            for sku in skus(db):
                cart.put(sku, 1, f"crawl {name}")
        for name in WHO:
            if name.endswith("-en"):
                found[name] = found[name.removesuffix("-en")] | {LANGUAGE: "en"}
        return found

    return write(work)


def skus(db) -> list[str]:
    """Two goods of two groups, for a cart."""
    import sqlalchemy as sa

    from market.catalog.product import Product
    from market.catalog.variant import Variant

    wanted = ("Cakalang suwir siap masak", "Amplang ikan tenggiri")
    joined = sa.select(Variant.sku).join(Product, Product.id == Variant.product_id)
    return [db.scalars(joined.where(Product.name == name).order_by(Variant.id)).first() for name in wanted]


def secret_links() -> list[str]:
    """Where guests and others come by a link alone."""
    import sqlalchemy as sa

    from market.kernel.db import read
    from market.orders.order import Order

    with read() as db:
        return [
            f"/pesanan/{order.number}?kunci={order.key_token}"
            for order in db.scalars(sa.select(Order).order_by(Order.id))
        ]
