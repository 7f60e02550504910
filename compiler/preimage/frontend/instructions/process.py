"""The shape of CMD, ENTRYPOINT, SHELL, HEALTHCHECK, STOPSIGNAL, USER and WORKDIR.

Source: docs/reference/source.md, "Shape"; docs/reference/healthcheck.md.
"""

from __future__ import annotations

from preimage.frontend.flags import STRING, parse_flags
from preimage.frontend.statement import Statement
from preimage.golang.durations import Duration, parse_duration
from preimage.golang.numbers import parse_int
from preimage.golang.quoting import quote
from preimage.golang.text import replace_invalid, upper
from preimage.model.image import HealthcheckConfig
from preimage.model.instructions import Cmd, Entrypoint, Healthcheck, Shell, Stopsignal, User, Workdir
from preimage.model.lint import Lint

_DURATION_FLAGS = ("interval", "timeout", "start-period", "start-interval")
_HEALTHCHECK_FLAGS = dict.fromkeys((*_DURATION_FLAGS, "retries"), STRING)
_MILLISECOND = 1_000_000


def parse_cmd(statement: Statement, lint: Lint) -> Cmd:
    """Parse CMD.

    Raises:
        ValueError: BuildKit's text.
    """
    if statement.flags:
        parse_flags(statement.flags, {})
    return Cmd(statement, statement.args, not statement.is_json)


def parse_entrypoint(statement: Statement, lint: Lint) -> Entrypoint:
    """Parse ENTRYPOINT.

    Raises:
        ValueError: BuildKit's text.
    """
    if statement.flags:
        parse_flags(statement.flags, {})
    return Entrypoint(statement, statement.args, not statement.is_json)


def parse_shell(statement: Statement, lint: Lint) -> Shell:
    """Parse SHELL, which has to be in JSON form.

    Raises:
        ValueError: BuildKit's text.
    """
    if statement.flags:
        parse_flags(statement.flags, {})
    if not statement.args:
        raise ValueError("SHELL requires at least one argument")
    if not statement.is_json:
        raise ValueError("SHELL requires the arguments to be in JSON form")
    return Shell(statement, statement.args)


def parse_healthcheck(statement: Statement, lint: Lint) -> Healthcheck:
    """Parse HEALTHCHECK; the flags of HEALTHCHECK NONE are not even looked at.

    Raises:
        ValueError: BuildKit's text.
    """
    if not statement.args:
        raise ValueError("HEALTHCHECK requires at least one argument")
    kind = upper(statement.args[0])
    command = statement.args[1:]
    if kind == "NONE":
        if command:
            raise ValueError("HEALTHCHECK NONE takes no arguments")
        config = HealthcheckConfig(test=["NONE"])
    else:
        flags = parse_flags(statement.flags, _HEALTHCHECK_FLAGS)
        if kind != "CMD":
            raise ValueError(f"Unknown type {quote(replace_invalid(kind))} in HEALTHCHECK (try CMD)")
        if not command:
            raise ValueError("Missing command after HEALTHCHECK CMD")
        interval, timeout, start_period, start_interval = (
            _parse_duration_flag(name, flags) for name in _DURATION_FLAGS
        )
        config = HealthcheckConfig(
            test=["CMD" if statement.is_json else "CMD-SHELL", *command],
            interval=interval,
            timeout=timeout,
            start_period=start_period,
            start_interval=start_interval,
            retries=_parse_retries(flags),
        )
    return Healthcheck(statement, config)


def _parse_duration_flag(name: str, flags: dict[str, list[str]]) -> Duration:
    text = flags[name][0] if name in flags else ""
    if not text:
        return Duration(0)
    duration = parse_duration(text)
    if duration != 0 and duration < _MILLISECOND:
        # BuildKit says Interval whatever the flag.
        raise ValueError(f"Interval {quote(name)} cannot be less than 1ms")
    return duration


def _parse_retries(flags: dict[str, list[str]]) -> int:
    text = flags["retries"][0] if "retries" in flags else ""
    if not text:
        return 0
    retries = parse_int(text, 32)
    if retries < 0:
        raise ValueError(f"--retries cannot be negative ({retries})")
    return retries


def parse_stopsignal(statement: Statement, lint: Lint) -> Stopsignal:
    """Parse STOPSIGNAL; its flags are dropped unread.

    Raises:
        ValueError: BuildKit's text.
    """
    if len(statement.args) != 1:
        raise ValueError("STOPSIGNAL requires exactly one argument")
    return Stopsignal(statement, statement.args[0])


def parse_user(statement: Statement, lint: Lint) -> User:
    """Parse USER.

    Raises:
        ValueError: BuildKit's text.
    """
    return User(statement, _parse_single(statement, "USER"))


def parse_workdir(statement: Statement, lint: Lint) -> Workdir:
    """Parse WORKDIR.

    Raises:
        ValueError: BuildKit's text.
    """
    return Workdir(statement, _parse_single(statement, "WORKDIR"))


def _parse_single(statement: Statement, keyword: str) -> str:
    if len(statement.args) != 1:
        raise ValueError(f"{keyword} requires exactly one argument")
    if statement.flags:
        parse_flags(statement.flags, {})
    return statement.args[0]
