"""What can be refused, in the words of the work. HTTP knows them in one place (`web/refusals.py`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.ground.i18n import lazy_gettext as _l


class Refused(Exception):
    """Something that cannot be done now; `words` says what happened and what can be done, translated when shown."""

    words: Any = _l("This cannot be done as things stand now.")

    def __init__(self, words: Any = None, **context: Any) -> None:
        super().__init__()
        if words is not None:
            self.words = words
        self.context = context

    def __str__(self) -> str:
        return str(self.words)


class OutOfScope(Refused):
    """Not there, or not for this person: the answer is the same."""

    words = _l("There is no such page, or it is not yours to see.")


class Moved(OutOfScope):
    """The record with this number was merged into another one, and whoever asks may see that one."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__()
        self.old, self.new = old, new


class NotAllowed(Refused):
    """The person's roles do not allow it."""

    words = _l("Your role does not allow this.")


class Invalid(Refused):
    """Values that cannot be; `fields` says which form field each message belongs to ("" for the form as a whole)."""

    words = _l("Please check what was entered.")

    def __init__(
        self, words: Any = None, field: str = "", fields: dict[str, Any] | None = None, **context: Any
    ) -> None:
        super().__init__(words, **context)
        self.fields = fields or {field: self.words}


class StaleVersion(Refused):
    """Somebody else saved in between; both versions are shown."""

    words = _l("Somebody else has saved this in the meantime. Compare both versions and save again.")


class WrongState(Refused):
    """The thing has moved on: what was asked fits its earlier state."""

    words = _l("This is no longer possible: it has been dealt with in the meantime.")


class Overtaken(Refused):
    """What is to be decided is not as the page showed it: nothing was done (`actions/shared/deciding.py`).

    `subjects`: the rows that it was about, as (table, id); `since`: when the page was shown (None for a page that
    said nothing of it); `mark`: what a page of now carries.
    """

    words = _l("This has changed since your page was opened. Nothing was done: look at it as it is now, then decide.")

    def __init__(self, subjects: list[tuple[str, int]], since: datetime | None, mark: str) -> None:
        super().__init__(None if since else _l("Your page was an old one. Nothing was done: please look once more."))
        self.subjects, self.since, self.mark = subjects, since, mark


class SentBefore(Refused):
    """The form did its deed already, with other content than it brings now."""

    words = _l(
        "This form was sent before with other content, and that was saved. What stands here now was not saved: please "
        "look at it, and send it if you mean this as well."
    )


class TooOften(Refused):
    """More often than the bank's setting allows; `seconds` until it may be tried again."""

    words = _l(
        "This was done very often within one hour. Please wait; if your work needs it, speak to your branch admin."
    )

    def __init__(self, words: Any = None, seconds: int = 60, **context: Any) -> None:
        super().__init__(words, **context)
        self.seconds = max(1, seconds)


class SeatsTaken(Refused):
    """No room for so many."""

    words = _l("There are not enough seats left.")


class SeatHeld(Refused):
    """A client has one current manager and one current adviser (R3)."""

    words = _l("This seat was filled by somebody else a moment ago. Please look again.")
