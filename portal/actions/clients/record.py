"""Creating and editing a client's record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.actions.accounts import numbers as sign_in_numbers
from portal.actions.accounts.codes import Nameless
from portal.actions.clients.documents import narrow, with_document
from portal.actions.clients.referrers import with_referrer
from portal.actions.clients.relations import introduce
from portal.actions.quality import duplicates
from portal.actions.shared.recording import audit, next_number, once, save_version
from portal.actions.teams.seats import assign_adviser, assign_manager
from portal.database import lock, write
from portal.derived import completeness, contact_order, search_terms
from portal.ground import clock, settings
from portal.ground.errors import Invalid, OutOfScope
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Branch, Client
from portal.models.organisation import under
from portal.reads.accounts.actors import Actor
from portal.reads.organisation import tree
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission
from portal.rules.clients import birthdays
from portal.rules.clients.identity import is_mobile
from portal.rules.clients.records import rating_ends, words_apart
from portal.rules.finding.terms import name_key
from portal.rules.shared.masking import mask_phone

UNTOLD = {
    "document_encrypted",
    "document_hmac",
    "name_key",
    "next_birthday",
    "lunar_year",
    "lunar_month",
    "lunar_day",
    "lunar_leap",
    "updated_at",
    "mobile_kind",
}
MASKED = {"mobile": mask_phone}
COMPARED = {"name", "name_latin", "birthday", "mobile", "document_hmac", "employer"}
"""What says whether two records are one and the same: when it changes, pairs are looked for at once."""


def branches_for_new(actor: Actor) -> list[Branch]:
    """Where this person may enter clients: his branch admin's realm, or (managers, advisers) the realm of that role."""
    return tree.branches_below(actor.paths_for(Permission.CLIENTS_CREATE))


@once(Client)
def create_client(
    actor: Actor, values: dict[str, Any], submission: str | None = None, somebody_else: str | None = None
) -> Client:
    """Enter a new client; a manager or adviser who enters one takes the seat himself, so that he sees him.

    Where it is given, `somebody_else` says for which look-alikes that was denied ("" for none): others are asked about.
    Raises Invalid (document, referrer), LooksLike, OutOfScope (a branch that is not his).
    """
    values = dict(values)
    code = values.pop("branch")
    realm = actor.paths_for(Permission.CLIENTS_CREATE)
    branch = Branch.get_or_none((Branch.code == code) & under(Branch.path, realm))
    if branch is None:
        raise OutOfScope()
    alike = [] if somebody_else is None else duplicates.ask_first(actor, values, somebody_else)
    with write():
        client = insert_client(
            branch.id, **with_referrer(actor, with_rating(with_document(values))), submission=submission
        )
        narrow([client.id])
        if client.referrer_id:
            introduce(actor, client, client.referrer_id, str(_l("named in the record")))
        audit(actor, "client.created", client, **client.said)
        _own_seat(actor, client, actor.roles_over(branch.path))
        duplicates.entered(actor, client, alike)
        return client


def _own_seat(actor: Actor, client: Client, roles: frozenset[Role]) -> None:
    """`roles` are those that he holds over the client's branch."""
    if Role.BRANCH_ADMIN in roles:
        return
    deed = assign_manager if Role.MANAGER in roles else assign_adviser
    why = str(_l("entered the client"))
    deed(actor, client, actor.username, why, beyond=why if deed is assign_manager else "")


def insert_client(branch: int, **values: Any) -> Client:
    """A new client row with its number and search terms. Call inside `write()`."""
    client = Client.create(
        branch=branch,
        number=next_number("client"),
        name_key=name_key(values["name"], company=values.get("kind") == "company"),
        created_at=clock.now(),
        mobile_kind=kind_of_phone(values.get("mobile", ""), values.get("kind") == "company"),
        **birthdays.columns(values.get("birthday"), bool(values.get("birthday_lunar")), clock.today()),
        **values,
    )
    search_terms.follow(client)
    return client


def with_rating(values: dict[str, Any]) -> dict[str, Any]:
    """An investor risk rating ends after a year unless told otherwise; without a rating there are no days of one."""
    if "risk_rating" not in values:
        return values
    assessed = values.get("risk_assessed_on")
    if not values["risk_rating"] or not assessed:
        return values | {"risk_assessed_on": None, "risk_valid_until": None}
    return values | {"risk_valid_until": values.get("risk_valid_until") or rating_ends(assessed)}


def kind_of_phone(number: str, company: bool) -> str:
    """What kind of phone a number is by its digits: mobile, else the company's or the home's; "" without one."""
    if not number:
        return ""
    return "mobile" if is_mobile(number) else "work" if company else "home"


