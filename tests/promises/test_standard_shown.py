"""What docs/asvs.md says of the whole and a shop that runs shows: fields, files, sign-ins and who is called."""

import math
import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.complaints.complaint import new_key
from market.catalog import picture
from market.kernel import sheet, store
from market.kernel.clock import now
from market.kernel.db import read
from market.kernel.record import table
from market.kernel.tokens import ALPHABET, new_token
from market.messages import channels
from market.messages.outbox import Channel, Message
from market.pages import uploads
from market.pages.arriving import ShownBy
from market.people import person, reset_code
from market.people.founding import founding
from market.people.group import Group, GroupState
from market.people.membership import Membership
from market.people.owning import start_link
from market.people.person import Person
from market.people.signing_in import contact, second_factor
from market.tables import metadata
from market.web import largest
from tests import world
from tests.promises.test_standard import PYTHON, ROOT, calls, imported

PAGE = (ROOT / "docs" / "asvs.md").read_text("utf-8")
UNDER = ROOT / "market"


def test_what_comes_in_is_decoded_once_and_one_of_two_counts(shop):
    here = world.a_shop()
    assert 'value="%3Cb"' in world.client().get("/produk?q=%253Cb").text
    assert 'value="abon"' in world.client().get("/produk?q=lain&q=abon").text, "of an address the last"
    browser = world.client()
    twice = f"variant={here.sku}&quantity=2&quantity=5".encode()
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.post("/keranjang?quantity=7", content=twice, headers=form).status_code == 303
    assert browser.cookies["isi"] == "2", "what stands in the address is no field"


def test_a_form_writes_the_fields_that_it_names_and_no_other(shop):
    """`admin=1` beside a name makes nobody an admin."""
    here = world.a_shop()
    more = {
        "admin": "1",
        "id": "1",
        "phone_proved_at": "2026-01-01",
        "chair": "1",
        "state": "checked",
        "person_id": "1",
    }
    form = {"name": "Ratna Wowor", "identifier": "081299990001", "password": "perahu biru berlayar malam", "terms": "1"}
    assert world.client().post("/daftar", data=more | form).status_code == 303
    profile = {"name": "Tunas Bahari", "village": world.BITUNG, "story": "Asap kelapa", "slug": "lain"}
    assert world.as_person(here.chair).post(f"/lapak/{here.slug}/profil", data=more | profile).status_code == 303
    name = {"name": "Olga", "language": "id"}
    world.as_person(here.member).post("/akun", data=more | name)
    with read() as db:
        admins = set(db.scalars(sa.select(table(Person).c.id).where(table(Person).c.admin)))
        made = db.scalars(sa.select(Person).where(table(Person).c.phone == "+6281299990001")).one()
        group = db.get(Group, here.group_id)
        chairs = set(db.scalars(sa.select(table(Membership).c.person_id).where(table(Membership).c.chair)))
        assert admins == {here.admin} and made.phone_proved_at is None and made.key > world.LAST_OF_CAST
        assert (group.slug, group.story, group.state) == (here.slug, "Asap kelapa", GroupState.UNCHECKED)
        assert chairs == {here.chair, here.other_chair}


def test_a_password_has_no_age(shop):
    here = world.a_shop()
    form = {"identifier": "081200000009", "password": world.PASSWORD}
    today = world.client().post("/masuk", data=form).headers["location"]
    with time_machine.travel(now() + timedelta(days=2000), tick=False):
        browser = world.client()
        assert browser.post("/masuk", data=form).headers["location"] == today
        assert browser.get("/akun").status_code == 200 and here


def test_another_password_ends_all_other_logins(shop):
    here = world.a_shop()
    lost, own = world.as_person(here.buyer), world.as_person(here.buyer)
    assert lost.get("/akun/keamanan").status_code == 200
    form = {"current": world.PASSWORD, "password": "perahu biru berlayar malam"}
    assert own.post("/akun/sandi", data=form).status_code == 303
    assert lost.get("/akun/keamanan").status_code == 303 and own.get("/akun/keamanan").status_code == 200


def test_passwords_and_codes_are_kept_as_argon2id_of_the_strength_that_is_written_down():
    """Tests hash fast; a server does as the source says."""
    assert person.hash_secret("x").startswith("$argon2id$v=19$")
    source = (UNDER / "people" / "person.py").read_text("utf-8")
    passes, mebibytes = re.search(r"^PASSES, MEMORY_KIB = (\d+), (\d+) \* 1024", source, re.M).groups()
    assert f"Argon2id ({mebibytes} MiB, t={passes}, p=1)" in PAGE
    assert {path.name for path in PYTHON if "argon2" in imported(path)} == {"person.py"}


def test_the_sizes_and_times_that_are_written_down_are_the_ones_that_hold():
    said = {
        "26 MB a request": largest.MOST_BODY == 26_000_000,
        "600 MB an hour": uploads.MOST_MEGABYTES == 600,
        "25 MB, 64 megapixels": (picture.MOST_BYTES, picture.MOST_PIXELS) == (25_000_000, 64_000_000),
        "XLSX, CSV; 5 MB, unpacked 8 MB, 2,030 rows of 60 columns, a million letters": (
            (sheet.MOST_BYTES, sheet.MOST_UNPACKED, sheet.MOST_ROWS, sheet.MOST_COLUMNS, sheet.MOST_LETTERS)
            == (5_000_000, 8_000_000, 2_030, 60, 1_000_000)
        ),
        "for a day (a code), seven (a first link) or thirty (a group's claim link)": (
            (reset_code.LASTS.days, start_link.LASTS.days, founding.CLAIM_LASTS.days) == (1, 7, 30)
        ),
        "of a number or e-mail half an hour": timedelta(minutes=30) == contact.LASTS,
        "eight of 29 signs": reset_code.LETTERS == 8 and len(reset_code.short_code(reset_code.LETTERS)) >= 8,
        "good for twelve hours": timedelta(hours=12) == uploads.STAGED_LASTS,
        "ten recovery codes": second_factor.CODES == 10,
    }  # fmt: skip
    assert [words for words in said if words not in " ".join(PAGE.split())] == []
    assert [words for words, holds in said.items() if not holds] == []


