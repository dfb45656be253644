"""Files are handed out only to those who may read the request, as a download, never as a page."""

from __future__ import annotations

import pytest

from portal.actions.shared.files import Upload, path_of
from portal.models import Attachment
from tests.requests.cases import PDF, PNG, filed, picture


@pytest.fixture
def kept(app, served):
    """A picture and a PDF that 陈刚 attached: name → address."""
    with app.app_context():
        filed(served, uploads=[Upload("户口本.png", PNG), Upload("合同.pdf", PDF), Upload("说明.txt", "您好".encode())])
    return {row.name: f"/files/{row.token}" for row in Attachment.select()}


def test_it_works(visit, served, manager, adviser, branch_admin, auditor, head_office, kept):
    for person in (served, manager, adviser, branch_admin, auditor, head_office):
        response = visit(person).web.get(kept["户口本.png"])
        assert response.status_code == 200 and response.get_data() == PNG
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Content-Disposition"].startswith("attachment; ")
        assert "filename*=UTF-8''%E6%88%B7%E5%8F%A3%E6%9C%AC.png" in response.headers["Content-Disposition"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_only_pictures_are_shown_in_the_page(visit, served, kept):
    browser = visit(served)
    for name, shown in (("户口本.png", True), ("合同.pdf", False), ("说明.txt", False)):
        response = browser.web.get(kept[name] + "?preview=1")
        assert response.headers["Content-Disposition"].startswith("inline" if shown else "attachment"), name
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_page_shows_previews_of_pictures_alone(visit, manager, kept):
    page = visit(manager).get("/requests/R-2026-000001")
    assert [image["src"] for image in page.html.select(".file img")] == [kept["户口本.png"] + "?preview=1"]


def test_who_may_not(
    visit, kept, liufang, zhaolei, second_manager, coordinator, admin, other_manager, other_branch_admin
):
    for address in kept.values():
        for person in (liufang, zhaolei, second_manager, coordinator, admin, other_manager, other_branch_admin):
            for query in ("", "?preview=1"):
                response = visit(person).web.get(address + query)
                assert response.status_code == 404 and PNG not in response.get_data(), person.name


def test_a_stranger_is_asked_to_sign_in(visit, kept):
    response = visit().web.get(kept["合同.pdf"])
    assert response.status_code == 303 and response.headers["Location"].startswith("/login")


def test_a_guessed_address_leads_nowhere(visit, served, kept):
    names = [row.storage_name for row in Attachment.select()]
    for guess in (
        "1",
        "0",
        "-1",
        "%00",
        "..%2f..%2fportal.db",
        "../secret_key",
        names[0],
        names[0][:2] + "/" + names[0],
        "x" * 500,
    ):
        assert visit(served).web.get(f"/files/{guess}").status_code == 404
    for path in ("/uploads/", f"/static/{names[0]}", f"/static/../instance/uploads/{names[0]}"):
        assert visit(served).web.get(path).status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_not_there(app, visit, served, kept):
    with app.app_context():
        path_of(Attachment.get(Attachment.name == "合同.pdf").storage_name).unlink()
    visit(served).get(kept["合同.pdf"], status=404)


def test_addresses_cannot_be_guessed_from_each_other(app, visit, served, kept):
    tokens = [row.token for row in Attachment.select()]
    assert len(set(tokens)) == 3 and all(len(token) >= 32 for token in tokens)


def test_a_picture_in_a_reply_is_the_clients_too(visit, served, manager, kept):
    visit(manager).post("/requests/R-2026-000001/take", referer="/requests/R-2026-000001")
    visit(manager).post("/requests/R-2026-000001/reply", body="请看清单", attachments=picture("清单.png"))
    row = Attachment.get(Attachment.name == "清单.png")
    assert visit(served).web.get(f"/files/{row.token}").get_data() == PNG
