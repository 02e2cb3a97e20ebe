"""0056 what is written down as JSON is JSON to the database too"""

import sqlalchemy as sa
from alembic import op

revision = '0056'
down_revision = '0055'
branch_labels = None
depends_on = None

COLUMNS = {
    'act': ('params',),
    'application': ('needs', 'zones'),
    'bazaar': ('documents',),
    'distribution': ('figures',),
    'message': ('params',),
    'order_event': ('params',),
    'order_line': ('certificates',),
    'floorplanstep': ('floor_plan',),
    'recap': ('figures',),
    'security_event': ('params',),
    'share_rule': ('parts',),
}


def upgrade() -> None:
    with op.batch_alter_table('bazaar') as table:
        table.alter_column('documents', existing_type=sa.String(), server_default=None)
    for table_name, columns in COLUMNS.items():
        with op.batch_alter_table(table_name) as table:
            for column in columns:
                table.alter_column(
                    column, existing_type=sa.String(), existing_nullable=False, type_=sa.JSON(),
                    postgresql_using=f'{column}::json',
                )
