"""Bringing `client.completeness`, `client.findings` and the findings themselves to what the records say: on change
(`refresh`), and every night for all, in batches that remember how far they came.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import date

from peewee import Case, fn

from portal.database import among, write
from portal.ground import clock, security, steps
from portal.ground import settings as at_work
from portal.models import Client, ClientPhone, DuplicatePair, Finding, HoldingAccount, QualityFigure, QualityRound
from portal.reads.administration import settings
from portal.reads.quality.findings import required_fields
from portal.rules.clients.documents import BUILT_ALIKE, read_document
from portal.rules.quality import findings

log = logging.getLogger(__name__)
AT_ONCE = 500


def refresh(clients: Iterable[int]) -> int:
    """Reckon the quality of some records anew (ids; after an edit, an import, a change of tier). Answers how many
    differed. Joins the caller's transaction; six statements for up to 500 records, and one for each that changed.
    """
    ids, changed = sorted(set(clients)), 0
    with write():
        for start in range(0, len(ids), AT_ONCE):
            changed += _refresh(ids[start : start + AT_ONCE])
    return changed


def _refresh(ids: list[int]) -> int:
    rows = list(Client.select().where(among(Client.id, ids)))
    around = _around(rows)
    standing: dict[int, dict[tuple[str, str], Finding]] = {row.id: {} for row in rows}
    for finding in Finding.select().where(among(Finding.client, ids)):
        standing[finding.client_id][(finding.code, finding.field)] = finding
    required, today = required_fields(), clock.today()
    limits = findings.Limits(settings.value("quality.stale_months"), settings.value("quality.phone_shared"))
    return sum(
        _one(row, required.get((row.kind, row.tier_id), []), around[row.id], limits, standing[row.id], today)
        for row in rows
    )


def _one(
    row: Client,
    required: list[str],
    around: findings.Around,
    limits: findings.Limits,
    standing: dict[tuple[str, str], Finding],
    today: date,
) -> bool:
    lacking = findings.missing(row, required)
    percent = findings.completeness(len(required), len(lacking))
    found = (
        {} if row.merged_into_id else {one.key: one for one in findings.findings(row, lacking, around, limits, today)}
    )
    gone = [finding.id for key, finding in standing.items() if key not in found]
    if gone:
        Finding.delete().where(Finding.id.in_(gone)).execute()
    moved = bool(gone)
    new = []
    for key, one in found.items():
        old = standing.get(key)
        if old is None:
            new.append(
                {
                    "client": row.id,
                    "branch": row.branch_id,
                    "code": one.code,
                    "field": one.field,
                    "since": today,
                    "words": dict(one.words),
                }
            )
        elif old.words != dict(one.words) or old.branch_id != row.branch_id:
            moved = True
            Finding.update(words=dict(one.words), branch=row.branch_id).where(Finding.id == old.id).execute()
    if new:
        Finding.insert_many(new).execute()
    if (row.completeness, row.findings) != (percent, len(found)):
        Client.update(completeness=percent, findings=len(found)).where(Client.id == row.id).execute()
        moved = True
    return moved or bool(new)


def _around(rows: list[Client]) -> dict[int, findings.Around]:
    """What stands beside each of these records: four statements, and the ID of those that have one."""
    ids = [row.id for row in rows]
    mobiles = sorted({row.mobile for row in rows if row.mobile})
    shared = dict(
        Client.select(Client.mobile, fn.COUNT(Client.id))
        .where(among(Client.mobile, mobiles), Client.merged_into.is_null())
        .group_by(Client.mobile)
        .tuples()
    )
    for mobile, count in _further(mobiles):
        shared[mobile] = shared.get(mobile, 0) + count
    accounts = dict(
        HoldingAccount.select(HoldingAccount.client, fn.COUNT(HoldingAccount.id))
        .where(among(HoldingAccount.client, ids))
        .group_by(HoldingAccount.client)
        .tuples()
    )
    doubles = _open_pairs(ids)
    found = {}
    for row in rows:
        born, gender = _on_the_document(row)
        found[row.id] = findings.Around(
            sharing=shared.get(row.mobile, 0),
            duplicates=doubles.get(row.id, 0),
            accounts=accounts.get(row.id, 0),
            document_birthday=born,
            document_gender=gender,
        )
    return found


def _further(mobiles: list[str]) -> list[tuple[str, int]]:
    """How many records have each of these numbers as a further phone, beside another main one."""
    query = (
        ClientPhone.select(ClientPhone.number, fn.COUNT(ClientPhone.id))
        .join(Client)
        .where(among(ClientPhone.number, mobiles), Client.merged_into.is_null(), Client.mobile != ClientPhone.number)
        .group_by(ClientPhone.number)
        .tuples()
    )
    return list(query) if mobiles else []


def _open_pairs(ids: list[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    wanted, pair = set(ids), DuplicatePair
    query = pair.select(pair.first, pair.second).where(
        pair.state == "open", among(pair.first, ids) | among(pair.second, ids)
    )
    for both in query.tuples():
        for one in both:
            if one in wanted:
                counts[one] = counts.get(one, 0) + 1
    return counts


def _on_the_document(row: Client) -> tuple[date | None, str]:
    """Birthday and gender that a resident ID says; nothing for other documents or one that cannot be read."""
    if row.document_kind not in BUILT_ALIKE or not row.document_encrypted:
        return None, ""
    try:
        number = security.decrypt(row.document_encrypted, at_work.keys())
        found = read_document(row.document_kind, number, clock.today())
    except Exception:
        log.warning("the document of client %s cannot be read", row.number)
        return None, ""
    return found.birthday, found.gender


def batches(name: str, size: int = AT_ONCE) -> Iterator[list[int]]:
    """Ids of all clients, some at a time, of tonight's round; one that was cut off goes on where it was. After the
    caller has dealt with a batch, how far it came is written.
    """
    today = clock.today()
    round_ = QualityRound.get_or_none(QualityRound.name == name)
    if round_ is None or round_.finished_at is not None:
        with write():
            QualityRound.insert(name=name, day=today, after=0, finished_at=None).on_conflict(
                conflict_target=[QualityRound.name],
                update={QualityRound.day: today, QualityRound.after: 0, QualityRound.finished_at: None},
            ).execute()
        round_ = QualityRound.get_by_id(name)
    after = round_.after
    while ids := [
        row[0] for row in Client.select(Client.id).where(Client.id > after).order_by(Client.id).limit(size).tuples()
    ]:
        yield ids
        after = ids[-1]
        with write():
            QualityRound.update(after=after).where(QualityRound.name == name).execute()
    with write():
        QualityRound.update(finished_at=clock.now()).where(QualityRound.name == name).execute()


@steps.every_night
def nightly() -> int:
    """Every record reckoned anew, then the figures of the branches. Answers how many records differed."""
    changed = sum(refresh(ids) for ids in batches("quality"))
    figures()
    return changed


def figures() -> None:
    """The completeness of each branch as of today."""
    today = clock.today()
    query = (
        Client.select(
            Client.branch,
            fn.COUNT(Client.id),
            fn.SUM(Client.completeness),
            fn.SUM(Case(None, [(Client.completeness == 100, 1)], 0)),
            fn.SUM(Case(None, [(Client.findings > 0, 1)], 0)),
        )
        .where(Client.merged_into.is_null(), Client.completeness > findings.NOT_RECKONED)
        .group_by(Client.branch)
        .tuples()
    )
    with write():
        QualityFigure.delete().where(QualityFigure.day == today).execute()
        rows = [
            {
                "branch": branch,
                "day": today,
                "clients": count,
                "points": int(points),
                "complete": int(complete),
                "with_findings": int(found),
            }
            for branch, count, points, complete, found in query
        ]
        if rows:
            QualityFigure.insert_many(rows).execute()


def faults() -> Iterator[str]:
    """For `portal check`: completeness against the record (one that nobody reckoned yet waits for the night), and the
    count of findings.
    """
    required, after = required_fields(), 0
    while rows := list(Client.select().where(Client.id > after).order_by(Client.id).limit(AT_ONCE)):
        after = rows[-1].id
        counts = dict(
            Finding.select(Finding.client, fn.COUNT(Finding.id))
            .where(among(Finding.client, [row.id for row in rows]))
            .group_by(Finding.client)
            .tuples()
        )
        for row in rows:
            needed = required.get((row.kind, row.tier_id), [])
            percent = findings.completeness(len(needed), len(findings.missing(row, needed)))
            if row.completeness not in (findings.NOT_RECKONED, percent):
                yield f"client {row.number}: {row.completeness} % complete, the record says {percent} %"
            if row.findings != counts.get(row.id, 0):
                yield f"client {row.number}: {row.findings} findings, there are {counts.get(row.id, 0)}"
