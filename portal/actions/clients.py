"""Creating and editing a client's record."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from peewee import IntegrityError

from .. import clock, security
from ..database import lock, write
from ..errors import Invalid, OutOfScope
from ..models import Account, Branch, Client, ClientTerm, reference
from ..models.actors import Actor
from ..models.organisation import under
from ..rules.codes import client_number
from ..rules.documents import read_document
from ..rules.masking import mask_id, mask_phone
from ..rules.roles import Role
from ..rules.terms import name_key, terms_of
from . import duplicates, quality
from .recording import already, audit, next_value, save_version

SECRET = {"document_encrypted", "document_hmac"}
MASKED = {"mobile": mask_phone}


def branches_for_new(actor: Actor) -> list[Branch]:
    """Where this person may enter clients: his branch admin's realm, or (managers, advisers) the realm of that role."""
    return reference.branches_below(actor.paths(Role.BRANCH_ADMIN, Role.MANAGER, Role.ADVISER))


def create_client(
    actor: Actor, values: dict[str, Any], submission: str | None = None, somebody_else: str | None = None
) -> Client:
    """Enter a new client; a manager or adviser who enters one takes the seat himself, so that he sees him.

    Where it is given, `somebody_else` says for which look-alikes that was denied ("" for none): others are asked about.
    Raises Invalid (document), LooksLike, OutOfScope (a branch that is not his).
    """
    if made := already(Client, submission):
        return made
    values = dict(values)
    code = values.pop("branch")
    realm = actor.paths(Role.BRANCH_ADMIN, Role.MANAGER, Role.ADVISER)
    branch = Branch.get_or_none((Branch.code == code) & under(Branch.path, realm))
    if branch is None:
        raise OutOfScope()
    alike = [] if somebody_else is None else duplicates.ask_first(actor, values, somebody_else)
    try:
        with write():
            client = insert_client(branch.id, **_with_document(values), submission=submission)
            audit(actor, "client.created", client, client=client.name, number=client.number)
            _own_seat(actor, client)
            duplicates.entered(actor, client, alike)
            return client
    except IntegrityError:
        if made := already(Client, submission):
            return made
        raise


def _own_seat(actor: Actor, client: Client) -> None:
    from .teams import assign_adviser, assign_manager

    if Role.BRANCH_ADMIN in actor.roles:
        return
    deed = assign_manager if Role.MANAGER in actor.roles else assign_adviser
    deed(actor, client, actor.username, str(_l("entered the client")))


def insert_client(branch: int, **values: Any) -> Client:
    """A new client row with its number and search terms. Call inside `write()`."""
    client = Client.create(
        branch=branch,
        number=client_number(next_value("client")),
        name_key=name_key(values["name"], company=values.get("kind") == "company"),
        created_at=clock.now(),
        **values,
    )
    refresh_terms(client)
    return client


def refresh_terms(client: Client) -> None:
    """Make a client findable under what the record says now."""
    terms = " ".join(
        sorted(
            terms_of(
                name=client.name,
                latin=client.name_latin,
                number=client.number,
                phone=client.mobile,
                company=client.is_company,
            )
        )
    )
    if not ClientTerm.update(terms=terms).where(ClientTerm.client == client.id).execute():
        ClientTerm.insert(client=client.id, terms=terms).execute()


def edit_client(actor: Actor, client: Client, values: dict[str, Any], version: int | None) -> dict[str, list[Any]]:
    """Save a client's record if nobody saved since `version`. Answers what changed. Raises StaleVersion, Invalid."""
    with write():
        client = lock(Client.select().where(Client.id == client.id))
        values = _with_document(dict(values), client)
        if values.get("name", client.name) != client.name:
            values["name_key"] = name_key(values["name"], company=client.is_company)
        mobile = client.mobile
        changes = save_version(client, version, **values)
        if changes:
            refresh_terms(client)
            if client.mobile != mobile:
                Account.update(mobile=_mobile_to_sign_in_with(client)).where(
                    Account.client == client.id, Account.mobile == mobile
                ).execute()
            quality.refresh([client.id])
            audit(actor, "client.edited", client, changes=_shown(changes), client=client.name, number=client.number)
        return changes


def _with_document(values: dict[str, Any], client: Client | None = None) -> dict[str, Any]:
    """An ID number becomes what is kept: encrypted, its HMAC, its mask. Left empty it stays as it was; with no kind it goes."""
    typed = values.pop("document", "") or ""
    kind = values.get("document_kind") or ""
    if not typed:
        gone = client and "document_kind" in values and not kind
        return values | ({"document_hmac": None, "document_masked": "", "document_encrypted": ""} if gone else {})
    try:
        found = read_document(kind, typed, clock.today())
    except ValueError:
        raise Invalid(
            _l("This number is not valid for the kind of document (check the last digit)."), field="document"
        ) from None
    key = current_app.config["DATA_KEY"]
    values.update(document_hmac=security.equality(found.number, key), document_masked=mask_id(found.number))
    if client is None or client.document_hmac != values["document_hmac"]:
        values["document_encrypted"] = security.encrypt(found.number, key)
    values["birthday"] = values.get("birthday") or found.birthday
    values["gender"] = values.get("gender") or found.gender
    return values


def _shown(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """What changed, as the audit trail may show it: masked where personal, nothing encrypted."""
    shown = {}
    for name, (before, after) in changes.items():
        if name in SECRET or name == "name_key":
            continue
        mask = MASKED.get(name, str)
        shown[name] = [mask(before), mask(after)]
    return shown


def open_login(actor: Actor, client: Client) -> Account:
    """A client's first login: his number as user name, and his mobile number where nobody else signs in with it."""
    with write():
        lock(Client.select().where(Client.id == client.id))
        found = Account.get_or_none(Account.client == client.id)
        if found is not None:
            return found
        login = Account.create(
            username=client.number.lower(),
            client=client.id,
            mobile=_mobile_to_sign_in_with(client),
            created_at=clock.now(),
        )
        audit(actor, "account.opened", client, client=client.name, username=login.username)
        return login


def _mobile_to_sign_in_with(client: Client) -> str | None:
    """The client's mobile number, unless another login has it."""
    taken = not client.mobile or Account.select().where(Account.mobile == client.mobile).exists()
    return None if taken else client.mobile


def code_days() -> int:
    """How many days a one-time code is good for (a setting)."""
    return current_app.config["SETTINGS"].activation_days
