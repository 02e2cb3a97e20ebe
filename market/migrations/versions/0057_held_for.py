"""0057 for what pieces are put aside: a holder is of an account, or of a role"""

from alembic import op

revision = '0057'
down_revision = '0056'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('hold') as table:
        table.drop_index('ix_hold_holder')
        table.alter_column('holder', new_column_name='held_for')
    with op.batch_alter_table('hold') as table:
        table.create_index('ix_hold_held_for', ['held_for', 'released_at'], unique=False)
