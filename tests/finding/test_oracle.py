"""What others' clients are found by: names. A whole number may be looked up, counted and on record, never a part."""

from __future__ import annotations

import pytest

from portal.actions.quality.duplicates import looking_like
from portal.forms.finding.filter import documents_meant
from portal.ground import clock
from portal.models import AuditEntry, Client, Setting
from tests.ground import people
from tests.requests.cases import filed

LOOKED_UP = AuditEntry.action == "client.looked_up"


@pytest.fixture
def colleague(served, second_manager, branch_admin):
    """钱峰 of the same branch, who serves nobody: 陈刚 is 王磊's."""
    return second_manager


def shown(page):
    return "陈刚" in page.text


@pytest.mark.parametrize("start", ["/search?q=", "/clients?whose=branch&q=", "/requests?status=all&q="])
def test_no_part_of_a_phone_leads_to_a_colleague_s_client(visit, colleague, served, start):
    national = served.mobile.removeprefix("+86")
    browser = visit(colleague)
    for typed in (national[-4:], national[3:7], national[:7], national, f"陈刚 {national[-4:]}", f"+86{national}"):
        page = browser.get(f"{start}{typed.replace('+', '%2B')}")
        assert served.number not in str(page.html) and not any(served.number in link for link in page.links()), typed
    # parts are no looks; the two whole ones are, where a list was searched
    assert AuditEntry.select().where(LOOKED_UP).count() == (0 if "/search" in start else 2)


def test_the_one_who_serves_him_finds_him_by_the_last_four(visit, served, manager, branch_admin):
    four = served.mobile[-4:]
    for who in (manager, branch_admin):
        assert shown(visit(who).get(f"/search?q={four}")) and shown(visit(who).get(f"/clients?q={four}"))


def test_a_name_leads_to_a_colleague_s_client(visit, colleague):
    assert shown(visit(colleague).get("/search?q=陈刚")) and shown(visit(colleague).get("/clients?whose=branch&q=cg"))


def test_a_whole_phone_is_looked_up_with_an_entry(visit, colleague, served):
    page = visit(colleague).post("/search", q=served.mobile)
    assert shown(page) and page.path == "/search"
    [entry] = AuditEntry.select().where(LOOKED_UP)
    assert entry.subject_id == served.id and entry.words["number"].count("*") == 4
    assert served.mobile[-8:] not in str(entry.words)


def test_a_look_that_finds_nobody_is_an_entry_too(visit, colleague):
    assert not shown(visit(colleague).post("/search", q="13900001111"))
    assert AuditEntry.select().where(LOOKED_UP).count() == 1


def test_looks_are_limited_and_misses_count(visit, colleague, served, at):
    Setting.create(name="privacy.lookups_per_hour", value=3, since=clock.today(), created_at=clock.now())
    browser = visit(colleague)
    for n in range(3):
        browser.post("/search", q=f"1390000{n:04d}")
    assert not shown(browser.post("/search", status=429, q=served.mobile))
    assert AuditEntry.select().where(LOOKED_UP).count() == 3
    at("2026-11-24 11:01")
    assert shown(visit(colleague).post("/search", q=served.mobile))


def test_documents_are_limited_as_phones_are(app, visit, colleague, served, at):
    """The attack by documents: whole ones in series, then in turn with phones; both count together."""
    Setting.create(name="privacy.lookups_per_hour", value=3, since=clock.today(), created_at=clock.now())
    number = "110105194912310021"
    with app.app_context():
        Client.update(document_hmac=documents_meant(number)[0]).where(Client.id == served.id).execute()
    browser = visit(colleague)
    assert shown(browser.post("/search", q=number))
    entry = AuditEntry.get(LOOKED_UP)
    assert entry.subject_id == served.id and entry.words["number"] == "****************21"
    browser.post("/search", q="11010519491231003X")
    browser.post("/search", q="13900001111")
    page = browser.post("/search", status=429, q=number)
    assert not shown(page) and int(page.response.headers["Retry-After"]) > 3000
    assert AuditEntry.select().where(LOOKED_UP).count() == 3
    [refused] = AuditEntry.select().where(AuditEntry.action == "security.too_often")
    assert refused.words["page"] == "/search" and number[:6] not in str(refused.words)
    at("2026-11-24 11:01")
    assert shown(visit(colleague).post("/search", q=number))


SEARCHES = ["/clients", "/requests", "/search"]


