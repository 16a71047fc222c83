"""Times at which a dataset's schema was read, so that late scans split versions exactly."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "schema_seen",
        sa.Column(
            "dataset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("data_time", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["dataset.id"], name=op.f("fk_schema_seen_dataset_id_dataset")
        ),
        sa.PrimaryKeyConstraint("dataset_id", "data_time", name=op.f("pk_schema_seen")),
        sqlite_with_rowid=False,
    )
    seen = sa.table("schema_seen", sa.column("dataset_id"), sa.column("data_time"))
    version = sa.table(
        "schema_version",
        sa.column("dataset_id"),
        sa.column("first_seen"),
        sa.column("last_seen"),
    )
    # What is known of the time before: both ends of every version.
    starts = sa.select(version.c.dataset_id, version.c.first_seen)
    ends = sa.select(version.c.dataset_id, version.c.last_seen)
    op.execute(seen.insert().from_select(["dataset_id", "data_time"], starts.union(ends)))


def downgrade() -> None:
    op.drop_table("schema_seen")
