"""Rows are locked and read anew: of many who press at once each decides on what is true then."""

import re
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import sqlalchemy as sa
import time_machine

from market.catalog.category import new_category
from market.catalog.photo import KeptPhoto
from market.catalog.product import product_by_slug
from market.catalog.searching.synonym import Synonym, add_synonym
from market.inventory.lot import the_lot
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.messages.outbox import Message
from market.orders.books import sharing
from market.orders.books.recount import recount
from market.orders.books.sharing import Distribution, GroupCost, add_cost
from market.orders.life import answering, serving
from market.orders.life.order_bills import OrderBills
from market.orders.life.recall import recall
from market.orders.order import SubOrder, group_sub_order
from market.orders.state import State
from market.orders.terms import Tariff, Terms
from market.pages.office.groups import group as office_page
from market.pages.office.groups import people as office_people
from market.pages.workspace import roles as roles_page
from market.payments.account import Account, the_account
from market.payments.bill import Bill, BillState
from market.payments.claim import Claim, ClaimState
from market.payments.mistaken import take_back
from market.payments.payment import Payment
from market.people import vouching
from market.people.access import Actor, Role
from market.people.act import Act
from market.people.approving.pin_code import PinCode
from market.people.certificate import CertificateKind, add_certificate
from market.people.consent import Consent, consents
from market.people.device import live_devices
from market.people.founding import setting_up
from market.people.founding.claim_link import ClaimLink
from market.people.founding.founding import NewGroup, claim_group, import_groups, unclaimed_among
from market.people.group import Group, GroupKind, GroupState, lock_group
from market.people.membership import Membership, find_membership, members
from market.people.person import Person
from market.people.security import SecurityEvent
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.orders.books.test_sharing import sells
from tests.payments.test_card import rows
from tests.payments.test_other_sums import transfer
from tests.promises.test_judged_as_shown import form_of

AT_ONCE = 8


def pressed(browsers, path, **form):
    """The answers of all who press at once, by how often each code came."""
    with ThreadPoolExecutor(len(browsers)) as pool:
        codes = list(pool.map(lambda b: b.post(path, data=form).status_code, browsers))
    return {code: codes.count(code) for code in set(codes)}


@both
def test_money_that_is_confirmed_many_times_at_once_came_once(shop):
    here = world.a_shop()
    _buyer, _pay, bill, desk = transfer(here)
    treasurers = [world.as_person(here.treasurer) for _ in range(AT_ONCE)]
    assert pressed(treasurers, f"{desk}/masuk/{bill.ref}") == {303: 1, 409: AT_ONCE - 1}
    assert len(rows(Payment)) == 1


@both
def test_part_payments_at_once_stop_when_the_bill_is_settled(shop):
    here = world.a_shop()
    _buyer, _pay, bill, desk = transfer(here)
    treasurers = [world.as_person(here.treasurer) for _ in range(AT_ONCE)]
    half = (bill.asked + 1) // 2
    assert pressed(treasurers, f"{desk}/masuk/{bill.ref}", came=str(half)) == {303: 2, 409: AT_ONCE - 2}
    assert rows(Bill)[-1].state is BillState.SETTLED and len(rows(Payment)) == 2
    with read() as db:
        assert recount(db) == []


