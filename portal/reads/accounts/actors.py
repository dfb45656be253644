"""Who is asking: a signed-in person, read in one query, with roles and the branches they reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from portal.database import UtcField, database, engine
from portal.models.handovers import Handover, HandoverSeat
from portal.models.organisation import unit_of
from portal.models.teams import Seat
from portal.reads.accounts.served import KINDS_OF, Places, Served
from portal.reads.accounts.substitutes import stood_for
from portal.reads.organisation import tree
from portal.reads.shared import built
from portal.rules.accounts.roles import SEAT_ROLES, Role
from portal.rules.accounts.visibility import (
    BANK_WIDE,
    FULL_IN_BRANCH,
    GENERAL,
    MAY,
    READS_AHEAD,
    WHOLE_BANK,
    Permission,
    is_root,
    permissions_of,
)
from portal.rules.clients.authority import permissions_in, scope_of
from portal.rules.shared.recusal import Place, answers_to, belongs_to


@dataclass(frozen=True)
class Grant:
    role: Role
    branch_id: int
    path: str


@dataclass(eq=False)
class Actor:
    """A person with a login. `grants` are those in force today; a client has none and the role `client`.

    A permission counts over the branches and seats of the grants that carry it and nowhere else: `under(P)` is the same
    person with those grants alone, and every scope begins with it. `asked` is the permission that the page being
    answered asks for (`assembly.guard_every_request`): scopes that name none take it.
    """

    account_id: int
    username: str
    name: str
    staff_id: int | None
    client_id: int | None
    branch_id: int | None
    branch_zh: str
    branch_en: str
    branch_path: str
    post_code: str
    language: str
    theme: str
    authority: str = ""
    scope: str = "sign"
    unread: int = 0
    unread_named: bool = False
    """May some of them lead to a complaint that concerns him? Then `unread` is too many: the inbox knows."""
    complaints: int = 0
    """How many open complaints are his, the bank being to move. Never kept: what comes to concern him goes at once."""
    list_columns: str = ""
    single_keys: bool = True
    code_at: datetime | None = None
    """When the newest one-time code for this login was issued that nobody used."""
    absence_id: int | None = None
    """His absence that runs today."""
    receives_on: date | None = None
    """Today, where clients come to him by a handover that is so near that he reads them already."""
    stands_for: tuple[int, ...] = ()
    """Whose work is his today besides his own: the staff for whom he stands in."""
    names_stood_for: tuple[str, ...] = ()
    """Their names, in the same order."""
    answers_to: tuple[int, ...] = ()
    """Ids of the branches whose admins are his leaders, by all his roles (rules/shared/recusal.py)."""
    belongs_to: tuple[int, ...] = ()
    """Ids of the branches of which a complaint is one about his own."""
    grants: tuple[Grant, ...] = ()
    sign_in_id: int | None = None
    created_at: datetime | None = None
    last_seen_at: datetime | None = None
    token: str = field(default="", repr=False)
    asked: Permission | None = None
    served_once: Served | None = field(default=None, repr=False)
    """Where a page that only shows keeps whom he serves, read once for all that asks it (`reading_once`)."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie: the random id of this device's sign-in."""
        return self.token

    @property
    def is_client(self) -> bool:
        return self.client_id is not None

    @property
    def initial(self) -> str:
        return self.name[:1]

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset({Role.CLIENT}) if self.is_client else frozenset(grant.role for grant in self.grants)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What he may do anywhere; what goes for the whole bank only with a role over the root that allows it."""
        if self.is_client:
            return permissions_in(self.scope)
        at_the_root = permissions_of(frozenset(grant.role for grant in self.grants if is_root(grant.path)))
        found = (permissions_of(self.roles) - BANK_WIDE) | (at_the_root & BANK_WIDE)
        return found | {Permission.SIGNED_IN, Permission.STAFF}

    def may(self, permission: Permission | str, client: Any = None) -> bool:
        """May he do this anywhere, or (with `client`, a whole row) with this client? Heads do not count as reach.

        A statement only where the answer hangs on a specialist's seat, once a client.
        """
        if permission == Permission.PUBLIC:
            return True
        if permission not in self.permissions:
            return False
        return client is None or self._reaches(self.under(Permission(permission)), client)

    def _reaches(self, narrowed: Actor, client: Any) -> bool:
        if self.is_client:
            return bool(client.id == self.client_id)
        if narrowed.whole_bank:
            return True
        whole = narrowed.paths(*FULL_IN_BRANCH, *WHOLE_BANK)
        if whole and any(tree.path_of(client.branch_id).startswith(path) for path in whole):
            return True
        place = tree.path_of(client.branch_id)
        kinds = [kind for kind in narrowed.seat_kinds if place.startswith(narrowed.seat_paths(kind))]
        if (Role.MANAGER in kinds and client.manager_id == self.staff_id) or (
            Role.ADVISER in kinds and client.adviser_id == self.staff_id
        ):
            return True
        if self.stands_for and any(place.startswith(narrowed.seat_paths(kind)) for kind in narrowed.seat_kinds):
            if {client.manager_id, client.adviser_id} & {*self.stands_for} or self._is_specialist_of(client.id):
                return True
        elif Role.SPECIALIST in kinds and self._is_specialist_of(client.id):
            return True
        return bool(kinds) and narrowed.reads_ahead and self._receives(client.id)

    @property
    def reads_ahead(self) -> bool:
        """Do the clients count who come to him soon? Only for reading."""
        return self.receives_on is not None and self.asked in READS_AHEAD

    def _receives(self, client_id: int) -> bool:
        key = -client_id
        if key not in self._served:
            lines = HandoverSeat.select(HandoverSeat.id).join(Handover)
            near = (Handover.state == "checked") & (Handover.seen_from <= self.receives_on)
            mine = (HandoverSeat.receiver == self.staff_id) & (HandoverSeat.client == client_id)
            self._served[key] = lines.where(mine, HandoverSeat.running, near).exists()
        return self._served[key]

    def _is_specialist_of(self, client_id: int) -> bool:
        """Does he sit in the service team, or somebody for whom he stands in?"""
        if client_id not in self._served:
            who = [*self.stands_for, *([self.staff_id] if Role.SPECIALIST in self.roles else [])]
            seats = Seat.select(Seat.id).where(Seat.staff.in_(who), Seat.until.is_null())
            mine = seats.where(Seat.kind == "specialist", Seat.client == client_id)
            self._served[client_id] = mine.exists()
        return self._served[client_id]

    @cached_property
    def _served(self) -> dict[int, bool]:
        return {}

    @cached_property
    def _narrowed(self) -> dict[Permission, Actor]:
        return {}

    def under(self, permission: Permission) -> Actor:
        """The same person with those grants alone that carry `permission`."""
        if permission is self.asked and all(permission in MAY[grant.role] for grant in self.grants):
            return self
        found = self._narrowed.get(permission)
        if found is None:
            grants = tuple(grant for grant in self.grants if permission in MAY[grant.role])
            found = self._narrowed[permission] = replace(self, grants=grants, asked=permission)
        return found

    def acting(self, permission: Permission | None, reading: Permission) -> Actor:
        """The person as a scope takes him: under the permission that is named, else under the one that the page asks
        for, else (a page for everybody, a command) under that of `reading`."""
        asked = None if self.asked in GENERAL else self.asked
        return self.under(permission or asked or reading)

    @cached_property
    def whole_bank(self) -> bool:
        """Does he reach every branch: a role of head office or the auditors over the root of the tree?"""
        return any(grant.role in WHOLE_BANK and is_root(grant.path) for grant in self.grants)

    @cached_property
    def seat_kinds(self) -> tuple[Role, ...]:
        """The seats that count: those of the roles he holds (a seat bears the name of its role)."""
        return tuple(role for role in SEAT_ROLES if self.staff_id is not None and role in self.roles)

    def seat_paths(self, kind: Role) -> tuple[str, ...]:
        """Paths of the branches whose clients a seat of this kind counts for: colleagues of a sub-branch serve each
        other's clients, beyond it none."""
        return tuple(unit_of(path) for path in self.paths(kind))

    def roles_over(self, path: str) -> frozenset[Role]:
        """The roles that he holds over a branch."""
        return frozenset(grant.role for grant in self.grants if path.startswith(grant.path))

    def paths(self, *roles: Role) -> list[str]:
        """Branch paths over which this person holds one of `roles`, without those that lie under another."""
        paths = sorted({grant.path for grant in self.grants if grant.role in roles})
        return [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]

    def paths_for(self, permission: Permission) -> list[str]:
        """Branch paths over which this person may do something, by whichever role."""
        return self.under(permission).all_paths

    @cached_property
    def all_paths(self) -> list[str]:
        return self.paths(*Role)

    @cached_property
    def reach(self) -> tuple[Any, ...]:
        """All that decides what this person may reach, besides who he is."""
        grants = tuple(sorted({(grant.role.value, grant.branch_id, grant.path) for grant in self.grants}))
        once = self.keeps_served
        line = (self.answers_to, self.belongs_to)
        return (self.is_client, self.branch_id, self.branch_path, grants, self.receives_on, self.stands_for, once, line)

    def reading_once(self) -> Actor:
        """The same person for a page of many sections that only shows: whom he serves is read once, not by each."""
        return self if self.staff_id is None else replace(self, served_once=Served(self.staff_id, self.stands_for))

    @property
    def keeps_served(self) -> bool:
        """SQLite reads the seats anew for each condition; PostgreSQL joins them at less than a list would cost."""
        return self.served_once is not None and not self.reads_ahead and engine() == "sqlite"

    def stand_in(self) -> Actor:
        """Somebody of the same reach whose ids are marks (reads/shared/built.py)."""
        staff, client = self.staff_id, self.client_id
        return replace(
            self,
            account_id=built.ACCOUNT,
            staff_id=None if staff is None else built.STAFF,
            client_id=None if client is None else built.ME,
        )

    @property
    def marks(self) -> dict[Any, Any]:
        """The values behind the marks of a query that was built for `stand_in`."""
        ids: dict[Any, Any] = {built.STAFF: self.staff_id, built.ME: self.client_id, built.ACCOUNT: self.account_id}
        if self.keeps_served and self.seat_kinds:
            ids |= {mark: self.served(mark) for mark in KINDS_OF}
        return ids

    def served(self, mark: built.Mark) -> str:
        """The ids behind a mark, packed: of the clients whom he serves, or for whom he stands in."""
        assert self.served_once is not None
        return self.served_once.ids(KINDS_OF[mark], self._places)

    def born(self, first: date, last: date) -> list[int]:
        """Ids of those of them whose birthday is in these days."""
        assert self.served_once is not None
        return self.served_once.born(KINDS_OF[built.SERVED], self._places, first, last)

    @property
    def _places(self) -> Places:
        return {kind: self.seat_paths(kind) for kind in self.seat_kinds}

    def branch_ids(self, *roles: Role) -> list[int]:
        """Ids of the branches where this person holds one of `roles`."""
        return [branch.id for branch in tree.branches_below(self.paths(*roles))]


