"""WrittenOrder: what a buyer asked for in a chat, as the group wrote it down, until she or the group says yes.

Its goods are put aside at once. The buyer has a link by which she sees it, mends it and confirms it; nobody else has.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from market.catalog.variant import MOST_LABEL
from market.inventory.hold import hold, release
from market.inventory.picking import Want
from market.kernel.addresses import written_page
from market.kernel.clock import now, today
from market.kernel.mark import mark_of
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Overtaken, Refused
from market.kernel.states import moves
from market.orders.cart.cart_line import ShownVariant, shown_variants
from market.orders.delivery import Delivery
from market.payments.bill import Method
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group

MOST_LINES = 30


class WrittenState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    CERTAIN = "certain"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


NEXT = moves(
    WrittenState,
    {
        WrittenState.OPEN: {
            WrittenState.CONFIRMED, WrittenState.CERTAIN, WrittenState.EXPIRED, WrittenState.WITHDRAWN
        },
        **dict.fromkeys(
            (WrittenState.CONFIRMED, WrittenState.CERTAIN, WrittenState.EXPIRED, WrittenState.WITHDRAWN), frozenset()
        ),
    },
)  # fmt: skip


class WrittenOrder(Record, table=True):
    """`token` opens it for its buyer; `until` it waits for her, and its goods with it. `made_by` typed what stands now,
    at `made_at`; it was begun at `begun_at`.

    `landmark`: where it goes, as she wrote it. `fee`: whole rupiah that the group has promised to bring it for; None
    where it has not. `chat_hash`: the digest of the chat it was read from; the chat itself is kept nowhere.
    """

    __tablename__ = "written_order"
    __table_args__ = (
        sa.CheckConstraint("fee IS NULL OR fee >= 0", name="fee"),
        sa.Index("ix_written_order_group", "group_id", "state"),
        sa.Index("ix_written_order_until", "state", "until"),
    )

    number: str = Field(max_length=16, unique=True)
    token: str = Field(max_length=32, unique=True)
    group_id: int = Field(foreign_key="groups.id")
    state: WrittenState = Field(default=WrittenState.OPEN, sa_column=state_column(WrittenState, "state"))
    name: str = Field(max_length=80)
    phone: str = Field(max_length=20)
    landmark: str = Field(default="", max_length=160)
    delivery: Delivery | None = Field(default=None, sa_column=state_column(Delivery, "delivery", nullable=True))
    method: Method | None = Field(default=None, sa_column=state_column(Method, "method", nullable=True))
    fee: int | None = Field(default=None, sa_type=sa.BigInteger)
    note: str = Field(default="", max_length=500)
    chat_hash: str = Field(default="", max_length=64)
    until: datetime
    made_by: str = Field(max_length=80)
    made_by_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    capacity: str = Field(default="", max_length=20)
    made_at: datetime = Field(default_factory=now)
    begun_at: datetime = Field(default_factory=now)
    order_id: int | None = Field(default=None, foreign_key="orders.id", index=True)

    @property
    def path(self) -> str:
        return written_page(self.token)

    @property
    def held_for(self) -> str:
        """The name under which its goods are put aside."""
        return f"written/{self.key}"

    @property
    def mark(self) -> str:
        """Of what its buyer sees: another one once the group changed what is in it, what it costs, how it
        comes, its note, or who it is for."""
        lines = [(line.sku, line.quantity, line.price) for line in self.lines]
        return mark_of(self.number, lines, self.fee, self.delivery, self.phone, self.note)

    @property
    def waits(self) -> bool:
        return self.state is WrittenState.OPEN and self.until > now()

    @property
    def brought(self) -> bool:
        """Whether its buyer wants it brought, by what the group wrote: a way, or else a place or a fee."""
        return not self.delivery.collected if self.delivery else bool(self.landmark or self.fee)

    @property
    def fee_open(self) -> bool:
        """Whether bringing it costs something besides, which nobody has named yet."""
        return self.brought and self.fee is None

    @property
    def lines(self) -> list["WrittenLine"]:
        rows = table(WrittenLine)
        return list(self.db.scalars(sa.select(WrittenLine).where(rows.c.written_id == self.key).order_by(rows.c.id)))

    def require_waiting(self) -> None:
        """Refused once it was confirmed, taken back, or waited too long."""
        if self.state is not WrittenState.OPEN:
            raise Overtaken("written_moved")
        if not self.waits:
            raise Refused("written_over")

    def put(self, group: Group, pieces: Mapping[str, int]) -> None:
        """So many pieces by sku: what was put aside before goes back first. Refused when some are not there."""
        wanted = {sku: n for sku, n in pieces.items() if n}
        if not wanted or len(wanted) > MOST_LINES:
            raise Refused("written_empty" if not wanted else "written_too_long", n=MOST_LINES)
        sold = shown_variants(self.db, wanted)
        _require_of(group, sold, wanted)
        promised = {line.sku: line.price for line in self.lines}
        rows = table(WrittenLine)
        self.db.execute(sa.delete(rows).where(rows.c.written_id == self.key))
        self.db.execute(sa.insert(rows), [
            {"written_id": self.key, "variant_id": sold[sku].variant_id, "sku": sku, "name": sold[sku].label,
             "quantity": n, "price": promised.get(sku, sold[sku].price)}
            for sku, n in wanted.items()
        ])  # fmt: skip
        release(self.db, self.held_for)
        for sku, n in wanted.items():
            if not sold[sku].made_to_order:
                want = Want(sold[sku].variant_id, n, today(group.zone), sold[sku].label)
                self._hold(want, sku)

    def _hold(self, want: Want, sku: str) -> None:
        """Puts it aside. Refused beside its number."""
        try:
            hold(self.db, want, self.held_for, until=self.until)
        except Refused as refusal:
            raise refusal.beside(f"quantity-{sku}") from None

    def confirm(self, by: Actor) -> None:
        """Its buyer says yes."""
        self.require_waiting()
        self.become(WrittenState.CONFIRMED, by, "written_confirmed", overtaken="written_moved")

    def call_certain(self, by: Actor) -> None:
        """The group says that its buyer is certain."""
        self.require_waiting()
        self.become(WrittenState.CERTAIN, by, "written_certain", overtaken="written_moved")

    def withdraw(self, by: Actor) -> None:
        """The group takes it back; its goods are for sale again."""
        self.end(WrittenState.WITHDRAWN, by)
        note(self.db, by, "written_withdrawn", self.group_id, number=self.number)

    def end(self, state: WrittenState, by: Actor) -> None:
        """Nobody said yes, or the group took it back: goods return, and nothing of the buyer stays."""
        self.become(state, by, f"written_{state}", overtaken="written_moved")
        release(self.db, self.held_for)
        self.forget()

    def forget(self) -> None:
        """Takes the buyer out of it: an order, where there is one, knows her."""
        self.name = self.phone = self.landmark = self.note = self.chat_hash = ""


class WrittenLine(Record, table=True):
    """So many pieces of something, at the price that was promised for one."""

    __tablename__ = "written_line"
    __table_args__ = (
        sa.UniqueConstraint("written_id", "sku"),
        sa.CheckConstraint("quantity > 0 AND price > 0", name="line"),
    )

    written_id: int = Field(foreign_key="written_order.id", index=True)
    variant_id: int
    sku: str = Field(max_length=40)
    name: str = Field(max_length=MOST_LABEL)
    quantity: int
    price: int = Field(sa_type=sa.BigInteger)

    @property
    def total(self) -> int:
        return self.price * self.quantity


def _require_of(group: Group, sold: Mapping[str, ShownVariant], wanted: Mapping[str, int]) -> None:
    """Refused for what this group does not sell now."""
    for sku in wanted:
        if sku not in sold or sold[sku].group_id != group.key:
            raise Refused("variant_gone_here", field=f"quantity-{sku}")
