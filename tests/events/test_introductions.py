"""Introductions: only both yes opens anything, a no is silent, and one open matter of a pair (R9)."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from portal.actions.events import introducing
from portal.ground import clock
from portal.ground.errors import OutOfScope, Refused
from portal.models import AuditEntry, Client, Consent, ContactPlan, Introduction, MeetingCard, Notice, SignUp
from portal.rules.shared.masking import plain_phone
from tests.complaints import cases
from tests.events.came import card, held, party
from tests.ground import people
from tests.ground.together import together

SECRETS = ("wx-liufang", "138 ", "liufang@example.cn")


@pytest.fixture
def evening(coordinator, served, liufang):
    """陈刚 and 刘芳 take part and let their names be shown."""
    Client.update(wechat="wx-liufang", email="liufang@example.cn", hobbies="茶、书法").where(
        Client.id == liufang.id
    ).execute()
    row = held(coordinator)
    party(row, served)
    party(row, liufang)
    card(served)
    card(liufang)
    return row


def ask(visitor, row, whom, status=200, **fields):
    token = whom if isinstance(whom, str) else MeetingCard.get(MeetingCard.client == whom).token
    return visitor.post(f"/me/events/{row.number}/meet", status=status, whom=token, words="聊聊书法", **fields)


def answer(visitor, said, status=200, **fields):
    row, at = Introduction.select().order_by(Introduction.id.desc()).get(), "/me/introductions"
    return visitor.post(f"{at}/{row.token}/answer", status=status, referer=at, answer=said, **fields)


def test_it_works(visit, evening, served, liufang):
    page = ask(visit(served), evening, liufang)
    assert page.notice == "We have asked. If the answer is yes, you will hear it here."
    mine = visit(served).get("/me/introductions").text
    assert "No answer yet" in mine and not any(one in mine for one in SECRETS)
    theirs = visit(liufang).get("/me/introductions").text
    assert "陈刚" in theirs and "聊聊书法" in theirs and plain_phone(served.mobile) not in theirs
    assert Notice.get(Notice.kind == "introduction.asked").account_id == people.account_of(liufang).id
    page = answer(visit(liufang), "yes")
    assert page.notice == "You both said yes: now you can read how to reach each other."
    mine = visit(served).get("/me/introductions").text
    assert "Both agreed" in mine and "wx-liufang" in mine and plain_phone(liufang.mobile) in mine
    assert "liufang@example.cn" not in mine
    assert plain_phone(served.mobile) in visit(liufang).get("/me/introductions").text
    assert Notice.get(Notice.kind == "introduction.agreed").account_id == people.account_of(served).id


def test_a_no_is_silent(visit, evening, served, liufang):
    ask(visit(served), evening, liufang)
    before = visit(served).get("/me/introductions").section("introductions")
    assert answer(visit(liufang), "no").notice == "Your answer is kept. A no is told to nobody."
    assert visit(served).get("/me/introductions").section("introductions") == before
    assert Notice.select().where(Notice.account == people.account_of(served)).count() == 0
    assert "You would rather not" in visit(liufang).get("/me/introductions").text
    assert Introduction.get().state == "open"
    answer(visit(liufang), "yes", status=409)


def test_it_expires_and_nobody_is_told(visit, evening, served, liufang, at):
    ask(visit(served), evening, liufang)
    at("2026-12-09 10:00")
    assert "No longer open" in visit(served).get("/me/introductions").text
    answer(visit(liufang), "yes", status=409)
    assert introducing.expire() == 1 and introducing.expire() == 0
    assert Introduction.get().state == "expired"
    assert Notice.select().where(Notice.kind.startswith("introduction.")).count() == 1
    page = ask(visit(served), evening, liufang, status=409)
    assert "not long ago" in page.text
    at("2027-03-01 10:00")
    with pytest.raises(OutOfScope):
        introducing.ask(people.actor(served), served, people.client(None, "某人"), evening, "")
    introducing.ask(people.actor(served), served, liufang, evening, "")
    assert Introduction.select().where(Introduction.state == "open").count() == 1


def test_both_who_ask_at_once_have_both_said_yes(app, evening, served, liufang):
    one, other = people.actor(served), people.actor(liufang)
    together(
        app,
        lambda: introducing.ask(one, served, liufang, evening, "", str(uuid.uuid4())),
        lambda: introducing.ask(other, liufang, served, evening, "", str(uuid.uuid4())),
    )
    row = Introduction.get()
    assert Introduction.select().count() == 1 and (row.low_answer, row.high_answer, row.state) == (
        "yes",
        "yes",
        "agreed",
    )
    assert Notice.select().where(Notice.kind == "introduction.agreed").count() == 1


def test_many_at_once_leave_one_open_matter(app, evening, served, liufang, manager):
    me, staff = people.actor(served), people.actor(manager)
    deeds = [lambda: introducing.ask(me, served, liufang, evening, "", str(uuid.uuid4()))] * 4
    deeds += [lambda: introducing.propose(staff, served, liufang, None, "", str(uuid.uuid4()))] * 4
    found = together(app, *deeds)
    assert all(isinstance(one, (Introduction, Refused)) for one in found), found
    assert Introduction.select().where(Introduction.state == "open").count() == 1


@pytest.mark.one_engine
def test_who_shows_nothing_asks_nobody(visit, evening, served, liufang):
    MeetingCard.update(willing=False).where(MeetingCard.client == served).execute()
    assert "Say first" in visit(served).get(f"/me/events/{evening.number}/meet").text
    ask(visit(served), evening, liufang, status=422)
    assert Introduction.select().count() == 0


def _not_willing(client):
    MeetingCard.update(willing=False).where(MeetingCard.client == client).execute()


def _nameless(client):
    MeetingCard.update(before=["interests"]).where(MeetingCard.client == client).execute()


def _mourns(client):
    ContactPlan.create(client=client, stopped="mourning", stopped_until=clock.today(), updated_at=clock.now())


def _refused(client):
    Consent.create(
        client=client, kind="marketing", given=False, version="2026-12", at=clock.now(), said_on=clock.today()
    )


def _left(client):
    SignUp.update(cancelled_at=clock.now()).where(SignUp.client == client).execute()


@pytest.mark.one_engine
@pytest.mark.parametrize("change", [_not_willing, _nameless, _mourns, _refused, _left])
def test_who_may_not_be_asked_is_not_there(visit, evening, served, liufang, change):
    token = MeetingCard.get(MeetingCard.client == liufang).token
    assert "刘芳" in visit(served).get(f"/me/events/{evening.number}/meet").text
    change(liufang)
    assert "刘芳" not in visit(served).get(f"/me/events/{evening.number}/meet").text
    page = ask(visit(served), evening, token, status=422)
    assert Introduction.select().count() == 0 and page


@pytest.mark.one_engine
@pytest.mark.parametrize("change", [_not_willing, _mourns, _refused])
def test_who_changed_his_mind_is_not_introduced(visit, evening, served, liufang, change):
    ask(visit(served), evening, liufang)
    change(served)
    answer(visit(liufang), "yes")
    assert Introduction.get().state == "open"
    assert "wx-liufang" not in visit(served).get("/me/introductions").text


@pytest.mark.one_engine
def test_shown_no_more(visit, evening, served, liufang):
    ask(visit(served), evening, liufang)
    answer(visit(liufang), "yes")
    at = "/me/introductions"
    row = Introduction.get()
    assert visit(liufang).post(f"{at}/{row.token}/end", referer=at).notice == "It is over; nobody is told."
    assert "wx-liufang" not in visit(served).get(at).text and Introduction.get().state == "ended"
    visit(liufang).post(f"{at}/{row.token}/end", status=409, referer=at)


@pytest.mark.one_engine
def test_strangers(visit, evening, served, liufang, zhaolei, manager):
    ask(visit(served), evening, liufang)
    row, at = Introduction.get(), "/me/introductions"
    for deed in ("answer", "end"):
        visit(zhaolei).post(f"{at}/{row.token}/{deed}", status=404, answer="yes", referer=at)
        visit(liufang).post(f"{at}/nothing/{deed}", status=404, answer="yes", referer=at)
    visit(zhaolei).get(f"/me/events/{evening.number}/meet", status=404)
    visit(manager).get(at, status=403)
    assert "陈刚" not in visit(zhaolei).get(at).text


@pytest.mark.one_engine
@pytest.mark.parametrize(("whom", "status"), [("", 422), ("nobody", 422), ("'; --", 422)])
def test_bad_input(visit, evening, served, whom, status):
    page = ask(visit(served), evening, whom, status=status)
    assert "whom" in page.errors and page.value("words").strip() == "聊聊书法"
    assert Introduction.select().count() == 0


@pytest.mark.one_engine
def test_so_many_and_no_more(visit, coordinator, evening, served, liufang):
    for n in range(6):
        other = people.client(None, f"客户{n}", "gold")
        party(evening, other)
        card(other)
    others = [one for one in MeetingCard.select().where(MeetingCard.client.not_in([served.id, liufang.id]))]
    for one in others[:5]:
        ask(visit(served), evening, one.token)
    page = ask(visit(served), evening, others[5].token, status=409)
    assert "several introductions already" in page.text and Introduction.select().count() == 5


# ---- the card


CARD = {
    "willing": "1", "before": ["name", "industry"], "after": ["wechat"], "industry": "C", "words": "做汽车零部件",
    "industries": ["I"], "interests": "高尔夫、茶", "version": "0",
}  # fmt: skip


def test_a_card_is_kept(visit, served):
    page = visit(served).post("/me/introductions/card", **CARD)
    assert page.notice == "What you show is kept."
    row = MeetingCard.get()
    assert (row.willing, row.before, row.after, row.industry) == (True, ["name", "industry"], ["wechat"], "C")
    assert AuditEntry.select().where(AuditEntry.action == "introduction.card").count() == 1
    page = visit(served).post("/me/introductions/card", status=409, **CARD)
    assert "changed in the meantime" in page.text and page.value("words") == "做汽车零部件"


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"before": ["salary"]}, "before"),
        ({"after": ["document"]}, "after"),
        ({"industry": "?"}, "industry"),
        ({"words": "长" * 121}, "words"),
        ({"interests": "长" * 201}, "interests"),
    ],
)
def test_a_card_with_wrong_values(visit, served, fields, wrong):
    page = visit(served).post("/me/introductions/card", status=422, **{**CARD, **fields})
    assert set(page.errors) == {wrong} and MeetingCard.select().count() == 0


# ---- proposed by the bank


def propose(visitor, client, other, status=200, **fields):
    number = other if isinstance(other, str) else other.number
    return visitor.post(
        f"/clients/{client.number}/introductions", status=status, client=number, words="都喜欢书法", **fields
    )


def test_the_bank_proposes_and_both_must_say_yes(visit, served, liufang, manager):
    Client.update(wechat="wx-liufang", hobbies="茶、书法").where(Client.id == liufang.id).execute()
    card(served, before=(), interests="书法")
    card(liufang, before=("interests",))
    assert "刘芳" in visit(manager).get(f"/clients/{served.number}/introductions").section("fitting")
    page = propose(visit(manager), served, liufang)
    assert page.notice == "Both are asked. You hear of it when both have said yes."
    for person, secrets in ((served, ("刘芳", "wx-liufang")), (liufang, ("陈刚",))):
        text = visit(person).get("/me/introductions").section("introductions")
        assert "Proposed by us" in text and "都喜欢书法" in text
        assert not any(one in text for one in secrets), text
    assert "茶、书法" in visit(served).get("/me/introductions").text
    answer(visit(served), "yes")
    assert "wx-liufang" not in visit(served).get("/me/introductions").text
    assert "No answer yet" in visit(manager).get(f"/clients/{served.number}/introductions").text
    answer(visit(liufang), "yes")
    assert "wx-liufang" in visit(served).get("/me/introductions").text
    assert "Both agreed" in visit(manager).get(f"/clients/{served.number}/introductions").text
    assert Notice.get(Notice.kind == "introduction.agreed_of").account_id == people.account_of(manager).id


@pytest.mark.one_engine
def test_it_may_come_of_an_event(visit, evening, served, liufang, manager):
    propose(visit(manager), served, liufang, event=evening.number)
    assert Introduction.get().event_id == evening.id
    assert evening.title in visit(liufang).get("/me/introductions").text


@pytest.mark.one_engine
def test_the_bank_hears_no_no(visit, served, liufang, manager):
    card(served), card(liufang)
    propose(visit(manager), served, liufang)
    here = f"/clients/{served.number}/introductions"
    before = visit(manager).get(here).section("proposals")
    answer(visit(liufang), "no")
    assert visit(manager).get(here).section("proposals") == before
    row = Introduction.get()
    page = visit(manager).post(f"{here}/{row.id}/end", referer=here)
    assert page.notice == "The proposal is taken back." and Introduction.get().state == "ended"
    visit(manager).post(f"{here}/{row.id}/end", status=409, referer=here)


@pytest.mark.one_engine
def test_never_across_a_recusal(visit, served, liufang, manager, adviser):
    """Whoever a complaint of one of the two concerns introduces him to nobody, and reads no reason."""
    card(served, interests="书法"), card(liufang)
    Client.update(hobbies="书法").where(Client.id == liufang.id).execute()
    cases.filed(liufang, about=[manager])
    page = propose(visit(manager), served, liufang, status=422)
    assert "One of the two does not wish it, or may not be asked now." in page.errors["client"]
    assert "刘芳" not in visit(manager).get(f"/clients/{served.number}/introductions").text
    propose(visit(adviser), served, liufang)
    assert Introduction.get().proposer_id == adviser.id


@pytest.mark.one_engine
def test_who_may_propose(
    visit, served, liufang, zhaolei, manager, second_manager, specialist, coordinator, other_manager, auditor
):
    for one in (served, liufang, zhaolei):
        card(one)
    propose(visit(second_manager), served, liufang, status=404)
    propose(visit(other_manager), served, liufang, status=404)
    for person in (specialist, auditor):
        propose(visit(person), served, liufang, status=403)
    assert "event" in propose(visit(manager), served, liufang, status=422, event="E-2026-9999").errors
    for other in (zhaolei, "C-9999999", "谁也不是", served):
        assert "client" in propose(visit(manager), served, other, status=422).errors
    propose(visit(coordinator), served, liufang)
    visit(manager).post(
        f"/clients/{served.number}/introductions/{Introduction.get().id}/end", status=404,
        referer=f"/clients/{served.number}/introductions",
    )  # fmt: skip


@pytest.mark.one_engine
def test_the_pages_ask_a_fixed_number(visit, coordinator, evening, served, liufang, manager, statements):
    def asked():
        found = []
        for person, path in (
            (served, "/me/introductions"),
            (served, f"/me/events/{evening.number}/meet"),
            (manager, f"/clients/{served.number}/introductions"),
        ):
            browser = visit(person)
            browser.get(path)
            with statements() as seen:
                browser.get(path)
            found.append(len(seen))
        return found

    ask(visit(served), evening, liufang)
    propose(visit(manager), served, _with_card(evening))
    before = asked()
    for _more in range(4):
        propose(visit(manager), served, _with_card(evening))
    assert asked() == before and max(before) <= 18, before


def _with_card(evening):
    other = people.client(None, f"客户{uuid.uuid4().hex[:3]}", "gold")
    card(other)
    party(evening, other)
    return other


def test_a_merged_client_keeps_what_was_agreed(app, coordinator, served, liufang, branch_admin):
    from portal.actions.quality.moving import Journal, move_all
    from portal.database import write
    from portal.models import ClientMerge

    gone = people.client(None, "陈钢", "gold")
    card(served), card(liufang), card(gone)
    for one, other in ((liufang, gone), (served, gone)):
        low, high = sorted([one.id, other.id])
        Introduction.create(
            token=uuid.uuid4().hex, low=low, high=high, low_answer="yes", high_answer="yes" if other is gone else "", state="agreed",
            account=people.account_of(served), at=clock.now(), until=clock.now() + timedelta(days=3), agreed_at=clock.now(),
        )  # fmt: skip
    with write():
        merge = ClientMerge.create(
            kept=served,
            gone=gone,
            state="done",
            kept_version=1,
            gone_version=1,
            proposed_by=people.account_of(branch_admin),
            proposed_at=clock.now(),
        )
        move_all(served, gone, Journal(merge, people.actor(branch_admin)))
    row = Introduction.get()
    assert Introduction.select().count() == 1 and {row.low_id, row.high_id} == {served.id, liufang.id}
