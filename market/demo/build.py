"""Builds the demo through the same verbs that people use; then moves some of it into the past."""

import functools
import re
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.category import category_to_list_in
from market.catalog.certified import cover
from market.catalog.photo import KeptPhoto
from market.catalog.product import Product, list_product
from market.catalog.variant import VariantFacts
from market.demo.bazaars import add_bazaars
from market.demo.draw import OF_BAZAARS, Drawing, add_shelf_pictures, wanted_pictures
from market.demo.group_story import Good, Story
from market.demo.orders import build_orders
from market.demo.people import add_invitations, add_people
from market.demo.story import GROUPS
from market.inventory.receiving import receive
from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.record import table
from market.kernel.settings import settings
from market.orders.delivery import Delivery
from market.orders.terms import add_tariff, own_terms
from market.payments.account import Account
from market.payments.collecting import choose_platform
from market.payments.providers.qris import nested, written
from market.payments.typing_accounts import type_account, type_qris
from market.people.access import Actor, Role
from market.people.certificate import Certificate, CertificateKind
from market.people.founding.founding import found_group
from market.people.group import Group
from market.people.membership import Acceptance, find_membership, join
from market.people.person import Person, hash_secret
from market.people.place import city_code, codes_around
from market.people.roles.facilitating import begin_helping
from market.people.vouching import vouch

PASSWORD, SALTED = "dermaga-demo", "Ikan, garam, bumbu. Tanpa pengawet."
A_WEEK = timedelta(days=7)
OF_ORDERS = 10  # parts, as long as ten pictures; bazaars too


def build(went_on: Callable[[int], None] = lambda _parts: None) -> None:
    """An empty, migrated database becomes the demo; `went_on` is told of each of `parts()` that is done."""
    with Drawing(wanted_pictures(), lambda: went_on(1)) as drawing:
        password, pins = hash_secret(PASSWORD), (hash_secret("2468"), hash_secret("1357"))
        files = drawing.files
        people = write(lambda db: add_people(db, password))
        for position, story in enumerate(GROUPS):
            write(functools.partial(add_group, story=story, position=position, people=people, files=files, pins=pins))
            went_on(1)
        write(lambda db: add_invitations(db, people))
        write(lambda db: add_shelf_pictures(db, files))
        build_orders(people)
        went_on(OF_ORDERS)
        add_bazaars(people, files[OF_BAZAARS])
        write(age)
        went_on(OF_ORDERS)


def parts() -> int:
    """How much there is to do."""
    return len(wanted_pictures()) + len(GROUPS) + 2 * OF_ORDERS


def add_group(
    db: Session, *, story: Story, position: int, people: dict[str, int], files: dict[str, str], pins: tuple[str, str]
) -> None:
    """One group with its chair, papers, terms and goods."""
    own = {"Tunas Bahari": "ketua", "Jahit Girian": "penjahit"}.get(story.name)
    chair = Person.get(db, people[own]) if own else Person(name=story.chair, phone=f"+62813550{position:05d}").add(db)
    group = found_group(
        db, chair, name=story.name, kind=story.kind, village=story.village,
        phone=chair.phone, story=story.story,
    )  # fmt: skip
    group.photo = files[story.picture]
    actor = Actor(person_id=chair.key, name=chair.name)
    answers = people.get(city_code(group.village), people["petugas"])
    officer = Actor(person_id=answers, name=Person.get(db, answers).name, roles=frozenset({Role.OFFICER}))
    if own:
        helper = Person.get(db, people["pendamping"])
        begin_helping(db, group.key, helper, organisation="Yayasan Pesisir", given_by=people["petugas"])
    if story.name == "Tunas Bahari":
        join(
            db, group.key, Person.get(db, people["bendahara"]), Acceptance.ACCOUNT,
            treasurer=True, given_by=chair.key, since=now() - timedelta(days=200),
        )  # fmt: skip
        for person, pin in zip(("ketua", "bendahara"), pins, strict=True):
            membership = find_membership(db, group.key, people[person])
            if membership:
                membership.set_pin(pin)
    if story.agency:
        vouch(db, group, by=officer, agency=story.agency)
    _account(db, group, actor, officer, position)
    _terms(db, group, actor)
    papers = _papers(db, group, position, officer)
    for good in story.goods:
        add_good(db, group, good, files, papers)


