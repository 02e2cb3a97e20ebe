"""0068 a product of which nothing can be bought is not listed"""

from alembic import op

revision = '0068'
down_revision = '0067'
branch_labels = None
depends_on = None


def upgrade() -> None:
    live = 'SELECT variant.id FROM variant WHERE variant.product_id = product.id AND variant.withdrawn_at IS NULL'
    op.execute(f"UPDATE product SET state = 'withdrawn' WHERE state = 'listed' AND NOT EXISTS ({live})")
    dearer = 'SELECT variant.price FROM variant WHERE variant.id = price_step.variant_id'
    op.execute(f'DELETE FROM price_step WHERE price > ({dearer})')
