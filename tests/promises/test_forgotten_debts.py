"""Nobody leaves a debt, a question or an objection behind by deleting her account: what is open is said, kindly."""

from datetime import timedelta

import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.record import table
from market.orders import clockwork
from market.orders.order import Order
from market.orders.terms import Terms
from market.payments.bill import Bill, BillState
from market.payments.card import CardSession, CardShare
from market.payments.claim import Claim, ClaimState
from market.payments.dispute import Dispute, DisputeState
from market.people.access import CLOCK
from market.people.membership import find_membership
from market.people.person import Person
from market.people.roles.leaving import memberships_of
from market.people.roles.role_change import RoleChange
from market.people.roles.role_states import RoleChangeKind, RoleChangeState
from tests import world
from tests.bazaars.world import done
from tests.conftest import wide
from tests.payments.test_card import rows
from tests.promises.test_forgotten_others import PLAIN, a_stranger, deletes


def refused(browser) -> str:
    answer = browser.post("/akun/hapus", data={"sure": "ya", "current": PLAIN})
    assert answer.status_code in (409, 422), answer.status_code
    return answer.text


@wide
def test_nobody_escapes_what_is_open_by_deleting_her_account(shop):
    here = world.a_shop()
    desk = f"/lapak/{here.slug}"

    def prepared(db):
        rows_ = table(Terms)
        terms = db.scalars(sa.select(Terms).where(rows_.c.group_id == here.group_id)).first()
        terms = terms or Terms(group_id=here.group_id).add(db)
        terms.cash_on_delivery = terms.cash = True
        terms.cash_limit = 10_000_000

    write(prepared)
    buyer = a_stranger("Hutang Banyak", "081377775555")
    home = {
        "delivery-tunas-bahari": "own_courier", "address": "Jl. Satu 1", "village": world.BITUNG, "landmark": "masjid",
    }  # fmt: skip
    path, answer = world.buys(buyer, here.sku, 2, name="Hutang Banyak", phone="0813-7777-5555", payment="cash", **home)
    assert path, answer.text
    number = path.rpartition("/")[2] + "-1"
    member = world.as_person(here.member)
    for step in ("terima", "siap", "kirim"):
        done(member.post(f"{desk}/pesanan/{number}/{step}"))
    done(buyer.post(f"{path}/terima", data={"parcel": number}))
    assert [b.state for b in rows(Bill)] == [BillState.OPEN]
    assert number in refused(buyer)
    assert [(b.payer_name, o.name) for b, o in zip(rows(Bill), rows(Order), strict=True)] == [("Hutang Banyak",) * 2]
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/uang/masuk/{number}"))
    path, answer = world.buys(
        buyer, here.sku, 1, name="Hutang Banyak", phone="0813-7777-5555", token="token-escape-two"
    )
    assert path, answer.text
    later = path.rpartition("/")[2] + "-1"
    done(buyer.post(f"{path}/bayar", data={"claim": later}))
    done(buyer.post(f"{path}/batal", data={"parcel": later}))
    assert later in refused(buyer), "she says that she paid, and somebody looks for it"
    done(treasurer.post(f"{desk}/uang/klaim/{rows(Claim)[-1].key}/belum", data={"reason": "Tidak ada"}))

    def disputed(db):
        session = CardSession(ref="D-1", attempt=1, amount=1, expires_at=now()).add(db)
        bill = db.scalars(sa.select(Bill).where(table(Bill).c.ref == number)).one()
        CardShare(card_session_id=session.key, bill_id=bill.key, amount=1).add(db)
        return Dispute(provider_id="dp_1", card_session_id=session.key, amount=1).add(db).key

    key = write(disputed)
    assert number in refused(buyer)
    write(lambda db: setattr(Dispute.get(db, key), "state", DisputeState.WON))
    deletes(buyer)
    [claim] = [c for c in rows(Claim) if c.state is ClaimState.REFUSED]
    assert claim.payer_phone == "+6281377775555", "what was refused counts for 90 days, whoever is forgotten meanwhile"
    with time_machine.travel(now() + timedelta(days=91), tick=False):
        clockwork.tidy()
    assert {c.payer_phone for c in rows(Claim)} == {""}


@wide
def test_who_led_what_was_closed_answers_for_it_first(shop):
    here = world.a_shop()
    chair = world.as_person(here.other_chair)
    write(lambda db: setattr(Person.get(db, here.other_chair), "password_hash", world.hashed(PLAIN)))
    done(
        world.as_person(here.far_officer).post(
            f"/dinas/kelompok/{here.other_slug}/tutup", data={"note": "Ditutup dulu"}
        )
    )
    assert "Mama Kuala" in refused(chair)
    write(lambda db: memberships_of(db, here.other_chair)[0].end(CLOCK))
    assert "Mama Kuala" in refused(chair), "though she left"

    def objected(db):
        chair, other = Person.get(db, here.chair), Person.get(db, here.member)
        mine = find_membership(db, here.group_id, other.key)
        change = RoleChange(
            group_id=here.group_id, membership_id=mine.key, kind=RoleChangeKind.LEAVE, chair=False, treasurer=False,
            state=RoleChangeState.OBJECTED, asked_by_id=chair.key, asked_by=chair.name, objected_by_id=other.key,
            objected_by=other.name,
        ).add(db)  # fmt: skip
        other.password_hash = world.hashed(PLAIN)
        return change.key

    change = write(objected)
    assert "Tunas Bahari" in refused(world.as_person(here.member)), "an objection of hers is to be decided"
    write(lambda db: setattr(RoleChange.get(db, change), "state", RoleChangeState.DROPPED))
    deletes(world.as_person(here.member))
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        deletes(world.as_person(here.other_chair))
