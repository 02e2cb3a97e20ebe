"""0049 whom a letter is for and of whom an act tells, by id beside the name"""

import sqlalchemy as sa
from alembic import op

revision = '0049'
down_revision = '0048'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('act') as table:
        table.add_column(sa.Column('of_id', sa.Integer(), nullable=True))
        table.create_index(op.f('ix_act_of_id'), ['of_id'])
    there = sa.text('to_id IS NOT NULL')
    with op.batch_alter_table('message') as table:
        table.add_column(sa.Column('to_id', sa.Integer(), nullable=True))
        table.drop_index('ix_message_to')
        table.create_index('ix_message_to_id', ['to_id'], sqlite_where=there, postgresql_where=there)
    _say_whom_letters_are_for()


def _say_whom_letters_are_for() -> None:
    """Of a parcel, whose account ordered it; else who had proved the number or address before it was written."""
    db = op.get_bind()
    when = sa.DateTime(timezone=True)
    m = sa.table('message', *(sa.column(c) for c in ('to_id', 'to', 'name', 'about')), sa.column('written_at', when))
    s = sa.table('sub_order', sa.column('number'), sa.column('order_id'))
    o = sa.table('orders', sa.column('id'), sa.column('person_id'))
    p = sa.table(
        'person', *(sa.column(c) for c in ('id', 'phone', 'email')), sa.column('phone_proved_at', when),
        sa.column('email_proved_at', when),
    )  # fmt: skip
    owner = sa.select(o.c.person_id).join(s, s.c.order_id == o.c.id).where(s.c.number == m.c.about).scalar_subquery()
    to_buyer = sa.or_(m.c.name.contains('/buyer'), m.c.name.contains('/owner'))
    db.execute(sa.update(m).where(m.c.to != '', m.c.about.is_not(None), to_buyer).values(to_id=owner))
    for contact, proved_at in ((p.c.phone, p.c.phone_proved_at), (p.c.email, p.c.email_proved_at)):
        hers = sa.select(p.c.id).where(contact == m.c.to, proved_at <= m.c.written_at).scalar_subquery()
        db.execute(sa.update(m).where(m.c.to != '', m.c.to_id.is_(None), sa.not_(to_buyer)).values(to_id=hers))
