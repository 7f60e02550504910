from __future__ import annotations

import pytest

from preimage.results.differences import Difference, find_blob_differences, find_differences, show_value

SECOND = 1_000_000_000


def config(**fields: object) -> dict[str, object]:
    return {"config": fields}


@pytest.mark.parametrize(
    ("old", "new", "differences"),
    [
        pytest.param({"os": "linux"}, {"os": "windows"}, [("os", None, "linux", "windows")], id="platform"),
        pytest.param({"variant": ""}, {"variant": "v7"}, [("variant", None, None, "v7")], id="empty is absent"),
        pytest.param({"author": "a"}, {}, [("author", None, "a", None)], id="author"),
        pytest.param(config(User="a"), config(User="b"), [("config.User", None, "a", "b")], id="a text"),
        pytest.param(config(Cmd=["a"]), config(), [("config.Cmd", None, ["a"], None)], id="a list that is gone"),
        pytest.param(
            config(Cmd=["a", "b"]),
            config(Cmd=["b", "a"]),
            [("config.Cmd", None, ["a", "b"], ["b", "a"])],
            id="order of a list",
        ),
        pytest.param(
            config(Env=["A=1", "B=2"]),
            config(Env=["A=1", "B=3=4"]),
            [("config.Env", "B", "2", "3=4")],
            id="one variable",
        ),
        pytest.param(config(Env=["A=1"]), config(), [("config.Env", "A", "1", None)], id="all variables"),
        pytest.param(
            config(Env=["A=1", "B=2"]),
            config(Env=["B=2", "A=1"]),
            [("config.Env", None, ["A=1", "B=2"], ["B=2", "A=1"])],
            id="order of variables",
        ),
        pytest.param(config(Labels={"a": ""}), config(), [("config.Labels", "a", "", None)], id="an empty label"),
        pytest.param(
            config(ExposedPorts={"80/tcp": {}}), config(), [("config.ExposedPorts", "80/tcp", {}, None)], id="a port"
        ),
        pytest.param(
            config(Volumes={"/a": {}}),
            config(Volumes={"/b": {}}),
            [("config.Volumes", "/a", {}, None), ("config.Volumes", "/b", None, {})],
            id="volumes",
        ),
        pytest.param(
            config(Healthcheck={"Test": ["NONE"], "Interval": SECOND}),
            config(Healthcheck={"Test": ["NONE"]}),
            [("config.Healthcheck", "Interval", SECOND, None)],
            id="a part of the healthcheck",
        ),
        pytest.param(
            config(Healthcheck={}), config(), [("config.Healthcheck", None, {}, None)], id="an empty healthcheck"
        ),
        pytest.param(
            config(Odd={"a": 1}),
            config(Odd={"a": 2}),
            [("config.Odd", None, {"a": 1}, {"a": 2})],
            id="an unknown field",
        ),
    ],
)
def test_differences(old: dict[str, object], new: dict[str, object], differences: list[tuple[object, ...]]) -> None:
    assert find_differences(old, new) == [Difference(*each) for each in differences]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param({}, {}, id="nothing"),
        pytest.param({"os": "", "config": None}, {}, id="nulls"),
        pytest.param(config(Cmd=None, User="", Volumes={}, ArgsEscaped=False), config(), id="empty values"),
        pytest.param(config(Labels={"a": "1", "b": "2"}), config(Labels={"b": "2", "a": "1"}), id="order of labels"),
        pytest.param(
            config(Healthcheck={"Test": ["NONE"], "Retries": 0}), config(Healthcheck={"Test": ["NONE"]}), id="0"
        ),
        pytest.param({"created": "a", "history": [1]}, {"created": "b"}, id="what a build adds"),
    ],
)
def test_left_alone(old: dict[str, object], new: dict[str, object]) -> None:
    assert find_differences(old, new) == []


def test_blobs() -> None:
    entry = {"created": "2024-01-01T00:00:00Z", "created_by": "ENV A=b"}
    old = {**config(User="a"), "created": None, "history": [entry], "rootfs": {"diff_ids": None}, "os": "linux"}
    new = {
        **config(User="b"),
        "created": "x",
        "history": [entry | {"created": "x"}, entry],
        "rootfs": {},
        "os": "linux",
    }
    assert find_blob_differences(old, new) == [
        Difference("config.User", None, "a", "b"),
        Difference("history", "0", entry, entry | {"created": "x"}),
        Difference("history", "1", None, entry),
        Difference("created", None, None, "x"),
        Difference("rootfs", None, {"diff_ids": None}, {}),
    ]
    assert find_blob_differences(old, dict(old)) == []
    assert find_blob_differences({"history": None}, {"history": [entry]}) == [Difference("history", "0", None, entry)]


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        pytest.param("Interval", 90 * SECOND, "1m30s", id="a duration"),
        pytest.param("Retries", 3, "3", id="a number"),
        pytest.param(None, None, "(none)", id="absent"),
        pytest.param("A", 'ä"', '"ä\\""', id="a text"),
        pytest.param(None, ["a", "b"], '["a", "b"]', id="a list"),
        pytest.param("Interval", "soon", '"soon"', id="a duration that is none"),
    ],
)
def test_values_for_people(key: str | None, value: object, text: str) -> None:
    assert show_value(Difference("config.X", key, value, None), value) == text
