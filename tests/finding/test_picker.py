"""A client is named in a form: by name, pinyin, digits of his phone or number, the same everywhere."""

from __future__ import annotations

import pytest

from portal.models import Client, ListName, SignUp
from portal.rules.finding.naming import told_number, why
from tests.events.plans import event
from tests.ground import people

NUMBERS = [
    ("C-0000123", "C-0000123"),
    ("c123", "C-0000123"),
    ("陈刚 C-0000123", "C-0000123"),
    ("Ｃ-0000123 陈刚", "C-0000123"),
    ("陈刚 C-123", None),
    ("C-0000123 C-0000124", None),
    ("陈刚", None),
    ("", None),
]
WHYS = [
    ("C-0000123", "陈刚", "number"),
    ("陈", "陈刚", "name"),
    ("chengang", "陈刚", "pinyin"),
    ("cg", "陈刚", "pinyin"),
    ("0001", "陈刚", "digits"),
    ("smith", "Smith 陈", "name"),
]


@pytest.mark.parametrize(("typed", "number"), NUMBERS)
def test_the_number_in_what_was_typed(typed, number):
    assert told_number(typed) == number


@pytest.mark.parametrize(("typed", "name", "found_by"), WHYS)
def test_by_what_he_was_found(typed, name, found_by):
    assert why(typed, name) == found_by


def offered(visitor, purpose, field, typed, status=200, **more):
    query = "".join(f"&{name}={value}" for name, value in more.items())
    page = visitor.post(f"/clients/pick?for={purpose}{query}", status=status, **{field: typed})
    return [(one["data-pick"], one.get_text(" ", strip=True)) for one in page.html.select("[role=option]")]


def test_it_works(visit, manager, served):
    browser, named = visit(manager, htmx="found"), f"陈刚 {served.number}"
    for typed, words in (
        ("陈刚", "found by the name"),
        ("chengang", "found by pinyin"),
        (served.number, "found by the number"),
        (served.mobile[-4:], "found by the phone"),
    ):
        ((pick, shown),) = offered(browser, "relation", "other", typed)
        assert pick == named and words in shown and "Diamond" in shown
    assert offered(browser, "relation", "other", "陈刚", but=served.number) == []
    assert offered(browser, "relation", "other", "") == []


def test_what_is_chosen_from_the_list_is_read(visit, coordinator, liufang):
    row = event(coordinator)
    page = visit(coordinator).post(f"/events/{row.number}/sign-up", client=f"刘芳 {liufang.number}", guests="0")
    assert page.notice == "刘芳 is signed up."


@pytest.mark.parametrize("typed", ["刘芳", "liufang", "刘 芳"])
def test_without_a_script_a_name_is_enough(visit, coordinator, liufang, typed):
    row = event(coordinator)
    assert visit(coordinator).post(f"/events/{row.number}/sign-up", client=typed, guests="0").notice
    assert SignUp.get().client_id == liufang.id


def test_of_several_one_is_chosen(visit, coordinator, liufang):
    other, row = people.client(None, "刘芳"), event(coordinator)
    browser, at = visit(coordinator), f"/events/{row.number}/sign-up"
    page = browser.post(at, status=422, client="刘芳", guests="0")
    assert "Several clients fit" in page.errors["client"]
    boxes = [box["value"] for box in page.html.select("input[name=pick]")]
    assert sorted(boxes) == sorted([liufang.number, other.number]) and SignUp.select().count() == 0
    browser.post(at, client="刘芳", guests="0", pick=other.number)
    assert SignUp.get().client_id == other.id


def test_who_introduced_him_is_chosen_of_several(visit, manager, served, liufang):
    from tests.clients.record.test_edit_record import edit

    other = people.client(None, "刘芳")
    page = edit(visit(manager), served, status=422, referrer="刘芳")
    assert {box["value"] for box in page.html.select("input[name=pick]")} == {liufang.number, other.number}
    edit(visit(manager), served, referrer="刘芳", pick=other.number)
    assert Client.get_by_id(served.id).referrer_id == other.id


def test_digits_lead_only_to_clients_he_reads(visit, coordinator, liufang):
    """A coordinator sees heads: by name and number, not by phone."""
    browser = visit(coordinator, htmx="found")
    assert offered(browser, "sign_up", "client", liufang.mobile[-4:]) == []
    assert len(offered(browser, "sign_up", "client", "刘芳")) == 1


def test_nobody_of_another_branch_is_offered_or_taken(visit, manager, coordinator, zhaolei):
    assert offered(visit(manager, htmx="found"), "referrer", "referrer", "赵蕾") == []
    row = event(coordinator)
    for typed in ("赵蕾", zhaolei.number, f"赵蕾 {zhaolei.number}"):
        page = visit(coordinator).post(f"/events/{row.number}/sign-up", status=422, client=typed, guests="0")
        assert "no such client" in page.errors["client"]
    assert SignUp.select().count() == 0


def test_who_may_not(visit, manager, auditor, admin, served):
    browser = visit(manager)
    assert browser.post("/clients/pick?for=list", status=403, client="陈刚")
    assert browser.post("/clients/pick?for=nothing", status=404, client="陈刚")
    assert browser.post("/clients/pick", status=404, client="陈刚")
    assert visit(auditor).post("/clients/pick?for=relation", status=403, other="陈刚")
    assert visit(admin).post("/clients/pick?for=relation", status=403, other="陈刚")
    assert visit(served).post("/clients/pick?for=relation", status=403, other="陈刚")


def test_bad_input(visit, manager, served):
    browser = visit(manager, htmx="found")
    for typed in ("%", "'; DROP TABLE client", "\\", "陈" * 500, "<b>", "~", "C-", "\u200b"):
        offered(browser, "relation", "other", typed)
    assert ListName.select().count() == 0
