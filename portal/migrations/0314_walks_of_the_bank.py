"""Two walks that PostgreSQL did by reading on and sorting: VIPs of the bank whose team is not complete by their assets,
and the calls made last, in their order (docs/performance.md)."""


def up(migrator, db):
    db.execute_sql(
        "CREATE INDEX client_team_open_of_bank ON client (aum, id) "
        "WHERE tier_id <> 'standard' AND (manager_id IS NULL OR adviser_id IS NULL OR specialists = 0)"
    )
    db.execute_sql("CREATE INDEX follow_up_made ON follow_up (done_at, id) WHERE (done_at IS NOT NULL)")
    db.execute_sql("DROP INDEX IF EXISTS followup_done_at")
