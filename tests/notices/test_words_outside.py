"""What a notice says outside of the portal, and head office's words for it."""

from __future__ import annotations

import pytest

from portal.actions.shared.telling import accounts_of_client, tell
from portal.ground import clock
from portal.ground.i18n import speaking
from portal.models import AuditEntry, NoticeText
from portal.rules.notices import kinds, texts
from portal.words.notices import BY_GROUP, GROUPS, OUTSIDE, standard
from portal.words.said import NOTICES, notice_sample, outside_sentence

pytestmark = pytest.mark.usefixtures("inside")


def test_it_works(mailbox, visit, head_office, reached, send):
    browser = visit(head_office)
    at = "/settings/notices/request.answered"
    words = {"zh": "尊敬的客户，申请 %(about)s 有答复了", "en": "Dear client, %(about)s is answered", "outside": "1"}
    page = browser.post(at, preview="1", **words)
    assert "尊敬的客户，申请 R-2026-000123 有答复了" in page.section("preview") and NoticeText.select().count() == 0
    assert "Dear client, R-2026-000123 is answered" in page.section("preview")
    assert browser.post(at, **words).notice == "The words are saved."
    tell(accounts_of_client(reached.id), "request.answered", "/me/requests/R-2026-000007", subject="x", staff="y")
    reached_is_his = NoticeText.get()
    assert (reached_is_his.version, reached_is_his.author_id) == (1, head_office.id)
    assert AuditEntry.select().where(AuditEntry.action == "notice.worded").count() == 1


def test_it_goes_out_in_head_offices_words(mailbox, visit, head_office, reached, send):
    visit(head_office).post("/settings/notices/tier.up", zh="您的等级有更新", en="", outside="1")
    tell(accounts_of_client(reached.id), "tier.up", "/me/tier", tier="diamond")
    assert send() == 1 and mailbox.subjects() == ["您的等级有更新"]


def test_an_unknown_field_is_refused(visit, head_office):
    browser = visit(head_office)
    for fields in ({"zh": "%(subject)s 有答复"}, {"zh": "", "en": "100 % of %(client)s"}):
        for preview in ({}, {"preview": "1"}):
            page = browser.post("/settings/notices/request.answered", status=422, outside="1", **fields, **preview)
            assert set(page.errors) == ({"zh"} if fields["zh"] else {"en"})
            assert page.value("zh") == fields["zh"]
    assert NoticeText.select().count() == 0


def test_a_duty_cannot_be_kept_inside(visit, head_office):
    page = visit(head_office).post("/settings/notices/team.your_manager", status=422, zh="", en="")
    assert "always leaves the portal" in page.text and NoticeText.select().count() == 0
    assert visit(head_office).post("/settings/notices/tier.up", zh="", en="").notice == "The words are saved."
    assert not NoticeText.get().outside


def test_two_pages_do_not_overwrite_each_other(visit, head_office):
    browser = visit(head_office)
    browser.post("/settings/notices/tier.up", zh="一", en="", outside="1", version="0")
    page = browser.post("/settings/notices/tier.up", status=409, zh="二", en="", outside="1", version="0")
    assert page.value("zh") == "二" and NoticeText.select().count() == 1


@pytest.mark.one_engine
def test_who_may_not(visit, branch_admin, manager, auditor):
    assert visit(branch_admin).get("/settings/notices").heading == "Words of notices"
    visit(branch_admin).post("/settings/notices/tier.up", status=403, zh="x", outside="1")
    visit(auditor).get("/settings/notices/tier.up")
    visit(manager).get("/settings/notices", status=403)
    visit(branch_admin).get("/settings/notices/no.such", status=404)


def test_every_kind_has_its_subject_and_words():
    """A new area of notices says in `rules/notices/kinds.py` by which group people choose it."""
    strangers = {kind for kind in NOTICES if kinds.area_of(kind) not in kinds.GROUP_OF}
    assert not strangers and set(GROUPS) == set(kinds.GROUPS) == set(BY_GROUP)
    assert set(OUTSIDE) <= set(NOTICES) and set(NOTICES) >= kinds.DUTY


@pytest.mark.one_engine
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_says_what_it_is_about_and_nothing_that_must_not_leave(app, language):
    with app.test_request_context(), speaking(language):
        for kind, sentence in NOTICES.items():
            said = str(standard(kind))
            assert not texts.faults(said, texts.allowed(kind, str(sentence))), (kind, said)
            words, path = notice_sample(kind)
            secret = {"client": "陈刚", "subject": "孩子入学", "amount": "¥12", "tier": "gold", "benefit": "golf"}
            read = outside_sentence(kind, {**words, **secret}, path, clock.today())
            assert read and "%" not in read and not any(word in read for word in ("陈刚", "孩子入学", "¥", "golf")), (
                kind
            )
