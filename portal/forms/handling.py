"""What is done around a request: parts asked of others, forwarding, links, approved phrases."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, StringField

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import RadioField, SelectField
from portal.forms.shared.fields import Day, Line, Moment, Text, Whole, optional, required
from portal.ground import clock, i18n
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import ReplyPhrase, Request
from portal.reads import reference
from portal.reads.organisation import tree
from portal.words.contacts import CHANNELS


def _branches(but: int | None = None) -> list[tuple[str, str]]:
    return [(one.code, "\u3000" * one.depth + i18n.named(one)) for one in tree.branch_tree() if one.id != but]


class SubtaskForm(PortalForm):
    """A part of a request for somebody else: a colleague by his user name, else a post, else the branch's queue."""

    what = Line(_l("What is to be done"), 120)
    details = Text(_l("What he needs to know"), 2000, needed=False)
    branch = SelectField(_l("Branch"), [optional()], validate_choice=False)
    post = SelectField(_l("Post"), [optional()], validate_choice=False)
    colleague = StringField(_l("Colleague (user name)"), [optional()])
    due_at = Moment(_l("Done by"), [required()])
    holds = BooleanField(_l("The answer waits for it"), default=True)

    def offer(self, request: Request) -> SubtaskForm:
        self.branch.choices = [("", _("The request's branch")), *_branches()]
        posts = ((post.code, i18n.named(post)) for post in reference.posts().values())
        self.post.choices = [("", _("Whoever takes from the queue")), *posts]
        if not self.is_submitted() and request.due_at and request.due_at > clock.now():
            self.due_at.data = request.due_at
        return self


class ResultForm(PortalForm):
    result = Text(_l("Result"), 2000)


class ForwardForm(PortalForm):
    branch = SelectField(_l("To which branch"), [required()], validate_choice=False)
    reason = Line(_l("Why, for the colleagues there"), 200)
    channel = RadioField(_l("How the client agreed"), [required()], choices=CHANNELS)
    consent_on = Day(_l("On which day"), [required()], default=clock.today)

    def offer(self, request: Request) -> ForwardForm:
        self.branch.choices = [("", _("Please choose")), *_branches(but=request.branch_id)]
        return self


class LinkForm(PortalForm):
    other = Line(_l("Number of the other request"), 20)
    kind = RadioField(
        _l("How they belong together"),
        [required()],
        default="related",
        choices=[
            ("related", _l("They are related")),
            ("duplicate", _l("This one is the same: close it, the other keeps the earlier deadline")),
        ],
    )


class PhraseForm(PortalForm):
    title_zh = Line(_l("Title in Chinese"), 40)
    body_zh = Text(_l("Text in Chinese"), 2000)
    title_en = Line(_l("Title in English"), 60)
    body_en = Text(_l("Text in English"), 2000)
    category = SelectField(_l("For requests about"), [optional()], validate_choice=False)
    position = Whole(_l("Place in the list"), [optional()], default=0)
    active = BooleanField(_l("In use"), default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ((one.code, i18n.named(one)) for one in reference.categories().values())
        self.category.choices = [("", _("Everything")), *known]

    def values(self) -> dict[str, Any]:
        """The columns of `ReplyPhrase`."""
        found = {name: getattr(self, name).data for name in ("title_zh", "title_en", "body_zh", "body_en", "active")}
        category = self.category.data if self.category.data in reference.categories() else None
        return found | {"category_id": category, "position": min(max(self.position.data or 0, 0), 999)}

    @classmethod
    def of(cls, row: ReplyPhrase) -> PhraseForm:
        names = ("title_zh", "title_en", "body_zh", "body_en", "position", "active", "version")
        return cls(data={name: getattr(row, name) for name in names} | {"category": row.category_id or ""})
