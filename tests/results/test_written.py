from __future__ import annotations

import pytest

from preimage.frontend.parser import parse_dockerfile
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.lint import Lint
from preimage.results.written import find_setting

TEXT = """\
FROM scratch
ENV A=1 "B"=2
LABEL l=1
EXPOSE 80 8000-8010/TCP 127.0.0.1:90:443 $P 70000
VOLUME /a "/b"
ONBUILD RUN x
ONBUILD RUN y
CMD c
ENTRYPOINT e
HEALTHCHECK NONE
MAINTAINER m
SHELL ["s"]
STOPSIGNAL 9
USER u
WORKDIR /w
RUN r
"""


def find_lines(path: str, key: str | int | None = None) -> list[int]:
    (stage,) = parse_dockerfile(TEXT.encode(), Lint(), Budget(DEFAULT_LIMITS)).stages
    return [instruction.lines[0] for instruction in find_setting(stage.instructions, (path, key))]


@pytest.mark.parametrize(
    ("path", "key", "lines"),
    [
        ("config.Env", "A", [2]),
        ("config.Env", "B", [2]),
        ("config.Env", None, [2]),
        ("config.Env", "C", []),
        ("config.Labels", "l", [3]),
        ("config.ExposedPorts", "80/tcp", [4]),
        ("config.ExposedPorts", "8005/tcp", [4]),
        ("config.ExposedPorts", "8011/tcp", []),
        ("config.ExposedPorts", "443/tcp", [4]),
        ("config.ExposedPorts", "80/udp", []),
        ("config.ExposedPorts", "70000/tcp", []),
        ("config.ExposedPorts", "x", []),
        ("config.Volumes", "/b", [5]),
        ("config.OnBuild", 0, [6]),
        ("config.OnBuild", 1, [7]),
        ("config.OnBuild", None, [6, 7]),
        ("config.OnBuild", 2, []),
        ("config.Cmd", None, [8]),
        ("config.ArgsEscaped", None, [8]),
        ("config.Entrypoint", None, [9]),
        ("config.Healthcheck", None, [10]),
        ("author", None, [11]),
        ("config.Shell", None, [12]),
        ("config.StopSignal", None, [13]),
        ("config.User", None, [14]),
        ("config.WorkingDir", None, [15]),
        ("architecture", None, []),
    ],
)
def test_instructions_by_their_words(path: str, key: str | int | None, lines: list[int]) -> None:
    assert find_lines(path, key) == lines
