"""The sections of a client's page: at first sight, on demand, and each by itself."""

from __future__ import annotations

from datetime import date

import pytest

from portal.models import AccountRight, HoldingAccount, Transaction
from portal.views.clients.sections import SECTIONS


@pytest.fixture
def holder(served):
    account = HoldingAccount.create(
        client=served, number="6222621234567891234", product="deposit", opened_on=date(2020, 1, 1), balance=100
    )
    AccountRight.create(account=account, client=served, kind="owner")
    Transaction.create(
        account=account, happened_on=date(2026, 11, 3), direction="credit", amount=123_456, balance=123_456
    )
    return served


def test_it_works(visit, manager, holder):
    page = visit(manager).get(f"/clients/{holder.number}")
    ids = {element["id"] for element in page.html.select("section[id]")}
    assert {"team", "contacts", "requests", "holdings", "benefits", "events", "history"} <= ids
    bar = [link["href"] for link in page.html.select("nav.anchors a")]
    assert bar == [f"#{section.id}" for section in SECTIONS if f"#{section.id}" in bar] and len(bar) == len(ids)


def test_what_comes_on_demand_has_a_link_for_those_without_script(visit, manager, holder):
    page = visit(manager).get(f"/clients/{holder.number}")
    section = page.html.select_one("#transactions")
    assert section["hx-get"] == section.a["href"] == f"/clients/{holder.number}/transactions"
    assert "1,234.56" not in section.get_text()
    page = visit(manager).get(section.a["href"])
    assert page.heading == "陈刚 · Latest transactions" and "+¥1,234.56" in page.section("transactions")


def test_with_htmx_only_the_section_comes(visit, manager, holder):
    page = visit(manager, htmx="transactions").get(f"/clients/{holder.number}/transactions")
    assert page.html.html is None and "+¥1,234.56" in page.section("transactions")


@pytest.mark.parametrize("section", [section.id for section in SECTIONS])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_section_is_a_page_of_its_own(visit, manager, holder, section, language):
    page = visit(manager, language=language).get(f"/clients/{holder.number}/{section}")
    assert page.html.find(id=section) is not None or section in ("team", "benefits")  # these have more than a section


@pytest.mark.one_engine
def test_who_may_not(visit, holder, second_manager, other_manager, coordinator):
    for person in (second_manager, other_manager, coordinator):
        visit(person).get(f"/clients/{holder.number}/holdings", status=404)


@pytest.mark.one_engine
def test_a_section_that_is_none(visit, manager, holder):
    for name in ("nothing", "HOLDINGS", "client", "..%2fedit"):
        visit(manager).get(f"/clients/{holder.number}/{name}", status=404)
