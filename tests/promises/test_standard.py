"""What docs/asvs.md says of the program as a whole, and no test of one of its parts could hold."""

import ast
import importlib
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from pydantic import TypeAdapter, ValidationError

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.free import slugs
from market.kernel.record import table
from market.kernel.tokens import ALPHABET, digest
from market.messages.outbox import Channel
from market.pages.office.bazaars.forms import Link
from market.people import login
from market.people.group import Group
from market.people.login import Login
from market.people.person import Person
from market.web.environment import environment
from tests import world

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sorted((ROOT / "market").rglob("*.py"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    """Each call in the program with the name of what is called: `re.compile`, `eval`."""
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield path, node, ast.unparse(node.func)


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_nothing_typed_becomes_code_or_a_pattern():
    """No eval, no shell, no pickle; a regular expression is written out, or put together from what is written out."""
    wrong = []
    for path, call, name in calls():
        if name in ("eval", "exec", "compile", "__import__", "os.system", "os.popen", "subprocess.getoutput"):
            wrong.append((path.name, name))
        if any(keyword.arg == "shell" for keyword in call.keywords):
            wrong.append((path.name, "shell"))
        if re.fullmatch(r"re\.(compile|sub|match|search|fullmatch|findall|finditer|split)", name):
            pattern, written = call.args[0], (ast.Constant, ast.JoinedStr, ast.BinOp)
            at_the_top = isinstance(pattern, ast.Name) and pattern.id.isupper()
            if not isinstance(pattern, written) and not at_the_top:
                wrong.append((path.name, ast.unparse(call)))
            for part in ast.walk(pattern):
                if isinstance(part, ast.FormattedValue) and path.name not in ("password.py", "finding.py"):
                    wrong.append((path.name, ast.unparse(call)))
    for path in PYTHON:
        wrong += [(path.name, each) for each in imported(path) & {"pickle", "marshal", "shelve", "yaml", "xml.etree"}]
    assert wrong == []


def test_no_statement_is_put_together_from_what_was_typed():
    """SQL as text is written out; in the search from parts that are, with words as bound values (`words_of` names a
    column)."""
    wrong = []
    for path, call, name in calls():
        if name in ("sa.text", "connection.exec_driver_sql", "sa.literal_column") and not {"demo", "migrations"} & set(
            path.parts
        ):
            said = call.args[0]
            of_names = isinstance(said, ast.Name | ast.BinOp) and path.name in (
                "indexes.py",
                "invitation.py",
                "order.py",
            )
            if not isinstance(said, ast.Constant) and not of_names and path.name not in ("order.py", "matching.py"):
                wrong.append((path.name, ast.unparse(call)))
    assert wrong == []


def test_every_page_escapes_and_markup_is_made_in_few_places(shop):
    environ = environment()
    assert all(environ.autoescape(name) for name in ("shop/list.html", "web/base.html", "office/admin.html"))
    off = re.compile(r"\|\s*safe\b|autoescape\s+false|Markup")
    assert [path.name for path in TEMPLATES if off.search(path.read_text("utf-8"))] == []
    made = {path.name for path, _call, name in calls() if name == "Markup"}
    assert made == {"writing.py", "qr.py", "floor_plan_svg.py", "goods.py", "words.py", "bazaars.py"}
    here = world.a_shop()
    nasty = '</script><img src=x onerror="a">&\'"'

    def named(db) -> str:
        return world.a_product(db, Group.get(db, here.group_id), nasty, 10_000, 5, None)[1]

    slug = write(named)
    for path in ("/produk", f"/produk/{slug}", f"/kelompok/{here.slug}"):
        text = world.client().get(path).text
        assert "onerror" in text and "<img src=x" not in text and "</script><img" not in text, path


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "\\\\evil",
    ],
)
def test_we_lead_nowhere_else(shop, back):
    world.a_shop()
    form = {"identifier": "081200000009", "password": world.PASSWORD, "kembali": back}
    where = world.client().post("/masuk", data=form).headers["location"]
    assert where.startswith("/") and not re.match(r"/[/\\\s]", where), where


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//evil.example", " ftp://x", "https:x"])
def test_a_link_that_an_office_types_leads_to_a_page(link):
    with pytest.raises(ValidationError):
        TypeAdapter(Link).validate_python(link)
    assert TypeAdapter(Link).validate_python("https://maps.example/?q=1")


