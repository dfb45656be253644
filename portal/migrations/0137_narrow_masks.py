"""Masks of documents show the last two characters only: the first four and the last four, beside a birthday, left nine
numbers to choose from.
"""


def up(migrator, db):
    stars = "*" * 32
    db.execute_sql(
        f"UPDATE client SET document_masked = substr('{stars}', 1, length(document_masked) - 2) || "
        "substr(document_masked, length(document_masked) - 1, 2) WHERE length(document_masked) > 2"
    )
