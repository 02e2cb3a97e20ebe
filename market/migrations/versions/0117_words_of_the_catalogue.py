"""0117 words of the catalogue"""

import re
import unicodedata

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0117'
down_revision = '0116'
branch_labels = None
depends_on = None
PART = 1_000
# Which words there are, and in how many goods; PostgreSQL counts them itself.
WORDS = "CREATE VIRTUAL TABLE product_text_words USING fts5vocab('product_text', 'col')"


def upgrade() -> None:
    op.create_table('catalogue_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_catalogue_change'))
    )
    op.create_table('synonym',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('typed', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('meant', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_synonym')),
    sa.UniqueConstraint('typed', 'meant', name=op.f('uq_synonym_typed_meant'))
    )
    with op.batch_alter_table('product', schema=None) as batch_op:
        batch_op.add_column(sa.Column('called', sqlmodel.sql.sqltypes.AutoString(length=240), nullable=False, server_default=''))
        batch_op.create_index(batch_op.f('ix_product_called'), ['called'], unique=False)
    with op.batch_alter_table('product', schema=None) as batch_op:
        batch_op.alter_column('called', server_default=None)
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(WORDS)
    call_all()


def call_all() -> None:
    """Names in plain small letters, as the code of this day folds them."""
    product = sa.table('product', sa.column('id'), sa.column('name'), sa.column('called'))
    bind, last = op.get_bind(), 0
    while rows := bind.execute(sa.select(product).where(product.c.id > last).order_by(product.c.id).limit(PART)).all():
        wanted = sa.update(product).where(product.c.id == sa.bindparam('key')).values(called=sa.bindparam('now'))
        bind.execute(wanted, [{'key': row.id, 'now': called(row.name)} for row in rows])
        last = rows[-1].id


def called(name: str) -> str:
    plain = unicodedata.normalize('NFKD', name.lower()).encode('ascii', 'ignore').decode()
    return ' '.join(re.findall('[a-z0-9]+', plain))[:240]
