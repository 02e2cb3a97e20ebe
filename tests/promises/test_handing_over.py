"""A group goes from one facilitator to another with its own yes: nothing changes before all of them have said so."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.people.access import CLOCK
from market.people.bond import Bond, bind
from market.people.device import Device
from market.people.helpers import Facilitation, facilitators
from market.people.invitation import LASTS, Invitation, InvitationState
from market.people.login import Login
from market.people.membership import Membership, find_membership
from market.people.person import Person
from market.people.reset_code import ResetCode
from market.people.roles.facilitating import end_helping
from tests import world
from tests.bazaars.world import done
from tests.conftest import both

NEW = "081200000009"  # the buyer of the cast


class Cast:
    """The present facilitator, the new one, the chair and the officer, each in a browser of her own."""

    def __init__(self) -> None:
        self.here = here = world.a_shop()
        self.old, self.new = world.as_person(here.facilitator), world.as_person(here.buyer)
        self.chair, self.officer = world.as_person(here.chair), world.as_person(here.officer)
        self.page, self.desk = f"/pendamping/{here.slug}/serah", f"/lapak/{here.slug}"

        def reach(db) -> None:
            for key in (here.facilitator, here.buyer, here.chair, here.officer):
                person = Person.get(db, key)
                person.email, person.email_proved_at = f"{key}@contoh.id", now()

        write(reach)

    def proposes(self, identifier: str = NEW, name: str = "Ratna"):
        return self.old.post(self.page, data={"name": name, "identifier": identifier})

    def asked(self) -> int:
        with read() as db:
            return db.scalar(sa.select(sa.func.max(table(Invitation).c.id)))

    def group_says(self, word: str = "setuju", who=None):
        return (who or self.chair).post(f"{self.desk}/pendamping/{self.asked()}/{word}")

    def new_says(self, answer: str = "yes"):
        return self.new.post(f"/akun/undangan/{self.asked()}", data={"answer": answer})

    def helpers(self) -> set[int]:
        with read() as db:
            return {each.key for each in facilitators(db, self.here.group_id)}

    def told(self, template: str = "handing_over") -> list[tuple[int, str]]:
        rows = table(Message)
        with read() as db:
            found = db.execute(
                sa.select(rows.c.to_id, rows.c.params).where(rows.c.template == template).order_by(rows.c.id)
            )
            return [(row.to_id, row.params.get("step", "")) for row in found]


def without_chair(here: world.Shop) -> None:
    """Nobody of the group can be reached any more."""

    def work(db) -> None:
        long_ago = now() - timedelta(days=90)
        for key in (here.chair, here.treasurer, here.member):
            Person.get(db, key).password_hash = None
        m = table(Membership)
        db.execute(sa.update(m).where(m.c.group_id == here.group_id).values(pin_hash=None, accepted_at=long_ago))
        db.execute(sa.update(table(Login)).values(created_at=long_ago))

    write(work)


@both
def test_a_group_changes_hands_when_it_and_the_new_one_have_said_yes(shop):
    cast = Cast()
    here = cast.here
    done(cast.proposes())
    assert "Menunggu jawaban kelompok" in cast.old.get(cast.page).text
    waiting = cast.new.get(f"/akun/undangan/{cast.asked()}").text
    assert "Menunggu ketua kelompok" in waiting and "menyerahkan pendampingan" in waiting
    assert cast.new_says().status_code == 422 and cast.helpers() == {here.facilitator}, "not before the group's yes"
    page = cast.chair.get(f"{cast.desk}/anggota").text
    assert "menggantikan Rina" in page and f"/pendamping/{cast.asked()}/setuju" in page
    done(cast.group_says())
    assert cast.helpers() == {here.facilitator} and "Kelompok sudah setuju" in cast.old.get(cast.page).text
    assert cast.old.get(cast.desk).status_code == 200
    done(cast.new_says())
    assert cast.helpers() == {here.buyer}
    for path in (
        cast.desk,
        f"{cast.desk}/uang",
        f"{cast.desk}/pesanan",
        f"{cast.desk}/anggota",
        cast.page,
        "/pendamping",
    ):
        assert cast.old.get(path).status_code == 404, path
        if path != "/pendamping":
            assert cast.new.get(path).status_code == 200, path
    assert cast.old.post(f"{cast.desk}/libur").status_code == 404
    assert set(cast.told()) == {(here.facilitator, "done"), (here.buyer, "done")}
    assert here.facilitator in {to for to, _ in cast.told("post_ended")}
    with read() as db:
        made = Invitation.get(db, cast.asked())
        assert (made.agreed_by_id, made.answered_by_id, made.by_id) == (here.chair, here.buyer, here.facilitator)
    acts = cast.chair.get(f"{cast.desk}/anggota").text
    assert "mengusulkan Ratna sebagai pendamping pengganti" in acts


@both
@pytest.mark.parametrize("ends", ["taken back", "group", "new", "late"])
def test_what_is_not_agreed_changes_nothing_and_she_who_proposed_hears_it(shop, ends):
    cast = Cast()
    here = cast.here
    done(cast.proposes())
    moment = now()
    if ends == "taken back":
        done(cast.old.post(f"{cast.page}/{cast.asked()}/batal"))
    elif ends == "group":
        done(cast.group_says("tolak"))
        assert cast.told() == [(here.facilitator, "refused")]
    else:
        done(cast.group_says())
    if ends == "new":
        done(cast.new_says("no"))
        assert cast.told() == [(here.facilitator, "declined")]
    elif ends == "late":
        moment += LASTS + timedelta(minutes=1)
    with time_machine.travel(moment):
        if ends == "late":
            cast = again(cast)
            assert "tidak menjawab dalam 14 hari" in cast.old.get(cast.page).text
        assert cast.new_says().status_code in (404, 409, 422)
        assert cast.group_says().status_code in (404, 409, 422)
        assert cast.helpers() == {here.facilitator} and cast.old.get(cast.desk).status_code == 200
        done(cast.proposes())  # asked anew


def again(cast: Cast) -> Cast:
    """The same people, signed in later."""
    cast.old, cast.new = world.as_person(cast.here.facilitator), world.as_person(cast.here.buyer)
    cast.chair = world.as_person(cast.here.chair)
    return cast


@both
def test_one_proposal_at_a_time_however_many_press_at_once(shop):
    cast = Cast()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: cast.proposes(f"08125555000{n}", f"Orang {n}").status_code, range(4)))
    assert sorted(answers) == [303, 422, 422, 422], answers
    with read() as db:
        rows = table(Invitation)
        assert db.scalar(sa.select(sa.func.count()).where(rows.c.state == InvitationState.OPEN)) == 1
    office = f"/dinas/kelompok/{cast.here.slug}/pendamping"
    form = {"name": "Lain", "identifier": "081255550009", "instead_of": str(cast.here.facilitator)}
    assert cast.officer.post(office, data=form).status_code == 422


def test_ten_a_day_are_asked_by_one_and_from_one_network(shop):
    cast = Cast()
    for n in range(10):
        assert cast.proposes(f"0812555500{n:02}", f"Orang {n}").status_code == 303
        assert cast.old.post(f"{cast.page}/{cast.asked()}/batal").status_code == 303
    assert cast.proposes("081255550099", "Orang 99").status_code == 429
    other = {"name": "Lain", "phone": "081255550098"}
    assert cast.chair.post(f"{cast.desk}/anggota", data=other).status_code == 429, "the same network asks no more"


@both
def test_who_proposed_has_gone_in_between(shop):
    cast = Cast()
    here = cast.here
    done(cast.proposes())
    done(cast.group_says())
    write(lambda db: end_helping(db, here.group_id, here.facilitator, by=world.actor(here.facilitator)))
    assert cast.new_says().status_code == 404 and cast.helpers() == set()
    assert cast.old.get(cast.page).status_code == 404
    assert cast.proposes().status_code == 404


@both
def test_an_officer_proposes_and_she_who_helps_hears_it(shop):
    cast = Cast()
    here, office = cast.here, f"/dinas/kelompok/{cast.here.slug}/pendamping"
    assert "Menggantikan" in cast.officer.get(office).text
    for instead_of, code in (("999", 404), (str(here.chair), 404), ("x", 422)):
        form = {"name": "Ratna", "identifier": NEW, "instead_of": instead_of}
        assert cast.officer.post(office, data=form).status_code == code, instead_of
    beside = {"name": "Budi", "identifier": "081255550008", "instead_of": ""}  # as the page sends it: nobody leaves
    done(cast.officer.post(office, data=beside))
    assert cast.told() == []
    form = {"name": "Ratna", "identifier": NEW, "instead_of": str(here.facilitator)}
    assert world.as_person(here.superior).post(office, data=form).status_code == 422
    done(cast.officer.post(office, data=form))
    assert cast.told() == [(here.facilitator, "asked")] and "menunggu ketua" in cast.officer.get(office).text
    done(cast.group_says())
    done(cast.new_says())
    assert cast.helpers() == {here.buyer}
    assert {(here.facilitator, "done"), (here.officer, "done"), (here.buyer, "done")} <= set(cast.told())


@both
def test_nobody_hands_over_what_is_not_hers_or_to_one_of_the_group(shop):
    cast = Cast()
    here = cast.here
    form = {"name": "Ratna", "identifier": NEW}
    for who, code in (
        (here.chair, 404),
        (here.other_chair, 404),
        (here.officer, 404),
        (here.buyer, 404),
        (here.admin, 404),
    ):
        assert world.as_person(who).post(cast.page, data=form).status_code == code, who
        assert world.as_person(who).get(cast.page).status_code == code, who
    assert world.as_device(here.device).get(cast.page).status_code == 404
    assert cast.proposes("081200000005").status_code == 422, "herself"
    assert cast.proposes("bukan nomor").status_code == 422 and cast.proposes(NEW, "").status_code == 422
    done(cast.proposes("081200000003", "Olga"))  # a member, which nobody need know
    done(cast.group_says())
    member = world.as_person(here.member)
    write(lambda db: setattr(Person.get(db, here.member), "phone_proved_at", now()))
    assert member.post(f"/akun/undangan/{cast.asked()}", data={"answer": "yes"}).status_code == 422
    assert cast.helpers() == {here.facilitator}
    assert cast.old.post(f"{cast.page}/999/batal").status_code == 404


@both
def test_where_nobody_of_the_group_can_be_reached_an_officer_of_the_other_side_says_its_yes(shop):
    cast = Cast()
    here, office = cast.here, f"/dinas/kelompok/{cast.here.slug}/pendamping"
    without_chair(here)
    done(cast.proposes())
    assert here.officer in {to for to, _ in cast.told("helper_asked")}
    assert cast.new_says().status_code == 422, "the group's yes is never left out where a helper proposes"
    page = cast.officer.get(office).text
    assert "menunggu petugas" in page and f"/undangan/{cast.asked()}/setuju" in page
    agrees = f"{office}/undangan/{cast.asked()}/setuju"
    write(lambda db: Facilitation(person_id=here.officer, group_id=here.group_id).add(db) and None)
    assert f"/undangan/{cast.asked()}/setuju" not in cast.officer.get(office).text, "her own side"
    assert cast.officer.post(agrees).status_code == 422
    f = table(Facilitation)
    write(lambda db: db.execute(sa.delete(f).where(f.c.person_id == here.officer)) and None)
    done(cast.officer.post(agrees))
    done(cast.new_says())
    assert cast.helpers() == {here.buyer}


@both
def test_an_officer_says_no_yes_of_the_group_to_herself(shop):
    """Neither at her own number nor at an address that comes onto her account only afterwards."""
    cast = Cast()
    here, office = cast.here, f"/dinas/kelompok/{cast.here.slug}/pendamping"
    without_chair(here)
    done(cast.proposes("081200000006", "Hendra"))
    page = cast.officer.get(office).text
    assert f"/undangan/{cast.asked()}/setuju" not in page and "untuk kelompok petugas lain" in page
    assert cast.officer.post(f"{office}/undangan/{cast.asked()}/setuju").status_code == 422
    done(cast.old.post(f"{cast.page}/{cast.asked()}/batal"))
    done(cast.proposes("baru@contoh.id", "Hendra"))
    done(cast.officer.post(f"{office}/undangan/{cast.asked()}/setuju"))
    proves(here.officer, "baru@contoh.id")
    page = cast.officer.get(f"/akun/undangan/{cast.asked()}").text
    assert 'value="yes"' not in page and "adalah Anda sendiri" in page
    refused = cast.officer.post(f"/akun/undangan/{cast.asked()}", data={"answer": "yes"})
    assert refused.status_code == 422 and "adalah Anda sendiri" in refused.text
    assert cast.helpers() == {here.facilitator}


def proves(person_id: int, email: str) -> None:
    """An address that she has from now on."""

    def work(db) -> None:
        person = Person.get(db, person_id)
        person.email, person.email_proved_at = email, now()

    write(work)


@both
@pytest.mark.parametrize("way", ["code", "pin", "role"])
def test_who_was_let_in_by_who_asks_says_no_yes_of_the_group(shop, way):
    """As the chair whom she let in, a helper, the officer who asks for one, or who is to help would say both yeses."""
    cast = Cast()
    here, office = cast.here, f"/dinas/kelompok/{cast.here.slug}/pendamping"
    for giver in (here.facilitator, here.officer, here.buyer):
        lets_in(here, giver, way)
        if giver != here.officer:
            done(cast.proposes())
        else:
            form = {"name": "Ratna", "identifier": NEW, "instead_of": str(here.facilitator)}
            done(cast.officer.post(office, data=form))
        chair = on_the_phone(here) if way == "pin" else cast.chair
        page = chair.get(f"{cast.desk}/anggota").text
        assert f"/pendamping/{cast.asked()}/tolak" in page and f"/pendamping/{cast.asked()}/setuju" not in page
        who = "ketua" if giver == here.officer else "petugas"  # no other chair is there to say it
        assert f"untuk kelompok {who} lain" in page
        refused = cast.group_says(who=chair)
        assert refused.status_code == 422 and f"untuk kelompok {who} lain" in refused.text, giver
        assert cast.new_says().status_code == 422 and cast.helpers() == {here.facilitator}
        done(cast.group_says("tolak", who=chair))  # a no takes nothing from anybody
    lets_in(here, here.buyer, way)
    done(cast.proposes("baru@contoh.id"))  # on nobody's account yet
    done(cast.group_says(who=on_the_phone(here) if way == "pin" else cast.chair))
    proves(here.buyer, "baru@contoh.id")
    refused = cast.new_says()
    assert refused.status_code == 422 and "masuk dengan kode Anda" in refused.text
    assert cast.helpers() == {here.facilitator}
    done(cast.old.post(f"{cast.page}/{cast.asked()}/batal"))
    lets_in(here, here.officer, way)
    done(cast.proposes())
    done(cast.group_says(who=chair))  # the officer's code, and the facilitator asks


@both
@pytest.mark.parametrize("way", ["code", "pin", "role"])
def test_where_who_goes_let_in_every_chair_an_officer_says_the_yes_of_the_group(shop, way):
    """Else she could never go: her phone goes with her, and after it nobody of a group of PINs alone comes in."""
    cast = Cast()
    here, office = cast.here, f"/dinas/kelompok/{cast.here.slug}/pendamping"
    lets_in(here, here.facilitator, way)
    done(cast.proposes())
    assert here.officer in {to for to, _ in cast.told("helper_asked")}
    assert f"/undangan/{cast.asked()}/setuju" in cast.officer.get(office).text
    done(cast.officer.post(f"{office}/undangan/{cast.asked()}/setuju"))
    done(cast.new_says())
    assert cast.helpers() == {here.buyer}


@both
def test_a_pin_is_a_way_in_only_with_a_phone_of_the_group(shop):
    """Where the phone and the last helper are gone for long, the officer names who brings the group back."""
    cast = Cast()
    here, office = cast.here, f"/dinas/kelompok/{cast.here.slug}/pendamping"
    without_chair(here)
    lets_in(here, here.facilitator, "pin")
    on_the_phone(here)
    done(cast.officer.post(f"{office}/{here.facilitator}/selesai"))
    assert asked_anew(cast).new_says().status_code == 422, "the chair can be reached"
    write(lambda db: Device.get(db, here.device).end(CLOCK))
    done(cast.officer.post(f"{office}/undangan/{cast.asked()}/batal"))
    assert asked_anew(cast).new_says().status_code == 422, "a phone was there a moment ago"
    with time_machine.travel(now() + timedelta(days=31)):
        cast.new, cast.officer = world.as_person(here.buyer), world.as_person(here.officer)
        done(asked_anew(cast).new_says())
        assert cast.helpers() == {here.buyer}


def asked_anew(cast: Cast) -> Cast:
    """The officer asks the new one, for nobody who goes."""
    form = {"name": "Ratna", "identifier": NEW}
    done(cast.officer.post(f"/dinas/kelompok/{cast.here.slug}/pendamping", data=form))
    return cast


def lets_in(here: world.Shop, giver: int, way: str) -> None:
    """A code for the chair that was used before what rests was over, or her role, in place of the one before."""

    def work(db) -> None:
        db.execute(sa.delete(table(ResetCode)))
        db.execute(sa.delete(table(Bond)))
        if way == "code":
            ResetCode(
                person_id=here.chair, code_hash="x", issued_by_id=giver, capacity="facilitator", expires_at=now(),
                used_at=now(),
            ).add(db)  # fmt: skip
        elif way == "role":
            bind(db, here.group_id, giver, here.chair)
        else:
            find_membership(db, here.group_id, here.chair).set_pin(world.hashed(world.PIN), by_id=giver)

    write(work)


def on_the_phone(here: world.Shop):
    with read() as db:
        member = find_membership(db, here.group_id, here.chair).key
    phone = world.as_device(here.device)
    done(phone.post(f"/lapak/{here.slug}/siapa", data={"member": member, "pin": world.PIN}))
    return phone


@both
def test_a_yes_and_a_taking_back_at_once_leave_one_facilitator(shop):
    cast = Cast()
    done(cast.proposes())
    done(cast.group_says())
    key = cast.asked()
    with ThreadPoolExecutor(2) as pool:
        yes = pool.submit(cast.new_says)
        no = pool.submit(lambda: cast.old.post(f"{cast.page}/{key}/batal"))
    codes = (yes.result().status_code, no.result().status_code)
    helper = {cast.here.buyer} if codes[0] == 303 else {cast.here.facilitator}
    assert cast.helpers() == helper and codes.count(303) == 1, codes


def test_the_letters_have_words_for_each_step(shop):
    from market.pages.letters import render

    cast = Cast()
    done(cast.proposes())
    done(cast.group_says())
    done(cast.new_says("no"))
    done(cast.proposes())
    done(cast.group_says("tolak"))
    with read() as db:
        for each in db.query(Message).filter(
            table(Message).c.template.in_(("handing_over", "helper_asked", "invited"))
        ):
            words = render(each)
            assert words.subject and "http" in words.body and not re.search(r"%\(|\{\{", words.body)
