"""Values that are text in the file and something else for the tool: sizes, durations, switches, command lines.

Source: docs/reference/compose.md, "Faults of values".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isinf

from preimage.golang.durations import Duration, parse_duration
from preimage.golang.numbers import parse_int
from preimage.golang.quoting import quote
from preimage.golang.text import lower
from preimage.projects.compose.account import Account
from preimage.projects.compose.command_words import split_command
from preimage.projects.compose.interpolation import to_boolean
from preimage.projects.compose.nodes import Fault, Node, Path, print_value
from preimage.projects.compose.trie import Trie, by_pattern

_UNITS = {unit: 1 << (10 * power) for power, unit in enumerate("kmgtp", start=1)}
_DAYS_AND_WEEKS = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(w|d)")
_LAST_BYTES_OF_BLANKS = frozenset(b"\t\n\v\f\r \x85\xa0")
_Check = Callable[[Node, Account], None]


def check_decoding(root: Node, account: Account) -> None:
    """Read every value that has a type of its own, as the tool does when all files are merged.

    Raises:
        Fault: ``decoding failed due to the following error(s):`` and a line for each value that cannot be read.
    """
    faults: list[tuple[Path, Node, str]] = []
    _check(root, (), _CHECKS, account, faults)
    if faults:
        lines = "\n".join(f"'{_name_path(path)}' {message}" for path, _, message in faults)
        raise Fault(f"decoding failed due to the following error(s):\n\n{lines}", faults[0][1])


def _check(
    node: Node, path: Path, checks: Trie[_Check] | None, account: Account, faults: list[tuple[Path, Node, str]]
) -> None:
    if checks is None or node.value is None:
        return
    if checks.rule is not None:
        try:
            checks.rule(node, account)
        except Fault as fault:
            faults.append((path, node, str(fault)))
    for key, child in node.items():
        _check(child, (*path, key), checks.step(key), account, faults)
    inside = checks.step("[]")
    if inside is not None:
        for at, child in enumerate(node.entries()):
            _check(child, (*path, str(at)), inside, account, faults)


_MAPS = frozenset(("services", "networks", "volumes", "secrets", "configs", "models", "ulimits", "depends_on"))


def _name_path(path: Path) -> str:
    """Give a path as the decoder does: names of fields with dots, keys of maps and numbers in brackets."""
    text = ""
    for above, part in zip(("", *path), path, strict=False):
        text += f"[{part}]" if part.isdecimal() or above in _MAPS else f"{'.' if text else ''}{part}"
    return text


def parse_size(node: Node) -> int:
    """Parse a number of bytes such as ``64m``.

    Raises:
        Fault: ``invalid size: 'x'`` or ``invalid suffix: 'x'``.
    """
    if isinstance(node.value, float):
        # The tool takes whole numbers and text, and nothing of other kinds.
        return 0
    if isinstance(node.value, int):
        return int(node.value)
    text = print_value(node.value)
    split = max((text.rfind(character) for character in "0123456789. "), default=-1)
    if split < 0:
        raise Fault(f"invalid size: '{text}'", node)
    number, suffix = text[: split + (text[split] != " ")], lower(text[split + 1 :])
    if not re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", number, re.ASCII):
        raise Fault(f"strconv.ParseFloat: parsing {quote(number)}: invalid syntax", node)
    if isinf(float(number)):
        raise Fault(f"strconv.ParseFloat: parsing {quote(number)}: value out of range", node)
    if float(number) < 0:
        raise Fault(f"invalid size: '{text}'", node)
    if suffix in ("", "b"):
        return int(float(number))
    if suffix[0] not in _UNITS or suffix[1:] not in ("", "b", "ib"):
        raise Fault(f"invalid suffix: '{suffix if len(suffix) <= 3 else text[split + 1 :]}'", node)
    return int(float(number) * _UNITS[suffix[0]])


def parse_compose_duration(node: Node) -> Duration:
    """Parse a duration of Go's kind that may have days and weeks, too.

    Raises:
        Fault: Go's text.
    """
    text = print_value(node.value)
    try:
        return parse_duration(text)
    except ValueError as error:
        # Weeks and days are no units of Go; they stand for hours.
        hours, sign = 0.0, -1 if text.startswith("-") else 1
        rest = text.lstrip("+-")
        while match := _DAYS_AND_WEEKS.match(rest):
            hours += float(match[1]) * (168 if match[2] == "w" else 24)
            rest = rest[match.end() :]
        if not hours:
            raise Fault(str(error), node) from None
        try:
            return Duration(sign * (int(hours * 3_600_000_000_000) + (parse_duration(rest) if rest else 0)))
        except ValueError:
            raise Fault(str(error), node) from None


def _check_size(node: Node, _account: Account) -> None:
    parse_size(node)


def _check_duration(node: Node, _account: Account) -> None:
    parse_compose_duration(node)


def _check_switch(node: Node, account: Account) -> None:
    if isinstance(node.value, str):
        to_boolean(node.value, account)


def _check_count(node: Node, _account: Account) -> None:
    if isinstance(node.value, str):
        try:
            parse_int(node.value)
        except ValueError as error:
            raise Fault(str(error), node) from None


def _check_natural(node: Node, _account: Account) -> None:
    if isinstance(node.value, (int, float)) and node.value < 0:
        raise Fault(f"cannot parse value as 'uint64': {print_value(node.value)} overflows uint", node)


def _check_command(node: Node, _account: Account) -> None:
    if isinstance(node.value, str):
        split_command(node.value)


def _check_variables(node: Node, _account: Account) -> None:
    for entry in node.entries():
        name = print_value(entry.value).partition("=")[0]
        # The tool looks at the last byte, which in a longer character may be that of a blank.
        if name and name.encode("utf-8", "surrogateescape")[-1] in _LAST_BYTES_OF_BLANKS:
            raise Fault(f"environment variable {name} is declared with a trailing space", entry)


def _check_hosts(node: Node, _account: Account) -> None:
    for entry in node.entries():
        text = print_value(entry.value)
        name, sign, _ = text.partition("=" if "=" in text else ":")
        if not sign:
            raise Fault(f"invalid additional host, missing IP: {text}", entry)
        if not name:
            raise Fault(f"bad host name '{name}'", entry)


_CHECKS: Trie[_Check] = by_pattern(
    {
        **{
            f"services.*.{key}": _check_switch
            for key in (
                "attach", "build.no_cache", "build.privileged", "build.pull", "init", "oom_kill_disable", "privileged",
                "read_only", "stdin_open", "tty", "healthcheck.disable", "depends_on.*.restart",
                "env_file.*.required", "post_start.*.privileged", "pre_stop.*.privileged", "volumes.*.read_only",
                "volumes.*.bind.create_host_path", "volumes.*.volume.nocopy",
            )
        },
        **{
            f"services.*.{key}": _check_size
            for key in (
                "build.shm_size", "mem_limit", "mem_reservation", "mem_swappiness", "memswap_limit", "shm_size",
                "deploy.resources.limits.memory", "deploy.resources.reservations.memory", "volumes.*.tmpfs.size",
            )
        },
        **{
            f"services.*.{key}": _check_duration
            for key in (
                "healthcheck.interval", "healthcheck.timeout", "healthcheck.start_period",
                "healthcheck.start_interval", "stop_grace_period", "deploy.restart_policy.delay",
                "deploy.restart_policy.window", "deploy.update_config.delay", "deploy.update_config.monitor",
                "deploy.rollback_config.delay", "deploy.rollback_config.monitor",
            )
        },
        **{
            f"services.*.{key}": _check_count
            for key in ("secrets.*.mode", "configs.*.mode", "build.secrets.*.mode", "volumes.*.tmpfs.mode")
        },
        **{f"services.*.{key}": _check_command for key in ("command", "entrypoint")},
        **{f"services.*.{key}.*.command": _check_command for key in ("post_start", "pre_stop")},
        **{f"services.*.{key}": _check_variables for key in ("environment", "build.args")},
        **{f"services.*.{key}": _check_hosts for key in ("extra_hosts", "build.extra_hosts")},
        "services.*.healthcheck.retries": _check_natural,
    }
)  # fmt: skip
