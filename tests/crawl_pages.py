"""Every page of the demo as every kind of person, one file each, to be compared before and after a change.

    python -m tests.crawl_pages --out FOLDER [--world FOLDER]     writes the pages
    python -m tests.crawl_pages --compare A B [--loose]           lists what differs; exit 1 when anything does

The hour stands still and chance is seeded, so that the same code writes the same files. With `--world` the demo is built
once and read again from there, brought to the newest schema: two states of the code then show the very same orders.
White space is folded, the token of a form and the tag of a style sheet are masked; `--loose` also looks past the space
beside words.
"""

import argparse
import hashlib
import io
import json
import os
import random
import re
import shutil
import sys
import tempfile
import zipfile
from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import datetime
from difflib import unified_diff
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import time_machine

HOUR = datetime.fromisoformat("2026-11-28T10:07:00+08:00")
MOST, MOST_ASKED = 6, 12  # addresses of one route that one person follows; of those that ask for something
SHARED = 3  # of each route, found by anybody, that everybody tries
HEAVY, HEAVY_FOR = (".xlsx", ".pdf"), ("guest", "chair", "officer")  # each takes a process of its own
NOT_FOLLOWED = ("/static/", "/media/", "/bahasa/")
WHO = (
    "guest", "buyer", "buyer-en", "chair", "treasurer", "member", "phone", "phone-pin", "tailor", "facilitator",
    "officer", "superior", "far-officer", "admin", "chair-en", "officer-en",
)  # fmt: skip
INLINE = {
    "a", "abbr", "b", "bdi", "button", "code", "data", "em", "i", "img", "input", "label", "mark", "output", "q", "s", "select",
    "small", "span", "strong", "sub", "sup", "svg", "textarea", "time", "u", "var", "wbr",
}  # fmt: skip
LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
MASKS = (
    (re.compile(r'(name="token" value=")[^"]*'), r"\1·"),
    (re.compile(r"/static/[^/\"]+/"), "/static/·/"),
    (re.compile(r"/[^ :]*/world/(?=market.db|media|backups)"), "/·/"),
)


def stand_still(folder: Path) -> None:
    """Points this process at the world in `folder`; from here on chance gives the same each time."""
    chance = random.Random(7)
    os.urandom = random._urandom = chance.randbytes  # type: ignore[attr-defined]  # what `secrets` asks
    os.environ |= {
        "MARKET_DEMO": "1", "MARKET_PAYOUTS": "1", "MARKET_BASE_URL": "http://testserver", "MARKET_MEDIA": f"{folder}/media",
        "MARKET_DATABASE_URL": f"sqlite:///{folder}/market.db", "MARKET_SECRET_KEY": "of the crawl alone, and long enough for it",
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
            "buyer": one("pembeli"), "chair": chair, "treasurer": one("bendahara"), "member": member, "tailor": one("penjahit"),
            "facilitator": one("pendamping"), "officer": one("petugas"), "superior": superior,
            "far-officer": one("petugas.bontang"), "admin": one("admin"),
        }  # fmt: skip
        found = {name: {LOGIN: sign_in(db, person, second=True)} for name, person in who.items()}
        for name in ("phone", "phone-pin"):
            device = Device(group_id=group.key, name=name, added_by_id=chair.key, kept_by_id=chair.key).add(db)
            found[name] = {LOGIN: sign_in_device(db, device.key)}
            if name == "phone-pin":
                login = db.scalars(sa.select(Login).where(Login.device_id == device.key)).one()
                login.act_as(chair)
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

    from market.catalog.product import Product, Variant

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


