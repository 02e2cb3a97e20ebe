"""`python -m bench.lighthouse [--real]`: Google Lighthouse on five pages of the demo's goods, as a phone sees them.

Builds the demo in a scratch folder, serves it as a real shop, and asks Lighthouse for its four marks of each page,
with its own slow line (simulated, or with `--real` held back for real) and its processor four times slower. Ends with 1
where a mark is under 100, and names what cost it. Needs Chromium, and Lighthouse from npm: `npm install --global
lighthouse`, or Node.js, whose `npx` fetches it. It wants a quiet machine: a busy one costs marks of speed.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from re import search
from typing import Any

from tests.browser import ARGUMENTS, CHROMIUM
from tests.server import market, serving

KINDS = ("performance", "accessibility", "best-practices", "seo")
FIRST = {"product": r'href="(/produk/[a-z0-9-]+)"', "bazaar": r'href="(/bazar/[a-z0-9-]+)"',
         "group": r'href="(/kelompok/[a-z0-9-]+)"'}  # fmt: skip
LISTS = {"home": "/", "list": "/produk", "product": "/produk", "bazaar": "/bazar", "group": "/kelompok"}
BEST, PINNED, TRIES = 100, "lighthouse@12", 3


def command() -> list[str]:
    if shutil.which("lighthouse"):
        return ["lighthouse"]
    if shutil.which("npx"):
        return ["npx", "--yes", PINNED]
    sys.exit("Lighthouse is not here: npm install --global lighthouse")


def first_of(base: str, page: str) -> str:
    """The address of a page: of a list, or the first that its list leads to."""
    path = LISTS[page]
    if page not in FIRST:
        return base + path
    with urllib.request.urlopen(base + path) as answer:
        found = search(FIRST[page], answer.read().decode())
    assert found, f"{path} leads to no {page}"
    return base + found[1]


def judged(address: str, folder: Path) -> dict[str, Any]:
    """What Lighthouse says of an address."""
    flags = " ".join(["--headless=new", f"--user-data-dir={folder / 'browser'}", *ARGUMENTS])
    asked = [*command(), address, "--quiet", "--output=json", f"--output-path={folder / 'said.json'}"]
    asked += [f"--only-categories={','.join(KINDS)}", f"--chrome-flags={flags}"]
    asked += ["--throttling-method=devtools"] if "--real" in sys.argv else []
    for left in reversed(range(TRIES)):  # on a busy machine it sometimes loses the browser
        done = subprocess.run(asked, env=os.environ | {"CHROME_PATH": CHROMIUM or ""}, capture_output=True, text=True)
        if done.returncode == 0:
            break
        assert left, done.stderr
    said: dict[str, Any] = json.loads((folder / "said.json").read_text())
    return said


def marks(said: dict[str, Any]) -> dict[str, int]:
    return {kind: round(100 * (said["categories"][kind]["score"] or 0)) for kind in KINDS}


def costs(said: dict[str, Any]) -> list[str]:
    """What is not as good as it may be, and counts."""
    audits = said["audits"]
    counting = [ref["id"] for kind in KINDS for ref in said["categories"][kind]["auditRefs"] if ref["weight"]]
    lacking = [audits[each] for each in counting if audits[each]["score"] is not None and audits[each]["score"] < 1]
    return [f"{each['id']}: {each.get('displayValue') or each['title']}" for each in lacking]


def main() -> None:
    worst = BEST
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        shop = {"MARKET_DATABASE_URL": f"sqlite:///{folder}/market.db", "MARKET_MEDIA": str(folder / "media")}
        built = market("demo", MARKET_DEMO="1", **shop)
        assert built.returncode == 0, built.stderr[-2000:]
        print(f"| page | {' | '.join(KINDS)} | seconds until the largest is drawn |\n|---|{'---:|' * 5}")
        with serving(says=folder / "log", **shop) as server:
            for page in LISTS:
                address = first_of(server.base, page)
                urllib.request.urlopen(address).close()  # the first answer of a server may compile the page
                said = judged(address, folder)
                found = marks(said)
                drawn = said["audits"]["largest-contentful-paint"]["numericValue"] / 1000
                print(f"| {page} | {' | '.join(str(each) for each in found.values())} | {drawn:.1f} |", flush=True)
                if min(found.values()) < BEST:
                    print("\n".join(f"    {each}" for each in costs(said)))
                worst = min(worst, *found.values())
    sys.exit(worst < BEST)


if __name__ == "__main__":
    main()
