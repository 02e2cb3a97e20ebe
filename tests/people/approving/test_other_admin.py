"""Two admins are two people: what takes two of them is not done by one and whom she let in, and is by two."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.payments.account import Account
from market.payments.payout import Payout, PayoutBatch
from market.people.approving.closeness import CLOSE_FOR
from market.people.approving.code_request import CodeRequest, Wanted
from market.people.invitation import Invitation, InvitationKind, InvitationState
from market.people.person import Person
from market.people.reset_code import ResetCode
from market.people.signing_in.second_factor import SecondFactor, second_factor
from tests import world
from tests.conftest import both

LASTS = timedelta(days=90)


def asked_in(db, first, second):
    facts = {"kind": InvitationKind.ADMIN, "state": InvitationState.ACCEPTED, "answered_by_id": second}
    Invitation(**facts, by_id=first, identifier="", answered_at=now()).add(db)


def agreed_to(db, first, second):
    third = world.a_person(db, "Admin Lama", 74).key
    facts = {"kind": InvitationKind.ADMIN, "state": InvitationState.ACCEPTED, "answered_by_id": second}
    Invitation(**facts, by_id=third, agreed_by_id=first, identifier="", answered_at=now()).add(db)


def let_in(db, first, second):
    facts = {"person_id": second, "code_hash": "", "capacity": "admin", "expires_at": now() + LASTS}
    ResetCode(**facts, issued_by_id=first).add(db)


def asked_a_code_for(db, first, second):
    third = world.a_person(db, "Admin Lama", 74).key
    facts = {"person_id": second, "code_hash": "", "capacity": "admin", "expires_at": now() + LASTS}
    ResetCode(**facts, issued_by_id=third, asked_by_id=first).add(db)


def what_waits(db, here, first) -> dict[str, str]:
    """One of each thing that the first asked for; the paths of the second's yes by what it would bring about."""
    third = world.a_person(db, "Admin Tiga", 73, admin=True).key
    SecondFactor(person_id=third, nonce="y" * 22, confirmed_at=now()).add(db)
    asked = {"person_id": third, "asked_by_id": first, "expires_at": now() + LASTS}
    code, app = (CodeRequest(**asked, what=what).add(db) for what in Wanted)
    typed = {"typed_by_id": first, "typed_by": "Rina", "bank": "BSG", "number": "1", "holder": "Rina"}
    account = Account(**typed).add(db)
    hers = db.scalars(sa.select(Account).where(table(Account).c.group_id == here.group_id)).first()
    batch = PayoutBatch(number="K-1", made_by_id=first, made_by="Rina").add(db)
    Payout(batch_id=batch.key, group_id=here.group_id, account_id=hers.key, amount=1000).add(db)
    more = Invitation(kind=InvitationKind.ADMIN, by_id=first, identifier="lagi@contoh.id", name="Lagi").add(db)
    return {
        "account": f"/admin/uang/transfer/rekening/{account.key}/setuju", "payout": "/admin/uang/kiriman/K-1/setuju",
        "code": f"/admin/kode/{code.key}", "app": f"/admin/dua-langkah/{app.key}",
        "admin": f"/admin/pengelola/{more.key}/setuju",
    }  # fmt: skip


PAGES = {
    "account": "/admin/uang/transfer", "payout": "/admin/uang", "code": "/admin", "app": "/admin",
    "admin": "/admin/pengelola",
}  # fmt: skip


def came_about() -> set[str]:
    with read() as db:
        third = db.scalars(sa.select(Person).where(table(Person).c.name == "Admin Tiga")).one()
        invited = db.scalars(sa.select(Invitation).where(table(Invitation).c.name == "Lagi")).one()
        codes = sa.select(ResetCode).where(table(ResetCode).c.person_id == third.key)
        platforms = sa.select(Account).where(table(Account).c.group_id.is_(None))
        done = {
            "account": db.scalars(platforms).one().approved_at,
            "payout": db.scalars(sa.select(PayoutBatch)).one().approved_at,
            "code": db.scalars(codes).first(), "app": second_factor(db, third.key) is None, "admin": invited.agreed_at,
        }  # fmt: skip
        return {what for what, happened in done.items() if happened}


@both
@pytest.mark.parametrize("hand", [asked_in, agreed_to, let_in, asked_a_code_for])
def test_an_admin_and_whom_she_let_in_are_one_for_thirty_days(shop, hand):
    here = world.a_shop()

    def work(db):
        second = world.a_person(db, "Admin Dua", 72, admin=True, email="dua@contoh.id", email_proved_at=now()).key
        hand(db, here.admin, second)
        return second, what_waits(db, here, here.admin)

    second, ways = write(work)
    browser = world.as_person(second)
    for what, way in ways.items():
        page = browser.get(PAGES[what]).text
        assert way not in page and "Minta admin lain" in page, f"{what}: what she may not press is not offered"
        answer = browser.post(way)
        assert answer.status_code == 422 and "dihitung satu orang" in answer.text, f"{hand.__name__}: {what}"
    assert came_about() == set()


@both
def test_two_admins_who_owe_each_other_nothing_are_two(shop):
    here = world.a_shop()

    def work(db):
        second = world.a_person(db, "Admin Dua", 72, admin=True, email="dua@contoh.id", email_proved_at=now()).key
        return second, what_waits(db, here, here.admin)

    second, ways = write(work)
    browser = world.as_person(second)
    for what, way in ways.items():
        assert f'action="{way}"' in browser.get(PAGES[what]).text, what
        assert browser.post(way).status_code in (200, 303), what
    assert came_about() == set(ways)


def test_after_thirty_days_they_are_two(shop):
    here = world.a_shop()

    def work(db):
        second = world.a_person(db, "Admin Dua", 72, admin=True).key
        asked_in(db, here.admin, second)
        return second, what_waits(db, here, here.admin)

    second, ways = write(work)
    with time_machine.travel(now() + CLOSE_FOR + timedelta(hours=1)):
        assert world.as_person(second).post(ways["account"]).status_code == 303
