from __future__ import annotations

import pytest

import preimage


def run(text: str, epoch: str | None = None) -> preimage.Compilation:
    return preimage.compile(text, build_args={} if epoch is None else {"SOURCE_DATE_EPOCH": epoch})


@pytest.mark.parametrize(
    ("epoch", "seconds", "created"),
    [
        pytest.param("5", 5, "1970-01-01T00:00:05Z", id="number"),
        pytest.param("+007", 7, "1970-01-01T00:00:07Z", id="sign and zeros"),
        pytest.param("-1", -1, "1969-12-31T23:59:59Z", id="before 1970"),
        pytest.param("0" * 5000 + "1", 1, "1970-01-01T00:00:01Z", id="more zeros than Python converts"),
        pytest.param("", None, None, id="empty"),
        pytest.param("context", None, None, id="the build context"),
    ],
)
def test_epoch_is_the_time_of_new_history(epoch: str, seconds: int | None, created: str | None) -> None:
    result = run("FROM scratch\nUSER x\nRUN y", epoch)
    assert result.epoch == seconds
    assert [entry.created for entry in result.image.history] == [created, created]
    assert result.image.created is None


@pytest.mark.parametrize(
    ("text", "epoch", "shown"),
    [
        pytest.param("FROM scratch\nARG SOURCE_DATE_EPOCH", "007", "ARG SOURCE_DATE_EPOCH=7", id="plain number"),
        pytest.param(
            "ARG SOURCE_DATE_EPOCH=+5\nFROM scratch\nARG SOURCE_DATE_EPOCH",
            None,
            "ARG SOURCE_DATE_EPOCH=5",
            id="global arg",
        ),
        pytest.param(
            "ARG SOURCE_DATE_EPOCH=3\nFROM scratch\nARG SOURCE_DATE_EPOCH",
            "05",
            "ARG SOURCE_DATE_EPOCH=5",
            id="build argument before global arg",
        ),
        pytest.param("FROM scratch\nARG SOURCE_DATE_EPOCH", "", "ARG SOURCE_DATE_EPOCH", id="empty build argument"),
        pytest.param(
            "FROM scratch\nARG SOURCE_DATE_EPOCH=9",
            "context",
            "ARG SOURCE_DATE_EPOCH=9",
            id="without a time the default of the stage",
        ),
        pytest.param(
            "ARG SOURCE_DATE_EPOCH=\nFROM scratch\nARG SOURCE_DATE_EPOCH",
            None,
            "ARG SOURCE_DATE_EPOCH=",
            id="empty global arg stays",
        ),
    ],
)
def test_argument_is_rewritten(text: str, epoch: str | None, shown: str) -> None:
    assert run(text, epoch).image.history[0].created_by == shown


def test_args_and_variables_of_a_stage_do_not_count() -> None:
    result = run("FROM scratch\nARG SOURCE_DATE_EPOCH=1\nENV SOURCE_DATE_EPOCH=1")
    assert result.epoch is None
    assert [entry.created for entry in result.image.history] == [None, None]


@pytest.mark.parametrize(
    "instructions",
    [
        pytest.param("ADD https://x/y /", id="web"),
        pytest.param(f"ADD --checksum=sha256:{'a' * 64} http://x/y /", id="web with a checksum"),
        pytest.param("ADD --checksum=x https://x/y.git#main /", id="git with any checksum"),
        pytest.param("ADD --checksum= https://x/y /", id="web with an empty checksum"),
        pytest.param("ADD https://x/y.git?a=b&a=c /", id="bad query of a git address in the web"),
        pytest.param("ADD --checksum=$X ssh://x/y.git?ref=v1 /", id="git with a checksum that expands to nothing"),
        pytest.param('ADD --keep-git-dir --link ["git@x:y", "/"]', id="git with flags, as an array"),
        pytest.param("ARG U=https://x/y V\nADD $U /", id="arg"),
        pytest.param("ARG U=${V:-git://x/y}\nADD $U /", id="arg with a default from another"),
    ],
)
def test_stage_gives_a_time_that_only_a_builder_knows(instructions: str) -> None:
    assert run(f"FROM scratch AS src\n{instructions}\nFROM scratch", "SRC").epoch is None


