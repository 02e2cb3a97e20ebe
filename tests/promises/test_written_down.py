"""It is written down who did what: seen by the owner and the admin, and more of nobody than an id."""

import ast
import json
import re
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from fastapi.testclient import TestClient

from market.app import create_app
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.later import write_later
from market.kernel.limits import Attempt
from market.kernel.record import table
from market.kernel.slowdown import Slowdown
from market.messages.outbox import Message
from market.orders.clockwork import tidy
from market.orders.order import SubOrder
from market.pages.security_words import SENTENCES, door_called, kinds_of_events
from market.pages.watching import PRIVATE, RIGHTS
from market.people.colleagues import let_look_over
from market.people.founding.founding import new_claim_link
from market.people.group import Group
from market.people.helpers import appoint
from market.people.known_browser import KnownBrowser
from market.people.membership import find_membership
from market.people.person import Person
from market.people.roles.facilitating import begin_helping
from market.people.security import SecurityEvent, security_event
from market.people.vouching import vouch
from market.web.sentences import REFUSALS
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import wide

MARKET = Path(__file__).resolve().parents[2] / "market"
E = table(SecurityEvent)
PHONE_AGENT = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
)


def codes(**where) -> list[str]:
    write_later()
    with read() as db:
        wanted = sa.select(E.c.code).where(*(E.c[name] == value for name, value in where.items()))
        return list(db.scalars(wanted.order_by(E.c.id)))


def signs_in(browser, password: str = world.PASSWORD, identifier: str = "081200000001"):
    return browser.post("/masuk", data={"identifier": identifier, "password": password})


def test_every_event_has_its_sentence():
    """No code is written down that nobody could read."""
    called = re.compile(
        r"(?:security_event|report_security|report_miss|once_an_hour|_wrote|_note)\(\s*(?:(?:self\.)?db, |request, )?"
        r"\"(\w+)\"(?: if \w+ else \"(\w+)\")?"
    )
    found = {
        code
        for path in MARKET.rglob("*.py")
        for pair in called.findall(path.read_text("utf-8"))
        for code in pair
        if code
    }
    found |= set(re.findall(r"self\._tell\(\"(\w+)\"", (MARKET / "payments/account.py").read_text("utf-8")))
    assert {"signed_in", "code_issued", "looked", "roles_changed", "sign_in_wrong"} <= found
    assert not found - set(SENTENCES)


@wide
def test_sign_ins_good_and_bad_and_a_new_phone(shop):
    here = world.a_shop()
    write(lambda db: setattr(Person.get(db, here.chair), "email", "meike@dermaga.test"))
    own = world.client()
    own.headers["user-agent"] = PHONE_AGENT
    assert signs_in(own).status_code == 303
    for _ in range(4):
        signs_in(world.client(), "salah sekali")
    other = world.client()
    other.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0"
    assert signs_in(other).status_code == 303
    assert own.post("/keluar").status_code == 303
    begun = ["joined", "pin_chosen"]
    assert codes(person_id=here.chair) == [*begun, "signed_in", "sign_in_wrong", "signed_in", "signed_out"]
    with read() as db:
        letters = list(db.scalars(sa.select(Message).where(table(Message).c.template == "new_browser")))
    assert len(letters) == 1 and letters[0].to == "meike@dermaga.test", "the first sign-in is no news"
    from market.pages.letters import render

    letter = render(letters[0])
    assert "komputer Windows, Firefox" in letter.body and "/akun/keamanan" in letter.body
    page = other.get("/akun").text
    assert "Masuk terakhir" in page and "HP Android, Chrome" in page
    told = other.get("/akun/keamanan").text
    assert "Masuk dari komputer Windows, Firefox, pertama kali dari sana" in told
    assert "Kata sandi salah dimasukkan" in told and "Mozilla" not in told


