from __future__ import annotations

import pytest

import preimage

BASES = preimage.StaticBases({"docker.io/library/alpine:latest": {"architecture": "amd64", "os": "linux"}})


def run(text: str, **options: object) -> list[str]:
    result = preimage.compile(text, bases=BASES, build_platform="linux/amd64", **options)
    return [entry.created_by for entry in result.image.history]


def fail(text: str, **options: object) -> preimage.DockerfileError:
    with pytest.raises(preimage.DockerfileError) as raised:
        run(text, **options)
    return raised.value


@pytest.mark.parametrize(
    ("target", "user"),
    [
        pytest.param(None, "USER 3", id="none: the last stage"),
        pytest.param("", "USER 3", id="empty: the last stage"),
        pytest.param("A", "USER 2", id="in any case, the last of the name"),
    ],
)
def test_target(target: str | None, user: str) -> None:
    assert run("FROM scratch AS a\nUSER 1\nFROM scratch AS a\nUSER 2\nFROM scratch\nUSER 3", target=target) == [user]


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        pytest.param("stage-2", " (did you mean stage-1?)", id="names of unnamed stages are only suggested"),
        pytest.param("stage-1", "", id="and not found"),
        pytest.param("1", "", id="no numbers"),
        pytest.param("buil", " (did you mean build?)", id="near a name"),
        pytest.param(" build", " (did you mean build?)", id="blanks count"),
    ],
)
def test_error_target(target: str, hint: str) -> None:
    error = fail("FROM scratch AS build\nFROM scratch", target=target)
    assert str(error) == f'target stage "{target}" could not be found{hint}'
    assert error.locations == ()


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("0", id="index"),
        pytest.param("+00", id="index with sign and zeros"),
        pytest.param("BASE", id="name in any case"),
        pytest.param("alpine", id="image"),
        pytest.param("ba\\se", id="escaped"),
    ],
)
def test_copy_sources(source: str) -> None:
    assert run(f"FROM scratch AS base\nFROM scratch\nCOPY --from={source} a b") == ["COPY a b # buildkit"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param("2", "invalid stage index 2", id="index of no stage"),
        pytest.param("-01", "invalid stage index -1", id="negative index"),
        pytest.param(
            "$A",
            "variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope "
            "as a workaround",
            id="variable",
        ),
        pytest.param(
            "${",
            "failed to process \"${\": syntax error: missing '}'",
            id="broken variable",
        ),
        pytest.param("x$", 'failed to parse stage name "x$": invalid reference format', id="dollar at the end"),
        pytest.param("9" * 20, None, id="a number beyond 64 bits is an image"),
    ],
)
def test_error_copy_source(source: str, message: str | None) -> None:
    error = fail(f"FROM scratch\nFROM scratch\nCOPY --from={source} a b")
    if message is None:
        assert str(error) == f"{source}: docker.io/library/{source}:latest: not found"
        assert error.locations == ((3,),)
        return
    assert str(error) == message
    assert error.locations == (((3,),) if source == "x$" else ())


def test_index_of_an_image_appends_it_once_more() -> None:
    text = "FROM scratch\nCOPY --from=alpine a b\nCOPY --from=1 a b\nCOPY --from=2 a b"
    assert run(text) == ["COPY a b # buildkit"] * 3
    assert str(fail("FROM scratch\nCOPY --from=alpine a b\nCOPY --from=2 a b")) == "invalid stage index 2"


def test_mount_without_from_takes_an_index() -> None:
    text = "FROM scratch\nRUN --mount=type=cache,target=/a x\nCOPY --from=1 a b"
    assert run(text) == ["RUN /bin/sh -c x # buildkit", "COPY a b # buildkit"]


def test_mount_takes_the_last_from_and_no_number() -> None:
    error = fail("FROM scratch\nRUN --mount=FROM=alpine,from=0,target=/a x")
    assert str(error) == "0: docker.io/library/0:latest: not found"
    assert error.locations == ((),)


@pytest.mark.parametrize(
    ("text", "stage", "locations"),
    [
        pytest.param("FROM scratch AS a\nCOPY --from=a x y", "a", ((2,),), id="a stage and itself"),
        pytest.param("FROM scratch\nCOPY --from=0 x y", "stage-0", ((2,),), id="without a name"),
        pytest.param(
            "FROM scratch AS a\nCOPY --from=b x y\nFROM scratch AS b\nRUN --mount=from=a,target=/m x",
            "a",
            ((2,), (4,)),
            id="two stages",
        ),
        pytest.param(
            "FROM scratch\nCOPY --from=b x y\nFROM scratch AS b\nCOPY --from=c x y\nFROM scratch AS c\n"
            "COPY --from=b x y",
            "stage-0",
            ((2,), (4,), (6,)),
            id="the path to the circle is shown",
        ),
        pytest.param(
            "FROM scratch AS a\nCOPY --from=b x y\nCOPY --from=b \\\n x y\nFROM scratch AS b\nCOPY --from=a x y",
            "a",
            ((3, 4), (6,)),
            id="of several instructions the last counts",
        ),
        pytest.param(
            "FROM scratch AS a\nCOPY --from=b x y\nCOPY --from=c x y\nFROM scratch AS b\nFROM scratch AS c\n"
            "COPY --from=c x y\nFROM scratch",
            "a",
            ((3,), (6,)),
            id="after a way without a circle, in stages that nothing needs",
        ),
    ],
)
def test_error_circle(text: str, stage: str, locations: tuple[tuple[int, ...], ...]) -> None:
    error = fail(text)
    assert str(error) == f"circular dependency detected on stage: {stage}"
    assert error.locations == locations


def test_stages_that_share_a_source_are_no_circle() -> None:
    text = "FROM scratch AS a\nFROM scratch AS b\nCOPY --from=a x y\nFROM scratch\nCOPY --from=b x y\nCOPY --from=a x y"
    assert len(run(text)) == 2


def test_stage_copied_from_one_built_on_it_is_no_circle_but_too_early() -> None:
    error = fail("FROM scratch AS a\nCOPY --from=b x y\nFROM a AS b")
    assert str(error) == 'cannot copy from stage "b", it needs to be defined before current stage "a"'
    assert error.locations == ((2,),)
