from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.bake.compose_loading import ComposeReader
from preimage.projects.bake.files import BakeFile
from preimage.projects.compose.account import Account
from preimage.projects.compose.nodes import Fault
from preimage.projects.files import MemoryFiles


def make_reader(contents: dict[str, bytes], environment: dict[str, str] | None = None) -> ComposeReader:
    return ComposeReader(MemoryFiles("/p", contents), environment or {}, Account())


def test_variables_of_the_environment_go_over_those_of_the_file() -> None:
    reader = make_reader({".env": b"A=file\nB=$A\nC=c\n"}, {"A": "outside"})
    assert reader.environment == {"A": "outside", "B": "outside", "C": "c"}
    assert make_reader({}, {"A": "1"}).environment == {"A": "1"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("a: 1", "empty compose file", id="no services"),
        pytest.param("services: {a: {build: {foo: 1}}}", "services.a.build additional properties 'foo' not allowed", id="key of a build"),
        pytest.param("services: {a: {build: [1]}}", "services.a.build: invalid type []interface {} for build", id="list as build"),
        pytest.param("services: {a: {build: ., image: 5}}", "services.a.image must be a string", id="number as image"),
        pytest.param("services: {a: {build: ., env_file: x}}", "env file x not found: stat x: no such file or directory", id="env file"),
        pytest.param("- a", "top-level object must be a mapping", id="list"),
    ],
)  # fmt: skip
def test_error_of_a_file_alone(text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        make_reader({}).check(BakeFile("compose.yaml", text.encode()))
    assert str(caught.value) == message


def test_what_builds_do_not_need_is_not_looked_at() -> None:
    text = "services: {a: {build: ., foo: 1, deploy: 5, networks: [x], env_file: [{path: x, required: false}]}}"
    make_reader({}).check(BakeFile("compose.yaml", text.encode()))


def test_error_of_files_together(find_error: Callable[..., str]) -> None:
    assert find_error({"compose.yaml": "services: {a: {}}"}) == (
        'failed to parse compose file: service "a" has neither an image nor a build context specified: '
        "invalid compose project"
    )
