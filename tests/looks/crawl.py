"""Walks the demo in Chromium as each kind of person and looks at each page once, each in another dress."""

import json
import re
from collections import defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from babel.messages.pofile import read_po

from market.kernel.language import FOLDER
from tests.browser import PATIENCE
from tests.press_forms import NOT_FOLLOWED, NOT_PAGES

LOOK = Path(__file__).with_name("page.js").read_text("utf-8")
NATURAL, LARGE = 16, 32  # px of plain text: as it comes, and at 200 %
HEIGHTS = {320: 568, 360: 740, 1280: 800}
WORDS = re.compile(r"\b(?:yang|dan|untuk|belum|sudah|dengan|dari|tidak|atau|akan|oleh|ke|di|kami|Anda)\b")
# Text that its own box hides on purpose: a description in a list is cut by lines, and says so by its dots.
ALLOWED = "[data-cut]"


@dataclass(frozen=True)
class Dress:
    """How a page is looked at: px of the window, the theme, px of plain text, and the language."""

    wide: int
    scheme: str
    text: int
    language: str

    def __str__(self) -> str:
        return f"{self.wide} px {self.scheme} {self.text * 100 // NATURAL} % {self.language}"


# Any two of these differ from each other in every pair of what can be chosen: each pair of width, theme, size of text
# and
# language stands in one of the six.
DRESSES = (
    Dress(320, "light", LARGE, "id"), Dress(320, "dark", NATURAL, "en"), Dress(360, "light", NATURAL, "en"),
    Dress(360, "dark", LARGE, "id"), Dress(1280, "light", NATURAL, "id"), Dress(1280, "dark", LARGE, "en"),
)  # fmt: skip


@dataclass
class Crawl:
    """One browser that goes from link to link and notes what is wrong."""

    base: str
    patterns: list[tuple[re.Pattern, str]]
    content: str  # what people wrote, which nobody translates
    most: int = 1
    found: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)  # addresses: a browser may tell of one while the next is looked at
    pages: int = 0

    def __post_init__(self) -> None:
        with (FOLDER / "en.po").open("rb") as source:
            said = [(each.id, each.string) for each in read_po(source, locale="en") if isinstance(each.id, str)]
        english = {string for _, string in said}
        self.indonesian = {key for key, string in said if string != key and key not in english and " " in key}

    def pattern(self, address: str) -> str:
        path = unquote(urlsplit(address).path)
        return next((pattern for regex, pattern in self.patterns if regex.fullmatch(path)), "")

    def as_person(self, browser, who: str, cookies: dict[str, str], starts: list[str], turn: int) -> None:
        context = browser.new_context(base_url=self.base, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE * 1000)
        context.add_cookies([{"name": n, "value": v, "url": self.base} for n, v in cookies.items()])
        page = context.new_page()
        told: list[str] = []
        page.on("pageerror", lambda error: told.append(f"script: {error}"))
        page.on("console", lambda line: told.append(said_by(line)) if line.type == "error" else None)
        size = context.new_cdp_session(page)
        waiting, taken, seen = deque(starts), defaultdict(int), set()
        while waiting:
            address = waiting.popleft()
            pattern = self.pattern(address)
            if not pattern or address in seen or address.startswith(NOT_FOLLOWED) or pattern.endswith(NOT_PAGES):
                continue
            if taken[pattern] >= self.most:
                continue
            seen.add(address)
            dress = DRESSES[(self.index(pattern) + turn + taken[pattern]) % len(DRESSES)]
            self.put_on(page, context, size, dress)
            told.clear()
            answer = self.go(page, address)
            if answer is not None and answer.status >= 400:
                self.refused.add(answer.url)
            if answer is None or "text/html" not in answer.headers.get("content-type", ""):
                continue
            if self.pattern(page.url) == pattern:
                taken[pattern] += 1
            elif taken[self.pattern(page.url)] >= self.most:
                continue
            else:
                taken[self.pattern(page.url)] += 1
                seen.add(page.url.removeprefix(self.base))
            if answer.status >= 400:
                self.found += [f"{who} {address}: {answer.status}"] if answer.status >= 500 else []
                continue
            self.pages += 1
            waiting.extend(self.look(page, f"{who} {page.url.removeprefix(self.base)} at {dress}", dress, told))
        context.close()

    def go(self, page, address: str):
        """The answer; none for what a browser keeps as a file."""
        from playwright.sync_api import Error

        try:
            return page.goto(address)
        except Error as error:
            if "Download is starting" in error.message:
                return None
            raise

    def index(self, pattern: str) -> int:
        return [each for _, each in self.patterns].index(pattern)

    def put_on(self, page, context, size, dress: Dress) -> None:
        page.set_viewport_size({"width": dress.wide, "height": HEIGHTS[dress.wide]})
        page.emulate_media(color_scheme=dress.scheme, reduced_motion="reduce")
        size.send("Page.setFontSizes", {"fontSizes": {"standard": dress.text, "fixed": dress.text - 3}})
        context.add_cookies([{"name": "bahasa", "value": dress.language, "url": self.base}])

    def look(self, page, where: str, dress: Dress, told: list[str]) -> list[str]:
        """Notes what is wrong here; where it leads."""
        from axe_playwright_python.sync_playwright import Axe

        asked = {"large": dress.text == LARGE, "allowed": ALLOWED, "english": dress.language == "en"}
        seen = page.evaluate(LOOK, asked)
        wrong = seen["found"] + [each for each in told if each.rpartition(" ")[2] not in self.refused]
        if dress.language == "en":
            wrong += self.untranslated(seen["words"])
        for each in Axe().run(page).response["violations"]:
            wrong.append(f"{each['id']}: {each['nodes'][0]['html'][:160]}")
        self.found += [f"{where}: {each}" for each in wrong]
        return seen["links"]

    def untranslated(self, words: str) -> list[str]:
        lines = {line.strip() for line in words.splitlines() if line.strip()}
        known = [line for line in lines if line in self.indonesian and line[:40] not in self.content]
        strange = [line for line in lines if len(WORDS.findall(line)) > 1 and line[:40] not in self.content]
        return [f"not English: {line[:120]}" for line in sorted({*known, *strange})]


def said_by(line) -> str:
    return f"console: {line.text} {line.location.get('url', '')}"


def written_by_people(folder: Path) -> str:
    """Every text of the tables, one after another."""
    import sqlalchemy as sa

    from market.kernel.db import read
    from market.tables import metadata

    with read() as db:
        return "\n".join(
            str(value) for table in metadata.sorted_tables for row in db.execute(sa.select(table)) for value in row
            if isinstance(value, (str, dict, list))
        )  # fmt: skip


def people_of(folder: Path) -> dict[str, dict[str, str]]:
    return json.loads((folder / "people.json").read_text())
