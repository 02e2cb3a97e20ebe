"""Where there are two of each thing, what happens to the one is on no page of who has to do with the other.

Two groups of one city, each with its people, its phone and its helper; two offices, each with a bazaar, an officer, a
superior and a deputy; a third that was asked in to one of them. All that each of them finds in lists, counts, searches,
sheets and feeds is written down; then much happens to the other group, and at the other bazaar. It must read the same.
What a list names is opened besides: nothing leads her where she finds nothing.
"""

import itertools
import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from difflib import unified_diff
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest
import sqlalchemy as sa
import time_machine
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from market.app import create_app
from market.bazaars.after.appeal import Appeal
from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.booking.booking import Booking
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.slot import Slot
from market.bazaars.whose import InvitedOffice
from market.catalog.product import Product
from market.kernel.clock import now, today
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.order import SubOrder
from market.payments.bill import Bill
from market.payments.claiming import claim
from market.payments.second_look import SaidOfMoney, SecondLook
from market.people.access import Actor
from market.people.certificate import Certificate, CertificateKind
from market.people.device import Device
from market.people.founding.founding import found_group
from market.people.group import Group, GroupKind
from market.people.helpers import Facilitation, Officer, appoint
from market.people.membership import Acceptance, find_membership, join
from market.people.office import Office
from market.people.reset_code import new_code
from market.people.signing_in.reset import issue_code
from market.tables import metadata
from market.web.addresses import pattern_of
from tests import world
from tests.bazaars.complaints.test_complaint import says
from tests.bazaars.desk import test_desk as desk
from tests.bazaars.world import done
from tests.conftest import both
from tests.crawl_folded import shown
from tests.promises import test_doors as doors
from tests.promises.test_codes import from_network
from tests.till.phones import Phone, line

pytestmark = pytest.mark.walk
NOON = "2026-12-05T04:00:00+00:00"  # 12.00 WITA
MOST = 2  # addresses of one route that one person follows
PRIVATE = ("/lapak", "/dinas", "/pendamping", "/akun", "/aduan-masuk", "/admin", "/pesanan")
PASSING = re.compile(r'name="(?:token|press|key|id)" (?:type="hidden" )?value="[^"]*"')
LINK = re.compile(r'href="(/[^"#]*)')
HEAVY = (".pdf", ".png")  # a drawing, of what its page says
# Acts that would leave the group nothing to show, or need a file.
NOT_PRESSED = ("/libur", "/foto", "/amplop", "/pimpinan", "/daftar-barang")
OWN_GROUP = {"/lapak/{group}/kasir/amplop", "/lapak/{group}/libur"}
PLACE = "71.72"
OFFICES = ("Dinas Perikanan Bitung", "Dinas Koperasi Bitung", "Dinas Pariwisata Bitung")


@dataclass(frozen=True)
class Half:
    """A group, and who has to do with it."""

    group_id: int
    slug: str
    sku: str
    chair: int
    treasurer: int
    member: int
    facilitator: int
    buyer: int
    device: int

    @property
    def page(self) -> str:
        return f"/lapak/{self.slug}"


def a_half(name: str, first: int) -> Half:
    """A group with three members, a phone and a helper of its own, and goods to sell."""

    def work(db) -> Half:
        people = [
            world.a_person(db, f"{who} {name}", first + n)
            for n, who in enumerate(("Ibu", "Tante", "Oma", "Rina", "Nona"))
        ]
        chair, treasurer, member, helper, buyer = people
        group = found_group(db, chair, name=name, kind=GroupKind.GROUP, village=world.BITUNG, phone=None)
        for each, more in ((treasurer, {"treasurer": True}), (member, {})):
            join(db, group.key, each, Acceptance.ACCOUNT, given_by=chair.key, since=now() - timedelta(days=40), **more)
        for each in people[:3]:
            find_membership(db, group.key, each.key).set_pin(world.hashed(world.PIN))
        sku, _ = world.a_product(db, group, f"Abon {name}", 20_000, 60, None)
        world.an_account(db, group, chair, treasurer)
        Facilitation(person_id=helper.key, group_id=group.key).add(db)
        phone = Device(group_id=group.key, name="HP", added_by_id=chair.key, kept_by_id=chair.key).add(db)
        return Half(
            group.key, group.slug, sku, chair.key, treasurer.key, member.key, helper.key, buyer.key, phone.key,
        )  # fmt: skip

    return write(work)


