"""The list pipeline (R2): lists, names, what was said of them, papers, clocks, reminders, proposals."""

from peewee import *
from portal.database import JsonField, UtcField

OPEN = "('taken', 'submitted', 'returned', 'completing')"


def up(migrator, db):
    class Account(Model):
        class Meta:
            database = db
            table_name = 'account'

    class Branch(Model):
        class Meta:
            database = db
            table_name = 'branch'

    class Client(Model):
        class Meta:
            database = db
            table_name = 'client'

    class Staff(Model):
        class Meta:
            database = db
            table_name = 'staff'

    class Tier(Model):
        code = CharField(primary_key=True, max_length=16)
        class Meta:
            database = db
            table_name = 'tier'

    def staff(null=True):
        return ForeignKeyField(Staff, null=null, on_delete='RESTRICT', index=False)

    class TierList(Model):
        number = CharField(unique=True, max_length=16)
        branch = ForeignKeyField(Branch, on_delete='RESTRICT', index=False)
        title = CharField(max_length=80)
        period = DateField()
        standard = JsonField(default=dict)
        screen = CharField(max_length=500, default='')
        state = CharField(max_length=10, default='draft')
        created_by = staff(null=False)
        created_at = UtcField()
        submitted_by = staff()
        submitted_at = UtcField(null=True)
        version = IntegerField(default=1)
        submission = CharField(unique=True, null=True, max_length=36)
        class Meta:
            database = db
            table_name = 'tier_list'
            indexes = ((('branch', 'id'), False), (('state', 'id'), False))
    db.create_tables([TierList])

    class ListName(Model):
        tier_list = ForeignKeyField(TierList, on_delete='RESTRICT', index=False)
        client = ForeignKeyField(Client, on_delete='RESTRICT')
        tier = ForeignKeyField(Tier, on_delete='RESTRICT', index=False)
        state = CharField(max_length=10, default='taken')
        origin = CharField(max_length=8, default='screen')
        reason = CharField(max_length=400, default='')
        average = BigIntegerField(default=0)
        threshold = BigIntegerField(default=0)
        flags = JsonField(default=list)
        round = SmallIntegerField(default=1)
        added_by = staff(null=False)
        added_at = UtcField()
        submitted_by = staff()
        decided_by = staff()
        decided_at = UtcField(null=True)
        decision = CharField(max_length=400, default='')
        approved_on = DateField(null=True)
        days = SmallIntegerField(null=True)
        due_on = DateField(null=True)
        completed_at = UtcField(null=True)
        completed_by = staff()
        days_taken = SmallIntegerField(null=True)
        late = BooleanField(null=True)
        version = IntegerField(default=1)
        class Meta:
            database = db
            table_name = 'list_name'
            constraints = [
                Check('decided_by_id IS NULL OR submitted_by_id IS NULL OR decided_by_id <> submitted_by_id'),
                Check('decided_by_id IS NULL OR decided_by_id <> added_by_id'),
            ]
            indexes = ((('tier_list', 'client'), True), (('state', 'id'), False), (('state', 'due_on', 'id'), False), (('approved_on',), False))
    db.create_tables([ListName])

    class ListEntry(Model):
        name = ForeignKeyField(ListName, on_delete='CASCADE', index=False)
        round = SmallIntegerField(default=1)
        kind = CharField(max_length=10)
        author = staff()
        body = TextField(default='')
        at = UtcField()
        submission = CharField(unique=True, null=True, max_length=36)
        class Meta:
            database = db
            table_name = 'list_entry'
            indexes = ((('name', 'id'), False),)
    db.create_tables([ListEntry])

    class ListPaper(Model):
        token = CharField(unique=True, max_length=36)
        list_name = ForeignKeyField(ListName, on_delete='CASCADE')
        round = SmallIntegerField(default=1)
        name = CharField(max_length=120)
        content_type = CharField(max_length=80)
        size = IntegerField()
        storage_name = CharField(max_length=64)
        uploaded_by = ForeignKeyField(Account, on_delete='RESTRICT', index=False)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'list_paper'
    db.create_tables([ListPaper])

    class ListMark(Model):
        name = ForeignKeyField(ListName, on_delete='CASCADE', index=False)
        kind = CharField(max_length=6)
        at = UtcField()
        cause = CharField(max_length=24)
        actor = ForeignKeyField(Account, null=True, on_delete='RESTRICT', index=False)
        class Meta:
            database = db
            table_name = 'list_mark'
            indexes = ((('name', 'id'), False),)
    db.create_tables([ListMark])

    class ListReminder(Model):
        name = ForeignKeyField(ListName, on_delete='CASCADE', index=False)
        level = CharField(max_length=8)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'list_reminder'
            indexes = ((('name', 'level'), True),)
    db.create_tables([ListReminder])

    class ListProposal(Model):
        client = ForeignKeyField(Client, on_delete='RESTRICT')
        branch = ForeignKeyField(Branch, on_delete='RESTRICT', index=False)
        tier = ForeignKeyField(Tier, on_delete='RESTRICT', index=False)
        reason = CharField(max_length=400)
        state = CharField(max_length=8, default='open')
        author = ForeignKeyField(Staff, on_delete='RESTRICT')
        at = UtcField()
        answered_by = staff()
        answered_at = UtcField(null=True)
        answer = CharField(max_length=400, default='')
        submission = CharField(unique=True, null=True, max_length=36)
        class Meta:
            database = db
            table_name = 'list_proposal'
            indexes = ((('branch', 'state', 'id'), False),)
    db.create_tables([ListProposal])

    db.execute_sql(f"CREATE UNIQUE INDEX list_name_one_open ON list_name (client_id) WHERE state IN {OPEN}")
    db.execute_sql("CREATE UNIQUE INDEX list_proposal_one_open ON list_proposal (client_id) WHERE state = 'open'")


def down(migrator, db):
    for table in ('list_proposal', 'list_reminder', 'list_mark', 'list_paper', 'list_entry', 'list_name', 'tier_list'):
        migrator.migrate(migrator.drop_table(table))
