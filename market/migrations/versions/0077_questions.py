"""0077 own questions of a bazaar, and what groups answer"""

import sqlalchemy as sa
from alembic import op

revision = '0077'
down_revision = '0076'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'ownquestion',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('text', sa.String(length=160), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('required', sa.Boolean(), nullable=False),
        sa.Column('choices', sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('text', 'choice', 'yes_no')", name=op.f('ck_ownquestion_kind')),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id'], name=op.f('fk_ownquestion_bazaar_id_bazaar')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ownquestion')),
        sa.UniqueConstraint('bazaar_id', 'text', name=op.f('uq_ownquestion_bazaar_id_text')),
    )
    with op.batch_alter_table('application') as table:
        table.add_column(sa.Column('answers', sa.JSON(), nullable=False, server_default='{}'))
