"""0111 orders that a group writes down for their buyers, and how each parcel came into the book"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0111'
down_revision = '0110'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('written_order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('token', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('open', 'confirmed', 'certain', 'expired', 'withdrawn', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('phone', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('landmark', sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
    sa.Column('delivery', sa.Enum('pickup', 'own_courier', 'courier', 'quote', name='delivery', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('method', sa.Enum('transfer', 'qris', 'cash', 'card', name='method', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('fee', sa.BigInteger(), nullable=True),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.Column('chat_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('until', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('made_by', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('capacity', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('begun_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('fee IS NULL OR fee >= 0', name=op.f('ck_written_order_fee')),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_written_order_group_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_written_order_made_by_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_written_order_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_written_order')),
    sa.UniqueConstraint('number', name=op.f('uq_written_order_number')),
    sa.UniqueConstraint('token', name=op.f('uq_written_order_token'))
    )
    with op.batch_alter_table('written_order', schema=None) as batch_op:
        batch_op.create_index('ix_written_order_group', ['group_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_written_order_made_by_id'), ['made_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_written_order_order_id'), ['order_id'], unique=False)
        batch_op.create_index('ix_written_order_until', ['state', 'until'], unique=False)

    op.create_table('written_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('written_id', sa.Integer(), nullable=False),
    sa.Column('variant_id', sa.Integer(), nullable=False),
    sa.Column('sku', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('price', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('quantity > 0 AND price > 0', name=op.f('ck_written_line_line')),
    sa.ForeignKeyConstraint(['written_id'], ['written_order.id'], name=op.f('fk_written_line_written_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_written_line')),
    sa.UniqueConstraint('written_id', 'sku', name=op.f('uq_written_line_written_id_sku'))
    )
    with op.batch_alter_table('written_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_written_line_written_id'), ['written_id'], unique=False)

    with op.batch_alter_table('sub_order', schema=None) as batch_op:
        batch_op.add_column(sa.Column('channel', sa.Enum('web', 'chat', 'written', name='channel', native_enum=False, create_constraint=True, length=20), server_default='web', nullable=False))
        batch_op.add_column(sa.Column('typed_by', sqlmodel.sql.sqltypes.AutoString(length=80), server_default='', nullable=False))
        batch_op.add_column(sa.Column('typed_by_id', sa.Integer(), nullable=True))

