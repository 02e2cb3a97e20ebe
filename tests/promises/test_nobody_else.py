"""Where nobody in or around a group may say yes an admin does, and only there."""

import sqlalchemy as sa

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.payments.account import Account
from market.payments.account_typed import AccountKind
from market.payments.bill import Bill, BillState
from market.payments.payment import Payment
from market.people.bond import bind
from market.people.founding.claim_link import ClaimLink
from market.people.founding.founding import found_group
from market.people.group import Group, GroupKind, GroupState
from market.people.helpers import Facilitation, Officer
from market.people.membership import Acceptance, find_membership, join
from market.people.person import Person
from tests import world
from tests.bazaars.world import done
from tests.conftest import wide
from tests.payments.test_card import rows
from tests.promises.test_two_people import TYPED


def no_officer(db):
    db.execute(sa.update(table(Officer)).where(table(Officer).c.place == "71.72").values(ended_at=now()))


def a_young_group(here):
    """(slug, sku, chair, member) of a group founded today where no officer answers: its member came by the chair."""

    def work(db):
        no_officer(db)
        db.get(Person, here.admin).email = "admin@contoh.id"
        chair, member = (world.a_person(db, name, 70 + n) for n, name in enumerate(("Ani", "Beti")))
        group = found_group(db, chair, name="Kelompok Baru", kind=GroupKind.GROUP, village=world.BITUNG, phone=None)
        join(db, group.key, member, Acceptance.ACCOUNT, given_by=chair.key)
        sku, _ = world.a_product(db, group, "Roa asap", 25_000, 10, None)
        world.an_account(db, group, chair, member)
        return group.slug, sku, chair.key, member.key

    return write(work)


def own_bill(slug, sku, chair):
    """The chair orders from her own group and says that she paid."""
    browser = world.as_person(chair)
    path, answer = world.buys(browser, sku, 1, **{f"delivery-{slug}": "pickup", "token": f"token-{slug}-own"})
    done(answer)
    bill = rows(Bill)[-1]
    done(browser.post(path.replace("?", "/bayar?") if "?" in path else f"{path}/bayar", data={"claim": bill.ref}))
    return bill


def settled(bill):
    with read() as db:
        return db.get(Bill, bill.key).state is BillState.SETTLED


@wide
def test_a_young_groups_own_order_is_an_admins_to_confirm_where_nobody_else_may(shop):
    here = world.a_shop()
    slug, sku, chair, member = a_young_group(here)
    bill = own_bill(slug, sku, chair)
    desk, admin = f"/lapak/{slug}/uang", world.as_person(here.admin)
    for who in (chair, member):
        assert world.as_person(who).post(f"{desk}/masuk/{bill.ref}").status_code == 422
    assert "pengelola yang memastikan" in world.as_person(chair).get(desk).text
    press = f"/admin/menunggu/tagihan/{bill.key}"
    assert press in admin.get("/admin/menunggu").text and press in admin.get(f"/admin/menunggu?kelompok={slug}").text
    write(lambda db: Facilitation(person_id=here.admin, group_id=db.get(Bill, bill.key).group_id).add(db))
    assert admin.post(press).status_code == 422, "her own side"
    assert press not in admin.get("/admin/menunggu").text
    write(lambda db: db.execute(sa.delete(table(Facilitation)).where(table(Facilitation).c.person_id == here.admin)))
    done(admin.post(press))
    assert settled(bill) and press not in admin.get("/admin/menunggu").text
    back = f"/admin/menunggu/dicatat/{rows(Payment)[-1].key}/tarik"
    other = write(lambda db: world.a_person(db, "Admin Dua", 79, admin=True).key)
    assert world.as_person(other).post(back, data={"reason": "salah lihat"}).status_code == 404, "not who pressed it"
    assert admin.post(back, data={"reason": ""}).status_code == 422
    helped = {"person_id": here.admin, "group_id": bill.group_id}
    write(lambda db: Facilitation(**helped).add(db) and None)
    assert back not in admin.get("/admin/menunggu").text, "her own side"
    assert admin.post(back, data={"reason": "salah lihat"}).status_code == 422
    write(lambda db: db.execute(sa.delete(table(Facilitation)).where(table(Facilitation).c.person_id == here.admin)))
    assert back in admin.get("/admin/menunggu").text
    done(admin.post(back, data={"reason": "salah lihat"}))
    assert not settled(bill) and press in admin.get("/admin/menunggu").text


@wide
def test_strangers_groups_hide_no_account_of_a_group_that_is_vouched_for(shop, monkeypatch):
    here = world.a_shop()
    monkeypatch.setattr("market.payments.nobody_else.MOST", 2)
    slug, _, chair, _ = a_young_group(here)
    done(world.as_person(chair).post(f"/lapak/{slug}/uang/rekening", data=TYPED))
    write(lambda db: setattr(db.scalars(sa.select(Group).where(Group.slug == slug)).one(), "state", GroupState.CHECKED))

    def strangers(db):
        for n in range(3):
            founder = world.a_person(db, f"Asing {n}", 80 + n)
            group = found_group(db, founder, name=f"Lapak {n}", kind=GroupKind.GROUP, village=world.BITUNG, phone=None)
            Account(
                group_id=group.key,
                kind=AccountKind.BANK,
                bank="BRI",
                number=f"{n}",
                holder="x",
                typed_by_id=founder.key,
                typed_by="x",
            ).add(db)

    write(strangers)
    assert "Kelompok Baru" in world.as_person(here.admin).get("/admin/menunggu").text


