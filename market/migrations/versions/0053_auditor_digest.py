"""0053 the auditor's link is kept as a digest"""

import sqlalchemy as sa
from alembic import op

revision = '0053'
down_revision = '0052'
branch_labels = None
depends_on = None


def upgrade() -> None:
    from market.kernel.tokens import digest

    with op.batch_alter_table('bazaar') as table:
        table.alter_column('audit_key', new_column_name='audit_key_hash')
    bazaars = sa.table('bazaar', sa.column('id', sa.Integer), sa.column('audit_key_hash', sa.String))
    connection = op.get_bind()
    for key, audit_key in connection.execute(sa.select(bazaars).where(bazaars.c.audit_key_hash != '')).all():
        connection.execute(sa.update(bazaars).where(bazaars.c.id == key).values(audit_key_hash=digest(audit_key)))
