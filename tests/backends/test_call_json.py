from __future__ import annotations

import json

import pytest

from preimage.backends.call_json import Locations, render_bytes, render_list, render_object


@pytest.mark.parametrize("lines", [(), (3,), (3, 4), (0,), (0, 1)])
@pytest.mark.parametrize("depth", [0, 2])
def test_layout_is_that_of_a_general_writer(lines: tuple[int, ...], depth: int) -> None:
    text = Locations().render(lines, depth)
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


def ranges_of(location: str) -> list[tuple[int, int]]:
    return [(place["start"]["line"], place["end"]["line"]) for place in json.loads(location)["ranges"]]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(tuple(range(1, 1001)), [(line, line) for line in range(1, 1001)], id="a thousand lines"),
        pytest.param(tuple(range(1, 1002)), [(1, 1001)], id="one more"),
        pytest.param((*range(1, 1001), 2000, 2001, 3000), [(1, 1000), (2000, 2001), (3000, 3000)], id="gaps"),
    ],
)
def test_many_lines_share_a_range(lines: tuple[int, ...], expected: list[tuple[int, int]]) -> None:
    assert ranges_of(Locations().render(lines, 0)) == expected


def test_lines_of_a_document_are_listed_up_to_a_limit() -> None:
    locations = Locations()
    counts = [len(ranges_of(locations.render(range(1, 901), 0))) for _ in range(40)]
    assert counts == [900] * 33 + [1] * 7