@wide
def test_a_facilitator_or_an_officer_comes_before_an_admin(shop):
    here = world.a_shop()
    slug, sku, chair, _member = a_young_group(here)
    bill = own_bill(slug, sku, chair)
    group_id, desk = bill.group_id, f"/lapak/{slug}/uang"
    write(lambda db: Facilitation(person_id=here.facilitator, group_id=group_id).add(db))
    admin, press = world.as_person(here.admin), f"/admin/menunggu/tagihan/{bill.key}"
    assert press not in admin.get("/admin/menunggu").text
    refused = admin.post(press)
    assert refused.status_code == 422 and not settled(bill)
    assert "Rina" in world.as_person(chair).get(desk).text
    write(lambda db: Officer(person_id=here.officer, place="71.72", agency="Dinas").add(db))
    helper = world.as_person(here.facilitator)
    assert helper.post(f"{desk}/masuk/{bill.ref}").status_code == 422, "an officer answers for the place"
    page = world.as_person(chair).get(desk).text
    assert "Hendra" in page and "(petugas)" in page
    write(no_officer)
    assert "/cocok" in helper.get(desk).text
    done(helper.post(f"{desk}/masuk/{bill.ref}"))
    assert settled(bill)
    write(lambda db: Officer(person_id=here.officer, place="71.72", agency="Dinas").add(db) and None)
    takes_back(helper, desk, bill)
    done(world.as_person(here.officer).post(f"{desk}/masuk/{bill.ref}"))
    assert settled(bill)
    takes_back(world.as_person(here.officer), desk, bill)


def takes_back(browser, desk, bill):
    """Who pressed "Uangnya ada" finds it on her page, and takes it back."""
    back = f"{desk}/dicatat/{rows(Payment)[-1].key}/tarik"
    assert back in browser.get(desk).text
    done(browser.post(back, data={"reason": "salah lihat"}))
    assert not settled(bill)


@wide
def test_who_pressed_it_takes_it_back_although_by_now_it_is_anothers_to_press(shop):
    """The treasurer's own order, confirmed by the chair; then a second treasurer comes."""
    here = world.a_shop()
    buyer, desk = world.as_person(here.treasurer), f"/lapak/{here.slug}/uang"
    world.buys(buyer, here.sku, 1)
    bill = rows(Bill)[-1]
    chair = world.as_person(here.chair)
    done(chair.post(f"{desk}/masuk/{bill.ref}"))
    write(lambda db: setattr(find_membership(db, here.group_id, here.member), "treasurer", True))
    second = world.as_person(here.member)
    back = f"{desk}/dicatat/{rows(Payment)[-1].key}/tarik"
    assert second.post(back, data={"reason": "salah lihat"}).status_code == 422, "not who pressed it"
    takes_back(chair, desk, bill)
    assert chair.post(f"{desk}/masuk/{bill.ref}").status_code == 422, "now it is the second treasurer's"


@wide
def test_the_first_account_of_a_business_that_its_only_officer_brought_in(shop):
    here = world.a_shop()

    def brought_in(db):
        db.get(Person, here.admin).email = "admin@contoh.id"
        db.get(Person, here.admin).email_proved_at = now()
        owner = world.a_person(db, "Tuti", 71)
        group = found_group(db, owner, name="Jahit Tuti", kind=GroupKind.SOLE, village=world.BITUNG, phone=None)
        find_membership(db, group.key, owner.key).accepted_by = Acceptance.CLAIMED
        ClaimLink(
            group_id=group.key, name="Jahit Tuti", phone="", token_hash="x", by_id=here.officer, expires_at=now(),
            used_at=now(),
        ).add(db)  # fmt: skip
        return group.key, group.slug, owner.key

    group_id, slug, owner = write(brought_in)
    desk, admin = f"/lapak/{slug}/uang", world.as_person(here.admin)
    done(world.as_person(owner).post(f"{desk}/rekening", data=TYPED))
    account = rows(Account)[-1].key
    assert "pengelola yang memastikan" in world.as_person(owner).get(desk).text
    assert "admin@contoh.id" in [m.to for m in rows(Message) if m.template == "account_typed"]
    assert world.as_person(here.officer).post(f"{desk}/rekening/{account}/setuju").status_code == 422
    press = f"/admin/menunggu/rekening/{account}"
    assert press in admin.get("/admin/menunggu").text
    another = world.as_person(here.far_officer)
    assert another.post(press).status_code == 404
    write(lambda db: Facilitation(person_id=here.facilitator, group_id=group_id).add(db))
    write(
        lambda db: db.execute(
            sa.update(table(Facilitation)).values(since=db.get(Group, group_id).founded_at.replace(year=2020))
        )
    )
    assert admin.post(press).status_code == 422, "the facilitator can"
    write(lambda db: db.execute(sa.update(table(Facilitation)).values(ended_at=now())))
    done(admin.post(press))
    with read() as db:
        assert db.get(Account, account).live


@wide
def test_an_admin_says_no_yes_for_chair_and_treasurer_who_are_there(shop):
    """Both owe something to the facilitator who typed it, so that neither is a second person: one of them types it."""
    here = world.a_shop()
    write(
        lambda db: [bind(db, here.group_id, here.facilitator, each) for each in (here.chair, here.treasurer)] and None
    )
    desk, admin = f"/lapak/{here.slug}/uang", world.as_person(here.admin)
    done(world.as_person(here.facilitator).post(f"{desk}/rekening", data=TYPED))
    press = f"/admin/menunggu/rekening/{rows(Account)[-1].key}"
    assert press not in admin.get("/admin/menunggu").text
    answer = admin.post(press)
    assert answer.status_code == 422 and "Ketua atau bendahara perlu ikut" in answer.text
    assert rows(Account)[-1].approved_at is None
    assert "pengelola yang memastikan" not in world.as_person(here.facilitator).get(desk).text
