"""The jobs of docs/how-to/gitlab.md: their scripts, run with GitLab's variables, against a stand-in for its notes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.action.conftest import ROOT, run_bash

OLD = "FROM scratch\nENV PORT=8000\nEXPOSE $PORT\n"
NEW = "FROM scratch AS Web\nENV PORT=8080\nEXPOSE $PORT\n"
MARKER = "<!-- preimage-note:default -->"
PAGE = (ROOT / "docs/how-to/gitlab.md").read_text(encoding="utf-8")
[TEXT] = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
JOBS = yaml.safe_load(TEXT)
BEFORE = JOBS[".preimage"]["before_script"]


@pytest.fixture(scope="session")
def run_script(action_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[int, str]]:
    """Give a function that runs lines of a script; what comes before all scripts has run, in a folder of its own."""
    tmp = tmp_path_factory.mktemp("gitlab")
    env = {"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "A"}
    env |= {"GIT_CONFIG_KEY_1": "user.email", "GIT_CONFIG_VALUE_1": "a@example.org"}
    source = tmp / "source"
    run_bash(f"cp -r {action_folder} {source}; cd {source}; git init -q; git add -A; git commit -q -m all", tmp, env)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=source, capture_output=True, check=True).stdout.decode()

    def run(lines: list[str], folder: Path, env: dict[str, str]) -> tuple[int, str]:
        script = "\n".join(lines).replace("/tmp/", f"{tmp}/").replace("python -m venv", f"{sys.executable} -m venv")
        ran = run_bash(script, folder, {"PREIMAGE_REPOSITORY": str(source), "PREIMAGE_COMMIT": head.strip()} | env)
        return ran.returncode, ran.stdout.decode()

    status, log = run(BEFORE, tmp, {})
    assert status == 0, log
    return run


@pytest.fixture
def merge_request(origin, tmp_path, comments) -> tuple[Path, dict[str, str]]:
    """Give a clone as GitLab makes it, and GitLab's variables."""
    base = origin.commit({"web/Dockerfile": OLD})
    origin.commit({"web/Dockerfile": NEW})
    clone = origin.clone(tmp_path / "clone", "--depth=20")
    return clone, {
        "CI_API_V4_URL": comments.address,
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
        "CI_MERGE_REQUEST_IID": "3",
        "CI_PROJECT_ID": "7",
        "PREIMAGE_TOKEN": "a-token",
    }


def test_code_quality(run_script, merge_request) -> None:
    clone, env = merge_request
    status, log = run_script(JOBS["dockerfiles"]["script"], clone, env)
    assert (status, log.splitlines()[0].partition(":")[0]) == (1, "web/Dockerfile")
    report = json.loads((clone / JOBS["dockerfiles"]["artifacts"]["reports"]["codequality"]).read_text())
    assert [(entry["check_name"], entry["location"]["path"]) for entry in report] == [
        ("StageNameCasing", "web/Dockerfile")
    ]


def test_one_note_is_kept_up_to_date(run_script, merge_request, comments) -> None:
    script = JOBS["image-configs"]["script"]
    for number in range(120):
        comments.add(f"a note, {number}", username="somebody")
    comments.add(f"{MARKER}\nby somebody else", username="mallory")
    status, log = run_script(script, *merge_request)
    assert (status, log.splitlines()[-1]) == (0, "note written")
    note = comments.comments[-1]
    assert note["body"].startswith(f"{MARKER}\n### What this changes in image configs\n\n#### `web/Dockerfile`\n")
    assert "| ~ | Env `PORT` | `8000` | `8080` | line 2 ENV |\n" in note["body"]
    assert comments.headers["Private-Token"] == "a-token"

    wanted, note["body"] = note["body"], f"{MARKER}\nold"
    assert run_script(script, *merge_request)[1].splitlines()[-1] == "note 122 written anew"
    assert (note["body"], len(comments.comments)) == (wanted, 122)
    notes = "/projects/7/merge_requests/3/notes"
    assert [request[:2] for request in comments.requests] == [
        ("GET", "/user"), ("GET", notes), ("GET", notes), ("POST", notes),
        ("GET", "/user"), ("GET", notes), ("GET", notes), ("PUT", f"{notes}/122"),
    ]  # fmt: skip


def test_nothing_changed_makes_no_note(run_script, merge_request, comments, origin) -> None:
    clone, env = merge_request
    head = origin.git("rev-parse", "HEAD")
    status, log = run_script(JOBS["image-configs"]["script"], clone, env | {"CI_MERGE_REQUEST_DIFF_BASE_SHA": head})
    assert (status, log.splitlines()[-1], comments.comments) == (0, "nothing changes: no note", [])


@pytest.mark.parametrize(
    ("variables", "denies", "line"),
    [
        pytest.param(
            {"PREIMAGE_TOKEN": ""},
            (403, ()),
            "NOTE: no PREIMAGE_TOKEN, so no note is written; pipelines of forks have none",
            id="a fork",
        ),
        pytest.param(
            {},
            (403, ("POST",)),
            "NOTE: the note was not written, since the token may not do that. Pipelines of forks have no token; else "
            "PREIMAGE_TOKEN is to be a project access token with the scope api and the role Reporter or more. GitLab "
            "says: POST /projects/7/merge_requests/3/notes: 403 Resource not accessible by integration",
            id="a token that may not",
        ),
        pytest.param(
            {},
            (500, ("GET",)),
            "WARNING: GET /user: 500 Resource not accessible by integration",
            id="a server that fails",
        ),
    ],
)
def test_without_a_note_the_job_passes_and_says_so(
    run_script, merge_request, comments, variables, denies, line
) -> None:
    clone, env = merge_request
    comments.denies = denies
    status, log = run_script(JOBS["image-configs"]["script"], clone, env | variables)
    assert (status, log.splitlines()[-1]) == (0, line)
    assert "Env `PORT`" in log


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"CI_MERGE_REQUEST_DIFF_BASE_SHA": ""}, "CI_MERGE_REQUEST_DIFF_BASE_SHA: run this in a pipeline of a merge request"),
        ({"CI_PROJECT_ID": "../x"}, "CI_PROJECT_ID is '../x': run this in a pipeline of a merge request (docs/how-to/gitlab.md)"),
        ({"CI_MERGE_REQUEST_IID": ""}, "CI_MERGE_REQUEST_IID is '': run this in a pipeline of a merge request (docs/how-to/gitlab.md)"),
        ({"PREIMAGE_KEY": "a--b"}, "PREIMAGE_KEY has letters, digits, '.', '_' and single '-' only"),
    ],
)  # fmt: skip
def test_error_variables(run_script, merge_request, variables, message) -> None:
    clone, env = merge_request
    assert run_script(JOBS["image-configs"]["script"], clone, env | variables) == (2, f"ERROR: {message}\n")
