"""Imports: which files go where, what columns mean, how a run is confirmed."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, MultipleFileField

from portal.forms.shared.base import FilterForm, PortalForm
from portal.forms.shared.choosing import RadioField, SelectField
from portal.forms.shared.fields import Line, required
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp

SHOWN = [
    ("", _l("All rows")),
    ("faults", _l("Faults only")),
    ("changes", _l("Changes only")),
    ("new", _l("New only")),
    ("duplicate", _l("Those that look known")),
    ("unchanged", _l("Unchanged only")),
    ("skipped", _l("Passed over only")),
    ("left", _l("Cells left out")),
]
GROUPS = [
    ("", _l("All states")),
    ("open", _l("Waiting for somebody")),
    ("done", _l("Imported")),
    ("gone", _l("Given up or undone")),
    ("failed", _l("Cannot be read")),
]
DECISIONS = [
    ("update", _l("It is this client: take the row as his update")),
    ("new", _l("It is somebody else: enter a new client")),
    ("skip", _l("Leave the row out")),
]
MODES = [
    ("all", _l("All or nothing: if a single row cannot be written, none is")),
    ("good", _l("Accept the good rows: what is rejected or undecided is left out")),
]
COLUMNS: dict[str, Any] = {
    "key": _l("External key"),
    "number": _l("Number"),
    "phones": _l("Further phone"),
    "clients.number": _l("Client number"),
    "accounts.number": _l("Account number"),
    "accounts.name": _l("Product name"),
    "cards.number": _l("Card number"),
    "cards.kind": _l("Kind of card"),
    "loans.number": _l("Loan number"),
    "loans.name": _l("Name of the loan"),
    "services.number": _l("Contract number"),
    "rights.key": _l("External key"),
    "name": _lp("of a client", "Name"),
    "kind": _l("Kind"),
    "name_latin": _l("Name in Latin letters"),
    "gender": _l("Gender"),
    "birthday": _l("Birthday"),
    "birthday_lunar": _l("Birthday is lunar"),
    "document_kind": _l("Document"),
    "document": _l("Document number"),
    "document_hmac": _l("Document number"),
    "document_masked": _l("Document number"),
    "document_encrypted": _l("Document number"),
    "mobile": _l("Mobile number"),
    "email": _l("E-mail"),
    "wechat": _l("WeChat name"),
    "address": _l("Address"),
    "district": _l("District"),
    "employer": _l("Employer"),
    "plant": _l("Plant"),
    "post": _lp("of a client", "Post"),
    "hobbies": _l("Hobbies"),
    "preferred_channel": _l("Preferred channel"),
    "preferred_times": _l("Preferred times"),
    "do_not_call": _l("Please do not call"),
    "legal_representative": _l("Legal representative"),
    "industry": _l("Industry"),
    "risk_rating": _l("Risk rating"),
    "risk_assessed_on": _l("Risk assessed on"),
    "risk_valid_until": _l("Risk rating valid until"),
    "notes": _l("Notes"),
    "client": _l("Client"),
    "account": _l("Account"),
    "product": _l("Product class"),
    "opened_on": _l("Opened on"),
    "closed_on": _l("Closed on"),
    "matures_on": _l("Matures on"),
    "balance": _l("Balance"),
    "balance_on": _l("Balance of"),
    "issued_on": _l("Issued on"),
    "status": _l("Status"),
    "started_on": _l("Started on"),
    "months": _l("Months"),
    "amount": _l("Amount"),
    "monthly": _l("Monthly payment"),
    "staff": _lp("of a contact", "Colleague"),
    "channel": _l("Channel"),
    "happened_at": _l("Took place"),
    "outcome": _l("Outcome of the contact"),
    "began": _l("Begun by"),
    "summary": _l("Summary"),
    "next_due": _l("Next contact"),
    "happened_on": _l("Day"),
    "direction": _l("Credit or debit"),
    "operation": _l("Operation"),
    "purpose": _l("Purpose"),
    "other_bank": _l("Other bank"),
    "other_account": _l("Other account"),
    "statement": _l("Statement"),
    "bank_to": _l("Bank of the payee"),
    "account_to": _l("Account of the payee"),
    "region": _l("Region"),
    "services.product": _l("Product of the catalogue"),
    "since": _l("Signed on"),
    "until": _l("Ended on"),
    "day": _l("Day"),
    "source": _l("Source"),
    "source_branch": _l("Branch of the import"),
    "source_key": _l("Key of the row in the other system"),
}


class UploadForm(PortalForm):
    branch = SelectField(
        _l("Branch"), [required()], validate_choice=False, description=_l("New clients join this branch.")
    )
    files = MultipleFileField(
        _l("Files to import"),
        description=_l("xlsx, xls or csv, up to 200 MB together; several files of one export at once."),
        render_kw={"accept": ".xlsx,.xls,.csv,.txt,.tsv", "data-together": 200 << 20},
    )
    again = BooleanField(_l("Import it anyway"))
    like = HiddenField()


class ConfirmForm(PortalForm):
    mode = RadioField(_l("What if something cannot be written?"), [required()], choices=MODES)


class DecideForm(PortalForm):
    decision = RadioField(_l("What is to be done?"), [required()], choices=DECISIONS)


class ValueForm(PortalForm):
    """What a word in a column of a file means, for every row that carries it."""

    sheet = HiddenField()
    column = HiddenField()
    word = HiddenField()
    meaning = SelectField(_l("It means"), [required()], validate_choice=False)


class RowFilterForm(FilterForm):
    sheet = SelectField(_l("File or sheet"), validate_choice=False)
    show = SelectField(_l("Show"), choices=SHOWN, default="", validate_choice=False)
    q = Line(_l("Name or number"), 60, needed=False)


class RunFilterForm(FilterForm):
    state = SelectField(_l("State"), choices=GROUPS, default="", validate_choice=False)
