"""0089 amendments of when groups may register"""

from alembic import op

revision = '0089'
down_revision = '0088'
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('booth_broken', 'booth_repaired', 'slot_cancelled', 'slot_postponed', 'prolonged', 'slot_ended', "
    "'slot_shortened', 'moved', 'placed', 'without', 'substitute', 'venue', 'map_link', 'draw_at', 'rules', "
    "'closes_at', 'round_added', 'round_dropped')"
)


def upgrade() -> None:
    with op.batch_alter_table('amendment') as table:
        table.drop_constraint(op.f('ck_amendment_kind'), type_='check')
    with op.batch_alter_table('amendment') as table:
        table.create_check_constraint(op.f('ck_amendment_kind'), KINDS)
