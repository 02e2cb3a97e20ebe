"""Joining needs a yes: whom somebody names is asked, and until she says yes in her own account nothing follows."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.limits import Attempt
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.messages.outbox import Message
from market.orders.clockwork import tick
from market.pages.letters import render
from market.people.access import CLOCK
from market.people.approving.closeness import are_close
from market.people.approving.pin_code import PinCode
from market.people.approving.team import team_of
from market.people.founding.founding import NewGroup, claim_group, import_groups
from market.people.group import Group, GroupKind, GroupState, group_by_slug
from market.people.helpers import Facilitation, Officer, helps
from market.people.invitation import Invitation
from market.people.joining.accepting import accept
from market.people.membership import Acceptance, Membership, find_membership, join, the_membership
from market.people.person import Person, find_person
from market.people.roles.facilitating import both_sides
from market.people.roles.role_change import RoleChange
from tests import world
from tests.conftest import both, wide
from tests.payments.test_card import rows
from tests.people.owning.test_contacts import at_once
from tests.promises.test_group_phone import pin_code_on

VICTIM = "081200000002"  # the treasurer of Tunas Bahari, as her number stands on papers


def a_stranger(number: str = "081277770001", group: str = "Mawar Palsu") -> tuple[object, str]:
    """Anybody: signs up, founds a group of his own, and is its chair."""
    browser = world.client()
    form = {"name": "Penipu", "identifier": number, "password": "umpan kail perahu", "terms": "1"}
    assert browser.post("/daftar", data=form).status_code == 303
    founded = browser.post("/buka-lapak", data={"name": group, "kind": "group", "village": "madidir ure"})
    assert founded.status_code == 303, founded.text
    return browser, founded.headers["location"]


@wide
def test_naming_a_number_makes_nobody_a_member(shop):
    """The takeover as it was seen: her number, a code as "her chair", her account."""
    here = world.a_shop()
    stranger, group = a_stranger()
    slug = group.rpartition("/")[2]
    added = stranger.post(f"{group}/anggota", data={"name": "Korban", "phone": VICTIM, "treasurer": "1"})
    assert added.status_code == 200
    page = stranger.get(f"{group}/anggota").text
    assert "Korban" in page and "Sience" not in page, "what the chair typed, never the account's name"
    with read() as db:
        person = find_person(db, VICTIM)
        assert person.key == here.treasurer
        assert find_membership(db, group_by_slug(db, slug).key, person.key) is None
    for key in range(1, 12):
        for act in ("kode", "pin", "peran"):
            form = {"pin": "2580", "treasurer": "1"}
            answer = stranger.post(f"{group}/anggota/{key}/{act}", data=form)
            assert answer.status_code in (404, 422), (key, act, answer.status_code)
            assert not re.search(r"\b\d{6}\b", answer.text.partition("<main")[2])
    victim = world.as_person(here.treasurer)
    assert victim.get(group).status_code == 404, "no standing in a group she never joined"


def invited(browser, group: str, phone: str, name: str = "Ibu Tetangga", **more):
    return browser.post(f"{group}/anggota", data={"name": name, "phone": phone} | more)


def opened(browser) -> list[str]:
    """The invitations that somebody sees in her account, as addresses."""
    return re.findall(r'href="(/akun/undangan/\d+)"', browser.get("/akun/undangan").text)


def says(browser, answer: str, **more):
    (first, *_) = opened(browser)
    return browser.post(first, data={"answer": answer} | more)


def without_code(page) -> str:
    """What a page tells of one invitation, without its code and its number."""
    told = page.text.partition("<strong>Kode undangan")[2].partition("</div>")[0]
    return re.sub(r"\d+", "", told.replace(pin_code_on(page), ""))


def without_what_was_typed(text: str, *typed: str) -> str:
    for each in typed:
        text = text.replace(each, "")
    return re.sub(r"\d+", "", re.sub(r'name="press" value="[^"]*"', "", text))


@wide
def test_the_answer_is_the_same_for_a_stranger_a_member_elsewhere_and_who_hears_nothing(shop):
    """Known, unknown, proved, or one who said "never again": status, address, page and time of reading are alike."""
    here = world.a_shop()
    stranger, group = a_stranger()
    seen = []
    for phone in (VICTIM, "081299988877", "081200000008"):
        answer = invited(stranger, group, phone)
        page = stranger.get(f"{group}/anggota").text.partition('id="undangan"')[2].partition("</li>")[0]
        shown = f"{phone[:4]}-{phone[4:8]}-{phone[8:]}"
        told = without_code(answer)
        seen.append((answer.status_code, told, without_what_was_typed(page, shown, phone)))
    assert len(set(seen)) == 1, seen
    victim = world.as_person(here.treasurer)
    assert says(victim, "never").status_code == 303
    again = invited(stranger, group, VICTIM)
    page = stranger.get(f"{group}/anggota").text.partition('id="undangan"')[2].partition("</li>")[0]
    assert (again.status_code, without_code(again)) == seen[0][:2]
    assert without_what_was_typed(page, "0812-0000-0002") == seen[0][2]
    assert opened(victim) == [], "it reached nobody"


@wide
def test_never_again_holds_for_the_inviter_and_for_the_group(shop):
    here = world.a_shop()
    stranger, group = a_stranger()
    invited(stranger, group, VICTIM)
    victim = world.as_person(here.treasurer)
    says(victim, "never")
    other = stranger.post("/buka-lapak", data={"name": "Melati Palsu", "kind": "group", "village": "madidir ure"})
    assert invited(stranger, other.headers["location"], VICTIM).status_code == 200
    assert opened(victim) == [], "not from this inviter, whatever he founds"
    block = re.search(r"blokir/(\d+)/buka", victim.get("/akun/undangan").text)[1]
    assert world.as_person(here.buyer).post(f"/akun/undangan/blokir/{block}/buka").status_code == 404, "hers alone"
    assert victim.post(f"/akun/undangan/blokir/{block}/buka").status_code == 303
    assert len(opened(victim)) == 1


@wide
def test_what_a_stranger_wrote_is_read_only_by_who_opens_it(shop):
    here = world.a_shop()
    stranger, group = a_stranger(group="Klik hadiah di palsu")
    invited(stranger, group, VICTIM, treasurer="1")
    victim = world.as_person(here.treasurer)
    assert "Ada 1 undangan" in victim.get("/akun").text and "hadiah" not in victim.get("/akun").text
    listed = victim.get("/akun/undangan").text
    assert "sebuah kelompok di Bitung" in listed and "hadiah" not in listed
    page = victim.get(opened(victim)[0]).text
    assert "Klik hadiah di palsu" in page and "Belum dicek dinas" in page and "bendahara" in page
    assert "Penipu mengundang Anda" in page
    for who in (here.buyer, here.chair, here.officer, None):
        answer = world.as_person(who).get(opened(victim)[0])
        assert answer.status_code == (404 if who else 303), "an invitation is for whom it is"


@both
def test_whom_she_blocked_writes_nothing_on_her_page(shop):
    """The list of whom she wants to hear of no more named the group and the inviter, as they call themselves today."""
    here = world.a_shop()
    stranger, group = a_stranger(group="Klik hadiah di palsu")
    invited(stranger, group, VICTIM)
    victim = world.as_person(here.treasurer)
    says(victim, "never")
    listed = victim.get("/akun/undangan").text
    assert "hadiah" not in listed and "Penipu" not in listed and "Sebuah kelompok di Bitung" in listed
    write(lambda db: setattr(group_by_slug(db, group.rsplit("/", 1)[1]), "state", GroupState.CHECKED))
    assert "Klik hadiah di palsu" in victim.get("/akun/undangan").text, "an officer has looked at its name"


@wide
def test_a_number_that_somebody_typed_takes_no_invitation(shop):
    """An account made with another's number is not whom the chair meant: it says yes with a code that she gave."""
    here = world.a_shop()
    chair, group = world.as_person(here.chair), f"/lapak/{here.slug}"
    form = {"name": "Orang Asing", "identifier": "0812 0000 0888", "password": "ikan asin goreng pagi", "terms": "yes"}
    stranger = world.client()
    assert stranger.post("/daftar", data=form).status_code == 303
    shown = invited(chair, group, "081200000888", "Ibu Sari", treasurer="1")
    first = pin_code_on(shown)
    link = html.unescape(re.search(r'href="(https://wa.me/62812[^"]+)"', shown.text)[1])
    assert first in link and "/akun/undangan" in unquote(link), "the words she sends, with the code, to that number"
    asked = int(re.search(r"undangan/(\d+)/kode", shown.text)[1])
    assert "Ketik kode undangan" in says(stranger, "yes").text
    wrong = says(stranger, "yes", code="ABCD-EFGH")
    assert wrong.status_code == 422 and "Kode undangan ini salah" in wrong.text
    code = pin_code_on(chair.post(f"{group}/anggota/undangan/{asked}/kode"))
    phone = world.as_device(here.device)
    assert "Ibu Sari" not in phone.get(f"{group}/siapa/mulai").text, "hers to answer in an account, not on a phone"
    assert says(stranger, "yes", code=first).status_code == 422, "a fresh code ends the one before"
    assert stranger.get(group).status_code == 404 and not rows(RoleChange)
    assert says(stranger, "yes", code=code.lower()).status_code == 303
    assert stranger.get(group).status_code == 200
    with read() as db:
        sari = db.scalars(sa.select(table(Person).c.id).where(table(Person).c.phone == "+6281200000888")).one()
        assert are_close(db, here.chair, sari) and not find_membership(db, here.group_id, sari).treasurer


