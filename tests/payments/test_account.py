"""Where a group's money goes: two people, everybody concerned told, one account of a kind at a time."""

import sqlalchemy as sa

from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.payments.account import Account, accounts_of, live_account, waiting_account
from market.payments.account_typed import AccountKind
from market.payments.bill import Method
from market.payments.collecting import account_for
from market.people.act import Act
from market.people.person import Person
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows

TYPED = {"bank": "BSG", "number": "001 002 003", "holder": "Tunas Bahari"}


def with_mail(*keys):
    def work(db):
        for key in keys:
            db.get(Person, key).email = f"orang{key}@contoh.id"

    write(work)


def told(code):
    """Who was told, by the id in their address."""
    return sorted(int("".join(filter(str.isdigit, m.to))) for m in rows(Message) if m.template == code)


@both
def test_a_change_is_told_to_chair_treasurer_and_facilitator_and_waits_for_another(shop):
    here = world.a_shop()
    with_mail(here.chair, here.treasurer, here.member, here.facilitator, here.officer, here.admin, here.other_chair)
    concerned = sorted((here.chair, here.treasurer, here.facilitator))
    chair, member, desk = world.as_person(here.chair), world.as_person(here.member), f"/lapak/{here.slug}/uang/rekening"
    for wrong in (
        {"bank": ""},
        {"number": "abc"},
        {"number": "1"},
        {"number": "- - - -"},
        {"number": "12 - - 34"},
        {"holder": ""},
    ):
        assert chair.post(desk, data=TYPED | wrong).status_code == 422
    assert member.post(desk, data=TYPED).status_code == 422
    done(chair.post(desk, data=TYPED))
    assert told("account_typed") == concerned
    with read() as db:
        old, new = live_account(db, here.group_id), waiting_account(db, here.group_id)
        assert (old.bank, new.bank, new.live, new.label) == ("BRI", "BSG", False, "BSG 001 002 003")
        assert account_for(db, here.group_id, Method.TRANSFER).key == old.key
        assert account_for(db, here.group_id, Method.QRIS) is None
        assert account_for(db, here.group_id, Method.CASH) is None is account_for(db, here.group_id, Method.CARD)
    assert chair.post(f"{desk}/{new.key}/setuju").status_code == 422, "who typed it"
    assert world.as_person(here.other_chair).post(f"{desk}/{new.key}/setuju").status_code == 404
    done(member.post(f"{desk}/{new.key}/setuju"))
    assert told("account_approved") == concerned
    done(member.post(f"{desk}/{new.key}/setuju"), 409)
    done(chair.post(f"{desk}/{new.key}/hapus"), 409)
    with read() as db:
        assert live_account(db, here.group_id).key == new.key and waiting_account(db, here.group_id) is None
        assert not db.get(Account, old.key).live
        acts = list(db.scalars(sa.select(Act).order_by(table(Act).c.id)))
    assert [(each.code, each.person_id, each.params.get("account")) for each in acts][-2:] == [
        ("account_typed", here.chair, "BSG 001 002 003"), ("account_approved", here.member, "BSG 001 002 003"),
    ]  # fmt: skip


def test_an_account_that_waits_is_named_where_another_is_typed(shop):
    here = world.a_shop()
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}/uang/rekening"
    page = chair.get(desk).text
    assert "menunggu orang kedua" not in page and "Yang dipakai sekarang" in page and "BRI 0098-01" in page
    done(chair.post(desk, data=TYPED))
    assert "BSG atas nama Tunas Bahari masih menunggu orang kedua" in chair.get(desk).text


@both
def test_another_typed_account_takes_the_place_of_the_one_that_waits(shop):
    here = world.a_shop()
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}/uang/rekening"
    done(chair.post(desk, data=TYPED))
    first = rows(Account)[-1]
    done(chair.post(desk, data=TYPED | {"number": "999 888"}))
    second = rows(Account)[-1]
    member = world.as_person(here.member)
    done(member.post(f"{desk}/{first.key}/setuju"), 409)
    with read() as db:
        found = accounts_of(db, here.group_id)
        assert found[AccountKind.BANK][1].key == second.key and found[AccountKind.QRIS] == (None, None)
    done(chair.post(f"{desk}/{second.key}/hapus"))
    done(member.post(f"{desk}/{second.key}/setuju"), 409)
    assert rows(Act)[-1].code == "account_dropped"
    with read() as db:
        assert waiting_account(db, here.group_id) is None and live_account(db, here.group_id) is not None


@both
def test_the_platforms_account_is_told_to_its_admins(shop):
    here = world.a_shop()
    with_mail(here.chair, here.admin)
    done(world.as_person(here.admin).post("/admin/uang/transfer/rekening", data=TYPED))
    assert told("account_typed") == [here.admin]
    assert rows(Message)[-1].params["group"] == "Dermaga"
