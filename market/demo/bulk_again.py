"""The rows of an order once more for each copy of it, by one INSERT … SELECT a table: other ids, at another time, of
another buyer. The same on both engines but for how they reckon with time and read JSON."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from market.inventory.movement import StockMovement
from market.kernel.record import StateEvent, table
from market.messages.outbox import Message
from market.orders.event import OrderEvent
from market.orders.line_lot import LineLot
from market.orders.order import Order, OrderLine, SubOrder
from market.payments.bill import Bill
from market.payments.ledger import ENTRIES
from market.payments.payment import Payment
from market.people.act import Act

# Each comes after those it names
TABLES = (
    table(Order), table(SubOrder), table(OrderLine), table(LineLot), table(StockMovement), table(OrderEvent),
    table(Bill), table(Payment), ENTRIES, table(StateEvent), table(Act), table(Message),
)  # fmt: skip
NAMED = {ENTRIES.name: ("fact_kind", "fact_id"), table(StateEvent).name: ("of", "of_id")}  # a table and a row of it
SECRETS = ("key_token", "checkout_token", "cart_hash")  # each order has its own
TELLING = {  # the texts, and what is JSON, that name an order by its number or its buyer's phone
    "orders": ("number", "phone"), "sub_order": ("number",), "stockmovement": ("ref",), "order_event": ("params",),
    "bill": ("ref", "payer_phone"), "ledger_entry": ("ref",), "act": ("params",),
    "message": ("name", "to", "params", "about"),
}  # fmt: skip
SCRATCH = sa.MetaData()
ITS, PAID = ("number", "phone", "payment"), sa.literal('"payment": ')
PATTERN = sa.Table(  # which rows an order left, by table; of none the last comes before the first
    "bulk_pattern", SCRATCH, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Text), sa.Column("phone", sa.Text), sa.Column("payment", sa.Integer),
    *(sa.Column(f"{of.name}_{end}", sa.Integer) for of in TABLES for end in ("first", "last")), prefixes=["TEMPORARY"],
)  # fmt: skip
COPY = sa.Table(  # in each turn every pattern is copied once
    "bulk_copy", SCRATCH, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("pattern", sa.Integer), sa.Column("turn", sa.Integer),
    *(sa.Column(name, sa.Text) for name in ("number", "phone", "ago", "days_ago", *SECRETS)), prefixes=["TEMPORARY"],
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the ids of copies lie behind those of their patterns: in the first turn, and how much more in each
    further one."""

    first: int
    turn: int

    @property
    def now(self) -> sa.ColumnElement[int]:
        return self.first + self.turn * COPY.c.turn


def again(
    here: sa.Connection, patterns: list[dict[str, Any]], copies: list[dict[str, Any]], shifts: dict[str, Shift]
) -> None:
    """The rows that these rows of `bulk_pattern` name, once for each of those of `bulk_copy`; `shifts` by table."""
    SCRATCH.create_all(here)
    _send(here, PATTERN, patterns)
    _send(here, COPY, copies)
    for each in TABLES:
        rows = _kept(here, each)
        others = {column.name: _other(here, column, rows, shifts) for column in each.columns}
        chosen = sa.select(*others.values()).join_from(COPY, rows, rows.c.pattern_id == COPY.c.pattern)
        here.execute(sa.insert(each).from_select(list(others), chosen.order_by(COPY.c.id, rows.c.id)))
        rows.drop(here)
    SCRATCH.drop_all(here)


def _send(here: sa.Connection, to: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Many rows; to PostgreSQL by COPY, since each row of an INSERT goes there by itself."""
    if here.dialect.name == "sqlite":
        here.execute(sa.insert(to), rows)
        return
    names, cursor = to.c.keys(), here.connection.cursor()  # psycopg's, whose COPY no standard knows
    with cursor.copy(f"COPY {to.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def _kept(here: sa.Connection, of: sa.Table) -> sa.Table:
    """The rows of the patterns apart: what is selected from its own target is first written down once more."""
    mine = of.c.id.between(PATTERN.c[f"{of.name}_first"], PATTERN.c[f"{of.name}_last"])
    said = (PATTERN.c.id.label("pattern_id"), *(PATTERN.c[name].label(f"its_{name}") for name in ITS))
    made = sa.select(*said, *of.c).join_from(PATTERN, of, mine).into("bulk_rows", temporary=True)
    here.execute(made)
    here.execute(sa.schema.CreateIndex(sa.Index("ix_bulk_rows", made.table.c.pattern_id, made.table.c.id)))
    return made.table


def _other(here: sa.Connection, column: sa.Column[Any], rows: sa.Table, shifts: dict[str, Shift]) -> Any:
    """This column of a copy's row."""
    if column.name in SECRETS:
        return COPY.c[column.name]
    if column.name in TELLING.get(column.table.name, ()):
        return _said(here, column, rows, shifts["payment"])
    named = _named(column, rows, shifts)
    return _then(here, column, rows) if named is None else named


def _named(column: sa.Column[Any], rows: sa.Table, shifts: dict[str, Shift]) -> Any:
    """The id of another row of the copy; None where the column names no row of an order's own."""
    kind, key = NAMED.get(column.table.name, ("", ""))
    own = rows.c[column.name]
    if column.name == key:
        return sa.case(*((rows.c[kind] == name, own + shift.now) for name, shift in shifts.items()), else_=own)
    names = [column.table.name] if column.name == "id" else [each.column.table.name for each in column.foreign_keys]
    found = [shifts[name] for name in names if name in shifts]
    return own + found[0].now if found else None


def _said(here: sa.Connection, column: sa.Column[Any], rows: sa.Table, payments: Shift) -> Any:
    """A text in which the order, its buyer and its payment are those of the copy."""
    text: Any = _as(here, rows.c[column.name], sa.Text)
    for name in ("number", "phone"):
        text = sa.func.replace(text, rows.c[f"its_{name}"], COPY.c[name])
    if not isinstance(column.type, sa.JSON):
        return text
    paid = (rows.c.its_payment, rows.c.its_payment + payments.now)
    old, new = (PAID.concat(sa.cast(each, sa.Text)) for each in paid)
    return _as(here, sa.func.replace(text, old, new), sa.JSON)


def _as(here: sa.Connection, value: Any, kind: Any) -> Any:
    """SQLite keeps what it has, and reads `CAST … AS JSON` as a number."""
    return sa.type_coerce(value, kind) if here.dialect.name == "sqlite" else sa.cast(value, kind)


def _then(here: sa.Connection, column: sa.Column[Any], rows: sa.Table) -> Any:
    """A moment or a day, so much earlier; anything else as it is."""
    kind, own = getattr(column.type, "impl_instance", column.type), rows.c[column.name]
    if not isinstance(kind, sa.DateTime | sa.Date):
        return own
    ago = COPY.c.ago if isinstance(kind, sa.DateTime) else COPY.c.days_ago
    if here.dialect.name != "sqlite":
        return sa.cast(own + sa.cast(ago, sa.Interval), column.type)
    text = sa.type_coerce(own, sa.Text)
    if ago is COPY.c.days_ago:
        return sa.func.date(text, ago)
    return sa.func.strftime("%Y-%m-%d %H:%M:%S", sa.func.substr(text, 1, 19), ago).concat(sa.func.substr(text, 20))
