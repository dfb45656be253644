"""The catalogue of products, services, balances by day, why a client is in a class, what he lacks, deals."""

from peewee import *

from portal.database import UtcField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db

    class Client(Base):
        class Meta:
            table_name = "client"

    class Staff(Base):
        class Meta:
            table_name = "staff"

    class Tier(Base):
        code = CharField(max_length=16, primary_key=True)

        class Meta:
            table_name = "tier"

    class HoldingAccount(Base):
        class Meta:
            table_name = "holding_account"

    class Loan(Base):
        class Meta:
            table_name = "loan"

    class ImportRun(Base):
        class Meta:
            table_name = "import_run"

    class ProductClass(Base):
        code = CharField(max_length=16, primary_key=True)
        bit = SmallIntegerField(unique=True)
        client_class = CharField(max_length=12)
        position = SmallIntegerField(default=0)
        icon = CharField(max_length=32, default="")
        name_zh = CharField(max_length=32)
        name_en = CharField(max_length=48)

        class Meta:
            table_name = "product_class"

    class Product(Base):
        code = CharField(max_length=24, primary_key=True)
        product_class = ForeignKeyField(ProductClass, on_delete="RESTRICT")
        position = SmallIntegerField(default=0)
        name_zh = CharField(max_length=64)
        name_en = CharField(max_length=96)
        partner_zh = CharField(max_length=64, default="")
        partner_en = CharField(max_length=96, default="")
        risk_level = SmallIntegerField(default=0)
        needs_credit = BooleanField(default=False)
        for_persons = BooleanField(default=True)
        for_companies = BooleanField(default=False)
        closed_on = DateField(null=True)
        version = IntegerField(default=1)
        submission = CharField(max_length=36, null=True, unique=True)

        class Meta:
            table_name = "product"

    class ServiceContract(Base):
        client = ForeignKeyField(Client, on_delete="RESTRICT")
        product = ForeignKeyField(Product, on_delete="RESTRICT", index=False)
        number = CharField(max_length=32, default="")
        since = DateField()
        until = DateField(null=True)
        noted = BooleanField(default=False)
        source = CharField(max_length=16, default="")
        source_key = CharField(max_length=40, null=True)

        class Meta:
            table_name = "service_contract"
            indexes = ((("source", "source_key"), True),)

    class BalanceChange(Base):
        account = ForeignKeyField(HoldingAccount, on_delete="CASCADE", index=False)
        day = DateField()
        balance = BigIntegerField()

        class Meta:
            table_name = "balance_change"
            primary_key = CompositeKey("account", "day")

    class ClassMembership(Base):
        client = ForeignKeyField(Client, on_delete="CASCADE", index=False)
        klass = CharField(max_length=12)
        since = DateField()
        until = DateField(null=True)
        product_class = ForeignKeyField(ProductClass, on_delete="RESTRICT", index=False)
        reference = CharField(max_length=40, default="")

        class Meta:
            table_name = "class_membership"
            indexes = ((("client", "klass", "since"), False),)

    class OutsideHolding(Base):
        client = ForeignKeyField(Client, on_delete="CASCADE", index=False)
        product_class = ForeignKeyField(ProductClass, on_delete="RESTRICT", index=False)
        bank = CharField(max_length=64)
        amount = BigIntegerField(null=True)
        learnt = CharField(max_length=200)
        noted_on = DateField()
        noted_by = ForeignKeyField(Staff, on_delete="RESTRICT", index=False)
        ended_on = DateField(null=True)
        ended_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)
        ended_reason = CharField(max_length=200, default="")
        submission = CharField(max_length=36, null=True, unique=True)

        class Meta:
            table_name = "outside_holding"
            indexes = ((("client", "ended_on"), False),)

    class ProductShare(Base):
        tier = ForeignKeyField(Tier, on_delete="CASCADE", index=False)
        kind = CharField(max_length=10)
        klass = CharField(max_length=12)
        product_class = ForeignKeyField(ProductClass, on_delete="CASCADE", index=False)
        holders = IntegerField()
        members = IntegerField()
        computed_on = DateField()

        class Meta:
            table_name = "product_share"
            indexes = ((("tier", "kind", "klass", "product_class"), True),)

    class SuggestionAnswer(Base):
        client = ForeignKeyField(Client, on_delete="CASCADE", index=False)
        product_class = ForeignKeyField(ProductClass, on_delete="RESTRICT", index=False)
        answer = CharField(max_length=10)
        note = CharField(max_length=200, default="")
        until = DateField(null=True)
        staff = ForeignKeyField(Staff, on_delete="RESTRICT", index=False)
        created_at = UtcField()
        submission = CharField(max_length=36, null=True, unique=True)

        class Meta:
            table_name = "suggestion_answer"
            indexes = ((("client", "product_class"), False),)

    class Deal(Base):
        client = ForeignKeyField(Client, on_delete="CASCADE", index=False)
        kind = CharField(max_length=16)
        product_class = ForeignKeyField(ProductClass, on_delete="RESTRICT", index=False)
        offer = CharField(max_length=24, default="")
        name = CharField(max_length=80, default="")
        reference = CharField(max_length=40, default="")
        account = ForeignKeyField(HoldingAccount, null=True, on_delete="CASCADE")
        loan = ForeignKeyField(Loan, null=True, on_delete="CASCADE")
        amount = BigIntegerField(default=0)
        happened_on = DateField()
        cause = CharField(max_length=64, unique=True)
        run = ForeignKeyField(ImportRun, null=True, on_delete="SET NULL", index=False)
        created_at = UtcField()

        class Meta:
            table_name = "deal"
            indexes = ((("client", "happened_on"), False),)

    db.create_tables([ProductClass, Product, ServiceContract, BalanceChange, ClassMembership, OutsideHolding, ProductShare,
                      SuggestionAnswer, Deal])
    migrator.migrate(
        migrator.add_column("holding_account", "offer", CharField(max_length=24, default="")),
        migrator.add_column("holding_account", "noted", BooleanField(default=False)),
        migrator.add_column("holding_account", "noted_balance", BigIntegerField(null=True)),
        migrator.add_column("holding_account", "noted_maturity", DateField(null=True)),
        migrator.add_column("card", "offer", CharField(max_length=24, default="")),
        migrator.add_column("card", "noted", BooleanField(default=False)),
        migrator.add_column("loan", "offer", CharField(max_length=24, default="")),
        migrator.add_column("loan", "noted", BooleanField(default=False)),
        migrator.add_column("loan", "noted_maturity", DateField(null=True)),
    )
