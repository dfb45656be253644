"""PostgreSQL learns how many hold each class of products: it took nearly all for holders, and read the table for the few.

Statistics of an expression come with PostgreSQL 14; an older one does without.
"""

BITS = range(16)


def up(migrator, db):
    if db.engine == "postgresql" and db.server_version >= 140000:
        for bit in BITS:
            db.execute_sql(f"CREATE STATISTICS client_holders_{bit} ON (products & {1 << bit}) FROM client")
