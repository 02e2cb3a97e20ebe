"""0131 indexes of messages that wait, and of payments by who has them"""

import sqlalchemy as sa
from alembic import op

revision = "0131"
down_revision = "0130"
branch_labels = None
depends_on = None

WAITING = {"due": ["channel", "due_at"], "to": ["channel", "to_id", "written_at"], "group": ["channel", "group_id"]}


def upgrade() -> None:
    waits = sa.text("sent_at IS NULL AND unsaid_at IS NULL")
    for name, columns in WAITING.items():
        op.create_index(
            f"ix_message_waiting_{name}", "message", columns, sqlite_where=waits, postgresql_where=waits
        )
    op.drop_index("ix_message_unsent", "message")  # held what was taken back too, which is most of it
    op.create_index("ix_payment_custodian", "payment", ["custodian", "id"])
