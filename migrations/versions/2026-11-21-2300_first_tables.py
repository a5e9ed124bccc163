"""The first tables: every chapter from the call to the exported invoice.

Revision ID: 2026_11_21_first_tables
Revises: none, it is the first
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "day_off",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column(
            "calendar",
            sa.Enum(
                "strict", "lenient", name="calendarkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column(
            "certainty",
            sa.Enum(
                "V", "P", "G", "K", name="certainty", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("country", "calendar", "day", name=op.f("pk_day_off")),
    )
    op.create_table(
        "journal",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("event_version", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("public_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name=op.f("pk_journal")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_about"), ["about"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_process_id"), ["process_id"], unique=False)

    op.create_table(
        "journal_head",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "legal_proposal",
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "confirmed",
                "dropped",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "threshold",
                "rate",
                "amount",
                "share",
                "limit",
                "feature",
                "standstill",
                "remedy",
                "contact",
                "regime_hint",
                "calendar",
                "day_off",
                name="legalkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(length=500), nullable=True),
        sa.Column(
            "unit",
            sa.Enum(
                "cents",
                "basis_points",
                "day",
                "working_day",
                "month",
                name="legalunit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column(
            "certainty",
            sa.Enum(
                "V", "P", "G", "K", name="certainty", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by IS NULL)", name=op.f("ck_legal_proposal_decided_once")
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR decided_by <> proposed_by", name=op.f("ck_legal_proposal_two_people")
        ),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_legal_proposal_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_proposal")),
    )
    op.create_table(
        "legal_row",
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "threshold",
                "rate",
                "amount",
                "share",
                "limit",
                "feature",
                "standstill",
                "remedy",
                "contact",
                "regime_hint",
                "calendar",
                "day_off",
                name="legalkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(length=500), nullable=True),
        sa.Column(
            "unit",
            sa.Enum(
                "cents",
                "basis_points",
                "day",
                "working_day",
                "month",
                name="legalunit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column(
            "certainty",
            sa.Enum(
                "V", "P", "G", "K", name="certainty", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(proposed_by IS NULL) = (confirmed_by IS NULL)", name=op.f("ck_legal_row_both_or_none")
        ),
        sa.CheckConstraint(
            "number IS NOT NULL OR text IS NOT NULL", name=op.f("ck_legal_row_says_something")
        ),
        sa.CheckConstraint("proposed_by <> confirmed_by", name=op.f("ck_legal_row_two_people")),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_legal_row_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_row")),
        sa.UniqueConstraint(
            "country", "kind", "key", "valid_from", name=op.f("uq_legal_row_country_kind_key_valid_from")
        ),
    )
    op.create_table(
        "outbox_heard",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("subscriber", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "subscriber", name=op.f("pk_outbox_heard")),
    )
    op.create_table(
        "party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "organisation",
                "group",
                name="partykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("public_id", name=op.f("uq_party_public_id")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "scheduled_task",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_scheduled_task")),
    )
    op.create_table(
        "stored_answer",
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("request_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("location", sa.String(length=300), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", "key", name=op.f("pk_stored_answer")),
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "file_class",
            sa.Enum(
                "contract",
                "decision_letter",
                "invoice",
                "export",
                "attachment",
                name="fileclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "retention",
            sa.Enum(
                "contract",
                "procurement",
                "bookkeeping",
                name="retention",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("process_id", sa.Uuid(), nullable=True),
        sa.Column("buyer_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stored_file_key"), ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_stored_file_process_id"), ["process_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stored_file_sha256"), ["sha256"], unique=False)

    op.create_table(
        "subject_key",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_by", sa.String(length=16), nullable=False),
        sa.Column("shredded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_subject_key")),
    )
    with op.batch_alter_table("subject_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subject_key_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "view_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "actor_kind",
            sa.Enum(
                "person",
                "client_link",
                "guest",
                "token",
                "system",
                "custodian",
                name="actorkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_log")),
    )
    with op.batch_alter_table("view_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_view_log_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_view_log_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_view_log_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "officer",
                "decision_maker",
                "evaluator",
                "case_worker",
                "finance",
                "auditor",
                "supplier_admin",
                "worker",
                "bookkeeper",
                "platform_admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.CheckConstraint("person_id <> deputy_id", name=op.f("ck_absence_two_people")),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_absence_in_order")),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_absence_deputy_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_absence_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_absence_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_absence_person_id"), ["person_id"], unique=False)

    op.create_table(
        "billing_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "done", name="runstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_billing_run_buyer_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_billing_run_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_run")),
    )
    with op.batch_alter_table("billing_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_run_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(
            "uq_billing_run_draft",
            ["buyer_id", "month"],
            unique=True,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )

    op.create_table(
        "buyer_language",
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_buyer_language_buyer_id")),
        sa.PrimaryKeyConstraint("buyer_id", "language", name=op.f("pk_buyer_language")),
    )
    op.create_table(
        "client",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("case_worker_id", sa.Uuid(), nullable=False),
        sa.Column("blind_index", sa.LargeBinary(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("interpreter", sa.String(length=20), nullable=False),
        sa.Column("protected_contact", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_client_buyer_id")),
        sa.ForeignKeyConstraint(["case_worker_id"], ["person.id"], name=op.f("fk_client_case_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("buyer_id", "blind_index", name=op.f("uq_client_buyer_id_blind_index")),
    )
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_client_case_worker_id"), ["case_worker_id"], unique=False)

    op.create_table(
        "cost_centre",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_cost_centre_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_centre")),
        sa.UniqueConstraint(
            "party_id", "code", "valid_from", name=op.f("uq_cost_centre_party_id_code_valid_from")
        ),
    )
    with op.batch_alter_table("cost_centre", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cost_centre_party_id"), ["party_id"], unique=False)

    op.create_table(
        "export_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "live", "cancelled", name="batchstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("cancelled_by_id", sa.Uuid(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_export_batch_buyer_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_export_batch_by_id")),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["person.id"], name=op.f("fk_export_batch_cancelled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_batch")),
        sa.UniqueConstraint("buyer_id", "number", name=op.f("uq_export_batch_buyer_id_number")),
    )
    with op.batch_alter_table("export_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_batch_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "group_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("is_coordinator", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["party.id"], name=op.f("fk_group_member_group_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["party.id"], name=op.f("fk_group_member_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
        sa.UniqueConstraint(
            "group_id",
            "organisation_id",
            "valid_from",
            name=op.f("uq_group_member_group_id_organisation_id_valid_from"),
        ),
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_member_group_id"), ["group_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_group_member_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            "uq_group_member_coordinator",
            ["group_id"],
            unique=True,
            sqlite_where=sa.text("is_coordinator AND valid_to IS NULL"),
            postgresql_where=sa.text("is_coordinator AND valid_to IS NULL"),
        )

    op.create_table(
        "identifier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column(
            "scheme",
            sa.Enum(
                "0212",
                "0216",
                "vat",
                name="identifierscheme",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_identifier_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifier")),
        sa.UniqueConstraint(
            "party_id", "scheme", "valid_from", name=op.f("uq_identifier_party_id_scheme_valid_from")
        ),
    )
    with op.batch_alter_table("identifier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identifier_party_id"), ["party_id"], unique=False)
        batch_op.create_index(
            "uq_identifier_live",
            ["scheme", "value"],
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )

    op.create_table(
        "lent_role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "officer",
                "decision_maker",
                "evaluator",
                "case_worker",
                "finance",
                "auditor",
                "supplier_admin",
                "worker",
                "bookkeeper",
                "platform_admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_person_id", sa.Uuid(), nullable=False),
        sa.Column("to_person_id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("from_person_id <> to_person_id", name=op.f("ck_lent_role_two_people")),
        sa.ForeignKeyConstraint(["from_person_id"], ["person.id"], name=op.f("fk_lent_role_from_person_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_lent_role_party_id")),
        sa.ForeignKeyConstraint(["to_person_id"], ["person.id"], name=op.f("fk_lent_role_to_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lent_role")),
    )
    with op.batch_alter_table("lent_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lent_role_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lent_role_to_person_id"), ["to_person_id"], unique=False)

    op.create_table(
        "member_municipality",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_member_municipality_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_municipality")),
        sa.UniqueConstraint(
            "party_id", "code", "valid_from", name=op.f("uq_member_municipality_party_id_code_valid_from")
        ),
    )
    with op.batch_alter_table("member_municipality", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_municipality_party_id"), ["party_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "officer",
                "decision_maker",
                "evaluator",
                "case_worker",
                "finance",
                "auditor",
                "supplier_admin",
                "worker",
                "bookkeeper",
                "platform_admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_membership_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "person_id",
            "party_id",
            "role",
            "valid_from",
            name=op.f("uq_membership_person_id_party_id_role_valid_from"),
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)

    op.create_table(
        "number_series",
        sa.Column("seller_id", sa.Uuid(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "prepared_for_supplier",
                name="invoicemode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["seller_id"], ["party.id"], name=op.f("fk_number_series_seller_id")),
        sa.PrimaryKeyConstraint("seller_id", "mode", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "done", "dead", name="fate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["chain", "seq"], ["journal.chain", "journal.seq"], name=op.f("fk_outbox_message_chain_seq")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_message_waiting", ["state", "ready_at"], unique=False)

    op.create_table(
        "party_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_norm", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("street", sa.String(length=100), nullable=False),
        sa.Column("postal_code", sa.String(length=12), nullable=False),
        sa.Column("town", sa.String(length=60), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("host_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_party_version_in_order")),
        sa.ForeignKeyConstraint(["host_id"], ["party.id"], name=op.f("fk_party_version_host_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_party_version_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_version")),
        sa.UniqueConstraint("party_id", "valid_from", name=op.f("uq_party_version_party_id_valid_from")),
    )
    with op.batch_alter_table("party_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_version_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_version_search_norm"), ["search_norm"], unique=False)
        batch_op.create_index(
            "uq_party_version_open",
            ["party_id"],
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )

    op.create_table(
        "process",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "call",
                "competition",
                "order",
                name="processkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_process_buyer_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["process.id"], name=op.f("fk_process_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
        sa.UniqueConstraint("public_id", name=op.f("uq_process_public_id")),
    )
    with op.batch_alter_table("process", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_process_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_process_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "receiving_address",
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("operator", sa.String(length=35), nullable=False),
        sa.Column("address", sa.String(length=50), nullable=False),
        sa.Column("reference", sa.String(length=70), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["payer_id"], ["party.id"], name=op.f("fk_receiving_address_payer_id")),
        sa.PrimaryKeyConstraint("payer_id", name=op.f("pk_receiving_address")),
    )
    op.create_table(
        "signatory",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_signatory_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signatory_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
        sa.UniqueConstraint(
            "party_id", "person_id", "valid_from", name=op.f("uq_signatory_party_id_person_id_valid_from")
        ),
    )
    with op.batch_alter_table("signatory", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signatory_party_id"), ["party_id"], unique=False)

    op.create_table(
        "signing_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "alone",
                "two_together",
                name="signingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_signing_rule_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_rule")),
        sa.UniqueConstraint("party_id", "valid_from", name=op.f("uq_signing_rule_party_id_valid_from")),
    )
    with op.batch_alter_table("signing_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signing_rule_party_id"), ["party_id"], unique=False)

    op.create_table(
        "spending_limit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "call_ceiling",
                "budget",
                "order",
                name="limitkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("committed_cents", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("committed_cents <= amount_cents", name=op.f("ck_spending_limit_within_amount")),
        sa.CheckConstraint("committed_cents >= 0", name=op.f("ck_spending_limit_not_below_zero")),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_spending_limit_buyer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spending_limit")),
    )
    with op.batch_alter_table("spending_limit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spending_limit_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(
            "uq_spending_limit_ceiling",
            ["process_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'call_ceiling'"),
            postgresql_where=sa.text("kind = 'call_ceiling'"),
        )

    op.create_table(
        "succession",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("predecessor_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("ground", sa.String(length=200), nullable=False),
        sa.CheckConstraint("predecessor_id <> successor_id", name=op.f("ck_succession_two_parties")),
        sa.ForeignKeyConstraint(["predecessor_id"], ["party.id"], name=op.f("fk_succession_predecessor_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["party.id"], name=op.f("fk_succession_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
        sa.UniqueConstraint("predecessor_id", name=op.f("uq_succession_predecessor_id")),
    )
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_succession_successor_id"), ["successor_id"], unique=False)

    op.create_table(
        "supplier_profile",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.Column("bic", sa.String(length=11), nullable=False),
        sa.Column("einvoice_scheme", sa.String(length=4), nullable=False),
        sa.Column("einvoice_address", sa.String(length=50), nullable=False),
        sa.Column("einvoice_operator", sa.String(length=35), nullable=False),
        sa.Column("operator_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["party.id"], name=op.f("fk_supplier_profile_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_supplier_profile")),
    )
    op.create_table(
        "vat_exemption",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "VATEX-EU-132-1G",
                "VATEX-EU-132-1I",
                name="exemptionground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("registration", sa.String(length=100), nullable=False),
        sa.Column("self_monitoring_plan", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_vat_exemption_in_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["party.id"], name=op.f("fk_vat_exemption_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vat_exemption")),
        sa.UniqueConstraint(
            "organisation_id",
            "ground",
            "valid_from",
            name=op.f("uq_vat_exemption_organisation_id_ground_valid_from"),
        ),
    )
    with op.batch_alter_table("vat_exemption", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_vat_exemption_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "vat_liability",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("liable", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_vat_liability_in_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["party.id"], name=op.f("fk_vat_liability_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vat_liability")),
        sa.UniqueConstraint(
            "organisation_id", "valid_from", name=op.f("uq_vat_liability_organisation_id_valid_from")
        ),
    )
    with op.batch_alter_table("vat_liability", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_vat_liability_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column(
            "legal_basis",
            sa.Enum(
                "small_dps",
                "act_dps",
                "open_house_client_choice",
                "framework_client_choice",
                name="legalbasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "regime",
            sa.Enum(
                "ordinary",
                "social_health",
                "special",
                name="regime",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("regime_reason", sa.String(length=500), nullable=False),
        sa.Column("cpv_main", sa.String(length=10), nullable=False),
        sa.Column("cpv_extra", sa.JSON(), nullable=False),
        sa.Column("nuts", sa.JSON(), nullable=False),
        sa.Column("estimated_value_cents", sa.BigInteger(), nullable=False),
        sa.Column("value_parts", sa.JSON(), nullable=False),
        sa.Column("split_reason", sa.String(length=500), nullable=False),
        sa.Column("guideline_url", sa.String(length=300), nullable=False),
        sa.Column("office", sa.JSON(), nullable=False),
        sa.Column("rule_set", sa.String(length=40), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("questions_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_round_closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("option_months", sa.BigInteger(), nullable=False),
        sa.Column("requirements", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("ranking", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "closed",
                "interrupted",
                name="callstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(length=500), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_call_in_order")),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_call_contracts_in_order")),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_call_buyer_id")),
        sa.ForeignKeyConstraint(["id"], ["process.id"], name=op.f("fk_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("buyer_id", "number", name=op.f("uq_call_buyer_id_number")),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "commitment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("limit_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column(
            "turn",
            sa.Enum(
                "reserved",
                "raised",
                "released",
                name="turn",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cents > 0", name=op.f("ck_commitment_some_money")),
        sa.ForeignKeyConstraint(["limit_id"], ["spending_limit.id"], name=op.f("fk_commitment_limit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_limit_id"), ["limit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitment_order_id"), ["order_id"], unique=False)

    op.create_table(
        "export_file",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["export_batch.id"], name=op.f("fk_export_file_batch_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_export_file_file_id")),
        sa.PrimaryKeyConstraint("batch_id", "name", name=op.f("pk_export_file")),
    )
    op.create_table(
        "hold",
        sa.Column("limit_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("held_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("held_cents >= 0", name=op.f("ck_hold_not_below_zero")),
        sa.ForeignKeyConstraint(["limit_id"], ["spending_limit.id"], name=op.f("fk_hold_limit_id")),
        sa.PrimaryKeyConstraint("limit_id", "order_id", name=op.f("pk_hold")),
    )
    op.create_table(
        "pseudonym",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_pseudonym_client_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_pseudonym_party_id")),
        sa.PrimaryKeyConstraint("client_id", "party_id", name=op.f("pk_pseudonym")),
        sa.UniqueConstraint("value", name=op.f("uq_pseudonym_value")),
    )
    op.create_table(
        "representative",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_representative_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representative")),
    )
    with op.batch_alter_table("representative", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_representative_client_id"), ["client_id"], unique=False)

    op.create_table(
        "second_approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("limit_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=False),
        sa.Column("up_to_cents", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["approver_id"], ["person.id"], name=op.f("fk_second_approval_approver_id")),
        sa.ForeignKeyConstraint(
            ["limit_id"], ["spending_limit.id"], name=op.f("fk_second_approval_limit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_approval")),
        sa.UniqueConstraint(
            "limit_id", "need_id", "approver_id", name=op.f("uq_second_approval_limit_id_need_id_approver_id")
        ),
    )
    with op.batch_alter_table("second_approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_second_approval_limit_id"), ["limit_id"], unique=False)

    op.create_table(
        "application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "opened",
                "decided",
                "withdrawn",
                name="applicationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "round",
            sa.Enum(
                "first", "continuous", name="round", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_by_us", sa.BigInteger(), nullable=False),
        sa.Column("sent_by_id", sa.Uuid(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("extension_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_application_buyer_id")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_application_call_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_application_party_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["person.id"], name=op.f("fk_application_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("public_id", name=op.f("uq_application_public_id")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_party_id"), ["party_id"], unique=False)
        batch_op.create_index(
            "uq_application_live",
            ["call_id", "party_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'sent', 'opened')"),
            postgresql_where=sa.text("state IN ('draft', 'sent', 'opened')"),
        )

    op.create_table(
        "call_buyer",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_call_buyer_buyer_id")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_buyer_call_id")),
        sa.PrimaryKeyConstraint("call_id", "buyer_id", name=op.f("pk_call_buyer")),
    )
    with op.batch_alter_table("call_buyer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_buyer_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "call_metric",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_metric_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_metric")),
        sa.UniqueConstraint("call_id", "code", name=op.f("uq_call_metric_call_id_code")),
    )
    with op.batch_alter_table("call_metric", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_metric_call_id"), ["call_id"], unique=False)

    op.create_table(
        "call_version",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_version_call_id")),
        sa.PrimaryKeyConstraint("call_id", "version", name=op.f("pk_call_version")),
    )
    op.create_table(
        "category",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "hour",
                "session",
                "participant_day",
                "month",
                "package",
                "outcome",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("per", sa.BigInteger(), nullable=False),
        sa.Column("price_ceiling_cents", sa.BigInteger(), nullable=False),
        sa.Column(
            "vat_nature",
            sa.Enum(
                "general",
                "social_welfare",
                "education",
                name="vatnature",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("requirements", sa.JSON(), nullable=False),
        sa.Column("tariff", sa.JSON(), nullable=False),
        sa.Column(
            "choice_mode",
            sa.Enum(
                "client_choice",
                "ranking",
                name="choicemode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("max_units", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("per > 0", name=op.f("ck_category_whole_parts")),
        sa.CheckConstraint("price_ceiling_cents > 0", name=op.f("ck_category_some_price")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_category_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("call_id", "code", name=op.f("uq_category_call_id_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_category_public_id")),
    )
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_category_call_id"), ["call_id"], unique=False)

    op.create_table(
        "contract",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("supplier_number", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "offered",
                "active",
                "refused",
                "ended",
                name="contractstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("template_version", sa.String(length=20), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("pdf_file_id", sa.Uuid(), nullable=True),
        sa.Column("pdf_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'active' OR pdf_sha256 IS NOT NULL", name=op.f("ck_contract_signed_bytes")
        ),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_contract_buyer_id")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_contract_call_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_contract_party_id")),
        sa.ForeignKeyConstraint(["pdf_file_id"], ["stored_file.id"], name=op.f("fk_contract_pdf_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("buyer_id", "number", name=op.f("uq_contract_buyer_id_number")),
        sa.UniqueConstraint("call_id", "supplier_number", name=op.f("uq_contract_call_id_supplier_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contract_public_id")),
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_party_id"), ["party_id"], unique=False)
        batch_op.create_index(
            "uq_contract_live",
            ["call_id", "party_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'offered', 'active')"),
            postgresql_where=sa.text("state IN ('draft', 'offered', 'active')"),
        )

    op.create_table(
        "billing_mandate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("seller_id", sa.Uuid(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "prepared_for_supplier",
                name="invoicemode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("series", sa.String(length=8), nullable=False),
        sa.Column("reference_rule", sa.String(length=40), nullable=False),
        sa.Column("payment_days", sa.BigInteger(), nullable=False),
        sa.Column("authorised_by_id", sa.Uuid(), nullable=False),
        sa.Column("authorised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authorised_by_id"], ["person.id"], name=op.f("fk_billing_mandate_authorised_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_billing_mandate_contract_id")
        ),
        sa.ForeignKeyConstraint(["seller_id"], ["party.id"], name=op.f("fk_billing_mandate_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_mandate")),
    )
    with op.batch_alter_table("billing_mandate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_mandate_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_billing_mandate_seller_id"), ["seller_id"], unique=False)
        batch_op.create_index(
            "uq_billing_mandate_live",
            ["contract_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "capacity",
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("places", sa.BigInteger(), nullable=True),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("places >= 0", name=op.f("ck_capacity_some_places")),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_capacity_not_below_zero")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_capacity_category_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_capacity_party_id")),
        sa.PrimaryKeyConstraint("party_id", "category_id", name=op.f("pk_capacity")),
    )
    with op.batch_alter_table("capacity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_capacity_category_id"), ["category_id"], unique=False)

    op.create_table(
        "data_protection_agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signed_by_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_data_protection_agreement_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["party.id"], name=op.f("fk_data_protection_agreement_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["person.id"], name=op.f("fk_data_protection_agreement_signed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_protection_agreement")),
        sa.UniqueConstraint(
            "contract_id",
            "organisation_id",
            "signed_by_id",
            name=op.f("uq_data_protection_agreement_contract_id_organisation_id_signed_by_id"),
        ),
    )
    with op.batch_alter_table("data_protection_agreement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_data_protection_agreement_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("delegated_by_id", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.String(length=2000), nullable=False),
        sa.Column("letter", sa.JSON(), nullable=False),
        sa.Column("letter_file_id", sa.Uuid(), nullable=True),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remedy_ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_decision_application_id")
        ),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_decision_buyer_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_decision_decided_by_id")),
        sa.ForeignKeyConstraint(["delegated_by_id"], ["person.id"], name=op.f("fk_decision_delegated_by_id")),
        sa.ForeignKeyConstraint(
            ["letter_file_id"], ["stored_file.id"], name=op.f("fk_decision_letter_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("application_id", name=op.f("uq_decision_application_id")),
        sa.UniqueConstraint("buyer_id", "number", name=op.f("uq_decision_buyer_id_number")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "invoice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("seller_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("apart", sa.String(length=30), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("380", "381", name="invoicekind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum(
                "prepared_for_supplier",
                name="invoicemode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "discarded",
                "issued",
                "credited",
                name="invoicestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("gross_cents", sa.BigInteger(), nullable=False),
        sa.Column("series_year", sa.BigInteger(), nullable=True),
        sa.Column("series_no", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("reference", sa.String(length=25), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by_id", sa.Uuid(), nullable=True),
        sa.Column("credit_of", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "(kind = '381') = (credit_of IS NOT NULL)", name=op.f("ck_invoice_credit_names_its_invoice")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'discarded') OR (number IS NOT NULL AND series_no IS NOT NULL AND reference IS NOT NULL AND issued_on IS NOT NULL AND due_on IS NOT NULL AND document IS NOT NULL)",
            name=op.f("ck_invoice_issued_is_numbered"),
        ),
        sa.CheckConstraint(
            "state IN ('issued', 'credited') OR number IS NULL", name=op.f("ck_invoice_numbered_is_issued")
        ),
        sa.CheckConstraint("gross_cents = net_cents + vat_cents", name=op.f("ck_invoice_adds_up")),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_invoice_buyer_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_invoice_contract_id")),
        sa.ForeignKeyConstraint(["credit_of"], ["invoice.id"], name=op.f("fk_invoice_credit_of")),
        sa.ForeignKeyConstraint(["payer_id"], ["party.id"], name=op.f("fk_invoice_payer_id")),
        sa.ForeignKeyConstraint(["released_by_id"], ["person.id"], name=op.f("fk_invoice_released_by_id")),
        sa.ForeignKeyConstraint(["run_id"], ["billing_run.id"], name=op.f("fk_invoice_run_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["party.id"], name=op.f("fk_invoice_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("credit_of", name=op.f("uq_invoice_credit_of")),
        sa.UniqueConstraint(
            "run_id",
            "payer_id",
            "seller_id",
            "contract_id",
            "apart",
            name=op.f("uq_invoice_run_id_payer_id_seller_id_contract_id_apart"),
        ),
        sa.UniqueConstraint(
            "seller_id",
            "mode",
            "series_year",
            "series_no",
            name=op.f("uq_invoice_seller_id_mode_series_year_series_no"),
        ),
        sa.UniqueConstraint("seller_id", "number", name=op.f("uq_invoice_seller_id_number")),
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_payer_id"), ["payer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_seller_id"), ["seller_id"], unique=False)
        batch_op.create_index(
            "uq_invoice_reference",
            ["seller_id", "reference"],
            unique=True,
            sqlite_where=sa.text("kind = '380'"),
            postgresql_where=sa.text("kind = '380'"),
        )

    op.create_table(
        "need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("quantity_value", sa.BigInteger(), nullable=False),
        sa.Column("quantity_per", sa.BigInteger(), nullable=False),
        sa.Column(
            "quantity_unit",
            sa.Enum(
                "hour",
                "session",
                "participant_day",
                "month",
                "package",
                "outcome",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("plan_ref", sa.Text(), nullable=False),
        sa.Column("decision_ref", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "chosen",
                "ordered",
                "closed",
                name="needstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_need_buyer_id")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_need_call_id")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_need_category_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_need_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_category_id"), ["category_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_client_id"), ["client_id"], unique=False)

    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("unit_price_cents", sa.BigInteger(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "admitted",
                "rejected",
                name="offerstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.CheckConstraint("unit_price_cents > 0", name=op.f("ck_offer_some_price")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_offer_application_id")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_offer_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint(
            "application_id", "category_id", name=op.f("uq_offer_application_id_category_id")
        ),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_category_id"), ["category_id"], unique=False)

    op.create_table(
        "price_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "hour",
                "session",
                "participant_day",
                "month",
                "package",
                "outcome",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("per", sa.BigInteger(), nullable=False),
        sa.Column("bonus_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_price_line_category_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_price_line_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_line")),
        sa.UniqueConstraint("contract_id", "category_id", name=op.f("uq_price_line_contract_id_category_id")),
    )
    with op.batch_alter_table("price_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_price_line_category_id"), ["category_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_price_line_contract_id"), ["contract_id"], unique=False)

    op.create_table(
        "service_card",
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("access", sa.String(), nullable=False),
        sa.Column("waiting_days", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_service_card_category_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_service_card_party_id")),
        sa.PrimaryKeyConstraint("party_id", "category_id", name=op.f("pk_service_card")),
    )
    with op.batch_alter_table("service_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_card_category_id"), ["category_id"], unique=False)

    op.create_table(
        "signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("pdf_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_signature_contract_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["party.id"], name=op.f("fk_signature_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signature_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint(
            "contract_id",
            "organisation_id",
            "person_id",
            name=op.f("uq_signature_contract_id_organisation_id_person_id"),
        ),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_contract_id"), ["contract_id"], unique=False)

    op.create_table(
        "admission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_admission_call_id")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_admission_category_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_admission_offer_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_admission_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission")),
    )
    with op.batch_alter_table("admission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_admission_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_admission_category_id"), ["category_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_admission_party_id"), ["party_id"], unique=False)
        batch_op.create_index(
            "uq_admission_live",
            ["category_id", "party_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "choice_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("rule_version", sa.String(length=20), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_choice_list_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice_list")),
    )
    with op.batch_alter_table("choice_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_choice_list_need_id"), ["need_id"], unique=False)
        batch_op.create_index(
            "uq_choice_list_live",
            ["need_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "contact_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_contact_attempt_by_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_contact_attempt_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_attempt")),
    )
    with op.batch_alter_table("contact_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_attempt_need_id"), ["need_id"], unique=False)

    op.create_table(
        "export_item",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["export_batch.id"], name=op.f("fk_export_item_batch_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_export_item_invoice_id")),
        sa.PrimaryKeyConstraint("batch_id", "invoice_id", name=op.f("pk_export_item")),
    )
    with op.batch_alter_table("export_item", schema=None) as batch_op:
        batch_op.create_index(
            "uq_export_item_live",
            ["invoice_id"],
            unique=True,
            sqlite_where=sa.text("live"),
            postgresql_where=sa.text("live"),
        )

    op.create_table(
        "invoice_vat",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(length=2), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("exemption", sa.String(length=30), nullable=False),
        sa.Column("base_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_vat_invoice_id")),
        sa.PrimaryKeyConstraint("invoice_id", "category", "rate", "exemption", name=op.f("pk_invoice_vat")),
    )
    op.create_table(
        "price_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("price_line_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("unit_price_cents", sa.BigInteger(), nullable=False),
        sa.Column("ground", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("unit_price_cents > 0", name=op.f("ck_price_version_some_price")),
        sa.ForeignKeyConstraint(
            ["price_line_id"], ["price_line.id"], name=op.f("fk_price_version_price_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_version")),
        sa.UniqueConstraint(
            "price_line_id", "valid_from", name=op.f("uq_price_version_price_line_id_valid_from")
        ),
    )
    with op.batch_alter_table("price_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_price_version_price_line_id"), ["price_line_id"], unique=False)

    op.create_table(
        "score",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=30), nullable=False),
        sa.Column("hundredths", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("evaluator_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hundredths >= 0", name=op.f("ck_score_not_below_zero")),
        sa.ForeignKeyConstraint(["evaluator_id"], ["person.id"], name=op.f("fk_score_evaluator_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_score_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint("offer_id", "criterion", name=op.f("uq_score_offer_id_criterion")),
    )
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_score_offer_id"), ["offer_id"], unique=False)

    op.create_table(
        "choice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "client",
                "assisted",
                "fallback",
                name="choiceground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("by_kind", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_choice_contract_id")),
        sa.ForeignKeyConstraint(["list_id"], ["choice_list.id"], name=op.f("fk_choice_list_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_choice_need_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_choice_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
    )
    with op.batch_alter_table("choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_choice_list_id"), ["list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_choice_need_id"), ["need_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_choice_party_id"), ["party_id"], unique=False)

    op.create_table(
        "service_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("choice_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("case_worker_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("price_line_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("quantity_value", sa.BigInteger(), nullable=False),
        sa.Column("quantity_per", sa.BigInteger(), nullable=False),
        sa.Column(
            "quantity_unit",
            sa.Enum(
                "hour",
                "session",
                "participant_day",
                "month",
                "package",
                "outcome",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("used_parts", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("unit_price_cents", sa.BigInteger(), nullable=False),
        sa.Column("covered_price_cents", sa.BigInteger(), nullable=False),
        sa.Column("bonus_cents", sa.BigInteger(), nullable=False),
        sa.Column("bonus_earned", sa.Boolean(), nullable=False),
        sa.Column("committed_cents", sa.BigInteger(), nullable=False),
        sa.Column("exemption_ready", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "accepted",
                "declined",
                "expired",
                "withdrawn",
                "running",
                "ended",
                name="orderstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("start_by", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("uncovered_rise", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_service_order_in_order")),
        sa.CheckConstraint(
            "used_parts * quantity_per <= 30000 * quantity_value", name=op.f("ck_service_order_within_order")
        ),
        sa.CheckConstraint("used_parts >= 0", name=op.f("ck_service_order_not_below_zero")),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_service_order_buyer_id")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_service_order_call_id")),
        sa.ForeignKeyConstraint(
            ["case_worker_id"], ["person.id"], name=op.f("fk_service_order_case_worker_id")
        ),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_service_order_category_id")),
        sa.ForeignKeyConstraint(["choice_id"], ["choice.id"], name=op.f("fk_service_order_choice_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_service_order_client_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_service_order_contract_id")),
        sa.ForeignKeyConstraint(["id"], ["process.id"], name=op.f("fk_service_order_id")),
        sa.ForeignKeyConstraint(["member_id"], ["party.id"], name=op.f("fk_service_order_member_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_service_order_need_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_service_order_party_id")),
        sa.ForeignKeyConstraint(
            ["price_line_id"], ["price_line.id"], name=op.f("fk_service_order_price_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_order")),
        sa.UniqueConstraint("call_id", "number", name=op.f("uq_service_order_call_id_number")),
    )
    with op.batch_alter_table("service_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_order_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_order_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_order_case_worker_id"), ["case_worker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_order_category_id"), ["category_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_order_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_order_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_order_need_id"), ["need_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_order_party_id"), ["party_id"], unique=False)
        batch_op.create_index(
            "uq_service_order_live",
            ["need_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('sent', 'accepted', 'running')"),
            postgresql_where=sa.text("state IN ('sent', 'accepted', 'running')"),
        )

    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "held",
                "late_cancellation",
                "no_show",
                "cancelled",
                "bonus",
                name="deliverykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quantity_value", sa.BigInteger(), nullable=False),
        sa.Column("quantity_per", sa.BigInteger(), nullable=False),
        sa.Column(
            "quantity_unit",
            sa.Enum(
                "hour",
                "session",
                "participant_day",
                "month",
                "package",
                "outcome",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("booked_parts", sa.BigInteger(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "logged",
                "disputed",
                "approved",
                "corrected",
                name="deliverystate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("unit_price_cents", sa.BigInteger(), nullable=True),
        sa.Column("net_cents", sa.BigInteger(), nullable=True),
        sa.Column("vat_category", sa.String(length=2), nullable=True),
        sa.Column("vat_rate", sa.BigInteger(), nullable=True),
        sa.Column("exemption", sa.String(length=30), nullable=True),
        sa.CheckConstraint(
            "state <> 'approved' OR (unit_price_cents IS NOT NULL AND net_cents IS NOT NULL AND vat_category IS NOT NULL AND vat_rate IS NOT NULL)",
            name=op.f("ck_delivery_approved_is_priced"),
        ),
        sa.CheckConstraint("booked_parts >= 0", name=op.f("ck_delivery_booked_not_below_zero")),
        sa.CheckConstraint("last_on >= delivered_on", name=op.f("ck_delivery_in_order")),
        sa.CheckConstraint("quantity_value >= 0", name=op.f("ck_delivery_not_below_zero")),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_delivery_buyer_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_delivery_decided_by_id")),
        sa.ForeignKeyConstraint(["member_id"], ["party.id"], name=op.f("fk_delivery_member_id")),
        sa.ForeignKeyConstraint(["order_id"], ["service_order.id"], name=op.f("fk_delivery_order_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["person.id"], name=op.f("fk_delivery_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("root_id", "version", name=op.f("uq_delivery_root_id_version")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_billable", ["buyer_id", "month", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_root_id"), ["root_id"], unique=False)
        batch_op.create_index(
            "uq_delivery_bonus",
            ["order_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'corrected' AND kind = 'bonus'"),
            postgresql_where=sa.text("state <> 'corrected' AND kind = 'bonus'"),
        )
        batch_op.create_index(
            "uq_delivery_live",
            ["root_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'corrected'"),
            postgresql_where=sa.text("state <> 'corrected'"),
        )
        batch_op.create_index(
            "uq_delivery_reference",
            ["order_id", "reference"],
            unique=True,
            sqlite_where=sa.text("state <> 'corrected' AND reference <> ''"),
            postgresql_where=sa.text("state <> 'corrected' AND reference <> ''"),
        )

    op.create_table(
        "invoice_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "held",
                "late_cancellation",
                "no_show",
                "cancelled",
                "bonus",
                name="deliverykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("quantity_value", sa.BigInteger(), nullable=False),
        sa.Column("quantity_per", sa.BigInteger(), nullable=False),
        sa.Column(
            "quantity_unit",
            sa.Enum(
                "hour",
                "session",
                "participant_day",
                "month",
                "package",
                "outcome",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("unit_price_cents", sa.BigInteger(), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_category", sa.String(length=2), nullable=False),
        sa.Column("vat_rate", sa.BigInteger(), nullable=False),
        sa.Column("exemption", sa.String(length=30), nullable=False),
        sa.Column("deliveries", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity_per > 0", name=op.f("ck_invoice_line_whole_parts")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id")),
        sa.ForeignKeyConstraint(["order_id"], ["service_order.id"], name=op.f("fk_invoice_line_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint("invoice_id", "position", name=op.f("uq_invoice_line_invoice_id_position")),
    )
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_line_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_line_order_id"), ["order_id"], unique=False)

    op.create_table(
        "order_payer",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("share", sa.BigInteger(), nullable=False),
        sa.Column("share_before", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "share > 0 AND share_before >= 0 AND share + share_before <= 10000",
            name=op.f("ck_order_payer_some_share"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["service_order.id"], name=op.f("fk_order_payer_order_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["party.id"], name=op.f("fk_order_payer_payer_id")),
        sa.PrimaryKeyConstraint("order_id", "payer_id", name=op.f("pk_order_payer")),
        sa.UniqueConstraint("order_id", "share_before", name=op.f("uq_order_payer_order_id_share_before")),
    )
    op.create_table(
        "billed",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("issued", sa.Boolean(), nullable=False),
        sa.Column("released_by_credit", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "released_by_credit IS NULL OR issued", name=op.f("ck_billed_only_issued_is_released")
        ),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_billed_delivery_id")),
        sa.ForeignKeyConstraint(["line_id"], ["invoice_line.id"], name=op.f("fk_billed_line_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["party.id"], name=op.f("fk_billed_payer_id")),
        sa.ForeignKeyConstraint(
            ["released_by_credit"], ["invoice.id"], name=op.f("fk_billed_released_by_credit")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "payer_id", "line_id", name=op.f("pk_billed")),
    )
    with op.batch_alter_table("billed", schema=None) as batch_op:
        batch_op.create_index(
            "uq_billed_live",
            ["delivery_id", "payer_id"],
            unique=True,
            sqlite_where=sa.text("released_by_credit IS NULL"),
            postgresql_where=sa.text("released_by_credit IS NULL"),
        )

    op.create_table(
        "outcome_claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=False),
        sa.Column("bonus_cents", sa.BigInteger(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("evidence_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "claimed",
                "evidenced",
                "verified",
                "rejected",
                name="claimstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state <> 'verified' OR delivery_id IS NOT NULL", name=op.f("ck_outcome_claim_verified_is_paid")
        ),
        sa.CheckConstraint(
            "state NOT IN ('evidenced', 'verified') OR evidence IS NOT NULL",
            name=op.f("ck_outcome_claim_shown"),
        ),
        sa.ForeignKeyConstraint(["buyer_id"], ["party.id"], name=op.f("fk_outcome_claim_buyer_id")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_outcome_claim_call_id")),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"], ["person.id"], name=op.f("fk_outcome_claim_claimed_by_id")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_outcome_claim_client_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_outcome_claim_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_outcome_claim_delivery_id")),
        sa.ForeignKeyConstraint(["order_id"], ["service_order.id"], name=op.f("fk_outcome_claim_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_claim")),
    )
    with op.batch_alter_table("outcome_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcome_claim_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcome_claim_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcome_claim_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcome_claim_order_id"), ["order_id"], unique=False)
        batch_op.create_index(
            "uq_outcome_claim_once",
            ["call_id", "client_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'rejected'"),
            postgresql_where=sa.text("state <> 'rejected'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("outcome_claim", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_outcome_claim_once",
            sqlite_where=sa.text("state <> 'rejected'"),
            postgresql_where=sa.text("state <> 'rejected'"),
        )
        batch_op.drop_index(batch_op.f("ix_outcome_claim_order_id"))
        batch_op.drop_index(batch_op.f("ix_outcome_claim_client_id"))
        batch_op.drop_index(batch_op.f("ix_outcome_claim_call_id"))
        batch_op.drop_index(batch_op.f("ix_outcome_claim_buyer_id"))

    op.drop_table("outcome_claim")
    with op.batch_alter_table("billed", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_billed_live",
            sqlite_where=sa.text("released_by_credit IS NULL"),
            postgresql_where=sa.text("released_by_credit IS NULL"),
        )

    op.drop_table("billed")
    op.drop_table("order_payer")
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoice_line_order_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_line_invoice_id"))

    op.drop_table("invoice_line")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_delivery_reference",
            sqlite_where=sa.text("state <> 'corrected' AND reference <> ''"),
            postgresql_where=sa.text("state <> 'corrected' AND reference <> ''"),
        )
        batch_op.drop_index(
            "uq_delivery_live",
            sqlite_where=sa.text("state <> 'corrected'"),
            postgresql_where=sa.text("state <> 'corrected'"),
        )
        batch_op.drop_index(
            "uq_delivery_bonus",
            sqlite_where=sa.text("state <> 'corrected' AND kind = 'bonus'"),
            postgresql_where=sa.text("state <> 'corrected' AND kind = 'bonus'"),
        )
        batch_op.drop_index(batch_op.f("ix_delivery_root_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_order_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_member_id"))
        batch_op.drop_index("ix_delivery_billable")

    op.drop_table("delivery")
    with op.batch_alter_table("service_order", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_service_order_live",
            sqlite_where=sa.text("state IN ('sent', 'accepted', 'running')"),
            postgresql_where=sa.text("state IN ('sent', 'accepted', 'running')"),
        )
        batch_op.drop_index(batch_op.f("ix_service_order_party_id"))
        batch_op.drop_index(batch_op.f("ix_service_order_need_id"))
        batch_op.drop_index(batch_op.f("ix_service_order_contract_id"))
        batch_op.drop_index(batch_op.f("ix_service_order_client_id"))
        batch_op.drop_index(batch_op.f("ix_service_order_category_id"))
        batch_op.drop_index(batch_op.f("ix_service_order_case_worker_id"))
        batch_op.drop_index(batch_op.f("ix_service_order_call_id"))
        batch_op.drop_index(batch_op.f("ix_service_order_buyer_id"))

    op.drop_table("service_order")
    with op.batch_alter_table("choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_choice_party_id"))
        batch_op.drop_index(batch_op.f("ix_choice_need_id"))
        batch_op.drop_index(batch_op.f("ix_choice_list_id"))

    op.drop_table("choice")
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_score_offer_id"))

    op.drop_table("score")
    with op.batch_alter_table("price_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_price_version_price_line_id"))

    op.drop_table("price_version")
    op.drop_table("invoice_vat")
    with op.batch_alter_table("export_item", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_export_item_live", sqlite_where=sa.text("live"), postgresql_where=sa.text("live")
        )

    op.drop_table("export_item")
    with op.batch_alter_table("contact_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_attempt_need_id"))

    op.drop_table("contact_attempt")
    with op.batch_alter_table("choice_list", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_choice_list_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_choice_list_need_id"))

    op.drop_table("choice_list")
    with op.batch_alter_table("admission", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_admission_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_admission_party_id"))
        batch_op.drop_index(batch_op.f("ix_admission_category_id"))
        batch_op.drop_index(batch_op.f("ix_admission_call_id"))

    op.drop_table("admission")
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signature_contract_id"))

    op.drop_table("signature")
    with op.batch_alter_table("service_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_card_category_id"))

    op.drop_table("service_card")
    with op.batch_alter_table("price_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_price_line_contract_id"))
        batch_op.drop_index(batch_op.f("ix_price_line_category_id"))

    op.drop_table("price_line")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offer_category_id"))
        batch_op.drop_index(batch_op.f("ix_offer_application_id"))

    op.drop_table("offer")
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_client_id"))
        batch_op.drop_index(batch_op.f("ix_need_category_id"))
        batch_op.drop_index(batch_op.f("ix_need_call_id"))
        batch_op.drop_index(batch_op.f("ix_need_buyer_id"))

    op.drop_table("need")
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_invoice_reference",
            sqlite_where=sa.text("kind = '380'"),
            postgresql_where=sa.text("kind = '380'"),
        )
        batch_op.drop_index(batch_op.f("ix_invoice_seller_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_run_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_payer_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_contract_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_buyer_id"))

    op.drop_table("invoice")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_buyer_id"))

    op.drop_table("decision")
    with op.batch_alter_table("data_protection_agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_protection_agreement_contract_id"))

    op.drop_table("data_protection_agreement")
    with op.batch_alter_table("capacity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_capacity_category_id"))

    op.drop_table("capacity")
    with op.batch_alter_table("billing_mandate", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_billing_mandate_live",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_billing_mandate_seller_id"))
        batch_op.drop_index(batch_op.f("ix_billing_mandate_contract_id"))

    op.drop_table("billing_mandate")
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_contract_live",
            sqlite_where=sa.text("state IN ('draft', 'offered', 'active')"),
            postgresql_where=sa.text("state IN ('draft', 'offered', 'active')"),
        )
        batch_op.drop_index(batch_op.f("ix_contract_party_id"))
        batch_op.drop_index(batch_op.f("ix_contract_call_id"))
        batch_op.drop_index(batch_op.f("ix_contract_buyer_id"))

    op.drop_table("contract")
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_category_call_id"))

    op.drop_table("category")
    op.drop_table("call_version")
    with op.batch_alter_table("call_metric", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_metric_call_id"))

    op.drop_table("call_metric")
    with op.batch_alter_table("call_buyer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_buyer_buyer_id"))

    op.drop_table("call_buyer")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_application_live",
            sqlite_where=sa.text("state IN ('draft', 'sent', 'opened')"),
            postgresql_where=sa.text("state IN ('draft', 'sent', 'opened')"),
        )
        batch_op.drop_index(batch_op.f("ix_application_party_id"))
        batch_op.drop_index(batch_op.f("ix_application_call_id"))
        batch_op.drop_index(batch_op.f("ix_application_buyer_id"))

    op.drop_table("application")
    with op.batch_alter_table("second_approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_second_approval_limit_id"))

    op.drop_table("second_approval")
    with op.batch_alter_table("representative", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_representative_client_id"))

    op.drop_table("representative")
    op.drop_table("pseudonym")
    op.drop_table("hold")
    op.drop_table("export_file")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_order_id"))
        batch_op.drop_index(batch_op.f("ix_commitment_limit_id"))

    op.drop_table("commitment")
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_buyer_id"))

    op.drop_table("call")
    with op.batch_alter_table("vat_liability", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vat_liability_organisation_id"))

    op.drop_table("vat_liability")
    with op.batch_alter_table("vat_exemption", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vat_exemption_organisation_id"))

    op.drop_table("vat_exemption")
    op.drop_table("supplier_profile")
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_succession_successor_id"))

    op.drop_table("succession")
    with op.batch_alter_table("spending_limit", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_spending_limit_ceiling",
            sqlite_where=sa.text("kind = 'call_ceiling'"),
            postgresql_where=sa.text("kind = 'call_ceiling'"),
        )
        batch_op.drop_index(batch_op.f("ix_spending_limit_buyer_id"))

    op.drop_table("spending_limit")
    with op.batch_alter_table("signing_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signing_rule_party_id"))

    op.drop_table("signing_rule")
    with op.batch_alter_table("signatory", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signatory_party_id"))

    op.drop_table("signatory")
    op.drop_table("receiving_address")
    with op.batch_alter_table("process", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_process_parent_id"))
        batch_op.drop_index(batch_op.f("ix_process_buyer_id"))

    op.drop_table("process")
    with op.batch_alter_table("party_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_party_version_open",
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_party_version_search_norm"))
        batch_op.drop_index(batch_op.f("ix_party_version_party_id"))

    op.drop_table("party_version")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_message_waiting")

    op.drop_table("outbox_message")
    op.drop_table("number_series")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))
        batch_op.drop_index(batch_op.f("ix_membership_party_id"))

    op.drop_table("membership")
    with op.batch_alter_table("member_municipality", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_municipality_party_id"))

    op.drop_table("member_municipality")
    with op.batch_alter_table("lent_role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lent_role_to_person_id"))
        batch_op.drop_index(batch_op.f("ix_lent_role_party_id"))

    op.drop_table("lent_role")
    with op.batch_alter_table("identifier", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_identifier_live",
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_identifier_party_id"))

    op.drop_table("identifier")
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_group_member_coordinator",
            sqlite_where=sa.text("is_coordinator AND valid_to IS NULL"),
            postgresql_where=sa.text("is_coordinator AND valid_to IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_group_member_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_group_member_group_id"))

    op.drop_table("group_member")
    with op.batch_alter_table("export_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_export_batch_buyer_id"))

    op.drop_table("export_batch")
    with op.batch_alter_table("cost_centre", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cost_centre_party_id"))

    op.drop_table("cost_centre")
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_case_worker_id"))
        batch_op.drop_index(batch_op.f("ix_client_buyer_id"))

    op.drop_table("client")
    op.drop_table("buyer_language")
    with op.batch_alter_table("billing_run", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_billing_run_draft",
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )
        batch_op.drop_index(batch_op.f("ix_billing_run_buyer_id"))

    op.drop_table("billing_run")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_person_id"))
        batch_op.drop_index(batch_op.f("ix_absence_party_id"))
        batch_op.drop_index(batch_op.f("ix_absence_deputy_id"))

    op.drop_table("absence")
    with op.batch_alter_table("view_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_view_log_subject_id"))
        batch_op.drop_index(batch_op.f("ix_view_log_buyer_id"))
        batch_op.drop_index(batch_op.f("ix_view_log_actor_id"))

    op.drop_table("view_log")
    with op.batch_alter_table("subject_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subject_key_buyer_id"))

    op.drop_table("subject_key")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_sha256"))
        batch_op.drop_index(batch_op.f("ix_stored_file_process_id"))
        batch_op.drop_index(batch_op.f("ix_stored_file_key"))
        batch_op.drop_index(batch_op.f("ix_stored_file_buyer_id"))

    op.drop_table("stored_file")
    op.drop_table("stored_answer")
    op.drop_table("scheduled_task")
    op.drop_table("person")
    op.drop_table("party")
    op.drop_table("outbox_heard")
    op.drop_table("legal_row")
    op.drop_table("legal_proposal")
    op.drop_table("journal_head")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_process_id"))
        batch_op.drop_index(batch_op.f("ix_journal_actor_id"))
        batch_op.drop_index(batch_op.f("ix_journal_about"))

    op.drop_table("journal")
    op.drop_table("day_off")
