"""Two people are two people: each way one person tried to be both, and the daily life that must go on."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.clock import after_waking, now, zone_of
from market.kernel.db import read, write
from market.kernel.money import rupiah
from market.kernel.record import table
from market.messages.outbox import Channel, Message
from market.orders.clockwork import tick
from market.payments.account import Account, accounts_of
from market.payments.account_typed import AccountKind
from market.payments.bill import Bill, BillState
from market.payments.claim import Claim, ClaimState
from market.payments.ledger import balance, own
from market.payments.payment import Payment
from market.payments.refund import Refund
from market.payments.refund_state import RefundState
from market.people.access import CLOCK, Role
from market.people.approving.closeness import are_close
from market.people.approving.pin_code import PinCode
from market.people.approving.stand_in import StandIn, name_stand_in
from market.people.bond import bind
from market.people.founding.founding import found_group
from market.people.group import Group, GroupKind, GroupState
from market.people.helpers import Facilitation
from market.people.membership import Acceptance, Membership, find_membership, join
from market.people.owning.proving import prove, prove_by_link
from market.people.person import Person
from market.people.reset_code import ResetCode
from market.people.roles.role_change import RoleChange
from market.people.security import SecurityEvent
from market.people.signing_in.contact import ContactKind, ContactProof, ProofWay
from market.people.signing_in.rest import rest_after_code
from market.people.vouching import reopen, vouch
from tests import world
from tests.bazaars.world import done
from tests.conftest import both, wide
from tests.payments.test_card import rows
from tests.payments.test_other_sums import transfer

TYPED = {"bank": "BSG", "number": "001 002 003", "holder": "Tunas Bahari"}
NOON = "2026-11-28T04:00:00+00:00"  # 12.00 WITA, a waking hour


def key_of(here, person_id):
    with read() as db:
        return find_membership(db, here.group_id, person_id).key


def typed_by(here, person_id):
    """An account that waits, typed by somebody; its id."""
    done(world.as_person(person_id).post(f"/lapak/{here.slug}/uang/rekening", data=TYPED))
    return rows(Account)[-1].key


def approves(here, person_id, account, code=422):
    answer = world.as_person(person_id).post(f"/lapak/{here.slug}/uang/rekening/{account}/setuju")
    assert answer.status_code == code, answer.text
    return answer.text


def live(here):
    with read() as db:
        account = accounts_of(db, here.group_id)[AccountKind.BANK][0]
        return account.bank if account else None


def puppet(here, **roles):
    """Somebody whom the chair added a moment ago."""

    def work(db):
        person = Person(name="Boneka", password_hash=world.hashed(world.PASSWORD)).add(db)
        join(db, here.group_id, person, Acceptance.PIN, given_by=here.chair, **roles)
        return person.key

    return write(work)


# -- accounts


@wide
def test_a_puppet_of_the_chair_approves_nothing(shop):
    here = world.a_shop()
    doll = puppet(here)
    account = typed_by(here, here.chair)
    assert "30 hari" in approves(here, doll, account)
    page = world.as_person(doll).get(f"/lapak/{here.slug}/uang").text
    assert f"rekening/{account}/setuju" not in page and "30 hari" in page
    with time_machine.travel(now() + timedelta(days=31)):
        approves(here, doll, account, 303)
    assert live(here) == "BSG"


@wide
@pytest.mark.parametrize("by", ["herself", "the other chair"])
def test_a_puppet_stays_one_whatever_else_it_is_given(shop, by):
    """A role that a puppet gives itself, or lets another give, takes no string away."""
    here = world.a_shop()
    doll = puppet(here, chair=True)
    write(lambda db: find_membership(db, here.group_id, here.treasurer).end(world.actor(here.treasurer)))
    asks = doll if by == "herself" else here.chair
    done(takes_roles(here, asks, doll, chair="1", treasurer="1"))
    assert rows(RoleChange)[-1].state == "waiting", "at once by nobody's word alone"
    for giver in (doll, here.member):
        write(
            lambda db, giver=giver: find_membership(db, here.group_id, doll).take_roles(
                chair=True, treasurer=giver == doll, given_by=giver
            )
        )
    assert "30 hari" in approves(here, doll, typed_by(here, here.chair))


@wide
def test_who_was_never_asked_approves_nothing(shop):
    """Added before people were asked: she belongs to the group, and is nobody's second person until she says yes."""
    here = world.a_shop()
    write(lambda db: setattr(find_membership(db, here.group_id, here.member), "accepted_at", None))
    asked = world.as_person(here.member)
    assert "sudah ada di sini" in approves(here, here.member, typed_by(here, here.chair))
    assert "Ada 1 undangan" in asked.get("/akun").text
    yes = re.search(r"/akun/undangan/anggota/\d+", asked.get("/akun/undangan").text)[0]
    assert world.as_person(here.treasurer).post(yes).status_code == 404, "hers alone"
    done(asked.post(yes))
    assert asked.post(yes).status_code == 404 and "undangan untuk Anda" not in asked.get("/akun").text
    approves(here, here.member, typed_by(here, here.chair), 303)


@wide
def test_who_came_after_it_was_typed_approves_nothing(shop):
    here = world.a_shop()
    account = typed_by(here, here.chair)

    def work(db):
        late = Person(name="Baru", password_hash=world.hashed(world.PASSWORD)).add(db)
        join(db, here.group_id, late, Acceptance.ACCOUNT, given_by=here.treasurer)
        return late.key

    assert "sudah ada di sini" in approves(here, write(work), account)


@wide
def test_helpers_alone_change_no_account(shop):
    here = world.a_shop()
    account = typed_by(here, here.facilitator)
    assert "perlu ikut menyetujui" in approves(here, here.officer, account)
    assert "perlu ikut menyetujui" in approves(here, here.member, account)
    approves(here, here.treasurer, account, 303)
    assert live(here) == "BSG"


@wide
def test_who_issued_a_code_is_no_second_person(shop):
    here = world.a_shop()
    account = typed_by(here, here.chair)

    def work(db):
        ResetCode(
            person_id=here.chair, code_hash="x", issued_by_id=here.facilitator, capacity="facilitator",
            expires_at=now(),
        ).add(db)  # fmt: skip

    write(work)
    assert "30 hari" in approves(here, here.facilitator, account)
    approves(here, here.officer, account, 303)


@wide
def test_in_a_one_person_business_the_second_is_a_helper(shop):
    here = world.a_shop()
    write(lambda db: setattr(db.get(Group, here.group_id), "kind", GroupKind.SOLE))
    account = typed_by(here, here.chair)
    approves(here, here.member, account)
    approves(here, here.facilitator, account, 303)
    assert live(here) == "BSG"


def lets_in(db, here, giver, person_id, *, way, group_id=None):
    """A code that let somebody into her account, or with which she chose her PIN, by whoever gave it."""
    if way == "code":
        ResetCode(
            person_id=person_id, code_hash="x", issued_by_id=giver, capacity="facilitator", expires_at=now(),
            used_at=now(),
        ).add(db)  # fmt: skip
        return
    mine = find_membership(db, group_id or here.group_id, person_id)
    mine.set_pin(world.hashed(world.PIN), by_id=giver)
    PinCode(group_id=mine.group_id, membership_id=mine.key, code_hash="x", issued_by_id=giver, expires_at=now()).add(db)


def a_new_group(here):
    """A group of two, founded today: its chair, and a treasurer who accepted on her own."""

    def work(db):
        chair, other = (world.a_person(db, name, 70 + n) for n, name in enumerate(("Ani", "Beti")))
        group = found_group(db, chair, name="Kelompok Baru", kind=GroupKind.GROUP, village=world.BITUNG, phone=None)
        join(db, group.key, other, Acceptance.ACCOUNT, treasurer=True, given_by=chair.key)
        return group.key, group.slug, chair.key, other.key

    return write(work)


