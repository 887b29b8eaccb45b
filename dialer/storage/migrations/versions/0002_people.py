"""People, teams, grants and keys in the place of tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0002_people"
down_revision = "0001_first_version"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NOW = {"sqlite": "strftime('%s', 'now')", "postgresql": "extract(epoch FROM now())"}
KEY_LIFE_S = 365 * 86_400

TABLES = (
    "sign_in_link",
    "backup_code",
    "sign_in",
    "board_token",
    "board",
    "access_grant",
    "api_key",
    "user_account",
    "team",
)


def _key() -> sa.Column[int]:
    return sa.Column("id", BIG_KEY, autoincrement=True, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Float(53), nullable=nullable)


def _references(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    """The foreign keys of these columns, each written `column=table`."""
    pairs = [column.split("=") for column in columns]
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")
        for column, target in pairs
    ]


def upgrade() -> None:
    """Make the tables; each token becomes a key that works on for a year."""
    op.create_table(
        "team",
        _key(),
        sa.Column("name", sa.String(), nullable=False),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.UniqueConstraint("name", name="uq_team_name"),
    )
    # In words, since Alembic would copy the whole table on SQLite.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(f"ALTER TABLE agent ADD COLUMN team_id {kind} CONSTRAINT fk_agent_team_id_team REFERENCES team (id)")
    op.create_index("ix_agent_team_id", "agent", ["team_id"])
    op.create_table(
        "user_account",
        _key(),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("totp_secret", sa.String(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("totp_offered", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("agent_id", BIG_KEY, nullable=True),
        _instant("created_at"),
        _instant("disabled_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_references("user_account", "agent_id=agent"),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"),
        sa.UniqueConstraint("name", name="uq_user_account_name"),
        sa.UniqueConstraint("email", name="uq_user_account_email"),
        sa.UniqueConstraint("subject", name="uq_user_account_subject"),
    )
    op.create_index("ix_user_account_agent_id", "user_account", ["agent_id"], unique=True)
    op.create_table(
        "api_key",
        _key(),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("owner_id", BIG_KEY, nullable=True),
        sa.Column("agent_id", BIG_KEY, nullable=True),
        sa.Column("scopes", sa.JSON(), nullable=True),
        sa.Column("networks", sa.JSON(), nullable=False),
        _instant("created_at"),
        _instant("expires_at"),
        _instant("used_at", nullable=True),
        _instant("revoked_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_references("api_key", "owner_id=user_account", "agent_id=agent"),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("digest", name="uq_api_key_digest"),
    )
    op.create_index("ix_api_key_owner_id", "api_key", ["owner_id"])
    op.create_table(
        "access_grant",
        _key(),
        sa.Column("user_id", BIG_KEY, nullable=True),
        sa.Column("key_id", BIG_KEY, nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("controller_id", BIG_KEY, nullable=True),
        sa.Column("team_id", BIG_KEY, nullable=True),
        *_references(
            "access_grant", "user_id=user_account", "key_id=api_key", "controller_id=controller", "team_id=team"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_access_grant"),
        sa.CheckConstraint("(user_id IS NULL) <> (key_id IS NULL)", name="ck_access_grant_holder"),
    )
    op.create_index("ix_access_grant_user_id", "access_grant", ["user_id"])
    op.create_index("ix_access_grant_key_id", "access_grant", ["key_id"])
    op.create_table(
        "board",
        _key(),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        _instant("changed_at"),
        sa.PrimaryKeyConstraint("id", name="pk_board"),
        sa.UniqueConstraint("name", name="uq_board_name"),
    )
    op.create_table(
        "board_token",
        _key(),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("controller_id", BIG_KEY, nullable=True),
        sa.Column("team_id", BIG_KEY, nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        _instant("created_at"),
        _instant("expires_at", nullable=True),
        _instant("revoked_at", nullable=True),
        *_references("board_token", "controller_id=controller", "team_id=team"),
        sa.PrimaryKeyConstraint("id", name="pk_board_token"),
        sa.UniqueConstraint("digest", name="uq_board_token_digest"),
    )
    op.create_table(
        "sign_in",
        _key(),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("user_id", BIG_KEY, nullable=True),
        sa.Column("board_token_id", BIG_KEY, nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("agent_string", sa.String(), nullable=False),
        _instant("created_at"),
        _instant("seen_at"),
        sa.Column("idle_s", sa.Float(), nullable=True),
        _instant("ends_at", nullable=True),
        _instant("confirmed_at", nullable=True),
        *_references("sign_in", "user_id=user_account", "board_token_id=board_token"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in"),
        sa.UniqueConstraint("digest", name="uq_sign_in_digest"),
        sa.CheckConstraint("(user_id IS NULL) <> (board_token_id IS NULL)", name="ck_sign_in_holder"),
    )
    op.create_index("ix_sign_in_user_id", "sign_in", ["user_id"])
    op.create_index("ix_sign_in_board_token_id", "sign_in", ["board_token_id"])
    op.create_table(
        "backup_code",
        _key(),
        sa.Column("user_id", BIG_KEY, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        _instant("used_at", nullable=True),
        *_references("backup_code", "user_id=user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_backup_code"),
    )
    op.create_index("ix_backup_code_user_id", "backup_code", ["user_id"])
    op.create_table(
        "sign_in_link",
        _key(),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("user_id", BIG_KEY, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        _instant("created_at"),
        _instant("expires_at"),
        _instant("used_at", nullable=True),
        *_references("sign_in_link", "user_id=user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_link"),
        sa.UniqueConstraint("digest", name="uq_sign_in_link_digest"),
    )
    op.create_index("ix_sign_in_link_user_id", "sign_in_link", ["user_id"])
    _turn_tokens_into_keys()
    op.drop_table("api_token")


def _turn_tokens_into_keys() -> None:
    """A key keeps its token's id and secret. Tokens never expired; a key does, a year after the upgrade."""
    now = sa.literal_column(NOW[op.get_bind().dialect.name], sa.Float())
    names = ("id", "name", "digest", "agent_id", "created_at", "revoked_at")
    token = sa.table("api_token", *map(sa.column, names))
    key = sa.table("api_key", *map(sa.column, (*names, "networks", "expires_at", "version")))
    rows = sa.select(*token.c, sa.literal_column("'[]'"), now + KEY_LIFE_S, sa.literal_column("1"))
    op.execute(key.insert().from_select(list(key.c.keys()), rows))
    op.execute("INSERT INTO access_grant (key_id, role) SELECT id, role FROM api_token ORDER BY id")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval('api_key_id_seq', (SELECT max(id) FROM api_key)) FROM api_key LIMIT 1")


