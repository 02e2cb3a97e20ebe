"""Goods of a group in their order: SQLite walked the newest of all for those of one."""

from alembic import op

revision = "0134"
down_revision = "0133"


def upgrade() -> None:
    op.create_index("ix_product_group", "product", ["group_id", "state", "listed_at", "id"])
    op.drop_index("ix_product_group_id", "product")
