"""What ``docker buildx bake --print`` said, case by case: ``bake.jsonl``, and many small ones beside it."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

import preimage

Case = dict[str, Any]

FOLDER = Path(__file__).parent
OTHERS = re.compile(r",? and \d+ other diagnostic\(s\)$")


def read_cases() -> list[Any]:
    lines = (FOLDER / "bake.jsonl").read_text(encoding="utf-8").splitlines()
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, lines)]


def read_probes() -> list[Any]:
    lines = gzip.decompress((FOLDER / "bake_probes.jsonl.gz").read_bytes()).splitlines()
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, lines)]


def read_compose_cases() -> list[Any]:
    lines = (FOLDER / "compose.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case.get("expect_bake")]
    return [pytest.param(case, id=case["id"]) for case in cases]


def make_files(files: dict[str, str]) -> preimage.ProjectFiles:
    return preimage.MemoryFiles(
        "/project", {name: text.encode("utf-8", "surrogateescape") for name, text in files.items()}
    )


def find_line(text: str) -> str:
    line: str = re.findall(r":(\d+)", text.splitlines()[-1])[0]
    return line


@pytest.mark.parametrize("case", read_cases())
def test_print_or_error(case: Case) -> None:
    expect, given = case["expect"], case["args"]
    try:
        project = preimage.bake(
            make_files(case["files"]),
            files=given["files"],
            targets=given["targets"],
            overrides=given["set"],
            variables=dict(entry.split("=", 1) for entry in given["var"]),
            environ=case["env"],
        )
    except preimage.ProjectError as error:
        assert "error" in expect, str(error)
        wanted, said = OTHERS.sub("", expect["error"]), OTHERS.sub("", str(error))
        if expect["kind"] == "syntax":
            wanted, said = find_line(wanted), find_line(said)
        assert said == wanted
        return
    assert "error" not in expect, project.to_json()
    if case.get("unordered"):
        assert sort_groups(project.to_json()) == sort_groups(expect["print"])
    else:
        assert project.to_json() == expect["print"]


def sort_groups(text: str) -> Any:
    printed = json.loads(text)
    for group in printed.get("group", {}).values():
        group["targets"] = group["targets"] and sorted(group["targets"])
    return printed


@pytest.mark.parametrize("case", read_probes())
def test_probe(case: Case) -> None:
    try:
        project = preimage.bake(
            make_files(case["files"]),
            files=case.get("names"),
            targets=case.get("targets", ()),
            overrides=case.get("set", ()),
            environ={"HOME": "/home/me", "PATH": "/usr/bin", **case.get("env", {})},
        )
    except preimage.ProjectError as error:
        said = str(error)[str(error).find("ERROR: ") :]
        # The answers were kept without empty lines.
        lines = [line for line in OTHERS.sub("", said).splitlines() if line]
        assert "\n".join(lines) == case.get("error")
    else:
        assert json.loads(project.to_json()) == case.get("print")


COMPOSE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")


@pytest.mark.parametrize("case", read_compose_cases())
def test_compose_project(case: Case) -> None:
    folder = f"/parent/{case.get('folder') or 'demo'}"
    given, expect = case["args"], case["expect_bake"]
    where = f"{folder}/{given['cwd']}" if given.get("cwd") else folder
    contents = {f"{folder}/{name}": text.encode("utf-8", "surrogateescape") for name, text in case["files"].items()}
    names = given.get("files") or next(([name] for name in COMPOSE_NAMES if name in case["files"]), None)
    environment = {"HOME": "/home/me", "PWD": folder, **case["env"]}
    try:
        project = preimage.bake(
            preimage.MemoryFiles(where, contents), files=names, targets=given.get("services") or (), environ=environment
        )
    except preimage.ProjectError as error:
        if not case.get("loose"):
            said = str(error).replace(folder, "$PROJECT").replace("/parent", "$PARENT")
            assert said == expect.get("error")
    else:
        text = project.to_json().replace(folder, "$PROJECT").replace("/parent", "$PARENT")
        assert sort_groups(text) == expect.get("print")