@both
def test_a_claim_is_decided_once(shop):
    here = world.a_shop()
    buyer, pay, bill, desk = transfer(here)
    done(buyer.post(pay, data={"claim": bill.ref}))
    claim = rows(Claim)[-1].key
    treasurers = [world.as_person(here.treasurer) for _ in range(AT_ONCE)]
    paths = [f"{desk}/klaim/{claim}/{act}" for act in ("cocok", "belum")] * (AT_ONCE // 2)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        pairs = zip(treasurers, paths, strict=True)
        codes = sorted(pool.map(lambda p: p[0].post(p[1], data={"reason": "belum ada"}).status_code, pairs))
    assert codes == [303] + [409] * (AT_ONCE - 1)
    decided = rows(Claim)[-1].state
    assert len(rows(Payment)) == (decided is ClaimState.CONFIRMED)


@both
def test_a_claim_link_makes_one_chair(shop):
    here = world.a_shop()

    def brought(db):
        by = world.actor(here.officer)
        wanted = NewGroup("Melati", GroupKind.GROUP, "Ani", "+6281377770001", world.BITUNG)
        [(group, token)] = import_groups(db, [wanted], by)
        return group.key, token

    group, token = write(brought)
    people = [here.buyer, here.other_chair, here.member, here.treasurer]
    assert pressed([world.as_person(key) for key in people], f"/klaim/{token}") == {303: 1, 422: 3}
    m = table(Membership)
    with read() as db:
        assert db.execute(sa.select(sa.func.count()).where(m.c.group_id == group)).scalar_one() == 1


def _in_the_middle(monkeypatch, owner, name, work):
    """`work` is pressed by somebody else right after `owner.name` has looked; what came of it."""
    seen, pressed_there = getattr(owner, name), []

    def looked(*args, **named):
        found = seen(*args, **named)
        if not pressed_there:
            pressed_there.append(pool.submit(write, work))
            wait(pressed_there, timeout=0.5)
        return found

    pool = ThreadPoolExecutor(1)
    monkeypatch.setattr(owner, name, looked)
    return pressed_there


def _refused(press):
    try:
        press()
    except Refused as refusal:
        return refusal.code
    return ""


@both
def test_money_and_goods_do_not_pass_each_other_in_the_door(shop, monkeypatch):
    here = world.a_shop()
    _buyer, _pay, bill, desk = transfer(here)
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}"))
    by = world.actor(here.treasurer, Role.TREASURER)

    def gives(db):
        serving.hand_over(db, group_sub_order(db, here.group_id, bill.ref, lock=True), by)

    def takes_back(db):
        take_back(db, db.get(Payment, rows(Payment)[-1].key), by, "salah lihat")

    with monkeypatch.context() as here_alone:
        goods = _in_the_middle(here_alone, OrderBills, "gone", gives)
        write(takes_back)
        assert _refused(goods[0].result) == "not_paid_yet"
    assert (rows(SubOrder)[-1].state, rows(Bill)[-1].state) == (State.ACCEPTED, BillState.OPEN)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}"))
    with monkeypatch.context() as here_alone:
        money = _in_the_middle(here_alone, serving, "_need_money", takes_back)
        write(gives)
        assert _refused(money[0].result) == "goods_have_left"
    assert (rows(SubOrder)[-1].state, rows(Bill)[-1].state) == (State.RECEIVED, BillState.SETTLED)


@both
def test_a_recall_comes_before_a_yes_or_after_it(shop, monkeypatch):
    """The lot was good when the group's yes looked, and recalled when it was said: the buyer was asked for money."""
    here = world.a_shop(pieces=9)
    write(lambda db: Terms(group_id=here.group_id, accepts_at_once=False).add(db) and None)
    world.buys(world.client(), here.sku, 2)
    waits, by = rows(SubOrder)[-1], world.actor(here.chair)
    assert waits.state is State.WAITING

    def says_yes(db):
        answering.accept(db, group_sub_order(db, here.group_id, waits.number, lock=True), by)

    def recalls(db):
        recall(db, here.group_id, the_lot(db, here.group_id, 1), by, "berbau")

    with monkeypatch.context() as here_alone:
        goods = _in_the_middle(here_alone, answering, "require_good", recalls)
        write(says_yes)
        goods[0].result()
    assert rows(SubOrder)[-1].state is State.ACCEPTED and rows(Bill)[-1].due_at is None, "its clock rests"
    asks = [each for each in rows(Message) if each.template == "order_accepted" and each.about == waits.number]
    assert [each for each in asks if each.unsaid_at is None] == []
    [told] = [each for each in rows(Message) if each.template == "lot_recalled"]
    assert told.params["unpaid"]


