"""A branch of very many clients: its managers' figures are not added up while a page waits."""

from __future__ import annotations

from portal.models import Client
from tests.ground import people


def test_it_works(visit, branch_admin, manager, served, monkeypatch, statements):
    Client.update(completeness=60).execute()
    page = visit(branch_admin).get("/quality")
    assert page.html.find(id="managers") and "choose a smaller branch" not in page.text
    monkeypatch.setattr("portal.views.quality.findings.MOST_BY_MANAGER", 0)
    page = visit(branch_admin).get("/quality")
    assert not page.html.find(id="managers") and "choose a smaller branch" in page.text
    people.client(None, "钱一", "gold", "FAW-1", completeness=60)
    monkeypatch.setattr("portal.views.quality.findings.MOST_BY_MANAGER", 1)
    assert visit(branch_admin).get("/quality", branch="FAW-1").html.find(id="managers")


def test_head_office_chooses_a_branch_first(visit, head_office, branch_admin, manager, served, monkeypatch):
    Client.update(completeness=60).execute()
    assert not visit(head_office).get("/quality").html.find(id="managers")
    assert visit(head_office).get("/quality", branch="FAW").html.find(id="managers")
    monkeypatch.setattr("portal.views.quality.findings.MOST_BY_MANAGER", 0)
    assert "choose a smaller branch" in visit(head_office).get("/quality", branch="FAW").text
