"""One blueprint per area: read the form, call one action or a few reads, answer."""

from flask import Flask

from . import (
    accounts,
    audit,
    benefits,
    clients,
    errors,
    events,
    home,
    member,
    merging,
    notices,
    organisation,
    quality,
    requests,
    settings,
    tasks,
    teams,
    tiers,
)

AREAS = (
    home,
    accounts,
    organisation,
    clients,
    teams,
    requests,
    events,
    benefits,
    tiers,
    quality,
    merging,
    member,
    notices,
    audit,
    settings,
    tasks,
)


def register(app: Flask) -> None:
    """Every area's pages, and how refusals are answered."""
    errors.register(app)
    for area in AREAS:
        app.register_blueprint(area.blueprint)
