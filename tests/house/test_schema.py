"""The models and the migrations describe the same schema on both engines; an old database is refused."""

from __future__ import annotations

import pytest
from peewee import IntegrityError
from playhouse.schema_diff import diff_models

from portal import config, database, migrate, models
from portal.ground import clock
from portal.web import serving

INDEX_OF_POSTGRES = "client_search"


def test_models_and_migrations_agree(database_url):
    database.connect(database_url)
    diff = diff_models(database.database.obj, models.ALL)
    unknown = [index for index in diff.drop_indexes if index.name != INDEX_OF_POSTGRES]
    assert not (diff.create_tables or diff.add_columns or diff.drop_columns or diff.add_indexes or unknown), str(diff)


def test_nothing_is_pending_after_migrating(database_url):
    database.connect(database_url)
    assert migrate.pending() == []
    assert migrate.migrate() == []


def test_an_old_database_is_refused_with_the_command_to_run(database_url, tmp_path, monkeypatch):
    newer = tmp_path / "migrations"
    newer.mkdir()
    for path in migrate.FOLDER.glob("0*.py"):
        (newer / path.name).write_text(path.read_text())
    (newer / "9999_later.py").write_text('"""Later."""\n\n\ndef up(migrator, db):\n    pass\n')
    monkeypatch.setattr(migrate, "FOLDER", newer)
    settings = config.load({}, database=database_url, instance=str(tmp_path), port=8999)
    database.connect(database_url)
    with pytest.raises(serving.CannotStart, match="portal migrate"):
        serving.check(settings)


def test_a_migration_that_fails_leaves_the_database_as_it_was(database_url, tmp_path, monkeypatch):
    newer = tmp_path / "migrations"
    newer.mkdir()
    for path in migrate.FOLDER.glob("0*.py"):
        (newer / path.name).write_text(path.read_text())
    (newer / "9998_good.py").write_text("def up(migrator, db):\n    db.execute_sql('CREATE TABLE half (id integer)')\n")
    (newer / "9999_bad.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('CREATE TABLE other (id integer)')\n    raise RuntimeError('no')\n"
    )
    monkeypatch.setattr(migrate, "FOLDER", newer)
    database.connect(database_url)
    with pytest.raises(RuntimeError):
        migrate.migrate()
    assert {"half", "other"}.isdisjoint(database.database.get_tables())
    assert migrate.pending() == ["9998_good", "9999_bad"]


def test_a_database_in_use_is_brought_up_to_date(app, served, tmp_path, monkeypatch):
    """Columns come to tables that others point to, with rows in them; the rows and what guards them stay."""
    newer = tmp_path / "migrations"
    newer.mkdir()
    for path in migrate.FOLDER.glob("0*.py"):
        (newer / path.name).write_text(path.read_text())
    (newer / "9998_column.py").write_text(
        "from peewee import CharField\n\n\ndef up(migrator, db):\n    migrator.migrate(\n"
        "        *(migrator.add_column(table, 'later', CharField(default='x')) for table in ('client', 'account', 'staff')))\n"
    )
    monkeypatch.setattr(migrate, "FOLDER", newer)
    assert migrate.migrate() == ["9998_column"]
    assert database.database.execute_sql("SELECT name, later FROM client").fetchall() == [("陈刚", "x")]
    with pytest.raises(IntegrityError), database.write():
        models.Seat.create(
            client=999, kind="manager", staff=999, since=clock.today(), reason="x", created_at=clock.now()
        )