class Crawl:
    """Walks as each person from link to link; then tries as everybody what anybody found."""

    def __init__(self, people: dict[str, dict[str, str]], out: Path) -> None:
        from fastapi.routing import APIRoute
        from fastapi.testclient import TestClient

        from market.app import create_app

        app = create_app()
        self.browser = TestClient(
            app, base_url="http://testserver", follow_redirects=False, raise_server_exceptions=False
        )
        own = [route for route in app.routes if isinstance(route, APIRoute) and "GET" in route.methods]
        self.patterns = [(route.path_regex, route.path.replace(":number", "")) for route in own]
        self.people, self.out = people, out
        self.seen: dict[str, set[str]] = defaultdict(set)
        self.kinds: dict[str, list[str]] = {pattern: [] for _, pattern in self.patterns}
        self.count = 0

    def pattern(self, address: str) -> str:
        path = unquote(urlsplit(address).path)
        return next((pattern for regex, pattern in self.patterns if regex.fullmatch(path)), "")

    def walk(self, who: str, starts: list[str]) -> None:
        waiting, taken = deque(starts), defaultdict(int)
        while waiting:
            address = waiting.popleft()
            pattern, asked = self.pattern(address), bool(urlsplit(address).query)
            if address in self.seen[who] or not pattern or address.startswith(NOT_FOLLOWED):
                continue
            most = 1 if pattern.endswith(HEAVY) else MOST_ASKED if asked else MOST
            if taken[pattern, asked] >= most:
                continue
            taken[pattern, asked] += 1
            if address not in self.kinds[pattern]:
                self.kinds[pattern].append(address)
            waiting.extend(self.get(who, address))

    def get(self, who: str, address: str) -> list[str]:
        """Writes one page; where it leads."""
        if address.endswith(HEAVY) and (who not in HEAVY_FOR or address in self.seen[who]):
            return []
        self.seen[who].add(address)
        self.browser.cookies.clear()
        for name, value in self.people[who].items():
            self.browser.cookies.set(name, value)
        answer = self.browser.get(address)
        self.count += 1
        lines = [f"{answer.status_code} {answer.headers.get('content-type', '')} {answer.headers.get('location', '')}"]
        lines += shown(answer)
        folder = self.out / who
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file_name(address)).write_text("\n".join((address, *lines)) + "\n", "utf-8")
        links = LINK.findall(answer.text) if "text/html" in answer.headers.get("content-type", "") else []
        there = answer.headers.get("location", "").removeprefix("http://testserver")
        return [link.replace("&amp;", "&") for link in (*links, there) if link.startswith("/")]

    def everything(self) -> None:
        starts = [pattern for pattern in self.kinds if "{" not in pattern]
        for who in self.people:
            self.walk(who, starts + (secret_links() if who in ("guest", "superior") else []))
        for found in self.kinds.values():
            for address in found[:1] if found[:1] and found[0].endswith(HEAVY) else found[:SHARED]:
                for who in self.people:
                    if address not in self.seen[who]:
                        self.get(who, address)
        for pattern, found in self.kinds.items():
            if not found and not pattern.startswith(
                NOT_FOLLOWED
            ):  # no link leads there in the demo: what a stranger sees
                for who in self.people:
                    self.get(who, re.sub(r"\{[^}]*\}", "1", pattern))


def file_name(address: str) -> str:
    plain = re.sub(r"[^\w.=-]+", "_", address).strip("_")[:120] or "front"
    return f"{plain}-{hashlib.sha256(address.encode()).hexdigest()[:6]}.txt"


def shown(answer) -> list[str]:
    kind = answer.headers.get("content-type", "")
    if "html" in kind or ("xml" in kind and "sheet" not in kind and "svg" not in kind):
        return masked(list(dom(answer.text)))
    if "json" in kind:  # the columns of a table come in no order of their own
        return masked(json.dumps(answer.json(), indent=1, sort_keys=True, ensure_ascii=False).splitlines())
    if kind.startswith("text/"):
        return masked(answer.text.splitlines())
    if "sheet" in kind:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as sheet:
            names = sorted(set(sheet.namelist()) - {"docProps/core.xml"})
            return [line for name in names for line in (f"== {name}", *dom(sheet.read(name).decode()))]
    if "pdf" in kind:
        return [f"{len(answer.content) // 4096} × 4 KiB"]
    return [hashlib.sha256(answer.content).hexdigest()]


