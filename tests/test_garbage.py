"""Garbage in every field of every form and address, as everybody who may come in: a sentence, never a 500.

`GARBAGE=all pytest tests/test_garbage.py` tries every piece in every field (a quarter of an hour); else a sample of
them is drawn, the same in every run.
"""

import os
import random

import pytest
from fastapi.testclient import TestClient

from market.app import create_app
from market.kernel import db as kernel
from tests import world
from tests.conftest import both
from tests.garbage import GARBAGE, asked_of, encoded, fields_of, own_routes
from tests.promises.test_doors import WHO, address, cast, filled, filling

pytestmark = pytest.mark.walk
EACH = len(GARBAGE) if os.environ.get("GARBAGE") == "all" else 2
LEFT_OUT = {"/keluar", "/akun/hapus", "/akun/sandi", "/masuk", "/daftar", "/lupa"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
DOORS = {"/lapak": "chair", "/dinas": "officer", "/admin": "admin", "/pendamping": "facilitator"}


def unraised(browser: TestClient) -> TestClient:
    """The same visitor, to whom an error is a page."""
    other = TestClient(
        create_app(), base_url="http://testserver", headers={"origin": "http://testserver"}, follow_redirects=False,
        raise_server_exceptions=False,
    )  # fmt: skip
    other.cookies.update(browser.cookies)
    return other


def everybody(here: world.Shop) -> dict[str, TestClient]:
    return {name: unraised(browser) for name, browser in cast(here).items()}


def visitor(chance: random.Random, pattern: str) -> str:
    """Mostly who works behind that door, for the others are sent away before a field is read."""
    own = next((who for door, who in DOORS.items() if pattern.startswith(door)), "buyer")
    return own if chance.random() < 0.8 else chance.choice(WHO)


@pytest.fixture
def forgetful(monkeypatch):
    """Every write is worked through to the database and then taken back, so that no post changes the next one."""

    def once(here, work):
        with kernel.Transaction(here.writer, expire_on_commit=False) as db:
            try:
                result = work(db)
                db.flush()
                db.expunge_all()
                db.rollback()
                return result
            except kernel.IntegrityError as error:
                raise kernel.taken_refusal(error) or error from error

    return lambda: monkeypatch.setattr(kernel, "_once", once)


@both
def test_no_field_of_a_form_breaks(shop, forgetful):
    here = world.a_shop()
    people = everybody(here)
    values = filled(here, people["buyer"])
    forgetful()
    chance = random.Random(7)
    broken = []
    for pattern, route in sorted(own_routes("POST").items()):
        right = filling(here, pattern)
        for field in fields_of(route, here):
            for piece in chance.sample(GARBAGE, EACH):
                who = visitor(chance, pattern)
                form = encoded({**right, field: piece})
                answer = people[who].post(address(pattern, values), content=form, headers=FORM)
                if answer.status_code >= 500:
                    broken.append(f"{who} {pattern} {field}={piece[:40]!r}")
    assert not broken, f"{len(broken)}\n" + "\n".join(broken[:40])


@both
def test_no_garbage_in_several_fields_breaks_a_form(shop):
    """And nothing is taken back: what one post leaves behind, the next one finds."""
    here = world.a_shop()
    people = everybody(here)
    values = filled(here, people["buyer"])
    chance = random.Random(11)
    broken = []
    for pattern, route in sorted(own_routes("POST").items()):
        if pattern in LEFT_OUT:
            continue
        fields, right = fields_of(route, here), filling(here, pattern)
        for _ in range(1 if EACH == 2 else 9):
            who = visitor(chance, pattern)
            wild = {name: chance.choice(GARBAGE) for name in fields if chance.random() < 0.4}
            answer = people[who].post(address(pattern, values), content=encoded(right | wild), headers=FORM)
            if answer.status_code >= 500:
                broken.append(f"{who} {pattern} {[(k, v[:30]) for k, v in wild.items()]}")
    assert not broken, f"{len(broken)}\n" + "\n".join(broken[:40])


@both
def test_no_parameter_of_an_address_breaks(shop):
    here = world.a_shop()
    people = everybody(here)
    values = filled(here, people["buyer"])
    chance = random.Random(7)
    broken = []
    for pattern, route in sorted(own_routes("GET").items()):
        names = asked_of(route)
        declared = {parameter.alias for parameter in route.dependant.query_params}
        for piece in chance.sample(GARBAGE, min(len(GARBAGE), 2 * EACH)):
            who = visitor(chance, pattern)
            for asked in ([name] for name in declared) if declared else ():
                path = address(pattern, values) + "?" + encoded(dict.fromkeys(asked, piece)).decode()
                if people[who].get(path[:60_000]).status_code >= 500:
                    broken.append(f"{who} {path[:120]}")
            path = address(pattern, values) + "?" + encoded(dict.fromkeys(names, piece)).decode()
            if people[who].get(path[:60_000]).status_code >= 500:
                broken.append(f"{who} {path[:120]}")
    assert not broken, f"{len(broken)}\n" + "\n".join(broken[:40])


@both
def test_no_garbage_breaks_an_address(shop):
    here = world.a_shop()
    people = everybody(here)
    values = filled(here, people["buyer"])
    chance = random.Random(7)
    broken = []
    pieces = (
        "x",
        "0",
        "%00",
        "..",
        "a" * 300,
        "🐟",
        "%2e%2e%2f",
        "9" * 20,
        "%ff",
        "%C2%B2",
        "%ED%B2%80",
        "%E2%80%AE",
        "%",
        "%zz",
        "[",
        "a:b",
        "-1",
        "1.5",
    )
    for method in ("GET", "POST"):
        for pattern in sorted(own_routes(method)):
            for piece in chance.sample(pieces, 7):
                who = visitor(chance, pattern)
                wild = dict.fromkeys(values, piece) | ({"group": here.slug} if chance.random() < 0.7 else {})
                if method == "POST" and "{" not in pattern:
                    continue
                path = address(pattern, wild)
                answer = people[who].request(
                    method, path, **({"data": filling(here, pattern)} if method == "POST" else {})
                )
                if answer.status_code >= 500:
                    broken.append(f"{who} {method} {path[:100]}")
    assert not broken, f"{len(broken)}\n" + "\n".join(broken[:40])
