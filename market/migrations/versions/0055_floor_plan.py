"""0055 the steps of a floor plan and the comments on a draft by what they are of: a plan is a run of the allocation"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0055'
down_revision = '0054'
branch_labels = None
depends_on = None


def moves(old: str, new: str, columns: dict[str, sa.Column]) -> None:
    """What is in `old` stands in `new` afterwards, in the same order; `columns` tells by old name what each becomes."""
    op.create_table(
        new,
        sa.Column('id', sa.Integer(), nullable=False),
        *columns.values(),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id'], name=op.f(f'fk_{new}_bazaar_id')),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{new}')),
    )
    before, after = sa.table(old, *map(sa.column, ('id', *columns))), [column.name for column in columns.values()]
    told = sa.select(*(before.c[name] for name in columns)).order_by(before.c.id)
    op.get_bind().execute(sa.table(new, *map(sa.column, after)).insert().from_select(after, told))
    op.drop_table(old)
    with op.batch_alter_table(new) as table:
        table.create_index(op.f(f'ix_{new}_bazaar_id'), ['bazaar_id'], unique=False)


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    bazaar = {'bazaar_id': sa.Column('bazaar_id', sa.Integer(), nullable=False)}
    moves('planstep', 'floorplanstep', bazaar | {
        'plan': sa.Column('floor_plan', text(), nullable=False),
        'made_at': sa.Column('made_at', moment(), nullable=False),
    })
    bazaar = {'bazaar_id': sa.Column('bazaar_id', sa.Integer(), nullable=False)}
    moves('plancomment', 'draftcomment', bazaar | {
        'name': sa.Column('name', text(length=80), nullable=False),
        'text': sa.Column('text', text(length=1000), nullable=False),
        'at': sa.Column('at', moment(), nullable=False),
    })
