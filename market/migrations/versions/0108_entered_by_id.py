"""0108 by whose word the number of a draw is there, who does not say alone that it stays"""

import sqlalchemy as sa
from alembic import op

revision = '0108'
down_revision = '0107'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('draw') as table:
        table.add_column(sa.Column('entered_by_id', sa.Integer(), nullable=True))
        table.create_foreign_key('fk_draw_entered_by_id_person', 'person', ['entered_by_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('draw') as table:
        table.drop_constraint('fk_draw_entered_by_id_person', type_='foreignkey')
        table.drop_column('entered_by_id')
