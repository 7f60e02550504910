from __future__ import annotations

import multiprocessing
import os
import sqlite3
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from preimage.scan import scanning
from preimage.scan.build_settings import BuildSettings
from preimage.scan.scanning import Progress, Scan
from preimage.scan.store_files import open_store
from preimage.scan.unit_compiler import UnitCompiler
from tests.scan.conftest import make_finder, make_settings

FILES = {f"r/{number}/Dockerfile": f"FROM scratch\nUSER {number}\n" for number in range(7)}


def read(store: str = "fleet.sqlite") -> list[tuple[object, ...]]:
    connection = sqlite3.connect(store)
    rows = connection.execute("SELECT repository, path, user, config FROM images ORDER BY 1, 2").fetchall()
    assert connection.execute("SELECT count(*) FROM units").fetchone()[0] == len(rows)
    connection.close()
    return rows


def test_only_what_has_changed_is_compiled(write_files, scan) -> None:
    write_files(FILES)
    first = scan("r")
    assert (first.found, first.compiled, first.rows) == (7, 7, 7)
    assert (scan("r").compiled, scan("./r").compiled) == (0, 0)
    write_files({"r/3/Dockerfile": "FROM scratch\nUSER other\n", "r/8/Dockerfile": "FROM\n"})
    (Path("r/1/Dockerfile")).unlink()
    os.utime("r/2/Dockerfile", (1_000_000_007, 1_000_000_007))
    second = scan("r")
    assert (second.found, second.compiled, second.gone, second.rows, second.errors) == (7, 2, 1, 7, 1)
    assert [row[2] for row in read()] == ["0", "2", "other", "4", "5", "6", None]
    scan("r", store="new.sqlite")
    assert read() == read("new.sqlite")


def test_other_settings_have_all_compiled_anew(write_files, scan) -> None:
    write_files(FILES)
    scan("r", name="1")
    assert scan("r", name="2").compiled == 7
    assert scan("r", name="2").compiled == 0


def test_what_is_seen_twice_is_there_once(write_files, scan) -> None:
    write_files(FILES)
    assert scan("r", "r/1", "r/2/Dockerfile").rows == 7


def test_processes_come_to_the_same(write_files, scan) -> None:
    write_files({**FILES, "r/bad/Dockerfile": "FROM\n"})
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        assert scan("r", store="two.sqlite", executor=pool).rows == 8
    scan("r")
    assert read("two.sqlite") == read()


class _Stopped(Exception):
    pass


@pytest.mark.parametrize("after", [1, 3, 6])
def test_a_scan_that_was_stopped_goes_on(write_files, scan, monkeypatch, after: int) -> None:
    write_files(FILES)
    monkeypatch.setattr(scanning, "_AT_ONCE", 1)

    def stop(progress: Progress) -> None:
        if progress.compiled == after:
            raise _Stopped

    with open_store("fleet.sqlite") as store:
        store.begin("")
        interrupted = Scan(store, UnitCompiler(make_settings(), lambda: None, chunk=2), Progress(stop))
        with pytest.raises(_Stopped):
            interrupted.run(make_finder().find(["r"]))
    assert len(read()) == after - 1
    second = scan("r")
    assert (second.found, second.compiled, second.rows) == (7, 8 - after, 7)
    scan("r", store="new.sqlite")
    assert read() == read("new.sqlite")


class _Unexpected(BuildSettings):
    @property
    def platforms(self):
        raise ZeroDivisionError("not foreseen")

    @platforms.setter
    def platforms(self, value) -> None:
        pass


def test_error_a_fault_of_ours_is_a_row_and_stops_no_other(write_files) -> None:
    write_files(FILES)
    with open_store("fleet.sqlite") as store:
        store.begin("")
        usual = make_settings()
        settings = _Unexpected(usual.options, usual.sources)
        Scan(store, UnitCompiler(settings, lambda: None, chunk=2), Progress(lambda _: None)).run(
            make_finder().find(["r"])
        )
        assert store.count() == (7, 7)
        assert {row[0] for row in store.execute("SELECT error FROM images")} == {"not foreseen"}
