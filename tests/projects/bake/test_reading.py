from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.model.errors import ProjectError
from preimage.projects.bake.project import BakeProject


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