def test_a_login_is_made_in_the_ways_that_are_written_down():
    """Password, a code that is read out, signing up, a group's claim link, a first link; and a group's phone."""
    made = {(path.relative_to(UNDER).as_posix(), name) for path, _call, name in calls()}
    made = {
        (path, name) for path, name in made if name in ("sign_in", "sign_in_device") and not path.startswith("demo/")
    }
    assert made == {("pages/arriving.py", "sign_in"), ("pages/workspace/devices.py", "sign_in_device")}
    assert {way.name for way in ShownBy} == {"PASSWORD", "CODE", "SIGN_UP", "CLAIM", "LINK"}
    lets_in = {path.relative_to(UNDER).as_posix() for path, _call, name in calls() if name == "let_in"}
    assert lets_in == {
        f"pages/shop/{file}.py" for file in ("joining", "sign_in", "starting", "second_step", "forgotten")
    }


def test_calls_go_out_in_few_places_to_where_the_settings_say():
    """docs/operations.md, "Whom it talks to"; the demo's own counterpart of Stripe stands beside."""
    reach = re.compile(
        r"urllib\.request|http\.client|httpx\w*|requests|aiohttp|smtplib|socket|ftplib|stripe|obstore\S*"
    )
    found = {
        path.relative_to(UNDER).as_posix() for path in PYTHON if any(reach.fullmatch(each) for each in imported(path))
    }
    assert {name for name in found if not name.startswith("demo/")} == {
        "cli_serve.py",  # which only listens
        "messages/channels.py", "messages/mail_server.py", "payments/providers/stripe.py", "reports/homes.py",
    }  # fmt: skip
    told = (
        (ROOT / "docs" / "operations.md").read_text("utf-8").partition("## Whom it talks to")[2].partition("\n## ")[0]
    )
    assert all(
        whom in told for whom in ("| the database |", "| Stripe,", "| the mail server |", "WhatsApp", "| the bucket ")
    )


@pytest.mark.parametrize("name", ["Olga\r\nBcc: x@contoh.id", "Olga\nX: y", "Olga\x0bBcc: x@contoh.id"])
def test_no_name_begins_a_header_of_its_own(monkeypatch, name):
    sent: list[EmailMessage] = []

    class Server:
        def __enter__(self):
            return self

        def __exit__(self, *_error):
            return None

        def send_message(self, mail):
            sent.append(mail)

    monkeypatch.setattr(channels, "mail_server", Server)
    message = Message(channel=Channel.EMAIL, to="x@contoh.id", to_name=name, template="x", language="id", proved=True)
    try:
        channels.send_email(message, channels.Letter(f"Untuk {name}", "Isi"))
    except ValueError:
        return
    heads = sent[0].as_string().partition("\n\n")[0]
    assert not re.search(r"^(Bcc|X):", heads, re.M), heads


def test_a_file_goes_out_as_a_picture_or_not_at_all(shop):
    """Whatever a file is called and holds, it is named a picture; what only some may see is not served at all."""
    for name in ("a.html", "a.svg", "a.js", "a", "a-800.webp"):
        store.put(name, b"<script>alert(1)</script>")
        answer = world.client().get(f"/media/{name}")
        assert answer.headers["content-type"] == "image/webp", name
        assert answer.headers["x-content-type-options"] == "nosniff", name
    store.put("b.webp", b"RIFF", private=True)
    assert world.client().get("/media/b.webp").status_code == 404


def test_who_asks_whether_it_lives_hears_a_word(shop):
    assert world.client().get("/healthz").text == "ok" and world.client().get("/readyz").text.splitlines()[0] == "ready"


def test_each_level_of_what_is_protected_says_how():
    part = PAGE.partition("## What is protected how")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in part.splitlines() if line[:2] == "| "]
    assert rows[0] == ["level", "what", "kept", "shown", "logged"]
    assert [row[0] for row in rows[1:]] == ["secret", "key", "money", "personal", "group"]
    assert all(len(row) == 5 and all(row) for row in rows)


def test_each_link_is_kept_as_it_is_written_down():
    """As it is where letters need it, else as a digest; and how many bits it has."""
    as_they_are = {"orders.key_token", "quote.token", "written_order.token", "recap.token"}
    digests = {"notice.key_hash", "complaint.key_hash", "bazaar.audit_key_hash"}
    columns = {f"{each.name}.{column.name}" for each in metadata.sorted_tables for column in each.columns}
    assert digests <= columns
    ours = {"orders.checkout_token", "refund.token", "arrival.token"}  # of forms sent twice: they open nothing
    assert {each for each in columns if each.endswith("token")} == as_they_are | ours
    bits = len(new_key()) * math.log2(len(ALPHABET))
    [row] = [line for line in PAGE.splitlines() if line.startswith("| 11.5.1 |")]
    assert "128 bits" in row and f"has {int(bits)}" in row and len(new_token()) * 6 >= 128