@wide
def test_a_yes_makes_a_member_with_what_was_offered(shop):
    here = world.a_shop()
    chair, group = world.as_person(here.chair), f"/lapak/{here.slug}"
    assert invited(chair, group, "081200000009", "Ibu Ratna", chair="1").status_code == 200
    buyer = world.as_person(here.buyer)
    assert buyer.get(group).status_code == 404, "nothing before the yes"
    assert says(buyer, "yes", pin="2580").headers["location"] == group
    assert buyer.get(group).status_code == 200
    with read() as db:
        member = find_membership(db, here.group_id, here.buyer)
        assert member.chair and not member.treasurer and are_close(db, here.chair, here.buyer)
        assert member.accepted_by is Acceptance.ACCOUNT and member.pin_chosen_at
    phone = world.as_device(here.device)
    assert phone.post(f"{group}/siapa", data={"member": member.key, "pin": "2580"}).status_code == 303
    assert invited(chair, group, "081200000009").status_code == 422, "a member is not asked again"
    assert invited(chair, group, "081244455566").status_code == 200
    assert invited(chair, group, "0812 444 55566").status_code == 422, "asked already"


@wide
def test_a_role_that_somebody_holds_already_waits_for_her(shop):
    """A member at once; the treasurer whose money it is agrees, objects or is given a day to."""
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    invited(world.as_person(here.chair), group, "081200000009", treasurer="1")
    assert says(world.as_person(here.buyer), "yes").status_code == 303
    with read() as db:
        assert not find_membership(db, here.group_id, here.buyer).treasurer
        change = db.scalars(sa.select(RoleChange)).one()
        assert change.state == "waiting" and change.needs(team_of(db, change.group_id)) == {"bearer"}
    agreed = world.as_person(here.treasurer).post(f"{group}/peran/{change.key}/setuju")
    assert agreed.status_code == 303
    with read() as db:
        assert find_membership(db, here.group_id, here.buyer).treasurer