def downgrade() -> None:
    """Keys become tokens again, by the first of their roles that tokens had; people are lost."""
    op.create_table(
        "api_token",
        _key(),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agent_id", BIG_KEY, nullable=True),
        _instant("created_at"),
        _instant("revoked_at", nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_api_token_agent_id_agent"),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("digest", name="uq_api_token_digest"),
    )
    # Only keys that reach no further than a token of their role would: whole, and for all.
    op.execute(
        "INSERT INTO api_token (id, name, digest, role, agent_id, created_at, revoked_at) "
        "SELECT api_key.id, name, digest, min(role), agent_id, created_at, revoked_at FROM api_key "
        "JOIN access_grant ON key_id = api_key.id "
        "WHERE owner_id IS NULL AND scopes IS NULL AND CAST(networks AS VARCHAR) = '[]' "
        "AND controller_id IS NULL AND team_id IS NULL "
        "AND role IN ('admin', 'manager', 'supervisor', 'wallboard', 'agent') "
        "GROUP BY api_key.id, name, digest, agent_id, created_at, revoked_at HAVING count(*) = 1"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval('api_token_id_seq', (SELECT max(id) FROM api_token)) FROM api_token LIMIT 1")
    op.drop_index("ix_agent_team_id", "agent")
    op.execute("ALTER TABLE agent DROP COLUMN team_id")
    for table in TABLES:
        op.drop_table(table)
