"""On PostgreSQL lists keep their leads, and leads their phones, by triggers at deletion: imports look nothing up."""

from alembic import op

revision = "0130"
down_revision = "0120"
branch_labels = None
depends_on = None

TRIGGERS = {
    "lead_list": (
        "lead_list_keeps_leads",
        "IF EXISTS (SELECT FROM lead WHERE list_id = OLD.id) THEN "
        "RAISE foreign_key_violation USING MESSAGE = 'the list has leads'; END IF;",
    ),
    "lead": ("lead_takes_phones", "DELETE FROM lead_phone WHERE lead_id = OLD.id;"),
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return  # SQLite's imports leave the keys out by themselves
    op.drop_constraint("fk_lead_phone_lead_id_lead", "lead_phone", type_="foreignkey")
    op.drop_constraint("fk_lead_list_id_lead_list", "lead", type_="foreignkey")
    for table, (name, work) in TRIGGERS.items():
        # The row is locked before the trigger looks, so that it sees the leads of whoever held the list until now.
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {work} RETURN OLD; END $$")
        op.execute(f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, (name, _) in TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
    op.create_foreign_key("fk_lead_list_id_lead_list", "lead", "lead_list", ["list_id"], ["id"])
    op.create_foreign_key("fk_lead_phone_lead_id_lead", "lead_phone", "lead", ["lead_id"], ["id"], ondelete="CASCADE")
