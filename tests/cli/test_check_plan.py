from __future__ import annotations

import errno

import pytest

from preimage.bases.empty import EmptyBases
from preimage.cli.arguments import Options
from preimage.cli.check_plan import CheckPlan, describe_unreadable
from preimage.inputs.dockerfiles import DockerfileInput
from preimage.inputs.entries import Entry


@pytest.mark.parametrize(
    ("rules", "fatal"),
    [
        pytest.param({"FromAsCasing": "error", "UndefinedVar": "off"}, {"FromAsCasing"}, id="levels"),
        pytest.param(None, set(), id="no settings"),
    ],
)
def test_plan_for_another_text_is_the_same_but_for_it(rules, fatal) -> None:
    entry = Entry(DockerfileInput("Dockerfile", b"FROM a", "."))
    sources: object = EmptyBases()
    plan = CheckPlan(entry, Options(rules=rules, portable=True), [], sources)
    changed = plan.with_data(b"FROM b")
    assert (changed.entry.source.data, plan.entry.source.data) == (b"FROM b", b"FROM a")
    assert (changed.fatal_rules, changed.is_portable, changed.requests) == (fatal, True, plan.requests)


@pytest.mark.parametrize(
    ("filename", "shown"),
    [
        pytest.param("a/Dockerfile", "Permission denied", id="the file itself"),
        pytest.param("a/.dockerignore", "a/.dockerignore: Permission denied", id="another file"),
        pytest.param(None, "Permission denied", id="no file"),
    ],
)
def test_error_of_a_file_names_it_once(filename, shown: str) -> None:
    error = PermissionError(errno.EACCES, "Permission denied", filename)
    assert str(describe_unreadable("./a/Dockerfile", error)) == shown
