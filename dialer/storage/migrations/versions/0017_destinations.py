"""Destinations of trunks, and those that an installation dials already.

A trunk without a row may call its own country alone. So that an upgrade stops nobody, every trunk there is may go on
calling each country that a phone of a lead or an attempt has, or that a list is for; exceptions within shared plans
stay where nobody was called. Premium-rate numbers, satellites and numbers of no country are not taken over.
"""

import sqlalchemy as sa
from alembic import op

from dialer.telephony.destinations.rules import country_of_prefix, of_country

revision = "0017_destinations"
down_revision = "0016_memo"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEGIN = 5  # first characters of a number: the plus, and the area code within North America


def upgrade() -> None:
    table = op.create_table(
        "trunk_destinations",
        sa.Column("trunk_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("allowed", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("refused", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("premium", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("calls_per_hour", sa.Integer(), nullable=True),
        sa.Column("minutes_per_hour", sa.Integer(), nullable=True),
        sa.Column("spend_per_hour", sa.Float(53), nullable=True),
        sa.Column("currency", sa.String(), nullable=False, server_default="EUR"),
        sa.Column("prices", sa.JSON(), nullable=False, server_default="{}"),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunk.id"], name="fk_trunk_destinations_trunk_id_trunk"),
        sa.PrimaryKeyConstraint("trunk_id", name="pk_trunk_destinations"),
    )
    connection = op.get_bind()
    trunks = connection.execute(sa.text("SELECT id, country FROM trunk WHERE retired_at IS NULL ORDER BY id")).all()
    if not trunks:
        return
    called = _called(connection)
    for trunk_id, country in trunks:
        if called - {country}:
            allowed, refused = _prefixes(called | ({country} if country else set()))
            connection.execute(sa.insert(table), {"trunk_id": trunk_id, "allowed": allowed, "refused": refused})


def downgrade() -> None:
    op.drop_table("trunk_destinations")


def _called(connection: sa.Connection) -> set[str]:
    """The countries (ISO 3166) that the installation calls."""
    begins: set[str] = set()
    for table in ("lead_phone", "attempt"):
        statement = sa.text(f"SELECT DISTINCT substr(number, 1, {BEGIN}) FROM {table}")  # noqa: S608 - a constant
        begins.update(connection.execute(statement).scalars())
    countries = {country_of_prefix(begin) for begin in begins if begin.startswith("+") and begin[1:].isdecimal()}
    countries.update(connection.execute(sa.text("SELECT DISTINCT country FROM lead_list")).scalars())
    return {country for country in countries if country}


def _prefixes(countries: set[str]) -> tuple[list[str], list[str]]:
    found = [of_country(country) for country in sorted(countries)]
    allowed = {prefix for mine, _ in found for prefix in mine}
    refused = {prefix for _, others in found for prefix in others}
    return sorted(allowed), sorted(refused - allowed)