def lives(half: Half, here: world.Shop, network: str) -> None:
    """Orders in every state of their money, and a yes of each kind that somebody waits for."""
    browsers = (world.as_person(each, from_network(network)) for each in (half.treasurer, half.chair, half.facilitator))
    treasurer, chair, helper = browsers
    for which in ("said", "paid", "back", "hers"):
        token = f"token-of-{which}-{half.slug}"
        ways = {f"delivery-{half.slug}": "pickup", "phone": f"0812-7777-{half.group_id:04d}"}
        who = half.buyer if which == "hers" else None
        path, answer = world.buys(world.as_person(who, from_network(network)), half.sku, 1, token=token, **ways)
        assert path, answer.text
        if which in ("paid", "back"):
            done(treasurer.post(f"{half.page}/uang/masuk/{newest(Bill).ref}"))
        if which == "back":
            done(chair.post(f"{half.page}/pesanan/{newest(Bill).ref}/batal", data={"reason": "Perahu tidak turun"}))
    done(helper.post(f"{half.page}/uang/rekening", data={"bank": "BSG", "number": "001 002", "holder": "Tunas"}))
    keys = dict(zip(("treasurer", "member"), map(key_of(half), (half.treasurer, half.member)), strict=True))
    done(chair.post(f"{half.page}/anggota/{keys['treasurer']}/peran", data={}))
    done(chair.post(f"{half.page}/pengganti", data=keys))
    debtor = {"buyer": {"name": f"Utang {half.slug}", "phone": f"08129999{half.group_id:04d}"}}
    Phone(half.group_id, half.chair).sells(line(half.sku, 1), paid="bon", **debtor)
    write(lambda db: waits_for_a_word(db, half))
    told = doors.filling(replace(here, sku=half.sku), "")
    for pattern, kind in sorted(doors.GROUP_ACTS.items()):
        if kind != "any" and re.findall(r"{(\w+)}", pattern) == ["group"] and not pattern.endswith(NOT_PRESSED):
            form = told | doors.filling(replace(here, sku=half.sku), pattern)
            answer = chair.post(pattern.format(group=half.slug), data=form)
            assert answer.status_code < 500, (pattern, answer.text)


def waits_for_a_word(db, half: Half) -> None:
    """A claim, a second look, and somebody whom a code let in."""
    bills = db.scalars(sa.select(Bill).where(table(Bill).c.group_id == half.group_id).order_by(table(Bill).c.id)).all()
    claim(db, bills[0])
    SecondLook(
        group_id=half.group_id, bill_id=bills[-1].key, what=SaidOfMoney.CAME, amount=1_000, by="Ibu"
    ).add(db)  # fmt: skip
    issue_code(db, half.member, new_code()[1], by=Actor(half.facilitator, "Rina"))


def key_of(half: Half):
    def key(person: int) -> int:
        with read() as db:
            return find_membership(db, half.group_id, person).key

    return key


def newest(kind):
    with read() as db:
        return db.scalars(sa.select(kind).order_by(table(kind).c.id.desc())).first()


@dataclass(frozen=True)
class Desk:
    """An office, and who holds it."""

    agency: str
    officer: int
    superior: int
    deputy: int


def a_desk(agency: str, first: int) -> Desk:
    def work(db) -> Desk:
        officer, superior, deputy = (
            world.a_person(db, f"{who} {agency[6:]}", first + n) for n, who in enumerate(("Pak", "Kepala", "Wakil"))
        )
        held = appoint(db, officer, PLACE, agency, by_id=None)
        appoint(db, superior, PLACE, agency, by_id=None, reads_only=True)
        Officer(
            person_id=deputy.key, office_id=held.office_id, place=PLACE, agency=agency, stands_in_for_id=held.key,
            until=now() + timedelta(days=2),
        ).add(db)  # fmt: skip
        return Desk(agency, officer.key, superior.key, deputy.key)

    return write(work)


