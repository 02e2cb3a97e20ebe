"""0064 what a group answers of the reserved share: a share is a member's part of a month"""

from alembic import op

revision = '0064'
down_revision = '0063'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('application') as table:
        table.drop_constraint(op.f('ck_application_share'), type_='check')
        table.alter_column('share', new_column_name='reserved_share')
    with op.batch_alter_table('application') as table:
        rule = "reserved_share IN ('unused', 'shown', 'hidden')"
        table.create_check_constraint(op.f('ck_application_reserved_share'), rule)
