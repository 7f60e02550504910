from __future__ import annotations

import pytest

TEXT = 'FROM scratch as a\nENV B c\nWORKDIR x\nHEALTHCHECK CMD y\nSHELL ["z"]\n'
CASING, LEGACY, WORKDIR = "FromAsCasing", "LegacyKeyValueFormat", "WorkdirRelativePath"
DROPS = ["preimage/OciFormatDropsHealthcheck", "preimage/OciFormatDropsShell"]


@pytest.fixture
def find(run, tmp_path):
    def find_rules(*arguments: str) -> list[str]:
        out = run("check", "-q", "--format", "short", *arguments).out
        return [line.split(": ")[1] for line in out.splitlines()]

    (tmp_path / "Dockerfile").write_text(TEXT)
    return find_rules


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        pytest.param([], [CASING, LEGACY, WORKDIR], id="usual"),
        pytest.param(["--ignore", CASING], [LEGACY, WORKDIR], id="ignored"),
        pytest.param(["--ignore", f"{CASING}, {LEGACY}"], [WORKDIR], id="several in a list"),
        pytest.param(["--ignore", CASING, "--ignore", LEGACY], [WORKDIR], id="several options"),
        pytest.param(["--select", WORKDIR], [WORKDIR], id="selected"),
        pytest.param(["--select", f"{WORKDIR},{CASING}", "--ignore", CASING], [WORKDIR], id="ignored comes last"),
        pytest.param(["--select", DROPS[0]], DROPS[:1], id="a note that is off"),
        pytest.param(["--portable", "--ignore", f"{CASING},{LEGACY},{WORKDIR}"], DROPS, id="notes without rules"),
        pytest.param(["--portable", "--select", CASING], [CASING], id="notes that are not selected"),
    ],
)
def test_rules(find, arguments, rules) -> None:
    assert find(*arguments) == rules


@pytest.mark.parametrize(
    ("level", "arguments", "rules"),
    [
        pytest.param("off", [], [LEGACY, WORKDIR], id="settings"),
        pytest.param("off", ["--select", CASING], [CASING], id="selected on the command line"),
        pytest.param("error", ["--ignore", CASING], [LEGACY, WORKDIR], id="ignored on the command line"),
    ],
)
def test_the_command_line_is_above_settings(find, tmp_path, level, arguments, rules) -> None:
    (tmp_path / "preimage.toml").write_text(f'rules.{CASING} = "{level}"\n')
    assert find(*arguments) == rules


def test_a_selected_rule_keeps_that_it_is_an_error(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text(TEXT)
    (tmp_path / "preimage.toml").write_text(f'rules.{CASING} = "error"\n')
    assert run("check", "--warn-only", "--select", CASING).status == 1
    assert run("check", "--warn-only", "--select", LEGACY).status == 0


def test_errors_are_never_ignored(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("FRO x\n")
    assert run("check", "--select", CASING).status == 1


def test_experimental_rules_can_be_selected(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("# c d\nFROM scratch AS a\n")
    assert run("check").status == 0
    assert "InvalidDefinitionDescription" in run("check", "--select", "InvalidDefinitionDescription").out


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_error_no_such_rule(run, tmp_path, option) -> None:
    (tmp_path / "Dockerfile").write_text(TEXT)
    assert run("check", option, "fromascasing") == (
        2,
        "",
        f"ERROR: {option}: no rule is called fromascasing (did you mean FromAsCasing?)\n",
    )
    assert run("check", option, "zzz").err == (f"ERROR: {option}: no rule is called zzz ('preimage rule' lists them)\n")
