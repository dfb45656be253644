"""Vouchers stand on holds of the ledger; a partner has a PIN (its hash) for its desk."""

from peewee import CharField, DateField, ForeignKeyField, Model, SmallIntegerField

from portal.database import UtcField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Hold(Base):
        pass

    class Client(Base):
        pass

    class Account(Base):
        pass

    class BenefitVersion(Base):
        pass

    class Voucher(Base):
        hold = ForeignKeyField(Hold, unique=True, backref="+", on_delete="RESTRICT")
        client = ForeignKeyField(Client, backref="+", on_delete="RESTRICT", index=False)
        version = ForeignKeyField(BenefitVersion, backref="+", on_delete="RESTRICT", index=False)
        number = CharField(max_length=9, unique=True)
        token = CharField(max_length=43, unique=True)
        day = DateField()
        confirm_by = DateField()
        state = CharField(max_length=9)
        authorised = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
        confirmed_by = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
        confirmed_at = UtcField(null=True)
        reason = CharField(max_length=200, default="")
        accepted_by = CharField(max_length=80, default="")
        ended_at = UtcField(null=True)
        wrong_pins = SmallIntegerField(default=0)
        locked_at = UtcField(null=True)
        created_at = UtcField()
        submission = CharField(max_length=36, null=True)

        class Meta:
            indexes = ((("client", "day"), False),)

    Voucher.add_index(Voucher.index(Voucher.day, Voucher.id, name="voucher_open", where=Voucher.ended_at.is_null()))
    Voucher.add_index(Voucher.index(Voucher.submission, unique=True, where=Voucher.submission.is_null(False)))
    db.create_tables([Voucher])
    db.execute_sql("ALTER TABLE partner ADD COLUMN pin_hash VARCHAR(120) NOT NULL DEFAULT ''")
