"""Projects and containers with the answers of Docker Compose 2.40.3 and of the engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import preimage

HERE = Path(__file__).parent
OPTIONS = (
    "files", "env_files", "profiles", "services", "project_name", "project_directory", "build_args",
    "with_dependencies",
)  # fmt: skip
FIELDS = (
    "User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Healthcheck", "Volumes", "WorkingDir", "Labels", "StopSignal",
    "StopTimeout", "Shell", "OnBuild", "ArgsEscaped",
)  # fmt: skip
NOT_COMPARED = {
    f"com.docker.compose.{name}"
    for name in ("version", "project.config_files", "project.working_dir", "project.environment_file")
}


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def each(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in read(name)])


def lay_out(case: dict[str, Any], root: Path) -> Path:
    folder: Path = root / case.get("folder", "demo")
    folder.mkdir()
    for path, text in case["files"].items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if Path(path).name != ".keep":
            (folder / path).write_bytes(text.encode("utf-8", "surrogateescape"))
    return folder


def load(case: dict[str, Any], folder: Path) -> Any:
    args = case.get("args") or {}
    options = {name: args[name] for name in OPTIONS if args.get(name)}
    if "build_args" in options:
        options["build_args"] = dict(entry.partition("=")[::2] for entry in options["build_args"])
    environ = {"PATH": "/usr/bin", "HOME": "/home/me", "PWD": str(folder), **case["env"]}
    return preimage.compose(folder / args.get("cwd", "."), environ=environ, **options)


def hide(text: str, folder: Path) -> str:
    return text.replace(str(folder), "$PROJECT").replace(str(folder.parent), "$PARENT")


def sort_groups(printed: Any) -> Any:
    for group in (printed or {}).get("group", {}).values():
        group["targets"].sort()
    return printed


@each("compose.jsonl")
def test_compose(case: dict[str, Any], tmp_path: Path) -> None:
    folder = lay_out(case, tmp_path)
    expect = case["expect"]
    if "error" in expect:
        with pytest.raises(preimage.ProjectError) as caught:
            load(case, folder)
        if not case.get("loose"):
            assert hide(str(caught.value), folder) == expect["error"]
        return
    project = load(case, folder)
    text = hide(project.to_json(), folder)
    assert sort_groups(json.loads(text) if text else None) == sort_groups(expect["print"])
    assert sorted(hide(warning.message, folder) for warning in project.warnings) == case.get("warnings", [])


@each("container.jsonl")
def test_container(case: dict[str, Any], tmp_path: Path) -> None:
    folder = lay_out(case, tmp_path)
    expect = case["expect"]
    if "error" in expect:
        with pytest.raises(preimage.ProjectError) as caught:
            load(case, folder).container(case["service"], case["image_config"])
        assert hide(str(caught.value), folder) == expect["error"]
        return
    config = dict(load(case, folder).container(case["service"], case["image_config"]))
    config["Labels"] = {name: value for name, value in config["Labels"].items() if name not in NOT_COMPARED}
    assert {name: config[name] for name in FIELDS if name in config} == expect
