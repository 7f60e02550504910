from __future__ import annotations

import json

import pytest

TEXT = """\
offline = true
platforms = ["linux/arm64", "linux/amd64"]

[build-args]
VERSION = "1"

[bases]
"alpine:3" = "alpine.json"

[files."svc/Dockerfile"]
target = "app"
labels = { team = "a" }
context = "."
"""
ALPINE = {"architecture": "arm64", "os": "linux", "config": {"Env": ["PATH=/bin", "FROM=base"]}}
DOCKERFILE = "ARG VERSION\nFROM alpine:3 AS app\nARG VERSION\nENV V=$VERSION\nCOPY a b /\nFROM scratch\n"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "svc").mkdir()
    (tmp_path / "svc/Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "alpine.json").write_text(json.dumps(ALPINE))
    (tmp_path / "preimage.toml").write_text(TEXT)
    (tmp_path / ".dockerignore").write_text("a\n")
    (tmp_path / "svc/.dockerignore").write_text("b\n")
    return tmp_path


def test_config_takes_settings(run, project) -> None:
    found = json.loads(run("config", "svc").out)
    assert list(found) == ["linux/arm64", "linux/amd64"]
    config = found["linux/arm64"]["config"]
    assert config["Env"] == ["PATH=/bin", "FROM=base", "V=1"]
    assert config["Labels"] == {"team": "a"}


def test_they_are_found_from_another_folder(run, project, monkeypatch) -> None:
    monkeypatch.chdir(project / "svc")
    assert json.loads(run("config", "--platform", "linux/arm64").out)["config"]["Env"] == [
        "PATH=/bin",
        "FROM=base",
        "V=1",
    ]


@pytest.mark.parametrize(
    ("arguments", "field", "value"),
    [
        pytest.param(["--build-arg", "VERSION=2"], "Env", ["PATH=/bin", "FROM=base", "V=2"], id="build arg"),
        pytest.param(["--label", "team=b", "--label", "x=y"], "Labels", {"team": "b", "x": "y"}, id="label"),
        pytest.param(["--base", "alpine:3=other.json"], "Env", ["PATH=/bin", "FROM=other", "V=1"], id="base"),
    ],
)
def test_the_command_line_wins(run, project, arguments, field, value) -> None:
    (project / "other.json").write_text(json.dumps(ALPINE).replace("base", "other"))
    found = json.loads(run("config", "svc", "--platform", "linux/arm64", *arguments).out)
    assert found["config"][field] == value


def test_show_settings(run, project, monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    status, out, err = run("config", "svc", "--show-settings", "--label", "x=y", "--no-offline")
    assert (status, err) == (0, "")
    assert [line.replace("  #", "#").split() and " ".join(line.split()) for line in out.splitlines()] == [
        'target = "app" # preimage.toml:11',
        'build-args.VERSION = "1" # preimage.toml:5',
        'platforms = ["linux/arm64", "linux/amd64"] # preimage.toml:2',
        'labels.team = "a" # preimage.toml:12',
        'labels.x = "y" # command line',
        'context = "." # preimage.toml:13',
        'bases."alpine:3" = "alpine.json" # preimage.toml:8',
        "offline = false # command line",
        'unresolved = "error" # usual',
        'build-args.SOURCE_DATE_EPOCH = "7" # environment, SOURCE_DATE_EPOCH',
    ]


def test_the_context_of_settings_has_the_ignore_file(run, project) -> None:
    assert 'file "a" that' in run("check", "svc", "-q", "--format", "short").out
    assert 'file "b" that' in run("check", "svc", "-q", "--format", "short", "--no-config").out
    assert 'file "b" that' in run("check", "svc", "-q", "--format", "short", "--context", "svc").out
    assert 'file "b" that' in run("check", "-f", "svc", "svc", "-q", "--format", "short").out


def test_settings_can_be_named_or_left_out(run, project) -> None:
    (project / "other.toml").write_text("[labels]\nother = 'x'\n")
    assert json.loads(run("config", "svc", "--config-file", "other.toml").out)["config"].get("Labels") == {"other": "x"}
    assert "Labels" not in json.loads(run("config", "svc", "--no-config").out)["config"]


def test_rules(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("# hi\nFROM scratch as a\nMAINTAINER x\n")
    (tmp_path / "preimage.toml").write_text(
        "[rules]\nFromAsCasing = 'off'\nMaintainerDeprecated = 'error'\nInvalidDefinitionDescription = 'on'\n"
    )
    status, out, _ = run("check", "-q", "--format", "short", "--warn-only")
    assert status == 1
    assert [line.split(": ")[1] for line in out.splitlines()] == [
        "InvalidDefinitionDescription",
        "MaintainerDeprecated",
    ]
    (tmp_path / "preimage.toml").write_text("[rules]\nFromAsCasing = 'off'\n")
    assert run("check", "-q", "--format", "short", "--warn-only").status == 0


def test_excludes_start_at_the_file(run, project, monkeypatch) -> None:
    (project / "preimage.toml").write_text("extend-exclude = ['svc/old/']\n")
    (project / "svc/old").mkdir()
    (project / "svc/old/Dockerfile").write_text("FROM scratch as a\n")
    monkeypatch.chdir(project / "svc")
    assert "old/Dockerfile" not in run("check", "-q", "--format", "short").out
    assert "old/Dockerfile" in run("check", "-q", "--format", "short", "--no-config").out
    assert "old/Dockerfile" in run("check", "-q", "--format", "short", "old/Dockerfile").out
    assert "old/Dockerfile" not in run("check", "-q", "--format", "short", "--force-exclude", "old/Dockerfile").out


def test_a_folder_below_has_settings_of_its_own(run, project) -> None:
    (project / "svc/preimage.toml").write_text("extend-exclude = ['x.Dockerfile']\n[rules]\nFromAsCasing = 'off'\n")
    for name in ("svc/x.Dockerfile", "svc/y.Dockerfile", "x.Dockerfile"):
        (project / name).write_text("FROM scratch as a\n")
    out = run("check", "-q", "--format", "short").out
    assert [line.partition(":")[0] for line in out.splitlines() if "Casing" in line] == ["x.Dockerfile"]


def test_one_lock_file_for_all(run, project) -> None:
    (project / "preimage.toml").write_text("lock = 'all.lock'\nlocked = true\n[bases]\n'alpine:3' = 'alpine.json'\n")
    (project / "other").mkdir()
    (project / "other/Dockerfile").write_text("FROM alpine:3\n")
    status, out, err = run("lock", "--platform", "linux/arm64")
    assert (status, err) == (0, "")
    assert out.endswith("all.lock: 1 base locked\n")
    (project / "alpine.json").unlink()
    assert run("config", "other", "--platform", "linux/arm64", "--no-config").status == 4
    (project / "preimage.toml").write_text("lock = 'all.lock'\nlocked = true\n")
    assert run("config", "other", "--platform", "linux/arm64").status == 0
    assert run("pin", "other", "--check").err.startswith("other/Dockerfile:1: alpine:3 is left alone")


def test_snapshot_takes_the_first_platform(run, project) -> None:
    assert run("snapshot", "svc").status == 0
    kept = json.loads((project / "svc/Dockerfile.app.config.json").read_text())
    assert kept["preimage"]["platform"] == "linux/arm64" if "preimage" in kept else "linux/arm64" in json.dumps(kept)


def test_sides_of_diff_have_their_settings(run, project) -> None:
    (project / "other").mkdir()
    (project / "other/Dockerfile").write_text(DOCKERFILE)
    out = run("diff", "other", "svc", "--platform", "linux/arm64", "--format", "json").out
    assert '"team"' in out


@pytest.mark.parametrize("command", ["config", "check", "lock", "snapshot", "pin", "outline", "explain", "test"])
def test_error_unknown_key(run, project, command) -> None:
    (project / "preimage.toml").write_text("platfroms = []\n")
    (project / "t.yaml").write_text("schemaVersion: 2.0.0\n")
    extra = ["-c", "t.yaml"] if command == "test" else []
    status, out, err = run(command, *extra, "svc")
    assert (status, out) == (2, "")
    assert err == 'ERROR: preimage.toml:1: unknown setting "platfroms" (did you mean platforms?)\n'


def test_proxies_of_the_client_are_build_args(run, tmp_path, monkeypatch) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nARG HTTP_PROXY\nENV P=$HTTP_PROXY\n")
    (tmp_path / "config.json").write_text('{"proxies": {"default": {"httpProxy": "http://proxy.example:3128"}}}')
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    assert "P=http://proxy.example:3128" in run("config").out
    assert "P=mine" in run("config", "--build-arg", "HTTP_PROXY=mine").out
    shown = run("config", "--show-settings").out
    assert f'build-args.HTTP_PROXY = "http://proxy.example:3128"  # {tmp_path}/config.json\n' in shown
    run("snapshot")
    assert "proxy.example" not in (tmp_path / "Dockerfile.config.json").read_text()
