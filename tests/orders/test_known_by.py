"""By what a rupiah is known: what each class is, and no class is ever lost or counted twice."""

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from market.kernel.db import read
from market.orders.channel import SalesChannel
from market.orders.known_by import KnownBy, known_by_of
from market.payments.bill import Custodian, Method
from tests.conftest import both

FACTS = st.tuples(st.sampled_from(SalesChannel), st.sampled_from(Custodian), st.sampled_from(Method), st.booleans())


@both
def test_what_each_class_is(shop):
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
    assert known_over_rows(list(said)) == list(said.values())


def known_over_rows(facts: list[tuple]) -> list[KnownBy]:
    """By what payments are known of which this is so, in their order."""
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
        return [KnownBy(row.known) for row in db.execute(wanted)]


def known_by(channel: SalesChannel, custodian: Custodian, method: Method, has_line: bool) -> KnownBy:
    """The same rule in plain words."""
    if channel is SalesChannel.DIRECT:
        return KnownBy.GROUP
    if custodian is Custodian.PLATFORM:
        return KnownBy.GATEWAY
    if has_line:
        return KnownBy.STATEMENT
    return KnownBy.CASHIER if channel is SalesChannel.TILL or method is Method.CASH else KnownBy.TREASURER


@both
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(facts=st.lists(FACTS, min_size=1, max_size=12))
def test_each_payment_is_of_the_class_that_the_rule_says(shop, facts):
    assert known_over_rows(facts) == [known_by(*each) for each in facts]
