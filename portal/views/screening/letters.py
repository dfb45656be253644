"""Welcome letters with one-time codes, to be printed and handed over: for one client, a list, or a branch's first
day."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from markupsafe import Markup

from portal.actions.screening import letters_of_many
from portal.actions.screening.letters import AT_ONCE, Letters, issue_letters
from portal.forms.screening import ListsFilterForm
from portal.ground import i18n
from portal.models import Client
from portal.reads import reference
from portal.reads.clients.scope import ClientScope
from portal.reads.organisation import tree
from portal.reads.screening.letters import LetterFilter, approved_without_login, chosen, standing_codes, without_login
from portal.reads.screening.scope import ListScope
from portal.rules.accounts.visibility import Permission as P
from portal.rules.finding.pinyin import is_chinese, surname_length
from portal.rules.shared.addresses import row_id
from portal.views.screening.branch import branch_choices
from portal.web.answers import answer, current_actor
from portal.web.pages import Pages

pages = Pages("letters", __name__, place="lists")


@pages.page("/tiers/letters", may=P.LISTS_SUBMIT)
def index() -> Any:
    """VIPs of whom nobody signs in yet, 200 a page: the letters of a branch's first day."""
    form = ListsFilterForm(request.args).offer(branch_choices())
    wanted = LetterFilter(form.branch.data or "", form.tier.data or "")
    found = without_login(ClientScope(current_actor), wanted, row_id(request.args.get("after", "")))
    query = {name: value for name, value in request.args.items() if name != "after" and value}
    return answer(
        "screening/letters.html",
        form=form,
        found=found,
        query=query,
        standing=standing_codes([row.id for row in found.rows]),
        names={one.id: i18n.named(one) for one in tree.branch_tree()},
    )


@pages.deed("/tiers/letters/print", may=P.LISTS_SUBMIT)
def print_chosen() -> Any:
    """Codes for the clients that are marked; the letters are shown now and never again."""
    clients = chosen(ClientScope(current_actor), request.form.getlist("clients")[:1000])
    return _issue(clients, "/tiers/letters")


@pages.deed("/tiers/letters/all", may=P.LISTS_SUBMIT)
def begin() -> Any:
    """Letters for everybody who fits the filter, in the background; the document is fetched when it is ready."""
    form = ListsFilterForm(request.form).offer(branch_choices())
    task = letters_of_many.begin(
        current_actor, form.branch.data or "", form.tier.data or "", _language(), again="again" in request.form
    )
    return redirect(url_for("tasks.task", task_id=task.id), 303)


@pages.form("/tiers/letters/<int:task_id>", may=P.LISTS_SUBMIT)
def ready(task_id: int) -> Any:
    """The document of a task: asked for once more, then shown and never again."""
    if request.method == "GET":
        return answer("screening/letters_ready.html", task=letters_of_many.waiting(current_actor, task_id))
    found, language = letters_of_many.fetch(current_actor, task_id)
    return _sheet(found, "/tiers/letters", language)


@pages.deed("/tiers/lists/<number>/letters", may=P.LISTS_SUBMIT)
def of_list(number: str) -> Any:
    """Letters for everybody whom this list made a VIP and who has not signed in yet."""
    row = ListScope(current_actor).by_number(number)
    return _issue(approved_without_login(row.id), f"/tiers/lists/{row.number}")


@pages.deed("/tiers/lists/<number>/names/<client>/letter", may=P.ACTIVATE)
def of_name(number: str, client: str) -> Any:
    """The letter of one client; the code may be handed over by mouth, too."""
    row = ListScope(current_actor).name(number, client)
    return _issue([row.client], f"/tiers/lists/{number}/names/{row.client.number}")


def _issue(clients: list[Client], back: str) -> Any:
    """The letters, with fresh codes. Where codes stand that nobody used yet it is asked first (409): fresh ones end
    them, and letters that lie in an envelope already would be worth nothing. So a page that is sent again shows no
    code, either.
    """
    standing = {} if "again" in request.form else standing_codes([one.id for one in clients[:AT_ONCE]])
    if not standing:
        return _sheet(issue_letters(current_actor, clients), back)
    held = [(one, standing[one.id]) for one in clients if one.id in standing]
    others = [one for one in clients if one.id not in standing]
    return answer("screening/letters_again.html", 409, held=held, others=others, back=back, letter_language=_language())


def _language() -> str:
    """The language of the letters: Chinese unless English is asked for."""
    return "en" if request.form.get("language") == "en" else "zh"


def _sheet(found: Letters, back: str, language: str = "") -> Any:
    """One printable document: a sheet for each letter."""
    language = language or _language()
    with i18n.speaking(language):
        tiers = {code: i18n.named(tier) for code, tier in reference.tiers().items()}
        bodies = [Markup(_letter(one, tiers)) for one in found.letters]  # noqa: S704
    return answer("screening/sheet.html", bodies=bodies, letters=found, back=back, letter_lang=i18n.HTML_LANG[language])


def _letter(letter: Any, tiers: dict[str, str]) -> str:
    """One letter in the language that is spoken now."""
    where = f"{request.host_url}activate"
    return render_template("screening/_letter.html", letter=letter, called=called(letter), tiers=tiers, address=where)


def called(letter: Any) -> str:
    """How the letter addresses its reader: 陈先生, Mr Chen; a company's person and an unknown gender by name."""
    client = letter.client
    name: str = letter.login.person_name or client.name
    if client.is_company or not client.gender or not is_chinese(name[:1]):
        return name
    surname = name[: surname_length(name)]
    if i18n.language() == "en":
        surname = client.name_latin.split()[0] if client.name_latin else ""
    if not surname:
        return name
    if client.gender == "m":
        return i18n.gettext("Mr %(surname)s", surname=surname)
    return i18n.gettext("Ms %(surname)s", surname=surname)
