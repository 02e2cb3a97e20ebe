"""0128 indexes that pages ask by"""

import sqlalchemy as sa
from alembic import op

revision = "0128"
down_revision = "0127"
branch_labels = None
depends_on = None

SET = (("login", "acting_id"), ("message", "about"), ("payment", "confirmed_by_id"), ("person", "restricted_until"))


def upgrade() -> None:
    op.drop_index("ix_message_about", "message")  # was of unsent ones alone
    for table, column in SET:
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=there, postgresql_where=there)
    op.create_index("ix_pin_slot_id", "pin", ["slot_id"])
    op.create_index("ix_security_event_code_at", "security_event", ["code", "at"])
    op.create_index("ix_person_admin", "person", ["admin"])
    op.create_index("ix_quote_order_id", "quote", ["order_id"])
    op.create_index("ix_refund_state_way", "refund", ["state", "way"])
