"""A page offers what its reader may do: every link is followed and every button pressed as every kind of person."""

import json

import pytest
import time_machine

from market.app import create_app
from market.pages import watching
from tests.crawl_world import HOUR, secret_links
from tests.press_forms import Found, Walk
from tests.promises.test_every_form_twice import PEOPLE, World

MORE = ("phone", "superior", "far-officer")
# Buttons that lead to a refusal which says who may, on purpose: there is no other way to hear of it.
SAID_WHO_MAY: set[str] = set()


def walked(world: World, app) -> Walk:
    walk = Walk(app, world.browsers(app, PEOPLE + MORE))
    for who in (*PEOPLE, *MORE):
        starts = [path for _regex, path in walk.pages if "{" not in path]
        walk.as_person(who, starts + (secret_links()[:12] if who == "guest" else []))
    return walk


def refused_right(world: World, app, found: Found, refused: list[str]) -> str:
    """What is wrong with a button: a door of others, or a refusal that names who may. Empty for what is done, or
    refused for what was typed."""
    refused.clear()
    answer = world.browsers(app, (found.who,))[found.who].post(found.path, **found.sent())
    if answer.status_code < 400:
        world.back()
    if answer.status_code in (403, 404, 405) or answer.status_code >= 500 or refused:
        return f"{found.who} {found.page} -> {found.path}: {answer.status_code} {' '.join(refused)}"
    return ""


@pytest.mark.walk
@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_every_link_leads_its_reader_somewhere(request, tmp_path, monkeypatch, engine):
    for name in ("MARKET_DEMO", "MARKET_PAYOUTS"):
        monkeypatch.setenv(name, "1")
    with time_machine.travel(HOUR, tick=True):
        world = World(request, tmp_path, engine)
        walk = walked(world, create_app())
    assert not walk.dead, "\n".join(walk.dead)


@pytest.mark.walk
@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_every_button_is_for_who_sees_it(request, tmp_path, monkeypatch, engine):
    for name in ("MARKET_DEMO", "MARKET_PAYOUTS"):
        monkeypatch.setenv(name, "1")
    refused: list[str] = []

    def noted(_request, code: str, thing: str, **_more) -> None:
        if code == "refused_right":
            refused.append(thing)

    monkeypatch.setattr(watching, "_note", noted)
    with time_machine.travel(HOUR, tick=True):
        world = World(request, tmp_path, engine)
        app = create_app()
        found = {(each.who, each.key): each for each in walked(world, app).found if each.pattern}
        world.back()
        wrong = [said for each in found.values() if (said := refused_right(world, app, each, refused))]
    print(json.dumps(sorted({each.pattern for each in found.values()}), indent=1))
    wrong = [each for each in wrong if each.partition(" -> ")[0] not in SAID_WHO_MAY]
    assert not wrong, "\n".join(wrong)