@wide
def test_a_number_without_account_finds_it_when_one_is_made(shop):
    stranger, group = a_stranger()
    invited(stranger, group, "0812-3333-4444")
    fresh, _ = a_stranger("081233334444", "Lain Sendiri")
    assert len(opened(fresh)) == 1
    assert says(fresh, "no").status_code == 303
    assert "menjawab tidak" in stranger.get(f"{group}/anggota").text
    with read() as db:
        slug = group.rpartition("/")[2]
        assert find_membership(db, group_by_slug(db, slug).key, find_person(db, "081233334444").key) is None


@wide
def test_at_most_three_are_open_at_once(shop):
    here = world.a_shop()
    for n in range(5):
        stranger, group = a_stranger(f"08127777010{n}", f"Palsu {n}")
        write(lambda db: db.execute(sa.delete(table(Attempt))) and None)  # as if from many networks
        assert invited(stranger, group, VICTIM).status_code == 200
    victim = world.as_person(here.treasurer)
    assert len(opened(victim)) == 3
    says(victim, "never")
    assert len(opened(victim)) == 3, "what waited behind comes up when she has answered"


@wide
def test_ten_a_day_by_one_inviter_and_from_one_network(shop):
    stranger, group = a_stranger()
    answers = [invited(stranger, group, f"0812555500{n:02d}").status_code for n in range(12)]
    assert answers == [200] * 10 + [429] * 2
    other, elsewhere = a_stranger("081277770002", "Palsu Dua")
    assert invited(other, elsewhere, "081255550099").status_code == 429, "the network's ten are used up"
    assert other.post(f"{elsewhere}/anggota", data={"name": "Tanpa HP"}).status_code == 200, "by name reaches nobody"


