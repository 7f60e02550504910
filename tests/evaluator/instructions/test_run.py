from __future__ import annotations

import pytest

import preimage


def run(text: str, **options: object) -> str:
    return preimage.compile(f"FROM scratch\n{text}", **options).image.history[-1].created_by


@pytest.mark.parametrize(
    ("text", "created_by"),
    [
        pytest.param("RUN make -j <in", "RUN /bin/sh -c make -j <in # buildkit", id="shell"),
        pytest.param('RUN ["a","b c"]', "RUN a b c # buildkit", id="array"),
        pytest.param("RUN []", "RUN  # buildkit", id="empty array"),
        pytest.param("RUN", "RUN /bin/sh -c  # buildkit", id="nothing"),
        pytest.param("ARG A=1\nRUN []", "RUN |1 A=1 # buildkit", id="empty array with an arg"),
        pytest.param("ARG V=1 W\nRUN x", "RUN |2 V=1 W= /bin/sh -c x # buildkit", id="args"),
        pytest.param("ARG A=1\nENV A=2\nRUN x", "RUN |1 A=2 /bin/sh -c x # buildkit", id="ENV wins"),
        pytest.param("ARG A=1\nRUN y\nARG B=2 A=3\nRUN x", "RUN |2 A=3 B=2 /bin/sh -c x # buildkit", id="args again"),
        pytest.param("RUN <<-EOF\n\techo $V\nEOF", "RUN /bin/sh -c echo $V\n # buildkit", id="lone heredoc"),
        pytest.param("RUN <<EOF\n#!/bin/x\nEOF", "RUN /bin/sh -c /dev/pipes/EOF # buildkit", id="script"),
        pytest.param("RUN <<../x\n#!/bin/x\n../x", "RUN /bin/sh -c /dev/x # buildkit", id="script with a path"),
        pytest.param("RUN cat <<EOF\nx\nEOF", "RUN /bin/sh -c cat <<EOF\nx\nEOF # buildkit", id="heredoc of a command"),
        pytest.param("RUN --network=none --mount=type=cache,target=/a x", "RUN /bin/sh -c x # buildkit", id="flags"),
    ],
)
def test_run(text: str, created_by: str) -> None:
    assert run(text) == created_by


def test_script_stays_whole_for_a_windows_base() -> None:
    bases = preimage.StaticBases({"docker.io/library/x:latest": {"os": "windows"}})
    image = preimage.compile("FROM x\nRUN <<EOF\n#!x\nEOF", bases=bases).image
    assert image.history[0].created_by == "RUN cmd /S /C #!x\n # buildkit"


def test_args_of_parent_stages_come_first() -> None:
    text = "FROM scratch AS stage\nARG A=1 B=2\nFROM stage\nARG C=3 A=4\nRUN x"
    assert preimage.compile(text).image.history[-1].created_by == "RUN |3 A=4 B=2 C=3 /bin/sh -c x # buildkit"


def test_args_of_a_parent_stage_show_where_no_variable_is_set_at_the_start() -> None:
    image = preimage.compile("FROM scratch AS a\nARG A=1\nFROM a\nRUN x", platform="windows/amd64").image
    assert image.history[-1].created_by == "RUN |1 A=1 cmd /S /C x # buildkit"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("RUN --mount=type=x y", 'unsupported mount type "x"', id="mount"),
        pytest.param("RUN --mount=target=/ x", 'invalid mount target "/"', id="target"),
        pytest.param(
            "RUN --mount=target=${X?no} x", 'failed to process "${X?no}": X: no', id="value that cannot be expanded"
        ),
        pytest.param(
            "RUN --device=x y",
            "device feature is only supported in Dockerfile frontend 1.14.0-labs or later",
            id="device",
        ),
        pytest.param(
            "RUN --mount=type=tmpfs --mount=type=ssh,source=x --mount=type=bogus y",
            'unsupported mount type "bogus"',
            id="options of all mounts come before the targets",
        ),
    ],
)
def test_error_run(text: str, message: str) -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run(text)
    assert str(raised.value) == message
    assert raised.value.locations == ((2,),)


def test_error_mount_on_the_root_of_windows() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run("RUN --mount=type=cache x", platform="windows/amd64")
    assert str(raised.value) == 'invalid mount target "/"'


def test_error_mount_from_a_later_stage() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run("RUN --mount=from=b,target=/m x\nFROM scratch AS b", all_stages=True)
    assert str(raised.value) == (
        'cannot mount from stage "b" to "/m", stage needs to be defined before current command'
    )
    assert raised.value.locations == ((2,),)
