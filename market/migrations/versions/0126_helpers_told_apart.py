"""0126 what tells a helper from somebody of the group who is called alike: since when she helps it"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = '0126'
down_revision = '0125'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('facilitation') as table:
        table.add_column(sa.Column('apart', sa.String(length=30), nullable=False, server_default=''))
    columns = ('id', 'group_id', 'person_id', 'apart', 'ended_at')
    helping, members = (
        sa.table(name, *map(sa.column, columns), sa.column('since', sa.DateTime()))
        for name in ('facilitation', 'membership')
    )
    people = sa.table('person', *map(sa.column, ('id', 'name')))
    db = op.get_bind()
    inside = sa.select(members.c.group_id, members.c.since, members.c.apart, people.c.name)
    first = {}
    taken = set()
    for row in db.execute(inside.join(people, people.c.id == members.c.person_id)):
        alike = (row.group_id, _folded(row.name))
        first[alike] = min(first.get(alike, row.since), row.since)
        taken.add((*alike, row.apart))
    beside = sa.select(helping.c.id, helping.c.group_id, helping.c.since, people.c.name)
    beside = beside.join(people, people.c.id == helping.c.person_id).where(helping.c.ended_at.is_(None))
    for row in db.execute(beside.order_by(helping.c.id)).all():
        alike = (row.group_id, _folded(row.name))
        if first.setdefault(alike, row.since) >= row.since:
            continue
        date, nth, apart = f'{row.since.day}/{row.since.month}/{row.since.year}', 1, ''
        while not apart or (*alike, apart) in taken:
            apart, nth = f' ({date})' if nth == 1 else f' ({date}, {nth})', nth + 1
        taken.add((*alike, apart))
        op.execute(sa.update(helping).where(helping.c.id == row.id).values(apart=apart))


def _folded(name: str) -> str:
    return ' '.join(unicodedata.normalize('NFKC', name).casefold().split())
