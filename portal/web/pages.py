"""The pages of an area: each says beside its route who may ask for it; a page that does not say so does not start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from portal.permissions import Entry, Side, entries
from portal.rules.accounts.visibility import Permission


class Pages(Blueprint):
    """The pages of an area. `place` is the one that they light in the bar, `side` whose desk they belong to
    (`PORTAL_SURFACE`); a page may say another place or side of its own.

    `page` answers GET, `deed` POST, `form` both. `decides` is what a deed is called that approves, grants, assigns,
    gives away, merges, cancels or confirms: it is done only as its page showed the matter
    (`actions/shared/deciding.py`). A deed whose form does not stand on the nearest page above its own address says
    where (`stands_on`, an endpoint): a reloaded form leads there. Raises TypeError for a route without `may`.
    """

    def __init__(self, name: str, module: str, *, place: str = "", side: Side = "staff", **options: Any) -> None:
        super().__init__(name, module, **options)
        self.place, self.side = place, side
        self.entries: dict[str, Entry] = {}

    def page(self, rule: str, *, may: Permission, **options: Any) -> Callable[[Any], Any]:
        return self.route(rule, methods=["GET"], may=may, **options)

    def deed(self, rule: str, *, may: Permission, **options: Any) -> Callable[[Any], Any]:
        return self.route(rule, methods=["POST"], may=may, **options)

    def form(self, rule: str, *, may: Permission, **options: Any) -> Callable[[Any], Any]:
        return self.route(rule, methods=["GET", "POST"], may=may, **options)

    def add_url_rule(  # type: ignore[override]
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Any = None,
        *,
        may: Permission,
        place: str = "",
        side: Side | None = None,
        decides: Any = "",
        stands_on: str = "",
        **options: Any,
    ) -> None:
        super().add_url_rule(rule, endpoint, view_func, **options)
        if stands_on.startswith("."):
            stands_on = f"{self.name}{stands_on}"
        self.entries[endpoint or view_func.__name__] = Entry(
            may, place or self.place, side or self.side, decides, stands_on
        )

    def register(self, app: Any, options: dict[str, Any]) -> None:
        super().register(app, options)
        entries(app).update({f"{self.name}.{name}": entry for name, entry in self.entries.items()})
