from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def store(run) -> None:
    Path("r").mkdir()
    Path("r/Dockerfile").write_text("FROM scratch\nUSER a\x1b[31m\nLABEL a=::b\nONBUILD RUN x,y\n")
    assert run("scan", "-q", "r", "-o", "s.sqlite").status == 0


def test_table(run) -> None:
    status, out, err = run("scan", "--query", "onbuild", "s.sqlite")
    assert (status, err) == (0, "")
    assert out.splitlines()[0].split() == ["REPOSITORY", "PATH", "BUILD", "PLATFORM", "TRIGGERS"]
    assert (
        out.splitlines()[1].split("  ") == ["r", "        Dockerfile", "-", "    linux/amd64", '["RUN x,y"]']
        or "RUN x,y" in out
    )


def test_what_comes_from_files_is_made_visible(run) -> None:
    sql = "SELECT user, labels, x'00ff' AS blob, NULL AS absent, 1 AS number FROM images"
    for form in ("table", "csv", "json-lines"):
        out = run("scan", "--query", sql, "--format", form, "-o", "s.sqlite").out
        assert "\x1b" not in out
    row = json.loads(run("scan", "--query", sql, "--format", "json-lines", "s.sqlite").out)
    assert row == {"user": "a\x1b[31m", "labels": '{"a":"::b"}', "blob": "b'\\x00\\xff'", "absent": None, "number": 1}
    names, values = csv.reader(io.StringIO(run("scan", "--query", sql, "--format", "csv", "s.sqlite").out))
    assert names == ["user", "labels", "blob", "absent", "number"]
    assert values == ["a\\x1b[31m", '{"a":"::b"}', "b'\\x00\\xff'", "", "1"]


def test_rows_beyond_the_first_thousand_are_printed(run) -> None:
    sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) SELECT i FROM n"
    assert run("scan", "--query", sql, "s.sqlite").out.split() == ["I", *map(str, range(1, 1501))]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["root"], "--query takes one store, as in: preimage scan --query root fleet.sqlite", id="no store"),
        pytest.param(["root", "a", "b"], "--query takes one store, as in: preimage scan --query root fleet.sqlite", id="two"),
        pytest.param(["root", "absent"], "absent: there is no such file", id="absent"),
        pytest.param(["root", "r/Dockerfile"], "r/Dockerfile is no store of preimage scan, and is left as it is; name another file", id="no store of ours"),
        pytest.param(["rot", "s.sqlite"], "--query rot: want one of no-healthcheck, root, onbuild, unpinned, shell, secrets, inherits:REF, or SQL that begins with SELECT or WITH", id="question"),
    ],
)  # fmt: skip
def test_error(run, arguments: list[str], message: str) -> None:
    assert run("scan", "--query", *arguments) == (2, "", f"ERROR: {message}\n")


def test_widths_are_measured_on_what_can_be_held(run) -> None:
    # 5 Mi characters, after which the longest row is not looked for.
    sql = "SELECT hex(zeroblob(2621440)) AS a, 'b' AS b UNION ALL SELECT 'c', 'longer than its column'"
    _, first, second = run("scan", "--query", sql, "s.sqlite").out.splitlines()
    assert (len(first), second) == (5_242_880 + 3, "c".ljust(120) + "  longer than its column")


def test_error_damaged_store(run) -> None:
    data = Path("s.sqlite").read_bytes()
    Path("s.sqlite").write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    for arguments in (["--query", "root", "s.sqlite"], ["r", "-o", "s.sqlite", "--jobs", "1"]):
        expected = (2, "", "ERROR: s.sqlite is a damaged store; remove it, and scan again\n")
        assert run("scan", *arguments) == expected


def test_error_value_without_bounds(run) -> None:
    status, out, err = run("scan", "--query", "SELECT zeroblob(900000000)", "s.sqlite")
    assert (status, out, err) == (2, "", "ERROR: --query: a value has more than 64 MiB; ask for less\n")
