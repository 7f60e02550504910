from __future__ import annotations

from collections.abc import Hashable

import pytest

from preimage.model.errors import LimitError, OptionError
from preimage.model.image import DockerOCIImage, DockerOCIImageConfig
from preimage.results.sides import Side


def test_causes_of_a_result(compile_text) -> None:
    side = Side.of(compile_text("FROM a\nENV A=1\nENTRYPOINT x", base={"Cmd": ["c"]}))
    env, cmd = side.cause_of(("config.Env", "A")), side.cause_of(("config.Cmd", None))
    assert env is not None
    assert env.lines == (2, 2)
    assert cmd is not None
    assert cmd.instruction == "ENTRYPOINT"
    assert side.cause_of(("config.User", None)) is None
    assert side.cause_of(("config.Env", "B")) is None
    assert side.env[-1] == "A=1"


def test_image_has_no_causes() -> None:
    side = Side.of(DockerOCIImage(architecture="amd64", config=DockerOCIImageConfig(user="x")))
    assert side.leaves[("config.User", None)] == "x"
    assert side.cause_of(("config.User", None)) is None
    assert side.history_cause(0) is None
    assert side.uses_of_base() == {}
    assert side.items_among({("USER", "config.User", "x")}) == []


def test_mapping_is_read_as_configs_are() -> None:
    side = Side.of({"Architecture": "amd64", "config": {"env": ["A=1"], "Labels": None}})
    assert side.leaves == {("architecture", None): "amd64", ("config.Env", "A"): "1"}


def test_document_may_hold_anything() -> None:
    document = {
        "config": {"Env": 5, "Labels": ["a"], "OnBuild": {"a": 1}, "Volumes": {"/b": 1, "/a": {}}},
        "history": 5,
    }
    side = Side(document)
    assert side.leaves == {
        ("config.Env", None): 5,
        ("config.Volumes", "/a"): {},
        ("config.Volumes", "/b"): {},
        ("config.Labels", None): ["a"],
        ("config.OnBuild", None): {"a": 1},
    }
    assert (side.env, side.history) == ([], [])


def test_error_mapping_that_is_no_config() -> None:
    with pytest.raises(OptionError, match="^no image config: json: cannot unmarshal string into Go struct field"):
        Side.of({"config": {"Env": "A"}})


def test_what_stands_behind_a_value(compile_text) -> None:
    text = "ARG T=1\nFROM a\nARG T\nARG P=80\nENV Q=$P$T\nEXPOSE $Q"
    side = Side.of(compile_text(text, build_args={"P": "9"}))
    assert side.find_behind(("config.Env", "Q")) == {
        ("ENV", "config.Env", ("Q", "$P$T")),
        ("--build-arg", "P", "9"),
        ("ARG", "T", None),
        ("ARG above FROM", "T", "1"),
    }
    assert side.find_behind(("config.User", None)) == set()


def test_base_is_nothing_of_the_file(compile_text) -> None:
    side = Side.of(compile_text("FROM a", base={"User": "x", "OnBuild": ["LABEL l=1"]}))
    for leaf in (("config.User", None), ("config.Labels", "l"), ("config.Env", "PATH")):
        assert side.find_behind(leaf) == set()


def test_trigger_of_the_file_is_its_onbuild(compile_text) -> None:
    side = Side.of(compile_text("FROM a AS b\nONBUILD LABEL l=1\nFROM b"))
    assert side.find_behind(("config.Labels", "l")) == {("ONBUILD", "LABEL l=1")}
    assert side.find_behind(("config.OnBuild", 0)) == {("FROM", "stage")}


def test_trigger_of_the_file_that_declares_a_variable(compile_text) -> None:
    side = Side.of(compile_text("FROM a AS b\nONBUILD ARG P=1\nFROM b\nUSER $P"))
    assert side.find_behind(("config.User", None)) == {("USER", "config.User", "$P"), ("ONBUILD", "ARG P=1")}


def test_trigger_of_the_base_that_declares_a_variable(compile_text) -> None:
    side = Side.of(compile_text("FROM a\nUSER $P", base={"OnBuild": ["ARG P=1"]}))
    assert side.find_behind(("config.User", None)) == {("USER", "config.User", "$P")}


def test_items_keep_their_order(compile_text) -> None:
    side = Side.of(compile_text("FROM a\nUSER b\nUSER a\nUSER b"))
    items: set[Hashable] = {("USER", "config.User", name) for name in "ab"}
    assert side.items_among(items) == [("USER", "config.User", name) for name in "bab"]


def test_same_words_are_counterparts(compile_text) -> None:
    old, new = (Side.of(compile_text(f"FROM a\nARG P={port}\nEXPOSE $P 443")) for port in (80, 81))
    write = old.write_of(("config.ExposedPorts", "80/tcp"))
    assert write is not None
    counterpart = new.counterpart(write)
    assert counterpart is not None
    assert counterpart.key == "81/tcp"
    assert Side({"config": {}}).counterpart(write) is None


def test_history_has_causes(compile_text) -> None:
    result = compile_text("FROM a\nUSER x")
    cause = Side.of(result).history_cause(0)
    assert cause is not None
    assert cause.lines == (2, 2)


def test_error_too_much_behind(compile_text, monkeypatch) -> None:
    monkeypatch.setattr("preimage.results.sides._MOST_STEPS", 1)
    side = Side.of(compile_text("FROM a\nARG A=1\nENV B=$A"))
    with pytest.raises(LimitError, match="^too much stands behind the values of this Dockerfile to compare it all$"):
        side.find_behind(("config.Env", "B"))
