"""Filtering the list of clients: every filter lives in the address."""

from __future__ import annotations

import pytest

from portal.ground import clock
from portal.models import Client, ClientTag, District, Tag
from portal.reads import reference
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.listed import page
from tests.ground import people


@pytest.fixture
def book(served, second_manager, branch_admin, liufang, wutao):
    """陈刚 (served in full), 刘芳 (钱峰 alone), 吴涛 (nobody), a company at an outlet."""
    people.seat(liufang, "manager", second_manager)
    District.insert(name="汽开区").on_conflict_ignore().execute()
    Client.update(district="汽开区", is_liability=True).where(Client.id == liufang.id).execute()
    Client.update(is_asset=True, is_intermediary=True).where(Client.id == served.id).execute()
    people.client(None, "长春宏达有限公司", "platinum", at="FAW-1", kind="company", industry="C", completeness=90)
    today, loan = clock.today(), reference.product_classes()["loan"].bit
    Client.update(last_contact=today - clock.days(10), employer="一汽-大众", aum_change=100, completeness=80).where(
        Client.id == served.id
    ).execute()
    Client.update(last_contact=today - clock.days(90), employer="一汽解放", plant="二厂", aum_change=-1_000_000, completeness=70, products=1 << loan,
                  next_birthday=today + clock.days(5)).where(Client.id == liufang.id).execute()  # fmt: skip
    Client.update(list_status="candidate", completeness=30).where(Client.id == wutao.id).execute()
    ClientTag.create(
        tag=Tag.create(branch=served.branch, name="高尔夫", created_at=clock.now()),
        client=served,
        created_at=clock.now(),
    )


def found(page):
    return {row[1] for row in page.table("clients")}


ALL = {"陈刚", "刘芳", "吴涛", "长春宏达有限公司"}
QUERIES = {
    "": ALL, "tier=gold": {"刘芳"}, "tier=gold&tier=diamond": {"陈刚", "刘芳"}, "tier=vip": ALL - {"吴涛"},
    "kind=company": {"长春宏达有限公司"}, "class=liability": {"刘芳"}, "class=asset": {"陈刚"}, "class=intermediary": {"陈刚"},
    "district=汽开区": {"刘芳"}, "branch=FAW-1": {"长春宏达有限公司"}, "branch=FAW": ALL, "branch=JY": set(),
    "manager=wanglei": {"陈刚"}, "manager=qianfeng": {"刘芳"}, "manager=none": {"吴涛", "长春宏达有限公司"}, "adviser=lina": {"陈刚"},
    "adviser=none": ALL - {"陈刚"}, "team=incomplete": {"刘芳", "长春宏达有限公司"}, "tier=vip&manager=none": {"长春宏达有限公司"},
    "aum_from=1000000": {"陈刚"}, "aum_to=100000": {"吴涛"}, "aum_from=1&aum_to=900000": ALL - {"陈刚"}, "change=falling": {"刘芳"},
    "change=rising": {"陈刚"}, "change_to=-5000": {"刘芳"}, "change_from=-5000": ALL - {"刘芳"}, "birthday=7": {"刘芳"}, "birthday=0": set(),
    "last_contact=60": ALL - {"陈刚"}, "last_contact=never": ALL - {"陈刚", "刘芳"}, "last_contact=400": ALL - {"陈刚", "刘芳"},
    "employer=一汽": {"陈刚", "刘芳"}, "employer=一汽解放": {"刘芳"}, "plant=二厂": {"刘芳"}, "industry=C": {"长春宏达有限公司"}, "industry=C&industry=J": {"长春宏达有限公司"},
    "complete_below=50": {"吴涛"}, "list_status=candidate": {"吴涛"}, "holds=loan": {"刘芳"}, "lacks=loan": ALL - {"刘芳"}, "holds=loan&holds=deposit": set(),
    "holds=nothing": set(), "tag=1": {"陈刚"}, "class=asset&class=liability": {"陈刚", "刘芳"}, "q=刘&tier=gold&manager=qianfeng&class=liability&district=汽开区": {"刘芳"}, "q=刘&tier=diamond": set(),
}  # fmt: skip


def test_it_works(visit, branch_admin, book):
    browser = visit(branch_admin)
    for query, names in QUERIES.items():
        assert found(browser.get(f"/clients?{query}")) == names, query


def test_a_filter_is_the_same_again_after_its_address(app):
    for query in QUERIES:
        found = ClientFilter.from_query(query)
        again = ClientFilter.from_query(found.to_query())
        assert again == found and ClientFilter.from_query(found.text()).text() == found.text(), query
        assert not query or not found.empty


def test_what_makes_no_sense_narrows_nothing(app):
    odd = "aum_from=x&aum_to=-1&birthday=99999&last_contact=soon&kind=robot&class=x&tag=a&list_status=x&change=up&complete_below=101&q=%00"
    assert ClientFilter.from_query(odd).empty


def test_numbers_stand_beside_the_choices(visit, branch_admin, book):
    page = visit(branch_admin).get("/clients/numbers?manager=none")
    assert page.table("numbers") == [
        ["Standard", "1"],
        ["Gold", "0"],
        ["Platinum", "1"],
        ["Diamond", "0"],
        ["Individual", "1"],
        ["Company", "1"],
        ["Liability", "0"],
        ["Asset", "0"],
        ["Intermediary", "0"],
    ]
    part = visit(branch_admin, htmx="choice-numbers").get("/clients/numbers?tier=gold")
    places = {span["id"] for span in visit(branch_admin).get("/clients").html.select(".choice-number")}
    assert places == {span["id"] for span in part.html.select(".choice-number[hx-swap-oob]")}
    assert (
        part.html.find(id="n-tier-diamond").get_text() == "1"
        and part.html.find(id="n-klass-liability").get_text() == "1"
    )


