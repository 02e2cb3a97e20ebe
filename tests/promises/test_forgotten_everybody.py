"""Whoever did much and deletes her account is named nowhere, but where a rule says so; no name is kept without its
id."""

import ast
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import AutoString

from market import tables
from market.bazaars.after.amendment import Amendment, AmendmentKind
from market.bazaars.bazaar import bazaar_by_slug
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.names import GONE, OURS, PHONES, person_name, phone_name
from market.kernel.refused import Refused
from market.messages.outbox import Message, tell
from market.pages.acts import SENTENCES
from market.people.approving.stand_in import StandIn
from market.people.helpers import Officer
from market.people.membership import Acceptance, find_membership, join
from market.people.person import Person
from market.people.roles.role_change import RoleChange
from market.reports.forgetting import ARCHIVE, OF_THINGS, forget_traces, signatures
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import both, wide
from tests.orders.placing.test_quote import day
from tests.payments.test_card import rows

# Whose name an office keeps about a bazaar, and whoever said yes for the office that a quote was written to.
ALONE = {"appeal.answered_by", "message.caused_by", "quote.accepted_by"}


def texts() -> list[tuple[sa.Table, sa.Column]]:
    return [(each, c) for each in tables.metadata.sorted_tables for c in each.c if isinstance(c.type, AutoString)]


def test_whoever_is_named_stands_beside_her_id():
    alone = {
        f"{each.name}.{c.name}"
        for each, c in texts()
        if c.name.rpartition("_")[2] == "by" and f"{c.name}_id" not in each.c
    }
    assert alone == ALONE, "a name alone can be anybody's"
    signed = {(each.rows.name, each.name) for each in signatures()}
    assert all(name == "name" or name.rpartition("_")[2] == "by" for _, name in signed)
    assert signed >= ARCHIVE | {("act", "name"), ("message", "sent_by"), ("order_event", "by"), ("stockmovement", "by")}


