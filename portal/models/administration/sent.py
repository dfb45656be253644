"""What a form brought that made a row."""

from __future__ import annotations

from peewee import CharField

from portal.database import Model, UtcField


class SentContent(Model):
    """The digest of what was sent with a submission, written with the row that it made. `key` is the row's table and
    what makes the submission one there (`Model.submission_key`)."""

    key = CharField(120, primary_key=True)
    digest = CharField(64)
    at = UtcField(index=True)
