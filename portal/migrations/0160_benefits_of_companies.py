"""A company has the benefits that a company can use: nobody books it a doctor."""

PERSONAL = (
    "hospital_booking",
    "priority_treatment",
    "health_check",
    "travel_season",
    "theatre_ticket",
    "school_advice",
    "safe_box",
)


def up(migrator, db):
    db.execute_sql("ALTER TABLE benefit ADD COLUMN for_companies BOOLEAN NOT NULL DEFAULT TRUE")
    codes = ", ".join(f"'{code}'" for code in PERSONAL)
    db.execute_sql(f"UPDATE benefit SET for_companies = FALSE WHERE code IN ({codes})")
