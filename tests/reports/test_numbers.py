"""`/metrics`: the few numbers that matter, for whoever has the operator's token."""

import httpx2
import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from market.kernel.db import write
from market.kernel.red_light import RedLight
from market.kernel.settings import settings
from market.messages.outbox import Recipient, tell
from market.reports.lights import found_wrong
from tests import world
from tests.conftest import both
from tests.server import serving

TOKEN = "-".join(("token", "of", "the", "operator"))
BY_TOKEN = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MARKET_METRICS_TOKEN", TOKEN)
    monkeypatch.setenv("MARKET_SMTP_URL", "smtp://127.0.0.1:9")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def told(text: str) -> dict[tuple[str, str], float]:
    """By the name of a number and its label what it is."""
    return {
        (each.name.removeprefix("dermaga_"), "".join(each.labels.values())): each.value
        for family in text_string_to_metric_families(text)
        for each in family.samples
    }


@both
def test_the_numbers_are_those_of_the_shop(shop, token):
    here = world.a_shop()
    browser = world.client()

    def work(db) -> None:
        ratna, news = Recipient("Ratna", "+6281200000001", "ratna@contoh.id"), {"number": "D-1"}
        tell(db, ratna, "order_placed", news, name="D-1/placed", from_group=here.group_id, by_hand=news)
        RedLight(code="disk", machine="elsewhere", said="full").add(db)

    write(work)
    before = told(browser.get("/metrics", headers=BY_TOKEN).text)
    world.buys(world.client(), here.sku, 1)
    answer = browser.get("/metrics", headers=BY_TOKEN)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain; version=")
    assert answer.headers["cache-control"] == "no-store"
    after = told(answer.text)
    assert after["database_up", ""] == 1 and after["red_light", "disk"] == 1 and after["red_light", "letters"] == 0
    assert after["orders_total", ""] == before["orders_total", ""] + 1 and after["parcels_unanswered", ""] == 0
    assert before["letters_waiting", ""] == 1, "what a person brings by hand is no letter of the shop's"
    assert after["letters_waiting", ""] == 1 and after["letters_stuck", ""] == 0
    assert after["disk_free_bytes", "media"] > 0 and ("backup_age_seconds", "") not in after
    assert after["answers_total", "3xx"] > before.get(("answers_total", "3xx"), 0)
    assert after["answer_seconds_count", ""] > before["answer_seconds_count", ""]


def test_it_opens_by_the_token_alone(shop, monkeypatch):
    world.a_shop()
    ways = ({}, {"authorization": "Bearer "}, {"authorization": f"Basic {TOKEN}"}, {"authorization": TOKEN + "x"})
    given = BY_TOKEN, {"authorization": "Bearer kurang"}
    for value, opens in (("", 0), ("kurang", 0), (TOKEN, 1)):
        monkeypatch.setenv("MARKET_METRICS_TOKEN", value)
        settings.cache_clear()
        answers = [world.client().get("/metrics", headers=each).status_code for each in (*given, *ways)]
        assert answers == [200, *[404] * 5] if opens else answers == [404] * 6, value
        assert ("METRICS_TOKEN" in "".join(found_wrong(["settings"]).get("settings", []))) == (value == "kurang")
    monkeypatch.undo()
    settings.cache_clear()


def test_it_says_so_when_the_database_is_away(shop, token, monkeypatch):
    world.a_shop()
    browser = world.client()

    def away(*_args, **_more):
        raise sa.exc.OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr("market.reports.numbers.red_codes", away)
    after = told(browser.get("/metrics", headers=BY_TOKEN).text)
    assert after["database_up", ""] == 0 and after["disk_free_bytes", "media"] > 0
    assert ("orders_total", "") not in after and after["answer_seconds_count", ""] > 0


def test_several_processes_count_together(shop):
    world.a_shop()
    with serving("--workers", "2", "--no-worker", MARKET_METRICS_TOKEN=TOKEN) as server:
        for _ in range(12):
            assert httpx2.get(f"{server.base}/robots.txt").status_code == 200  # a connection each
        answers = [told(httpx2.get(f"{server.base}/metrics", headers=BY_TOKEN).text) for _ in range(6)]
    counted = [each["answers_total", "2xx"] for each in answers]
    assert counted[0] >= 12 and counted == sorted(counted) and counted[-1] == counted[0] + 5
