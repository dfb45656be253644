"""The data key changes: everything is encrypted anew, also when the command is killed in the middle; numbers are found as before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from portal import config
from portal.actions.administration import keys as rotation
from portal.database import database
from portal.ground import security
from portal.ground.keys import Keys, key_id, new_key
from portal.models import AuditEntry, Client
from portal.rules.clients.identity import make_resident_id
from tests.clients.test_edit import edit
from tests.clients.test_masked import ID
from tests.ground import people

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ring(app) -> Keys:
    return app.config["DATA_KEY"]


def filled(ring: Keys, count: int) -> dict[int, str]:
    """Clients with documents; id → the number."""
    found = {}
    for n in range(count):
        row = people.client(None, f"客户{n}")
        number = make_resident_id("220106", row.birthday, n)
        Client.update(
            document_kind="resident_id",
            document_encrypted=security.encrypt(number, ring),
            document_hmac=security.equality(number, ring),
        ).where(Client.id == row.id).execute()
        found[row.id] = number
    return found


def read(ring: Keys) -> dict[int, str]:
    return {
        row.id: security.decrypt(row.document_encrypted, ring)
        for row in Client.select().where(Client.document_encrypted != "")
    }


def test_it_works(app, ring, visit, manager, served):
    edit(visit(manager), served, document_kind="resident_id", document=ID)
    numbers = filled(ring, 7) | {served.id: ID}
    old, hmacs = ring.current, dict(Client.select(Client.id, Client.document_hmac).tuples())
    assert rotation.rotate(ring, at_once=3) == [key_id(old)]
    assert ring.current != old and ring.all == [ring.current] and old not in ring.path.read_text()
    assert read(ring) == numbers and dict(Client.select(Client.id, Client.document_hmac).tuples()) == hmacs
    for row_id, number in numbers.items():
        assert Client.get(Client.document_hmac == security.equality(number, ring)).id == row_id
    assert oct(ring.path.stat().st_mode & 0o777) == "0o600"
    assert {entry.action for entry in AuditEntry.select().where(AuditEntry.action.startswith("keys"))} == {
        "keys.rotating",
        "keys.rotated",
    }
    page = visit(manager).post(f"/clients/{served.number}/reveal?field=document", reason="核对证件号码")
    assert ID in page.text


def test_killed_in_the_middle_it_goes_on(ring, database_url, tmp_path):
    numbers = filled(ring, 60)
    old = ring.current
    environment = {**os.environ, "PORTAL_DATABASE": database_url, "PORTAL_INSTANCE": str(tmp_path / "instance"), "PORTAL_SECRET_KEY": "s" * 32,
                   "PORTAL_DEMO": "1", "PYTHONPATH": str(ROOT)}  # fmt: skip
    command = [sys.executable, "-m", "portal", "keys", "rotate", "--batch", "1"]
    process = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    for line in process.stdout:
        if line.startswith("5 encrypted"):
            break
    os.kill(process.pid, signal.SIGKILL)
    process.wait(20)
    process.stdout.close()
    database.close()
    database.connect()
    fresh = Client.document_encrypted.startswith(f"{key_id(ring.current)}:")
    done = Client.select().where(fresh).count()
    assert ring.current != old and ring.all == [ring.current, old] and 5 <= done < 60
    assert read(ring) == numbers
    middle = ring.current
    output = subprocess.run(
        [*command[:-1], "50"], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert output.returncode == 0, output.stderr
    assert f"Gone: {key_id(old)}." in output.stdout and f"{60 - done} encrypted anew, 0 to go" in output.stdout
    assert ring.all == [middle] and read(ring) == numbers


def test_what_is_written_meanwhile_carries_the_new_key(ring, visit, manager, served):
    filled(ring, 4)
    browser = visit(manager)
    seen = []

    def meanwhile(done: int, left: int) -> None:
        if not seen:
            edit(browser, served, document_kind="resident_id", document=ID)
            seen.append(Client.get_by_id(served.id).document_encrypted.partition(":")[0])

    rotation.rotate(ring, meanwhile, at_once=2)
    assert seen == [key_id(ring.current)] and read(ring)[served.id] == ID


def test_the_old_key_stays_while_a_row_carries_it(ring, monkeypatch):
    filled(ring, 3)
    old = ring.current
    monkeypatch.setattr(rotation, "_batch", lambda keys, at_once: 0)
    with pytest.raises(RuntimeError, match="run it again"):
        rotation.rotate(ring)
    assert old in ring.all and len(ring.all) == 2
    monkeypatch.undo()
    assert rotation.rotate(ring) == [key_id(old)]


def test_a_key_of_before_this_is_read_and_its_numbers_are_found(tmp_path):
    """A portal that had one key for both: the numbers it holds are found by that key for good."""
    import hashlib
    import hmac

    from cryptography.fernet import Fernet

    old = new_key()
    (tmp_path / "data_key").write_text(old)
    ring = Keys(tmp_path / "data_key")
    assert ring.decrypt(Fernet(old.encode()).encrypt(ID.encode()).decode()) == ID
    assert ring.equality(ID) == hmac.new(old.encode(), ID.encode(), hashlib.sha256).hexdigest()
    ring.add(new_key())
    ring.retire()
    assert Keys(tmp_path / "data_key").equality(ID) == ring.equality(ID)


def test_a_new_portal_has_two_keys_outside_the_database(tmp_path):
    ring = Keys(tmp_path / "new" / "data_key")
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"data_key", "hmac_key"}
    assert ring.current not in (tmp_path / "new" / "hmac_key").read_text()
    other = Keys(tmp_path / "new" / "data_key")
    assert other.decrypt(ring.encrypt(ID)) == ID and other.equality(ID) == ring.equality(ID)
    with pytest.raises(ValueError, match="no data key"):
        Keys(tmp_path / "other" / "data_key").decrypt(ring.encrypt(ID))


def test_keys_from_a_setting(app, tmp_path):
    first, second = new_key(), new_key()
    old = Keys(tmp_path / "data_key", first, "h" * 32)
    numbers = filled(old, 3)
    both = Keys(tmp_path / "data_key", f"{second},{first}", "h" * 32)
    assert rotation.rotate(both) == [] and not (tmp_path / "data_key").exists()
    assert read(Keys(tmp_path / "data_key", second, "h" * 32)) == numbers
    with pytest.raises(config.BadSetting, match="Fernet"):
        Keys(tmp_path / "data_key", "not a key", "h" * 32)


def test_another_process_follows(tmp_path):
    one = Keys(tmp_path / "data_key")
    other = Keys(tmp_path / "data_key")
    token = other.encrypt(ID)
    one.add(new_key())
    assert other.current == one.current and other.decrypt(token) == ID
    one.retire()
    assert other.all == one.all
