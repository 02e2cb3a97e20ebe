"""0096 who bears a role: the word holder is for accounts"""

from alembic import op

revision = '0096'
down_revision = '0095'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('role_change') as table:
        table.alter_column('holder_agreed_at', new_column_name='bearer_agreed_at')
        table.alter_column('holder_agreed_by_id', new_column_name='bearer_agreed_by_id')
