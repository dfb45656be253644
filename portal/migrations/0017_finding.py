"""Finding: tags, saved filters, exports, what each person chose for his lists; indexes for the filters.

The search terms follow the rule as it stands now (traditional forms, rare characters, both readings of a surname).
"""

from peewee import (
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    SqliteDatabase,
    TextField,
)

from portal.database import UtcField
from portal.rules.finding.terms import terms_of

INDEXES = [
    ("branch_id", "tier_id", "aum", "id"),
    ("tier_id", "aum", "id"),
    ("branch_id", "last_contact", "id"),
    ("branch_id", "aum_change", "id"),
    ("industry", "branch_id"),
    ("employer", "branch_id"),
    ("plant", "branch_id"),
]


def up(migrator, db):
    if not isinstance(db, SqliteDatabase):
        # names are found by their beginning: compared byte by byte, whatever the server's own order is
        db.execute_sql('ALTER TABLE client ALTER COLUMN employer TYPE varchar(120) COLLATE "C"')
    migrator.migrate(
        migrator.add_column("account", "list_columns", CharField(max_length=200, default="")),
        migrator.add_column("account", "single_keys", BooleanField(default=True)),
        migrator.drop_index("client", "client_tier_id_branch_id"),
        *(migrator.add_index("client", columns) for columns in INDEXES),
    )
    create_tables(db)
    refresh_terms(db)


def create_tables(db):
    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class Branch(Model):
        class Meta:
            database = db
            table_name = "branch"

    class Client(Model):
        class Meta:
            database = db
            table_name = "client"

    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class Task(Model):
        class Meta:
            database = db
            table_name = "task"

    class Tag(Model):
        branch = ForeignKeyField(Branch, on_delete="CASCADE", index=False)
        name = CharField(max_length=24)
        colour = CharField(max_length=8, default="plain")
        position = SmallIntegerField(default=0)
        author = ForeignKeyField(Staff, null=True, on_delete="SET NULL", index=False)
        created_at = UtcField()
        version = SmallIntegerField(default=1)
        submission = CharField(max_length=36, null=True, unique=True)

        class Meta:
            database = db
            table_name = "tag"
            indexes = ((("branch", "name"), True),)

    class ClientTag(Model):
        tag = ForeignKeyField(Tag, on_delete="CASCADE", index=False)
        client = ForeignKeyField(Client, on_delete="CASCADE")
        author = ForeignKeyField(Staff, null=True, on_delete="SET NULL", index=False)
        created_at = UtcField()

        class Meta:
            database = db
            table_name = "client_tag"
            primary_key = CompositeKey("tag", "client")

    class SavedFilter(Model):
        name = CharField(max_length=60)
        query = TextField(default="")
        ordered = CharField(max_length=8, default="aum")
        owner = ForeignKeyField(Account, on_delete="CASCADE")
        shared_with = ForeignKeyField(Branch, null=True, on_delete="SET NULL")
        frozen_at = UtcField(null=True)
        members = IntegerField(default=0)
        counted = IntegerField(null=True)
        counted_at = UtcField(null=True)
        created_at = UtcField()
        version = SmallIntegerField(default=1)
        submission = CharField(max_length=36, null=True, unique=True)

        class Meta:
            database = db
            table_name = "saved_filter"

    class SavedFilterMember(Model):
        saved_filter = ForeignKeyField(SavedFilter, on_delete="CASCADE", index=False)
        client = ForeignKeyField(Client, on_delete="CASCADE")

        class Meta:
            database = db
            table_name = "saved_filter_member"
            primary_key = CompositeKey("saved_filter", "client")

    class Export(Model):
        account = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
        task = ForeignKeyField(Task, null=True, on_delete="SET NULL")
        kind = CharField(max_length=4)
        query = TextField(default="")
        members_of = IntegerField(null=True)
        ordered = CharField(max_length=8, default="aum")
        columns = CharField(max_length=400, default="")
        unmasked = BooleanField(default=False)
        reason = CharField(max_length=200, default="")
        rows = IntegerField(default=0)
        size = IntegerField(default=0)
        storage_name = CharField(max_length=60, default="")
        created_at = UtcField()
        expires_at = UtcField(null=True)
        submission = CharField(max_length=36, null=True, unique=True)

        class Meta:
            database = db
            table_name = "export"
            indexes = ((("account", "id"), False), (("expires_at",), False))

    db.create_tables([Tag, ClientTag, SavedFilter, SavedFilterMember, Export])


def refresh_terms(db):
    mark = "?" if isinstance(db, SqliteDatabase) else "%s"
    last = 0
    while True:
        rows = db.execute_sql(
            "SELECT c.id, c.name, c.name_latin, c.number, c.mobile, c.kind, t.terms FROM client c "
            f"JOIN client_term t ON t.client_id = c.id WHERE c.id > {mark} ORDER BY c.id LIMIT 1000",
            (last,),
        ).fetchall()
        if not rows:
            return
        for key, name, latin, number, mobile, kind, terms in rows:
            now = terms_of(name, latin, number, mobile, company=kind == "company")
            if set(terms.split()) != now:
                text = " ".join(sorted(now))
                db.execute_sql(f"UPDATE client_term SET terms = {mark} WHERE client_id = {mark}", (text, key))
        last = rows[-1][0]