@wide
@pytest.mark.parametrize("stopped", [False, True])
def test_the_first_account_of_a_new_group_of_two_begins_a_day_later(shop, stopped):
    here = world.a_shop()
    with time_machine.travel(NOON, tick=False):
        group, slug, chair, other = a_new_group(here)
        page = f"/lapak/{slug}/uang"
        done(world.as_person(chair).post(f"{page}/rekening", data=TYPED))
        account = rows(Account)[-1].key
        write(lambda db: setattr(db.get(Person, here.officer), "email", "petugas@contoh.id"))
        done(world.as_person(other).post(f"{page}/rekening/{account}/setuju"))
        begins = after_waking(now(), 24, zone_of(world.BITUNG))
        assert "petugas@contoh.id" in [m.to for m in rows(Message) if m.template == "account_begins"]
        tick()
        with read() as db:
            assert accounts_of(db, group)[AccountKind.BANK][0] is None
        officer = world.as_person(here.officer)
        assert f"rekening/{account}/hentikan" in officer.get(page).text
        assert (
            world.as_person(other).post(f"{page}/rekening/{account}/hentikan", data={"reason": "x x"}).status_code
            == 422
        )
        if stopped:
            done(officer.post(f"{page}/rekening/{account}/hentikan", data={"reason": "Bukan rekening kelompok"}))
    for moment, there in ((begins - timedelta(seconds=1), False), (begins, not stopped)):
        with time_machine.travel(moment, tick=False):
            tick()
        with read() as db:
            assert (accounts_of(db, group)[AccountKind.BANK][0] is not None) == there
    if not stopped:  # the next change is no first one
        done(world.as_person(chair).post(f"{page}/rekening", data=TYPED | {"number": "9 9 9 9 9"}))
        second = rows(Account)[-1].key
        assert world.as_person(other).post(f"{page}/rekening/{second}/setuju").status_code == 422


@wide
@pytest.mark.parametrize(
    ("givers", "way", "typed", "counts"),
    [
        (("chair",), "pin", "chair", True),  # as in every group of two without telephones of their own
        (("chair",), "code", "chair", False),  # what she typed she would approve
        (("helper", "helper"), "pin", "chair", False),  # of both: the helper would type it and approve it
        (("chair", "helper"), "pin", "chair", False),  # of the chair, and so of both
        (("helper",), "pin", "helper", False),  # what a helper types she approves as nobody
        ((), "pin", "helper", True),
    ],
)
def test_what_was_given_for_the_first_account(shop, givers, way, typed, counts):
    """A second member whom the chair added is her second person once; who comes in as another never is one."""
    here = world.a_shop()
    with time_machine.travel(NOON, tick=False):
        group, slug, chair, other = a_new_group(here)

        def work(db) -> None:
            for who, giver in zip((other, chair), givers, strict=False):
                by = chair if giver == "chair" else here.facilitator
                lets_in(db, here, by, who, way=way, group_id=group)
            Facilitation(person_id=here.facilitator, group_id=group).add(db)

        write(work)
        page = f"/lapak/{slug}/uang"
        done(world.as_person(chair if typed == "chair" else here.facilitator).post(f"{page}/rekening", data=TYPED))
        answer = world.as_person(other).post(f"{page}/rekening/{rows(Account)[-1].key}/setuju")
    assert answer.status_code == (303 if counts else 422)
    assert counts or "30 hari" in answer.text


@wide
def test_in_a_one_person_business_a_helper_is_the_second_or_the_owner_is_hers(shop):
    here = world.a_shop()

    def alone(db):
        for key in (here.treasurer, here.member):
            find_membership(db, here.group_id, key).end(world.actor(key))
        find_membership(db, here.group_id, here.chair).treasurer = True
        Group.get(db, here.group_id).kind = GroupKind.SOLE

    write(alone)
    first = typed_by(here, here.chair)
    assert "tidak boleh menyetujuinya" in approves(here, here.chair, first), "never who typed it"
    approves(here, here.facilitator, first, 303)
    second = typed_by(here, here.facilitator)
    approves(here, here.facilitator, second)
    approves(here, here.officer, second)  # two helpers, and the owner can be asked
    approves(here, here.chair, second, 303)


@wide
@pytest.mark.parametrize("why", ["closed", "left"])
def test_an_account_that_waits_begins_for_who_still_stands_in_an_open_group_alone(shop, why):
    here = world.a_shop()
    with time_machine.travel(NOON, tick=False):
        group, slug, chair, other = a_new_group(here)
        page = f"/lapak/{slug}/uang/rekening"
        done(world.as_person(chair).post(page, data=TYPED))
        account = rows(Account)[-1].key
        done(world.as_person(other).post(f"{page}/{account}/setuju"))
        write(lambda db: db.get(Person, chair).__setattr__("email", "ketua@contoh.id"))
        if why == "left":
            write(lambda db: find_membership(db, group, other).end(world.actor(other)))
        else:
            write(lambda db: db.get(Group, group).suspend("Penipuan", CLOCK))
            refused = world.as_person(chair).post(page, data=TYPED)
            assert refused.status_code == 422 and "ditutup petugas" in refused.text
        begins = after_waking(now(), 24, zone_of(world.BITUNG))
    with time_machine.travel(begins, tick=False):
        tick()
    with read() as db:
        assert accounts_of(db, group)[AccountKind.BANK] == (None, None)
    assert "ketua@contoh.id" in [m.to for m in rows(Message) if m.template == "account_stopped"]


@wide
def test_what_was_typed_is_approved_in_an_open_group_while_who_typed_it_is_here(shop):
    here = world.a_shop()
    account = typed_by(here, here.chair)
    write(lambda db: db.get(Group, here.group_id).suspend("Penipuan", CLOCK))
    assert "ditutup petugas" in approves(here, here.treasurer, account)
    write(lambda db: reopen(db, db.get(Group, here.group_id), by=world.actor(here.officer)))

    def leaves(db):
        find_membership(db, here.group_id, here.treasurer).take_roles(chair=True, treasurer=True, given_by=None)
        find_membership(db, here.group_id, here.chair).end(world.actor(here.chair))

    write(leaves)
    assert "tidak di sini lagi" in approves(here, here.treasurer, account)


@wide
def test_who_lost_her_way_in_is_a_holder_still(shop):
    """A facilitator lets herself in by a code for the only holder, and puts her out from inside."""
    here = world.a_shop()

    def alone(db):
        find_membership(db, here.group_id, here.treasurer).end(world.actor(here.treasurer))
        find_membership(db, here.group_id, here.chair).pin_hash = None
        code = ResetCode(
            person_id=here.chair, code_hash="x", issued_by_id=here.facilitator, capacity="facilitator",
            expires_at=now(), used_at=now(),
        ).add(db)  # fmt: skip
        rest_after_code(db, Person.get(db, here.chair))
        return code.key

    with time_machine.travel(now() + timedelta(minutes=1), tick=False):
        code = write(alone)
        inside = world.as_person(here.chair)
        assert inside.post(f"/akun/kode/{code}/bukan-saya").status_code == 422
        with read() as db:
            assert Person.get(db, here.chair).password_hash
        write(lambda db: setattr(Person.get(db, here.chair), "password_hash", None))  # by the link of her letter
        account = typed_by(here, here.facilitator)
        for key in (here.member, here.officer):
            assert "perlu ikut menyetujui" in approves(here, key, account)
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        write(lambda db: setattr(db.get(Account, account), "typed_at", now() - timedelta(hours=1)))
        assert "petugas menyetujui" in approves(here, here.member, account)
        approves(here, here.officer, account, 303)
    assert live(here) == "BSG"


@wide
def test_two_who_approve_at_once_are_one_approval(shop):
    here = world.a_shop()
    account = typed_by(here, here.chair)
    browsers = [world.as_person(key) for key in (here.treasurer, here.member, here.facilitator, here.officer)]
    path = f"/lapak/{here.slug}/uang/rekening/{account}/setuju"
    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(lambda b: b.post(path).status_code, browsers))
    assert codes == [303, 409, 409, 409]


# -- roles


def takes_roles(here, by, person_id, **roles):
    path = f"/lapak/{here.slug}/anggota/{key_of(here, person_id)}/peran"
    return world.as_person(by).post(path, data=roles)


