"""No role in money or office ends, and no group moves, in a way that shakes off those who may object; nobody judges what
is her own."""

import sqlalchemy as sa

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.people.group import Group, GroupState
from market.people.helpers import Facilitation, Officer
from market.people.invitation import Invitation, Kind
from market.people.membership import find_membership, members
from market.people.person import Person
from market.people.role_change import RoleChange
from market.people.security import SecurityEvent
from market.people.stand_in import StandIn
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows

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
    return {m.to for m in rows(Message) if m.template == template and m.values.get("kind", "") == kind}


def reach(here, *people):
    """These people have an e-mail that they proved; the addresses in the same order."""

    def work(db):
        for key in people:
            person = db.get(Person, key)
            person.email, person.email_proved_at = f"{key}@contoh.id", now()

    write(work)
    return [f"{key}@contoh.id" for key in people]


@both
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


@both
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


@both
def test_an_office_ends_with_notice_to_who_worked_there(shop):
    here = world.a_shop()

    def more(db):
        db.add(Officer(person_id=here.buyer, place="71.72", agency="Dinas Perikanan Bitung"))
        db.get(Person, here.member).admin = True
        asked = Invitation(kind=Kind.SUPERIOR, place="71.72", identifier="x@contoh.id", by_id=here.officer).add(db)
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


@both
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
    assert chair in {m.to for m in rows(Message) if m.template == "role_change" and m.values["step"] == "role_dropped"}


@both
def test_the_only_one_of_a_business_closes_it_first(shop):
    here = world.a_shop()
    stays(here.other_chair, "Minta petugas dinas menutup")
    write(lambda db: db.scalars(sa.select(Group).where(table(Group).c.slug == here.other_slug)).one().suspend("Tutup"))
    goes(here.other_chair)
    with read() as db:
        group = db.scalars(sa.select(Group).where(table(Group).c.slug == here.other_slug)).one()
        assert group.state is GroupState.SUSPENDED and not members(db, group.key)
