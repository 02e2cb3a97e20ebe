"""0050 a link of the command line proves the number it was made for, whatever the account has by then"""

import sqlalchemy as sa
from alembic import op

revision = '0050'
down_revision = '0049'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('start_link') as table:
        table.add_column(sa.Column('value', sa.String(length=200), nullable=False, server_default=''))
    for kind, column in (('phone', 'phone'), ('email', 'email')):
        op.execute(
            f"UPDATE start_link SET value = coalesce((SELECT {column} FROM person WHERE person.id = start_link.person_id), '')"
            f" WHERE kind = '{kind}'"
        )
    with op.batch_alter_table('start_link') as table:
        table.alter_column('value', server_default=None)
