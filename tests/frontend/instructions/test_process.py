from __future__ import annotations

import pytest

from preimage.frontend.instructions.process import (
    parse_cmd,
    parse_entrypoint,
    parse_healthcheck,
    parse_shell,
    parse_stopsignal,
    parse_user,
    parse_workdir,
)
from preimage.frontend.parser import InstructionParser
from preimage.frontend.reader import read_statement
from preimage.frontend.statement import Statement
from preimage.golang.durations import Duration
from preimage.model.image import HealthcheckConfig
from preimage.model.lint import Lint


def statement_of(text: str) -> Statement:
    return read_statement(text, "\\", range(1, 2), ())


@pytest.mark.parametrize(
    ("text", "args", "is_shell"),
    [
        pytest.param("CMD", [], True, id="nothing"),
        pytest.param("CMD a  'b'", ["a  'b'"], True, id="shell form"),
        pytest.param('CMD ["a", "b c"]', ["a", "b c"], False, id="exec form"),
        pytest.param("CMD []", [], False, id="empty exec form"),
        pytest.param("CMD ['a']", ["['a']"], True, id="broken JSON"),
        pytest.param("CMD -- --x", ["--x"], True, id="dashes end the flags"),
    ],
)
def test_parse_cmd_and_entrypoint(text: str, args: list[str], is_shell: bool) -> None:
    cmd = parse_cmd(statement_of(text), Lint())
    entrypoint = parse_entrypoint(statement_of(text.replace("CMD", "ENTRYPOINT")), Lint())
    assert (cmd.args, cmd.is_shell) == (entrypoint.args, entrypoint.is_shell) == (args, is_shell)


def test_parse_the_others() -> None:
    assert parse_shell(statement_of('SHELL ["a", ""]'), Lint()).args == ["a", ""]
    assert parse_stopsignal(statement_of("STOPSIGNAL --x SIGKILL $y"), Lint()).signal == "SIGKILL $y"
    assert parse_user(statement_of("USER a b"), Lint()).user == "a b"
    assert parse_workdir(statement_of("WORKDIR '/a b'"), Lint()).path == "'/a b'"


SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("text", "config"),
    [
        pytest.param("HEALTHCHECK none", HealthcheckConfig(test=["NONE"]), id="none"),
        pytest.param("HEALTHCHECK --x --interval=y NONE []", HealthcheckConfig(test=["NONE"]), id="none, flags unread"),
        pytest.param("HEALTHCHECK cmd a  b", HealthcheckConfig(test=["CMD-SHELL", "a  b"]), id="shell form"),
        pytest.param('HEALTHCHECK CMD ["a", "b"]', HealthcheckConfig(test=["CMD", "a", "b"]), id="exec form"),
        pytest.param(
            "HEALTHCHECK --interval=1s --timeout=2s --start-period=3s --start-interval=4s --retries=5 CMD a",
            HealthcheckConfig(
                test=["CMD-SHELL", "a"],
                interval=Duration(SECOND),
                timeout=Duration(2 * SECOND),
                start_period=Duration(3 * SECOND),
                start_interval=Duration(4 * SECOND),
                retries=5,
            ),
            id="all flags",
        ),
        pytest.param(
            "HEALTHCHECK --interval= --timeout=0 --start-period=-0s --retries= CMD a",
            HealthcheckConfig(test=["CMD-SHELL", "a"]),
            id="empty and zero values",
        ),
        pytest.param(
            "HEALTHCHECK --interval=1ms --retries=+03 CMD a",
            HealthcheckConfig(test=["CMD-SHELL", "a"], interval=Duration(1_000_000), retries=3),
            id="smallest duration, sign and zero",
        ),
    ],
)
def test_parse_healthcheck(text: str, config: HealthcheckConfig) -> None:
    assert parse_healthcheck(statement_of(text), Lint()).config == config


@pytest.mark.parametrize(
    ("parse", "text", "message"),
    [
        pytest.param(parse_cmd, "CMD --x a", "unknown flag: --x", id="cmd flag"),
        pytest.param(parse_entrypoint, "ENTRYPOINT --x", "unknown flag: --x", id="entrypoint flag"),
        pytest.param(parse_shell, "SHELL --x", "unknown flag: --x", id="shell flags come first"),
        pytest.param(parse_shell, "SHELL []", "SHELL requires at least one argument", id="empty shell"),
        pytest.param(parse_shell, "SHELL a", "SHELL requires the arguments to be in JSON form", id="shell as text"),
        pytest.param(parse_stopsignal, "STOPSIGNAL --x", "STOPSIGNAL requires exactly one argument", id="no signal"),
        pytest.param(parse_user, "USER --x", "USER requires exactly one argument", id="no user, before flags"),
        pytest.param(parse_user, "USER --x a", "unknown flag: --x", id="user flag"),
        pytest.param(parse_workdir, "WORKDIR", "WORKDIR requires exactly one argument", id="no directory"),
        pytest.param(parse_workdir, "WORKDIR --x a", "unknown flag: --x", id="directory flag"),
    ],
)
def test_error(parse: InstructionParser, text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(statement_of(text), Lint())
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param("", "HEALTHCHECK requires at least one argument", id="nothing"),
        pytest.param("--interval=1s", "HEALTHCHECK requires at least one argument", id="flags alone"),
        pytest.param("NONE a", "HEALTHCHECK NONE takes no arguments", id="none with argument"),
        pytest.param("--x foo", "unknown flag: --x", id="flags before the type"),
        pytest.param("foo a", 'Unknown type "FOO" in HEALTHCHECK (try CMD)', id="type"),
        pytest.param("c\u00a0md a", 'Unknown type "C\ufffd" in HEALTHCHECK (try CMD)', id="type of half a character"),
        pytest.param("CMD", "Missing command after HEALTHCHECK CMD", id="no command"),
        pytest.param("--interval=x CMD []", "Missing command after HEALTHCHECK CMD", id="empty command, before values"),
        pytest.param("--retries=x --timeout=1 CMD a", 'time: missing unit in duration "1"', id="durations first"),
        pytest.param(
            "--interval=5\u00b5s CMD a",
            'time: unknown unit "\\xc3\\x82\\xc2\\xb5s" in duration "5\\xc3\\x82\\xc2\\xb5s"',
            id="micro sign",
        ),
        pytest.param(
            "--start-interval=999us CMD a", 'Interval "start-interval" cannot be less than 1ms', id="below 1 ms"
        ),
        pytest.param("--timeout=-1s CMD a", 'Interval "timeout" cannot be less than 1ms', id="negative duration"),
        pytest.param("--retries=-2 CMD a", "--retries cannot be negative (-2)", id="negative retries"),
        pytest.param("--retries=1.5 CMD a", 'strconv.ParseInt: parsing "1.5": invalid syntax', id="part of a retry"),
        pytest.param(
            "--retries=2147483648 CMD a",
            'strconv.ParseInt: parsing "2147483648": value out of range',
            id="too many retries",
        ),
    ],
)
def test_error_parse_healthcheck(arguments: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_healthcheck(statement_of(f"HEALTHCHECK {arguments}"), Lint())
    assert str(caught.value) == message
