from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('target "default" {\ninherits = ["x"]\n}\n', 'failed to find target x', id='parent'),
        pytest.param('target "default" {\ninherits = ["g"]\n}\ngroup "g" {\n targets = []\n}\n', 'failed to find target g', id='group as parent'),
        pytest.param('target "default" {\ncontexts = { x = "target:default" }\n}\n', 'target default cannot link to itself', id='link to itself'),
        pytest.param('target "default" {\ncontexts = { x = "target:b" }\n}\ntarget "b" {\n contexts = { x = "target:default" }\n}\n', 'infinite loop from b to default', id='circle of links'),
        pytest.param('target "default" {\ncontexts = { x = "target:b" }\nplatforms = ["linux/a", "linux/b"]\n}\ntarget "b" {\n platforms = ["linux/c", "linux/d"]\n}\n', "target b can't be used by default because its platforms [linux/a linux/b] are not a subset of [linux/c linux/d]", id='platforms of a link'),
        pytest.param('group "default" {\n targets = ["default"]\n}\n', 'failed to find target default', id='group in itself'),
    ],
)  # fmt: skip
def test_error_of_a_file(find_error: Callable[..., str], text: str, message: str) -> None:
    assert find_error(text) == message


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param(("a[0-9]",), ["a1", "a2"], id="pattern"),
        pytest.param(("a?", "b"), ["a1", "a2", "b"], id="pattern and name"),
        pytest.param(("g",), ["a1", "b"], id="group"),
        pytest.param(("g*",), ["a1", "b"], id="pattern of groups"),
        pytest.param(("a.3",), ["a_3"], id="dot"),
    ],
)
def test_what_is_asked_for(bake: Callable[..., object], asked: tuple[str, ...], found: list[str]) -> None:
    text = "".join(f'target "{name}" {{}}\n' for name in ("a1", "a2", "b", "a_3"))
    project = bake(text + 'group "g" {\n targets = ["h", "a1"]\n}\ngroup "h" {\n targets = ["b"]\n}\n', *asked)
    assert list(project.builds) == found  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        pytest.param("z*", 'could not find any target matching "z*"', id="pattern"),
        pytest.param("[a", 'could not find any target matching "[a"', id="pattern that cannot be read"),
        pytest.param("z", "failed to find target z", id="name"),
    ],
)
def test_error_of_what_is_asked_for(find_error: Callable[..., str], asked: str, message: str) -> None:
    assert find_error('target "a" {}', asked) == message


def test_parents_come_one_after_the_other_each_with_its_own(bake: Callable[..., object]) -> None:
    text = """\
target "root" { args = { A = "root" } }
target "l" {
  inherits = ["root"]
  args = { A = "l" }
}
target "r" { inherits = ["root"] }
target "default" { inherits = ["l", "r", "default"] }
"""
    assert bake(text).builds["default"].args["A"] == "root"  # type: ignore[attr-defined]


def test_many_links_are_followed_once(bake: Callable[..., object]) -> None:
    text = "".join(
        f'target "t{n}" {{\n contexts = {{ a = "target:t{n + 1}", b = "target:t{n + 1}" }}\n}}\n' for n in range(40)
    )
    project = bake(text + 'target "t40" {\n entitlements = ["x"]\n}\n', "t0")
    assert len(project.builds) == 41  # type: ignore[attr-defined]
    assert '"entitlements"' in project.to_json()  # type: ignore[attr-defined]