def test_an_act_that_tells_of_a_person_says_who_she_is():
    found = 0
    for file in sorted(Path("market").rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "note":
                said = {each.arg for each in call.keywords}
                code = next((a.value for a in call.args[2:3] if isinstance(a, ast.Constant)), "")
                if "name" in said and code not in OF_THINGS:
                    found += 1
                    assert said & {"of", "invitation"}, f"{file}:{call.lineno}"
    assert found > 15
    assert {code for code, words in SENTENCES.items() if "%(name)s" in words()} >= OF_THINGS


def test_nobody_is_called_as_the_program_itself():
    alike = (
        "dermaga",
        "D E R M A G A",
        "Derrnaga",
        "Dérmaga",
        "Dermagа",
        "Ａkun dihapus",
        "akun-dihapus",
        "HP  Kelompok",
    )
    for name in (*OURS, *PHONES, *alike):
        for read_name in (person_name, phone_name) if name in OURS else (person_name,):
            try:
                read_name(name)
            except Refused as refusal:
                assert refusal.code == "name_ours"
            else:
                raise AssertionError(name)
    assert [person_name("Ibu Dermaga Sari"), phone_name("HP kelompok")] == ["Ibu Dermaga Sari", "HP kelompok"]


NAMES = {
    "chair": "Ketua Wowor", "treasurer": "Bendahara Lumi", "member": "Anggota Pusung",
    "facilitator": "Pendamping Kalalo",
    "officer": "Petugas Rorong", "admin": "Pengelola Sondakh", "buyer": "Pembeli Mandagi",
}  # fmt: skip


def traces(*known: str) -> list[str]:
    found = []
    with read() as db:
        for each, column in texts():
            for value in db.scalars(sa.select(column)):
                if value and any(one in str(value) for one in known):
                    found.append(f"{each.name}.{column.name}: {value}")
    return found


def cast(here) -> None:
    """Each bears a name of her own and proved an address; others are there to hand over to."""

    def work(db):
        for role, name in NAMES.items():
            person = Person.get(db, getattr(here, role))
            person.name, person.email = name, f"{name.split()[1].lower()}@contoh.id"
            person.email_proved_at = now() - timedelta(days=30)
        other = world.a_person(db, "Yang Tinggal", 8000, email="tinggal@contoh.id")
        join(db, here.group_id, other, Acceptance.ACCOUNT, since=now() - timedelta(days=60))
        world.a_person(db, "Admin Lain", 8001, admin=True)
        boss = world.a_person(db, "Kepala Lain", 8002)
        Officer(person_id=boss.key, place="71.72", agency="Dinas Perikanan Bitung").add(db)

    write(work)


def work_done(here) -> None:
    """Acts of each, and acts of others about her."""
    desk = f"/lapak/{here.slug}"
    with read() as db:
        at = {role: find_membership(db, here.group_id, getattr(here, role)) for role in ("treasurer", "member")}
        at = {role: membership.key for role, membership in at.items()}
    who = {role: world.as_person(getattr(here, role)) for role in NAMES}
    chair, treasurer, member = who["chair"], who["treasurer"], who["member"]
    for each in (chair, treasurer, member, who["facilitator"]):
        done(each.post(f"{desk}/stok", data={"variant": here.sku, "quantity": 3}))
        done(each.post(f"{desk}/stok/terjual", data={"variant": here.sku, "quantity": 1}))
        path, answer = world.buys(who["buyer"], here.sku, 1, name=NAMES["buyer"], token=f"token-{id(each)}-all")
        assert path, answer.text
        number = path.rpartition("/")[2] + "-1"
        done(who["buyer"].post(f"{path}/bayar", data={"claim": number}))
        done(treasurer.post(f"{desk}/uang/masuk/{number}"))
        for step in ("siapkan", "siap", "serahkan"):
            done(each.post(f"{desk}/pesanan/{number}/{step}"))
    done(chair.post(f"{desk}/anggota", data={"name": "Yuli Baru", "email": "yuli@contoh.id"}), 200)
    done(chair.post(f"{desk}/anggota/{at['member']}/peran", data={"treasurer": "1"}))
    done(chair.post(f"{desk}/peran/{rows(RoleChange)[-1].key}/batal"))
    done(treasurer.post(f"{desk}/pengganti", data={"treasurer": at["treasurer"], "member": at["member"]}))
    for act, by in (("mulai", member), ("selesai", treasurer)):
        done(by.post(f"{desk}/pengganti/{rows(StandIn)[-1].key}/{act}"))
    for each in (chair, treasurer):
        done(each.post(f"{desk}/uang/bagi-hasil/biaya", data={"day": day(0), "what": "Kayu", "amount": "5.000"}))
        done(each.post(f"{desk}/uang/rekap"))
    offered = {
        "office": "Dinas Sosial", "contact": "Ibu Ani", "phone": "0812-7777-0001", f"quantity-{here.sku}": "1",
        "deliver_on": day(1), "delivery_fee": "0", "pay_days": "30", "valid_until": day(7),
    }  # fmt: skip
    done(chair.post(f"{desk}/penawaran", data=offered))
    done(who["officer"].post(f"/dinas/kelompok/{here.slug}/cek"))
    helper = {"name": "Kak Baru", "identifier": "kak@contoh.id", "organisation": "LSM"}
    done(who["officer"].post(f"/dinas/kelompok/{here.slug}/pendamping", data=helper))
    for person in (here.member, here.facilitator):
        who["officer"].post(f"/dinas/kelompok/{here.slug}/kode/{person}")
    asked = {"name": "Petugas Baru", "email": "baru@contoh.id", "place": "71.72", "agency": "Dinas Perikanan Bitung"}
    done(who["admin"].post("/admin/petugas", data=asked))
    who["admin"].post("/admin/kode", data={"identifier": "wowor@contoh.id"})

    def told(db):
        for role, name in NAMES.items():
            params = {"by": name, "account": "BRI 1", "group": "Tunas Bahari", "path": "/"}
            for key in (here.chair, here.treasurer):
                to = Person.get(db, key).recipient
                tell(db, to, "account_typed", params, name=f"{role}/{key}", from_group=here.group_id)

    write(told)


def leaves_roles(db, here) -> None:
    """Each handed over what she held."""
    other = db.scalars(sa.select(Person).where(Person.name == "Yang Tinggal")).one()
    kept = find_membership(db, here.group_id, other.key)
    kept.chair = kept.treasurer = True
    for role in ("chair", "treasurer"):
        mine = find_membership(db, here.group_id, getattr(here, role))
        mine.chair = mine.treasurer = False
    for key in (here.chair, here.member, here.facilitator):
        Person.get(db, key).restricted_until = None


@wide
def test_everybody_who_is_gone_is_named_nowhere(shop):
    here = world.a_shop(pieces=30)
    cast(here)
    work_done(here)
    write(lambda db: leaves_roles(db, here))
    for role, name in NAMES.items():
        with read() as db:
            person = Person.get(db, getattr(here, role))
            known = (name, str(person.phone), str(person.email))
        assert len(traces(*known)) > 4, (role, traces(*known))
        gone = world.as_person(person.key).post("/akun/hapus", data={"sure": "ya", "current": world.PASSWORD})
        assert gone.status_code == 303, (role, gone.text[-3000:])
        assert traces(*known) == [], role
    assert "Yang Tinggal" in {m.to_name for m in rows(Message)}, "whoever is there is named as before"


@both
def test_what_an_office_decided_about_a_bazaar_keeps_its_officers_name(shop):
    here = world.a_shop()
    slug, told = fairs.a_fair(here.officer).slug, list[int]()

    def decided(db):
        bazaar = bazaar_by_slug(db, slug)
        for role in ("officer", "chair"):
            signs = {"made_by": Person.get(db, getattr(here, role)).name, "made_by_id": getattr(here, role)}
            told.append(
                Amendment(bazaar_id=bazaar.key, kind=AmendmentKind.MOVED, what="A01", reason="x", **signs).add(db).key
            )

    write(decided)
    with read() as db:
        officer = Person.get(db, here.officer).name
    for role in ("officer", "chair"):
        write(lambda db, role=role: forget_traces(db, Person.get(db, getattr(here, role))))
    with read() as db:
        signed = [Amendment.get(db, key).made_by for key in told]
    assert signed == [officer, GONE], "the archive is the office's; what a member said for her group is not"