@pytest.mark.parametrize("path", SEARCHES)
def test_no_number_stays_in_an_address(visit, manager, served, path):
    """Sent in the body, or named in an address by hand: what stays in history and logs is sealed."""
    national = served.mobile.removeprefix("+86")
    filed(served, manager)
    browser = visit(manager)
    for typed in (national, "110105194912310021"):
        page = browser.get(f"{path}?q={typed}", follow=False, status=303)
        where = page.response.headers["Location"]
        assert typed not in where and "q=~" in where.replace("%7E", "~")
        assert typed not in str([link for link in browser.get(where).links()])
    page = browser.post(path, q=national)
    assert "陈刚" in page.text and (path == "/search" or page.html.select_one("#q")["value"] == national)
    assert national not in str(page.links()) and national not in page.path


def test_the_lists_send_in_the_body(visit, manager, served):
    for path in ("/clients", "/requests"):
        form = visit(manager).get(path).html.select_one("form.filters")
        assert form["method"] == "post" and form["hx-post"] == path and not form.select("[hx-get]")
        where = visit(manager).post(path, follow=False, status=303, q="陈刚", order="", kind="").response.headers
        assert where["Location"] == f"{path}?q=%E9%99%88%E5%88%9A"


def test_a_seal_is_of_one_login_and_of_two_hours(visit, manager, adviser, served, at):
    where = visit(manager).post("/clients", follow=False, status=303, q=served.mobile[-4:]).response.headers["Location"]
    assert shown(visit(manager).get(where)) and f": {served.mobile[-4:]}" in visit(manager).get(where).text
    theirs = visit(adviser).get(where)
    assert f": {served.mobile[-4:]}" not in theirs.text
    at("2026-11-24 13:00")
    assert f": {served.mobile[-4:]}" not in visit(manager).get(where).text
    visit(manager).get("/clients?q=~nonsense")


def test_one_s_own_clients_are_not_counted(visit, served, manager):
    assert shown(visit(manager).post("/search", q=served.mobile))
    assert not AuditEntry.select().where(LOOKED_UP).exists()


def test_typing_looks_nothing_up(visit, colleague, served):
    """What is sent while somebody types is no question of his yet."""
    page = visit(colleague)
    response = page.web.post(
        "/search", data={"q": served.mobile, "csrf_token": token(page)}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 200 and "陈刚" not in response.get_data(as_text=True)
    assert not AuditEntry.select().where(LOOKED_UP).exists()


def token(browser):
    browser.get("/home")
    with browser.web.session_transaction() as session:
        browser.raw = session.setdefault("csrf_token", browser.raw)
    return browser.csrf


def test_the_box_sends_in_the_body_and_a_name_goes_on_to_an_address(visit, manager, served):
    browser = visit(manager)
    form = browser.get("/home").html.select_one("form.search")
    assert form["method"] == "post" and form.select_one("[hx-post='/search']") and not form.select_one("[hx-get]")
    assert browser.post("/search", follow=False, status=303, q="陈刚").response.headers["Location"].endswith("%88%9A")
    assert "Location" not in browser.post("/search", q=served.mobile).response.headers


def test_the_look_for_duplicates_says_no_reason_of_others_clients(app, visit, colleague, other_manager, served):
    """A guessed phone beside a name must not be told right."""
    for who in (colleague, other_manager):
        page = visit(who).post("/clients/alike", kind="individual", name="陈刚", mobile=served.mobile)
        assert "Why" not in page.text and "****" not in page.text
    with app.app_context():
        [one] = looking_like(people.actor(other_manager), {"name": "陈刚", "mobile": served.mobile})
    assert not one.open and not one.whole
    assert "陈刚" not in visit(other_manager).post("/clients/alike", kind="individual", mobile=served.mobile).text


@pytest.mark.parametrize("who", ["specialist", "coordinator", "auditor", "head_office"])
def test_only_those_who_enter_clients_look_for_duplicates(visit, request, served, who):
    visit(request.getfixturevalue(who)).post("/clients/alike", status=403, name="陈刚")


@pytest.mark.one_engine
def test_looking_for_duplicates_and_entering_clients_are_limited(app):
    from portal.extensions import limiter

    limited = {name for name, found in limiter.limit_manager._decorated_limits.items() if found}
    for view in ("portal.views.quality.duplicates.typed", "portal.views.clients.client.new"):
        assert any(view in name for name in limited), view
