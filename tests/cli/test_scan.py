from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import tarfile
import time
from pathlib import Path

import pytest

from preimage.scan import trees


@pytest.fixture
def fleet(monkeypatch) -> None:
    # What was just written counts as settled, so that nothing has to be waited for.
    monkeypatch.setattr(trees, "SETTLED_NANOSECONDS", 0)
    for number in range(5):
        Path(f"r/{number}").mkdir(parents=True)
        Path(f"r/{number}/Dockerfile").write_text(f"FROM base\nARG A=0\nUSER $A-{number}\n")
        os.utime(f"r/{number}/Dockerfile", (1_000_000_000, 1_000_000_000))


def ask(run, sql: str) -> list[dict[str, object]]:
    out = run("scan", "--query", sql, "--format", "json-lines", "s.sqlite").out
    return [json.loads(line) for line in out.splitlines()]


def test_scan_says_what_it_has_done(run, fleet) -> None:
    status, out, err = run("scan", "r", "-o", "s.sqlite", "--jobs", "1")
    assert (status, out) == (0, "")
    assert err.startswith("5 files, 5 compiled in ")
    assert err.endswith(" s; 5 rows, of which 0 are errors\n")
    assert run("scan", "r", "-o", "s.sqlite").err.startswith("5 files, 0 compiled in ")
    # The same files below another path are the same units, and rows are named anew.
    assert run("scan", "-o", "s.sqlite", "--jobs", "1").err.startswith("5 files, 0 compiled in ")
    assert next(row["path"] for row in ask(run, "SELECT path FROM images ORDER BY path")) == "r/0/Dockerfile"
    assert run("scan", "r/1", "-o", "s.sqlite", "--jobs", "1").err.startswith("1 file, 0 compiled, 4 gone in ")
    run("scan", "r", "-o", "s.sqlite", "--jobs", "1")
    assert [row["user"] for row in ask(run, "SELECT user FROM images ORDER BY path")][:2] == ["0-0", "0-1"]


def test_options_of_builds_hold_for_all(run, fleet) -> None:
    Path("base.json").write_text('{"architecture":"amd64","os":"linux","config":{"Healthcheck":{"Test":["CMD","x"]}}}')
    os.utime("base.json", (1_000_000_000, 1_000_000_000))
    options = ["--build-arg", "A=x", "--platform", "linux/amd64,linux/arm64", "--base", "base=base.json", "--jobs", "1"]
    assert run("scan", "r", "-o", "s.sqlite", *options).status == 0
    rows = ask(run, "SELECT user, platform, base_known, healthcheck_from FROM images ORDER BY path, platform")
    assert len(rows) == 10
    expected = {"user": "x-0", "base_known": 1, "healthcheck_from": "base"}
    assert rows[:2] == [{**expected, "platform": "linux/amd64"}, {**expected, "platform": "linux/arm64"}]
    assert ", 0 compiled" in run("scan", "r", "-o", "s.sqlite", *options).err
    os.utime("base.json", (1_000_000_001, 1_000_000_001))
    assert ", 5 compiled" in run("scan", "r", "-o", "s.sqlite", *options).err


def write_archive(user: str) -> None:
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": {"User": user}})
    Path("c.json").write_text(config)
    Path("manifest.json").write_text(json.dumps([{"Config": "c.json", "RepoTags": ["base:1"], "Layers": []}]))
    with tarfile.open("a.tar", "w") as archive:
        archive.add("manifest.json")
        archive.add("c.json")


@pytest.mark.parametrize(
    "options",
    [
        ["--base", "base=docker-archive:a.tar"],
        ["--base", "base=docker-archive:a.tar:base:1"],
        ["--bases-from", "docker-archive:a.tar"],
    ],
)
def test_a_changed_archive_of_bases_is_noticed(run, fleet, options: list[str]) -> None:
    Path("r/0/Dockerfile").write_text("FROM base:1\n" if options[0] == "--bases-from" else "FROM base\n")
    users = []
    for user in ("one", "two"):
        write_archive(user)
        assert run("scan", "r/0", "-o", "s.sqlite", "--platform", "linux/amd64", *options).status == 0
        users += ask(run, "SELECT user FROM images")
    assert users == [{"user": "one"}, {"user": "two"}]


