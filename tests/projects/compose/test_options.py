from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from preimage.projects.compose.options import normalize_name
from preimage.projects.compose.project import ComposeProject

FOLDER = "/home/me/demo"

Load = Callable[..., ComposeProject]
Error = Callable[..., str]

APP = "services: {app: {build: {context: ., args: {V: '${V-none}'}}}}\n"
WEB = "services: {web: {build: ./w}}\n"


def value(project: ComposeProject) -> str:
    return project.builds["app"].args["V"]


@pytest.mark.parametrize(
    ("files", "options", "names"),
    [
        pytest.param({"compose.yml": APP}, {}, ["app"], id="found by name"),
        pytest.param({"docker-compose.yml": WEB, "compose.yaml": APP}, {}, ["app"], id="the first name counts"),
        pytest.param({"compose.yaml": APP, "compose.override.yml": WEB}, {}, ["app", "web"], id="with an override"),
        pytest.param({"compose.yaml": APP, "compose.override.yml": WEB}, {"files": ["compose.yaml"]}, ["app"], id="no override to named files"),
        pytest.param({"a.yaml": APP, "b.yaml": WEB}, {"files": ["a.yaml", "b.yaml"]}, ["app", "web"], id="named files"),
        pytest.param({"a.yaml": APP, "b.yaml": WEB}, {"environ": {"COMPOSE_FILE": "a.yaml:b.yaml"}}, ["app", "web"], id="from the environment"),
        pytest.param({"a.yaml": APP}, {"environ": {"COMPOSE_FILE": "a.yaml;a.yaml", "COMPOSE_PATH_SEPARATOR": ";"}}, ["app"], id="another separator"),
        pytest.param({"a.yaml": APP, ".env": "COMPOSE_FILE=a.yaml\n"}, {}, ["app"], id="from .env"),
        pytest.param({"/home/me/compose.yaml": APP, "sub/x": ""}, {"folder": f"{FOLDER}/sub"}, ["app"], id="in a folder above"),
        pytest.param({"d/compose.yaml": APP}, {"project_directory": "d"}, ["app"], id="in the project's folder"),
        pytest.param({"a.json": '{"services":{"app":{"build":"."}}}'}, {"files": ["a.json"]}, ["app"], id="JSON"),
    ],
)  # fmt: skip
def test_files(load: Load, files: dict[str, str], options: dict[str, Any], names: list[str]) -> None:
    assert list(load(files, **options).builds) == names


@pytest.mark.parametrize(
    ("files", "options", "message"),
    [
        ({}, {}, "no configuration file provided: not found"),
        ({}, {"files": ["a.yaml"]}, "open DEMO/a.yaml: no such file or directory"),
        ({"d/x": ""}, {"files": ["d"]}, "read DEMO/d: is a directory"),
        ({}, {"environ": {"COMPOSE_FILE": "a.yaml"}}, "stat DEMO/a.yaml: no such file or directory"),
        ({}, {"files": ["-"]}, "reading a Compose file from standard input is not supported"),
        ({}, {"files": ["https://x/c.yaml"]}, 'remote Compose files are not supported: "https://x/c.yaml"'),
        ({}, {"environ": {"COMPOSE_FILE": "oci://x", "COMPOSE_PATH_SEPARATOR": ","}}, 'remote Compose files are not supported: "oci://x"'),
        ({"compose.yaml": APP}, {"env_files": ["x.env"]}, "couldn't find env file: DEMO/x.env"),
        ({"compose.yaml": APP, "d/x": ""}, {"env_files": ["d"]}, "DEMO/d is a directory"),
        ({"compose.yaml": APP, ".env": "A B=1"}, {}, "failed to read DEMO/.env: line 1: key cannot contain a space"),
        ({"compose.yaml": APP}, {"environ": {"COMPOSE_DISABLE_ENV_FILE": "maybe"}}, 'strconv.ParseBool: parsing "maybe": invalid syntax'),
        ({"compose.yaml": APP}, {"project_name": "a.b"}, 'invalid project name "a.b": must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number'),
        ({"compose.yaml": "name: '-'\n" + APP}, {}, "project name must not be empty"),
    ],
)  # fmt: skip
def test_error_files_and_names(fault: Error, files: dict[str, str], options: dict[str, Any], message: str) -> None:
    assert fault(files, **options) == message