@wide
def test_whom_a_code_let_in_is_offered_no_yes_until_it_counts(shop):
    """An account, a role, a fact that a helper would change: each page offers the yes when its press would count."""
    here, group = world.a_shop(), "/lapak/tunas-bahari"
    account = typed_by(here, here.chair)
    done(takes_roles(here, here.chair, here.member, treasurer="1"))
    form = {"name": "Tunas Bahari", "village": world.BITUNG, "phone": "+6281299999999", "story": "", "address": ""}
    done(world.as_person(here.facilitator).post(f"{group}/profil", data=form))
    roles, facts = f"{group}/anggota/peran", f"{group}/profil/perubahan"
    yes = {f"{group}/uang": f"{group}/uang/rekening/{account}/setuju", facts: f"{facts}/1/setuju",
           roles: f"{group}/peran/{rows(RoleChange)[-1].key}/setuju"}  # fmt: skip
    treasurer = world.as_person(here.treasurer)
    for until in (now() + timedelta(hours=9), None):
        write(lambda db, until=until: setattr(Person.get(db, here.treasurer), "restricted_until", until))
        for page, act in yes.items():
            assert (f'action="{act}"' in treasurer.get(page).text) is (until is None), (page, until)
            assert until is None or treasurer.post(act).status_code == 422


@wide
def test_a_chair_does_not_take_the_treasurers_role_away_in_silence(shop):
    here = world.a_shop()
    write(lambda db: setattr(db.get(Person, here.treasurer), "email", "sience@contoh.id"))
    with time_machine.travel(NOON, tick=False):
        _buyer, _pay, bill, desk = transfer(here)
        done(takes_roles(here, here.chair, here.treasurer))
        assert [m.to for m in rows(Message) if m.template == "role_change" and m.channel is not Channel.PAGE] == [
            "sience@contoh.id"
        ]
        chair = world.as_person(here.chair)
        assert chair.post(f"{desk}/masuk/{bill.ref}").status_code == 422, "she does not confirm alone"
        treasurer = world.as_person(here.treasurer)
        assert "Ada perubahan ketua atau bendahara" in treasurer.get(f"/lapak/{here.slug}").text
        [change] = rows(RoleChange)
        steps = f"/lapak/{here.slug}/peran/{change.key}"
        assert chair.post(f"{steps}/setuju").status_code == 422, "her own yes is no second one"
        done(treasurer.post(f"{steps}/keberatan", data={"reason": "Saya tidak pernah diberi tahu"}))
        for key in (here.chair, here.treasurer, here.member):
            assert world.as_person(key).post(f"{steps}/putus", data={"agreed": "1"}).status_code == 422
    with time_machine.travel(now() + timedelta(days=10)):
        tick()
        with read() as db:
            assert find_membership(db, here.group_id, here.treasurer).treasurer
    helper = world.as_person(here.facilitator)
    assert helper.post(f"{steps}/putus", data={"agreed": ""}).status_code == 422, "a no has a reason"
    done(helper.post(f"{steps}/putus", data={"agreed": "", "reason": "Tetap Ibu Sience"}))
    assert rows(RoleChange)[-1].state == "dropped"
    assert {e.code for e in rows(SecurityEvent)} >= {"role_asked", "role_objected", "role_dropped"}


@wide
def test_a_change_that_nobody_stops_takes_effect_after_24_waking_hours(shop):
    here = world.a_shop()
    with time_machine.travel(NOON, tick=False):
        done(takes_roles(here, here.chair, here.treasurer))
        due = after_waking(now(), 24, zone_of(world.BITUNG))
    for moment, holds in ((due - timedelta(seconds=1), True), (due, False)):
        with time_machine.travel(moment, tick=False):
            tick()
            with read() as db:
                assert find_membership(db, here.group_id, here.treasurer).treasurer is holds
    assert rows(RoleChange)[-1].state == "done"


@wide
def test_who_is_concerned_agrees_and_it_is_done_at_once(shop):
    here = world.a_shop()
    done(takes_roles(here, here.chair, here.treasurer))
    [change] = rows(RoleChange)
    page = world.as_person(here.treasurer).get(f"/lapak/{here.slug}/anggota/peran").text
    assert f"peran/{change.key}/setuju" in page
    done(world.as_person(here.treasurer).post(f"/lapak/{here.slug}/peran/{change.key}/setuju"))
    with read() as db:
        assert not find_membership(db, here.group_id, here.treasurer).treasurer


@wide
@pytest.mark.parametrize("way", ["code", "pin"])
def test_who_was_let_in_by_who_asks_ends_her_role_not_at_once(shop, way):
    """The facilitator asks that the treasurer be none, and would say yes for her: whoever holds a role may object
    first."""
    here = world.a_shop()

    def let_in(db):
        mine = find_membership(db, here.group_id, here.treasurer)
        if way == "pin":
            return mine.set_pin(world.hashed(world.PIN), by_id=here.facilitator)
        ResetCode(
            person_id=here.treasurer, code_hash="x", issued_by_id=here.facilitator, capacity="facilitator",
            expires_at=now(), used_at=now(),
        ).add(db)  # fmt: skip

    with time_machine.travel(NOON, tick=False):
        write(let_in)
        done(takes_roles(here, here.facilitator, here.treasurer))
        [change] = rows(RoleChange)
        says, path = world.as_person(here.treasurer), f"/lapak/{here.slug}/peran/{change.key}"
        assert f"{path}/setuju" not in says.get(f"/lapak/{here.slug}/anggota/peran").text
        assert says.post(f"{path}/setuju").status_code == 422
        assert rows(RoleChange)[0].state == "waiting"
        done(world.as_person(here.chair).post(f"{path}/keberatan", data={"reason": "Ia tidak tahu"}))


@wide
def test_a_puppet_is_no_treasurer_beside_the_treasurer(shop):
    here = world.a_shop()
    doll = puppet(here)
    done(takes_roles(here, here.chair, doll, treasurer="1"))
    [change] = rows(RoleChange)
    done(world.as_person(doll).post(f"/lapak/{here.slug}/peran/{change.key}/setuju"))
    with read() as db:
        assert not find_membership(db, here.group_id, doll).treasurer, "the treasurer has not said yes"
    done(world.as_person(here.treasurer).post(f"/lapak/{here.slug}/peran/{change.key}/setuju"))
    with read() as db:
        assert find_membership(db, here.group_id, doll).treasurer and are_close(db, here.chair, doll)


@wide
def test_a_facilitator_never_holds_a_role_where_she_helps(shop):
    here = world.a_shop()

    def work(db):
        """Somebody from before the rule: she is a member and helps."""
        member = join(db, here.group_id, db.get(Person, here.facilitator), Acceptance.ACCOUNT)
        Facilitation(person_id=here.facilitator, group_id=here.group_id).add(db)
        return member.key

    write(lambda db: db.execute(sa.update(table(Facilitation)).values(ended_at=now())) and None)
    write(work)
    answer = takes_roles(here, here.facilitator, here.facilitator, treasurer="1")
    assert answer.status_code == 422 and "Pendamping tidak bisa memegang peran" in answer.text


@wide
def test_two_chairs_who_end_each_other_at_once_leave_one(shop):
    here = world.a_shop()

    def work(db):
        find_membership(db, here.group_id, here.member).take_roles(chair=True, treasurer=False, given_by=here.chair)

    write(work)
    one, other = key_of(here, here.chair), key_of(here, here.member)
    path = f"/lapak/{here.slug}/anggota/{{}}/peran"
    pairs = [(world.as_person(here.chair), one), (world.as_person(here.member), other)]
    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(lambda pair: pair[0].post(path.format(pair[1])).status_code, pairs))
    assert codes == [303, 422], "each lays down her own role; the last one may not"
    with read() as db:
        m = table(Membership)
        left = db.execute(sa.select(sa.func.count()).where(m.c.group_id == here.group_id, m.c.chair)).scalar_one()
    assert left == 1


# -- confirming money


