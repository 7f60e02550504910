"""What is checked of targets that are printed.

Source: docs/reference/bake.md, "Checks".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from preimage.golang.numbers import parse_bool, parse_float, parse_int
from preimage.golang.quoting import quote
from preimage.model.errors import ProjectError
from preimage.model.platforms import parse_platform
from preimage.projects.bake.entries import Entry
from preimage.projects.bake.target import Target

_ANNOTATION_TYPES = frozenset(("manifest", "index", "manifest-descriptor", "index-descriptor"))
_ANNOTATION = re.compile(r"([a-z-]+)(?:\[([A-Za-z0-9_/-]+)\])?\Z")
_SIZE = re.compile(r"(?P<number>.*[0-9.]) ?(?P<unit>[kmgtp]?|[kmgtp]i?b|b)\Z", re.IGNORECASE)
_LIMITS = frozenset(
    (
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
        "rttime", "sigpending", "stack",
    )
)  # fmt: skip


def check_target(target: Target) -> None:
    """Refuse what the tool refuses of a target before it prints it.

    Raises:
        ProjectError: the tool's text.
    """
    held = target.held
    for name in ("context", "dockerfile"):
        if held.get(name) == "-":
            raise ProjectError(f"ERROR: {name} from stdin not allowed in bake")
    for annotation in held.get("annotations", ()):
        _check_annotation(annotation)
    for platform in held.get("platforms", ()):
        _check_platform(platform)
    _check_settings(held)


def _check_platform(text: str) -> None:
    for part in text.split(","):
        if part == "local":
            continue
        try:
            parse_platform(part)
        except ValueError as error:
            raise ProjectError(f"ERROR: {error}") from error


def _check_annotation(text: str) -> None:
    key, sign, _ = text.partition("=")
    if not sign:
        raise ProjectError(f"ERROR: invalid annotation {quote(text)}, expected key=value")
    kinds, colon, _ = key.partition(":")
    if not colon:
        return
    for kind in kinds.split(","):
        match = _ANNOTATION.match(kind)
        if match is None:
            raise ProjectError(
                f"ERROR: invalid annotation type {quote(kind)}, expected type and optional platform in square brackets"
            )
        if match[1] not in _ANNOTATION_TYPES:
            raise ProjectError(f"ERROR: unknown annotation type {quote(match[1])}")
        if match[2]:
            _check_platform(match[2])


def _check_settings(held: Mapping[str, Any]) -> None:
    if (size := held.get("shm-size")) is not None and not _is_size(size):
        raise ProjectError(f"ERROR: invalid value {size} for membytes key shm-size")
    for limit in held.get("ulimits", ()):
        _check_limit(limit)
    for secret in held.get("secret", ()):
        if not secret.get("id"):
            raise ProjectError("ERROR: secret missing ID")


def _is_size(text: str) -> bool:
    match = _SIZE.match(text)
    try:
        return match is not None and parse_float(match["number"]) >= 0
    except ValueError:
        return False


def _check_limit(text: str) -> None:
    name, sign, values = text.partition("=")
    if not sign:
        raise ProjectError(f"ERROR: invalid ulimit argument: {text}")
    if name not in _LIMITS:
        raise ProjectError(f"ERROR: invalid ulimit type: {name}")
    parts = values.split(":")
    if len(parts) > 2:
        raise ProjectError(f"ERROR: too many limit value arguments - {values}, can only have up to two, `soft[:hard]`")
    try:
        soft, hard = parse_int(parts[0]), parse_int(parts[-1])
    except ValueError as error:
        raise ProjectError(f"ERROR: {error}") from error
    reason = "ERROR: ulimit soft limit must be less than or equal to hard limit:"
    if hard in {-1, soft}:
        return
    if soft == -1:
        raise ProjectError(f"{reason} soft: -1 (unlimited), hard: {hard}")
    if soft > hard:
        raise ProjectError(f"{reason} {soft} > {hard}")


def finish_outputs(entries: list[Entry]) -> list[Entry]:
    """Give outputs as they print: what is written to a stream has ``-`` for its destination, each once.

    Raises:
        ProjectError: a destination is missing, or cannot be a stream.
    """
    finished: list[Entry] = []
    for entry in entries:
        kind, dest = entry.get("type"), entry.get("dest", "")
        is_folder = kind == "local" or (kind in {"oci", "docker"} and _is_false(entry.get("tar")))
        if is_folder and not dest:
            raise ProjectError(f"ERROR: dest is required for {kind} exporter")
        if is_folder and dest == "-":
            raise ProjectError(f"ERROR: dest cannot be stdout for {kind} exporter")
        if kind in {"tar", "oci"} and not dest:
            entry = {**entry, "dest": "-"}
        finished.append(entry)
    return finished


def _is_false(text: object) -> bool:
    try:
        return isinstance(text, str) and not parse_bool(text)
    except ValueError:
        return False
