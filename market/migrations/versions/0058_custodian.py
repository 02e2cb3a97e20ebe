"""0058 who has the money of a bill is its custodian: a holder is of an account, or of a role"""

from alembic import op

revision = '0058'
down_revision = '0057'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ('bill', 'payment'):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f'ck_{name}_holder'), type_='check')
            table.alter_column('holder', new_column_name='custodian')
        with op.batch_alter_table(name) as table:
            custodians = "custodian IN ('group', 'platform', 'courier', 'organiser')"
            table.create_check_constraint(op.f(f'ck_{name}_custodian'), custodians)
