"""0132 money that waits for a second look"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0132"
down_revision = "0131"
branch_labels = None
depends_on = None

WHAT = sa.Enum(
    "came", "returned", "went_back", "less", name="what", native_enum=False, create_constraint=True, length=20
)


def upgrade() -> None:
    op.create_table(
        "second_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("bill_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("what", WHAT, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("seen_by", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount > 0", name="amount"),
        sa.ForeignKeyConstraint(["bill_id"], ["bill.id"]),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"]),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"]),
        sa.ForeignKeyConstraint(["seen_by_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("payment_id"),
    )
    op.create_index("ix_second_look_bill_id", "second_look", ["bill_id"])
    op.create_index("ix_second_look_group_id", "second_look", ["group_id"])
