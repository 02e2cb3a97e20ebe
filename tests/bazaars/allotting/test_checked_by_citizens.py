"""A plan with pins is checked by a citizen with nothing but the page: its links, its commands, the program it names."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from typer.testing import CliRunner

from market import __version__
from market.bazaars.allocation.engine import ENGINE
from market.bazaars.allotting.draw import instance, run_seed
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.registering.application import Application
from market.cli import app
from market.kernel.db import write
from market.kernel.record import table
from market.kernel.settings import settings
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.allotting.test_draw import HOUR, a_closed_fair, enter, freeze, moment, run_with_a_pin
from tests.bazaars.world import done
from tests.conftest import wide

__all__ = ["moment"]
HIDES = {"reserved": True, "reserved_share": "hidden"}


def pinned_and_published(fair: fairs.Fair, moment) -> str:
    """The last that the draw leaves out is fixed in the only booth; its registration number."""
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    desk = fair.desk + "/pembagian"
    with time_machine.travel(moment + timedelta(days=4)):
        out = run_with_a_pin(fair)["group"]
        done(fair.officer.post(desk + "/terbitkan", data={"version": "2"}))
    return out


def downloaded(slug: str, folder: Path) -> str:
    """Every file that the page links to, under the name a browser gives it; the page."""
    anybody = world.client()
    page = anybody.get(f"/bazar/{slug}/pembagian").text
    for link in set(re.findall(rf'href="(/bazar/{slug}/[^"]*\.json)"', page)):
        answer = anybody.get(link)
        assert answer.status_code == 200, link
        named = re.search(r'filename="?([^";]+)', answer.headers.get("content-disposition", ""))
        (folder / (named[1] if named else link.rsplit("/", 1)[1])).write_bytes(answer.content)
    return page


def ran(command: str) -> tuple[int, str]:
    name, *words = command.split()
    assert name == "market"
    found = CliRunner().invoke(app, words)
    return found.exit_code, found.output


@pytest.fixture
def few_moves(monkeypatch):
    monkeypatch.setattr("market.bazaars.allotting.plan.usual_budget", lambda groups, slots: 2_000)


@wide
def test_the_commands_of_the_page_check_a_plan_with_pins(shop, moment, few_moves, tmp_path, monkeypatch):
    fair = a_closed_fair(moment, groups=3, booths=1)
    out = pinned_and_published(fair, moment)
    page = downloaded(fair.slug, tmp_path)
    assert f"Dermaga {__version__}, mesin pembagian {ENGINE}" in page and "diminta dari pengelola" in page
    monkeypatch.setattr(settings(), "source_link", "https://contoh.id/sumber")
    assert 'href="https://contoh.id/sumber"' in world.client().get(f"/bazar/{fair.slug}/pembagian").text
    monkeypatch.chdir(tmp_path)
    commands = [" ".join(each.split()) for each in re.findall(r"<code>(market verify [^<]+)</code>", page)]
    assert len(commands) == 2
    for command in commands:
        code, said = ran(command)
        assert code == 0, (command, said)
    whole = next(each for each in commands if "--plain" in each)
    assert "--sealed" in whole and "Sah." in ran(whole)[1]
    code, said = ran(re.sub(r" --plain \S+", "", whole))
    assert code == 1 and "--plain" in said, "from where it starts is part of the proof"

    instance = tmp_path / f"{fair.slug}-instance.json"
    good = json.loads(instance.read_text())
    assert [each["group"] for each in good["pins"]] == [out]
    for change in (
        {"pins": [good["pins"][0] | {"group": next(g["id"] for g in good["groups"] if g["id"] != out)}]},
        {"pins": good["pins"] * 2}, {"pins": []}, {"previous": []},
        {"previous": [each | {"booths": ["A01"], "group": out} for each in good["previous"]]},
        {"weights": good["weights"] | {"change": 0}}, {"weights": good["weights"] | {"change": 401}},
    ):  # fmt: skip
        instance.write_text(json.dumps(good | change))
        assert ran(whole)[0] == 1, change
    drawn = tmp_path / f"{fair.slug}-undian.json"
    drawn.write_text(json.dumps(json.loads(drawn.read_text()) | {"pins": []}))
    instance.write_text(json.dumps(good))
    assert ran(whole)[0] == 1, "a pin that nobody could read the reason of"


@wide
def test_the_number_is_what_the_last_correction_made_it(shop, moment, few_moves, tmp_path):
    fair = a_closed_fair(moment, groups=2, booths=1)
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    with time_machine.travel(moment + 2 * HOUR):
        right = {"number": "4712", "reason": "Salah ketik"}
        done(fair.officer.post(fair.desk + "/pembagian/angka/betulkan", data=right))
    told = world.client().get(f"/bazar/{fair.slug}/undian.json").json()
    assert [(each["was"], each["became"]) for each in told["corrections"]] == [("4711", "4712")]
    file, made = tmp_path / "undian.json", told["corrections"][0]
    for corrections, code in (
        ([made], 0), ([], 0), ([made | {"became": "4713"}], 1), ([made | {"reason": ""}], 1), ([7], 1),
        ([made | {"became": "1"}, made], 1), ([made | {"became": "4711"}, made], 0),
        ([made | {"reason": "Salah ketik. " * 23}], 0), ([made | {"reason": " "}], 1),
    ):  # fmt: skip
        file.write_text(json.dumps(told | {"corrections": corrections}))
        assert ran(f"market verify --draw {file}")[0] == code, corrections


@wide
def test_who_stands_elsewhere_for_pins_is_told_where_files_are_withheld(shop, moment, few_moves):
    fair = a_closed_fair(moment, groups=3, booths=1)
    out = pinned_and_published(fair, moment)
    write(lambda db: db.execute(sa.update(table(Application)).values(**HIDES)) and None)
    anybody, root = world.client(), f"/bazar/{fair.slug}"
    assert anybody.get(root + "/tanpa-penempatan/plan.json").status_code == 404
    page = anybody.get(root + "/pembagian").text
    assert "Yang disimpan, dan mengapa" in page and "tanpa-penempatan" not in page
    beside = page.partition("Yang diubah penempatan tetap")[2].partition("Penempatan tetap dan alasannya")[0]
    assert re.search(rf"{out}: –\s*→\s*A01", beside), beside


@wide
def test_what_a_frozen_list_reserves_is_not_read_from_the_bazaar_of_today(shop, moment, few_moves):
    """Set in the database it would change the seed of a run."""
    fair = a_closed_fair(moment, groups=2, booths=1)
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))

    def behind(db) -> None:
        bazaar = bazaar_by_slug(db, fair.slug)
        before = run_seed(bazaar), instance(bazaar, [], [])
        bazaar.reserved_groups = 2
        assert (run_seed(bazaar), instance(bazaar, [], [])) == before

    write(behind)
