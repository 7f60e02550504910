from __future__ import annotations

import dataclasses

import pytest

from preimage.model.image import DockerOCIImage, HealthcheckConfig, History, JsonValue
from preimage.model.schemas import resolve_types


@pytest.mark.parametrize(
    ("kind", "name", "resolved"),
    [
        pytest.param(HealthcheckConfig, "interval", int, id="duration"),
        pytest.param(HealthcheckConfig, "test", list[str], id="list"),
        pytest.param(History, "created", str | None, id="class with slots"),
        pytest.param(DockerOCIImage, "history", list[History], id="inherited"),
    ],
)
def test_types_are_resolved_in_a_class_of_their_own(kind: type[JsonValue], name: str, resolved: object) -> None:
    def types_of(cls: type) -> dict[str, object]:
        return {each.name: each.type for each in dataclasses.fields(cls)}

    before = types_of(kind)
    assert types_of(resolve_types(kind))[name] == resolved
    assert types_of(kind) == before
    assert isinstance(before[name], str)


def test_instances_are_of_the_image_type() -> None:
    assert type(resolve_types(History)(created_by="a")) is History
    assert resolve_types(History)(None, "a") == History(None, "a")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_schema_changes_no_class() -> None:
    before = [(each.name, each.type) for each in dataclasses.fields(DockerOCIImage)]
    image = DockerOCIImage.schema().load({"history": [{"created_by": "a"}]})
    assert type(image) is DockerOCIImage
    assert [(each.name, each.type) for each in dataclasses.fields(DockerOCIImage)] == before