@wide
def test_a_typed_number_gives_nobody_a_right(shop):
    here = world.a_shop()
    buyer, pay, bill, desk = transfer(here)

    def bears(db):
        treasurer = db.get(Person, here.treasurer)
        treasurer.phone_proved_at = None
        db.get(Bill, bill.key).payer_phone = treasurer.phone

    write(bears)
    done(buyer.post(pay, data={"claim": bill.ref}))
    claim = rows(Claim)[-1].key
    assert world.as_person(here.member).post(f"{desk}/klaim/{claim}/cocok").status_code == 422
    treasurer = world.as_person(here.treasurer)
    assert "nomor HP Anda" in treasurer.post(f"{desk}/klaim/{claim}/cocok").text
    line = f"{now():%d/%m/%Y};TRSF E-BANKING CR;{bill.asked};CR"
    done(treasurer.post(f"{desk}/mutasi", data={"lines": line, "bills": str(bill.key)}))
    assert f"1 pembayaran dicocokkan, semuanya {rupiah(bill.asked)}." in treasurer.get(desk).text
    done(treasurer.post(f"{desk}/mutasi", data={"lines": line, "bills": str(bill.key)}))
    assert "Belum ada yang dicocokkan" in treasurer.get(desk).text, "it was, a moment ago"
    assert rows(Payment)[-1].confirmed_by_id == here.treasurer


@both
@pytest.mark.parametrize("proved", [False, True])
def test_a_number_typed_into_a_written_order_gives_nobody_a_right(shop, proved):
    """A chair writes an order down "for" the treasurer, and calls it certain: neither she nor a member confirms it."""
    here = world.a_shop()
    group, chair = f"/lapak/{here.slug}", world.as_person(here.chair)
    if not proved:
        write(lambda db: setattr(db.get(Person, here.treasurer), "phone_proved_at", None))
    form = {
        f"quantity-{here.sku}": "1",
        "name": "Sience",
        "phone": "081200000002",
        "delivery": "pickup",
        "method": "transfer",
    }
    one = chair.post(f"{group}/pesanan/catat", data=form).headers["location"]
    done(chair.post(f"{one}/pasti"))
    bill = rows(Bill)[-1]
    for who in (here.chair, here.member, here.facilitator):
        assert world.as_person(who).post(f"{group}/uang/masuk/{bill.ref}").status_code == 422, who
    assert world.as_person(here.treasurer).post(f"{group}/uang/masuk/{bill.ref}").status_code == 422
    assert not rows(Payment)


@wide
def test_the_officers_yes_confirms_an_order_with_the_treasurers_number(shop):
    here = world.a_shop()
    _buyer, _pay, bill, desk = transfer(here)
    with read() as db:
        phone = db.get(Person, here.treasurer).phone
    write(lambda db: setattr(db.get(Bill, bill.key), "payer_phone", phone))
    assert world.as_person(here.chair).post(f"{desk}/masuk/{bill.ref}").status_code == 422, "she might have typed it"
    done(world.as_person(here.officer).post(f"{desk}/masuk/{bill.ref}"))


@wide
def test_a_member_appointed_by_the_payer_does_not_confirm_her_order(shop):
    here = world.a_shop()
    doll = puppet(here)
    _buyer, _pay, bill, desk = transfer(here)
    write(lambda db: setattr(db.get(Bill, bill.key), "payer_id", here.treasurer))
    write(lambda db: bind(db, here.group_id, here.treasurer, doll))
    assert world.as_person(doll).post(f"{desk}/masuk/{bill.ref}").status_code == 422
    done(world.as_person(here.member).post(f"{desk}/masuk/{bill.ref}"))


@wide
def test_refused_claims_of_a_stranger_never_stop_the_owner_of_a_number(shop):
    here = world.a_shop(pieces=50)
    stranger = world.client()
    for n in range(3):
        path, _ = world.buys(stranger, here.sku, 1, token=f"token-stranger-{n}")
        number = path.partition("?")[0].rpartition("/")[2]
        answer = stranger.post(path.replace("?", "/bayar?"), data={"claim": f"{number}-1"})
        if n == 2:
            assert (answer.status_code == 422 and "bukti" in answer.text.lower()) or answer.status_code == 422
            break
        done(answer)
        claim = rows(Claim)[-1].key
        refuse = f"/lapak/{here.slug}/uang/klaim/{claim}/belum"
        done(world.as_person(here.treasurer).post(refuse, data={"reason": "Tidak ada"}))
    owner = world.client()
    path, _ = world.buys(owner, here.sku, 1, token="token-owner")
    number = path.partition("?")[0].rpartition("/")[2]
    done(owner.post(path.replace("?", "/bayar?"), data={"claim": f"{number}-1"}))


# -- a mistaken "Uangnya ada"


@wide
def test_a_mistaken_confirmation_is_taken_back_by_who_pressed_it(shop):
    here = world.a_shop()
    buyer, pay, bill, desk = transfer(here)
    done(buyer.post(pay, data={"claim": bill.ref}))
    claim = rows(Claim)[-1].key
    treasurer, chair = world.as_person(here.treasurer), world.as_person(here.chair)
    done(treasurer.post(f"{desk}/klaim/{claim}/cocok", data={"came": bill.asked + 5_000}))
    payment = rows(Payment)[-1].key
    undo = f"{desk}/dicatat/{payment}/tarik"
    assert f"/dicatat/{payment}/tarik" in treasurer.get(desk).text
    assert f"/dicatat/{payment}/tarik" not in chair.get(desk).text
    assert treasurer.post(undo, data={"reason": ""}).status_code == 422
    assert chair.post(undo, data={"reason": "salah lihat"}).status_code == 422
    done(treasurer.post(undo, data={"reason": "Salah baca mutasi"}))
    assert treasurer.post(undo, data={"reason": "lagi"}).status_code == 409
    assert rows(Bill)[-1].state is BillState.OPEN and rows(Claim)[-1].state is ClaimState.OPEN
    assert all(refund.state is RefundState.DROPPED for refund in rows(Refund))
    with read() as db:
        assert balance(db, own(here.group_id)) == 0
        from market.orders.books.recount import recount

        assert recount(db) == []
    assert "Pembayaran yang ternyata belum ada" in treasurer.get(f"{desk}/buku").text
    done(treasurer.post(f"{desk}/klaim/{claim}/cocok"))
    assert rows(Bill)[-1].state is BillState.SETTLED
    grant = {"amount": "", "reason": "Satu penyok", "token": "kembali-penyok-1"}
    nothing = treasurer.post(f"{desk}/kembalikan/{bill.ref}", data=grant)
    assert nothing.status_code == 422 and "Tulis berapa yang dikembalikan, paling banyak Rp" in nothing.text
    undo = f"/dicatat/{rows(Payment)[-1].key}/tarik"
    assert undo in treasurer.get(desk).text
    granted = treasurer.post(f"{desk}/kembalikan/{bill.ref}", data={**grant, "amount": "1000"})
    assert "Rp1.000 dicatat. Pembeli melihat" in treasurer.get(granted.headers["location"]).text
    assert undo not in treasurer.get(desk).text, "money of it was promised"
    assert treasurer.post(desk + undo, data={"reason": "Salah baca"}).status_code == 422


def leaves(here, person_id):
    """Two days ago: until then she is still the one to be asked."""
    long_ago = now() - timedelta(days=2, minutes=1)
    write(lambda db: setattr(find_membership(db, here.group_id, person_id), "ended_at", long_ago))


def letters_of(person_id, template):
    return [each.params for each in rows(Message) if (each.to_id, each.template) == (person_id, template)]


@wide
def test_whoever_puts_her_out_takes_her_word_back_only_after_two_days_and_she_hears_of_it(shop):
    here = world.a_shop()
    write(lambda db: setattr(db.get(Person, here.treasurer), "email", "sience@contoh.id"))
    _buyer, _pay, bill, desk = transfer(here)
    done(world.as_person(here.treasurer).post(f"{desk}/masuk/{bill.ref}"))
    undo, why = f"{desk}/dicatat/{rows(Payment)[-1].key}/tarik", {"reason": "Salah baca"}
    write(lambda db: setattr(find_membership(db, here.group_id, here.treasurer), "treasurer", False))
    chair = world.as_person(here.chair)
    done(chair.post(f"/lapak/{here.slug}/anggota/{key_of(here, here.treasurer)}/keluar"))
    told = letters_of(here.treasurer, "role_change")[-1]
    assert (told["step"], told["kind"]) == ("roles_changed", "leave"), "she hears that she was put out"
    assert undo not in chair.get(desk).text and chair.post(undo, data=why).status_code == 422
    with time_machine.travel(now() + timedelta(days=2, minutes=1), tick=True):
        done(world.as_person(here.chair).post(undo, data=why))
    assert [each["reason"] for each in letters_of(here.treasurer, "word_taken_back")] == ["Salah baca"]
    [event] = [each for each in rows(SecurityEvent) if each.code == "payment_taken_back"]
    assert (event.person_id, event.by_id) == (here.treasurer, here.chair), "among what was done to her"


