"""What stands in a file that was refused: whole numbers only for those who may reveal them over the branch."""

from __future__ import annotations

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from portal.importing.showing import may_see_whole
from portal.models import ImportRow, RecordAccess
from tests.ground import people
from tests.imports.files import PEOPLE, latest, upload

PHONE = "13804310012345678"
BROKEN = PEOPLE.replace("13804310012", PHONE).replace("K2,刘玉兰,个人", "K2,刘玉兰,贵人")


@pytest.fixture
def refused(visit, branch_admin):
    upload(visit(branch_admin), ("客户.csv", BROKEN))
    return latest()


def sheet(visitor, run):
    page = visitor.get(f"/imports/{run.id}/rejected.xlsx")
    return CalamineWorkbook.from_filelike(BytesIO(page.response.get_data())).get_sheet_by_index(0).to_python()


def test_the_branch_admin_gets_the_rows_whole(visit, branch_admin, refused):
    assert PHONE in str(sheet(visit(branch_admin), refused))
    assert PHONE in visit(branch_admin).get(f"/imports/{refused.id}/rows").text


def test_head_office_gets_them_masked(visit, head_office, refused):
    """Who decides for the whole bank reveals nothing: neither in the workbook, nor by its reasons, nor on a page."""
    browser = visit(head_office)
    assert PHONE not in str(sheet(browser, refused)) and "138****5678" in str(sheet(browser, refused))
    for path in ("rows", "rows?show=faults", "rows/0/3"):
        page = browser.get(f"/imports/{refused.id}/{path}")
        assert PHONE not in str(page.html) and "13804310011" not in str(page.html), path


def test_the_auditor_sees_faults_masked(visit, auditor, refused):
    page = visit(auditor).get(f"/imports/{refused.id}/rows?show=faults")
    assert PHONE not in page.text and "138****5678" in page.text
    visit(auditor).get(f"/imports/{refused.id}/rejected.xlsx", status=403)


def test_a_mask_that_comes_back_is_no_number(visit, head_office, refused):
    """Who mends a name beside a masked phone does not write stars into the phone."""
    browser = visit(head_office)
    page = browser.get(f"/imports/{refused.id}/rows/0/2")
    cells = {one["name"]: one.get("value", "") for one in page.html.select("input[name^=cell-]")}
    browser.post(f"/imports/{refused.id}/rows/0/2", **{**cells, "cell-1": "周国强二"})
    assert ImportRow.get(ImportRow.run == refused.id, ImportRow.line == 2).outcome == "new"
    from portal.importing.writing.staging import opened

    texts = opened(ImportRow.get(ImportRow.run == refused.id, ImportRow.line == 2).cells)
    assert "13804310011" in texts and "周国强二" in texts and not any("*" in text for text in texts)


def test_an_admin_of_another_branch_who_reads_here_sees_no_whole_number(refused, auditor, manager):
    people.grant(auditor, "branch_admin", "JY")
    assert not may_see_whole(people.actor(auditor), refused)
    assert not may_see_whole(people.actor(manager), refused)


def test_a_row_of_another_branch_is_refused_without_saying_whose(app):
    from portal.importing.mapping.tables import TABLES
    from portal.importing.writing.standing import Standing

    for name in ("clients", "accounts"):
        standing = Standing(plan=None, table=TABLES[name], ground=None, branch=0, reject=None)
        assert not any(place in str(standing._elsewhere()) for place in ("一汽支行", "FAW"))


def test_a_client_whom_a_row_names_was_looked_at(visit, branch_admin):
    """A row that looks like somebody names him: that is a look at his record, and he can read it."""
    there = people.client(None, "周国强", mobile="+8613804310011", birthday=None, employer="")
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    looks = RecordAccess.select().where(RecordAccess.client == there.id, RecordAccess.kind == "open")
    assert not looks.exists()
    assert there.number in browser.get(f"/imports/{latest().id}/rows/0/2").text
    assert looks.get().account_id == people.account_of(branch_admin).id
