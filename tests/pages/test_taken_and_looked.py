"""Whoever helps from outside leaves a note of what she saw and took away, and takes nothing away after a code."""

import re
from datetime import timedelta
from pathlib import Path
from types import FunctionType, SimpleNamespace

import pytest

from market.kernel.clock import now
from market.kernel.db import write
from market.pages import at_group, watching
from market.pages.at_group import Shows, group_here
from market.pages.office.groups.group import officer_group
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
ACTS = {"group_here", "officer_group"}  # the doors of acts
SAYS_NOTHING = {Shows.NOTHING, Shows.ITSELF}
SHOW_NOBODY = {  # goods and accounts that buyers see, the group's own page; and what no helper opens
    "/pendamping/{group}/serah",
    *(f"/lapak/{{group}}/{page}" for page in (
        "bazar", "daftar-barang", "harga", "produk", "produk/baru", "produk/{slug}", "profil", "profil/pimpinan",
        "uang/rekening", "uang/qris",
        "kasir", "kasir/periksa", "kasir/terjual/{uid}", "siapa", "siapa/lanjut", "siapa/mulai", "uang/mutasi",
    )),
}  # fmt: skip
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
    for path, functions in read_pages():
        asked = frozenset().union(*(rights.acts_in(each).asked for each in functions))
        names = names_beside_the_door(functions)
        if asked & KEPT and not names & (NOTES | {each.name for each in Shows if each not in SAYS_NOTHING}):
            silent.append(path)
    assert silent == []


def test_a_page_of_a_group_says_what_it_shows():
    """Who writes a page with the door of acts sees it fail at once; no page is written so. Which page says that it
    shows nothing of people or money stands here."""
    pages = read_pages()
    acts = [path for path, functions in pages if names_beside_the_door(functions) & ACTS]
    assert acts == [], "begins with the door of acts, or calls a thing by the name of a function that does"
    itself = [path for path, functions in pages if "ITSELF" in (names := names_beside_the_door(functions))
              and not names & NOTES]  # fmt: skip
    assert itself == [], "it says that it notes itself what it shows"
    says_nothing = {path for path, functions in pages
                    if {"group_seen", "NOTHING"} <= (names := names_beside_the_door(functions))
                    and not names & NOTES}  # fmt: skip
    assert says_nothing == SHOW_NOBODY
    asked = SimpleNamespace(method="GET", scope={})
    for act in (lambda: group_here(None, asked, "x"), lambda: officer_group(None, asked, "x")):
        with pytest.raises(RuntimeError, match="_seen"):
            act()


def read_pages() -> list[tuple[str, list[FunctionType]]]:
    """Each page that is only read, and the functions of our pages that it goes through."""
    found = [route for route in rights.routes() if "GET" in route.methods]
    return [(route.path, list(rights.reached(rights.plain(route.endpoint)))) for route in found]


def names_beside_the_door(functions: list[FunctionType]) -> frozenset[str]:
    """What they name, but for the door itself and the notes, which name everything."""
    beside = [each for each in functions if each.__module__ not in {at_group.__name__, watching.__name__}]
    return frozenset().union(*(rights.names_in(each) for each in beside))


def test_every_file_goes_out_by_one_door():
    """Elsewhere nobody writes the header: what is taken away rests and is noted, or says that it is everybody's."""
    makers = {p.name for p in MARKET.rglob("*.py") if "attachment;" in p.read_text("utf-8")}
    assert makers == {"taken.py"}
