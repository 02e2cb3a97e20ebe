"""A demo that is built anew moves what a demo made, and nothing of anybody else's."""

import sqlite3
from pathlib import Path

from typer.testing import CliRunner

from market.cli import app
from market.demo.bazaars import VILLAGES
from market.demo.folder import BEGUN, DemoFiles
from market.demo.story import GROUPS
from market.people.place import known_village
from tests.conftest import use


def shop_in(folder: Path) -> Path:
    """A database file in which something is."""
    with sqlite3.connect(folder / "shop.db") as raw:
        raw.execute("CREATE TABLE kept (n INTEGER)")
    return folder / "shop.db"


def test_places_are_written_as_their_codes():
    """A name is looked up among all 83,762 of the country, which takes a second of the first start."""
    assert [story.name for story in GROUPS if not known_village(story.village)] == []
    assert all(known_village(code).name.lower() == name.lower() for name, code in VILLAGES.items())


def test_a_shop_is_never_taken_for_a_demo(tmp_path):
    """`market demo` moved the folder of any database away, and the next one deleted it: with a shop, a home, a disk."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "letters.txt").write_text("mine")
    file = shop_in(home)
    use(f"sqlite:///{file}", home / "media")
    told = CliRunner().invoke(app, ["demo", "--fresh"])
    assert told.exit_code == 1 and "no demo" in told.output
    assert (home / "letters.txt").read_text() == "mine" and "kept" in file.read_bytes().decode("latin-1")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_only_what_a_demo_made_is_put_aside_even_twice_a_day(tmp_path):
    home = tmp_path / "home"
    (home / "media").mkdir(parents=True)
    (home / "letters.txt").write_text("mine")
    place = DemoFiles(home / "shop.db", home / "media")
    for day in (BEGUN, "2026-11-28", "2026-11-28"):
        (home / "media").mkdir(exist_ok=True)
        (home / "media" / "a.webp").write_text("a")
        shop_in(home)
        place.stamp(day)
        assert place.built == day and not place.taken
        place.put_aside()
        assert [path.name for path in home.iterdir()] == ["letters.txt"]
        aside = tmp_path / f"home-{day}"
        assert {path.name for path in aside.iterdir()} == {"shop.db", "media", "built"}
    assert not place.built and not place.taken, "and there is room for another"
