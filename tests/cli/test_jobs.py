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


@pytest.fixture
def many_files(tmp_path: Path) -> None:
    """Write more Dockerfiles than one process works on, in few folders."""
    texts = [
        "FROM alpine\nUSER $X\n",
        "FROM scratch as a\nHEALTHCHECK CMD x\n",
        "FROM alpine AS a\nFROM unknown:{number}\nCMD a\n",
        "FROM trigger\nENV N={number}\n",
        "FROM unknown\nCMD a\n",
    ]
    (tmp_path / "base.json").write_text(BASE)
    trigger = {**json.loads(BASE), "config": {"OnBuild": ["COPY --from=alpine /a /b"]}}
    (tmp_path / "trigger.json").write_text(json.dumps(trigger))
    for number in range(MANY):
        folder = tmp_path / f"r/{number % 3}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"Dockerfile.{number}").write_text(texts[number % len(texts)].replace("{number}", str(number % 50)))


def read_written(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.name.endswith((".config.json", "preimage.lock")))
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def remove_written(folder: Path) -> None:
    for name in read_written(folder):
        (folder / name).unlink()


GIVEN = ("--base", "alpine=base.json", "--base", "trigger=trigger.json")


@pytest.mark.parametrize("command", ["lock", "snapshot"])
@pytest.mark.parametrize("options", [("--unresolved", "empty"), ("--offline",)], ids=["taken as empty", "missing"])
def test_what_is_written_is_the_same_with_any_number_of_jobs(run, many_files, tmp_path: Path, command, options) -> None:
    # Faults stop a lock file, and no other; a snapshot that fails keeps no other from being written.
    first = run(command, *GIVEN, *options, "--jobs", "1", "r")
    written = read_written(tmp_path)
    assert bool(written) == (command == "snapshot" or "empty" in options)
    assert first.err
    for jobs in ("2", "3"):
        remove_written(tmp_path)
        assert run(command, *GIVEN, *options, "--jobs", jobs, "r") == first
        assert read_written(tmp_path) == written


@pytest.mark.parametrize("command", ["lock", "snapshot"])
def test_what_is_written_is_checked_alike(run, many_files, command) -> None:
    run(command, *GIVEN, "--unresolved", "empty", "--jobs", "2", "r")
    Path("r/0/Dockerfile.3").write_text("FROM trigger\nENV N=changed\nUSER x\n")
    Path("r/1/Dockerfile.1").write_text("FROM new:1\n")
    options = (*GIVEN, "--unresolved", "empty", "--check", "r")
    found = [run(command, "--jobs", jobs, *options) for jobs in ("1", "2")]
    assert found[0] == found[1]
    assert (found[0].status, bool(found[0].err)) == (1, True)


def test_builds_of_a_project_that_are_built_from_others_tell_the_same(run, many_files, tmp_path: Path) -> None:
    (tmp_path / "r/0/docker-bake.json").write_text(
        json.dumps(
            {
                "target": {
                    "below": {"dockerfile": "Dockerfile.12"},
                    "above": {"dockerfile": "Dockerfile.3", "contexts": {"trigger": "target:below"}},
                },
                "group": {"default": {"targets": ["above", "below"]}},
            }
        )
    )
    options = ("snapshot", "--projects", "--base", "alpine=base.json", "--unresolved", "empty")
    first = run(*options, "--jobs", "1", "r")
    written = read_written(tmp_path)
    remove_written(tmp_path)
    assert run(*options, "--jobs", "2", "r") == first
    assert read_written(tmp_path) == written


@pytest.mark.parametrize(
    "arguments", [("lock", "r"), ("snapshot", "r"), ("scan", "--unresolved", "error", "-o", "s.sqlite", "r")]
)
def test_jobs_that_can_do_nothing_are_said(run, tmp_path: Path, arguments) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r/Dockerfile").write_text("FROM scratch\n")
    note = "--jobs 4: one process works, since registries may be asked; with --offline they are not\n"
    assert run(*arguments, "--jobs", "4").err.startswith(note)
    assert note not in run(*arguments, "--jobs", "4", "--offline").err
    assert note not in run(*arguments, "--jobs", "1").err


@pytest.mark.parametrize("command", ["lock", "snapshot"])
def test_error_no_jobs_of_others(run, tmp_path: Path, command) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    assert run(command, "--jobs", "0") == (2, "", "ERROR: --jobs 0: want 1 or more\n")