@both
def test_no_phone_outlives_the_closing_of_its_group(shop, monkeypatch):
    """The group was open when the chair looked, and closed, with all its phones ended, before hers was written."""
    here = world.a_shop()
    chair = world.as_person(here.chair)

    def closes(db):
        db.get(Group, here.group_id).suspend("Ada laporan", world.actor(here.officer, Role.OFFICER))

    with monkeypatch.context() as here_alone:
        closed = _in_the_middle(here_alone, setting_up, "find_membership", closes)
        answer = chair.post(f"/lapak/{here.slug}/hp", data={"name": "HP baru"})
        closed[0].result()
    assert answer.status_code in (303, 422)
    with read() as db:
        assert live_devices(db, here.group_id) == []
    assert chair.get(f"/lapak/{here.slug}").headers["location"].startswith("/masuk")


@both
def test_no_account_begins_behind_the_back_of_who_vouches(shop, monkeypatch):
    """She looked at the old account, and vouched after the new one counted: nobody had looked at that."""
    here = world.a_shop()
    officer, desk = world.as_person(here.officer), f"/dinas/kelompok/{here.slug}"
    typed = {"bank": "BSG", "number": "001 002 003", "holder": "Tunas Bahari"}
    done(world.as_person(here.chair).post(f"/lapak/{here.slug}/uang/rekening", data=typed))
    [mark] = re.findall(r'name="mark" value="([^"]+)"', officer.get(desk).text)[:1]
    key, by = rows(Account)[-1].key, world.actor(here.treasurer, Role.TREASURER, Role.MEMBER)

    with monkeypatch.context() as here_alone:
        begun = _in_the_middle(
            here_alone, office_page, "_looked_at", lambda db: the_account(db, here.group_id, key).approve(by)
        )
        done(officer.post(f"{desk}/cek", data={"mark": mark}))
        begun[0].result()
    assert rows(Account)[-1].live
    assert write(lambda db: db.get(Group, here.group_id).state) is GroupState.UNCHECKED


@both
def test_of_two_names_that_read_alike_one_is_vouched_for(shop, monkeypatch):
    """Two officers press at one instant: each saw that nobody of that name was vouched for."""
    here, officers = world.a_shop(), []

    def made(db) -> list[tuple[str, int]]:
        by = Actor(person_id=here.officer, name="Petugas")
        wanted = [NewGroup(each, GroupKind.GROUP, "Ani", None, world.BITUNG) for each in ("Mawar Laut", "MAWAR  LAUT")]
        return [(group.slug, group.key) for group, _token in import_groups(db, wanted, by)]

    groups = write(made)
    forms = []
    for slug, _key in groups:
        officers.append(world.as_person(here.officer))
        desk = f"/dinas/kelompok/{slug}"
        [mark] = re.findall(r'name="mark" value="([^"]+)"', officers[-1].get(desk).text)[:1]
        forms.append((officers[-1], f"{desk}/cek", {"mark": mark, "another": "1"}))
    (one, first, said), (other, second, also) = forms

    begun, pool, seen = [], ThreadPoolExecutor(1), vouching.require_own_name

    def looked(*args, **named) -> None:
        seen(*args, **named)
        if not begun:
            begun.append(pool.submit(other.post, second, data=also))
            wait(begun, timeout=0.7)

    monkeypatch.setattr(vouching, "require_own_name", looked)
    answers = {one.post(first, data=said).status_code, begun[0].result().status_code}
    assert answers == {303, 422}
    states = [write(lambda db, key=key: db.get(Group, key).state) for _slug, key in groups]
    assert states.count(GroupState.CHECKED) == 1


@both
def test_of_codes_for_a_pin_that_are_given_at_once_one_opens(shop):
    """Each is given in place of the one before: who holds an older one chooses no PIN for her."""
    here = world.a_shop()

    def without_account(db):
        hers = Person.get(db, here.member)
        hers.phone = hers.phone_proved_at = hers.password_hash = None
        return find_membership(db, here.group_id, here.member).key

    anggota = f"/lapak/{here.slug}/anggota"
    assert world.as_person(here.chair).post(anggota, data={"name": "Wati"}).status_code == 200
    for path in (f"{anggota}/{write(without_account)}/kode-pin", f"{anggota}/undangan/1/kode"):
        givers = [world.as_person(key) for key in (here.facilitator, here.chair) for _ in range(3)]
        assert pressed(givers, path) == {200: 6}
    live = [(each.membership_id, each.invitation_id) for each in rows(PinCode) if each.used_at is None]
    assert len(live) == len(set(live)) == 2