@wide
def test_a_page_that_is_read_writes_nothing_itself(shop):
    here = world.a_shop()
    buyer, admin = world.as_person(here.buyer), world.as_person(here.admin)
    helper = world.as_person(here.facilitator)
    for _ in range(3):
        assert buyer.get("/admin").status_code == 404
        assert buyer.get(f"/lapak/{here.slug}").status_code == 404
        assert helper.get(f"/lapak/{here.slug}/anggota").status_code == 200
        assert buyer.get("/akun/data").status_code == 200
    with read() as db:
        assert (
            db.execute(sa.select(E.c.id).where(E.c.code.in_(("refused_right", "looked", "exported")))).first() is None
        )
    assert codes(by_id=here.buyer) == ["refused_right", "refused_right", "exported"]
    assert codes(by_id=here.facilitator) == ["looked"]
    assert codes(by_id=here.admin) == [] and admin


@wide
def test_nobody_fills_the_table(shop, noon):
    """A wrong password is one row an hour for each account and network, a refused page one for each person."""
    here = world.a_shop()
    for n in range(25):
        signs_in(world.client(), "salah", f"0812 5555 {n:04d}")
    stranger = world.as_person(here.other_chair)
    for n in range(12):
        stranger.post(f"/lapak/{here.slug}/anggota", data={"name": f"Boneka {n}"})
        stranger.get(f"/lapak/tidak-ada-{n}")
        stranger.get(f"/pesanan/D-{n}AAAAA")
        write_later()
    assert codes(code="sign_in_wrong") == ["sign_in_wrong"]
    met = ("/lapak/{group}", "/lapak/{group}/anggota", "/pesanan/{number}")
    assert codes(code="refused_right", by_id=here.other_chair) == ["refused_right"] * len(met)

    def many(db) -> None:
        from market.people.security import once_an_hour

        for n in range(700):
            once_an_hour(db, "sign_in_wrong", f"{n}/198.51.100.{n % 250}", network="x")

    write(many)
    assert len(codes(code="sign_in_wrong")) <= 500


@wide
def test_roles_are_written_down_wherever_they_change(shop):
    here = world.a_shop()
    admin, officer = world.as_person(here.admin), world.as_person(here.officer)
    office = write(lambda db: appoint(db, Person.get(db, here.buyer), "71.72", "Dinas", by_id=here.admin).key)
    assert admin.post(f"/admin/petugas/{office}/selesai").status_code == 303
    write(lambda db: begin_helping(db, here.group_id, Person.get(db, here.buyer), given_by=here.officer) and None)
    assert officer.post(f"/dinas/kelompok/{here.slug}/pendamping/{here.buyer}/selesai").status_code == 303
    assert codes(person_id=here.buyer) == ["office_given", "office_ended", "helping_begun", "helping_ended"]
    assert codes(person_id=here.buyer, by_id=here.officer) == ["helping_begun", "helping_ended"]
    write(
        lambda db: find_membership(db, here.group_id, here.member).take_roles(
            chair=True, treasurer=False, given_by=here.chair
        )
    )
    write(lambda db: find_membership(db, here.group_id, here.member).end(world.actor(here.chair)))
    assert codes(person_id=here.member)[-2:] == ["roles_changed", "membership_ended"]
    assert codes(person_id=here.superior) == []

    def looks_and_acts(db) -> None:
        who, office = Person.get(db, here.other_chair), ("71.72", "Dinas Perikanan Bitung")
        appoint(db, who, *office, by_id=here.officer, reads_only=True)
        let_look_over(db, *office, who, here.admin)
        appoint(db, who, *office, by_id=here.officer)

    write(looks_and_acts)
    post = ["office_given", "office_ended", "office_given"]
    assert codes(person_id=here.other_chair) == ["joined", *post, *post[1:]]
    assert codes(person_id=here.other_chair, by_id=here.admin) == post[1:], "by whose word the one before ended"


