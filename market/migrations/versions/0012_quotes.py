"""0012 quotes"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.add_column('sub_order', sa.Column('pay_days', sa.Integer(), nullable=True))
    op.create_table(
        'price_step',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('variant_id', sa.Integer(), nullable=False),
        sa.Column('pieces', sa.Integer(), nullable=False),
        sa.Column('price', sa.BigInteger(), nullable=False),
        sa.CheckConstraint('pieces > 1 AND price > 0', name=op.f('ck_price_step_step')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_price_step')),
        sa.UniqueConstraint('variant_id', 'pieces', name=op.f('uq_price_step_variant_id_pieces')),
        sa.ForeignKeyConstraint(['variant_id'], ['variant.id'], name=op.f('fk_price_step_variant_id')),
    )
    op.create_table(
        'quote',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('number', text(length=16), nullable=False),
        sa.Column('token', text(length=32), nullable=False),
        sa.Column('group_id', sa.Integer(), nullable=False),
        sa.Column('office', text(length=120), nullable=False),
        sa.Column('address', text(length=160), nullable=False),
        sa.Column('contact', text(length=80), nullable=False),
        sa.Column('phone', text(length=20), nullable=False),
        sa.Column('email', text(length=200), nullable=True),
        sa.Column('deliver_on', sa.Date(), nullable=False),
        sa.Column('delivery_fee', sa.BigInteger(), nullable=False),
        sa.Column('pay_days', sa.Integer(), nullable=False),
        sa.Column('valid_until', sa.Date(), nullable=False),
        sa.Column('note', text(length=500), nullable=False),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('made_by', text(length=80), nullable=False),
        sa.Column('made_at', moment(), nullable=False),
        sa.Column('accepted_by', text(length=80), nullable=False),
        sa.Column('accepted_at', moment(), nullable=True),
        sa.Column('order_id', sa.Integer(), nullable=True),
        sa.CheckConstraint('pay_days BETWEEN 0 AND 60', name=op.f('ck_quote_pay_days')),
        sa.CheckConstraint('delivery_fee >= 0', name=op.f('ck_quote_delivery_fee')),
        sa.CheckConstraint("state IN ('open', 'accepted', 'withdrawn')", name=op.f('ck_quote_state')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_quote')),
        sa.UniqueConstraint('number', name=op.f('uq_quote_number')),
        sa.UniqueConstraint('token', name=op.f('uq_quote_token')),
        sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_quote_group_id')),
        sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_quote_order_id')),
    )
    op.create_index(op.f('ix_quote_group_id'), 'quote', ['group_id'])
    op.create_table(
        'quote_line',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('quote_id', sa.Integer(), nullable=False),
        sa.Column('sku', text(length=40), nullable=False),
        sa.Column('name', text(length=150), nullable=False),
        sa.Column('unit', text(length=20), nullable=False),
        sa.Column('quantity', sa.Integer(), nullable=False),
        sa.Column('price', sa.BigInteger(), nullable=False),
        sa.CheckConstraint('quantity > 0 AND price > 0', name=op.f('ck_quote_line_line')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_quote_line')),
        sa.ForeignKeyConstraint(['quote_id'], ['quote.id'], name=op.f('fk_quote_line_quote_id')),
    )
    op.create_index(op.f('ix_quote_line_quote_id'), 'quote_line', ['quote_id'])
