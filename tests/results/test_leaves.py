from __future__ import annotations

import pytest

from preimage.golang.durations import Duration
from preimage.model.image import HealthcheckConfig
from preimage.results.leaves import list_leaves, place_of, to_json_value

IMAGE = {
    "architecture": "amd64",
    "os": "linux",
    "os.features": [],
    "rootfs": {"type": "layers"},
    "history": [{}],
    "config": {
        "Labels": {"b": "", "a": "1"},
        "Env": ["A=1", "B", "A=2", "C=x=y"],
        "ExposedPorts": {"80/tcp": {}, "443/tcp": None},
        "OnBuild": ["RUN x"],
        "User": "",
        "Healthcheck": {},
        "ArgsEscaped": True,
    },
}


def test_leaves_in_the_order_of_the_json() -> None:
    assert list(list_leaves(IMAGE).items()) == [
        (("architecture", None), "amd64"),
        (("os", None), "linux"),
        (("config.ExposedPorts", "443/tcp"), {}),
        (("config.ExposedPorts", "80/tcp"), {}),
        (("config.Env", "A"), "1"),
        (("config.Env", "B"), ""),
        (("config.Env", "C"), "x=y"),
        (("config.Labels", "a"), "1"),
        (("config.Labels", "b"), ""),
        (("config.ArgsEscaped", None), True),
        (("config.Healthcheck", None), {}),
        (("config.OnBuild", 0), "RUN x"),
    ]


def test_a_config_that_is_none_has_no_leaves() -> None:
    assert list_leaves({"config": None}) == {}
    assert list_leaves({"config": {"Env": None, "Labels": None, "Volumes": None}}) == {}


@pytest.mark.parametrize(
    ("path", "key", "value", "expected"),
    [
        pytest.param("config.Volumes", "/v", "/v", {}, id="a volume"),
        pytest.param("config.User", None, "", None, id="an empty field"),
        pytest.param("config.Env", "A", "", "", id="an empty variable"),
        pytest.param("config.Cmd", None, [], None, id="an empty list"),
        pytest.param("config.Cmd", None, ["a\udcff"], ["a\ufffd"], id="bytes that are no text"),
        pytest.param("config.ArgsEscaped", None, False, None, id="false"),
        pytest.param(
            "config.Healthcheck",
            None,
            HealthcheckConfig(test=["NONE"], interval=Duration(5)),
            {"Test": ["NONE"], "Interval": 5},
            id="a health check",
        ),
    ],
)
def test_values_are_those_of_the_json(path: str, key: str | None, value: object, expected: object) -> None:
    assert to_json_value(path, key, value) == expected


def test_fields_have_the_places_of_the_json() -> None:
    paths = ["config.Shell", "config.User", "author", "history"]
    assert sorted(paths, key=lambda path: place_of((path, None))) == [
        "author",
        "config.User",
        "config.Shell",
        "history",
    ]