@wide
def test_what_is_done_as_her_on_a_phone_of_the_group_is_hers_to_read(shop):
    """Who knows her PIN, or gave a code for one, acts as her there: she sees it, and the admin does."""
    here = world.a_shop()
    write(lambda db: vouch(db, Group.get(db, here.group_id), by=world.actor(here.officer), agency="Dinas"))
    chair, group, phone = world.as_person(here.chair), f"/lapak/{here.slug}", world.as_device(here.device)
    key = write(lambda db: find_membership(db, here.group_id, here.member).key)
    as_her = {"member": key, "pin": world.PIN}
    assert [phone.post(f"{group}/siapa", data=as_her).status_code for _ in range(4)] == [303] * 4
    assert 1 <= codes(code="named_on_phone", person_id=here.member).count("named_on_phone") <= 2, "once an hour"
    own = world.as_person(here.member)
    fresh = {"current": world.PIN, "pin": "7391", "again": "7391"}
    assert own.post(f"{group}/anggota/{key}/pin", data=fresh).status_code == 303
    page = own.get("/akun/keamanan").text
    assert "Bekerja di HP kelompok dengan PIN" in page and "PIN dipilih atau diganti" in page
    assert chair.post(f"{group}/anggota", data={"name": "Mama Nona"}).status_code == 200
    assert chair.post(f"{group}/hp/{here.device}/milik").status_code == 303
    assert chair.post(f"{group}/hp/{here.device}/keluar").status_code == 303
    assert chair.post(f"{group}/hp", data={"name": "HP baru"}).status_code == 303
    new = write(lambda db: new_claim_link(db, Group.get(db, here.group_id), "Meike", "", world.actor(here.officer)))
    assert new and codes(by_id=here.officer) == ["group_vouched", "claim_link_made"]
    did = [code for code in codes(by_id=here.chair) if code.startswith(("pin_code", "device"))]
    assert did == ["pin_code_issued", "device_kept", "device_ended", "device_set_up"]
    assert "HP kelompok dipasang" in world.as_person(here.chair).get("/akun/keamanan").text


SECRET = re.compile(
    r"@|\+?62\d{6,}|\b08\d{7,}|kunci|password|sandi|[A-Z0-9]{4}-[A-Z0-9]{4}|Meike|Sience|Olga|Rina|Ratna|Hendra"
)


@wide
def test_no_row_holds_more_of_a_person_than_an_id(shop):
    """A walk through everything that writes an event, then every row is read."""
    here = world.a_shop()
    path, _answer = world.buys(world.client(), here.sku, 1)
    assert path
    number = re.search(r"/pesanan/([^?]+)", path)[1]
    own = world.client()
    signs_in(own)
    signs_in(world.client(), "salah sekali")
    own.get("/akun/data")
    own.post("/akun/sandi", data={"current": world.PASSWORD, "password": "perahu biru berlayar"})
    admin, officer, helper = (world.as_person(key) for key in (here.admin, here.officer, here.facilitator))
    for each in (admin, officer, helper, world.as_person(here.buyer)):
        for page in ("/admin", "/dinas", f"/dinas/kelompok/{here.slug}", f"/lapak/{here.slug}/anggota",
                     f"/lapak/{here.slug}/pesanan/{number}-1", f"/lapak/{here.slug}/uang/buku.xlsx", path,
                     f"/pesanan/{number}"):  # fmt: skip
            each.get(page)
    admin.post("/admin/kode", data={"identifier": "081200000003"})
    admin.post("/admin/petugas", data={"name": "Baru", "phone": "081299990077", "place": "71.72", "agency": "Dinas"})
    world.client().post(
        "/lupa", data={"identifier": "081200000003", "code": "ABCDEFGH", "password": "kapal biru malam"}
    )
    assert len(set(codes())) >= 9, codes()
    with read() as db:
        rows = list(db.execute(sa.select(E.c.code, E.c.params)))
    assert not [row for row in rows if SECRET.search(json.dumps(row.params))], rows
    seen = admin.get("/admin/keamanan").text
    assert "signed_in" in seen and "Meike" not in seen and "081200" not in seen.replace("-", "")


@wide
def test_the_admin_filters_and_pages_and_nobody_else_sees_them(shop):
    here = world.a_shop()
    write(lambda db: [security_event(db, "signed_out", person_id=here.buyer) for _ in range(60)] and None)
    write(lambda db: security_event(db, "password_changed", person_id=here.chair, by_id=here.chair))
    admin = world.as_person(here.admin)
    first = admin.get(f"/admin/keamanan?orang={here.buyer}").text
    assert first.count('data-code="signed_out"') == 50 and "halaman=2" in first
    assert admin.get(f"/admin/keamanan?orang={here.buyer}&halaman=2").text.count('data-code="signed_out"') == 10
    only = admin.get("/admin/keamanan?kode=password_changed").text
    assert 'data-code="password_changed"' in only and 'data-code="signed_out"' not in only
    for odd in ("?orang=x&kode=%27&halaman=-1", "?orang=99999999999&halaman=9999999999999"):
        assert admin.get("/admin/keamanan" + odd).status_code == 200
    assert world.as_person(here.officer).get("/admin/keamanan").status_code == 404


