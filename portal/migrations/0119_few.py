"""Filters that few clients fit get an index of those who do: companies, classes, open teams, each class of products."""

FEW = {
    "client_companies": ("branch_id, tier_id, id", "kind = 'company'"),
    "client_liability": ("branch_id, tier_id, id", "is_liability"),
    "client_asset": ("branch_id, tier_id, id", "is_asset"),
    "client_intermediary": ("branch_id, tier_id, id", "is_intermediary"),
    "client_team_open": (
        "branch_id, aum, id",
        "tier_id <> 'standard' AND (manager_id IS NULL OR adviser_id IS NULL OR specialists = 0)",
    ),
    **{f"client_holds_{bit}": ("branch_id, id", f"(products & {1 << bit}) <> 0") for bit in range(16)},
}


def up(migrator, db):
    for name, (columns, condition) in FEW.items():
        db.execute_sql(f"CREATE INDEX {name} ON client ({columns}) WHERE {condition}")
