"""The tiers and who stands in them; the bank's rules; other rules tried on the present figures."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from portal.actions.tiers import rules as tier_rules
from portal.actions.tiers import trials
from portal.forms.tiers import RulesForm, TrialForm, filled_from
from portal.ground import formats
from portal.ground.errors import Invalid, OutOfScope, StaleVersion
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.reads import reference
from portal.reads.clients.scope import ClientScope
from portal.reads.tiers.due import last_run
from portal.reads.tiers.rules import revision, rules_by_id, versions
from portal.reads.tiers.standing import counts_by_tier
from portal.reads.tiers.trial import in_the_background, try_out
from portal.rules.accounts.visibility import Permission as P
from portal.rules.tiers.judgement import Rules
from portal.views.tiers import pages
from portal.web.answers import answer, current_actor, done
from portal.words.tiers import CLASS_WORDS, KIND_WORDS


@pages.context_processor
def words() -> dict[str, Any]:
    return {
        "class_words": CLASS_WORDS,
        "kind_words": KIND_WORDS,
        "counted": formats.counted,
        "benefits": reference.benefits(),
    }


@pages.page("/tiers", may=P.TIERS_READ)
def index() -> Any:
    scope = ClientScope(current_actor)
    levels = [one for one in reference.tiers().values() if one.in_force]
    return answer("tiers/index.html", levels=levels, counts=counts_by_tier(scope), run=last_run(), versions=_near())


def _near() -> list[Any]:
    """The rules in force and those that come."""
    return [one for one in versions() if one.state in ("current", "coming")]


@pages.page("/tiers/settings", may=P.TIERS_READ)
def settings() -> Any:
    every = list(reference.tiers().values())
    return answer("tiers/settings.html", versions=versions(), levels=_vips(), all_levels=every, begins=_begins())


def _begins() -> dict[str, Any]:
    """Level → the day from which rules that come give it a threshold."""
    found: dict[str, Any] = {}
    for rules in reference.rule_sets():
        for code in rules.thresholds:
            found.setdefault(code, rules.valid_from)
    return found


def _vips() -> list[Any]:
    return [tier for tier in reference.tiers().values() if tier.rank]


@pages.form("/tiers/settings/new", may=P.TIERS_SETTINGS)
def new_rules() -> Any:
    """New rules; "preview" shows what they would do before they are saved. What was tried comes in by the address."""
    start = filled_from(reference.rules_on(tier_rules.earliest())) | {"valid_from": tier_rules.earliest()}
    tried = {name: value for name, value in request.args.items() if name in start}
    if request.method == "GET":
        form = RulesForm.of_levels(MultiDict(tried) if tried else None, data=start)
        return _rules_page(form.tidy())
    form = RulesForm.of_levels()
    if form.validate():
        with form.refusing(StaleVersion, field=None):
            values = form.values(form.valid_from.data)
            if "preview" in request.form:
                return _rules_page(form, **previewed(values))
            values["reason"] = form.reason.data
            made = tier_rules.save(current_actor, values, form.version_number, form.submission.data)
            words = _("The rules are saved. They hold from %(day)s.", day=formats.day(made.valid_from))
            return done(words, ".settings")
    return _stale(form) if form.overtaken else _rules_page(form, form.status)


def previewed(values: dict[str, Any]) -> dict[str, Any]:
    """What these rules would do; of a big bank the task that reckons it. Raises Invalid."""
    rules = sensible(values)
    if not in_the_background():
        return {"preview": try_out(rules)}
    return {"task": trials.begin(current_actor, rules, trial_address(rules))}


def sensible(values: dict[str, Any]) -> Rules:
    """The rules of a form's values. Raises Invalid for what the bank cannot have."""
    if problems := tier_rules.problems(values):
        raise Invalid(fields=problems)
    return Rules(**{name: value for name, value in values.items() if name != "reason"})


def typed_of(rules: Rules) -> dict[str, str]:
    """Rules as an address carries them."""
    form: TrialForm = TrialForm.of_levels(None, data=filled_from(rules))
    return form.typed()


def _stale(form: RulesForm) -> Any:
    """Somebody changed the rules in between: what would hold now beside what was typed."""
    now = filled_from(reference.rules_on(form.valid_from.data or tier_rules.earliest()))
    return _rules_page(form, form.status, differs=form.differs_from(now))


def _rules_page(form: RulesForm, status: int = 200, **context: Any) -> Any:
    if request.method == "GET" or status == 409:
        form.saves_over(revision())
    return answer("tiers/rules_new.html", status, form=form, **context)


def trial_address(rules: Rules) -> str:
    """The page of what if with these rules."""
    return f"/tiers/what-if?{urlencode(typed_of(rules))}"


@pages.form("/tiers/settings/<int:rules_id>/withdraw", may=P.TIERS_SETTINGS, decides=_l("Withdraw the rules"))
def withdraw(rules_id: int) -> Any:
    found = rules_by_id(rules_id)
    if found is None or (request.method == "GET" and found.state != "coming"):
        raise OutOfScope()
    if request.method == "POST":
        row = tier_rules.withdraw(current_actor, rules_id)
        return done(_("The rules from %(day)s are withdrawn.", day=formats.day(row.valid_from)), ".settings")
    return answer("tiers/withdraw.html", found=found)