def test_events_go_after_a_year_and_the_network_with_the_account(shop):
    here = world.a_shop()
    old = now() - timedelta(days=366)
    write(lambda db: security_event(db, "signed_out", person_id=here.buyer, network="203.0.113.9"))
    write(lambda db: SecurityEvent(at=old, code="signed_out", person_id=here.buyer).add(db) and None)
    tidy()
    assert codes(person_id=here.buyer) == ["signed_out"]
    buyer = world.as_person(here.buyer)
    assert buyer.post("/akun/hapus", data={"sure": "ya", "current": world.PASSWORD}).status_code == 303
    with read() as db:
        assert set(db.scalars(sa.select(E.c.network).where(E.c.person_id == here.buyer))) == {""}
    assert codes(person_id=here.buyer)[-1] == "account_ended"


@wide
def test_a_look_says_at_what(shop):
    """Orders, buyers, payments, applications, an auditor's files, by kind; that none is missing, a walk looks."""
    here = world.a_shop()
    _path, answer = world.buys(world.client(), here.sku, 1)
    assert answer.status_code == 303
    fair = fairs.a_fair(here.officer, groups=2)
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(2):
        fairs.register(fair, number)
    fairs.allotted(fair)
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    audit = fairs.auditor_link(fair)
    file = audit.replace("/periksa?", "/periksa/plan.json?")
    helper, officer, admin = (world.as_person(key) for key in (here.facilitator, here.officer, here.admin))
    group = f"/lapak/{here.slug}"
    looks = [
        (helper, here.facilitator, group, "orders"), (helper, here.facilitator, f"{group}/stok/1", "buyers"),
        (helper, here.facilitator, f"{group}/uang", "claims"), (officer, here.officer, f"{group}/uang", "claims"),
        (helper, here.facilitator, f"{group}/uang/bagi-hasil", "shares"),
        (helper, here.facilitator, f"{group}/uang/rekap", "recap"),
        *((officer, here.officer, fair.desk + page, "applications")
          for page in ("/pendaftaran", "/pembagian", "/sesudah", "/kehadiran", "/surat/peserta")),
        (admin, here.admin, "/admin/uang/transfer", "claims"),
        (admin, here.admin, f"/admin/keamanan?orang={here.chair}", "events"),
        (world.client(), None, audit, "audit"), (world.client(), None, file, "audit"),
    ]  # fmt: skip
    missing = []
    for browser, who, address, kind in looks:
        write(lambda db: db.execute(sa.delete(table(SecurityEvent))) and None)
        write(lambda db: db.execute(sa.delete(table(Attempt))) and None)
        assert browser.get(address).status_code == 200, address
        write_later()
        with read() as db:
            found = list(db.scalars(sa.select(SecurityEvent).where(E.c.code.in_(("looked", "exported")))))
        if kind not in {each.params.get("kind") for each in found if each.by_id == who}:
            missing.append(f"{address}: {kind}")
    assert not missing, "\n".join(missing)


@wide
def test_no_address_of_a_network_is_kept(shop):
    """Not in an event, nor with a known browser, nor where tries are counted; two from one place look alike."""
    here = world.a_shop()
    for address in ("203.0.113.9", "203.0.113.9", "198.51.100.7"):
        browser = TestClient(create_app(), base_url="http://testserver", client=(address, 1), follow_redirects=False,
                             headers={"origin": "http://testserver"})  # fmt: skip
        signs_in(browser, "salah sekali")
        assert signs_in(browser).status_code == 303
        browser.post("/lacak", data={"number": "D-ABCDEF", "digits": "0000"})
    mine = browser.get("/akun/keamanan").text
    assert "jaringan yang Anda pakai sekarang" in mine and "jaringan lain" in mine
    with read() as db:
        networks = set(db.scalars(sa.select(E.c.network).where(E.c.code == "signed_in")))
        held = [
            str(row)
            for model in (SecurityEvent, KnownBrowser, Attempt, Slowdown)
            for row in db.execute(sa.select(table(model)))
        ]
    assert len(networks) == 2 and here
    assert not [row for row in held if "203.0.113" in row or "198.51.100" in row]


