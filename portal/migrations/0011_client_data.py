"""The record of a client in full: what lists filter by, what follows from holdings, what a merge leaves behind."""

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    Model,
    SmallIntegerField,
    TextField,
)

from portal.database import UtcField


def up(migrator, db):
    class Client(Model):
        class Meta:
            database = db
            table_name = "client"

    def to_client(**options):
        return ForeignKeyField(Client, Client.id, null=True, on_delete="SET NULL", **options)

    columns = {
        "character": CharField(max_length=200, default=""),
        "languages": CharField(max_length=80, default=""),
        "origin": CharField(max_length=16, default=""),
        "referrer_id": to_client(),
        "risk_rating": CharField(max_length=2, default=""),
        "risk_assessed_on": DateField(null=True),
        "risk_valid_until": DateField(null=True),
        "credit_mark": CharField(max_length=10, default=""),
        "company_size": CharField(max_length=10, default=""),
        "supplier_tier": CharField(max_length=10, default=""),
        "notes": TextField(default=""),
        "next_birthday": DateField(null=True),
        "products": BigIntegerField(default=0),
        "is_single_product": BooleanField(default=False),
        "aum_change": BigIntegerField(default=0),
        "completeness": SmallIntegerField(default=0),
        "findings": SmallIntegerField(default=0),
        "list_status": CharField(max_length=12, default=""),
        "tier_protected_until": DateField(null=True),
        "verified_on": DateField(null=True),
        "merged_into_id": to_client(),
        "updated_at": UtcField(null=True),
    }
    migrator.migrate(
        *(migrator.add_column("client", name, field) for name, field in columns.items()),
        migrator.add_index("client", ("branch_id", "next_birthday", "id")),
        migrator.add_index("client", ("branch_id", "list_status", "id")),
        migrator.add_index("client", ("branch_id", "completeness", "id")),
    )