def _account(db: Session, group: Group, typed_by: Actor, second: Actor, position: int) -> None:
    number = f"0098-01-{position + 1:06d}-50-7"
    account = type_account(db, group, bank="BRI", number=number, holder=group.name, by=typed_by)
    account.approve(second)
    if group.name == "Sinar Aertembaga" and settings().payouts:
        choose_platform(db, group, typed_by).approve(second)
    if position % 3 == 0:  # some groups have a QRIS; these codes are made up and lead to nobody
        merchant = (("00", "COM.EXAMPLE.WWW"), ("01", f"93600914{position:011d}"))
        national = (("00", "ID.CO.QRIS.WWW"), ("02", f"ID{1020000000000 + position}"), ("03", "UMI"))
        code = written(
            (
                ("00", "01"), ("01", "11"), ("26", nested(merchant)), ("51", nested(national)), ("52", "5411"),
                ("53", "360"), ("58", "ID"), ("59", group.name.upper()[:25]), ("60", "BITUNG"), ("61", "95511"),
            )
        )  # fmt: skip
        type_qris(db, group, code, by=typed_by).approve(second)


def net_weight(unit: str, name: str, shipped: int) -> int:
    """Grams on a label: what unit or name say, else what is shipped less its packing."""
    if said := re.search(r"(\d+) g\b", name):
        return int(said[1])
    return 1_000 if unit == "kilo" else shipped * 9 // 10


def _terms(db: Session, group: Group, by: Actor) -> None:
    terms = own_terms(db, group.key)
    terms.pickup_note = f"{group.village_name}, jam 8–17"
    terms.cash_on_delivery = True
    terms.down_percent = 50  # of what is made to order
    here = group.village
    for delivery, place, first, further, least, most in (
        (Delivery.OWN_COURIER, codes_around(here)[0], 7_000, 0, 0, 0),
        (Delivery.OWN_COURIER, city_code(here), 12_000, 0, 0, 1),
        (Delivery.COURIER, here[:2], 18_000, 9_000, 1, 2),
    ):
        add_tariff(
            db,
            group.key,
            delivery=delivery,
            place=place,
            first_fee=first,
            next_fee=further,
            days_min=least,
            days_max=most,
            by=by,
        )


def _papers(db: Session, group: Group, position: int, by: Actor) -> list[Certificate]:
    number = 2_027_172_010_000 + position
    papers = [
        Certificate(group_id=group.key, kind=CertificateKind.NIB, number=f"91200{position:08d}").add(db),
        Certificate(group_id=group.key, kind=CertificateKind.PIRT, number=f"{number}-29").add(db),
    ]
    for paper in papers:
        paper.see(by=by, today=group.today)
    return papers


def add_good(db: Session, group: Group, good: Good, files: dict[str, str], papers: list[Certificate]) -> Product:
    """One product with its variants, picture and today's stock."""
    about = (
        good.about
        or f"{good.name} dari {group.name}, {group.village_name}. Dibuat dalam jumlah kecil, dikemas hari itu juga."
    )
    product = list_product(
        db, group, name=good.name, category_id=category_to_list_in(db, good.category), description=about,
        made_to_order=good.lead_days > 0, lead_days=good.lead_days,
        composition=SALTED if good.category.startswith(("ikan", "abon", "kerupuk")) else "",
    )  # fmt: skip
    facts = VariantFacts(
        name="Vakum 500 g" if good.more and good.name == "Cakalang fufu" else "", price=good.price, unit=good.unit,
        weight_g=good.weight_g, shelf_life_days=good.shelf,
    )  # fmt: skip
    facts.net_weight_g = net_weight(good.unit, facts.name, good.weight_g) if good.shelf else None
    larger = {"weight_g": good.weight_g * 2, "net_weight_g": None}
    more = [facts.model_copy(update={"name": name, "price": price} | larger) for name, price in good.more]
    variants = [product.add_variant(each) for each in (facts, *more)]
    product.add_photos([KeptPhoto(files[good.picture], 1200, 900)], f"{good.name} dari {group.name}")
    if good.category.startswith(("ikan", "abon", "kerupuk")):
        cover(db, product, [paper.key for paper in papers])
    for variant in variants:
        if good.pieces:
            receive(db, group, variant.sku, good.pieces, by=Actor(name=group.name))
    if good.pieces and good.shelf and good.shelf > 2:
        receive(db, group, variants[0].sku, 4, by=Actor(name=group.name), produced_on=group.today - timedelta(days=1))
    return product


def age(db: Session) -> None:
    """Goods were listed over the last weeks, in turn, so that the newest come from many groups."""
    accounts, rows = table(Account), table(Product)
    db.execute(sa.update(accounts).where(accounts.c.approved_at.is_not(None)).values(approved_at=now() - A_WEEK))
    keys = list(db.scalars(sa.select(rows.c.id).order_by(rows.c.id)))
    for position, key in enumerate(keys):
        hours = (position * 17) % 61 * 5
        db.execute(sa.update(rows).where(rows.c.id == key).values(listed_at=now() - timedelta(hours=hours)))
