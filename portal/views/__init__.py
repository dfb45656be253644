"""One blueprint per area: read the form, call one action or a few reads, answer."""

from flask import Flask

from . import (
    accounts,
    audit,
    benefits,
    clients,
    errors,
    events,
    holdings,
    home,
    letters,
    list_names,
    list_proposals,
    list_review,
    lists,
    member,
    notices,
    organisation,
    products,
    relations,
    requests,
    settings,
    standing,
    tasks,
    teams,
    tiers,
)

AREAS = (
    home,
    accounts,
    organisation,
    clients,
    relations,
    holdings,
    products,
    teams,
    requests,
    events,
    benefits,
    tiers,
    standing,
    member,
    notices,
    audit,
    settings,
    tasks,
    lists,
    list_proposals,
    list_names,
    list_review,
    letters,
)


def register(app: Flask) -> None:
    """Every area's pages, and how refusals are answered."""
    errors.register(app)
    for area in AREAS:
        app.register_blueprint(area.blueprint)