@wide
def test_fourteen_days_and_a_chair_who_is_none_any_more(shop):
    here = world.a_shop()
    chair, group = world.as_person(here.chair), f"/lapak/{here.slug}"
    invited(chair, group, "081200000009")
    buyer = world.as_person(here.buyer)
    (address,) = opened(buyer)
    write(lambda db: db.execute(sa.update(table(Invitation)).values(expires_at=now())) and None)
    assert opened(buyer) == [] and buyer.post(address, data={"answer": "yes"}).status_code == 404
    assert invited(chair, group, "081200000009").status_code == 200, "asked anew"
    with read() as db:
        own = find_membership(db, here.group_id, here.chair).key
        member = find_membership(db, here.group_id, here.member).key
    write(lambda db: the_membership(db, here.group_id, member).take_roles(chair=True, treasurer=False, given_by=None))
    write(lambda db: the_membership(db, here.group_id, own).end(CLOCK))
    answer = says(buyer, "yes")
    assert answer.status_code == 422 and "tidak berlaku lagi" in answer.text, "who asked could not add her today"
    assert buyer.get(group).status_code == 404


@wide
def test_a_yes_pressed_many_times_at_once_is_one_membership(shop):
    here = world.a_shop()
    invited(world.as_person(here.chair), f"/lapak/{here.slug}", "081200000009")
    (address,) = opened(world.as_person(here.buyer))
    key = int(address.rpartition("/")[2])

    def says_so(_n) -> str:
        try:
            return write(lambda db: accept(db, Person.get(db, here.buyer), key))
        except (Refused, NotFound) as answer:
            return type(answer).__name__

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(says_so, range(8)))
    assert answers.count(f"/lapak/{here.slug}") == 1 and set(answers) <= {
        f"/lapak/{here.slug}", "NotFound", "Overtaken", "Refused",
    }, answers  # fmt: skip
    with read() as db:
        m = table(Membership)
        mine = sa.select(sa.func.count()).where(m.c.person_id == here.buyer, m.c.ended_at.is_(None))
        assert db.execute(mine).scalar_one() == 1


@wide
def test_nobody_helps_a_group_in_which_she_holds_a_role(shop):
    """Refused in both directions, whichever yes comes first; the doctor finds who stands on both sides from before."""
    here = world.a_shop()
    chair, helper, officer = (world.as_person(key) for key in (here.chair, here.facilitator, here.officer))
    group = f"/lapak/{here.slug}"
    assert invited(chair, group, "081200000005", treasurer="1").status_code == 200
    refused = says(helper, "yes")
    assert refused.status_code == 422 and "tidak bisa menjadi anggotanya" in refused.text
    ask = {"name": "Olga", "identifier": "081200000003"}
    assert officer.post(f"/dinas/kelompok/{here.slug}/pendamping", data=ask).status_code == 303
    member = world.as_person(here.member)
    refused = says(member, "yes")
    assert refused.status_code == 422 and "tidak bisa menjadi pendampingnya" in refused.text
    with read() as db:
        assert both_sides(db) == [] and not helps(db, here.group_id, here.member)
    write(lambda db: Facilitation(person_id=here.member, group_id=here.group_id).add(db) and None)
    with read() as db:
        assert both_sides(db) == [(here.group_id, here.member)]
    from market.reports.doctor import complaints

    assert any("holds a role" in line for line in complaints())