def edit_client(actor: Actor, client: Client, values: dict[str, Any], version: int | None) -> dict[str, list[Any]]:
    """Save a client's record if nobody saved since `version`. Answers what changed. Raises StaleVersion, Invalid."""
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        values = with_referrer(actor, with_rating(with_document(dict(values), client)), client)
        mobile = client.mobile
        changes = save_version(client, version, **_derived(client, values))
        if changes:
            narrow([client.id])
            Client.update(updated_at=clock.now()).where(Client.id == client.id).execute()
            search_terms.follow(client)
            if "referrer_id" in changes:
                introduce(actor, client, client.referrer_id, str(_l("named in the record")))
            if client.mobile != mobile:
                follow_mobile(client, mobile)
            if COMPARED & changes.keys():
                duplicates.look_again([client.id])
            completeness.refresh([client.id])
            if "next_birthday" in changes:
                contact_order.follow([client.id])
            audit(actor, "client.edited", client, changes=shown(changes), **client.said)
        return changes


LONGEST_INTERESTS = 200


def add_interests(actor: Actor, client: Client, words: Sequence[str]) -> None:
    """What interests him, besides what his record says already (its hobbies). Raises Invalid: more than has room."""
    known = words_apart(client.hobbies)
    fresh = [word for word in words if word not in known]
    if not fresh:
        return
    text = "、".join([*known, *fresh])
    if len(text) > LONGEST_INTERESTS:
        raise Invalid(_l("There is no room for so many: shorten the record's hobbies first."), field="interests")
    edit_client(actor, client, {"hobbies": text}, None)


def _derived(client: Client, values: dict[str, Any]) -> dict[str, Any]:
    """The values with what follows from them: the sort key, the next birthday, the kind of the main phone."""

    def coming(name: str) -> Any:
        return values.get(name, getattr(client, name))

    if coming("name") != client.name:
        values["name_key"] = name_key(values["name"], company=client.is_company)
    if coming("mobile") != client.mobile:
        values["mobile_kind"] = kind_of_phone(values["mobile"], client.is_company)
    born = (coming("birthday"), coming("birthday_lunar"))
    if born != (client.birthday, client.birthday_lunar):
        values |= birthdays.columns(*born, clock.today())
    return values


def follow_mobile(client: Client, before: str) -> None:
    """Who signs in with the client's main number signs in with the new one, unless another login has it; a person who
    signed in with none (there was none, or another login had it) has a number from now on.
    """
    mine = Account.select().where(Account.client == client.id, Account.ended_on.is_null()).order_by(Account.id)
    for login in mine:
        if (before and login.mobile == before) or (login.mobile is None and not client.is_company):
            sign_in_numbers.take(login, client.mobile)
            return


def shown(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """What changed, as the audit trail may show it: masked where personal, nothing encrypted or derived."""
    found = {}
    for name, (before, after) in changes.items():
        if name in UNTOLD:
            continue
        if name == "referrer_id":
            ids = [int(one) for one in (before, after) if one.isdigit()]
            numbers = dict(Client.select(Client.id, Client.number).where(Client.id.in_(ids)).tuples())
            found["referrer"] = [numbers.get(int(one), "") if one.isdigit() else "" for one in (before, after)]
            continue
        mask = MASKED.get(name, str)
        found[name] = [mask(before), mask(after)]
    return found


def free_username(client: Client) -> str:
    """The client's number, or with -2, -3 … behind it."""
    stem = client.number.lower()
    taken = {row.username for row in Account.select(Account.username).where(Account.username.startswith(stem))}
    return next(name for n in range(1, 10_000) if (name := stem if n == 1 else f"{stem}-{n}") not in taken)


def open_login(actor: Actor, client: Client) -> Account:
    """A client's first login: his number as user name, and his mobile number where nobody else signs in with it.

    Raises Nameless (a company's logins belong to its authorised persons).
    """
    if client.is_company:
        raise Nameless()
    with write():
        lock(Client.select().where(Client.id == client.id))
        found = Account.get_or_none((Account.client == client.id) & Account.ended_on.is_null())
        if found is not None:
            return found
        values = {"username": free_username(client), "client": client.id, "created_at": clock.now()}
        login = sign_in_numbers.unless_taken(client.mobile, lambda mobile: Account.create(mobile=mobile, **values))
        audit(actor, "account.opened", client, **client.said, username=login.username)
        return login


def code_days() -> int:
    """How many days a one-time code is good for (a setting)."""
    return settings.current().activation_days
