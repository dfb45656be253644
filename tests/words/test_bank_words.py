"""The words that a bank prints: each stands where it was asked for, and what it replaced stands nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.requests.cases import taken

CATALOGUE = Path(__file__).resolve().parents[2] / "portal/translations/zh_Hans_CN/LC_MESSAGES/messages.po"
pytestmark = pytest.mark.one_engine

SAID = {
    "Change tags": "批量增减标签",
    "Company name": "企业名称",
    "Company name and licence: please come by with the licence, or tell your client manager.": "企业名称和证照",
    "Do not suggest it": "不建议",
    "Ended on": "结束日期",
    "Figures as of %(when)s": "数据截至 %(when)s",
    "Keeping your tier": "等级保持",
    "Leave it as it is": "不作更改",
    "Mother": "母亲",
    "Name of the branch": "机构名称",
    "Open again": "重新开启",
    "Salary": "代发工资",
    "Take it": "领取",
    "Take the correction back": "撤回更正",
    "This page is for the bank's staff only.": "此页面仅供本行员工使用",
    "Tier by hand": "手工授予",
    "Who has served so far": "历任服务人员",
    "You corrected %(fields)s. We check it and tell you.": "您更正的%(fields)s，核对后会通知您",
    "sent praise": "送来表扬",
    "this stopped because of a fault of the portal; the log of task %(id)s tells more": "系统故障",
}
GONE = (
    "姓名或名称",
    "解约日期",
    "可否致电",
    "谢绝",
    "手工保有",
    "提出了表扬",
    "门户出现故障",
    "还剩",
    "受理了",
)


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id and not one.context}


@pytest.mark.parametrize("msgid", SAID)
def test_it_is_said_so(catalogue, msgid):
    assert SAID[msgid] in catalogue[msgid]


@pytest.mark.parametrize("words", GONE)
def test_nobody_says_it_any_more(catalogue, words):
    assert [msgid for msgid, text in catalogue.items() if words in text] == []


def test_a_client_reads_who_answers_him_by_post_and_name(visit, served, manager):
    row = taken(served, manager)
    visit(manager).post(f"/requests/{row.number}/reply", body="请带户口本。")
    assert "客户经理 王磊" in visit(served, language="zh").get(f"/me/requests/{row.number}").text


def test_an_empty_choice_asks_to_choose(visit, served):
    form = visit(served, language="zh").get("/me/requests/new")
    assert form.html.select_one("[name=category] option").get_text() == "请选择"


def test_a_threshold_has_its_words(visit, served):
    assert "50万元（含）以上" in visit(served, language="zh").get("/me/tier").text


def test_a_client_at_a_page_of_the_staff(visit, served):
    assert "此页面仅供本行员工使用" in visit(served, language="zh").get("/clients", status=403).text


def test_the_code_page_says_for_whom(visit, served, manager):
    page = visit(manager, language="zh").get(f"/clients/{served.number}/activation")
    assert "使用人：陈刚，用户名：chengang" in page.text


def test_a_seat_and_a_correction(visit, served):
    page = visit(served, language="zh").post("/me/profile/correct", email="new@mail.example")
    assert page.notice == "您更正的“电子邮件”，核对后会通知您。"
