"""0100 another source of a draw is agreed to by a second officer; digits that witnesses drew late say why"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = '0100'
down_revision = '0099'
branch_labels = None
depends_on = None

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEFORE = 'Dicatat sebelum alasannya diminta'
WHEN = sa.DateTime(timezone=True)
bazaar = sa.table('bazaar', sa.column('id'), sa.column('frozen_at', WHEN))
event = sa.table(
    'drawevent', sa.column('id'), sa.column('bazaar_id'), sa.column('kind'), sa.column('was'),
    sa.column('told', sa.JSON), sa.column('made_at', WHEN), sa.column('answered_at', WHEN),
)  # fmt: skip
draw = sa.table(
    'draw', sa.column('id'), sa.column('bazaar_id'), sa.column('way'), sa.column('at', WHEN), sa.column('of', WHEN),
    sa.column('missing'),
)  # fmt: skip


def utc(moment):
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def upgrade() -> None:
    bind = op.get_bind()
    frozen = {row.id: utc(row.frozen_at) for row in bind.execute(sa.select(bazaar)) if row.frozen_at}
    # What one officer named stands, and is told as files tell it now.
    for row in bind.execute(sa.select(event).where(event.c.kind == 'renamed')).all():
        last = datetime.fromisoformat(row.was.rsplit(', ', 1)[1])
        told = row.told | {'late': row.bazaar_id in frozen and last - HOUR < frozen[row.bazaar_id]}
        bind.execute(sa.update(event).where(event.c.id == row.id).values(told=told, answered_at=row.made_at))
    mine = sa.select(draw).where(draw.c.way == 'witnesses', draw.c.of.is_not(None), draw.c.bazaar_id.in_(frozen))
    for row in bind.execute(mine).all():
        at = utc(row.at)
        late = max(frozen[row.bazaar_id] + HOUR - at, timedelta())
        if utc(row.of) > at + DAY * -(-late // DAY) + 6 * HOUR:
            bind.execute(sa.update(draw).where(draw.c.id == row.id).values(missing=BEFORE))


def downgrade() -> None:
    pass