_SQL = """
SELECT a.id, a.username, a.person_name, a.language, a.theme, a.authority, a.staff_id, a.client_id,
       s.name, s.post_id, c.name, b.id, b.name_zh, b.name_en, b.path, g.role, g.branch_id, gb.path,
       (SELECT COUNT(*) FROM notice n WHERE n.account_id = a.id
       AND n.read_at IS NULL), {device}, a.scope, a.list_columns, a.single_keys,
       (SELECT MAX(o.created_at) FROM activation_code o WHERE o.account_id = a.id AND o.used_at IS NULL), c.kind,
       (SELECT MAX(v.id) FROM absence v WHERE v.staff_id = a.staff_id AND v.since <= ?
       AND (v.until IS NULL OR v.until > ?)),
       (SELECT MAX(h.id) FROM handover_seat hs JOIN handover h ON h.id = hs.handover_id
       WHERE hs.receiver_id = a.staff_id AND hs.running AND h.state = 'checked' AND h.seen_from <= ?),
       (SELECT MAX(v.staff_id) FROM absence v WHERE v.substitute_id = a.staff_id AND v.since <= ?
       AND (v.until IS NULL OR v.until > ?)),
       EXISTS (SELECT 1 FROM notice n WHERE n.account_id = a.id AND n.read_at IS NULL AND a.staff_id IS NOT NULL AND (
         n.path LIKE '/requests/tasks/%%' OR n.path LIKE '/complaints/measures/%%' OR n.path LIKE '/requests/R-%%' AND
         EXISTS (SELECT 1 FROM request q JOIN complaint k ON k.request_id = q.id
           JOIN complaint_about o ON o.complaint_id = k.id WHERE q.number = SUBSTR(n.path, 11)))),
       (SELECT COUNT(*) FROM request q WHERE q.holder_id = a.staff_id AND q.status IN ('new', 'taken')
       AND q.kind = 'complaint')
FROM {source}
LEFT JOIN staff s ON s.id = a.staff_id
LEFT JOIN client c ON c.id = a.client_id
LEFT JOIN branch b ON b.id = COALESCE(s.branch_id, c.branch_id)
LEFT JOIN role_grant g ON g.staff_id = a.staff_id AND g.since <= ? AND (g.until IS NULL OR g.until > ?)
LEFT JOIN branch gb ON gb.id = g.branch_id
WHERE {where} AND a.active = ? AND (a.valid_until IS NULL OR a.valid_until >= ?) AND (s.left_on IS NULL
OR s.left_on > ?)
"""


