"""Whoever helps from outside leaves a note of what she saw and took away, and takes nothing away after a code."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from market.kernel.clock import now
from market.kernel.db import write
from market.pages import watching
from market.people.person import Person
from tests import check_rights as rights
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.promises import test_doors as doors

MARKET = Path(__file__).resolve().parents[2] / "market"
# What a group keeps to itself and helpers read with it; and by which a page writes down that they did.
KEPT = {"orders", "money", "book", "confirm_own", "refund_own", "export"}
NOTES = {"note_look", "note_helper", "note_export", "exported"}
# Names and numbers of the shop's buyers and members; the number that the group's public page shows is none of them.
SOMEBODY = re.compile(r"Ratna|Meike|Sience|Olga|Ibu Ani|\+62812\d+|0812[- ]?\d{3}[- ]?\d{3,4}")
FRAME = re.compile(r"<(header|nav).*?</\1>", re.DOTALL)  # the reader's own name
OPEN = (  # examples of files
    "/dinas/kelompok/impor/contoh", "/dinas/bazar/{slug}/pendaftaran/impor/contoh",
    "/lapak/{group}/daftar-barang/contoh",
)  # fmt: skip


def notes(monkeypatch) -> list[str]:
    """The codes of what is noted from now on."""
    found: list[str] = []
    monkeypatch.setattr(watching, "later", lambda key, work: found.append(key[0]))
    return found


@both
@pytest.mark.walk
def test_what_helpers_see_and_take_is_noted_and_nothing_is_taken_after_a_code(shop, monkeypatch):
    here = world.a_shop(pieces=40)
    people = doors.cast(here)
    values = doors.filled(here, people["buyer"])
    quote = doors.filling(here, "/lapak/{group}/penawaran") | {f"quantity-{here.sku}": "10"}
    done(people["chair"].post(f"/lapak/{here.slug}/penawaran", data=quote))
    noted, wrong, files = notes(monkeypatch), [], []
    public = set(SOMEBODY.findall(FRAME.sub("", people["nobody"].get(f"/kelompok/{here.slug}").text)))
    helpers = {who: people[who] for who in ("chair", "facilitator", "officer", "superior", "admin")}
    for who, browser in helpers.items():
        for pattern in sorted(doors.GET):
            door = doors.GET[pattern]
            if door["nobody"] == 200 or pattern in OPEN or door[who] != 200:  # what anybody may open is no secret
                continue
            noted.clear()
            answer = browser.get(doors.address(pattern, values))
            file = "attachment" in answer.headers.get("content-disposition", "")
            if file or "/surat/{paper}" in pattern:
                files.append((who, pattern))
                if noted != ["exported"]:
                    wrong.append(f"{pattern} taken away by {who}: {noted}")
            elif who != "chair" and not noted and not pattern.startswith("/akun"):
                seen = set(SOMEBODY.findall(FRAME.sub("", answer.text))) - public
                if seen:
                    wrong.append(f"{pattern} seen by {who}: {', '.join(sorted(seen))}")
    assert not wrong, "\n".join(wrong)
    assert {"/akun/data", "/lapak/{group}/uang/buku.xlsx", "/dinas/bazar/{slug}/denah.csv"} <= {p for _, p in files}
    resting = now() + timedelta(hours=12)
    ids = (here.chair, here.facilitator, here.officer, here.superior, here.admin)
    write(lambda db: [setattr(Person.get(db, key), "restricted_until", resting) for key in ids] and None)
    for who, pattern in files:
        answer = helpers[who].get(doors.address(pattern, values))
        if answer.status_code != 422 or "content-disposition" in answer.headers:
            wrong.append(f"{pattern} by {who} after a code: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_every_page_of_what_a_group_keeps_to_itself_notes_who_helps():
    """By the acts that it asks for, also where it shows no name and no number: sums, prices, a month."""
    silent = []
    for route in rights.routes():
        functions = list(rights.reached(rights.plain(route.endpoint)))
        asked = frozenset().union(*(rights.acts_in(each).asked for each in functions))
        names = frozenset().union(*(rights.names_in(each) for each in functions))
        if "GET" in route.methods and asked & KEPT and not names & NOTES:
            silent.append(route.path)
    assert silent == []


def test_every_file_goes_out_by_one_door():
    """Elsewhere nobody writes the header: what is taken away rests and is noted, or says that it is everybody's."""
    makers = {p.name for p in MARKET.rglob("*.py") if "attachment;" in p.read_text("utf-8")}
    assert makers == {"taken.py"}
