"""Letters that were made are not made again by accident: a code that works is shown once, and ends only when that is wanted."""

from __future__ import annotations

import pytest

from portal.actions.accounts.codes import kept_code
from portal.ground import clock
from portal.models import Account, ActivationCode, AuditEntry, Task
from tests.ground import people
from tests.screening.names import decided, rich, submitted


@pytest.fixture
def gold(app):
    return [people.client(None, f"孙志远{n}", "gold") for n in range(3)]


def codes(page) -> list[str]:
    return [one.get_text(strip=True) for one in page.html.select(".letter-code")]


@pytest.fixture
def works(app):
    """Is a code still good for something?"""

    def asked(code: str) -> bool:
        with app.app_context():
            row = ActivationCode.get(ActivationCode.code_hash == kept_code(code))
        return row.expires_at > clock.now()

    return asked


def issued() -> int:
    return AuditEntry.select().where(AuditEntry.action == "account.code_issued").count()


def test_it_works(visit, branch_admin, gold, works):
    browser, fields = visit(branch_admin), {"clients": [one.number for one in gold[:2]], "language": "zh"}
    first = codes(browser.post("/tiers/letters/print", **fields))
    assert len(first) == 2 and issued() == 2
    page = browser.post("/tiers/letters/print", status=409, **fields)
    assert (
        page.heading == "Letters already exist"
        and "孙志远0" in page.section("held")
        and "by 赵敏" in page.section("held")
    )
    assert not codes(page) and all(code not in page.text for code in first)
    assert all(works(code) for code in first) and issued() == 2
    again = codes(browser.post("/tiers/letters/print", again="1", **fields))
    assert len(again) == 2 and not any(works(code) for code in first) and all(works(code) for code in again)
    assert issued() == 4
    assert AuditEntry.select().where(AuditEntry.action == "letters.issued").count() == 2


def test_only_those_without_a_letter(visit, branch_admin, gold, works):
    browser = visit(branch_admin)
    (kept,) = codes(browser.post("/tiers/letters/print", clients=gold[0].number))
    page = browser.post("/tiers/letters/print", status=409, clients=[one.number for one in gold])
    assert "2 clients of your choice have no letter yet." in page.text
    rest = [
        field["value"] for field in page.html.select("form[action='/tiers/letters/print']")[0].select("[name=clients]")
    ]
    assert rest == [gold[1].number, gold[2].number]
    assert len(codes(browser.post("/tiers/letters/print", clients=rest))) == 2 and works(kept)
    page = browser.get("/tiers/letters")
    assert all("by 赵敏" in row[-1] for row in page.table("vips")) and not page.html.select("#vips [checked]")


def test_the_letters_of_a_list_twice(visit, branch_admin, head_office, works):
    first, second = rich("孙志远"), rich("周海")
    row = submitted(branch_admin, first, second)
    decided(head_office, first)
    here = f"/tiers/lists/{row.number}/letters"
    (code,) = codes(visit(branch_admin).post(here))
    decided(head_office, second)
    page = visit(branch_admin).post(here, status=409)
    assert "1 client of your choice has no letter yet." in page.text and works(code)
    assert page.html.select("form[action='/tiers/letters/print'] [name=clients]")[0]["value"] == second.number
    assert len(codes(visit(branch_admin).post(here, again="1"))) == 2 and not works(code)


def test_in_the_background_those_who_hold_a_code_are_left_alone(visit, branch_admin, gold, work, works):
    browser = visit(branch_admin)
    (kept,) = codes(browser.post("/tiers/letters/print", clients=gold[0].number))
    browser.post("/tiers/letters/all", branch="", tier="", language="zh")
    assert work() == 1 and Task.get().result["count"] == 2 and works(kept)
    page = browser.post(f"/tiers/letters/{Task.get().id}")
    shown = codes(page)
    assert len(shown) == 2 and all(works(code) for code in shown)
    before = issued()
    page = browser.post(f"/tiers/letters/{Task.get().id}", referer="/tiers/letters")
    assert not codes(page) and "opened already" in page.refusal and issued() == before
    opened = AuditEntry.get(AuditEntry.action == "letters.opened")
    assert opened.words["count"] == "2" and opened.subject_id == Task.get().id
    browser.post("/tiers/letters/all", branch="", tier="", language="zh")
    work()
    assert "代码" in visit(branch_admin).get(f"/tasks/{Task.select().order_by(Task.id.desc()).get().id}").text
    browser.post("/tiers/letters/all", branch="", tier="", language="zh", again="1")
    assert work() == 1 and not works(kept) and not any(works(code) for code in shown)


def test_a_code_that_ran_out_or_was_used_asks_nothing(visit, branch_admin, gold, at):
    browser = visit(branch_admin)
    browser.post("/tiers/letters/print", clients=[gold[0].number, gold[1].number])
    Account.update(password_hash="x").where(Account.client == gold[1].id).execute()
    at("2026-12-20 10:00")
    page = visit(branch_admin).post("/tiers/letters/print", clients=[gold[0].number, gold[1].number])
    assert page.heading == "1 letter" and "No letter for 孙志远1" in page.text


def test_a_letter_prints_and_carries_the_year(visit, branch_admin, gold):
    page = visit(branch_admin).post("/tiers/letters/print", clients=gold[0].number, language="zh")
    assert page.html.select_one("button[data-print]").get_text(strip=True) == "Print"
    letter = page.html.select_one(".letter").get_text(" ")
    assert "2026年11月24日" in letter and letter.count("2026年") == 2
    page = visit(branch_admin).post("/tiers/letters/print", clients=gold[1].number, language="en")
    assert "24 Nov 2026" in page.html.select_one(".letter").get_text(" ")
