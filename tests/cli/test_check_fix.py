from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import preimage
from preimage.edits import changes

SOURCES = str(Path(preimage.__file__).parent.parent)
CLEAN = "Check complete, no warnings found.\n1 file: no errors, no warnings\n"
WARNS = "FROM a as b\nENV c d\n"
FIXED = "FROM a AS b\nENV c=d\n"
LEFT = "FROM a as b\nENV c $d\n"
LEFT_FIXED = "FROM a AS b\nENV c=$d\n"
UNDEFINED = "Dockerfile:2: UndefinedVar: Usage of undefined variable '$d'\n"
BROKEN = "FROM a as b\nHEALTHCHECK x\n"


@pytest.fixture
def dockerfile(tmp_path: Path) -> Path:
    path = tmp_path / "Dockerfile"
    path.write_text(WARNS)
    return path


def test_fixed(run, dockerfile: Path) -> None:
    dockerfile.chmod(0o640)
    note = "2 findings in 1 file fixed\n"
    assert run("check", "--fix") == (0, CLEAN, note)
    assert dockerfile.read_text() == FIXED
    assert dockerfile.stat().st_mode & 0o777 == 0o640
    assert run("check", "--fix") == (0, CLEAN, "")


def test_what_is_left_is_reported_and_fails(run, dockerfile: Path) -> None:
    dockerfile.write_text(LEFT)
    assert run("check", "--fix", "--format", "short") == (
        1,
        f"{UNDEFINED}1 file: 1 warning\n",
        "2 findings in 1 file fixed\n",
    )
    assert dockerfile.read_text() == LEFT_FIXED
    assert run("check", "--fix", "--format", "short", "--warn-only") == (0, f"{UNDEFINED}1 file: 1 warning\n", "")


def test_fix_only(run, dockerfile: Path) -> None:
    dockerfile.write_text(LEFT)
    assert run("check", "--fix-only") == (0, "", "2 findings in 1 file fixed\n")
    assert dockerfile.read_text() == LEFT_FIXED
    assert run("check", "--fix-only") == (0, "", "")


def test_diff_writes_nothing(run, dockerfile: Path) -> None:
    status, out, err = run("check", "--diff")
    assert (status, err) == (1, "2 findings in 1 file would be fixed\n")
    assert out == ("--- Dockerfile\n+++ Dockerfile\n@@ -1,2 +1,2 @@\n-FROM a as b\n-ENV c d\n+FROM a AS b\n+ENV c=d\n")
    assert dockerfile.read_text() == WARNS
    subprocess.run(["git", "apply", "-p0"], input=out.encode(), check=True, timeout=60)
    assert run("check", "--diff") == (0, "", "")


@pytest.mark.parametrize(
    ("options", "text", "result"),
    [
        pytest.param(
            ["--fix"], LEFT, (1, LEFT_FIXED, "2 findings in 1 file fixed\n1 finding left\n"), id="something is left"
        ),
        pytest.param(["--fix"], FIXED, (0, FIXED, "0 findings left\n"), id="nothing to fix"),
        pytest.param(
            ["--fix-only", "--stdin-filename", "Dockerfile"],
            WARNS,
            (0, FIXED, "2 findings in 1 file fixed\n"),
            id="text of a file",
        ),
    ],
)
def test_standard_input_is_fixed_to_standard_output(
    start, dockerfile: Path, options: list[str], text: str, result: tuple[int, str, str]
) -> None:
    pipe = subprocess.PIPE
    process = start("check", "-", *options, stdin=pipe, stdout=pipe, stderr=pipe)
    out, err = process.communicate(text.encode(), timeout=60)
    assert (process.returncode, out.decode(), err.decode()) == result
    assert dockerfile.read_text() == WARNS