@pytest.mark.parametrize(
    ("files", "options", "found"),
    [
        pytest.param({".env": "V=dot\n"}, {}, "dot", id=".env"),
        pytest.param({".env": "V=dot\n"}, {"environ": {"V": ""}}, "", id="the environment wins, also when empty"),
        pytest.param({".env": "V=dot\n", "a.env": "V=a\n", "b.env": "V=b\n"}, {"env_files": ["a.env", "b.env"]}, "b", id="named files instead"),
        pytest.param({"a.env": "V=a\n"}, {"environ": {"COMPOSE_ENV_FILES": "a.env"}}, "a", id="named in the environment"),
        pytest.param({".env": "V=dot\n"}, {"environ": {"COMPOSE_DISABLE_ENV_FILE": "1"}}, "none", id="switched off"),
        pytest.param({".env": "V=dot\nCOMPOSE_DISABLE_ENV_FILE=1\n"}, {}, "none", id="switched off by itself"),
        pytest.param({".env/x": ""}, {}, "none", id="a folder of that name"),
        pytest.param({".env": "V=dot\n"}, {"env_files": ["/dev/null"]}, "none", id="nothing instead"),
        pytest.param({".env": "V=dot\n", "d/.env": "V=d\n"}, {"project_directory": "d", "files": ["compose.yaml"]}, "d", id="of the project's folder"),
        pytest.param({".env": "V=${COMPOSE_PROJECT_NAME-no}\n"}, {}, "no", id="the name is not known yet"),
    ],
)  # fmt: skip
def test_variables(load: Load, files: dict[str, str], options: dict[str, Any], found: str) -> None:
    assert value(load({"compose.yaml": APP, **files}, **options)) == found


@pytest.mark.parametrize(
    ("text", "options", "name"),
    [
        pytest.param("", {}, "demo", id="of the folder"),
        pytest.param("", {"folder": "/home/me/My.Shop_1"}, "myshop_1", id="of the folder, without what may not be"),
        pytest.param("name: shop\n", {}, "shop", id="of the file"),
        pytest.param("name: 'My ${V-shop}'\n", {}, "myshop", id="a template"),
        pytest.param("name: shop\n", {"environ": {"COMPOSE_PROJECT_NAME": "env"}}, "env", id="of the environment"),
        pytest.param("name: shop\n", {"environ": {"COMPOSE_PROJECT_NAME": ""}}, "shop", id="of an empty environment"),
        pytest.param("name: shop\n", {"project_name": "given", "environ": {"COMPOSE_PROJECT_NAME": "env"}}, "given", id="given"),
    ],
)  # fmt: skip
def test_names(load: Load, text: str, options: dict[str, Any], name: str) -> None:
    folder = options.get("folder", FOLDER)
    project = load({f"{folder}/compose.yaml": text + APP.replace("${V-none}", "$COMPOSE_PROJECT_NAME")}, **options)
    assert (project.name, value(project)) == (name, name)


def test_several_files_are_warned_of(load: Load) -> None:
    project = load({"compose.yaml": APP, "compose.yml": APP})
    assert [warning.message for warning in project.warnings] == [
        f"Found multiple config files with supported names: {FOLDER}/compose.yaml, {FOLDER}/compose.yml",
        f"Using {FOLDER}/compose.yaml",
    ]


def test_profiles_come_from_the_environment(load: Load) -> None:
    text = "services: {app: {build: ., profiles: [p]}}"
    assert list(load(text, environ={"COMPOSE_PROFILES": "q, p"}).builds) == ["app"]
    assert list(load({"compose.yaml": text, ".env": "COMPOSE_PROFILES=p"}).builds) == ["app"]
    assert list(load(text, environ={"COMPOSE_PROFILES": "p"}, profiles=["q"]).builds) == []


def test_normal_names() -> None:
    assert [normalize_name(text) for text in ("My.Shop_1", "_-a-", "É", "")] == ["myshop_1", "a-", "", ""]
