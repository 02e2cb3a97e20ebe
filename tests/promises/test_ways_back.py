"""Nobody ends at a closed door: a spent link, a phone that was signed out, a number that had to be proved first."""

from datetime import timedelta

import sqlalchemy as sa

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.people.access import CLOCK, Actor, Role
from market.people.area import find_areas, typed_area
from market.people.device import Device
from market.people.group import Group
from market.people.invitation import Invitation, InvitationKind
from market.people.joining.inviting import invite
from market.people.membership import find_membership
from market.people.owning.not_me import deny_by_link
from market.people.owning.proving import prove
from market.people.person import Person, lock_person
from market.people.reset_code import new_code
from market.people.signing_in.contact import ContactKind, ContactProof, ProofWay
from market.people.signing_in.denial import Denial, digest
from market.people.signing_in.reset import grant, issue_code, use_code
from market.reports.first_people import code_at_console
from tests import world
from tests.conftest import both
from tests.people.owning.test_contacts import asks, sent_code, shows, unproved
from tests.promises.test_codes import links, reachable  # noqa: F401


@both
def test_a_spent_link_says_what_happened_and_what_to_do(shop, reachable):  # noqa: F811
    here = world.a_shop()
    chair = Actor(here.chair, "Meike", roles=frozenset({Role.CHAIR}))
    for _ in range(2):
        write(lambda db: issue_code(db, here.member, new_code()[1], by=chair) and None)
    late, used = links()[-2:] if len(links()) > 1 else ("", links()[0])  # a newer code ended the older one
    browser = world.client()
    assert browser.post(used).status_code == 303
    again = browser.get(used)
    assert again.status_code == 422 and "sudah tercatat" in again.text and "Masuk dengan kata sandi Anda" in again.text
    if late:
        assert "tidak mengubah apa-apa" in browser.get(late).text
    write(lambda db: issue_code(db, here.member, new_code()[1], by=chair) and None)
    newest = links()[-1]
    month_ago = now() - timedelta(days=31)
    over = {"made_at": month_ago, "expires_at": month_ago + timedelta(days=30)}
    write(lambda db: db.execute(sa.update(table(Denial)).values(**over)) and None)
    assert "lewat waktunya" in browser.get(newest).text
    write(lambda db: setattr(Person.get(db, here.member), "password_hash", None))
    assert "minta kode masuk baru" in browser.get(used).text and 'href="/masuk"><' not in browser.get(used).text
    assert browser.get("/bukan-saya/tidakadasamasekali").status_code == 422


@both
def test_a_groups_phone_that_was_signed_out_knows_whose_it_was(shop):
    here = world.a_shop()
    phone, stranger = world.as_device(here.device), world.client()
    assert "tadinya HP" not in phone.get("/masuk").text
    write(lambda db: Device.get(db, here.device).end(CLOCK))
    assert phone.get(f"/lapak/{here.slug}").headers["location"].startswith("/masuk")
    said = phone.get("/masuk").text
    assert "HP ini tadinya HP Tunas Bahari" in said and "Meike" not in said, "no name of a person"
    assert "tadinya HP" not in stranger.get("/masuk").text


@both
def test_who_proved_her_number_is_led_to_the_invitation_that_needed_it(shop, reachable):  # noqa: F811
    here = world.a_shop()
    unproved(here.buyer)

    def ask(db) -> int:
        by = Actor(here.officer, "Hendra", roles=frozenset({Role.OFFICER}))
        group = Group.get(db, here.group_id)
        return invite(db, by, InvitationKind.FACILITATOR, "+6281200000009", name="Ratna", group=group).key

    key = write(ask)
    assert world.as_person(here.chair).post(f"/lapak/{here.slug}/pendamping/{key}/setuju").status_code == 303
    browser = world.as_person(here.buyer)
    page = browser.get(f"/akun/undangan/{key}").text
    assert "Buktikan dulu" in page and 'value="yes"' not in page, "no button that is always refused"
    assert asks(browser, "081200000009").status_code == 303
    assert 'href="/akun/undangan"' in browser.get("/akun/kontak").text
    assert shows(browser, sent_code("+6281200000009")).headers["location"] == f"/akun/undangan/{key}"
    assert browser.post(f"/akun/undangan/{key}", data={"answer": "yes"}).headers["location"] == "/pendamping"


def test_an_office_is_found_by_the_name_of_its_area(shop):
    assert typed_area("Bitung").code == typed_area("kota bitung").code == typed_area("71.72").code == "71.72"
    assert typed_area("Kota Bitung, Sulawesi Utara").code == "71.72" and typed_area("71.72.06").code == "71.72.06"
    assert "18.01" in {each.code for each in find_areas("lampung selatan")}
    here = world.a_shop()
    admin = world.as_person(here.admin)
    form = {"name": "Baru", "phone": "081299990077", "agency": "Dinas Perikanan"}
    several = admin.post("/admin/petugas", data=form | {"place": "bandung"})
    assert (
        several.status_code == 422
        and 'type="radio" name="place"' in several.text
        and "Pilih salah satu" in several.text
    )
    assert admin.post("/admin/petugas", data=form | {"place": "entah di mana"}).status_code == 422
    assert admin.post("/admin/petugas", data=form | {"place": "Kota Bitung"}).status_code == 303
    with read() as db:
        assert db.scalars(sa.select(Invitation)).one().place == "71.72"
    assert {"code": "71.72", "name": "Kota Bitung, Sulawesi Utara"} in admin.get("/tempat/kota?q=bitung").json()


@both
def test_an_account_without_any_way_in_is_let_in_by_who_helps(shop):
    """Her number is its new owner's, and who let her in was denied: number, e-mail and password are none any more."""
    here = world.a_shop()

    def let_in(person: int, by: int) -> int:
        code = write(lambda db: grant(db, lock_person(db, person), new_code()[1], by_id=by, capacity="officer").key)
        write(lambda db: use_code(db, person, code, world.hashed(world.PASSWORD)) and None)
        return code

    def number_goes(db) -> None:
        facts = {"kind": ContactKind.PHONE, "value": "+6281200000003", "way": ProofWay.WHATSAPP, "code_hash": "x"}
        proof = ContactProof(person_id=here.buyer, expires_at=now() + timedelta(hours=1), **facts).add(db)
        prove(db, here.buyer, proof.key)

    helper_by = let_in(here.facilitator, here.officer)
    let_in(here.member, here.facilitator)
    write(number_goes)
    link = {
        "token_hash": digest("x" * 22),
        "since": now() - timedelta(minutes=5),
        "expires_at": now() + timedelta(days=9),
    }
    write(lambda db: Denial(person_id=here.facilitator, code_id=helper_by, **link).add(db) and None)
    write(lambda db: deny_by_link(db, "x" * 22))
    with read() as db:
        shut = Person.get(db, here.member)
        assert (shut.phone, shut.email, shut.password_hash) == (None, None, None) and shut.has_account
        number, membership = shut.account_number, find_membership(db, here.group_id, here.member).key
    by_chair = world.as_person(here.chair).post(f"/lapak/{here.slug}/anggota/{membership}/kode")
    assert by_chair.status_code == 200 and number in by_chair.text, "with the code goes what she types as her number"
    officer = world.as_person(here.officer).post(f"/dinas/kelompok/{here.slug}/kode/{here.member}")
    assert officer.status_code == 200 and number in officer.text
    code, _ = code_at_console(number)
    form = {"identifier": number, "code": code, "password": "kata sandi olga baru"}
    assert world.client().post("/lupa", data=form).status_code == 303
    assert world.client().post("/masuk", data=form).status_code == 303