def test_the_report_of_what_is_left_can_go_to_a_file(start, dockerfile: Path) -> None:
    pipe = subprocess.PIPE
    process = start("check", "-", "--fix", "--format", "short", "-o", "report", stdin=pipe, stdout=pipe, stderr=pipe)
    out, err = process.communicate(LEFT.encode(), timeout=60)
    assert (out.decode(), err.decode()) == (LEFT_FIXED, "2 findings in 1 file fixed\n")
    assert Path("report").read_text() == f"{UNDEFINED}1 file: 1 warning\n"


@pytest.mark.parametrize("option", ["--fix-only", "--diff"])
def test_error_output_without_a_report(run, dockerfile: Path, option: str) -> None:
    text = "ERROR: --output is for the report; --fix-only and --diff have none\n"
    assert run("check", option, "-o", "x") == (2, "", text)
    assert dockerfile.read_text() == WARNS


def test_rules_that_are_off_are_not_fixed(run, dockerfile: Path) -> None:
    Path("preimage.toml").write_text('[rules]\nFromAsCasing = "off"\n')
    assert run("check", "--fix")[0] == 0
    assert dockerfile.read_text() == FIXED.replace("AS", "as")


def test_several_files(run, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.dockerfile").write_text(WARNS)
    assert run("check", "--fix", "a.dockerfile", "b.dockerfile")[2] == "4 findings in 2 files fixed\n"


def test_link_inside_the_folder_is_followed(run, dockerfile: Path) -> None:
    os.symlink("Dockerfile", "linked.dockerfile")
    assert run("check", "--fix", "linked.dockerfile")[0] == 0
    assert dockerfile.read_text() == FIXED
    assert Path("linked.dockerfile").is_symlink()


def test_error_of_a_link_that_leaves_the_folder(run, tmp_path: Path, dockerfile: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    os.symlink("../Dockerfile", folder / "x.dockerfile")
    status, _, err = run("check", "--fix", "project/x.dockerfile")
    assert status == 2
    assert "this is a link that leaves the folder, which is not written through" in err
    assert dockerfile.read_text() == WARNS


def test_error_of_a_file_that_cannot_be_built(run, dockerfile: Path) -> None:
    dockerfile.write_text(BROKEN)
    for option in ("--fix", "--fix-only", "--diff"):
        status, _, err = run("check", option)
        assert status == 1
        assert "HEALTHCHECK" in err
    assert dockerfile.read_text() == BROKEN


def test_error_of_a_file_that_is_not_there(run, dockerfile: Path) -> None:
    status, _, err = run("check", "--fix", "other")
    assert status == 2
    assert "No such file or directory" in err


def test_error_of_a_folder_that_cannot_be_written_to(run, dockerfile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:
        # Root may write everywhere: a file system that is full is the same to us.
        monkeypatch.setattr(os, "replace", _fail)
    else:
        dockerfile.parent.chmod(0o500)
    status, _, err = run("check", "--fix")
    dockerfile.parent.chmod(0o700)
    assert status == 2
    assert "ERROR" in err
    assert dockerfile.read_text() == WARNS


def _fail(source: str, target: str) -> None:
    raise PermissionError(13, "Permission denied", target)


def test_error_of_unsafe_fixes_alone(run, dockerfile: Path) -> None:
    message = "ERROR: --unsafe-fixes goes with --fix, --fix-only, --diff or --suggest\n"
    assert run("check", "--unsafe-fixes") == (2, "", message)


def test_check_alone_loads_nothing_of_it(dockerfile: Path) -> None:
    program = (
        "import sys; from preimage.cli.check import run; run(['--format', 'sarif']); "
        "names = [name for name in sys.modules if name.startswith(('preimage.edits', 'preimage.fix_api'))]; "
        "print(names, file=sys.stderr)"
    )
    env = {**os.environ, "PYTHONPATH": SOURCES}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=True, env=env)
    assert done.stderr == b"[]\n"


def test_suggestions_are_in_the_report(run, dockerfile: Path) -> None:
    dockerfile.write_text("FROM a as b\nMAINTAINER c\n")
    status, out, err = run("check", "--suggest", "--format", "markdown")
    assert (status, err) == (1, "")
    assert "```suggestion\n  FROM a AS b\n" in out
    assert out.count("suggestion") == 1
    assert run("check", "--suggest", "--unsafe-fixes", "--format", "markdown").out.count("suggestion") == 2
    assert dockerfile.read_text() == "FROM a as b\nMAINTAINER c\n"


def test_unsafe_fixes_show_what_they_change(run, dockerfile: Path) -> None:
    dockerfile.write_text("FROM a AS b\nMAINTAINER c\nFROM d\nENV API_KEY=x\nCMD e f\n")
    status, _, err = run("check", "--fix", "--unsafe-fixes", "--platform", "linux/arm64")
    assert status == 1
    assert "Dockerfile: what unsafe fixes change in the image, target b, linux/arm64\n  - author" in err
    assert "Dockerfile: what unsafe fixes change in the image, linux/arm64\n  ~ Cmd" in err
    assert "2 findings in 1 file fixed, 2 of them by unsafe fixes\n" in err


def test_error_of_a_platform_that_is_none(run, dockerfile: Path) -> None:
    status, _, err = run("check", "--fix", "--platform", "linux/a/b/c")
    assert status == 2
    assert "failed to parse target platform linux/a/b/c" in err
    assert dockerfile.read_text() == WARNS


def test_error_of_a_fix_that_does_not_hold(run, dockerfile: Path) -> None:
    dockerfile.write_text('FROM a\nENTRYPOINT b\nCMD ["c"]\n')
    status, _, err = run("check", "--fix", "--unsafe-fixes")
    assert status == 1
    reason = "its proof failed: CMD would become its arguments, which a shell does not pass on"
    assert err == f"Dockerfile:2: JSONArgsRecommended is not fixed: {reason}\n"


def test_error_file_that_is_too_large_to_be_fixed(run, dockerfile: Path) -> None:
    dockerfile.write_text("FROM scratch as a\n" + "# a comment\n" * 100_000)
    for options in (["--fix"], ["--diff"], ["--fix-only"]):
        status, out, err = run("check", *options)
        assert status == 1
        assert "a file of more than 1048576 bytes is not fixed" in out + err
    assert dockerfile.read_text().startswith("FROM scratch as a\n")
    # Without fixes it is a file as any other.
    assert run("check", "--suggest", "--format", "sarif").out.count('"fixes"') == 0
    assert "FromAsCasing" in run("check", "--suggest", "--format", "sarif").out


def test_verbose_names_the_files_written(run, dockerfile: Path) -> None:
    Path("Dockerfile.other").write_text(FIXED)
    Path("Dockerfile.third").write_text("FROM a as b\n")
    status, out, err = run("check", "--fix-only", "-v", ".")
    assert (status, out) == (0, "")
    assert err == "Dockerfile: 2 findings fixed\nDockerfile.third: 1 finding fixed\n3 findings in 2 files fixed\n"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        pytest.param("FROM a\nCMD b\n", "1 more finding has a fix that changes the image config", id="one"),
        pytest.param(
            "FROM a AS x\nCMD b\nFROM a\nCMD b\n", "2 more findings have fixes that change the image config", id="two"
        ),
    ],
)
def test_unsafe_fixes_are_counted(run, dockerfile: Path, text: str, note: str) -> None:
    dockerfile.write_text(text)
    assert run("check", "--fix-only").err == f"{note} (--unsafe-fixes)\n"


