"""0078 several sites of a bazaar"""

import sqlalchemy as sa
from alembic import op

revision = '0078'
down_revision = '0077'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'site',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('venue', sa.String(length=160), nullable=False),
        sa.Column('map_link', sa.String(length=300), nullable=False),
        sa.Column('zones', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id'], name=op.f('fk_site_bazaar_id_bazaar')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_site')),
        sa.UniqueConstraint('bazaar_id', 'name', name=op.f('uq_site_bazaar_id_name')),
    )
