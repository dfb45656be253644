"""How good the records are: figures, the list to work off, what records must say; pairs that look like one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort, request

from portal.actions.administration import upkeep
from portal.actions.quality import required
from portal.forms.quality.findings import QualityFilterForm, RequiredForm, mend_path
from portal.ground import clock
from portal.ground.i18n import gettext as _
from portal.reads.clients.scope import ClientScope
from portal.reads.quality.findings import (
    by_branch,
    by_manager,
    counts_by_code,
    managers_to_choose,
    required_fields,
    work_list,
)
from portal.reads.tiers.standing import clients_counted
from portal.rules.accounts.visibility import Permission
from portal.rules.accounts.visibility import Permission as P
from portal.rules.quality import findings
from portal.views.quality import pages
from portal.web.answers import answer, current_actor, done
from portal.web.rendering import url_with
from portal.words.quality import FIELD_WORDS, STRENGTH_TONES, STRENGTH_WORDS, finding_sentence, reason_words

MOST_BY_MANAGER = 30_000
"""Clients whose managers' figures are added up while a page waits (0.15 s); of more one branch is chosen first."""
WORDS: dict[str, Any] = {
    "strength_words": STRENGTH_WORDS,
    "strength_tones": STRENGTH_TONES,
    "reason_words": reason_words,
    "finding_sentence": finding_sentence,
    "mend_path": mend_path,
}


@pages.page("/quality", may=P.QUALITY_READ)
def index() -> Any:
    scope = ClientScope(current_actor)
    form = QualityFilterForm(request.args)
    own = scope.has_seats and bool(scope.branch_roles)
    mine = current_actor.staff_id if own and form.whose.data != "all" else None
    paths = ["/"] if scope.whole_bank else scope.actor.all_paths
    wanted = form.wanted(mine)
    form.offer(paths, managers_to_choose(scope), counts_by_code(scope, wanted))
    branches, day = by_branch(scope)
    many = clients_counted(scope, wanted.branch_ids()) > MOST_BY_MANAGER
    people = by_manager(scope, wanted) if not many and (not scope.whole_bank or wanted.branch) else []
    query = {name: value for name, value in request.args.to_dict().items() if name != "after" and value}
    drops = [
        (field.label.text, url_with({**query, field.name: ""}))
        for field in (form.finding, form.manager, form.branch)
        if field.data
    ]
    return answer(
        "quality/index.html",
        form=form,
        found=work_list(scope, wanted, request.args.get("after", "")),
        branches=branches,
        night=clock.from_local(datetime.combine(day, upkeep.NIGHT)) if day else None,
        people=people,
        own=own,
        mine=mine,
        many=many,
        most=MOST_BY_MANAGER,
        query=query,
        scope=scope,
        wanted=wanted,
        drops=drops,
        **WORDS,
    )


@pages.form("/settings/quality", may=P.SETTINGS_READ)
def required_page() -> Any:
    form = RequiredForm()
    if form.is_submitted() and not current_actor.may(Permission.SETTINGS_WRITE):
        abort(403)
    if form.is_submitted():
        required.change(current_actor, form.read(request.form))
        return done(_("What records must say is saved. Completeness is worked out again tonight."), ".required_page")
    return answer(
        "quality/required.html",
        form=form,
        fields=findings.FIELDS,
        words=FIELD_WORDS,
        chosen=required.chosen(),
        needed=required_fields(),
    )