def test_what_must_not_be_guessed_comes_from_secrets_and_no_old_hash_is_used():
    """`random` draws what is published with its seed, or the pause between two tries; SHA-1 is within pyotp alone."""
    drawn = {str(path.relative_to(ROOT / "market")) for path in PYTHON if "random" in imported(path)}
    assert {name for name in drawn if not name.startswith("demo/")} == {
        "bazaars/allocation/moves.py", "payments/card_desk.py",
    }  # fmt: skip
    old = re.compile(r"\b(md5|sha1|MD5|SHA1|uuid1|uuid4|DES|RC4|ECB)\b")
    assert [path.name for path in PYTHON if old.search(path.read_text("utf-8"))] == []
    assert len(ALPHABET) ** 8 > 2**38, "a code to sign in: see 6.5.4"


def test_certificates_are_always_checked():
    loose = re.compile(r"CERT_NONE|_create_unverified|check_hostname\s*=\s*False|verify\s*=\s*False")
    assert [path.name for path in PYTHON if loose.search(path.read_text("utf-8"))] == []


def test_scripts_write_text_and_nodes_and_keep_in_a_tab_what_was_typed_alone():
    markup = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|__proto__|postMessage"
    )
    kept = re.compile(r"localStorage|indexedDB|document\.cookie")
    for path in SCRIPTS:
        text = path.read_text("utf-8")
        assert not markup.search(text), (path.name, markup.findall(text))
        assert not kept.search(text) or path.name == "till.js", "14.3.3: a till's key, and what it has not sent yet"
        puts = set(re.findall(r"sessionStorage\.setItem\(\"([\w-]+)\"", text))
        assert puts <= {"beside", "chats", "checkout"}, "14.3.3 names what rests in a tab"


def test_every_password_is_masked_and_a_manager_may_fill_it():
    """A PIN is typed by hand: on a shared phone nothing is kept."""
    found = 0
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        assert not re.search(r"onpaste|oncopy", text), path.name
        for field in re.findall(r'(?s)\btext\(\s*(?:name, told|"(?:password|current|pin|again)").*?\}\}', text):
            found += 1
            by_hand = "numeric" in field or "PIN" in field or "asked_of_her" in field  # a PIN, or a password
            wanted = '"off"' if by_hand else '"(?:current|new)-password"'
            assert 'type="password"' in field and re.search(f"autocomplete={wanted}", field), (path.name, field)
    assert found > 6


def test_nobody_has_an_account_in_a_new_shop(shop):
    with read() as db:
        assert db.execute(sa.select(sa.func.count()).select_from(table(Person))).scalar_one() == 0


def test_a_login_has_256_bits_is_kept_as_a_digest_and_all_of_them_are_shown(shop):
    here = world.a_shop()
    tokens = [write(lambda db: login.sign_in(db, Person.get(db, here.buyer), f"HP {n}")) for n in range(3)]
    assert len(set(tokens)) == 3 and all(len(token) == 44 for token in tokens), "2 x 128 bits, in letters of 6"
    with read() as db:
        kept = set(db.scalars(sa.select(table(Login).c.token_hash).where(table(Login).c.person_id == here.buyer)))
    assert kept == {digest(token) for token in tokens}
    page = world.as_person(here.buyer).get("/akun/keamanan").text
    assert page.count("/akun/masuk/") + page.count("/keluar") >= 3


