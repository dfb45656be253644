"""What a benefit asks of whoever books it, its picture in words, what was booked, and news on the way."""

from peewee import CharField, ForeignKeyField, Model

from portal.database import UtcField

COLUMNS = (
    "benefit_version ADD COLUMN alt_zh VARCHAR(120) NOT NULL DEFAULT ''",
    "benefit_version ADD COLUMN alt_en VARCHAR(160) NOT NULL DEFAULT ''",
    "benefit_version ADD COLUMN asks TEXT NOT NULL DEFAULT '[]'",
    "benefit_version ADD COLUMN says_result BOOLEAN NOT NULL DEFAULT FALSE",
    "hold ADD COLUMN answers TEXT NOT NULL DEFAULT '{}'",
    "voucher ADD COLUMN result VARCHAR(200) NOT NULL DEFAULT ''",
)


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Voucher(Base):
        pass

    class Account(Base):
        pass

    class VoucherNews(Base):
        voucher = ForeignKeyField(Voucher, backref="+", on_delete="RESTRICT")
        words = CharField(max_length=200)
        author = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
        at = UtcField()
        submission = CharField(max_length=36, null=True)

    VoucherNews.add_index(
        VoucherNews.index(VoucherNews.submission, unique=True, where=VoucherNews.submission.is_null(False))
    )
    for column in COLUMNS:
        db.execute_sql(f"ALTER TABLE {column}")
    db.create_tables([VoucherNews])