def masked(lines: list[str]) -> list[str]:
    for pattern, instead in MASKS:
        lines = [pattern.sub(instead, line) for line in lines]
    return lines


class Dom(HTMLParser):
    """One tag or one run of words a line; a space at its edge stays where it would be seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.before = "block"  # what stands before: a word, an inline tag, or the edge of a block
        self.space = False

    def tag(self, name: str, line: str) -> None:
        inline = name in INLINE
        if self.space and inline and self.before != "block":
            self.lines.append("␣")
        self.space = False
        self.lines.append(line)
        self.before = "inline" if inline else "block"

    def handle_starttag(self, tag: str, attrs) -> None:
        given = sorted((name, " ".join((value or "").split())) for name, value in attrs)
        self.tag(tag, f"<{tag}" + "".join(f' {name}="{value}"' for name, value in given) + ">")

    def handle_endtag(self, tag: str) -> None:
        self.tag(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if not words:
            self.space = self.space or bool(data)
            return
        if (self.space or data[0].isspace()) and self.before != "block":
            self.lines.append("␣")
        self.lines.append(words)
        self.before, self.space = "word", data[-1].isspace()

    def handle_decl(self, decl: str) -> None:
        self.lines.append(f"<!{decl}>")


def dom(text: str) -> Iterator[str]:
    reader = Dom()
    reader.feed(text)
    reader.close()
    return iter(reader.lines)


def dump(out: Path, world: Path | None) -> int:
    shutil.rmtree(out, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch, time_machine.travel(HOUR, tick=False):
        here = Path(scratch) / "world"
        stand_still(here)
        from market import migrations
        from market.app import create_app
        from market.kernel.db import database

        create_app()
        if world and world.exists():
            shutil.copytree(world, here)
            migrations.upgrade()
        else:
            build_world(here)
            if world:
                database().close()
                shutil.copytree(here, world)
        crawl = Crawl(json.loads((here / "people.json").read_text()), out)
        crawl.everything()
        database().close()
    never = sorted(pattern for pattern, found in crawl.kinds.items() if not found)
    print(f"{crawl.count} pages as {len(crawl.people)} kinds of people in {out}")
    print("no link leads to:", *never)
    return 0


def compare(first: Path, second: Path, loose: bool) -> int:
    """Lists the pages that differ, the kinds of difference first."""
    names = {path.relative_to(folder) for folder in (first, second) for path in folder.rglob("*.txt")}
    found: dict[str, list[Path]] = defaultdict(list)
    for name in sorted(names):
        pages = [(folder / name) for folder in (first, second)]
        if not all(page.exists() for page in pages):
            found[f"only in {first if pages[0].exists() else second}"].append(name)
            continue
        before, after = (
            [line for line in page.read_text("utf-8").splitlines() if not loose or line != "␣"] for page in pages
        )
        if before != after:
            lines = list(unified_diff(before, after, lineterm="", n=0))[2:]
            found["\n".join(line for line in lines[:12] if not line.startswith("@@"))].append(name)
    for difference, where in sorted(found.items(), key=lambda item: -len(item[1])):
        print(f"## {len(where)} pages: {', '.join(map(str, where[:4]))}\n{difference}\n")
    print(f"{len(names)} pages, {sum(map(len, found.values()))} differ")
    return 1 if found else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--world", type=Path)
    parser.add_argument("--compare", type=Path, nargs=2)
    parser.add_argument("--loose", action="store_true")
    given = parser.parse_args()
    if given.compare:
        return compare(*given.compare, loose=given.loose)
    if os.environ.get("PYTHONHASHSEED") != "0":  # sets in the same order each time
        os.execve(
            sys.executable,
            [sys.executable, "-m", "tests.crawl_pages", *sys.argv[1:]],
            os.environ | {"PYTHONHASHSEED": "0"},
        )
    return dump(given.out, given.world)


if __name__ == "__main__":
    sys.exit(main())
