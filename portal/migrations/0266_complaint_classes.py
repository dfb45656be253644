"""By which classes complaints are told apart: the standard's three axes and our own tree of causes."""

from peewee import BooleanField, CharField, IntegerField, Model, SmallIntegerField


def up(migrator, db):
    class ComplaintClass(Model):
        axis = CharField(8)
        code = CharField(24)
        parent = CharField(24, default="")
        number = CharField(12, default="")
        standard = CharField(16, default="")
        position = SmallIntegerField(default=0)
        name_zh = CharField(40)
        name_en = CharField(60)
        active = BooleanField(default=True)
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "complaint_class"
            legacy_table_names = False
            indexes = ((("axis", "code"), True),)

    db.create_tables([ComplaintClass])
    db.execute_sql("CREATE INDEX complaint_received ON complaint (received_on, id)")
