from __future__ import annotations

import tomllib

import pytest

from preimage.inputs.toml_lines import find_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a = 1\n\nb = 2", {("a",): 1, ("b",): 3}, id="keys"),
        pytest.param("[t]\na = 1\n", {("t",): 1, ("t", "a"): 2}, id="table"),
        pytest.param(
            "[t.u]\na.b = 1\n", {("t",): 1, ("t", "u"): 1, ("t", "u", "a"): 2, ("t", "u", "a", "b"): 2}, id="dots"
        ),
        pytest.param('["a.b"]\n"c = d" = 1\n', {("a.b",): 1, ("a.b", "c = d"): 2}, id="quoted"),
        pytest.param("x = '''\nb = 1\n'''\nc = 1\n", {("x",): 1, ("c",): 4}, id="text of several lines"),
        pytest.param('x = """\n\\"""\nb = 1\n"""\nc = 1\n', {("x",): 1, ("c",): 5}, id="escaped quotes"),
        pytest.param("x = [\n 1, # ]\n '[', {a = 1}\n]\nc = 1\n", {("x",): 1, ("c",): 5}, id="list"),
        pytest.param("# a = 1\nb = 1 # c = 2\n", {("b",): 2}, id="comments"),
        pytest.param("[[t]]\na = 1\n[[t]]\na = 2\n", {("t",): 3, ("t", "a"): 4}, id="the last of an array"),
        pytest.param("", {}, id="empty"),
    ],
)
def test_lines(text: str, expected: dict[tuple[str, ...], int]) -> None:
    tomllib.loads(text)
    assert find_lines(text) == expected
