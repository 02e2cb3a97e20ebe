"""What somebody entered and left in another's name is undone by "bukan saya", and who holds the group hears of it."""

import sqlalchemy as sa

from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.people.everywhere import stands_of
from market.people.group import Group, GroupState
from market.people.helpers import Officer, appoint, facilitators, hand_over, officers_of, own_office
from market.people.letting_in import standing_over
from market.people.membership import find_membership
from market.people.person import Person
from market.people.roles.facilitating import end_helping
from tests import world
from tests.conftest import both
from tests.promises.test_codes import member_key, reachable  # noqa: F401
from tests.promises.test_not_me import HIS, OLGA, THIEF, after_rest, by_code, by_console, links, person, press, rows


def may_let_in(here: world.Shop) -> set[str]:
    """Who of the cast has something to say over the member."""
    with read() as db:
        cast = {"chair": here.chair, "facilitator": here.facilitator, "officer": here.officer}
        stands = stands_of(db, {here.member, *cast.values()})
        return {name for name, key in cast.items() if standing_over(stands[key], stands[here.member])}


@both
def test_a_group_founded_and_one_left_in_her_name_keep_nobody_from_letting_her_in(shop, reachable):  # noqa: F811
    here = world.a_shop()
    thief = by_code(here, here.chair, here.member, "081200000003")
    with after_rest():
        thief = world.client()
        assert thief.post("/masuk", data={"identifier": OLGA, "password": THIEF}).status_code == 303
        form = {"name": "Usaha Palsu", "kind": "group", "village": world.KALIANDA, "phone": HIS}
        assert thief.post("/buka-lapak", data=form).status_code == 303
        gone = thief.post(f"/lapak/{here.slug}/anggota/{member_key(here, here.member)}/keluar")
        assert gone.status_code == 303 and may_let_in(here) == set()
        assert press(links(OLGA, "code_used")[-1]) == 303
        assert may_let_in(here) == {"chair", "facilitator", "officer"}
        false = rows(Group)[-1]
        with read() as db:
            assert find_membership(db, false.key, here.member) is None
        assert false.name == "Usaha Palsu" and false.state is GroupState.SUSPENDED
        told = [m for m in rows(Message) if m.template == "code_denied" and m.values["step"] == "look"]
        assert {m.values["path"] for m in told} == {f"/lapak/{here.slug}/anggota"}, "chair and treasurer look at it"


@both
def test_an_office_and_a_group_that_were_given_up_in_her_name_are_hers_again(shop, reachable):  # noqa: F811
    here = world.a_shop()
    by_console(here.officer, "081200000006")
    by_console(here.facilitator, "081200000005")
    with read() as db:
        place = own_office_of(db, here.officer)
    with after_rest():

        def gives_up(db):
            hand_over(db, own_office(db, here.officer, place), db.get(Person, here.buyer))
            end_helping(db, here.group_id, here.facilitator, by=here.facilitator)

        write(gives_up)
        for number in ("+6281200000006", "+6281200000005"):
            assert press(links(number, "code_used")[-1]) == 303
        with read() as db:
            assert [each.key for each in officers_of(db, world.BITUNG)] == [here.officer]
            assert [each.key for each in facilitators(db, here.group_id)] == [here.facilitator]


def own_office_of(db, key: int) -> str:
    return db.scalars(sa.select(table(Officer).c.place).where(table(Officer).c.person_id == key)).one()


@both
def test_what_others_ended_stays_ended(shop, reachable):  # noqa: F811
    """Only what she ended herself: a chair who let her go, and an admin who took an office, meant it."""
    here = world.a_shop()
    by_console(here.officer, "081200000006")
    by_code(here, here.facilitator, here.member, "081200000003")
    with after_rest():

        def ended(db):
            office = own_office(db, here.officer, own_office_of(db, here.officer))
            appoint(db, db.get(Person, here.buyer), office.place, office.agency, by=here.admin)
            office.end(here.admin)
            find_membership(db, here.group_id, here.member).end(here.chair)

        write(ended)
        assert press(links("+6281200000006", "code_used")[-1]) == press(links(OLGA, "code_used")[-1]) == 303
        with read() as db:
            assert [each.key for each in officers_of(db, world.BITUNG)] == [here.buyer]
            assert find_membership(db, here.group_id, here.member) is None
        assert person(here.officer).password_hash is None
