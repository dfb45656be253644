"""The inbox, for clients and staff alike."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from portal.actions.notices import inbox as notices
from portal.ground.errors import OutOfScope
from portal.ground.i18n import gettext as _
from portal.models.notices import Notice
from portal.reads.accounts import recusal
from portal.reads.notices.inbox import inbox
from portal.reads.reachable import out_of_reach
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.addresses import row_id
from portal.views.notices import pages
from portal.web.answers import answer, current_actor, done, own_page, refused
from portal.words.said import notice_sentence


@pages.page("/notices", may=P.SIGNED_IN)
@pages.page("/me/notices", may=P.MEMBER, endpoint="own")
def index() -> Any:
    rows, more = inbox(current_actor, row_id(request.args.get("before")))
    closed = out_of_reach(current_actor, [row.path for row in rows])
    return answer(
        "notices/index.html", rows=rows, more=more, sentence=notice_sentence, closed=closed, newest=_newest(rows)
    )


def _newest(rows: list[Notice]) -> int:
    """The newest that this page, or the ones before it, showed."""
    return row_id(request.args.get("newest")) or (rows[0].id if rows else 0)


@pages.deed("/notices/read", may=P.SIGNED_IN)
def read_all() -> Any:
    """Those that the page showed, and older ones: what came after it stays unread."""
    newest = row_id(request.form.get("newest"))
    if newest is None:
        return refused(_("Please look at your notices first: some may be new."), ".index")
    notices.mark_read(current_actor, newest)
    return done(_("All notices are marked as read."), ".index")


@pages.deed("/notices/<int:notice>/open", may=P.SIGNED_IN)
def open_notice(notice: int) -> Any:
    """Mark one as read and go where it leads."""
    mine = (Notice.id == notice, Notice.account == current_actor.account_id, *recusal.notices(current_actor))
    row = Notice.get_or_none(*mine)
    if row is None:
        raise OutOfScope()
    notices.mark_one_read(current_actor, row.id)
    if out_of_reach(current_actor, [row.path]):
        return refused(_("This is not open to you any more; the notice says what happened."), ".index")
    return redirect(own_page(row.path) or url_for(".index"), 303)
