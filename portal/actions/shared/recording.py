"""What every deed does besides: one audit entry, notices, the next number, the same submission only once."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from inspect import signature
from typing import Any, TypeVar

import peewee

from portal.actions.shared import sent
from portal.database import Model, database
from portal.ground import clock
from portal.ground.errors import Refused, StaleVersion
from portal.models import AuditEntry, Sequence
from portal.reads.accounts.actors import Actor
from portal.rules.shared import codes

_origin: ContextVar[tuple[str, str]] = ContextVar("origin", default=("", ""))


def set_origin(ip: str, request_id: str) -> None:
    """Where the deeds of this request come from (the web layer says; commands leave it empty)."""
    _origin.set((ip, request_id))


def origin() -> tuple[str, str]:
    """Address and request id of what is being done; empty for commands."""
    return _origin.get()


def audit(
    actor: Actor | None,
    action: str,
    subject: Any = None,
    /,
    *,
    branch: int | None = None,
    changes: dict | None = None,
    **words: str,
) -> AuditEntry:
    """Record a deed in its own transaction. `words` are the names that the sentence of `action` needs."""
    ip, request_id = _origin.get()
    key = subject._pk if subject is not None else None
    return AuditEntry.create(
        at=clock.now(),
        actor=actor.account_id if actor else None,
        actor_name=actor.name if actor else "",
        action=action,
        subject_type=subject._meta.table_name if subject is not None else "",
        subject_id=key if isinstance(key, int) else None,
        branch=branch if branch is not None else getattr(subject, "branch_id", None),
        words=words,
        changes=changes or {},
        ip=ip,
        request_id=request_id,
    )


_YEARLY = {
    "request": codes.request_number,
    "event": codes.event_number,
    "list": codes.list_number,
    "handover": codes.handover_number,
}


def next_number(kind: str, year: int | None = None) -> str:
    """The next number that people say aloud, of a "client", "request", "event", "list" or "handover"; all but clients'
    begin anew each year (this one, unless `year` says another).
    """
    if kind == "client":
        return codes.client_number(next_value(kind))
    year = year or clock.today().year
    return _YEARLY[kind](year, next_value(f"{kind}-{year}"))


def next_value(name: str) -> int:
    """The next number of a sequence. The row is held until the transaction ends, so none is given twice."""
    return next_block(name, 1)


def next_block(name: str, count: int) -> int:
    """The first of the next `count` numbers of a sequence; all of them are the caller's."""
    taken = Sequence.insert(name=name, value=count).on_conflict(
        conflict_target=[Sequence.name], update={Sequence.value: Sequence.value + count}
    )
    (row,) = taken.returning(Sequence.value).execute()
    return int(row.value) - count + 1


Deed = TypeVar("Deed", bound=Callable[..., Any])


def _stands(model: type[Model], fields: list[tuple[Any, Any]]) -> bool:
    """Is there such a row? Asked of each form that comes in, and nearly always no."""
    mark = database.obj.param
    wanted = " AND ".join(f'"{field.column_name}" = {mark}' for field, _value in fields)
    sql = f'SELECT 1 FROM "{model._meta.table_name}" WHERE {wanted}'  # noqa: S608
    return database.execute_sql(sql, [field.db_value(value) for field, value in fields]).fetchone() is not None


def _made_before(model: type[Model], given: dict[str, Any], digest: str) -> Model | None:
    """The row that the deed made when it was given the same submission before. `given`: its arguments by name; raises
    SentBefore when they are others than then."""
    if not given.get("submission"):
        return None
    fields = [(model._meta.fields[name], given[name]) for name in model.submission_key]
    if not _stands(model, fields):
        return None
    row = model.get_or_none(*(field == value for field, value in fields))
    if row is not None:
        sent.compare(sent.key_of(model, given), digest)
    return row


def once(model: type[Model], answers: str = "") -> Callable[[Deed], Deed]:
    """For a deed whose parameter `submission` ends up on a row of `model` that it makes: the same form sent again
    answers that row, also when both arrive at the same moment and the second finds the first one's work in its way.
    The same submission with other content is refused (SentBefore).

    A deed that answers something other than the row names in `answers` the parameter that is answered instead. The
    columns that make a submission one (`submission_key`) are parameters of the deed.
    """

    def around(deed: Deed) -> Deed:
        shape = signature(deed)

        @wraps(deed)
        def done(*args: Any, **named: Any) -> Any:
            given = shape.bind(*args, **named).arguments
            digest = sent.digest_of(deed.__qualname__, given) if given.get("submission") else ""
            if row := _made_before(model, given, digest):
                return given[answers] if answers else row
            try:
                with sent.noted(model, digest):
                    return deed(*args, **named)
            except (peewee.IntegrityError, Refused):
                if row := _made_before(model, given, digest):
                    return given[answers] if answers else row
                raise

        done.makes = model  # type: ignore[attr-defined]
        return done  # type: ignore[return-value]

    return around


def save_version(row: Any, version: int | None, **values: Any) -> dict[str, list[Any]]:
    """Write `values` to a row if nobody saved since `version`; answer what changed as {field: [before, after]}.

    Raises StaleVersion.
    """
    changes = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    if version is not None and version != row.version:
        raise StaleVersion(row=row)
    if changes:
        model = type(row)
        done = model.update(**{name: after for name, (_, after) in changes.items()}, version=model.version + 1).where(
            model._meta.primary_key == row._pk, model.version == row.version
        )
        if not done.execute():
            raise StaleVersion(row=row)
        for name, (_, after) in changes.items():
            setattr(row, name, after)
        row.version += 1
    return {name: [str(before), str(after)] for name, (before, after) in changes.items()}
