"""Lean dataclasses are dataclasses: everything that the module ``dataclasses`` gives of both is the same."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import typing

import pytest

from preimage.model import image, lean_dataclasses
from preimage.model.image import DockerOCIImage, History, JsonValue, Platform, RootFS
from preimage.model.lean_dataclasses import lean_fields

TYPES = [
    image.Platform,
    image.RootFS,
    image.History,
    image.HealthcheckConfig,
    image.ImageConfig,
    image.DockerOCIImageConfigExt,
    image.DockerOCIImageConfig,
    image.Image,
    image.DockerOCIImage,
]


def make_pair(*, slots: bool) -> tuple[type, type]:
    """Give a class as both modules make it."""
    made = []
    for module in (dataclasses, lean_dataclasses):
        members = {
            "__annotations__": {"name": "str", "items": "list[str]"},
            "__module__": __name__,
            "__doc__": "A pair.",
            "name": vars(module)["field"](default="x", metadata={"a": 1}),
            "items": vars(module)["field"](default_factory=list, metadata={}),
        }
        made.append(vars(module)["dataclass"](eq=False, repr=False, slots=slots)(type("Pair", (), members)))
    return made[0], made[1]


def describe_fields(cls: type) -> list[dict[str, object]]:
    fields = dataclasses.fields(cls)
    return [
        {slot: vars(dataclasses.Field)[slot].__get__(each) for slot in dataclasses.Field.__slots__} for each in fields
    ]


@pytest.mark.parametrize("slots", [pytest.param(False, id="with a dict"), pytest.param(True, id="with slots")])
def test_a_class_is_what_dataclasses_make_of_it(slots: bool) -> None:
    expected, found = make_pair(slots=slots)
    assert describe_fields(found) == describe_fields(expected)
    for name in ("__dataclass_params__", "__match_args__", "__doc__", "__qualname__", "__module__"):
        assert repr(vars(type)["__getattribute__"](found, name)) == repr(vars(type)["__getattribute__"](expected, name))
    assert str(inspect.signature(found)) == str(inspect.signature(expected))
    assert vars(found)["__init__"].__annotations__ == vars(expected)["__init__"].__annotations__
    assert vars(found)["__init__"].__qualname__ == vars(expected)["__init__"].__qualname__
    differing = vars(expected).keys() ^ vars(found).keys()
    # Python 3.13 gives each dataclass its own function for copy.replace.
    assert differing <= {"__replace__"}
    assert dataclasses.asdict(found()) == dataclasses.asdict(expected()) == {"name": "x", "items": []}


def test_objects_do_not_share_what_a_factory_made() -> None:
    first, second = DockerOCIImage(), DockerOCIImage()
    first.config.env.append("A=1")
    assert second.config.env == []


@pytest.mark.parametrize("cls", TYPES, ids=[each.__name__ for each in TYPES])
def test_image_types_are_dataclasses(cls: type[JsonValue]) -> None:
    value = cls()
    assert dataclasses.is_dataclass(cls)
    assert dataclasses.is_dataclass(value)
    fields = dataclasses.fields(cls)
    assert tuple(each.name for each in fields) == cls.field_names() == tuple(inspect.signature(cls).parameters)
    assert [(each.name, each.type) for each in lean_fields(cls) or ()] == [(each.name, each.type) for each in fields]
    assert dataclasses.replace(value) == value
    assert list(dataclasses.asdict(value)) == list(cls.field_names())
    assert typing.get_type_hints(cls.__init__, localns={"object": object})["return"] is type(None)
    assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value


def test_replace_changes_one_field() -> None:
    assert dataclasses.replace(History(created_by="a"), comment="b") == History(created_by="a", comment="b")


def test_a_dataclass_may_have_an_image_type_as_base() -> None:
    @dataclasses.dataclass(eq=False, repr=False)
    class Labelled(RootFS):
        label: str = dataclasses.field(default="", metadata={"dataclasses_json": {"letter_case": lambda _: "Label"}})

    assert [each.name for each in dataclasses.fields(Labelled)] == ["type", "diff_ids", "label"]
    assert Labelled(type="layers", label="x").to_json() == '{"type":"layers","diff_ids":null,"Label":"x"}'
    assert Labelled.field_names() == ("type", "diff_ids", "label")


def test_a_class_without_fields_is_no_dataclass() -> None:
    assert not dataclasses.is_dataclass(JsonValue)
    assert lean_fields(JsonValue) is None


def test_error_of_an_unknown_argument_is_pythons() -> None:
    arguments: dict[str, typing.Any] = {"cpu": "x"}
    with pytest.raises(TypeError, match=r"Platform.__init__\(\) got an unexpected keyword argument 'cpu'"):
        Platform(**arguments)


def test_error_equality_is_not_made() -> None:
    with pytest.raises(TypeError, match="equality and repr are those of preimage's values"):
        lean_dataclasses.dataclass(eq=True, repr=False)
