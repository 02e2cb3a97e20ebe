"""`python -m bench.slow_line`: how soon a page can be used over a slow line.

Real Chromium at 360 px with a line of 400 kbit/s and 400 ms there and back, and a processor four times slower, on the
demo's goods. Usable is a page that is drawn and whose script has run, in seconds since it was asked for: on a first
visit with nothing kept, and on a second of the same browser. Beside it stands when the largest element was there, often
a picture. Ends with 1 where a page takes longer than asked.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.lighthouse import first_of
from tests.browser import ARGUMENTS, CHROMIUM
from tests.server import market, serving

LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
SLOWER, TRIES = 4, 5
FIRST, SECOND = 2.0, 0.8
DRAWN = """() => new Promise(done => new PerformanceObserver(list => {
  const last = list.getEntries().at(-1);
  const [page] = performance.getEntriesByType("navigation");
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  done({drawn: paint ? paint.startTime : 0, largest: last.startTime, ready: page.domContentLoadedEventEnd});
}).observe({type: "largest-contentful-paint", buffered: true}))"""


@dataclass(frozen=True, slots=True)
class Visit:
    """Seconds until the page could be used, and until its largest element was there."""

    usable: float
    largest: float


def visit(page: Page, address: str) -> Visit:
    page.goto(address, wait_until="load")
    said = page.evaluate(DRAWN)
    return Visit(max(said["drawn"], said["ready"]) / 1000, said["largest"] / 1000)


def slow(page: Page) -> None:
    told = page.context.new_cdp_session(page)
    told.send("Network.enable")
    told.send("Network.emulateNetworkConditions", LINE)
    told.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def both_visits(browser: Browser, address: str, product: str = "") -> tuple[Visit, Visit]:
    """The first with nothing kept, but what a cart needs where a `product` is to be in it; and the next."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)
    if product:
        shop = context.new_page()
        shop.goto(product)
        shop.get_by_role("button", name="Masukkan keranjang").click()
        shop.wait_for_load_state()
        shop.context.new_cdp_session(shop).send("Network.clearBrowserCache")
        shop.close()
    page = context.new_page()
    slow(page)
    first = visit(page, address)
    page.goto("about:blank")
    second = visit(page, address)
    context.close()
    return first, second


def main() -> int:
    late = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = {"MARKET_DATABASE_URL": f"sqlite:///{folder}/shop.db", "MARKET_MEDIA": f"{folder}/media",
                 "MARKET_BACKUPS": f"{folder}/backups"}  # fmt: skip
        made = market("demo", MARKET_DEMO="1", **given)
        assert made.returncode == 0, made.stderr
        with serving("--no-worker", says=folder / "said", **given) as server, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            product = first_of(server.base, "product")
            pages = {"home": server.base + "/", "list": server.base + "/produk", "product": product,
                     "checkout": server.base + "/checkout"}  # fmt: skip
            for kind, address in pages.items():
                late += tell(kind, browser, address, product if kind == "checkout" else "")
            browser.close()
    return 1 if late else 0


def tell(kind: str, browser: Browser, address: str, product: str) -> int:
    """Of several tries the middle one; how often it was late."""
    tries = [both_visits(browser, address, product) for _ in range(TRIES)]
    middle = TRIES // 2
    first, second = (sorted((each[turn] for each in tries), key=lambda seen: seen.usable)[middle] for turn in (0, 1))
    print(f"{kind:10} first {first.usable:5.2f} s (largest {first.largest:5.2f})   again {second.usable:5.2f} s "
          f"(largest {second.largest:5.2f})   asked {FIRST} and {SECOND}", flush=True)  # fmt: skip
    return (first.usable > FIRST) + (second.usable > SECOND)


if __name__ == "__main__":
    sys.exit(main())