def test_kind_has_its_numbers_and_one_of_its_choices_holds(visit, branch_admin, book):
    page = visit(branch_admin).get("/clients?kind=company")
    assert [box["value"] for box in page.html.select("input[type=radio][name=kind]")] == ["", "individual", "company"]
    assert [box["value"] for box in page.html.select("input[name=kind][checked]")] == ["company"]
    part = visit(branch_admin, htmx="choice-numbers").get("/clients/numbers?kind=company&tier=platinum")
    assert (part.html.find(id="n-kind-company").get_text(), part.html.find(id="n-kind-individual").get_text()) == (
        "1",
        "0",
    )


def test_the_count_stands_above_the_table(visit, branch_admin, book):
    page = visit(branch_admin).get("/clients")
    assert page.section("count") == "4 clients"
    assert page.html.find(id="count").find_next("table")["id"] == "clients"
    assert not page.html.select(".table-foot")
    assert visit(branch_admin).get("/clients?tier=gold&kind=company").html.find(id="count") is None


def test_the_form_shows_what_is_on(visit, branch_admin, book):
    page = visit(branch_admin).get("/clients?tier=gold&manager=qianfeng&class=liability&order=name&q=刘")
    for field, value in (("manager", "qianfeng"), ("order", "name")):
        assert page.value(field) == value
    for field, value in (("tier", "gold"), ("class", "liability")):
        assert [box["value"] for box in page.html.select(f"input[name={field}][checked]")] == [value]
    assert page.html.find(id="q")["value"] == "刘"
    assert "1 client" in page.text


def test_what_finds_nothing_offers_each_filter_to_drop(visit, branch_admin, book):
    page = visit(branch_admin).get("/clients?tier=diamond&manager=qianfeng&class=liability")
    for where in ("#rows .buttons a", ".filter-chips a"):
        assert {a["href"] for a in page.html.select(where)} == {
            "/clients?class=liability&manager=qianfeng",
            "/clients?tier=diamond&class=liability",
            "/clients?tier=diamond&manager=qianfeng",
            "/clients",
        }
    assert "Client manager: 钱峰" in page.text


def test_the_choices_are_those_of_ones_own_branches(visit, branch_admin, other_branch_admin, other_manager, book):
    ours = visit(branch_admin).get("/clients")
    assert [o["value"] for o in ours.html.select("select[name=branch] option")] == [
        "",
        "FAW",
        "FAW-1",
        "FAW-2",
        "FAW-3",
    ]
    theirs = visit(other_branch_admin).get("/clients")
    assert [o["value"] for o in theirs.html.select("select[name=manager] option")] == ["", "none", "zhangwei"]


def test_htmx_keeps_the_address(visit, branch_admin, book):
    form = visit(branch_admin).get("/clients").html.select_one("form.filters")
    assert (
        form["hx-push-url"] == "true" and form["method"] == "post" and form["hx-post"] == form["action"] == "/clients"
    )


NONSENSE = ["x", "-1", "9" * 30, "' OR 1=1 --", "<b>", "\x00", "a\x00b", "🙂", "²", "\u202e", "0x10", "1e9", "a" * 500]


FIELDS = (
    "q", "branch", "tier", "kind", "class", "district", "manager", "adviser", "team", "order", "after", "whose", "aum_from", "change_to", "birthday", "last_contact",
    "tag", "holds", "complete_below", "employer", "edited",
)  # fmt: skip
CURSORS = (
    "~1",
    "1~",
    "~",
    "²~²",
    "9" * 40 + "~1",
    "1~" + "9" * 40,
    "None~1",
    "9999-12-31~5",
    "\x00~1",
    "a~b~3",
    "0001-01-01~1",
)


def test_nonsense_is_ignored_or_finds_nothing(visit, branch_admin, book):
    browser = visit(branch_admin)
    for value in NONSENSE:
        browser.get("/clients", **dict.fromkeys(FIELDS, value))
        for field in FIELDS:
            browser.web.get("/clients", query_string={field: value})


def test_nonsense_for_the_next_page_shows_the_first(visit, branch_admin, book):
    browser = visit(branch_admin)
    for order in ("aum", "due", "name", "newest"):
        for value in CURSORS:
            browser.get("/clients", order=order, after=value)


def test_birthdays_of_many_are_walked_day_by_day_in_the_order_of_aum(
    branch_admin, chengang, liufang, wutao, monkeypatch
):
    """Today and the seventh day are in, yesterday and the eighth are not; the pages meet each once."""
    monkeypatch.setattr("portal.reads.finding.listed.Asked.candidates", lambda *_: None)
    today = clock.today()
    people_ = [people.client(None, f"寿星{n}", aum=n * 1000) for n in range(5)]
    for person, days in zip([chengang, liufang, wutao, *people_], (0, 7, 8, 3, 3, -1, 5, 3), strict=True):
        Client.update(next_birthday=today + clock.days(days)).where(Client.id == person.id).execute()
    scope, met, after = ClientScope(people.actor(branch_admin)), [], ""
    while True:
        found = page(scope, ClientFilter(birthday=7), "aum", after, size=2)
        met += [row["name"] for row in found.rows]
        if not found.after:
            break
        after = found.after
    assert met[0] == "陈刚" and sorted(met) == sorted(["陈刚", "刘芳", "寿星0", "寿星1", "寿星3", "寿星4"])
    assert met == [row["name"] for row in page(scope, ClientFilter(birthday=7), "aum").rows]
