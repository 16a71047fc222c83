"""What scans keep of the partitions of datasets, so that the next one reads only what changed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "partition_state",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("definition", sa.String(256), nullable=False),
        sa.Column("data_source", sa.String(256), nullable=False),
        sa.Column("dataset", sa.String(256), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partition_state")),
        sa.UniqueConstraint("key", name=op.f("uq_partition_state_key")),
    )
    op.create_index(
        op.f("ix_partition_state_definition"),
        "partition_state",
        ["definition", "data_source", "dataset", "saved_at"],
    )


def downgrade() -> None:
    op.drop_table("partition_state")
