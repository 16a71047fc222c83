"""The question of a result beside it, so that a late scan is judged by its own question."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("check_result", sa.Column("evaluate", sa.JSON(none_as_null=True), nullable=True))
    result = sa.table("check_result", sa.column("check_id"), sa.column("evaluate"))
    check = sa.table("check_def", sa.column("id"), sa.column("evaluate"))
    of_check = sa.select(check.c.evaluate).where(check.c.id == result.c.check_id)
    asking = sa.select(check.c.id).where(check.c.evaluate.is_not(None))
    op.execute(
        result.update()
        .where(result.c.check_id.in_(asking))
        .values(evaluate=of_check.scalar_subquery())
    )


def downgrade() -> None:
    with op.batch_alter_table("check_result") as batch:
        batch.drop_column("evaluate")