@pytest.mark.parametrize(
    "epoch",
    [
        pytest.param("x", id="no stage"),
        pytest.param("9223372036854775808", id="beyond 64 bits"),
        pytest.param(" 5", id="blank"),
        pytest.param("５", id="a digit that is not ASCII"),
    ],
)
def test_error_epoch(epoch: str) -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run("FROM scratch\nFROM scratch AS b", epoch)
    assert str(raised.value) == f"invalid SOURCE_DATE_EPOCH: {epoch}"
    assert raised.value.locations == ()


ONE_ADD = "SOURCE_DATE_EPOCH stage must contain exactly one remote ADD"


@pytest.mark.parametrize(
    ("stage", "message"),
    [
        pytest.param("FROM x AS s\nADD https://x /", "SOURCE_DATE_EPOCH stage must use FROM scratch", id="base"),
        pytest.param(
            "FROM ${B?no} AS s",
            'failed to process source stage base name "${B?no}": failed to process "${B?no}": B: no',
            id="base that cannot be expanded",
        ),
        pytest.param("FROM scratch AS s\nARG A", ONE_ADD, id="no ADD"),
        pytest.param("FROM scratch AS s\nADD https://x /\nADD https://y /", ONE_ADD, id="two ADD"),
        pytest.param("FROM scratch AS s\nADD https://x https://y /", f"{ONE_ADD} source", id="two sources"),
        pytest.param("FROM scratch AS s\nADD <<EOF https://y /\nEOF", f"{ONE_ADD} source", id="heredoc"),
        pytest.param(
            "FROM scratch AS s\nADD x /",
            "SOURCE_DATE_EPOCH stage source must be a single HTTP(S) or Git ADD",
            id="local",
        ),
        pytest.param(
            "FROM scratch AS s\nADD --checksum=x https://y /", "invalid checksum digest format", id="checksum"
        ),
        pytest.param("FROM scratch AS s\nADD ssh://x/y.git?a=b /", 'unexpected query "a"', id="git query"),
        pytest.param(
            "FROM scratch AS s\nADD --checksum=$X https://y /",
            "invalid checksum digest format",
            id="checksum that expands to nothing",
        ),
        pytest.param(
            "FROM scratch AS s\nADD --checksum=${X?no} git@x:y.git /",
            'failed to process "${X?no}": X: no',
            id="checksum of a git source",
        ),
        pytest.param(
            "FROM scratch AS s\nADD --checksum=${X?no} x /",
            "SOURCE_DATE_EPOCH stage source must be a single HTTP(S) or Git ADD",
            id="checksum of a local source is not read",
        ),
        pytest.param(
            "FROM scratch AS s\nADD --checksum=x github.com/x/y /",
            "SOURCE_DATE_EPOCH stage source must be a single HTTP(S) or Git ADD",
            id="looks local",
        ),
        pytest.param(
            "FROM scratch AS s\nADD --checksum=${X?no} ssh://x/y.git?a=b /",
            'unexpected query "a"',
            id="query before checksum",
        ),
        pytest.param(
            "FROM scratch AS s\nADD --checksum=x https://x/y.git?a=b /",
            "invalid checksum digest format",
            id="a bad query makes it a web address",
        ),
        pytest.param(
            "FROM scratch AS s\nADD ${X?no} /",
            'failed to process "${X?no}": X: no',
            id="source that cannot be expanded",
        ),
        pytest.param(
            "FROM scratch AS s\nrun x",
            "SOURCE_DATE_EPOCH stage does not meet source-only requirements: unsupported run instruction",
            id="another instruction",
        ),
    ],
)
def test_error_stage_that_cannot_give_a_time(stage: str, message: str) -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run(f"\n{stage}\nFROM scratch", "s")
    if message.startswith("failed to process source stage base name"):
        assert str(raised.value).startswith('failed to process source stage base name "${B?no}": ')
    else:
        assert str(raised.value) == message
    assert raised.value.locations == ((2,),)
