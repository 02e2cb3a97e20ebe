"""0063 a label is as long wherever it is kept"""

import sqlalchemy as sa
from alembic import op

revision = '0063'
down_revision = '0062'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, length in (('cartline', 160), ('quote_line', 150)):
        with op.batch_alter_table(name) as table:
            table.alter_column('name', existing_type=sa.String(length), type_=sa.String(200), existing_nullable=False)
