"""0029 what is withheld from citizens: a group's own answer, sealed lists, what an auditor found"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

SHARE = sa.Enum('unused', 'shown', 'hidden', name='share', native_enum=False, length=20, create_constraint=True)


def upgrade() -> None:
    with op.batch_alter_table('application') as table:
        table.add_column(sa.Column('share', SHARE, nullable=False, server_default='unused'))
    op.execute("UPDATE application SET share = CASE WHEN consents THEN 'shown' ELSE 'hidden' END WHERE reserved")
    with op.batch_alter_table('application') as table:
        table.alter_column('share', server_default=None)
        table.drop_column('consents')
    with op.batch_alter_table('bazaar') as table:
        table.add_column(sa.Column('sealed_list', sa.String(), nullable=False, server_default=''))
        table.add_column(sa.Column('audit_valid', sa.Boolean(), nullable=True))
        table.add_column(sa.Column('audit_signature', sa.String(length=4000), nullable=False, server_default=''))
    # what the command printed held the score: only its verdict stays, anything else is to be stated anew
    op.execute("UPDATE bazaar SET audit_valid = (1 = 1) WHERE audited_at IS NOT NULL AND audit_output LIKE 'valid:%'")
    op.execute('UPDATE bazaar SET audited_at = NULL WHERE audit_valid IS NULL')
    with op.batch_alter_table('bazaar') as table:
        table.alter_column('sealed_list', server_default=None)
        table.alter_column('audit_signature', server_default=None)
        table.drop_column('audit_output')
