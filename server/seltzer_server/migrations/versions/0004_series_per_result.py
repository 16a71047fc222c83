"""The series of a result beside it, so that a late scan is judged by its own metric's history."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    of_row = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("check_result", sa.Column("series_id", of_row, nullable=True))
    result = sa.table("check_result", sa.column("check_id"), sa.column("series_id"))
    check = sa.table("check_def", sa.column("id"), sa.column("series_id"))
    of_check = sa.select(check.c.series_id).where(check.c.id == result.c.check_id)
    op.execute(result.update().values(series_id=of_check.scalar_subquery()))


def downgrade() -> None:
    with op.batch_alter_table("check_result") as batch:
        batch.drop_column("series_id")
