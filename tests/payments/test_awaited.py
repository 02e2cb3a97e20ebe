"""What waits for somebody's word stands on the first page of whoever can act, and of nobody else."""

import re
from datetime import timedelta

import sqlalchemy as sa

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.tokens import digest
from market.messages.outbox import Message
from market.people.access import Actor, Role
from market.people.approving.stand_in import name_stand_in
from market.people.group import Group
from market.people.membership import find_membership
from market.people.owning.not_me import deny_by_link
from market.people.person import Person
from market.people.reset_code import new_code
from market.people.roles.asking_roles import ask_roles
from market.people.signing_in.denial import Denial
from market.people.signing_in.reset import issue_code, use_code
from tests import world
from tests.conftest import wide

TYPED = {"bank": "BSG", "number": "001 002 003", "holder": "Tunas Bahari"}


def first_page(here: world.Shop, who: int) -> str:
    path = {here.facilitator: "/pendamping", here.officer: "/dinas", here.superior: "/dinas"}
    return world.as_person(who).get(path.get(who, f"/lapak/{here.slug}")).text


def who_sees(here: world.Shop, words: str, but: int = 0) -> set[int]:
    everybody = (here.chair, here.treasurer, here.member, here.facilitator, here.officer, here.superior)
    return {who for who in everybody if who != but and words in first_page(here, who)}


def membership(db, here: world.Shop, person: int):
    return find_membership(db, here.group_id, person)


@wide
def test_an_account_waits_on_the_first_page_of_who_may_say_yes(shop):
    here = world.a_shop()
    write(lambda db: setattr(Person.get(db, here.treasurer), "email", "sience@contoh.id"))
    world.as_person(here.chair).post(f"/lapak/{here.slug}/uang/rekening", data=TYPED)
    assert who_sees(here, "Periksa rekening baru BSG 001 002 003") == {
        here.treasurer, here.member, here.facilitator, here.officer,
    }  # fmt: skip
    page = first_page(here, here.treasurer)
    assert (
        f"/lapak/{here.slug}/uang#rekening" in page
        and 'id="rekening"' in world.as_person(here.treasurer).get(f"/lapak/{here.slug}/uang").text
    )
    with read() as db:
        letter = db.scalars(sa.select(Message).where(table(Message).c.template == "account_typed")).first()
        assert letter and letter.params["path"] == f"/lapak/{here.slug}/uang#rekening"
    with read() as db:
        account = int(
            re.search(r"/rekening/(\d+)/setuju", world.as_person(here.treasurer).get(f"/lapak/{here.slug}/uang").text)[
                1
            ]
        )
    assert world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/rekening/{account}/setuju").status_code == 303
    assert who_sees(here, "Periksa rekening baru") == set()


@wide
def test_a_change_of_roles_waits_for_who_holds_one_and_an_objection_for_who_decides(shop):
    here = world.a_shop()

    def asked(db) -> int:
        group, chair = Group.get(db, here.group_id), Actor(here.chair, "Meike", roles=frozenset({Role.CHAIR}))
        change = ask_roles(db, group, membership(db, here, here.member), chair, chair=False, treasurer=True)
        assert change
        return change.key

    key = write(asked)
    assert who_sees(here, "Perubahan peran Olga: setuju atau keberatan?") == {here.treasurer, here.member}
    page = world.as_person(here.treasurer).post(
        f"/lapak/{here.slug}/peran/{key}/keberatan", data={"reason": "belum kenal"}
    )
    assert page.status_code == 303
    assert who_sees(here, "Putuskan keberatan soal peran Olga") == {here.facilitator, here.officer}
    assert "Ada yang menunggu" not in world.as_device(here.device).get(f"/lapak/{here.slug}").text


@wide
def test_a_stand_in_finds_it_also_on_the_groups_phone_and_hears_it_by_who_named_her(shop):
    here = world.a_shop()

    def named(db) -> None:
        mine, hers = (membership(db, here, person) for person in (here.treasurer, here.member))
        name_stand_in(db, mine, hers, Actor(here.treasurer, "Sience", roles=frozenset({Role.TREASURER})))

    write(named)
    assert who_sees(here, "Anda ditunjuk sebagai pengganti bendahara") == {here.member}
    phone = world.as_device(here.device).get(f"/lapak/{here.slug}").text
    assert "Ada yang menunggu Olga" in phone and "/siapa?kembali=" in phone
    page = world.as_person(here.treasurer).get(f"/lapak/{here.slug}/anggota/peran").text
    assert "https://wa.me/6281200000003?text=" in page, "she tells her herself, by WhatsApp"
    assert "https://wa.me/" not in world.as_person(here.chair).get(f"/lapak/{here.slug}/anggota/peran").text


@wide
def test_a_chairs_proposal_waits_for_who_can_agree(shop):
    here = world.a_shop()

    def proposed(db) -> None:
        theirs, hers = (membership(db, here, person) for person in (here.treasurer, here.member))
        name_stand_in(db, theirs, hers, Actor(here.chair, "Meike", roles=frozenset({Role.CHAIR})))

    write(proposed)
    assert who_sees(here, "Setujui Olga sebagai pengganti bendahara?") == {here.facilitator, here.officer}


