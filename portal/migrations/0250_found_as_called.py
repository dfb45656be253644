"""Search terms and sort keys follow the rule as it stands now: every common reading of a name, spaces, dots and brackets
inside it, letters of other scripts, landlines without their area code. Further phones of a client count as before.
"""

from peewee import SqliteDatabase

from portal.rules.finding.terms import name_key, terms_of

AT_ONCE = 1000


def up(migrator, db):
    mark = "?" if isinstance(db, SqliteDatabase) else "%s"
    last = 0
    while True:
        rows = db.execute_sql(
            "SELECT c.id, c.name, c.name_latin, c.number, c.mobile, c.kind, c.name_key, t.terms FROM client c "
            f"LEFT JOIN client_term t ON t.client_id = c.id WHERE c.id > {mark} ORDER BY c.id LIMIT {AT_ONCE}",
            (last,),
        ).fetchall()
        if not rows:
            return
        phones = further_phones(db, mark, last, rows[-1][0])
        for key, *record in rows:
            follow(db, mark, key, record, phones.get(key, []))
        last = rows[-1][0]


def further_phones(db, mark, after, until):
    found = {}
    query = f"SELECT client_id, number FROM client_phone WHERE client_id > {mark} AND client_id <= {mark}"
    for key, number in db.execute_sql(query, (after, until)).fetchall():
        found.setdefault(key, []).append(number)
    return found


def follow(db, mark, key, record, phones):
    name, latin, number, mobile, kind, sorted_by, terms = record
    company = kind == "company"
    found = terms_of(name, latin, number, mobile, company=company)
    found = found.union(*(terms_of("", phone=phone) for phone in phones))
    if terms is not None and set(terms.split()) != found:
        text = " ".join(sorted(found))
        db.execute_sql(f"UPDATE client_term SET terms = {mark} WHERE client_id = {mark}", (text, key))
    if sorted_by != (now := name_key(name, company=company)):
        db.execute_sql(f"UPDATE client SET name_key = {mark} WHERE id = {mark}", (now, key))
