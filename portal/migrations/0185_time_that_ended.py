"""What people who left before hold still: codes, browsers, private filters, undecided merges, absences. (Filters that
colleagues see pass to their branch admin in the worker's first minute: that is a deed with a notice.)"""

from datetime import UTC, datetime

LEAVERS = "SELECT id FROM staff WHERE left_on IS NOT NULL"
LOGINS = f"SELECT id FROM account WHERE staff_id IN ({LEAVERS})"


def up(migrator, db):
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat(" ")
    db.execute_sql(f"DELETE FROM known_device WHERE account_id IN ({LOGINS})")
    for sql in (
        f"UPDATE sign_in SET ended_at = {db.param} WHERE ended_at IS NULL AND account_id IN ({LOGINS})",
        f"UPDATE export SET expires_at = {db.param} WHERE storage_name <> '' AND account_id IN ({LOGINS})",
        f"UPDATE client_merge SET state = 'declined', typed_document = '', decided_at = {db.param} "
        f"WHERE state = 'proposed' AND proposed_by_id IN ({LOGINS})",
    ):
        db.execute_sql(sql, (now,))
    db.execute_sql(
        f"UPDATE activation_code SET expires_at = {db.param} WHERE used_at IS NULL AND expires_at > {db.param} "
        f"AND account_id IN ({LOGINS})",
        (now, now),
    )
    db.execute_sql(
        f"DELETE FROM saved_filter WHERE shared_with_id IS NULL AND owner_id IN ({LOGINS}) "
        "AND id NOT IN (SELECT drawn_from_id FROM tier_list WHERE drawn_from_id IS NOT NULL)"
    )
    branch = "(SELECT s.branch_id FROM account a JOIN staff s ON s.id = a.staff_id WHERE a.id = saved_filter.owner_id)"
    db.execute_sql(
        f"UPDATE saved_filter SET shared_with_id = {branch} WHERE shared_with_id IS NULL AND owner_id IN ({LOGINS})"
    )
    left = "(SELECT s.left_on FROM staff s WHERE s.id = absence.staff_id)"
    db.execute_sql(
        f"UPDATE absence SET until = CASE WHEN since > {left} THEN since ELSE {left} END, returned_at = {db.param} "
        f"WHERE (until IS NULL OR until > {left}) AND staff_id IN ({LEAVERS})",
        (now,),
    )
    gone = "(SELECT s.left_on FROM staff s WHERE s.id = absence.substitute_id)"
    db.execute_sql(f"UPDATE absence SET substitute_id = NULL WHERE {gone} IS NOT NULL AND (until IS NULL OR until > {gone})")