@wide
def test_a_facilitator_whom_an_officer_asks_waits_for_the_chair_and_both_are_told(shop):
    here = world.a_shop()
    asks = {"name": "Kak Ratna", "identifier": "081200000009", "organisation": "Yayasan"}
    officer, desk = world.as_person(here.officer), f"/dinas/kelompok/{here.slug}/pendamping"
    assert officer.post(desk, data=asks).status_code == 303
    told = officer.get(desk).text
    assert "Ketua kelompok menyetujui dulu" in told and "menunggu ketua" in told
    assert who_sees(here, "Setujui Kak Ratna sebagai pendamping?") == {here.chair}
    first = first_page(here, here.chair)
    assert f'href="/lapak/{here.slug}/anggota#pendamping"' in first and re.search(r'figure">1</b>perlu dikerj', first)
    ratna = world.as_person(here.buyer)
    mine = re.search(r"/akun/undangan/\d+", ratna.get("/akun/undangan").text)[0]
    waits = ratna.get(mine).text
    assert "Menunggu ketua kelompok" in waits and "Ya, saya terima" not in waits
    yes = re.search(r"/pendamping/\d+/setuju", world.as_person(here.chair).get(f"/lapak/{here.slug}/anggota").text)[0]
    assert world.as_person(here.chair).post(f"/lapak/{here.slug}{yes}").status_code == 303
    assert "Ya, saya terima" in ratna.get(mine).text and who_sees(here, "Kak Ratna sebagai pendamping?") == set()


def let_in(here: world.Shop, by: int) -> int:
    """The treasurer is let in by a code; its id."""
    code, kept = new_code()

    def work(db) -> int:
        made = issue_code(db, here.treasurer, kept, by=Actor(by, "Meike"))
        use_code(db, here.treasurer, made.key, world.hashed(code))
        return made.key

    return write(work)


@wide
def test_who_rests_after_a_code_waits_for_who_may_say_that_they_met(shop):
    here = world.a_shop()
    let_in(here, here.chair)
    assert who_sees(here, "Sudah bertemu Sience?") == {here.facilitator, here.officer}
    assert f"/lapak/{here.slug}/anggota/masuk" in first_page(here, here.facilitator)


@wide
def test_not_me_says_on_screen_what_happened_and_who_does_what_now(shop):
    here = world.a_shop()
    write(lambda db: setattr(Person.get(db, here.facilitator), "email", "rina@contoh.id"))

    def denies(link: str) -> None:
        """By the link in her letter: a login that came by the code does not deny it."""
        code, until = let_in(here, here.chair), now() + timedelta(days=30)

        def by_letter(db):
            Denial(person_id=here.treasurer, code_id=code, token_hash=digest(link), expires_at=until).add(db)
            deny_by_link(db, link)

        write(by_letter)

    denies("tautan")
    said = "Sience bilang “bukan saya”"
    assert who_sees(here, said + ": beri jalan masuk baru", here.treasurer) == {here.facilitator, here.officer}
    assert who_sees(here, "Sudah bertemu Sience?", here.treasurer) == set(), (
        "nobody vouches for a code that was not hers"
    )
    for who in (here.chair, here.member, here.facilitator):
        page = world.as_person(who).get(f"/lapak/{here.slug}/anggota").text
        assert said in page and "menutup akun Sience di semua HP" in page, "the page, and the log"
    with read() as db:
        letter = db.scalars(sa.select(Message).where(table(Message).c.template == "code_denied")).one()
        assert letter.params["path"] == f"/lapak/{here.slug}/anggota/masuk"
    assert "perlu jalan masuk baru" in world.as_person(here.admin).get("/admin").text
    write(lambda db: issue_code(db, here.treasurer, new_code()[1], by=Actor(here.facilitator, "Rina")) and None)
    assert "perlu jalan masuk baru" not in world.as_person(here.admin).get("/admin").text
    assert who_sees(here, said, here.treasurer) == set()
    assert said not in world.as_person(here.chair).get(f"/lapak/{here.slug}/anggota").text
    denies("tautan lagi")
    desk, key = f"/lapak/{here.slug}/anggota/masuk", read_key(here)
    chair, officer = world.as_person(here.chair), world.as_person(here.officer)
    button = f"/lapak/{here.slug}/anggota/{key}/dihubungi"
    assert said in chair.get(desk).text and button not in chair.get(desk).text
    assert chair.post(button).status_code == 422, "whom she may have denied says nothing away"
    assert button not in world.as_person(here.facilitator).get(desk).text, "nor who gave a code of late"
    assert said in officer.get(desk).text and "Tidak berlaku lagi" in chair.get(desk).text, "of a code that was ended"
    assert button in officer.get(desk).text and officer.post(button).status_code == 303
    assert who_sees(here, said, here.treasurer) == set() and said not in officer.get(desk).text


def read_key(here: world.Shop) -> int:
    with read() as db:
        return membership(db, here, here.treasurer).key
