"""0011 sharing"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        'share_rule',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=False),
        sa.Column('mode', sa.String(length=20), nullable=False),
        sa.Column('kas', sa.Integer(), nullable=False),
        sa.Column('parts', text(), nullable=False),
        sa.CheckConstraint('kas BETWEEN 0 AND 10000', name=op.f('ck_share_rule_kas')),
        sa.CheckConstraint("mode IN ('goods', 'fixed')", name=op.f('ck_share_rule_mode')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_share_rule')),
        sa.UniqueConstraint('group_id', name=op.f('uq_share_rule_group_id')),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_share_rule_group_id')),
    )
    op.create_table(
        'group_cost',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('what', text(length=120), nullable=False),
        sa.Column('amount', sa.BigInteger(), nullable=False),
        sa.Column('by', text(length=80), nullable=False),
        sa.Column('dropped_at', moment(), nullable=True),
        sa.CheckConstraint('amount > 0', name=op.f('ck_group_cost_amount')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_group_cost')),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_group_cost_group_id')),
    )
    op.create_index(op.f('ix_group_cost_group_id'), 'group_cost', ['group_id'])
    op.create_table(
        'distribution',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=False),
        sa.Column('month', sa.Date(), nullable=False),
        sa.Column('figures', text(), nullable=False),
        sa.Column('made_by', text(length=80), nullable=False),
        sa.Column('made_at', moment(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_distribution')),
        sa.UniqueConstraint('group_id', 'month', name=op.f('uq_distribution_group_id_month')),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_distribution_group_id')),
    )
    op.create_index(op.f('ix_distribution_group_id'), 'distribution', ['group_id'])
    with op.batch_alter_table('stockmovement') as batch_op:
        batch_op.add_column(sa.Column('brought_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_stockmovement_brought_by_id'), 'person', ['brought_by_id'], ['id'])
        batch_op.create_index(op.f('ix_stockmovement_brought_by_id'), ['brought_by_id'])
    op.add_column('sub_order', sa.Column('handed_at', moment(), nullable=True))
    op.create_index(op.f('ix_sub_order_handed_at'), 'sub_order', ['handed_at'])
    op.execute(
        'UPDATE sub_order SET handed_at = (SELECT MIN(e.at) FROM order_event e'
        " WHERE e.sub_order_id = sub_order.id AND e.code IN ('handed_over', 'received'))"
    )
