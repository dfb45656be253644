"""The record in full: industries by code, further phones and addresses, what an authorised person may do, proposals of
clients, and who looked at a record."""

from peewee import *

from portal.database import UtcField

PARTIAL = [
    "CREATE UNIQUE INDEX proposal_open ON proposal (client_id, field) WHERE state = 'open'",
    "CREATE UNIQUE INDEX record_opened ON record_access (client_id, account_id, day) WHERE kind = 'open'",
    "CREATE INDEX client_birthday_unknown ON client (id) WHERE birthday IS NOT NULL AND next_birthday IS NULL",
    "CREATE UNIQUE INDEX account_submission ON account (client_id, submission) WHERE submission IS NOT NULL",
    "CREATE INDEX account_authority_ends ON account (valid_until) WHERE valid_until IS NOT NULL",
]


def up(migrator, db):
    class Client(Model):
        class Meta:
            database = db
            table_name = "client"

    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class Industry(Model):
        code = CharField(max_length=1, primary_key=True)
        name_zh = CharField(max_length=40)
        name_en = CharField(max_length=80)
        position = SmallIntegerField(default=0)

        class Meta:
            database = db
            table_name = "industry"

    class ClientPhone(Model):
        client = ForeignKeyField(Client, on_delete="CASCADE")
        kind = CharField(max_length=8)
        number = CharField(max_length=20, index=True)
        label = CharField(max_length=32, default="")
        created_at = UtcField()

        class Meta:
            database = db
            table_name = "client_phone"
            indexes = ((("client", "number"), True),)

    class ClientAddress(Model):
        client = ForeignKeyField(Client, on_delete="CASCADE")
        kind = CharField(max_length=10)
        district = CharField(max_length=64, default="")
        line = CharField(max_length=200)
        created_at = UtcField()

        class Meta:
            database = db
            table_name = "client_address"

    class Proposal(Model):
        client = ForeignKeyField(Client, on_delete="CASCADE", index=False)
        account = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
        field = CharField(max_length=20)
        before = TextField(default="")
        wanted = TextField(default="")
        note = CharField(max_length=200, default="")
        state = CharField(max_length=10, default="open")
        at = UtcField()
        decided_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)
        decided_at = UtcField(null=True)
        reason = CharField(max_length=200, default="")
        submission = CharField(max_length=36, null=True)

        class Meta:
            database = db
            table_name = "proposal"
            indexes = ((("client", "state", "id"), False), (("submission", "field"), True))

    class RecordAccess(Model):
        client = ForeignKeyField(Client, on_delete="CASCADE", index=False)
        account = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
        kind = CharField(max_length=8)
        field = CharField(max_length=24, default="")
        reason = CharField(max_length=200, default="")
        day = DateField()
        at = UtcField()

        class Meta:
            database = db
            table_name = "record_access"
            indexes = ((("client", "id"), False), (("account", "kind", "at"), False))

    columns = {
        "client": {
            "mobile_kind": CharField(max_length=8, default=""),
            "mobile_label": CharField(max_length=32, default=""),
            "address_kind": CharField(max_length=10, default=""),
            "business": CharField(max_length=120, default=""),
        },
        "account": {
            "scope": CharField(max_length=8, default="sign"),
            "valid_until": DateField(null=True),
            "ended_on": DateField(null=True),
            "ended_reason": CharField(max_length=200, default=""),
            "submission": CharField(max_length=36, null=True),
        },
    }
    migrator.migrate(
        *(migrator.add_column(table, name, field) for table, fields in columns.items() for name, field in fields.items()),
        migrator.add_index("client", ("next_birthday", "id")),
    )
    db.create_tables([Industry, ClientPhone, ClientAddress, Proposal, RecordAccess])
    for sql in PARTIAL:
        db.execute_sql(sql)
    # until now `industry` held words: they are the business, the section of the classification is chosen anew
    db.execute_sql("UPDATE client SET business = industry, industry = '' WHERE industry <> ''")
