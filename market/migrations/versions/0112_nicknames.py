"""0112 what buyers call goods in chats"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0112'
down_revision = '0111'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('nickname',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('variant_id', sa.Integer(), nullable=False),
    sa.Column('words', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_nickname_group_id')),
    sa.ForeignKeyConstraint(['variant_id'], ['variant.id'], name=op.f('fk_nickname_variant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nickname')),
    sa.UniqueConstraint('group_id', 'words', name=op.f('uq_nickname_group_id_words'))
    )
    with op.batch_alter_table('nickname', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_nickname_variant_id'), ['variant_id'], unique=False)

