"""0041 whom a letter went to is found while it is kept; what was sent opens nothing any more"""

import json

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None


def upgrade() -> None:
    kept = sa.text('"to" <> \'\'')
    op.create_index('ix_message_to', 'message', ['to'], sqlite_where=kept, postgresql_where=kept)
    rows = sa.table('message', sa.column('id', sa.Integer), sa.column('params', sa.String), sa.column('sent_at', sa.String))
    denied = sa.select(rows.c.id, rows.c.params).where(rows.c.sent_at.is_not(None), rows.c.params.like('%/bukan-saya/%'))
    db = op.get_bind()
    for key, params in db.execute(denied).all():
        blank = json.dumps(json.loads(params) | {'path': ''})
        db.execute(sa.update(rows).where(rows.c.id == key).values(params=blank))
