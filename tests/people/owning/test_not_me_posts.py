"""What was entered, left and given in another's name keeps nobody from letting her in, and gives nobody anything."""

from datetime import date

import sqlalchemy as sa

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.people.access import Actor, Role
from market.people.colleagues import hand_over, let_read, own_office
from market.people.group import Group
from market.people.helpers import Officer, officers_of
from market.people.membership import Membership, find_membership
from market.people.owning.denied import denied_anywhere
from market.people.person import Person
from market.people.reset_code import ResetCode
from market.people.security import security_event
from market.people.signing_in.reset import capacity_over
from tests import world
from tests.conftest import both
from tests.people.owning.test_not_me import (
    HIS,
    OLGA,
    THIEF,
    after_rest,
    by_code,
    by_console,
    code_on,
    links,
    person,
    press,
    rows,
    uses,
)
from tests.promises.test_codes import member_key, reachable  # noqa: F401


def may_let_in(here: world.Shop) -> set[str]:
    """Who of the cast may give the member a code."""
    cast = {"chair": here.chair, "facilitator": here.facilitator, "officer": here.officer}
    with read() as db:
        return {name for name, key in cast.items() if capacity_over(db, Actor(key, name), {here.member})}


@both
def test_who_stands_where_a_helper_has_no_say_is_let_in_by_an_admin(shop, reachable):  # noqa: F811
    """Also when somebody founded a group in her name: whoever could let her in there would be let in by it, too."""
    here = world.a_shop()
    thief = by_code(here, here.chair, here.member, "081200000003")
    form = {"name": "Usaha Palsu", "kind": "group", "village": world.KALIANDA, "phone": HIS}
    assert thief.post("/buka-lapak", data=form).status_code == 422, "a code a minute old founds nothing"
    with after_rest():
        thief = world.client()
        assert thief.post("/masuk", data={"identifier": OLGA, "password": THIEF}).status_code == 303
        assert may_let_in(here) == {"chair", "facilitator", "officer"}
        assert thief.post("/buka-lapak", data=form).status_code == 303
        assert press(links(OLGA, "code_used")[-1]) == 303
        assert may_let_in(here) == set()
        told = [m for m in rows(Message) if m.template == "code_denied"]
        assert {m.params["path"] for m in told if m.params["step"] == "look"} == {f"/lapak/{here.slug}/anggota"}
        assert "Olga" in world.as_person(here.admin).get("/admin").text
        with read() as db:
            admin = Actor(here.admin, "Admin", admin=True)
            assert capacity_over(db, admin, {here.member}) == {here.member: Role.ADMIN}


@both
def test_who_left_in_the_denied_time_gets_no_role_back_by_a_press(shop, reachable):  # noqa: F811
    here = world.a_shop()
    by_code(here, here.facilitator, here.treasurer, "081200000002")
    with after_rest():
        write(lambda db: find_membership(db, here.group_id, here.treasurer).end(world.actor(here.treasurer)))
        assert press(links("+6281200000002", "code_used")[-1]) == 303
        with read() as db:
            assert find_membership(db, here.group_id, here.treasurer) is None


@both
def test_an_office_that_was_handed_on_twice_is_nobodys_the_thief_knows(shop, reachable):  # noqa: F811
    here = world.a_shop()
    by_console(here.officer, "081200000006")

    def hands_on(db) -> None:
        one, two, three = (world.a_person(db, name, 80 + n) for n, name in enumerate(("Satu", "Dua", "Tiga")))
        office = db.scalars(
            sa.select(table(Officer).c.office_id).where(table(Officer).c.person_id == here.officer)
        ).one()
        hand_over(db, own_office(db, here.officer, office), one)
        let_read(db, own_office(db, one.key, office), three)
        hand_over(db, own_office(db, one.key, office), two)

    with after_rest():
        write(hands_on)
        assert press(links("+6281200000006", "code_used")[-1]) == 303
        with read() as db:
            assert officers_of(db, world.BITUNG) == []
        held = [office for office in rows(Officer) if office.ended_at is None and office.place == "71.72"]
        assert [person(office.person_id).name for office in held] == ["Kepala"], "who read before reads on"


@both
def test_whoever_deleted_her_account_stops_no_denial(shop, reachable):  # noqa: F811
    here = world.a_shop()
    thief = by_code(here, here.facilitator, here.chair, "081200000001")
    with after_rest():
        thief = world.client()
        assert thief.post("/masuk", data={"identifier": "081200000001", "password": THIEF}).status_code == 303
        path = f"/lapak/{here.slug}/anggota/{member_key(here, here.member)}/kode"
        uses(code_on(thief.post(path)), "081200000003")

        def gone(db) -> None:
            find_membership(db, here.group_id, here.member).end(world.actor(here.member))
            db.get(Person, here.member).ended_at = now()

        write(gone)
        assert press(links("+6281200000001", "code_used")[-1]) == 303
        assert person(here.chair).password_hash is None


@both
def test_who_was_made_a_member_before_people_were_asked_is_let_in_by_no_one_of_that_group(shop):
    """Such rows are from before 0037: a stranger's group may have put her there."""
    here = world.a_shop()
    unasked = sa.update(table(Membership)).where(table(Membership).c.person_id == here.member).values(accepted_at=None)
    write(lambda db: db.execute(unasked) and None)
    assert may_let_in(here) == {"officer"}
    write(lambda db: find_membership(db, here.group_id, here.member).set_pin(world.hashed("7391")))
    assert may_let_in(here) == {"officer"}, "a PIN typed on the group's phone is not her own yes"
    assert (
        world.as_person(here.member).post(f"/akun/undangan/anggota/{member_key(here, here.member)}").status_code == 303
    )
    assert may_let_in(here) == {"chair", "facilitator", "officer"}


@both
def test_inside_the_account_nobody_denies_who_was_met_nor_what_others_agreed_to(shop, reachable):  # noqa: F811
    here = world.a_shop()
    olga = by_code(here, here.chair, here.member, "081200000003")
    key = rows(ResetCode)[-1].key
    met = world.as_person(here.facilitator).post(f"/lapak/{here.slug}/anggota/{member_key(here, here.member)}/bertemu")
    assert met.status_code == 303
    refused = olga.post(f"/akun/kode/{key}/bukan-saya", data={"current": THIEF})
    assert refused.status_code == 422 and person(here.member).password_hash


@both
def test_accounts_made_for_it_hide_nobody_from_the_admins(shop):
    """Twenty strangers deny their own changes; who belongs to a group stands before them."""
    here = world.a_shop()

    def deny(db) -> None:
        db.get(Group, here.group_id).checked_on = date(2026, 11, 1)
        for n in range(3):
            security_event(db, "code_denied", person_id=world.a_person(db, f"Asing {n}", 80 + n).key)
        security_event(db, "code_denied", person_id=here.member)
        security_event(db, "code_denied", person_id=world.a_person(db, "Asing 3", 83).key)

    write(deny)
    with read() as db:
        assert [each.name for each in denied_anywhere(db, limit=2)] == ["Olga", "Asing 3"]
