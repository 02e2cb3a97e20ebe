"""0114 the till: what phones sold, kept before it is judged; the selling day; and how each parcel came"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0114'
down_revision = '0113'
branch_labels = None
depends_on = None
CHANNELS = "channel IN ('web', 'chat', 'written', 'till', 'direct')"


def upgrade() -> None:
    op.create_table('till_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('open', 'closed', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('float_amount', sa.BigInteger(), nullable=False),
    sa.Column('opened_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('opened_by', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('float_amount >= 0', name=op.f('ck_till_day_float_amount')),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_till_day_group_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['person.id'], name=op.f('fk_till_day_opened_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till_day')),
    sa.UniqueConstraint('group_id', 'day', name=op.f('uq_till_day_group_id_day'))
    )
    op.create_table('till_rules',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('discount_percent', sa.Integer(), nullable=False),
    sa.Column('bon', sa.Boolean(), nullable=False),
    sa.Column('set_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('discount_percent BETWEEN 0 AND 100', name=op.f('ck_till_rules_discount_percent')),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_till_rules_group_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till_rules')),
    sa.UniqueConstraint('group_id', name=op.f('uq_till_rules_group_id'))
    )
    op.create_table('cash_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('till_day_id', sa.Integer(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('why', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('by', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('amount <> 0', name=op.f('ck_cash_move_amount')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_cash_move_by_id')),
    sa.ForeignKeyConstraint(['till_day_id'], ['till_day.id'], name=op.f('fk_cash_move_till_day_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cash_move'))
    )
    with op.batch_alter_table('cash_move', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cash_move_till_day_id'), ['till_day_id'], unique=False)

    op.create_table('closing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('till_day_id', sa.Integer(), nullable=False),
    sa.Column('expected', sa.BigInteger(), nullable=False),
    sa.Column('counted', sa.BigInteger(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('signed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('signed_by', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('signed_by_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('confirmed_by', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('counted >= 0', name=op.f('ck_closing_counted')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['person.id'], name=op.f('fk_closing_confirmed_by_id')),
    sa.ForeignKeyConstraint(['signed_by_id'], ['person.id'], name=op.f('fk_closing_signed_by_id')),
    sa.ForeignKeyConstraint(['till_day_id'], ['till_day.id'], name=op.f('fk_closing_till_day_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closing')),
    sa.UniqueConstraint('till_day_id', name=op.f('uq_closing_till_day_id'))
    )
    op.create_table('till',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uid', sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('public_key', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('opened_by', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('seen_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('ended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('ended_by', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('opened_by_id IS NOT NULL OR device_id IS NOT NULL', name=op.f('ck_till_whose')),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_till_device_id')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_till_ended_by_id')),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_till_group_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['person.id'], name=op.f('fk_till_opened_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till')),
    sa.UniqueConstraint('uid', name=op.f('uq_till_uid'))
    )
    with op.batch_alter_table('till', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_till_device_id'), ['device_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_till_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_till_opened_by_id'), ['opened_by_id'], unique=False)

    op.create_table('envelope',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('till_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('uid', sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
    sa.Column('counter', sa.BigInteger(), nullable=False),
    sa.Column('body', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('body_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('signature', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('told_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('sent_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('received_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('sender_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('stored', 'applied', 'task', 'apart', 'dropped', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('taken_by', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('taken_by_id', sa.Integer(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_envelope_group_id')),
    sa.ForeignKeyConstraint(['sender_id'], ['person.id'], name=op.f('fk_envelope_sender_id')),
    sa.ForeignKeyConstraint(['taken_by_id'], ['person.id'], name=op.f('fk_envelope_taken_by_id')),
    sa.ForeignKeyConstraint(['till_id'], ['till.id'], name=op.f('fk_envelope_till_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_envelope')),
    sa.UniqueConstraint('till_id', 'uid', name=op.f('uq_envelope_till_id_uid'))
    )
    with op.batch_alter_table('envelope', schema=None) as batch_op:
        batch_op.create_index('ix_envelope_counter', ['till_id', 'counter'], unique=False)
        batch_op.create_index(batch_op.f('ix_envelope_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_envelope_sender_id'), ['sender_id'], unique=False)
        batch_op.create_index('ix_envelope_state', ['state', 'id'], unique=False)

    op.create_table('till_sale',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('envelope_id', sa.Integer(), nullable=False),
    sa.Column('sub_order_id', sa.Integer(), nullable=False),
    sa.Column('till_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('till_day_id', sa.Integer(), nullable=False),
    sa.Column('paid', sa.Enum('cash', 'qris', 'transfer', 'bon', name='paid', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('discount', sa.BigInteger(), nullable=False),
    sa.Column('discount_why', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('given', sa.BigInteger(), nullable=False),
    sa.Column('change', sa.BigInteger(), nullable=False),
    sa.Column('sold_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('rough', sa.Boolean(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('sold_by', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('sold_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('total >= 0 AND discount >= 0 AND given >= 0 AND change >= 0', name=op.f('ck_till_sale_amounts')),
    sa.ForeignKeyConstraint(['envelope_id'], ['envelope.id'], name=op.f('fk_till_sale_envelope_id')),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_till_sale_group_id')),
    sa.ForeignKeyConstraint(['sold_by_id'], ['person.id'], name=op.f('fk_till_sale_sold_by_id')),
    sa.ForeignKeyConstraint(['sub_order_id'], ['sub_order.id'], name=op.f('fk_till_sale_sub_order_id')),
    sa.ForeignKeyConstraint(['till_day_id'], ['till_day.id'], name=op.f('fk_till_sale_till_day_id')),
    sa.ForeignKeyConstraint(['till_id'], ['till.id'], name=op.f('fk_till_sale_till_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till_sale')),
    sa.UniqueConstraint('envelope_id', name=op.f('uq_till_sale_envelope_id')),
    sa.UniqueConstraint('sub_order_id', name=op.f('uq_till_sale_sub_order_id'))
    )
    with op.batch_alter_table('till_sale', schema=None) as batch_op:
        batch_op.create_index('ix_till_sale_group', ['group_id', 'sold_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_till_sale_sold_by_id'), ['sold_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_till_sale_till_day_id'), ['till_day_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_till_sale_till_id'), ['till_id'], unique=False)

    op.create_table('till_task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('envelope_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.Enum('short', 'withdrawn', 'recalled', 'price', 'unknown', 'seller', 'discount', 'bon', 'cash', 'no_account', 'sum', 'changed', 'unread', 'broke', name='code', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('other', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('other_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('done_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('done_by', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.ForeignKeyConstraint(['done_by_id'], ['person.id'], name=op.f('fk_till_task_done_by_id')),
    sa.ForeignKeyConstraint(['envelope_id'], ['envelope.id'], name=op.f('fk_till_task_envelope_id')),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_till_task_group_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till_task'))
    )
    with op.batch_alter_table('till_task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_till_task_envelope_id'), ['envelope_id'], unique=False)
        batch_op.create_index('ix_till_task_open', ['group_id', 'done_at'], unique=False)

    with op.batch_alter_table('sub_order') as table:
        table.drop_constraint(op.f('ck_sub_order_channel'), type_='check')
    with op.batch_alter_table('sub_order') as table:
        table.create_check_constraint(op.f('ck_sub_order_channel'), CHANNELS)
