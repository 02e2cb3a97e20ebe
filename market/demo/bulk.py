"""Data in bulk, for measuring: plain inserts that keep every book straight."""

import random
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any

import sqlalchemy as sa
import typer
from sqlalchemy.orm import Session

from market.catalog.category import Category
from market.catalog.product import Product, ProductState
from market.catalog.searching.index import index_products
from market.catalog.searching.words import called
from market.catalog.variant import Variant
from market.demo.bulk_bazaars import add_many_bazaars
from market.demo.bulk_orders import add_orders
from market.inventory.lot import Location, Lot, LotState
from market.inventory.movement import MovementKind, StockMovement
from market.kernel.clock import now, today, zone_of
from market.kernel.db import write
from market.kernel.given_ids import follow_ids, last_ids
from market.kernel.names import reads_as
from market.kernel.record import table
from market.kernel.tokens import new_token
from market.people.group import Group, GroupKind, GroupState
from market.people.membership import Acceptance, Membership
from market.people.person import Person
from market.people.villages import villages

CITIES, VILLAGES = ("71.72", "64.74", "18.01"), 20
WORDS = [
    "cakalang",
    "roa",
    "abon",
    "sambal",
    "amplang",
    "kerupuk",
    "asin",
    "teri",
    "tas",
    "anyaman",
    "seragam",
    "kebaya",
    "sayur",
    "madu",
    "kopi",
    "terasi",
]
KINDS = [
    "pedas",
    "manis",
    "asap",
    "vakum",
    "kecil",
    "besar",
    "pilihan",
    "istimewa",
    "rumahan",
    "segar",
    "kering",
    "mentah",
]
CHUNK = 2000
MADE = (table(Product), table(Variant), table(Lot))  # with ids that are given


def fill(groups: int, products: int, orders: int, bazaars: int, random_seed: int) -> None:
    """So many more of each; the same seed gives the same names and prices."""
    chance = random.Random(random_seed)
    ids = write(lambda db: _groups(db, groups))
    with _bar("products", products) as done:
        for first in range(0, products, CHUNK):
            count = min(CHUNK, products - first)
            write(partial(_products, groups=ids, first=first, count=count, chance=chance))
            done.update(count)
    with _bar("orders", orders) as done:
        add_orders(ids, orders, chance, done.update)
    with _bar("bazaars", bazaars) as done:
        add_many_bazaars(ids, bazaars, done.update)


def _bar(what: str, of: int) -> Any:
    """Of typer, whose type it does not export."""
    return typer.progressbar(length=of, label=f"{what:8}", show_pos=True, file=sys.stderr)


def _groups(db: Session, count: int) -> list[int]:
    """Groups with a chair and a place for their stock; ids of their locations with the group's."""
    ids, homes = [], [_villages_of(city) for city in CITIES]
    stamp = new_token()[:6].lower().replace("_", "x")
    for position in range(count):
        inside = homes[position % len(CITIES)]
        village = inside[position // len(CITIES) % len(inside)]
        person = Person(name=f"Ketua {position}").add(db)
        group = Group(
            slug=f"kelompok-{stamp}-{position}",
            name=f"Kelompok {position}",
            reads_as=reads_as(f"Kelompok {position}"),
            kind=GroupKind.GROUP,
            state=GroupState.CHECKED,
            village=village,
            story="Kami membuat dan menjual sendiri.",
            agency="Dinas Perikanan",
            checked_on=today(zone_of(village)),
        ).add(db)
        Membership(
            group_id=group.key, person_id=person.key, chair=True, vouched_for=True, accepted_by=Acceptance.FOUNDED
        ).add(db)
        Location(group_id=group.key).add(db)
        ids.append(group.key)
    return ids


def _villages_of(city: str) -> list[str]:
    return [villages().code(line) for line in islice(villages().inside(city), VILLAGES)]


def _products(db: Session, groups: list[int], first: int, count: int, chance: random.Random) -> None:
    shelves = list(db.scalars(sa.select(table(Category).c.id)))
    places = {row.group_id: row.id for row in db.execute(sa.select(table(Location).c.group_id, table(Location).c.id))}
    number, *keys = last_ids(db.connection(), *MADE)
    made = list(_made(groups, shelves, first, count, chance))
    goods, variants, lots, moves = [], [], [], []
    for position, row in enumerate(made, 1):
        key = number + position
        goods.append({"id": key, "slug": f"barang-{key}", "called": called(row["name"]), **row})
        variants.append(_variant(keys[0] + position, key, row["price_from"]))
        pieces = 200 if position % 9 else 0
        lots.append(_lot(keys[1] + position, keys[0] + position, places[row["group_id"]], pieces))
        if pieces:
            moves.append(
                {
                    "lot_id": keys[1] + position,
                    "kind": MovementKind.RECEIVED,
                    "quantity": pieces,
                    "at": now(),
                    "by": "",
                    "ref": "",
                }
            )
    for rows, some in zip((*MADE, table(StockMovement)), (goods, variants, lots, moves), strict=True):
        db.execute(sa.insert(rows), some)
    index_products(db, [(good["id"], good["name"], good["description"]) for good in goods])
    follow_ids(db.connection(), *MADE)


def _made(
    groups: list[int], shelves: list[int], first: int, count: int, chance: random.Random
) -> Iterator[dict[str, Any]]:
    for position in range(first, first + count):
        yield {
            "group_id": groups[position % len(groups)],
            "category_id": shelves[position % len(shelves)],
            "name": f"{chance.choice(WORDS).capitalize()} {chance.choice(KINDS)} {position}",
            "description": "Dibuat sendiri, dikemas hari itu juga.",
            "composition": "",
            "storage": "",
            "made_to_order": False,
            "lead_days": 0,
            "fresh": False,
            "state": ProductState.LISTED,
            "price_from": chance.randrange(10, 200) * 1000,
            "prices_differ": False,
            "cover": None,
            "cover_alt": "",
            "listed_at": now() - timedelta(minutes=position),
            "confirmed_at": now(),
            "version": 1,
        }


def _variant(key: int, product_id: int, price: int) -> dict[str, Any]:
    return {
        "id": key, "product_id": product_id, "sku": f"B-{product_id}", "name": "", "price": price, "unit": "bungkus",
        "weight_g": 500, "net_weight_g": None, "shelf_life_days": None, "position": 0, "withdrawn_at": None,
    }  # fmt: skip


def _lot(key: int, variant_id: int, location_id: int, pieces: int) -> dict[str, Any]:
    return {
        "id": key, "variant_id": variant_id, "location_id": location_id, "code": f"L-{key}",
        "produced_on": now().date(), "best_before": None, "on_hand": pieces, "held": 0, "allocated": 0,
        "state": LotState.OPEN, "received_at": now(),
    }  # fmt: skip