def test_no_address_and_no_code_stands_where_people_read(shop):
    here = world.a_shop()
    for path in {route.path for route in create_app().routes if route.path.startswith(PRIVATE)}:
        assert door_called(path) != path, f"{path} has no words"
    assert not any("_" in words or "%" in words for _code, words in kinds_of_events())
    admin = world.as_person(here.admin)
    shown = admin.get("/admin/keamanan").text
    assert "<code>" not in shown and ">signed_in<" not in shown and "Masuk dari …" in shown


# -- refusals of rights, and whose it is what somebody looked at

WHO = re.compile(r"\b(by|actor)\b|are_close|is_own\b|person_id|\broles\b")  # a condition on who acts
SAY_WHOSE = re.compile(
    r"^(not_|own_|code_by|code_two|met_by|pin_only|proved_|second_|payer_too|account_needs|helper_no|rests|reads|app_n)"
    r"|too_close$|is_yours$|is_theirs$|_only$|_by_another$|_confirms$"
)
NO_RIGHT = {  # they read like refusals of a right, or are asked of who acts, and are none
    "app_already", "app_code_wrong", "app_none", "certificate_shape", "helper_no_member", "invites_herself",
    "more_than_stripe_holds", "not_done_yet", "not_paid_yet", "not_the_day", "not_the_hours", "own_account_first",
    "own_successor", "payouts_off", "pin_device_only", "pin_in_own_account", "proved_by_inviter",
    "proved_elsewhere", "second_needed", "stand_in_somebody_else", "till_other",
}  # fmt: skip


def refused_to_some(tree: ast.AST) -> set[str]:
    """Codes that are raised, or given to who raises them, under a condition on who acts."""
    asked = [each for each in ast.walk(tree) if isinstance(each, ast.If) and WHO.search(ast.unparse(each.test))]
    raised = [
        call
        for each in asked
        for step in each.body
        if isinstance(step, ast.Raise | ast.Return)
        for call in ast.walk(step)
    ]
    refusals = [each for each in raised if isinstance(each, ast.Call) and ast.unparse(each.func) == "Refused"]
    inside = [part for each in refusals for part in ast.walk(each.args[0])]
    return {part.value for part in inside if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def test_every_refusal_that_says_whose_it_is_is_written_down():
    """Each by the condition under which it is raised, or by its name, whoever adds one; and none that nothing
    raises."""
    kept = {*MARKET.glob("web/sentences/*.py"), MARKET / "pages/watching.py"}
    sources = [path.read_text("utf-8") for path in MARKET.rglob("*.py") if path not in kept]
    some = set().union(*(refused_to_some(ast.parse(source)) for source in sources)) & REFUSALS.keys()
    assert {"holders_only", "group_closed_officer", "reads_only"} <= some
    assert some - NO_RIGHT - RIGHTS == set()
    assert {code for code in REFUSALS if SAY_WHOSE.search(code)} - NO_RIGHT - RIGHTS == set()
    whole = "".join(sources)
    assert {code for code in RIGHTS if f'"{code}"' not in whole} == set(), "raised nowhere"
    assert REFUSALS.keys() >= RIGHTS


@wide
def test_the_owner_sees_who_looked_at_her_order(shop):
    here = world.a_shop()
    _path, answer = world.buys(world.as_person(here.buyer), here.sku, 1)
    assert answer.status_code == 303
    with read() as db:
        number = db.scalars(sa.select(SubOrder)).one().number
    assert world.as_person(here.facilitator).get(f"/lapak/{here.slug}/pesanan/{number}").status_code == 200
    write_later()
    with read() as db:
        seen = [e for e in db.scalars(sa.select(SecurityEvent)) if e.code == "looked" and e.params["kind"] == "order"]
    assert [(each.person_id, each.by_id) for each in seen] == [(here.buyer, here.facilitator)]
    assert "Melihat" in world.as_person(here.buyer).get("/akun/keamanan").text
