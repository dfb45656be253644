"""A change of the team in the client's words: from which day, and how the new face is addressed."""

from __future__ import annotations

import pytest

from portal.actions.teams import seats
from portal.models import AuditEntry, Notice, Staff
from portal.words.said import notice_sentence
from tests.ground import people

TODAY = {"en": "Tue 24 Nov", "zh": "11月24日 周二"}


def newest(visit, client, language: str) -> str:
    browser = visit(client)
    browser.post(f"/language/{language}")
    return browser.get("/me/notices").text.replace("\N{WORD JOINER}", "").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("gender", "zh", "en"),
    [
        ("f", "由钱峰女士接替王磊", "Ms 钱峰 looks"),
        ("m", "由钱峰先生接替王磊", "Mr 钱峰 looks"),
        ("", "由钱峰接替王磊", " 钱峰 looks"),
    ],
)
def test_it_works(visit, served, branch_admin, second_manager, gender, zh, en):
    Staff.update(gender=gender).where(Staff.id == second_manager.id).execute()
    seats.assign_manager(people.actor(branch_admin), served, "qianfeng", "rotation")
    assert f"自{TODAY['zh']}起，{zh}担任您的客户经理" in newest(visit, served, "zh")
    assert f"From {TODAY['en']}" in newest(visit, served, "en") and en in newest(visit, served, "en")


def test_an_older_notice_says_its_own_day(served, manager):
    row = Notice.create(
        account=people.account_of(served).id,
        kind="team.your_manager",
        words={"staff": "王磊"},
        at=people.account_of(served).created_at,
    )
    assert "%(" not in notice_sentence(row)


def test_the_gender_is_entered_with_the_person(visit, branch_admin, manager):
    fields = {"name": "王磊", "branch": "FAW", "post": "lobby_manager", "version": "1", "gender": "m"}
    visit(branch_admin).post("/staff/wanglei/edit", **fields)
    assert Staff.get_by_id(manager.id).gender == "m"
    changes = AuditEntry.select().order_by(AuditEntry.id.desc()).get().changes
    assert changes["gender"] == ["", "m"]