@pytest.mark.parametrize("options", [["--bases-from", "oci-layout://l"], ["--build-context", "base=oci-layout://l:1"]])
def test_a_changed_layout_of_bases_is_noticed(run, fleet, options: list[str]) -> None:
    Path("l").mkdir()
    Path("l/oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    compiled = []
    for spaces in ("", " "):
        Path("l/index.json").write_text('{"schemaVersion": 2, "manifests": []}' + spaces)
        compiled += [", 5 compiled" in run("scan", "r", "-o", "s.sqlite", *options).err for _ in range(2)]
    assert compiled == [True, False, True, False]


def test_two_processes_come_to_the_same(run, fleet, start) -> None:
    Path("r/bad").mkdir()
    Path("r/bad/Dockerfile").write_text("FROM\n")
    assert start("scan", "-q", "r", "-o", "two.sqlite", "--jobs", "2").wait() == 0
    run("scan", "r", "-o", "one.sqlite", "--jobs", "1")
    found = []
    for name in ("one.sqlite", "two.sqlite"):
        connection = sqlite3.connect(name)
        found.append(connection.execute("SELECT path, user, error, config FROM images ORDER BY path").fetchall())
        connection.close()
    assert found[0] == found[1]


def test_a_scan_that_is_killed_goes_on(run, start) -> None:
    for number in range(3_000):
        Path(f"r/{number % 50}").mkdir(parents=True, exist_ok=True)
        path = Path(f"r/{number % 50}/Dockerfile.{number}")
        path.write_text(f"FROM scratch\nUSER {number}\n")
        os.utime(path, (1_000_000_000, 1_000_000_000))
    process = start("scan", "-q", "r", "-o", "s.sqlite", "--jobs", "2", stderr=subprocess.DEVNULL)
    while count_rows() < 1_000 and process.poll() is None:
        time.sleep(0.1)
    workers = list_children(process.pid)
    assert len(workers) == 2
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_for_end(workers)
    before = count_rows()
    assert before >= 1_000
    err = run("scan", "r", "-o", "s.sqlite", "--jobs", "1").err
    assert err.startswith(f"3000 files, {3_000 - before} compiled in ")
    users = [row["user"] for row in ask(run, "SELECT user FROM images")]
    assert sorted(users, key=int) == [str(number) for number in range(3_000)]


def list_children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def wait_for_end(processes: list[int]) -> None:
    """Wait until processes run no more, whether somebody has asked for their status or not."""
    end = time.monotonic() + 30
    while any(is_running(process) for process in processes):
        assert time.monotonic() < end, "nobody told them that there is no work any more"
        time.sleep(0.05)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def count_rows() -> int:
    """Count what is in the store for sure: a reader is kept out while a scan runs, so look at the file."""
    if not Path("s.sqlite").exists():
        return 0
    Path("copy.sqlite").write_bytes(Path("s.sqlite").read_bytes())
    if Path("s.sqlite-journal").exists():
        Path("copy.sqlite-journal").write_bytes(Path("s.sqlite-journal").read_bytes())
    connection = sqlite3.connect("copy.sqlite")
    try:
        return int(connection.execute("SELECT count(*) FROM images").fetchone()[0])
    except sqlite3.DatabaseError:
        return 0
    finally:
        connection.close()
        Path("copy.sqlite-journal").unlink(missing_ok=True)


def test_error_path_that_is_not_there(run, fleet) -> None:
    run("scan", "r", "-o", "s.sqlite", "--jobs", "1")
    for paths in (("r", "absent/folder/"), ("absent/folder/",)):
        found = run("scan", *paths, "-o", "s.sqlite", "--jobs", "1")
        assert found == (2, "", "ERROR: absent/folder/: No such file or directory\n")
    # A misspelt path does not empty a store.
    assert len(ask(run, "SELECT path FROM images")) == 5


def test_error_path_of_a_list_that_is_not_there_is_a_row(run, fleet) -> None:
    Path("list").write_text("r/3/Dockerfile\nabsent\n")
    status, _, err = run("scan", "--files-from", "list", "-o", "s.sqlite", "--jobs", "1")
    assert status == 0
    assert ", of which 1 is an error\n" in err
    assert [row["error"] for row in ask(run, "SELECT error FROM images WHERE NOT ok")] == ["No such file or directory"]


def test_output_of_any_case(run, fleet) -> None:
    assert run("scan", "-q", "r/1", "-o", "T.CSV", "--jobs", "1").status == 0
    assert Path("T.CSV").read_text().startswith("repository,")
    assert Path("T.CSV.sqlite").exists()


def test_store_that_is_there_may_have_any_name(run, fleet) -> None:
    run("scan", "-q", "r/1", "-o", "s.sqlite", "--jobs", "1")
    Path("s.sqlite").rename("s.old")
    assert run("scan", "r/1", "-o", "s.old", "--jobs", "1").err.startswith("1 file, 0 compiled in ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param([], "say with -o where the table goes, such as -o fleet.sqlite", id="no store"),
        pytest.param(["-o", "s.sqlite", "--jobs", "0"], "--jobs 0: want 1 or more", id="jobs"),
        pytest.param(["-o", "r/0/Dockerfile"], "r/0/Dockerfile is no store of preimage scan, and is left as it is; name another file", id="no store of ours"),
        pytest.param(["-o", "-"], "-o -: a store is a file; 'preimage scan --query QUESTION STORE' prints what is in it", id="standard output"),
        pytest.param(["-o", "t.csv.gz"], "-o t.csv.gz: tables are not written as .gz, but as .parquet, .jsonl, .csv, or as a store: .sqlite, .sqlite3, .db", id="another form"),
        pytest.param(["-o", "s.sqlite", "--format", "csv"], "--format is for --query; the form of a table is the suffix of -o FILE", id="form of a scan"),
        pytest.param(["-o", "s.sqlite", "--build-arg", "=x"], "--build-arg =x: want KEY[=VALUE]", id="build arg"),
    ],
)  # fmt: skip
def test_error(run, fleet, arguments: list[str], message: str) -> None:
    assert run("scan", *arguments) == (2, "", f"ERROR: {message}\n")
    assert Path("r/0/Dockerfile").read_text().startswith("FROM base\n")