def works(at: Desk, groups: list[int]) -> None:
    """Bazaars of this office in which each kind of thing waits for an officer, and a complaint about one."""
    hers, name = {"by": at.officer, "agency": at.agency}, at.agency[6:]

    def work(db) -> str:
        these = [Group.get(db, each) for each in groups]
        desk.a_bazaar(db, f"Rancangan {name}", BazaarState.DRAFT, **hers)
        opened = desk.a_bazaar(db, f"Buka {name}", BazaarState.OPEN, **hers)
        for group in these[:3]:
            desk.registered(db, opened, group)
        desk.drawn(db, desk.a_bazaar(db, f"Beku {name}", BazaarState.CLOSED, **hers), these, at.officer)
        desk.swapped(db, f"Tukar {name}", these, **hers)
        out = desk.a_bazaar(db, f"Terbit {name}", BazaarState.PUBLISHED, days=0, **hers)
        slot = db.scalars(sa.select(Slot).where(table(Slot).c.bazaar_id == out.key)).one()
        for group in these[:2]:
            asked = desk.registered(db, out, group, ApplicationState.ELIGIBLE)
            Appeal(bazaar_id=out.key, application_id=asked.key, text="Kenapa?", made_by="Ketua").add(db)
            stand = {"bazaar_id": out.key, "application_id": asked.key, "group_id": group.key, "slot_id": slot.key}
            Booking(**stand, answer_by=now() + timedelta(hours=1)).add(db)
        return out.slug

    says(SimpleNamespace(slug=write(work)), from_network("10.9.9.9"))


def asked_in(office: Desk, slug: str) -> None:
    """An officer of that office said yes to work on this bazaar."""

    def work(db) -> None:
        bazaar = db.scalars(sa.select(Bazaar).where(table(Bazaar).c.slug == slug)).one()
        there = db.scalars(sa.select(Office).where(table(Office).c.name == office.agency)).one()
        InvitedOffice(bazaar_id=bazaar.key, office_id=there.key, agreed_at=now()).add(db)

    write(work)


# -- what somebody finds

Pages = dict[str, list[str]]  # the lines of each page by its address


class Reader:
    """Somebody in her browser, who opens what she is shown."""

    def __init__(self, who: str, browser: TestClient, starts: list[str]) -> None:
        self.who, self.browser, self.starts = who, browser, starts
        own = [route for route in create_app().routes if isinstance(route, APIRoute) and "GET" in route.methods]
        self.patterns = [(route.path_regex, pattern_of(route)) for route in own]

    def pattern(self, address: str) -> str:
        path = unquote(urlsplit(address).path)
        return next((pattern for regex, pattern in self.patterns if regex.fullmatch(path)), "")

    def finds(self) -> Pages:
        """Each page that she comes to, as it reads; and what leads her where she finds nothing."""
        waiting, taken, found = deque((each, "") for each in self.starts), defaultdict[str, int](int), {}
        while waiting:
            address, on = waiting.popleft()
            pattern = self.pattern(address)
            if address in found or not address.startswith(PRIVATE) or pattern.endswith(HEAVY) or taken[pattern] >= MOST:
                continue
            answer = self.browser.get(address)
            if on:
                assert answer.status_code not in (403, 404), f"{self.who}: {on} leads to {address}"
                taken[pattern] += 1
            found[address] = [str(answer.status_code), *lines_of(answer)]
            links = LINK.findall(answer.text) if is_page(answer) and answer.status_code == 200 else []
            waiting.extend(
                (link.replace("&amp;", "&"), address) for link in dict.fromkeys(links) if ".xlsx" not in link
            )
            if 'name="q"' in answer.text and "?" not in address:
                waiting.append((f"{address}?q=Mawar", ""))
        return found


def is_page(answer) -> bool:
    return "text/html" in answer.headers.get("content-type", "")


def lines_of(answer) -> list[str]:
    return PASSING.sub("", answer.text).replace("<", "\n<").splitlines() if is_page(answer) else shown(answer)


