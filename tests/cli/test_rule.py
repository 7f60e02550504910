from __future__ import annotations

import json
from importlib.resources import files

import pytest

from preimage.model.notes import OWN_RULES
from preimage.model.rules import RULES

PAGES = json.loads((files("preimage.backends") / "assets" / "rules.json").read_text("utf-8"))
WITH_EXAMPLES = [name for name, page in PAGES.items() if page["wrong"]]
BASE = {
    "architecture": "arm64",
    "os": "linux",
    "config": {
        "Cmd": ["nginx", "-g", "daemon off;"],
        "StopSignal": "SIGQUIT",
        "Healthcheck": {"Test": ["CMD", "curl", "localhost"]},
    },
    "rootfs": {"type": "layers", "diff_ids": ["sha256:" + "0" * 64]},
}


@pytest.fixture
def find_rules(run, tmp_path):
    """Give a function that gives the rules found in an example, of which one is looked for."""

    def find(name: str, text: str) -> set[str]:
        (tmp_path / "base.json").write_text(json.dumps(BASE))
        for path, content in PAGES[name]["files"].items():
            (tmp_path / path).write_text(content)
        (tmp_path / "Dockerfile").write_text(text.replace("\\u200b", "\u200b"), "utf-8")
        platform = "linux/amd64" if name == "InvalidBaseImagePlatform" else "linux/arm64"
        bases = ["--base", "registry.example/web:1=base.json", "--base", "registry.example/arm:1=base.json"]
        out = run("check", "--format", "json", "--select", name, "--build-platform", platform, *bases).out
        report = json.loads(out)
        return {each["ruleName"] for each in [*(report["warnings"] or []), *report.get("notes", [])]}

    return find


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_are_wrong_and_right(find_rules, name) -> None:
    assert find_rules(name, PAGES[name]["wrong"]) == {name}
    assert find_rules(name, PAGES[name]["right"]) == set()


def test_a_rule(run) -> None:
    status, out, err = run("rule", "FromAsCasing")
    assert (status, err) == (0, "")
    assert out.startswith("FromAsCasing\nThe 'as' keyword should match the case of the 'from' keyword\n")
    assert run("rule", "AlmostJson").out == run("rule", "preimage/AlmostJson").out != ""


def test_several_and_colour(run) -> None:
    one, two = run("rule", "FromAsCasing").out, run("rule", "UndefinedVar").out
    assert run("rule", "FromAsCasing", "UndefinedVar").out == f"{one}\n{two}"
    assert "\x1b[" in run("rule", "FromAsCasing", "--color", "always").out


def test_all(run) -> None:
    status, out, err = run("rule")
    assert (status, err) == (0, "")
    assert [name for name in (*RULES, *OWN_RULES) if f"  {name}\n" not in out] == []


def test_json(run) -> None:
    entries = json.loads(run("rule", "--format", "json").out)
    assert [entry["name"] for entry in entries] == list(PAGES)
    [entry] = json.loads(run("rule", "AlmostJson", "--format", "json").out)
    assert entry["wrong"].startswith("FROM ")
    assert entry["comment"] is True


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("fromascasing", " (did you mean FromAsCasing?)"),
        ("AlmostJsn", " (did you mean AlmostJson?)"),
        ("zzz", " (without a name, all are listed)"),
    ],
)
def test_error_no_such_rule(run, name, hint) -> None:
    assert run("rule", name) == (2, "", f"ERROR: no rule is called {name}{hint}\n")


@pytest.mark.parametrize(
    ("name", "end"),
    [
        pytest.param("FromAsCasing", "\nFix: AS in the case of FROM; safe (--fix).\n", id="a fix"),
        pytest.param(
            "UndefinedArgInFrom",
            "\nNo fix: whether the name is misspelled or an ARG is missing is not known.\n",
            id="none",
        ),
    ],
)
def test_fixes_are_told(run, name: str, end: str) -> None:
    assert run("rule", name).out.endswith(end)
