"""The variables of a document filled in, and the types of values that keys ask for.

Source: docs/reference/compose.md, "Variables in values".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from preimage.golang.numbers import parse_int
from preimage.golang.quoting import quote
from preimage.golang.text import lower
from preimage.projects.compose.account import Account
from preimage.projects.compose.nodes import Fault, Node, Path, join_path
from preimage.projects.compose.templates import InvalidTemplate, Variables, expand
from preimage.projects.compose.trie import Trie, by_pattern

Cast = Callable[[str, Account], bool | int | float]

_GO_FLOAT = re.compile(r"[-+]?(?:\d+(?:_?\d+)*(?:\.(?:\d+(?:_?\d+)*)?)?|\.\d+(?:_?\d+)*)(?:[eE][-+]?\d+)?\Z", re.ASCII)
_GO_WORD_FLOAT = re.compile(r"[-+]?(?:inf|infinity)\Z|nan\Z", re.IGNORECASE)


def _to_int(text: str, _account: Account) -> int:
    try:
        return parse_int(text)
    except ValueError as error:
        raise Fault(str(error).replace("strconv.ParseInt", "strconv.Atoi", 1)) from None


def _to_int64(text: str, _account: Account) -> int:
    try:
        return parse_int(text)
    except ValueError as error:
        raise Fault(str(error)) from None


def _to_float(text: str, _account: Account) -> float:
    if not _GO_FLOAT.match(text) and not _GO_WORD_FLOAT.match(text):
        raise Fault(f"strconv.ParseFloat: parsing {quote(text)}: invalid syntax")
    return float(text)


def to_boolean(text: str, account: Account) -> bool:
    """Read a switch: ``true`` and ``false`` and, with a warning, YAML 1.1's other words for them.

    Raises:
        Fault: ``invalid boolean: x``.
    """
    word = lower(text)
    if word in ("true", "false"):
        return word == "true"
    if word not in ("y", "yes", "on", "n", "no", "off"):
        raise Fault(f"invalid boolean: {text}")
    value = word in ("y", "yes", "on")
    better = "true" if value else "false"
    account.warn(f"{quote(text)} for boolean is not supported by YAML 1.2, please use `{better}`")
    return value


_CASTS: Trie[Cast] = by_pattern(
    {
        **{
            f"services.*.{key}": _to_int
            for key in (
                "configs.*.mode", "secrets.*.mode", "deploy.replicas", "deploy.update_config.parallelism",
                "deploy.rollback_config.parallelism", "deploy.restart_policy.max_attempts",
                "deploy.placement.max_replicas_per_node", "healthcheck.retries", "ports.*.target", "scale",
                "ulimits.*", "ulimits.*.hard", "ulimits.*.soft",
            )
        },
        **{
            f"services.*.{key}": _to_int64
            for key in (
                "cpu_count", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares",
                "oom_score_adj", "pids_limit",
            )
        },
        **{
            f"services.*.{key}": _to_float
            for key in (
                "cpu_percent", "cpus", "deploy.update_config.max_failure_ratio",
                "deploy.rollback_config.max_failure_ratio",
            )
        },
        **{
            f"services.*.{key}": to_boolean
            for key in (
                "init", "depends_on.*.required", "depends_on.*.restart", "healthcheck.disable", "oom_kill_disable",
                "privileged", "read_only", "stdin_open", "tty", "volumes.*.read_only", "volumes.*.volume.nocopy",
            )
        },
        **dict.fromkeys(
            (
                "networks.*.external", "networks.*.internal", "networks.*.attachable", "networks.*.enable_ipv4",
                "networks.*.enable_ipv6", "volumes.*.external", "secrets.*.external", "configs.*.external",
            ),
            to_boolean,
        ),
    }
)  # fmt: skip


def interpolate(root: Node, variables: Variables) -> Node:
    """Give a document with all its texts expanded, and cast where the key asks for another type.

    Raises:
        Fault: the tool's text for a template or a value that is wrong, with its path.
    """
    return _Interpolation(variables).run(root, (), _CASTS)


class _Interpolation:
    def __init__(self, variables: Variables) -> None:
        self.variables = variables

    def run(self, node: Node, path: Path, casts: Trie[Cast] | None) -> Node:
        value = node.value
        if isinstance(value, str):
            if casts is None and "$" not in value:
                return node
            return node.with_value(self._fill(node, value, path, casts.rule if casts else None))
        if isinstance(value, dict):
            return node.with_value(
                {key: self.run(child, (*path, key), casts.step(key) if casts else None) for key, child in value.items()}
            )
        if isinstance(value, list):
            inside = casts.step("[]") if casts else None
            return node.with_value([self.run(child, (*path, "[]"), inside) for child in value])
        return node

    def _fill(self, node: Node, text: str, path: Path, cast: Cast | None) -> str | bool | int | float:
        try:
            filled = expand(text, self.variables)
        except InvalidTemplate as fault:
            message = f"invalid interpolation format for {join_path(path)}."
            raise Fault(f"{message}\nYou may need to escape any $ with another $.\n{fault}", node) from None
        except Fault as fault:
            raise Fault(f"error while interpolating {join_path(path)}: {fault}", node) from None
        if cast is None:
            return filled
        try:
            return cast(filled, self.variables.account)
        except Fault as fault:
            message = f"error while interpolating {join_path(path)}: failed to cast to expected type: {fault}"
            raise Fault(message, node) from None
