"""0123 what a group sold at a bazaar, as its till counted it"""

from alembic import op

revision = '0123'
down_revision = '0122'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('turnover', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_turnover_evidence'), type_='check')
        batch_op.create_check_constraint(op.f('ck_turnover_evidence'), "evidence IN ('stated', 'by_helper', 'by_officer', 'till')")
