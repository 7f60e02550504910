from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('target "default" {\ncontext = "-"\n}\n', 'context from stdin not allowed in bake', id='context'),
        pytest.param('target "default" {\ndockerfile = "-"\n}\n', 'dockerfile from stdin not allowed in bake', id='Dockerfile'),
        pytest.param('target "default" {\nplatforms = ["linux//b"]\n}\n', '"" is an invalid component of "linux//b": platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument', id='platform'),
        pytest.param('target "default" {\nannotations = ["a"]\n}\n', 'invalid annotation "a", expected key=value', id='annotation'),
        pytest.param('target "default" {\nannotations = ["foo:a=b"]\n}\n', 'unknown annotation type "foo"', id='type of an annotation'),
        pytest.param('target "default" {\nannotations = [":a=b"]\n}\n', 'invalid annotation type "", expected type and optional platform in square brackets', id='shape of an annotation'),
        pytest.param('target "default" {\nshm-size = "64x"\n}\n', 'invalid value 64x for membytes key shm-size', id='size'),
        pytest.param('target "default" {\nulimits = ["nofile"]\n}\n', 'invalid ulimit argument: nofile', id='limit'),
        pytest.param('target "default" {\nulimits = ["foo=1"]\n}\n', 'invalid ulimit type: foo', id='name of a limit'),
        pytest.param('target "default" {\nulimits = ["nofile=1:2:3"]\n}\n', 'too many limit value arguments - 1:2:3, can only have up to two, `soft[:hard]`', id='parts of a limit'),
        pytest.param('target "default" {\nulimits = ["nofile=a"]\n}\n', 'strconv.ParseInt: parsing "a": invalid syntax', id='number of a limit'),
        pytest.param('target "default" {\nulimits = ["nofile=2:1"]\n}\n', 'ulimit soft limit must be less than or equal to hard limit: 2 > 1', id='order of a limit'),
        pytest.param('target "default" {\nulimits = ["nofile=-1:5"]\n}\n', 'ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: 5', id='no limit'),
        pytest.param('target "default" {\nsecret = [{ env = "A" }]\n}\n', 'secret missing ID', id='secret'),
        pytest.param('target "default" {\noutput = ["type=local"]\n}\n', 'dest is required for local exporter', id='no destination'),
        pytest.param('target "default" {\noutput = ["type=local,dest=-"]\n}\n', 'dest cannot be stdout for local exporter', id='stream as folder'),
    ],
)  # fmt: skip
def test_error_of_a_file(find_error: Callable[..., str], text: str, message: str) -> None:
    assert find_error(text) == message


def test_what_is_fine_is_left_alone(bake: Callable[..., object]) -> None:
    text = """\
target "default" {
  platforms = ["linux/amd64", "local", "linux/arm64,linux/arm/v7"]
  annotations = ["a=b", "index,manifest[linux/amd64]:c=d"]
  shm-size = "1.5 GiB"
  ulimits = ["nofile=1024:2048", "core=-1", "nofile=5:-1"]
  output = ["type=tar", "type=oci,tar=false,dest=x", "type=docker"]
}
"""
    assert '"dest": "-"' in bake(text).to_json()  # type: ignore[attr-defined]
