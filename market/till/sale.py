"""TillSale: what an envelope became: a parcel of an order that was handed over at once, and how it was paid."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from market.kernel.record import Record, state_column
from market.payments.account_typed import AccountKind
from market.payments.bill import Method


class Paid(StrEnum):
    """How it was paid. BON: later, by somebody whose name and number are known."""

    CASH = "cash"
    QRIS = "qris"
    TRANSFER = "transfer"
    BON = "bon"

    @property
    def method(self) -> Method:
        """The way its bill is paid; a debt is paid in cash until somebody says otherwise."""
        return Method.CASH if self is Paid.BON else Method(self.value)

    @property
    def account(self) -> AccountKind | None:
        """The kind of account that it comes to; None for cash and debts."""
        return {Paid.QRIS: AccountKind.QRIS, Paid.TRANSFER: AccountKind.BANK}.get(self)


class TillSale(Record, table=True):
    """Whole rupiah: `total` after `discount`, `given` in cash, of which `change` went back.

    `sold_at` is the time of the sale by our clock: the phone's, put right by how far it was off when it sent.
    `rough`: it was off by more than five minutes. `late`: it came after its day was closed. `sold_by_id`: who sold,
    known by her account or PIN; None where it was only said by name.
    """

    __tablename__ = "till_sale"
    __table_args__ = (
        sa.CheckConstraint("total >= 0 AND discount >= 0 AND given >= 0 AND change >= 0", name="amounts"),
        sa.Index("ix_till_sale_group", "group_id", "sold_at"),
    )

    envelope_id: int = Field(foreign_key="envelope.id", unique=True)
    sub_order_id: int = Field(foreign_key="sub_order.id", unique=True)
    till_id: int = Field(foreign_key="till.id", index=True)
    group_id: int = Field(foreign_key="groups.id")
    till_day_id: int = Field(foreign_key="till_day.id", index=True)
    paid: Paid = Field(sa_column=state_column(Paid, "paid"))
    total: int = Field(sa_type=sa.BigInteger)
    discount: int = Field(default=0, sa_type=sa.BigInteger)
    discount_why: str = Field(default="", max_length=300)
    given: int = Field(default=0, sa_type=sa.BigInteger)
    change: int = Field(default=0, sa_type=sa.BigInteger)
    sold_at: datetime
    rough: bool = False
    late: bool = False
    sold_by: str = Field(default="", max_length=80)
    sold_by_id: int | None = Field(default=None, foreign_key="person.id", index=True)
