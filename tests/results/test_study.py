from __future__ import annotations

TEXT = """\
FROM scratch AS one
RUN a
FROM scratch AS two
COPY --from=one /a /b
FROM two
COPY --from=0 /a /b
RUN --mount=from=one,target=/x y
FROM scratch AS unused
ARG A
"""


def test_chain_and_needed_stages(study) -> None:
    found = study(TEXT.replace("FROM scratch AS unused\nARG A\n", ""))
    assert sorted(found.chain) == [1, 2]
    assert [stage.index for stage in found.stages_needed] == [0, 1, 2]


def test_stage_that_is_not_needed_has_no_replay(study) -> None:
    found = study(TEXT, target="two")
    assert found.replay(3) is None
    assert not found.is_needed(3)
    assert found.replay(0) is not found.target
    assert found.replay(0) is found.replay(0)


def test_stage_that_a_context_replaces_does_not_run(study) -> None:
    found = study("FROM scratch AS a\nENV A=1\nFROM a", contexts={"a": "docker-image://b"})
    assert not found.is_run(0)
    assert found.replay(0) is None


def test_names_as_written(study) -> None:
    from preimage.model.instructions import Arg

    assert [(index, arg.lines[0]) for index, arg in study(TEXT, target="two").named(Arg, "A")] == [(3, 9)]


def test_what_takes_files_from_a_stage(study) -> None:
    found = study(TEXT, target="two")
    assert found.copies_of(0) == (4, 4)
    assert found.copies_of(3) is None
    mounted = study("FROM scratch AS one\nFROM scratch\nRUN --mount=from=one,target=/x y")
    assert mounted.copies_of(0) == (3, 3)


def test_base_as_a_cause(study) -> None:
    assert study("FROM alpine").base_cause().reference == "docker.io/library/alpine:latest"