@wide
def test_a_helper_puts_nobody_out_without_her_word_or_a_chairs(shop):
    """It waits for her objection; a chair who lets her go meanwhile does it at once, and she hears of both."""
    here = world.a_shop()
    key = key_of(here, here.member)
    out = f"/lapak/{here.slug}/anggota/{key}/keluar"
    pinned = world.named_by_pin(here.slug, here.chair, giver=here.facilitator)
    for helper in (world.as_person(here.facilitator), pinned):
        done(helper.post(out))
        [change] = [each for each in rows(RoleChange) if each.state == "waiting"]
        assert change.takes_effect_at and key_of(here, here.member) == key, "not yet"
        for who in (here.member, here.chair):
            assert letters_of(who, "role_change")[-1]["step"] == "role_asked"
        objects = {"reason": "Saya tetap di sini"}
        done(world.as_person(here.member).post(f"/lapak/{here.slug}/peran/{change.key}/keberatan", data=objects))
        write(lambda db, key=change.key: db.get(RoleChange, key).drop(CLOCK))
    done(world.as_person(here.facilitator).post(out))
    done(world.as_person(here.chair).post(out))
    with read() as db:
        assert find_membership(db, here.group_id, here.member) is None
    assert letters_of(here.member, "role_change")[-1]["step"] == "roles_changed"
    assert [each.state for each in rows(RoleChange)] == ["dropped", "dropped", "dropped", "done"]


@wide
def test_what_somebody_said_who_left_is_taken_back_by_who_says_it_now(shop):
    """While she is a member, without her role too, she alone; then the chair, who confirms now, and no plain member."""
    here = world.a_shop()
    _buyer, _pay, bill, desk = transfer(here)
    done(world.as_person(here.treasurer).post(f"{desk}/masuk/{bill.ref}"))
    undo, why = f"{desk}/dicatat/{rows(Payment)[-1].key}/tarik", {"reason": "Salah baca"}
    write(lambda db: setattr(find_membership(db, here.group_id, here.treasurer), "treasurer", False))
    chair, member = world.as_person(here.chair), world.as_person(here.member)
    assert undo in world.as_person(here.treasurer).get(desk).text, "she lost the role, and is there to be asked"
    assert chair.post(undo, data=why).status_code == 422 and undo not in chair.get(desk).text
    leaves(here, here.treasurer)
    assert world.as_person(here.treasurer).post(undo, data=why).status_code == 404
    for other in (member, world.as_person(here.facilitator), world.as_person(here.officer)):
        assert other.post(undo, data=why).status_code == 422 and undo not in other.get(desk).text
    assert undo in chair.get(desk).text and chair.post(undo, data={"reason": ""}).status_code == 422
    write(lambda db: setattr(db.get(Bill, bill.key), "payer_id", here.chair))
    assert undo not in chair.get(desk).text and chair.post(undo, data=why).status_code == 422, "her own order"
    write(lambda db: setattr(db.get(Bill, bill.key), "payer_id", None))
    write(lambda db: setattr(db.get(Person, here.chair), "restricted_until", now() + timedelta(hours=1)))
    assert undo not in chair.get(desk).text and chair.post(undo, data=why).status_code == 422, "let in by a code"
    write(lambda db: setattr(db.get(Person, here.chair), "restricted_until", None))
    done(chair.post(undo, data=why))
    assert rows(Bill)[-1].state is BillState.OPEN


@wide
def test_of_the_treasurers_own_order_the_chair_takes_back_what_a_member_said_who_left(shop):
    here = world.a_shop()
    ref = signed_in_order(here, here.treasurer)
    desk, chair = f"/lapak/{here.slug}/uang", world.as_person(here.chair)
    done(world.as_person(here.member).post(f"{desk}/masuk/{ref}"))
    undo, why = f"{desk}/dicatat/{rows(Payment)[-1].key}/tarik", {"reason": "Salah baca"}
    leaves(here, here.member)
    bill = rows(Bill)[-1].key
    for payer, shown in ((None, False), (here.treasurer, True)):
        write(lambda db, payer=payer: setattr(db.get(Bill, bill), "payer_id", payer))
        assert (undo in chair.get(desk).text) is shown, "beside the treasurer only where it is the treasurer's own"
        assert shown or chair.post(undo, data=why).status_code == 422
    assert undo not in world.as_person(here.treasurer).get(desk).text
    done(chair.post(undo, data=why))
    assert rows(Bill)[-1].state is BillState.OPEN


@wide
def test_once_the_goods_have_left_it_stays(shop):
    here = world.a_shop()
    _buyer, _pay, bill, desk = transfer(here)
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}"))
    order = f"/lapak/{here.slug}/pesanan/{bill.ref}"
    for step in ("siapkan", "siap", "serahkan"):
        done(treasurer.post(f"{order}/{step}"))
    undo = f"{desk}/dicatat/{rows(Payment)[-1].key}/tarik"
    assert treasurer.post(undo, data={"reason": "Salah baca"}).status_code == 422
    assert rows(Bill)[-1].state is BillState.SETTLED


@wide
def test_what_is_made_ready_without_its_money_is_a_task_and_has_no_deadline(shop):
    here = world.a_shop()
    buyer, pay, bill, desk = transfer(here)
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}"))
    assert "belum-dibayar" not in treasurer.get(desk).text
    done(treasurer.post(f"/lapak/{here.slug}/pesanan/{bill.ref}/siapkan"))
    done(treasurer.post(f"{desk}/dicatat/{rows(Payment)[-1].key}/tarik", data={"reason": "Salah baca"}))

    def waits():
        standing = rows(Bill)[-1]
        return standing.state is BillState.OPEN and standing.due_at is standing.left_s is None

    page = treasurer.get(desk).text
    assert waits() and "belum-dibayar" in page and bill.ref in page
    done(buyer.post(pay, data={"claim": bill.ref}))
    assert "belum-dibayar" not in treasurer.get(desk).text
    done(treasurer.post(f"{desk}/klaim/{rows(Claim)[-1].key}/belum", data={"reason": "Belum masuk"}))
    assert waits() and "belum-dibayar" in treasurer.get(desk).text
    done(treasurer.post(f"{desk}/masuk/{bill.ref}"))
    assert rows(Bill)[-1].state is BillState.SETTLED and "belum-dibayar" not in treasurer.get(desk).text


@wide
def test_cash_that_no_member_may_book_is_booked_by_the_officer(shop):
    """A chair's own order in the first month of her group: everybody in it is there by her word."""
    here = world.a_shop()
    group, slug, chair, other = a_new_group(here)
    sku = write(lambda db: world.a_product(db, db.get(Group, group), "Sambal roa", 15_000, 20, None)[0])
    choices = {f"delivery-{slug}": "pickup", "payment": "cash"}
    done(world.buys(world.as_person(chair), sku, 1, **choices)[1])
    ref, desk = rows(Bill)[-1].ref, f"/lapak/{slug}/uang"
    for step in ("terima", "siapkan", "siap"):
        world.as_person(other).post(f"/lapak/{slug}/pesanan/{ref}/{step}")
    assert world.as_person(other).post(f"/lapak/{slug}/pesanan/{ref}/serahkan").status_code == 422
    assert f"{desk}/masuk/{ref}" not in world.as_person(other).get(desk).text
    officer = world.as_person(here.officer)
    assert f"{desk}/masuk/{ref}" in officer.get(desk).text
    booked = officer.post(f"{desk}/masuk/{ref}")
    done(booked)
    assert officer.get(booked.headers["location"]).status_code == 200
    assert f"{desk}/masuk/{ref}" not in officer.get(desk).text
    done(world.as_person(other).post(f"/lapak/{slug}/pesanan/{ref}/serahkan"))
    done(world.buys(world.as_person(here.chair), here.sku, 1, payment="cash")[1])
    page = officer.get(f"/lapak/{here.slug}/uang").text
    assert rows(Bill)[-1].ref not in page, "the treasurer takes it"


