"""A list knows the saved filter that it is drawn from; who comes near the standard is found through an index."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE tier_list ADD COLUMN drawn_from_id INTEGER REFERENCES saved_filter (id) ON DELETE SET NULL")
    migrator.migrate(
        migrator.add_index("tier_list", ("drawn_from_id",)),
        migrator.add_index("client", ("branch_id", "tier_id", "aum_average")),
    )
    # candidates whom a later month found below the standard, and those who became VIPs by hand, are candidates no longer
    db.execute_sql(
        "UPDATE client SET list_status = '' WHERE list_status = 'candidate' AND (tier_id IN (SELECT code FROM tier WHERE rank > 0) "
        "OR NOT EXISTS (SELECT 1 FROM tier_standing s WHERE s.client_id = client.id AND s.decision = 'candidate' "
        "AND s.month = (SELECT MAX(x.month) FROM tier_standing x WHERE x.client_id = client.id)))"
    )
