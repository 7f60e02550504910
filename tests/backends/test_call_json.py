from __future__ import annotations

import json

import pytest

from preimage.backends.call_json import render_bytes, render_list, render_location, render_object


@pytest.mark.parametrize("lines", [(), (3,), (3, 4), (0,), (0, 1)])
@pytest.mark.parametrize("depth", [0, 2])
def test_layout_is_that_of_a_general_writer(lines: tuple[int, ...], depth: int) -> None:
    text = render_location(lines, depth)
    expected = json.dumps(json.loads(text), indent=2).replace("\n", "\n" + "  " * depth)
    assert text == expected


def test_object_and_list() -> None:
    text = render_object([("a", "1"), ("b", render_list(["2", render_object([], 2)], 1))], 0)
    assert text == json.dumps({"a": 1, "b": [2, {}]}, indent=2)


def test_empty_object_and_list() -> None:
    assert (render_object([], 1), render_list([], 1)) == ("{}", "[]")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", '""', id="nothing"),
        pytest.param(b"\xff\xfe\n", '"//4K"', id="not URL safe"),
        pytest.param(b"x" * 90, '"' + "eHh4" * 30 + '"', id="one long line"),
    ],
)
def test_bytes(data: bytes, expected: str) -> None:
    assert render_bytes(data) == expected