@wide
def test_a_stand_ins_mistake_is_taken_back_by_the_treasurer(shop):
    here = world.a_shop()
    treasurer, member, chair = (world.as_person(key) for key in (here.treasurer, here.member, here.chair))
    desk = f"/lapak/{here.slug}/uang"
    done(
        treasurer.post(
            f"/lapak/{here.slug}/pengganti",
            data={"treasurer": key_of(here, here.treasurer), "member": key_of(here, here.member)},
        )
    )
    stand_in = rows(StandIn)[-1].key
    done(member.post(f"/lapak/{here.slug}/pengganti/{stand_in}/mulai"))
    _buyer, _pay, bill, _desk = transfer(here)
    done(member.post(f"{desk}/masuk/{bill.ref}"))
    done(treasurer.post(f"/lapak/{here.slug}/pengganti/{stand_in}/selesai"))
    undo = f"{desk}/dicatat/{rows(Payment)[-1].key}/tarik"
    assert chair.post(undo, data={"reason": "Salah baca"}).status_code == 422
    assert undo not in chair.get(desk).text, "nobody is shown what is refused"
    assert undo in member.get(desk).text, "she pressed it, though she may press none any more"
    assert undo in treasurer.get(desk).text
    done(treasurer.post(undo, data={"reason": "Salah baca"}))
    assert rows(Bill)[-1].state is BillState.OPEN
    with time_machine.travel(
        now() + timedelta(minutes=5), tick=True
    ):  # what the member did after that is not the treasurer's
        write(lambda db: setattr(find_membership(db, here.group_id, here.member), "treasurer", True))
        done(member.post(f"{desk}/masuk/{bill.ref}"))
        undo = f"{desk}/dicatat/{rows(Payment)[-1].key}/tarik"
        assert (
            treasurer.post(undo, data={"reason": "Salah baca"}).status_code == 422
            and undo not in treasurer.get(desk).text
        )


@wide
def test_nobody_says_that_her_own_paid_parcel_came_back(shop):
    here = world.a_shop()
    ref = signed_in_order(
        here,
        here.member,
        **{"delivery-tunas-bahari": "own_courier", "village": world.BITUNG, "address": "Jl. Pantai 1"},
    )
    treasurer, member = world.as_person(here.treasurer), world.as_person(here.member)
    order = f"/lapak/{here.slug}/pesanan/{ref}"
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{ref}"))
    for step in ("siapkan", "siap", "kirim"):
        done(member.post(f"{order}/{step}"))
    assert member.post(f"{order}/kembali", data={"reason": "tidak jadi"}).status_code == 422 and not rows(Refund)
    done(treasurer.post(f"{order}/kembali", data={"reason": "tidak jadi"}))
    assert len(rows(Refund)) == 1


@wide
def test_of_her_own_paid_order_a_member_cancels_what_any_buyer_may(shop):
    """By the group another cancels it; by her own page she does, until it is begun, and another gives the money
    back."""
    here = world.a_shop()
    treasurer, member = world.as_person(here.treasurer), world.as_person(here.member)
    begun, paid = (signed_in_order(here, here.member, token=f"token-own-{n}") for n in range(2))
    for ref in (begun, paid):
        done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{ref}"))
    done(member.post(f"/lapak/{here.slug}/pesanan/{begun}/siapkan"))
    for ref in (begun, paid):
        refused = member.post(f"/lapak/{here.slug}/pesanan/{ref}/batal", data={"reason": "tidak jadi"})
        assert refused.status_code == 422 and not rows(Refund)
    assert member.post(f"/pesanan/{begun.rpartition('-')[0]}/batal", data={"parcel": begun}).status_code == 409
    done(member.post(f"/pesanan/{paid.rpartition('-')[0]}/batal", data={"parcel": paid}))
    [refund] = rows(Refund)
    desk = f"/lapak/{here.slug}/uang/kembali/{refund.key}"
    assert member.post(desk).status_code == 422
    done(treasurer.post(desk, data={"how": "cash"}))


@wide
def test_an_officer_reads_a_refusal_on_a_page_that_is_hers(shop):
    here = world.a_shop()
    world.buys(world.client(), here.sku, 1)
    officer, ref = world.as_person(here.officer), rows(Bill)[-1].ref
    for act, form in (("masuk", {}), ("kembalikan", {"amount": "1000", "reason": "rusak", "token": "token-kembali-1"})):
        refused = officer.post(f"/lapak/{here.slug}/uang/{act}/{ref}", data=form)
        assert refused.status_code == 422 and 'id="rekening"' in refused.text, "the page of the money"
        assert f"/pesanan/{ref}" not in refused.text and "Ratna" not in refused.text


# -- the treasurer is away, the chair is gone


@wide
def test_a_stand_in_named_beforehand_works_at_once_and_is_undone(shop):
    here = world.a_shop()
    page = f"/lapak/{here.slug}/pengganti"
    named = {"treasurer": key_of(here, here.treasurer), "member": key_of(here, here.member)}
    treasurer, member = world.as_person(here.treasurer), world.as_person(here.member)
    assert member.post(page, data=named).status_code == 422, "nobody names herself"
    assert treasurer.post(page, data=named | {"member": named["treasurer"]}).status_code == 422
    done(treasurer.post(page, data=named))
    [stand_in] = rows(StandIn)
    _buyer, _pay, bill, desk = transfer(here)
    assert member.post(f"{desk}/masuk/{bill.ref}").status_code == 422, "not begun yet"
    done(member.post(f"{page}/{stand_in.key}/mulai"))
    done(member.post(f"{desk}/masuk/{bill.ref}"))
    done(treasurer.post(f"{page}/{stand_in.key}/selesai"))
    _buyer, _pay, bill, desk = transfer(here)
    assert member.post(f"{desk}/masuk/{bill.ref}").status_code == 422
    assert {"stand_in_named", "stand_in_begun", "stand_in_ended"} <= {e.code for e in rows(SecurityEvent)}


@wide
def test_a_chair_proposes_a_stand_in_and_a_helper_agrees(shop):
    here = world.a_shop()
    page = f"/lapak/{here.slug}/pengganti"
    named = {"treasurer": key_of(here, here.treasurer), "member": key_of(here, here.member)}
    chair, helper = world.as_person(here.chair), world.as_person(here.facilitator)
    done(chair.post(page, data=named))
    [stand_in] = rows(StandIn)
    assert chair.post(f"{page}/{stand_in.key}/mulai").status_code == 409
    assert chair.post(f"{page}/{stand_in.key}/setuju").status_code == 422
    done(helper.post(f"{page}/{stand_in.key}/setuju"))
    _buyer, _pay, bill, desk = transfer(here)
    done(world.as_person(here.member).post(f"{desk}/masuk/{bill.ref}"))