@wide
def test_an_officer_names_nobody_a_facilitator_without_a_yes(shop):
    here = world.a_shop()
    officer, buyer = world.as_person(here.officer), world.as_person(here.buyer)
    page = f"/dinas/kelompok/{here.slug}/pendamping"
    ask = {"name": "Kak Ratna", "identifier": "081200000009", "organisation": "Yayasan"}
    assert officer.post(page, data=ask).status_code == 303
    assert officer.post(page, data=ask | {"identifier": "081288887777"}).status_code == 303, "whoever has it"
    assert buyer.get(f"/lapak/{here.slug}").status_code == 404 and buyer.get("/pendamping").status_code == 404
    refused = says(buyer, "yes")
    assert refused.status_code == 422 and "Ketua kelompok perlu menyetujui dulu" in refused.text
    chair, group = world.as_person(here.chair), f"/lapak/{here.slug}"
    assert len(re.findall(rf"{group}/pendamping/[0-9]+/setuju", chair.get(f"{group}/anggota").text)) == 2
    agree, refuse = f"{group}/pendamping/1/setuju", f"{group}/pendamping/2/tolak"
    for somebody in (here.member, here.facilitator, here.officer, here.treasurer):
        browser = world.as_person(somebody)
        assert browser.post(agree).status_code == 422 and "/setuju" not in browser.get(f"{group}/anggota").text
    assert chair.post(refuse).status_code == 303 and chair.post(agree).status_code == 303
    assert chair.post(agree).status_code == 409, "once"
    assert says(buyer, "yes").headers["location"] == "/pendamping"
    assert buyer.get(f"/lapak/{here.slug}").status_code == 200
    assert officer.post(f"{page}/{here.buyer}/selesai").status_code == 303
    assert buyer.get(f"/lapak/{here.slug}").status_code == 404


@wide
@pytest.mark.parametrize("kind", ["officer", "superior", "successor"])
def test_an_office_needs_a_yes_by_a_proved_number(shop, kind):
    """Neither the admin nor an officer gives an office to a number; who typed the number into an account has none."""
    here = world.a_shop()
    write(lambda db: setattr(Person.get(db, here.buyer), "phone_proved_at", None))
    buyer = world.as_person(here.buyer)
    if kind == "officer":
        form = {"name": "Ratna", "phone": "081200000009", "place": "71.72", "agency": "Dinas Perikanan"}
        assert world.as_person(here.admin).post("/admin/petugas", data=form).status_code == 303
    else:
        form = {"role": kind, "identifier": "081200000009"}
        assert world.as_person(here.officer).post("/dinas/kantor/rekan", data=form).status_code == 303
    assert buyer.get("/dinas").status_code == 404
    refused = says(buyer, "yes")
    assert refused.status_code == 422 and "terbukti" in refused.text and buyer.get("/dinas").status_code == 404
    write(lambda db: setattr(Person.get(db, here.buyer), "phone_proved_at", now()))
    assert says(buyer, "yes").headers["location"] == "/dinas"
    assert buyer.get("/dinas").status_code == 200
    assert world.as_person(here.officer).get("/dinas").status_code == (404 if kind == "successor" else 200)


@wide
def test_letters_go_to_proved_addresses_alone_and_carry_no_strangers_words(shop):
    here = world.a_shop()
    groups = [a_stranger(f"08127777010{n}", f"Hadiah besar {n}") for n in range(4)]

    def ask_all() -> None:
        for stranger, group in groups:
            write(lambda db: db.execute(sa.delete(table(Attempt))) and None)
            stranger.post(f"{group}/anggota", data={"name": "Korban", "email": "sience@contoh.id"})

    write(lambda db: setattr(Person.get(db, here.treasurer), "email", "sience@contoh.id"))
    ask_all()
    with read() as db:
        assert letters(db) == [], "she never proved it"

    def forget_and_prove(db) -> None:
        db.execute(sa.delete(table(PinCode)))
        db.execute(sa.delete(table(Invitation)))
        Person.get(db, here.treasurer).email_proved_at = now()

    write(forget_and_prove)
    ask_all()
    with read() as db:
        told = letters(db)
    assert len(told) == 3 and all(each.to == "sience@contoh.id" for each in told), "a few a day, whoever asks"
    for each in told:
        text = render(each)
        assert "Ada undangan dari sebuah kelompok di Bitung" in text.body and "/akun/undangan/" in text.body
        assert not re.search("Hadiah|Penipu|Korban", text.subject + text.body)


def letters(db) -> list[Message]:
    return list(db.scalars(sa.select(Message).where(table(Message).c.template == "invited")))


@wide
def test_who_was_let_in_by_a_code_says_no_yes_for_a_while(shop):
    here = world.a_shop()
    invited(world.as_person(here.chair), f"/lapak/{here.slug}", "081200000009")
    later = now() + timedelta(hours=5)
    write(lambda db: setattr(Person.get(db, here.buyer), "restricted_until", later))
    buyer = world.as_person(here.buyer)
    assert says(buyer, "yes").status_code == 422 and buyer.get(f"/lapak/{here.slug}").status_code == 404
    assert says(buyer, "no").status_code == 303, "a no gives nothing away"


