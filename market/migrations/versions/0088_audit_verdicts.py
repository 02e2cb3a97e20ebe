"""0088 what auditors said: a row for each verdict, none written over"""

import sqlalchemy as sa
from alembic import op

revision = '0088'
down_revision = '0087'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'auditverdict',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('auditor', sa.String(length=120), nullable=False),
        sa.Column('valid', sa.Boolean(), nullable=False),
        sa.Column('stated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('signature', sa.String(length=4000), nullable=False),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_auditverdict_bazaar_id', 'auditverdict', ['bazaar_id'])
    op.execute(
        'INSERT INTO auditverdict (bazaar_id, auditor, valid, stated_at, signature) '
        'SELECT id, auditor, audit_valid, audited_at, audit_signature FROM bazaar '
        'WHERE audited_at IS NOT NULL AND audit_valid IS NOT NULL'
    )
    with op.batch_alter_table('bazaar') as table:
        for column in ('audit_valid', 'audited_at', 'audit_signature'):
            table.drop_column(column)