@wide
@pytest.mark.parametrize("says_no", [False, True])
def test_two_members_and_a_helper_replace_a_chair_who_is_gone(shop, says_no):
    here = world.a_shop()
    write(lambda db: vouch(db, db.get(Group, here.group_id), by=world.actor(here.officer), agency="Dinas"))
    treasurer, member = world.as_person(here.treasurer), world.as_person(here.member)
    chair, helper = world.as_person(here.chair), world.as_person(here.facilitator)
    with time_machine.travel(NOON, tick=False):
        path = f"/lapak/{here.slug}/anggota/{key_of(here, here.treasurer)}/ganti-ketua"
        assert chair.post(path).status_code == 422
        done(treasurer.post(path))
        [change] = rows(RoleChange)
        steps = f"/lapak/{here.slug}/peran/{change.key}"
        assert treasurer.post(f"{steps}/dukung").status_code == 422, "two members, not one twice"
        assert helper.post(f"{steps}/pastikan").status_code == 409, "not before two have asked"

        def comes_after(db) -> int:
            person = world.a_person(db, "Boneka", 78)
            join(db, here.group_id, person, Acceptance.ACCOUNT)
            find_membership(db, here.group_id, person.key).accepted_at = now() + timedelta(minutes=1)
            return person.key

        newcomer = world.as_person(write(comes_after))
        offered = f'action="{steps}/dukung"'
        assert offered not in newcomer.get(f"/lapak/{here.slug}/anggota/peran").text
        assert offered in member.get(f"/lapak/{here.slug}/anggota/peran").text
        assert newcomer.post(f"{steps}/dukung").status_code == 422, "not there before"
        done(member.post(f"{steps}/dukung"))
        assert member.post(f"{steps}/pastikan").status_code == 422
        done(helper.post(f"{steps}/pastikan"))
        due = after_waking(now(), 72, zone_of(world.BITUNG))
        assert "Saya keberatan" in chair.get(f"/lapak/{here.slug}/anggota/peran").text
        if says_no:
            done(chair.post(f"{steps}/keberatan", data={"reason": "Saya masih di sini"}))
    for moment, changed in ((due - timedelta(seconds=1), False), (due, not says_no)):
        with time_machine.travel(moment, tick=False):
            tick()
            with read() as db:
                assert find_membership(db, here.group_id, here.treasurer).chair is changed
                assert find_membership(db, here.group_id, here.chair).chair is not changed
    with read() as db:
        state = db.get(Group, here.group_id).state
    assert state is (GroupState.CHECKED if says_no else GroupState.UNCHECKED), "another only chair is looked at again"


@wide
@pytest.mark.parametrize(
    ("giver", "way", "counts"),
    [
        ("facilitator", "code", False),
        ("facilitator", "pin", False),
        ("treasurer", "code", False),  # one of the two let the other in
        ("chair", "pin", True),  # as in every group: she is gone, and holds them to nothing
    ],
)
def test_one_who_let_two_members_in_is_no_two_members(shop, giver, way, counts):
    """The helper comes in as the treasurer and asks, comes in as a member and seconds."""
    here = world.a_shop()
    write(lambda db: lets_in(db, here, here.facilitator, here.chair, way="code"))
    for each in (here.treasurer, here.member):
        if each != getattr(here, giver):
            write(lambda db, each=each: lets_in(db, here, getattr(here, giver), each, way=way))
    done(world.as_person(here.treasurer).post(f"/lapak/{here.slug}/anggota/{key_of(here, here.treasurer)}/ganti-ketua"))
    member, steps = world.as_person(here.member), f"/lapak/{here.slug}/peran/{rows(RoleChange)[-1].key}"
    offered = f'action="{steps}/dukung"' in member.get(f"/lapak/{here.slug}/anggota/peran").text
    answer = member.post(f"{steps}/dukung")
    assert (answer.status_code, offered) == ((303, True) if counts else (422, False))
    assert counts or "30 hari" in answer.text


# -- what was vouched for stays what it is


@wide
def test_a_renamed_or_moved_group_or_one_with_a_new_account_is_looked_at_again(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)

    def state(checked=False):
        def work(db):
            group = db.get(Group, here.group_id)
            if checked and group.state is not GroupState.CHECKED:
                vouch(db, group, by=world.actor(here.officer), agency="Dinas")
            return group.state

        return write(work)

    profile = {"name": "Tunas Bahari", "village": world.BITUNG, "story": "Ikan asap", "phone": "081200000001"}
    assert state(checked=True) is GroupState.CHECKED
    done(chair.post(f"/lapak/{here.slug}/profil", data=profile))
    assert state() is GroupState.CHECKED, "a story is no other group"
    for changed in ({"name": "Tunas Bahari Baru"}, {"village": "71.72.02.1001"}):
        done(chair.post(f"/lapak/{here.slug}/profil", data=profile | changed))
        assert state() is GroupState.UNCHECKED
        page = world.client().get(f"/kelompok/{here.slug}").text
        assert "Sedang dicek lagi" in page and "Kelompok binaan" not in page
        assert state(checked=True) is GroupState.CHECKED
    account = typed_by(here, here.chair)
    assert state() is GroupState.CHECKED
    approves(here, here.treasurer, account, 303)
    assert state() is GroupState.UNCHECKED


@wide
@pytest.mark.parametrize(
    "name", ["TUNAS  BAHARI", "Tunas-Bahari", "Tùnas Bahári", "Tunas Baharl", "Tunas Bahar1", "Tuna5 Bahari"]
)
def test_a_name_that_reads_like_a_vouched_ones_is_refused_in_its_city(shop, name):
    here = world.a_shop()
    write(lambda db: vouch(db, db.get(Group, here.group_id), by=world.actor(here.officer), agency="Dinas"))
    browser = world.as_person(here.buyer)
    form = {"name": name, "kind": "group", "village": world.BITUNG, "phone": "0812 0000 0009"}
    refused = browser.post("/buka-lapak", data=form)
    assert refused.status_code == 422 and "terbaca sama" in refused.text
    done(browser.post("/buka-lapak", data=form | {"village": world.KALIANDA}))


@wide
@pytest.mark.parametrize("name", ["Tunas Bаhari", "Tunas\u200bBahari Baru", "Tunas \u202eirahaB", "Τunas Bahari"])
def test_invisible_and_look_alike_letters_are_refused(shop, name):
    here = world.a_shop()
    form = {"name": name, "kind": "group", "village": world.BITUNG, "phone": "0812 0000 0009"}
    assert world.as_person(here.buyer).post("/buka-lapak", data=form).status_code == 422


def test_an_officer_sees_whose_name_reads_alike(shop):
    here = world.a_shop()
    form = {"name": "Tunas Bahari", "kind": "group", "village": world.BITUNG, "phone": "0812 0000 0009"}
    done(world.as_person(here.buyer).post("/buka-lapak", data=form))
    page = world.as_person(here.officer).get(f"/dinas/kelompok/{here.slug}").text
    assert "terbaca sama" in page and "tunas-bahari-2" in page


@wide
def test_a_closed_group_that_founds_itself_anew_is_seen_to_be_the_same(shop):
    """The officer of the new one reads that one of its name was closed, and why; of two alike one alone is vouched
    for."""
    here = world.a_shop()
    officer, desk = world.as_person(here.officer), "/dinas/kelompok"
    done(officer.post(f"{desk}/{here.slug}/tutup", data={"note": "Menipu pembeli"}))
    form = {"name": "Tunas Bahari", "kind": "group", "village": world.BITUNG, "phone": "0812 0000 0001"}
    done(world.as_person(here.chair).post("/buka-lapak", data=form))
    anew = f"{desk}/tunas-bahari-2"
    page = officer.get(anew).text
    assert "terbaca sama" in page and f"{desk}/{here.slug}" in page and "Menipu pembeli" in page
    refused = officer.post(f"{anew}/cek")
    assert refused.status_code == 422 and "terbaca sama dengan kelompok yang ditutup" in refused.text
    assert 'name="another"' in refused.text
    done(officer.post(f"{anew}/cek", data={"another": "1"}))
    done(officer.post(f"{desk}/{here.slug}/buka"))
    twin = officer.post(f"{desk}/{here.slug}/cek", data={"another": "1"})
    assert twin.status_code == 422 and "sudah dicek dinas dengan nama yang terbaca sama" in twin.text
    with read() as db:
        assert [
            each.state.value
            for each in db.scalars(sa.select(Group).order_by(table(Group).c.id))
            if each.name == "Tunas Bahari"
        ] == ["unchecked", "checked"]


def test_a_facilitation_by_the_officer_binds_them_for_thirty_days(shop):
    here = world.a_shop()

    def bind(db):
        f = table(Facilitation)
        db.execute(sa.update(f).values(given_by_id=here.officer))

    write(bind)
    account = typed_by(here, here.facilitator)
    assert "petugas lain untuk kelompok ini" in approves(here, here.officer, account)


# -- money of an own order


def signed_in_order(here, person_id, **choices):
    """An order that somebody placed in her account; its number."""
    _path, answer = world.buys(world.as_person(person_id), here.sku, 1, **choices)
    done(answer)
    return rows(Bill)[-1].ref


