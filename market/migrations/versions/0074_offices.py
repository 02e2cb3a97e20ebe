"""0074 offices: two of one city are two; each has its letterhead, its people, its bazaars"""

import sqlalchemy as sa
from alembic import op

revision = '0074'
down_revision = '0073'
branch_labels = None
depends_on = None

HEAD = ('heading', 'address', 'city', 'signatory', 'signatory_title', 'signatory_number', 'number_format')
LENGTHS = (300, 300, 60, 120, 160, 60, 80)


def upgrade() -> None:
    _make_offices()
    _give_offices()
    _end_twice_held()
    _invite_who_worked()
    with op.batch_alter_table('officer') as table:
        table.alter_column('office_id', existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key(op.f('fk_officer_office_id'), 'office', ['office_id'], ['id'])
        table.create_index(op.f('ix_officer_office_id'), ['office_id'], unique=False)
        table.create_index(
            'uq_officer_live', ['office_id', 'person_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'),
            postgresql_where=sa.text('ended_at IS NULL'),
        )
    with op.batch_alter_table('bazaar') as table:
        table.alter_column('office_id', existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key(op.f('fk_bazaar_office_id'), 'office', ['office_id'], ['id'])
        table.create_index(op.f('ix_bazaar_office_id'), ['office_id'], unique=False)
    op.drop_table('letterhead')


def _make_offices() -> None:
    """One for each place and agency's name, however its letters are; each has the letterhead of its place."""
    op.create_table(
        'office',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('place', sa.String(length=13), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.String(length=n), nullable=False) for name, n in zip(HEAD, LENGTHS, strict=True)),
        sa.Column('contact', sa.String(length=160), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_office')),
        sa.UniqueConstraint('place', 'name', name=op.f('uq_office_place_name')),
    )
    named = (
        'SELECT place, TRIM(agency) AS agency FROM officer UNION SELECT village, TRIM(agency) FROM bazaar'
        " UNION SELECT place, place FROM letterhead WHERE place NOT IN (SELECT place FROM officer)"
        ' AND place NOT IN (SELECT village FROM bazaar)'
    )
    heads = ', '.join(f"COALESCE(MIN(letterhead.{name}), '')" for name in HEAD)
    op.execute(
        f"INSERT INTO office (place, name, contact, {', '.join(HEAD)})"
        f" SELECT named.place, MIN(named.agency), '', {heads} FROM ({named}) AS named"
        ' LEFT JOIN letterhead ON letterhead.place = named.place GROUP BY named.place, LOWER(named.agency)'
    )


def _give_offices() -> None:
    for name, place in (('officer', 'place'), ('bazaar', 'village')):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column('office_id', sa.Integer(), nullable=True))
        op.execute(
            f'UPDATE {name} SET office_id = (SELECT office.id FROM office WHERE office.place = {name}.{place}'
            f' AND LOWER(office.name) = LOWER(TRIM({name}.agency)))'
        )


def _end_twice_held() -> None:
    """Of an office that somebody holds twice the row stays in which she may do most, and of those the oldest."""
    better = (
        'SELECT other.id FROM officer AS other WHERE other.office_id = officer.office_id'
        ' AND other.person_id = officer.person_id AND other.ended_at IS NULL'
        ' AND ((NOT other.reads_only AND officer.reads_only)'
        ' OR (other.reads_only = officer.reads_only AND other.id < officer.id))'
    )
    op.execute(f'UPDATE officer SET ended_at = CURRENT_TIMESTAMP WHERE ended_at IS NULL AND EXISTS ({better})')


def _invite_who_worked() -> None:
    """Whoever could work on a bazaar so far goes on: her office counts as invited, until the holder ends it."""
    op.create_table(
        'invited_office',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bazaar_id', sa.Integer(), nullable=False),
        sa.Column('office_id', sa.Integer(), nullable=False),
        sa.Column('asked_by_id', sa.Integer(), nullable=True),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('agreed_by_id', sa.Integer(), nullable=True),
        sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['bazaar_id'], ['bazaar.id'], name=op.f('fk_invited_office_bazaar_id')),
        sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_invited_office_office_id')),
        sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_invited_office_asked_by_id')),
        sa.ForeignKeyConstraint(['agreed_by_id'], ['person.id'], name=op.f('fk_invited_office_agreed_by_id')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_invited_office_ended_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_invited_office')),
    )
    op.create_index(op.f('ix_invited_office_office_id'), 'invited_office', ['office_id'], unique=False)
    op.create_index(
        'uq_invited_office_live', 'invited_office', ['bazaar_id', 'office_id'], unique=True,
        sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'),
    )
    around = "(bazaar.village = officer.place OR SUBSTR(bazaar.village, 1, LENGTH(officer.place) + 1) = officer.place || '.')"
    op.execute(
        'INSERT INTO invited_office (bazaar_id, office_id, asked_at, agreed_at)'
        ' SELECT DISTINCT bazaar.id, officer.office_id, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP FROM bazaar'
        f' JOIN officer ON {around} AND officer.office_id <> bazaar.office_id'
        " WHERE officer.ended_at IS NULL AND NOT officer.reads_only AND bazaar.state <> 'cancelled'"
    )
