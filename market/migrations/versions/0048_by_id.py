"""0048 who did it, by id beside the name: two of one name are two"""

import sqlalchemy as sa
from alembic import op

revision = '0048'
down_revision = '0047'
branch_labels = None
depends_on = None

PEOPLE = {
    'appeal': ('made_by_id',),
    'application': ('made_by_id',),
    'distribution': ('made_by_id',),
    'group_cost': ('by_id',),
    'message': ('sent_by_id',),
    'quote': ('made_by_id',),
    'stockmovement': ('by_id',),
    'swap': ('asked_by_id', 'ended_by_id'),
}


def upgrade() -> None:
    for name, columns in PEOPLE.items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.add_column(sa.Column(column, sa.Integer(), nullable=True))
                if name != 'message':
                    table.create_foreign_key(op.f(f'fk_{name}_{column}'), 'person', [column], ['id'])
