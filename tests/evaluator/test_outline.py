from __future__ import annotations

import pytest

import preimage
from preimage.evaluator.outline import describe


@pytest.mark.parametrize(
    ("comments", "name", "text"),
    [
        pytest.param(("a is the first", "a is the second"), "a", "is the first", id="the first"),
        pytest.param(("about", "a is it"), "a", "is it", id="further down"),
        pytest.param(("a: no", "ab no", "a"), "a", "", id="other words"),
        pytest.param((" is nothing",), "", "", id="no name"),
    ],
)
def test_description(comments: tuple[str, ...], name: str, text: str) -> None:
    assert describe(comments, name) == text


def test_outline_of_a_target() -> None:
    text = """# V is the release
ARG V=1
ARG W=${V}2
ARG X=1
FROM scratch AS tool
RUN --mount=type=secret,target=/x/y x
FROM scratch AS base
ARG A=1
RUN --mount=type=secret,id=s,target=/s x
# app is what ships
FROM base AS app
ARG W
# B is something
ARG B=$A
RUN --mount=type=ssh,required x
COPY --from=tool a b
"""
    base = preimage.outline(text, target="base")
    assert (base.name, base.description, [arg.name for arg in base.args]) == ("base", "", ["A"])
    outline = preimage.outline(text, target="app")
    assert (outline.name, outline.description) == ("app", "is what ships")
    assert [(arg.name, arg.value, arg.description, arg.lines) for arg in outline.args] == [
        ("V", "1", "is the release", (2,)),
        ("W", "12", "", (3,)),
        ("A", "1", "", (8,)),
        ("B", "1", "is something", (14,)),
    ]
    assert [(secret.name, secret.is_required, secret.lines) for secret in outline.secrets] == [
        ("y", False, (6,)),
        ("s", False, (9,)),
    ]
    assert [(agent.name, agent.is_required, agent.lines) for agent in outline.ssh] == [("default", True, (15,))]


def test_build_argument_makes_the_line_of_the_stage_count() -> None:
    text = "ARG A=1\nARG A=${A}2\nFROM scratch\nARG A"
    assert [arg.lines for arg in preimage.outline(text).args] == [(2,)]
    assert [(arg.value, arg.lines) for arg in preimage.outline(text, build_args={"A": "x"}).args] == [("x", (4,))]


def test_names_used_by_from_are_listed_and_those_that_are_not_are_left_out() -> None:
    text = "ARG B=scratch\nARG UNUSED=1\nFROM $B\nARG TARGETARCH"
    assert [arg.name for arg in preimage.outline(text).args] == ["B"]


def test_mounts_count_by_their_first_run_and_only_secrets_and_agents() -> None:
    text = """FROM scratch AS a
RUN --mount=type=secret,id=s --mount=type=ssh,id=k --mount=type=tmpfs,target=/t x
RUN --mount=type=secret,id=s,required x
FROM scratch AS b
COPY --from=a / /
FROM a
COPY --from=a / /
COPY --from=b / /
"""
    outline = preimage.outline(text)
    assert [(each.name, each.is_required, each.lines) for each in outline.secrets] == [("s", False, (2,))]
    assert [(each.name, each.lines) for each in outline.ssh] == [("k", (2,))]
