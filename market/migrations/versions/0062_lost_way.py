"""0062 when an account lost its number, e-mail or password last: it is one still"""

import sqlalchemy as sa
from alembic import op

revision = '0062'
down_revision = '0061'
branch_labels = None
depends_on = None


def upgrade() -> None:
    when = sa.DateTime(timezone=True)
    op.add_column('person', sa.Column('lost_way_at', when, nullable=True))
    p = sa.table(
        'person', *(sa.column(c) for c in ('id', 'phone', 'email', 'password_hash')), sa.column('ended_at', when),
        sa.column('created_at', when), sa.column('lost_way_at', when),
    )  # fmt: skip
    bare = [each.is_(None) for each in (p.c.phone, p.c.email, p.c.password_hash, p.c.ended_at)]
    signs = [
        sa.select(t.c.person_id).where(t.c.person_id == p.c.id).exists()
        for t in (sa.table(name, sa.column('person_id')) for name in ('login', 'reset_code'))
    ]
    op.execute(sa.update(p).where(*bare, sa.or_(*signs)).values(lost_way_at=p.c.created_at))


def downgrade() -> None:
    op.drop_column('person', 'lost_way_at')
