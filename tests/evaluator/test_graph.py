from __future__ import annotations

import pytest

import preimage

TEXT = """\
ARG V=3
FROM --platform=$BUILDPLATFORM golang:$V AS build
RUN make
FROM build AS test
RUN --mount=from=tools,target=/t --mount=type=cache,target=/c true
FROM alpine
COPY --from=build /a /b
COPY --from=0 /c /d
COPY --from=ghcr.io/x/y:1 /e /f
"""


def test_stages_then_images() -> None:
    graph = preimage.stage_graph(TEXT)
    assert [(node.index, node.name, node.lines, node.is_needed, node.is_target) for node in graph.nodes] == [
        (0, "build", (2, 3), True, False),
        (1, "test", (4, 5), False, False),
        (2, "", (6, 9), True, True),
        (None, "golang:3", (), True, False),
        (None, "tools", (), False, False),
        (None, "alpine", (), True, False),
        (None, "ghcr.io/x/y:1", (), True, False),
    ]
    assert [node.label for node in graph.nodes][1:3] == ["test", "stage 2"]


def test_edges() -> None:
    graph = preimage.stage_graph(TEXT)
    edges = [
        (graph.nodes[edge.source].label, graph.nodes[edge.target].label, edge.kind, edge.lines) for edge in graph.edges
    ]
    assert edges == [
        ("golang:3", "build", "from", (2,)),
        ("build", "test", "from", (4,)),
        ("tools", "test", "mount", (5,)),
        ("alpine", "stage 2", "from", (6,)),
        ("build", "stage 2", "copy", (7,)),
        ("build", "stage 2", "copy", (8,)),
        ("ghcr.io/x/y:1", "stage 2", "copy", (9,)),
    ]


def test_another_target_needs_other_stages() -> None:
    graph = preimage.stage_graph(TEXT, target="test", build_args={"V": "4"})
    assert [node.label for node in graph.nodes if node.is_needed] == ["build", "test", "golang:4", "tools"]


def test_nothing_comes_from_scratch() -> None:
    assert preimage.stage_graph("FROM scratch\nRUN --mount=type=tmpfs,target=/t x").edges == ()


def test_triggers_copy_when_bases_are_known() -> None:
    text = "FROM alpine AS assets\nFROM kit AS app\nONBUILD COPY --from=assets /c /d\nFROM app\n"
    image = {"config": {"OnBuild": ["COPY --from=assets /a /b", "RUN --mount=from=tools:1,target=/t make"]}}
    bases = preimage.StaticBases({"docker.io/library/kit:latest": image, "*": {"config": {}}})
    assert [edge.kind for edge in preimage.stage_graph(text).edges] == ["from", "from", "from"]
    graph = preimage.stage_graph(text, bases=bases)
    edges = [
        (graph.nodes[edge.source].label, graph.nodes[edge.target].label, edge.kind, edge.lines)
        for edge in graph.edges
        if edge.is_trigger
    ]
    assert edges == [
        ("assets", "app", "copy", (2,)),
        ("tools:1", "app", "mount", (2,)),
        ("assets", "stage 2", "copy", (4,)),
    ]
    assert all(node.is_needed for node in graph.nodes)


def test_platform_chooses_images() -> None:
    graph = preimage.stage_graph("ARG TARGETARCH\nFROM base-$TARGETARCH\n", platform="linux/arm64")
    assert [node.label for node in graph.nodes] == ["stage 0", "base-arm64"]


def test_error_base_is_not_known() -> None:
    with pytest.raises(preimage.DockerfileError, match="kit: docker.io/library/kit:latest: not found"):
        preimage.stage_graph("FROM kit\n", bases=preimage.StaticBases({}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "the Dockerfile cannot be empty", id="empty"),
        pytest.param("ARG A", "dockerfile contains no stages to build", id="no stages"),
        pytest.param("FROM a\nCOPY --from=9 a b", "invalid stage index 9", id="no such stage"),
        pytest.param(
            "FROM a AS a\nCOPY --from=b x y\nFROM b AS b\nCOPY --from=a x y",
            "circular dependency detected on stage: a",
            id="circle",
        ),
    ],
)
def test_error_no_graph(text: str, message: str) -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        preimage.stage_graph(text)
    assert str(raised.value) == message


def test_error_no_such_target() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        preimage.stage_graph(TEXT, target="tset")
    assert str(raised.value) == 'target stage "tset" could not be found (did you mean test?)'
