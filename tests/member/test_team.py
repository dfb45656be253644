"""The client's own team: who serves him, how to reach each; and what he sees without one."""

from __future__ import annotations

from portal.ground import clock
from portal.models import Seat, Staff
from tests.ground import people


def test_it_works(visit, served, manager):
    Staff.update(introduction_zh="在一汽支行十年", introduction_en="Ten years at the FAW sub-branch").where(
        Staff.id == manager.id
    ).execute()
    page = visit(served).get("/me/team")
    names = [name.get_text(strip=True) for name in page.html.select("#team .person-name")]
    assert names == ["王磊", "李娜", "何军"] or all(name in page.section("team") for name in ("王磊", "李娜", "何军"))
    for words in (
        "Client manager",
        "Wealth adviser",
        "Service team",
        "0431-85900000",
        "Ten years at the FAW sub-branch",
    ):
        assert words in page.section("team"), words
    assert "tel:0431-85900000" in page.links() and "mailto:wanglei@example.cn" in page.links()
    chinese = visit(served, language="zh").get("/me/team")
    assert "在一汽支行十年" in chinese.text and "客户经理" in chinese.text


def test_the_mobile_number_of_staff_stays_private(visit, served, manager):
    for path in ("/me", "/me/team"):
        assert manager.mobile[3:] not in visit(served).get(path).response.get_data(as_text=True)


def test_who_has_left_the_team_is_gone_at_once(visit, served, branch_admin, adviser):
    browser = visit(served)
    seat = Seat.get(Seat.client == served.id, Seat.kind == "adviser")
    Seat.update(until=clock.today()).where(Seat.id == seat.id).execute()
    assert "李娜" not in browser.get("/me/team").section("team")


def test_a_change_of_manager_is_told(visit, served, branch_admin, second_manager):
    visit(branch_admin).post(f"/clients/{served.number}/team/manager", staff="qianfeng", reason="王磊调岗")
    browser = visit(served)
    assert "From Tue 24 Nov 钱峰 looks after you as your client manager" in browser.get("/me/notices").text
    page = browser.get("/me/team")
    assert "钱峰" in page.section("team") and "王磊" not in page.section("team")
    assert "王磊调岗" not in page.text


def test_without_a_team_the_branch_is_named(visit, wutao):
    page = visit(wutao).get("/me/team")
    assert people.branch("FAW").phone in page.text
    assert people.branch("FAW").phone in visit(wutao).get("/me").text