@wide
def test_a_claim_link_makes_no_facilitator_a_chair(shop):
    """A link is a yes of who holds it; not of who helps the group."""
    here = world.a_shop()

    def work(db) -> str:
        wanted = NewGroup("Kelompok Daftar", GroupKind.GROUP, "Ibu", "+6281266667777", world.BITUNG)
        [(imported, token)] = import_groups(db, [wanted], world.actor(here.officer))
        Facilitation(person_id=here.facilitator, group_id=imported.key).add(db)
        return token

    answer = world.as_person(here.facilitator).post(f"/klaim/{write(work)}")
    assert answer.status_code == 422 and "tidak bisa menjadi anggotanya" in answer.text


# -- who asked, and is it no more ---------------------------------------------------------------------------------


@wide
def test_nobody_asks_herself(shop):
    """The attack: an officer makes herself facilitator of a group, and reads who bought there."""
    here = world.a_shop()
    officer, page = world.as_person(here.officer), f"/dinas/kelompok/{here.slug}/pendamping"
    write(lambda db: setattr(Person.get(db, here.officer), "email", "hendra@contoh.id"))
    for mine in ("081200000006", "+62 812 0000 0006", "Hendra@Contoh.id"):
        refused = officer.post(page, data={"name": "Hendra", "identifier": mine, "organisation": "X"})
        assert refused.status_code == 422 and "diri sendiri" in refused.text, mine
    later = {"name": "Hendra", "identifier": "081277776666", "organisation": "X"}
    assert officer.post(page, data=later).status_code == 303
    write(lambda db: setattr(Person.get(db, here.officer), "phone", "+6281277776666"))
    assert says(officer, "yes").status_code == 422 and officer.get(f"/lapak/{here.slug}/pesanan").status_code != 200
    with read() as db:
        assert not helps(db, here.group_id, here.officer)


@wide
def test_only_who_helps_is_ended_and_nothing_else_ends(shop):
    here = world.a_shop()
    phone, officer = world.as_device(here.device), world.as_person(here.officer)
    page = f"/dinas/kelompok/{here.slug}/pendamping"
    for nobody in (here.chair, here.member, here.buyer, 99_999):
        assert officer.post(f"{page}/{nobody}/selesai").status_code == 404
    assert phone.get(f"/lapak/{here.slug}").status_code == 200, "the chair's phones are not the officer's to end"


def ended(here) -> None:
    """An officer ends the facilitator."""
    path = f"/dinas/kelompok/{here.slug}/pendamping/{here.facilitator}/selesai"
    assert world.as_person(here.officer).post(path).status_code == 303


@wide
def test_what_a_facilitator_asked_ends_with_her(shop):
    """The attack: chair and treasurer for her puppet, a name with a PIN, a code for the chair; then she is ended."""
    here = world.a_shop()
    group = f"/lapak/{here.slug}"

    def prepared(db) -> tuple[int, int]:
        puppet = join(
            db, here.group_id, world.a_person(db, "Boneka", 77), Acceptance.ACCOUNT, given_by=here.facilitator
        )
        return puppet.key, find_membership(db, here.group_id, here.chair).key

    with time_machine.travel("2026-11-28T04:00:00+00:00", tick=True):
        puppet, chair = write(prepared)
        helper = world.as_person(here.facilitator)
        form = {"chair": "1", "treasurer": "1"}
        assert helper.post(f"{group}/anggota/{puppet}/peran", data=form).status_code == 303
        invited(helper, group, "081200000009")
        pin = code_in(helper.post(f"{group}/anggota", data={"name": "Boneka PIN", "treasurer": "1"}).text)
        code = code_in(helper.post(f"{group}/anggota/{chair}/kode").text)
        ended(here)
        with read() as db:
            assert [each.state for each in db.scalars(sa.select(RoleChange))] == ["dropped"]
            open_ones = sa.select(Invitation).where(table(Invitation).c.state == "open")
            assert not db.scalars(open_ones).all()
            begun = db.scalars(sa.select(table(PinCode).c.id).order_by(table(PinCode).c.id.desc())).first()
        new = {"who": begun, "code": pin, "pin": "7391", "again": "7391"}
        refused = world.as_device(here.device).post(f"{group}/siapa/mulai", data=new)
        assert refused.status_code in (404, 422), "a name with a PIN needs who gave it"
        form = {"identifier": "081200000001", "code": code, "password": "ikan asin goreng pagi"}
        assert world.client().post("/lupa", data=form).status_code == 422, "nor does her code let anybody in"
    with time_machine.travel("2026-12-02T04:00:00+00:00", tick=True):
        tick()
        with read() as db:
            held = the_membership(db, here.group_id, puppet)
            assert not held.chair and not held.treasurer


