"""What goes out as a file speaks the language of who takes it: its name, its sheets, its heads (one test a download)."""

from __future__ import annotations

import re
from io import BytesIO
from urllib.parse import unquote

import pytest
from python_calamine import CalamineWorkbook

from portal import jobs
from portal.actions.administration import tasks
from portal.models import Export
from portal.models.finding.exports import COLUMNS
from portal.rules.finding.place import packed
from tests.ground import people
from tests.imports.files import latest, upload, workbook

LATIN, HAN = re.compile("[A-Za-z]"), re.compile("[\u4e00-\u9fff]")
WORDS = {"zh": (HAN, LATIN), "en": (LATIN, HAN)}
KEPT = re.compile("AUM|ETC|ID|VIP")  # what Chinese bankers write so themselves
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


def name_of(response) -> str:
    """The file's name without its ending."""
    said = response.headers["Content-Disposition"]
    found = re.search(r"filename\*=UTF-8''([^;]+)", said) or re.search(r'filename="?([^";]+)', said)
    return unquote(found[1]).rpartition(".")[0]


def sheets(response) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_filelike(BytesIO(response.get_data()))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def spoken(language: str, *texts: str) -> None:
    """Each text has words of this language and none of the other."""
    wanted, other = WORDS[language]
    for text in texts:
        assert wanted.search(text) and not other.search(KEPT.sub("", text)), text


@LANGUAGES
def test_the_template(visit, branch_admin, language):
    response = visit(branch_admin, language=language).get("/imports/template.xlsx").response
    found = sheets(response)
    spoken(language, name_of(response), *found)
    explained, _codes, *tables = found
    for name in [_codes, *tables]:
        spoken(language, *(str(cell) for cell in found[name][0]))
    for row in found[_codes][1:]:
        spoken(language, *(str(cell) for cell in row if cell))
    for row in found[explained]:
        assert WORDS[language][0].search(str(row[0]))


@LANGUAGES
def test_rejected_rows(visit, branch_admin, language):
    head = {"zh": ["外部编号", "姓名", "类型"], "en": ["key", "name", "kind"]}[language]
    table = {"zh": "客户", "en": "clients"}[language]
    browser = visit(branch_admin, language=language)
    upload(browser, (f"{table}.xlsx", workbook(**{table: [head, ["K1", "", "个人"], ["K2", "郑国栋", "个人"]]})))
    response = browser.get(f"/imports/{latest().id}/rejected.xlsx").response
    spoken(language, name_of(response))
    (name, rows), *others = sheets(response).items()
    spoken(language, name, *rows[0], *(part for part in [rows[1][-1].partition(":")[2]] if part))
    assert not others and len(rows) == 2


@LANGUAGES
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_of_clients(app, visit, branch_admin, language, kind):
    people.client(None, "陈刚", "diamond")
    browser = visit(branch_admin, language=language)
    browser.post("/exports/new", list=packed("", True), kind=kind, columns=list(COLUMNS))
    with app.app_context():
        assert tasks.run_due(jobs.TASKS) == 1
    response = browser.web.get(f"/exports/{Export.get().id}/file")
    spoken(language, re.sub("[0-9 -]", "", name_of(response)))
    if kind == "csv":
        heads = response.get_data().decode("utf-8-sig").splitlines()[0].split(",")
    else:
        (name, (heads, *_rows)), *others = sheets(response).items()
        spoken(language, name)
        assert not others
    spoken(language, *(head.strip('"') for head in heads))
