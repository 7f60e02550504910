from __future__ import annotations

import json
import multiprocessing
import os
from pathlib import Path

import pytest

from preimage.cli.jobs import FEW, count_cores, map_files
from preimage.model.errors import OptionError, PreimageError

MANY = FEW + 100
BASE = json.dumps({"architecture": "amd64", "os": "linux", "config": {"Env": ["A=1"], "Labels": {"a": "b"}}})


def give_process(item: int) -> tuple[int, int]:
    return item, os.getpid()


def end_process(item: int) -> int:
    os._exit(1)


def fail_at_the_last(item: int) -> int:
    if item == MANY - 1:
        raise ZeroDivisionError("last")
    return item


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_are_in_order(jobs: int) -> None:
    found = list(map_files(give_process, range(MANY), jobs))
    assert [item for item, _ in found] == list(range(MANY))
    processes = {process for _, process in found}
    assert processes == {os.getpid()} if jobs == 1 else os.getpid() not in processes
    assert len(processes) <= jobs


def test_few_files_start_no_process() -> None:
    assert {process for _, process in map_files(give_process, range(FEW), 8)} == {os.getpid()}


def test_the_default_is_a_process_for_each_core() -> None:
    assert 1 <= count_cores() <= (os.cpu_count() or 1)
    processes = {process for _, process in map_files(give_process, range(MANY), None)}
    assert len(processes) <= count_cores()
    assert multiprocessing.active_children() == []


def test_error_of_one_file_is_raised_at_its_place() -> None:
    results = map_files(fail_at_the_last, range(MANY), 2)
    assert [next(results) for _ in range(MANY - 1)] == list(range(MANY - 1))
    with pytest.raises(ZeroDivisionError, match="^last$"):
        next(results)


def test_error_a_process_was_ended() -> None:
    with pytest.raises(PreimageError) as raised:
        list(map_files(end_process, range(MANY), 2))
    assert str(raised.value) == (
        "a process that shared the work was ended from outside, perhaps for want of memory; "
        "--jobs 1 does without processes"
    )


def test_error_no_jobs() -> None:
    with pytest.raises(OptionError) as raised:
        map_files(give_process, [], 0)
    assert str(raised.value) == "--jobs 0: want 1 or more"


def test_check_says_the_same_with_any_number_of_jobs(run, tmp_path: Path) -> None:
    texts = [
        "FROM scratch as a\n",
        "FROM alpine\nUSER $X\n",
        "FROM scratch\nHEALTHCHECK --interval=5 CMD x\n",
        "FROM scratch\nCOPY x.log /\n",
        "",
        "FROM unknown\nCMD a\n",
    ]
    (tmp_path / "base.json").write_text(BASE)
    (tmp_path / ".dockerignore").write_text("*.log\n")
    for number in range(MANY):
        (tmp_path / f"Dockerfile.{number}").write_text(texts[number % len(texts)])
    for options in ((), ("--portable", "--base", "alpine=base.json"), ("--unresolved", "error", "--offline")):
        single, double = (run("check", "--format", "json", *options, "--jobs", jobs) for jobs in ("1", "2"))
        assert single == double
        assert single[0] == 1
