"""0087 the draw's record: who gave up, who was closed, a later moment; not letting a group in takes a second officer"""

from alembic import op

revision = '0087'
down_revision = '0086'
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('objection', 'corrected', 'renamed', 'set_aside', 'withdrawn', 'suspended', 'restored', 'later')"
)


def upgrade() -> None:
    with op.batch_alter_table('drawevent') as table:
        table.drop_constraint(op.f('ck_drawevent_kind'), type_='check')
    with op.batch_alter_table('drawevent') as table:
        table.create_check_constraint(op.f('ck_drawevent_kind'), KINDS)
    # What one officer said alone by the rule before stands, as it was told.
    op.execute("UPDATE drawevent SET answered_at = made_at WHERE kind = 'set_aside' AND answered_at IS NULL")
