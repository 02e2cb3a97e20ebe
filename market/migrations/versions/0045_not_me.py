"""0045 who said yes, when, and what "bukan saya" takes back"""

import sqlalchemy as sa
from alembic import op

revision = '0045'
down_revision = '0044'
branch_labels = None
depends_on = None

PEOPLE = {
    'role_change': ('holder_agreed_by_id',),
    'stand_in': ('agreed_by_id', 'begun_by_id'),
    'recap': ('made_by_id',),
}
MOMENTS = {
    'role_change': ('seconded_at', 'objected_at'),
    'device': ('kept_at',),
    'refund_account': ('void_at',),
    'contact_proof': ('former_proved_at',),
}


def upgrade() -> None:
    for name in sorted({*PEOPLE, *MOMENTS}):
        with op.batch_alter_table(name) as table:
            for column in MOMENTS.get(name, ()):
                table.add_column(sa.Column(column, sa.DateTime(timezone=True), nullable=True))
            for column in PEOPLE.get(name, ()):
                table.add_column(sa.Column(column, sa.Integer(), nullable=True))
                if name != 'role_change':
                    table.create_foreign_key(op.f(f'fk_{name}_{column}'), 'person', [column], ['id'])
    with op.batch_alter_table('contact_proof') as table:
        table.add_column(sa.Column('former', sa.String(200), nullable=True))
    with op.batch_alter_table('denial') as table:
        table.add_column(sa.Column('proof_id', sa.Integer(), nullable=True))
        table.add_column(sa.Column('sent_to', sa.String(64), nullable=False, server_default=''))
        table.add_column(sa.Column('since', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('until_at', sa.DateTime(timezone=True), nullable=True))
    issued = 'SELECT issued_at FROM reset_code WHERE reset_code.id = denial.code_id'
    op.execute(f'UPDATE denial SET since = COALESCE(({issued}), made_at)')
    was_used = 'SELECT id FROM reset_code WHERE used_at IS NOT NULL'
    op.execute(
        f'UPDATE denial SET until_at = used_at WHERE used_at IS NOT NULL AND (code_id IS NULL OR code_id IN ({was_used}))'
    )
    op.execute(  # denied from the account itself, without a link
        'INSERT INTO denial (person_id, code_id, token_hash, made_at, expires_at, used_at, since, until_at)'
        " SELECT person_id, id, 'code/' || id, issued_at, ended_at, ended_at, issued_at, ended_at FROM reset_code"
        ' WHERE used_at IS NOT NULL AND ended_at IS NOT NULL'
        ' AND id NOT IN (SELECT code_id FROM denial WHERE until_at IS NOT NULL AND code_id IS NOT NULL)'
    )
    # When exactly was not kept: the earliest that it can have been.
    op.execute('UPDATE role_change SET seconded_at = asked_at WHERE seconded_by_id IS NOT NULL')
    op.execute('UPDATE role_change SET objected_at = asked_at WHERE objected_by_id IS NOT NULL')
    with op.batch_alter_table('denial') as table:
        table.alter_column('since', existing_type=sa.DateTime(timezone=True), nullable=False)
        table.alter_column('sent_to', existing_type=sa.String(64), server_default=None)
