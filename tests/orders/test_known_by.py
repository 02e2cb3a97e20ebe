"""By what a rupiah is known: one rule over records and over rows, and no class is ever lost or counted twice."""

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from market.kernel.db import read
from market.orders.channel import SalesChannel
from market.orders.known_by import KnownBy, known_by, known_by_of
from market.payments.bill import Custodian, Method
from tests.conftest import both

FACTS = st.tuples(st.sampled_from(SalesChannel), st.sampled_from(Custodian), st.sampled_from(Method), st.booleans())


def test_what_each_class_is():
    own, ours = Custodian.GROUP, Custodian.PLATFORM
    said = {
        (SalesChannel.WEB, ours, Method.CARD, False): KnownBy.GATEWAY,
        (SalesChannel.WEB, ours, Method.TRANSFER, True): KnownBy.GATEWAY,
        (SalesChannel.WRITTEN, own, Method.TRANSFER, True): KnownBy.STATEMENT,
        (SalesChannel.CHAT, own, Method.QRIS, False): KnownBy.TREASURER,
        (SalesChannel.WEB, own, Method.CASH, False): KnownBy.CASHIER,
        (SalesChannel.TILL, own, Method.QRIS, False): KnownBy.CASHIER,
        (SalesChannel.TILL, own, Method.QRIS, True): KnownBy.STATEMENT,
        (SalesChannel.DIRECT, own, Method.CASH, True): KnownBy.GROUP,
    }
    assert {facts: known_by(*facts[:3], has_line=facts[3]) for facts in said} == said


@both
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(facts=st.lists(FACTS, min_size=1, max_size=12))
def test_the_rule_over_rows_is_the_rule_over_records(shop, facts):
    rows = [
        sa.select(
            sa.literal(n).label("n"), *(sa.literal(each.value).label(name) for each, name in zip(
                (channel, custodian, method), ("channel", "custodian", "method"), strict=True)),
            sa.literal(line).label("line"),
        )
        for n, (channel, custodian, method, line) in enumerate(facts)
    ]  # fmt: skip
    of = sa.union_all(*rows).subquery().c
    wanted = sa.select(known_by_of(of.channel, of.custodian, of.method, of.line).label("known")).order_by(of.n)
    with read() as db:
        found = [KnownBy(row.known) for row in db.execute(wanted)]
    assert found == [known_by(*each[:3], has_line=each[3]) for each in facts]
