"""0124 parked sales"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0124"
down_revision = "0123"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "parked_sale",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("uid", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("whose", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column("grams", sa.JSON(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("discount_why", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_parked_sale_by_id")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_parked_sale_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_sale")),
        sa.UniqueConstraint("group_id", "uid", name=op.f("uq_parked_sale_group_id_uid")),
    )
