"""The published versions: each the bytes of an event file that is never changed.

What is known of a version, and whether it was withdrawn, is a record with its history.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make room for them."""
    op.create_table(
        "published",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Drop them with what is on record of them; texts, drafts and their history stay."""
    meta, connection = sa.MetaData(), op.get_bind()
    names = ("records", "changes", "acts")
    records, changes, acts = (sa.Table(name, meta, autoload_with=connection) for name in names)
    connection.execute(changes.delete().where(changes.c.kind == "version"))
    connection.execute(records.delete().where(records.c.kind == "version"))
    connection.execute(acts.delete().where(acts.c.act.in_(["publish", "withdraw"])))
    op.drop_table("published")
