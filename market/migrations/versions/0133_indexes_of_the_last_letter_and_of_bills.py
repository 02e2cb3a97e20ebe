"""0133 indexes of the last letter by its time, which each look at the clock asks for, and of bills by what they are for"""

from alembic import op

revision = "0133"
down_revision = "0132"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_message_written_at", "message", ["written_at"])
    op.create_index("ix_bill_ref", "bill", ["ref"])
