"""0021 letters that a group sends by hand name no key"""

import json
import re

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

MESSAGE = sa.table('message', sa.column('id'), sa.column('channel'), sa.column('params'))
KEYED = re.compile(r'^/pesanan/([^/?]+).*$')


def upgrade() -> None:
    """What was written before and may still wait to be sent is read by a group too."""
    connection, rows = op.get_bind(), MESSAGE.c
    keyed = sa.select(rows.id, rows.params).where(rows.channel == 'tap', rows.params.like('%kunci=%'))
    for key, text in connection.execute(keyed).all():
        params = json.loads(text)
        params['path'] = KEYED.sub(r'/lacak?nomor=\1', params.get('path', ''))
        connection.execute(sa.update(MESSAGE).where(rows.id == key).values(params=json.dumps(params)))
