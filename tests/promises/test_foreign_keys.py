"""Foreign keys without an index are named: a new one has an index, or stands here."""

import re

import sqlalchemy as sa

from market.tables import metadata

DID = re.compile(r"(^|_)by_id$")  # who did something: told beside it, and nobody looks for things from her side
# Looked for from another side: `test_indexes` walks every page, and none reads these tables as a whole.
NAMED = {
    "appointment.group_id", "bill.payer_id", "bond.giver_id", "bond.group_id", "bookedbooth.booth_id",
    "booking.slot_id", "denial.code_id", "hold.lot_id", "invitation.instead_of_id", "invitation_block.group_id",
    "officer.stands_in_for_id", "payment.card_session_id", "payout.account_id", "reply.bazaar_id", "reply.slot_id",
    "seen_pin.person_id",
}  # fmt: skip


def first_columns(table: sa.Table) -> set[str]:
    """The columns that an index begins with."""
    unique = [each for each in table.constraints if isinstance(each, sa.UniqueConstraint | sa.PrimaryKeyConstraint)]
    return {next(iter(each.columns)).name for each in (*table.indexes, *unique) if len(each.columns)}


def without_index(tables: sa.MetaData) -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in tables.tables.values()
        for column in table.columns
        if column.foreign_keys and column.name not in first_columns(table)
    }


def test_foreign_keys_without_an_index_are_named():
    found = without_index(metadata)
    assert {each for each in found if not DID.search(each.split(".")[1])} == NAMED


def test_it_sees_one_without_an_index():
    tables = sa.MetaData()
    sa.Table("a", tables, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table("b", tables, sa.Column("id", sa.Integer, primary_key=True), sa.Column("a_id", sa.ForeignKey("a.id")))
    more = [sa.Column("id", sa.Integer, primary_key=True), sa.Column("a_id", sa.ForeignKey("a.id"), index=True)]
    sa.Table("c", tables, *more)
    assert without_index(tables) == {"b.a_id"}
