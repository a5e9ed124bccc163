"""Whom another provider knows a person as, and what waits to be linked after a second step.

Revision ID: 2026_11_22_external_identities
Revises: 2026_11_22_log_in_pages
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_external_identities"
down_revision = "2026_11_22_log_in_pages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "external_identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_external_identity_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_external_identity_issuer_subject")),
        sa.UniqueConstraint("person_id", "issuer", name=op.f("uq_external_identity_person_id_issuer")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("issuer", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("subject", sa.String(length=255), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_column("subject")
        batch_op.drop_column("issuer")

    op.drop_table("external_identity")
