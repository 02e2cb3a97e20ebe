"""No role in money or office ends, and no group moves, in a way that shakes off those who may object; nobody judges
what is her own."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.allotting.runs import run_waiting
from market.bazaars.bazaar import Bazaar
from market.bazaars.registering.application import Application
from market.bazaars.slot import slots_of
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.messages.outbox import Channel, Message
from market.orders.clockwork import tick
from market.payments.account import Account
from market.payments.bill import Bill, Custodian
from market.people.access import CLOCK
from market.people.act import Act
from market.people.approving.stand_in import StandIn
from market.people.certificate import Certificate, CertificateKind
from market.people.group import Group, GroupKind, GroupState
from market.people.helpers import Facilitation, Officer
from market.people.invitation import Invitation, InvitationKind
from market.people.membership import Acceptance, Membership, find_membership, join, members
from market.people.person import Person
from market.people.reset_code import ResetCode
from market.people.roles.doubtful import doubtful
from market.people.roles.role_change import RoleChange
from market.people.security import SecurityEvent
from market.reports.doctor import complaints
from market.reports.my_data import forget
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import wide
from tests.payments.test_card import rows
from tests.people.owning.test_contacts import at_once
from tests.promises.test_two_people import TYPED, a_new_group, takes_roles, typed_by

# -- deleting the account


def deletes(person_id):
    form = {"sure": "ya", "current": world.PASSWORD}
    return world.as_person(person_id).post("/akun/hapus", data=form)


def stays(person_id, words):
    answer = deletes(person_id)
    assert answer.status_code == 422 and words in answer.text, answer.text
    with read() as db:
        assert db.get(Person, person_id).ended_at is None


def goes(person_id):
    done(deletes(person_id))
    with read() as db:
        assert db.get(Person, person_id).ended_at is not None


def told(template, kind=""):
    """To whom letters of one template went, by address."""
    return {
        m.to
        for m in rows(Message)
        if m.template == template and m.params.get("kind", "") == kind and m.channel is not Channel.PAGE
    }


def reach(here, *people):
    """These people have an e-mail that they proved; the addresses in the same order."""

    def work(db):
        for key in people:
            person = db.get(Person, key)
            person.email, person.email_proved_at = f"{key}@contoh.id", now()

    write(work)
    return [f"{key}@contoh.id" for key in people]


@wide
def test_nobody_drops_a_role_by_deleting_the_account(shop):
    here = world.a_shop()
    stays(here.chair, "satu-satunya ketua Tunas Bahari")
    stays(here.treasurer, "Keluar dulu di halaman Anggota")

    def second_chair(db):
        find_membership(db, here.group_id, here.member).take_roles(chair=True, treasurer=False, given_by=here.chair)

    write(second_chair)
    stays(here.chair, "Keluar dulu di halaman Anggota")
    stays(here.officer, "satu-satunya petugas")
    stays(here.admin, "satu-satunya admin")
    with read() as db:
        held = {person.key: (m.chair, m.treasurer) for m, person in members(db, here.group_id)}
    assert held == {here.chair: (True, False), here.treasurer: (False, True), here.member: (True, False)}


@wide
def test_who_stands_in_for_the_treasurer_says_so_first(shop):
    here = world.a_shop()

    def stand_in(db):
        theirs, hers = (find_membership(db, here.group_id, key).key for key in (here.treasurer, here.member))
        StandIn(
            group_id=here.group_id, treasurer_id=theirs, membership_id=hers, asked_by_id=here.treasurer,
            asked_by="Sience", agreed_at=now(), begun_at=now(),
        ).add(db)  # fmt: skip

    write(stand_in)
    stays(here.member, "menggantikan bendahara")
    [letters] = reach(here, here.treasurer)
    key = rows(StandIn)[-1].key
    write(lambda db: setattr(db.get(StandIn, key), "begun_at", None))
    goes(here.member)
    assert rows(StandIn)[-1].ended_at, "the treasurer can name another"
    assert told("stand_in") == {letters}


@wide
def test_an_office_ends_with_notice_to_who_worked_there(shop):
    here = world.a_shop()

    def more(db):
        Officer(person_id=here.buyer, place="71.72", agency="Dinas Perikanan Bitung").add(db)
        db.get(Person, here.member).admin = True
        asked = Invitation(
            kind=InvitationKind.SUPERIOR, place="71.72", identifier="x@contoh.id", by_id=here.officer
        ).add(db)
        return asked.key

    asked = write(more)
    colleague, admin, chair, treasurer = reach(here, here.buyer, here.member, here.chair, here.treasurer)
    goes(here.superior)
    goes(here.officer)
    goes(here.facilitator)
    goes(here.admin)
    with read() as db:
        o, f = table(Officer), table(Facilitation)
        left = set(db.scalars(sa.select(o.c.person_id).where(o.c.ended_at.is_(None))))
        assert left == {here.buyer, here.far_officer}
        assert not list(db.scalars(sa.select(f.c.id).where(f.c.ended_at.is_(None))))
        assert not db.get(Person, here.admin).admin
        assert db.get(Invitation, asked).state == "withdrawn"
    assert told("post_ended", "superior") >= {colleague, admin}
    assert told("post_ended", "officer") >= {colleague, admin}
    assert told("post_ended", "facilitator") >= {chair, treasurer, colleague}
    assert told("post_ended", "admin") == {admin}
    assert {e.code for e in rows(SecurityEvent)} >= {"office_ended", "helping_ended", "admin_ended"}
    stays(here.buyer, "satu-satunya petugas")
    stays(here.member, "satu-satunya admin")


@wide
def test_what_she_asked_for_goes_with_her(shop):
    """A change that waits is withdrawn and told, whoever it is about; so is one about herself."""
    here = world.a_shop()
    [chair] = reach(here, here.chair)
    with read() as db:
        keys = {key: find_membership(db, here.group_id, key).key for key in (here.treasurer, here.member)}
    helper, boss = world.as_person(here.facilitator), world.as_person(here.chair)
    done(helper.post(f"/lapak/{here.slug}/anggota/{keys[here.treasurer]}/peran", data={"chair": "1", "treasurer": "1"}))
    done(boss.post(f"/lapak/{here.slug}/anggota/{keys[here.member]}/peran", data={"chair": "1"}))
    assert [change.state for change in rows(RoleChange)] == ["waiting", "waiting"]
    goes(here.facilitator)
    goes(here.member)
    assert [change.state for change in rows(RoleChange)] == ["dropped", "dropped"]
    assert chair in {
        m.to for m in rows(Message) if m.template == "role_change" and m.params.get("step") == "role_dropped"
    }


@wide
def test_the_only_one_of_a_business_closes_it_first(shop):
    here = world.a_shop()
    stays(here.other_chair, "Minta petugas dinas menutup")
    other = sa.select(Group).where(table(Group).c.slug == here.other_slug)
    write(lambda db: db.scalars(other).one().suspend("Tutup", CLOCK))
    write(lambda db: db.execute(sa.update(Act).values(at=now() - timedelta(days=31))) and None)  # asked for that long
    goes(here.other_chair)
    with read() as db:
        group = db.scalars(sa.select(Group).where(table(Group).c.slug == here.other_slug)).one()
        assert group.state is GroupState.SUSPENDED and not members(db, group.key)


@wide
def test_where_no_officer_answers_the_only_one_closes_it_by_going(shop):
    """Not while somebody who bought of late may still ask."""
    here = world.a_shop()
    write(lambda db: db.execute(sa.update(table(Officer)).values(ended_at=now())))
    browser = world.client()
    _path, answer = world.buys(browser, here.other_sku, 1, **{"delivery-mama-kuala": "pickup", "payment": "cash"})
    done(answer)
    stays(here.other_chair, "")
    order = f"/lapak/{here.other_slug}/pesanan/{rows(Bill)[-1].ref}"
    done(world.as_person(here.other_chair).post(f"{order}/batal", data={"reason": "tutup"}))
    stays(here.other_chair, "kurang dari 30 hari lalu")
    with time_machine.travel(now() + timedelta(days=31)):
        goes(here.other_chair)
    with read() as db:
        group = db.scalars(sa.select(Group).where(table(Group).c.slug == here.other_slug)).one()
        assert group.state is GroupState.SUSPENDED and not members(db, group.key)
    assert "group_closed" in {event.code for event in rows(SecurityEvent)}


# -- moving the group

NOON = "2026-11-28T04:00:00+00:00"  # 12.00 WITA, a waking hour
FORM = {"name": "Tunas Bahari", "phone": "", "story": "", "address": ""}


def moves(slug, who, village=world.KALIANDA):
    return world.as_person(who).post(f"/lapak/{slug}/profil", data=FORM | {"village": village})


def over(here):
    """The moment from which the officers of the new place may answer."""
    with read() as db:
        return db.get(Group, here.group_id).moves_over_at


@wide
def test_each_move_is_told(shop):
    """There, back and there again on one day: three letters."""
    with time_machine.travel(NOON, tick=False):
        here = world.a_shop()
        [treasurer] = reach(here, here.treasurer)
        for village in (world.KALIANDA, world.BITUNG, world.KALIANDA):
            done(moves(here.slug, here.chair, village))
        assert len([m for m in rows(Message) if m.template == "group_moved" and m.to == treasurer]) == 3


@wide
def test_a_far_officer_has_no_word_after_a_move(shop):
    """Neither over an account, nor a code, nor the vouching; not at once, and of what was asked before never."""
    with time_machine.travel(NOON, tick=False):
        here = world.a_shop()
        old, treasurer = reach(here, here.officer, here.treasurer)
        page, desk = f"/lapak/{here.slug}/uang", f"/dinas/kelompok/{here.slug}"
        account = typed_by(here, here.chair)
        done(moves(here.slug, here.chair))
        assert told("group_moved") >= {old, treasurer}
        far, near = world.as_person(here.far_officer), world.as_person(here.officer)
        for act in (f"{page}/rekening/{account}/setuju", f"{desk}/kode/{here.treasurer}", f"{desk}/cek"):
            assert far.post(act).status_code == 404, act
        assert "sedang pindah" in near.post(f"{desk}/cek").text
        assert near.post(f"{desk}/kode/{here.treasurer}").status_code == 200, "she lets in still"
        ends = over(here)
    with time_machine.travel(ends - timedelta(seconds=1), tick=False):
        tick()
        assert world.as_person(here.officer).get(desk).status_code == 200
    with time_machine.travel(ends, tick=False):
        tick()
        assert world.as_person(here.officer).get(desk).status_code == 404
        far = world.as_person(here.far_officer)
        assert far.get(desk).status_code == 200
        answer = far.post(f"{page}/rekening/{account}/setuju")
        assert answer.status_code == 422 and "sudah ada di sini" in answer.text
        later = typed_by(here, here.chair)
        done(far.post(f"{page}/rekening/{later}/setuju"))


@wide
def test_an_office_elsewhere_is_none_here(shop):
    """Who was an officer of another place for years has answered for this group since today."""
    here = world.a_shop()
    long_ago = now() - timedelta(days=400)
    write(lambda db: db.execute(sa.update(table(Officer)).values(since=long_ago)) and None)
    account = typed_by(here, here.chair)
    write(lambda db: Officer(person_id=here.far_officer, place="71.72", agency="Dinas").add(db))
    answer = world.as_person(here.far_officer).post(f"/lapak/{here.slug}/uang/rekening/{account}/setuju")
    assert answer.status_code == 422 and "sudah ada di sini" in answer.text


@wide
def test_a_move_waits_for_what_the_officer_may_stop(shop):
    here = world.a_shop()
    with time_machine.travel(NOON, tick=False):
        group, slug, chair, other = a_new_group(here)
        done(
            world.as_person(chair).post(
                f"/lapak/{slug}/profil", data=FORM | {"name": "Baru", "village": "18.01.06.2001"}
            )
        )
        page = f"/lapak/{slug}/uang"
    with time_machine.travel(NOON, tick=False) as clock:
        clock.shift(timedelta(hours=30))
        done(world.as_person(chair).post(f"{page}/rekening", data=TYPED))
        account = rows(Account)[-1].key
        done(world.as_person(other).post(f"{page}/rekening/{account}/setuju"))
    with read() as db:
        ends = db.get(Group, group).moves_over_at
    with time_machine.travel(ends, tick=False):
        tick()
        path, why = f"{page}/rekening/{account}/hentikan", {"reason": "Bukan rekening kelompok"}
        assert world.as_person(here.far_officer).post(path, data=why).status_code == 404
        done(world.as_person(here.officer).post(path, data=why))
        tick()
        with read() as db:
            assert db.get(Group, group).moved_from is None


@wide
def test_a_move_waits_for_an_objection(shop):
    here = world.a_shop()
    done(takes_roles(here, here.chair, here.treasurer))
    [change] = rows(RoleChange)
    steps = f"/lapak/{here.slug}/peran/{change.key}"
    done(world.as_person(here.treasurer).post(f"{steps}/keberatan", data={"reason": "Tidak benar"}))
    done(moves(here.slug, here.chair))
    with time_machine.travel(now() + timedelta(days=9)):
        tick()
        assert world.as_person(here.far_officer).post(f"{steps}/putus", data={"agreed": "1"}).status_code == 404
        done(world.as_person(here.officer).post(f"{steps}/putus", data={"agreed": "", "reason": "Tetap Sience"}))


@wide
def test_a_closed_group_stays_and_a_move_can_be_taken_back(shop):
    here = world.a_shop()
    done(moves(here.slug, here.chair, world.GIRIAN))
    assert over(here) is None, "the same officers answer there"
    done(moves(here.slug, here.chair))
    assert over(here) is not None
    done(moves(here.slug, here.chair, world.GIRIAN))
    with read() as db:
        assert db.get(Group, here.group_id).moved_from is None
    write(lambda db: db.get(Group, here.group_id).suspend("Tutup dulu", CLOCK))
    answer = moves(here.slug, here.chair)
    assert answer.status_code == 422 and "sesudah dibuka lagi" in answer.text
    with read() as db:
        assert db.get(Group, here.group_id).village == world.GIRIAN


@wide
def test_what_an_officer_closed_stays_hers(shop):
    """Closed while it moves: no office elsewhere opens it a day later."""
    here = world.a_shop()
    done(moves(here.slug, here.chair))
    desk = f"/dinas/kelompok/{here.slug}"
    done(world.as_person(here.officer).post(f"{desk}/tutup", data={"note": "Ada laporan"}))
    with time_machine.travel(now() + timedelta(days=9)):
        tick()
        assert world.as_person(here.far_officer).post(f"{desk}/buka").status_code == 404
        done(world.as_person(here.officer).post(f"{desk}/buka"))
        tick()
        assert world.as_person(here.far_officer).get(desk).status_code == 200


# -- what is an officer's own

OWN = "kelompok Ibu/Bapak sendiri"


def of_her_own(here, group_id, how):
    """The officer is a member of this group, helps it, or did so until yesterday."""

    def work(db):
        if how == "helps":
            db.add(Facilitation(person_id=here.officer, group_id=group_id))
            return
        joined = join(db, group_id, db.get(Person, here.officer), Acceptance.ACCOUNT, given_by=here.chair)
        if how == "left":
            joined.ended_at = now() - timedelta(days=1)

    write(work)


@wide
@pytest.mark.parametrize("how", ["member", "helps", "left"])
def test_an_officer_vouches_for_no_group_of_her_own(shop, how):
    here = world.a_shop()
    of_her_own(here, here.group_id, how)
    desk, officer = f"/dinas/kelompok/{here.slug}", world.as_person(here.officer)
    paper = write(lambda db: Certificate(group_id=here.group_id, kind=CertificateKind.NIB, number="123").add(db).key)
    asked = {"identifier": "081299999999", "name": "Teman", "organisation": "LSM"}
    acts = {"cek": {}, f"izin/{paper}": {}, "pendamping": asked, f"pendamping/{here.facilitator}/selesai": {}}
    for act, form in acts.items():
        answer = officer.post(f"{desk}/{act}", data=form)
        assert answer.status_code == 422 and OWN in answer.text, act
    done(officer.post(f"{desk}/tutup", data={"note": "Ada yang tidak beres"}))
    assert OWN in officer.post(f"{desk}/buka").text
    with read() as db:
        assert db.get(Group, here.group_id).state is GroupState.SUSPENDED
    write(lambda db: db.execute(sa.update(table(Membership)).values(ended_at=now() - timedelta(days=31))) and None)
    if how == "left":
        done(officer.post(f"{desk}/buka"))


@wide
def test_an_officer_is_no_officer_in_her_own_group(shop):
    """She lets in none of its people, and her second yes is a member's, not an office's."""
    here = world.a_shop()
    write(lambda db: setattr(db.get(Group, here.group_id), "kind", GroupKind.SOLE))
    of_her_own(here, here.group_id, "member")
    account = typed_by(here, here.chair)
    officer = world.as_person(here.officer)
    assert officer.post(f"/lapak/{here.slug}/uang/rekening/{account}/setuju").status_code == 422
    code = officer.post(f"/dinas/kelompok/{here.slug}/kode/{here.treasurer}")
    assert code.status_code == 422 and "Kode masuk" not in code.text.split("<main")[1].split("notice")[0]
    with read() as db:
        assert not list(db.scalars(sa.select(ResetCode)))


@wide
def test_who_stepped_out_yesterday_is_no_officer_there_today(shop):
    here = world.a_shop()
    account = typed_by(here, here.chair)
    done(takes_roles(here, here.chair, here.treasurer))
    steps = f"/lapak/{here.slug}/peran/{rows(RoleChange)[0].key}"
    done(world.as_person(here.treasurer).post(f"{steps}/keberatan", data={"reason": "Tidak benar"}))
    of_her_own(here, here.group_id, "left")
    officer = world.as_person(here.officer)
    assert OWN in officer.post(f"/lapak/{here.slug}/uang/rekening/{account}/setuju").text
    assert OWN in officer.post(f"{steps}/putus", data={"agreed": "1"}).text
    assert rows(RoleChange)[0].state == "objected" and rows(Account)[-1].approved_at is None


@wide
def test_an_officer_decides_nothing_at_a_bazaar_for_her_own_group(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=3)
    fee = {"fee": "25.000", "fee_basis": "Perda 1/2024", "fee_receiver": "Bendahara Dinas, BSG 001"}
    plan = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "category_limit": "6"}
    done(fair.officer.post(fair.desk, data=plan | fee))
    done(fair.officer.post(fair.desk + "/buka"))
    bazaar = rows(Bazaar)[-1].key
    for number in range(3):
        fairs.register(fair, number)
    mine = fairs.group_id(fair.groups[0][0])
    of_her_own(here, mine, "member")
    write(lambda db: Officer(person_id=here.buyer, place="71.72", agency="Dinas Perikanan Bitung").add(db))
    colleague = world.as_person(here.buyer)
    with read() as db:
        found = list(db.scalars(sa.select(Application).order_by(table(Application).c.id)))
    number = next(each.number for each in found if each.group_id == mine)

    def refused(path, **data):
        answer = fair.officer.post(fair.desk + path, data=data)
        assert answer.status_code == 422 and OWN in answer.text, path

    refused(f"/pendaftaran/{number}", verdict="eligible")
    fairs.closed(fair)
    for each in found:
        done(colleague.post(f"{fair.desk}/pendaftaran/{each.number}", data={"verdict": "eligible"}))
    fairs.drawn(fair, "4711")
    slot = write(lambda db: slots_of(db, bazaar)[0].key)
    refused("/pembagian/tetapkan", group=number, slot=slot, booths="A1", reason="Dekat pintu")
    refused("/pembagian/tetapkan", group=number, slot=slot, booths="", reason="")
    done(fair.officer.post(fair.desk + "/pembagian/hitung"))
    run_waiting()
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    done(fair.chair(0).post(fair.page(0) + "/jawab", data={"answer": "yes"}))
    done(fair.chair(0).post(fair.page(0) + "/sanggah", data={"text": "Stan kami terlalu jauh"}))
    refused("/sesudah/sanggah/1", answer="Boleh pindah")
    for act in ("received", "waived", "returned"):
        refused(f"/sesudah/biaya/{number}", act=act, reason="Alasan")
    done(colleague.post(f"{fair.desk}/sesudah/biaya/{number}", data={"act": "waived", "reason": "Difabel"}))
    done(colleague.post(f"{fair.desk}/sesudah/sanggah/1", data={"answer": "Dihitung menurut aturan"}))


@wide
def test_an_admin_confirms_nothing_for_her_own_group(shop, monkeypatch):
    monkeypatch.setenv("MARKET_PAYOUTS", "1")
    settings.cache_clear()
    here = world.a_shop()
    world.collects(here)
    write(lambda db: join(db, here.group_id, db.get(Person, here.admin), Acceptance.ACCOUNT) and None)
    _path, answer = world.buys(world.as_person(here.buyer), here.sku)
    assert answer.status_code == 303, answer.text
    with read() as db:
        bill = db.scalars(sa.select(Bill)).one()
        assert bill.custodian is Custodian.PLATFORM
    lines = {"lines": f"{now():%d/%m/%Y};TRSF E-BANKING CR;{bill.asked};CR", "bills": str(bill.key)}
    answer = world.as_person(here.admin).post("/admin/uang/transfer/mutasi", data=lines)
    assert answer.status_code == 422 and OWN in answer.text


# -- from before these rules


@wide
def test_the_doctor_names_rights_that_stand_from_before(shop):
    here = world.a_shop()
    with read() as db:
        assert doubtful(db) == []

    def before(db):
        find_membership(db, here.group_id, here.member).pin_chosen_at = None
        for key in (here.officer, here.admin):
            db.get(Person, key).phone_proved_at = None
        db.add(Facilitation(person_id=here.treasurer, group_id=here.group_id))
        db.get(Person, here.superior).ended_at = now()

    write(before)
    with read() as db:
        lines = doubtful(db)
    assert [line.split(":")[0] for line in lines] == [
        "membership 3",
        f"person {here.officer} is an officer and never proved a number or e-mail",
        f"person {here.admin} is an admin and never proved a number or e-mail",
        f"person {here.treasurer} helps group {here.group_id} and holds a role in it",
        f"person {here.superior} deleted the account and still is an officer",
    ]
    assert set(lines) <= set(complaints())


@wide
def test_of_the_last_two_who_go_at_once_one_stays(shop):
    """Two officers of a place, two admins, two chairs: one is refused, and the post is held still."""
    world.a_shop()

    def pairs(db) -> list[tuple[int, int]]:
        for each in db.scalars(sa.select(Person).where(table(Person).c.admin)):
            each.admin = False
        found = []
        for n in range(3):
            two = [world.a_person(db, "P", 300 + 2 * n + k, admin=False) for k in range(2)]
            for person in two:
                Officer(person_id=person.key, place=f"11.0{n + 1}", agency="D").add(db)
            found.append((two[0].key, two[1].key))
        two = [world.a_person(db, "A", 400 + k, admin=True) for k in range(2)]
        return [*found, (two[0].key, two[1].key)]

    for one, other in write(pairs):
        came = at_once(*(lambda db, key=key: forget(db, key) for key in (one, other)))
        refused = [each for each in came if isinstance(each, Refused)]
        assert len(refused) == 1 and refused[0].code in ("last_officer", "last_admin"), came
