"""What goes to GitHub's files, and what comes from them."""

from __future__ import annotations

import pytest

import workflow_commands
from workflow_commands import InputError, add_summary, find_number, read_event, tell


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("{", "the event is no JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)", id="no JSON"),
        pytest.param("[]", "the event is no object", id="no object"),
        pytest.param("[" * 100_000, "the event is no JSON: ", id="too deep"),
        pytest.param(" " * 200, "the event has more than 100 bytes", id="too large"),
    ],
)  # fmt: skip
def test_error_event(tmp_path, monkeypatch, text, message) -> None:
    if len(text) == 200:
        monkeypatch.setattr(workflow_commands, "EVENT_LIMIT", 100)
    file = tmp_path / "event.json"
    file.write_text(text)
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(file))
    with pytest.raises(InputError) as caught:
        read_event()
    assert str(caught.value).startswith(f"{file}: {message}")


@pytest.mark.parametrize(
    ("event", "number"),
    [
        ({"pull_request": {"number": 3}}, 3),
        ({"pull_request": {"number": "3"}}, None),
        ({"pull_request": []}, None),
        ({"number": 3}, None),
        ({}, None),
    ],
)
def test_number_of_the_pull_request(event, number) -> None:
    assert find_number(event) == number


def test_commands_stay_on_one_line(capsys) -> None:
    tell("notice", "50 %\r\n::error::x")
    assert capsys.readouterr().out == "::notice::50 %25%0D%0A::error::x\n"


def test_summary_has_a_limit(tmp_path, monkeypatch) -> None:
    file = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    monkeypatch.setattr(workflow_commands, "SUMMARY_LIMIT", 100)
    add_summary("é" * 40)
    add_summary("é" * 40)
    assert file.read_text(encoding="utf-8") == f"{'é' * 40}\nThe report is too long for a summary: see the log.\n\n"
