"""How VIPs stood month by month, and when a request was first answered (the night fills in what was filed before)."""

from peewee import BooleanField, DateField, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    class Branch(Model):
        class Meta:
            database = db
            table_name = "branch"

    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class VipMonth(Model):
        client = IntegerField(column_name="client_id")
        month = DateField()
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", index=False)
        manager = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)
        adviser = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False, backref="+")
        keeper = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False, backref="++")
        kept = BooleanField(null=True)

        class Meta:
            database = db
            table_name = "vip_month"
            indexes = ((("client", "month"), True), (("month", "branch", "client"), False))

    class VipMonthCount(Model):
        month = DateField()
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", index=False)
        manager = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)
        adviser = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False, backref="+")
        keeper = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False, backref="++")
        vips = IntegerField()
        due = IntegerField()
        kept = IntegerField()

        class Meta:
            database = db
            table_name = "vip_month_count"
            indexes = ((("branch", "month"), False), (("month",), False))

    db.create_tables([VipMonth, VipMonthCount])
    moment = "TIMESTAMP" if type(db).__name__.startswith("Postgres") else "DATETIME"
    db.execute_sql(f"ALTER TABLE request ADD COLUMN reply_due_at {moment}")
    db.execute_sql(f"ALTER TABLE request ADD COLUMN first_reply_at {moment}")
    db.execute_sql(
        "ALTER TABLE request ADD COLUMN first_reply_by_id INTEGER REFERENCES staff (id) ON DELETE RESTRICT"
    )
    db.execute_sql(
        "CREATE INDEX request_replies ON request (branch_id, filed_at, first_reply_at, reply_due_at, "
        "first_reply_by_id, holder_id, status, kind)"
    )
    db.execute_sql("CREATE INDEX request_reply_unknown ON request (id) WHERE reply_due_at IS NULL")
