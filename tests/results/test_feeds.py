from __future__ import annotations

import pytest

from preimage.model.errors import LimitError
from preimage.results.feeds import Feeds

TEXT = """\
ARG TAG=1
ARG FULL=$TAG-slim
FROM alpine:$FULL
ARG PORT=80
ENV P=$PORT
EXPOSE $P
LABEL p=$P
LABEL p=fixed
SHELL ["s"]
CMD x
WORKDIR /a
WORKDIR b
ARG IDLE=1
"""


@pytest.mark.parametrize(
    ("line", "leaves"),
    [
        pytest.param(1, [("base", "docker.io/library/alpine:1-slim")], id="over another ARG to the base"),
        pytest.param(2, [("base", "docker.io/library/alpine:1-slim")], id="the base"),
        pytest.param(4, [("config.Env", "P"), ("config.ExposedPorts", "80/tcp")], id="directly and over another"),
        pytest.param(5, [("config.ExposedPorts", "80/tcp")], id="beside its own"),
        pytest.param(9, [("config.Cmd", None)], id="a shell"),
        pytest.param(11, [("config.WorkingDir", None)], id="a step of a directory"),
        pytest.param(13, [], id="nothing"),
    ],
)
def test_feeds_what_is_in_the_result(compile_text, line: int, leaves: list[tuple[str, object]]) -> None:
    assert sorted(compile_text(TEXT).line(line).feeds, key=str) == sorted(leaves, key=str)


def test_arg_feeds_over_the_stages_arg(compile_text) -> None:
    result = compile_text("ARG A=1\nFROM a\nARG A\nLABEL l=$A")
    assert [result.line(line).feeds for line in (1, 3)] == [(("config.Labels", "l"),)] * 2


def test_arg_chooses_the_stage_that_one_is_based_on(compile_text) -> None:
    assert compile_text("ARG S=one\nFROM a AS one\nFROM $S").line(1).feeds == (("base", "one"),)


def test_trigger_of_the_file_feeds_as_its_onbuild(compile_text) -> None:
    result = compile_text("FROM a AS b\nONBUILD ARG A=1\nFROM b\nLABEL l=$A")
    assert result.line(2).feeds == (("config.Labels", "l"),)


def test_error_too_much_to_follow(study, monkeypatch) -> None:
    monkeypatch.setattr("preimage.results.feeds._MOST_STEPS", 2)
    found = study(TEXT)
    feeds = Feeds(found)
    with pytest.raises(LimitError, match="^the values of this Dockerfile go into too many others to follow them all$"):
        feeds.of(found.places.at(4).instruction)
