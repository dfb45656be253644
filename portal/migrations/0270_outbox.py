"""What leaves the portal: endpoints, deliveries, what people wish of them, head office's words, addresses switched off."""

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, Model, SmallIntegerField, TextField

from portal.database import JsonField, UtcField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Notice(Base):
        pass

    class Account(Base):
        pass

    class Client(Base):
        pass

    class Branch(Base):
        pass

    class Staff(Base):
        pass

    class Endpoint(Base):
        name = CharField(max_length=60)
        kind = CharField(max_length=10)
        address_encrypted = TextField()
        keys_encrypted = TextField(default="")
        old_until = UtcField(null=True)
        groups = JsonField(default=list)
        templates = JsonField(default=dict)
        branch = ForeignKeyField(Branch, null=True, backref="+", on_delete="RESTRICT", index=False)
        private = BooleanField(default=False)
        off = CharField(max_length=10, default="")
        failures = IntegerField(default=0)
        failing_since = UtcField(null=True)
        sent_at = UtcField(null=True)
        created_at = UtcField()
        version = IntegerField(default=1)
        submission = CharField(max_length=36, null=True)

    Endpoint.add_index(Endpoint.index(Endpoint.submission, unique=True, where=Endpoint.submission.is_null(False)))

    class Delivery(Base):
        notice = ForeignKeyField(Notice, null=True, backref="+", on_delete="CASCADE")
        account = ForeignKeyField(Account, null=True, backref="+", on_delete="CASCADE", index=False)
        client = ForeignKeyField(Client, null=True, backref="+", on_delete="RESTRICT")
        endpoint = ForeignKeyField(Endpoint, null=True, backref="+", on_delete="CASCADE", index=False)
        channel = CharField(max_length=6)
        kind = CharField(max_length=32)
        words = JsonField(null=True)
        path = CharField(max_length=160, default="")
        state = CharField(max_length=8, default="waiting")
        why = CharField(max_length=16, default="")
        attempts = SmallIntegerField(default=0)
        gathered = BooleanField(default=False)
        next_attempt_at = UtcField()
        claimed_until = UtcField(null=True)
        claimed_by = CharField(max_length=80, default="")
        created_at = UtcField()
        ended_at = UtcField(null=True)
        told_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)

    class ChannelPreference(Base):
        account = ForeignKeyField(Account, null=True, backref="+", on_delete="CASCADE", index=False)
        client = ForeignKeyField(Client, null=True, backref="+", on_delete="CASCADE", index=False)
        what = CharField(max_length=32)
        channel = CharField(max_length=6)
        how = CharField(max_length=8)
        at = UtcField()

        class Meta:
            indexes = ((("account", "what", "channel"), True), (("client", "what", "channel"), True))

    class NoticeText(Base):
        kind = CharField(max_length=32)
        version = IntegerField()
        zh = CharField(max_length=200, default="")
        en = CharField(max_length=300, default="")
        outside = BooleanField(default=True)
        author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
        at = UtcField()

        class Meta:
            indexes = ((("kind", "version"), True),)

    class AddressOff(Base):
        address_hmac = CharField(max_length=64, unique=True)
        client = ForeignKeyField(Client, null=True, backref="+", on_delete="SET NULL")
        staff = ForeignKeyField(Staff, null=True, backref="+", on_delete="SET NULL", index=False)
        code = SmallIntegerField()
        at = UtcField()

    db.create_tables([Endpoint, Delivery, ChannelPreference, NoticeText, AddressOff])
    for name, columns, states in (
        ("due", '"next_attempt_at", "id"', "= 'waiting'"),
        ("call", '"id"', "= 'call'"),
        ("failed", '"id"', "= 'failed'"),
        ("ended", '"ended_at"', "IN ('sent', 'dropped', 'told')"),
    ):
        db.execute_sql(f'CREATE INDEX "delivery_{name}" ON "delivery" ({columns}) WHERE "state" {states}')