@wide
@pytest.mark.parametrize("way", ["treasurer", "stand_in", "pin"])
def test_whose_role_is_owed_to_the_payer_confirms_nothing_of_hers(shop, way):
    """Whoever has the treasurer's role: appointed by who paid, named by her as stand-in, let in by her code for a
    PIN."""
    here = world.a_shop()
    payer = here.treasurer if way == "stand_in" else here.chair

    def work(db):
        confirms = find_membership(db, here.group_id, here.treasurer)
        if way == "pin":
            PinCode(
                group_id=here.group_id, membership_id=confirms.key, code_hash="x", issued_by_id=payer, expires_at=now()
            ).add(db)
            return here.treasurer
        doll = world.a_person(db, "Boneka", 77)
        join(db, here.group_id, doll, Acceptance.ACCOUNT, treasurer=way == "treasurer", given_by=here.chair)
        if way == "treasurer":
            confirms.end(world.actor(here.treasurer))
        else:
            by = world.actor(payer)
            named = name_stand_in(db, confirms, find_membership(db, here.group_id, doll.key), by)
            named.begin(world.actor(doll.key, Role.MEMBER))
        return doll.key

    doll = write(work)
    ref = signed_in_order(here, payer)
    desk = f"/lapak/{here.slug}/uang"
    puppet_ = world.as_person(doll)
    refused = puppet_.post(f"{desk}/masuk/{ref}")
    assert refused.status_code == 422 and "30 hari" in refused.text
    line = f"{now():%d/%m/%Y};TRSF E-BANKING CR;{rows(Bill)[-1].asked};CR"
    forged = puppet_.post(f"{desk}/mutasi", data={"lines": line, "bills": str(rows(Bill)[-1].key)})
    assert forged.status_code == 422, "a line that somebody pasted is no second person"
    assert rows(Payment) == []
    helper = world.as_person(here.facilitator)
    assert helper.post(f"{desk}/masuk/{ref}").status_code == 422, "of several people another member says it"
    done(world.as_person(here.member if way != "pin" else here.officer).post(f"{desk}/masuk/{ref}"))


@wide
def test_a_holder_gives_herself_nothing_back_and_takes_no_cash_of_her_own(shop):
    here = world.a_shop(pieces=50)
    desk, orders = f"/lapak/{here.slug}/uang", f"/lapak/{here.slug}/pesanan"
    treasurer, chair = world.as_person(here.treasurer), world.as_person(here.chair)
    ref = signed_in_order(here, here.treasurer, token="token-own-refund")
    done(world.as_person(here.member).post(f"{desk}/masuk/{ref}"))
    form = {"amount": "5000", "reason": "saya mau", "token": "refund-of-mine-0001"}
    assert treasurer.post(f"{desk}/kembalikan/{ref}", data=form).status_code == 422
    assert world.as_person(here.officer).post(f"{desk}/kembalikan/{ref}", data=form).status_code == 422, "the chair may"
    done(chair.post(f"{desk}/kembalikan/{ref}", data=form))
    refund = rows(Refund)[-1].key
    assert treasurer.post(f"{desk}/kembali/{refund}", data={"how": "cash"}).status_code == 422
    done(chair.post(f"{desk}/kembali/{refund}", data={"how": "cash"}))

    member, other = world.as_person(here.member), world.as_person(here.treasurer)
    cash = signed_in_order(here, here.member, token="token-own-cash", payment="cash")
    for step in ("terima", "siapkan", "siap"):
        member.post(f"{orders}/{cash}/{step}")
    assert member.post(f"{orders}/{cash}/serahkan").status_code == 422
    assert rows(Bill)[-1].state is BillState.OPEN
    done(other.post(f"{orders}/{cash}/serahkan"))
    assert rows(Bill)[-1].state is BillState.SETTLED


@wide
def test_in_a_one_person_business_a_helper_speaks_of_the_owners_orders(shop):
    here = world.a_shop(pieces=50)
    desk, orders = f"/lapak/{here.slug}/uang", f"/lapak/{here.slug}/pesanan"

    def sole(db):
        db.get(Group, here.group_id).kind = GroupKind.SOLE
        for key in (here.treasurer, here.member):
            find_membership(db, here.group_id, key).end(world.actor(key))

    write(sole)
    owner, helper = world.as_person(here.chair), world.as_person(here.facilitator)
    cash = signed_in_order(here, here.chair, token="token-own-cash", payment="cash")
    for step in ("terima", "siapkan", "siap"):
        owner.post(f"{orders}/{cash}/{step}")
    assert owner.post(f"{orders}/{cash}/serahkan").status_code == 422
    done(helper.post(f"{desk}/masuk/{cash}"))
    done(owner.post(f"{orders}/{cash}/serahkan"))
    ref = signed_in_order(here, here.chair, token="token-own-refund")
    assert owner.post(f"{desk}/masuk/{ref}").status_code == 422
    done(helper.post(f"{desk}/masuk/{ref}"))
    assert owner.post(f"{orders}/{ref}/batal", data={"reason": "tidak jadi"}).status_code == 422, "it is paid"
    done(helper.post(f"{orders}/{ref}/batal", data={"reason": "tidak jadi"}))
    refund = rows(Refund)[-1].key
    assert owner.post(f"{desk}/kembali/{refund}", data={"how": "cash"}).status_code == 422
    for page in (helper, world.as_person(here.officer)):
        assert f"kembali/{refund}" in page.get(desk).text
    done(helper.post(f"{desk}/kembali/{refund}", data={"how": "cash"}))
    # A stranger's order is the owner's to deal with alone.
    world.buys(world.client(), here.sku, 1)
    assert helper.post(f"{desk}/masuk/{rows(Bill)[-1].ref}").status_code == 422
    done(owner.post(f"{desk}/masuk/{rows(Bill)[-1].ref}"))


@wide
def test_a_number_that_a_confirmer_ever_had_makes_an_order_hers(shop):
    """A line that she pastes herself is no proof; nor does another number make what she ordered somebody else's."""
    here = world.a_shop()
    _buyer, _pay, bill, desk = transfer(here)
    with read() as db:
        phone = db.get(Person, here.treasurer).phone
    write(lambda db: setattr(db.get(Bill, bill.key), "payer_phone", phone))
    treasurer = world.as_person(here.treasurer)
    line = f"{now():%d/%m/%Y};TRSF E-BANKING CR;{bill.asked};CR"
    forged = {"lines": line, "bills": str(bill.key)}
    assert treasurer.post(f"{desk}/mutasi", data=forged).status_code == 422

    def another_number(db):
        prove_by_link(db, Person.get(db, here.treasurer), ContactKind.PHONE, "+6281200000002")
        proof = ContactProof(
            person_id=here.treasurer, kind=ContactKind.PHONE, value="+6281299990000", way=ProofWay.WHATSAPP,
            code_hash="x", expires_at=now() + timedelta(hours=1),
        ).add(db)  # fmt: skip
        prove(db, here.treasurer, proof.key)

    write(another_number)
    assert treasurer.post(f"{desk}/masuk/{bill.ref}").status_code == 422
    assert treasurer.post(f"{desk}/mutasi", data=forged).status_code == 422 and rows(Payment) == []
    done(world.as_person(here.officer).post(f"{desk}/masuk/{bill.ref}"))


@wide
def test_another_number_for_buyers_is_told_and_looked_at_again_when_a_helper_changed_it(shop):
    here = world.a_shop()
    write(lambda db: vouch(db, db.get(Group, here.group_id), by=world.actor(here.officer), agency="Dinas"))
    for key in (here.chair, here.treasurer, here.officer):
        write(lambda db, key=key: setattr(db.get(Person, key), "email", f"orang{key}@contoh.id"))
    form = {"name": "Tunas Bahari", "village": world.BITUNG, "phone": "081299999999"}
    done(world.as_person(here.facilitator).post(f"/lapak/{here.slug}/profil", data=form))
    with read() as db:
        assert db.get(Group, here.group_id).state is GroupState.CHECKED, "the group is asked first"
    with time_machine.travel(now() + timedelta(days=4)):
        tick()
    with read() as db:
        assert db.get(Group, here.group_id).state is GroupState.UNCHECKED
    told = {m.to for m in rows(Message) if m.template == "group_change" and m.params["step"] == "fact_changed"}
    assert told >= {f"orang{key}@contoh.id" for key in (here.chair, here.treasurer, here.officer)}
