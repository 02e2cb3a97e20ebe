"""Every page of the demo as every kind of person, one file each, to be compared before and after a change.

    python -m tests.crawl_pages --out FOLDER [--world FOLDER]     writes the pages
    python -m tests.crawl_pages --compare A B [--loose]           lists what differs; exit 1 when anything does

The hour stands still and chance is seeded, so that the same code writes the same files. With `--world` the demo is
built once and read again from there, brought to the newest schema: two states of the code then show the very same
orders. White space is folded, the token of a form and the tag of a style sheet are masked; `--loose` also looks past
the space beside words.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections import defaultdict, deque
from difflib import unified_diff
from pathlib import Path
from urllib.parse import unquote, urlsplit

import time_machine

from market.web.addresses import pattern_of
from tests.crawl_folded import shown
from tests.crawl_world import HOUR, build_world, secret_links, stand_still

MOST, MOST_ASKED = 6, 12  # addresses of one route that one person follows; of those that ask for something
SHARED = 3  # of each route, found by anybody, that everybody tries
HEAVY, HEAVY_FOR = (".xlsx", ".pdf"), ("guest", "chair", "officer")  # each takes a process of its own
NOT_FOLLOWED = ("/static/", "/media/", "/bahasa/")
LINK = re.compile(r'(?:href|action)="(/[^"#]*)')


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
        self.patterns = [(route.path_regex, pattern_of(route)) for route in own]
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
