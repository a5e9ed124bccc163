"""What log-in, pages and messages need: accounts, sessions, tokens, links, drafts of forms, letters.

Revision ID: 2026_11_22_log_in_pages
Revises: 2026_11_21_first_tables
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_log_in_pages"
down_revision = "2026_11_21_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_draft",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=300), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "action", name=op.f("pk_form_draft")),
    )
    with op.batch_alter_table("form_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_draft_at"), ["at"], unique=False)

    op.create_table(
        "login_throttle",
        sa.Column(
            "attempt",
            sa.Enum(
                "log_in_here",
                "log_in_anywhere",
                "log_in_from",
                "second_step",
                "link_asked",
                "link_asked_from",
                name="attempt",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("attempt", "key", name=op.f("pk_login_throttle")),
    )
    with op.batch_alter_table("login_throttle", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_login_throttle_window_ends_at"), ["window_ends_at"], unique=False
        )

    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_api_token_secret_sha256")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_person_id"), ["person_id"], unique=False)

    op.create_table(
        "credential",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credential_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_credential")),
    )
    op.create_table(
        "login_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("agent", sa.String(length=80), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_login_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_login_session_secret_sha256")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("told_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "in_digest",
                "sent",
                "failed",
                name="messagestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=True),
        sa.Column("process_id", sa.Uuid(), nullable=True),
        sa.Column("act_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest_id", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (party_id IS NULL)", name=op.f("ck_message_one_recipient")
        ),
        sa.ForeignKeyConstraint(["digest_id"], ["message.id"], name=op.f("fk_message_digest_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_message_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_digest_id"), ["digest_id"], unique=False)
        batch_op.create_index("ix_message_gathered", ["state", "made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_message_party",
            ["told_id", "kind", "party_id"],
            unique=True,
            sqlite_where=sa.text("party_id IS NOT NULL"),
            postgresql_where=sa.text("party_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_message_person",
            ["told_id", "kind", "person_id"],
            unique=True,
            sqlite_where=sa.text("person_id IS NOT NULL"),
            postgresql_where=sa.text("person_id IS NOT NULL"),
        )

    op.create_table(
        "message_preference",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "wish",
            sa.Enum(
                "at_once", "digest", "off", name="wish", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_preference_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_message_preference")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_person_id"), ["person_id"], unique=False)

    op.create_table(
        "passkey_challenge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_challenge_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenge")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_sha256", name=op.f("uq_recovery_code_code_sha256")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_person_id"), ["person_id"], unique=False)

    op.create_table(
        "recovery_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("proof", sa.String(length=2000), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("confirmed_by <> asked_by", name=op.f("ck_recovery_request_two_people")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_recovery_request_asked_by")),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name=op.f("fk_recovery_request_confirmed_by")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_recovery_request_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_request")),
    )
    with op.batch_alter_table("recovery_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_request_party_id"), ["party_id"], unique=False)
        batch_op.create_index(
            "uq_recovery_request_open",
            ["party_id"],
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.create_table(
        "second_factor",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_secret", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_second_factor_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "security_setting",
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("second_step", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_security_setting_party_id")),
        sa.PrimaryKeyConstraint("party_id", name=op.f("pk_security_setting")),
    )
    op.create_table(
        "single_use_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invitation",
                "reset",
                "email_change",
                name="linkkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("former_address", sa.String(length=200), nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_single_use_link_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_single_use_link")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_single_use_link_secret_sha256")),
    )
    with op.batch_alter_table("single_use_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_single_use_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "client_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("choice_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["choice_id"], ["choice.id"], name=op.f("fk_client_link_choice_id")),
        sa.ForeignKeyConstraint(["list_id"], ["choice_list.id"], name=op.f("fk_client_link_list_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_client_link_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_link")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_client_link_secret_sha256")),
    )
    with op.batch_alter_table("client_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_link_list_id"), ["list_id"], unique=False)
        batch_op.create_index(
            "uq_client_link_live",
            ["list_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("client_link", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_client_link_live",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_client_link_list_id"))

    op.drop_table("client_link")
    with op.batch_alter_table("single_use_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_single_use_link_person_id"))

    op.drop_table("single_use_link")
    op.drop_table("security_setting")
    op.drop_table("second_factor")
    with op.batch_alter_table("recovery_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_recovery_request_open",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_recovery_request_party_id"))

    op.drop_table("recovery_request")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_person_id"))

    op.drop_table("recovery_code")
    op.drop_table("passkey_challenge")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_person_id"))

    op.drop_table("passkey")
    op.drop_table("message_preference")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_message_person",
            sqlite_where=sa.text("person_id IS NOT NULL"),
            postgresql_where=sa.text("person_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_message_party",
            sqlite_where=sa.text("party_id IS NOT NULL"),
            postgresql_where=sa.text("party_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_message_person_id"))
        batch_op.drop_index(batch_op.f("ix_message_party_id"))
        batch_op.drop_index("ix_message_gathered")
        batch_op.drop_index(batch_op.f("ix_message_digest_id"))

    op.drop_table("message")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_person_id"))

    op.drop_table("login_session")
    op.drop_table("credential")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_token_person_id"))

    op.drop_table("api_token")
    with op.batch_alter_table("login_throttle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_throttle_window_ends_at"))

    op.drop_table("login_throttle")
    with op.batch_alter_table("form_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_draft_at"))

    op.drop_table("form_draft")
