"""The JSON of the image types, as Go writes it."""

from __future__ import annotations

import json

import pytest

from preimage.golang.durations import Duration
from preimage.model.image import DockerOCIImage, DockerOCIImageConfig, HealthcheckConfig, History, ImageConfig, RootFS
from preimage.model.image_json import write_json


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param('"\\', r'"\"\\"', id="quote and backslash"),
        pytest.param("\b\f\n\r\t", r'"\b\f\n\r\t"', id="controls with a short escape"),
        pytest.param("\x00\x1b\x1f", r'"\u0000\u001b\u001f"', id="other controls"),
        pytest.param("<a> && b", r'"\u003ca\u003e \u0026\u0026 b"', id="what could hurt in HTML"),
        pytest.param("\u2028\u2029", r'"\u2028\u2029"', id="line separators"),
        pytest.param("\udce2\udc82", r'"\ufffd\ufffd"', id="bytes that are not UTF-8"),
        pytest.param("/\x7f\x85\ufeff\ufffdé😀", '"/\x7f\x85\ufeff\ufffdé😀"', id="left alone"),
    ],
)
def test_strings_are_escaped_as_go_escapes_them(text: str, written: str) -> None:
    assert ImageConfig(user=text).to_json() == f'{{"User":{written}}}'
    assert ImageConfig(labels={text: text}).to_json() == f'{{"Labels":{{{written}:{written}}}}}'
    assert ImageConfig(env=[text]).to_json(indent=1) == f'{{\n "Env": [\n  {written}\n ]\n}}'


def test_keys_are_sorted_by_their_bytes() -> None:
    # The byte FF is the surrogate U+DCFF here, yet comes after every character.
    labels = dict.fromkeys(["\udcff", "😀", "\ue000", "é", "a", "B"], "")
    assert list(json.loads(ImageConfig(labels=labels).to_json())["Labels"]) == ["B", "a", "é", "\ue000", "😀", "\ufffd"]


def test_indented_text_has_the_layout_of_go() -> None:
    image = DockerOCIImage(
        architecture="amd64",
        os="linux",
        rootfs=RootFS("layers", []),
        config=DockerOCIImageConfig(exposed_ports={"80/tcp": {}}, cmd=["a", "<"]),
    )
    assert image.to_json(indent=2) == (
        '{\n  "architecture": "amd64",\n  "os": "linux",\n  "rootfs": {\n    "type": "layers",\n    "diff_ids": []\n  },'
        '\n  "config": {\n    "ExposedPorts": {\n      "80/tcp": {}\n    },\n    "Cmd": [\n      "a",\n      "\\u003c"\n'
        "    ]\n  }\n}"
    )


@pytest.mark.parametrize(
    ("created", "fault"),
    [
        pytest.param("10000-01-01T00:00:00Z", "year outside of range [0,9999]", id="five digits"),
        pytest.param("-0001-01-01T00:00:00Z", "year outside of range [0,9999]", id="before year zero"),
        pytest.param("2024-01-01T00:00:00+24:00", "timezone hour outside of range [0,23]", id="a zone of a day"),
    ],
)
def test_error_time_that_json_cannot_hold(created: str, fault: str) -> None:
    image = DockerOCIImage(history=[History(created=created)])
    with pytest.raises(ValueError, match="MarshalJSON") as caught:
        image.to_json()
    assert str(caught.value) == f"json: error calling MarshalJSON for type *time.Time: Time.MarshalJSON: {fault}"


def test_error_value_that_has_no_json() -> None:
    with pytest.raises(TypeError, match="^complex has no JSON form$"):
        HealthcheckConfig(retries=1j).to_json()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(None, "null", id="nothing"),
        pytest.param(Duration(5), "5", id="a subclass of a number"),
        pytest.param([1, "a", None], '[1,"a",null]', id="a list of several kinds"),
        pytest.param({"b": True, "a": [False]}, '{"a":[false],"b":true}', id="a map"),
        pytest.param(RootFS("layers"), '{"type":"layers","diff_ids":null}', id="a part of an image"),
    ],
)
def test_values_of_all_kinds_are_written(value, text) -> None:
    assert write_json(value) == text
