"""A form whose token is missing or old: what was typed is not lost, and nothing is written."""

from __future__ import annotations

import pytest

from portal.models import Staff


def send(visitor, status=400, referer="/staff/new", **fields):
    values = {
        "name": "周强",
        "username": "zhouqiang",
        "branch": "FAW",
        "post": "teller",
        "introduction_zh": "在柜台多年\n为人细致",
    } | fields
    return visitor.post("/staff/new", status=status, csrf=False, referer=referer, **values)


def test_it_works(visit, branch_admin):
    browser = visit(branch_admin)
    page = send(browser)
    assert page.heading == "Please send it once more"
    form = page.html.select_one("main form")
    fields = {
        e["name"]: e.get_text().lstrip("\n") if e.name == "textarea" else e["value"] for e in form.select("[name]")
    }
    assert fields["introduction_zh"].splitlines() == ["在柜台多年", "为人细致"]
    assert "Introduction that clients read, in Chinese" in page.text
    assert Staff.get_or_none(name="周强") is None
    token = fields.pop("csrf_token")
    answer = browser.web.post(
        "/staff/new", data={**fields, "csrf_token": token}, headers={"Referer": "http://localhost/staff/new"}
    )
    assert answer.status_code == 303
    assert Staff.get_or_none(name="周强")


@pytest.mark.one_engine
def test_passwords_are_never_shown_again(visit, manager):
    page = visit(manager).post(
        "/account/password",
        status=400,
        csrf=False,
        referer="/account",
        current="my secret one",
        password="my new secret",
        again="my new secret",
    )
    assert "secret" not in page.response.get_data(as_text=True)


def test_from_elsewhere_nothing_is_shown(visit, branch_admin):
    response = visit(branch_admin).web.post(
        "/staff/new", data={"name": "周强"}, headers={"Referer": "https://evil.example/"}
    )
    assert response.status_code == 400 and "周强" not in response.get_data(as_text=True)


def test_an_old_token_counts_as_none(visit, branch_admin):
    page = send(visit(branch_admin), csrf_token="IjEi.old.token")
    assert page.heading == "Please send it once more"
