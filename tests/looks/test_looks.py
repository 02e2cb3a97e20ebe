"""Every page as each kind of person in real Chromium: three widths, both themes, text at 100 and 200 %, both
languages."""

import re
from pathlib import Path

import pytest

from market.app import create_app
from market.kernel.db import database
from tests.browser import needs_chromium
from tests.conftest import use
from tests.crawl_world import build_world, secret_links
from tests.garbage import own_routes
from tests.looks.crawl import Crawl, people_of, written_by_people
from tests.server import browsing

MOVES = re.compile(r"^(.*)(@view-transition|\b(?:animation|transition):)", re.MULTILINE)


def test_nothing_moves_for_whoever_asked_for_less():
    """Each page melted into the next, also where less motion was asked for: what moves stands where that was not."""
    for file in Path("static/css").rglob("*.css"):
        text = file.read_text(encoding="utf-8")
        for found in MOVES.finditer(text):
            above = text[: found.start()]
            asked = above.rfind("prefers-reduced-motion: no-preference")
            inside = asked >= 0 and above[asked:].count("{") > above[asked:].count("}")
            assert inside, (file, found[0])


SHARES = (
    ("guest", "chair", "phone-pin", "superior", "admin"), ("officer", "buyer", "treasurer"),
    ("phone", "member", "tailor", "facilitator", "far-officer"),
)  # fmt: skip


@pytest.mark.looks
@needs_chromium
@pytest.mark.parametrize("people", SHARES, ids=["guest-and-chair", "officer-and-buyer", "phones-and-helpers"])
def test_every_page_looks_well(tmp_path, monkeypatch, people):
    for name in ("MARKET_DEMO", "MARKET_PAYOUTS"):
        monkeypatch.setenv(name, "1")
    use(f"sqlite:///{tmp_path}/market.db", tmp_path / "media")
    create_app()  # registers what the rooms need from above
    build_world(tmp_path)
    orders, content, who = secret_links()[:4], written_by_people(tmp_path), people_of(tmp_path)
    database().close()
    pages = [(route.path_regex, route.path) for route in own_routes("GET").values()]
    with browsing() as (server, browser):
        crawl = Crawl(server.base, pages, content)
        for turn, person in enumerate(people):
            starts = [path for _, path in pages if "{" not in path] + (orders if person == "guest" else [])
            crawl.as_person(browser, person, who[person], starts, turn)
    print(crawl.pages, "pages")
    assert not crawl.found, "\n".join(crawl.found)
