from __future__ import annotations

from collections.abc import Callable

import pytest

import preimage
from preimage.model.errors import ProjectError
from preimage.projects.bake.project import BakeProject
from preimage.projects.files import MemoryFiles


def test_a_file_of_no_known_ending_is_what_it_reads_as(bake: Callable[..., BakeProject]) -> None:
    for text in (
        "services: {default: {build: x}}",
        'target "default" { context = "x" }',
        '{"target":{"default":{"context":"x"}}}',
    ):
        assert bake({"bakery": text}, names=["bakery"]).builds["default"].context == "x"


def test_warnings_of_compose_are_kept(bake: Callable[..., BakeProject]) -> None:
    project = bake({"compose.yaml": "services: {a: {build: {context: x, args: {A: $B}}}}"})
    assert [warning.message for warning in project.warnings] == [
        'The "B" variable is not set. Defaulting to a blank string.'
    ]


IGNORED = """\
target "default" {
  contex = "x"
  args { A = 1 }
}
group "g" {
  targets = []
  other = 1
}
"""


@pytest.mark.parametrize(
    ("contents", "messages"),
    [
        pytest.param(
            {"docker-bake.hcl": IGNORED},
            [
                'docker-bake.hcl:2: ignored: An argument named "contex" is not expected here. Did you mean "context"?',
                'docker-bake.hcl:3: ignored: Blocks of type "args" are not expected here.',
                'docker-bake.hcl:7: ignored: An argument named "other" is not expected here.',
            ],
            id="HCL",
        ),
        pytest.param(
            {"docker-bake.json": '{"target":{"default":{"//":"x","tag":"y"}}}'},
            ['docker-bake.json:1: ignored: No argument or block type is named "tag". Did you mean "tags"?'],
            id="JSON",
        ),
        pytest.param(
            {"docker-bake.hcl": 'target "default" {\n' + "".join(f"x{number} = 1\n" for number in range(101)) + "}"},
            ["docker-bake.hcl:1: ignored: Most arguments here are not expected."],
            id="many",
        ),
        pytest.param(
            {
                "docker-bake.hcl": 'target "default" {\n  name = "a-${x}"\n  matrix = { x = ["1"] }\n  inherits = []\n}\n'
            },
            [],
            id="left alone: what names and inherits",
        ),
    ],
)
def test_what_has_no_meaning_is_warned_of(bake: Callable[..., BakeProject], contents, messages: list[str]) -> None:
    project = bake(contents, "*")
    assert [warning.message for warning in project.warnings] == messages


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        pytest.param({"bakery": "x y z"}, 'ERROR: failed to parse bakery: parsing yaml: top-level object must be a mapping, parsing hcl: bakery.hcl:1,6-6: Invalid block definition; Either a quoted string block label or an opening brace ("{") is expected here.', id="neither"),
        pytest.param({"a.yaml": "services: {a: {build: 5}}"}, "services.a.build: invalid type int for build", id="Compose alone is said as Compose says it"),
        pytest.param({"a.yaml": "services: {a: {build: 5}}", "b.hcl": "x = 1"}, "ERROR: services.a.build: invalid type int for build", id="Compose beside another"),
    ],
)  # fmt: skip
def test_error_of_a_file(bake: Callable[..., BakeProject], contents: dict[str, str], message: str) -> None:
    with pytest.raises(ProjectError) as caught:
        bake(contents, names=list(contents))
    assert str(caught.value) == message


CLOCK = 'target "default" {\n  args = { A = timestamp(), B = timestamp() }\n}\n'


def test_the_time_may_be_said() -> None:
    files = MemoryFiles("/project", {"docker-bake.hcl": CLOCK.encode()})
    project = preimage.bake(files, timestamp="2024-01-31T12:00:00Z")
    assert dict(project.builds["default"].args) == {"A": "2024-01-31T12:00:00Z", "B": "2024-01-31T12:00:00Z"}
    assert [warning.message for warning in project.warnings] == [
        "timestamp() is taken as 2024-01-31T12:00:00Z; a build has another one"
    ]


def test_error_the_time_is_not_known(bake: Callable[..., BakeProject]) -> None:
    with pytest.raises(ProjectError, match="preimage does not call timestamp: its result is another each time"):
        bake(CLOCK)