def starts_of(slug: str = "") -> list[str]:
    """The pages that belong to no single thing, and sheets of them."""
    pages = [each for each in doors.GET if each.startswith(PRIVATE) and "{" not in each.replace("{group}", "")]
    return [each.format(group=slug) for each in pages if slug or "{" not in each]


def changed(before: Pages, after: Pages) -> Iterator[str]:
    for address in sorted(before.keys() | after.keys()):
        lines = before.get(address, []), after.get(address, [])
        if lines[0] != lines[1]:
            yield "\n".join((address, *list(unified_diff(*lines, lineterm="", n=0))[2:12]))


def same(readers: dict[str, Reader], before: dict[str, Pages], after: dict[str, Pages]) -> None:
    wrong = [f"{who}: {each}" for who in readers for each in changed(before[who], after[who])]
    assert not wrong, "\n\n".join(wrong)


def of_group(half: Half) -> dict[str, Reader]:
    people = {who: world.as_person(getattr(half, who)) for who in ("chair", "treasurer", "member", "facilitator")}
    people["device"] = world.as_device(half.device)
    readers = {who: Reader(who, browser, starts_of(half.slug)) for who, browser in people.items()}
    return readers | {"buyer": Reader("buyer", world.as_person(half.buyer), starts_of())}


def of_desk(at: Desk) -> dict[str, Reader]:
    people = {f"{who} of {at.agency}": getattr(at, who) for who in ("officer", "superior", "deputy")}
    return {who: Reader(who, world.as_person(key), starts_of()) for who, key in people.items()}


def found_by(readers: dict[str, Reader]) -> dict[str, Pages]:
    return {who: reader.finds() for who, reader in readers.items()}


@both
def test_what_happens_to_another_group_is_on_no_page_of_this_one(shop):
    with time_machine.travel(NOON, tick=False):
        here = world.a_shop()
        ours, theirs = a_half("Melati", 100), a_half("Mawar", 200)
        lives(ours, here, "10.1.1.1")
        far = Reader("far officer", world.as_person(here.far_officer), starts_of())
        readers = of_group(ours) | {far.who: far}
        before = found_by(readers)
        assert len(before["chair"]) > 40 and len(before[far.who]) > 5
        assert [each for each in before["buyer"] if each.startswith("/pesanan/")], "her order is found in her account"
        lives(theirs, here, "10.2.2.2")
        same(readers, before, found_by(readers))


@both
def test_what_happens_at_another_bazaar_is_on_no_desk_of_this_one(shop):
    """And of all bazaars each finds in her lists those that she may open, and no other anywhere."""
    with time_machine.travel(NOON, tick=False):
        world.a_shop()
        ours, theirs, third = (a_desk(each, 100 * n) for n, each in enumerate(OFFICES, 3))
        groups = with_papers()
        works(ours, groups)
        asked_in(third, "buka-perikanan-bitung")
        readers = of_desk(ours) | of_desk(third)
        before = found_by(readers)
        works(theirs, groups)
        after = found_by(readers)
        same(readers, before, after)
        others = of_desk(theirs)
        names_what_it_opens(readers | others, after | found_by(others))


def with_papers() -> list[int]:
    """Groups whose papers end in two days."""

    def work(db) -> list[int]:
        groups, ends = desk.some_groups(db, 4), today(desk.ZONE) + timedelta(days=2)
        for group in groups:
            Certificate(group_id=group.key, kind=CertificateKind.PIRT, number="1", expires_on=ends).add(db)
        return [each.key for each in groups]

    return write(work)


def names_what_it_opens(readers: dict[str, Reader], found: dict[str, Pages]) -> None:
    with read() as db:
        slugs = list(db.scalars(sa.select(table(Bazaar).c.slug)))
    for who, reader in readers.items():
        shown_to_her = "\n".join("\n".join(lines) for lines in found[who].values())
        for slug in slugs:
            opens = reader.browser.get(f"/dinas/bazar/{slug}").status_code == 200
            assert (f'/dinas/bazar/{slug}"' in shown_to_her) == opens, (who, slug, opens)
            assert opens or slug not in shown_to_her, (who, slug)


