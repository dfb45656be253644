"""Complaints at every stage: what the seeds tell, each a case that is lived through day by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from portal.demo.book import Row
from portal.demo.complaints import Grievance, Stranger
from portal.demo.stage import Known, Stage
from portal.ground import clock
from portal.models import Branch


def planned(stage: Stage) -> list[tuple[datetime, Row]]:
    """When each of them was filed."""
    return [(stage.moments.on(stage.moments.day(told["days"]), 9.2, 16.5), told) for told in stage.demo["complained"]]


def live(stage: Stage, at: datetime, told: Row) -> None:
    """File it and take it as far as it went: each step on the day that the seeds say."""
    unit = told.get("unit", "FAW")
    client = _whose(stage, told, unit)
    handler = told["handler"]
    by = stage.logins[told["by"]] if "by" in told else stage.login_of(client)  # type: ignore[arg-type]
    said: Row = {name: told[name] for name in ("complainant", "name", "contact", "channel", "about") if name in told}
    if "level" in told:  # nobody of the branch may have it
        said["branch"] = Branch.get(Branch.code == told["level"]).id
    case = Grievance(stage, client, told | {"kind": "complaint"}, at, by, "", **said)
    moment = at
    for step in told.get("steps", ()):
        day = stage.moments.day(step["days"])
        moment = stage.moments.not_later(max(stage.moments.on(day), moment + timedelta(minutes=7)))
        _step(stage, case, handler, moment, step)
    case.warned()


def _whose(stage: Stage, told: Row, unit: str) -> Known | Stranger:
    if "client" in told:
        return stage.demo_client(told["client"])
    return Stranger(Branch.get(Branch.code == unit).id, unit)


def _step(stage: Stage, case: Grievance, handler: str, at: datetime, step: Row) -> None:
    deed, words = step["deed"], step.get("words", "")
    if deed in ("accept", "refuse"):
        more = {"ground": step["ground"]} if deed == "refuse" else {}
        getattr(case, deed)(at=at, username=handler, **more)
    elif deed in ("extend", "ask_more", "review", "answer_review"):
        getattr(case, deed)(at, words)
    elif deed in ("reply", "note"):
        case.say(deed, words, at, 0)
    elif deed == "paper":
        case.paper(at, step["kind"], step["state"], words)
    elif deed == "measure":
        case.measure(at, words, step["owner"], *_until(stage, step), step.get("done_words", ""))
    else:
        getattr(case, deed)(at)


def _until(stage: Stage, step: Row) -> tuple[date, Any]:
    """The last day of a measure, and when it was done."""
    due = stage.moments.day(step["due"])
    return due, clock.start_of(stage.moments.day(step["done"])) + timedelta(hours=15) if "done" in step else None