def test_target_with_a_reserved_name_gets_another_one(run, dockerfile: Path) -> None:
    dockerfile.write_text("FROM a AS context\nMAINTAINER m\nFROM b\nCOPY --from=context /a /b\n")
    status, out, err = run("check", "--fix", "--unsafe-fixes")
    assert (status, out) == (0, CLEAN)
    assert "Dockerfile: target context is now called context-stage\n" in err
    assert "Dockerfile: what unsafe fixes change in the image, target context\n" in err
    assert dockerfile.read_text().startswith("FROM a AS context-stage\nLABEL ")


def test_file_whose_findings_stop_the_build(run, dockerfile: Path) -> None:
    dockerfile.write_text(f"# check=error=true\n{WARNS}")
    assert run("check", "--fix") == (0, CLEAN, "2 findings in 1 file fixed\n")
    assert dockerfile.read_text() == f"# check=error=true\n{FIXED}"


def test_error_of_changes_that_take_too_long_to_show(run, dockerfile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST_STEPS", 0)
    dockerfile.write_text("FROM a\nMAINTAINER m\n")
    note = "Dockerfile: what unsafe fixes change in 1 more target would take too long to show\n"
    assert note in run("check", "--fix-only", "--unsafe-fixes").err


def test_verbose_says_why_findings_are_left(run, dockerfile: Path) -> None:
    dockerfile.write_text("FROM a\nENV f=$x\nCMD b && c\nENV d e\n")
    assert run("check", "-v", "--fix-only", "--ignore", "LegacyKeyValueFormat").err == (
        "Dockerfile:2: UndefinedVar is not fixed: whether the name is misspelled, an ARG is missing, or nothing is "
        "meant, is not known\nDockerfile:3: JSONArgsRecommended is not fixed: & is for a shell\n"
    )


def test_json_has_fixes_and_why_there_are_none(run, dockerfile: Path) -> None:
    dockerfile.write_text("FROM a as b\nMAINTAINER c\nCMD d | e\n")
    warnings = json.loads(run("check", "--suggest", "--format", "json-lines").out)["warnings"]
    assert [each.get("noFix") for each in warnings] == [
        None,
        "its fix changes the image config (--unsafe-fixes)",
        "| is for a shell",
    ]
    assert warnings[0]["fix"]["edits"][0]["text"] == "AS"
    assert "fix" not in run("check", "--format", "json").out


COMPOSE = """\
services:
  one: {build: {context: ., target: one, args: {X: "1"}}}
  two: {build: {context: ., target: two}}
  text: {build: {context: ., dockerfile_inline: "FROM a as b\\n"}}
"""
SHARED = "FROM a as one\nARG X\nENV c $X\nMAINTAINER m\nFROM b as two\nENV d e\n"


@pytest.fixture
def project(dockerfile: Path) -> Path:
    dockerfile.write_text(SHARED)
    dockerfile.with_name("compose.yaml").write_text(COMPOSE)
    return dockerfile


def test_dockerfile_of_a_build(run, project: Path) -> None:
    status, out, err = run("check", "--fix", "--format", "short", "compose.yaml#one")
    assert (status, err.split("\n")[0]) == (1, "3 findings in 1 file fixed")
    assert "Dockerfile:4: MaintainerDeprecated" in out
    # What only another build sees is left.
    fixed = SHARED.replace(" as ", " AS ").replace("c $X", "c=$X")
    assert project.read_text() == fixed
    assert run("check", "--fix-only", "compose.yaml#two").status == 0
    assert project.read_text() == fixed.replace("d e", "d=e")


def test_dockerfile_of_several_builds(run, project: Path) -> None:
    status, _, err = run("check", "--fix-only", "--unsafe-fixes", "compose.yaml#one", "compose.yaml#two")
    assert status == 0
    assert "what unsafe fixes change in the image of compose.yaml#one, target one" in err
    assert "5 findings in 1 file fixed, 1 of them by unsafe fixes" in err
    assert project.read_text().count("=") == 3


@pytest.mark.parametrize(
    ("option", "status"),
    [
        pytest.param("--fix", 1, id="what is left fails"),
        pytest.param("--diff", 1, id="what would change fails"),
        pytest.param("--fix-only", 0, id="nothing fails"),
    ],
)
def test_text_in_the_project_is_left_and_told(run, project: Path, option: str, status: int) -> None:
    text = project.with_name("compose.yaml").read_bytes()
    answer = run("check", option, "compose.yaml")
    assert answer.status == status
    reason = "not fixed, since the Dockerfile stands in its project; change it there"
    assert answer.err.startswith(f"compose.yaml#text: {reason}\n")
    # Its findings are reported, and the others fixed.
    assert ("(compose.yaml#text)" in answer.out) == (option == "--fix")
    assert (project.read_text() == SHARED) == (option == "--diff")
    assert project.with_name("compose.yaml").read_bytes() == text


def test_file_that_is_named_twice_is_fixed_once(run, dockerfile: Path) -> None:
    dockerfile.with_name("a.Dockerfile").symlink_to("Dockerfile")
    assert run("check", "--fix-only", "Dockerfile", "a.Dockerfile", str(dockerfile)) == (
        0,
        "",
        "2 findings in 1 file fixed\n",
    )
    assert dockerfile.read_text() == FIXED
    assert dockerfile.with_name("a.Dockerfile").is_symlink()


@pytest.mark.parametrize("option", ["--fix", "--fix-only"])
def test_fixing_can_fail_by_itself(run, dockerfile: Path, option: str) -> None:
    assert run("check", option, "--exit-non-zero-on-fix").status == 1
    assert run("check", option, "--exit-non-zero-on-fix").status == 0


def test_error_of_failing_without_fixing(run, dockerfile: Path) -> None:
    status, _, err = run("check", "--exit-non-zero-on-fix")
    assert (status, err) == (2, "ERROR: --exit-non-zero-on-fix goes with --fix, --fix-only or --diff\n")


def test_error_of_a_file_that_is_read_only(run, dockerfile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The administrator may write everywhere.
    monkeypatch.setattr(os, "access", lambda path, mode: path != "Dockerfile")
    status, _, err = run("check", "--fix-only", "Dockerfile")
    assert (status, err.split("\n")[0]) == (2, "ERROR: Dockerfile: the file is read-only; nothing is written")
    assert dockerfile.read_text() == WARNS


def test_findings_that_stop_the_build_have_suggestions(run, dockerfile: Path) -> None:
    dockerfile.write_text(f"# check=error=true\n{WARNS}")
    report = json.loads(run("check", "--suggest", "--format", "json").out)
    assert ["fix" in each for each in report["warnings"]] == [True, True]
    dockerfile.write_text(BROKEN)
    report = json.loads(run("check", "--suggest", "--format", "json").out)
    assert ["fix" in each for each in report["warnings"]] == [False]


def test_what_builds_have_in_common_is_told_once(run, project: Path) -> None:
    builds = "".join(f'  {name}: {{build: {{context: ., args: {{X: "{name}"}}}}}}\n' for name in "abc")
    project.with_name("compose.yaml").write_text(f"services:\n{builds}")
    project.write_text("FROM a\nARG X\nMAINTAINER m\nUSER $X\n")
    _, _, err = run("check", "--fix-only", "--unsafe-fixes", "compose.yaml")
    assert "in the image of compose.yaml#a and 2 more builds\n" in err
    assert err.count("what unsafe fixes change") == 1


def test_suggestions_for_builds(run, project: Path) -> None:
    report = json.loads(run("check", "--suggest", "--format", "json", "compose.yaml#one", "compose.yaml#two").out)
    shown = [(each["ruleName"], each["detail"].rpartition(" (")[2], "fix" in each) for each in report["warnings"]]
    # What both have is proven for each of them, and alike.
    assert sorted(shown) == [
        ("FromAsCasing", "compose.yaml#one, two)", True),
        ("FromAsCasing", "compose.yaml#one, two)", True),
        ("LegacyKeyValueFormat", "compose.yaml#one)", True),
        ("LegacyKeyValueFormat", "compose.yaml#two)", True),
        ("MaintainerDeprecated", "compose.yaml#one, two)", False),
    ]
    assert [each["noFix"] for each in report["warnings"] if "fix" not in each] == [
        "its fix changes the image config (--unsafe-fixes)"
    ]
