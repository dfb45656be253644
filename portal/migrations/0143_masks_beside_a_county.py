"""A registered address may say the county with which a resident ID begins: its mask shows no digit then."""

REGISTERED = "(address_kind = 'registered' OR id IN (SELECT client_id FROM client_address WHERE kind = 'registered'))"


def up(migrator, db):
    db.execute_sql(
        f"UPDATE client SET document_masked = '{'*' * 18}' "
        f"WHERE document_kind = 'resident_id' AND document_masked <> '' AND {REGISTERED}"
    )