@both
def test_of_links_to_take_a_group_over_that_are_made_at_once_one_opens(shop):
    here = world.a_shop()

    def brought(db):
        wanted = NewGroup("Melati", GroupKind.GROUP, "Ani", "+6281377770001", world.BITUNG)
        return import_groups(db, [wanted], world.actor(here.officer))[0][0].slug

    path = f"/dinas/kelompok/{write(brought)}/undang"
    assert pressed([world.as_person(here.officer) for _ in range(6)], path) == {200: 6}
    assert len([each for each in rows(ClaimLink) if each.used_at is None]) == 1


@both
def test_what_is_ended_by_many_at_once_ends_once(shop):
    """Each press ended it anew, at another moment, and stood in what the group did."""
    here = world.a_shop()

    def made(db):
        chair, admin = world.actor(here.chair), world.actor(here.admin)
        paper = add_certificate(db, here.group_id, CertificateKind.HALAL, "ID-1", None, chair)
        add_synonym(db, "opak", "keripik", admin)
        product_by_slug(db, here.product).add_photos([KeptPhoto("a" * 32, 9, 9)], "")
        return paper.key, new_category(db, "Anyaman pandan", "Woven pandan", admin).key

    paper, shelf = write(made)
    word = next(each.key for each in rows(Synonym) if each.typed == "opak")
    tariff = next(each.key for each in rows(Tariff) if each.group_id == here.group_id)
    done(world.as_person(here.chair).post(f"/lapak/{here.slug}/uang/rekap"))
    group, ends = f"/lapak/{here.slug}", f"/admin/kategori/{shelf}"
    for who, path, code in (
        (here.chair, f"{group}/profil/izin/{paper}/hapus", "certificate_ended"),
        (here.chair, f"{group}/pengiriman/ongkir/{tariff}/hapus", "tariff_ended"),
        (here.chair, f"{group}/hp/{here.device}/keluar", "device_ended"),
        (here.chair, f"{group}/uang/rekap/1/cabut", "recap_withdrawn"),
        (here.chair, f"{group}/produk/{here.product}/foto/1/hapus", ""),
        (here.admin, f"/admin/padanan/{word}/hapus", "synonym_ended"),
        (here.admin, f"{ends}/berhenti", "category_retired"), (here.admin, f"{ends}/pakai", "category_used_again"),
        (here.chair, f"{group}/anggota/3/keluar", "member_ended"),
        (here.admin, "/admin/petugas/1/selesai", "officer_ended"),
    ):  # fmt: skip
        browsers = [world.as_person(who) for _ in range(5)]
        answers = pressed(browsers, path)
        assert answers.pop(303) and answers.keys() <= {404, 409}, (path, answers)
        assert not code or [each.code for each in rows(Act)].count(code) == 1, path
    ended = [each.code for each in rows(SecurityEvent)]
    assert (ended.count("membership_ended"), ended.count("office_ended")) == (1, 1)


@both
def test_a_yes_that_is_given_twice_at_once_is_taken_back_by_one_no(shop):
    """Two rows stood, and she took one back: her letters went on."""
    here = world.a_shop()
    said = {"purpose": "news"}
    assert pressed([world.as_person(here.buyer) for _ in range(AT_ONCE)], "/akun/persetujuan", **said, give="1") == {
        303: AT_ONCE
    }
    done(world.as_person(here.buyer).post("/akun/persetujuan", data=said))
    with read() as db:
        assert consents(db, here.buyer) == {}
    assert len(rows(Consent)) == 1


