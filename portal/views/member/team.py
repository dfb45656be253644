"""The client's team."""

from __future__ import annotations

from typing import Any

from portal.ground import formats
from portal.reads import reference
from portal.reads.absences import serving
from portal.reads.handovers.lines import News, news_of
from portal.rules.accounts.visibility import Permission as P
from portal.views.member import pages
from portal.views.member.own import branch_phone, own_record
from portal.web.answers import answer
from portal.words.handovers import told
from portal.words.teams import addressed


@pages.page("/team", may=P.MEMBER, place="account")
def team() -> Any:
    me = own_record()
    return answer(
        "member/team.html",
        me=me,
        team=serving(me),
        news=[_said(one) for one in news_of(me.id)],
        posts=reference.posts(),
        branch_phone=branch_phone(me),
    )


def _said(one: News) -> str:
    """Who follows whom, from when and why, in the client's words."""
    words = {"staff": addressed(one.staff, one.staff_gender), "before": addressed(one.before, one.before_gender)}
    return told(one.kind, {**words, "from_day": formats.day(one.since), "cause": one.cause})
