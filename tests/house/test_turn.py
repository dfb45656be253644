"""Who writes to SQLite comes one after another: threads of a process, and processes of one database."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import threading
import time

import pytest

from portal.ground import turn
from portal.ground.turn import Turn

SPAWN = multiprocessing.get_context("spawn")


def hold(path, has, over):
    with Turn(path):
        has.set()
        over.wait(20)


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "portal.db-turn")


@pytest.fixture
def other(path):
    """Another process that has its turn, and what ends it."""
    has, over = SPAWN.Event(), SPAWN.Event()
    process = SPAWN.Process(target=hold, args=(path, has, over))
    process.start()
    assert has.wait(20)
    yield process, over
    if process.is_alive():
        over.set()
    process.join(20)


def test_it_works(path):
    mine, inside, most = Turn(path), [], []

    def work():
        for _ in range(20):
            with mine:
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.0002)
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(most) == 160 and max(most) == 1


def test_another_process_is_waited_for(path, other):
    _process, over = other
    threading.Timer(0.2, over.set).start()
    began = time.monotonic()
    with Turn(path):
        assert 0.1 < time.monotonic() - began < turn.WAIT_SECONDS


def test_it_is_a_courtesy_and_nobody_is_kept_out_by_it(path, other, monkeypatch):
    monkeypatch.setattr(turn, "WAIT_SECONDS", 0.05)
    mine = Turn(path)
    with mine:
        pass  # SQLite itself says what may not be
    process, _over = other
    process.kill()
    process.join(20)
    began = time.monotonic()
    with mine:
        assert time.monotonic() - began < 1, "who is gone has no turn"


def test_where_the_file_cannot_be_had_threads_still_come_one_after_another(tmp_path):
    with Turn(str(tmp_path / "gone" / "portal.db-turn")):
        pass


def test_the_turn_ends_with_what_was_refused(path):
    mine = Turn(path)
    with pytest.raises(ZeroDivisionError), mine:
        _ = 1 / 0
    file = os.open(path, os.O_RDWR)
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(file)


def test_who_is_forked_while_another_thread_has_its_turn_has_one_of_his_own(path):
    """Nobody in the child would give it back."""
    mine, has, over = Turn(path), threading.Event(), threading.Event()

    def held():
        with mine:
            has.set()
            over.wait(20)

    thread = threading.Thread(target=held)
    thread.start()
    assert has.wait(20)
    child = os.fork()
    if child == 0:
        os._exit(0 if mine._threads.acquire(timeout=5) else 1)
    _child, status = os.waitpid(child, 0)
    over.set()
    thread.join(20)
    assert os.waitstatus_to_exitcode(status) == 0