def test_a_login_ends_at_the_latest_however_much_it_is_used(shop):
    here = world.a_shop()
    browser, phone = world.as_person(here.buyer), world.as_device(here.device)
    used = sa.update(table(Login))
    for days, status in ((59, 200), (61, 303)):
        with time_machine.travel(now() + timedelta(days=days), tick=False):
            write(lambda db: db.execute(used.values(used_at=now())) and None)
            assert browser.get("/akun/keamanan").status_code == status
    for days, status in ((179, 200), (181, 303)):
        with time_machine.travel(now() + timedelta(days=days), tick=False):
            write(lambda db: db.execute(used.values(used_at=now())) and None)
            assert phone.get(f"/lapak/{here.slug}").status_code == status


def test_the_lifetimes_that_are_written_down_are_the_ones_that_hold():
    """docs/asvs.md, V7, and the table of docs/operations.md."""
    days = {
        name: int(getattr(login, name).total_seconds() // 86400)
        for name in ("LASTS", "IDLE", "DEVICE_LASTS", "DEVICE_IDLE")
    }
    told = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert f"| people, group members | {days['IDLE']} days | {days['LASTS']} days |" in told
    assert f"| a group's phone | {days['DEVICE_IDLE']} days | {days['DEVICE_LASTS']} days |" in told
    assert timedelta(hours=12) == login.OFFICE_IDLE and "| officers, admins | 12 hours |" in told
    page = (ROOT / "docs" / "asvs.md").read_text("utf-8")
    assert f"A login lasts {days['LASTS']} days and ends after {days['IDLE']}" in page


LIMITS = {
    "FREE_PIECES": "market.orders.cart.keeping", "MOST_AT_ONCE": "market.orders.cart.keeping",
    "MOST_UNANSWERED": "market.orders.cart.keeping", "MOST_CAUSED": "market.messages.outbox",
}  # fmt: skip


@pytest.mark.parametrize("name", LIMITS)
def test_the_limits_that_are_written_down_are_the_ones_that_hold(name):
    said = re.search(rf"^\| (\d+)[^|]*\(`{name}`\)", (ROOT / "docs" / "limits.md").read_text("utf-8"), re.M)
    assert said and int(said[1]) == getattr(importlib.import_module(LIMITS[name]), name)


def test_names_of_files_are_plain_whatever_a_group_is_called():
    for name in ("Kué Ñandú", '"; filename="x.exe', "../../etc", "Ibu\r\nSet-Cookie: a", "✓", ""):
        assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in islice(slugs(name), 3)), name


def test_no_message_goes_by_sms():
    assert {channel.value for channel in Channel} == {"email", "whatsapp", "tap", "page"}


def test_every_package_is_locked_with_its_hash_and_explained():
    told = (ROOT / "docs" / "decisions" / "0004-dependencies.md").read_text("utf-8").lower()
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    named = re.findall(
        r'^    "([\w-]+)[\[><=]', (ROOT / "pyproject.toml").read_text("utf-8").split("[project.opt")[0], re.M
    )
    assert len(named) > 20
    locked = re.findall(r"^([\w.-]+)(?:\[\w+\])?==[^\n]*\\\n\s+--hash=sha256:", lock, re.M)
    assert {name.lower() for name in named} <= {name.lower() for name in locked}
    assert [name for name in named if name.lower() not in told] == []
    assert not re.search(r"https?://|^\s*--(?!hash=)", lock, re.M), "hashes, and no other place to install from"


def test_the_containers_start_without_a_known_password_and_not_as_root():
    compose = (ROOT / "compose.yaml").read_text("utf-8")
    assert "${POSTGRES_PASSWORD:?" in compose and "${SECRET_KEY:?" in compose
    assert not re.search(r"PASSWORD: *\w|SECRET_KEY: *\w|\$\{\w*(PASSWORD|KEY):-\w", compose)
    assert re.search(r"^USER dermaga$", (ROOT / "Dockerfile").read_text("utf-8"), re.M)
