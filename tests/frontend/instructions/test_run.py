from __future__ import annotations

import pytest

from preimage.frontend.instructions.run import parse_run
from preimage.frontend.reader import StatementReader
from preimage.frontend.source import Source
from preimage.model.instructions import Run
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.lint import Lint


def parse(text: str) -> Run:
    (statement,) = StatementReader(Source(text.encode()), "\\", 0, Budget(DEFAULT_LIMITS)).read()
    return parse_run(statement, Lint())


@pytest.mark.parametrize(
    ("text", "args", "is_shell"),
    [
        pytest.param("RUN", [], True, id="nothing"),
        pytest.param("RUN a  $b", ["a  $b"], True, id="shell form"),
        pytest.param('RUN ["a", "b c"]', ["a", "b c"], False, id="exec form"),
        pytest.param("RUN --network=host --security=insecure a", ["a"], True, id="flags"),
    ],
)
def test_command(text: str, args: list[str], is_shell: bool) -> None:
    run = parse(text)
    assert (run.args, run.is_shell) == (args, is_shell)
    assert (list(run.heredocs), run.mounts, run.has_device, run.is_lone_heredoc) == ([], [], False, False)


@pytest.mark.parametrize(
    ("text", "is_lone"),
    [
        pytest.param("RUN <<E\na\nE", True, id="alone"),
        pytest.param("RUN --network=none << 'E'\na\nE", True, id="alone behind flags"),
        pytest.param("RUN <<E cat\na\nE", False, id="with a command"),
        pytest.param("RUN <<E <<F\nE\nF", False, id="two"),
        pytest.param("RUN --mount=type=bind <<E\nE", True, id="alone behind a mount"),
        pytest.param("RUN --mount='a\\' <<E\nE", False, id="command swallowed by a flag"),
    ],
)
def test_lone_heredoc(text: str, is_lone: bool) -> None:
    run = parse(text)
    assert run.heredocs
    assert run.is_lone_heredoc is is_lone


def test_command_that_is_malformed_by_itself_is_no_lone_heredoc() -> None:
    # Flags know the escape of the file, heredocs only the backslash: for them the quote opens in the flag.
    source = Source(b"RUN --mount=` <<F` `'x <<E'\nF`\n")
    (statement,) = StatementReader(source, "`", 0, Budget(DEFAULT_LIMITS)).read()
    assert statement.args == ["<<E'"]
    run = parse_run(statement, Lint())
    assert [heredoc.name for heredoc in run.heredocs] == ["F`"]
    assert not run.is_lone_heredoc


def test_mounts_and_devices() -> None:
    run = parse('RUN --mount=type=cache,target=/a --mount=\\"b,c\\",from=d$ --device=x --device=name=y,required=true z')
    assert run.mounts == [["type=cache", "target=/a"], ["b,c", "from=d$"]]
    assert run.has_device


@pytest.mark.parametrize(
    "device",
    [
        pytest.param("a/b=*", id="whole field is the name"),
        pytest.param("a", id="name alone"),
        pytest.param("required", id="required alone"),
        pytest.param("a,Required", id="name and required"),
        pytest.param("NAME=a,required=F", id="keys"),
        pytest.param("name=,a", id="empty name is no name"),
    ],
)
def test_devices(device: str) -> None:
    assert parse(f"RUN --device={device} a").has_device


@pytest.mark.parametrize(
    ("flag", "message"),
    [
        pytest.param("--nope", "unknown flag: --nope", id="unknown"),
        pytest.param("--network=x", 'invalid network mode "x"', id="network"),
        pytest.param("--network=", 'invalid network mode ""', id="empty network"),
        pytest.param("--security=x", 'security "x" is not valid', id="security"),
        pytest.param("--security=", 'security "" is not valid', id="empty security"),
        pytest.param("--network=host --network=none", "duplicate flag specified: --network", id="network twice"),
        pytest.param("--security=x --network=y", 'invalid network mode "y"', id="network before security"),
        pytest.param("--network=y --mount=", "failed to parse csv mounts: EOF", id="mount before network"),
        pytest.param("--mount= --device=", "failed to parse csv devices: EOF", id="device before mount"),
        pytest.param(
            '--mount=a\\"',
            'failed to parse csv mounts: parse error on line 1, column 2: bare " in non-quoted-field',
            id="bare quote",
        ),
        pytest.param(
            "--mount=FROM=a$b",
            "'from' doesn't support variable expansion, define alias stage instead",
            id="variable in a mount's base",
        ),
        pytest.param("--device=a,b", "invalid field 'b' must be a key=value pair", id="device, two names"),
        pytest.param("--device=a,name=b", "device name already set to a", id="device, name and key"),
        pytest.param("--device=required=yes", "invalid value for required: yes", id="device, boolean"),
        pytest.param("--device=a,x=b", "unexpected key 'x' in 'x=b'", id="device, unknown key"),
        pytest.param(
            "--device=a,nam=b", "unexpected key 'nam' in 'nam=b' (did you mean name?)", id="device, key that is near"
        ),
    ],
)
def test_error(flag: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(f"RUN {flag} a")
    assert str(caught.value) == message
