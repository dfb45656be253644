"""Who is away, from when until when, and who stands in."""

from __future__ import annotations

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import SelectField
from portal.forms.shared.fields import Day, Line, optional, required
from portal.ground import clock
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.reads.absences import people_of, who_could_stand_in
from portal.reads.accounts.actors import Actor
from portal.reads.organisation import tree
from portal.rules.accounts.visibility import Permission


class AbsenceForm(PortalForm):
    """`staff` and `substitute` are user names; `until` is the last day away, empty while nobody knows."""

    staff = SelectField(_l("Person"), [optional()], validate_choice=False)
    since = Day(_l("First day away"), [required()], default=clock.today)
    until = Day(_l("Last day away"), [optional()])
    substitute = SelectField(_l("Substitute"), [optional()], validate_choice=False)
    reason = Line(_l("Reason"), 200)

    def offer(self, actor: Actor) -> AbsenceForm:
        """Fill the choices: oneself, or everybody whom one looks after; whoever works at those branches."""
        paths = actor.paths_for(Permission.TEAMS_WRITE)
        others = [pair for pair in people_of(paths) if pair[0] != actor.username] if paths else []
        self.staff.choices = [(actor.username, _("%(name)s (I myself)", name=actor.name)), *others]
        branches = [one.id for one in tree.branches_below(paths)] or [actor.branch_id or 0]
        people = [pair for pair in who_could_stand_in(branches) if others or pair[0] != actor.username]
        self.substitute.choices = [("", _("Nobody: to the adviser or the queue")), *people]
        return self