# -- what somebody does


def ids_at(column: str, owners: list[int]) -> list[int]:
    """The ids of all rows, of whatever table, that belong to one of these."""
    statements = [
        sa.select(rows.c.id)
        .where(rows.c[column].in_(owners))
        for rows in metadata.tables.values()
        if column in rows.c and "id" in rows.c
    ]  # fmt: skip
    with read() as db:
        return sorted(set(db.scalars(sa.union(*statements))))


def pressed(browser: TestClient, pattern: str, values: dict[str, list[str]], form: dict[str, object]) -> None:
    """An act with each of these values in its address."""
    names = re.findall(r"{(\w+)}", pattern)
    for which in itertools.product(*(values[name] if name in values else values["id"] for name in names)):
        answer = browser.post(pattern.format(**dict(zip(names, which, strict=True))), data=form)
        assert answer.status_code < 500, (pattern, which)


@both
def test_nobody_acts_on_what_is_another_groups(shop):
    """Every act of a group under its own address, with the ids, numbers and goods of another in address and form."""
    with time_machine.travel(NOON, tick=False):
        here = world.a_shop()
        ours, theirs = a_half("Melati", 100), a_half("Mawar", 200)
        for n, half in enumerate((ours, theirs)):
            lives(half, here, f"10.{n}.1.1")
        readers = {who: each for who, each in of_group(theirs).items() if who in ("chair", "facilitator")}
        before = found_by(readers)
        ids = [str(each) for each in ids_at("group_id", [theirs.group_id])]
        with read() as db:
            numbers = list(db.scalars(sa.select(table(SubOrder).c.number).where(SubOrder.group_id == theirs.group_id)))
            slugs = list(db.scalars(sa.select(table(Product).c.slug).where(Product.group_id == theirs.group_id)))
        values = {"group": [ours.slug], "number": numbers, "slug": slugs, "uid": [doors.NO_SALE], "id": ids}
        also = {"bills": ids, "seen": ids, "member": ids[-1], "treasurer": key_of(theirs)(theirs.treasurer)}
        for who in (ours.chair, ours.treasurer):
            browser = world.as_person(who, from_network("10.3.3.3"))
            for pattern in sorted(set(doors.GROUP_ACTS) - OWN_GROUP):
                form = doors.filling(replace(here, sku=theirs.sku), pattern) | also
                pressed(browser, pattern, values, form)
        same(readers, before, found_by(readers))


@both
def test_no_officer_acts_on_what_is_anothers_bazaar(shop):
    """Every act at a bazaar of her own, with the ids and numbers of another office's in address and form."""
    with time_machine.travel(NOON, tick=False):
        world.a_shop()
        ours, theirs = (a_desk(each, 100 * n) for n, each in enumerate(OFFICES[:2], 3))
        groups = with_papers()
        works(ours, groups)
        works(theirs, groups)
        readers = of_desk(theirs)
        before = found_by(readers)
        with read() as db:
            rows, own = table(Bazaar), table(Application)
            hers = list(db.scalars(sa.select(rows.c.id).where(rows.c.agency == theirs.agency)))
            mine = db.execute(sa.select(rows.c.slug).where(rows.c.agency == ours.agency)).scalars().all()
            numbers = list(db.scalars(sa.select(own.c.number).where(own.c.bazaar_id.in_(hers))))
        ids = [str(each) for each in ids_at("bazaar_id", hers)]
        also = {"slots": ids, "lines": numbers, "notices": ids, "slot": ids[0], "group": numbers[0], "to": numbers[0]}
        browser = world.as_person(ours.officer, from_network("10.3.3.3"))
        for slug in (each for each in mine if each.startswith(("buka", "beku", "terbit"))):
            values = {"slug": [slug], "number": numbers[:3], "id": ids}
            for pattern in sorted(each for each in doors.OFFICE_ACTS if "/bazar/{slug}/" in each):
                pressed(browser, pattern, values, doors.filling(SimpleNamespace(sku=""), pattern) | also)
        same(readers, before, found_by(readers))
