"""KnownBy: by what evidence a rupiah is known that came for what a group sold.

With the channel (channel.py) it says what a figure is worth; figures of two kinds are never added without saying so.
"""

from enum import StrEnum

import sqlalchemy as sa

from market.orders.channel import SalesChannel
from market.payments.bill import Custodian, Method


class KnownBy(StrEnum):
    """GATEWAY: Stripe told, or the platform has it. STATEMENT: a line of the bank's statement fits. TREASURER: who
    confirms money of the group saw it. CASHIER: who took it at the till or at hand-over. GROUP: said, and seen by
    nobody."""

    GATEWAY = "gateway"
    STATEMENT = "statement"
    TREASURER = "treasurer"
    CASHIER = "cashier"
    GROUP = "group"


def known_by_of(
    channel: sa.ColumnElement[SalesChannel],
    custodian: sa.ColumnElement[Custodian],
    method: sa.ColumnElement[Method],
    has_line: sa.ColumnElement[bool],
) -> sa.Case[str]:
    """Of payments, over their rows."""
    return sa.case(
        (channel == SalesChannel.DIRECT, KnownBy.GROUP.value),
        (custodian == Custodian.PLATFORM, KnownBy.GATEWAY.value),
        (has_line, KnownBy.STATEMENT.value),
        (sa.or_(channel == SalesChannel.TILL, method == Method.CASH), KnownBy.CASHIER.value),
        else_=KnownBy.TREASURER.value,
    )