def code_in(text: str) -> str:
    return re.search(r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b", text)[1]


@wide
def test_a_change_of_roles_whose_asker_lost_hers_is_dropped(shop):
    """Whatever ended her standing: looked at again in the moment it would be done."""
    here = world.a_shop()
    with read() as db:
        member = find_membership(db, here.group_id, here.member).key
    with time_machine.travel("2026-11-28T04:00:00+00:00", tick=True):
        form = {"chair": "1", "treasurer": "1"}
        asked = world.as_person(here.chair).post(f"/lapak/{here.slug}/anggota/{member}/peran", data=form)
        assert asked.status_code == 303
    m = table(Membership)
    gone = sa.update(m).where(m.c.person_id == here.chair, m.c.group_id == here.group_id).values(chair=False)
    write(lambda db: db.execute(gone) and None)
    with time_machine.travel("2026-12-02T04:00:00+00:00", tick=True):
        tick()
        with read() as db:
            assert [each.state for each in db.scalars(sa.select(RoleChange))] == ["dropped"]
            assert not the_membership(db, here.group_id, member).treasurer


@wide
def test_a_claim_link_serves_who_it_was_made_for_and_no_longer(shop):
    """The attack: a dismissed officer keeps links; one in a group that has a chair makes a second; in a closed one."""
    here = world.a_shop()

    def a_link(kind: GroupKind = GroupKind.GROUP) -> tuple[int, str]:
        def work(db) -> tuple[int, str]:
            wanted = NewGroup("Kelompok Daftar", kind, "Ibu", "+6281266667777", world.BITUNG)
            [(group, token)] = import_groups(db, [wanted], world.actor(here.officer))
            return group.key, token

        return write(work)

    def claims(person: int, token: str) -> int:
        return world.as_person(person).post(f"/klaim/{token}").status_code

    group, token = a_link(GroupKind.SOLE)
    assert claims(here.officer, token) == 422, "never who issued it"
    write(lambda db: Group.get(db, group).suspend("palsu", CLOCK))
    assert claims(here.buyer, token) == 422, "a closed group has no new chair"
    group, token = a_link()
    write(lambda db: join(db, group, Person.get(db, here.member), Acceptance.ACCOUNT, chair=True) and None)
    assert claims(here.buyer, token) == 422, "it has its chair"
    group, token = a_link()
    o = table(Officer)
    write(lambda db: db.execute(sa.update(o).where(o.c.person_id == here.officer).values(ended_at=now())) and None)
    assert claims(here.buyer, token) == 422, "who issued it answers for it no more"
    with read() as db:
        assert find_membership(db, group, here.buyer) is None
        assert not db.scalars(sa.select(Membership).where(table(Membership).c.group_id == group)).all()


@wide
def test_nobody_takes_both_sides_at_once(shop):
    """A claim link, and a yes to help the same group, of one person in one moment."""
    here, came = world.a_shop(), []
    for n in range(5):

        def prepared(db, n=n) -> tuple[int, int, str]:
            wanted = NewGroup(f"Kelompok {n}", GroupKind.GROUP, "Ibu", f"+62813000{n:05d}", world.BITUNG)
            [(group, token)] = import_groups(db, [wanted], world.actor(here.officer))
            her = world.a_person(db, "X", 500 + n)
            asked = Invitation(kind="facilitator", group_id=group.key, identifier=her.phone, by_id=here.officer)
            return her.key, asked.add(db).key, token

        her, asked, token = write(prepared)
        both_ways = (
            lambda db, her=her, asked=asked: accept(db, Person.get(db, her), asked),
            lambda db, her=her, token=token: claim_group(db, token, Person.get(db, her)) and None,
        )
        came.append(at_once(*both_ways))
    with read() as db:
        assert both_sides(db) == [] and all(sum(isinstance(each, Refused) for each in two) == 1 for two in came), came
