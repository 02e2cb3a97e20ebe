"""One person alone, pressing everything there is, takes over nobody: no account, no role, no money, no office.

The walk knows no fault by name. Each attacker posts to every route of the shop, with forms that are right and ids that are
others', twice over (so that what one act prepares another may use), and afterwards what is others' is as it was.
The paths of single attacks, step by step, stand beside this file: joining, the group's phone, codes, contacts, two people,
secret links, signing in, limits, races.
"""

import itertools

import pytest
import sqlalchemy as sa

from market.kernel.db import read, write
from market.kernel.record import table
from market.payments.account import LIVE, Account
from market.payments.bill import Bill
from market.payments.claim import claim
from market.payments.refund_account import RefundAccount
from market.people.approving.stand_in import StandIn
from market.people.device import Device
from market.people.helpers import Facilitation, Officer
from market.people.login import Login
from market.people.membership import Membership, find_membership
from market.people.person import Person
from tests import world
from tests.conftest import both
from tests.promises import test_doors as doors

pytestmark = pytest.mark.walk
ROUNDS = 2
# What each attacker may rightly do alone, of what is compared.
MAY_ALONE = {
    "stranger": set(), "buyer": set(), "member": set(), "chair": {"device"}, "treasurer": {"payment"},
    "facilitator": {"device"}, "officer": {"device", "facilitation"}, "far_officer": set(), "superior": set(), "device": set(),
}  # fmt: skip
# At least so many routes did something for each: measured, less a few.
GO_THROUGH = dict.fromkeys(MAY_ALONE, 2) | {"chair": 26, "facilitator": 24, "treasurer": 12, "member": 14, "officer": 8}


def belongings(attacker_id, signed_in):
    """What is others': who they are and how they come in, what they hold, where the group's money goes and came.

    `signed_in` is the last login there was: nobody but the attacker gets a newer one.
    """
    p, m, f, o, a, d, n, s, r = (
        table(each)
        for each in (Person, Membership, Facilitation, Officer, Account, Device, Login, StandIn, RefundAccount)
    )
    other = attacker_id or 0
    statements = {
        "person": sa.select(p.c.id, p.c.name, p.c.phone, p.c.email, p.c.password_hash, p.c.admin, p.c.ended_at)
        .where(p.c.id != other, p.c.id <= world.LAST_OF_CAST),
        "admin": sa.select(p.c.id).where(p.c.admin),
        "membership": sa.select(m.c.group_id, m.c.person_id, m.c.chair, m.c.treasurer, m.c.pin_hash)
        .where(m.c.ended_at.is_(None), m.c.person_id <= world.LAST_OF_CAST, m.c.person_id != other),
        "role": sa.select(m.c.group_id, m.c.person_id, m.c.chair, m.c.treasurer)
        .where(m.c.ended_at.is_(None), m.c.group_id <= 2, sa.or_(m.c.chair, m.c.treasurer)),
        "facilitation": sa.select(f.c.group_id, f.c.person_id).where(f.c.ended_at.is_(None), f.c.person_id != other),
        "officer": sa.select(o.c.place, o.c.person_id, o.c.reads_only).where(o.c.ended_at.is_(None)),
        "account": sa.select(a.c.group_id, a.c.kind, a.c.number).where(LIVE, a.c.group_id <= 2),
        "device": sa.select(d.c.id).where(d.c.ended_at.is_(None)),
        "login": sa.select(n.c.person_id, n.c.acting_id).where(n.c.person_id != other, n.c.id > signed_in),
        "acting": sa.select(n.c.acting_id).where(n.c.acting_id.is_not(None)),
        "stand_in": sa.select(s.c.id, s.c.membership_id).where(s.c.begun_at.is_not(None), s.c.ended_at.is_(None)),
        "refund account": sa.select(r.c.id, r.c.number),
    }  # fmt: skip
    with read() as db:
        found = {name: sorted(map(tuple, db.execute(statement)), key=repr) for name, statement in statements.items()}
        from market.payments.payment import Payment

        found["payment"] = db.execute(sa.select(sa.func.count()).select_from(table(Payment))).scalar_one()
        return found


def attackers(here):
    people = doors.cast(here)
    keys = {
        "stranger": here.other_chair, "buyer": here.buyer, "member": here.member, "chair": here.chair,
        "treasurer": here.treasurer, "facilitator": here.facilitator, "officer": here.officer,
        "far_officer": here.far_officer, "superior": here.superior, "device": None,
    }  # fmt: skip
    browsers = people | {"treasurer": world.as_person(here.treasurer)}
    return {name: (browsers[name], key) for name, key in keys.items()}


# Routes by which somebody ends or changes what is her own alone.
OWN = ("/keluar", "/akun/hapus", "/akun/keluar-semua", "/masuk", "/daftar")


def forms(here, pattern, who):
    """Right forms with others' ids; the number of each person of the cast in turn."""
    common = doors.filling(here, pattern) | {
        "phone": "0812-0000-0002", "identifier": "081200000002", "treasurer": "1", "chair": "1", "agreed": "1",
        "agency": "Dinas", "place": "71.72", "name_en": "Name", "answer": "yes", "code": "ABCD-EFGH", "come": "1",
    }  # fmt: skip
    return [common, common | {"chair": "", "treasurer": ""}] if pattern.endswith("/peran") else [common]


@both
@pytest.mark.parametrize("who", MAY_ALONE)
def test_one_person_alone_takes_over_nobody(shop, who):
    here = world.a_shop(pieces=40)
    values = doors.filled(here, world.as_person(here.buyer))

    def a_claim(db):
        bill = db.scalars(sa.select(Bill)).first()
        return claim(db, bill).key

    write(a_claim)
    browser, key = attackers(here)[who]
    with read() as db:
        memberships = [
            find_membership(db, here.group_id, each).key for each in (here.chair, here.treasurer, here.member)
        ]
        signed_in = db.execute(sa.select(sa.func.max(table(Login).c.id))).scalar_one()
    before = belongings(key, signed_in)
    patterns = sorted(pattern for pattern in doors.routes("POST") if pattern not in OWN and "/webhook/" not in pattern)
    broken, went_through = [], set()
    for turn, pattern in itertools.product(range(ROUNDS), patterns):
        ids = {
            name: str(turn + 1) for name in ("account", "change", "stand_in", "payment", "claim", "invitation", "asked")
        }
        ids |= {"member": str(memberships[turn]), "person": str(here.treasurer if turn else here.chair), "device": "99"}
        for form in forms(here, pattern, who):
            answer = browser.post(doors.address(pattern, values | ids), data=form)
            if answer.status_code >= 500:
                broken.append(f"{pattern}: {answer.status_code}")
            asked_who = answer.headers.get("location", "").startswith(("/masuk", f"/lapak/{here.slug}/siapa"))
            if answer.status_code == 303 and not asked_who:
                went_through.add(pattern)
            if key and (asked_who or "dermaga" in answer.cookies):  # she went out by her own act, and comes in again
                browser.cookies.delete("dermaga")
                world.as_person(key, browser)
    assert not broken
    assert len(went_through) >= GO_THROUGH[who], "a walk that is refused everywhere shows nothing"
    after = belongings(key, signed_in)
    changed = {name for name in before if before[name] != after[name]} - MAY_ALONE[who]
    assert not changed, {name: (before[name], after[name]) for name in changed}
