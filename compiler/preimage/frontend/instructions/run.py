"""The shape of RUN.

Source: docs/reference/source.md, "Shape" and "RUN flags".
"""

from __future__ import annotations

from preimage.frontend.flags import REPEATABLE, STRING, parse_flags
from preimage.frontend.statement import Statement
from preimage.golang.numbers import parse_bool
from preimage.golang.quoting import quote
from preimage.golang.suggest import suggest
from preimage.golang.text import lower
from preimage.model.instructions import Run
from preimage.model.lint import Lint

_FLAGS = {"mount": REPEATABLE, "device": REPEATABLE, "network": STRING, "security": STRING}
_NETWORK_MODES = ("default", "none", "host")
_SECURITY_MODES = ("sandbox", "insecure")
_DEVICE_KEYS = ("name", "required")


def parse_run(statement: Statement, lint: Lint) -> Run:
    """Parse RUN; of its mounts only the form and ``from`` are judged here.

    Raises:
        ValueError: BuildKit's text.
    """
    mounts: list[list[str]] = []
    has_device = False
    if statement.flags:
        flags = parse_flags(statement.flags, _FLAGS)
        has_device = "device" in flags
        for device in flags.get("device", ()):
            _check_device(device)
        mounts = [_parse_mount(mount) for mount in flags.get("mount", ())]
        for mode in flags.get("network", ()):
            if mode not in _NETWORK_MODES:
                raise ValueError(f"invalid network mode {quote(mode)}")
        for mode in flags.get("security", ()):
            if mode not in _SECURITY_MODES:
                raise ValueError(f"security {quote(mode)} is not valid")
    return Run(
        statement,
        args=statement.args,
        is_shell=not statement.is_json,
        heredocs=statement.heredocs,
        mounts=mounts,
        has_device=has_device,
        is_lone_heredoc=bool(statement.heredocs and statement.args) and _is_heredoc(statement.args[0]),
    )


def _is_heredoc(text: str) -> bool:
    from preimage.frontend.heredocs import parse_heredoc

    try:
        return parse_heredoc(text) is not None
    except ValueError:
        return False


def _parse_mount(text: str) -> list[str]:
    from preimage.golang.csvrecord import parse_csv_record

    try:
        fields = parse_csv_record(text)
    except ValueError as error:
        raise ValueError(f"failed to parse csv mounts: {error}") from None
    for field in fields:
        key, _, value = field.partition("=")
        if lower(key) == "from" and "$" in value[:-1]:
            raise ValueError("'from' doesn't support variable expansion, define alias stage instead")
    return fields


def _check_device(text: str) -> None:
    from preimage.golang.csvrecord import parse_csv_record

    try:
        fields = parse_csv_record(text)
    except ValueError as error:
        raise ValueError(f"failed to parse csv devices: {error}") from None
    name = ""
    for field in fields:
        key, separator, value = field.partition("=")
        key = lower(key)
        if not separator:
            if key == "required":
                continue
            if name:
                raise ValueError(f"invalid field '{field}' must be a key=value pair")
            name = field
        elif key == "name":
            if name:
                raise ValueError(f"device name already set to {name}")
            name = value
        elif key == "required":
            try:
                parse_bool(value)
            except ValueError:
                raise ValueError(f"invalid value for required: {value}") from None
        elif name:
            raise ValueError(f"unexpected key '{key}' in '{field}'{suggest(key, _DEVICE_KEYS)}")
        else:
            name = field
