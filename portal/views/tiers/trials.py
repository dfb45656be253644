"""What if: other rules on the present figures. A small bank answers at once, a big one in the background."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import redirect, request, url_for
from werkzeug.datastructures import MultiDict

from portal.actions.tiers import rules as tier_rules
from portal.actions.tiers import trials
from portal.forms.tiers import MoversForm, TrialForm
from portal.ground.errors import OutOfScope, Refused
from portal.reads import reference
from portal.reads.organisation import tree
from portal.reads.tiers.trial import in_the_background, kept_movers, movers, trial_month, try_out
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.addresses import row_id
from portal.rules.tiers.judgement import Rules
from portal.views.tiers import pages
from portal.views.tiers.rules import sensible, trial_address, typed_of
from portal.web.answers import answer, current_actor


@pages.form("/tiers/what-if", may=P.TIERS_SETTINGS)
def what_if() -> Any:
    """Who would go up and down. Nobody moves; a big bank is reckoned by the worker (POST), and `trial` names its
    task."""
    held = reference.rules_on(trial_month())
    form, rules = _tried(held)
    if rules is None:
        return answer("tiers/what_if.html", 422, form=form, big=in_the_background())
    if request.method == "POST":
        task = trials.begin(current_actor, rules, trial_address(rules))
        return redirect(url_for("tasks.task", task_id=task.id), 303)
    if (kept := row_id(request.args.get("trial"))) is not None:
        try:
            task, found, present = trials.read(current_actor, kept, rules)
        except (OutOfScope, Refused) as error:
            return answer("tiers/what_if.html", 404, form=form, big=True, lost=error.words)
        return _found(form, rules, found, present, task.id)
    if in_the_background():
        return answer("tiers/what_if.html", form=form, big=True)
    found = try_out(rules)
    same = rules == replace(held, valid_from=rules.valid_from, id=None)
    return _found(form, rules, found, found if same else try_out(held))


def _found(form: TrialForm, rules: Rules, found: Any, present: Any, task_id: int | None = None) -> Any:
    which = MoversForm(request.args).offer([one.id for one in found.moved], found.total.moves)
    people, after = None, None
    if found.total.moves[which.kind.data]:
        wanted = (which.kind.data, which.branch_id, row_id(request.args.get("after")) or 0)
        people, after = movers(rules, *wanted) if task_id is None else kept_movers(task_id, *wanted)
    query = {name: value for name, value in request.args.items() if name != "after"}
    return answer(
        "tiers/what_if.html",
        form=form.tidy(),
        found=found,
        present=present,
        people=people,
        after=after,
        which=which,
        query=query,
        branches={b.id: b for b in tree.branch_tree()},
        typed=form.typed(),
        big=task_id is not None,
    )


def _tried(held: Rules) -> tuple[TrialForm, Rules | None]:
    """The form with what was sent over the present rules, and the rules; None where they cannot be."""
    typed = typed_of(held)
    sent = request.form if request.method == "POST" else request.args
    form = TrialForm.of_levels(MultiDict(typed | {name: value for name, value in sent.items() if name in typed}))
    if not form.validate():
        return form, None
    with form.refusing():
        return form, sensible(form.values(tier_rules.earliest()))
    return form, None
