"""One-time codes are kept under the HMAC key; a plain hash does not say what its code was, so open ones end."""


def up(migrator, db):
    db.execute_sql("UPDATE activation_code SET expires_at = created_at WHERE used_at IS NULL")