def by_token(token_hash: str, today: date) -> Actor | None:
    """The person whose device carries this token; None when it ended, or he left or was switched off."""
    return _read(
        "i.id, i.created_at, i.last_seen_at",
        "sign_in i JOIN account a ON a.id = i.account_id",
        "i.token_hash = ? AND i.ended_at IS NULL",
        token_hash,
        today,
    )


def by_account(account_id: int, today: date) -> Actor | None:
    """The person of a login, without a device (commands, jobs, tests)."""
    return _read("NULL, NULL, NULL", "account a", "a.id = ?", account_id, today)


def by_username(username: str, today: date) -> Actor | None:
    return _read("NULL, NULL, NULL", "account a", "a.username = ?", username, today)


def _read(device: str, source: str, where: str, value: object, today: date) -> Actor | None:
    sql = _SQL.format(device=device, source=source, where=where).replace("?", database.obj.param)
    rows = database.execute_sql(sql, (*[today] * 7, value, True, today, today)).fetchall()
    if not rows:
        return None
    row = rows[0]
    moment = UtcField().python_value
    others = stood_for(row[6], today) if row[29] and not row[27] else []
    grants = tuple(Grant(Role(r[15]), r[16], r[17]) for r in rows if r[15])
    place = place_of(row[14] or "", [(grant.role, grant.path) for grant in grants])
    return Actor(
        account_id=row[0],
        username=row[1],
        name=row[8] or row[2] or row[10] or row[1],
        language=row[3],
        theme=row[4],
        authority=row[5],
        staff_id=row[6],
        client_id=row[7],
        post_code=row[9] or "",
        branch_id=row[11],
        branch_zh=row[12] or "",
        branch_en=row[13] or "",
        branch_path=row[14] or "",
        unread=row[18],
        unread_named=bool(row[30]),
        complaints=row[31],
        sign_in_id=row[19],
        created_at=moment(row[20]),
        last_seen_at=moment(row[21]),
        scope=scope_of(row[22], nameless=row[26] == "company" and not row[2]),
        list_columns=row[23],
        single_keys=bool(row[24]),
        code_at=moment(row[25]),
        absence_id=row[27],
        receives_on=today if row[28] else None,
        stands_for=tuple(staff for staff, _name in others),
        names_stood_for=tuple(name for _staff, name in others),
        grants=grants,
        answers_to=branches_at(answers_to(place)) if row[6] else (),
        belongs_to=branches_at(belongs_to(place)) if row[6] else (),
    )


def place_of(home: str, grants: Iterable[tuple[str, str]]) -> Place:
    """Somebody's place among his colleagues: the path of his own branch, and (role, path) of what he holds."""
    held = list(grants)
    admin = frozenset(path for role, path in held if role == Role.BRANCH_ADMIN)
    judges = any(role in WHOLE_BANK and is_root(path) for role, path in held)
    return Place(frozenset([home, *(path for _role, path in held)]), admin, judges)


def branches_at(paths: Iterable[str]) -> tuple[int, ...]:
    """Ids of the branches to which these paths lead."""
    return tuple(sorted(map(tree.branch_at, paths)))
