"""What "bukan saya" was turned against: the owner's own number, a helper's word, a letter that says nothing."""

from datetime import timedelta

import pyotp
import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.settings import settings
from market.messages.outbox import Message
from market.pages.letters import render
from market.payments.account import Account, accounts_of
from market.payments.account_typed import AccountKind
from market.payments.recap import Recap
from market.people.access import Actor, Role
from market.people.approving.met import may_say_met, say_met
from market.people.helpers import Facilitation
from market.people.owning import not_me
from market.people.person import Person, lock_person
from market.people.reset_code import ResetCode, new_code
from market.people.signing_in.contact import ContactKind, ContactProof, ProofWay
from market.people.signing_in.reset import grant, use_code
from market.people.signing_in.second_factor import begun_factor, second_factor
from tests import world
from tests.conftest import wide
from tests.people.owning.test_contacts import sent_code, shows
from tests.people.owning.test_not_me import (
    HIS,
    MAIL,
    MEIKE,
    OLGA,
    THIEF,
    TYPED,
    adds,
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
from tests.somebody import OTHER, Somebody, somebody


def live(here: world.Shop) -> Account | None:
    with read() as db:
        return accounts_of(db, here.group_id)[AccountKind.BANK][0]


@wide
def test_who_puts_her_own_number_back_keeps_its_word(shop, reachable):  # noqa: F811
    here = world.a_shop()
    hers, thief = world.as_person(here.member), world.as_person(here.member)
    adds(thief, HIS, HIS, world.PASSWORD)
    adds(hers, OLGA, OLGA, world.PASSWORD)
    assert not any(links(HIS)), "his number was the younger one all along"
    by_code(here, here.facilitator, here.member, OLGA, "kata sandi olga baru")
    assert links(OLGA, "code_used")[-1] and not any(links(HIS))


@wide
def test_two_sign_ins_of_a_thief_are_one_week(shop, reachable):  # noqa: F811
    """Monday's login prepares, Tuesday's changes the number; and an old phone's finder ends no older account."""
    here = world.a_shop()
    group, chair = f"/lapak/{here.slug}", world.as_person(here.chair)
    assert chair.post(f"{group}/uang/rekening", data=TYPED | {"number": "777 888 999"}).status_code == 303
    first = rows(Account)[-1].key
    assert world.as_person(here.treasurer).post(f"{group}/uang/rekening/{first}/setuju").status_code == 303
    with time_machine.travel(now() + timedelta(days=9), tick=True):
        monday = world.as_person(here.chair)
        assert monday.post(f"{group}/uang/rekening", data=TYPED).status_code == 303
        second = rows(Account)[-1].key
        adds(world.as_person(here.chair), HIS, HIS, world.PASSWORD)
        assert press(links(MEIKE, "contact_changed")[-1]) == 303
        assert person(here.chair).phone == MEIKE
        answer = world.as_person(here.treasurer).post(f"{group}/uang/rekening/{second}/setuju")
        assert answer.status_code in (409, 422), answer.text
        assert live(here).number == "777 888 999"


@wide
def test_an_address_of_late_silences_no_phone(shop, monkeypatch):
    """E-mail is sent here and WhatsApp is not: the letter to the phone waits for her group to bring it."""
    monkeypatch.setenv("MARKET_SMTP_URL", "smtp://localhost:1")
    settings.cache_clear()
    here = world.a_shop()
    thief = by_code(here, here.chair, here.member, OLGA)
    with after_rest():
        answer = thief.post("/akun/kontak", data={"identifier": MAIL, "current": THIEF, "way": "email"})
        assert answer.status_code == 303, answer.text
        assert shows(thief, sent_code(MAIL), "email").status_code == 303
        by_code(here, here.facilitator, here.member, OLGA, "kata sandi olga baru")
        told = [(m.template, m.channel.value) for m in rows(Message) if m.to == OLGA]
        assert ("code_used", "tap") in told[-3:], told
    settings.cache_clear()


def given_by(here: world.Shop, helper: int, key: int) -> None:
    """A code that this helper gave and that somebody used."""
    _code, kept = new_code()

    def work(db) -> None:
        made = grant(db, lock_person(db, key), kept, by_id=helper, capacity="officer")
        use_code(db, key, made.key, world.hashed(THIEF))

    write(work)


@wide
def test_only_one_who_is_no_puppet_says_that_she_met_her(shop):
    here = world.a_shop()
    given_by(here, here.officer, here.treasurer)
    by = Actor(here.facilitator, "Rina", roles=frozenset({Role.FACILITATOR}))
    with read() as db:
        assert may_say_met(db, by, {here.treasurer}) == {here.treasurer}
    write(lambda db: setattr(db.scalars(sa.select(Facilitation)).first(), "given_by_id", here.officer))
    with read() as db:
        assert may_say_met(db, by, {here.treasurer}) == set()


@wide
def test_a_helper_who_meets_her_ends_no_link_against_the_thief_before(shop, reachable):  # noqa: F811
    """The chair comes by a second code, and is met: what was done by the first is taken back by its own link."""
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    thief = by_code(here, here.facilitator, here.chair, "081200000001")
    older = links(MEIKE, "code_used")[-1]
    with after_rest():
        assert thief.post(f"{group}/uang/rekening", data=TYPED).status_code == 303
        account = rows(Account)[-1].key
        by_console(here.chair, "081200000001")
        write(lambda db: say_met(db, here.chair, by=Actor(here.officer, "Petugas", roles=frozenset({Role.OFFICER}))))
        assert press(older) == 303
        answer = world.as_person(here.treasurer).post(f"{group}/uang/rekening/{account}/setuju")
        assert answer.status_code in (409, 422) and live(here).number != TYPED["number"]


@wide
def test_who_came_by_a_denied_helpers_code_comes_in_no_more(shop, reachable):  # noqa: F811
    here = world.a_shop()
    by_console(here.facilitator, "081200000005")
    link = next(m.params["path"] for m in reversed(rows(Message)) if m.template == "code_used")
    with after_rest():
        given_by(here, here.facilitator, here.treasurer)
        assert press(link) == 303
        assert person(here.treasurer).password_hash is None
        sign_in = {"identifier": "081200000002", "password": THIEF}
        assert world.client().post("/masuk", data=sign_in).status_code == 422


@wide
def test_what_a_denied_officer_read_out_and_whom_she_met_counts_no_more(shop, reachable):  # noqa: F811
    here = world.a_shop()
    by_console(here.officer, "081200000006")
    link = next(m.params["path"] for m in reversed(rows(Message)) if m.template == "code_used")
    by_code(here, here.facilitator, here.treasurer, "081200000002", "kata sandi sience baru")
    with after_rest():
        given_by(here, here.facilitator, here.member)

        def acts(db) -> None:
            say_met(db, here.member, by=Actor(here.officer, "Petugas", roles=frozenset({Role.OFFICER})))
            called = db.get(Person, here.buyer)
            called.phone_proved_at = now()
            proof = {"kind": ContactKind.PHONE, "value": called.phone, "way": ProofWay.CALL, "expires_at": now()}
            ContactProof(person_id=called.key, proved_at=now(), read_by_id=here.officer, **proof).add(db)

        write(acts)
        assert not person(here.member).restricted
        assert press(link) == 303
        assert person(here.member).restricted and person(here.buyer).phone_proved_at is None


@wide
def test_codes_that_nobody_used_take_her_word_from_nobody(shop, reachable):  # noqa: F811
    """She denies two codes of her chair in her own account; the third, of a helper, has its link all the same."""
    here = world.a_shop()
    olga = world.as_person(here.member)
    for _ in range(2):
        given = world.as_person(here.chair).post(f"/lapak/{here.slug}/anggota/{member_key(here, here.member)}/kode")
        assert given.status_code == 200
        assert olga.post(f"/akun/kode/{rows(ResetCode)[-1].key}/bukan-saya").status_code == 303
    by_code(here, here.facilitator, here.member, OLGA)
    assert links(OLGA, "code_used")[-1]


@wide
def test_the_past_is_taken_back_from_the_account_too(shop, reachable):  # noqa: F811
    """Where no letter carries a link, her own page does what the link would; what she approved since stays."""
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    assert (
        world.as_person(here.chair).post(f"{group}/uang/rekening", data=TYPED | {"number": "777 888 999"}).status_code
        == 303
    )
    good = rows(Account)[-1].key
    thief = by_code(here, here.facilitator, here.treasurer, "081200000002")
    older = rows(ResetCode)[-1].key
    with after_rest():
        assert thief.post(f"{group}/uang/rekap").status_code == 303
        by_console(here.treasurer, "081200000002")
        write(
            lambda db: say_met(db, here.treasurer, by=Actor(here.officer, "Petugas", roles=frozenset({Role.OFFICER})))
        )
        hers = world.as_person(here.treasurer)
        assert hers.post(f"{group}/uang/rekening/{good}/setuju").status_code == 303
        answer = hers.post(f"/akun/kode/{older}/bukan-saya", data={"current": THIEF})
        assert answer.headers["location"] == "/akun/keamanan" and "Anda tetap masuk" in hers.get("/akun/keamanan").text
        assert world.client().get(f"/rekap/{rows(Recap)[-1].token}").status_code == 404
        assert live(here).number == "777 888 999"


@wide
def test_a_denial_gives_the_number_back_however_old_the_login(shop, reachable):  # noqa: F811
    here = world.a_shop()
    group, thief = f"/lapak/{here.slug}", world.as_person(here.chair)
    with time_machine.travel(now() + timedelta(days=9), tick=True):
        assert thief.post(f"{group}/uang/rekening", data=TYPED).status_code == 303
        account = rows(Account)[-1].key
        adds(thief, HIS, HIS, world.PASSWORD)
        assert press(links(MEIKE, "contact_changed")[-1]) == 303
        assert person(here.chair).phone == MEIKE
        answer = world.as_person(here.treasurer).post(f"{group}/uang/rekening/{account}/setuju")
        assert answer.status_code in (409, 422) and live(here).number != TYPED["number"]


@wide
def test_a_login_that_ended_in_between_is_denied_as_well(shop, reachable):  # noqa: F811
    here = world.a_shop()
    first = world.as_person(here.chair)
    assert first.post(f"/lapak/{here.slug}/uang/rekap").status_code == 303
    assert first.post("/keluar").status_code == 303
    adds(world.as_person(here.chair), HIS, HIS, world.PASSWORD)
    assert press(links(MEIKE, "contact_changed")[-1]) == 303
    assert world.client().get(f"/rekap/{rows(Recap)[-1].token}").status_code == 404


@wide
def test_a_helpers_third_code_is_burnt_by_nobody(shop, reachable):  # noqa: F811
    """Neither by the letters that go to her stolen phone, nor from inside the account by who knows her password."""
    here = world.a_shop()
    inside = world.as_person(here.member)
    address = f"/lapak/{here.slug}/anggota/{member_key(here, here.member)}/kode"
    for _ in range(2):
        assert world.as_person(here.facilitator).post(address).status_code == 200
        assert press(links(OLGA, "reset_code_issued")[-1]) == 303
    given = world.as_person(here.facilitator).post(address)
    assert links(OLGA, "reset_code_issued")[-1] == ""
    inside = world.as_person(here.member)
    refused = inside.post(f"/akun/kode/{rows(ResetCode)[-1].key}/bukan-saya")
    assert refused.status_code == 422 and "dua kali" in refused.text
    assert uses(code_on(given), OLGA, "kata sandi olga baru").get("/akun").status_code == 200
    assert links(OLGA, "code_used")[-1], "who came by it can be denied"


@wide
def test_what_was_done_under_a_denied_helpers_code_is_taken_back(shop, reachable):  # noqa: F811
    """Of whom no other helper met: whom one met stays in, whatever becomes of who let her in."""
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    by_console(here.facilitator, "081200000005")
    link = next(m.params["path"] for m in reversed(rows(Message)) if m.template == "code_used")
    with after_rest():
        given_by(here, here.facilitator, here.member)
        write(lambda db: say_met(db, here.member, by=Actor(here.officer, "Petugas", roles=frozenset({Role.OFFICER}))))
        given_by(here, here.facilitator, here.chair)
    with time_machine.travel(now() + timedelta(days=3), tick=True):
        thief = world.client()
        assert thief.post("/masuk", data={"identifier": "081200000001", "password": THIEF}).status_code == 303
        assert thief.post(f"{group}/uang/rekening", data=TYPED).status_code == 303
        account = rows(Account)[-1].key
        assert thief.post(f"{group}/uang/rekap").status_code == 303
        assert press(link) == 303
        assert person(here.chair).password_hash is None and person(here.member).password_hash is not None
        assert world.client().get(f"/rekap/{rows(Recap)[-1].token}").status_code == 404
        answer = world.as_person(here.treasurer).post(f"{group}/uang/rekening/{account}/setuju")
        assert answer.status_code in (409, 422) and live(here).number != TYPED["number"]


@wide
def test_a_changed_password_and_an_app_are_told_with_a_link(shop, reachable):  # noqa: F811
    """Who knows the password changes it and puts an app up: her letters take both back."""
    here = world.a_shop()
    thief = world.as_person(here.member)
    changed = thief.post("/akun/sandi", data={"current": world.PASSWORD, "password": THIEF})
    assert changed.status_code == 303
    letter = [m for m in rows(Message) if m.to == OLGA][-1]
    assert "Kata sandi Anda diganti" in render(letter).subject
    thief.post("/akun/dua-langkah", data={"current": THIEF})
    with read() as db:
        key = begun_factor(db, here.member).key_text
    assert thief.post("/akun/dua-langkah/pasang", data={"app_code": pyotp.TOTP(key).at(now())}).status_code == 200
    told = [m for m in rows(Message) if m.to == OLGA and m.template == "second_factor_on"][-1]
    assert press(told.params["path"]) == 303
    with read() as db:
        assert second_factor(db, here.member) is None and person(here.member).password_hash is None
    assert thief.get("/akun/keamanan").headers["location"].startswith("/masuk")


@wide
def test_a_changed_number_shuts_out_nobody_but_its_account(shop, reachable):  # noqa: F811
    """The facilitator let the chair in, and changed her own number days later: whoever finds her old phone presses."""
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    given_by(here, here.facilitator, here.chair)
    with time_machine.travel(now() + timedelta(days=2), tick=True):
        chair = world.client()
        assert chair.post("/masuk", data={"identifier": "081200000001", "password": THIEF}).status_code == 303
        assert chair.post(f"{group}/uang/rekening", data=TYPED).status_code == 303
        account = rows(Account)[-1].key
        assert world.as_person(here.treasurer).post(f"{group}/uang/rekening/{account}/setuju").status_code == 303
        adds(world.as_person(here.facilitator), HIS, HIS, world.PASSWORD)
        letter = [m for m in rows(Message) if m.template == "contact_changed"][-1]
        assert press(letter.params["path"]) == 303
        assert person(here.chair).password_hash is not None and live(here).number == TYPED["number"]


@wide
def test_who_came_by_a_chairs_code_takes_no_past_back(shop, reachable):  # noqa: F811
    here = world.a_shop()
    given_by(here, here.facilitator, here.member)
    older = rows(ResetCode)[-1].key
    by_code(here, here.chair, here.member, OLGA)
    with after_rest():
        late = world.client()
        assert late.post("/masuk", data={"identifier": OLGA, "password": THIEF}).status_code == 303
        refused = late.post(f"/akun/kode/{older}/bukan-saya", data={"current": THIEF})
        assert refused.status_code in (409, 422)


@wide
def test_who_uses_a_code_while_its_giver_is_denied_is_out_as_well(shop, reachable, monkeypatch):  # noqa: F811
    """Codes that are open end first, which waits for who is using one; only then who came by one is looked for."""
    here = world.a_shop()
    with read() as db:
        giver = Somebody(here, here.facilitator, db.get(Person, here.facilitator).phone)
    friend = somebody(here, 41)
    friend.waits()
    giver.comes(by=here.officer, capacity="officer")
    code = friend.given(by=here.facilitator)
    ends = not_me.undo_codes

    def after_her(db, made):
        if made.person_id == giver.key:
            use_code(db, friend.key, code, world.hashed(OTHER))
        ends(db, made)

    monkeypatch.setattr(not_me, "undo_codes", after_her)
    assert giver.press(giver.letter("code_used")) == "done"
    assert friend.state.startswith("shut")
