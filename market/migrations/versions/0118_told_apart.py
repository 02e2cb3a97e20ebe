"""0118 what tells two of one name in a group apart: since when the later one belongs to it"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = '0118'
down_revision = '0117'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('membership') as table:
        table.add_column(sa.Column('apart', sa.String(length=30), nullable=False, server_default=''))
    with op.batch_alter_table('membership') as table:
        table.alter_column('apart', server_default=None)
    members = sa.table('membership', *map(sa.column, ('id', 'group_id', 'person_id', 'apart')),
                       sa.column('since', sa.DateTime()))
    people = sa.table('person', *map(sa.column, ('id', 'name')))
    wanted = sa.select(members.c.id, members.c.group_id, members.c.person_id, members.c.since, people.c.name)
    rows = op.get_bind().execute(wanted.join(people, people.c.id == members.c.person_id).order_by(members.c.id)).all()
    first: dict[tuple[int, str], int] = {}
    taken: set[tuple[int, str, str]] = set()
    for row in rows:
        name = ' '.join(unicodedata.normalize('NFKC', row.name).casefold().split())
        if first.setdefault((row.group_id, name), row.person_id) == row.person_id:
            continue
        date, nth, apart = f'{row.since.day}/{row.since.month}/{row.since.year}', 1, ''
        while not apart or (row.group_id, name, apart) in taken:
            apart, nth = f' ({date})' if nth == 1 else f' ({date}, {nth})', nth + 1
        taken.add((row.group_id, name, apart))
        op.execute(sa.update(members).where(members.c.id == row.id).values(apart=apart))


def downgrade() -> None:
    with op.batch_alter_table('membership') as table:
        table.drop_column('apart')
