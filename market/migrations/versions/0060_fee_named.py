"""0060 a group names the fee of a parcel, and its buyer agrees: a quote is what a group offers to an office"""

import sqlalchemy as sa
from alembic import op

revision = '0060'
down_revision = '0059'
branch_labels = None
depends_on = None

CODES = {'quoted': 'fee_named', 'quote_accepted': 'fee_accepted', 'quote_over': 'fee_over'}
LETTERS = {'order_quoted': 'order_fee_named', 'order_quote_accepted': 'order_fee_accepted'}


def upgrade() -> None:
    with op.batch_alter_table('sub_order') as table:
        table.alter_column('quoted_at', new_column_name='fee_named_at')
        table.alter_column('quote_by', new_column_name='agree_by')
    events = sa.table('order_event', sa.column('code'))
    for before, after in CODES.items():
        op.execute(events.update().where(events.c.code == before).values(code=after))
    letters = sa.table('message', sa.column('template'), sa.column('params'))
    for before, after in LETTERS.items():
        op.execute(letters.update().where(letters.c.template == before).values(template=after))
    told = sa.cast(letters.c.params, sa.Text)
    said = sa.func.replace(told, '"quote_over"', '"fee_over"')
    if op.get_bind().dialect.name == 'postgresql':
        said = sa.cast(said, sa.JSON)
    op.execute(letters.update().where(letters.c.template == 'order_expired', told.like('%"quote_over"%')).values(params=said))
