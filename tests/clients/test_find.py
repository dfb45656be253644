"""Finding clients: by name, pinyin, initials, last figures of the phone, number; in the list and in the search box."""

from __future__ import annotations

import pytest

from tests.ground import people


@pytest.fixture
def book(branch_admin):
    """A few clients whose names sound alike."""
    return [
        people.client(None, name, mobile=mobile)
        for name, mobile in (
            ("陈刚", "+8613843001234"), ("陈国强", "+8613843005678"), ("程刚", "+8613943001111"), ("欧阳娜娜", "+8615843009012"), ("吕梁", "+8618643003456"),
        )
    ]  # fmt: skip


def found(page):
    return [row[1] for row in page.table("clients")]


TYPED = {
    "陈刚": ["陈刚"], "陈": ["陈国强", "陈刚"], "刚": ["陈刚", "程刚"], "国强": ["陈国强"], "chengang": ["陈刚"],
    "ChenGang": ["陈刚"], "cheng": ["陈刚", "陈国强", "程刚"], "cgq": ["陈国强"], "cg": ["陈刚", "陈国强", "程刚"],
    "gang": ["陈刚", "程刚"], "1234": ["陈刚"], "13843005678": ["陈国强"], "+86 138 4300 5678": ["陈国强"],
    "ouyang": ["欧阳娜娜"], "欧阳": ["欧阳娜娜"], "lv": ["吕梁"], "lü": ["吕梁"], "陈 1234": ["陈刚"], "李四": [], "9999": [],
    "，。": [],
}  # fmt: skip


@pytest.mark.parametrize(("many", "very_many"), [(1000, 7000), (0, 7000), (0, 0)])
def test_it_works(visit, branch_admin, book, monkeypatch, many, very_many):
    """However many the hits are held to be: looked up, gathered, or asked one after the other."""
    monkeypatch.setattr("portal.reads.finding.search.MANY", many)
    monkeypatch.setattr("portal.reads.finding.search.VERY_MANY", very_many)
    browser = visit(branch_admin)
    for typed, names in TYPED.items():
        assert sorted(found(browser.get("/clients", q=typed))) == sorted(names), typed


def test_by_number_in_any_writing(visit, branch_admin, book):
    number = book[0].number
    for typed in (number, number.lower(), f"C-{int(number[2:])}", number.replace("-", ""), "\uff23" + number[1:]):
        assert found(visit(branch_admin).get("/clients", q=typed)) == ["陈刚"]


def test_the_search_box_finds_all_areas(visit, branch_admin, book):
    page = visit(branch_admin).get("/search", q="陈")
    assert {"陈刚", "陈国强"} <= {b.get_text() for b in page.html.select(".found-list b")}
    empty = visit(branch_admin).get("/search", q="")
    assert not empty.html.select(".found-list")


def test_an_exact_number_leads_straight_there(visit, branch_admin, book):
    page = visit(branch_admin).get("/search", status=302, follow=False, q=book[0].number)
    assert page.response.headers["Location"] == f"/clients/{book[0].number}"


def test_a_changed_name_is_found_under_the_new_one_only(visit, branch_admin, book):
    browser = visit(branch_admin)
    browser.post(f"/clients/{book[4].number}/edit", name="吕晓梁", mobile="13800009999", version="1")
    assert found(browser.get("/clients", q="xiaoliang")) == ["吕晓梁"]
    assert found(browser.get("/clients", q="9999")) == ["吕晓梁"]
    assert found(browser.get("/clients", q="3456")) == []


def test_a_company_is_found_by_its_middle(visit, branch_admin):
    visit(branch_admin).post("/clients/new", kind="company", name="长春宏达汽车零部件有限公司", branch="FAW")
    for typed in ("宏达", "hongda", "hdqc", "零部件"):
        assert found(visit(branch_admin).get("/clients", q=typed)) == ["长春宏达汽车零部件有限公司"]


def test_htmx_gets_the_rows_alone(visit, branch_admin, book):
    page = visit(branch_admin, htmx="rows").get("/clients", q="欧阳")
    assert page.html.html is None
    assert "欧阳娜娜" in page.response.get_data(as_text=True) and "陈刚" not in page.response.get_data(as_text=True)


ODD = [
    "'; DROP TABLE client", '" OR 1=1', "<script>alert(1)</script>", "\x00", "陈\x00刚", "🙂", "\u202e刚陈", "%", "_", "*", "n:陈",
    "a" * 300, "NEAR(陈 刚)", "²³", "\ud83d",
]  # fmt: skip


def test_odd_input_finds_or_finds_nothing(visit, branch_admin, book):
    browser = visit(branch_admin)
    for odd in ODD:
        odd = odd.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        for path in ("/clients", "/search", "/requests"):
            assert "<script>alert" not in browser.get(path, q=odd).response.get_data(as_text=True), odd
    assert len(found(browser.get("/clients"))) == 5


def test_others_do_not_find_ours(visit, other_branch_admin, other_manager, book):
    for person in (other_branch_admin, other_manager):
        for typed in ("陈", "cg", "1234", book[0].number):
            assert found(visit(person).get("/clients", q=typed)) == []
            assert (
                "陈刚" not in visit(person).get("/search", status=404 if typed == book[0].number else 200, q=typed).text
            )