@both
def test_who_becomes_chair_meanwhile_does_not_leave_the_group_without_one(shop, monkeypatch):
    """She was a plain member when her leaving looked, and its only chair when it was done."""
    here = world.a_shop()

    def made(db):
        lock_group(db, here.group_id)
        hers = find_membership(db, here.group_id, here.member)
        if hers:  # on SQLite she has left before
            hers.take_roles(chair=True, treasurer=False, given_by=here.officer)
            find_membership(db, here.group_id, here.chair).take_roles(chair=False, treasurer=False, given_by=None)

    leaving = world.as_person(here.member)
    with monkeypatch.context() as here_alone:
        role = _in_the_middle(here_alone, roles_page, "the_membership", made)
        leaving.post(f"/lapak/{here.slug}/anggota/3/keluar")
        role[0].result()
    with read() as db:
        assert [each for each, _ in members(db, here.group_id) if each.chair], "somebody answers for it"


@both
def test_who_took_a_group_over_waits_for_no_chair(shop, monkeypatch):
    """A link made in the same moment led nobody in, and the office's lists said that the group waits for its chair."""
    here = world.a_shop()

    def brought(db):
        wanted = NewGroup("Melati", GroupKind.GROUP, "Ani", "+6281377770001", world.BITUNG)
        [(group, token)] = import_groups(db, [wanted], world.actor(here.officer))
        return group.slug, token

    slug, token = write(brought)
    officer = world.as_person(here.officer)
    with monkeypatch.context() as here_alone:
        work = _in_the_middle(here_alone, office_people, "members", lambda db: claim(db, token, here.buyer))
        made = officer.post(f"/dinas/kelompok/{slug}/undang")
    assert (made.status_code, _refused(work[0].result)) in ((200, "link_used"), (422, "")), made.status_code
    with read() as db:
        group = db.scalars(sa.select(Group).where(table(Group).c.slug == slug)).one().key
        assert bool(members(db, group)) != bool(unclaimed_among(db, [group]))


def claim(db, token, key):
    return claim_group(db, token, Person.get(db, key)).key


@both
def test_of_two_numbers_written_for_a_group_at_once_the_second_is_asked_about(shop):
    here = world.a_shop()

    def brought(db):
        wanted = NewGroup("Melati", GroupKind.GROUP, "Ani", None, world.BITUNG)
        return import_groups(db, [wanted], world.actor(here.officer))[0][0].slug

    path = f"/dinas/kelompok/{write(brought)}/undang"
    officers = [world.as_person(here.officer) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        sent = pool.map(lambda n: officers[n].post(path, data={"phone": f"0813-7777-000{n}"}).status_code, range(4))
        assert sorted(sent) == [200, 409, 409, 409], "nobody's number goes unheard"
    [link] = [each for each in rows(ClaimLink) if each.used_at is None]
    with read() as db:
        assert Group.get(db, link.group_id).phone == link.phone


@both
def test_a_cost_lands_in_no_month_that_is_written_down_meanwhile(shop, monkeypatch):
    """It stood in a month whose shares it was not taken off, for good."""
    with time_machine.travel(now() - timedelta(days=40), tick=True):
        here = world.a_shop(pieces=4, price=10_000)
        day = now().date()
        sells(here, 3)
    treasurer, money = world.as_person(here.treasurer), f"/lapak/{here.slug}/uang/bagi-hasil"
    done(treasurer.post(money + "/aturan", data={"mode": "fixed", "kas": "0", f"part-{here.chair}": "1"}))
    form = form_of(treasurer.get(f"{money}?bulan={day:%Y-%m}").text, money + "/catat")

    def ice(db):
        add_cost(db, Group.get(db, here.group_id), day, "Es", 1_000, world.actor(here.chair))

    with monkeypatch.context() as here_alone:
        late = _in_the_middle(here_alone, sharing, "shares_of", ice)
        done(treasurer.post(money + "/catat", data=form))
        assert _refused(late[0].result) == "month_shared"
    assert [each.shares.costs for each in rows(Distribution)] == [0] and rows(GroupCost) == []
