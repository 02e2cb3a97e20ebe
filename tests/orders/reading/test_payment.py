"""How a parcel stands with its money is one rule: what a page says of it, a list says too."""

from contextlib import suppress

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.record import table
from market.orders.order import SubOrder
from market.orders.paid import BY_OFFER, ITS_BILL, MAY_BEGIN, MAY_LEAVE, MONEY_FIRST, PAYMENT, money_first
from market.orders.reading.shown import shown_parcels
from market.orders.state import State
from market.payments.bill import Bill, BillState, Method
from market.payments.claim import Claim
from market.payments.payment import Payment
from market.payments.refund import Refund
from market.payments.refund_state import RefundState
from tests import world
from tests.conftest import both

S, B = table(SubOrder), table(Bill)
AMOUNTS = st.sampled_from((1, 10_000, 15_000, 25_000))
FACTS = st.fixed_dictionaries({
    "state": st.sampled_from(State), "bill": st.sampled_from(BillState), "method": st.sampled_from(Method),
    "claim": st.booleans(), "paid": st.lists(st.tuples(AMOUNTS, st.booleans()), max_size=3),
    "pay_days": st.sampled_from((None, 30)), "percent": st.sampled_from((0, 50)), "first": st.sampled_from((0, 12_000)),
    "back": st.lists(st.tuples(AMOUNTS, st.sampled_from(RefundState)), max_size=3),
})  # fmt: skip


class PutBack(Exception):
    """Nothing of this stays."""


def as_they_are(db, facts) -> None:
    """The parcel with these facts, whether or not they can come about."""
    bill = db.scalars(sa.select(Bill)).one()
    db.execute(
        sa.update(S).values(
            state=facts["state"], method=facts["method"], pay_days=facts["pay_days"], down_percent=facts["percent"]
        )
    )
    db.execute(
        sa.update(B).values(state=facts["bill"], down_payment=facts["first"], asked=facts["first"] or bill.amount)
    )
    for amount, stands in facts["paid"]:
        Payment(
            bill_id=bill.key, method=Method.TRANSFER, custodian=bill.custodian, amount=amount, confirmed_by="Sience",
            taken_back_at=None if stands else now(),
        ).add(db)  # fmt: skip
    for amount, state in facts["back"]:
        Refund(bill_id=bill.key, amount=amount, reason="granted", state=state).add(db)
    if facts["claim"]:
        Claim(bill_id=bill.key, payer_phone="+6281234567890", asked=1, decide_by=now()).add(db)
    db.flush()
    db.expire_all()


@both
def test_a_list_says_of_a_parcel_what_its_page_says(shop):
    here = world.a_shop()
    assert world.buys(world.client(), here.sku)[0]
    asked = sa.select(PAYMENT, BY_OFFER, MONEY_FIRST, MAY_BEGIN, MAY_LEAVE).select_from(S.join(B, ITS_BILL))

    @given(FACTS)
    @settings(max_examples=60, database=None)
    def alike(facts) -> None:
        def work(db) -> None:
            as_they_are(db, facts)
            [shown] = shown_parcels(db, [db.scalars(sa.select(SubOrder)).one()])
            said = (shown.payment, shown.sub.by_offer, money_first(shown.sub), shown.may_begin, shown.may_leave)
            assert tuple(db.execute(asked).one()) == said, facts
            assert shown.may_begin or not shown.may_leave, "what may leave may be packed"
            raise PutBack

        with suppress(PutBack):
            write(work)

    alike()
