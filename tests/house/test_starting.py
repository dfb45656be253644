"""What cannot start says why in one line: an unknown database, a port in use, a folder that cannot be written, demo people without demo."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from portal import config, database, migrate
from portal.cli import main
from portal.models import Account
from portal.web import serving
from tests.ground import people


def portal(*words: str, **environ: str):
    """Run the command in a clean environment; answers (exit code, what it said)."""
    result = CliRunner().invoke(main, list(words), env={"PORTAL_DEMO": "", "PORTAL_DATABASE": "", **environ})
    return result.exit_code, result.output


def test_an_unknown_database(tmp_path):
    code, said = portal("check", PORTAL_DATABASE="oracle://bank", PORTAL_INSTANCE=str(tmp_path))
    assert (
        code == 1 and "PORTAL_DATABASE must begin with sqlite:/// or postgresql://" in said and "Traceback" not in said
    )


def test_a_database_that_does_not_answer(tmp_path):
    code, said = portal("check", PORTAL_DATABASE="postgresql://nobody@127.0.0.1:1/none", PORTAL_INSTANCE=str(tmp_path))
    assert code == 1 and said.startswith("portal: the database does not answer") and len(said.strip().splitlines()) == 1


def test_an_instance_that_cannot_be_written(tmp_path):
    (tmp_path / "instance").write_text("a file in the place of the folder")
    code, said = portal("migrate", PORTAL_INSTANCE=str(tmp_path / "instance"))
    assert code == 1 and "cannot be written or read" in said and "PORTAL_INSTANCE" in said


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"PORTAL_PORT": "eight"}, "PORTAL_PORT must be a whole number"),
        ({"PORTAL_PORT": "70000"}, "between 1 and 65535"),
        ({"PORTAL_SURFACE": "moon"}, "PORTAL_SURFACE"),
        ({"PORTAL_RATE_LIMITS": "off"}, "needs PORTAL_DEMO=1"),
        ({"PORTAL_NOW": "2026-11-24T10:00"}, "needs PORTAL_DEMO=1"),
        ({"PORTAL_DEMO": "1", "PORTAL_HOST": "0.0.0.0"}, "PORTAL_DEMO_PUBLIC=1"),
        ({"PORTAL_DEMO": "1", "PORTAL_HOST": "::", "PORTAL_RATE_LIMITS": "off"}, "PORTAL_DEMO_PUBLIC=1"),
        ({"PORTAL_SECRET_KEY": "secret"}, "PORTAL_SECRET_KEY is too short"),
        ({"PORTAL_HMAC_KEY": "h" * 31}, "PORTAL_HMAC_KEY is too short"),
        ({"PORTAL_BODY_SECONDS": "0"}, "PORTAL_BODY_SECONDS must be 1 or more"),
    ],
)
def test_settings_that_cannot_be(environ, words, tmp_path):
    code, said = portal("check", PORTAL_INSTANCE=str(tmp_path), **environ)
    assert code == 1 and words in said and "Traceback" not in said


def test_a_port_in_use(database_url, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = config.load({}, database=database_url, instance=str(tmp_path), port=taken.getsockname()[1])
        with pytest.raises(serving.CannotStart, match="PORTAL_PORT"):
            serving.port_is_free(settings)


def test_serving_on_a_port_in_use_says_so_in_one_line(tmp_path):
    assert portal("migrate", PORTAL_INSTANCE=str(tmp_path))[0] == 0
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = portal("serve", PORTAL_INSTANCE=str(tmp_path), PORTAL_PORT=str(port))
    assert code == 1 and said.startswith(f"portal: 127.0.0.1:{port} cannot be used")
    assert "PORTAL_PORT" in said and len(said.strip().splitlines()) == 1
    database.database.close()


def test_demo_people_without_the_demo(app, served, database_url, tmp_path):
    Account.update(is_demo=True).execute()
    settings = config.load({}, database=database_url, instance=str(tmp_path), port=8998)
    with pytest.raises(serving.CannotStart, match="demo people"):
        serving.check(settings)


def test_an_empty_database_is_refused_until_it_is_migrated(tmp_path):
    code, said = portal("check", PORTAL_INSTANCE=str(tmp_path))
    assert code == 1 and "portal migrate" in said
    assert portal("migrate", PORTAL_INSTANCE=str(tmp_path))[0] == 0
    assert portal("check", PORTAL_INSTANCE=str(tmp_path))[0] == 0
    database.database.close()


def test_first_accounts(tmp_path):
    assert portal("migrate", PORTAL_INSTANCE=str(tmp_path))[0] == 0
    run = CliRunner()
    words = ["user", "add", "firstadmin", "--role", "admin", "--branch", "JLB"]
    env = {"PORTAL_INSTANCE": str(tmp_path), "PORTAL_DEMO": "", "PORTAL_DATABASE": ""}
    weak = run.invoke(main, words, env=env, input="short\n")
    assert (weak.exit_code == 1 and "10 characters" in weak.output) or "10" in weak.output
    assert run.invoke(main, words, env=env, input="a quiet evening in Changchun\n").exit_code == 0
    again = run.invoke(main, words, env=env, input="a quiet evening in Changchun\n")
    assert again.exit_code == 1 and "taken" in again.output
    database.database.close()


def test_the_stopped_clock(monkeypatch):
    from portal.ground import clock

    tells = clock.stopped_at("2026-02-17T09:00")
    assert clock.local(tells()).isoformat().startswith("2026-02-17T09:00")
    assert migrate.FOLDER.exists() and people.PASSWORD


@pytest.mark.parametrize(
    "given, told", [("", "1.1"), ("?options=-c%20random_page_cost%3D3", "3"), ("?application_name=portal", "1.1")]
)
def test_postgresql_is_told_of_its_disk_unless_the_address_says_more(given, told):
    made = database._postgresql(urlsplit(f"postgresql://somebody@127.0.0.1/none{given}"))
    assert made.connect_params["options"] == f"-c random_page_cost={told}"


def test_a_demonstration_for_everybody_is_said_twice(tmp_path):
    wanted = {"PORTAL_DEMO": "1", "PORTAL_HOST": "0.0.0.0", "PORTAL_INSTANCE": str(tmp_path)}
    assert config.load({**wanted, "PORTAL_DEMO_PUBLIC": "1"}).demo
    for here in ("127.0.0.1", "localhost", "::1", "127.0.0.2"):
        assert config.load({**wanted, "PORTAL_HOST": here}).demo


def test_a_short_key_in_its_file_is_refused(tmp_path):
    (tmp_path / "secret_key").write_text("short")
    code, said = portal("check", PORTAL_INSTANCE=str(tmp_path))
    assert code == 1 and "secret_key is too short" in said
