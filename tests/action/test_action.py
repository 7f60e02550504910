"""The action as GitHub runs it: its steps, in clones of a scratch repository, against a stand-in for GitHub."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.action.conftest import ACTION, ROOT

OLD = "FROM scratch\nENV PORT=8000\nUSER web\nEXPOSE $PORT\n"
NEW = "FROM scratch\nENV PORT=8080\nEXPOSE $PORT\n"
MARKER = "<!-- preimage-action:default -->"


@pytest.fixture
def pull_request(origin, tmp_path):
    """Give a shallow clone of the merge of a pull request, as actions/checkout makes it, and the event."""
    base = origin.commit({"web/Dockerfile": OLD, "job/Dockerfile": OLD})
    origin.git("checkout", "-q", "-b", "topic")
    origin.commit({"web/Dockerfile": NEW, "README.md": "Dockerfile\n"})
    origin.git("checkout", "-q", "main")
    # What main gets meanwhile is no part of the pull request, and GitHub merges with it.
    origin.commit({"job/Dockerfile": NEW})
    origin.git("merge", "-q", "--no-edit", "topic")
    clone = origin.clone(tmp_path / "clone", "--depth=1")
    return clone, {"pull_request": {"number": 3, "base": {"sha": base}}}


def test_pull_request_gets_one_comment_that_is_kept_up_to_date(run_action, pull_request, comments) -> None:
    clone, event = pull_request
    steps = run_action(clone, event)
    assert list(steps) == ["compare", "comment", "check"]
    assert [step.status for step in steps.values()] == [0, 0, 0], steps
    assert steps["comment"].outputs == {"comment-url": "https://example.org/1"}
    assert steps["compare"].outputs["changed"] == "true"
    [comment] = comments.comments
    assert comment["body"] == Path(steps["compare"].outputs["diff"]).read_text(encoding="utf-8")
    assert comment["body"].startswith(
        f"{MARKER}\n### What this changes in image configs\n\n#### `web/Dockerfile`\n\n### Image config: "
    )
    assert "| ~ | Env `PORT` | `8000` | `8080` | line 2 ENV |\n" in comment["body"]
    assert "job/" not in comment["body"]
    assert steps["compare"].summary.strip() == comment["body"].strip()

    comments.comments[0]["body"] = f"{MARKER}\nsomething older"
    again = run_action(clone, event)
    assert again["comment"].outputs == {"comment-url": "https://example.org/1"}
    assert [entry["body"] for entry in comments.comments] == [comment["body"]]
    assert [method for method, _, _ in comments.requests] == ["GET", "POST", "GET", "PATCH"]
    assert {path for _, path, _ in comments.requests} == {
        "/repos/owner/project/issues/3/comments", "/repos/owner/project/issues/comments/1"
    }  # fmt: skip


def test_comment_is_found_on_a_later_page_and_no_other_is_touched(run_action, pull_request, comments) -> None:
    for number in range(250):
        comments.add(f"a comment, {number}")
    comments.add(MARKER + "\nby somebody else", login="mallory")
    comments.add("<!-- preimage-action:other -->\nof another job")
    own = comments.add(f"{MARKER}\nold")
    before = [entry["body"] for entry in comments.comments]
    assert run_action(*pull_request)["comment"].status == 0
    after = [entry["body"] for entry in comments.comments]
    assert [index + 1 for index in range(len(after)) if after[index] != before[index]] == [own]
    assert [method for method, _, _ in comments.requests] == ["GET", "GET", "GET", "PATCH"]


@pytest.mark.parametrize(("status", "methods"), [(403, ("POST",)), (401, ("GET",)), (404, ("POST",))])
def test_forks_that_may_not_comment_get_a_note(run_action, pull_request, comments, status, methods) -> None:
    comments.denies = (status, methods)
    steps = run_action(*pull_request)
    assert [step.status for step in steps.values()] == [0, 0, 0]
    notes = [line for line in steps["comment"].log.splitlines() if line.startswith("::")]
    assert len(notes) == 1
    assert notes[0].startswith("::notice::The comment was not written, since the token may not do that. Pull requests ")
    assert notes[0].endswith(f"/comments: {status} Resource not accessible by integration")
    assert "Env `PORT`" in steps["compare"].summary


def test_error_server_that_fails_is_a_warning(run_action, pull_request, comments) -> None:
    comments.denies = (502, ("POST",))
    step = run_action(*pull_request)["comment"]
    assert (step.status, step.log) == (
        0, "::warning::POST /repos/owner/project/issues/3/comments: 502 Resource not accessible by integration\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "redirect", "message"),
    [
        pytest.param(b"<html>", "", "GET {path}: the answer is no JSON", id="no JSON"),
        pytest.param(b"{}", "", "GET {path}: the answer is no list", id="no list"),
        pytest.param(None, "http://127.0.0.1:9/", "GET {path}: 302 ", id="a redirect, to which no token is sent"),
    ],
)
def test_error_answers(run_action, pull_request, comments, raw, redirect, message) -> None:
    comments.raw, comments.redirect = raw, redirect
    step = run_action(*pull_request)["comment"]
    wanted = message.format(path="/repos/owner/project/issues/3/comments")
    assert (step.status, step.log) == (0, f"::warning::{wanted}\n")


def test_nothing_changed_makes_no_comment_but_updates_one(run_action, origin, tmp_path, comments) -> None:
    base = origin.commit({"Dockerfile": OLD})
    origin.commit({"Dockerfile": f"# a comment\n{OLD}"})
    clone = origin.clone(tmp_path / "clone")
    event = {"pull_request": {"number": 3, "base": {"sha": base}}}
    steps = run_action(clone, event)
    assert steps["compare"].outputs["changed"] == "false"
    assert (steps["comment"].status, comments.comments) == (0, [])
    comments.add(f"{MARKER}\nold")
    run_action(clone, event)
    assert comments.comments[0]["body"] == f"{MARKER}\n### What this changes in image configs\n\nNothing.\n"


def test_names_and_faults_cannot_break_the_comment(run_action, origin, tmp_path, comments) -> None:
    odd = "a`|<b>\n::error::x/Dockerfile"
    base = origin.commit(
        {odd: OLD, "broken/Dockerfile": OLD, "gone/Dockerfile": OLD, "moved/Dockerfile": OLD + "#" * 99}
    )
    origin.commit(
        {
            odd: NEW,
            "broken/Dockerfile": "FROM scratch\nENV A=1\n# ```\nBAD ``` @everyone\n",
            "gone/Dockerfile": None,
            "moved/Dockerfile": None,
            "new/Dockerfile": "FROM scratch\nLABEL new=1\nLABEL other=2\nCMD x\n",
            "other/app.Dockerfile": OLD.replace("8000", "8001") + "#" * 99,
        }
    )  # fmt: skip
    clone = origin.clone(tmp_path / "clone")
    steps = run_action(clone, {"pull_request": {"number": 3, "base": {"sha": base}}}, fail_on="nothing")
    body = comments.comments[0]["body"]
    headings = [line for line in body.splitlines() if line.startswith("#### ")]
    assert headings == [
        r"#### `` a`|<b>\n::error::x/Dockerfile ``",
        "#### `broken/Dockerfile` could not be compared",
        "#### `gone/Dockerfile` is gone",
        "#### `new/Dockerfile` is new",
        "#### `other/app.Dockerfile`, before `moved/Dockerfile`",
    ]
    assert "\n````text\n" in body
    assert "unknown instruction: BAD" in body
    assert not [line for step in steps.values() for line in step.log.splitlines() if line.startswith("::error::x")]


def test_lock_file_that_changes_counts_for_the_files_beside_it(run_action, origin, tmp_path, comments) -> None:
    base = origin.commit({"a/Dockerfile": OLD, "b/Dockerfile": OLD, "a/preimage.lock": "{}"})
    origin.commit({"a/preimage.lock": "{ }"})
    clone = origin.clone(tmp_path / "clone")
    step = run_action(clone, {"pull_request": {"number": 3, "base": {"sha": base}}})["compare"]
    assert step.log.startswith("1 changed Dockerfiles, ")


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        pytest.param("web", ["web/Dockerfile"], id="a folder"),
        pytest.param("./web/\njob/Dockerfile\n", ["job/Dockerfile", "web/Dockerfile"], id="folder and file"),
        pytest.param("we", [], id="the start of a name"),
    ],
)
def test_paths(run_action, origin, tmp_path, comments, paths, found) -> None:
    base = origin.commit({"web/Dockerfile": OLD, "job/Dockerfile": OLD, "we/x": ""})
    origin.commit({"web/Dockerfile": NEW, "job/Dockerfile": NEW})
    clone = origin.clone(tmp_path / "clone")
    steps = run_action(clone, {"pull_request": {"number": 3, "base": {"sha": base}}}, paths=paths)
    text = Path(steps["compare"].outputs["diff"]).read_text()
    assert re.findall(r"#### `(.*)`", text) == found


def test_push_is_compared_in_the_summary_only(run_action, origin, tmp_path, comments) -> None:
    before = origin.commit({"Dockerfile": OLD})
    origin.commit({"Dockerfile": NEW})
    clone = origin.clone(tmp_path / "clone", "--depth=1")
    steps = run_action(clone, {"before": before}, "push")
    assert "Env `PORT`" in steps["compare"].summary
    assert (steps["comment"].log, comments.requests) == ("no pull request, or nothing compared: no comment\n", [])


@pytest.mark.parametrize(
    ("event", "name"),
    [({"before": "0" * 40}, "push"), ({}, "workflow_dispatch"), ({"schedule": "0 0 * * *"}, "schedule")],
)
def test_events_without_a_base_are_checked_all_the_same(run_action, origin, tmp_path, event, name) -> None:
    origin.commit({"Dockerfile": OLD})
    steps = run_action(origin.clone(tmp_path / "clone"), event, name)
    note = "::notice::This event has no revision to compare with: image configs are not compared.\n"
    assert (list(steps), steps["compare"].log) == (["compare", "check"], note)


def test_error_base_that_cannot_be_fetched_is_a_warning(run_action, origin, tmp_path) -> None:
    origin.commit({"Dockerfile": OLD})
    steps = run_action(origin.clone(tmp_path / "clone"), {"pull_request": {"number": 3, "base": {"sha": "1" * 40}}})
    assert steps["compare"].status == 0
    assert steps["compare"].log.startswith(
        "::warning::Image configs are not compared: give actions/checkout 'fetch-depth: 0'. git says: "
    )
    assert steps["check"].status == 0


def test_findings_are_annotations_sarif_and_summary(run_action, origin, tmp_path) -> None:
    origin.commit({"Dockerfile": "FROM scratch AS Web\n", "job/Dockerfile": "FROM scratch\nENV A b\n"})
    clone = origin.clone(tmp_path / "clone")
    step = run_action(clone, {}, "workflow_dispatch")["check"]
    assert step.status == 1
    assert [line.partition(",title=")[0] for line in step.log.splitlines() if line.startswith("::")] == [
        "::warning file=Dockerfile,line=1,endLine=1", "::warning file=job/Dockerfile,line=2,endLine=2"
    ]  # fmt: skip
    assert step.outputs["status"] == "1"
    [run] = json.loads(Path(step.outputs["sarif"]).read_text())["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["StageNameCasing", "LegacyKeyValueFormat"]
    assert "[StageNameCasing]" in step.summary


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        pytest.param({}, 1, id="warnings fail"),
        pytest.param({"fail_on": "errors"}, 0, id="only errors fail"),
        pytest.param({"fail_on": "nothing"}, 0, id="nothing fails"),
        pytest.param({"check_args": "--ignore 'StageNameCasing'"}, 0, id="a rule is left out"),
        pytest.param({"annotations": "false"}, 1, id="no annotations"),
    ],
)
def test_what_fails(run_action, origin, tmp_path, inputs, status) -> None:
    origin.commit({"Dockerfile": "FROM scratch AS Web\n"})
    step = run_action(origin.clone(tmp_path / "clone"), {}, "workflow_dispatch", compare="false", **inputs)["check"]
    assert step.status == status
    assert ("::warning" in step.log) == (inputs in ({}, {"fail_on": "errors"}, {"fail_on": "nothing"}))


@pytest.mark.parametrize(
    ("inputs", "step", "message"),
    [
        ({"fail_on": "never"}, "check", "the input fail-on is one of warnings, errors, nothing, not 'never'"),
        ({"annotations": "yes"}, "check", "the input annotations is one of true, false, not 'yes'"),
        ({"check_args": "'"}, "check", "the input check-args cannot be split into words: No closing quotation"),
        ({"diff_args": "'"}, "compare", "the input diff-args cannot be split into words: No closing quotation"),
        ({"comment_key": "a -->"}, "compare",
         "the input comment-key has letters, digits, '.', '_' and single '-' only, not 'a -->'"),
        ({"check_args": "--nope"}, "check", "preimage check could not run: see the lines above"),
    ],
)  # fmt: skip
def test_error_inputs(run_action, origin, tmp_path, inputs, step, message) -> None:
    origin.commit({"Dockerfile": OLD})
    done = run_action(origin.clone(tmp_path / "clone"), {}, "workflow_dispatch", **inputs)[step]
    assert done.status == 2
    assert done.log.endswith(f"::error::{message}\n")


def test_error_path_that_is_not_there(run_action, origin, tmp_path) -> None:
    origin.commit({"Dockerfile": OLD})
    step = run_action(origin.clone(tmp_path / "clone"), {}, "workflow_dispatch", paths="nowhere")["check"]
    assert (step.status, step.log) == (2, "::error file=nowhere,title=DockerfileError::No such file or directory\n")


def test_nothing_is_imported_from_the_pull_request(run_action, origin, tmp_path) -> None:
    trap = "raise SystemExit('taken')\n"
    names = ("preimage/__init__.py", "preimage/__main__.py", "json.py", "workflow_commands.py", "sitecustomize.py")
    base = origin.commit({"Dockerfile": OLD})
    origin.commit(dict.fromkeys(names, trap) | {"Dockerfile": NEW})
    steps = run_action(origin.clone(tmp_path / "clone"), {"pull_request": {"number": 3, "base": {"sha": base}}})
    assert [step.status for step in steps.values()] == [0, 0, 0]
    assert "Env `PORT`" in steps["compare"].summary


def test_every_input_and_output_is_described() -> None:
    page = (ROOT / "docs/how-to/github.md").read_text(encoding="utf-8")
    assert [name for name in (*ACTION["inputs"], *ACTION["outputs"]) if f"| `{name}` |" not in page] == []


def test_inputs_reach_scripts_as_variables_only() -> None:
    assert [step["run"] for step in ACTION["runs"]["steps"] if "${{" in step.get("run", "")] == []
