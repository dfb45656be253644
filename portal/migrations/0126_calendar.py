"""The State Council's notices of free days, entered by hand for years that the calendar does not know yet."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, Model, SmallIntegerField

from portal.database import UtcField


def up(migrator, db):
    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class HolidayNotice(Model):
        year = SmallIntegerField(unique=True)
        source = CharField(max_length=200)
        author = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)
        updated_at = UtcField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "holiday_notice"

    class HolidayDay(Model):
        notice = ForeignKeyField(HolidayNotice, on_delete="CASCADE")
        day = DateField(unique=True)
        kind = CharField(max_length=8)

        class Meta:
            database = db
            table_name = "holiday_day"

    db.create_tables([HolidayNotice, HolidayDay])
