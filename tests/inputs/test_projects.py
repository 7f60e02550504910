from __future__ import annotations

from pathlib import Path

import pytest

from preimage.inputs.project_locations import Location, parse_location
from preimage.inputs.projects import ProjectOptions, open_project
from preimage.model.errors import LimitError, OptionError, ProjectError
from preimage.model.limits import DEFAULT_LIMITS, share_limits

COMPOSE = """\
name: shop
services:
  web: {build: {context: ., args: [A]}, profiles: [x]}
  api: {build: ., depends_on: [db]}
  db: {build: ./db}
"""
BAKE = """\
variable "V" { default = "1" }
group "default" { targets = ["b", "all"] }
group "all" { targets = ["a", "b"] }
target "a" { args = { V = V } }
target "b" { contexts = { c = "target:c" } }
target "c" {}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    for prefix in ("", "sub/"):
        Path(f"{prefix}compose.yaml").write_text(COMPOSE)
        Path(f"{prefix}docker-bake.hcl").write_text(BAKE)
    return tmp_path


def options(**given) -> ProjectOptions:
    return ProjectOptions(**{"environ": {}, **given})


@pytest.mark.parametrize(
    ("text", "given", "asked"),
    [
        pytest.param("compose.yaml", {}, ["api", "db"], id="all that is active"),
        pytest.param("compose.yaml", {"profiles": ["x"]}, ["api", "db", "web"], id="with a profile"),
        pytest.param("compose.yaml#web", {}, ["web"], id="one by name, whatever its profile"),
        pytest.param("compose.yaml#*b", {}, ["db"], id="a pattern"),
        pytest.param("compose.yaml#api", {"with_dependencies": True}, ["api"], id="one is one"),
        pytest.param("docker-bake.hcl", {}, ["a", "b"], id="default, its groups taken apart"),
        pytest.param("docker-bake.hcl#all", {}, ["a", "b"], id="a group"),
        pytest.param("docker-bake.hcl#b", {}, ["b"], id="a target without those it needs"),
        pytest.param("docker-bake.hcl#*", {}, ["a", "b", "c"], id="a pattern"),
    ],
)
def test_what_is_asked_for(text: str, given, asked: list[str]) -> None:
    assert open_project(parse_location(text), options(**given)).asked == asked


def test_a_target_may_be_called_as_its_group() -> None:
    Path("docker-bake.hcl").write_text('target "default" {}')
    assert open_project(parse_location("docker-bake.hcl"), options()).asked == ["default"]


def test_names_come_besides_that_of_the_location() -> None:
    opened = open_project(parse_location("docker-bake.hcl#a"), options(), ["c"])
    assert opened.asked == ["a", "c"]


def test_compose_options() -> None:
    Path("over.yaml").write_text("services: {api: {build: {target: x}}}")
    Path("env").write_text("A=9\n")
    given = {"files": ["over.yaml"], "env_files": ["env"], "profiles": ["x"], "name": "other", "version": "none"}
    opened = open_project(parse_location("compose.yaml"), options(**given))
    assert opened.project.builds["api"].target == "x"
    assert opened.project.builds["web"].args == {"A": "9"}
    assert dict(opened.project.builds["web"].labels) == {}
    assert dict(open_project(parse_location("compose.yaml"), options()).project.builds["db"].labels) == {
        "com.docker.compose.project": "shop",
        "com.docker.compose.service": "db",
        "com.docker.compose.version": "2.40.3",
    }
    opened = open_project(parse_location("compose.yaml#web"), options(build_args=["A=1"], directory="sub"))
    assert opened.project.builds["web"].args == {"A": "1"}
    assert opened.project.builds["web"].context == str(Path("sub").absolute())


def test_bake_options() -> None:
    given = {"overrides": ["b.target=x"], "variables": ["V=3", "NONE"], "environ": {"V": "2"}}
    opened = open_project(parse_location("docker-bake.hcl"), options(**given))
    assert opened.project.builds["a"].args == {"V": "3"}
    assert opened.project.builds["b"].target == "x"
    opened = open_project(parse_location("docker-bake.hcl"), options(variables=["V"], environ={"V": "2"}))
    assert opened.project.builds["a"].args == {"V": "2"}
    assert open_project(parse_location("docker-bake.hcl"), options(directory="sub")).folder == "sub"


def test_a_folder_is_where_the_tool_looks() -> None:
    Path("sub/compose.override.yaml").write_text("services: {api: {build: {target: x}}}")
    assert open_project(parse_location("sub", "compose"), options()).project.builds["api"].target == "x"
    assert open_project(parse_location("sub/compose.yaml"), options()).project.builds["api"].target is None
    found = Location("sub/compose.yaml", kind="compose", is_found=True)
    assert open_project(found, options()).project.builds["api"].target == "x"


def test_of_bake_its_own_files_are_found() -> None:
    Path("sub/docker-bake.override.hcl").write_text('target "a" { target = "x" }')
    found = Location("sub/docker-bake.hcl", kind="bake", is_found=True)
    assert open_project(found, options()).project.builds["a"].target == "x"
    assert open_project(parse_location("sub#*", "bake"), options()).asked == ["a", "b", "api", "c", "db", "web"]


@pytest.mark.parametrize(
    ("text", "given", "message"),
    [
        pytest.param("docker-bake.hcl", {"profiles": ["x"]}, "--compose-profile is for Compose files", id="profile"),
        pytest.param("compose.yaml", {"overrides": ["a.b=c"]}, "--set is for Bake files", id="set"),
        pytest.param("Dockerfile", {"files": ["x"]}, "--project-file is for Compose and Bake files", id="Dockerfile"),
    ],
)
def test_error_option_of_another_tool(text: str, given, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        options(**given).require_meant_for(parse_location(text).kind)
    assert str(caught.value) == message


def test_error_of_the_tool() -> None:
    with pytest.raises(ProjectError, match="^no such service: none$"):
        open_project(parse_location("compose.yaml#none"), options())


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        pytest.param(
            "compose.yaml",
            f"services: {'[' * 2000}{']' * 2000}",
            "values of a Compose file are nested deeper",
            id="deep",
        ),
        pytest.param("docker-bake.hcl", f'target "a" {{ args = {{ x = {"1" * 5000} }} }}', "a number has", id="digits"),
        pytest.param("docker-bake.json", f'{{"target": {"[" * 300}{"]" * 300}}}', "nested deeper", id="deep JSON"),
    ],
)
def test_error_limits_name_the_file(file: str, text: str, message: str) -> None:
    Path(file).write_text(text)
    with pytest.raises(LimitError, match=f"^{file}: {message}"):
        open_project(parse_location(f"{file}#a"), options())


def test_error_too_many_builds() -> None:
    Path("docker-bake.hcl").write_text("".join(f'target "t{number}" {{}}\n' for number in range(501)))
    with pytest.raises(LimitError, match="^docker-bake.hcl: 501 builds, of which at most 500 are done at once$"):
        open_project(parse_location("docker-bake.hcl#*"), options())
    assert open_project(parse_location("docker-bake.hcl#t7"), options()).asked == ["t7"]


def test_error_too_many_platforms() -> None:
    platforms = ",".join(f'"linux/a{number}"' for number in range(251))
    targets = "".join(f'target "t{number}" {{\n  platforms = [{platforms}]\n}}\n' for number in range(2))
    Path("docker-bake.hcl").write_text(targets)
    with pytest.raises(LimitError, match="^docker-bake.hcl: 502 builds, of which at most 500 are done at once$"):
        open_project(parse_location("docker-bake.hcl#*"), options())


def test_builds_share_the_limits_of_a_dockerfile() -> None:
    Path("docker-bake.hcl").write_text("".join(f'target "t{number}" {{}}\n' for number in range(10)))
    assert open_project(parse_location("docker-bake.hcl#t7"), options()).limits == DEFAULT_LIMITS
    assert open_project(parse_location("docker-bake.hcl#*"), options()).limits == share_limits(DEFAULT_LIMITS, 10)


def test_error_dockerfiles_of_all_builds_are_too_large() -> None:
    Path("docker-bake.hcl").write_text("".join(f'target "t{number}" {{}}\n' for number in range(5)))
    opened = open_project(parse_location("docker-bake.hcl#*"), options())
    for _ in range(4):
        opened.spend_dockerfile(1 << 20, 1)
    with pytest.raises(LimitError) as caught:
        opened.spend_dockerfile(1, 1)
    assert str(caught.value) == "docker-bake.hcl: the Dockerfiles of its 5 builds come to more than 4194304 bytes"
    alone = open_project(parse_location("docker-bake.hcl#t1"), options())
    alone.spend_dockerfile(16 << 20, 1)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"compose.yaml": "include: [../secret]\n"}, id="include"),
        pytest.param({"compose.yaml": "services: {a: {extends: {file: ../secret, service: b}}}\n"}, id="extends"),
        pytest.param({"compose.yaml": "services: {a: {build: .}}\n", ".env": None}, id="link to an env file"),
        pytest.param({"docker-bake.hcl": "", "docker-bake.override.hcl": None}, id="link to a Bake file"),
    ],
)
def test_error_found_project_that_reads_files_outside_of_what_is_searched(files: dict[str, str | None]) -> None:
    Path("in").mkdir()
    Path("secret").write_text("secret stuff\n")
    for name, text in files.items():
        path = Path("in", name)
        path.symlink_to("../secret") if text is None else path.write_text(text)
    first = f"in/{next(iter(files))}"
    kind = "bake" if "bake" in first else "compose"
    with pytest.raises(OptionError, match="is not in the folder that is searched; to read it all the same") as caught:
        open_project(Location(first, "", kind, is_found=True, root="in"), options())
    assert "stuff" not in str(caught.value)
