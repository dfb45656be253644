"""The address of a signature's proof, which is printed, is not the one under which it is signed. What was signed keeps
the address that stands on its prints; under it nothing can be signed any more."""

import secrets

from peewee import CharField


def up(migrator, db):
    migrator.migrate(migrator.add_column("signature", "proof_token", CharField(max_length=43, null=True)))
    db.execute_sql("UPDATE signature SET proof_token = token WHERE state = 'signed'")
    mark = db.param
    for (ident,) in db.execute_sql("SELECT id FROM signature WHERE proof_token IS NULL").fetchall():
        db.execute_sql(
            f"UPDATE signature SET proof_token = {mark} WHERE id = {mark}",  # noqa: S608
            (secrets.token_urlsafe(32), ident),
        )
    migrator.migrate(migrator.add_not_null("signature", "proof_token"))
    db.execute_sql("CREATE UNIQUE INDEX signature_proof_token ON signature (proof_token)")
