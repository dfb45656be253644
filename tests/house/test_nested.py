"""A query in a query is written once: peewee would write each again to see whether it is an empty list."""

from __future__ import annotations

import peewee

from portal.models import Complaint, ComplaintMeasure, Request

HERE = peewee.SqliteDatabase(":memory:")


def nested():
    requests = Request.select(Request.id).where(Request.id.in_([1, 2]))
    both = requests.union_all(Request.select(Request.id).where(Request.number.in_(["R-2026-000001"])))
    complaints = Complaint.select(Complaint.id).where(Complaint.request.in_(both))
    return ComplaintMeasure.select(ComplaintMeasure.id).where(ComplaintMeasure.complaint.not_in(complaints))


def written(query: peewee.Query) -> tuple[str, list]:
    return HERE.get_sql_context().sql(query).query()


def test_each_query_is_written_once(monkeypatch):
    times, write = [], peewee.Select.__sql__
    monkeypatch.setattr(peewee.Select, "__sql__", lambda self, context: times.append(self) or write(self, context))
    sql, values = written(nested())
    assert len(times) == 4 == sql.count("SELECT")
    assert values == [1, 2, "R-2026-000001"]


def test_an_empty_list_is_still_nobody():
    for inside in ([], (), set(), peewee.Value([])):
        assert written(Request.select().where(Request.id.in_(inside)))[0].endswith("WHERE (0 = 1)"), inside
        assert written(Request.select().where(Request.id.not_in(inside)))[0].endswith("WHERE (1 = 1)"), inside
