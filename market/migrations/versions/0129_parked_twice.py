"""0129 a basket laid aside that two phones sold"""

from alembic import op

revision = '0129'
down_revision = '0128'
branch_labels = None
depends_on = None

BEFORE = ('short', 'withdrawn', 'recalled', 'price', 'unknown', 'seller', 'discount', 'bon', 'cash', 'no_account', 'sum')
AFTER = ('changed', 'unread', 'broke')


def upgrade() -> None:
    codes = (*BEFORE, 'parked', *AFTER)
    with op.batch_alter_table('till_task', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_till_task_code'), type_='check')
        batch_op.create_check_constraint(op.f('ck_till_task_code'), f"code IN {codes}")
