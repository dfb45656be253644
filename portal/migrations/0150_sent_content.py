"""What a form brought when its deed was done: the same form with other words is not taken for done. Forms of before
have none, and count as the same."""

from peewee import CharField, Model

from portal.database import UtcField


def up(migrator, db):
    class SentContent(Model):
        key = CharField(max_length=120, primary_key=True)
        digest = CharField(max_length=64)
        at = UtcField(index=True)

        class Meta:
            database = db
            table_name = "sent_content"

    db.create_tables([SentContent])