def test_other_forms_have_their_store_beside_them(run, fleet) -> None:
    for name in ("t.parquet", "t.jsonl", "t.csv"):
        assert run("scan", "-q", "r", "-o", name, "--jobs", "1").status == 0
        assert run("scan", "--query", "SELECT count(*) AS n FROM images", name).out.split() == ["N", "5"]
    lines = Path("t.jsonl").read_text().splitlines()
    assert [json.loads(line)["path"] for line in lines] == [f"{number}/Dockerfile" for number in range(5)]
    # What has not changed is not written again.
    before = os.stat("t.csv")
    run("scan", "-q", "r", "-o", "t.csv", "--jobs", "1")
    assert os.stat("t.csv").st_ino == before.st_ino
    Path("r/9").mkdir()
    Path("r/9/Dockerfile").write_text("FROM scratch\n")
    run("scan", "-q", "r", "-o", "t.csv", "--jobs", "1")
    assert os.stat("t.csv").st_ino != before.st_ino
    assert len(Path("t.csv").read_text().splitlines()) == 7


def test_lists_of_files_and_commits(run, fleet, monkeypatch) -> None:
    Path("list").write_text("r/3/Dockerfile\nr/1\n")
    assert run("scan", "--files-from", "list", "-o", "s.sqlite", "--jobs", "1").err.startswith(
        "2 files, 2 compiled in "
    )
    who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "x")):
        subprocess.run(["git", "-C", "r", *who, *arguments], check=True)
    assert run("scan", "--git", "r@HEAD", "-o", "s.sqlite", "--jobs", "1").err.startswith(
        "5 files, 5 compiled, 2 gone in "
    )
    assert len({row["revision"] for row in ask(run, "SELECT revision FROM images")}) == 1
    assert run("scan", "--git", "r", "--exclude", "x", "-o", "s.sqlite") == (
        2,
        "",
        "ERROR: --git takes no patterns of --exclude and --extend-exclude\n",
    )


def test_circles_are_told(run) -> None:
    Path("compose.yaml").write_text("services:\n  a: {image: a, build: a}\n  b: {image: b, build: b}\n")
    for name, base in ("ab", "ba"):
        Path(name).mkdir()
        Path(name, "Dockerfile").write_text(f"FROM {base}\nRUN {name}\n")
    err = run("scan", "-o", "s.sqlite", "--jobs", "1").err
    assert err.startswith(
        "WARNING: there are images that are built from each other in a circle; they are not settled\n"
    )
