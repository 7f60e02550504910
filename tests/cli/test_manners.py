from __future__ import annotations

import io

import pytest

from preimage.cli.manners import MANNERS, has_colors

VARIABLES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _no_manners(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    MANNERS.reset()
    yield
    MANNERS.reset()


@pytest.mark.parametrize(
    ("env", "on_terminal", "elsewhere"),
    [
        pytest.param({}, True, False, id="nothing said"),
        pytest.param({"NO_COLOR": "1"}, False, False, id="NO_COLOR"),
        pytest.param({"NO_COLOR": ""}, True, False, id="empty NO_COLOR is none"),
        pytest.param({"TERM": "dumb"}, False, False, id="dumb terminal"),
        pytest.param({"FORCE_COLOR": "1"}, True, True, id="FORCE_COLOR"),
        pytest.param({"FORCE_COLOR": ""}, True, False, id="empty FORCE_COLOR is none"),
        pytest.param({"CLICOLOR_FORCE": "1"}, True, True, id="CLICOLOR_FORCE"),
        pytest.param({"CLICOLOR_FORCE": "0"}, True, False, id="CLICOLOR_FORCE of 0 is none"),
        pytest.param({"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "dumb"}, True, True, id="force comes first"),
    ],
)
def test_colors_by_environment(monkeypatch, env, on_terminal, elsewhere) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert has_colors(Terminal()) is on_terminal
    assert has_colors(io.StringIO()) is elsewhere


@pytest.mark.parametrize(("option", "colored"), [("always", True), ("never", False)])
def test_the_option_comes_before_the_environment(monkeypatch, run, tmp_path, option, colored) -> None:
    monkeypatch.setenv("NO_COLOR" if colored else "FORCE_COLOR", "1")
    (tmp_path / "Dockerfile").write_text("FRO x\n")
    assert ("\x1b[" in run("config", "--color", option).err) is colored


def test_a_run_does_not_inherit_manners(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("FRO x\n")
    assert "\x1b[" in run("config", "--color", "always", "-q").err
    assert "\x1b[" not in run("config").err


def test_quiet_prints_errors_but_no_notes(run, tmp_path) -> None:
    (tmp_path / "dockerfile").write_text("FRO x\n")
    loud, quiet = run("config").err, run("config", "--quiet").err
    assert loud == f"using dockerfile\n{quiet}"
    assert quiet.startswith("dockerfile:1\n")


def test_error_color(run) -> None:
    status, _, err = run("check", "--color", "sometimes")
    assert status == 2
    assert err.startswith("ERROR: argument --color: invalid choice: 'sometimes'")
