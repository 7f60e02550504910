from __future__ import annotations

import json
from pathlib import Path

import pytest

from preimage.inputs.project_locations import find_kind, find_kind_in_folder, is_project_name, parse_location
from preimage.model.errors import OptionError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("compose.yaml", ("compose.yaml", "", "compose"), id="compose file"),
        pytest.param("a/compose.prod.yml#web", ("a/compose.prod.yml", "web", "compose"), id="with a build"),
        pytest.param("docker-bake.hcl#app", ("docker-bake.hcl", "app", "bake"), id="hcl"),
        pytest.param("docker-bake.json", ("docker-bake.json", "", "bake"), id="json of bake, by its name"),
        pytest.param("BUILD.HCL#*", ("BUILD.HCL", "*", "bake"), id="in capitals, with a pattern"),
        pytest.param("Dockerfile", ("Dockerfile", "", ""), id="Dockerfile"),
        pytest.param("Dockerfile#web", ("Dockerfile#web", "", ""), id="a build of a Dockerfile is part of its name"),
        pytest.param("#web", ("#web", "", ""), id="no path"),
        pytest.param("-", ("-", "", ""), id="standard input"),
        pytest.param(".", (".", "", ""), id="folder"),
    ],
)
def test_locations(text: str, expected: tuple[str, str, str]) -> None:
    location = parse_location(text)
    assert (location.path, location.name, location.kind) == expected


def test_a_file_whose_name_has_the_sign_is_itself() -> None:
    Path("a#b.yaml").write_text("")
    location = parse_location("a#b.yaml")
    assert (location.path, location.name, location.kind) == ("a#b.yaml", "", "compose")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("compose.yaml#web", ("compose.yaml", "web", "bake"), id="compose file read by bake"),
        pytest.param(".", (".", "", "bake"), id="folder"),
        pytest.param(".#web", (".", "web", "bake"), id="build in a folder"),
        pytest.param("any", ("any", "", "bake"), id="any name"),
    ],
)
def test_the_tool_may_be_said(text: str, expected: tuple[str, str, str]) -> None:
    location = parse_location(text, "bake")
    assert (location.path, location.name, location.kind) == expected


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        pytest.param({"name": "a", "services": {}}, "compose", id="docker compose config"),
        pytest.param({"group": {}, "target": {"a": {}}}, "bake", id="bake --print"),
        pytest.param({"config": {}, "services": {}}, "", id="image config"),
        pytest.param({"image": {}, "target": {}}, "", id="snapshot"),
        pytest.param({"a": 1}, "", id="something else"),
        pytest.param(["services"], "", id="no object"),
    ],
)
def test_json_is_told_by_its_keys(document: object, kind: str) -> None:
    Path("out.json").write_text(json.dumps(document))
    assert find_kind("out.json") == kind


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "\udcff"])
def test_json_that_cannot_be_read_is_no_project(text: str) -> None:
    Path("out.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert find_kind("out.json") == ""
    assert find_kind("none.json") == ""


@pytest.mark.parametrize(
    ("names", "kind"), [(["docker-compose.yml"], "compose"), (["docker-bake.override.hcl"], "bake")]
)
def test_kind_in_a_folder(names: list[str], kind: str) -> None:
    for name in names:
        Path(name).touch()
    assert find_kind_in_folder(".") == parse_location(".#a").kind == kind


def test_error_folder_with_both_or_none() -> None:
    with pytest.raises(OptionError, match=r"^\.: no compose\.yaml, .* or docker-bake\.hcl in this folder$"):
        parse_location(".#web")
    Path("compose.yaml").touch()
    Path("docker-bake.hcl").touch()
    with pytest.raises(OptionError, match="say which with --as, or name a file$"):
        find_kind_in_folder(".")


def test_names_of_the_tools() -> None:
    assert is_project_name("a/compose.yaml")
    assert not is_project_name("a/tests.yaml")
