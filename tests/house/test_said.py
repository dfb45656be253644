"""The words by which the trail and notices name a row stand once, on the row."""

from __future__ import annotations

import pytest

from portal.actions.shared.recording import next_number
from portal.models import Branch
from tests.events.plans import event
from tests.requests.cases import filed
from tests.screening import names


@pytest.mark.one_engine
def test_each_row_says_what_it_is_called(manager, coordinator, branch_admin, served):
    row = filed(served)
    assert served.said == {"client": "陈刚", "number": served.number}
    assert row.said == {"client": "陈刚", "number": row.number, "subject": "孩子入学材料"}
    assert event(coordinator).said == {"number": "E-2026-0001", "title": "岁末茶会"}
    assert manager.said == {"staff": "王磊"} and Branch.get(Branch.code == "FAW").said == {"place": "一汽支行"}


@pytest.mark.one_engine
def test_a_name_on_a_list_is_the_clients_with_the_lists_number(branch_admin):
    client = names.rich("孙志远")
    row = names.draft(branch_admin, client)
    assert row.said == {"number": row.number, "title": "十一月名单"}
    assert names.name_of(client).said == {"number": row.number, "client": "孙志远"}


@pytest.mark.one_engine
def test_numbers_follow_by_kind_and_year(app):
    kinds = ("event", "event", "list", "request", "client")
    assert [next_number(kind) for kind in kinds] == [
        "E-2026-0001", "E-2026-0002", "L-2026-0001", "R-2026-000001", "C-0000001",
    ]  # fmt: skip
    assert next_number("event", 2027) == "E-2027-0001"
