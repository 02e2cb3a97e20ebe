"""0071 a part of the price may be paid before goods are made; a claim keeps what was asked"""

import sqlalchemy as sa
from alembic import op

revision = '0071'
down_revision = '0070'
branch_labels = None
depends_on = None

PERCENT = ('terms', 'quote', 'sub_order')
ASKED = 'asked - CASE WHEN down_payment > 0 THEN down_payment ELSE amount END BETWEEN 0 AND 999'

CAME = (
    '(SELECT coalesce(sum(payment.amount + payment.rounding), 0) FROM payment'
    ' WHERE payment.bill_id = claim.bill_id AND payment.taken_back_at IS NULL)'
)


def upgrade() -> None:
    for name in PERCENT:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column('down_percent', sa.Integer(), nullable=False, server_default='0'))
            table.create_check_constraint(op.f(f'ck_{name}_down_percent'), 'down_percent BETWEEN 0 AND 90')
        with op.batch_alter_table(name) as table:
            table.alter_column('down_percent', server_default=None)
    with op.batch_alter_table('bill') as table:
        table.drop_constraint(op.f('ck_bill_asked'), type_='check')
        table.add_column(sa.Column('down_payment', sa.BigInteger(), nullable=False, server_default='0'))
        table.create_check_constraint(op.f('ck_bill_down_payment'), 'down_payment BETWEEN 0 AND amount')
        table.create_check_constraint(op.f('ck_bill_asked'), ASKED)
    with op.batch_alter_table('bill') as table:
        table.alter_column('down_payment', server_default=None)
    with op.batch_alter_table('claim') as table:
        table.add_column(sa.Column('asked', sa.BigInteger(), nullable=False, server_default='0'))
    op.execute('UPDATE claim SET asked = (SELECT bill.asked FROM bill WHERE bill.id = claim.bill_id)')
    op.execute(f"UPDATE claim SET asked = asked - {CAME} WHERE state = 'open' AND asked > {CAME}")
    with op.batch_alter_table('claim') as table:
        table.alter_column('asked', server_default=None)
